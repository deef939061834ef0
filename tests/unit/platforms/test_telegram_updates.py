"""What each kind of Telegram update means to the bot."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Inbound, Kind
from bot.platforms.telegram.updates import Me, read_press, read_update
from tests.integration.platforms.strategies import json_values

ME = Me(7, "MotCua_bot")
PERSON = {"id": 11, "is_bot": False, "first_name": "Nguyễn Văn Demo", "language_code": "vi"}
PRIVATE = {"id": 11, "type": "private"}
GROUP = {"id": -22, "type": "supergroup", "title": "Tổ dân phố Demo"}
MY_MESSAGE = {"message_id": 4, "from": {"id": 7, "is_bot": True}, "chat": GROUP, "date": 1, "text": "Dạ"}


def message(chat: dict[str, Any] = PRIVATE, kind: str = "message", **content: Any) -> dict[str, Any]:
    return {"update_id": 5, kind: {"message_id": 3, "from": PERSON, "chat": chat, "date": 1} | content}


def read(update: object) -> Inbound | None:
    return read_update(update, ME)


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"text": "xin chào"}, Kind.TEXT, "xin chào"),
        ({"text": "  <b>2</b>\n"}, Kind.TEXT, "  <b>2</b>\n"),
        ({"text": "nul\0 và \ud83d nửa cặp"}, Kind.TEXT, "nul và \ufffd nửa cặp"),
        ({"text": "/start"}, Kind.START, None),
        ({"text": "/start unit_12-b"}, Kind.START, "unit_12-b"),
        ({"text": "/START@motcua_bot unit_12"}, Kind.START, "unit_12"),
        ({"text": "/start không phải tham số"}, Kind.START, None),
        ({"text": "/started"}, Kind.TEXT, "/started"),
        ({"text": "/help"}, Kind.TEXT, "/help"),
        ({"photo": [{}], "caption": "giấy của tui"}, Kind.MEDIA, "giấy của tui"),
        ({"sticker": {}}, Kind.MEDIA, None),
        ({"voice": {}}, Kind.MEDIA, None),
        ({"document": {}}, Kind.MEDIA, None),
        ({"video": {}}, Kind.MEDIA, None),
        ({"contact": {"phone_number": "0912000111", "user_id": 12}}, Kind.MEDIA, None),
        ({"contact": {"phone_number": "0912000111"}}, Kind.MEDIA, None),
    ],
)
def test_private_messages(content: dict[str, Any], kind: Kind, text: str | None) -> None:
    inbound = read(message(**content))
    assert inbound is not None
    assert (inbound.kind, inbound.text) == (kind, text)
    assert (inbound.event_id, inbound.sequence) == ("5", 5)
    assert (inbound.chat, inbound.sender, inbound.language) == ("11", "11", "vi")
    assert inbound.source_message is None


def test_a_location() -> None:
    inbound = read(message(location={"latitude": 9.18, "longitude": 105}, venue={"title": "x"}))
    assert inbound is not None
    assert (inbound.kind, inbound.latitude, inbound.longitude) == (Kind.LOCATION, 9.18, 105.0)


def test_ones_own_contact() -> None:
    inbound = read(message(contact={"phone_number": "+84912000111", "user_id": 11}))
    assert inbound is not None
    assert (inbound.kind, inbound.phone) == (Kind.CONTACT, "+84912000111")


def test_an_edited_message_is_an_event_of_its_own() -> None:
    inbound = read(message(kind="edited_message", text="ý tui là khai tử"))
    assert inbound is not None
    assert (inbound.kind, inbound.text, inbound.edited, inbound.event_id) == (Kind.TEXT, "ý tui là khai tử", True, "5")


@pytest.mark.parametrize(
    "update",
    [
        message(kind="edited_message", location={"latitude": 9.2, "longitude": 105.1}),
        message(new_chat_members=[PERSON]),
        message(pinned_message={"message_id": 1}),
        message(sender_chat={"id": -22, "type": "channel"}, text="thông báo"),
        message() | {"message": {"message_id": 1, "chat": PRIVATE, "text": "không ai gửi"}},
        message({"id": -100, "type": "channel"}, text="kênh"),
        message({"id": 11, "type": "sao hỏa"}, text="lạ"),
        message({"id": 11, "type": ["group"]}, text="lạ"),
        message(location={"latitude": float("nan"), "longitude": 1}),
        message(location={"latitude": True, "longitude": 1}),
        {"update_id": 5, "my_chat_member": {"chat": PRIVATE, "new_chat_member": {"status": "kicked"}}},
        {"update_id": True, "message": message(text="x")["message"]},
        {"update_id": 1 << 70, "message": message(text="x")["message"]},
    ],
)
def test_what_means_nothing(update: object) -> None:
    assert read(update) is None


def test_other_bots_are_not_answered() -> None:
    update = message(text="chào đồng nghiệp")
    update["message"]["from"] = PERSON | {"is_bot": True}
    assert read(update) is None


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"text": "@motcua_bot làm khai sinh"}, Kind.TEXT, "làm khai sinh"),
        ({"text": "cho hỏi @MotCua_Bot"}, Kind.TEXT, "cho hỏi"),
        ({"text": "@motcua_bot"}, Kind.START, None),
        ({"text": "/start@motcua_bot unit_3"}, Kind.START, "unit_3"),
        ({"text": "/lich@motcua_bot mai"}, Kind.TEXT, "/lich mai"),
        ({"text": "sáng mai", "reply_to_message": MY_MESSAGE}, Kind.TEXT, "sáng mai"),
        ({"sticker": {}, "reply_to_message": MY_MESSAGE}, Kind.MEDIA, None),
        ({"photo": [{}], "caption": "@motcua_bot đây"}, Kind.MEDIA, "đây"),
    ],
)
def test_spoken_to_in_a_group(content: dict[str, Any], kind: Kind, text: str | None) -> None:
    inbound = read(message(GROUP, **content))
    assert inbound is not None
    assert (inbound.kind, inbound.text) == (kind, text)
    assert (inbound.chat, inbound.sender, inbound.source_message) == ("-22", "11", "3")


@pytest.mark.parametrize(
    "content",
    [
        {"text": "nói chuyện với nhau"},
        {"text": "/start"},
        {"text": "/start@bot_khac"},
        {"text": "/start@bot_khac @motcua_bot"},
        {"text": "@motcua_bot2 ơi"},
        {"text": "thu@motcua_bot.vn"},
        {"text": "ừ", "reply_to_message": MY_MESSAGE | {"from": PERSON}},
        {"sticker": {}},
    ],
)
def test_not_spoken_to_in_a_group(content: dict[str, Any]) -> None:
    assert read(message(GROUP, **content)) is None


@pytest.mark.parametrize(
    ("answered", "reply_to"), [(MY_MESSAGE, "4"), (MY_MESSAGE | {"from": PERSON}, None), ({}, None), (None, None)]
)
def test_a_reply_names_the_bots_message_it_answers(answered: object, reply_to: str | None) -> None:
    inbound = read(message(GROUP, text="@motcua_bot dạ", reply_to_message=answered))
    assert inbound is not None
    assert inbound.reply_to == reply_to
    private = read(message(text="dạ", reply_to_message=answered))
    assert private is not None
    assert private.reply_to == reply_to


def test_before_the_bot_knows_its_name_a_reply_to_it_counts() -> None:
    nameless = Me(7)
    assert read_update(message(GROUP, text="@motcua_bot ơi"), nameless) is None
    assert read_update(message(GROUP, text="sáng mai", reply_to_message=MY_MESSAGE), nameless) is not None


def press(data: object = "#slot.take:3", **changes: Any) -> dict[str, Any]:
    keyboard = [[{"text": "Sáng", "callback_data": "#slot.take:3"}, {"text": "Web", "url": "https://a.vn"}]]
    under = MY_MESSAGE | {"chat": PRIVATE, "reply_markup": {"inline_keyboard": keyboard}}
    return {"update_id": 6, "callback_query": {"id": "99", "from": PERSON, "message": under, "data": data} | changes}


def test_a_pressed_button() -> None:
    inbound = read(press())
    assert inbound is not None
    assert (inbound.kind, inbound.payload, inbound.source_message) == (Kind.CHOICE, "#slot.take:3", "4")
    found = read_press(press())
    assert found is not None
    assert (found.query, found.message, found.label) == ("99", 4, "Sáng")


def test_a_press_under_a_message_too_old_to_be_shown() -> None:
    old = press(message={"chat": PRIVATE, "message_id": 4, "date": 0})
    assert read(old) is not None
    found = read_press(old)
    assert found is not None
    assert found.label is None


@pytest.mark.parametrize("data", ["slot", "#", "#" + "x" * 64, "#đặt", "#a\n", None, 7, ["#a"]])
def test_a_payload_that_is_not_ours_is_ignored(data: object) -> None:
    assert read(press(data)) is None


@given(json_values)
def test_reading_any_json_never_raises(value: object) -> None:
    read(value)
    read_press(value)


@settings(max_examples=200)
@given(
    st.sampled_from([message(text="@motcua_bot x", contact={"user_id": 11}), press(), message(GROUP, text="x")]),
    st.data(),
)
def test_reading_a_damaged_update_never_raises(update: dict[str, Any], data: st.DataObject) -> None:
    inbound = read(damaged(update, data))
    read_press(update)
    if inbound is not None:
        assert Inbound.from_json(inbound.to_json()) == inbound
        str(inbound.to_json()).encode()


def damaged(value: Any, data: st.DataObject) -> Any:
    """Replace parts of a JSON value by others."""
    if data.draw(st.integers(0, 11)) == 0:
        return data.draw(json_values)
    if isinstance(value, dict):
        return {key: damaged(inner, data) for key, inner in value.items()}
    if isinstance(value, list):
        return [damaged(inner, data) for inner in value]
    return value
