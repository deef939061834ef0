"""What makes training cheap changes nothing that shows: counting at once, beginning from another scorer, reading together."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from components import scorer
from components.clause_learning import fit_finder
from components.concepts import Concepts
from components.corpus import NOISE, Corpus
from components.counting import counted, inside, runs
from components.entity_model import EMPTY_EVERY, _shown, features
from components.features import Options, Vectoriser
from components.intent_model import IntentModel
from components.scorer import FEWEST, Scorer
from components.second_wish import fit_gate
from components.swap import Entity
from components.unseen import Read, Unseen
from components.wishes import best_cuts, cuts_of
from components.words import pieces, words
from datafiles import Line

EVERY = 10
"""One in so many messages: too few for a good model, and enough for two of them to be compared."""


@pytest.fixture(scope="module")
def some(messages: list[Line], concepts: Concepts) -> Corpus:
    """Some of the messages, counted."""
    few = messages[::EVERY]
    return Corpus.make([line.text for line in few], [line.intent for line in few], Options(), concepts)


@pytest.fixture(scope="module")
def halved(some: Corpus) -> tuple[list[int], list[int]]:
    """Rows to learn from, and the others."""
    return [row for row in some.learnable if some.message[row] % 2], [row for row in some.learnable if not some.message[row] % 2]


def test_ngrams_counted_at_once_are_those_of_each_message(some: Corpus, messages: list[Line]) -> None:
    vectoriser = some.vectoriser
    texts = [line.text for line in messages[::EVERY]]
    alone = vectoriser.counts([vectoriser.columns(vectoriser.grams(words(text))) for text in texts])
    together = some.counts[: len(texts)]
    for part in ("indptr", "indices", "data"):
        assert np.array_equal(getattr(alone, part), getattr(together, part)), part
    letters = [len(vectoriser.grams(words(text))["folded_letters"]) for text in texts]
    assert list(some.totals.letters[: len(texts)]) == letters


def test_an_ngram_is_known_where_so_many_messages_have_it_and_meaningless_ones_teach_none(some: Corpus) -> None:
    taught = np.array(some.labels) != NOISE
    assert not taught.all()
    frequency = np.bincount(some.counts[np.flatnonzero(taught)].indices, minlength=some.vectoriser.width)
    assert frequency.min() == FEWEST
    for known in some.vectoriser.vocabulary.values():
        assert list(known) == sorted(known)


def test_the_ngrams_of_few_words_by_hand() -> None:
    found = counted([["a", "b", "a"], [], ["b"]])
    assert found.forms == ["a", "b"]
    assert found.counts.toarray().tolist() == [[2, 1], [0, 0], [0, 1]]
    letters = inside(counted([["ab", "ab", "b"]]), list)
    assert dict(zip(letters.forms, letters.counts.toarray()[0], strict=True)) == {"a": 2, "b": 3}
    assert runs(["a", "b", "c"], 3) == ["a", "b", "c", "a b", "b c", "a b c"]
    assert runs([], 2) == []
    vectoriser = Vectoriser(Options(), Concepts({}))
    assert vectoriser.fit([words("khai sinh"), words("khai tử"), words("xxx")], 2, 2).shape[0] == 3
    assert list(vectoriser.vocabulary["folded_words"]) == ["khai"]


def test_a_scorer_that_begins_where_another_ended_reads_as_one_that_begins_with_nothing(
    some: Corpus, halved: tuple[list[int], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt, others = halved
    before = some.fit(learnt[::2] + learnt[1::4])
    quick = some.fit(learnt, before)
    monkeypatch.setattr(scorer, "FAR", float("inf"))
    whole = some.fit(learnt, before)
    assert np.array_equal(whole.weights, some.fit(learnt).weights), "nothing is left out"
    assert quick.labels == whole.labels
    mine, theirs = (some.score(made, others).margins for made in (quick, whole))
    assert (mine.argmax(axis=1) == theirs.argmax(axis=1)).mean() > 0.98
    assert np.abs(mine - theirs).mean() < 0.03


def test_an_intent_that_the_first_scorer_never_saw_is_learnt_whole(some: Corpus, halved: tuple[list[int], list[int]]) -> None:
    learnt, others = halved
    before = some.fit([row for row in learnt if some.labels[row] != "emergency"])
    made = some.fit(learnt, before)
    assert "emergency" not in before.labels
    column = made.labels.index("emergency")
    mine, theirs = (some.score(one, others).margins[:, column] for one in (made, some.fit(learnt)))
    assert np.abs(mine - theirs).mean() < 0.03


def test_an_intent_that_nothing_is_near_to_is_learnt_against_all() -> None:
    texts = ["lệ phí bao nhiêu", "lệ phí mấy đồng", "xin chào", "chào nha", "cúp điện rồi", "mất điện rồi"] * 2
    labels = ["fee", "fee", "greet", "greet", "out", "out"] * 2
    corpus = Corpus.make(texts, labels, Options(), Concepts({}))
    before = corpus.fit(corpus.learnable)
    before.bias = before.bias - 10
    made = corpus.fit(corpus.learnable, before)
    right = corpus.score(made, corpus.learnable).margins.argmax(axis=1)
    assert [made.labels[column] for column in right] == [corpus.labels[row] for row in corpus.learnable]


def test_many_messages_are_scored_as_each_alone(
    some: Corpus, halved: tuple[list[int], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt, others = halved
    made = some.fit(learnt)
    monkeypatch.setattr(scorer, "_AT_ONCE", 7)
    together = some.score(made, others[:30])
    for at, row in enumerate(others[:30]):
        alone = some.score(made, [row])
        for name in ("margins", "evidence", "known"):
            assert np.allclose(getattr(alone, name)[0], getattr(together, name)[at], atol=1e-5), name
            assert np.allclose(getattr(alone, name), getattr(together.of(at), name), atol=1e-5), name


def test_the_first_reading_alone_is_that_of_the_whole_ranking(model: IntentModel, messages: list[Line]) -> None:
    scores, _ = model.scores([words(line.text) for line in messages[::400]])
    assert model.firsts(scores) == [reading.ranking[0] for reading in model.readings(scores)]


def test_the_cuts_of_many_messages_are_those_of_each(model: IntentModel, messages: list[Line]) -> None:
    texts = ["", "dạ", *(line.text for line in messages[::300]), "làm khai sinh cần giấy gì, nộp ở đâu"]
    read = [words(text) for text in texts]
    columns = model.scores(read)[1]
    together = cuts_of(model, list(zip(read, columns, strict=True)))
    assert len(together) == len(texts)
    assert any(together)
    for message, known, cuts in zip(read, columns, together, strict=True):
        assert [cut.__dict__ | {"score": None} for cut in best_cuts(model, message, known)] == [
            cut.__dict__ | {"score": None} for cut in cuts
        ]
    assert cuts_of(model, []) == []
    assert cuts_of(model, [(words("dạ"), [])]) == [[]]


def test_what_a_model_did_not_see_is_read_in_order_and_by_the_scorer_that_did_not(some: Corpus, messages: list[Line]) -> None:
    model = IntentModel.fit(some, folds=3, held=1)
    assert model.held is not None
    unseen = Unseen.of(model)
    assert unseen.messages == list(model.held.unseen)
    assert unseen.model.scorer is model.held.apart is not model.scorer
    texts = [messages[::EVERY][at].text for at in unseen.messages][:230]

    def told(read: list[Read]) -> list[tuple[str, str]]:
        return [("".join(word.typed for word in one.message), unseen.model.firsts(one.scores)[0][0]) for one in read]

    found = unseen.each(texts, told)
    assert [text for text, _ in found] == ["".join(word.typed for word in words(text)) for text in texts]
    assert [intent for _, intent in found] == [unseen.model.read(text).ranking[0][0] for text in texts]


def test_only_a_model_that_was_just_trained_knows_what_it_did_not_see(model: IntentModel) -> None:
    loaded = IntentModel(model.scorer, model.temperature, model.acceptance, model.outside, model.thresholds)
    with pytest.raises(ValueError, match="just trained"):
        Unseen.of(loaded)
    with pytest.raises(ValueError, match="just trained"):
        fit_gate(loaded, ["a"], ["greet"], false_alarms=0.05)
    with pytest.raises(ValueError, match="just trained"):
        fit_finder(loaded, ["a"], ["greet"], [None], false_alarms=0.05)


def test_every_second_message_without_entities_is_shown_and_all_with_them() -> None:
    texts = [f"không có gì {number}" for number in range(10)] + ["ra xã Tân Lộc"]
    marks: list[list[Entity]] = [[] for _ in range(10)] + [[Entity("admin_unit", 3, 13)]]
    shown = [text for text, _ in _shown(texts, marks, Concepts({}))]
    assert sum(text in shown for text in texts[:10]) == 10 // EMPTY_EVERY
    assert {"ra xã Tân Lộc", "ra xa tan loc"} <= set(shown)


def test_the_farther_a_piece_the_less_is_looked_at(concepts: Concepts) -> None:
    described = features(pieces("ra xã Tắc Vân sáng mai nộp"), concepts)
    seen = {
        distance: {
            name.partition(":")[2].partition("=")[0] for item in described for name in item if name.startswith(f"{distance}:")
        }
        for distance in (1, 2, 3)
    }
    ends = {distance: {name for name in names if name.startswith("E@")} for distance, names in seen.items()}
    assert seen[3] == {"w"}
    assert "s" in seen[1] - seen[2]
    assert ends[1]
    assert not ends[2]
    assert all(len(first) == len(set(first)) for first in described)
    assert len(list(itertools.chain(*described))) < 40 * len(described)


def test_a_scorer_of_nothing_known_before_is_the_plain_one(some: Corpus, halved: tuple[list[int], list[int]]) -> None:
    learnt, _ = halved
    made = Scorer.fit(some.vectoriser, some.counts[learnt], [some.labels[row] for row in learnt], range(len(learnt)))
    margins = made.margins_of(["emergency", "no such intent"], some.counts[learnt[:3]])
    assert margins.shape == (3, 2)
    assert not margins[:, 1].any()
    assert margins[:, 0].all()
