"""What the fake Zalo knows: people, messages, tokens, events that wait to be delivered."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.forms import Upload

APP_ID = "1234567890123456789"
APP_SECRET = "app-secret-of-the-tests"
OA_ID = "4444444444444444444"
OA_SECRET = "oa-secret-for-tests"
OA_NAME = "Một Cửa Cà Mau (thử)"
BOT_TOKEN = "12345689:fake-zalo-bot-token-of-the-tests"

ACCESS_SECONDS = 90_000
REFRESH_SECONDS = 90 * 86_400
FREE_SECONDS = 48 * 3600
WINDOW_SECONDS = 7 * 86_400


class Refusal(Exception):
    """An error of the OA API: HTTP 200 with a code that is not 0."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way in which a call goes wrong; ``taken`` says whether it does its work nevertheless.

    ``kind``: code (an error in the API's own form), page (a gateway's page with this status), cut (connection closed),
    hang, garbage (200 without JSON).
    """

    kind: str
    code: int = 0
    message: str = "trouble"
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it is drawn on a person's screen."""

    id: str
    text: str
    from_office: bool
    payloads: dict[str, str] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    asks_contact: bool = False
    template: str | None = None
    picture: str | None = None
    file: Upload | None = None

    @property
    def labels(self) -> list[str]:
        return [*self.payloads]


@dataclass(slots=True)
class Person:
    id: str
    name: str
    last_interaction: float | None = None
    follows: bool = False
    blocked: bool = False
    messages: list[Seen] = field(default_factory=list)
    shown_presses: bool = False


@dataclass(slots=True)
class Statistics:
    calls: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, int]] = field(default_factory=list)
    """(call, code) of every refusal, ordered troubles included."""
    sent: int = 0


class Tokens:
    """Access and refresh tokens of the account: a new pair kills the old one, a refresh token works once."""

    def __init__(self) -> None:
        self.access = ""
        self.access_until = 0.0
        self.refresh = ""
        self.refresh_until = 0.0
        self.used: list[str] = []
        self.exchanges = 0
        self._numbers = itertools.count(1)

    def issue(self, now: float) -> dict[str, str]:
        number = next(self._numbers)
        self.access = f"access-{number}-{secrets.token_urlsafe(48)}"
        self.refresh = f"refresh-{number}-{secrets.token_urlsafe(48)}"
        self.access_until, self.refresh_until = now + ACCESS_SECONDS, now + REFRESH_SECONDS
        self.exchanges += 1
        return {"access_token": self.access, "refresh_token": self.refresh, "expires_in": str(ACCESS_SECONDS)}

    def revoke(self) -> None:
        """The account takes the app's permission away: everything is dead."""
        self.access = self.refresh = ""

    def kill_access(self) -> None:
        """Only the access token dies."""
        self.access = ""


class World:
    """All of it, behind one lock: tests act from their thread, the server answers from its own."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.offset = 0.0
        self.tokens = Tokens()
        self.people: dict[str, Person] = {}
        self.statistics = Statistics()
        self.events: list[dict[str, Any]] = []
        """Webhook events of the account that were not delivered, oldest first."""
        self.updates: list[dict[str, Any]] = []
        """Updates of the bot that were not delivered, oldest first."""
        self.last_update: dict[str, Any] | None = None
        self.echoes = True
        self.receipts = True
        self.has_balance = True
        self.request_info_works = True
        self.request_info_wants_picture = False
        self.buttons_work = True
        self.pictures_work = True
        self.files_work = True
        self.on_event = lambda: None
        self.first_number = 0
        """Added to people's ids; those of another run are other people then."""
        self._numbers = itertools.count(1)
        self._last_ms = 0
        self.tokens.issue(self.now())
        self.first_refresh_token = self.tokens.refresh

    def now(self) -> float:
        return time.time() + self.offset

    def skip(self, seconds: float) -> None:
        """Let time pass, for tokens and windows."""
        self.offset += seconds

    def milliseconds(self) -> int:
        with self.lock:
            self._last_ms = max(self._last_ms + 1, int(self.now() * 1000))
            return self._last_ms

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):04d}{secrets.token_hex(6)}"

    def add_person(self, name: str) -> Person:
        with self.lock:
            person = Person(str(2_000_000_000_000_000_000 + self.first_number + next(self._numbers)), name)
            self.people[person.id] = person
            return person

    def emit(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Queue an event of the account."""
        event = {"app_id": APP_ID, **body, "event_name": name, "timestamp": str(self.milliseconds())}
        with self.lock:
            self.events.append(event)
        self.on_event()
        return event

    def emit_update(self, name: str, message: dict[str, Any]) -> dict[str, Any]:
        """Queue an update of the bot."""
        update = {"event_name": name, "message": message}
        with self.lock:
            self.updates.append(update)
        self.on_event()
        return update

    def show(self, person: Person, seen: Seen) -> None:
        with self.lock:
            person.messages.append(seen)
            self.statistics.sent += 1
        addresses = {"sender": {"id": OA_ID}, "recipient": {"id": person.id}}
        if self.echoes:
            kind = "template" if seen.payloads or seen.urls or seen.asks_contact or seen.template else "text"
            kind = "file" if seen.file else "image" if seen.picture and not seen.asks_contact else kind
            self.emit(f"oa_send_{kind}", {**addresses, "message": {"text": seen.text, "msg_id": seen.id}})
        if self.receipts:
            self.emit("user_received_message", {**addresses, "message": {"msg_id": seen.id}})

    def doubles(self) -> list[tuple[str, str]]:
        """(person, text) of what the office said twice in a row."""
        found = []
        for person in self.people.values():
            said: set[str] = set()
            for message in person.messages:
                if not message.from_office:
                    said.clear()
                elif message.text in said:
                    found.append((person.id, message.text))
                else:
                    said.add(message.text)
        return found
