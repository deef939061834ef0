"""`motcua rules at`: what is in force at a moment, as the bots know it, or as it was known before."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from bot.clock import AsOf
from bot.commands.context import fail
from bot.commands.rules.desk import app
from bot.commands.stored_guidance import read_guidance
from bot.guidance.catalogue.sheet import KINDS, ORDER, REASONS, in_words
from bot.guidance.describe import describe
from bot.guidance.moments import VIETNAM
from bot.guidance.places.gazetteer import MatchKind
from bot.guidance.rulebook.text import tell
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.model import Situation
from bot.guidance.steering.text import explain
from bot.surfaces import for_terminal, json_line

if TYPE_CHECKING:
    from bot.conversation.snapshot import Guidance
    from bot.guidance.catalogue.field import Field
    from bot.guidance.catalogue.telling import Reason
    from bot.guidance.places.gazetteer import PlaceMatch


@app.command()
def at(
    moment: str = typer.Argument(help="Ngày hay lúc, giờ Việt Nam: 2021-08-22T09:00, hoặc 'today'."),
    area: str | None = typer.Option(None, "--area", help="Nơi nào, ghi như bà con hay viết."),
    procedure: str | None = typer.Option(None, "--procedure", help="Mã thủ tục, hay tên bà con hay gọi."),
    known_at: str | None = typer.Option(
        None, "--known-at", help="Theo điều đã công bố tới lúc này (giờ thật, không phải lúc sắp tới)."
    ),
    *,
    packaged: bool = typer.Option(False, "--packaged", help="Đọc tệp đi kèm phần mềm, không đọc cơ sở dữ liệu."),
    as_json: bool = typer.Option(False, "--json", help="In một đối tượng JSON."),
) -> None:
    """Xem đang áp dụng quy định, chế độ, liên hệ nào, và cách nộp hồ sơ.

    Dòng đầu (JSON: "source") cho biết đã hỏi đâu: cơ sở dữ liệu mà trợ lý hỏi, hay tệp đi kèm phần mềm.
    """
    try:
        when = AsOf.parse(moment).now()
    except ValueError:
        fail("MOMENT must be a day (2021-08-22), a moment (2021-08-22T09:00) or 'today'", code=2)
    known = _known_at(known_at)
    guidance, source = read_guidance(packaged=packaged, known_at=known)
    code = _code(guidance, procedure)
    match = guidance.place_reader.resolve(area, when) if area else None
    place = guidance.area(match.unit, when) if match is not None else None
    offering = guidance.offers.at(when, code) if code else None
    advice = guidance.rulebook.at(when, place, offering)
    unit = match.unit if match is not None else None
    situation = Situation(citizen_lock=guidance.lock_of(unit.id, when) if unit is not None else None)
    ladder = steer(guidance.rulebook, guidance.offers, when, code, area=place, situation=situation)
    locked = [
        {"area": guidance.places.full_name(guidance.places.get(entry.area)), "until": entry.lock.until}
        for entry in guidance.locks_at(when)
    ]
    notices = [notice.texts["vi"] for notice in guidance.notices_for(unit, when)]
    fields = _fields(guidance, code, when, known or datetime.now(VIETNAM)) if code else []
    if as_json:
        described = describe(advice, ladder, _area(guidance, match, when) if match is not None else None)
        described |= {
            "source": source,
            "version": guidance.rulebook_id or None,
            "locked_areas": locked,
            "notices": notices,
            "fields": fields,
        }
        typer.echo(json_line(described, default=str))
        return
    typer.echo(f"asked: {source}\n")
    if match is not None and match.unit is None:
        names = "; ".join(guidance.places.full_name(unit) for unit in match.candidates) or "none fits"
        asked = f"which place is '{area}'? {names}. What follows does not look at any place."
        typer.echo(for_terminal(asked) + "\n", err=True)
    for notice in notices:
        typer.echo(for_terminal(f"notice: {notice}"))
    for entry in locked:
        typer.echo(for_terminal(f"locked down: {entry['area']}, until {entry['until'] or 'it is lifted'}"))
    for advised in advice.rules:
        typer.echo(for_terminal(f"{advised.rule.id}  {tell(advised, advice, guidance.rulebook).text}") + "\n")
    for regime in advice.regimes:
        typer.echo(for_terminal(f"{regime.regime.id}  {regime.regime.text_vi}"))
    for contact in advice.contacts:
        typer.echo(for_terminal(f"{contact.id}  {contact.label}: {contact.value}"))
    typer.echo("\n" + explain(ladder, guidance.rulebook).text)
    for field in fields:
        why = "" if field["told"] else f" (không nói với dân: {field['why']})"
        typer.echo(for_terminal(f"{field['id']}  {field['kind_name']}: {field['says']}{why}"))


def _fields(guidance: Guidance, code: str, when: datetime, known_at: datetime) -> list[dict[str, Any]]:
    """Return what is written down of a procedure, as it was known: what of it people are told, and why not the rest."""
    found: list[dict[str, Any]] = []
    for kind in ORDER:
        telling = guidance.fields.told(code, kind, at=when, known_at=known_at)
        found += [_field(one.field, None) for one in telling.told]
        found += [_field(one.field, one.reason) for one in telling.untold]
    return found


def _field(field: Field, why: Reason | None) -> dict[str, Any]:
    return {
        "id": field.id,
        "kind": field.kind.value,
        "kind_name": KINDS[field.kind],
        "says": in_words(field),
        "state": field.state.value,
        "told": why is None,
        "why": REASONS[why] if why is not None else None,
        "official": field.confirmation.official if field.confirmation is not None else None,
    }


def _known_at(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = AsOf.parse(text).now()
    except ValueError:
        fail("--known-at must be a day (2026-11-01), a moment (2026-11-01T09:00) or 'today'", code=2)
    if moment > datetime.now(VIETNAM):
        fail("--known-at must not be to come: nobody knows yet what will be published until then", code=2)
    return moment


def _code(guidance: Guidance, procedure: str | None) -> str | None:
    if procedure is None or procedure in guidance.catalogue:
        return procedure
    decision = guidance.search.decide(procedure)
    if len(decision.hits) != 1:
        names = "; ".join(f"{hit.code} {hit.name}" for hit in decision.hits) or "none fits"
        fail(f"which procedure is '{procedure}'? {names}", code=2)
    return decision.hits[0].code


def _area(guidance: Guidance, match: PlaceMatch, when: Any) -> dict[str, Any]:  # noqa: ANN401 - a moment
    unit = match.unit
    return {
        "name": guidance.places.full_name(unit) if unit is not None else None,
        "id": unit.id if unit is not None else None,
        "kind": match.kind.value,
        "reason": match.reason.value if match.reason is not None else None,
        "candidates": [
            {"id": candidate.id, "name": candidate.name, "label": guidance.places.label(candidate, when)}
            for candidate in match.candidates
        ]
        if match.kind is not MatchKind.UNIQUE
        else [],
    }
