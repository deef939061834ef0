"""Which document says so, what it says, and whether it still holds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.guidance.catalogue.telling import How
from bot.guidance.catalogue.values import FieldKind, Law
from bot.guidance.rulebook.citation import format_citation, format_day, over_mark
from bot.guidance.rulebook.model import Audience
from bot.handlers import mentions
from bot.handlers.answers import CITED, Answer
from bot.handlers.booking.words import capital
from bot.handlers.finding import advise, procedure_of
from bot.handlers.menu import intent_choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.rulebook.advice import Advice, AdvisedRule, Citation
    from bot.guidance.rulebook.model import Document

_MOST = 3
_MOST_LAWS = 6
"""Documents of a matter that are told by their numbers; of others how many there are."""
_TELLING = 3
"""Digits from which on the first part of a number names a document; "64" may be anything."""
_YEAR = re.compile(r"/((?:19|20)\d\d)\b")
_NUMBER = re.compile(r"\b(\d{2,5})(?:/|\b)")


async def ask_rule_source(turn: Turn) -> None:
    """Which document, which paragraph, still in force."""
    advice = advise(turn)
    answer = Answer(turn, advice)
    document, named = _document(turn)
    if document is not None:
        _tell_document(turn, answer, document)
    elif named:
        answer.say("source.unknown_document", number=named)
    else:
        of_matter = _tell_laws(turn, answer)
        found = _latest(turn, advice) or ([] if of_matter else _default(advice))
        _tell_rules(turn, answer, found)
        if not found and not of_matter:
            answer.say("source.nothing")
    over = document is not None and not any(a.rule.document == document.id for a in advice.rules)
    answer.silence(*(topic for topic in mentions.topics(turn.text) if not (over and topic == "end_date")))
    answer.send(choices=[intent_choice(turn, "ask_submission_channel"), intent_choice(turn, "ask_hotline")])


async def ask_rule(turn: Turn, rule_id: str) -> bool:
    """Tell where one rule stands, which a broadcast told of; False where nothing may be told of it any more."""
    advice, advised = _named(turn, rule_id)
    if advised is None:
        return False
    answer = Answer(turn, advice)
    _tell_rules(turn, answer, [advised])
    answer.send(choices=[intent_choice(turn, "ask_submission_channel"), intent_choice(turn, "ask_hotline")])
    return True


def _named(turn: Turn, rule_id: str) -> tuple[Advice, AdvisedRule | None]:
    """Return a rule as it is for this person now; else as it is for all: from its first day, where that is to come."""
    advice = advise(turn)
    advised = advice.get(rule_id) or advice.past(rule_id)
    rule = next((found for found in turn.guidance.rulebook.content.rules if found.id == rule_id), None)
    if advised is None and rule is not None:
        start = rule.effect.interval.start
        advice = turn.guidance.rulebook.at(turn.moment if start is None else max(turn.moment, start))
        advised = advice.get(rule_id) or advice.past(rule_id)
    if advised is not None and advised.rule.audience is not Audience.CITIZEN:
        return advice, None
    return advice, advised


def _document(turn: Turn) -> tuple[Document | None, str | None]:
    """Return the document whose number is mentioned, and the number as typed."""
    typed = " ".join(turn.understanding.values("doc_number")) or turn.text
    numbers = set(_NUMBER.findall(typed))
    documents = turn.guidance.rulebook.content.documents.values()
    for document in documents:
        number = document.number or ""
        first = number.split("/")[0]
        if first in numbers and (len(first) >= _TELLING or number in typed):
            return document, None
    return None, turn.understanding.first("doc_number")


def _is_later(turn: Turn, document: Document) -> bool:
    """Return whether a document is of a time after the moment; nothing of it is told then."""
    if document.signed_on is not None:
        return document.signed_on > turn.moment.date()
    year = _YEAR.search(document.number or "")
    return year is not None and int(year[1]) > turn.moment.year


def _tell_document(turn: Turn, answer: Answer, document: Document) -> None:
    if _is_later(turn, document):
        answer.say("source.not_yet")
        return
    advice = answer.advice
    current = [a for a in advice.rules if a.rule.document == document.id]
    past = [a for a in advice.history if a.rule.document == document.id]
    regimes = [a for a in advice.regimes if a.regime.document == document.id]
    name = f"{document.kind} {document.number}"
    signed = turn.words("source.signed", day=format_day(document.signed_on)) if document.signed_on else ""
    issued = turn.words("source.issued", issuer=document.issuer) if document.issuer else ""
    answer.say("source.document", name=name, details=signed + issued, subject=document.subject or "")
    wanted = _narrow(turn, current)
    whether = "end_date" in mentions.topics(turn.text)
    if current:
        answer.say("source.still" if whether else "source.in_force")
        if whether:
            answer.cite(*(advised.citation for advised in wanted[:_MOST]))
        else:
            answer.rules(wanted[:2])
        answer.silence("end_date")
    elif regimes:
        for regime in regimes:
            answer.regime(regime)
    elif past:
        narrowed = _narrow(turn, past)
        answer.say("source.over", mark=over_mark(past[0].citation, turn.guidance.rulebook.content.phrases))
        answer.rules(narrowed[:1])
    else:
        answer.say("source.no_rule")


def _narrow(turn: Turn, rules: list[AdvisedRule]) -> list[AdvisedRule]:
    """Put the rules of the point that is named first, then those about its subjects, then those told last."""
    cited = turn.state.memo.get(CITED) or []
    point = mentions.point(turn.text)
    subjects = mentions.subjects(turn.text)

    def rank(advised: AdvisedRule) -> tuple[bool, int, bool, bool]:
        rule = advised.rule
        named = point is not None and (rule.paragraph or "").split(".")[0] == point.split(".")[0]
        fitting = next((place for place, topic in enumerate(subjects) if topic in rule.topics), len(subjects))
        general = bool(rule.scope.procedures) and "unemployment" not in subjects
        return (not named, fitting, general, rule.id not in cited)

    return sorted(rules, key=rank)


def _latest(turn: Turn, advice: Advice) -> list[AdvisedRule]:
    """Return the rules on which the latest answer stood, as they are at this moment."""
    cited = turn.state.memo.get(CITED) or []
    found = [advice.get(rule_id) or advice.past(rule_id) for rule_id in cited]
    return [advised for advised in found if advised is not None][:_MOST]


def _default(advice: Advice) -> list[AdvisedRule]:
    general = [advised for advised in advice.about("channels") if not advised.rule.scope.procedures]
    return general[:_MOST]


def _tell_laws(turn: Turn, answer: Answer) -> bool:
    """Tell which documents the source names for the matter that is asked about; False where none is known to."""
    procedure = procedure_of(turn).procedure
    if procedure is None:
        return False
    told = turn.guidance.fields.told(procedure.code, FieldKind.LAW, at=turn.moment, known_at=turn.received_at).told
    laws = [
        one.field.value.number for one in told if isinstance(one.field.value, Law) and one.how is not How.LATER_COPY
    ]
    if not laws:
        return False
    key = "source.laws_more" if len(laws) > _MOST_LAWS else "source.laws"
    answer.say(key, title=procedure.title, laws="; ".join(laws[:_MOST_LAWS]), count=len(laws) - _MOST_LAWS)
    return True


def _tell_rules(turn: Turn, answer: Answer, found: Iterable[AdvisedRule]) -> None:
    """Tell where rules stand, in their own words: the document once, then its paragraphs."""
    phrases = turn.guidance.rulebook.content.phrases
    headed: dict[str, list[Citation]] = {}
    for citation in (advised.citation for advised in found):
        headed.setdefault(format_citation(replace(citation, paragraph=None), phrases), []).append(citation)
        answer.cite(citation)
    for head, citations in headed.items():
        quoted = [citation for citation in citations if citation.quote]
        if len(quoted) > 1:
            answer.say("source.place", place=head)
        for citation in quoted:
            place = citation.paragraph if len(quoted) > 1 else format_citation(citation, phrases)
            answer.say("source.quoted", place=capital(place or ""), quote=citation.quote)
        if not quoted:
            answer.say("source.place", place=format_citation(citations[0], phrases))
