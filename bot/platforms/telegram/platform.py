"""Telegram behind the contract of all platforms."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Self, override

from telegram import ReplyParameters
from telegram.constants import ChatAction

from bot.certificates import trusted
from bot.conversation.messages import Kind, PlatformName
from bot.platforms.contract import (
    BadCredentials,
    MessageRefused,
    OutcomeUnknown,
    PartlySent,
    Platform,
    PlatformError,
    PlatformUnavailable,
    RawRequest,
    Receipt,
    RequestRefused,
)
from bot.platforms.telegram.polling import poll
from bot.platforms.telegram.redaction import hide_tokens_in_logs
from bot.platforms.telegram.rendering import LIMITS, NO_PREVIEW, Part, pressed_keyboard, render
from bot.platforms.telegram.transport import ANSWER_SECONDS, CALL_FAILURES, BotApi, Refused, Transport, platform_error
from bot.platforms.telegram.updates import ALLOWED_UPDATES, Me, Press, read_press, read_update

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType

    from telegram import Message

    from bot.conversation.messages import Inbound, Outgoing, Picture
    from bot.platforms.contract import Limits, Pictures

API_URL = "https://api.telegram.org"
WEBHOOK_PATH = "/webhooks/telegram"
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
"""Carries the secret given to ``setWebhook`` (Bot API 6.1)."""

_POLL_SECONDS = 25
_COURTESY_PAUSE = 5.0
_PRESSES_KEPT = 10_000
_PICTURES_KEPT = 100

log = logging.getLogger(__name__)


class TelegramPlatform(Platform):
    """Receives updates (webhook or long polling) and sends replies.

    Use as ``async with``, or call ``start`` and ``close``. Keeps nothing but, for the moment between ``receive`` and
    ``acknowledge``, how to answer pressed buttons: Telegram forgets those queries within seconds anyway.

    Args:
        token: of the bot, as BotFather gave it.
        api_url: root of the Bot API server, without ``/bot…``.
        secret: what webhook calls must carry (1-256 of ``A-Za-z0-9_-``); by default derived from the token, so that
            all processes agree on it.
        limits: other rates than Telegram's, for a server that has other ones.
        answer_seconds: how long a call waits for its answer.
        courtesy_pause: seconds without "typing…" and the like after Telegram could not be reached for one.
        pictures: the stored pictures; without them none are shown.

    Attributes:
        problem: why updates can't be fetched at the moment, for ``/readyz``; None while all is well.
    """

    name = PlatformName.TELEGRAM
    limits: Limits

    def __init__(
        self,
        token: str,
        *,
        api_url: str = API_URL,
        secret: str | None = None,
        limits: Limits = LIMITS,
        answer_seconds: float = ANSWER_SECONDS,
        courtesy_pause: float = _COURTESY_PAUSE,
        pictures: Pictures | None = None,
    ) -> None:
        hide_tokens_in_logs()
        bot_id, _, rest = token.partition(":")
        if not bot_id.isdecimal() or not rest:
            raise ValueError("a Telegram token looks like 123456789:ABC…")
        self.limits = limits
        self.problem: str | None = None
        self._between_parts = 1.0 / limits.per_chat_per_second if limits.per_chat_per_second else 0.0
        self._secret = secret or webhook_secret(token)
        self._me = Me(int(bot_id))
        tls = trusted()
        self._transports = (
            Transport(tls, connections=1, answer_seconds=answer_seconds),
            Transport(tls, answer_seconds=answer_seconds),
        )
        self._bot = BotApi(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            get_updates_request=self._transports[0],
            request=self._transports[1],
        )
        self._courtesy_pause = courtesy_pause
        self._away_until = 0.0
        self._pictures = pictures
        self._uploaded: OrderedDict[str, str] = OrderedDict()
        self._presses: OrderedDict[str, Press] = OrderedDict()

    @property
    def bot_id(self) -> int:
        """The bot's user id: the first part of its token, and no secret."""
        return self._me.id

    async def start(self) -> None:
        """Learn the bot's own name, by which groups address it. Not reaching Telegram is no reason not to start."""
        try:
            me = await self._bot.get_me()
        except CALL_FAILURES as error:
            log.warning("Telegram does not say who the bot is: %s", platform_error(error))
            return
        self._me = Me(me.id, me.username)

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.gather(*(transport.shutdown() for transport in self._transports))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

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
        """Parse an update that is known to be Telegram's: checked by ``receive``, or fetched from it."""
        inbound = read_update(update, self._me)
        if inbound is None:
            return []
        if inbound.kind is Kind.CHOICE and (press := read_press(update)) is not None:
            self._presses[inbound.event_id] = press
            while len(self._presses) > _PRESSES_KEPT:
                self._presses.popitem(last=False)
        return [inbound]

    async def acknowledge(self, inbound: Inbound) -> None:
        """Show the person at once that the message came in: stop a button's spinner, show "typing…".

        Call it once the update is stored, without waiting for it. A pressed menu of a private chat is replaced by
        the pressed choice with a tick; in a group others may still want to press, so it stays. Never raises: these
        are courtesies, and what fails here is not repeated.
        """
        press = self._presses.pop(inbound.event_id, None)
        if press is not None:
            await self._courtesy(lambda: self._bot.answer_callback_query(press.query))
        await self.typing(inbound.chat)
        if inbound.kind is Kind.CHOICE and inbound.source_message and not _is_group(inbound.chat):
            await self._mark_pressed(inbound.chat, inbound.source_message, press)
        if self._me.username is None and not self._away():
            await self.start()  # Telegram was away when the bot started

    async def typing(self, chat: str) -> None:
        """Show "typing…" in a chat for five seconds or until the next message. Never raises."""
        await self._courtesy(lambda: self._bot.send_chat_action(chat, ChatAction.TYPING))

    async def _courtesy(self, call: Callable[[], Awaitable[object]]) -> None:
        """Make a call that nobody misses, and none for a while after Telegram could not take one.

        Each message brings up to three of them. While Telegram is away they cost more than the answers, which are
        stored all the same.
        """
        if self._away():
            return
        try:
            await self._call(call())
        except (PlatformUnavailable, OutcomeUnknown, BadCredentials) as error:
            self._away_until = time.monotonic() + self._courtesy_pause
            log.warning("no courtesies for a while: %s", error)
        except PlatformError:
            pass  # about this chat alone, or too many for it

    def _away(self) -> bool:
        return time.monotonic() < self._away_until

    async def _mark_pressed(self, chat: str, message: str, press: Press | None) -> None:
        markup = None
        if press is not None and press.label is not None:
            if press.label.startswith("✓"):
                return
            markup = pressed_keyboard(press.label, press.payload)
        await self._courtesy(lambda: self._bot.edit_message_reply_markup(chat, int(message), reply_markup=markup))

    @override
    def is_group(self, chat: str) -> bool:
        return _is_group(chat)

    @override
    async def send(self, message: Outgoing) -> Receipt:
        """Send one reply; a long one goes out as several messages, a second apart.

        When one of the later messages fails, ``PartlySent`` is raised instead of the plain error, so that nobody
        repeats the beginning. ``message.extra["parts_sent"]`` says how many to skip.

        Returns:
            The id of the last message, which carries the buttons.

        Raises:
            PlatformError: one of the typed errors.
        """
        picture = message.reply.picture
        if picture is not None and await self._photo(picture) is None:
            log.warning("a picture is not stored, so a message goes out without", extra={"outbox_id": message.id})
            message = replace(message, reply=replace(message.reply, picture=None))
        parts = render(message.reply, private=not _is_group(message.chat))
        if not parts:
            raise MessageRefused("the reply says nothing")
        done = min(int(message.extra.get("parts_sent", 0)), len(parts) - 1)
        receipt = Receipt(None)
        for index in range(done, len(parts)):
            if index > done:
                await asyncio.sleep(self._between_parts)
            try:
                receipt = await self._send_part(message, parts[index], first=index == 0)
            except PlatformError as error:
                if index == 0 and parts[0].picture is not None and isinstance(error, MessageRefused):
                    log.warning("Telegram took no picture, so a message goes out without: %s", error)
                    return await self.send(replace(message, reply=replace(message.reply, picture=None)))
                if index == 0:
                    raise
                raise PartlySent(index, error) from error
        return replace(receipt, parts=len(parts) - done)

    async def _send_part(self, message: Outgoing, part: Part, *, first: bool) -> Receipt:
        answered = None
        if first and _is_group(message.chat) and (message.in_reply_to or "").isdecimal():
            answered = ReplyParameters(int(message.in_reply_to or ""), allow_sending_without_reply=True)
        chat: str | int = message.chat
        for moved in (False, True):
            try:
                return await self._send_to(chat, part, answered)
            except Refused as error:
                if moved or error.moved_to is None:
                    raise platform_error(error) from None
                chat = error.moved_to  # the group became a supergroup; what was refused goes to its new address
            except CALL_FAILURES as error:
                raise platform_error(error) from None
        raise AssertionError("unreachable")

    async def _send_to(self, chat: str | int, part: Part, answered: ReplyParameters | None) -> Receipt:
        if part.picture is not None:
            sent = await self._bot.send_photo(
                chat,
                await self._photo(part.picture) or "",
                caption=part.text or None,
                caption_entities=part.entities,
                reply_markup=part.markup,
                reply_parameters=answered,
            )
            self._remember(part.picture, sent)
        elif part.file is not None:
            sent = await self._bot.send_document(
                chat, part.file.content, filename=part.file.name, reply_markup=part.markup, reply_parameters=answered
            )
        else:
            sent = await self._bot.send_message(
                chat,
                part.text,
                entities=part.entities,
                reply_markup=part.markup,
                reply_parameters=answered,
                link_preview_options=NO_PREVIEW,
            )
        return Receipt(str(sent.message_id))

    async def _photo(self, picture: Picture) -> str | bytes | None:
        """Return what stands for a picture in a call: Telegram's id of one that it has, else its bytes."""
        known = self._uploaded.get(picture.hash)
        if known is not None or self._pictures is None:
            return known
        return await self._pictures.content(picture)

    def _remember(self, picture: Picture, sent: Message) -> None:
        """Keep Telegram's id of a picture, so that the next thousand people cost no upload."""
        if sent.photo:
            self._uploaded[picture.hash] = sent.photo[-1].file_id
            while len(self._uploaded) > _PICTURES_KEPT:
                self._uploaded.popitem(last=False)

    async def set_webhook(self, public_url: str) -> None:
        """Have updates sent to ``public_url`` + ``/webhooks/telegram``, with the secret that ``receive`` demands.

        Raises:
            PlatformError: Telegram did not take it.
        """
        await self._call(
            self._bot.set_webhook(
                f"{public_url.rstrip('/')}{WEBHOOK_PATH}",
                secret_token=self._secret,
                allowed_updates=ALLOWED_UPDATES,
            )
        )

    async def poll(self, accept: Callable[[Inbound], Awaitable[object]], stop: asyncio.Event) -> None:
        """Fetch updates until ``stop`` is set, a long poll at a time.

        Removes a webhook that is set. One process only may do this at a time: the caller holds a lock (a PostgreSQL
        advisory lock on a connection of its own) around the call, and sets ``stop`` when the lock is lost.

        Args:
            accept: stores an update and returns once it is durable; only then is it acknowledged to Telegram, so a
                crash repeats updates and loses none. While it raises, the same update is tried again.
            stop: ends polling.
        """
        await poll(self, self._bot, accept, stop, seconds=_POLL_SECONDS)

    async def _call[T](self, call: Awaitable[T]) -> T:
        try:
            return await call
        except CALL_FAILURES as error:
            raise platform_error(error) from None


def webhook_secret(token: str) -> str:
    """Return the secret of webhook calls that goes with ``token``: 64 hexadecimal digits, the same everywhere."""
    return hmac.digest(token.encode(), b"motcua telegram webhook", hashlib.sha256).hex()


def _is_group(chat: str) -> bool:
    """Whether an address is a group's: Telegram's groups have negative ids."""
    return chat.startswith("-")
