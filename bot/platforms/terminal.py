"""The terminal: a line is a message, a number answers the menu; the same inbox, turn and outbox as anywhere."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from bot.conversation.messages import Inbound, Kind, PlatformName, is_payload
from bot.platforms.contract import Limits, RawRequest, Receipt, RequestRefused
from bot.platforms.text import storable

if TYPE_CHECKING:
    from bot.conversation.messages import Outgoing

USER_HEADER = "user"
EVENT_HEADER = "event"


class TerminalPlatform:
    """The terminal behind the platform contract.

    A request is one line: plain text, or a JSON object with ``text``, or ``payload`` of a choice to press. The
    headers name the person (``user``) and, where a line may come twice, the event (``event``).
    """

    name = PlatformName.TERMINAL
    limits = Limits(text=100_000, choices=0, choice_label=500)

    def receive(self, request: RawRequest) -> list[Inbound]:
        """Parse a line.

        Raises:
            RequestRefused: nobody is named, or the line is no UTF-8.
        """
        user = request.headers.get(USER_HEADER)
        if not user:
            raise RequestRefused(401, "no user is named")
        try:
            line = request.body.decode().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise RequestRefused(400, "the line is no UTF-8") from error
        event = request.headers.get(EVENT_HEADER) or uuid.uuid4().hex
        text, payload = _content(line)
        if payload is not None:
            return [Inbound(self.name, event, user, user, Kind.CHOICE, payload=payload)]
        if text is None or not text.strip():
            return []
        return [Inbound(self.name, event, user, user, Kind.TEXT, text=storable(text))]

    async def send(self, message: Outgoing) -> Receipt:
        """Stored is sent: the command reads the outbox itself."""
        return Receipt(str(message.id))


def _content(line: str) -> tuple[str | None, str | None]:
    """Return the text or the payload of a line."""
    if line.startswith("{"):
        try:
            data = json.loads(line)
        except ValueError:
            return line, None
        if isinstance(data, dict):
            payload, text = data.get("payload"), data.get("text")
            if isinstance(payload, str) and is_payload(payload):
                return None, payload
            if isinstance(text, str):
                return text, None
    return line, None
