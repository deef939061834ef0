"""Which procedure a message is about: what was learned of whole talks, and in which form it is kept."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from bot.content.reference import load_reference
from bot.understanding.clauses import ClauseReader
from bot.understanding.search.meant import NOTHING, Meant, Weights, packaged_digest

if TYPE_CHECKING:
    from bot.understanding.search.finder import ProcedureSearch

BIRTH, DEATH, LAND, BOAT = "1.001193", "1.000656", "1.013831", "1.003650"
ONLY_MENTIONED = (
    (LAND, DEATH, "dạ có giấy chứng tử ghi Bẩy, sổ đỏ ghi Bảy"),
    (DEATH, BIRTH, "ông nội không có giấy khai sinh, hồi đó đâu có làm"),
    (None, "1.012786", "mất sổ khám bệnh rồi, bác sĩ biểu mua cuốn khác, có đặt lịch khám được hông"),
)
COME_FOR = (
    (None, BIRTH, "vợ em mới sanh hôm qua, giờ em muốn làm khai sinh cho bé thì cần giấy gì"),
    (None, DEATH, "ba tui mất hôm rằm, giờ đi khai tử ở đâu vậy em"),
    (BIRTH, DEATH, "khai tử bao lâu có giấy"),
    (None, BOAT, "tui mới đóng chiếc ghe đi biển 12 mét, giờ đăng ký tàu cá ở đâu"),
)


@pytest.fixture(scope="module")
def search() -> ProcedureSearch:
    return load_reference().search


def scores(search: ProcedureSearch, text: str, under_way: str | None) -> dict[str, float]:
    clauses = ClauseReader.naming(search).read(text)
    return dict(Meant.packaged().candidates(search, text, clauses, under_way=under_way))


@pytest.mark.parametrize(("under_way", "code", "text"), ONLY_MENTIONED)
def test_what_is_only_mentioned_is_not_what_somebody_comes_for(search, under_way, code, text):
    assert scores(search, text, under_way).get(code, -9.0) < 0


@pytest.mark.parametrize(("under_way", "code", "text"), COME_FOR)
def test_what_somebody_comes_for_is_the_surest(search, under_way, code, text):
    found = scores(search, text, under_way)
    assert max(found, key=found.__getitem__) == code
    assert found[code] > 0


def test_the_matter_under_way_is_no_candidate(search):
    assert BIRTH not in scores(search, "khai sinh cần giấy gì", BIRTH)


def test_a_text_without_a_word_of_any_name_is_about_none(search):
    assert all(score < 0 for score in scores(search, "😀", None).values())


def test_the_packaged_weights_are_those_of_the_packaged_messages():
    assert Meant.packaged().digest == packaged_digest(), "run scripts/meant.py"


def test_weights_are_read_as_they_were_packed():
    rows = {"": bytes([128, 129]), "khai": bytes([1, 255])}
    weights = Weights("d", (BIRTH, NOTHING), 0.5, rows, {"": -1.0, "whole": 0.5})
    assert Weights.unpack(weights.pack()).rows == rows
    assert Weights.unpack(weights.pack()).sure == pytest.approx(weights.sure, abs=0.01)


def test_each_message_has_a_hand_and_matters_of_the_catalogue():
    known = {one.code for one in load_reference().catalogue} | {NOTHING}
    rows = (files("bot.content") / "meant.tsv").read_text(encoding="utf-8").splitlines()
    for hand, before, code, text in (row.split("\t") for row in rows):
        assert hand
        assert text.strip()
        assert {before, code} <= known, (before, code, text)
