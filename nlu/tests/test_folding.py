"""Folding: the listed cases, and what must hold for any text."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.folding import KEPT, fold, fold_word, strip_diacritics
from components.syllables import is_syllable
from components.words import pieces, words

ROWS = (Path(__file__).parent / "fold_cases.tsv").read_text(encoding="utf-8").splitlines()
CASES = [tuple(row.split("\t")) for row in ROWS if row and not row.startswith("#")]
VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệỗộớờởỡợứừửữựíìỉĩịýỳỷỹỵ ,.?0123456789", max_size=60)


@pytest.mark.parametrize(("typed", "folded"), CASES)
def test_folds_as_listed(typed: str, folded: str) -> None:
    assert fold(typed) == folded
    assert fold(unicodedata.normalize("NFD", typed)) == folded


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=200)
@given(VIETNAMESE)
def test_text_without_diacritics_folds_like_the_same_text_with_them(text: str) -> None:
    assert fold(strip_diacritics(text)) == fold(text)


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_pieces_lie_in_the_text_as_typed_and_leave_only_white_space_out(text: str) -> None:
    found = pieces(text)
    assert all(text[piece.start : piece.end] == piece.text for piece in found)
    assert "".join(piece.text for piece in found) == "".join(text.split())
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))


def test_every_word_that_is_kept_would_else_be_changed() -> None:
    assert not [word for word in KEPT if fold_word(word) != word]
    assert not [word for word in KEPT if is_syllable(word)]


def test_a_long_number_leaves_only_its_length() -> None:
    assert [word.folded for word in words("0912000345")] == ["#10"]
    assert [word.folded for word in words("5K p8 8h30 1022")] == ["5k", "p8", "8h30", "1022"]


def test_both_places_of_a_tone_mark_are_one_typed_form() -> None:
    assert [word.typed for word in words("hoà thuỷ")] == [word.typed for word in words("hòa thủy")]
