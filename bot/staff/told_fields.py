"""How many people were told a field of the catalogue, and how many of them otherwise than it is told now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.guidance.catalogue.changing import digest
from bot.guidance.catalogue.telling import Told as ToldField
from bot.guidance.catalogue.telling import judged
from bot.staff.errors import Refused
from bot.staff.roles import require
from bot.staff.rulebook.told import Told

if TYPE_CHECKING:
    from bot.guidance.catalogue.field import Field
    from bot.staff.office import Office

_QUERY = """
SELECT count(DISTINCT coalesce(c.person::text, c.id::text)) AS people, max(k.told_at) AS last,
    count(DISTINCT coalesce(c.person::text, c.id::text)) FILTER (
        WHERE %(now)s::text IS NULL OR split_part(f.said, '=', 2) <> %(now)s
    ) AS otherwise
FROM told_fields AS k CROSS JOIN LATERAL unnest(k.fields) AS f (said)
JOIN conversations AS c ON c.id = k.conversation_id
WHERE k.code = %(code)s AND split_part(f.said, '=', 1) = %(field)s
"""


async def told(office: Office, name: str) -> Told:
    """Return how many people were told a field; who erased their data is counted no more.

    Args:
        office: of whoever asks.
        name: code and id of the field: ``1.001193/fees:a0-b0``.

    Raises:
        Refused: nobody knows such a field.
    """
    require(office.actor, "rulebook.told")
    code, _, field = name.partition("/")
    known = any(one.id == field for one in _fields(office, code))
    now = _told_now(office, code, field)
    (row,) = await office.database.fetch(_QUERY, {"code": code, "field": field, "now": now})
    if not row["people"] and not known:
        raise Refused(f"Không có mục {name}. Mã mục ở cột cuối của 'motcua procedures sheet'.")
    audience = None
    if row["otherwise"]:
        audience = f"told={name} -as={now}" if now is not None else f"told={name}"
    return Told(name, row["people"], row["otherwise"], row["last"], audience)


def _told_now(office: Office, code: str, field: str) -> str | None:
    """Return the digest of what is told of a field now; None where nothing is."""
    known_at = datetime.now(UTC)
    for one in _fields(office, code):
        ended = office.guidance.fields.ended(code, at=office.now, known_at=known_at)
        if one.id == field and one.known(known_at) and ended is None:
            return digest(one) if isinstance(judged(one, at=office.now, known_at=known_at), ToldField) else None
    return None


def _fields(office: Office, code: str) -> tuple[Field, ...]:
    procedure = office.guidance.fields.get(code)
    return procedure.fields if procedure is not None else ()
