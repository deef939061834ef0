"""People with tokens, and the audit that nobody can change."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bot.staff import audit, members
from bot.staff.actor import OWNER, SETUP, SYSTEM, authenticate, without_token
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.db.pool import Database
    from bot.staff.actor import Actor
    from tests.integration.staff.conftest import Desk

    type Query = Callable[..., list[dict[str, Any]]]


async def login(database: Database, token: str) -> Actor:
    async with database.intake.connection() as connection:
        return await authenticate(connection, token)


async def test_a_token_is_shown_once_and_kept_as_a_hash(lonely_desk: Desk, query: Query, database: Database) -> None:
    token = await members.add(await lonely_desk(), "Nguyễn Văn Demo", Role.OPERATOR)
    assert len(token) >= 43
    (row,) = query("SELECT * FROM staff")
    assert bytes(row["token_hash"]) == hashlib.sha256(token.encode()).digest()
    assert token not in str(query("SELECT * FROM staff, audit"))
    actor = await login(database, token)
    assert (actor.name, actor.role, actor.units) == ("Nguyễn Văn Demo", Role.OPERATOR, frozenset())


async def test_a_wrong_or_disabled_token_opens_nothing(lonely_desk: Desk, database: Database) -> None:
    office = await lonely_desk()
    token = await members.add(office, "Nguyễn Văn Demo", Role.OPERATOR)
    for wrong in ("", token[:-1], token.upper(), "mcs_" + "A" * 43):
        with pytest.raises(NotAllowed, match="đã bị khóa"):
            await login(database, wrong)
    await members.disable(office, "Nguyễn Văn Demo")
    with pytest.raises(NotAllowed):
        await login(database, token)


async def test_a_disabled_person_can_come_back_with_a_new_token_only(lonely_desk: Desk, database: Database) -> None:
    office = await lonely_desk()
    old = await members.add(office, "Nguyễn Văn Demo", Role.OPERATOR)
    with pytest.raises(Refused, match="Đã có cán bộ"):
        await members.add(office, "Nguyễn  Văn Demo", Role.ADMIN)
    await members.disable(office, "Nguyễn Văn Demo")
    new = await members.add(office, "Nguyễn Văn Demo", Role.READER)
    with pytest.raises(NotAllowed):
        await login(database, old)
    assert (await login(database, new)).role is Role.READER


async def test_units_go_with_role_unit_and_with_no_other(lonely_desk: Desk, database: Database) -> None:
    office = await lonely_desk()
    with pytest.raises(Refused, match="--unit"):
        await members.add(office, "A Demo", Role.UNIT)
    with pytest.raises(Refused, match="Chỉ vai trò unit"):
        await members.add(office, "A Demo", Role.ADMIN, ["phuong-8_ca-mau"])
    token = await members.add(office, "A Demo", Role.UNIT, ["phuong-8_ca-mau", "phuong-8_ca-mau"])
    assert (await login(database, token)).units == {"phuong-8_ca-mau"}


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", OWNER.name, SETUP.name, SYSTEM.name, "Hệ  thống"])
async def test_names_that_cannot_be(lonely_desk: Desk, name: str) -> None:
    with pytest.raises(Refused):
        await members.add(await lonely_desk(), name, Role.READER)


async def test_roles_are_read_and_setup_is_nobodys() -> None:
    assert members.read_role(" Operator ") is Role.OPERATOR
    for role in ("setup", "root", ""):
        with pytest.raises(Refused, match="admin, operator"):
            members.read_role(role)


async def test_the_last_admin_stays(lonely_desk: Desk) -> None:
    office = await lonely_desk(name="Nguyễn Văn Demo")
    await members.add(office, "Nguyễn Văn Demo", Role.ADMIN)
    with pytest.raises(Refused, match="quản trị cuối cùng"):
        await members.disable(office, "Nguyễn Văn Demo")
    await members.add(office, "Trần Thị Demo", Role.ADMIN)
    await members.disable(office, "Nguyễn Văn Demo")
    with pytest.raises(Refused, match="đã khóa"):
        await members.disable(office, "Nguyễn Văn Demo")
    with pytest.raises(Refused, match="Không có cán bộ"):
        await members.disable(office, "Ai Đó Demo")


async def test_without_a_token(lonely_desk: Desk, database: Database) -> None:
    async with database.intake.connection() as connection:
        assert await without_token(connection, embedded=True) is OWNER
        assert await without_token(connection, embedded=False) is SETUP
        office = await lonely_desk(Role.SETUP)
        with pytest.raises(NotAllowed, match="phải có vai trò admin"):
            await members.add(office, "Nguyễn Văn Demo", Role.OPERATOR)
        await members.add(office, "Nguyễn Văn Demo", Role.ADMIN)
        with pytest.raises(NotAllowed, match="Đã có quản trị"):
            await members.add(office, "Trần Thị Demo", Role.ADMIN)
        with pytest.raises(NotAllowed, match="MOTCUA_STAFF_TOKEN"):
            await without_token(connection, embedded=False)


async def test_every_change_is_noted_with_who_did_it(lonely_desk: Desk) -> None:
    office = await lonely_desk(name="Chị Quản Trị Demo")
    await members.add(office, "Nguyễn Văn Demo", Role.OPERATOR)
    await members.disable(office, "Nguyễn Văn Demo")
    rows = await audit.read(office)
    assert [(row["actor"], row["role"], row["action"], row["target"]) for row in rows] == [
        ("Chị Quản Trị Demo", "admin", "staff.disable", "Nguyễn Văn Demo"),
        ("Chị Quản Trị Demo", "admin", "staff.add", "Nguyễn Văn Demo"),
    ]
    assert [row["action"] for row in await audit.read(office, action="staff", limit=1)] == ["staff.disable"]
    assert [row["action"] for row in await audit.read(office, action="staff.add")] == ["staff.add"]
    assert await audit.read(office, actor="Ai Đó Demo") == []
    with pytest.raises(Refused):
        await audit.read(office, limit=0)


async def test_a_refused_change_leaves_no_trace_of_having_happened(lonely_desk: Desk) -> None:
    office = await lonely_desk()
    await members.add(office, "Nguyễn Văn Demo", Role.OPERATOR)
    before = await audit.read(office)
    with pytest.raises(Refused):
        await members.add(office, "Nguyễn Văn Demo", Role.ADMIN)
    assert await audit.read(office) == before


async def test_the_audit_is_append_only(lonely_desk: Desk, query: Query) -> None:
    await members.add(await lonely_desk(), "Nguyễn Văn Demo", Role.OPERATOR)
    for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            query(statement)
    assert len(query("SELECT 1 FROM audit")) == 1


async def test_numbers_of_citizens_never_stay_in_the_audit(lonely_desk: Desk, query: Query) -> None:
    office = await lonely_desk()
    await audit.note(office, "operator.close", "1", outcome="gọi 0912 000 111, CCCD 096123456789", more=["0912000111"])
    text = str(query("SELECT details FROM audit"))
    assert "0912" not in text
    assert "096123456789" not in text


@pytest.mark.parametrize(
    "name", ["<script src=//x.vn/a.js></script>", "Lan & Hoa", 'Lan"', "Lan\x1b[2K", "Lan\u202enaL", "La\u200bn"]
)
async def test_a_name_that_would_act_where_it_is_shown_is_refused(lonely_desk: Desk, name: str) -> None:
    with pytest.raises(Refused, match="Tên cán bộ"):
        await members.add(await lonely_desk(), name, Role.APPROVER)


async def test_the_audit_keeps_hashes_whole_and_masks_numbers_of_people(lonely_desk: Desk) -> None:
    office = await lonely_desk()
    hashes = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(200)]
    paper = "096123456789"
    await audit.note(office, "broadcast.edit", "7", before=hashes[0], after=hashes[1:], why=f"CCCD {paper}", bare=paper)
    (row,) = await audit.read(office, action="broadcast.edit")
    assert [row["details"]["before"], *row["details"]["after"]] == hashes
    assert paper not in str(row["details"])
