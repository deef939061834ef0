"""The web chat's page in a real browser on the real bot: dialogues 1 and 2 on a phone of 360 px."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest_asyncio
from playwright.async_api import async_playwright

from booking_client import HalfDay
from tests.browser import launch
from tests.e2e.chat_page import ChatPage
from tests.e2e.flows import CODE, announce_week, new_phone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.e2e.system import System

PHONE = {"width": 360, "height": 640}
PATIENCE = 60.0


@pytest_asyncio.fixture
async def page(system: System) -> AsyncIterator[ChatPage]:
    async with AsyncExitStack() as stack:
        browser = await launch(await stack.enter_async_context(async_playwright()))
        stack.push_async_callback(browser.close)
        context = await browser.new_context(viewport=PHONE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        chat = ChatPage(await context.new_page(), system.bot.url)
        await chat.open()
        await chat.reply(1, patience=PATIENCE)
        yield chat
        assert chat.errors == []
        assert await chat.widest_overflow() == 0


async def test_dialogue_1(page: ChatPage) -> None:
    assert "trợ lý tự động" in (await page.replies())[0]
    said = await page.ask("tui muon lam giay khai sanh cho con", patience=PATIENCE)
    assert "khai sinh" in said[-1]
    assert "Nộp qua mạng" in await page.choices()
    source = await page.unfold("4708/UBND-CCHC")
    assert "22/8/2021" in source
    online = await page.choose("Nộp qua mạng", patience=PATIENCE)
    assert "Cổng Dịch vụ công" in online[-1]


async def test_dialogue_2_with_a_reload_in_its_middle(system: System, page: ChatPage) -> None:
    unit, phone = "xã Tân Bằng, huyện Thới Bình", new_phone()
    unit_id = announce_week(system, unit)
    await page.ask("chung thuc ban sao, ra xa luon dc hong", patience=PATIENCE)
    await page.choose("Đặt lịch đến quầy", patience=PATIENCE)
    await page.ask("xa tan bang", patience=PATIENCE)
    await page.ask("sang mai", patience=PATIENCE)
    await page.choose("2 bộ", patience=PATIENCE)

    before = await page.conversation()
    await page.page.reload()
    await page.reply(len(await page.replies()) or 1, patience=PATIENCE)
    await page.page.wait_for_function(f"document.querySelectorAll('.message').length >= {len(before)}")
    assert await page.conversation() == before, "a reload loses or repeats a message"

    await page.choose("Đồng ý", patience=PATIENCE)
    await page.ask("Nguyễn Văn Demo", patience=PATIENCE)
    await page.ask(phone, patience=PATIENCE)
    done = await page.choose("Đúng rồi, đặt lịch", patience=PATIENCE)
    (booking,) = system.booked(phone)
    assert CODE.findall("\n".join(done)) == [booking.code]
    assert (booking.unit_id, booking.dossiers, booking.half_day) == (unit_id, 2, HalfDay.MORNING)
