"""Plain words after an answer that offered a call-back take the offer: "đồng ý", "để số lại đi", a bare phone number.

Nothing is kept by that: the next question is the one for consent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.handlers.booking.phrases import agrees_plainly, is_question
from bot.handlers.names import full_name_in
from bot.understanding.agreement import Asked, Means, read_agreement
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from bot.conversation.turn import Handler, Turn
    from bot.handlers.callback.dialogue import Callback

START = "#call.start:"
INTENTS = ("affirm", "deny", "provide_info", FALLBACK, "talk_to_human", "ask_hotline", "out_of_scope")
"""Wishes under which the offer may be taken."""
_LEAVES_NUMBER = re.compile(
    r"\b(?:de|cho|gui|ghi|luu) (?:lai )?(?:gium |giup )?(?:cai )?(?:so|dien thoai)\b(?! (?:may|nao|gi))|"
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


def leaves_number(turn: Turn) -> bool:
    """Return whether a number is left: outright, or to the call-back that was just offered ("tôi tên Lan, 0900 …")."""
    if turn.dialogue is not None or turn.inbound.kind is not Kind.TEXT:
        return False
    if _LEAVES_IT.search(canonical(turn.text)):
        return not is_question(turn.text)
    return _offer(turn) is not None and _types_number(turn)


def _types_number(turn: Turn) -> bool:
    """Return whether a message has a number and no question mark: "… đừng để cô em bắt máy" asks nothing."""
    return "?" not in turn.text and bool(find_phones(turn.text))


def _offer(turn: Turn) -> str | None:
    """Return the desk and procedure of the call-back that the latest reply offered, or None."""
    if turn.dialogue is not None or not turn.state.menu_live:
        return None
    offers = [c.payload.removeprefix(START) for c in turn.state.menu if c.payload.startswith(START)]
    return offers[0] if len(offers) == 1 else None


def _asks_to_call(turn: Turn) -> bool:
    """Return whether somebody leaves a number to be called at, offered or not: "số nó là 09…, gọi nó nghen"."""
    if turn.dialogue is not None or turn.inbound.kind is not Kind.TEXT or is_question(turn.text):
        return False
    plain = canonical(turn.text)
    if _LEAVES_IT.search(plain):
        return turn.understanding.intent in INTENTS
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
    means_it = means_it or full_name_in(turn) is not None  # it was offered as "để lại tên và số điện thoại"
    if means_it and turn.state.menu[0].payload.startswith(START):
        return True
    return bool(find_phones(turn.text)) or _LEAVES_NUMBER.search(canonical(turn.text)) is not None
