"""Personal data and secrets leave no trace."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.understanding.masking import holds_id_number, mask, mask_identity_numbers
from bot.understanding.phones import find_phones

HOTLINE = "08.27.27.1022"
SURROUNDING = st.text(alphabet=st.characters(exclude_categories=("Nd", "Cs")), max_size=30)
ID_NUMBERS = st.from_regex(r"0[0-9]{11}", fullmatch=True)
MOBILES = st.from_regex(r"0[35789][0-9]{8}", fullmatch=True)
SEPARATORS = st.sampled_from([" ", ".", "-", " - ", "\u00a0", "\u200b"])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("goi 0912 000 111 nha", "goi [sđt] nha"),
        ("+84 912 000 111", "[sđt]"),
        ("bên đó số +855 12 345 678 nha", "bên đó số [sđt] nha"),
        ("+82 9-1234-567", "[sđt]"),
        ("không chín một hai không không không một một một nha", "[sđt] nha"),
        ("cccd 096090012345", "cccd [số giấy tờ]"),
        ("096 090 012 345", "[số giấy tờ]"),
        ("096.090.012.345", "[số giấy tờ]"),
        ("cmnd 381234567", "cmnd [số giấy tờ]"),
        ("381 234 567", "[số giấy tờ]"),
        ("mail a.b-c@mail.example.vn", "mail [email]"),
        ("123456:AAE_abcdefghijklmnopqrstuvwxyz0123456", "[mã bí mật]"),
        ("Authorization: Bearer abc.def", "Authorization: [mã bí mật]"),
        ("https://x.example/?access_token=abcdefgh123&a=1", "https://x.example/?[mã bí mật]&a=1"),
        ("postgresql://user:pass@host/db", "postgresql://[mã bí mật]@host/db"),
        ("ngày 24-8-2021 096090012345", "ngày 24-8-2021 [số giấy tờ]"),
        ("0912000111 096090012345", "[sđt] [số giấy tờ]"),
        ("H11.34-261006-0012 096090012345", "H11.34-261006-0012 [số giấy tờ]"),
        ("H11.096090012345", "H11.[số giấy tờ]"),
    ],
)
def test_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "1.001193 và 2.000815, 3.000347",
        "mã CM-7K3P9",
        "24/8/2021 24-8-2021 2021-08-24 09:00:00",
        "08-09-2021 10:30",
        "22.8.2021",
        "4708/UBND-CCHC ngày 22/8/2021",
        "QĐ 1615/QĐ-UBND",
        "200.000.000 đ",
        "gọi 113, 114, 115",
        "0290 1022",
        "2 bộ, 3 người, 8h30",
        "H11.34-261006-00 rồi 2 số cuối mờ tịt",
        "mã H11.34-261006-0012, h11.34.261006.0012, H11-261006-00",
        "G22.99.12-250812-0012",
    ],
)
def test_kept(text: str) -> None:
    assert mask(text) == text


def test_the_hotline_is_kept_where_it_is_allowed() -> None:
    text = f"Gọi {HOTLINE} (0827271022) hoặc 0912000111"
    assert mask(text, allow=(HOTLINE,)) == f"Gọi {HOTLINE} (0827271022) hoặc [sđt]"
    assert mask(HOTLINE) == "[sđt]"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("cccd 096090012345 sdt 0912 000 111", "cccd [số giấy tờ] sdt 0912 000 111"),
        ("381234567", "[số giấy tờ]"),
        ("091200011", "091200011"),
        ("09120001112", "09120001112"),
    ],
)
def test_identity_numbers_alone(text: str, masked: str) -> None:
    assert mask_identity_numbers(text) == masked
    assert holds_id_number(text) == (masked != text)


@given(SURROUNDING, ID_NUMBERS, SURROUNDING)
@settings(max_examples=300, deadline=None)
def test_no_identity_number_survives_in_any_surrounding(before: str, number: str, after: str) -> None:
    for masked in (mask(before + number + after), mask_identity_numbers(before + number + after)):
        assert number not in masked
        assert not re.search(r"\d{12}", masked)


@given(SURROUNDING, MOBILES, SEPARATORS, SURROUNDING)
@settings(max_examples=300, deadline=None)
def test_no_phone_survives_in_any_surrounding(before: str, number: str, separator: str, after: str) -> None:
    spaced = separator.join((number[:4], number[4:7], number[7:]))
    for written in (number, spaced, f"+84{number[1:]}"):
        masked = mask(before + written + after)
        assert written not in masked
        assert not find_phones(masked)


@given(st.from_regex(r"[0-9]{8,10}:[A-Za-z0-9_-]{35}", fullmatch=True), SURROUNDING)
@settings(max_examples=100, deadline=None)
def test_no_bot_token_survives(token: str, after: str) -> None:
    assert token[-20:] not in mask(f"https://api.example/bot{token}/{after}")


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)
    assert mask_identity_numbers(mask_identity_numbers(text)) == mask_identity_numbers(text)


NUMBERS = st.lists(
    st.sampled_from(
        ["0912", "000", "111", "096090012345", " ", ".", "-", "24/8", "1.001193", "a@b.vn", "token=", "84", "+"]
    )
)


@example(["0912", "0912", "24/8", " ", "0912", " ", "24/8", " ", "24/8"])
@given(NUMBERS)
@settings(max_examples=300, deadline=None)
def test_mixtures_of_numbers_leave_no_phone(parts: list[str]) -> None:
    masked = mask("".join(parts))
    assert not re.search(r"\d{9}", masked)
    assert mask(masked) == masked


def test_spoken_digits_go_however_a_keyboard_writes_the_accents() -> None:
    typed = unicodedata.normalize("NFD", "gọi tui số không chín một hai ba bốn năm sáu bảy tám nghen")
    assert mask(typed) == "gọi tui số [sđt] nghen"
