"""Staff and their tokens: add, list, disable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.staff.actor import OWNER, SETUP, SYSTEM
from bot.staff.audit import record
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import ACTIONS, GIVEN, Role, require
from bot.staff.tokens import hash_of, new_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.staff.office import Office

_LONGEST_NAME = 100
_RESERVED = frozenset(actor.name.casefold() for actor in (OWNER, SETUP, SYSTEM))
"""Names that stand in the audit for nobody with a token."""
_LOCK = b"LOCK TABLE staff IN SHARE ROW EXCLUSIVE MODE"
_ADD = b"""
INSERT INTO staff (name, role, token_hash, units) VALUES (%(name)s, %(role)s, %(hash)s, %(units)s)
ON CONFLICT (name) DO UPDATE
SET role = excluded.role, token_hash = excluded.token_hash, units = excluded.units, disabled_at = NULL
WHERE staff.disabled_at IS NOT NULL
RETURNING id
"""
_HOLDS = b"SELECT 1 FROM staff WHERE disabled_at IS NULL AND role = ANY(%s) LIMIT 1"


def read_role(text: str) -> Role:
    """Return the role that ``text`` names.

    Raises:
        Refused: there is none, or nobody is given it.
    """
    role = next((role for role in GIVEN if role == text.strip().lower()), None)
    if role is None:
        raise Refused(f"Không có vai trò '{text}'. Chọn một trong: {', '.join(GIVEN)}.")
    return role


async def add(office: Office, name: str, role: Role, units: Sequence[str] = ()) -> str:
    """Give a person a role and a token, and return the token; nobody can read it again later.

    Somebody who was disabled can be added again, with a new token.

    Args:
        office: of whoever adds.
        name: the person's; stands in the audit.
        role: what the person is there for.
        units: for role unit: the ids of the one-stop units the person works for; for role author: those for whose
            places they give notices without a second person.
    """
    require(office.actor, "staff.add")
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise Refused("Tên cán bộ không được để trống, tối đa 100 chữ.")
    if name.casefold() in _RESERVED:
        raise Refused(f"Tên “{name}” đã dành riêng cho hệ thống; chọn tên khác.")
    if role is Role.UNIT and not units:
        raise Refused("Vai trò unit phải kèm ít nhất một --unit: bộ phận một cửa mà người này làm việc.")
    if role not in (Role.UNIT, Role.AUTHOR) and units:
        raise Refused("Chỉ vai trò unit và author mới kèm --unit.")
    if office.actor.role is Role.SETUP and role is not Role.ADMIN:
        raise NotAllowed("Cơ sở dữ liệu chưa có cán bộ nào: người đầu tiên phải có vai trò admin.")
    token = new_token()
    values = {"name": name, "role": role, "hash": hash_of(token), "units": sorted(set(units))}
    async with office.database.transaction() as connection:
        await connection.execute(_LOCK)
        if office.actor.role is Role.SETUP:
            taken = await (await connection.execute(b"SELECT 1 FROM staff LIMIT 1")).fetchone()
            if taken is not None:
                raise NotAllowed("Đã có quản trị rồi; từ nay cần mã cá nhân trong MOTCUA_STAFF_TOKEN.")
        if await (await connection.execute(_ADD, values)).fetchone() is None:
            raise Refused(f"Đã có cán bộ tên “{name}”. Muốn cấp mã mới thì 'motcua staff disable' người đó trước.")
        await record(connection, office.actor, "staff.add", name, role=role, units=values["units"])
    return token


async def disable(office: Office, name: str) -> None:
    """Make a person's token useless from now on; what they did stays in the audit."""
    require(office.actor, "staff.disable")
    name = " ".join(name.split())
    async with office.database.transaction() as connection:
        await connection.execute(_LOCK)
        cursor = await connection.execute(b"SELECT role, disabled_at FROM staff WHERE name = %s", [name])
        row = await cursor.fetchone()
        if row is None:
            raise Refused(f"Không có cán bộ nào tên “{name}”. Xem 'motcua staff list'.")
        if row["disabled_at"] is not None:
            raise Refused(f"Mã của “{name}” đã khóa từ trước.")
        if row["role"] == Role.ADMIN and office.actor is not OWNER:
            await _keep_an_admin(connection, name)
        await record(connection, office.actor, "staff.disable", name, role=row["role"])  # before: it may be themselves
        await connection.execute(b"UPDATE staff SET disabled_at = now() WHERE name = %s", [name])


async def _keep_an_admin(connection: AsyncConnection[DictRow], name: str) -> None:
    cursor = await connection.execute(
        b"SELECT 1 FROM staff WHERE role = 'admin' AND disabled_at IS NULL AND name <> %s LIMIT 1", [name]
    )
    if await cursor.fetchone() is None:
        raise Refused(f"“{name}” là quản trị cuối cùng; thêm quản trị khác trước khi khóa.")


async def everybody(office: Office) -> list[DictRow]:
    """Return all staff by name, without their tokens."""
    require(office.actor, "staff.list")
    return await office.database.fetch("SELECT name, role, units, created_at, disabled_at FROM staff ORDER BY name")


async def anybody_may(connection: AsyncConnection[DictRow], action: str) -> bool:
    """Return whether somebody with a token of their own may do ``action``."""
    found = await connection.execute(_HOLDS, [sorted(ACTIONS[action])])
    return await found.fetchone() is not None
