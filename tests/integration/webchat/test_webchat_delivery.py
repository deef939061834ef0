"""Nothing is lost and nothing comes twice: bad networks, killed servers, two tabs, closed tabs."""

from __future__ import annotations

import signal

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_server_killed_in_mid_stream_loses_and_repeats_nothing(tab, own_bot):
    chat = await tab(bot=own_bot)
    await chat.reply(1)
    own_bot.fault(answer_after=0.3)
    for number in range(3):
        await chat.send(f"trước khi hỏng {number}")
    await chat.reply(2)
    own_bot.stop(signal.SIGKILL)
    for number in range(3):
        await chat.send(f"khi đang hỏng {number}")
    await expect(chat.page.locator(".meta .failed")).to_be_visible()
    own_bot.fault()
    own_bot.start()
    await chat.reply(7, patience=60)
    await chat.settled()
    said = [f"trước khi hỏng {n}" for n in range(3)] + [f"khi đang hỏng {n}" for n in range(3)]
    assert own_bot.accepted() == ["/start", *said]
    assert await chat.said() == said
    assert (await chat.replies())[1:] == [f"Dạ, anh/chị vừa nói: {text}" for text in said]


async def test_a_message_whose_receipt_was_lost_is_not_taken_twice(tab, own_bot):
    chat = await tab(bot=own_bot)
    await chat.reply(1)
    own_bot.fault(die_after_accepting="nhận rồi chết")
    await chat.send("nhận rồi chết")
    own_bot.wait_for_end()
    own_bot.fault()
    own_bot.start()
    await chat.reply(2, patience=60)
    await chat.settled()
    assert own_bot.accepted() == ["/start", "nhận rồi chết"]
    assert await chat.said() == ["nhận rồi chết"]
    assert len(await chat.replies()) == 2


async def test_a_server_that_stops_ends_its_streams_and_the_page_comes_back(tab, own_bot):
    chat = await tab(bot=own_bot)
    await chat.reply(1)
    asked = []
    chat.page.on("request", lambda request: asked.append(request.url))
    shown = await chat.bot_messages.last.get_attribute("data-id")
    assert own_bot.stop(signal.SIGTERM) == -signal.SIGTERM
    own_bot.start()
    await chat.send("còn đó không")
    assert await chat.reply(2, patience=60) == "Dạ, anh/chị vừa nói: còn đó không"
    resumed = [url for url in asked if "/chat/events" in url or "/chat/poll" in url]
    assert resumed
    assert all(f"after={shown}" in url for url in resumed)


async def test_refusals_for_now_are_kept_told_and_sent_again_in_order(tab, small_bot):
    chat = await tab()
    await chat.reply(1)
    small_bot.fault(intake="unavailable")
    await chat.send("một")
    await chat.send("hai")
    await chat.send("ba")
    await expect(chat.page.locator(".meta .failed")).to_have_text("Chưa gửi được, sẽ tự gửi lại.")
    await expect(chat.page.locator(".meta .sending")).to_have_text(["Chờ gửi sau tin trên."] * 2)
    small_bot.fault()
    await chat.page.get_by_role("button", name="Thử lại").click()
    await chat.reply(5)
    await chat.settled()
    assert small_bot.accepted() == ["/start", "một", "hai", "ba"]


async def test_what_was_not_sent_survives_a_reload_and_goes_out(tab, small_bot):
    chat = await tab()
    await chat.reply(1)
    small_bot.fault(intake="unavailable")
    await chat.send("một")
    await chat.send("hai")
    await expect(chat.page.locator(".meta .failed")).to_be_visible()
    await chat.page.reload()
    await expect(chat.person_messages).to_have_count(2)
    small_bot.fault()
    await chat.reply(3, patience=40)
    await chat.settled()
    assert small_bot.accepted() == ["/start", "một", "hai"]
    assert await chat.said() == ["một", "hai"]


async def test_messages_written_offline_go_out_in_order_once_back(tab, small_bot):
    chat = await tab()
    await chat.reply(1)
    await chat.page.context.set_offline(True)
    await expect(chat.notice).to_contain_text("Mất kết nối mạng")
    for number in range(3):
        await chat.send(f"tin {number}")
    await chat.page.context.set_offline(False)
    await expect(chat.notice).to_have_text("")
    await chat.reply(4)
    await chat.settled()
    assert small_bot.accepted() == ["/start", "tin 0", "tin 1", "tin 2"]
    assert (await chat.replies())[1:] == [f"Dạ, anh/chị vừa nói: tin {n}" for n in range(3)]


async def test_a_too_long_text_that_the_server_refuses_can_be_mended(tab, small_bot):
    chat = await tab()
    await chat.reply(1)

    async def refuse(route):
        await route.fulfill(status=413, json={"error": "Tin nhắn dài quá. Xin chia thành vài tin ngắn hơn."})

    await chat.page.route("**/chat/messages", refuse)
    await chat.send("quá dài")
    await expect(chat.page.locator(".meta .failed")).to_contain_text("Tin nhắn dài quá")
    await chat.page.unroute("**/chat/messages")
    await chat.page.get_by_role("button", name="Sửa lại").click()
    await expect(chat.text_box).to_have_value("quá dài")
    await chat.send("ngắn")
    await chat.reply(2)
    assert await chat.said() == ["ngắn"]
    assert small_bot.accepted() == ["/start", "ngắn"]


async def test_two_tabs_show_every_message_of_both_once(tab, person, small_bot):
    context = await person()
    one = await tab(context)
    await one.reply(1)
    other = await tab(context)
    await other.reply(1)
    await one.send("từ trang một")
    await other.reply(2)
    await other.send("từ trang hai")
    await one.reply(3)
    await one.settled()
    await other.settled()
    shown = await one.conversation()
    assert shown == await other.conversation()
    assert shown[1:] == [
        "từ trang một",
        "Dạ, anh/chị vừa nói: từ trang một",
        "từ trang hai",
        "Dạ, anh/chị vừa nói: từ trang hai",
    ]
    assert small_bot.accepted() == ["/start", "từ trang một", "từ trang hai"]


async def test_a_tab_that_was_long_in_the_background_catches_up(tab, person, small_bot):
    context = await person()
    other = await tab(context)
    await other.reply(1)
    page = await context.new_page()
    await page.clock.install()
    sleeper = await tab(page=page)
    await sleeper.reply(1)
    await _set_hidden(page, hidden=True)
    async with page.expect_event("requestfailed", lambda request: "/chat/events" in request.url) as closed:
        await page.clock.run_for(61_000)
    await closed.value
    await other.ask("trong lúc đó")
    assert len(await sleeper.replies()) == 1
    await _set_hidden(page, hidden=False)
    await sleeper.reply(2)
    assert await sleeper.conversation() == await other.conversation()
    await other.ask("tiếp")
    await sleeper.reply(3)
    assert await sleeper.conversation() == await other.conversation()


async def _set_hidden(page, *, hidden):
    await page.evaluate(
        """hidden => {
          Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
          document.dispatchEvent(new Event('visibilitychange'));
        }""",
        hidden,
    )


async def test_two_tabs_opened_at_once_are_greeted_once(tab, person, small_bot):
    context = await person()
    small_bot.fault(answer_after=1)
    one = await tab(context)
    other = await tab(context)
    await one.reply(1)
    await other.reply(1)
    assert small_bot.accepted() == ["/start"]


async def test_people_do_not_see_each_other(tab, small_bot):
    one = await tab()
    other = await tab()
    await one.reply(1)
    await other.reply(1)
    await one.send("riêng tư")
    await one.reply(2)
    await other.send("của tôi")
    await other.reply(2)
    assert await other.said() == ["của tôi"]
    assert "riêng tư" not in " ".join(await other.conversation())


async def test_what_is_shown_is_acknowledged(tab, small_bot):
    chat = await tab()
    await chat.send("hai tin")
    await chat.reply(3)
    async with chat.page.expect_response("**/chat/ack"):
        pass
    last = int(await chat.bot_messages.last.get_attribute("data-id"))
    while small_bot.acknowledged() < last:
        await chat.page.wait_for_timeout(50)


async def test_a_network_that_holds_streams_back_gets_long_polls(tab, own_bot):
    own_bot.fault(streams="held")
    chat = await tab(bot=own_bot)
    await chat.send("qua mạng này")
    assert await chat.reply(2, patience=40) == "Dạ, anh/chị vừa nói: qua mạng này"
    await chat.send("tin nữa")
    assert await chat.reply(3) == "Dạ, anh/chị vừa nói: tin nữa"
    assert len(await chat.replies()) == 3


async def test_a_slow_network_is_enough(tab, person):
    context = await person()
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    limits = {"offline": False, "latency": 600, "downloadThroughput": 20_000, "uploadThroughput": 10_000}
    await devtools.send("Network.emulateNetworkConditions", limits)
    chat = await tab(page=page)
    await chat.reply(1)
    await chat.send("mạng chậm")
    await chat.send("gửi tiếp")
    await chat.reply(3)
    await chat.settled()
    assert await chat.said() == ["mạng chậm", "gửi tiếp"]


async def test_a_mailbox_that_cannot_be_read_is_told_and_waited_for(tab, small_bot):
    small_bot.fault(mailbox="unavailable")
    chat = await tab()
    await expect(chat.notice).to_contain_text("Chưa kết nối được với máy chủ")
    small_bot.fault()
    await chat.reply(1)
    await expect(chat.notice).to_have_text("")


async def test_a_lost_cookie_gives_a_new_session_not_a_dead_page(tab, small_bot):
    chat = await tab()
    await chat.reply(1)
    await chat.page.context.clear_cookies()
    await chat.send("mất phiên")
    await chat.settled()
    assert await chat.reply(2) == "Dạ, anh/chị vừa nói: mất phiên"
    assert small_bot.accepted() == ["/start", "mất phiên"]


async def test_blocked_cookies_are_told(tab, person, small_bot):
    context = await person()

    async def as_without_cookie(route):
        await route.fulfill(status=401, json={"error": "Phiên trò chuyện đã hết hạn."})

    await context.route("**/chat/**", as_without_cookie)
    chat = await tab(context)
    await expect(chat.notice).to_contain_text("Trình duyệt đang chặn cookie")
    assert small_bot.accepted() == []
