"""Who asks, and what moment the calendar goes by: what every operation is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from booking_api.problems import NotAllowed
from booking_api.roles import Role

if TYPE_CHECKING:
    import datetime as dt

    from booking_api.settings import Settings


@dataclass(frozen=True, slots=True)
class Caller:
    """A service token, recognised.

    Attributes:
        units: the only units it may act for; None means all.
    """

    name: str
    role: Role
    units: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One request's circumstances.

    Attributes:
        acting_staff: the person behind the token, as the caller names them.
        now: the calendar's moment: X-As-Of where that is accepted, else the real one.
    """

    caller: Caller
    acting_staff: str | None
    now: dt.datetime
    request_id: str
    settings: Settings

    @property
    def actor(self) -> str:
        """Who did it: the acting staff member, else the token's name."""
        return self.acting_staff or self.caller.name

    @property
    def source(self) -> str:
        """What a booking's source is when this caller makes it."""
        return "bot" if self.caller.role is Role.BOT else "operator"

    def covers(self, unit_id: str) -> bool:
        """Tell whether the token may act for a unit."""
        return self.caller.units is None or unit_id in self.caller.units

    def require_unit(self, unit_id: str) -> None:
        """Make sure that the token may act for a unit.

        Raises:
            NotAllowed: it is bound to others.
        """
        if not self.covers(unit_id):
            raise NotAllowed(f"the token {self.caller.name} may not act for the unit {unit_id}")

    def require_all_units(self) -> None:
        """Make sure that the token is bound to no unit: what is asked for reaches beyond any.

        Raises:
            NotAllowed: it is bound to some.
        """
        if self.caller.units is not None:
            raise NotAllowed(f"the token {self.caller.name} may act for its own units only")
