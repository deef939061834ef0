"""The network of a visitor, for counting what new sessions of one visitor leave: kept as a keyed hash only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.platforms.webchat.config import WebChatConfig
from bot.platforms.webchat.sessions import Sessions

SESSIONS = Sessions(WebChatConfig(session_key=b"only for tests 0123456789", answers_for=lambda: datetime.now(UTC)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("14.161.30.7", "14.161.30.200", True),
        ("14.161.30.7", "14.161.31.7", False),
        ("2405:4800:1:2::1", "2405:4800:1:ff::9", True),
        ("2405:4800:1::1", "2405:4800:2::1", False),
        ("::ffff:14.161.30.7", "14.161.30.9", True),
    ],
)
def test_so_many_addresses_as_one_customer_has_are_one_network(one: str, other: str, same: bool) -> None:
    assert SESSIONS.network_of(one) is not None
    assert (SESSIONS.network_of(one) == SESSIONS.network_of(other)) is same


@pytest.mark.parametrize("address", [None, "", "testclient", "127.0.0.1", "10.0.0.7", "::1", "fe80::1", "1.2.3"])
def test_behind_an_unknown_proxy_nobody_is_counted_for_all(address: str | None) -> None:
    assert SESSIONS.network_of(address) is None


def test_the_address_is_not_in_it() -> None:
    other = Sessions(WebChatConfig(session_key=b"another key 0123456789", answers_for=lambda: datetime.now(UTC)))
    assert SESSIONS.network_of("14.161.30.7") != other.network_of("14.161.30.7")
