"""One question back after an answer: the one fact that would change it most; what answers it, pressed or typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.matters import Matters
from bot.conversation.messages import Choice
from bot.guidance.answers import FactName, Focus
from bot.handlers.questions.memory import Waiting
from bot.understanding.clauses import Fact
from bot.understanding.clauses.model import Holder, Mood
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.handlers.questions.memory import Memory

NO = "none"
"""Value of the choice that says that the fact is not so."""
_VALUES: Mapping[FactName, tuple[str, ...]] = {
    FactName.ACTS_FOR: ("cha me", "chong", "con"),
    FactName.POOR: ("poor", NO),
    FactName.SINCE: (),
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


def typed(turn: Turn, memory: Memory) -> tuple[Waiting, bool] | None:
    """Take a text as the answer to what was asked back.

    Returns:
        The question to answer anew, and whether the fact is so; None where the text is no answer to it.
    """
    asked, memory.asks = memory.asks, []
    if len(asked) < 3 or asked[0] not in set(FactName) or asked[2] not in set(Focus):  # noqa: PLR2004 - three parts
        return None
    fact, question = FactName(asked[0]), Waiting(Focus(asked[2]), asked[1], "")
    plain = canonical(turn.text)
    if fact is FactName.POOR and _NO.match(plain):
        return question, False
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
    if value != NO:
        note(turn, code, fact, value)
    return Waiting(Focus(parts[0]), code, ""), value != NO


def note(turn: Turn, code: str, name: FactName, value: str | int) -> None:
    """Remember what was answered, of the matter that it was asked for."""
    matters = Matters.of(turn.state, turn.received_at)
    matters.note([Fact(name, value, Holder.ME, Mood.ASSERTS, 0, 0)], turn.received_at, turn.inbox_id)
    matters.name(code)
    matters.keep(turn.state)


def _read(fact: FactName, plain: str) -> str | int | None:
    if fact is FactName.SINCE:
        if plain in _AGO:
            return _AGO[plain]
        found = _SINCE.match(plain)
        if found is None:
            return None
        return (int(found[1]) if found[1].isdigit() else _NUMBERS[found[1]]) * _DAYS[found[2]]
    if fact is FactName.ACTS_FOR:
        kin = _KIN.match(plain)
        if kin is None:
            return None
        return kin[1] if _FOR.search(plain) else _FOR_WHOM.get(kin[1])
    return "poor" if fact is FactName.POOR and _YES.match(plain) else None
