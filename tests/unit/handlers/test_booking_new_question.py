"""What a new question of a booking touches: a row of its table; its texts; a test like this one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.conversation.form import Field
from bot.handlers.booking.form import FORM
from bot.handlers.forms import ask
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.handlers.booking.hearing import Booking

SAID = re.compile(r"\bbuổi (trưa|tối)\b")


def hour(booking: Booking) -> str | None:
    """When a call suits."""
    found = SAID.search(booking.turn.text)
    return found.group() if found else None


ROW = Field(
    "when",
    lambda b: ask(b.turn, "when", "Gọi lúc nào thì tiện?", [("Buổi trưa", "#book.when:noon")]),
    read=hour,
    beside=hour,
    fix=("when",),
    words=re.compile(r"\bgio goi\b"),
    unclear="call.plain_words",
    told="call.read_back_when",
)
"""A question like any other, with a line of a read-back that there is a text for."""


@pytest.fixture
def chat() -> Iterator[Counter]:
    """A chat with whose booking the question came."""
    rows = FORM.fields
    object.__setattr__(FORM, "fields", (*rows[:-1], ROW, rows[-1]))
    yield Counter()
    object.__setattr__(FORM, "fields", rows)


async def test_it_is_asked_in_its_place_read_back_and_changed(chat):
    await chat.until_name()
    await chat.say("Nguyễn Văn Demo", "provide_info")
    replies = await chat.say("0912000111", "provide_info")
    assert chat.step == "when"
    assert "Gọi lúc nào" in said(replies)
    await chat.say("ờ thì đó", "provide_info")
    assert chat.step == "when", "what is no answer is asked again"
    replies = await chat.say("buổi trưa nha", "provide_info")
    assert chat.step == "confirm"
    assert "buổi trưa" in said(replies)
    replies = await chat.say("sửa giờ gọi thành buổi tối", "change_appointment")
    assert chat.step == "confirm"
    assert "buổi tối" in said(replies)
    replies = await chat.say("đồng ý, mà gọi buổi trưa nha", "affirm")
    assert chat.step == "confirm", "what differs from the read-back is read back anew"
    assert "buổi trưa" in said(replies)
    await chat.say("đồng ý", "affirm")
    assert len(chat.book.bookings) == 1


async def test_what_is_said_of_it_before_is_not_asked(chat):
    await chat.until_dossiers()
    await chat.say("2 bộ, gọi buổi tối", "provide_info")
    await chat.say("đồng ý", "affirm")
    await chat.say("Nguyễn Văn Demo", "provide_info")
    replies = await chat.say("0912000111", "provide_info")
    assert chat.step == "confirm"
    assert "buổi tối" in said(replies)
