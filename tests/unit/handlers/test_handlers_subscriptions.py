"""Subscriptions: offered once, agreed to in plain sight, listed and ended in any state, by the whole message only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.messages import Kind
from bot.conversation.understood import Understanding
from bot.handlers.subscriptions import VERSION
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

HOME = "xa-tac-van_ca-mau"
STATUS = ("xã Tắc Vân có phong tỏa không", "ask_area_status", {"admin_unit": "xã Tắc Vân"})
BIRTH = "1.001193"
COPY = "2.000635"
"""A procedure whose fee is known: news are offered beside an answer, not where there is none."""


async def subscribed(moment=LETTER):
    chat = Chat(moment)
    await chat.say(*STATUS)
    await chat.press("Báo tôi khi quy định đổi")
    await chat.press("Đồng ý nhận")
    return chat


def standing(chat):
    return [row for row in chat.people.subscribed if row["withdrawn_at"] is None]


async def test_it_is_offered_once_after_an_answer_about_a_place_and_agreed_to_in_plain_sight():
    chat = Chat(LETTER)
    replies = await chat.say(*STATUS)
    assert payloads(replies)[-1] == f"#sub.ask:rules/{HOME}"
    assert "đổi quy định ở Xã Tắc Vân, thành phố Cà Mau" in replies[-1].text
    assert standing(chat) == []
    asked = await chat.press("Báo tôi khi quy định đổi")
    assert standing(chat) == []
    assert all(
        words in said(asked)
        for words in ("lưu tài khoản nhắn tin này", "Trung tâm", "không quảng cáo", "ngừng nhận", "xóa dữ liệu")
    )
    await chat.press("Đồng ý nhận")
    (row,) = standing(chat)
    assert (row["topic"], row["area_id"], row["consent_version"]) == ("rules", HOME, VERSION)
    assert row["consent_text"] == asked[0].text
    assert not any("#sub" in payload for payload in payloads(await chat.say(*STATUS)))


async def test_a_refusal_and_silence_agree_to_nothing_and_are_not_asked_again():
    chat = Chat(LETTER)
    await chat.say(*STATUS)
    await chat.press("Báo tôi khi quy định đổi")
    for word in ("dạ", "ok", "ừ"):
        await chat.say(word)
    assert standing(chat) == []
    await chat.press("#sub.ask:rules/" + HOME)
    await chat.press("Không nhận")
    assert standing(chat) == []
    assert not any("#sub" in payload for payload in payloads(await chat.say(*STATUS)))


@pytest.mark.parametrize("typed", ["Đồng ý nhận", "dong y nhan", "1", "đồng ý", "dạ đồng ý", "Tôi đồng ý"])
async def test_where_there_are_no_buttons_a_number_or_the_words_do(typed):
    chat = Chat(LETTER)
    await chat.press("#sub.ask:rules/" + HOME)
    await chat.say(typed, "affirm")
    assert [row["area_id"] for row in standing(chat)] == [HOME]


@pytest.mark.parametrize("typed", ["không", "không đồng ý", "thôi"])
async def test_no_in_plain_words_is_a_no(typed):
    chat = Chat(LETTER)
    await chat.press("#sub.ask:rules/" + HOME)
    assert "không gửi gì" in said(await chat.say(typed, "deny"))
    assert standing(chat) == []


async def test_a_yes_to_something_else_agrees_to_nothing():
    chat = Chat(LETTER)
    await chat.press("#sub.ask:rules/" + HOME)
    await chat.say("5k là gì")
    await chat.say("đồng ý", "affirm")
    assert standing(chat) == []


async def test_old_buttons_agree_to_nothing():
    chat = Chat(LETTER)
    first = payloads(await chat.press("#sub.ask:rules/" + HOME))[0]
    await chat.press("#sub.ask:procedure/" + BIRTH)
    await chat.press(first)
    assert standing(chat) == []
    second = chat.state.menu[0].payload
    chat.received += timedelta(minutes=31)
    await chat.press(second)
    assert standing(chat) == []


@pytest.mark.parametrize("payload", ["#sub.ask:rules/nowhere", "#sub.ask:procedure/9.999999", "#sub.ask:x/y", "#sub.x"])
async def test_what_is_not_known_cannot_be_subscribed_to(payload):
    chat = Chat(LETTER)
    await chat.press(payload)
    assert "subscribe" not in chat.state.memo


async def test_a_procedure_that_was_asked_about():
    chat = Chat(TODAY)
    replies = await chat.say("lệ phí trích lục", "ask_procedure_fee", {"procedure": "trích lục khai sinh"})
    if not any("#sub.ask" in payload for payload in payloads(replies)):
        replies = await chat.press(f"#ask.proc:{COPY}/ask_procedure_fee")
    assert payloads(replies)[-1] == f"#sub.ask:procedure/{COPY}"
    await chat.press("Báo tôi khi cách nộp đổi")
    await chat.press("Đồng ý nhận")
    (row,) = standing(chat)
    assert (row["procedure_code"], row["area_id"]) == (COPY, None)


async def test_nothing_is_offered_amid_a_dialogue_or_to_a_group_or_to_somebody_who_stopped():
    chat = Chat(LETTER)
    await chat.press("#call.start:hotline/")
    await chat.say(*STATUS)
    assert "offered" not in chat.state.memo
    group = Chat(LETTER)
    text, intent, _ = STATUS
    replies = await group.take(Kind.TEXT, Understanding(intent, 0.9), text=text, chat="group-1")
    assert "#sub" not in "".join(payloads(replies))
    assert "trò chuyện riêng" in said(await group.take(Kind.CHOICE, payload="#sub.ask:rules/" + HOME, chat="group-1"))
    stopped = Chat(LETTER)
    await stopped.say("stop")
    assert "#sub" not in "".join(payloads(await stopped.say(*STATUS)))


@pytest.mark.parametrize(
    "text", ["STOP", "Ngừng nhận", "ngừng nhận tin.", "ngưng nhận", "hủy nhận tin", "không nhận thông báo nữa"]
)
@pytest.mark.parametrize("marks", [True, False])
async def test_the_whole_message_stops_everything(text, marks):
    chat = await subscribed()
    await chat.say(text if marks else strip_diacritics(text))
    assert standing(chat) == []
    assert chat.people.subscribed[0]["withdrawn_at"] is not None
    assert chat.profile.notifications == "off"


@pytest.mark.parametrize(
    "text", ["xã ngừng nhận hồ sơ hả", "xa ngung nhan ho so ha", "phường mình ngừng nhận hồ sơ rồi", "ngừng nhận chưa?"]
)
@pytest.mark.parametrize("intent", ["manage_notifications", "ask_inperson_allowed", "nlu_fallback"])
async def test_a_part_of_a_message_unsubscribes_nobody_whatever_it_is_taken_for(text, intent):
    chat = await subscribed()
    await chat.say(text, intent)
    assert len(standing(chat)) == 1
    assert chat.profile.notifications == "on"


async def test_a_plain_sentence_about_messages_stops_too():
    chat = await subscribed()
    await chat.say("thôi đừng gửi tin cho tui nữa", "manage_notifications")
    assert standing(chat) == []


@pytest.mark.parametrize("text", ["thông báo của tôi", "thong bao cua toi", "Thông báo của tui", "my notifications"])
async def test_the_list_in_a_dialogue_ends_one_and_the_dialogue_goes_on(text):
    chat = await subscribed()
    await chat.press("#call.start:hotline/")
    replies = await chat.say(text)
    assert "quy định thay đổi ở Xã Tắc Vân, thành phố Cà Mau" in said(replies)
    assert chat.state.dialogue.name == "callback"
    stop = next(payload for payload in payloads(replies) if payload.startswith("#sub.stop"))
    answered = await chat.press(stop)
    assert standing(chat) == []
    assert "Anh/chị có đồng ý không?" in answered[-1].text
    assert "đã thôi nhận rồi" in said(await chat.press(stop))


async def test_stop_in_a_dialogue_leaves_the_dialogue_standing():
    chat = await subscribed()
    await chat.press("#call.start:hotline/")
    await chat.say("ngung nhan")
    assert standing(chat) == []
    assert chat.state.dialogue.name == "callback"


async def test_several_are_listed_each_with_its_button_and_one_for_all():
    chat = await subscribed()
    await chat.press("#sub.ask:procedure/" + BIRTH)
    await chat.press("Đồng ý nhận")
    replies = await chat.press("#sub.list")
    assert [payload.split(":")[0] for payload in payloads(replies)] == ["#sub.stop", "#sub.stop", "#sub.all"]
    await chat.press("Ngừng nhận hết")
    assert standing(chat) == []


async def test_twice_the_same_is_once():
    chat = await subscribed()
    await chat.press("#sub.ask:rules/" + HOME)
    await chat.press("Đồng ý nhận")
    assert len(chat.people.subscribed) == 1


async def test_data_shown_includes_them_and_consent_taken_back_ends_them():
    chat = await subscribed()
    assert "Đăng ký nhận tin: quy định thay đổi ở Xã Tắc Vân" in said(await chat.say("dữ liệu của tôi"))
    await chat.say("rút lại đồng ý")
    assert standing(chat) == []
    assert "Đã thôi nhận tin" in said(await chat.say("dữ liệu của tôi"))
