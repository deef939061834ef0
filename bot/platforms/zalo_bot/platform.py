"""Zalo Bot Platform behind the contract of all platforms: texts of 2,000 characters, and no buttons."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, override

from bot.conversation.messages import Link, PlatformName
from bot.platforms.contract import (
    Limits,
    MessageRefused,
    PartlySent,
    Platform,
    PlatformError,
    RawRequest,
    Receipt,
    RequestRefused,
)
from bot.platforms.fields import identifier, mapping
from bot.platforms.rendering import plain_text
from bot.platforms.text import presentable, split_text, utf16_length
from bot.platforms.zalo_bot.polling import PAUSE, poll
from bot.platforms.zalo_bot.transport import BotApi
from bot.platforms.zalo_bot.updates import read_update
from bot.platforms.zalo_oa.transport import NOT_HANDLED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.conversation.messages import Inbound, Outgoing, Reply
    from bot.platforms.contract import Pictures

API_URL = "https://bot-api.zaloplatforms.com"
WEBHOOK_PATH = "/webhooks/zalo/bot"
SECRET_HEADER = "x-bot-api-secret-token"  # noqa: S105 - the header's name
LIMITS = Limits(text=2000, choices=0, choice_label=0, per_second=5.0, burst=5, per_chat_per_second=1.0)
"""Zalo publishes no rate for bots; the free plan has 50 people and 3,000 messages a month."""

ASK_PHONE = "Anh/chị gõ số điện thoại vào đây giúp."

_PICTURE = "Hình kèm theo"

log = logging.getLogger(__name__)

_ANSWER_SECONDS = 15.0
_POLL_SECONDS = 30


class ZaloBotPlatform(Platform):
    """Receives updates (webhook or polling) and sends replies as numbered texts.

    Args:
        token: of the bot, as Zalo Bot Manager gave it; ``12345689:abc-xyz``.
        api_url: root of the Bot API server, without ``/bot…``.
        secret: what webhook calls must carry, 8-256 characters; by default derived from the token.
        answer_seconds: how long a call waits for its answer.
        poll_pause: seconds between two polls, at least.
        not_handled: HTTP statuses by which a call was surely not handled.
        pictures: the stored pictures, which Zalo fetches from our public address; without one none are shown.

    Attributes:
        problem: why updates can't be fetched at the moment, for ``/readyz``; None while all is well.
    """

    name = PlatformName.ZALO_BOT
    limits: Limits

    def __init__(
        self,
        token: str,
        *,
        api_url: str = API_URL,
        secret: str | None = None,
        limits: Limits = LIMITS,
        answer_seconds: float = _ANSWER_SECONDS,
        poll_pause: float = PAUSE,
        not_handled: frozenset[int] = NOT_HANDLED,
        pictures: Pictures | None = None,
    ) -> None:
        self._pictures = pictures
        bot_id, _, rest = token.partition(":")
        if not bot_id.isdecimal() or not rest:
            raise ValueError("a Zalo bot's token looks like 12345689:abc-xyz")
        self.limits = limits
        self._between_parts = 1.0 / limits.per_chat_per_second if limits.per_chat_per_second else 0.0
        self.problem: str | None = None
        self.bot_id = bot_id
        self._poll_pause = poll_pause
        self._secret = secret or webhook_secret(token)
        self._api = BotApi(token, api_url, answer_seconds=answer_seconds, not_handled=not_handled)

    @override
    def check_caller(self, headers: Mapping[str, str]) -> None:
        given = next((value for name, value in headers.items() if name.lower() == SECRET_HEADER), "")
        if not hmac.compare_digest(given.encode(errors="surrogatepass"), self._secret.encode()):
            raise RequestRefused(401, "the secret token is not ours")

    @override
    def receive(self, request: RawRequest) -> list[Inbound]:
        self.check_caller(request.headers)
        try:
            update = json.loads(request.body)
        except (ValueError, RecursionError):
            raise RequestRefused(400, "not JSON") from None
        return self.read(update)

    def read(self, update: object) -> list[Inbound]:
        """Parse an update that is known to be Zalo's: checked by ``receive``, or fetched from it."""
        inbound = read_update(update)
        return [] if inbound is None else [inbound]

    @override
    async def send(self, message: Outgoing) -> Receipt:
        """Send one reply; a long one goes out as several messages, a picture with the first.

        Raises:
            PlatformError: one of the typed errors; ``PartlySent`` after the first of several messages.
        """
        picture, address = message.reply.picture, None
        if picture is not None and self._pictures is not None:
            address = self._pictures.address(picture)
        bare = replace(message.reply, picture=None)
        if picture is None or address is None:
            return await self._send(replace(message, reply=bare), None)
        if not message.extra.get("parts_sent"):
            try:
                return await self._send(replace(message, reply=bare), address)
            except MessageRefused as error:
                log.warning("Zalo took no picture, so its address is written out: %s", error)
        link = Link(picture.label or _PICTURE, address)
        return await self._send(replace(message, reply=replace(bare, links=(link, *bare.links))), None)

    async def _send(self, message: Outgoing, picture: str | None) -> Receipt:
        texts = render(message.reply)
        if not texts:
            raise MessageRefused("the reply says nothing")
        done = min(int(message.extra.get("parts_sent", 0)), len(texts) - 1)
        receipt = Receipt(None)
        for index in range(done, len(texts)):
            if index > done:
                await asyncio.sleep(self._between_parts)
            try:
                if picture is not None and index == 0:
                    content = {"photo": picture, "caption": texts[0]}
                    sent = await self._api.call("sendPhoto", {"chat_id": message.chat, **content})
                else:
                    sent = await self._api.call("sendMessage", {"chat_id": message.chat, "text": texts[index]})
            except PlatformError as error:
                if index == 0:
                    raise
                raise PartlySent(index, error) from error
            receipt = Receipt(identifier(mapping(sent).get("message_id")), len(texts) - done)
        return receipt

    async def set_webhook(self, public_url: str) -> None:
        """Have updates sent to ``public_url`` + ``/webhooks/zalo/bot``, with the secret that ``receive`` demands.

        Raises:
            PlatformError: Zalo did not take it (it must be a public https address).
        """
        url = f"{public_url.rstrip('/')}{WEBHOOK_PATH}"
        await self._api.call("setWebhook", {"url": url, "secret_token": self._secret})

    async def poll(self, accept: Callable[[Inbound], Awaitable[object]], stop: asyncio.Event) -> None:
        """Fetch updates until ``stop`` is set. One process only may do this at a time; removes a webhook that is set.

        Args:
            accept: stores an update and returns once it is durable; while it raises, the same update is tried again.
            stop: ends polling.
        """
        await poll(self, self._api, accept, stop, seconds=_POLL_SECONDS, pause=self._poll_pause)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()


def render(reply: Reply) -> list[str]:
    """Return the texts that say ``reply``, in order; none where it says nothing.

    A picture stands above the first of them.
    """
    text = presentable(unicodedata.normalize("NFC", plain_text(reply)))
    if reply.request_contact:
        text = f"{text}\n\n{ASK_PHONE}"
    return split_text(text, LIMITS.text, utf16_length)


def webhook_secret(token: str) -> str:
    """Return the secret of webhook calls that goes with ``token``: 64 hexadecimal digits, the same everywhere."""
    return hmac.digest(token.encode(), b"motcua zalo bot webhook", hashlib.sha256).hex()
