"""Citizens on the platforms' own wires, behind one interface: they write, press and read."""

from __future__ import annotations

import abc
import sys
import time
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self, override

import httpx

from bot.conversation.inbox import event_key
from bot.conversation.messages import Inbound, PlatformName
from bot.conversation.people import owner_key
from bot.platforms.webchat import WebChatConfig
from bot.platforms.webchat.sessions import Sessions
from tests.e2e.answers import Answer, Cited, Seen, stored_citations
from tests.processes import SECRET_KEY
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from booking_client import OwnerData
    from tests.e2e.system import System

PATIENCE = 60.0
"""How long an answer may take on a busy machine."""


class Citizen(abc.ABC):
    """Somebody who talks with the bot.

    Attributes:
        system: whom they talk with.
        last: what was answered last.
    """

    platform: ClassVar[PlatformName]
    longest_text: ClassVar[int | None] = None
    """Characters after which the person's app itself cuts a text into several messages."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.last = Answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def say(self, text: str) -> Answer:
        """Write a message and return what is answered."""
        return self._exchange(text, lambda: self._say(text))

    def press(self, choice: str) -> Answer:
        """Press what was offered last: a payload, or the beginning of one, or a part of a label."""
        label, payload = self._offered(choice)
        return self._exchange(f"[{label}]", lambda: self._press(payload))

    def press_old(self, payload: str, message: int) -> Answer:
        """Press a button that an earlier message still shows."""
        return self._exchange(f"[{payload}] of {message}", lambda: self._press(payload, message))

    def _offered(self, choice: str) -> tuple[str, str]:
        for label, payload in self.last.choices.items():
            if payload.startswith(choice) or (not choice.startswith("#") and choice in label):
                return label, payload
        raise LookupError(f"{choice!r} was not offered: {self.last.choices}")

    def _exchange(self, said: str, act: Callable[[], Answer]) -> Answer:
        """Do something and write the transcript, which pytest shows where a test fails."""
        sys.stdout.write(f"\n{self.platform} > {said}\n")
        self.last = act()
        for seen in self.last:
            cited = "".join(f" [{c.rule}{'' if c.in_force else ' not in force'}]" for c in seen.citations)
            sys.stdout.write(f"  < {seen.text}{cited}\n")
            sys.stdout.writelines(f"     ({payload}) {label}\n" for label, payload in seen.choices.items())
        return self.last

    @property
    @abc.abstractmethod
    def sender(self) -> str:
        """The person's id on the platform."""

    @property
    def kept(self) -> OwnerData:
        """What the booking service keeps of this person: bookings and running holds."""
        return self.system.owner(owner_key(SECRET_KEY.encode(), self.platform, self.sender))

    @property
    def callbacks(self) -> list[dict[str, Any]]:
        """The call-back requests of this person."""
        return self.system.rows(
            "SELECT b.* FROM callbacks AS b JOIN conversations AS c ON c.id = b.conversation_id"
            " WHERE c.platform = %s AND c.sender = %s ORDER BY b.id",
            self.platform,
            self.sender,
        )

    @abc.abstractmethod
    def _say(self, text: str) -> Answer: ...

    @abc.abstractmethod
    def _press(self, payload: str, message: int | None = None) -> Answer: ...

    def _stored(self, event: str) -> list[dict[str, Any]] | None:
        """The outbox rows that answer an event of this platform; None while it is not answered."""
        key = event_key(SECRET_KEY.encode(), Inbound(self.platform, event, "", ""))
        rows = self.system.rows(
            "SELECT i.status AS inbox_status, o.* FROM inbox AS i LEFT JOIN outbox AS o ON o.inbox_id = i.id"
            " WHERE i.event_key = %s ORDER BY o.position",
            key,
        )
        if not rows or rows[0]["inbox_status"] == "open":
            return None
        return [row for row in rows if row["id"] is not None]

    def _settled(self, event: str) -> list[dict[str, Any]]:
        """Wait until nothing that answers an event is still to be sent; returns its outbox rows."""

        def settled() -> tuple[list[dict[str, Any]]] | None:
            stored = self._stored(event)
            if stored is None or any(row["status"] in {"queued", "sending"} for row in stored):
                return None
            return (stored,)

        try:
            return wait_until(settled, PATIENCE)[0]
        except AssertionError as error:
            error.add_note(f"no answer to {event}:\n{self.system.bot.tail()}")
            raise


class WebCitizen(Citizen):
    """A person with the web chat's page open: the page's own requests, with its cookie."""

    platform = PlatformName.WEB

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self._http = httpx.Client(base_url=system.bot.url, trust_env=False, timeout=PATIENCE)
        self._after = 0
        self._order = 0

    @override
    def __enter__(self) -> Self:
        self._http.get("/").raise_for_status()
        return self

    @override
    def __exit__(self, *_: object) -> None:
        self._http.close()

    @property
    @override
    def sender(self) -> str:
        config = WebChatConfig(session_key=SECRET_KEY.encode(), answers_for=lambda: self.system.now)
        return Sessions(config).chat_of(self._http.cookies["motcua"])

    def start(self) -> Answer:
        """Open the page for the first time."""
        return self._exchange("(opens the page)", lambda: self._post({"start": ""}, path="/chat/start"))

    @override
    def _say(self, text: str) -> Answer:
        return self._post({"text": text})

    @override
    def _press(self, payload: str, message: int | None = None) -> Answer:
        under = message or next(seen.id for seen in self.last if payload in seen.choices.values())
        return self._post({"payload": payload, "under": under})

    def _post(self, content: dict[str, Any], path: str = "/chat/messages") -> Answer:
        self._order += 1
        event = str(uuid.uuid4())
        self.sent = {"id": event, "order": self._order, **content}
        self.post_again(path)
        messages: list[dict[str, Any]] = []
        deadline = time.monotonic() + PATIENCE
        while not messages:
            assert time.monotonic() < deadline, f"nothing came to {content}:\n{self.system.bot.tail()}"
            messages = self.poll()
        return self._answer(event, messages)

    def post_again(self, path: str = "/chat/messages") -> int:
        """Post the last message (once more); returns the status."""
        response = self._http.post(path, json=self.sent)
        response.raise_for_status()
        return response.status_code

    def poll(self, *, wait: bool = True) -> list[dict[str, Any]]:
        """Fetch what is new; all that answers one message is stored in one transaction."""
        path = f"/chat/poll?after={self._after}{'' if wait else '&wait=0'}"
        messages = self._http.get(path).raise_for_status().json()["messages"]
        if messages:
            self._after = messages[-1]["id"]
            self._http.post("/chat/ack", json={"up_to": self._after}).raise_for_status()
        return messages

    def history(self) -> list[dict[str, Any]]:
        """What the page shows when it is opened again."""
        return self._http.get("/chat/history").raise_for_status().json()["items"]

    def _answer(self, event: str, messages: list[dict[str, Any]]) -> Answer:
        stored = self._stored(event) or []
        assert [row["id"] for row in stored] == [message["id"] for message in messages]
        seen = []
        for message, row in zip(messages, stored, strict=True):
            cited = stored_citations(row["body"])
            shown = [
                Cited(wire["document"], wire["paragraph"], wire["status"] == "current", kept.rule)
                for wire, kept in zip(message["citations"], cited, strict=True)
            ]
            assert shown == list(cited), "the page is told other sources than are stored"
            choices = {choice["label"]: choice["payload"] for choice in message["choices"]}
            links = tuple(link["url"] for link in message["links"])
            seen.append(Seen(message["text"], choices, tuple(shown), links, message["id"]))
        return Answer.of(seen)


class TelegramCitizen(Citizen):
    """A person with the Telegram app."""

    platform = PlatformName.TELEGRAM

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self.user = system.telegram.user()

    @property
    @override
    def sender(self) -> str:
        return self.user.address

    @override
    def _say(self, text: str) -> Answer:
        return self.after(lambda: self.user.send(text)[-1])

    def after(self, cause: Callable[[], int | None]) -> Answer:
        """Have the person cause an update, which ``cause`` returns the id of, and wait for the answer.

        What was drawn is counted first: an answer may be there before ``cause`` has returned.
        """
        before = len(self.user.messages())
        update_id = cause()
        assert update_id is not None

        stored = self._settled(str(update_id))
        assert [row["status"] for row in stored] == ["sent"] * len(stored), stored
        return self._answer(stored, before)

    @override
    def _press(self, payload: str, message: int | None = None) -> Answer:
        if message is not None:
            return self.after(lambda: self.user.press_payload(payload, message))
        for seen in reversed(self.user.messages()):
            for label, held in seen.payloads.items():
                if held == payload:
                    return self.after(partial(self.user.press, label, under=seen))
        raise LookupError(f"no button with {payload!r}")

    def _answer(self, stored: list[dict[str, Any]], before: int) -> Answer:
        """Match what is drawn with what was stored: a long reply fills several messages, the last has the buttons."""
        new = self.user.messages()[before:]
        answer = []
        drawn = iter(new)
        for row in stored:
            last = int(row["platform_message_id"])
            parts = []
            for seen in drawn:
                parts.append(seen)
                if seen.id >= last:
                    break
            text = "\n".join(part.text for part in parts)
            cited = stored_citations(row["body"])
            missing = [source.document for source in cited if source.document not in text]
            assert not missing, f"sources that are not shown: {missing}"
            shown = {payload: label for part in parts for label, payload in part.payloads.items()}
            choices = {c["label"]: c["payload"] for c in row["body"].get("choices", ())}
            assert set(choices.values()) <= set(shown), "choices that cannot be pressed"
            links = tuple(url for part in parts for url in part.urls.values())
            answer.append(Seen(text, choices, cited, links, last))
        return Answer.of(answer)
