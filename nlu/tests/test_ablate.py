"""`ablate.py`: what a trial adds to the rows of the model."""

from __future__ import annotations

import numpy as np
import pytest

import ablate
from components.concepts import Concepts
from components.features import Options, Vectoriser, idf_of
from components.words import words

TEXTS = ("đăng ký khai sinh cho con", "xin số điện thoại của xã", "khai sinh cho con ở đâu")


def test_an_embedding_stands_beside_the_ngrams_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    directions = np.random.default_rng(0).normal(size=(len(TEXTS), ablate.Embedded.DIRECTIONS)).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    monkeypatch.setattr(ablate, "_embedding", dict(zip(TEXTS, directions, strict=True)).__getitem__)
    messages = [words(text) for text in TEXTS]
    plain, embedded = Vectoriser(Options(), Concepts({})), ablate.Embedded(Options(), Concepts({}))
    counted = []
    for vectoriser in (plain, embedded):
        counted.append(vectoriser.fit(messages, len(messages)))
        again = vectoriser.counts([vectoriser.columns(vectoriser.grams(message)) for message in messages])
        assert np.array_equal(again.toarray(), counted[-1].toarray())
    counts, more = counted
    assert embedded.width == plain.width + ablate.Embedded.DIRECTIONS
    weighed = embedded.weigh(more, idf_of(more)).toarray()
    assert np.allclose(weighed[:, plain.width :], ablate.Embedded.WEIGHT * directions, atol=1e-6)
    assert np.array_equal(weighed[:, : plain.width], plain.weigh(counts, idf_of(counts)).toarray())


def test_every_row_can_be_asked_for_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert ablate.main(["--list"]) == 0
    assert capsys.readouterr().out.splitlines() == list(ablate.ROWS)
