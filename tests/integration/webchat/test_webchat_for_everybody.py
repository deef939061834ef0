"""The page for people with a keyboard, a screen reader, a small or a zoomed screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}
LONG_WORD = "Nguyễn" * 80


async def assert_no_violation(chat, state):
    found = await Axe().run(chat.page)
    assert found.violations_count == 0, f"{state}: {found.generate_report()}"
    assert await chat.widest_overflow() == 0, state


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [
        pytest.param(PHONE, "light", id="phone-light"),
        pytest.param(DESKTOP, "dark", id="desktop-dark", marks=pytest.mark.soak),
        pytest.param(PHONE, "dark", id="phone-dark", marks=pytest.mark.soak),
        pytest.param(DESKTOP, "light", id="desktop-light", marks=pytest.mark.soak),
    ],
)
async def test_axe_finds_nothing_in_any_state(tab, small_bot, viewport, scheme):
    chat = await tab(viewport=viewport, color_scheme=scheme)
    await chat.reply(1)
    await assert_no_violation(chat, "first visit")
    await chat.send("căn cứ đâu")
    await chat.reply(2)
    await assert_no_violation(chat, "conversation")
    for document in ("4708", "4805", "Chỉ thị demo"):
        await chat.unfold(document)
    await assert_no_violation(chat, "citations unfolded")
    await chat.press("Nộp hồ sơ trực tuyến")
    await chat.reply(3)
    await chat.send("menu dài")
    await chat.reply(4)
    await assert_no_violation(chat, "older menus and a long one")
    small_bot.fault(intake="unavailable")
    await chat.send("chưa đi được")
    await chat.send("tin sau")
    await expect(chat.page.locator(".meta .failed")).to_be_visible()
    await chat.text_box.fill("a" * 1900)
    await chat.page.context.set_offline(True)
    await expect(chat.notice).to_contain_text("Mất kết nối mạng")
    await assert_no_violation(chat, "unsent, offline, counter")
    await chat.page.evaluate("window.scrollTo(0, 0)")
    await chat.page.context.set_offline(False)
    small_bot.fault()
    await chat.reply(6)
    await expect(chat.page.get_by_role("button", name="Có tin mới")).to_be_visible()
    await assert_no_violation(chat, "new message below")


@pytest.mark.parametrize("width", [320, 360])
async def test_nothing_is_wider_than_a_small_screen(tab, width):
    chat = await tab(viewport={"width": width, "height": 560})
    await chat.send("xss")
    await chat.reply(2)
    await chat.page.locator("summary").click()
    await chat.send(LONG_WORD)
    await chat.reply(3)
    await chat.send("menu dài")
    await chat.reply(4)
    assert await chat.widest_overflow() == 0


async def test_what_can_be_pressed_is_in_sight_at_once_on_a_small_screen(tab):
    chat = await tab(viewport={"width": 360, "height": 640})
    await chat.reply(1)  # the greeting and what is asked before it comes are shown together
    await chat.send("căn cứ đâu")
    await chat.reply(2)
    buttons = chat.bot_messages.last.locator(".choice")
    assert await buttons.count() == 3
    covered = await buttons.evaluate_all(
        """all => all.filter(one => {
          const box = one.getBoundingClientRect();
          const inside = [box.top + 2, box.bottom - 2].map(y => document.elementFromPoint(box.x + box.width / 2, y));
          return !inside.every(seen => seen && one.contains(seen));
        }).map(one => one.textContent)"""
    )
    assert covered == []


async def test_buttons_below_a_long_answer_are_one_press_away_and_its_first_words_in_sight(tab):
    chat = await tab(viewport={"width": 360, "height": 640})
    await chat.reply(1)
    await chat.send("đặt lịch")
    await chat.reply(3)
    await expect(chat.page.get_by_text("CM-7K3P9")).to_be_in_viewport()
    pill = chat.page.get_by_role("button", name="Xem lựa chọn")
    await pill.click()
    for button in await chat.bot_messages.last.locator(".choice").all():
        await expect(button).to_be_in_viewport()
    await expect(pill).to_be_hidden()


async def test_what_is_pressed_is_big_enough(tab, small_bot):
    chat = await tab()
    await chat.send("căn cứ đâu")
    await chat.reply(2)
    await chat.unfold("4708")
    small_bot.fault(intake="unavailable")
    await chat.send("chưa đi được")
    await expect(chat.page.get_by_role("button", name="Thử lại")).to_be_visible()
    heights = await chat.page.locator("button:visible, summary, textarea, .links a").evaluate_all(
        "all => all.map(one => [one.textContent.slice(0, 20), one.getBoundingClientRect().height])"
    )
    assert len(heights) > 10
    assert [one for one in heights if one[1] < 44] == []


async def test_everything_works_by_keyboard_alone(tab, small_bot):
    chat = await tab(viewport=DESKTOP)
    await chat.send("căn cứ đâu")
    await chat.reply(2)
    await chat.page.reload()
    await chat.reply(2)
    stops = []
    for _ in range(20):
        await chat.page.keyboard.press("Tab")
        stop = await chat.page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const style = getComputedStyle(document.activeElement);
              const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return {
                name: (document.activeElement.textContent || document.activeElement.id).trim().slice(0, 30),
                outlined: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
                uncovered: document.activeElement.contains(seen),
              };
            }"""
        )
        stops.append(stop)
        if stop["name"] == "Gửi":
            break
    assert [stop for stop in stops if not (stop["outlined"] and stop["uncovered"])] == []
    assert [stop["name"] for stop in stops] == [
        "Nộp hồ sơ trực tuyến",
        "Gửi hồ sơ qua bưu điện",
        "Đặt lịch đến nộp trực tiếp",
        "08.27.27.1022",
        "113",
        "114",
        "115",
        "Cổng dịch vụ công",
        "Nộp hồ sơ trực tuyến",
        "Gửi hồ sơ qua bưu điện",
        "Đặt lịch đến nộp trực tiếp",
        "Căn cứ: Công văn 4708/UBND-CCH",
        "Căn cứ: Công văn 4805/UBND-CCH",
        "Căn cứ: Chỉ thị demo, mục 3 sắ",
        "text",
        "Gửi",
    ]
    for _ in range(5):
        await chat.page.keyboard.press("Shift+Tab")
    await chat.page.keyboard.press("Enter")
    await chat.reply(3)
    await expect(chat.page.locator(".choice.chosen")).to_be_focused()
    assert small_bot.accepted() == ["/start", "căn cứ đâu", "#book"]


async def test_a_screen_reader_is_told_who_speaks_and_not_the_history(tab):
    chat = await tab()
    await chat.send("xin hỏi")
    await chat.reply(2)
    log = chat.page.get_by_role("log", name="Nội dung trò chuyện")
    await expect(log).to_have_attribute("aria-live", "polite")
    assert await chat.bot_messages.first.locator(".unseen").first.inner_text() == "Trợ lý:"
    assert await chat.person_messages.first.locator(".unseen").first.inner_text() == "Anh/chị:"
    await expect(chat.page.get_by_role("group", name="Các lựa chọn")).to_be_visible()
    assert await chat.page.locator("html").get_attribute("lang") == "vi"
    await chat.page.evaluate("sessionStorage.setItem('spoken', '')")
    await chat.page.add_init_script(
        """addEventListener('DOMContentLoaded', () => new MutationObserver(changes => {
          const log = document.getElementById('log');
          if (log.getAttribute('aria-live') !== 'off' && log.childElementCount) {
            sessionStorage.setItem('spoken', 'history');
          }
        }).observe(document.getElementById('log'), {childList: true}))"""
    )
    await chat.page.reload()
    await chat.reply(2)
    assert await chat.page.evaluate("sessionStorage.getItem('spoken')") == ""
    await expect(log).to_have_attribute("aria-live", "polite")


async def test_motion_stops_for_those_who_ask_for_it(tab, small_bot):
    chat = await tab(reduced_motion="reduce")
    await chat.reply(1)
    small_bot.fault(silent=True)
    await chat.send("chậm thôi")
    await expect(chat.page.locator("#waiting")).to_be_visible()
    animations = await chat.page.evaluate("document.getAnimations().length")
    small_bot.fault()
    assert animations == 0


async def test_at_four_times_zoom_the_conversation_still_has_room(tab):
    # 1280 x 800 at 400 % is 320 x 200 CSS pixels (WCAG 2.2, 1.4.10).
    chat = await tab(viewport={"width": 320, "height": 200})
    await chat.send("căn cứ đâu")
    await chat.reply(2)
    assert await chat.widest_overflow() == 0
    await chat.page.evaluate("window.scrollTo(0, 400)")
    free = await chat.page.evaluate(
        """() => {
          let free = 0;
          for (let y = 0; y < innerHeight; y += 4) {
            if (document.elementFromPoint(160, y).closest('main, body') !== document.body &&
                !document.elementFromPoint(160, y).closest('.top, .composer')) { free += 4; }
          }
          return free;
        }"""
    )
    assert free > 150


@pytest.mark.parametrize("percent", [150, 200])
async def test_with_large_letters_there_is_room_to_write(tab, percent):
    chat = await tab(viewport=PHONE)
    await chat.page.evaluate("percent => { document.documentElement.style.fontSize = percent + '%'; }", percent)
    await chat.text_box.fill("chứng thực bản sao ở xã Tắc Vân sáng thứ tư tuần sau được không")
    text, button = await chat.text_box.bounding_box(), await chat.page.locator("#send").bounding_box()
    assert text["width"] > 0.8 * PHONE["width"]
    assert text["height"] < 0.4 * PHONE["height"]
    assert button["y"] >= text["y"] + text["height"], "the button stands below"
    assert await chat.widest_overflow() == 0
