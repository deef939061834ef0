"""What a broadcast would do: how many get it where, who can't be reached and why, how long it takes, how it looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.broadcasts import store
from bot.broadcasts.audience import Audience
from bot.broadcasts.audience_sql import LANGUAGE, REASON, compile_audience
from bot.broadcasts.callers import counted
from bot.broadcasts.drafting import findings_of
from bot.broadcasts.progress import seconds_for
from bot.broadcasts.rendering import rendered
from bot.broadcasts.starting import long_transaction
from bot.broadcasts.understood import NOTHING, understood
from bot.platforms.zalo_oa.rendering import Buttons
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.checks import Finding
    from bot.broadcasts.model import Broadcast
    from bot.broadcasts.understood import Understood
    from bot.staff.office import Office

SAMPLES = 3

_COUNT = """
WITH people AS ({people})
SELECT p.platform, {reason} AS reason, count(*) AS n
FROM people AS p JOIN conversations AS c ON c.id = p.contact_id GROUP BY 1, 2
"""
_SAMPLE = """
WITH people AS ({people}), speaking AS (
    SELECT p.platform, p.contact_id, {language} AS language
    FROM people AS p JOIN conversations AS c ON c.id = p.contact_id
), ranked AS (
    SELECT platform, language, row_number() OVER (PARTITION BY platform, language ORDER BY contact_id) AS place
    FROM speaking
)
SELECT platform, language FROM ranked WHERE place <= {samples} ORDER BY platform, place, language
"""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a broadcast would do now.

    Attributes:
        broadcast: which.
        by_platform: platform → people it is for.
        unreachable: reason → people who can't be reached at the moment.
        seconds: how long sending takes at the allowed rates.
        samples: platform → messages of up to three real people, in their language.
        findings: what was found in it.
        on_no_platform: people with an appointment whom no message reaches: those on no platform besides, and of
            those it is for who can't be reached; None where nobody could say.
        understood: what the names in it mean.
    """

    broadcast: Broadcast
    by_platform: Mapping[str, int]
    unreachable: Mapping[str, int]
    seconds: float
    samples: Mapping[str, list[list[dict[str, Any]]]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    on_no_platform: int | None = 0
    understood: Understood = NOTHING

    @property
    def count(self) -> int:
        """People it is for."""
        return sum(self.by_platform.values())

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "id": self.broadcast.id,
            "title": self.broadcast.content.title,
            "state": self.broadcast.state,
            "audience": self.broadcast.content.audience,
            "understood": self.understood.to_json(),
            "count": self.count,
            "by_platform": dict(self.by_platform),
            "unreachable": dict(self.unreachable),
            "reachable": self.count - sum(self.unreachable.values()),
            "on_no_platform": self.on_no_platform,
            "seconds": self.seconds,
            "samples": dict(self.samples),
            "findings": [finding.to_json() for finding in self.findings],
        }


async def preview(
    office: Office, broadcast: int, reach: Reach, rates: Mapping[str, float], *, buttons: Buttons = Buttons.HIDE
) -> Preview:
    """Return what a broadcast would do now; nothing is sent.

    Args:
        office: of whoever looks.
        broadcast: its id.
        reach: what the settings let us send.
        rates: platform → messages a second, 0 for no limit.
        buttons: how choices are shown on Zalo.
    """
    require(office.actor, "broadcast.preview")
    found = await store.get(office.database, broadcast)
    people = compile_audience(Audience.parse(found.content.audience), office.guidance, office.now)
    values = people.values_for(reach)
    async with long_transaction(office.database) as connection:
        statement = _COUNT.format(people=people.people, reason=REASON)
        rows = await (await connection.execute(statement.encode(), values)).fetchall()
        sampled = _SAMPLE.format(people=people.people, samples=SAMPLES, language=LANGUAGE)
        samples = await (await connection.execute(sampled.encode(), values)).fetchall()
    by_platform: dict[str, int] = {}
    unreachable: dict[str, int] = {}
    reached: dict[str, int] = {}
    for row in rows:
        by_platform[row["platform"]] = by_platform.get(row["platform"], 0) + row["n"]
        where = unreachable if row["reason"] else reached
        key = row["reason"] or row["platform"]
        where[key] = where.get(key, 0) + row["n"]
    shown: dict[str, list[list[dict[str, Any]]]] = {}
    for row in samples:
        messages = shown.setdefault(row["platform"], [])
        if len(messages) < SAMPLES:
            messages.append(rendered(found.content.reply(row["language"]), row["platform"], buttons))
    return Preview(
        found,
        dict(sorted(by_platform.items())),
        dict(sorted(unreachable.items())),
        seconds_for(reached, rates),
        shown,
        findings_of(office, found.content),
        await counted(office, found.content, reach),
        understood(found.content, office.guidance, office.now),
    )
