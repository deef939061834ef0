"""From parsed content files, or the canonical form in the database, to the rulebook's entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.guidance.channels import Channel
from bot.guidance.moments import Interval, parse_moment
from bot.guidance.rulebook.check import link_problems
from bot.guidance.rulebook.model import (
    Actor,
    Audience,
    Basis,
    Condition,
    Confidence,
    Contact,
    Document,
    Effect,
    Group,
    Phrase,
    Purpose,
    Regime,
    Rule,
    Scope,
    Status,
    Topic,
    Unsaid,
)
from bot.guidance.rulebook.schema import SECTIONS, Problem, schema_problems

if TYPE_CHECKING:
    from collections.abc import Mapping

type Entry = dict[str, Any]
type Plain = dict[str, list[Entry]]
"""Content as plain JSON values: section name to entries."""


class RulebookError(ValueError):
    """The content cannot be a rulebook; `problems` says what, where."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Content:
    """All entries by section, each in the canonical order."""

    documents: Mapping[str, Document]
    actors: Mapping[str, Actor]
    groups: Mapping[str, Group]
    contacts: tuple[Contact, ...]
    rules: tuple[Rule, ...]
    regimes: tuple[Regime, ...]
    unsaid: tuple[Unsaid, ...]
    topics: tuple[Topic, ...]
    phrases: Mapping[str, str]


def merge(files: Mapping[str, object]) -> Plain:
    """Check parsed files and put their sections together, each in the order of ids: the canonical form.

    Raises:
        RulebookError: with every problem found.
    """
    problems = schema_problems(files)
    if problems:
        raise RulebookError(problems)
    checked: Mapping[str, Any] = files
    problems = link_problems(checked)
    if problems:
        raise RulebookError(problems)
    return {
        section: sorted(
            (entry for content in checked.values() for entry in content.get(section, ())),
            key=lambda entry: str(entry["id"]),
        )
        for section in SECTIONS
    }


def build(plain: Plain) -> Content:
    """Build the entries of checked, merged content."""
    groups = {entry["id"]: _group(entry) for entry in plain["groups"]}
    documents = {entry["id"]: _document(entry) for entry in plain["documents"]}
    return Content(
        documents=documents,
        actors={entry["id"]: _actor(entry) for entry in plain["actors"]},
        groups=groups,
        contacts=tuple(_contact(entry, documents) for entry in plain["contacts"]),
        rules=tuple(_rule(entry, groups, documents) for entry in plain["rules"]),
        regimes=tuple(_regime(entry, documents) for entry in plain["regimes"]),
        unsaid=tuple(
            Unsaid(entry["id"], entry["document"], entry["topic"], entry["text_vi"]) for entry in plain["unsaid"]
        ),
        topics=tuple(_topic(entry) for entry in plain["topics"]),
        phrases={phrase.id: phrase.vi for phrase in (Phrase(e["id"], e["vi"]) for e in plain["phrases"])},
    )


def _effect(
    entry: Entry,
    documents: Mapping[str, Document],
    start_name: str = "effective_from",
    end_name: str = "effective_to",
) -> Effect:
    start, end = _moment(entry, start_name), _moment(entry, end_name)
    return Effect(
        Interval(start, end),
        Basis(entry["from_basis"]) if "from_basis" in entry else None,
        Basis(entry["to_basis"]) if "to_basis" in entry else None,
        entry.get("to_note"),
        _moment(entry, "told_from") or _signed(entry, documents, start),
    )


def _moment(entry: Entry, field: str) -> datetime | None:
    return parse_moment(entry[field]) if field in entry else None


def _signed(entry: Entry, documents: Mapping[str, Document], start: datetime | None) -> datetime | None:
    """The first moment of the day on which a document that says so was signed; without one, the entry's own first.

    A rule that a later letter restates holds from before that letter, so it is never told later than it holds.
    """
    found = [documents.get(entry.get(field, "")) for field in ("document", "underlying_document")]
    days = [document.signed_on for document in found if document is not None and document.signed_on is not None]
    signed = parse_moment(min(days).isoformat()) if days else None
    return min((moment for moment in (signed, start) if moment is not None), default=None)


def _scope(entry: Entry, groups: Mapping[str, Group]) -> Scope:
    group = entry.get("group")
    return Scope(
        province=entry.get("province"),
        unit_levels=frozenset(entry.get("unit_levels", ())),
        area_include=frozenset(entry.get("area_include", ())),
        area_exclude=frozenset(entry.get("area_exclude", ())),
        channel=Channel(entry["channel"]) if "channel" in entry else None,
        procedures=frozenset(entry.get("procedures", ())) | (groups[group].procedures if group else frozenset()),
        group=group,
        condition=Condition(entry.get("condition", Condition.NONE)),
        place=entry.get("place"),
    )


def _rule(entry: Entry, groups: Mapping[str, Group], documents: Mapping[str, Document]) -> Rule:
    return Rule(
        id=entry["id"],
        status=Status(entry["status"]),
        document=entry.get("document"),
        kind=entry["kind"],
        audience=Audience(entry["audience"]),
        effect=_effect(entry, documents),
        scope=_scope(entry.get("scope", {}), groups),
        paragraph=entry.get("paragraph"),
        quote=entry.get("quote"),
        duty=entry.get("duty"),
        underlying_document=entry.get("underlying_document"),
        exception_to=entry.get("exception_to"),
        supersedes=tuple(entry.get("supersedes", ())),
        decides=dict(entry.get("decides", {})),
        params=dict(entry.get("params", {})),
        actors=tuple(entry.get("actors", ())),
        counterpart=entry.get("counterpart"),
        topics=tuple(entry["topics"]),
        silent_on=tuple(entry.get("silent_on", ())),
        do_vi=entry.get("do_vi"),
        why_vi=entry.get("why_vi"),
        past_vi=entry.get("past_vi"),
        confidence=Confidence(entry.get("confidence", Confidence.MEDIUM)),
        confirmed=entry.get("confirmed", False),
        notice=entry.get("notice"),
        source=entry.get("source"),
        gap=entry.get("gap"),
        ambiguity=entry.get("ambiguity"),
        needs_check=entry.get("needs_check"),
    )


def _regime(entry: Entry, documents: Mapping[str, Document]) -> Regime:
    return Regime(
        id=entry["id"],
        status=Status(entry["status"]),
        effect=_effect(entry, documents),
        text_vi=entry["text_vi"],
        document=entry.get("document"),
        province=entry.get("province"),
        warns=entry["warns"],
        provisions=tuple(entry.get("provisions", ())),
        confidence=Confidence(entry["confidence"]),
        confirmed=entry["confirmed"],
        source=entry.get("source"),
    )


def _contact(entry: Entry, documents: Mapping[str, Document]) -> Contact:
    return Contact(
        id=entry["id"],
        status=Status(entry["status"]),
        label=entry["label"],
        value=entry["value"],
        purpose=Purpose(entry["purpose"]),
        effect=_effect(entry, documents, "valid_from", "valid_to"),
        unit=entry.get("unit"),
        value_en=entry.get("value_en"),
        dial=entry.get("dial"),
        document=entry.get("document"),
        paragraph=entry.get("paragraph"),
        required_before_go_live=entry.get("required_before_go_live", False),
        confidence=Confidence(entry.get("confidence", Confidence.MEDIUM)),
        confirmed=entry.get("confirmed", False),
        source=entry.get("source"),
        note=entry.get("note"),
    )


def _document(entry: Entry) -> Document:
    return Document(
        id=entry["id"],
        kind=entry["kind"],
        number=entry.get("number"),
        issuer=entry.get("issuer"),
        signed_on=date.fromisoformat(entry["signed_on"]) if "signed_on" in entry else None,
        subject=entry.get("subject"),
        sources=tuple(entry.get("sources", ())),
        paragraphs=dict(entry.get("paragraphs", {})),
        text_file=entry.get("text_file"),
        note=entry.get("note"),
    )


def _actor(entry: Entry) -> Actor:
    return Actor(entry["id"], entry["name_2021"], entry.get("name_now"), entry.get("note"))


def _group(entry: Entry) -> Group:
    return Group(entry["id"], entry["name_vi"], frozenset(entry["procedures"]), entry.get("note"))


def _topic(entry: Entry) -> Topic:
    contact = entry.get("spoken_by_contact")
    return Topic(
        entry["id"], entry["text_vi"], tuple(entry.get("spoken_by", ())), Purpose(contact) if contact else None
    )
