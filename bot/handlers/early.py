"""A name and a phone that are told before they may be kept: read again, once consent is given, from what was typed.

Until then a form notes only that they were told, and keeps neither: the messages lie in the conversation as all others
do, for as long as these are kept, and nobody has to type anything twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.handlers import consent
from bot.handlers.booking.phrases import is_question
from bot.handlers.called import bare_in, called_in, no_places
from bot.handlers.forms import under_way
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.turn import Turn
    from bot.handlers.called import Places

NAME, PHONE = "name", "phone"
_SLOT = "early"
"""Slot: which of the two were told, and no more."""
_LOOKS_BACK = 24
"""Words of both sides: a form asks at most ten questions before it asks for consent."""
_LONGEST = 400
"""Characters of a message in which they are looked for; what is longer tells a story."""
CLAUSE = re.compile(r"(?:[^,;!?.\n]|(?<=\d)\.(?=\d))+")
_ABOUT_A_PHONE = frozenset({
    "da", "va", "ma", "con", "cai", "goi", "cho", "cua", "so", "sdt", "dt", "dien", "thoai", "lien", "he", "zalo",
    "la", "nay", "do", "ne", "nha", "nhe", "nghen", "a", "ah", "oi", "toi", "em", "anh", "chi", "chu", "co", "bac",
    "minh", "chau", "phone", "number", "mobile", "tel", "no", "ong", "ba", "me", "chong", "vo", "luon",
})  # fmt: skip
"""Words around a number that tell of it and of nothing else."""


_ONLY_OPENS = frozenset({"", "da", "u", "um", "uh", "ok", "oke", "vang", "a", "ua", "roi", "duoc"})
"""Clauses that only open what is said."""


def told_in(text: str, places: Places = no_places) -> Mapping[str, str]:
    """Return the name and the phone that a message tells of its own accord, by "name" and "phone"."""
    text = text[:_LONGEST]
    phones = find_phones(text)
    told = {PHONE: phones[0].number} if phones else {}
    if (name := _name(text, places, beside_a_phone=bool(phones))) is not None:
        told[NAME] = name
    return told


def name_asked_for(text: str, places: Places = no_places) -> str | None:
    """Return the name that a message tells where one is asked for, whatever stands beside it, or None.

    That is one it says to be somebody's, one beside a phone, or what stands before its first comma ("Mười Đước, nói
    rồi. Mà …").
    """
    text = text[:_LONGEST]
    if find_phones(text) and (name := _name(text, places, beside_a_phone=True)) is not None:
        return name
    clauses = [one.strip() for one in CLAUSE.findall(text) if canonical(one) not in _ONLY_OPENS]
    if (name := name_said(text, places)) is not None:
        return name
    return bare_in(clauses[0], places, beside_a_phone=False) if clauses and several(text) else None


def name_said(text: str, places: Places = no_places) -> str | None:
    """Return the name that a message says to be somebody's ("em tên …", "kêu tui là …"), or None."""
    told = [clause.strip() for clause in CLAUSE.findall(text[:_LONGEST]) if not is_question(clause)]
    return called_in(told, places, expected=True)


def several(text: str) -> bool:
    """Return whether a message says more than one thing."""
    return sum(bool(one.strip()) for one in CLAUSE.findall(text)) > 1


def note(turn: Turn) -> bool:
    """Note what the message tells of them; True where it tells nothing else.

    Where they may be kept already, they are.
    """
    if turn.inbound.kind is not Kind.TEXT:
        return False
    places = turn.guidance.place_reader.named
    told = told_in(turn.text, places)
    if not told:
        return False
    slots = under_way(turn).slots
    if consent.given(turn):
        slots.update(told)
    else:
        slots[_SLOT] = sorted({*slots.get(_SLOT, ()), *told})
    return all(_says_nothing_else(clause, places) for clause in CLAUSE.findall(turn.text))


async def note_before(turn: Turn) -> None:
    """Note what the message before a pressed button told: "tên Tám, số 09…, gọi nghen" and then the button for it."""
    said = [word.text for word in await turn.people.recent(_LOOKS_BACK) if word.by_person and word.text[:1] != "#"]
    told = told_in(said[-1], turn.guidance.place_reader.named) if said and turn.inbound.kind is not Kind.TEXT else {}
    if PHONE in told and not consent.given(turn):
        under_way(turn).slots[_SLOT] = sorted(told)


async def take(turn: Turn) -> None:
    """Keep what was told before, now that it may be: of each the newest word."""
    slots = under_way(turn).slots
    wanted = set(slots.pop(_SLOT, ()))
    if not wanted:
        return
    for word in reversed(await turn.people.recent(_LOOKS_BACK)):
        told = told_in(word.text, turn.guidance.place_reader.named) if word.by_person else {}
        for what in wanted & told.keys():
            slots[what] = told[what]
            wanted = wanted - {what}


def _name(text: str, places: Places, *, beside_a_phone: bool) -> str | None:
    clauses = [part.strip() for clause in CLAUSE.findall(text) if not is_question(clause) for part in _parts(clause)]
    if (name := called_in(clauses, places, expected=beside_a_phone)) is not None:
        return name
    # A place has a person's name here as well (Trần Văn Thời), so a bare one counts only beside a phone.
    bare = (bare_in(clause, places, beside_a_phone=True) for clause in clauses) if beside_a_phone else ()
    return next(filter(None, bare), None)


def _parts(clause: str) -> list[str]:
    """Return what stands before and behind the number in a clause: "số tui 09… tên Lâm"."""
    return [part for part in re.split(r"(?<=\d)[ .\-]*(?=[^\d\W])", clause) if part.strip()]


def _says_nothing_else(clause: str, places: Places) -> bool:
    """Return whether a clause is a name, a phone, or words around one."""
    if is_question(clause):
        return False
    parts = [part for part in re.split(r"\+?\d[\d .\-]*", canonical(clause)) if part.strip()]
    named = _name(clause, places, beside_a_phone=True) is not None
    return all(set(part.split()) <= _ABOUT_A_PHONE or (named and part == parts[0]) for part in parts)
