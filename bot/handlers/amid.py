"""What is said amid a form and answers none of its questions: for time, against answering, or to give it up and ask.

Who gives a form up and asks in the same breath ("thôi khỏi, mà … bao nhiêu tiền?") is let go first and answered then.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.guidance.text import tone_key
from bot.handlers.booking.phrases import is_question, only_leaves, stops
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.turn import DialogueHandler, Turn

_ASKED_BY_NAME = frozenset({"name", "phone"})
"""Steps that ask for what somebody may not want to give."""
_ME = r"(?:toi|em|con|minh|chau|anh|chi|co|chu|bac|ong|ba)"
_OPENS = r"^(?:(?:da|u|um|uh|ok|oke|ua|a|ma|thoi|vay|roi|em oi|con oi|hay la) ){0,4}"
_CLOSES = (
    r"(?: (?:da|roi|nha|nhe|nghen|nghe|a|ah|oi|di|xiu|chut|ti|lat|mot|toi|em|anh|chi|con|chu|co|bac|ban|chau|ad|voi"
    r"|coi|cai|duoc khong)){0,6}"
)
_LATER = r"(?:coi|xem|tinh|nghi|suy nghi|nho|tim|kiem|lay|hoi|ban|kiem tra|tu tu)"
_WAITS = re.compile(
    rf"{_OPENS}(?:"
    rf"(?:cu |de )?(?:{_ME} )?tu tu(?: (?:de|cho) (?:{_ME} )?{_LATER}(?: lai)?)?"
    rf"|khoan(?: khoan)?(?: (?:de|cho) (?:{_ME} )?(?!hoi){_LATER}(?: lai)?)?"
    rf"|de (?:{_ME} )?(?:coi|xem|kiem|tim|lay|nho)(?: lai)?"
    rf"|(?:cho|doi|chut|xiu)(?: {_ME})? (?:mot |1 )?(?:chut|xiu|ti|ty|lat|ta|ty xiu|phut|lat nua|coi|da)"
    rf"){_CLOSES}"
    r"|^(?:please )?(?:wait|hold on|one moment|just a (?:moment|minute|second|sec)|give me a (?:moment|minute|second))"
    r"(?: (?:a|please|moment|minute|second|sec|bit)){0,4}"
)
"""Whole messages that ask for time."""
_GIVES = r"(?:muon|cho|noi|dua|thich|chiu|cung cap|tien|dam|khai|ghi|de|tra loi|tiet lo)"
_DECLINES = re.compile(
    rf"{_OPENS}(?:{_ME} )?(?:tu choi(?: (?:{_GIVES}|tra loi|ten|so)){{0,3}}"
    rf"|(?:khong|chua) {_GIVES}(?: (?:{_GIVES}|ten|so|sdt|dien thoai|thong tin|biet|ai|ra|dau|luon|{_ME})){{0,6}}"
    rf"){_CLOSES}"
    r"|^(?:i )?(?:refuse|decline|would rather not|don t want to)(?: (?:to )?(?:say|tell|give))?(?: (?:it|my name))?"
)
"""Whole messages that will not answer."""

_HONG = tone_key("hồng")

_LOOKS_AT = 300
_MOST_WORDS = 9
"""Words of the longest saying that gives a form up."""
_SIGNS = ".,;:!…"
_CUT = " \t\n.,;:!…-"
_ASKS = r"(?:cho |de |xin ){0,2}(?:{me} )?hoi\b".replace("{me}", _ME)
_GOES_ON = re.compile(rf"^(?:ma|nhung|vay|roi|con|the)\b|^{_ASKS}")
"""What the question behind it begins with."""
_ASKS_FIRST = re.compile(rf"^(?:(?:ma|nhung|vay|roi|con) ){{0,3}}{_ASKS}")
_CONNECTIVE = re.compile(r"^(?:(?:mà|ma|nhưng|nhung|vậy|vay|rồi|roi) ){1,3}(?!hỏi\b)", re.IGNORECASE)
_WEAK = re.compile(r"^(?:(?:da|u|um|ok|a) ){0,3}thoi(?: (?:em|anh|chi|con|nha|nhe|a)){0,3}$")
"""Said alone it may open a change as well ("thôi, sáng thứ tư được không")."""
_WITHOUT_GOING = re.compile(r"khoi di$")
"""Without a sign behind it "khỏi đi mà nộp mạng được không" asks to file without going."""
_TIME = r"(?:(?:buoi |luc |hom |bua )?(?:sang|chieu|trua|mai|mot)|thu (?:\d|hai|ba|tu|nam|sau|bay)|chu nhat|\d)"
_CHANGES = re.compile(
    rf"^(?:(?:ma|nhung|vay|thi|hay|cho|{_ME}|con) ){{0,5}}(?:{_TIME}\b"
    r"|(?:doi|chuyen|qua|sang|chon|sua|lay|dat|di)(?: (?:lai|qua|sang|thanh|lich|cho)){0,3} "
    rf"(?:{_TIME}|ngay|gio|buoi|lich|hen|cho khac|noi khac|ten|so|xa|phuong)\b)"
)
"""It shall be otherwise than what is under way."""


def is_no_answer(text: str) -> bool:
    """Return whether a whole message asks for time, or will not answer: it is nobody's name."""
    return _WAITS.fullmatch(canonical(text)) is not None or _declines(text)


def _declines(text: str) -> bool:
    """Return whether a whole message will not answer; typed with its accent "Hồng" is a name, and no "hông"."""
    named = any(tone_key(word) == _HONG for word in text.split()[:_MOST_WORDS])
    return not named and _DECLINES.fullmatch(canonical(text)) is not None


def gives_up_first(text: str) -> str | None:
    """Return what stands behind the words that give a form up, or None where the message does not begin with any."""
    typed = text[:_LOOKS_AT]
    for number, found in enumerate(re.finditer(r"\S+", typed), 1):
        if number > _MOST_WORDS:
            return None
        behind = text[found.end() :].strip(_CUT)
        plain = canonical(behind[:_LOOKS_AT])
        signed = found.group()[-1] in _SIGNS or typed[found.end() : found.end() + 1] == "\n"
        if not plain or not (signed or _GOES_ON.match(plain)):
            continue
        said = canonical(typed[: found.end()])
        if not stops(said) and not only_leaves(typed[: found.end()]):
            continue
        if _WEAK.fullmatch(said) and not _GOES_ON.match(plain):
            continue
        if not signed and _WITHOUT_GOING.search(said) and not _ASKS_FIRST.match(plain):
            continue
        return _CONNECTIVE.sub("", behind)
    return None


async def heard(turn: Turn, dialogue: DialogueHandler, router: Router) -> bool:
    """Answer what answers none of a form's questions; True where nothing is left to be taken."""
    if turn.dialogue is None or turn.dialogue.name == "which":
        return False
    if (asked := gives_up_first(turn.text)) is not None and _asks(turn, asked):
        await dialogue.leave(turn)
        await router.answer_part(turn, asked)
        return True
    declines = turn.dialogue.step in _ASKED_BY_NAME and _declines(turn.text)
    if not declines and _WAITS.fullmatch(canonical(turn.text)) is None:
        return False
    turn.say("router.declines" if declines else "router.waits")
    await router.ask_again(turn, dialogue)
    return True


def _asks(turn: Turn, text: str) -> bool:
    """Return whether a part of a message asks something else than a change of what is under way."""
    with turn.reading(text):
        clauses = turn.clauses
        hours = any(clause.focus is Focus.HOURS for clause in clauses)
        asks = is_question(text) or any(clause.act.asks for clause in clauses)
    return asks and (hours or _CHANGES.match(canonical(text)) is None)
