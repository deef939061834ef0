"""`motcua rules`: what is in force at a moment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from bot.clock import AsOf
from bot.commands.context import fail
from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.conversation.snapshot import Guidance
from bot.guidance.describe import describe
from bot.guidance.places.gazetteer import MatchKind
from bot.guidance.rulebook.text import tell
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.model import Situation
from bot.guidance.steering.text import explain

if TYPE_CHECKING:
    from bot.guidance.places.gazetteer import PlaceMatch

app = typer.Typer(help="What is in force at a moment.", no_args_is_help=True, add_completion=False)


@app.callback()
def _group() -> None:
    """Read the rulebook that comes with the code; needs no server."""


@app.command()
def at(
    moment: str = typer.Argument(help="A day or moment in Vietnam time, like 2021-08-22T09:00, or 'today'."),
    area: str | None = typer.Option(None, "--area", help="A place as people write it."),
    procedure: str | None = typer.Option(None, "--procedure", help="A procedure's code, or what people call it."),
    *,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Show the rules, regimes and contacts in force, and the ways to submit."""
    try:
        when = AsOf.parse(moment).now()
    except ValueError:
        fail("MOMENT must be a day (2021-08-22), a moment (2021-08-22T09:00) or 'today'", code=2)
    guidance = _packaged()
    code = _code(guidance, procedure)
    match = guidance.place_reader.resolve(area, when) if area else None
    place = guidance.area(match.unit, when) if match is not None else None
    offering = guidance.offers.at(when, code) if code else None
    advice = guidance.rulebook.at(when, place, offering)
    ladder = steer(guidance.rulebook, guidance.offers, when, code, area=place, situation=Situation())
    if as_json:
        described = describe(advice, ladder, _area(guidance, match, when) if match is not None else None)
        typer.echo(json.dumps(described, ensure_ascii=False))
        return
    if match is not None and match.unit is None:
        names = "; ".join(guidance.places.full_name(unit) for unit in match.candidates) or "none fits"
        typer.echo(f"which place is '{area}'? {names}. What follows does not look at any place.\n", err=True)
    for advised in advice.rules:
        typer.echo(f"{advised.rule.id}  {tell(advised, advice, guidance.rulebook).text}\n")
    for regime in advice.regimes:
        typer.echo(f"{regime.regime.id}  {regime.regime.text_vi}")
    for contact in advice.contacts:
        typer.echo(f"{contact.id}  {contact.label}: {contact.value}")
    typer.echo("\n" + explain(ladder, guidance.rulebook).text)


def _packaged() -> Guidance:
    reference = load_reference()
    return Guidance(
        version=0,
        rulebook=load_rulebook(),
        offers=load_offers(),
        places=reference.places,
        place_reader=reference.place_reader,
        catalogue=reference.catalogue,
        search=reference.search,
    )


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
