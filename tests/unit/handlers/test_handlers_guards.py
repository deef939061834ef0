"""What comes before any wish: danger, floods, who wants no more messages, and groups."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.messages import Kind
from bot.conversation.understood import Understanding
from bot.understanding.masking import mask
from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

MACHINE = "trợ lý tự động (máy trả lời)"


@pytest.mark.parametrize("text", ["cháy nhà", "chay nha", "cứu tôi với", "cấp cứu"])
async def test_danger_comes_first_and_without_a_menu(text):
    chat = Chat(TODAY, introduced=False)
    (reply,) = await chat.say(text)
    numbers = ("114",) if "nh" in text else ("113", "114", "115")
    assert all(number in reply.text for number in numbers)
    assert reply.choices == ()
    assert MACHINE not in reply.text


async def test_danger_is_answered_in_a_dialogue_and_in_a_flood():
    chat = Chat(LETTER, flood_burst=1, flood_per_minute=1)
    await chat.press("#call.start:hotline/")
    replies = await chat.say("cháy nhà")
    assert "114" in said(replies)
    assert len(replies) == 1


async def test_a_flood_gets_one_notice_then_silence_then_answers_again():
    chat = Chat(LETTER, flood_burst=3, flood_per_minute=6)
    for _ in range(3):
        assert "nhắn hơi nhanh" not in said(await chat.say("chào"))
    assert "nhắn hơi nhanh" in said(await chat.say("chào"))
    assert await chat.say("chào") == []
    chat.received += timedelta(seconds=10)
    assert "nhắn hơi nhanh" not in said(await chat.say("chào"))
    assert "nhắn hơi nhanh" in said(await chat.say("chào"))


@pytest.mark.parametrize("text", ["STOP", "ngừng nhận", "ngung nhan thong bao"])
async def test_who_wants_no_more_messages_is_heard_in_a_flood_once(text):
    chat = Chat(LETTER, flood_burst=1, flood_per_minute=1)
    for _ in range(3):
        await chat.say("chào")
    assert "không tự gửi" in said(await chat.say(text))
    assert chat.profile.notifications == "off"
    assert await chat.say(text) == []
    assert await chat.say("xã ngừng nhận hồ sơ hả", "manage_notifications") == []


async def test_the_buttons_that_end_messages_work_in_a_flood_a_few_times():
    chat = Chat(LETTER, flood_burst=1, flood_per_minute=1)
    for _ in range(3):
        await chat.say("chào")
    answers = [await chat.press(f"#sub.stop:{number}") for number in range(20)]
    assert [bool(replies) for replies in answers] == [True] * 8 + [False] * 12
    chat.received += timedelta(minutes=2)
    for _ in range(3):
        await chat.say("chào")
    assert "không tự gửi" in said(await chat.press("#sub.all"))
    assert chat.profile.notifications == "off"
    assert await chat.press("#sub.all") == []


@pytest.mark.parametrize(
    ("text", "kept"), [("STOP", "off"), ("ngừng nhận tin", "off"), ("nhắc em trước một ngày nha", "on")]
)
async def test_wishes_about_messages_are_kept(text, kept):
    chat = Chat(LETTER)
    replies = await chat.say(text, "manage_notifications")
    assert chat.profile.notifications == kept
    assert ("không tự gửi" in said(replies)) == (kept == "off")


async def test_a_sentence_with_a_keyword_stops_nothing():
    chat = Chat(LETTER)
    await chat.say("xã ngừng nhận hồ sơ hả", "ask_inperson_allowed")
    assert chat.profile.notifications is None


async def test_stop_works_in_a_dialogue_and_comes_back_to_it():
    chat = Chat(LETTER)
    await chat.press("#call.start:hotline/")
    replies = await chat.say("stop")
    assert chat.profile.notifications == "off"
    assert chat.state.dialogue.name == "callback"
    assert "Anh/chị có đồng ý không?" in replies[-1].text


@pytest.mark.parametrize("intent", ["book_appointment", "privacy_request", "check_appointment", "talk_to_human"])
async def test_a_group_is_no_place_for_names_and_phones(intent):
    chat = Chat(LETTER)
    replies = await chat.take(Kind.TEXT, Understanding(intent, 0.9), text="đặt lịch giùm tui", chat="group-1")
    assert "trò chuyện riêng" in said(replies)
    assert chat.state.dialogue is None


async def test_a_group_is_no_place_for_personal_buttons():
    chat = Chat(LETTER)
    replies = await chat.take(Kind.CHOICE, payload="#call.start:hotline/1.001193", chat="group-1")
    assert "trò chuyện riêng" in said(replies)


async def test_a_group_gets_answers_to_general_questions():
    understanding = Understanding("ask_epidemic_rules", 0.9)
    assert "5K" in said(await Chat(LETTER).take(Kind.TEXT, understanding, text="5k là gì", chat="group-1"))


@pytest.mark.parametrize(
    "text",
    [
        "H11.34-261006-00 rồi 2 số cuối mờ tịt",
        "mã hồ sơ H11.34-261006-0012 tới đâu rồi",
        "h11.34.261006.0012 sao chưa có",
        "H11-261006-00 đọc không ra",
        "H1134261006 mờ quá",
        "H-11.34.261006.00",
    ],
)
async def test_a_dossiers_code_is_no_identity_number(text):
    assert "đừng gửi số" not in said(await Chat(TODAY).say(mask(text), "check_dossier_status"))


@pytest.mark.parametrize("text", ["số của em là 096090012345", "H11.34-261006-00, cccd 096090012345"])
async def test_beside_it_an_identity_number_is_warned_of(text):
    assert "đừng gửi số" in said(await Chat(TODAY).say(mask(text), "check_dossier_status"))
