"""What the booking service refuses is told to staff in words of theirs, whichever refusal it is."""

from __future__ import annotations

import pytest

from booking_client import BookingProblem, CodeMistyped, InvalidRequest, UnexpectedAnswer
from booking_client.errors import problem_classes
from bot.guidance.text import has_diacritics
from bot.staff.problems import sentence_for

ENGLISH = "an English sentence for logs"
GIVEN = {"errors": [{"loc": ["phone"]}], "retry_at": "2021-08-22T10:00:00+07:00"}


@pytest.mark.parametrize("kind", problem_classes().values(), ids=problem_classes())
def test_every_refusal_has_a_sentence_in_vietnamese(kind: type[BookingProblem]) -> None:
    told = sentence_for(kind(ENGLISH, status=409, extra=GIVEN)).message
    assert has_diacritics(told)
    if kind.slug not in ("not-authenticated", "not-allowed"):  # for whoever looks after the tokens
        assert ENGLISH not in told


def test_a_mistyped_code_is_told_as_such() -> None:
    assert "gõ nhầm" in sentence_for(CodeMistyped(ENGLISH)).message


def test_what_nobody_foresaw_is_told_with_a_word_for_the_administrator() -> None:
    assert "UnexpectedAnswer" in sentence_for(UnexpectedAnswer(ENGLISH)).message
    assert ENGLISH in sentence_for(InvalidRequest(ENGLISH)).message  # no field to name
