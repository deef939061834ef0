"""Who acts: a person with a token, the owner of a machine's embedded data, or whoever sets up a new database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.staff.errors import NotAllowed
from bot.staff.roles import Role
from bot.staff.tokens import hash_of

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something, as permissions and the audit see them.

    Attributes:
        name: stands in the audit, and goes to the booking service's own.
        role: what the person is there for.
        units: the only one-stop units that a person of role unit works for, or those that an author belongs to; empty
            for all other roles.
        token_hash: of the token that was shown; None where none was.
    """

    name: str
    role: Role
    units: frozenset[str] = field(default_factory=frozenset)

    token_hash: bytes | None = field(default=None, repr=False, compare=False)


OWNER = Actor("chủ máy (dữ liệu nhúng)", Role.ADMIN)
"""Acts where no token is given and the data is embedded: whoever owns the files could change them anyway."""

SYSTEM = Actor("hệ thống", Role.ADMIN)
"""Acts where the program decides by itself, by rules that are written down."""

SETUP = Actor("người cài đặt", Role.SETUP)
"""Acts where no token is given and a database holds no staff yet; may only add the first admin."""


async def authenticate(connection: AsyncConnection[DictRow], token: str) -> Actor:
    """Return the person whose token this is.

    Raises:
        NotAllowed: no such token, or it was disabled, or has ended; which of these is not told.
    """
    cursor = await connection.execute(b"SELECT name, role, units FROM staff_of_token(%s)", [token.strip()])
    row = await cursor.fetchone()
    if row is None:
        raise NotAllowed(
            "Mã cá nhân trong MOTCUA_STAFF_TOKEN không đúng, đã hết hạn hoặc đã bị khóa. Nhờ quản trị khóa mã cũ"
            " ('motcua staff disable') rồi cấp mã mới ('motcua staff add')."
        )
    return Actor(row["name"], Role(row["role"]), frozenset(row["units"]), hash_of(token))


async def require_still(connection: AsyncConnection[DictRow], actor: Actor) -> None:
    """Make sure that the token which somebody showed when they began still stands for the same person and role.

    What runs for hours (the labelling screen, ``status --watch``) asks it for each thing that it does.

    Raises:
        NotAllowed: it was disabled meanwhile, or given to another role.
    """
    if actor.token_hash is None:
        return
    cursor = await connection.execute(
        b"SELECT token_stands(%s, %s, %s) AS stands", [actor.token_hash, actor.name, actor.role]
    )
    row = await cursor.fetchone()
    if row is None or not row["stands"]:
        raise NotAllowed(f"Mã cá nhân của {actor.name} vừa bị khóa hay đổi vai trò; việc này không được ghi.")


async def without_token(connection: AsyncConnection[DictRow], *, embedded: bool) -> Actor:
    """Return who acts where no token is given.

    Args:
        connection: to the bot's database.
        embedded: whether its data lies in this machine's own files.

    Raises:
        NotAllowed: a token is needed.
    """
    if embedded:
        return OWNER
    cursor = await connection.execute(b"SELECT staff_exists() AS somebody")
    row = await cursor.fetchone()
    if row is not None and not row["somebody"]:
        return SETUP
    raise NotAllowed(
        "Cần mã cá nhân của cán bộ: đặt biến MOTCUA_STAFF_TOKEN. Chưa có mã thì nhờ quản trị tạo"
        " bằng 'motcua staff add'."
    )
