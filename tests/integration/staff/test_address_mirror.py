"""Addresses of units: published in the rulebook alone, and mirrored to a real booking service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from booking_client import Unit, UnitLevel
from bot.staff import address_mirror, units
from bot.staff.finding import find_place
from bot.staff.roles import Role
from bot.staff.rulebook import approving, drafting, publishing
from tests.integration.staff.conftest import TAC_VAN
from tests.integration.staff.helpers import announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from booking_client import BookingClient
    from bot.staff.office import Office
    from bot.staff.rulebook.publishing import Published
    from tests.integration.staff.conftest import Desk

ADDRESS = """
title: "Địa chỉ Tắc Vân"
correction: "Ghi lại cho năm 2021."
contacts:
  - {id: "tac-van-at", status: "published", purpose: "unit_address", unit: "%s", label: "Địa chỉ", value: "%s",
     valid_from: "%s"}
"""


async def publish(desk: Desk, value: str, since: str = "2021-01-01") -> Published:
    writer, chief = await desk(Role.AUTHOR), await desk(Role.APPROVER)
    row = await drafting.write(writer, "dia-chi.yaml", ADDRESS % (TAC_VAN, value, since))
    await approving.submit(writer, row.id)
    await approving.approve(chief, row.id, row.subject.code)
    return await publishing.publish(writer, row.id)


async def address(client: BookingClient) -> str | None:
    (unit,) = await client.list_units(ids=[TAC_VAN])
    return unit.address


async def test_what_is_published_changed_and_hidden_the_booking_service_follows(
    desk: Desk, client: BookingClient, audited: Callable[[str], list[dict[str, Any]]]
) -> None:
    office = await desk()
    await announce(office)
    (known,) = await client.list_units(ids=[TAC_VAN])
    only = replace(known, procedures=("2.000815",), address="ấp Cũ, do ai đó ghi")
    await client.put_units([only])

    done = await publish(desk, "Số 1 đường Demo, xã Tắc Vân")
    assert address_mirror.units_in(done.changes) == (TAC_VAN,)
    mirrored = await address_mirror.mirror(await desk(Role.AUTHOR), [TAC_VAN])
    assert (mirrored.units, mirrored.problem) == ((TAC_VAN,), None)
    assert await client.list_units(ids=[TAC_VAN]) == (replace(only, address="Số 1 đường Demo, xã Tắc Vân"),)
    assert (await address_mirror.mirror(await desk(Role.AUTHOR))).units == (), "the same again changes nothing"
    noted = [row for row in audited("unit.addresses") if row["details"].get("changed")]
    assert [(row["actor"], row["details"]["changed"]) for row in noted] == [("author Demo", [TAC_VAN])]

    await publish(desk, "Số 2 đường Demo, xã Tắc Vân")
    await address_mirror.mirror(await desk(Role.AUTHOR), [TAC_VAN])
    assert await address(client) == "Số 2 đường Demo, xã Tắc Vân"

    hidden = await publishing.hide(await desk(Role.AUTHOR), ["tac-van-at"], "Sai số nhà")
    assert address_mirror.units_in(hidden.changes) == (TAC_VAN,)
    await address_mirror.mirror(await desk(Role.AUTHOR), [TAC_VAN])
    assert await address(client) is None


async def test_a_unit_that_comes_later_has_the_address_from_the_beginning(desk: Desk, client: BookingClient) -> None:
    await publish(desk, f"Số 1 đường Demo, {'bên sông ' * 30}")
    assert (await address_mirror.mirror(await desk())).units == (), "the service knows no unit yet"
    await announce(await desk())
    told = await address(client)
    assert told is not None
    assert told.startswith("Số 1 đường Demo, bên sông"), "cut to what the service takes: the unit opens all the same"


async def test_one_that_begins_later_is_mirrored_when_it_has_begun(desk: Desk, client: BookingClient) -> None:
    office = await desk()
    await announce(office)
    known = Unit(id=TAC_VAN, name="Một cửa Tắc Vân", level=UnitLevel.COMMUNE, area_id=TAC_VAN, address="ấp Cũ")
    await client.put_units([known])
    await publish(desk, "Số 9 đường Demo", since="2021-08-25")
    assert (await address_mirror.mirror(await desk())).units == ()
    assert await address(client) == "ấp Cũ", "until then nobody publishes any"
    then = await desk(now=office.now.replace(day=25))
    await units.register(then, [find_place(then.guidance, "xã Tắc Vân", then.now)])
    assert await address(client) == "Số 9 đường Demo"


async def test_a_service_that_is_away_is_told_of_it_later(
    desk: Desk, client: BookingClient, dead_client: BookingClient
) -> None:
    await announce(await desk())
    await publish(desk, "Số 1 đường Demo")

    async def at(**more: Any) -> Office:
        return await desk(Role.AUTHOR, **more)

    lost = await address_mirror.mirror(await at(booking=dead_client), [TAC_VAN])
    assert lost.problem is not None
    assert lost.units == ()
    none = await address_mirror.mirror(await at(booking=None), [TAC_VAN])
    assert none.problem is not None
    assert (await address_mirror.mirror(await at())).units == (TAC_VAN,)
    assert await address(client) == "Số 1 đường Demo"
