"""Answers that stand in the rulebook: rules in force, and what its documents leave unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.fields import name_of
from bot.guidance.answers.model import AnswerUnit, Basis, Say
from bot.guidance.channels import Offered
from bot.guidance.rulebook.advice import Applies
from bot.guidance.rulebook.text import tell, tell_silence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.guidance.offers import Offering
    from bot.guidance.rulebook.advice import Advice, AdvisedRule
    from bot.guidance.rulebook.book import Rulebook

RULED: Mapping[Focus, tuple[str, ...]] = {
    Focus.FEE: ("fee",),
    Focus.APPOINTMENT: ("appointment",),
    Focus.RESULT: ("result",),
    Focus.VALIDITY: ("validity", "old_papers"),
    Focus.TERRITORY: ("any_centre", "non_territorial"),
    Focus.DEADLINE: ("deadline", "unemployment"),
    Focus.CONSEQUENCE: ("consequence", "penalty"),
    Focus.ELIGIBILITY: ("eligibility",),
}
"""Which topics of rules answer a focus."""
SILENT: Mapping[Focus, tuple[str, ...]] = {
    Focus.HOURS: ("hours",),
    Focus.APPOINTMENT: ("appointment_duty",),
    Focus.WHO_MAY_GO: ("authorise",),
    Focus.CONSEQUENCE: ("penalty",),
    Focus.PAPERS: ("documents_and_fees",),
    Focus.FEE: ("documents_and_fees",),
    Focus.TIME: ("documents_and_fees",),
    Focus.FORM: ("documents_and_fees",),
}
"""Which silences of the rulebook answer a focus where nothing else does."""
_WITH_REASON = frozenset({Focus.TERRITORY})
"""Focuses whose rules have their exception in the sentence behind: without it they would be told too widely."""
_OPENING = "Dạ, "


def rule_units(
    focus: Focus,
    code: str | None,
    advice: Advice,
    rulebook: Rulebook,
    offering: Offering | None = None,
    *,
    elsewhere: bool = False,
) -> Iterator[AnswerUnit]:
    """Yield the rules in force that answer a focus; of a procedure only such as are about it or about all.

    Args:
        focus: what is asked.
        code: of the procedure, where one is known.
        advice: what is in force.
        rulebook: the rules.
        offering: how the procedure is offered.
        elsewhere: the procedure's source names offices that take it in, and none of them is a one-stop centre.
    """
    elsewhere = elsewhere or (offering is not None and offering.in_person.offered is Offered.ELSEWHERE)
    for topic in RULED.get(focus, ()):
        for advised in advice.about(topic):
            if topic == "unemployment" and code not in advised.rule.scope.procedures:
                continue
            if topic == "any_centre" and elsewhere:
                continue  # the rule is about one-stop units, and this is handed in at another office
            yield _rule(focus, code, advised, advice, rulebook)


def _rule(focus: Focus, code: str | None, advised: AdvisedRule, advice: Advice, rulebook: Rulebook) -> AnswerUnit:
    told = tell(advised, advice, rulebook)
    do = (told.do or told.why).removeprefix(_OPENING)
    short = Say("answers.ruled", {"rule": do[:1].upper() + do[1:]})
    both = (
        Say("answers.ruled_why", {"rule": do[:1].upper() + do[1:], "why": told.why}) if told.do and told.why else None
    )
    sure = advised.applies is Applies.YES
    if focus in _WITH_REASON and both is not None:
        short, both = both, None
    return AnswerUnit(
        f"{advised.rule.id}/{focus}",
        code,
        focus,
        short,
        Basis.STATED if sure else Basis.DERIVED,
        long=both,
        citations=(advised.citation,),
    )


def silence_units(focus: Focus, code: str | None, advice: Advice, rulebook: Rulebook) -> Iterator[AnswerUnit]:
    """Yield what the documents in force leave unsaid about a focus, else that nothing is known of it."""
    for topic in SILENT.get(focus, ()):
        silence = advice.silence(topic)
        if silence is not None and silence.citation is not None:
            yield AnswerUnit(
                f"silence/{topic}",
                code,
                focus,
                Say("answers.ruled", {"rule": tell_silence(silence, advice, rulebook)}),
                Basis.SILENT,
                citations=(silence.citation,),
            )
            return
    yield AnswerUnit(
        f"{code or 'all'}/{focus}/unknown", code, focus, Say("answers.unknown", {"what": name_of(focus)}), Basis.SILENT
    )
