"""The ladder in words: what to do first, why, what remains, what nobody says, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.channels import Channel
from bot.guidance.rulebook.citation import format_citation, format_citations
from bot.guidance.rulebook.text import ask_words, hotline_words, tell_silence
from bot.guidance.steering.model import Appointment, StepState, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.guidance.rulebook.advice import Citation
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.steering.model import Ladder, Reason


@dataclass(frozen=True, slots=True)
class Explanation:
    """A ladder in words, in the order they are said. Handlers join what they need."""

    first: str
    why: tuple[str, ...]
    notes: tuple[str, ...]
    """Remarks of the offers table: who must come, what a way is limited to."""
    no_slot: tuple[str, ...]
    """Why no slot can be booked; empty when one can."""
    remains: tuple[str, ...]
    """What the person can do now, a sentence each; the same order as `Ladder.remains`."""
    unsaid: tuple[str, ...]
    warnings: tuple[str, ...]
    sources: tuple[str, ...]
    """Formatted citations."""
    notices: tuple[str, ...]
    basis: str | None
    """Where the offers table knows it from, as a sentence."""
    citations: tuple[Citation, ...]

    @property
    def text(self) -> str:
        """A whole answer."""
        paragraphs = [
            " ".join((self.first, *self.why)),
            " ".join(self.notes),
            " ".join(self.no_slot),
            " ".join(self.unsaid),
            " ".join(self.warnings),
            f"Căn cứ: {'; '.join(self.sources)}." if self.sources else "",
            self.basis or "",
            " ".join(self.notices),
        ]
        return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def explain(ladder: Ladder, rulebook: Rulebook) -> Explanation:
    """Put a ladder into words for a citizen."""
    words = _Words(ladder, rulebook)
    phrases = rulebook.content.phrases
    citations = words.citations()
    notices = dict.fromkeys(citation.notice for citation in citations if citation.notice)
    basis = ", ".join(ladder.basis)
    return Explanation(
        first=words.first(),
        why=words.why(),
        notes=() if words.agency else tuple(dict.fromkeys(rung.note for rung in ladder.steps if rung.note)),
        no_slot=words.no_slot(),
        remains=tuple(words.phrase(f"remedy.{remedy}") for remedy in ladder.remains),
        unsaid=tuple(tell_silence(silence, ladder.advice, rulebook) for silence in ladder.unsaid),
        warnings=tuple(f"{w.text_vi} Theo {format_citation(w.citation, phrases)}." for w in ladder.warnings),
        sources=format_citations(citations, phrases),
        notices=tuple(notices),
        basis=words.phrase("basis", basis=basis) if basis and not words.agency else None,
        citations=citations,
    )


class _Words:
    def __init__(self, ladder: Ladder, rulebook: Rulebook) -> None:
        self.ladder = ladder
        self.rulebook = rulebook
        self.agency = ladder.appointment is Appointment.AGENCY_CALLS
        self.in_person = ladder.step(Channel.IN_PERSON)

    def phrase(self, phrase_id: str, **values: str) -> str:
        advice = self.ladder.advice
        hotline, ask = hotline_words(advice, self.rulebook), ask_words(advice, self.rulebook)
        return self.rulebook.phrase(phrase_id, hotline=hotline, ask=ask, **values)

    def ways(self, channels: Iterable[Channel], link: str) -> str:
        names = [self.phrase(self._way(channel)) for channel in channels]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {link} {names[-1]}"

    def _way(self, channel: Channel) -> str:
        elsewhere = channel is Channel.IN_PERSON and any(r.why is Why.ELSEWHERE for r in self.in_person.reasons)
        return "way.elsewhere" if elsewhere else f"way.{channel}"

    def citations(self) -> tuple[Citation, ...]:
        """Every citation behind what is said; of an agency that calls, only what says so."""
        if not self.agency:
            return self.ladder.citations
        found = {citation.rule: citation for reason in self.ladder.why_not for citation in reason.citations}
        return tuple(found.values())

    def first(self) -> str:
        ladder = self.ladder
        if self.agency:
            return self.phrase("first.agency")
        if ladder.procedure is None:
            return self.phrase("first.general_binding" if ladder.binding else "first.general")
        if ladder.first and self.in_person.state is StepState.DUTY:
            declared = [channel for channel in ladder.first if channel is not Channel.IN_PERSON]
            return self._come_after(declared)
        if ladder.first:
            return self.phrase("first.ways", ways=self.ways(ladder.first, "hoặc"))
        return self._without_a_way()

    def _come_after(self, declared: Sequence[Channel]) -> str:
        if not declared:
            return self.phrase("first.come")
        return self.phrase("first.ways_then_come", ways=self.ways(declared, "hoặc"))

    def _without_a_way(self) -> str:
        if self.ladder.no_exception:
            offered = [rung.channel for rung in self.ladder.steps if rung.state is StepState.OPEN]
            return self.phrase("first.only_ways", ways=self.ways(offered, "hoặc"))
        locked = {Why.UNIT_LOCKED, Why.CITIZEN_LOCKED}
        blocked = any(reason.why in locked for reason in self.ladder.why_not)
        return self.phrase("first.blocked" if blocked else "first.unknown")

    def why(self) -> tuple[str, ...]:
        """Why that way: what is not offered, and what opens the counter."""
        if self.agency:
            return ()
        open_counter = self.in_person.reasons if self.ladder.may_book else ()
        explained = {reason.why for reason in open_counter}
        said = []
        for why in (Why.NOT_OFFERED, Why.OFFER_UNKNOWN):
            channels = [r.channel for r in self.ladder.steps[:2] if any(reason.why is why for reason in r.reasons)]
            if channels and Why.NO_OTHER_WAY not in explained and self.in_person.state is not StepState.DUTY:
                said.append(self.phrase(f"ladder.{why}", way=self.ways(channels, "và")))
        # That the person must come was just said as the thing to do.
        opening = (self._reason(reason) for reason in open_counter if reason.why is not Why.MUST_APPEAR)
        return (*said, *opening)

    def no_slot(self) -> tuple[str, ...]:
        if self.agency:
            return ()
        said = [self._reason(reason) for reason in self.ladder.why_not]
        if self.ladder.no_exception:
            said.append(self.phrase("no_exception"))
        return tuple(said)

    def _reason(self, reason: Reason) -> str:
        return self.phrase(f"ladder.{reason.why}", way=self.phrase(f"way.{Channel.IN_PERSON}"))
