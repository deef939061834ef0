"""Logins over HTTP: the code of a consent is for one use, for ten minutes, and for whoever knows the verifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from bot.platforms.zalo_oa import OAuth
from bot.platforms.zalo_oa.oauth import LoginNeeded, challenge, consent_url, verifier
from bot.staff.zalo import read_callback
from tests.fakes.zalo import FakeZalo

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

SECRET = b"s" * 32


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    with FakeZalo() as zalo:
        yield zalo


@pytest.fixture
async def oauth(zalo: FakeZalo) -> AsyncIterator[OAuth]:
    oauth = OAuth(zalo.url, zalo.app_id, zalo.app_secret, answer_seconds=5.0)
    yield oauth
    await oauth.close()


def agree(zalo: FakeZalo, of: str) -> str:
    """Open the printed address as an administrator of the account does; return the code."""
    address = consent_url(zalo.url, zalo.app_id, zalo.oauth.callback_url, challenge=challenge(of), state="s1")
    landed = httpx.get(address, trust_env=False).headers["location"]
    return read_callback(landed, state="s1", oa_id=zalo.oa_id)


def test_the_challenge_is_the_standards() -> None:
    """The example of RFC 7636, appendix B."""
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert len(verifier(SECRET, "1")) == 43


async def test_whoever_knows_the_verifier_gets_tokens_once(zalo: FakeZalo, oauth: OAuth) -> None:
    mine = verifier(SECRET, zalo.app_id)
    code = agree(zalo, mine)
    assert (await oauth.exchange(code, mine)).access == zalo.world.tokens.access
    with pytest.raises(LoginNeeded, match="used or expired"):
        await oauth.exchange(code, mine)


async def test_a_challenge_saved_in_the_console_is_the_one_that_counts(zalo: FakeZalo, oauth: OAuth) -> None:
    mine = verifier(SECRET, zalo.app_id)
    zalo.oauth.saved_challenge = challenge(mine)
    assert (await oauth.exchange(agree(zalo, mine), mine)).access == zalo.world.tokens.access


@pytest.mark.parametrize(("given", "said"), [("", "is required"), ("x" * 43, "does not match")])
async def test_a_verifier_that_is_wrong_or_missing_is_refused(
    zalo: FakeZalo, oauth: OAuth, given: str, said: str
) -> None:
    before, mine = zalo.world.tokens.access, verifier(SECRET, zalo.app_id)
    code = agree(zalo, mine)
    with pytest.raises(LoginNeeded, match=said):
        await oauth.exchange(code, given)
    with pytest.raises(LoginNeeded, match="used or expired"):
        await oauth.exchange(code, mine)  # the code is gone by the first try
    assert zalo.world.tokens.access == before


async def test_a_code_ends_after_ten_minutes(zalo: FakeZalo, oauth: OAuth) -> None:
    mine = verifier(SECRET, zalo.app_id)
    code = agree(zalo, mine)
    zalo.world.skip(601)
    with pytest.raises(LoginNeeded, match="used or expired"):
        await oauth.exchange(code, mine)


def test_an_address_that_the_console_does_not_know_is_refused(zalo: FakeZalo) -> None:
    address = consent_url(zalo.url, zalo.app_id, "https://other.example/", challenge=challenge("x"), state="s1")
    assert httpx.get(address, trust_env=False).json()["error"] == -14003
