"""Plain words after an answer that offered a call-back take the offer: "đồng ý", "để số lại đi", a bare phone number.

Nothing is kept by that: the next question is the one for consent.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.guidance.answers import Focus
from bot.handlers.booking.phrases import agrees_plainly, is_question
from bot.handlers.callback.wished import wants_a_call
from bot.handlers.names import full_name_in
from bot.understanding.agreement import Asked, Means, read_agreement
from bot.understanding.agreement_call import Called, gives_to_call
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn
    from bot.handlers.callback.dialogue import Callback

START = "#call.start:"
INTENTS = ("affirm", "deny", "provide_info", FALLBACK, "talk_to_human", "ask_hotline", "out_of_scope")
"""Wishes under which the offer may be taken."""
_LEAVES_NUMBER = re.compile(
    r"(?<!khong )(?<!chua )\b(?:de|cho|gui|ghi|luu) (?:lai )?(?:gium |giup )?(?:cai )?(?:so|dien thoai)\b"
    r"(?! (?:may|nao|gi))|"
    r"\b(?:goi|dien) (?:lai )?(?:cho )?(?:toi|em|minh|con|chau|co|chu)\b"
    r"|^(?:(?:da|u|uh|ua|ok|oke|vang|duoc) )*(?:goi|dien)(?: lai)? (?:di|gium|giup|dum|lien|nha|nhe)\b"
)


_CALL_AT = re.compile(
    r"\b(?:goi|dien|alo|lien he)(?: lai)?(?: (?:cho|qua|vo|vao))?(?: (?:no|toi|em|minh|con|chau|co|chu|ba|ong|me|ma|so"
    r"|may|thang \w+|anh|chi|bac))?(?: (?:di|nghen|nha|nhe|nhen|gium|giup|dum|lien|nay|do|luc|buoi|sau|truoc|chieu|sang"
    r"|trua|ngay|som)\b|$| \d)"
)
_LEAVES_IT = re.compile(r"\bde lai (?:cai )?(?:so|ten)\b(?!.*\b(?:khong|chua|lam chi|lam gi|roi|hom|bua)\b)")
"""Says outright that a number is left, be it in the words of a button that is gone ("để lại số cho cán bộ gọi")."""
_CALLED_IN_VAIN = re.compile(r"\b(?:goi|dien)(?: \w+){0,4} (?:khong|chua|hoai|mai|qua troi)\b|\bkhong ai\b")
"""Who called a number tells of it, and leaves none."""


_PEOPLE = frozenset({"talk_to_human", "ask_hotline"})
_SENTENCE = re.compile(r"[,.;!\n]+|(?<=\?)")
_TURNED_DOWN = re.compile(
    r"\bgoi lai (?:(?:thi|cung|toi|cho toi|cho em) )*khong (?:duoc|toi|bat|nghe|co song)\b"
    r"|\b(?:khoi|khong|dung) (?:(?:can|muon|co|phai) ){0,2}(?:(?:can bo|nguoi ta|em|anh|chi) )?(?:goi|dien)"
    r"(?: lai)?(?: (?:cho )?(?:toi|em|con|minh|chau))?(?: (?:lai|dau|nha|nhe|nghe|nghen|em|a|da|lam gi))*$"
)
"""Clauses that will not be called; who cannot get through to a line ("gọi tổng đài không được") wants to be."""
_ASKS_BEHIND = re.compile(r"\b(?:khong|hong|ha|chua|sao|vay)(?: (?:em|anh|chi|a|ta|con|chu|co))?$")
_SHORT = 16
"""Words of the longest message that leaves a number without giving one; in what is longer it is a part of a tale."""
_OF_A_NUMBER = 4
"""Words that a number's digits may be written as."""
_OF_A_PAPER = re.compile(r"\b(?:ho so|to khai|ma so|ma don|bien nhan|giay|don|so cu|sai so|dang ky|ngan hang)\b")
"""What a number is told for that is not to be called at."""
_A_REASON = 4
"""Words of what is said beside it for a reason: "sóng yếu lắm"."""


def call_offered_first(handler: Handler, callback: Callback) -> Handler:
    """Wrap a handler: a message that takes the offered call-back begins it."""

    async def answer(turn: Turn) -> None:
        offer = _offer(turn)
        takes = offer is not None and _takes(turn)
        if not takes and _asks_to_call(turn):
            offer, takes = f"hotline/{turn.state.topic.procedure or ''}", True
        if offer is None or not takes or not await callback.start(turn, offer):
            await handler(turn)

    return answer


def turned_down_first(handler: Handler, router: Router) -> Handler:
    """Wrap a wish for somebody to talk to: who turns a call down has the rest answered, and is offered none."""

    async def answer(turn: Turn) -> None:
        rest = beside_turned_down(turn)
        if rest is None:
            await handler(turn)
        elif not rest:
            turn.say("call.not_called")
        else:
            read = turn.understanding
            wished = (one.intent for one in (*read.secondary, *read.ranking) if one.intent in router.side - _PEOPLE)
            with turn.reading(rest):
                asks_which = any(clause.focus is Focus.PROCEDURE for clause in turn.clauses)
            intent = next(wished, "find_procedure" if asks_which else FALLBACK)
            with turn.reading(rest, replace(read, intent=intent, secondary=())):
                if router.questions is None or not await router.questions(turn):
                    await router.answer_intent(turn, turn.understanding.intent)

    return answer


def beside_turned_down(turn: Turn) -> str | None:
    """Return what a message says besides turning a call down ("gọi lại không được đâu"); None where it does not."""
    if turn.inbound.kind is not Kind.TEXT or turn.dialogue is not None or find_phones(turn.text):
        return None  # a number is left: it is another one that cannot be called
    parts = [part.strip() for part in _SENTENCE.split(turn.text) if part.strip()]
    kept = [part for part in parts if not _turns_down(canonical(part))]
    if len(kept) == len(parts):
        return None
    return ", ".join(kept) if any(is_question(part) or len(part.split()) > _A_REASON for part in kept) else ""


def _turns_down(plain: str) -> bool:
    return _TURNED_DOWN.search(plain) is not None and not _ASKS_BEHIND.search(plain)


async def unoffer(turn: Turn) -> None:
    """Take the offer of a call out of what answers somebody who turns one down."""
    if beside_turned_down(turn) is None:
        return
    for place, reply in enumerate(turn.replies):
        kept = tuple(choice for choice in reply.choices if not choice.payload.startswith(START))
        turn.replies[place] = replace(reply, choices=kept)
    turn.state.menu = tuple(choice for choice in turn.state.menu if not choice.payload.startswith(START))
    turn.state.menu_live = turn.state.menu_live and bool(turn.state.menu)


def leaves_number(turn: Turn) -> bool:
    """Return whether a number is left: outright, or to the call-back that was just offered ("tôi tên Lan, 0900 …")."""
    if turn.dialogue is not None or turn.inbound.kind is not Kind.TEXT:
        return False
    if _LEAVES_IT.search(canonical(turn.text)):
        return not is_question(turn.text)
    return _offer(turn) is not None and _types_number(turn)


def _types_number(turn: Turn) -> bool:
    """Return whether a message has a number and no question mark: "… đừng để cô em bắt máy" asks nothing."""
    if "?" in turn.text or not find_phones(turn.text):
        return False
    plain = canonical(turn.text)
    told = len(plain.split()) > _SHORT + _OF_A_NUMBER or _OF_A_PAPER.search(plain) is not None
    return not told or bool(_CALL_AT.search(plain) or _LEAVES_NUMBER.search(plain))


def _offer(turn: Turn) -> str | None:
    """Return the desk and procedure of the call-back that the latest reply offered, or None."""
    if turn.dialogue is not None or not turn.state.menu_live:
        return None
    offers = [c.payload.removeprefix(START) for c in turn.state.menu if c.payload.startswith(START)]
    return offers[0] if len(offers) == 1 else None


def _asks_to_call(turn: Turn) -> bool:
    """Return whether somebody leaves a number, or an hour, to be called at, offered or not ("số nó là 09…, gọi nó")."""
    if turn.dialogue is not None or turn.inbound.kind is not Kind.TEXT:
        return False
    if wants_a_call(turn.text):
        return True
    if is_question(turn.text):
        return False
    plain = canonical(turn.text)
    if _LEAVES_IT.search(plain):
        return turn.understanding.intent in INTENTS
    if gives_to_call(turn.text) is Called.WISHES:
        return True
    return bool(find_phones(turn.text)) and bool(_CALL_AT.search(plain)) and not _CALLED_IN_VAIN.search(plain)


def _takes(turn: Turn) -> bool:
    if turn.inbound.kind is not Kind.TEXT:
        return False
    if _types_number(turn):
        return True
    if is_question(turn.text):
        return False
    # Where it was the first thing to press, a plain yes means it, and so does the wish for a person once more.
    agrees = read_agreement(turn.text, Asked.BOOK).means is Means.AGREES
    means_it = agrees or agrees_plainly(turn.text) or turn.understanding.intent == "talk_to_human"
    # It was offered there as "để lại tên và số điện thoại"; anywhere else a name is told for something else.
    means_it = means_it or (turn.state.topic.intent == "talk_to_human" and full_name_in(turn) is not None)
    if means_it and turn.state.menu[0].payload.startswith(START):
        return True
    plain = canonical(turn.text)
    return len(plain.split()) <= _SHORT and _LEAVES_NUMBER.search(plain) is not None
