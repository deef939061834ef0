"""Borders of entities that no learning is needed for: what the labelling guide says in a rule.

The entity model learns borders from examples and now and then puts one a word off. Codes and phones have a fixed form; the
level word of a commune belongs to its name ("ubnd | xã Lợi An", while "công an xã" is one office); a numbered hamlet ends with
its number ("ấp 7 | Tân Lộc"); the verb of making or handing in stays outside a procedure; a part of the day is apart from the day
("chiều | nay") and from the hour; kin of kin is one person ("má chồng").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from components.swap import Entity
from components.words import Piece

CODES = (
    ("appointment_code", re.compile(r"\bcm(?:[- ]?(?=[a-z]*\d)[a-z0-9]{4,7}|-[a-hjkmnp-tv-z]{7})\b", re.IGNORECASE)),
    ("dossier_code", re.compile(r"\b(?:000\.\d\d\.\d\d\.)?h\d\d(?:\.\d+)*-\d{6}-\d{3,5}\b", re.IGNORECASE)),
    ("doc_number", re.compile(r"\b\d{1,4}(?:/\d{4})?/[a-zđ]{2,}(?:-[a-zđ]+)*\b", re.IGNORECASE)),
    ("phone", re.compile(r"(?<![\w./-])0\d(?:[ .-]?\d){8}(?![\w/-])")),
)
"""What is made by a fixed pattern."""
_CERTAIN = ("appointment_code", "dossier_code", "phone")
"""What these patterns match is nothing else; the model is not asked."""
_LEVELS = frozenset({"xa", "phuong", "tt", "tp", "p"})
_OFFICES = frozenset({"ubnd", "ban", "an", "cua", "ca", "uy"})
"""Last words of offices that a commune's name may follow."""
_NUMBERED = frozenset({"ap", "khom", "kinh", "kenh"})
_ACTS = frozenset({"ket", "khai", "tam", "thuong"})
"""First words of acts whose registration is no paper: "làm giấy | đăng ký kết hôn", but "giấy đăng ký xe"."""
_VERBS = frozenset({"lam", "man", "nop"})
"""They stay outside a procedure."""
_SESSIONS = frozenset({"sang", "trua", "chieu", "toi", "som"})
"""Parts of the day."""
_DAYS = frozenset({"nay", "mai", "mot", "qua", "hom", "bua", "thu", "t2", "t3", "t4", "t5", "t6", "t7", "cn", "chu"})
"""What a day may begin with that follows a part of it; "sáng" before other words is not taken apart."""
_BY_MARRIAGE = frozenset({"chong", "vo"})
"""Whose kin somebody is: "má chồng", "anh vợ"."""
_IN_LAWS = frozenset({"ma", "ba", "me", "cha", "tia", "anh", "chi", "em"})
"""Who may be such kin."""


def codes(parts: Sequence[Piece]) -> Iterator[tuple[str, int, int]]:
    """Yield what looks like a code or a phone: its kind, its first character and the one after its last."""
    if not any(part.kind == "digits" or part.folded == "cm" for part in parts):
        return
    text = "".join(_apart(parts))
    for name, pattern in CODES:
        for match in pattern.finditer(text):
            yield name, match.start(), match.end()


def _apart(parts: Sequence[Piece]) -> Iterator[str]:
    """Yield the pieces and as many blanks between them as stood there, whatever white space it was."""
    end = 0
    for part in parts:
        yield " " * (part.start - end)
        yield part.text
        end = part.start + len(part.text)


def tidied(parts: Sequence[Piece], found: Sequence[Entity]) -> list[Entity]:
    """Mend the borders of what the model found in a message."""
    certain = [Entity(name, start, end) for name, start, end in codes(parts) if name in _CERTAIN]
    certain.sort(key=lambda sure: sure.start)
    reach = list(accumulate((sure.end for sure in certain), max))
    kept = [entity for entity in found if not _meets(entity, certain, reach)]
    ordered = sorted([*kept, *certain], key=lambda entity: entity.start)
    out: list[Entity] = []
    for entity in ordered:
        if entity.entity == "procedure":
            out.append(_without_verb(entity, parts))
        elif entity.entity == "admin_unit":
            place = entity
            if out:
                place, out[-1] = _with_level(entity, out[-1], parts)
            out += _by_number(place, parts)
        elif entity.entity in {"date", "time"}:
            out += _without_session(entity, parts)
        elif entity.entity == "person" and out and _in_law(out[-1], entity, parts):
            out[-1] = replace(out[-1], end=entity.end)
        else:
            out.append(entity)
    return out


def _meets(entity: Entity, certain: Sequence[Entity], reach: Sequence[int]) -> bool:
    """Tell whether an entity has a character with one of the certain ones: in order, and how far each and those before reach."""
    begun = bisect_left(certain, entity.end, key=lambda sure: sure.start)
    return begun > 0 and reach[begun - 1] > entity.start


def _adjoin(before: Entity, behind: Entity, parts: Sequence[Piece]) -> bool:
    """Tell whether no piece begins between two entities."""
    at = bisect_left(parts, before.end, key=lambda part: part.start)
    return at == len(parts) or parts[at].start >= behind.start


def _own(entity: Entity, parts: Sequence[Piece]) -> list[Piece]:
    first = last = bisect_left(parts, entity.start, key=lambda part: part.start)
    while last < len(parts) and parts[last].end <= entity.end:
        last += 1
    return list(parts[first:last])


def _with_level(place: Entity, before: Entity, parts: Sequence[Piece]) -> tuple[Entity, Entity]:
    """Move the level word at the end of an office to the place that follows at once."""
    own = _own(before, parts)
    adjoins = _adjoin(before, place, parts)
    if before.entity != "agency" or not adjoins or len(own) < 2 or own[-1].folded not in _LEVELS:  # noqa: PLR2004 - its kind, the level
        return place, before
    if own[-2].folded not in _OFFICES:
        return place, before
    return replace(place, start=own[-1].start), replace(before, end=own[-2].end)


def _without_verb(procedure: Entity, parts: Sequence[Piece]) -> Entity:
    own = _own(procedure, parts)
    first = 0
    while first < len(own) - 1 and own[first].folded in _VERBS:
        first += 1
    if first < len(own) - 1 and own[first].folded == "xin" and own[first + 1].folded != "phep":
        first += 1
    words = [part.folded for part in own[first : first + 4]]
    if words[:3] == ["giay", "dang", "ky"] and _ACTS.intersection(words[3:]):
        first += 1
    return replace(procedure, start=own[first].start) if own else procedure


def _by_number(place: Entity, parts: Sequence[Piece]) -> list[Entity]:
    own = _own(place, parts)
    numbered = len(own) > 2 and own[0].folded in _NUMBERED and own[1].kind == "digits"  # noqa: PLR2004 - hamlet, number, name
    if numbered and own[2].kind == "letters" and len(own[2].folded) > 1:
        return [replace(place, end=own[1].end), replace(place, start=own[2].start)]
    return [place]


def _without_session(when: Entity, parts: Sequence[Piece]) -> list[Entity]:
    """Take the part of the day off a day that begins with it and off an hour that ends with it."""
    own = _own(when, parts)
    if len(own) < 2:  # noqa: PLR2004 - the day or hour, and its part
        return [when]
    if when.entity == "date" and own[0].folded in _SESSIONS and own[0].typed != "tới" and own[1].folded in _DAYS:
        return [replace(when, entity="session", end=own[0].end), replace(when, start=own[1].start)]
    if when.entity == "time" and own[-1].folded in _SESSIONS:
        return [replace(when, end=own[-2].end), replace(when, entity="session", start=own[-1].start)]
    return [when]


def _in_law(before: Entity, person: Entity, parts: Sequence[Piece]) -> bool:
    """Tell whether two people side by side are one, the kin of a husband or wife."""
    first, second = _own(before, parts), _own(person, parts)
    adjoin = before.entity == "person" and _adjoin(before, person, parts)
    return adjoin and len(second) == 1 and second[0].folded in _BY_MARRIAGE and first[-1].folded in _IN_LAWS
