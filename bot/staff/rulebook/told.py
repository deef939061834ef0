"""How many people were told a rule, and by which content of it: for putting a wrong one right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from datetime import datetime

    from bot.staff.office import Office

_ENTRY = """
SELECT e.entry FROM jsonb_each({body}) AS s (section, entries)
CROSS JOIN LATERAL jsonb_array_elements(s.entries) AS e (entry)
WHERE s.section IN ('rules', 'regimes', 'contacts') AND e.entry ->> 'id' = %(rule)s
"""
# The entry as it stood in each version that people were told it from, against how it stands now.
_QUERY = f"""
WITH latest AS (SELECT body FROM rulebooks ORDER BY id DESC LIMIT 1),
told AS (SELECT version, max(told_at) AS last FROM told_rules WHERE rule = %(rule)s GROUP BY version)
SELECT t.version, t.last,
    ({_ENTRY.format(body="r.body")}) IS NOT DISTINCT FROM ({_ENTRY.format(body="latest.body")}) AS same
FROM told AS t LEFT JOIN rulebooks AS r ON r.id = t.version CROSS JOIN latest ORDER BY t.version
"""  # noqa: S608 - constants
_PEOPLE = """
SELECT count(DISTINCT coalesce(c.person::text, c.id::text)) AS people
FROM told_rules AS k JOIN conversations AS c ON c.id = k.conversation_id
WHERE k.rule = %(rule)s AND (%(until)s::bigint IS NULL OR k.version <= %(until)s)
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told an entry.

    Attributes:
        rule: its id.
        people: how many, each once; who erased their data is counted no more.
        otherwise: how many of them were told it as it does not stand any more.
        until: the last version in which they were; None where nobody was, and for fields of the catalogue.
        last: when somebody was told last, on the real clock.
        audience: whom a correction is for, as a broadcast's audience; None where nobody was told anything else.
    """

    rule: str
    people: int
    otherwise: int
    until: int | None
    last: datetime | None
    audience: str | None


async def told(office: Office, rule: str) -> Told:
    """Return how many people were told a rule, regime or contact.

    Raises:
        Refused: nobody knows such an id.
    """
    require(office.actor, "rulebook.told")
    content = office.guidance.rulebook.content
    known = {entry.id for entry in content.rules} | {entry.id for entry in content.regimes}
    known |= {entry.id for entry in content.contacts}
    rows = await office.database.fetch(_QUERY, {"rule": rule})
    if not rows and rule not in known:
        raise Refused(f"Không có quy định, chế độ hay liên hệ nào mã '{rule}'. Xem: motcua rules at today.")
    until = max((row["version"] for row in rows if not row["same"]), default=None)
    people = await _people(office, rule, None)
    otherwise = await _people(office, rule, until) if until is not None else 0
    audience = f"told={rule} version={until}" if until is not None else None
    return Told(rule, people, otherwise, until, max((row["last"] for row in rows), default=None), audience)


async def _people(office: Office, rule: str, until: int | None) -> int:
    rows = await office.database.fetch(_PEOPLE, {"rule": rule, "until": until})
    return int(rows[0]["people"]) if rows else 0
