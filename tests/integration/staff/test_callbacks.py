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

    from bot.staff.office import Office
    from tests.integration.staff.conftest import Desk

    type Query = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def left(query: Query) -> Callable[..., int]:
    """A function that stores a request as the bot does, and returns its number."""

    def leave(desk: str = "hotline", reason: str = "Nhà không có mạng", phone: str = "0912000111") -> int:
        (row,) = query(
            "INSERT INTO callbacks (desk, reason, name, phone, procedure, area, as_of)"
            " VALUES (%s, %s, 'Nguyễn Văn Demo', %s, '1.001193', %s, '2021-08-22T09:00+07:00') RETURNING id",
            [desk, reason, phone, TAC_VAN],
        )
        return int(row["id"])

    return leave


async def ids(office: Office, **how: Any) -> list[int]:
    return [row["id"] for row in (await callbacks.listed(office, **how)).rows]


NOT_CALLED = "người đó đã đến quầy"


async def test_lists_by_desk_and_without_what_is_closed(lonely_desk: Desk, left: Callable[..., int]) -> None:
    office = await lonely_desk(Role.OPERATOR)
    first, second, third = left(), left("labour"), left()
    assert await ids(office) == [first, second, third]
    assert await ids(office, desk="labour") == [second]
    await callbacks.close(office, third, "Đã gọi, hướng dẫn nộp qua mạng", untaken=NOT_CALLED)
    assert await ids(office) == [first, second]
    assert await ids(office, closed=True) == [first, second, third]


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


async def test_an_admin_may_close_for_somebody_else(lonely_desk: Desk, left: Callable[..., int], query: Query) -> None:
    number = left()
    await callbacks.take(await lonely_desk(Role.OPERATOR), number)
    await callbacks.close(await lonely_desk(), number, "Người trực nghỉ; đã gọi")
    (kept,) = query("SELECT status, outcome, taken_by FROM callbacks WHERE id = %s", [number])
    assert kept == {"status": "closed", "outcome": "Người trực nghỉ; đã gọi", "taken_by": "operator Demo"}


async def test_two_take_the_same_at_once(lonely_desk: Desk, left: Callable[..., int], query: Query) -> None:
    number = left()
    offices = [await lonely_desk(Role.OPERATOR, name=f"Trực {n} Demo") for n in range(4)]
    results = await asyncio.gather(*(callbacks.take(office, number) for office in offices), return_exceptions=True)
    assert [isinstance(result, Refused) for result in results].count(True) == 3
    assert len(query("SELECT 1 FROM audit WHERE action = 'operator.take'")) == 1


async def test_a_unit_sees_its_own_desk_only(lonely_desk: Desk, left: Callable[..., int]) -> None:
    other, own = left(), left(f"unit:{TAC_VAN}")
    office = await lonely_desk(Role.UNIT, TAC_VAN)
    assert await ids(office) == [own]
    assert await ids(office, desk="hotline") == []
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


async def test_nothing_is_hidden_behind_a_flood(lonely_desk: Desk, left: Callable[..., int], query: Query) -> None:
    """M3: a thousand fakes hid whoever came after them."""
    query(
        """INSERT INTO callbacks (desk, reason, name, phone, as_of)
        SELECT 'hotline', 'phá', 'Ma', '0900000000', now() FROM generate_series(1, 1200)"""
    )
    real = left()
    office = await lonely_desk(Role.OPERATOR)
    assert (await ids(office, newest=True, limit=1)) == [real]
    page = await callbacks.listed(office, limit=1000)
    assert (len(page.rows), page.open, page.taken) == (1000, 1201, 0)
    rest = await callbacks.listed(office, limit=1000, after=page.more)
    assert (rest.rows[-1]["id"], rest.more) == (real, None)
    assert len(page.rows) + len(rest.rows) == 1201
    second = await callbacks.listed(office, newest=True, limit=1, after=real)
    assert second.rows[0]["id"] == real - 1


async def test_a_flood_is_closed_at_once_after_a_look(
    lonely_desk: Desk, left: Callable[..., int], query: Query, audited: Callable[[str], list[Any]]
) -> None:
    office = await lonely_desk(Role.OPERATOR)
    fakes = [left(phone="0900000000") for _ in range(5)]
    real, taken = left(), left(phone="0900000000")
    await callbacks.take(office, taken)
    with pytest.raises(Refused, match="Ghi rõ"):
        await callbacks.close_many(office, callbacks.Which(), "gửi phá")
    which = callbacks.Which(phone="0900000000")
    rows, code, done = await callbacks.close_many(office, which, "gửi phá")
    assert ([row["id"] for row in rows], done) == (fakes, False)
    late = left(phone="0900000000")
    with pytest.raises(Refused, match="không khớp"):
        await callbacks.close_many(office, which, "gửi phá", confirm=code)  # another one has come since the look
    rows, code, _ = await callbacks.close_many(office, callbacks.Which(phone="0900000000", last=fakes[-1]), "gửi phá")
    _, _, done = await callbacks.close_many(
        office, callbacks.Which(phone="0900000000", last=fakes[-1]), "gửi phá", confirm=code
    )
    assert done
    assert await ids(office) == [real, taken, late]
    assert [row["details"]["requests"] for row in audited("operator.close-many")] == [fakes]
    # Nobody has called, so the report counts no quick answers.
    closed = query("SELECT DISTINCT outcome, taken_at FROM callbacks WHERE status = 'closed'")
    assert closed == [{"outcome": "gửi phá", "taken_at": None}]
    with pytest.raises(NotAllowed):
        await callbacks.close_many(await lonely_desk(Role.UNIT, TAC_VAN), which, "gửi phá")


@pytest.mark.parametrize(
    ("typed", "desk"),
    [
        ("tổng đài", "hotline"),
        ("Tong dai", "hotline"),
        ("hotline", "hotline"),
        ("lao động", "labour"),
        ("labour", "labour"),
        ("xã Tắc Vân", f"unit:{TAC_VAN}"),
        (f"unit:{TAC_VAN}", f"unit:{TAC_VAN}"),
    ],
)
async def test_a_desk_is_named_as_the_list_names_it(lonely_desk: Desk, typed: str, desk: str) -> None:
    """D8: the very word of the list gave an empty one."""
    assert callbacks.read_desk(await lonely_desk(), typed) == desk


@pytest.mark.parametrize("typed", ["tổng dài quá", "unit:khong-co", "xã Không Có Thật", ""])
async def test_an_unknown_desk_is_refused(lonely_desk: Desk, typed: str) -> None:
    with pytest.raises(Refused, match="Không rõ"):
        callbacks.read_desk(await lonely_desk(), typed)


async def test_what_was_taken_can_be_given_back(
    lonely_desk: Desk, left: Callable[..., int], audited: Callable[[str], list[Any]]
) -> None:
    """D13: a colleague gone home, or the wrong number, and only an admin could close it, as if done."""
    number = left()
    mine = await lonely_desk(Role.OPERATOR, name="Trực Một Demo")
    other = await lonely_desk(Role.OPERATOR, name="Trực Hai Demo")
    with pytest.raises(Refused, match="chưa ai nhận"):
        await callbacks.give_back(mine, number)
    row = await callbacks.take(mine, number)
    assert (row["name"], row["phone"]) == ("Nguyễn Văn Demo", "0912000111")
    await callbacks.give_back(mine, number)
    await callbacks.take(mine, number)
    with pytest.raises(Refused, match="ghi lý do"):
        await callbacks.give_back(other, number)
    assert await callbacks.give_back(other, number, "hết ca, chưa gọi") == "Trực Một Demo"
    await callbacks.take(other, number)
    await callbacks.close(other, number, "Đã gọi")
    with pytest.raises(Refused, match="đã xong"):
        await callbacks.give_back(other, number)
    assert [row["details"]["taken_by"] for row in audited("operator.give-back")] == ["Trực Một Demo"] * 2


async def test_closing_what_nobody_called_needs_a_reason(
    lonely_desk: Desk, left: Callable[..., int], query: Query
) -> None:
    office = await lonely_desk(Role.OPERATOR)
    number = left()
    for reason in (None, "", "xx"):
        with pytest.raises(Refused, match="chưa ai nhận gọi"):
            await callbacks.close(office, number, "Đã xong", untaken=reason)
    await callbacks.close(office, number, "Đã xong", untaken=NOT_CALLED)
    assert query("SELECT status, taken_by, taken_at FROM callbacks") == [
        {"status": "closed", "taken_by": None, "taken_at": None}
    ]


async def test_an_operator_records_a_call_back(
    lonely_desk: Desk, left: Callable[..., int], audited: Callable[[str], list[Any]]
) -> None:
    """D11: "ghi yêu cầu gọi lại" was advice without a command."""
    office = await lonely_desk(Role.OPERATOR)
    waits = left(phone="0912000222")
    details = {"desk": "labour", "name": "Lê Thị Demo", "phone": "0912000222", "reason": "trợ cấp thất nghiệp"}
    number, same = await callbacks.add(office, **details)
    assert same == [waits]
    assert await ids(office, desk="labour") == [number]
    assert len(audited("operator.callback-add")) == 1
    with pytest.raises(Refused, match="--reason"):
        await callbacks.add(office, **{**details, "reason": " "})
    with pytest.raises(NotAllowed):
        await callbacks.add(await lonely_desk(Role.UNIT, TAC_VAN), **details)
