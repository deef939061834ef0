"""The page and its files: headers, size, the date, settings."""

from __future__ import annotations

import gzip
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.guidance.moments import VIETNAM
from bot.platforms.webchat import WebChatConfig
from bot.platforms.webchat.assets import Assets
from tests.unit.platforms.webchat.box import AS_OF, KEY, Box, client_of

if TYPE_CHECKING:
    import httpx


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    script = re.search(r'src="(/static/[^"]+\.js)"', page.text)
    assert script is not None
    refused = await client.post("/chat/messages", content=b"x", headers={"content-type": "text/plain"})
    for answer in (page, await client.get(script[1]), await client.get("/chat/history"), refused):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


async def test_the_page_loads_nothing_from_elsewhere_and_is_small(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    assert page.headers["cache-control"] == "private, no-cache"
    assert 'lang="vi"' in page.text
    assert not re.search(r"(?:src|href)=\"(?!/static/)", page.text)
    assert not re.search(r"<script>|<style|\son\w+=|\sstyle=", page.text)
    paths = set(re.findall(r'"(/static/[^"]+)"', page.text))
    assert len(paths) == 4
    size = len(page.content)
    for path in paths:
        packed = await client.get(path)
        assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert packed.headers["content-encoding"] == "gzip"
        plain = await client.get(path, headers={"accept-encoding": "identity"})
        assert plain.content == packed.content
        assert "content-encoding" not in plain.headers
        size += len(plain.content)
    assert size < 40_000


async def test_scripts_stay_readable_for_older_browsers(client: httpx.AsyncClient) -> None:
    """ES2017 at most: no optional chaining, no ``??``, no object spread, no class fields; and no markup from text."""
    page = await client.get("/")
    (path,) = re.findall(r'src="(/static/[^"]+\.js)"', page.text)
    script = (await client.get(path)).text
    assert not re.search(
        r"\?\.\D|\?\?|\.\.\.|\bstatic \w|`|\bimport\b|\bexport\b|\.finally\(|\.flat|replaceAll", script
    )
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)


async def test_an_older_process_still_serves_a_newer_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/webchat/chat.000000000000.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    for name in ("chat.css", "..%2fpage.html", "page.1.html", "x"):
        assert (await client.get(f"/static/webchat/{name}")).status_code == 404


async def test_the_date_of_answers_is_shown_and_stressed_only_when_it_is_not_today(box: Box) -> None:
    async with client_of(box) as client:
        page = (await client.get("/")).text
        assert '<p id="banner" class="banner" >' in page
        assert page.count("22/8/2021") == 2
        assert (await client.get("/chat/history")).json()["answers"] == {"date": "22/8/2021", "shifted": True}
    async with client_of(box, answers_for=lambda: datetime.now(VIETNAM)) as client:
        assert '<p id="banner" class="banner" hidden>' in (await client.get("/")).text
        assert (await client.get("/chat/history")).json()["answers"]["shifted"] is False


@pytest.mark.parametrize(
    "wrong",
    [{"session_key": b"short"}, {"public_url": "chat.example"}, {"public_url": "ftp://chat.example"}],
)
def test_wrong_settings_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"session_key|public_url"):
        WebChatConfig(**{"session_key": KEY, "answers_for": lambda: AS_OF, **wrong})


def test_gzip_is_the_same_on_every_build() -> None:
    one, other = Assets(), Assets()
    name = re.search(r"chat\.\w+\.js", one.page({"date": "1/1/2022", "shifted": False}))
    assert name is not None
    found, again = one.find(name[0]), other.find(name[0])
    assert found is not None
    assert again is not None
    assert found[0].packed == again[0].packed
    assert gzip.decompress(found[0].packed) == found[0].plain
