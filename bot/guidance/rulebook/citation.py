"""Building citations, and the words they are shown in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from bot.guidance.rulebook.advice import Citation
from bot.guidance.rulebook.model import Basis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from bot.guidance.rulebook.model import Document, Regime, Rule, Unsaid
    from bot.guidance.rulebook.parse import Content


def cite_rule(content: Content, rule: Rule, day: date, *, in_force: bool) -> Citation:
    """Cite a rule on `day`.

    A letter is never cited before it was signed: until then the decision it restates stands in for it. That decision's
    text was not read, so the citation has neither paragraph nor quote.
    """
    document = content.documents.get(rule.document or "")
    unsigned = document is not None and document.signed_on is not None and day < document.signed_on
    stand_in = content.documents.get(rule.underlying_document or "") if unsigned else None
    cited = stand_in or document
    return Citation(
        rule=rule.id,
        **_document_fields(cited),
        paragraph=document.paragraphs.get(rule.paragraph or "") if document and not stand_in else None,
        effective_from=rule.effect.interval.start,
        effective_to=rule.effect.interval.end,
        end_basis=rule.effect.to_basis,
        start_basis=rule.effect.from_basis,
        restated=_restated(content, rule) if not stand_in else None,
        in_force=in_force,
        quote=None if stand_in else rule.quote,
        source_url=(None if stand_in else rule.source) or _first_source(cited),
        confirmed=rule.confirmed and stand_in is None,
        notice=content.phrases[rule.notice] if rule.notice else None,
    )


def cite_regime(content: Content, regime: Regime) -> Citation:
    """Cite a regime in force."""
    document = content.documents.get(regime.document or "")
    return Citation(
        rule=regime.id,
        **_document_fields(document),
        paragraph=None,
        effective_from=regime.effect.interval.start,
        effective_to=regime.effect.interval.end,
        end_basis=regime.effect.to_basis,
        start_basis=regime.effect.from_basis,
        in_force=True,
        quote=None,
        source_url=regime.source or _first_source(document),
        confirmed=regime.confirmed,
    )


def cite_silence(content: Content, unsaid: Unsaid) -> Citation:
    """Cite a document in force for being silent on a topic."""
    document = content.documents.get(unsaid.document)
    return Citation(
        rule=unsaid.id,
        **_document_fields(document),
        paragraph=None,
        effective_from=None,
        effective_to=None,
        end_basis=None,
        in_force=True,
        quote=None,
        source_url=_first_source(document),
        confirmed=True,
    )


def format_citation(citation: Citation, phrases: Mapping[str, str]) -> str:
    """The citation as a citizen reads it: "Công văn 4708/UBND-CCHC ngày 22/8/2021, mục 1".

    What is over carries its mark in brackets; a document whose number or date is not known says so by leaving it out.
    """
    words = [citation.kind or "Nguồn chưa rõ văn bản"]
    if citation.number:
        words.append(citation.number)
    if citation.signed_on:
        words.append(f"ngày {format_day(citation.signed_on)}")
    if citation.kind and not citation.number:
        words.append("(chưa rõ số hiệu)")
    text = " ".join(words)
    if citation.paragraph:
        text = f"{text}, {citation.paragraph}"
    if citation.in_force:
        return text
    return f"{text} ({over_mark(citation, phrases)})"


def format_citations(citations: Iterable[Citation], phrases: Mapping[str, str]) -> tuple[str, ...]:
    """Several citations, the paragraphs of one document together: "Công văn …, đoạn mở đầu; mục 1"."""
    grouped: dict[str, list[str]] = {}
    for citation in citations:
        if not citation.in_force or not citation.paragraph:
            grouped.setdefault(format_citation(citation, phrases), [])
            continue
        paragraphs = grouped.setdefault(format_citation(replace(citation, paragraph=None), phrases), [])
        if citation.paragraph not in paragraphs:
            paragraphs.append(citation.paragraph)
    return tuple(f"{name}, {'; '.join(paragraphs)}" if paragraphs else name for name, paragraphs in grouped.items())


def format_day(day: date | datetime) -> str:
    """A date as it is written here: 22/8/2021."""
    return f"{day.day}/{day.month}/{day.year}"


def over_mark(citation: Citation, phrases: Mapping[str, str]) -> str:
    """How history is marked: "quy định cũ, đã hết hiệu lực từ ngày …"."""
    if citation.effective_to is None:
        return phrases["history.superseded"]
    mark = "history.over_inferred" if citation.end_basis is Basis.INFERRED else "history.over"
    return phrases[mark].format(date=format_day(citation.effective_to))


def since_mark(citation: Citation, phrases: Mapping[str, str]) -> str | None:
    """What the first day is known from, where no document states it: "tính từ ngày ký", "suy ra"."""
    if citation.effective_from is None or citation.start_basis not in (Basis.DERIVED, Basis.INFERRED):
        return None
    if citation.restated:
        return phrases["since.restated"].format(document=citation.restated)
    return phrases[f"since.{citation.start_basis}"]


def _restated(content: Content, rule: Rule) -> str | None:
    """The document whose day a rule goes by, where its own was signed later."""
    document = content.documents.get(rule.document or "")
    earlier = content.documents.get(rule.underlying_document or "")
    start = rule.effect.interval.start
    if document is None or earlier is None or start is None or document.signed_on is None:
        return None
    return f"{earlier.kind} {earlier.number}" if start.date() < document.signed_on else None


def _first_source(document: Document | None) -> str | None:
    return document.sources[0] if document and document.sources else None


class _DocumentFields(TypedDict):
    document: str | None
    kind: str | None
    number: str | None
    signed_on: date | None


def _document_fields(document: Document | None) -> _DocumentFields:
    if document is None:
        return {"document": None, "kind": None, "number": None, "signed_on": None}
    return {
        "document": document.id,
        "kind": document.kind,
        "number": document.number,
        "signed_on": document.signed_on,
    }
