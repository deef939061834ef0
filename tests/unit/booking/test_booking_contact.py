"""Phones as people write them; what logs keep of numbers."""

from __future__ import annotations

import json
import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_api.contact import mask_numbers, normalise_phone
from booking_api.logs import JsonFormatter

digits = st.text("0123456789", min_size=8, max_size=8)
separators = st.sampled_from(["", " ", ".", "-", "  "])


@given(digits, st.sampled_from(["09", "+849", "849", "00849", "+84 (0)9"]), separators)
def test_one_number_in_every_way_of_writing(rest, beginning, separator):
    written = separator.join([beginning, rest[:3], rest[3:]])
    assert normalise_phone(written) == "09" + rest


@pytest.mark.parametrize(("written", "kept"), [("02903 831 234", "02903831234"), ("+855 12 345 678", "+85512345678")])
def test_landlines_and_neighbours(written, kept):
    assert normalise_phone(written) == kept


@given(st.text(max_size=20))
def test_whatever_is_taken_for_a_phone_looks_like_one(text):
    try:
        kept = normalise_phone(text)
    except ValueError:
        return
    assert re.fullmatch(r"0\d{8,10}|\+\d{8,15}", kept)
    assert normalise_phone(kept) == kept


@given(st.text("0123456789", min_size=9, max_size=12), st.text(max_size=20), separators)
def test_long_numbers_do_not_reach_the_log(number, around, separator):
    written = separator.join(re.findall("..?.?", number))
    masked = mask_numbers(f"{around} {written} {around}")
    assert number not in re.sub(r"[\s.()-]", "", masked) or number in re.sub(r"[\s.()-]", "", around + around)


def test_a_log_line_masks_message_extras_and_errors():
    error = ValueError("0912 345 678\nDETAIL:  Failing row contains (1, Nguyễn Văn Demo)")
    record = logging.LogRecord("x", logging.INFO, "f", 1, "call %s", ("0912345678",), (type(error), error, None))
    record.nested = {"phone": ["0912-345-678", None, 7]}
    line = JsonFormatter().format(record)
    assert "345" not in line
    assert "Nguyễn" not in line
    assert json.loads(line)["nested"]["phone"][1:] == [None, 7]
