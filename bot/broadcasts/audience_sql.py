"""An audience as one SQL statement: the contacts, their platform, and why one of them can't be reached now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.broadcasts.areas import ids_within
from bot.broadcasts.model import REACHED_BY_BROADCAST
from bot.platforms.zalo_oa.window import FREE, LONGEST, MARGIN
from bot.staff.errors import Refused
from bot.staff.finding import find_place, read_place
from bot.staff.reading import day_start, half_day_start, read_day, read_half, read_procedure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from booking_client import HalfDay
    from bot.broadcasts.audience import Audience
    from bot.conversation.snapshot import Guidance
    from bot.guidance.places.gazetteer import AdminUnit

_OF_THEM = ":of_them"
"""Stands in conditions for "is a conversation of this person": this one, or any that they have linked with it."""
_ALONE = "= c.id"
_LINKED = "IN (SELECT l.id FROM conversations AS l WHERE l.person = c.person)"

_HOME, _LANGUAGE = ":home", ":language"
"""Stand in conditions for where a person lives and what they speak."""


def _told_last(key: str) -> str:
    """Return what a linked person said last of themselves, in whatever conversation."""
    return (
        f"(SELECT l.profile ->> '{key}' FROM conversations AS l WHERE l.person = c.person"  # noqa: S608 - constants
        f" AND l.profile ->> '{key}' IS NOT NULL ORDER BY l.last_turn_at DESC NULLS LAST, l.id LIMIT 1)"
    )


LANGUAGE = f"coalesce(c.profile ->> 'language', {_told_last('language')}, 'vi')"
"""What a person (``c``) is written to in."""

_OF_ONE = {_OF_THEM: _ALONE, _HOME: "(c.profile ->> 'area')", _LANGUAGE: "coalesce(c.profile ->> 'language', 'vi')"}
_OF_LINKED = {_OF_THEM: _LINKED, _HOME: _told_last("area"), _LANGUAGE: LANGUAGE}

_GOT_IT = "('sent', 'delivered', 'seen', 'unknown')"
"""Of unknown fate too: who may have read something wrong should read what puts it right."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What the settings let us send.

    Attributes:
        platforms: that messages go out to; others can't be reached.
        zalo_pays: whether Zalo's billed messages may be sent.
        zalo_template: whether a template goes out where the reply window is closed.
    """

    platforms: tuple[str, ...] = tuple(REACHED_BY_BROADCAST)
    zalo_pays: bool = False
    zalo_template: bool = False

    @property
    def window(self) -> timedelta | None:
        """How old a person's last word on Zalo may be; None for any."""
        if self.zalo_template:
            return None
        return (LONGEST if self.zalo_pays else FREE) - MARGIN

    @property
    def values(self) -> dict[str, Any]:
        """The placeholders of ``REASON``."""
        window = self.window
        return {
            "reachable": list(self.platforms),
            "zalo_window": None if window is None else window.total_seconds(),
        }


ALL = Reach()
"""Every platform, and nothing that is billed."""

REASON = """
CASE
    WHEN c.profile ->> 'notifications' = 'off' THEN 'opted_out'
    WHEN c.stopped_at IS NOT NULL THEN 'blocked'
    WHEN c.platform <> ALL(%(reachable)s) THEN 'platform_off'
    WHEN c.platform = 'zalo_oa' AND %(zalo_window)s::float8 IS NOT NULL
        AND coalesce(greatest(c.interacted_at, c.last_turn_at), '-infinity')
            < now() - make_interval(secs => %(zalo_window)s::float8) THEN 'zalo_window'
END
"""
"""Why a person (``c``) can't be reached at the moment, or null; with the placeholders of ``Reach.values``."""


@dataclass(slots=True)
class Selection:
    """A compiled audience.

    Attributes:
        where: conditions over ``conversations AS c``. Who opted out of everything is nobody's reader; but with an
            appointment, or as somebody who got what is put right, they are listed as not reached.
        values: of their placeholders.
        asked: what a subscription must be about, as ``broadcast_wanted`` is asked while the broadcast goes out.
    """

    where: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, list[str] | None] = field(
        default_factory=lambda: {"procedure_codes": None, "area_ids": None, "not_area_ids": None}
    )

    def values_for(self, reach: Reach) -> dict[str, Any]:
        """Return the values of all placeholders in ``people``."""
        return {**reach.values, **self.values}

    def add(self, condition: str, **values: object) -> None:
        """Demand one more thing."""
        self.where.append(condition)
        self.values |= values

    @property
    def people(self) -> str:
        """The statement: ``contact_id`` and ``platform`` of everybody it is for, each person once.

        Of somebody who has linked several conversations it takes the one they used last among those that can be
        reached; what they asked for or booked in one of them counts in all.
        """
        conditions = "\n  AND ".join(self.where)
        return f"""
SELECT c.id AS contact_id, c.platform FROM conversations AS c
WHERE c.person IS NULL AND {_filled(conditions, _OF_ONE)}
UNION ALL
(SELECT DISTINCT ON (c.person) c.id, c.platform FROM conversations AS c
WHERE c.person IS NOT NULL AND {_filled(conditions, _OF_LINKED)}
ORDER BY c.person, ({REASON}) IS NOT NULL, c.last_turn_at DESC NULLS LAST, c.id)
"""  # noqa: S608 - built of constants; what staff wrote goes in as values


def _filled(conditions: str, meanings: Mapping[str, str]) -> str:
    for placeholder, meaning in meanings.items():
        conditions = conditions.replace(placeholder, meaning)
    return conditions


def compile_audience(audience: Audience, guidance: Guidance, now: datetime) -> Selection:
    """Compile an audience; names of places, procedures and days mean what they mean at ``now``.

    Raises:
        Refused: a name fits nothing, or several things.
    """
    made = Selection()
    made.add("c.platform = ANY(%(platforms)s)", platforms=_platforms(audience))
    made.add("left(c.chat, 1) <> '-'")
    if audience.subscription is not None:
        made.add("c.profile ->> 'notifications' IS DISTINCT FROM 'off'")
    _living(made, audience, guidance, now)
    if audience.language is not None:
        made.add(":language = %(language)s", language=audience.language)
    if audience.not_language is not None:
        made.add(":language <> %(not_language)s", not_language=audience.not_language)
    if audience.within is not None:
        _concerned(made, audience, guidance)
    if audience.unit is not None and audience.day is not None:
        _visiting(made, audience, (audience.unit, audience.day, audience.half), guidance, now)
    _histories(made, audience, guidance)
    return made


def _platforms(audience: Audience) -> list[str]:
    wanted = audience.platforms or tuple(REACHED_BY_BROADCAST)
    return [platform for platform in wanted if platform not in audience.not_platforms]


def find_area(guidance: Guidance, name: str, now: datetime) -> AdminUnit:
    """Return the unit that an audience's ``area=`` names; a part of one is no audience, and is not made the whole.

    Raises:
        Refused: none fits, several do, or a hamlet is named, of which nobody knows who lives there.
    """
    read = read_place(guidance, name, now)
    if read.detail is not None:
        whole = guidance.places.full_name(read.unit)
        raise Refused(
            f"“{name}”: không gửi riêng cho {read.detail} được, chỉ gửi được cho cả {whole}. Đúng ý như vậy thì ghi"
            f" area='{whole}'."
        )
    return read.unit


def _area_ids(guidance: Guidance, names: Iterable[str], now: datetime) -> list[str] | None:
    units = [find_area(guidance, name, now) for name in names]
    if not units:
        return None
    return sorted({found for unit in units for found in ids_within(guidance.places, unit)})


def _living(made: Selection, audience: Audience, guidance: Guidance, now: datetime) -> None:
    """Who asked for it, and where: the area is the subscription's own, else where the person lives."""
    areas, not_areas = (_area_ids(guidance, names, now) for names in (audience.areas, audience.not_areas))
    made.values |= {"areas": areas, "not_areas": not_areas}
    topic = audience.subscription
    where = "coalesce(s.area_id, :home)" if topic is not None else ":home"
    conditions = []
    if areas is not None:
        conditions.append(f"{where} = ANY(%(areas)s)")
    if not_areas is not None:
        conditions.append(f"coalesce({where}, '') <> ALL(%(not_areas)s)")
    if topic is None:
        made.where += conditions
        return
    made.asked |= {"area_ids": areas, "not_area_ids": not_areas}
    conditions.append("s.topic = %(topic)s")
    made.values["topic"] = topic
    if audience.procedures and audience.within is None:
        conditions.append("s.procedure_code = ANY(%(subscribed)s)")
        made.asked["procedure_codes"] = made.values["subscribed"] = _codes(guidance, audience.procedures)
    wanted = " AND ".join(["s.contact_id :of_them", "s.withdrawn_at IS NULL", *conditions])
    made.add(f"EXISTS (SELECT 1 FROM subscriptions AS s WHERE {wanted})")  # noqa: S608 - constants


def _codes(guidance: Guidance, names: Iterable[str]) -> list[str]:
    return sorted({read_procedure(guidance, name).code for name in names})


def _concerned(made: Selection, audience: Audience, guidance: Guidance) -> None:
    """Who asked about a procedure, or booked it, in the last days."""
    made.add(
        "(EXISTS (SELECT 1 FROM contact_procedures AS p WHERE p.contact_id :of_them"
        " AND p.procedure_code = ANY(%(procedures)s) AND p.asked_at > now() - make_interval(days => %(within)s))"
        " OR EXISTS (SELECT 1 FROM contact_visits AS v WHERE v.contact_id :of_them"
        " AND v.procedure_code = ANY(%(procedures)s) AND v.booked_at > now() - make_interval(days => %(within)s)))",
        procedures=_codes(guidance, audience.procedures),
        within=audience.within,
    )


def _visiting(
    made: Selection, audience: Audience, visit: tuple[str, str, str | None], guidance: Guidance, now: datetime
) -> None:
    """Who has an appointment at a one-stop unit on a day, or half of it; for which procedure, where that is said."""
    unit, day, half = visit
    place = find_place(guidance, unit, now)
    start, end = _stretch(day, read_half(half) if half is not None else None, now)
    conditions = ["v.contact_id :of_them AND v.unit_id = %(unit)s"]
    conditions.append("v.visit_at >= %(visit_from)s AND v.visit_at < %(visit_to)s")
    if audience.procedures and audience.subscription is None and audience.within is None:
        conditions.append("v.procedure_code = ANY(%(visited)s)")
        made.values["visited"] = _codes(guidance, audience.procedures)
    if audience.not_procedures:
        conditions.append("v.procedure_code <> ALL(%(not_visited)s)")
        made.values["not_visited"] = _codes(guidance, audience.not_procedures)
    made.add(
        f"EXISTS (SELECT 1 FROM contact_visits AS v WHERE {' AND '.join(conditions)})",  # noqa: S608 - constants
        unit=place.id,
        visit_from=start,
        visit_to=end,
    )


def _stretch(text: str, half: HalfDay | None, now: datetime) -> tuple[datetime, datetime]:
    day = read_day(text, now, past=True)
    start, end = day_start(day), day_start(day + timedelta(days=1))
    if half is None:
        return start, end
    noon = half_day_start(day, half).replace(hour=12)
    return (start, noon) if half.value == "morning" else (noon, end)


def _histories(made: Selection, audience: Audience, guidance: Guidance) -> None:
    """Who got, or did not get, an earlier broadcast; who has nothing to do with a procedure, unless a visit says it."""
    got = f"SELECT 1 FROM broadcast_recipients AS r WHERE r.contact_id :of_them AND r.status IN {_GOT_IT}"  # noqa: S608 - a constant
    if audience.received is not None:
        made.add(f"EXISTS ({got} AND r.broadcast_id = %(received)s)", received=audience.received)
    if audience.told is not None and "/" in audience.told:
        code, _, field = audience.told.partition("/")
        made.add(
            "EXISTS (SELECT 1 FROM told_fields AS k CROSS JOIN LATERAL unnest(k.fields) AS f (said)"
            " WHERE k.conversation_id :of_them AND k.code = %(told_code)s"
            " AND split_part(f.said, '=', 1) = %(told_field)s"
            " AND (%(told_as)s::text IS NULL OR split_part(f.said, '=', 2) <> %(told_as)s))",
            told_code=code,
            told_field=field,
            told_as=audience.not_as,
        )
    elif audience.told is not None:
        made.add(
            "EXISTS (SELECT 1 FROM told_rules AS k WHERE k.conversation_id :of_them AND k.rule = %(told)s"
            " AND (%(told_until)s::bigint IS NULL OR k.version <= %(told_until)s)"
            " AND (%(told_in)s::bigint[] IS NULL OR k.version = ANY(%(told_in)s)))",
            told=audience.told,
            told_until=audience.version,
            told_in=list(audience.versions) or None,
        )
    if audience.not_broadcasts:
        made.add(f"NOT EXISTS ({got} AND r.broadcast_id = ANY(%(not_got)s))", not_got=list(audience.not_broadcasts))
    if audience.not_procedures and audience.unit is None:
        made.add(
            "NOT EXISTS (SELECT 1 FROM contact_procedures AS p WHERE p.contact_id :of_them"
            " AND p.procedure_code = ANY(%(not_procedures)s))"
            " AND NOT EXISTS (SELECT 1 FROM contact_visits AS v WHERE v.contact_id :of_them"
            " AND v.procedure_code = ANY(%(not_procedures)s))"
            " AND NOT EXISTS (SELECT 1 FROM subscriptions AS n WHERE n.contact_id :of_them"
            " AND n.withdrawn_at IS NULL AND n.procedure_code = ANY(%(not_procedures)s))",
            not_procedures=_codes(guidance, audience.not_procedures),
        )
