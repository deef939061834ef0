"""A browser that has opened the page, and the box behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.platforms.webchat.box import Box, client_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
async def client(box: Box) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has opened the page."""
    async with client_of(box) as client:
        await client.get("/")
        yield client
