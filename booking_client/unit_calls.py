"""Units, openings and closures: what staff announce and anybody may look at."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import quote

from booking_client.decode import decode, decode_list
from booking_client.models import AvailableDay, Booking, Closure, Day, HalfDay, Opening, Unit, UnitsChanged
from booking_client.transport import ChangeOptions, ReadOptions, Transport

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

_LARGEST_BATCH = 48 * 1024
_MOST_UNITS = 500


def _unit_body(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name,
        "level": unit.level,
        "area_id": unit.area_id,
        "procedures": list(unit.procedures) if unit.procedures is not None else None,
        "address": unit.address,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }


def _batches(items: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Split what goes into bodies, of which the service takes 64 KiB."""
    batch: list[dict[str, Any]] = []
    size = 0
    for item in items:
        length = len(json.dumps(item).encode())
        if batch and (size + length > _LARGEST_BATCH or len(batch) == _MOST_UNITS):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch


def _without_none(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - query and body values
    return {name: value for name, value in values.items() if value is not None}


class UnitCalls(Transport):
    """The calls about units; every one raises as ``Transport.change`` does."""

    async def list_units(
        self,
        *,
        ids: Iterable[str] | None = None,
        area_id: str | None = None,
        procedure: str | None = None,
        on: dt.date | None = None,
        **options: Unpack[ReadOptions],
    ) -> tuple[Unit, ...]:
        """Return the units that match all of the filters given.

        Args:
            ids: only these.
            area_id: only those of this area.
            procedure: only those receiving this procedure.
            on: only those that exist on this day.
            **options: see ``ReadOptions``.
        """
        params = _without_none(
            id=list(ids) if ids is not None else None,
            area_id=area_id,
            procedure=procedure,
            on=on.isoformat() if on else None,
        )
        return decode_list(Unit, await self.read("/v1/units", params=params, **options))

    async def put_units(self, units: Iterable[Unit], **options: Unpack[ChangeOptions]) -> tuple[Unit, ...]:
        """Create or replace units by their ids (role admin; unit for own ones that are not known yet).

        Many go in several changes, each whole or not at all.
        """
        return (await self.replace_units(units, **options)).units

    async def replace_units(self, units: Iterable[Unit], **options: Unpack[ChangeOptions]) -> UnitsChanged:
        """Put units as ``put_units`` does, and tell which bookings to come do not fit them any more."""
        key = options.get("key") or uuid.uuid4().hex
        done: list[Unit] = []
        affected: list[Booking] = []
        for number, batch in enumerate(_batches([_unit_body(unit) for unit in units])):
            own: ChangeOptions = {**options, "key": f"{key}:{number}" if number else key}
            answer = await self.change("PUT", "/v1/units", body={"units": batch}, **own)
            done += decode_list(Unit, answer)
            affected += decode_list(Booking, {"items": answer.get("affected", [])})
        return UnitsChanged(units=tuple(done), affected=tuple(affected))

    async def list_openings(
        self,
        units: Iterable[str],
        *,
        start: dt.date | None = None,
        end: dt.date | None = None,
        procedure: str | None = None,
        dossiers: int = 1,
        people: int = 1,
        only_open: bool = False,
        **options: Unpack[ReadOptions],
    ) -> tuple[Opening, ...]:
        """Return the openings of ``units`` by date and half-day, with the places left.

        Args:
            units: unit ids.
            start: first day, today when None.
            end: last day, 14 days after ``start`` when None.
            procedure: leave out units that do not receive it.
            dossiers: how many places are needed, for ``state``.
            people: how many come, for ``state`` and ``next_window``.
            only_open: leave out what is full, closed or past.
            **options: see ``ReadOptions``.
        """
        params = _without_none(
            unit=list(units),
            start=start.isoformat() if start else None,
            end=end.isoformat() if end else None,
            procedure=procedure,
            dossiers=dossiers,
            people=people,
            only_open=only_open or None,
        )
        return decode_list(Opening, await self.read("/v1/openings", params=params, **options))

    async def availability(
        self,
        units: Iterable[str],
        *,
        start: dt.date | None = None,
        end: dt.date | None = None,
        procedure: str | None = None,
        dossiers: int = 1,
        people: int = 1,
        **options: Unpack[ReadOptions],
    ) -> tuple[AvailableDay, ...]:
        """Return the days on which any of ``units`` has places for such a visit; arguments as ``list_openings``."""
        params = _without_none(
            unit=list(units),
            start=start.isoformat() if start else None,
            end=end.isoformat() if end else None,
            procedure=procedure,
            dossiers=dossiers,
            people=people,
        )
        return decode_list(AvailableDay, await self.read("/v1/availability", params=params, **options))

    async def opening(self, opening_id: int, **options: Unpack[ReadOptions]) -> Opening:
        """Return one opening as it stands for one dossier and one person."""
        return decode(Opening, await self.read(f"/v1/openings/{opening_id}", **options))

    async def announce(
        self,
        unit_id: str,
        date: dt.date,
        half_day: HalfDay,
        capacity: int,
        *,
        people_limit: int | None = None,
        start: dt.time | None = None,
        end: dt.time | None = None,
        slot_minutes: int | None = None,
        **options: Unpack[ChangeOptions],
    ) -> Opening:
        """Announce a half-day, or raise or lower what was announced (roles unit and admin).

        Args:
            unit_id: whose half-day.
            date: its day.
            half_day: morning or afternoon.
            capacity: dossiers it takes; never below what is taken.
            people_limit: people at once, at least 1; None keeps what was announced, else the service's usual.
            start: when it begins; None keeps what was announced, else the service's usual hours.
            end: when it ends; likewise.
            slot_minutes: length of a window; likewise.
            **options: see ``ChangeOptions``.
        """
        body = _without_none(
            capacity=capacity,
            people_limit=people_limit,
            start=start.isoformat() if start else None,
            end=end.isoformat() if end else None,
            slot_minutes=slot_minutes,
        )
        path = f"/v1/units/{quote(unit_id, safe='')}/openings/{date.isoformat()}/{half_day}"
        return decode(Opening, await self.change("PUT", path, body=body, **options))

    async def withdraw(
        self,
        unit_id: str,
        start: dt.date,
        end: dt.date,
        *,
        half_day: HalfDay | None = None,
        **options: Unpack[ChangeOptions],
    ) -> tuple[Opening, ...]:
        """Take a unit's openings from ``start`` to ``end`` (both included) away, all or none.

        Raises:
            OpeningInUse: something is booked or held; ``codes`` lists the bookings.
        """
        params = _without_none(start=start.isoformat(), end=end.isoformat(), half_day=half_day)
        path = f"/v1/units/{quote(unit_id, safe='')}/openings"
        return decode_list(Opening, await self.change("DELETE", path, params=params, **options))

    async def close(
        self,
        unit_id: str,
        start: dt.date,
        end: dt.date,
        *,
        half_day: HalfDay | None = None,
        **options: Unpack[ChangeOptions],
    ) -> tuple[tuple[Opening, ...], tuple[Opening, ...]]:
        """Take a unit's free openings from ``start`` to ``end`` (both included) away, and stop the others.

        Returns:
            What was taken away, and what stays because of bookings or holds: it takes nobody more until it is
            announced again.
        """
        params = _without_none(start=start.isoformat(), end=end.isoformat(), half_day=half_day, stop=True)
        path = f"/v1/units/{quote(unit_id, safe='')}/openings"
        answer = await self.change("DELETE", path, params=params, **options)
        return decode_list(Opening, answer), decode_list(Opening, {"items": answer.get("stopped")})

    async def day(self, unit_id: str, date: dt.date, **options: Unpack[ReadOptions]) -> Day:
        """Return a unit's list for a date, by half-day and queue number (roles unit, operator, admin)."""
        path = f"/v1/units/{quote(unit_id, safe='')}/days/{date.isoformat()}"
        return decode(Day, await self.read(path, **options))

    async def put_closure(
        self,
        closure_id: str,
        unit_ids: Iterable[str],
        start: dt.datetime,
        end: dt.datetime,
        reason: str,
        **options: Unpack[ChangeOptions],
    ) -> Closure:
        """Close units from ``start`` to ``end``, or change that closure (roles admin, and unit for its own).

        Windows inside it show no places and take no holds. Bookings that stand inside stay; they are in
        ``affected``.
        """
        body = {
            "unit_ids": list(unit_ids),
            "start": start.isoformat(),
            "end": end.isoformat(),
            "reason": reason,
        }
        path = f"/v1/closures/{quote(closure_id, safe='')}"
        return decode(Closure, await self.change("PUT", path, body=body, **options))

    async def delete_closure(self, closure_id: str, **options: Unpack[ChangeOptions]) -> None:
        """Lift a closure (roles admin, and unit for what units set).

        Raises:
            ClosureNotFound: there is none of that id.
        """
        await self.change("DELETE", f"/v1/closures/{quote(closure_id, safe='')}", **options)

    async def list_closures(
        self, *, unit_id: str | None = None, at: dt.datetime | None = None, **options: Unpack[ReadOptions]
    ) -> tuple[Closure, ...]:
        """Return closures, of one unit and at one moment where given."""
        params = _without_none(unit=unit_id, at=at.isoformat() if at else None)
        return decode_list(Closure, await self.read("/v1/closures", params=params, **options))
