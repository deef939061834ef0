"""Other words for the same: an act by a thing, the longest phrase first, and nothing by one word alone."""

from __future__ import annotations

import pytest

from bot.understanding.search.finder import Outcome
from bot.understanding.search.synonyms import Synonyms
from bot.understanding.search.tokens import tokens
from tests.unit.handlers.turns import reference

HEAD = "act,thing,same_act,same_thing\n"


def test_every_act_is_taken_with_every_thing():
    table = Synonyms.parse(HEAD + "gạch|cắt,thường trú|tạm trú,xóa,\n")
    for said in ("gach thuong tru", "cat thuong tru", "gach tam tru", "cat tam tru"):
        assert table.apply(said.split()) == ["xoa", *said.split()[1:]]
    assert table.apply(["cat", "toc"]) == ["cat", "toc"]


def test_the_longest_phrase_counts():
    table = Synonyms.parse(HEAD + ",chứng tử,,khai tử\n,giấy chứng tử cũ,,giấy xưa\n")
    assert table.apply(["lam", "giay", "chung", "tu", "cu"]) == ["lam", "giay", "xua"]


def test_what_a_thing_is_the_same_as_keeps_its_act():
    assert Synonyms.parse(HEAD + "tách,lô đất,,thửa đất\n").apply(["tach", "lo", "dat"]) == ["tach", "thua", "dat"]


@pytest.mark.parametrize("row", ["cắt,,xóa,", "đổi ngày,,,\nđổi ngày,,sửa ngày,", ",,x y,"])
def test_a_row_that_means_too_much_or_two_things_is_refused(row):
    with pytest.raises(ValueError, match=r".+"):
        Synonyms.parse(HEAD + row + "\n")


def test_official_names_and_what_people_say_come_to_the_same():
    assert tokens("cưới người Đài Loan") == tokens("cưới người nước ngoài")
    assert tokens("gạch tên trong sổ hộ khẩu") == tokens("xóa tên khỏi hộ khẩu")


def test_other_words_for_lost_are_no_face():
    """“bị trộm” is the same as “mất”; “mặt” is not, though both are “mat” without diacritics."""
    search = reference().search
    assert search.decide("điện mặt trời trên mái nhà").outcome is not Outcome.ONE
