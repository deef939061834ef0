"""Zalo's Official Account behind the contract of all platforms."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, override

from bot.conversation.messages import PlatformName
from bot.platforms.contract import (
    AccountRestricted,
    BadCredentials,
    MessageRefused,
    PartlySent,
    Platform,
    PlatformError,
    RawRequest,
    Receipt,
    RequestRefused,
    WindowClosed,
)
from bot.platforms.fields import identifier, mapping, moment_ms
from bot.platforms.notices import PermissionRevoked
from bot.platforms.zalo_oa.codes import AGAIN_SECONDS, RejectedOnce, TokenRefused, Unpaid
from bot.platforms.zalo_oa.events import is_sample, read_event
from bot.platforms.zalo_oa.rendering import LIMITS, Buttons, render
from bot.platforms.zalo_oa.signature import HEADER, is_signed, looks_signed
from bot.platforms.zalo_oa.templates import Template, send_template
from bot.platforms.zalo_oa.tokens import LOGIN
from bot.platforms.zalo_oa.window import Way, decide

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.conversation.messages import Inbound, Outgoing, Picture
    from bot.platforms.contract import Limits, Pictures
    from bot.platforms.notices import Notice
    from bot.platforms.zalo_oa.options import Options, ReplyWindows
    from bot.platforms.zalo_oa.rendering import Part
    from bot.platforms.zalo_oa.tokens import TokenKeeper
    from bot.platforms.zalo_oa.transport import Transport

WEBHOOK_PATH = "/webhooks/zalo/oa"

ACCEPTED_AGE = timedelta(hours=24)
"""Zalo repeats a call for up to two hours; what is older than a day is somebody's recording. Within it the event's own
id stops a replay."""

_CS = "/v3.0/oa/message/cs"
_UPLOAD_FILE = "/v2.0/oa/upload/file"
_UPLOAD_IMAGE = "/v2.0/oa/upload/image"
_UPLOADS_KEPT = timedelta(days=6)
"""Zalo forgets an upload after about seven days."""

log = logging.getLogger(__name__)


class ZaloOaPlatform(Platform):
    """Receives webhook events and sends replies.

    Args:
        options: how the account is used.
        transport: calls the OA API.
        tokens: gives access tokens.
        windows: tells how long ago a person wrote.
        on_notice: is told what comes in besides messages; must not block.
        limits: other rates than the default ones.
        now: the real clock.
        pictures: the stored pictures; without them none are shown.
    """

    name = PlatformName.ZALO_OA
    limits: Limits

    def __init__(
        self,
        options: Options,
        transport: Transport,
        tokens: TokenKeeper,
        windows: ReplyWindows,
        *,
        on_notice: Callable[[Notice], None] = lambda _notice: None,
        limits: Limits = LIMITS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pictures: Pictures | None = None,
    ) -> None:
        self._pictures = pictures
        self._uploaded: dict[str, tuple[str, datetime]] = {}
        self.limits = replace(limits, choices=0) if options.buttons is Buttons.OFF else limits
        self.tokens = tokens
        self._options = options
        self._transport = transport
        self._windows = windows
        self._on_notice = on_notice
        self._now = now
        self._outside: str | None = None

    @property
    def problem(self) -> str | None:
        """What an operator should know, for ``/readyz``: of the tokens, or why nothing goes outside the free window."""
        return self.tokens.warning or self._outside

    # ── coming in ────────────────────────────────────────────────────────────────────────────────────────────────

    @override
    def check_caller(self, headers: Mapping[str, str]) -> None:
        # Whether it is the right one is known with the body only, which it signs.
        if not _signature(headers):
            raise RequestRefused(401, "no signature")

    @override
    def receive(self, request: RawRequest) -> list[Inbound]:
        event = self._verified(request)
        if is_sample(event):
            log.info("Zalo's console tried the webhook")
            return []
        found = read_event(event, self._options.oa_id, self._options.phone_field)
        if not found.known:
            log.warning("An event of Zalo that is not known here", extra={"event": found.name})
        for notice in found.notices:
            if isinstance(notice, PermissionRevoked):
                self.tokens.revoked()
            self._on_notice(notice)
        return [found.inbound] if found.inbound is not None else []

    def _verified(self, request: RawRequest) -> Mapping[str, Any]:
        self.check_caller(request.headers)
        given = _signature(request.headers)
        try:
            event = mapping(json.loads(request.body))
        except (ValueError, RecursionError):
            raise RequestRefused(400, "not JSON") from None
        stamp = event.get("timestamp")
        stamp = stamp if isinstance(stamp, str) else str(moment_ms(stamp) or "")
        app_id = identifier(event.get("app_id")) or ""
        # The console's sample is signed for whatever app id and moment it carries, and does nothing.
        signer = app_id if is_sample(event) else self._options.app_id
        if not is_signed(given, signer, request.body, stamp, self._options.secret_key):
            raise RequestRefused(401, "the signature is not Zalo's")
        if is_sample(event):
            return event
        if app_id != signer:
            raise RequestRefused(401, "an event of another app")
        sent_at = moment_ms(stamp)
        if sent_at is None or abs(self._now().timestamp() - sent_at / 1000) > ACCEPTED_AGE.total_seconds():
            raise RequestRefused(401, "the event is older than a day, or of the future")
        return event

    # ── going out ────────────────────────────────────────────────────────────────────────────────────────────────

    @override
    async def send(self, message: Outgoing) -> Receipt:
        """Send one reply; a long one goes out as several messages.

        Outside the reply window it goes as the configured template, or as one that a caller gives
        (``extra["template"]`` with ``id``, ``data`` and perhaps ``phone``; nobody in the product does); else
        ``WindowClosed`` is raised and nothing was tried.

        Raises:
            PlatformError: one of the typed errors; ``PartlySent`` after the first of several messages.
        """
        picture = message.reply.picture
        address = self._pictures.address(picture) if picture is not None and self._pictures is not None else None
        parts = render(message.reply, self._options.buttons, self._options.counts, picture_address=address)
        if not parts:
            raise MessageRefused("the reply says nothing")
        template = self._template(message)
        way = decide(
            await self._windows.last_interaction(message.chat),
            self._now(),
            pays=self._options.pays,
            has_template=template is not None,
            answers=not message.extra.get("unasked", False),
        )
        if way is Way.MESSAGE:
            return await self._send_parts(message, parts)
        if way is Way.TEMPLATE and template is not None:
            return await self._send_template(template)
        raise WindowClosed("the person has not written for too long, and no template is set for this")

    def _template(self, message: Outgoing) -> Template | None:
        given = mapping(message.extra.get("template"))
        if given:
            return Template.of(given, message, self._options.zbs_url)
        if self._options.template is None:
            return None
        data = {self._options.template_field: " ".join(message.reply.text.split())}
        return Template.of({"id": self._options.template, "data": data}, message, self._options.zbs_url)

    async def _send_template(self, template: Template) -> Receipt:
        """Send a template. What Zalo has against templates (quota, approval, money) concerns this message only."""
        try:
            receipt = await self._with_token(lambda token: send_template(self._transport, template, token))
        except AccountRestricted as error:
            self._outside = str(error)
            raise WindowClosed(str(error), retry_after=AGAIN_SECONDS) from None
        except Unpaid as error:
            self._outside = str(error)
            raise
        self._outside = None
        return receipt

    async def _send_parts(self, message: Outgoing, parts: list[Part]) -> Receipt:
        done = min(int(message.extra.get("parts_sent", 0)), len(parts) - 1)
        receipt = Receipt(None)
        for index in range(done, len(parts)):
            try:
                receipt = await self._send_part(message.chat, parts[index])
            except PlatformError as error:
                if index == 0:
                    raise
                raise PartlySent(index, error) from error
        return Receipt(receipt.message_id, len(parts) - done)

    async def _send_part(self, chat: str, part: Part) -> Receipt:
        """Send one message; buttons, a picture or a file that Zalo does not take are said in words."""
        try:
            return await self._post(chat, await self._content(part))
        except MessageRefused as error:
            in_words = part.in_words(self._options.counts)
            if part.picture is not None:
                self._uploaded.pop(part.picture.hash, None)
            elif not in_words:
                raise
            log.warning("Zalo did not take a message as it was, so it is written out: %s", error)
        receipt = Receipt(None)
        for words in in_words:
            receipt = await self._post(chat, words.message())
        return receipt

    async def _content(self, part: Part) -> Mapping[str, Any]:
        """Return the ``message`` object; a file or a picture is uploaded for it first."""
        if part.picture is not None:
            return part.with_picture(await self._attachment(part.picture))
        file = part.file
        if file is None:
            return part.message(self._options.contact_image)
        data = await self._upload(_UPLOAD_FILE, file.name, file.content)
        return {"attachment": {"type": "file", "payload": {"token": identifier(data.get("token"))}}}

    async def _attachment(self, picture: Picture) -> str | None:
        """Return Zalo's id of a picture; it is uploaded once a week, and not for each person."""
        known = self._uploaded.get(picture.hash)
        if known is not None and self._now() < known[1]:
            return known[0]
        content = await self._pictures.content(picture) if self._pictures is not None else None
        if content is None:
            raise MessageRefused("the picture is not stored")
        data = await self._upload(_UPLOAD_IMAGE, picture.name, content)
        made = identifier(data.get("attachment_id"))
        if made is not None:
            self._uploaded = {digest: kept for digest, kept in self._uploaded.items() if self._now() < kept[1]}
            self._uploaded[picture.hash] = (made, self._now() + _UPLOADS_KEPT)
        return made

    async def _upload(self, path: str, name: str, content: bytes) -> Mapping[str, Any]:
        try:
            return await self._with_token(lambda token: self._transport.upload(path, name, content, token))
        except AccountRestricted as error:
            # Uploads have a quota and a permission of their own: no reason to stop everything that needs none.
            raise MessageRefused(str(error)) from None

    async def _post(self, chat: str, content: Mapping[str, Any]) -> Receipt:
        body = {"recipient": {"user_id": chat}, "message": content}

        async def post(token: str) -> Receipt:
            data = await self._transport.post(_CS, body, token)
            return Receipt(identifier(data.get("message_id")))

        try:
            return await self._with_token(post)
        except RejectedOnce:
            pass
        try:
            return await self._with_token(post)
        except RejectedOnce as error:
            raise MessageRefused(str(error)) from None

    async def _with_token[T](self, call: Callable[[str], Awaitable[T]]) -> T:
        """Make a call; when Zalo takes the token no more, with a new one, once."""
        token = await self.tokens.access()
        try:
            return await call(token)
        except TokenRefused:
            token = await self.tokens.renew(token)
        try:
            return await call(token)
        except TokenRefused as error:
            raise BadCredentials(f"{error}, although it is new: {LOGIN}") from None

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()


def _signature(headers: Mapping[str, str]) -> str:
    """Return the signature that a call carries; empty where it has none, or what can be none."""
    given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    return given if looks_signed(given) else ""
