"""“Đủ chưa?”: which papers of the matter the person has said they have, and which are left; each can be ticked off.

What they have is a fact of their case like any other: it is kept with the matter, shown among their data and erased
with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.matters import Matters, same_paper
from bot.conversation.messages import Choice, Kind
from bot.conversation.turn import Outcome
from bot.guidance.answers import FactName, Focus
from bot.guidance.answers.fields import cut
from bot.guidance.answers.plain import plain, plain_name
from bot.guidance.answers.told import case_of_age
from bot.guidance.catalogue.values import FieldKind, Paper
from bot.handlers.questions import case
from bot.handlers.questions.telling import case_choices
from bot.handlers.told_fields import note_fields
from bot.understanding.clauses import Mood
from bot.understanding.clauses.model import Fact, Holder
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.conversation.turn import Asker, Turn
    from bot.guidance.catalogue.field import Field

TOPIC = "tick"
_ENOUGH = re.compile(
    r"(?:da |thua |a )?(?:vay |the |nhu vay |nhu the |nhieu do |bay nhieu )?(?:la |thi )?(?:giay |giay to |ho so )?"
    r"(?:la |thi |cua (?:toi|em|tui|con) )?(?:da )?du (?:giay to |giay |ho so |het )?(?:chua|khong)(?: a| vay| ta)?"
    r"|(?:vay |the )?(?:toi |em |tui |con |minh )?(?:con )?thieu (?:giay to |giay |ho so )?(?:gi|nao)"
    r"(?: khong| nua)*(?: a)?"
    r"|(?:do i|am i|what papers? (?:do|am) i) (?:have everything|still missing|missing)(?: anything)?"
    r"|is (?:that|it) (?:enough|complete|everything)|what is (?:still )?missing"
)
_MOST_BUTTONS = 4
_MOST_PERHAPS = 6
_CONDITION = 110
"""Papers of some cases that are told with their conditions; more nobody reads."""


def first(otherwise: Callable[[Turn], Awaitable[bool]]) -> Callable[[Turn], Awaitable[bool]]:
    """Return what answers questions: whether the papers are complete first, then ``otherwise``."""

    async def answer(turn: Turn) -> bool:
        asked = turn.inbound.kind is Kind.TEXT and turn.dialogue is None and _ENOUGH.fullmatch(canonical(turn.text))
        code = turn.state.topic.procedure
        if not asked or code is None or not _tell(turn, code):
            return await otherwise(turn)
        turn.outcome = Outcome.UNDERSTOOD
        return True

    return answer


async def choose(turn: Turn, action: str, argument: str) -> bool:
    """Answer a pressed ``#tick.has:CODE/FIELD``: that paper is there; False where there is no such paper."""
    code, _, field_id = argument.partition("/")
    if action == "list":
        turn.state.topic.procedure = code if code in turn.guidance.catalogue else turn.state.topic.procedure
        return code in turn.guidance.catalogue and _tell(turn, code)
    found = next((one for one in _papers(turn, code) if one.id == field_id), None)
    if action != "has" or found is None:
        return False
    matters = Matters.of(turn.state, turn.received_at)
    told = Fact(FactName.HAS, _name(found), Holder.ME, Mood.ASSERTS, 0, 0)
    matters.note([told], turn.received_at, turn.inbox_id)
    matters.name(code)
    matters.keep(turn.state)
    turn.state.topic.procedure = code
    return _tell(turn, code)


def left_of(turn: Asker, code: str) -> list[str] | None:
    """Return the papers that are left, where the person has told of any; None where they have told nothing of them."""
    if not _had(turn, code) or _asks_case(turn, code):
        return None
    return [_name(one) for one in _missing(turn, code, _own(turn, code)) if _is_always(one)]


def _tell(turn: Turn, code: str) -> bool:
    """Say which papers are left; False where none are known of the procedure."""
    procedure = turn.guidance.catalogue.get(code)
    papers = _papers(turn, code)
    if procedure is None or not papers:
        return False
    if _asks_case(turn, code):
        unit = next(one for one in case.units_of(turn, code, Focus.PAPERS) if one.cases)
        turn.say("tick.which_case", title=procedure.title, choices=case_choices(turn, unit, 0))
        return True
    own = _own(turn, code)
    missing = _missing(turn, code, [one for one in own if _is_always(one)])
    perhaps = _missing(turn, code, [one for one in own if not _is_always(one)])
    had = [one for one in own if one not in missing and one not in perhaps]
    lines = [turn.words("tick.heading", title=procedure.title)]
    if had:
        lines.append(turn.words("tick.has", papers=_row(had)))
    if missing:
        lines.append(turn.words("tick.left", papers=_row(missing)))
    if perhaps:
        lines += [turn.words("tick.perhaps"), *(_with_condition(turn, one) for one in perhaps[:_MOST_PERHAPS])]
        more = len(perhaps) - _MOST_PERHAPS
        lines += [turn.words("tick.more", count=more)] if more > 0 else []
    elif not missing:
        lines.append(turn.words("tick.complete"))
    lines.append(turn.words("answers.source"))
    note_fields(turn, [unit for unit in case.units_of(turn, code, Focus.PAPERS) if unit.known][:1])
    choices = [
        Choice(turn.words("tick.button", paper=_name(one)), f"#tick.has:{code}/{one.id}")
        for one in (*missing, *perhaps)[:_MOST_BUTTONS]
    ]
    if _more_by_case(turn, code):
        lines.insert(-1, turn.words("tick.more_by_case"))
        choices.append(Choice(turn.words("tick.my_case"), f"#ans.cases:{code}/0"))
    turn.reply("\n".join(lines), choices=choices)
    return True


def _papers(turn: Asker, code: str) -> list[Field]:
    telling = turn.guidance.fields.told(code, FieldKind.PAPER, at=turn.moment, known_at=turn.received_at)
    return [one.field for one in telling.told if isinstance(one.field.value, Paper)]


def _own(turn: Asker, code: str) -> list[Field]:
    """Return the papers of all cases and of the person's own."""
    mine = _case(turn, code)
    names = list(dict.fromkeys(one.case for one in _papers(turn, code) if one.case))
    only = names[0] if len(names) == 1 else mine
    return [one for one in _papers(turn, code) if not one.case or one.case == only]


def _case(turn: Asker, code: str) -> str | None:
    matters = Matters.of(turn.state, turn.received_at)
    chosen = matters.case_of(code)
    units = case.units_of(turn, code, Focus.PAPERS)
    cases = next((unit.cases for unit in units if unit.cases), ())
    age = matters.known(code, turn.received_at).get(FactName.AGE)
    found = next((one for one in cases if one.name == chosen), None) or case_of_age(cases, age)
    if found is None:
        return None
    plain = list(dict.fromkeys(one.case for one in _papers(turn, code) if one.case))
    return plain[found.number] if found.number < len(plain) else None


def _asks_case(turn: Asker, code: str) -> bool:
    needed = any(unit.needs_case for unit in case.units_of(turn, code, Focus.PAPERS))
    return needed and _case(turn, code) is None


def _more_by_case(turn: Turn, code: str) -> bool:
    """Whether some cases need more papers, and it is not known whether the person's is one of them."""
    several = any(unit.cases for unit in case.units_of(turn, code, Focus.PAPERS))
    return several and _case(turn, code) is None


def _had(turn: Asker, code: str) -> list[str]:
    standing = Matters.of(turn.state, turn.received_at).standing(code)
    return [canonical(str(fact.value)) for fact in standing if fact.name is FactName.HAS]


def _missing(turn: Asker, code: str, papers: Sequence[Field]) -> list[Field]:
    had = _had(turn, code)
    return [
        one
        for one in papers
        if not any(same_paper(canonical(name), said) for name in (_name(one), *one.instead) for said in had)
    ]


def _is_always(field: Field) -> bool:
    """Whether everybody has to bring it; a condition may say that the office makes it (CC01), even if all need it."""
    return not field.condition


def _with_condition(turn: Turn, field: Field) -> str:
    said = turn.translated(plain(field.condition)[0] or field.condition)
    return turn.words("tick.when", paper=_name(field), condition=cut(said, _CONDITION))


def _name(field: Field) -> str:
    if not isinstance(field.value, Paper):
        raise TypeError(f"{field.id} is no paper")
    return plain_name(field.value.name)


def _row(papers: Sequence[Field]) -> str:
    names = dict.fromkeys(_name(one) for one in papers)
    return "; ".join(name[:1].lower() + name[1:] if name[1:2].islower() else name for name in names)
