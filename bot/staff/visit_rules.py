"""Whether a caller may be given a slot: the citizens' own ladder, with the one exception that an operator may make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.channels import Presence
from bot.guidance.rulebook.citation import format_citations
from bot.guidance.rulebook.text import ask_words, hotline_words
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.model import Appointment, Situation
from bot.guidance.steering.text import explain
from bot.staff.errors import Refused
from bot.staff.words import until_words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.snapshot import Guidance
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.guidance.rulebook.advice import Citation
    from bot.guidance.steering.model import Ladder, Lock
    from bot.guidance.steering.text import Explanation

_SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller wants, as far as rules care.

    Attributes:
        unit: the place whose one-stop unit is to be visited.
        procedure: national code.
        visit: when the half-day begins.
        home: where the caller lives, when it was asked.
        must_come: the caller's answer to the ladder's question, for a duty to come that depends on the case.
    """

    unit: AdminUnit
    procedure: str
    visit: datetime
    home: AdminUnit | None = None
    must_come: bool | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules of the visit's half-day say.

    Attributes:
        may_book: whether a slot may be given.
        closed_by: ids of the rules that close the counter.
        sentences: why not, in words.
        warnings: what the caller has to hear before going out.
        question: what decides whether the person must come, where that depends on the case and was not answered.
        final: no exception can be made: a locked-down place, or an agency that calls by itself.
    """

    may_book: bool
    closed_by: tuple[str, ...]
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    question: str | None
    final: bool


_ASK_FOR_THEM = "hỏi nơi giải quyết việc này rồi gọi lại cho người gọi (ghi lại bằng 'motcua operator callback-add')"


def judge(guidance: Guidance, wish: Wish) -> Verdict:
    """Return what the rules of the visit's half-day say about a wish."""
    unit_lock = guidance.lock_of(wish.unit.id, wish.visit)
    home_lock = guidance.lock_of(wish.home.id, wish.visit) if wish.home is not None else None
    situation = Situation(citizen_lock=home_lock, unit_lock=unit_lock, visit=wish.visit, must_come=wish.must_come)
    ladder = steer(
        guidance.rulebook,
        guidance.offers,
        wish.visit,
        wish.procedure,
        area=guidance.area(wish.unit, wish.visit),
        situation=situation,
    )
    explained = explain(ladder, guidance.rulebook)
    agency = ladder.appointment is Appointment.AGENCY_CALLS
    return Verdict(
        may_book=ladder.may_book,
        closed_by=tuple(citation.rule for citation in closing_rules(ladder)),
        sentences=() if ladder.may_book else _sentences(guidance, ladder, explained, (unit_lock, home_lock)),
        warnings=explained.warnings,
        question=_question(ladder) if wish.must_come is None else None,
        final=unit_lock is not None or home_lock is not None or agency,
    )


def _question(ladder: Ladder) -> str | None:
    """Return what to ask the caller, where coming depends on the case; some cases have no question of their own."""
    agency = ladder.appointment is Appointment.AGENCY_CALLS
    if agency or ladder.offering.duty.presence is not Presence.CONDITIONAL:
        return None
    return ladder.question or f"Có thuộc trường hợp phải đến trực tiếp không? {ladder.offering.duty.note or ''}".strip()


def closing_rules(ladder: Ladder) -> tuple[Citation, ...]:
    """Return the rules because of which there is no slot, each once."""
    found = {citation.rule: citation for reason in ladder.why_not for citation in reason.citations}
    return tuple(found.values())


def _sentences(
    guidance: Guidance, ladder: Ladder, explained: Explanation, locks: tuple[Lock | None, ...]
) -> tuple[str, ...]:
    """Return why there is no slot: the reasons, when a lock-down ends, where that stands."""
    said = [_for_staff(guidance, ladder, text) for text in list(explained.no_slot) or [explained.first]]
    ends = [lock.until for lock in locks if lock is not None and lock.until is not None]
    if ends:
        said.append(f"Phong tỏa đến {until_words(max(ends))}.")
    sources = format_citations(closing_rules(ladder), guidance.rulebook.content.phrases)
    if sources:
        said.append(f"Căn cứ: {'; '.join(sources)}.")
    if ladder.appointment is Appointment.AGENCY_CALLS:
        said.append(
            "Ghi yêu cầu gọi lại cho bên lao động thay vì đặt lịch: motcua operator callback-add --desk “lao động” …"
        )
    return tuple(said)


def _for_staff(guidance: Guidance, ladder: Ladder, text: str) -> str:
    """Return a sentence for people as whoever answers the hotline needs it: they are whom people are sent to ask."""
    for whom in (ask_words(ladder.advice, guidance.rulebook), hotline_words(ladder.advice, guidance.rulebook)):
        before, asking, rest = text.partition(f"anh/chị hỏi {whom}")
        if asking:
            return f"{before}{_ASK_FOR_THEM}{rest[rest.find('.') :] if '.' in rest else '.'}"
    return text


def enforce(verdict: Verdict, override: str | None) -> str | None:
    """Return the reason of an exception where one is made, None where the rules allow the slot anyway.

    Args:
        verdict: what the rules say.
        override: why this caller is to get a slot against the ladder, as the operator typed it.

    Raises:
        Refused: no slot, and no exception was given, or none can be.
    """
    if verdict.may_book:
        return None
    reason = " ".join((override or "").split())
    if verdict.final or len(reason) < _SHORTEST_REASON:
        raise Refused(" ".join(("Không đặt lịch được.", *verdict.sentences, *_what_to_do(verdict, reason))))
    return reason


def _what_to_do(verdict: Verdict, reason: str) -> tuple[str, ...]:
    if verdict.final:
        return ("Không có ngoại lệ cho trường hợp này.",) if reason else ()
    asked = (
        f"Hỏi người gọi: “{verdict.question}” rồi gõ lại với --must-come (phải đến) hoặc --no-must-come."
        if verdict.question
        else ""
    )
    exception = 'Người gọi không dùng được cách nào khác thì ghi lý do: --override-reason "…" (được lưu vào nhật ký).'
    return tuple(filter(None, (asked, exception)))
