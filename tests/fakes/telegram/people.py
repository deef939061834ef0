"""People and groups, as a test plays them."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.world import BOT_NAME, Query, Seen
from tests.waiting import pause

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.telegram.world import Chat, Message, World

_LONGEST = 4096


class Group:
    """A group that the bot is a member of."""

    def __init__(self, world: World, title: str, *, supergroup: bool = False) -> None:
        self._world = world
        self.chat = world.add_chat("supergroup" if supergroup else "group", title, -4000)
        self.chat.open = True

    @property
    def id(self) -> int:
        return self.chat.id

    def messages(self) -> list[Seen]:
        """All messages, oldest first."""
        return self._world.drawn(self.id)

    def remove_bot(self) -> None:
        """The bot is thrown out."""
        self.chat.gone = "Forbidden: bot was kicked from the group chat"

    def upgrade(self) -> Group:
        """The group becomes a supergroup with a new id."""
        new = Group(self._world, self.chat.title, supergroup=True)
        self.chat.moved_to = new.id
        return new


class User:
    """A person with the Telegram app. What they do reaches the bot as updates."""

    def __init__(self, world: World, name: str, language: str = "vi") -> None:
        self._world = world
        self.chat = world.add_chat("private", name, 500_000_000)
        self.language = language
        self.phone = f"+8491{self.chat.id % 10**7:07d}"

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def address(self) -> str:
        """The platform's id of the person and of their chat, as the bot sees it."""
        return str(self.id)

    # ── what they see ────────────────────────────────────────────────────────────────────────────────────────────

    def messages(self, *, from_bot: bool = True) -> list[Seen]:
        """The chat as drawn, oldest first; by default the bot's side of it."""
        return [seen for seen in self._world.drawn(self.id) if seen.from_bot or not from_bot]

    @property
    def last(self) -> Seen | None:
        """The bot's newest message."""
        return next(reversed(self.messages()), None)

    @property
    def spinning(self) -> bool:
        """Whether a pressed button still waits for its answer."""
        with self._world.lock:
            return any(q.chat == self.id and not q.answered for q in self._world.queries.values())

    @property
    def typing_signs(self) -> int:
        """How often "typing…" was shown."""
        return self._world.typing[self.id]

    @property
    def reply_keyboard(self) -> list[str]:
        """The labels of the keyboard that stands in place of the phone's own."""
        with self._world.lock:
            for message in reversed(self._world.messages[self.id]):
                if message.from_bot and message.markup:
                    if "keyboard" in message.markup:
                        return [button["text"] for row in message.markup["keyboard"] for button in row]
                    if message.markup.get("remove_keyboard"):
                        return []
            return []

    def wait(self, until: Callable[[], Any], seconds: float = 60.0) -> Any:
        """Wait until something is true and return it, blocking; in async code use ``asyncio.to_thread``.

        Raises:
            AssertionError: it did not become true in time; tells what the chat looks like.
        """
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            if found := until():
                return found
            time.sleep(pause(began))
        shown = "\n".join(f"  {seen.text!r} {seen.labels}" for seen in self.messages(from_bot=False))
        raise AssertionError(f"waited {seconds} s in vain; the chat:\n{shown}")

    def ask(self, text: str, *, replies: int = 1, seconds: float = 60.0) -> list[Seen]:
        """Send a text and wait for at least so many messages of the bot; return the new ones. Blocks."""
        before = len(self.messages())
        self.send(text)
        self.wait(lambda: len(self.messages()) >= before + replies, seconds)
        return self.messages()[before:]

    # ── what they do ─────────────────────────────────────────────────────────────────────────────────────────────

    def send(self, text: str, *, to: Group | None = None, reply_to: Seen | None = None) -> list[int]:
        """Type a text; the app cuts one of more than 4096 characters. Returns the ids of the updates."""
        pieces = [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)]
        ids = [self._say({"text": piece}, to=to, reply_to=reply_to) for piece in pieces]
        return [update_id for update_id in ids if update_id is not None]

    def start(self, parameter: str = "") -> int | None:
        """Press "Start", perhaps behind a deep link ``t.me/<bot>?start=<parameter>``."""
        return self._say({"text": f"/start {parameter}".strip()})

    def mention(self, text: str, group: Group) -> int | None:
        """Speak to the bot in a group."""
        return self._say({"text": f"@{BOT_NAME} {text}"}, to=group)

    def edit(self, text: str) -> int | None:
        """Change one's own last message."""
        with self._world.lock:
            message = next(m for m in reversed(self._world.messages[self.id]) if not m.from_bot)
            message.content, message.edited = {"text": text}, True
            body = message.json()
        return self._world.emit("edited_message", body)

    def share_location(self, latitude: float, longitude: float) -> int | None:
        return self._say({"location": {"latitude": latitude, "longitude": longitude}})

    def share_contact(self) -> int | None:
        """Press the button that shares one's own phone.

        Raises:
            LookupError: no such button is shown.
        """
        if not self.reply_keyboard:
            raise LookupError("no button to share the phone")
        return self._say({"contact": self._contact(self.id)})

    def send_contact(self, *, own: bool = False) -> int | None:
        """Send a contact from the address book."""
        return self._say({"contact": self._contact(self.id if own else self.id + 1)})

    def send_media(self, kind: str = "sticker", caption: str | None = None) -> int | None:
        """Send a sticker, photo, voice message, document, video …"""
        file = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
        media: dict[str, Any] = {kind: [file] if kind == "photo" else file}
        return self._say(media | ({"caption": caption} if caption else {}))

    def press(self, label: str, *, under: Seen | None = None, group: Group | None = None) -> int | None:
        """Press a button: of the newest message that has it, or of the given one.

        Raises:
            LookupError: no such button.
        """
        chat = group.chat if group else self.chat
        with self._world.lock:
            for message in reversed(self._world.messages[chat.id]):
                if under is not None and message.id != under.id:
                    continue
                for row in (message.markup or {}).get("inline_keyboard", []):
                    for button in row:
                        if button["text"] == label and "callback_data" in button:
                            return self._press(message, button["callback_data"])
        raise LookupError(f"no button {label!r}")

    def press_payload(self, payload: str, message_id: int) -> int | None:
        """Press what another device still shows: a button that is no longer there."""
        with self._world.lock:
            message = self._world.message(self.id, message_id)
            assert message is not None
            return self._press(message, payload)

    def block(self) -> None:
        """Block the bot."""
        self.chat.gone = "Forbidden: bot was blocked by the user"
        self._membership("kicked", "member")

    def unblock(self) -> None:
        """Let the bot write again."""
        self.chat.gone = None
        self._membership("member", "kicked")

    def deactivate(self) -> None:
        """Delete one's account."""
        self.chat.gone = "Forbidden: user is deactivated"

    def person(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.chat.title, "language_code": self.language}

    def _say(self, content: dict[str, Any], *, to: Group | None = None, reply_to: Seen | None = None) -> int | None:
        chat: Chat = to.chat if to else self.chat
        with self._world.lock:
            chat.open = True
            message = self._world.add_message(chat, self.person(), content)
            body = message.json()
            if reply_to is not None:
                answered = self._world.message(chat.id, reply_to.id)
                assert answered is not None
                body["reply_to_message"] = answered.json()
            text = str(content.get("text", ""))
            if text.startswith("/"):
                command = text.split(maxsplit=1)[0]
                body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return self._world.emit("message", body)

    def _press(self, message: Message, payload: str) -> int | None:
        message.chat.acts += 1
        query_id = uuid.uuid4().hex
        self._world.queries[query_id] = Query(message.chat.id, message.id, self._world.clock())
        body = {"id": query_id, "from": self.person(), "message": message.json(), "data": payload}
        return self._world.emit("callback_query", body | {"chat_instance": "1"})

    def _contact(self, user_id: int) -> dict[str, Any]:
        return {"phone_number": self.phone, "first_name": self.chat.title, "user_id": user_id}

    def _membership(self, new: str, old: str) -> None:
        bot = {"user": self._world.bot}
        body = {"chat": self.chat.json(), "from": self.person(), "date": 0}
        body |= {"old_chat_member": bot | {"status": old}, "new_chat_member": bot | {"status": new}}
        self._world.emit("my_chat_member", body)
