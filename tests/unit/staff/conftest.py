"""The packaged guidance as a turn sees it."""

from __future__ import annotations

import pytest

from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.conversation.snapshot import Guidance


@pytest.fixture(scope="session")
def guidance() -> Guidance:
    reference = load_reference()
    return Guidance(
        version=1,
        rulebook=load_rulebook(),
        offers=load_offers(),
        places=reference.places,
        place_reader=reference.place_reader,
        catalogue=reference.catalogue,
        fields=reference.fields,
        search=reference.search,
    )
