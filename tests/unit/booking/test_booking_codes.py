"""Booking codes: what is mistyped is told from what is wrong, and codes of before stay valid."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_api.codes import ALPHABET, Mistyped, check_character, new_code, read_code

codes = (
    st.text(ALPHABET, min_size=6, max_size=6)
    .filter(check_character)
    .map(lambda body: f"CM-{body}{check_character(body)}")
)


def test_new_codes_read_as_they_are_given():
    given = {new_code("CM") for _ in range(200)}
    assert {read_code(code, "CM") for code in given} == given


@given(codes, st.sampled_from(["", " ", "-", " - ", "–", "."]), st.booleans())
def test_a_code_is_found_in_any_case_and_spacing(code, separator, small):
    assert re.fullmatch(rf"CM-[{ALPHABET}]{{7}}", code)
    written = f" {code[:2]}{separator}{code[3:6]} {code[6:]}"
    assert read_code(written.lower() if small else written, "CM") == code
    assert read_code(code[3:], "CM") in (code, f"CM-{code[5:]}")


@given(codes, st.data())
def test_one_wrong_character_or_two_that_changed_places_are_mistyped(code, data):
    body = list(code[3:])
    place = data.draw(st.integers(0, 6))
    other = data.draw(st.integers(0, 6))
    body[place], body[other] = body[other], body[place]
    if "".join(body) == code[3:]:
        body[place] = data.draw(st.sampled_from([c for c in ALPHABET + "01OIL" if c != body[place]]))
    with pytest.raises(Mistyped):
        read_code(f"CM-{''.join(body)}", "CM")


@given(codes, st.integers(0, 6))
def test_one_character_left_out_or_doubled_is_mistyped(code, place):
    body = code[3:]
    for wrong in (body[:place] + body[place + 1 :], body[:place] + body[place] + body[place:]):
        with pytest.raises(Mistyped):
            read_code(f"CM-{wrong}", "CM")


@pytest.mark.parametrize("written", ["CM-7K3P9", "cm 7k3p9", "cm7k3p9", "7k3p9", "CM–7K3 P9"])
def test_codes_of_before_stay_valid(written):
    assert read_code(written, "CM") == "CM-7K3P9"


def test_codes_under_an_earlier_prefix_are_found_by_it():
    body = "".join(random.Random(3).choices(ALPHABET, k=5))
    assert read_code(f"BL-{body}", "CM") == f"BL-{body}"


@given(st.text(max_size=40))
def test_any_text_can_be_asked_for_as_a_code(typed):
    try:
        code = read_code(typed, "CM")
    except Mistyped:
        return
    assert read_code(code, "CM") == code


@pytest.mark.parametrize("typed", ["", "x", "CM", "đ", "CM-7K3P9-CM-7K3P9", "%s", "'; --", "0912345678"])
def test_what_is_no_code_is_mistyped(typed):
    with pytest.raises(Mistyped):
        read_code(typed, "CM")
