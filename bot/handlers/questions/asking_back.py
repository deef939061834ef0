"""One question back after an answer: the one fact that would change it most; what answers it, pressed or typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.matters import Matters
from bot.conversation.messages import Choice
from bot.guidance.answers import FactName, Focus
from bot.guidance.answers.told import OLD_PAPER
from bot.handlers.questions.memory import Waiting
from bot.understanding.clauses import Fact
from bot.understanding.clauses.model import Holder, Mood
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.handlers.questions.memory import Memory

NO = "none"
"""Value of the choice that says that the fact is not so."""
CASE = "case"
"""In place of a fact: which of the cases of a procedure's papers is theirs."""
_OPPOSITE: Mapping[FactName, tuple[FactName, str]] = {FactName.LOST: (FactName.HAS, OLD_PAPER)}
"""What is so where a fact is not, and turns the answer as well."""
_VALUES: Mapping[FactName, tuple[str, ...]] = {
    FactName.ACTS_FOR: ("cha me", "chong", "con"),
    FactName.POOR: ("poor", NO),
    FactName.SINCE: (),
    FactName.LOST: (OLD_PAPER, NO),
    FactName.AGE: (),
}
"""What can be pressed, by what is asked; where nothing can, the answer is typed."""
_DAYS = {"ngay": 1, "bua": 1, "hom": 1, "tuan": 7, "thang": 30}
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_SINCE = re.compile(
    rf"^(?:(?:da|duoc|moi|khoang|chung|hon|gan|roi) )*(\d{{1,3}}|{'|'.join(_NUMBERS)}) ({'|'.join(_DAYS)})"
    r"(?: (?:roi|nay|truoc|a|em|chi))*$"
)
_AGO = {"hom qua": 1, "bua qua": 1, "hom kia": 2, "hom nay": 0, "moi hom qua": 1, "sang nay": 0}
_KIN = re.compile(
    r"^(?:(?:da|cho|cua|la|di|lam|gium|giup|thay) )*(me|cha|ba me|cha me|chong|vo|con)(?: (?:toi|em|con|ruot|minh))*$"
)
_NAMES_WHO_GOES = re.compile(r"\b(?:vo|chong|con|me|cha) (?:toi|em|gai|trai|ruot|minh)\b")
_FOR_WHOM = {"con": "cha me", "vo": "chong", "chong": "vo", "me": "con", "cha": "con", "cha me": "con", "ba me": "con"}
"""Who goes → for whom."""
_YES = re.compile(r"^(?:(?:da|u|um|vang) )*(?:co|phai|dung|dung roi|ho ngheo)(?: (?:a|em|chi|roi))*$")
_YEARS = re.compile(
    r"^(?:(?:da|be|chau|con|no|duoc|moi|khoang|chung|gan|hon|nam nay) )*(\d{1,3})(?: tuoi)?(?: (?:roi|a|em))*$"
)
_BABY = re.compile(r"^(?:(?:da|be|chau|con|no|duoc|moi|khoang) )*(?:\d{1,2} (?:thang|ngay)|moi (?:sinh|sanh|de))\b")
_LOST = re.compile(r"^(?:(?:da|u|co|bi|no) )*(?:mat|hong|hu|rach|uot|chay|that lac)\b")
_NEW = re.compile(
    r"^(?:(?:da|u|khong|thi|la|bi|no) )*(?:lam moi|cap moi|xin moi|lan dau|lam lan dau|het han|chua co|con giu)\b"
)
_FOR = re.compile(r"\b(?:cho|gium|giup|thay)\b")
_NO = re.compile(r"^(?:(?:da|u) )*(?:khong|khong phai|khong co|chua)(?: (?:a|em|chi|dau))*$")


def ask(turn: Turn, memory: Memory, unit: AnswerUnit, question: Waiting) -> tuple[str, list[Choice]] | None:
    """Return the question back to an answer, with its choices; None where no fact would change it, or it was asked.

    Args:
        turn: the turn.
        memory: remembers what is asked.
        unit: what answers.
        question: what was asked.
    """
    fact = unit.needs
    if fact is None or fact not in _VALUES or not question.code:
        return None
    if fact is FactName.ACTS_FOR and _NAMES_WHO_GOES.search(question.text):
        return None  # "vợ tui đi giùm được không" says it, and the rule names who need what
    key = f"{question.code}/asks/{fact}"
    if memory.times(key):
        return None
    memory.note(key, turn.received_at)
    memory.asks = [fact.value, question.code, question.focus.value]
    choices = [
        Choice(
            turn.words(f"case.choice_{fact.value}_{value.replace(' ', '_')}"),
            f"#ans.fact:{question.code}/{question.focus.value}/{fact.value}/{value.replace(' ', '_')}",
        )
        for value in _VALUES[fact]
    ]
    return turn.words(f"case.ask_{fact.value}"), choices


def ask_case(turn: Turn, memory: Memory, code: str) -> str | None:
    """Return the question which case of a procedure's papers is theirs, once; its choices are the cases."""
    key = f"{code}/asks/{CASE}"
    if memory.times(key):
        return None
    memory.note(key, turn.received_at)
    memory.asks = [CASE, code, Focus.PAPERS.value]
    return turn.words("case.ask_case")


def typed(turn: Turn, memory: Memory) -> tuple[Waiting, bool] | None:
    """Take a text as the answer to what was asked back.

    Returns:
        The question to answer anew, and whether the fact is so; None where the text is no answer to it.
    """
    asked, memory.asks = memory.asks, []
    if len(asked) < 3 or asked[0] not in {*FactName, CASE} or asked[2] not in set(Focus):  # noqa: PLR2004 - three parts
        return None
    question, plain = Waiting(Focus(asked[2]), asked[1], ""), canonical(turn.text)
    if asked[0] == CASE:
        return (question, False) if _NO.match(plain) else None  # a case is named by its own words
    fact = FactName(asked[0])
    if fact not in _READS:
        return None  # another version asks for it
    if NO in _VALUES.get(fact, ()) and (_NO.match(plain) or (fact is FactName.LOST and _NEW.match(plain))):
        return question, _note_opposite(turn, question.code, fact)
    value = _read(fact, plain)
    if value is None:
        return None
    note(turn, question.code, fact, value)
    return question, True


def pressed(turn: Turn, argument: str) -> tuple[Waiting, bool] | None:
    """Take a pressed choice as the answer; None where it names nothing that was ever asked."""
    code, _, rest = argument.partition("/")
    parts = rest.split("/")
    if len(parts) != 3 or parts[0] not in set(Focus) or parts[1] not in {fact.value for fact in _VALUES}:  # noqa: PLR2004
        return None
    fact, value = FactName(parts[1]), parts[2].replace("_", " ")
    if value not in _VALUES[fact]:
        return None
    so = True
    if value != NO:
        note(turn, code, fact, value)
    else:
        so = _note_opposite(turn, code, fact)
    return Waiting(Focus(parts[0]), code, ""), so


def _note_opposite(turn: Turn, code: str, fact: FactName) -> bool:
    """Remember what is so where a fact is not; return whether that turns an answer."""
    opposite = _OPPOSITE.get(fact)
    if opposite is not None:
        note(turn, code, *opposite)
    return opposite is not None


def note(turn: Turn, code: str, name: FactName, value: str | int) -> None:
    """Remember what was answered, of the matter that it was asked for."""
    matters = Matters.of(turn.state, turn.received_at)
    matters.note([Fact(name, value, Holder.ME, Mood.ASSERTS, 0, 0)], turn.received_at, turn.inbox_id)
    matters.name(code)
    matters.keep(turn.state)


def _read(fact: FactName, plain: str) -> str | int | None:
    return _READS[fact](plain)


def _since(plain: str) -> int | None:
    if plain in _AGO:
        return _AGO[plain]
    found = _SINCE.match(plain)
    if found is None:
        return None
    return (int(found[1]) if found[1].isdigit() else _NUMBERS[found[1]]) * _DAYS[found[2]]


def _acts_for(plain: str) -> str | None:
    kin = _KIN.match(plain)
    if kin is None:
        return None
    return kin[1] if _FOR.search(plain) else _FOR_WHOM.get(kin[1])


def _age(plain: str) -> int | None:
    years = _YEARS.match(plain)
    return int(years[1]) if years is not None else 0 if _BABY.match(plain) else None


def _lost(plain: str) -> str | None:
    return OLD_PAPER if _YES.match(plain) or _LOST.match(plain) else None


def _poor(plain: str) -> str | None:
    return "poor" if _YES.match(plain) else None


_READS: Mapping[FactName, Callable[[str], str | int | None]] = {
    FactName.SINCE: _since,
    FactName.ACTS_FOR: _acts_for,
    FactName.AGE: _age,
    FactName.LOST: _lost,
    FactName.POOR: _poor,
}
