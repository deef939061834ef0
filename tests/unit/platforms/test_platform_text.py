"""Measuring, splitting and cleaning text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.messages import Choice, Link, Reply, Source
from bot.platforms.rendering import citation, numbered, plain_text, vietnamese_date
from bot.platforms.text import is_blank, presentable, shorten, split_text, storable, utf16_length

any_text = st.text(st.characters(exclude_categories=["Cs"]))
proses = st.builds(
    lambda text, times: text * times,
    st.text(st.sampled_from("aă đ.,!? \n😀\u0301"), max_size=60),
    st.integers(1, 20),
)


TURNS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


@given(any_text)
def test_utf16_length_is_that_of_the_encoding(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@given(st.one_of(any_text, proses), st.integers(2, 60), st.sampled_from([len, utf16_length]))
def test_parts_fit_and_lose_nothing_but_blanks(text: str, limit: int, length) -> None:
    parts = split_text(text, limit, length)
    assert all(length(part) <= limit for part in parts)
    assert not any(is_blank(part) for part in parts)
    assert [c for c in "".join(parts) if not is_blank(c)] == [c for c in text if not is_blank(c)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n ", []),
        ("Nộp qua bưu điện.", ["Nộp qua bưu điện."]),
        ("Một hai ba.\n\nBốn năm sáu bảy.", ["Một hai ba.", "Bốn năm sáu bảy."]),
        ("Một hai ba.\nBốn năm sáu bảy.", ["Một hai ba.", "Bốn năm sáu bảy."]),
        ("Một hai. Ba bốn năm sáu bảy", ["Một hai.", "Ba bốn năm sáu bảy"]),
        ("một hai ba bốn năm sáu", ["một hai ba bốn năm", "sáu"]),
        ("x" * 25, ["x" * 20, "x" * 5]),
        ("x" * 19 + "e\u0301" + "y" * 5, ["x" * 19, "e\u0301yyyyy"]),
    ],
)
def test_texts_are_split_where_a_reader_would(text: str, parts: list[str]) -> None:
    assert split_text(text, 20) == parts


def test_a_part_has_room_for_any_character() -> None:
    with pytest.raises(ValueError, match="room"):
        split_text("x", 1)


@given(st.text())
def test_storable_text_can_be_stored_and_is_otherwise_as_typed(text: str) -> None:
    kept = storable(text)
    assert "\0" not in kept.encode().decode()
    if "\0" not in text and not any(unicodedata.category(c) == "Cs" for c in text):
        assert kept == text


@given(st.text())
def test_presentable_text_has_no_control_characters_but_line_breaks(text: str) -> None:
    assert all(c == "\n" or unicodedata.category(c) != "Cc" for c in presentable(text))


def test_presentable_text_does_not_turn_round() -> None:
    assert presentable("a\u202eb\r\nc\td") == "ab\nc d"


@pytest.mark.parametrize(
    "mark", [chr(code) for code in range(0x110000) if unicodedata.bidirectional(chr(code)) in TURNS]
)
def test_no_mark_that_turns_the_writing_is_shown(mark: str) -> None:
    assert presentable(f"trả 5{mark}000 đồng") == "trả 5000 đồng"


@given(any_text, st.integers(1, 30))
def test_shortened_text_fits_on_a_line(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert "\n" not in short


@pytest.mark.parametrize(
    ("iso", "said"), [("2021-08-22", "22/8/2021"), ("2021-08-22T07:00:00", "22/8/2021"), ("sau này", "sau này")]
)
def test_dates_are_written_as_people_do(iso: str, said: str) -> None:
    assert vietnamese_date(iso) == said


def test_a_citation_tells_what_to_know_of_it() -> None:
    source = Source("R01", "Công văn 4708/UBND-CCHC", "mục 1", "2021-08-23", in_force=True, signed_on="2021-08-22")
    assert citation(source) == "Công văn 4708/UBND-CCHC ngày 22/8/2021, mục 1; áp dụng từ 23/8/2021"
    history = Source("R02", "Quyết định 1", "", None, in_force=False, confirmed=False)
    assert citation(history) == "Quyết định 1 (không áp dụng vào ngày đang hỏi) (cơ quan chưa xác nhận)"


def test_a_reply_as_plain_text_has_everything() -> None:
    reply = Reply(
        "Dạ, chọn giờ ạ:",
        (Choice("Sáng", "#a"), Choice("Chiều", "#b")),
        (Source("R01", "Công văn 1", "mục 2", None, in_force=True, quote="trích", url="https://a.vn"),),
        (Link("Cổng", "https://b.vn"), Link("", "https://c.vn")),
    )
    assert plain_text(reply) == (
        "Dạ, chọn giờ ạ:\n\nCổng: https://b.vn\nhttps://c.vn\n\n1. Sáng\n2. Chiều\n\n"
        "Căn cứ:\n• Công văn 1, mục 2\n“trích”\nhttps://a.vn"
    )
    assert numbered(reply.choices) == "1. Sáng\n2. Chiều"
