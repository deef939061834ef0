"""People with the Zalo app, as a test plays them. What they do reaches the bot as events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.fakes.zalo.world import OA_ID, Seen
from tests.waiting import pause

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.zalo.world import Person, World

_LONGEST = 2000


class Screen:
    """What a person sees."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.person: Person = world.add_person(name)

    @property
    def id(self) -> str:
        return self.person.id

    def messages(self, *, from_office: bool = True) -> list[Seen]:
        """The chat as drawn, oldest first; by default the office's side of it."""
        with self.world.lock:
            return [seen for seen in self.person.messages if seen.from_office or not from_office]

    @property
    def last(self) -> Seen | None:
        return next(reversed(self.messages()), None)

    def wait(self, until: Callable[[], Any], seconds: float = 60.0) -> Any:
        """Wait until something is true and return it, blocking; fails with what the chat looks like."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            if found := until():
                return found
            time.sleep(pause(began))
        shown = "\n".join(f"  {seen.text!r} {seen.labels}" for seen in self.messages(from_office=False))
        raise AssertionError(f"waited {seconds} s in vain; the chat:\n{shown}")

    def _says(self, text: str) -> str:
        message_id = self.world.new_id("u")
        with self.world.lock:
            self.person.messages.append(Seen(message_id, text, from_office=False))
        return message_id


class Follower(Screen):
    """A person who talks with the Official Account."""

    def type(self, text: str) -> list[dict[str, Any]]:
        """Type a text; the app cuts a long one."""
        pieces = [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)]
        return [self._message("user_send_text", {"text": piece}, self._says(piece)) for piece in pieces]

    def press(self, label: str, *, under: Seen | None = None) -> dict[str, Any]:
        """Press a button: the app "sends" its payload; a hidden one leaves no trace in the chat."""
        for seen in [under] if under else reversed(self.messages()):
            if label in seen.payloads:
                return self._message("user_send_text", {"text": seen.payloads[label]}, self.world.new_id("u"))
        raise LookupError(f"no button {label!r}")

    def share_contact(self, phone: str = "84912345678", field: str = "phone") -> dict[str, Any]:
        """Answer a request for contact; ``field`` is where the event holds the phone."""
        if not any(seen.asks_contact for seen in self.messages()):
            raise LookupError("nothing asks for the contact")
        info = {"name": self.person.name, field: phone, "full_address": {"user_city": "Cà Mau"}}
        return self._event("user_submit_info", {"info": info})

    def send_location(self, latitude: float, longitude: float) -> dict[str, Any]:
        coordinates = {"latitude": str(latitude), "longitude": str(longitude)}
        return self._attach("location", {"coordinates": coordinates})

    def send_media(self, kind: str = "sticker", caption: str | None = None) -> dict[str, Any]:
        """Send an image, gif, link, audio, video, sticker, file, business_card."""
        return self._attach(kind, {"url": f"http://f1.zdn.vn/{kind}"}, caption)

    def follow(self) -> dict[str, Any]:
        self.person.follows = True
        self.person.last_interaction = self.world.now()
        return self.world.emit("follow", {"oa_id": OA_ID, "follower": {"id": self.id}, "source": "oa_profile"})

    def call(self) -> dict[str, Any]:
        """Call the account: it opens the reply window and says nothing."""
        return self._event("user_call_oa", {})

    def unfollow(self) -> dict[str, Any]:
        self.person.follows = False
        return self.world.emit("unfollow", {"oa_id": OA_ID, "follower": {"id": self.id}, "source": "oa_profile"})

    def block(self) -> None:
        self.person.blocked = True

    def sees(self) -> dict[str, Any]:
        """Read all that the office wrote."""
        ids = [seen.id for seen in self.messages()]
        return self.world.emit(
            "user_seen_message",
            {"sender": {"id": OA_ID}, "recipient": {"id": self.id}, "message": {"msg_ids": ids}},
        )

    def is_answered_by_hand(self, text: str) -> dict[str, Any]:
        """Somebody of the office answers in the account's own chat tool."""
        message_id = self.world.new_id("h")
        with self.world.lock:
            self.person.messages.append(Seen(message_id, text, from_office=True))
        sender = {"id": OA_ID, "admin_id": "777"}
        body = {"sender": sender, "recipient": {"id": self.id}, "message": {"text": text, "msg_id": message_id}}
        return self.world.emit("oa_send_text", body)

    def _attach(self, kind: str, payload: dict[str, Any], caption: str | None = None) -> dict[str, Any]:
        message: dict[str, Any] = {"attachments": [{"type": kind, "payload": payload}]}
        if caption is not None:
            message["text"] = caption
        return self._message(f"user_send_{kind}", message, self._says(f"[{kind}] {caption or ''}"))

    def _message(self, name: str, message: dict[str, Any], message_id: str) -> dict[str, Any]:
        return self._event(name, {"message": {**message, "msg_id": message_id}})

    def _event(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        self.person.last_interaction = self.world.now()
        ids = {"sender": {"id": self.id}, "recipient": {"id": OA_ID}, "user_id_by_app": f"9{self.id[1:]}"}
        return self.world.emit(name, {**ids, **body})


class BotUser(Screen):
    """A person who talks with the bot of Zalo's Bot Platform."""

    def type(self, text: str) -> list[dict[str, Any]]:
        pieces = [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)]
        return [self._update("text", {"text": piece}, self._says(piece)) for piece in pieces]

    def send_media(self, kind: str = "sticker") -> dict[str, Any]:
        return self._update(kind, {"url": "https://stickers.zaloapp.com/1"}, self._says(f"[{kind}]"))

    def is_protected(self) -> dict[str, Any]:
        """What Zalo sends in place of a protected person's message."""
        return self._update("unsupported", {}, self._says("[…]"))

    def _update(self, kind: str, content: dict[str, Any], message_id: str) -> dict[str, Any]:
        message = {
            "from": {"id": self.id, "display_name": self.person.name, "is_bot": False},
            "chat": {"id": self.id, "chat_type": "PRIVATE"},
            **content,
            "message_id": message_id,
            "date": self.world.milliseconds(),
        }
        return self.world.emit_update(f"message.{kind}.received", message)
