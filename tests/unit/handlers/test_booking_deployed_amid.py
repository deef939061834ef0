"""A booking that the code before began is gone on with by this one: states as version of 1/12/2026 kept them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.conversation.state import Profile, State
from tests.unit.handlers.counter import NAME, PHONE, Counter

DATA = Path(__file__).parents[2] / "data" / "bookings_under_way.jsonl"
ROWS = {json.loads(line)["at"]: line for line in DATA.read_text(encoding="utf-8").splitlines()}
TAC_VAN = ("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
AGAIN = ("thử lại", "provide_info")
ANSWERS = {
    "procedure": ("chứng thực bản sao", "provide_info", {"procedure": "chứng thực bản sao"}),
    "area": TAC_VAN,
    "unit": TAC_VAN,
    "half_day": ("sáng mai", "provide_info"),
    "dossiers": ("2 bộ", "provide_info"),
    "consent": ("đồng ý", "affirm"),
    "contact": ("đúng rồi", "affirm"),
    "name": (NAME, "provide_info"),
    "phone": (PHONE, "provide_info"),
    "confirm": ("đúng rồi", "affirm"),
    "fix": ("đúng rồi", "affirm"),
    "retry": AGAIN,
    "checking": AGAIN,
}
PRESSED = ("#book.at", "#book.unit", "#book.dossiers", "#book.agree", "#book.who:same", "#book.confirm", "#book.retry")


def resumed(at: str) -> Counter:
    chat, row = Counter(), json.loads(ROWS[at])
    chat.state, chat.profile = State.from_json(row["state"]), Profile.from_json(row["profile"])
    assert chat.step == row["state"]["dialogue"]["step"]
    return chat


async def test_every_question_is_among_them():
    assert {chat.step for chat in map(resumed, ROWS)} == set(ANSWERS)


@pytest.mark.parametrize("pressing", [False, True])
@pytest.mark.parametrize("at", ROWS)
async def test_a_booking_begun_by_the_code_before_ends_in_an_appointment(at, pressing):
    chat = resumed(at)
    for _ in range(12):
        if chat.step is None:
            break
        button = next((c[1] for c in chat.known["menu"] if c[1].startswith(PRESSED)), None)
        await (chat.press(button) if pressing and button else chat.say(*ANSWERS[chat.step]))
    assert [booking.visitor.name for booking in chat.book.bookings.values()] == [NAME]


@pytest.mark.parametrize("part", ["day", "unit", "contact", "dossiers", "phone", "name", "procedure"])
async def test_a_button_that_changes_something_is_one_still(part):
    chat = resumed("fix")
    await chat.press(f"#book.fix:{part}")
    wanted = {"day": "half_day", "contact": "name"}
    assert chat.step == wanted.get(part, part)
