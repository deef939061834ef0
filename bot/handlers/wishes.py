"""Wishes in passing: to be called at an hour or at another's number, to be booked for, to meet somebody.

They stand beside thanks, questions and tales, so that the whole message reads as something else. What can be done is
begun with all that was told of it; what cannot is said plainly; what is taken back in the same breath is not begun.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.turn import Outcome
from bot.guidance.text import has_diacritics
from bot.handlers import unheard
from bot.handlers.booking.confirming import MEMO as BOOKED
from bot.handlers.booking.offered import offered
from bot.handlers.booking.phrases import is_question
from bot.handlers.callback.wished import PART, awaits_news, wants_a_call
from bot.handlers.hotline import call_choice, whom_else
from bot.understanding.dates.reading import read_when
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn

    Questions = Callable[[Turn], Awaitable[bool]]

_BOOK = "book_appointment"
_CALL = "talk_to_human"
_TAKES_IT = frozenset({_BOOK, "cancel_appointment", "check_appointment", "change_appointment"})
_ME = "(?:toi|em|e|con|minh|chau|anh|chi|co|chu|bac|ba|ong|me|ma)"
_FOR = "(?:gium|giup|dum|ho)"
_LEAD = (
    rf"(?:(?:da|a|u|ua|uh|um|o|ok|oke|thoi|roi|ma|vay|thi|duoc|nho|lam on|xin|cu|hay|ad|{_ME} oi) )"
    "{0,5}"
)
_HEN = r"(?:dat |lay |xin )?(?P<hen>hen)(?: (?:lich|truoc|luon|san))*"
_BOOKS = re.compile(
    rf"^{_LEAD}{_HEN} (?:{_FOR}|cho {_ME})\b"
    rf"|\b(?:co ai|ai|nho|xin|lam on|giup|{_ME} (?:muon|can))(?: (?:{_ME}|ai|ad|can bo))?"
    rf" (?:dat |lay |xin )?(?P<hen2>hen)(?: (?:lich|truoc|luon|san))*"
    rf" (?:{_FOR}|cho {_ME}|{_ME} (?:mot|1|bua|buoi|sang|chieu|ngay)|(?:mot|1) (?:bua|buoi|ngay))\b"
    rf"|^{_LEAD}(?:dat|giu|lay) (?:lich|cho)(?: (?:hen|truoc|luon))* {_FOR}\b"
)
"""Wants a visit to be booked by whoever reads it."""
_NOT_BOOKED = re.compile(
    r"\b(?:khoi|khong can|khong|dung|chua|da|bi) (?:dat |lay |xin )?hen\b|\bhen (?:lai|khac|ho|gap lai)\b|\bkhac\b"
    rf"|\bhen (?:{_FOR} |cho {_ME} )?hoi\b"
)
"""No new visit is wished: it is turned down, told of, or another day of one that is booked."""
_MEETS = re.compile(
    r"\b(?:gap|tiep) (?:rieng |truc tiep |mat )?(?:ong|ba|co|chu|anh|chi|sep|lanh dao|chu tich|pho chu tich|bi thu"
    r"|giam doc|truong phong|can bo|cong an|luat su|ho)\b"
)
_TAKES_BACK = re.compile(
    rf"(?:(?:a|u|ui|o|ma|nhung|ua|da) ){{0,3}}thoi(?: (?:khoi|khoi di|khong can|bo di|khong|de do))?"
    rf"(?: (?:dat|hen|lich|goi|nua|luon|di|a|nha|nhe|nghen|ad|{_ME}))*"
)
_WISHED = re.compile(
    r"\b(?:dat|lay|giu) (?:\w+ )?(?:lich|cho|hen)\b|\bhen (?:gium|giup|dum|cho|lich)\b|\bgoi (?:cho )?\w+"
)
_DAY_WORDS = frozenset({
    "da", "a", "u", "ua", "uh", "um", "o", "ok", "oke", "vay", "thi", "roi", "thoi", "la", "cung", "duoc", "di", "nha",
    "nhe", "nghen", "buoi", "sang", "chieu", "thu", "hai", "ba", "tu", "nam", "sau", "bay", "mai", "mot", "ngay",
    "toi", "nay", "chu", "nhat", "hen", "dat", "cho", "em", "con", "chi", "anh", "minh", "luc", "gio", "h", "mung",
    "kia", "tuan",
})  # fmt: skip
"""Words of who only says which day suits."""
_ACCEPTED = re.compile(r"\b(?:duoc|di|nha|nhe|nghen|ok|oke)(?: (?:ma|roi|nha|nhe|nghen|do|a|luon|thoi|em|con))*\b")
_FEWEST = 3
"""Words from which on what stands beside a wish says something."""


def wants_booked(text: str) -> bool:
    """Return whether somebody wants a visit to be booked for them, whatever else they say ("…, nhờ hẹn giùm")."""
    return any(_books(text, part) for part in PART.findall(text))


def wants_to_meet(text: str) -> bool:
    """Return whether the visit that somebody wants is to meet somebody ("hẹn cho tôi gặp chủ tịch xã")."""
    return any(_books(text, part) and _MEETS.search(canonical(part)) for part in PART.findall(text))


def left_of_taken_back(text: str) -> str | None:
    """Return what a message says behind taking its own wish back ("đặt lịch 3h đi, à mà thôi, …"); None where none."""
    parts = [found.group() for found in PART.finditer(text)]
    plain = [canonical(part) for part in parts]
    for place in range(1, len(parts)):
        if _TAKES_BACK.fullmatch(plain[place]) and any(_WISHED.search(one) for one in plain[:place]):
            return ", ".join(part.strip() for part in parts[place + 1 :])
    return None


def day_first(text: str) -> tuple[str, str] | None:
    """Return the words that a message begins with to take a day, and the rest ("ừ sáng thứ ba được mà nè đem …")."""
    words = text.split()
    ends = 0
    for place, word in enumerate(words):
        plain = canonical(word)
        if plain not in _DAY_WORDS and not plain.isdecimal():
            break
        if _ACCEPTED.fullmatch(plain) or word[-1] in ".,;!":
            ends = place + 1
    if not ends or not re.search(r"\b(?:sang|chieu|thu|mai|mot|ngay|chu nhat)\b", canonical(" ".join(words[:ends]))):
        return None
    return " ".join(words[:ends]).strip(" ,.;!"), " ".join(words[ends:])


def first(questions: Questions, router: Router) -> Questions:
    """Let a wish in passing be begun, once what is asked beside it is answered.

    Args:
        questions: answers single questions.
        router: answers the wish, and what stands beside it.
    """

    async def answer(turn: Turn) -> bool:
        if turn.dialogue is not None or turn.inbound.kind is not Kind.TEXT:
            return await questions(turn)
        left = left_of_taken_back(turn.text)
        if left is not None:
            await _taken_back(turn, router, left)
            return True
        if (wish := _wish(turn)) is not None:
            await _begin(turn, router, wish)
            return True
        return await _takes_the_day(turn, router) or await questions(turn)

    return answer


def call_first(handler: Handler, router: Router) -> Handler:
    """Wrap the handler of notices: who wants to be called is, who waits for news hears that none come by themselves."""

    async def answer(turn: Turn) -> None:
        if turn.dialogue is None and turn.inbound.kind is Kind.TEXT and wants_a_call(turn.text):
            await _begin(turn, router, _CALL)
        elif turn.dialogue is None and BOOKED not in turn.state.memo and awaits_news(turn.text):
            turn.say("call.no_news", choices=[call_choice(turn)])
        else:
            await handler(turn)

    return answer


def meeting_first(handler: Handler) -> Handler:
    """Wrap the wish for a slot: who wants to meet somebody hears that this is not arranged here."""

    async def answer(turn: Turn) -> None:
        if turn.dialogue is None and turn.inbound.kind is Kind.TEXT and wants_to_meet(turn.text):
            ask = whom_else(turn, turn.text)
            told = any(ask in reply.text for reply in turn.replies)
            key = "booking.no_meeting" if told else "booking.no_meeting_ask"
            turn.say(key, ask=ask, choices=[call_choice(turn)])
        else:
            await handler(turn)

    return answer


def _wish(turn: Turn) -> str | None:
    """Return the wish that a message has in passing and was not read as."""
    intent = turn.understanding.intent
    if intent not in _TAKES_IT and wants_booked(turn.text):
        return _BOOK
    if intent == _BOOK and wants_to_meet(turn.text):
        return _BOOK
    return _CALL if intent not in {_CALL, *_TAKES_IT} and wants_a_call(turn.text) else None


async def _begin(turn: Turn, router: Router, wish: str) -> None:
    """Answer what is asked beside a wish, then begin it with the rest of the message."""
    parts = [part.strip() for part in PART.findall(turn.text)]
    asks = [one for one in parts if _asks_beside(turn.text, one)]
    if asks and wish == _BOOK and wants_to_meet(turn.text):
        with turn.reading(". ".join(asks)):
            unheard.tell_as_typed(turn, about=False)
    elif asks:
        await router.answer_part(turn, ". ".join(asks))
    if turn.dialogue is None:
        told = ", ".join(one for one in parts if one not in asks)
        with turn.reading(told, replace(turn.understanding, intent=wish, secondary=())):
            await router.answer_intent(turn, wish)
    turn.outcome = Outcome.UNDERSTOOD


def _asks_beside(text: str, part: str) -> bool:
    wished = _books(text, part) or wants_a_call(part)
    return not wished and is_question(part) and len(part.split()) >= _FEWEST


async def _taken_back(turn: Turn, router: Router, left: str) -> None:
    """Say that nothing is begun, and answer what is asked behind that."""
    turn.outcome = Outcome.UNDERSTOOD
    turn.say("booking.not_begun")
    if is_question(left) and len(left.split()) >= _FEWEST:
        await router.answer_part(turn, left)


async def _takes_the_day(turn: Turn, router: Router) -> bool:
    """Take a day for the visit that was just offered, and answer what is asked behind it; False where none is taken."""
    said = day_first(turn.text) if offered(turn) is not None else None
    if said is None or len(said[1].split()) < _FEWEST or read_when(said[0], turn.moment).is_empty:
        return False
    day, rest = said
    code = offered(turn)
    await router.answer_part(turn, rest)
    if turn.dialogue is None and code is not None:
        turn.state.topic.procedure = code
        with turn.reading(day, replace(turn.understanding, intent=_BOOK, secondary=())):
            await router.answer_intent(turn, _BOOK)
    turn.outcome = Outcome.UNDERSTOOD
    return True


def _books(text: str, part: str) -> bool:
    """Return whether a part of a text wishes for a visit; "hen" with its tones is "hẹn", and "hen" only polite."""
    plain = canonical(part)
    found = _BOOKS.search(plain)
    if found is None or _NOT_BOOKED.search(plain):
        return False
    if "?" in part and "duoc khong" not in plain:
        return False
    return not has_diacritics(text) or "hen" not in found.group().split() or "hẹn" in part.lower()
