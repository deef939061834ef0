"""Learn again which questions belong to the matter talked of, after an edit of ``bot/content/belonging.tsv``.

``python scripts/belonging.py`` writes ``bot/content/belonging.bin``: seconds. The fitting runs in ``nlu/``'s
environment.
``--score`` learns without each hand in turn and tells how that hand's questions are read; it writes nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from clauses import fit

from bot.content.reference import load_reference
from bot.understanding.belonging import (
    FILE,
    OWN,
    Belonging,
    Example,
    Vocabulary,
    features,
    general_words,
    packaged_digest,
    packaged_examples,
)

CONTENT = Path(__file__).resolve().parent.parent / "bot" / "content"
COST = 0.3
"""How hard the fitting tries to get each example right; chosen among 0.1, 0.3 and 1 by leaving hands out."""


def learn(examples: list[Example], vocabulary: Vocabulary, digest: str = "") -> Belonging:
    """Return what questions teach; the words of a question's own hand are not taken for general ones."""
    general = {hand: general_words(examples, without=hand) for hand in {one.hand for one in examples}}
    classes, rows = fit(
        [(features(vocabulary, code_of(one, vocabulary), one.text, general[one.hand]), one.label) for one in examples],
        cost=COST,
    )
    sign = 1 if classes[-1] == OWN else -1  # of two classes the weights speak for the last
    return Belonging(digest, general_words(examples), {name: sign * row[0] for name, row in rows.items()})


def code_of(one: Example, vocabulary: Vocabulary) -> str:
    """Return the matter that was talked of, or some other one where it was none of the catalogue's."""
    return one.code if vocabulary.has(one.code) else vocabulary.any_code(one.text)


def score(examples: list[Example], vocabulary: Vocabulary) -> str:
    """Return how many questions of hands that nothing was learned from are read right."""
    found = lost = own = same = 0
    for hand in sorted({one.hand for one in examples}):
        learned = learn([one for one in examples if one.hand != hand], vocabulary)
        for one in (one for one in examples if one.hand == hand):
            said = learned.is_own(vocabulary, code_of(one, vocabulary), one.text)
            if one.label == OWN:
                own, found = own + 1, found + said
            else:
                same, lost = same + 1, lost + said
    return f"found {found} of {own} that are about something of their own; lost {lost} of {same} that belong"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--score", action="store_true", help="tell how hands are read that are left out")
    arguments = parser.parse_args()
    reference = load_reference()
    known, words = packaged_examples(), Vocabulary(reference.catalogue, reference.fields)
    if arguments.score:
        print(score(known, words))
        raise SystemExit
    learned = learn(known, words, packaged_digest())
    (CONTENT / FILE).write_bytes(learned.pack())
    print(f"{CONTENT / FILE}: {len(learned.weights)} features of {len(known)} questions")
