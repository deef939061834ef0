"""How messages come in from a platform, for loads that are the same on each: who writes, and how it is posted."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tests import updates
from tests.fakes.zalo.webhooks import encode, sign
from tests.fakes.zalo.world import APP_ID, OA_ID

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

Update = dict[str, Any]
"""A webhook call's body."""

ZALO_WEBHOOK = "/webhooks/zalo/oa"

_moments = itertools.count(int(time.time() * 1000) - 3_600_000)
"""Zalo orders events by their milliseconds: each gets one of its own, of the last hour."""


class Writer(Protocol):
    """A person whose updates a test posts itself."""

    def text(self, text: str) -> Update:
        """An update with a text."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A platform's way in.

    Attributes:
        number: of an update, by which the inbox orders it; no two have the same.
        post: posts an update to a bot as the platform does; gives the status.
    """

    number: Callable[[Update], int]
    post: Callable[[httpx.AsyncClient, str, Update], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class ZaloWriter:
    """Somebody who writes to the Official Account; ``id`` is Zalo's."""

    id: str

    def text(self, text: str) -> Update:
        """An event with a text."""
        moment = str(next(_moments))
        return {
            "app_id": APP_ID,
            "sender": {"id": self.id},
            "recipient": {"id": OA_ID},
            "user_id_by_app": f"9{self.id}",
            "event_name": "user_send_text",
            "message": {"text": text, "msg_id": f"load-{moment}"},
            "timestamp": moment,
        }


async def _post_to_zalo_webhook(client: httpx.AsyncClient, url: str, update: Update) -> int:
    body = encode(update)
    response = await client.post(f"{url}{ZALO_WEBHOOK}", content=body, headers=sign(body, update["timestamp"]))
    return response.status_code


TELEGRAM = Wire(lambda update: update["update_id"], updates.post)
ZALO_OA = Wire(lambda update: int(update["timestamp"]), _post_to_zalo_webhook)
