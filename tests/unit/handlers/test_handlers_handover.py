"""Wanting a person: handed over in their hours, told to wait outside of them, and never by a mere reading."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.handover import StaffChat
from bot.conversation.hours import Hours
from bot.conversation.linking import Linked, Outcome
from bot.conversation.messages import PlatformName
from tests.unit.handlers.turns import Chat, payloads, said

DESK = StaffChat(PlatformName.TELEGRAM, "-4001", Hours.parse("1-5 7:00-11:00 13:00-17:00"))
SATURDAY = datetime(2026, 11, 28, 2, tzinfo=UTC)


def chat() -> Chat:
    return Chat(desk=DESK)


@pytest.mark.parametrize("words", ["gặp cán bộ", "gap can bo", "Gặp người thật", "nói chuyện với cán bộ"])
async def test_plain_words_hand_over(words: str) -> None:
    talk = chat()
    replies = await talk.say(words)
    assert talk.people.tickets == ["telegram:-4001"]
    assert "phiếu số 1" in said(replies)
    assert payloads(replies) == ["#human.end:1"]
    (ticket, note) = talk.people.desk[0]
    assert ticket == 1
    assert words in note.text
    assert note.choices[0].payload == "#desk.close:1"


async def test_a_reading_only_offers_it() -> None:
    talk = chat()
    replies = await talk.say("cho tui hỏi chuyện với ai đó được hông", "talk_to_human")
    assert talk.people.tickets == []
    assert payloads(replies)[0] == "#human.open"
    assert any(payload.startswith("#call.start") for payload in payloads(replies))
    await talk.press("#human.open")
    assert talk.people.tickets == ["telegram:-4001"]


async def test_the_menus_button_hands_over() -> None:
    talk = chat()
    await talk.press("#ask.intent:talk_to_human")
    assert talk.people.tickets == ["telegram:-4001"]


async def test_outside_the_hours_the_wait_is_told_and_a_call_back_offered() -> None:
    talk = chat()
    talk.received = SATURDAY
    replies = await talk.say("gặp cán bộ")
    assert talk.people.tickets == []
    assert "07:00 thứ hai 30/11" in said(replies)
    assert any(payload.startswith("#call.start") for payload in payloads(replies))
    assert "#human.open" not in payloads(replies)
    replies = await talk.press("#human.open")
    assert "07:00 thứ hai 30/11" in said(replies)


async def test_without_a_staff_chat_nothing_changes() -> None:
    talk = Chat()
    replies = await talk.say("gặp cán bộ")
    assert talk.people.tickets == []
    assert all(not payload.startswith("#human") for payload in payloads(replies))
    assert said(await talk.press("#human.open"))


async def test_an_old_button_ends_nothing() -> None:
    talk = chat()
    await talk.press("#human.end:7")
    assert talk.people.closed == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("liên kết 482193", "482193"),
        ("lien ket 482 193", "482193"),
        ("Liên kết: 4821", "4821"),
        ("MÃ LIÊN KẾT 482193 nhé", "482193"),
        ("link 482193", "482193"),
    ],
)
async def test_a_code_is_taken_in_any_state(words: str, code: str) -> None:
    talk = Chat()
    await talk.say("đặt lịch")
    before = talk.state.dialogue
    assert "Đã liên kết với Zalo" in said(await talk.say(words))
    assert talk.people.linking == [code]
    assert len(talk.people.told) == 1
    assert (talk.state.dialogue is None) == (before is None)


@pytest.mark.parametrize(
    "words",
    [
        "liên kết",
        "lien ket tai khoan",
        "tui muốn liên kết với Zalo",
        "kết nối telegram với zalo",
        "em cần liên kết tài khoản này với trang web nhé",
        "lien ket zalo cua toi",
    ],
)
async def test_the_wish_to_link_gives_a_code(words: str) -> None:
    assert "liên kết 482193" in said(await Chat().say(words))


@pytest.mark.parametrize("words", ["hủy liên kết", "huy lien ket", "Huỷ liên kết", "bỏ liên kết", "xóa liên kết"])
async def test_unlinking_is_no_erasure(words: str) -> None:
    talk = Chat()
    talk.people.others.append(PlatformName.WEB)
    assert "Đã hủy liên kết với trang web" in said(await talk.say(words))
    assert not talk.people.erased


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.LINKED])
async def test_every_outcome_has_words(outcome: Outcome) -> None:
    talk = Chat()
    talk.people.outcome = Linked(outcome, left=2)
    assert said(await talk.say("liên kết 482193"))
    assert talk.people.told == []


async def test_whoever_did_not_link_throws_the_stranger_out() -> None:
    talk = Chat()
    await talk.say("liên kết 482193")
    (told,) = talk.people.told
    assert told.choices[0].payload == "#link.out:7"
    assert "Đã hủy liên kết với Zalo" in said(await talk.press("#link.out:7"))
    for payload in ("#link.out:7", "#link.out:8", "#link.out:", "#link.out:x", "#link.dance"):
        assert "Đã hủy liên kết" not in said(await talk.press(payload))


async def test_bare_digits_mean_nothing_without_asking() -> None:
    talk = Chat()
    await talk.say("482193", "provide_info")
    assert talk.people.linking == []
    await talk.say("liên kết")
    await talk.say("482193", "provide_info")
    assert talk.people.linking == ["482193"]
