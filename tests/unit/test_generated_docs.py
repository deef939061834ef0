"""Pages that are generated from the code are what the code says now."""

from __future__ import annotations

import pytest

from bot.commands.docs import PAGES


@pytest.mark.parametrize("page", sorted(PAGES), ids=lambda path: path.name)
def test_the_page_is_up_to_date(page):
    assert page.read_text(encoding="utf-8") == PAGES[page](), "run 'make docs'"
