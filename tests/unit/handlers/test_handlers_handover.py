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
    assert "phiếu 1" in said(replies)
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
    assert "07:00 thứ Hai 30/11" in said(replies)
    assert any(payload.startswith("#call.start") for payload in payloads(replies))
    assert "#human.open" not in payloads(replies)
    replies = await talk.press("#human.open")
    assert "07:00 thứ Hai 30/11" in said(replies)


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
        ("liên kết K7QM-3XPB", "K7QM3XPB"),
        ("lien ket k7qm 3xpb", "K7QM3XPB"),
        ("MÃ LIÊN KẾT K7QM3XPB nhé", "K7QM3XPB"),
        ("link k7qm-3xpb", "K7QM3XPB"),
        ("liên kết 482193", "482193"),  # of before, and told to be wrong
        ("Liên kết: 4821", "4821"),
    ],
)
async def test_a_code_is_taken_in_any_state(words: str, code: str) -> None:
    talk = Chat()
    await talk.say("đặt lịch")
    before = talk.state.dialogue
    assert "mở lại Zalo" in said(await talk.say(words))
    assert talk.people.linking == [code]
    (question,) = talk.people.told
    assert [choice.payload for choice in question.choices] == ["#link.yes:7", "#link.no:7"]
    assert talk.people.others == []
    assert (talk.state.dialogue is None) == (before is None)


@pytest.mark.parametrize("words", ["đúng, là tôi", "dung la toi", "Phải, tui làm đó", "đồng ý liên kết", "là em ạ"])
async def test_the_host_says_that_it_was_them(words: str) -> None:
    talk = Chat()
    talk.people.asked = 7
    assert "Đã liên kết với Zalo" in said(await talk.say(words, "affirm"))
    assert [choice.payload for reply in talk.people.told for choice in reply.choices] == ["#link.undo"]


@pytest.mark.parametrize("words", ["không phải tôi", "hông phải tui", "khong phai em lam", "không đồng ý liên kết"])
async def test_the_host_says_that_it_was_not_them(words: str) -> None:
    talk = Chat()
    talk.people.asked = 7
    assert "không liên kết với ai" in said(await talk.say(words, "deny"))
    assert talk.people.others == []


@pytest.mark.parametrize("words", ["dạ", "ok", "đúng", "cảm ơn", "là sao", "tôi không biết"])
async def test_politeness_links_nothing(words: str) -> None:
    talk = Chat()
    talk.people.asked = 7
    await talk.say(words, "affirm")
    assert (talk.people.asked, talk.people.others) == (7, [])


@pytest.mark.parametrize("words", ["đúng, là tôi", "không phải tôi"])
async def test_without_a_question_it_means_something_else(words: str) -> None:
    talk = Chat()
    assert "liên kết" not in said(await talk.say(words, "affirm"))


async def test_old_and_strange_buttons_link_nothing() -> None:
    talk = Chat()
    for payload in ("#link.yes:7", "#link.no:7", "#link.drop:7"):
        assert "đã xong hoặc đã quá giờ" in said(await talk.press(payload))
    for payload in ("#link.yes:", "#link.yes:x", "#link.no"):
        await talk.press(payload)
    talk.people.asked = 7
    await talk.press("#link.yes:8")
    assert talk.people.others == []


async def test_the_guest_takes_it_back() -> None:
    talk = Chat()
    await talk.say("liên kết K7QM-3XPB")
    assert "không liên kết" in said(await talk.press("#link.drop:7"))
    assert talk.people.asked is None


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
    assert "liên kết K7QM-3XPB" in said(await Chat().say(words))


@pytest.mark.parametrize("words", ["hủy liên kết", "huy lien ket", "Huỷ liên kết", "bỏ liên kết", "xóa liên kết"])
async def test_unlinking_is_no_erasure(words: str) -> None:
    talk = Chat()
    talk.people.others.append(PlatformName.WEB)
    assert "Đã hủy liên kết với trang web" in said(await talk.say(words))
    assert not talk.people.erased


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.ASKED])
async def test_every_outcome_has_words(outcome: Outcome) -> None:
    talk = Chat()
    talk.people.outcome = Linked(outcome, left=2)
    assert said(await talk.say("liên kết 482193"))
    assert talk.people.told == []


async def test_whoever_did_not_link_throws_the_stranger_out() -> None:
    talk = Chat()
    talk.people.asked = 7
    await talk.press("#link.yes:7")
    assert "Đã hủy liên kết với Zalo" in said(await talk.press("#link.out:7"))
    for payload in ("#link.out:7", "#link.out:8", "#link.out:", "#link.out:x", "#link.dance"):
        assert "Đã hủy liên kết" not in said(await talk.press(payload))


async def test_bare_digits_mean_nothing_without_asking() -> None:
    talk = Chat()
    await talk.say("K7QM-3XPB", "provide_info")
    assert talk.people.linking == []
    await talk.say("liên kết")
    for words in ("ngày 2021", "thôi để mai", "K7QM 3xpb"):
        await talk.say(words, "provide_info")
    assert talk.people.linking == ["K7QM3XPB"]
