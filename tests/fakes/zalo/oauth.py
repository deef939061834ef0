"""OAuth v4 of Zalo's accounts: a consent in the browser, and tokens for its code or for the last refresh token."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.fakes.zalo.world import APP_ID, APP_SECRET, OA_ID, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fakes.zalo.world import World

CODE_SECONDS = 600
CALLBACK_URL = "https://motcua.example/"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Consent:
    """What a code stands for.

    Attributes:
        until: when it ends.
        challenge: what its verifier is checked against; None where no challenge was given.
    """

    until: float
    challenge: str | None


class OauthApi:
    """``/v4/oa/permission`` and ``/v4/oa/access_token``.

    What goes wrong with tokens comes with HTTP 200 and without tokens. Only the form of that answer is documented, the
    numbers are the fake's own.

    Attributes:
        callback_url: as saved in the console.
        saved_challenge: the one saved in the console; where it is set, a request's own does not count.
        active: whether the app is.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.callback_url = CALLBACK_URL
        self.saved_challenge: str | None = None
        self.active = True
        self._codes: dict[str, Consent] = {}

    def consent(self, query: Mapping[str, str]) -> str:
        """An administrator opens the address and agrees; return where the browser lands.

        Raises:
            Refusal: the address is not one that the console would print.
        """
        if query.get("app_id") != APP_ID or not self.active:
            raise Refusal(-14002, "App is not active")
        if query.get("redirect_uri") != self.callback_url:
            raise Refusal(-14003, "Invalid redirect uri")
        challenge = self.saved_challenge or query.get("code_challenge") or None
        if challenge is not None and not _CHALLENGE.fullmatch(challenge):
            raise Refusal(-14001, "Invalid code challenge")
        code = secrets.token_urlsafe(24)
        with self.world.lock:
            self._codes[code] = Consent(self.world.now() + CODE_SECONDS, challenge)
        state = {"state": query["state"]} if "state" in query else {}
        return f"{self.callback_url}?{urlencode({'code': code, 'oa_id': OA_ID, **state})}"

    def tokens(self, form: Mapping[str, str], secret: str) -> dict[str, Any]:
        """Answer a call for tokens."""
        if secret != APP_SECRET or form.get("app_id") != APP_ID:
            return _refusal(-14004, "Invalid secret key", "Invalid secret key")
        if form.get("grant_type") == "authorization_code":
            return self._of_code(form)
        tokens, given = self.world.tokens, form.get("refresh_token", "")
        if not given or given != tokens.refresh or self.world.now() >= tokens.refresh_until:
            return _refusal(-14014, "Invalid refresh token", "used or expired")
        tokens.used.append(given)
        return tokens.issue(self.world.now())

    def _of_code(self, form: Mapping[str, str]) -> dict[str, Any]:
        consent = self._codes.pop(form.get("code", ""), None)  # for one use, whatever becomes of it
        if consent is None or consent.until <= self.world.now():
            return _refusal(-14010, "Invalid code", "used or expired")
        if consent.challenge is not None:
            verifier = form.get("code_verifier", "")
            if not verifier:
                return _refusal(-14011, "Invalid code verifier", "code_verifier is required")
            digest = hashlib.sha256(verifier.encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != consent.challenge:
                return _refusal(-14011, "Invalid code verifier", "code_verifier does not match code_challenge")
        return self.world.tokens.issue(self.world.now())


def _refusal(code: int, name: str, reason: str) -> dict[str, Any]:
    return {"error": code, "error_name": name, "error_reason": reason, "error_description": name}
