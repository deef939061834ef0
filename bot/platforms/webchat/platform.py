"""The web chat as a platform: checks a request of the page and parses it; sending is storing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Inbound, Kind, PlatformName, is_payload
from bot.platforms.contract import Limits, RawRequest, Receipt, RequestRefused
from bot.platforms.text import storable
from bot.platforms.webchat.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.messages import Outgoing
    from bot.platforms.webchat.config import WebChatConfig

MAX_TEXT_BYTES = 8 * 1024
"""Longest text in UTF-8. What is too long for an answer, but not for this, the conversation answers itself."""

MAX_BODY_BYTES = 64 * 1024
"""Longest body: JSON may write one byte of text in six (``\\u0001``)."""

_MESSAGE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{0,64}", re.ASCII)
_MAX_INTEGER = 2**53
_SITES_OF_OURS = frozenset({"same-origin", "none"})


class WebPlatform:
    """The web chat behind the platform contract. Its limits are what a page can hold, far above what is said."""

    name = PlatformName.WEB
    limits = Limits(text=20_000, choices=200, choice_label=1_000)

    def __init__(self, config: WebChatConfig) -> None:
        self.sessions = Sessions(config)
        self._public_origin = config.public_origin

    def receive(self, request: RawRequest) -> list[Inbound]:
        """Parse what the page posted: ``{id, text}``, ``{id, payload, under}`` or ``{id, start}``.

        ``order`` may stand in each: the page's own order of messages, growing.

        Raises:
            RequestRefused: no session (401), another site's page (403), no JSON (415), too long (413), not
                readable (400).
        """
        chat, body = self.read_post(request)
        message_id = body.get("id")
        if not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id):
            raise RequestRefused(400, "id is no UUID in lower case")
        fields = _content(body)
        return [
            Inbound(
                platform=self.name,
                event_id=message_id,
                sender=chat,
                chat=chat,
                sequence=whole_number(body, "order"),
                network=self.sessions.network_of(request.address),
                **fields,
            )
        ]

    async def send(self, message: Outgoing) -> Receipt:
        """Do nothing: the page fetches what is stored, and its acknowledgement is the delivery."""
        return Receipt(message_id=str(message.id))

    def read_post(self, request: RawRequest) -> tuple[str, dict[str, Any]]:
        """Return the chat and the JSON object that a page of ours posted.

        Raises:
            RequestRefused: as in ``receive``.
        """
        chat = self.read_chat(request.headers)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            # A form of another site cannot send this type without asking first (Fetch, CORS preflight).
            raise RequestRefused(415, "the content type is not application/json")
        if len(request.body) > MAX_BODY_BYTES:
            raise RequestRefused(413, f"body of {len(request.body)} bytes")
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise RequestRefused(400, "the body is no JSON") from error
        if not isinstance(body, dict):
            raise RequestRefused(400, "the body is no JSON object")
        return chat, body

    def read_chat(self, headers: Mapping[str, str]) -> str:
        """Return the chat whose session a request of our own page carries.

        Raises:
            RequestRefused: another site's page asks (403), or there is no session (401).
        """
        self._refuse_other_sites(headers)
        session = self.sessions.read(headers)
        if session is None:
            raise RequestRefused(401, "no session cookie")
        return self.sessions.chat_of(session)

    def _refuse_other_sites(self, headers: Mapping[str, str]) -> None:
        site = headers.get("sec-fetch-site")
        if site is not None and site not in _SITES_OF_OURS:
            raise RequestRefused(403, f"Sec-Fetch-Site is {site!r}")
        origin = headers.get("origin")
        if origin is None or site is not None:
            return
        host = headers.get("host", "")
        if origin.lower() not in {self._public_origin, f"http://{host}".lower(), f"https://{host}".lower()}:
            raise RequestRefused(403, f"Origin is {origin!r}")


def whole_number(body: Mapping[str, Any], name: str) -> int:
    """Return the whole number ``name`` of ``body``, 0 where it is missing.

    Raises:
        RequestRefused: it is something else, negative, or more than a browser counts exactly (400).
    """
    value = body.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MAX_INTEGER:
        raise RequestRefused(400, f"{name} is no whole number")
    return value


def _content(body: Mapping[str, Any]) -> dict[str, Any]:
    match body:
        case {"text": str(text)}:
            clean = storable(text)
            if len(clean.encode()) > MAX_TEXT_BYTES:
                raise RequestRefused(413, "the text is too long")
            if not clean.strip():
                raise RequestRefused(400, "the text is empty")
            return {"kind": Kind.TEXT, "text": clean}
        case {"payload": str(payload)}:
            if not is_payload(payload):
                raise RequestRefused(400, "not a payload")
            under = whole_number(body, "under")
            return {"kind": Kind.CHOICE, "payload": payload, "source_message": str(under) if under else None}
        case {"start": str(parameter)}:
            if not _START_PARAMETER.fullmatch(parameter):
                raise RequestRefused(400, "not a start parameter")
            return {"kind": Kind.START, "text": parameter or None}
    raise RequestRefused(400, "neither text nor payload nor start")
