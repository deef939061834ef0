"""OAuth of Zalo's Official Accounts: a pair of tokens for a code, or for the last refresh token.

The access token lives 25 hours, the refresh token three months and for one use only; with a new pair the old access
token is dead at once (developers.zalo.me, "Xác thực và ủy quyền", OAuth v4).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bot.platforms.contract import PlatformUnavailable
from bot.platforms.hiding import blot, hide_in_logs
from bot.platforms.zalo_oa.codes import LIMIT_REACHED
from bot.platforms.zalo_oa.transport import ANSWER_SECONDS, NOT_HANDLED, http_client, read_json, request, without_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REFRESH_DAYS = 90
_ACCESS_SECONDS = 90_000
_LONGEST_ACCESS = 10 * 86_400
BUSY = frozenset({LIMIT_REACHED})
"""Codes that are not a word about the token: too many calls. Zalo documents none of a token that was used."""


class LoginNeeded(Exception):
    """Zalo answered, and gives no tokens: a person has to log in again."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token and what renews it.

    Attributes:
        access_until: when the access token ends.
        refresh_until: when the refresh token ends unless it is used before.
    """

    access: str
    refresh: str
    access_until: datetime
    refresh_until: datetime

    def __repr__(self) -> str:
        return f"Pair(access_until={self.access_until}, refresh_until={self.refresh_until})"


class OAuth:
    """Exchanges codes and refresh tokens.

    Args:
        url: root of ``oauth.zaloapp.com``.
        app_id: of the app.
        app_secret: of the app; not the key that signs webhooks.
        answer_seconds: how long a call waits for its answer.
        busy: codes that mean "not now"; any other answer without tokens asks for a login.
        not_handled: HTTP statuses by which a call was surely not handled.
        now: the real clock.
    """

    def __init__(
        self,
        url: str,
        app_id: str,
        app_secret: str,
        *,
        answer_seconds: float = ANSWER_SECONDS,
        busy: frozenset[int] = BUSY,
        not_handled: frozenset[int] = NOT_HANDLED,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._root = url.rstrip("/")
        self._app_id = app_id
        self._secret = app_secret
        self._busy = busy
        self._not_handled = not_handled
        self._now = now
        self._client = http_client(answer_seconds, connections=2)
        hide_in_logs(app_secret)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def refresh(self, token: str) -> Pair:
        """Exchange a refresh token for a new pair; afterwards ``token`` and its access token are dead.

        Raises:
            LoginNeeded: Zalo does not take it.
            PlatformUnavailable: nothing was exchanged.
            OutcomeUnknown: nobody knows whether it was.
        """
        return await self._tokens({"grant_type": "refresh_token", "refresh_token": token}, token)

    async def exchange(self, code: str, verifier: str) -> Pair:
        """Exchange the code of a login (ten minutes, once).

        Raises:
            LoginNeeded, PlatformUnavailable, OutcomeUnknown: as ``refresh``.
        """
        return await self._tokens({"grant_type": "authorization_code", "code": code, "code_verifier": verifier}, code)

    async def _tokens(self, form: dict[str, str], secret: str) -> Pair:
        answer = await request(
            self._client,
            "POST",
            f"{self._root}/v4/oa/access_token",
            data={"app_id": self._app_id, **form},
            headers={"secret_key": self._secret},
        )
        body = read_json(answer)
        if body is None:
            raise without_answer(answer, self._not_handled)
        access, refresh = body.get("access_token"), body.get("refresh_token")
        if isinstance(access, str) and access and isinstance(refresh, str) and refresh:
            now = self._now()
            until = now + timedelta(seconds=_lifetime(body.get("expires_in")))
            return Pair(access, refresh, until, now + timedelta(days=REFRESH_DAYS))
        said = blot(_words(body), {secret, self._secret})
        if answer.is_server_error or body.get("error") in self._busy:
            raise PlatformUnavailable(f"Zalo gives no tokens at the moment: {said}")
        raise LoginNeeded(said)


def _lifetime(value: object) -> int:
    """Return ``expires_in``, which is a text and was an hour in older days; it is obeyed within reason."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:10])
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LONGEST_ACCESS:
        return value
    return _ACCESS_SECONDS


def _words(body: Mapping[str, Any]) -> str:
    names = ("error", "error_name", "error_reason", "error_description", "message")
    found = [str(body[name])[:120] for name in names if isinstance(body.get(name), str | int)]
    return " ".join(dict.fromkeys(found)) or "an answer without tokens"


def consent_url(root: str, app_id: str, redirect: str, *, challenge: str, state: str) -> str:
    """Return the address that an administrator of the account opens once, to let the app act for it."""
    query = {"app_id": app_id, "redirect_uri": redirect, "code_challenge": challenge, "state": state}
    return f"{root.rstrip('/')}/v4/oa/permission?{urlencode(query)}"


def verifier(secret: bytes, app_id: str) -> str:
    """Return the app's PKCE verifier: 43 characters, the same at every login.

    It is undocumented whether Zalo takes another challenge than the one saved in its console, so there is one only.
    """
    digest = hmac.digest(secret, f"zalo pkce\n{app_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def challenge(of: str) -> str:
    """Return the challenge of a verifier: base64url of its SHA-256, without padding (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(of.encode()).digest()).rstrip(b"=").decode()
