"""The report's page in a browser: for screen readers, on light and dark, on a phone, and without any network."""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import async_playwright

from bot.reports.page import page
from tests.browser import launch
from tests.unit.reports.reports import NAMES, filled


async def test_axe_finds_nothing_and_nothing_is_cut_off_or_fetched(tmp_path):
    file = tmp_path / "report.html"
    file.write_text(page(filled(), NAMES), encoding="utf-8")
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        try:
            tab = await browser.new_page(viewport={"width": 360, "height": 640})
            asked = []
            tab.on("request", lambda request: asked.append(request.url))
            await tab.goto(file.as_uri())
            for scheme in ("light", "dark"):
                await tab.emulate_media(color_scheme=scheme)
                found = await Axe().run(tab)
                assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
            assert await tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            assert asked == [file.as_uri()]
            for chart in await tab.get_by_role("img").all():
                assert await chart.locator("text").count() > 0
        finally:
            await browser.close()
