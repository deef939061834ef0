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
from bot.handlers.forms import under_way
from bot.handlers.names import is_full_name
from bot.understanding.fold import canonical
from bot.understanding.persons import clean_name
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.turn import Turn

NAME, PHONE = "name", "phone"
_SLOT = "early"
"""Slot: which of the two were told, and no more."""
_LOOKS_BACK = 24
"""Words of both sides: a form asks at most ten questions before it asks for consent."""
_LONGEST = 400
"""Characters of a message in which they are looked for; what is longer tells a story."""
_CLAUSE = re.compile(r"[^,;!?\n]+")
_ME = "(?:toi|em|con|minh|chau|anh|chi|co|chu|bac)"
_OWN = re.compile(rf"(?:(?:da|roi|va|ma|goi|cho) )*(?:(?:{_ME} )?(?:ho )?ten(?: {_ME})?(?: la)?|{_ME} la) (?=\w)")
_THEM = f"no|nguoi (?:di|nop|nha)|{_ME}|ba|me|ma|cha|tia|chong|vo|ong|di|cau|thang|con"
_THEIRS = re.compile(
    rf"(?:(?:da|roi|va|ma) )*(?:nguoi (?:di|nop|den|toi) la )?(?:{_THEM})"
    rf"(?: (?:gai|trai|chau|con|ut|noi|ngoai|ay))?(?: {_ME})? ten(?: la)? (?=\w)"
)
_NO_NAME = re.compile(r"\b(?:duong|truong|cong ty|ap|xa|phuong|trong|tren|bi|sai|khac|giay|so|nay|do)\b")
_ABOUT_A_PHONE = frozenset({
    "da", "va", "ma", "con", "cai", "goi", "cho", "cua", "so", "sdt", "dt", "dien", "thoai", "lien", "he", "zalo",
    "la", "nay", "do", "ne", "nha", "nhe", "nghen", "a", "ah", "oi", "toi", "em", "anh", "chi", "chu", "co", "bac",
    "minh", "chau", "no", "ong", "ba", "me", "chong", "vo", "luon",
})  # fmt: skip
"""Words around a number that tell of it and of nothing else."""


def told_in(text: str) -> Mapping[str, str]:
    """Return the name and the phone that a message tells of its own accord, by "name" and "phone"."""
    text = text[:_LONGEST]
    phones = find_phones(text)
    told = {PHONE: phones[0].number} if phones else {}
    if (name := _name(text, beside_a_phone=bool(phones))) is not None:
        told[NAME] = name
    return told


def note(turn: Turn) -> bool:
    """Note what the message tells of them; True where it tells nothing else.

    Where they may be kept already, they are.
    """
    if turn.inbound.kind is not Kind.TEXT:
        return False
    told = told_in(turn.text)
    if not told:
        return False
    slots = under_way(turn).slots
    if consent.given(turn):
        slots.update(told)
    else:
        slots[_SLOT] = sorted({*slots.get(_SLOT, ()), *told})
    return all(_says_nothing_else(clause) for clause in _CLAUSE.findall(turn.text))


async def note_before(turn: Turn) -> None:
    """Note what the message before a pressed button told: "tên Tám, số 09…, gọi nghen" and then the button for it."""
    said = [word.text for word in await turn.people.recent(_LOOKS_BACK) if word.by_person and word.text[:1] != "#"]
    told = told_in(said[-1]) if said and turn.inbound.kind is not Kind.TEXT else {}
    if PHONE in told and not consent.given(turn):
        under_way(turn).slots[_SLOT] = sorted(told)


async def take(turn: Turn) -> None:
    """Keep what was told before, now that it may be: of each the newest word."""
    slots = under_way(turn).slots
    wanted = set(slots.pop(_SLOT, ()))
    if not wanted:
        return
    for word in reversed(await turn.people.recent(_LOOKS_BACK)):
        told = told_in(word.text) if word.by_person else {}
        for what in wanted & told.keys():
            slots[what] = told[what]
            wanted = wanted - {what}


def _name(text: str, *, beside_a_phone: bool) -> str | None:
    clauses = [part.strip() for clause in _CLAUSE.findall(text) if not is_question(clause) for part in _parts(clause)]
    for cue in (_OWN, _THEIRS):
        for clause in clauses:
            plain = canonical(clause)
            found = cue.match(plain)
            rest = plain[found.end() :] if found is not None else ""
            name = clean_name(f"tên {' '.join(clause.split()[-len(rest.split()) :])}") if rest else None
            if name and not _NO_NAME.search(canonical(name)) and (beside_a_phone or is_full_name(name)):
                return name
    # A place has a person's name here as well (Trần Văn Thời), so a bare one counts only beside a phone.
    bare = (clean_name(clause) for clause in clauses) if beside_a_phone else ()
    return next((name for name in bare if name and is_full_name(name)), None)


def _parts(clause: str) -> list[str]:
    """Return what stands before and behind the number in a clause: "số tui 09… tên Lâm"."""
    return [part for part in re.split(r"(?<=\d)[ .\-]*(?=[^\d\W])", clause) if part.strip()]


def _says_nothing_else(clause: str) -> bool:
    """Return whether a clause is a name, a phone, or words around one."""
    if is_question(clause):
        return False
    parts = [part for part in re.split(r"\+?\d[\d .\-]*", canonical(clause)) if part.strip()]
    named = _name(clause, beside_a_phone=True) is not None
    return all(set(part.split()) <= _ABOUT_A_PHONE or (named and part == parts[0]) for part in parts)
