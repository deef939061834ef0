"""Learn again which procedure messages are about, after an edit of ``bot/content/meant.tsv`` or ``messages.csv``.

``python scripts/meant.py`` writes ``bot/content/meant.bin``: some five minutes on two cores. The fitting runs in
``nlu/``'s environment. ``--score`` tells how the messages of hands are read that nothing was learned from, and writes
nothing. Changed names of procedures, or a changed search, make it worth while, too.
"""

from __future__ import annotations

import argparse
import csv
import zlib
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from clauses import fit

from bot.content.reference import load_reference
from bot.handlers.weighing import ASKED, TAKEN
from bot.understanding.clauses import ClauseReader, learning
from bot.understanding.clauses.heard import START
from bot.understanding.rows import packed_rows
from bot.understanding.search.finder import ProcedureSearch
from bot.understanding.search.meant import FILE, NOTHING, Meant, Weights, features, packaged_digest, sureness

CONTENT = Path(__file__).resolve().parent.parent / "bot" / "content"
FOLDS = 5
"""The hands are learned from in so many parts, each heard by what the others taught: else all would sound sure."""
SOUND_COST, SOUND_FEWEST = 0.3, 4
SURE_COST = 0.3
"""How hard the fittings try to get each example right, and in how many messages a feature has to be; chosen among 0.1,
0.3, 1 and 2, 4 by leaving hands out."""
OWN = "own"
"""Plain questions that are of nobody's talk; few, lest they outweigh the talks."""
RIGHT, WRONG = "right", "wrong"

type Looked = dict[str, dict[str, float]]


class Example(NamedTuple):
    """A labelled message.

    Attributes:
        hand: who wrote it, ``OWN`` for plain questions, or "" for messages by procedure.
        before: the matter that was talked of, or ``NOTHING``.
        code: the procedure that it is about by itself, or ``NOTHING``.
        text: as typed.
    """

    hand: str
    before: str
    code: str
    text: str


def packaged_examples() -> list[Example]:
    """Return what comes with the code."""
    content = files("bot.content")
    talks = [Example(*row.split("\t")) for row in (content / "meant.tsv").read_text(encoding="utf-8").splitlines()]
    rows = csv.DictReader((content / "messages.csv").read_text(encoding="utf-8").splitlines())
    return [*talks, *(Example("", NOTHING, row["code"], row["said"]) for row in rows)]


def folds_of(examples: list[Example]) -> list[int]:
    """Return the fold of each example: whole hands, and messages by procedure by what they say."""
    hands = sorted({one.hand for one in examples} - {""})
    return [hands.index(one.hand) % FOLDS if one.hand else zlib.crc32(one.text.encode()) % FOLDS for one in examples]


def learn_sound(examples: list[Example], codes: frozenset[str]) -> Weights:
    """Return what messages about each procedure sound like."""
    told = ((one.text, one.code) for one in examples if one.code in codes or one.code == NOTHING)
    classes, rows = fit(learning.examples(told), cost=SOUND_COST, fewest=SOUND_FEWEST)
    scale = max(abs(one) for row in rows.values() for one in row) / 127
    return Weights("", tuple(classes), scale, packed_rows(rows, scale), {START: 0.0})


class Reader:
    """Looks at messages, in a process of its own."""

    search: ProcedureSearch
    clauses: ClauseReader
    heard: Meant

    @classmethod
    def start(cls, weights: Weights) -> None:
        """Make ready; ``weights`` say what messages sound like."""
        cls.search = ProcedureSearch(load_reference().catalogue)
        cls.clauses = ClauseReader.naming(cls.search)
        cls.heard = Meant(weights)

    @classmethod
    def look_at(cls, one: Example) -> Looked:
        """Return what is looked at in the candidates of a message."""
        under_way = None if one.before == NOTHING else one.before
        clauses = cls.clauses.read(one.text)
        return features(cls.search, one.text, clauses, cls.heard.sound(one.text, clauses), under_way=under_way)


def looked_at(examples: list[Example], codes: frozenset[str]) -> list[Looked]:
    """Return what is looked at in the candidates of each hand's messages, heard by who learned from other hands."""
    folds = folds_of(examples)
    looked: list[Looked] = [{} for _ in examples]
    for fold in range(FOLDS):
        sound = learn_sound([one for one, its in zip(examples, folds, strict=True) if its != fold], codes)
        places = [place for place, its in enumerate(folds) if its == fold and examples[place].hand]
        with ProcessPoolExecutor(2, initializer=Reader.start, initargs=(sound,)) as pool:
            found = pool.map(Reader.look_at, [examples[place] for place in places], chunksize=100)
            for place, one in zip(places, found, strict=True):
                looked[place] = one
    return looked


def learn_sure(examples: list[Example], looked: list[Looked]) -> dict[str, float]:
    """Return what makes a candidate sure."""
    told = [
        ([*candidate.items()], RIGHT if code == one.code else WRONG)
        for one, candidates in zip(examples, looked, strict=True)
        for code, candidate in candidates.items()
    ]
    classes, rows = fit(told, cost=SURE_COST)
    sign = 1 if classes[-1] == RIGHT else -1  # of two classes the weights speak for the last
    return {name: sign * row[0] for name, row in rows.items()}


def score(examples: list[Example], looked: list[Looked]) -> str:
    """Return how messages of hands are read that nothing was learned from."""
    folds = folds_of(examples)
    turning = taken = right = asked = of_asked = 0
    for fold in range(FOLDS):
        rest = [place for place, its in enumerate(folds) if its != fold]
        sure = learn_sure([examples[place] for place in rest], [looked[place] for place in rest])
        for one, candidates, its in zip(examples, looked, folds, strict=True):
            if its != fold or one.hand in {"", OWN}:
                continue
            turning += one.code not in {NOTHING, one.before}
            scored = {code: sureness(sure, candidate) for code, candidate in candidates.items()}
            code = max(scored, key=lambda each: (scored[each], each), default=NOTHING)
            if scored.get(code, ASKED - 1) >= TAKEN:
                taken, right = taken + 1, right + (code == one.code)
            elif scored.get(code, ASKED - 1) >= ASKED:
                asked, of_asked = asked + 1, of_asked + (code == one.code)
    return (
        f"{turning} messages turn to a procedure; {taken} are taken to, {right} of these rightly;"
        f" at {asked} more it is asked, {of_asked} times rightly"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--score", action="store_true", help="tell how hands are read that are left out")
    arguments = parser.parse_args()
    known = packaged_examples()
    of_catalogue = frozenset(one.code for one in load_reference().catalogue)
    seen = looked_at(known, of_catalogue)
    if arguments.score:
        print(score(known, seen))
        raise SystemExit
    weights = learn_sound(known, of_catalogue)
    weights = Weights(packaged_digest(), weights.codes, weights.scale, weights.rows, learn_sure(known, seen))
    (CONTENT / FILE).write_bytes(weights.pack())
    print(f"{CONTENT / FILE}: {len(weights.rows)} features of {len(known)} messages")
