"""Telephone numbers as people type and say them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.phones import Phone, PhoneProblem, find_phones, local_number, read_phone

MOBILES = st.from_regex(r"0[35789][0-9]{8}", fullmatch=True)
WORDS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


@pytest.mark.parametrize(
    "text",
    [
        "0912000111",
        "0912 000 111",
        "0912.000.111",
        "0912-000-111",
        "+84912000111",
        "+84 912 000 111",
        "84912000111",
        "0084912000111",
        "sdt tui 0912 000 111 nha",
        "2 bộ, 0912000111",
        "O912000111",
        "không chín một hai không không không một một một",
        "khong chin mot hai khong khong khong mot mot mot",
        "０９１２０００１１１",
    ],
)
def test_a_number(text: str) -> None:
    assert read_phone(text).phone == Phone("0912000111")


def test_a_landline() -> None:
    phone = read_phone("0290 3831 234").phone
    assert phone == Phone("02903831234")
    assert phone is not None
    assert not phone.is_mobile


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("091200011", PhoneProblem.TOO_SHORT),
        ("09120001112", PhoneProblem.TOO_LONG),
        ("0112345678", PhoneProblem.UNKNOWN_PREFIX),
        ("1234567890", PhoneProblem.UNKNOWN_PREFIX),
        ("dạ chờ em xíu", PhoneProblem.NONE_FOUND),
        ("8h sáng 24/8", PhoneProblem.NONE_FOUND),
    ],
)
def test_no_number_and_why(text: str, problem: PhoneProblem) -> None:
    reading = read_phone(text)
    assert (reading.phone, reading.problem) == (None, problem)


def test_forms() -> None:
    phone = Phone("0912000111")
    assert (phone.international, phone.spaced, str(phone)) == ("+84912000111", "0912 000 111", "0912000111")


def test_two_numbers() -> None:
    assert [str(phone) for phone in find_phones("0912000111 hoặc 0987 654 321, 0912000111")] == [
        "0912000111",
        "0987654321",
    ]


@given(MOBILES, st.sampled_from([" ", ".", "-", ""]), st.integers(1, 9))
@settings(max_examples=150, deadline=None)
def test_separators_make_no_difference(number: str, separator: str, at: int) -> None:
    assert read_phone(number[:at] + separator + number[at:]).phone == Phone(number)


@given(MOBILES)
@settings(max_examples=80, deadline=None)
def test_spoken_digits_are_the_number(number: str) -> None:
    assert read_phone(" ".join(WORDS[int(digit)] for digit in number)).phone == Phone(number)


@given(MOBILES)
@settings(max_examples=80, deadline=None)
def test_with_the_country_code(number: str) -> None:
    assert local_number("84" + number[1:]) == number
    assert read_phone(Phone(number).international).phone == Phone(number)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    reading = read_phone(text)
    assert (reading.phone is None) != (reading.problem is None)
