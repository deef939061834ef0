"""On what the answers of units stand: how well they are founded, and the places where that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Source
from bot.guidance.answers.meaning import GLOSSARY
from bot.handlers.answers import source_of
from bot.handlers.finding import advise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit, Place


def caveats_of(turn: Turn, units: Iterable[AnswerUnit]) -> str:
    """Return how well an answer of these units is founded, to be said once; empty where nothing has to be said."""
    known = [unit for unit in units if unit.known]
    caveats = []
    if any(unit.later_copy for unit in known):
        caveats.append("answers.later_copy")
    elif any(unit.maybe_changed for unit in known):
        caveats.append("answers.maybe_changed")
    doubtful = [place.id for unit in known for place in unit.places if not place.confirmed and not place.of_law]
    articles = [place for unit in known for place in unit.places if not place.confirmed and place.of_law]
    if any(place.startswith(f"{GLOSSARY}/") for place in doubtful):
        caveats.insert(0, "answers.source_law")
    if any(not place.startswith(f"{GLOSSARY}/") for place in doubtful):
        caveats.insert(0, "answers.source")
    elif (
        not doubtful
        and not articles
        and any(not one.confirmed and one.in_force and one.notice for unit in known for one in unit.citations)
    ):
        caveats.insert(0, "answers.source_rules")
    return " ".join((*((_of_laws(turn, articles),) if articles else ()), *map(turn.words, caveats)))


def _of_laws(turn: Turn, places: Iterable[Place]) -> str:
    """Return which articles of which laws an answer stands on; clause and point are for who asks for the source."""
    laws: dict[str, dict[str, None]] = {}
    for place in places:
        laws.setdefault(place.document, {})[" ".join(place.part.split()[:2])] = None
    named = (
        turn.words(
            "answers.source_of_law_one",
            article=", ".join(map(turn.translated, articles)),
            law=turn.translated(document),
        ).strip()
        for document, articles in laws.items()
    )
    return turn.words("answers.source_of_law", laws="; ".join(named))


def lines_to_call(turn: Turn, codes: Iterable[str]) -> list[Source]:
    """Return the rule that publishes the line which an answer tells people to call about some procedures."""
    found = [rule for code in codes for rule in advise(turn, code).about("hotline") if "queue" in rule.rule.topics]
    return [source_of(found[0].citation, turn.guidance.rulebook.content.phrases)] if found else []


def sources_of(turn: Turn, units: Iterable[AnswerUnit]) -> list[Source]:
    """Return the places that an answer stands on: one for each document of the catalogue, one for each rule."""
    places: dict[tuple[str, str], list[Place]] = {}
    rules: dict[str, Source] = {}
    phrases = turn.guidance.rulebook.content.phrases
    for unit in units:
        if not unit.known:
            continue
        for place in unit.places:
            places.setdefault((place.id.split("/")[0], place.document), []).append(place)
        for citation in unit.citations:
            rules.setdefault(citation.rule, source_of(citation, phrases))
    return [*(_source(found) for found in places.values()), *rules.values()]


def _source(places: Sequence[Place]) -> Source:
    first = places[0]
    return Source(
        rule=first.id,
        document=first.document,
        paragraph=", ".join(
            (
                *dict.fromkeys(place.part for place in places if place.part),
                *dict.fromkeys(law for place in places for law in place.laws),
            )
        ),
        effective_from=None,
        in_force=True,
        signed_on=max(place.day for place in places).isoformat(),
        url=first.url,
        confirmed=all(place.confirmed for place in places),
    )
