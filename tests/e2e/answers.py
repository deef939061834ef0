"""What a citizen sees of an answer, the same for all platforms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bot.understanding.fold import fold

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Cited:
    """A source under a message.

    Attributes:
        document: its number and kind.
        paragraph: as a person reads it.
        in_force: whether it is told as current.
        rule: the rule's id, from the wire where it has it, else from the outbox.
    """

    document: str
    paragraph: str
    in_force: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One message of the bot.

    Attributes:
        text: all that can be read, folded parts too.
        choices: label → payload, in order.
        citations: its sources.
        links: addresses.
        id: of the message on the platform.
    """

    text: str
    choices: dict[str, str] = field(default_factory=dict)
    citations: tuple[Cited, ...] = ()
    links: tuple[str, ...] = ()
    id: int = 0


class Answer(list[Seen]):
    """All messages that answer one message of a citizen."""

    intent: str | None = None
    """What the message was understood as, where the wire tells."""

    @property
    def text(self) -> str:
        """All that was said."""
        return "\n".join(seen.text for seen in self)

    @property
    def choices(self) -> dict[str, str]:
        """Everything that can be pressed now."""
        return {label: payload for seen in self for label, payload in seen.choices.items()}

    @property
    def rules(self) -> set[str]:
        """Ids of the rules cited as in force, as the seed has them without the letter's prefix: ``R06``, ``NOW-03``."""
        return {_short(cited.rule) for seen in self for cited in seen.citations if cited.in_force}

    @property
    def history(self) -> set[str]:
        """Ids of the rules cited as not in force on the day that is asked about."""
        return {_short(cited.rule) for seen in self for cited in seen.citations if not cited.in_force}

    @property
    def links(self) -> set[str]:
        """Every address."""
        return {link for seen in self for link in seen.links}

    def says(self, *parts: str) -> bool:
        """Whether each part stands in the text, case and diacritics apart."""
        said = fold(self.text)
        return all(fold(part) in said for part in parts)

    def payload(self, start: str) -> str:
        """The payload of the first choice whose payload begins with ``start``.

        Raises:
            LookupError: there is none.
        """
        for payload in self.choices.values():
            if payload.startswith(start):
                return payload
        raise LookupError(f"no choice {start!r} among {self.choices}")

    def offers(self, start: str) -> bool:
        """Whether something with a payload that begins with ``start`` can be pressed."""
        return any(payload.startswith(start) for payload in self.choices.values())

    @classmethod
    def of(cls, seen: list[Seen], intent: str | None = None) -> Self:
        answer = cls(seen)
        answer.intent = intent
        return answer


def _short(rule: str) -> str:
    return rule.removeprefix("CM4708-")


def stored_citations(body: Mapping[str, Any]) -> tuple[Cited, ...]:
    """The sources of a reply as they lie in the outbox, or on the terminal's wire."""
    return tuple(Cited(c["document"], c["paragraph"], c["in_force"], c["rule"]) for c in body.get("citations", ()))
