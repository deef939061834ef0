"""What the tests of the review share."""

from __future__ import annotations

import pytest

from bot.content.reference import load_reference
from bot.review.person_names import PlaceNames


@pytest.fixture(scope="session")
def places() -> PlaceNames:
    return PlaceNames(load_reference().places)
