"""Where the number of dossiers is asked, a day is another day and no number."""

from __future__ import annotations

import pytest

from bot.handlers.booking.asking import Step
from tests.unit.handlers.counter import Counter, day
from tests.unit.handlers.turns import said


@pytest.mark.parametrize("text", ["sang t4", "sáng thứ tư", "sang 25/8", "thoi sang t4 di"])
async def test_a_day_is_no_number_of_dossiers(text):
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say(text, "provide_info")
    assert "thứ Tư 25/8" in said(replies)
    assert chat.known.get("dossiers") is None
    assert chat.step == Step.DOSSIERS
    await chat.say("2")
    assert chat.known["dossiers"] == 2
    assert str(day(25)) in str(chat.known)


@pytest.mark.parametrize(("text", "dossiers"), [("4", 4), ("bốn", 4), ("2 bo", 2), ("mot", 1), ("nam", 5)])
async def test_a_number_stays_one(text, dossiers):
    chat = Counter()
    await chat.until_dossiers()
    await chat.say(text, "provide_info")
    asked = chat.known.get("dossiers")
    assert asked == dossiers
