"""How many people were told a rule, and by which content of it: for putting a wrong one right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.guidance.rulebook.changing import DATED, still_said
from bot.staff.errors import Refused
from bot.staff.roles import may, require

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.guidance.rulebook.parse import Entry
    from bot.staff.office import Office

# The entry as it stood in each version that people were told it from, and as it stands now.
_QUERY = """
WITH told AS (SELECT version, max(told_at) AS last FROM told_rules WHERE rule = %(rule)s GROUP BY version)
SELECT t.version, t.last,
    jsonb_path_query_first(r.body -> %(section)s, '$[*] ? (@.id == $rule)', %(name)s) AS was
FROM told AS t LEFT JOIN rulebooks AS r ON r.id = t.version ORDER BY t.version
"""
_PEOPLE = """
SELECT count(DISTINCT coalesce(c.person::text, c.id::text)) AS people,
    count(DISTINCT coalesce(c.person::text, c.id::text)) FILTER (WHERE k.version = ANY(%(versions)s)) AS otherwise
FROM told_rules AS k JOIN conversations AS c ON c.id = k.conversation_id WHERE k.rule = %(rule)s
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told an entry.

    Attributes:
        rule: its id.
        people: how many, each once; who erased their data is counted no more.
        otherwise: how many of them were told it as it does not stand any more.
        last: when somebody was told last, on the real clock.
        audience: whom a correction is for, as a broadcast's audience; None where nobody was told anything else.
    """

    rule: str
    people: int
    otherwise: int
    last: datetime | None
    audience: str | None


async def told(office: Office, rule: str) -> Told:
    """Return how many people were told a rule, regime or contact.

    Raises:
        Refused: nobody knows such an id.
    """
    require(office.actor, "rulebook.told")
    section, becomes = _entries(office).get(rule, ("rules", None))
    asked = {"rule": rule, "section": section, "name": Jsonb({"rule": rule})}
    rows = await office.database.fetch(_QUERY, asked)
    if not rows and becomes is None:
        raise Refused(f"Không có quy định, chế độ hay liên hệ nào mã '{rule}'. Xem: motcua rules at today.")
    wrong = [row["version"] for row in rows if not still_said(section, row["was"], becomes, office.now)]
    (counted,) = await office.database.fetch(_PEOPLE, {"rule": rule, "versions": wrong})
    audience = f"told={rule} versions={','.join(map(str, wrong))}" if wrong else None
    last = max((row["last"] for row in rows), default=None)
    return Told(rule, counted["people"], counted["otherwise"], last, audience)


async def told_otherwise(office: Office, ids: Iterable[str]) -> tuple[Told, ...]:
    """Return which of these entries somebody was told as they do not stand any more: what is left to put right.

    Nothing for who may not put it right.
    """
    if not may(office.actor, "rulebook.told"):
        return ()
    known = _entries(office)
    found = [await told(office, entry) for entry in ids if entry in known]
    return tuple(one for one in found if one.otherwise)


def _entries(office: Office) -> dict[str, tuple[str, Entry]]:
    """Return every entry that people can be told, by its id, with its section."""
    plain = office.guidance.rulebook.to_plain()
    return {entry["id"]: (section, entry) for section in DATED for entry in plain.get(section, ())}
