"""What comes in from a messaging platform and what goes out: the words all parts share."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PAYLOAD = 64
"""``#`` and at most 63 ASCII bytes: Telegram takes 1-64 bytes (Bot API, InlineKeyboardButton)."""

_PAYLOAD = re.compile(r"#[A-Za-z0-9._:/=,+-]{1,63}", re.ASCII)


class PlatformName(enum.StrEnum):
    """The messaging platforms. The word *channel* is kept for ways of submitting a dossier."""

    TERMINAL = "terminal"
    WEB = "web"
    TELEGRAM = "telegram"
    ZALO_OA = "zalo_oa"
    ZALO_BOT = "zalo_bot"


class Kind(enum.StrEnum):
    """What a citizen sent."""

    TEXT = "text"
    CHOICE = "choice"
    LOCATION = "location"
    CONTACT = "contact"
    MEDIA = "media"
    """A photo, sticker, voice message, file: nothing that is read, but that deserves an answer."""
    START = "start"
    """The conversation was opened (Telegram's /start, a page's first visit), perhaps with a parameter."""


FETCHING = frozenset({PlatformName.WEB, PlatformName.TERMINAL})
"""Platforms that fetch their messages themselves: stored is sent."""


def is_payload(text: str) -> bool:
    """Return whether ``text`` has the form of a choice's payload."""
    return _PAYLOAD.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One update of a platform, parsed.

    Attributes:
        platform: where it came from.
        event_id: the platform's id of the update; (platform, event_id) is unique, so a retried webhook is dropped.
        sender: the platform's id of the person.
        chat: where answers go; the sender's id in a private chat, the group's in a group.
        kind: what it is; decides which of the following fields is filled.
        text: what was typed (TEXT), the caption (MEDIA), the deep-link parameter (START).
        payload: the pressed choice's payload (CHOICE).
        latitude: degrees (LOCATION).
        longitude: degrees (LOCATION).
        phone: of a shared contact (CONTACT), as the platform gives it.
        sequence: the platform's own order of updates; larger is later. 0 where it has none.
        source_message: the platform's id of the message that the pressed choice stood under.
        reply_to: the platform's id of the bot's message that the person replied to.
        edited: the person changed an earlier message.
        language: what the platform says the person's app speaks, like ``vi``.
        network: keyed hash of the network it came from, where the platform knows that: for counting only.
    """

    platform: PlatformName
    event_id: str
    sender: str
    chat: str
    kind: Kind = Kind.TEXT
    text: str | None = None
    payload: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    sequence: int = 0
    source_message: str | None = None
    reply_to: str | None = None
    edited: bool = False
    language: str | None = None
    network: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fields that are set, for the inbox row and the spool."""
        names = (name for name in self.__slots__ if getattr(self, name) not in (None, False, 0))
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave."""
        values = dict(data)
        values["platform"] = PlatformName(values["platform"])
        values["kind"] = Kind(values.get("kind", Kind.TEXT))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a person can press, or answer by its number.

    Raises:
        ValueError: the payload is no ``#`` and 1-63 ASCII characters of ``A-Za-z0-9._:/=,+-``.
    """

    label: str
    payload: str

    def __post_init__(self) -> None:
        if not is_payload(self.payload):
            raise ValueError(f"not a payload: {self.payload!r}")


@dataclass(frozen=True, slots=True)
class Link:
    """A web address to open."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """The place in a document that an answer rests on, as shown to a person.

    Attributes:
        rule: the rule's id.
        document: its number and kind, like ``Công văn 4708/UBND-CCHC``.
        paragraph: as a person reads it, like ``mục 1``.
        effective_from: ISO date, or None where none is known.
        in_force: whether it is in force at the turn's moment; False for what is told as history.
        signed_on: ISO date of the document.
        quote: the document's own words.
        url: where it can be read.
        confirmed: False where the agency has not confirmed it yet.
        since: where ``effective_from`` is known from when no document states it, like ``suy ra``.
    """

    rule: str
    document: str
    paragraph: str
    effective_from: str | None
    in_force: bool
    signed_on: str | None = None
    quote: str | None = None
    url: str | None = None
    confirmed: bool = True
    since: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return all fields, but ``since`` where there is none: the code before this one does not know it."""
        given = {name: getattr(self, name) for name in self.__slots__}
        if self.since is None:
            del given["since"]
        return given

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave, of a later version too: what this one does not know is left out."""
        return cls(**{name: value for name, value in data.items() if name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class File:
    """A table to keep, as every platform that takes files takes it and every spreadsheet opens it.

    Attributes:
        name: of the file, ending in ``.csv``.
        text: comma separated values in lines.
    """

    name: str
    text: str

    @property
    def content(self) -> bytes:
        """UTF-8 behind a byte order mark, without which spreadsheets misread Vietnamese."""
        return self.text.encode("utf-8-sig")


_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture.

    Attributes:
        hash: SHA-256 of its bytes, in hexadecimal digits.
        media_type: ``image/png`` or ``image/jpeg``.
        size: in bytes.
        label: what a link that opens it is called.
    """

    hash: str
    media_type: str
    size: int
    label: str = ""

    @property
    def name(self) -> str:
        """Its name as a file."""
        return f"{self.hash}.{_ENDINGS[self.media_type]}"

    def to_json(self) -> dict[str, Any]:
        """Return all fields."""
        return {"hash": self.hash, "media_type": self.media_type, "size": self.size, "label": self.label}


@dataclass(frozen=True, slots=True)
class Told:
    """Which unit answers a question, for whoever asks what was told to whom.

    Attributes:
        start: first character of the clause that asks, in the message that is answered.
        unit: id of the unit.
    """

    start: int
    unit: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to a person, before a platform renders it.

    Attributes:
        text: plain text, may have line breaks; never markup.
        choices: buttons, or numbered lines where the platform has none.
        citations: where what is said stands.
        links: web addresses to open.
        request_contact: ask the platform for its "share my phone" button, where it has one.
        first_number: of the first choice, where choices are numbered; more than 1 above an answer's last menu, so that
            a number means one thing only.
        picture: shown above the text where the platform can, else behind a link.
        file: a file to keep, below the text; told as text where the platform takes none.
        told: the units that it tells; not shown.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    citations: tuple[Source, ...] = ()
    links: tuple[Link, ...] = ()
    request_contact: bool = False
    first_number: int = 1
    picture: Picture | None = None
    file: File | None = None
    told: tuple[Told, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the reply for the outbox row; empty parts are left out."""
        data: dict[str, Any] = {"text": self.text}
        if self.choices:
            data["choices"] = [{"label": c.label, "payload": c.payload} for c in self.choices]
        if self.citations:
            data["citations"] = [c.to_json() for c in self.citations]
        if self.links:
            data["links"] = [{"label": link.label, "url": link.url} for link in self.links]
        if self.request_contact:
            data["request_contact"] = True
        if self.first_number != 1:
            data["first_number"] = self.first_number
        if self.picture is not None:
            data["picture"] = self.picture.to_json()
        if self.file is not None:
            data["file"] = {"name": self.file.name, "text": self.file.text}
        if self.told:
            data["told"] = [[one.start, one.unit] for one in self.told]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave."""
        return cls(
            text=data["text"],
            choices=tuple(Choice(**c) for c in data.get("choices", ())),
            citations=tuple(Source.from_json(c) for c in data.get("citations", ())),
            links=tuple(Link(**link) for link in data.get("links", ())),
            request_contact=data.get("request_contact", False),
            first_number=data.get("first_number", 1),
            picture=Picture(**data["picture"]) if "picture" in data else None,
            file=File(**data["file"]) if "file" in data else None,
            told=tuple(Told(start, unit) for start, unit in data.get("told", ())),
        )


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One row of the outbox, as handed to a platform.

    Attributes:
        id: the outbox row's id.
        chat: the platform's address of the chat.
        reply: what to say.
        in_reply_to: the platform's id of the message whose choice was pressed, where that is so.
        attempt: 1 for the first try.
    """

    id: int
    chat: str
    reply: Reply
    in_reply_to: str | None = None
    attempt: int = 1
    extra: Mapping[str, Any] = field(default_factory=dict)
