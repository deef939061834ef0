"""Names of people, as they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.persons import clean_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nguyễn Văn Demo", "Nguyễn Văn Demo"),
        ("tui ten Nguyen Van A", "Nguyen Van A"),
        ("Nguyễn Văn A nha", "Nguyễn Văn A"),
        ("chị Ba Hạnh", "chị Ba Hạnh"),
        ("chị ba hạnh", "chị Ba Hạnh"),
        ("nguyễn văn demo", "Nguyễn Văn Demo"),
        ("dạ em tên là Trần Thị Demo ạ", "Trần Thị Demo"),
        ("ten toi la le van demo nha", "Le Van Demo"),
        ("họ tên: Lê Thị Demo, sdt 0912 000 111", "Lê Thị Demo"),
        ("Nguyễn Văn Demo 0912000111", "Nguyễn Văn Demo"),
        ("toi la Nguyen Van Demo", "Nguyen Van Demo"),
        ("Tên: LÊ VĂN DEMO", "LÊ VĂN DEMO"),
        ("Đạt", "Đạt"),
        ("H'Demo Niê", "H'Demo Niê"),
    ],
)
def test_a_name(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("em Chiến", "Chiến"),
        ("em chiến nè", "Chiến"),
        ("dạ em chien", "Chien"),
        ("tui Lúa", "Lúa"),
        ("tui tên Lúa", "Lúa"),
        ("mình là Chiến", "Chiến"),
        ("anh Tuấn", "Tuấn"),
        ("chị Nguyễn Thị Demo", "Nguyễn Thị Demo"),
        ("Anh Nguyễn Văn Demo", "Nguyễn Văn Demo"),
        ("bà Lâm Thị Demo", "Lâm Thị Demo"),
    ],
)
def test_how_somebody_is_called_is_no_part_of_the_name(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("Anh Tuấn", "Lan Anh", "Anh", "Em", "Bé Em", "Út Em", "Chi Mai", "Minh Chiến", "Công Anh", "Cao Minh"),
        *("Ông Thị Mai", "Châu Văn An", "Chu Văn Tấn", "Ba Lúa", "anh Hai", "chị Ba Hạnh", "Bá Lộc"),
    ],
)
def test_what_may_be_a_part_of_the_name_stays(text: str) -> None:
    assert clean_name(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dạ",
        "ok",
        "0912000111",
        "có cần cmnd không?",
        "đổi ngày khác",
        "thôi khỏi",
        "sáng mai 8h",
        "cho hỏi bao nhiêu tiền",
        "không",
        "tui muốn đặt lịch nộp hồ sơ khai sinh cho con ở xã",
        "xyz" * 40,
    ],
)
def test_no_name(text: str) -> None:
    assert clean_name(text) is None


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    name = clean_name(text)
    assert name is None or (name and not any(character.isdigit() for character in name))
