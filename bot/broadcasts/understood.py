"""What was understood of what staff wrote, told wherever a broadcast is shown: which places, and a rule from when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.broadcasts.audience import Audience
from bot.broadcasts.rules import begins_of
from bot.staff.errors import Refused
from bot.staff.finding import read_place
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.broadcasts.model import Content
    from bot.conversation.snapshot import Guidance


@dataclass(frozen=True, slots=True)
class Place:
    """One place of an audience.

    Attributes:
        condition: ``area``, ``-area`` or ``unit``.
        typed: as staff wrote it.
        name: the whole name of what it was taken for; None where it names nothing any more.
        id: its id.
        respelt: it is not called so.
    """

    condition: str
    typed: str
    name: str | None
    id: str | None
    respelt: bool

    @property
    def words(self) -> str:
        """The line for staff."""
        if self.name is None:
            return f"{self.condition}=“{self.typed}”: không rõ là nơi nào"
        before = {"area": "ở", "-area": "trừ người ở", "unit": "có hẹn ở Một cửa"}[self.condition]
        other = f" (gõ là “{self.typed}”: xem có đúng nơi này không)" if self.respelt else ""
        return f"{before} {self.name} [{self.id}]{other}"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a content's names mean.

    Attributes:
        places: of its audience; empty for the whole province.
        everywhere: it is for the whole province.
        rule: the rule that it tells of, or None.
        rule_begins: when that comes into force; None where it has.
    """

    places: tuple[Place, ...]
    everywhere: bool
    rule: str | None
    rule_begins: datetime | None

    @property
    def lines(self) -> list[str]:
        """What to say of it to staff."""
        found = [f"Nơi: {place.words}" for place in self.places]
        if self.everywhere:
            found.append("Nơi: cả tỉnh (không ghi area=…)")
        if self.rule is not None:
            begins = self.rule_begins
            from_when = f", CHƯA có hiệu lực: bắt đầu {moment_words(begins)}" if begins is not None else ""
            found.append(f"Về quy định: {self.rule}{from_when}")
        return found

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "places": [
                {"condition": one.condition, "typed": one.typed, "id": one.id, "name": one.name, "respelt": one.respelt}
                for one in self.places
            ],
            "everywhere": self.everywhere,
            "rule_begins": self.rule_begins.isoformat() if self.rule_begins is not None else None,
        }


NOTHING = Understood((), everywhere=False, rule=None, rule_begins=None)


def understood(content: Content, guidance: Guidance, now: datetime) -> Understood:
    """Return what the names in a content mean at a moment."""
    audience = Audience.parse(content.audience)
    named = [
        *(("area", name) for name in audience.areas),
        *(("unit", name) for name in (audience.unit,) if name is not None),
        *(("-area", name) for name in audience.not_areas),
    ]
    begins = begins_of(guidance.rulebook, content.rule, now) if content.rule is not None else None
    places = tuple(_place(condition, name, guidance, now) for condition, name in named)
    return Understood(places, audience.is_everywhere, content.rule, begins)


def _place(condition: str, name: str, guidance: Guidance, now: datetime) -> Place:
    try:
        read = read_place(guidance, name, now)
    except Refused:
        return Place(condition, name, None, None, respelt=False)
    return Place(condition, name, guidance.places.full_name(read.unit), read.unit.id, read.respelt)
