"""Telling the booking service the addresses of one-stop units that staff published: contacts are kept by the bot alone.

The service keeps one address a unit and no dates. So it is told the address of now: when one is published or hidden,
whenever a unit is registered for other work, and on `motcua unit addresses`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.rulebook.model import Purpose
from bot.staff.audit import elsewhere
from bot.staff.errors import StaffError
from bot.staff.roles import require
from bot.staff.units import put_addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.guidance.rulebook.changing import Change
    from bot.staff.office import Office


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What came of it.

    Attributes:
        units: ids of the units whose address was another one.
        problem: why the service was not told, in words; None where it was.
    """

    units: tuple[str, ...] = ()
    problem: StaffError | None = None


def units_in(changes: Iterable[Change]) -> tuple[str, ...]:
    """Return the units whose address a published version adds, changes or hides."""
    entries = [entry for change in changes for entry in (change.before, change.after) if entry is not None]
    found = {str(entry["unit"]) for entry in entries if entry.get("purpose") == Purpose.UNIT_ADDRESS}
    return tuple(sorted(found))


async def mirror(office: Office, units: Iterable[str] | None = None) -> Mirrored:
    """Give the booking service the addresses that are published now; what was published stands, whatever it answers.

    Args:
        office: of whoever published, or asks for it.
        units: ids of units; None: of all that have an address in the rulebook.
    """
    require(office.actor, "unit.addresses")
    if units is None:
        contacts = office.guidance.rulebook.content.contacts
        units = {one.unit for one in contacts if one.unit is not None and one.purpose is Purpose.UNIT_ADDRESS}
    wanted = sorted(units)
    if not wanted:
        return Mirrored()
    try:
        async with elsewhere(
            office, "unit.addresses", wanted[0] if len(wanted) == 1 else None, units=wanted
        ) as outcome:
            done = await put_addresses(office, wanted)
            outcome["changed"] = list(done)
    except StaffError as problem:
        return Mirrored(problem=problem)
    return Mirrored(done)
