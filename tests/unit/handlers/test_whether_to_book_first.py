"""Whether one has to book before coming is answered in a line, with yes or no where a rule says so, and once."""

from __future__ import annotations

import pytest

from bot.guidance.answers import Focus, Polarity
from tests.unit.handlers.turns import LETTER, TODAY, Chat, about, cited, payloads, said

BIRTH, WEDDING = "1.001193", "1.000894"
ASKED = "ask_inperson_allowed"


@pytest.mark.parametrize(
    "text",
    [
        "Có phải đặt lịch trước không",
        "co can hen truoc ko",
        "bắt buộc đặt lịch trước hả em",
        "vậy có cần đặt lịch trước không hay tới là làm",
        "khỏi đặt lịch trước được không",
        "đi thẳng ra xã khỏi hẹn được hông",
        "tới luôn hay phải hẹn trước",
        "có cần gọi điện trước không",
    ],
)
async def test_the_duty_is_told_in_a_line(text):
    (reply,) = await Chat(LETTER).say(text, ASKED)

    assert reply.text.startswith("Phải đặt lịch, hẹn giờ trước")
    assert len(reply.text.splitlines()) == 1
    assert "chưa hẹn mà đến thì không được nhận" in reply.text
    assert cited([reply]) >= {"CM4708-R03", "CM4708-R05"}
    assert payloads([reply]) == ["#ask.intent:book_appointment"]


async def test_it_is_not_told_twice():
    chat = Chat(LETTER)
    first = said(await chat.say("Có phải đặt lịch trước không", ASKED))
    second = said(await chat.say("co phai dat lich truoc khong", ASKED))
    again = said(await chat.press("Nói lại"))
    third = said(await chat.say("vậy có cần hẹn trước hông", ASKED))

    assert first not in second
    assert first.partition(" (")[0] in again
    assert first.partition(" (")[0] not in third


async def test_a_matter_that_no_counter_takes_needs_no_visit():
    chat = await about(BIRTH, LETTER)

    told = said(await chat.say("Có phải đặt lịch trước không", ASKED))

    assert "Quầy lúc này không nhận" in told
    assert "qua mạng" in told
    assert "đặt lịch, hẹn giờ trước" not in told


async def test_a_matter_for_which_one_must_come_is_booked_first():
    chat = await about(WEDDING, LETTER)

    replies = await chat.say("có phải hẹn trước không", ASKED)

    assert "Phải đặt lịch, hẹn giờ trước" in said(replies)
    assert f"#book.start:{WEDDING}" in payloads(replies)


async def test_where_the_agency_calls_nobody_books():
    told = said(await Chat(LETTER).say("làm trợ cấp thất nghiệp có phải đặt lịch trước hông", ASKED))

    assert "chủ động liên hệ" in told
    assert "Phải đặt lịch" not in told


async def test_where_no_rule_says_so_that_is_said_once_and_a_visit_is_offered():
    chat = await about(BIRTH)

    first = await chat.say("Có phải đặt lịch trước không", ASKED)
    second = said(await chat.say("co phai dat lich truoc khong", ASKED))

    assert "Có phải đặt lịch trước không thì trợ lý chưa biết" in said(first)
    assert "bưu điện" not in said(first)
    assert f"#book.start:{BIRTH}" in payloads(first)
    assert "Có phải đặt lịch trước không thì trợ lý chưa biết" not in second


async def test_it_does_not_begin_a_booking():
    chat = Chat(LETTER)

    await chat.say("có phải đặt lịch trước không em", "book_appointment")

    assert chat.state.dialogue is None


@pytest.mark.parametrize("text", ["muốn đặt lịch thì phải gọi ai", "phải đặt lịch trước mấy ngày"])
async def test_how_and_when_to_book_are_other_questions(text):
    assert "Phải đặt lịch, hẹn giờ trước" not in said(await Chat(LETTER).say(text, ASKED))[:30]


async def test_whether_a_day_is_free_is_another_question():
    chat = await about(BIRTH)

    told = said(await chat.say("xã nào cũng nộp được hả, đặt lịch thứ 7 tuần sau được không", ASKED))

    assert "Có phải đặt lịch trước không" not in told


def test_only_a_rule_in_force_gives_a_yes():
    units = Chat().guidance.answers

    def polarity(code, moment):
        found = units.units_for(code, Focus.APPOINTMENT, {}, at=moment, known_at=TODAY)
        return found[0].yes_no

    assert polarity(None, LETTER) is Polarity.YES
    assert polarity(None, TODAY) is None
    assert polarity(BIRTH, TODAY) is None
