"""What a conversation remembers between two messages: data in its row, so that any process can go on with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bot.conversation.messages import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Dialogue:
    """A dialogue under way.

    Attributes:
        name: which one, as registered with the router.
        step: what it waits for.
        slots: what it knows so far; JSON values only.
        token: short text put into the payloads that act (confirm, cancel), so that a button of an earlier
            read-back is recognised as old.
    """

    name: str
    step: str
    slots: dict[str, Any] = field(default_factory=dict)
    token: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the dialogue for the conversation row."""
        return {"name": self.name, "step": self.step, "slots": self.slots, "token": self.token}


@dataclass(slots=True)
class Topic:
    """What was talked of last, so that "cần giấy gì" after a procedure needs no name.

    Attributes:
        procedure: national code.
        area: id of an administrative unit (of the person, not of a counter).
        intent: the last wish that was answered.
    """

    procedure: str | None = None
    area: str | None = None
    intent: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the set fields."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name) is not None}


@dataclass(slots=True)
class State:
    """The whole state of a conversation.

    Attributes:
        dialogue: under way, or None.
        topic: what was talked of last.
        menu: the latest menu that was shown; a number answers it, and only it.
        menu_live: whether the latest reply still showed that menu.
        memo: small notes of handlers, by handler name; JSON values only.
    """

    dialogue: Dialogue | None = None
    topic: Topic = field(default_factory=Topic)
    menu: tuple[Choice, ...] = ()
    menu_live: bool = False
    memo: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the state for the conversation row; empty parts are left out."""
        data: dict[str, Any] = {}
        if self.dialogue is not None:
            data["dialogue"] = self.dialogue.to_json()
        if topic := self.topic.to_json():
            data["topic"] = topic
        if self.menu:
            data["menu"] = [[choice.label, choice.payload] for choice in self.menu]
            data["menu_live"] = self.menu_live
        if self.memo:
            data["memo"] = self.memo
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave."""
        dialogue = data.get("dialogue")
        return cls(
            dialogue=Dialogue(**dialogue) if dialogue else None,
            topic=Topic(**data.get("topic", {})),
            menu=tuple(Choice(label, payload) for label, payload in data.get("menu", ())),
            menu_live=data.get("menu_live", False),
            memo=dict(data.get("memo", {})),
        )


@dataclass(slots=True)
class Profile:
    """What is kept of a person beyond a dialogue.

    Attributes:
        area: id of the administrative unit they said they live in, or None.
        area_text: that place as they typed it, hamlet included.
        language: ``vi`` or ``en``.
        introduced: they were told that this is an automatic assistant.
        consent: version of the consent text they agreed to for bookings and call-backs, or None.
        consent_at: when, ISO.
        name: their name, kept only with consent, for the next booking's read-back.
        phone: their phone, likewise.
        notifications: ``on`` or ``off`` where they said whether they want messages sent by themselves.
    """

    area: str | None = None
    area_text: str | None = None
    language: str = "vi"
    introduced: bool = False
    consent: str | None = None
    consent_at: str | None = None
    name: str | None = None
    phone: str | None = None
    notifications: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the set fields."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) not in (None, False, "vi")}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave."""
        return cls(**data)
