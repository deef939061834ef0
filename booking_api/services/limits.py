"""How much one person may take, so that nobody empties the counters. Asked by every service that gives places.

Citizens are known by their owner key. A phone that somebody merely types proves nothing: it fills no limit of whoever
it belongs to, and stands in no operator's way. New web sessions cost nothing to make, so what all of them together take
of a unit is limited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_api.problems import NewcomersLimit, PersonalLimit, TooManyDossiers
from booking_api.repositories import limits
from booking_api.roles import Role
from booking_api.services.views import local

if TYPE_CHECKING:
    from booking_api.context import Context
    from booking_api.database import Connection
    from booking_api.repositories.limits import Load


async def enter(connection: Connection, context: Context, owner: str | None, *, dossiers: int, people: int) -> None:
    """Make sure that an owner may take places; keeps their other requests waiting until this one is through.

    Raises:
        TooManyDossiers: for one booking of this caller.
        PersonalLimit: the owner has as much as one person may have.
    """
    if context.caller.role is not Role.BOT:
        return
    most = context.settings.bot_most_dossiers
    for limit, asked in (("dossiers", dossiers), ("people", people)):
        if asked > most:
            raise TooManyDossiers(f"{asked} {limit} are more than {most} in one booking", most=most, limit=limit)
    if owner is None:
        return
    await limits.serialise(connection, f"owner {owner}")
    load = await limits.of_owner(connection, owner, context.now, context.settings.limit_days)
    _check(context, load, max(dossiers, people), scope="owner")


async def enter_phone(
    connection: Connection, context: Context, phone: str, *, proven: bool, dossiers: int, people: int
) -> None:
    """Make sure that somebody whose phone is known may book.

    Raises:
        PersonalLimit: they have as much as one person may have.
    """
    if context.caller.role is Role.BOT and not proven:
        return
    await limits.serialise(connection, f"phone {phone}")
    load = await limits.of_phone(connection, phone, context.now, context.settings.limit_days)
    _check(context, load, max(dossiers, people), scope="phone")


def _check(context: Context, load: Load, wanted: int, *, scope: str) -> None:
    own = context.settings
    bot = context.caller.role is Role.BOT
    bookings = own.owner_most_bookings if bot else own.caller_most_bookings
    places = own.owner_most_places if bot else own.caller_most_places
    days = own.limit_days
    if load.bookings >= bookings:
        detail = f"the {scope} has {load.bookings} bookings to come"
        raise PersonalLimit(detail, limit="bookings", scope=scope, taken=load.bookings, most=bookings, days=days)
    if load.places + wanted > places:
        detail = f"the {scope} has booked {load.places} places in {days} days"
        raise PersonalLimit(detail, limit="dossiers", scope=scope, taken=load.places, most=places, days=days)


async def is_newcomer(connection: Connection, context: Context, owner: str | None, *, said: bool) -> bool:
    """Tell whether nobody knows who asks: the caller says so, or names nobody, and no appointment was ever kept."""
    if context.caller.role is not Role.BOT or not (said or owner is None):
        return False
    return owner is None or not await limits.has_come_before(connection, owner)


async def queue_as_newcomer(connection: Connection, unit_id: str) -> None:
    """Keep other newcomers to a unit waiting until this one is through; before any opening is locked."""
    await limits.serialise(connection, f"newcomers {unit_id}")


async def check_newcomers(connection: Connection, context: Context, unit_id: str, *, wanted: int) -> None:
    """Make sure that a unit has places for newcomers.

    Raises:
        NewcomersLimit: they have had their share for the hour or the day.
    """
    taken = await limits.by_newcomers(connection, unit_id)
    for had, most, frees in (
        (taken.hour, context.settings.newcomers_per_hour, taken.hour_frees),
        (taken.day, context.settings.newcomers_per_day, taken.day_frees),
    ):
        if had + wanted > most:
            retry_at = local(frees).isoformat() if frees is not None else None
            raise NewcomersLimit(f"newcomers have {had} of {most} places of {unit_id}", retry_at=retry_at)
