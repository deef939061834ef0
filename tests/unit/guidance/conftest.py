"""The packaged guidance content, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.rulebook_loader import load_offers, load_rulebook

if TYPE_CHECKING:
    from bot.guidance.offers import Offers
    from bot.guidance.rulebook.book import Rulebook


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def offers() -> Offers:
    return load_offers()
