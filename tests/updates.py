"""Telegram updates as they arrive at the webhook, for tests that look at inbox and outbox only."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.platforms.telegram import WEBHOOK_PATH, webhook_secret
from bot.platforms.telegram.platform import SECRET_HEADER

if TYPE_CHECKING:
    import httpx

TOKEN = "123456789:only-for-tests-AAAAAAAAAAAAAAAAAAAAA"
HEADERS = {SECRET_HEADER: webhook_secret(TOKEN), "content-type": "application/json"}

_people = itertools.count(5_000_001)
_updates = itertools.count(1)


def telegram_env(api_url: str) -> dict[str, str]:
    """Settings by which a bot process speaks Telegram with ``api_url`` and takes webhooks."""
    return {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api_url, "PUBLIC_URL": "https://bot.example"}


@dataclass
class Sender:
    """A person whose updates a test posts itself.

    Attributes:
        id: Telegram's id of the person and of the private chat.
    """

    id: int = field(default_factory=lambda: next(_people))

    def text(self, text: str, update_id: int | None = None) -> dict[str, Any]:
        """An update with a text."""
        number = update_id if update_id is not None else next(_updates)
        person = {"id": self.id, "is_bot": False, "first_name": "Demo", "language_code": "vi"}
        message = {
            "message_id": number,
            "date": 1629600000,
            "from": person,
            "chat": {"id": self.id, "type": "private", "first_name": "Demo"},
            "text": text,
        }
        return {"update_id": number, "message": message}

    def press(self, payload: str) -> dict[str, Any]:
        """An update with a pressed choice."""
        number = next(_updates)
        person = {"id": self.id, "is_bot": False, "first_name": "Demo", "language_code": "vi"}
        chat = {"id": self.id, "type": "private", "first_name": "Demo"}
        query = {
            "id": str(number),
            "from": person,
            "chat_instance": "1",
            "data": payload,
            "message": {"message_id": 1, "date": 1629600000, "chat": chat, "text": "…"},
        }
        return {"update_id": number, "callback_query": query}


async def post(client: httpx.AsyncClient, url: str, update: dict[str, Any]) -> int:
    """Post an update as Telegram does; returns the status."""
    response = await client.post(f"{url}{WEBHOOK_PATH}", json=update, headers=HEADERS)
    return response.status_code
