"""Staff and their tokens: add, list, renew, disable. The database lets only an admin, by functions of its owner."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.staff.actor import OWNER, SETUP, SYSTEM
from bot.staff.audit import record
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import ACTIONS, GIVEN, Role, require
from bot.staff.tokens import hash_of, new_token
from bot.surfaces import for_screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.staff.office import Office

_LONGEST_NAME = 100
_STRANGE = re.compile(r"[<>&\"]")
"""Names stand in pages, tables and terminals of others; nobody is called so."""
_RESERVED = frozenset(actor.name.casefold() for actor in (OWNER, SETUP, SYSTEM))
"""Names that stand in the audit for nobody with a token."""
_ADD = b"SELECT staff_add(%(name)s, %(role)s, %(hash)s, %(units)s, %(until)s, %(first)s) AS outcome"
_DISABLE = b"SELECT outcome, was FROM staff_disable(%(name)s, %(keep)s)"
_RENEW = b"SELECT staff_renew(%(old)s, %(hash)s, %(until)s)"
TOKEN_DAYS = 365
"""A token ends after so long; its owner can take a new one before, by the old one."""
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
    if not name or len(name) > _LONGEST_NAME:
        raise Refused("Tên cán bộ không được để trống, tối đa 100 ký tự.")
    if _STRANGE.search(name) or for_screen(name) != name:
        raise Refused('Tên cán bộ không được có các dấu < > & " hay ký tự ẩn; gõ lại tên bằng chữ thường dùng.')
    if name.casefold() in _RESERVED:
        raise Refused(f"Tên “{name}” đã dành riêng cho hệ thống; chọn tên khác.")
    if role is Role.UNIT and not units:
        raise Refused("Vai trò unit phải kèm ít nhất một --unit: bộ phận một cửa mà người này làm việc.")
    if role not in (Role.UNIT, Role.AUTHOR) and units:
        raise Refused("Chỉ vai trò unit và author mới kèm --unit.")
    if office.actor.role is Role.SETUP and role is not Role.ADMIN:
        raise NotAllowed("Cơ sở dữ liệu chưa có cán bộ nào: người đầu tiên phải có vai trò admin.")
    token = new_token()
    first = office.actor.role is Role.SETUP
    values = {
        "name": name,
        "role": role,
        "hash": hash_of(token),
        "units": sorted(set(units)),
        "until": _end_of_token(),
        "first": first,
    }
    async with office.database.transaction() as connection:
        row = await (await connection.execute(_ADD, values)).fetchone()
        outcome = row["outcome"] if row is not None else None
        if outcome == "not the first":
            raise NotAllowed("Đã có quản trị rồi; từ nay cần mã cá nhân trong MOTCUA_STAFF_TOKEN.")
        if outcome != "added":
            raise Refused(f"Đã có cán bộ tên “{name}”. Muốn cấp mã mới thì 'motcua staff disable' người đó trước.")
        await record(connection, office.actor, "staff.add", name, role=role, units=values["units"])
    return token


def _end_of_token() -> datetime:
    return datetime.now(UTC) + timedelta(days=TOKEN_DAYS)


async def renew(office: Office) -> str:
    """Give whoever acts a new token in place of their own, and return it; the old one is useless from now on.

    Raises:
        Refused: they acted without a token.
    """
    require(office.actor, "staff.renew")
    if office.actor.token_hash is None:
        raise Refused("Đang làm việc không bằng mã cá nhân nên không có mã để đổi; đặt MOTCUA_STAFF_TOKEN.")
    token = new_token()
    values = {"old": office.actor.token_hash, "hash": hash_of(token), "until": _end_of_token()}
    async with office.database.transaction() as connection:
        await record(connection, office.actor, "staff.renew", office.actor.name)  # while the old one still counts
        await connection.execute(_RENEW, values)
    return token


async def disable(office: Office, name: str) -> None:
    """Make a person's token useless from now on; what they did stays in the audit."""
    require(office.actor, "staff.disable")
    name = " ".join(name.split())
    async with office.database.transaction() as connection:
        values = {"name": name, "keep": office.actor is not OWNER}
        row = await (await connection.execute(_DISABLE, values)).fetchone()
        outcome = row["outcome"] if row is not None else "none"
        if outcome == "none":
            raise Refused(f"Không có cán bộ nào tên “{name}”. Xem 'motcua staff list'.")
        if outcome == "before":
            raise Refused(f"Mã của “{name}” đã khóa từ trước.")
        if outcome == "last":
            raise Refused(f"“{name}” là quản trị cuối cùng; thêm quản trị khác trước khi khóa.")
        await record(connection, office.actor, "staff.disable", name, role=row["was"] if row is not None else None)


async def everybody(office: Office) -> list[DictRow]:
    """Return all staff by name, without their tokens."""
    require(office.actor, "staff.list")
    return await office.database.fetch(
        "SELECT name, role, units, created_at, disabled_at, expires_at FROM staff ORDER BY name"
    )


async def anybody_may(connection: AsyncConnection[DictRow], action: str) -> bool:
    """Return whether somebody with a token of their own may do ``action``."""
    found = await connection.execute(_HOLDS, [sorted(ACTIONS[action])])
    return await found.fetchone() is not None
