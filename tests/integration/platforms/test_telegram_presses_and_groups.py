"""Beyond a text to one person on Telegram: pressed menus, a shared phone, groups."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Choice, Kind, Outgoing, Reply
from bot.platforms.contract import (
    ContactGone,
)
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.rendering import SHARE_PHONE
from tests.fakes.telegram import FakeTelegram
from tests.integration.platforms.conftest import UNLIMITED, arrive, to


async def test_a_press_is_answered_and_the_menu_marked(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    citizen = telegram.user()
    citizen.send("đặt lịch")
    menu = Reply("Khi nào ạ?", (Choice("Sáng mai", "#slot.take:1"), Choice("Chiều mai", "#slot.take:2")))
    await platform.send(Outgoing(1, citizen.address, menu))
    citizen.press("Chiều mai")
    assert citizen.spinning
    (_, pressed) = arrive(telegram, platform)
    await platform.acknowledge(pressed)
    assert not citizen.spinning
    assert citizen.last is not None
    assert citizen.last.labels == ["✓ Chiều mai"]
    citizen.press("✓ Chiều mai")  # the same choice again: the core knows what to make of it
    assert arrive(telegram, platform)[-1].payload == "#slot.take:2"


async def test_a_press_that_another_process_received_loses_its_menu(
    platform: TelegramPlatform, telegram: FakeTelegram
) -> None:
    citizen = telegram.user()
    citizen.send("đặt lịch")
    await platform.send(Outgoing(1, citizen.address, Reply("Khi nào ạ?", (Choice("Sáng mai", "#a"),))))
    citizen.press("Sáng mai")
    pressed = arrive(telegram, platform)[-1]
    async with TelegramPlatform(telegram.token, api_url=telegram.url) as other:
        await other.acknowledge(pressed)
    assert citizen.last is not None
    assert citizen.last.labels == []


async def test_a_press_that_is_too_old_disturbs_nobody() -> None:
    now = 0.0
    with FakeTelegram(rates=UNLIMITED, clock=lambda: now) as telegram:
        citizen = telegram.user()
        citizen.send("đặt lịch")
        async with TelegramPlatform(telegram.token, api_url=telegram.url) as platform:
            await platform.send(Outgoing(1, citizen.address, Reply("Khi nào ạ?", (Choice("Sáng", "#a"),))))
            citizen.press("Sáng")
            now = 60.0
            await platform.acknowledge(arrive(telegram, platform)[-1])
        assert (
            "answercallbackquery",
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ) in (telegram.statistics.refused)
        assert citizen.last is not None
        assert citizen.last.labels == ["✓ Sáng"]


async def test_courtesies_never_fail(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    (inbound,) = arrive(telegram, platform)
    await platform.acknowledge(inbound)
    assert citizen.typing_signs == 1
    telegram.stop()
    await platform.acknowledge(inbound)
    await platform.typing(citizen.address)


async def test_a_phone_is_shared_by_a_button_that_goes_away(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    citizen = telegram.user()
    citizen.send("đặt lịch")
    await platform.send(Outgoing(1, citizen.address, Reply("Số điện thoại ạ?", request_contact=True)))
    assert citizen.reply_keyboard == [SHARE_PHONE]
    citizen.share_contact()
    shared = arrive(telegram, platform)[-1]
    assert (shared.kind, shared.phone) == (Kind.CONTACT, citizen.phone)
    await platform.send(to(citizen, "Cảm ơn ạ."))
    assert citizen.reply_keyboard == []


async def test_a_group_gets_its_answer_as_a_reply(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    citizen, group = telegram.user(), telegram.group()
    citizen.send("bà con ơi", to=group)
    citizen.mention("làm khai sinh ở đâu", group)
    (asked,) = arrive(telegram, platform)
    assert (asked.text, asked.chat, asked.sender) == ("làm khai sinh ở đâu", str(group.id), citizen.address)
    reply = Reply("Dạ, chọn ạ:", (Choice("Trực tuyến", "#a"),))
    await platform.send(Outgoing(1, asked.chat, reply, in_reply_to=asked.source_message))
    answer = group.messages()[-1]
    assert answer.reply_to == group.messages()[1].id
    citizen.press("Trực tuyến", group=group)
    pressed = arrive(telegram, platform)[-1]
    assert (pressed.kind, pressed.sender, pressed.chat) == (Kind.CHOICE, citizen.address, str(group.id))
    await platform.acknowledge(pressed)
    assert group.messages()[-1].labels == ["Trực tuyến"]  # others may still want to press it


async def test_a_group_that_became_a_supergroup_is_followed(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    group = telegram.group()
    bigger = group.upgrade()
    receipt = await platform.send(to(group, "Thông báo."))
    assert [seen.text for seen in bigger.messages()] == ["Thông báo."]
    assert receipt.message_id == str(bigger.messages()[0].id)


async def test_thrown_out_of_a_group(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    group = telegram.group()
    group.remove_bot()
    with pytest.raises(ContactGone):
        await platform.send(to(group, "Thông báo."))
