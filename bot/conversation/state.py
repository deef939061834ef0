"""What a conversation remembers between two messages: data in its row, so that any process can go on with it.

Processes of two versions work side by side during an upgrade, and after going back to the one before. What another
version wrote and this one does not know is kept as it is, in ``rest``, and is no reason for a message to fail: neither
a name that is new nor a known one that holds something of another shape. What a slot or step means never changes under
its name: another meaning gets another name.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Self

from bot.conversation.messages import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(slots=True)
class Dialogue:
    """A dialogue under way.

    Attributes:
        name: which one, as registered with the router.
        step: what it waits for.
        slots: what it knows so far; JSON values only.
        token: short text put into the payloads that act (confirm, cancel), so that a button of an earlier
            read-back is recognised as old.
        rest: what another version of the code keeps beside these.
    """

    name: str
    step: str
    slots: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    rest: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the dialogue for the conversation row."""
        return {**self.rest, "name": self.name, "step": self.step, "slots": self.slots, "token": self.token}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave; ``is_dialogue`` says whether that is possible."""
        return cls(**_known(data, _DIALOGUE))


@dataclass(slots=True)
class Topic:
    """What was talked of last, so that "cần giấy gì" after a procedure needs no name.

    Attributes:
        procedure: national code.
        area: id of an administrative unit (of the person, not of a counter).
        intent: the last wish that was answered.
        rest: what another version of the code keeps beside these.
    """

    procedure: str | None = None
    area: str | None = None
    intent: str | None = None
    rest: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the set fields."""
        return {**self.rest, **{name: value for name in _TOPIC if (value := getattr(self, name)) is not None}}

    @classmethod
    def from_json(cls, data: Any) -> Self:  # noqa: ANN401 - whatever another version wrote
        """Rebuild what ``to_json`` gave."""
        return cls(**_known(data, _TOPIC)) if isinstance(data, dict) else cls()


@dataclass(slots=True)
class State:
    """The whole state of a conversation.

    Attributes:
        dialogue: under way, or None.
        topic: what was talked of last.
        menu: the latest menu that was shown; a number answers it, and only it.
        menu_live: whether the latest reply still showed that menu.
        memo: small notes of handlers, by handler name; JSON values only.
        foreign: a dialogue of another version of the code: nobody here can go on with it, and whoever can shall.
        rest: what another version of the code keeps beside these.
    """

    dialogue: Dialogue | None = None
    topic: Topic = field(default_factory=Topic)
    menu: tuple[Choice, ...] = ()
    menu_live: bool = False
    memo: dict[str, Any] = field(default_factory=dict)
    foreign: Dialogue | None = None
    rest: dict[str, Any] = field(default_factory=dict)

    def set_aside_unless(self, known: Callable[[Dialogue], bool]) -> None:
        """Set the dialogue aside where nobody here knows it; it stays in the row until another one begins."""
        if self.dialogue is not None and not known(self.dialogue):
            self.foreign, self.dialogue = self.dialogue, None

    def begin_anew(self) -> State:
        """Return a state without what handlers have to read; what nobody here reads stays for whoever does."""
        return State(rest=self.rest)

    def to_json(self) -> dict[str, Any]:
        """Return the state for the conversation row; empty parts are left out."""
        data: dict[str, Any] = dict(self.rest)
        if (dialogue := self.dialogue or self.foreign) is not None:
            data["dialogue"] = dialogue.to_json()
        if topic := self.topic.to_json():
            data["topic"] = topic
        if self.menu:
            data["menu"] = [[choice.label, choice.payload] for choice in self.menu]
            data["menu_live"] = self.menu_live
        if self.memo:
            data["memo"] = self.memo
        return data

    @classmethod
    def from_json(cls, data: Any) -> Self:  # noqa: ANN401 - whatever another version wrote
        """Rebuild what ``to_json`` gave; a part of a shape that is not known here is kept and not read."""
        if not isinstance(data, dict):
            return cls()
        known = {name: value for name, value in data.items() if name in _STATE and _STATE[name](value)}
        dialogue = known.get("dialogue")
        return cls(
            dialogue=Dialogue.from_json(dialogue) if dialogue else None,
            topic=Topic.from_json(known.get("topic")),
            menu=tuple(Choice(row[0], row[1]) for row in known.get("menu", ())),
            menu_live=known.get("menu_live", False) and "menu" in known,
            memo=dict(known.get("memo", {})),
            rest={name: value for name, value in data.items() if name not in known},
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
        rest: what another version of the code keeps beside these.
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
    rest: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the set fields."""
        own = {name: value for name in _PROFILE if (value := getattr(self, name)) not in (None, False, "vi")}
        return {**self.rest, **own}

    @classmethod
    def from_json(cls, data: Any) -> Self:  # noqa: ANN401 - whatever another version wrote
        """Rebuild what ``to_json`` gave."""
        return cls(**_known(data, _PROFILE)) if isinstance(data, dict) else cls()


def is_dialogue(value: object) -> bool:
    """Return whether this is a dialogue as it is known here; None is none."""
    return value is None or (
        isinstance(value, dict)
        and {"name", "step"} <= value.keys()
        and all(fits(value[name]) for name, fits in _DIALOGUE.items() if name in value)
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_mapping(value: object) -> bool:
    return isinstance(value, dict)


def _is_menu(value: object) -> bool:
    """A choice is a label and a payload; what a newer one has besides does not change what a number means."""
    return isinstance(value, list) and all(
        isinstance(row, list) and len(row) > 1 and _is_text(row[0]) and _is_text(row[1]) for row in value
    )


# By part, the names of its fields, and whether a value is of the shape that is known here.
_DIALOGUE: Mapping[str, Callable[[object], bool]] = {
    "name": _is_text,
    "step": _is_text,
    "slots": _is_mapping,
    "token": _is_text,
}
_TOPIC: Mapping[str, Callable[[object], bool]] = dict.fromkeys(("procedure", "area", "intent"), _is_text_or_none)
_STATE: Mapping[str, Callable[[object], bool]] = {
    "dialogue": is_dialogue,
    "topic": _is_mapping,
    "menu": _is_menu,
    "menu_live": _is_flag,
    "memo": _is_mapping,
}
_PROFILE: Mapping[str, Callable[[object], bool]] = {
    **{entry.name: _is_text_or_none for entry in fields(Profile) if entry.name != "rest"},
    "language": _is_text,
    "introduced": _is_flag,
}


def _known(data: Mapping[str, Any], shapes: Mapping[str, Callable[[object], bool]]) -> dict[str, Any]:
    """Return the arguments for a part whose fields have these shapes; all else goes into ``rest``."""
    known = {name: value for name, value in data.items() if name in shapes and shapes[name](value)}
    return {**known, "rest": {name: value for name, value in data.items() if name not in known}}
