"""What an administrative unit is, and what a typed place was understood as."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Level(enum.StrEnum):
    """Level of government, highest first."""

    PROVINCE = "tinh"
    DISTRICT = "huyen"
    COMMUNE = "xa"


class UnitKind(enum.StrEnum):
    """Legal kind of a unit."""

    PROVINCE = "province"
    CITY = "city"
    TOWN = "town"
    DISTRICT = "district"
    WARD = "ward"
    COMMUNE = "commune"
    TOWNSHIP = "township"

    @property
    def level(self) -> Level:
        """The level of government that a unit of this kind belongs to."""
        if self is UnitKind.PROVINCE:
            return Level.PROVINCE
        if self in (UnitKind.CITY, UnitKind.TOWN, UnitKind.DISTRICT):
            return Level.DISTRICT
        return Level.COMMUNE

    @property
    def words(self) -> str:
        """What the kind is called, as it stands before the name."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    UnitKind.PROVINCE: "Tỉnh",
    UnitKind.CITY: "Thành phố",
    UnitKind.TOWN: "Thị xã",
    UnitKind.DISTRICT: "Huyện",
    UnitKind.WARD: "Phường",
    UnitKind.COMMUNE: "Xã",
    UnitKind.TOWNSHIP: "Thị trấn",
}


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """One administrative unit during its existence.

    Attributes:
        id: stable, ASCII, at most 40 characters of ``a-z0-9_-``; fits choice payloads and deep links.
        code: the statistics office's code. Reused for the unit's heir, hence no key.
        name: with its kind, like "Xã Tắc Vân".
        kind: legal kind.
        parent_id: the district, or the province; None for a province.
        valid_from: first day, None when it is older than these data.
        valid_to: first day on which it is gone, None while it lasts.
        successors: ids of the units its area went to; several when it was split.
    """

    id: str
    code: str
    name: str
    kind: UnitKind
    parent_id: str | None
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]

    @property
    def level(self) -> Level:
        """Level of government."""
        return self.kind.level

    @property
    def short_name(self) -> str:
        """The name without its kind; wards named by a number keep theirs ("Phường 8")."""
        bare = self.name.removeprefix(self.kind.words).strip()
        return self.name if bare.isdigit() else bare

    def exists_at(self, day: date) -> bool:
        """Return whether the unit exists on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and not self.ended_by(day)

    def ended_by(self, day: date) -> bool:
        """Return whether the unit is gone on ``day``."""
        return self.valid_to is not None and self.valid_to <= day


class MatchKind(enum.StrEnum):
    """How a text was understood as a place."""

    UNIQUE = "unique"
    CANDIDATES = "candidates"
    NONE = "none"


class Reason(enum.StrEnum):
    """Why a place is not simply one unit of the moment, or what the person should be told about it."""

    CONVERTED = "converted"
    """UNIQUE: an old name was given; ``via`` is the old unit."""
    SAME_NAME = "same_name"
    """CANDIDATES: several units have this name; ask which."""
    LEVEL = "level"
    """CANDIDATES: a commune, a district or the province may be meant; ask which."""
    SPLIT = "split"
    """CANDIDATES: ``via`` was divided; ask for the ấp or khóm, never choose."""
    OLD_OR_NEW = "old_or_new"
    """CANDIDATES: an old and a new unit have this name; ask "cũ hay mới?"."""
    DISSOLVED = "dissolved"
    """CANDIDATES: ``via`` was a district and is gone; candidates are the communes its area lies in today."""
    RESEMBLES = "resembles"
    """CANDIDATES: the typed name only looks like these."""
    SEVERAL = "several"
    """CANDIDATES: more than one place was named."""
    MISMATCH = "mismatch"
    """CANDIDATES: the named commune does not lie in the named district or province."""
    NOT_YET = "not_yet"
    """NONE: ``via`` exists only later; candidates are the units whose area it will take."""
    OTHER_PROVINCE = "other_province"
    """NONE: ``via`` belongs to another province at that moment."""
    UNKNOWN = "unknown"
    """NONE: no unit is recognised."""


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """What a text names.

    Attributes:
        kind: one unit, several to ask about, or none.
        unit: the unit (UNIQUE); exists at the asked moment.
        candidates: units to offer. Old ones may be among them (label them with ``Gazetteer.label``); when one is
            chosen ``Gazetteer.at`` turns it into the units of the moment.
        reason: why; None for a plain match.
        via: the unit named that led here, when it is not itself the answer.
        typed: the text as it was given.
        detail: hamlet, canal or street as typed ("ấp Cây Trâm"), kept beside the commune.
        exact: False when spelling was guessed; read the name back.
    """

    kind: MatchKind
    typed: str
    unit: AdminUnit | None = None
    candidates: tuple[AdminUnit, ...] = ()
    reason: Reason | None = None
    via: AdminUnit | None = None
    detail: str | None = None
    exact: bool = True
