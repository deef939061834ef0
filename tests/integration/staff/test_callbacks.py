"""Call-back requests: list, take, close, each desk its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.staff import callbacks
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role
from tests.integration.staff.conftest import TAC_VAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.staff.conftest import Desk

    type Query = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def left(query: Query) -> Callable[..., int]:
    """A function that stores a request as the bot does, and returns its number."""

    def leave(desk: str = "hotline", reason: str = "Nhà không có mạng") -> int:
        (row,) = query(
            "INSERT INTO callbacks (desk, reason, name, phone, procedure, area, as_of)"
            " VALUES (%s, %s, 'Nguyễn Văn Demo', '0912000111', '1.001193', %s, '2021-08-22T09:00+07:00') RETURNING id",
            [desk, reason, TAC_VAN],
        )
        return int(row["id"])

    return leave


async def test_lists_by_desk_and_without_what_is_closed(lonely_desk: Desk, left: Callable[..., int]) -> None:
    office = await lonely_desk(Role.OPERATOR)
    first, second, third = left(), left("labour"), left()
    assert [row["id"] for row in await callbacks.listed(office)] == [first, second, third]
    assert [row["id"] for row in await callbacks.listed(office, desk="labour")] == [second]
    await callbacks.close(office, third, "Đã gọi, hướng dẫn nộp qua mạng")
    assert [row["id"] for row in await callbacks.listed(office)] == [first, second]
    assert [row["id"] for row in await callbacks.listed(office, closed=True)] == [first, second, third]


async def test_one_takes_it_and_only_they_close_it(lonely_desk: Desk, left: Callable[..., int], query: Query) -> None:
    number = left()
    mine = await lonely_desk(Role.OPERATOR, name="Trực Một Demo")
    other = await lonely_desk(Role.OPERATOR, name="Trực Hai Demo")
    await callbacks.take(mine, number)
    await callbacks.take(mine, number)
    with pytest.raises(Refused, match="Trực Một Demo nhận rồi"):
        await callbacks.take(other, number)
    with pytest.raises(Refused, match="để người đó ghi kết quả"):
        await callbacks.close(other, number, "Đã gọi")
    await callbacks.close(mine, number, "  Đã đặt lịch   CM-7K3P9 ")
    for again in (callbacks.take(mine, number), callbacks.close(mine, number, "Đã gọi")):
        with pytest.raises(Refused, match="đã xong"):
            await again
    (row,) = query("SELECT status, taken_by, outcome, closed_at FROM callbacks")
    assert (row["status"], row["taken_by"], row["outcome"]) == ("closed", "Trực Một Demo", "Đã đặt lịch CM-7K3P9")
    assert row["closed_at"] is not None


async def test_an_admin_may_close_for_somebody_else(lonely_desk: Desk, left: Callable[..., int]) -> None:
    number = left()
    await callbacks.take(await lonely_desk(Role.OPERATOR), number)
    await callbacks.close(await lonely_desk(), number, "Người trực nghỉ; đã gọi")


async def test_two_take_the_same_at_once(lonely_desk: Desk, left: Callable[..., int], query: Query) -> None:
    number = left()
    offices = [await lonely_desk(Role.OPERATOR, name=f"Trực {n} Demo") for n in range(4)]
    results = await asyncio.gather(*(callbacks.take(office, number) for office in offices), return_exceptions=True)
    assert [isinstance(result, Refused) for result in results].count(True) == 3
    assert len(query("SELECT 1 FROM audit WHERE action = 'operator.take'")) == 1


async def test_a_unit_sees_its_own_desk_only(lonely_desk: Desk, left: Callable[..., int]) -> None:
    other, own = left(), left(f"unit:{TAC_VAN}")
    office = await lonely_desk(Role.UNIT, TAC_VAN)
    assert [row["id"] for row in await callbacks.listed(office)] == [own]
    assert await callbacks.listed(office, desk="hotline") == []
    await callbacks.take(office, own)
    with pytest.raises(NotAllowed):
        await callbacks.take(office, other)
    with pytest.raises(NotAllowed):
        await callbacks.close(office, other, "Đã gọi")


@pytest.mark.parametrize("outcome", ["", "   ", "x" * 501])
async def test_an_outcome_must_be_given(lonely_desk: Desk, left: Callable[..., int], outcome: str) -> None:
    with pytest.raises(Refused, match="--outcome"):
        await callbacks.close(await lonely_desk(), left(), outcome)


async def test_a_number_that_is_none(lonely_desk: Desk) -> None:
    office = await lonely_desk()
    with pytest.raises(Refused, match="Không có yêu cầu gọi lại số 99"):
        await callbacks.take(office, 99)


async def test_looking_is_noted_by_number_not_by_name(
    lonely_desk: Desk, left: Callable[..., int], audited: Callable[[str], list[Any]]
) -> None:
    number = left()
    await callbacks.listed(await lonely_desk(Role.OPERATOR))
    (row,) = audited("operator.callbacks")
    assert row["details"] == {"seen": [number]}
