"""The Bot API as documented and measured: one update a poll, no acknowledgement, 408 where nothing comes."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.fakes.zalo.oa import TEXT_UNITS, units
from tests.fakes.zalo.world import BOT_TOKEN, Seen, World

if TYPE_CHECKING:
    from collections.abc import Callable


MESSAGES_A_MONTH = 3000


def _is_public(url: str) -> bool:
    """Whether Zalo would call an address: https, and neither this machine nor a private one."""
    address = urlsplit(url)
    host = address.hostname or ""
    try:
        return address.scheme == "https" and ipaddress.ip_address(host).is_global
    except ValueError:
        return address.scheme == "https" and "." in host


class BotRefusal(Exception):
    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class BotApi:
    """Methods by name; each takes the body and returns ``result``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.webhook_url = ""
        self.webhook_secret = ""
        self.redeliver = True
        """Whether a consumed update returns on the next poll."""
        self.longest_poll = 0.3
        self.messages_left = MESSAGES_A_MONTH
        """Of the month; the free plan has no more."""
        self.polls = 0
        self.stopping = False
        self._returned = False
        self.methods: dict[str, Callable[[dict[str, Any]], Any]] = {
            "getMe": lambda _body: {"id": BOT_TOKEN.partition(":")[0], "account_name": "Bot Một Cửa"},
            "sendMessage": self.send_message,
            "sendPhoto": self.send_photo,
            "sendChatAction": self.send_chat_action,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.webhook_info,
        }

    async def get_updates(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.webhook_url:
            raise BotRefusal(400, "Bad request: a webhook is set")
        self.polls += 1
        seconds = min(float(str(body.get("timeout", "0"))), self.longest_poll)
        end = asyncio.get_running_loop().time() + seconds
        while True:
            with self.world.lock:
                if self.world.updates:
                    self.world.last_update = self.world.updates.pop(0)
                    self._returned = False
                    return self.world.last_update
                if self.redeliver and self.world.last_update is not None and not self._returned:
                    self._returned = True
                    return self.world.last_update
            if self.stopping or asyncio.get_running_loop().time() >= end:
                raise BotRefusal(408, "Request timeout")
            await asyncio.sleep(0.01)

    def send_message(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body)
        text = body.get("text")
        if not isinstance(text, str) or not text.strip() or units(text) > TEXT_UNITS:
            raise BotRefusal(400, "Bad request: text is invalid")
        return self._show(person, Seen(self.world.new_id("b"), text, from_office=True))

    def send_photo(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body)
        photo, caption = body.get("photo"), body.get("caption", "")
        if not isinstance(photo, str) or not photo.startswith("https://") or not self.world.pictures_work:
            raise BotRefusal(400, "Bad request: photo is invalid")
        if not isinstance(caption, str) or units(caption) > TEXT_UNITS:
            raise BotRefusal(400, "Bad request: caption is invalid")
        return self._show(person, Seen(self.world.new_id("b"), caption, from_office=True, picture=photo))

    def _show(self, person: Any, seen: Seen) -> dict[str, Any]:
        if self.messages_left <= 0:
            raise BotRefusal(429, "Quota exceeded")
        self.messages_left -= 1
        with self.world.lock:
            person.messages.append(seen)
            self.world.statistics.sent += 1
        return {"message_id": seen.id, "date": self.world.milliseconds()}

    def send_chat_action(self, body: dict[str, Any]) -> dict[str, Any]:
        self._person(body)
        return {}

    def set_webhook(self, body: dict[str, Any]) -> dict[str, Any]:
        url, secret = body.get("url"), body.get("secret_token")
        if not isinstance(url, str) or not url or not isinstance(secret, str) or not 8 <= len(secret) <= 256:
            raise BotRefusal(400, "Bad request: url and secret_token are required")
        if not _is_public(url):
            raise BotRefusal(400, "Bad request: url must be a public https address")
        self.webhook_url, self.webhook_secret = url, secret
        return {"url": url, "updated_at": self.world.milliseconds()}

    def delete_webhook(self, _body: dict[str, Any]) -> dict[str, Any]:
        if not self.webhook_url:
            raise BotRefusal(404, "Not found")
        self.webhook_url = self.webhook_secret = ""
        return {"url": "", "updated_at": self.world.milliseconds()}

    def webhook_info(self, _body: dict[str, Any]) -> dict[str, Any]:
        if not self.webhook_url:
            raise BotRefusal(404, "Not found")
        return {"url": self.webhook_url, "updated_at": self.world.milliseconds()}

    def _person(self, body: dict[str, Any]) -> Any:
        person = self.world.people.get(str(body.get("chat_id")))
        if person is None:
            raise BotRefusal(400, "Bad request: chat_id is invalid")
        return person
