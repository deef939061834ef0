"""The page as people use it: reading, choosing, writing."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_first_visit_is_greeted_once_and_says_what_answers(tab, small_bot):
    chat = await tab()
    assert "máy trả lời tự động" in await chat.reply(1)
    await expect(chat.page.get_by_text("Đây là máy trả lời tự động, không phải cán bộ.")).to_be_visible()
    await expect(chat.page.locator("#banner")).to_have_text("Đang trả lời như ngày 22/8/2021")
    assert await chat.choices() == ["Nộp hồ sơ trực tuyến", "Gửi hồ sơ qua bưu điện", "Đặt lịch đến nộp trực tiếp"]
    await chat.page.reload()
    await chat.reply(1)
    assert len(await chat.replies()) == 1
    assert small_bot.accepted() == ["/start"]


async def test_what_is_written_before_the_page_is_ready_comes_after_the_greeting(person, tab, small_bot):
    context = await person()

    async def late(route):
        await asyncio.sleep(1)
        await route.continue_()

    await context.route("**/chat/history", late)
    chat = await tab(context)
    await chat.send("tôi vội")
    assert "máy trả lời tự động" in await chat.reply(1)
    assert await chat.reply(2) == "Dạ, anh/chị vừa nói: tôi vội"
    assert small_bot.accepted() == ["/start", "tôi vội"]


async def test_what_is_written_is_sent_though_the_history_cannot_be_had(person, tab, small_bot):
    context = await person()

    async def fail(route):
        await route.fulfill(status=503)

    await context.route("**/chat/history", fail)
    chat = await tab(context)
    await chat.send("tôi vội")
    await chat.settled()
    assert small_bot.accepted() == ["tôi vội"]


async def test_a_question_is_shown_with_its_answer_and_stays_after_a_reload(tab):
    chat = await tab()
    await chat.reply(1)
    await chat.send("làm giấy khai sinh ở đâu")
    assert await chat.reply(2) == "Dạ, anh/chị vừa nói: làm giấy khai sinh ở đâu"
    assert await chat.ask("hai tin") == ["Tin thứ nhất: hai tin", "Tin thứ hai: hai tin"]
    assert (await chat.choose("Gửi hồ sơ qua bưu điện"))[0].startswith("Dạ, anh/chị chọn #post")
    before = await chat.conversation()
    assert before[1] == "làm giấy khai sinh ở đâu"
    await chat.page.reload()
    await chat.reply(5)
    assert await chat.conversation() == before


async def test_a_pressed_choice_is_shown_as_said_and_sends_its_payload_once(tab, small_bot):
    chat = await tab()
    await chat.reply(1)
    await chat.page.locator(".choice").nth(1).dblclick()
    greeting = await chat.bot_messages.first.get_attribute("data-id")
    assert await chat.reply(2) == f"Dạ, anh/chị chọn #post (dưới tin {greeting})."
    await chat.settled()
    assert await chat.said() == ["Gửi hồ sơ qua bưu điện"]
    assert small_bot.accepted() == ["/start", "#post"]
    await chat.page.reload()
    await chat.reply(2)
    assert await chat.said() == ["Gửi hồ sơ qua bưu điện"]
    await expect(chat.page.locator(".choice.chosen")).to_have_text("✓ Gửi hồ sơ qua bưu điện (đã chọn)")


async def test_a_button_of_an_older_menu_still_sends_its_payload(tab):
    chat = await tab()
    await chat.reply(1)
    await chat.press("Nộp hồ sơ trực tuyến")
    await chat.reply(2)
    await expect(chat.bot_messages.first).to_have_class(re.compile("older"))
    await chat.bot_messages.first.locator(".choice").last.click()
    greeting = await chat.bot_messages.first.get_attribute("data-id")
    assert await chat.reply(3) == f"Dạ, anh/chị chọn #book (dưới tin {greeting})."


async def test_citations_unfold_and_say_how_they_stand(tab):
    chat = await tab()
    await chat.send("căn cứ đâu")
    await chat.reply(2)
    letter = await chat.unfold("4708")
    assert "Căn cứ: Công văn 4708/UBND-CCHC, mục 1; mục 2" in letter
    assert "“chỉ tiếp nhận hồ sơ trực tiếp" in letter
    assert "“khuyến khích và hướng dẫn”" in letter
    assert letter.count("Ký ngày: 22/8/2021") == 1
    assert "Áp dụng từ: 22/8/2021" in letter
    assert "Có hiệu lực vào ngày trả lời" in letter
    assert "quy định cũ" not in letter
    old = await chat.unfold("4805")
    assert "quy định cũ" in old
    assert "Quy định cũ, không còn áp dụng" in old
    coming = await chat.unfold("Chỉ thị demo")
    assert "sắp áp dụng" in coming
    assert "chưa xác nhận" in coming
    assert "Áp dụng từ: 12:00 ngày 24/8/2021" in coming
    link = chat.page.get_by_role("link", name="Xem văn bản")
    assert await link.get_attribute("href") == "https://example.org/4708"
    assert await link.get_attribute("rel") == "noopener noreferrer"


async def test_phone_numbers_and_links_can_be_pressed(tab):
    chat = await tab()
    await chat.send("căn cứ đâu")
    await chat.reply(2)
    links = await chat.bot_messages.last.locator("a").evaluate_all("all => all.map(a => [a.textContent, a.href])")
    assert ["08.27.27.1022", "tel:0827271022"] in links
    assert ["115", "tel:115"] in links
    assert ["Cổng dịch vụ công", "https://example.org/dvc"] in links


async def test_a_file_is_kept_as_it_is_and_stays_after_a_reload(tab):
    chat = await tab()
    await chat.reply(1)
    await chat.ask("tệp")
    for _ in range(2):
        link = chat.page.get_by_role("link", name="Tải về du-lieu-cua-toi.csv")
        async with chat.page.expect_download() as download:
            await link.click()
        kept = await download.value
        assert kept.suggested_filename == "du-lieu-cua-toi.csv"
        kept_at = await kept.path()
        assert await asyncio.to_thread(kept_at.read_bytes) == "Loại,Nội dung\r\nTin,“tệp”\r\n".encode("utf-8-sig")
        await chat.page.reload()
        await chat.reply(2)


async def test_markup_is_shown_as_text(tab):
    chat = await tab()
    await chat.send("xss <i>nghiêng</i>")
    assert (await chat.reply(2)).startswith("<img src=x onerror=")
    assert await chat.said() == ["xss <i>nghiêng</i>"]
    await chat.page.locator("summary").last.click()
    found = await chat.page.locator("#log").evaluate("log => log.querySelectorAll('img, script, b, i').length")
    assert found == 0
    hrefs = await chat.page.locator("#log a").evaluate_all("all => all.map(a => a.protocol)")
    assert hrefs == ["https:"]
    assert "hacked" not in await chat.page.title()


async def test_enter_sends_shift_enter_breaks_the_line_composing_does_neither(tab):
    chat = await tab()
    await chat.reply(1)
    await chat.text_box.fill("dòng một")
    await chat.text_box.press("Shift+Enter")
    await chat.text_box.type("dòng hai")
    # Enter that ends a composition (Telex): Chromium marks it, Safari gives it the key code 229.
    for composing in ("{isComposing: true}", "{keyCode: 229}"):
        await chat.text_box.evaluate(
            f"""box => box.dispatchEvent(new KeyboardEvent('keydown',
                Object.assign({{key: 'Enter', bubbles: true, cancelable: true}}, {composing})))"""
        )
    assert await chat.said() == []
    await chat.text_box.press("Enter")
    await chat.reply(2)
    assert await chat.said() == ["dòng một\ndòng hai"]


async def test_a_composed_text_is_sent_whole(tab, small_bot):
    chat = await tab()
    await chat.reply(1)
    await chat.text_box.focus()
    devtools = await chat.page.context.new_cdp_session(chat.page)
    await devtools.send("Input.imeSetComposition", {"text": "giấy", "selectionStart": 4, "selectionEnd": 4})
    await devtools.send("Input.insertText", {"text": "giấy khai sinh"})
    await chat.text_box.press("Enter")
    await chat.reply(2)
    assert small_bot.accepted()[-1] == "giấy khai sinh"


async def test_long_texts_are_counted_and_too_long_ones_kept(tab, small_bot):
    chat = await tab()
    await chat.reply(1)
    counter = chat.page.locator("#counter")
    await chat.text_box.fill("a" * 1800)
    await expect(counter).to_have_text("")
    await chat.text_box.fill("a" * 1850)
    await expect(counter).to_have_text("1850/2000 ký tự")
    await chat.text_box.fill("a" * 2001)
    await expect(counter).to_contain_text("dài quá 2000")
    await chat.send("ă" * 4097)
    await expect(chat.notice).to_contain_text("Tin nhắn dài quá, chưa gửi.")
    assert len(await chat.text_box.input_value()) == 4097
    await chat.send("ă" * 4096)
    await chat.reply(2)
    assert small_bot.accepted() == ["/start", "ă" * 4096]


async def test_a_half_written_text_survives_a_reload(tab):
    chat = await tab()
    await chat.reply(1)
    await chat.text_box.type("làm giấy khai")
    await chat.page.reload()
    await expect(chat.text_box).to_have_value("làm giấy khai")


async def test_reading_above_is_not_disturbed_by_new_messages(tab, small_bot):
    chat = await tab()
    await chat.send("dài")
    await chat.reply(2)
    small_bot.fault(silent=True)
    await chat.send("còn gì nữa")
    await chat.settled()
    await chat.page.evaluate("window.scrollTo(0, 0)")
    small_bot.fault()
    await chat.reply(3)
    assert await chat.page.evaluate("window.pageYOffset") == 0
    newer = chat.page.get_by_role("button", name="Có tin mới")
    await newer.click()
    await expect(newer).to_be_hidden()
    await expect(chat.bot_messages.last).to_be_in_viewport()


async def test_a_long_answer_is_shown_from_its_beginning(tab):
    chat = await tab()
    await chat.reply(1)
    await chat.send("dài")
    await chat.reply(2)
    await expect(chat.page.get_by_text("Dòng 0 của một câu")).to_be_in_viewport()


async def test_waiting_is_shown_until_the_answer_comes(tab, small_bot):
    chat = await tab()
    await chat.reply(1)
    small_bot.fault(silent=True)
    await chat.send("chậm thôi")
    await expect(chat.page.get_by_text("Trợ lý đang trả lời…")).to_be_visible()
    small_bot.fault()
    await chat.reply(2)
    await expect(chat.page.get_by_text("Trợ lý đang trả lời…")).to_be_hidden()


async def test_an_answer_that_overtakes_the_receipt_ends_the_waiting(tab):
    chat = await tab()
    await chat.reply(1)

    async def late(route):
        receipt = await route.fetch()
        await chat.reply(2)
        await route.fulfill(response=receipt)

    await chat.page.route("**/chat/messages", late)
    await chat.send("nhanh lên")
    await chat.settled()
    await expect(chat.page.locator("#waiting")).to_be_hidden()


async def test_an_address_can_tell_where_one_comes_from(tab, small_bot):
    chat = await tab(path="/?start=unit_tac-van")
    assert "từ unit_tac-van" in await chat.reply(1)
    assert chat.page.url == small_bot.url + "/"
    await chat.page.reload()
    await chat.reply(1)
    assert small_bot.accepted() == ["/start"]


async def test_times_are_vietnams_whatever_the_phone_says(tab):
    chat = await tab(timezone_id="America/New_York")
    await chat.reply(1)
    at = await chat.bot_messages.locator(".meta").inner_text()
    expected = await chat.page.evaluate(
        "new Date().toLocaleTimeString('en-GB', {timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', minute: '2-digit'})"
    )
    minutes = [int(part[:2]) * 60 + int(part[3:]) for part in (at, expected)]
    assert (minutes[1] - minutes[0]) % 1440 <= 1


async def test_without_javascript_the_page_says_what_to_do(person, small_bot):
    context = await person(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(small_bot.url)
    await expect(page.locator("noscript p")).to_contain_text("Trang này cần JavaScript để trò chuyện")
    await expect(page.locator("noscript p")).to_be_visible()
    await expect(page.locator("form")).to_be_hidden()
