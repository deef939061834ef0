"""What is in force, as plain JSON values: the shape of `motcua rules at … --json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.guidance.rulebook.advice import Advice, Citation
    from bot.guidance.rulebook.model import Contact
    from bot.guidance.steering.model import Ladder, Reason

type Json = dict[str, Any]


def describe(advice: Advice, ladder: Ladder | None, area: Mapping[str, object] | None) -> Json:
    """Describe an advice.

    Args:
        advice: what the rulebook said.
        ladder: the way to submit, when one was worked out.
        area: the place as the place search understood it (`name`, `candidates`), passed through.

    Returns:
        `at`, `rules`, `regimes`, `contacts`, `area`, `ladder`; further `beaten`, `history`, `past_contacts`,
        `warnings`, `unsaid`. Every rule, regime and contact has an `id`.
    """
    return {
        "at": advice.moment.isoformat(),
        "procedure": advice.procedure,
        "rules": [describe_citation(a.citation) | {"applies": a.applies.value} for a in advice.rules],
        "regimes": [describe_citation(a.citation) | {"text": a.regime.text_vi} for a in advice.regimes],
        "contacts": [_contact(contact) for contact in advice.contacts],
        "area": dict(area) if area is not None else None,
        "ladder": describe_ladder(ladder) if ladder is not None else None,
        "beaten": [{"id": b.rule.id, "by": b.by, "reason": b.reason.value} for b in advice.beaten],
        "history": [describe_citation(a.citation) for a in advice.history],
        "past_contacts": [_contact(contact) for contact in advice.past_contacts],
        "warnings": [{"id": warning.id, "text": warning.text_vi} for warning in advice.warnings],
        "unsaid": [silence.topic for silence in advice.silences],
    }


def describe_citation(citation: Citation) -> Json:
    """One citation; `id` is the rule's."""
    return {
        "id": citation.rule,
        "document": citation.document,
        "number": citation.number,
        "paragraph": citation.paragraph,
        "signed_on": citation.signed_on.isoformat() if citation.signed_on else None,
        "effective_from": _iso(citation.effective_from),
        "effective_to": _iso(citation.effective_to),
        "in_force": citation.in_force,
        "confirmed": citation.confirmed,
        "quote": citation.quote,
        "source_url": citation.source_url,
    }


def describe_ladder(ladder: Ladder) -> Json:
    """One ladder."""
    return {
        "procedure": ladder.procedure,
        "steps": [
            {
                "channel": rung.channel.value,
                "state": rung.state.value,
                "reasons": _reasons(rung.reasons),
                "note": rung.note,
                "usable": rung.usable,
            }
            for rung in ladder.steps
        ],
        "first": [channel.value for channel in ladder.first],
        "binding": ladder.binding,
        "may_book": ladder.may_book,
        "appointment": ladder.appointment.value,
        "why_not": _reasons(ladder.why_not),
        "not_before": _iso(ladder.not_before),
        "question": ladder.question,
        "no_exception": ladder.no_exception,
        "remains": [remedy.value for remedy in ladder.remains],
        "callback": ladder.callback.value if ladder.callback else None,
        "unsaid": [silence.topic for silence in ladder.unsaid],
        "basis": list(ladder.basis),
    }


def _reasons(reasons: Iterable[Reason]) -> list[Json]:
    return [{"why": reason.why.value, "rules": [c.rule for c in reason.citations]} for reason in reasons]


def _contact(contact: Contact) -> Json:
    return {
        "id": contact.id,
        "label": contact.label,
        "value": contact.value,
        "purpose": contact.purpose.value,
        "confirmed": contact.confirmed,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
