"""Procedures that are kept out of what is found and offered: what somebody said they do not mean, for a day.

Whoever names one of them themselves afterwards means it after all. What was not there yet at the moment that is
answered for cannot be meant either.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.matters import moment_of
from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.guidance.procedures import UNEMPLOYMENT
from bot.understanding.clauses.denied import denied_in
from bot.understanding.fold import canonical
from bot.understanding.search.evidence import is_told
from bot.understanding.search.finder import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure

MEMO = "not_meant"
"""Memo: code of a procedure → when it was turned down last (ISO, real clock)."""
_DENYING = frozenset({"khong", "phai", "chu", "dau", "co", "cai", "viec", "vu", "do", "nay", "a", "gi", "troi", "ma"})
_DAY = timedelta(hours=24)
_MOST = 20


def note(turn: Turn, codes: Iterable[str]) -> None:
    """Note that these are not meant; one of them that is under way is so no more."""
    turned_down = turn.state.memo.setdefault(MEMO, {})
    for code in codes:
        turned_down[code] = turn.received_at.isoformat()
        if turn.state.topic.procedure == code:
            turn.state.topic.procedure = None
    turn.state.memo[MEMO] = dict(sorted(turned_down.items(), key=lambda entry: entry[1])[-_MOST:])


def codes(turn: Turn) -> frozenset[str]:
    """Return the codes of the procedures that were turned down within a day, or are not there yet."""
    turned_down = turn.state.memo.get(MEMO) or {}
    recent = ((code, moment_of(when)) for code, when in turned_down.items())
    recently = frozenset(code for code, when in recent if when is not None and turn.received_at - when < _DAY)
    return recently | not_yet(turn)


def just_now(turn: Turn) -> bool:
    """Return whether this very message says of a procedure that it is not meant."""
    return turn.received_at.isoformat() in (turn.state.memo.get(MEMO) or {}).values()


def not_yet(turn: Turn) -> frozenset[str]:
    """Return the codes of the procedures that were not there at the moment that is answered for."""
    return turn.guidance.catalogue.not_yet(turn.moment.date())


def follow(turn: Turn) -> bool:
    """Note what a text says it does not mean, and take back what it names after all; a guard that answers nothing."""
    if turn.inbound.kind is not Kind.TEXT or (turn.dialogue is not None and turn.dialogue.name != "which"):
        return False
    search = turn.guidance.search
    denied = denied_in(turn.text)
    if denied:
        hits = search.decide(denied).hits
        found = [hit.code for hit in hits if hit.score >= ENOUGH and not _denies_a_part(hit.title, denied)]
        offered = turn.dialogue.slots.get("offered", ()) if turn.dialogue is not None else ()
        found += [code for code in offered if len(offered) == 1 and code not in found]
        if (current := turn.guidance.catalogue.get(turn.state.topic.procedure or "")) is not None:
            # A part of its name is enough to deny the matter under way ("không phải bảo hiểm").
            said = set(canonical(denied).split()) - _DENYING
            found += [current.code] if said and said <= set(canonical(current.title).split()) else []
        note(turn, found)
        _no_wish_about(turn, found)
    elif before := codes(turn):
        named = [hit for hit in search.decide(turn.text).hits if hit.code in before and is_told(search, turn.text, hit)]
        for hit in named:
            (turn.state.memo.get(MEMO) or {}).pop(hit.code, None)
    return False


def _denies_a_part(title: str, denied: str) -> bool:
    """Return whether only one of the acts that a title joins is denied: "đổi tên", and not "cải chính"."""
    joined = _JOINED.match(canonical(title))
    return joined is not None and not set(joined[1].split()) <= set(canonical(denied).split())


_JOINED = re.compile(r"thay doi (cai chinh) ")
"""A title of two acts; who puts right what is written wrong denies that they change it."""


def _no_wish_about(turn: Turn, turned_down: Iterable[str]) -> None:
    """Drop the one wish that is a procedure's by itself where that procedure is what the text says it does not mean."""
    catalogue = turn.guidance.catalogue
    groups = {found.group for code in turned_down if (found := catalogue.get(code)) is not None}
    if UNEMPLOYMENT in groups and turn.understanding.intent == "ask_unemployment_benefit":
        left = tuple(one for one in turn.understanding.ranking if one.intent != turn.understanding.intent)
        turn.understanding = replace(turn.understanding, intent=FALLBACK, ranking=left)


def still_meant(turn: Turn, offered: Iterable[Procedure]) -> list[Procedure]:
    """Return those of ``offered`` that were not turned down."""
    turned_down = codes(turn)
    return [procedure for procedure in offered if procedure.code not in turned_down]
