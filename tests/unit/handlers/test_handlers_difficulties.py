"""What a turn leaves for the report of difficulties: where it led, why a way could not be used, and nobody's name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.courses import NOTHING
from bot.conversation.messages import Kind
from bot.conversation.understood import PRESSED, Understanding
from bot.handlers.difficulties import _KINDS, MUST_COME, PORTAL_FAILS, SAID
from bot.reports.words import KINDS, WAYS
from tests.unit.handlers.turns import LETTER, Chat, payloads

BIRTH, COPIES, MARRIAGE = "1.001193", "2.000815", "1.000894"


def test_the_report_has_words_for_every_kind():
    read = {f"{channel.value}.{kind}" for channel, kinds in _KINDS.items() for kind in (*dict(kinds), SAID)}
    closed = {f"{channel}.{state}" for channel in ("online", "postal") for state in ("not_offered", "unknown")}
    assert read | closed | {MUST_COME, PORTAL_FAILS, "complaint"} == set(KINDS)
    assert set(WAYS) == {"online", "postal", "in_person", "callback"}


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("nhà không có mạng, bưu điện xa lắm", {"online.no_network", "postal.far"}),
        ("mạng yếu quá", {"online.no_network"}),
        ("tui không biết xài mạng", {"online.no_skill"}),
        ("tui mù chữ", {"online.no_skill"}),
        ("không có điện thoại thông minh", {"online.no_device"}),
        ("bưu điện đóng cửa rồi", {"postal.closed"}),
    ],
)
async def test_why_somebody_cannot_use_a_way_is_read_from_their_words(said, kinds):
    chat = Chat(LETTER)
    await chat.press(f"#way.show:{BIRTH}")
    before = set(chat.courses[-1]["obstacles"])
    await chat.say(said, "provide_info")
    assert set(chat.courses[-1]["obstacles"]) - before == kinds
    assert chat.courses[-1]["procedure"] == BIRTH


async def test_the_way_goes_from_online_to_the_post_to_a_call_back():
    chat = Chat(LETTER)
    await chat.press(f"#way.show:{BIRTH}")
    assert (chat.courses[-1]["led"], chat.courses[-1]["wish"]) == ("online", "#way.show")
    await chat.press(f"#way.stuck:{BIRTH}/online")
    assert (chat.courses[-1]["led"], chat.courses[-1]["obstacles"]) == ("postal", ["online.said"])
    replies = await chat.press(f"#way.stuck:{BIRTH}/postal")
    assert chat.courses[-1]["led"] == "callback"
    await chat.press(next(payload for payload in payloads(replies) if payload.startswith("#call.start")))
    assert chat.courses[-1] == NOTHING
    await chat.press("Đồng ý")
    for answer in ("Nguyễn Văn Demo", "0912 000 111"):
        await chat.say(answer, "provide_info")
    await chat.press(chat.state.menu[0].payload)
    assert (chat.courses[-1]["led"], chat.courses[-1]["procedure"]) == ("callback", BIRTH)
    assert "Demo" not in str(chat.courses)
    assert "0912" not in str(chat.courses)


async def test_a_procedure_that_goes_no_other_way_leads_to_the_counter():
    chat = Chat(LETTER)
    await chat.press(f"#way.show:{COPIES}")
    assert chat.courses[-1]["led"] == "in_person"
    assert set(chat.courses[-1]["obstacles"]) >= {"online.not_offered", "postal.not_offered"}


async def test_errors_and_complaints_are_counted_by_what_they_are():
    chat = Chat(LETTER)
    await chat.say("cổng dịch vụ công báo lỗi hoài", "report_online_error")
    assert chat.courses[-1]["obstacles"] == [PORTAL_FAILS]
    await chat.say("gọi hoài không ai nghe", "complaint_feedback")
    assert (chat.courses[-1]["wish"], chat.courses[-1]["led"]) == ("complaint_feedback", None)


async def test_small_talk_leaves_nothing():
    chat = Chat(LETTER)
    for word in ("chào", "cảm ơn", "dạ", "không"):
        await chat.say(word)
    await chat.press("#sub.list")
    await chat.take(Kind.TEXT, Understanding("provide_info", 0.9), text="0912000111")
    for kind in (Kind.START, Kind.MEDIA, Kind.LOCATION):
        await chat.take(kind, PRESSED)
    assert chat.courses == [NOTHING] * 9
    assert "week" not in chat.state.memo


async def test_a_person_is_one_number_within_a_week_and_another_one_in_the_next():
    chat = Chat(LETTER)
    other = Chat(LETTER)
    for someone in (chat, chat, other):
        await someone.press(f"#way.show:{MARRIAGE}")
    same, again = (row["person"] for row in chat.courses)
    assert same == again != other.courses[0]["person"]
    chat.moment = LETTER + timedelta(days=1)  # the 22nd was a Sunday
    await chat.press(f"#way.show:{MARRIAGE}")
    assert chat.courses[-1]["person"] != same
