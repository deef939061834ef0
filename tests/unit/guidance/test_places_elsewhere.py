"""Another province's name, and somebody of the family, are no unit here that is spelled nearly so."""

from __future__ import annotations

import pytest

from bot.content.reference import load_reference
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import LETTER, TODAY

ELSEWHERE = [
    "Đồng Nai",
    "em ở Đồng Nai không về được",
    "tui làm bên Đồng Nai",
    "An Giang",
    "nhà vợ tui ở An Giang",
    "Cần Thơ",
    "con học Cần Thơ",
    "chị hai",
    "chị hai em đi giùm",
    "cháu hỏi giùm ba cháu",
    "anh ba tui",
    "bà ngoại con",
    "Đồng Tháp",
    "ông nội cháu",
]


@pytest.mark.parametrize("text", ELSEWHERE)
@pytest.mark.parametrize("typed", [str, strip_diacritics])
@pytest.mark.parametrize("moment", [LETTER, TODAY])
def test_what_is_elsewhere_is_no_unit_here(text, typed, moment):
    match = load_reference().place_reader.resolve(typed(text), moment)
    assert match.unit is None
    assert not match.candidates


@pytest.mark.parametrize("text", ["xã Khánh Hòa", "châu thới", "xã Đông Hải", "Nam Can", "bà nội ở Châu Thới"])
def test_a_unit_that_is_spelled_out_is_still_one(text):
    match = load_reference().place_reader.resolve(text, TODAY)
    assert match.unit is not None or match.candidates
