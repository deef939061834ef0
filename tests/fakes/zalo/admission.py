"""Whether a call of the OA API is let in: its token, the proof of the app's secret, and the calls of the minute."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from tests.fakes.zalo.world import APP_SECRET, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fakes.zalo.world import World

CALLS_A_MINUTE = 4000


class Admission:
    """Checks each call before anything else.

    Attributes:
        calls_a_minute: of the app; the counter begins anew with each minute.
        demands_proof: the console's switch that wants ``appsecret_proof`` with each call.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls_a_minute = CALLS_A_MINUTE
        self.demands_proof = False
        self._minute = 0
        self._calls = 0

    def headers(self) -> dict[str, str]:
        """Count a call, and return what its answer says of the minute."""
        minute = int(self.world.now() // 60)
        self._minute, self._calls = minute, self._calls + 1 if minute == self._minute else 1
        left = max(0, self.calls_a_minute - self._calls)
        return {"X-RateLimit-Limit": str(self.calls_a_minute), "X-RateLimit-Remain": str(left)}

    def check(self, headers: Mapping[str, str], *, zbs: bool) -> None:
        """Let a call in, whose minute was counted.

        Raises:
            Refusal: it is not; ZBS has codes of its own.
        """
        if self._calls > self.calls_a_minute:
            raise Refusal(-32, "App or OA reached limit call api")
        tokens, token = self.world.tokens, headers.get("access_token", "")
        if not token or token != tokens.access:
            raise Refusal(-124 if zbs else -216, "Access token is invalid")
        if self.world.now() >= tokens.access_until:
            raise Refusal(-124 if zbs else -220, "access_token is expired or removed")
        if self.demands_proof and not _is_proof(headers.get("appsecret_proof", ""), token):
            raise Refusal(-1241 if zbs else -242, "appsecret_proof provided is invalid")


def _is_proof(given: str, token: str) -> bool:
    """Compare with what the SDKs send: hexadecimal HMAC-SHA256 of the access token, under the app's secret."""
    return given == hmac.new(APP_SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
