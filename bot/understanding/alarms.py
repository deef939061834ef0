"""What is said before anything else is answered: violence that is not of this minute, and somebody who wants codes.

Unlike ``danger``, whose answer stands alone, an alarm leaves the other questions of the message to be answered: the
parts that tell it are taken out, and what is left is read as if it had been sent alone.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.guidance.text import composed
from bot.understanding import alarm_found as infant
from bot.understanding import alarm_visitors as door
from bot.understanding import alarm_words as words
from bot.understanding.clauses.cues import act_of
from bot.understanding.clauses.splitting import asked_at, split
from bot.understanding.danger import Danger, read_danger
from bot.understanding.fold import canonical, fold, has_diacritics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 2000
"""Characters that are read, as of every text."""
_NEAR, _CLOSE = 70, 40
"""Characters of plain text between who calls and what they want, and between money and what it is to do."""
_FEW = 12
"""Words of a question about what was told."""
_TOO_FEW = 2
"""Words of a clause that hardly say something of its own."""
_SENTENCE = re.compile(r"[^.!?;\n…]+[.!?;\n…]*")
_WORD = re.compile(r"[^\W\d_]+")
_EDGES = " ,-:"


class Alarm(StrEnum):
    """What is told. The values of the first four are the national numbers, as those of ``Danger`` are."""

    POLICE = "113"
    FIRE = "114"
    AMBULANCE = "115"
    CHILDREN = "111"
    FRAUD = "fraud"
    VISITORS = "visitors"
    """Somebody at the door who passes for an official, or a stranger, and wants money or papers."""
    FOUND = "found"
    """A child that was left somewhere and that somebody found."""


@dataclass(frozen=True, slots=True)
class Alarmed:
    """A message that tells of one.

    Attributes:
        kind: of what.
        told: somebody is hurt or threatened; False where only the number is asked for, and of fraud.
        rest: what else the message asks, as typed; empty where it asks nothing else.
    """

    kind: Alarm
    told: bool
    rest: str


@dataclass(frozen=True, slots=True)
class _Part:
    typed: str
    plain: str
    asked: bool
    start: int
    """In all parts' plain text, one after the other."""


@functools.lru_cache(maxsize=32)  # the ladder, the guards and the answer each ask for a turn's text
def read_alarms(text: str) -> tuple[Alarmed, ...]:
    """Return what a message tells of harm first, then of fraud; the rest of one is where the next is looked for."""
    found = []
    for read in (read_harm, read_found, read_visitors, read_fraud):
        one = read(text)
        if one is not None:
            found.append(one)
            text = one.rest
    return tuple(found)


def read_harm(text: str) -> Alarmed | None:
    """Return the violence, threat or stalking that a message tells of, or the number for danger that it asks for.

    None where there is none, and where it is of this minute: then ``danger`` is for it, and nothing else is answered.
    """
    parts = _parts(text)
    plain = " ".join(part.plain for part in parts)
    if not plain or words.NO_HARM.search(plain):
        return None
    spans = [found.span() for pattern in words.HARM for found in pattern.finditer(plain)]
    if any(words.CALLS.search(part.plain) for part in parts) and not words.NO_COMING.search(plain):
        spans += _spans(words.COMES, plain)
    if not spans:
        return _number_asked(parts)
    danger = read_danger(text)
    if danger is not None and (danger not in (Danger.POLICE, Danger.CHILDREN) or words.NOW.search(plain)):
        return None
    child = danger is Danger.CHILDREN or (words.CHILD.search(plain) and not words.GROWN.search(plain))
    rest = _rest(parts, spans, words.CALLS.search)
    return Alarmed(Alarm.CHILDREN if child else Alarm.POLICE, told=True, rest=rest)


def read_found(text: str) -> Alarmed | None:
    """Return that somebody found a child that was left, which nobody tells to have been reported."""
    parts = _parts(text)
    plain = " ".join(part.plain for part in parts)
    found = [one.span() for one in infant.LEFT_BEHIND.finditer(plain)]
    if not found or infant.REPORTED.search(plain) or words.NO_HARM.search(plain):
        return None
    return Alarmed(Alarm.FOUND, told=True, rest=_rest(parts, found, infant.TO_REPORT.search))


def asks_to_report(text: str) -> bool:
    """Return whether a short message asks, or tells as not done, whether something is reported to somebody."""
    plain = canonical(text)
    return len(plain.split()) <= _FEW and infant.TO_REPORT.search(plain) is not None


def _number_asked(parts: list[_Part]) -> Alarmed | None:
    for kind, pattern in words.NUMBERS:
        for part in parts:
            found = pattern.search(part.plain)
            if found is not None:
                span = (part.start + found.start(), part.start + found.end())
                return Alarmed(Alarm(kind), told=False, rest=_rest(parts, [span], words.CALLS.search))
    return None


def asks_for_number(text: str) -> bool:
    """Return whether a short message asks whom to call; what was told before it says which number is meant."""
    plain = canonical(text)
    asks = words.WHICH_NUMBER.search(plain) or words.NUMBER_AGAIN.search(plain)
    return len(plain.split()) <= _FEW and asks is not None


def asks_in_need(text: str) -> bool:
    """Return whether a short message asks for the numbers of an emergency, whatever it is."""
    plain = canonical(text)
    return len(plain.split()) <= _FEW and words.IN_NEED.search(plain) is not None


def read_fraud(text: str) -> Alarmed | None:
    """Return that somebody wants a code, a password, money for haste, or that it is asked whether they are genuine."""
    parts = _parts(text)
    plain = " ".join(part.plain for part in parts)
    if not plain:
        return None
    callers, secrets = _spans(words.CALLER, plain), _spans(words.SECRET, plain)
    doubts, ought = _spans(words.BELIEF, plain), _spans(words.OUGHT, plain)
    money = _spans(words.MONEY, plain)
    if words.PHONED.search(plain):
        doubts += _spans(words.IS_IT_SO, plain) if secrets or money else []
        money += _spans(words.FEE, plain)
    hasty = _follow(sorted(money), _spans(words.FASTER, plain), _CLOSE)
    wanted = [] if words.NO_FRAUD.search(plain) else [*_follow(callers, secrets), *_follow(ought, secrets, 0)]
    asked = [*_follow(callers, [*doubts, *ought]), *_follow(_spans(words.GIVES, plain), [*doubts, *ought])]
    spans = [*wanted, *asked, *_follow(callers, hasty), *_spans(words.ALONE, plain)]
    spans += _follow(callers, _spans(words.ACTIVATES, plain))
    if not spans:
        return None
    about = [*callers, *secrets, *doubts, *ought, *money, *spans]
    return Alarmed(Alarm.FRAUD, told=False, rest=_rest(parts, about, _what_then))


def read_visitors(text: str) -> Alarmed | None:
    """Return that somebody who passes for an official, or a stranger, came and wants money or papers; else None.

    What is wanted by telephone or as a code is fraud of the other kind (``read_fraud``).
    """
    parts = _parts(text)
    plain = " ".join(part.plain for part in parts)
    if not plain or words.PHONED.search(plain) or words.SECRET.search(plain) or words.NO_HARM.search(plain):
        return None
    money = _spans(door.DEMANDS, plain)
    strangers = _follow(_spans(door.STRANGER, plain), sorted([*money, *_spans(door.PAPERS, plain)]))
    spans = [*_follow(_spans(door.PASSES_FOR, plain), money), *strangers, *_spans(door.AT_THE_DOOR, plain)]
    if not spans:
        return None
    tells = [
        (part.start, part.start + len(part.plain))
        for part in parts
        if any(start < part.start + len(part.plain) and end > part.start for start, end in spans)
        and not act_of(part.plain.rstrip(" |"), asked=part.asked).asks
    ]  # what they said they came for ("thu tiền làm lại căn cước") is nothing that the person wants
    return Alarmed(Alarm.VISITORS, told=False, rest=_rest(parts, [*money, *spans, *tells], _what_then))


def _what_then(plain: str) -> bool:
    return len(plain.split()) <= _FEW and (words.WHAT_THEN.search(plain) or words.CALLS.search(plain)) is not None


def _spans(pattern: re.Pattern[str], plain: str) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(plain)]


def _follow(first: list[tuple[int, int]], then: list[tuple[int, int]], most: int = _NEAR) -> list[tuple[int, int]]:
    """Return from where to where one of ``then`` stands in one of ``first`` or at most so many characters behind."""
    begins = [start for start, _ in first]
    joined = []
    for start, end in then:
        at = bisect_right(begins, start) - 1
        if at >= 0 and start - first[at][1] <= most:
            joined.append((first[at][0], max(end, first[at][1])))
    return joined


def _parts(text: str) -> list[_Part]:
    """Return the clauses of a message, sentence by sentence, so that a long one's last holds no more than itself."""
    whole = composed(text[:LONGEST])
    accents = has_diacritics(whole)
    parts: list[_Part] = []
    at = 0
    for sentence in _SENTENCE.finditer(whole):
        said = sentence.group()
        spans = split(said)
        for place, (start, end) in enumerate(spans):
            until = spans[place + 1][0] if place + 1 < len(spans) else len(said)
            typed = said[start:end]
            plain = canonical(_certain(typed) if accents else typed)
            signed = f"{plain} |" if set(said[end:until]) & set(".,!?;:\n…") else plain
            parts.append(_Part(said[start:until], signed, asked_at(said, end), at))
            at += len(signed) + 1
    return parts


def _certain(typed: str) -> str:
    """Write a verb of violence as it is folded, and what only looks like one when folded as no word at all."""

    def each(found: re.Match[str]) -> str:
        typed_as = _TYPED.get(found.group().lower())
        if typed_as is None:
            return "khac" if fold(found.group()) in words.ACCENTED else found.group()
        return typed_as

    return _WORD.sub(each, typed)


_TYPED = {accented: plain for plain, every in words.ACCENTED.items() for accented in every}
_TYPED |= dict([words.STEPFATHER])


def _rest(parts: list[_Part], spans: list[tuple[int, int]], goes_too: Callable[[str], object]) -> str:
    """Return the parts that nothing of ``spans`` stands in, where they ask or want something; else nothing."""
    left = [part for part in parts if _stays(part, spans, goes_too)]
    if not any(_wants(part.plain.rstrip(" |"), asked=part.asked) for part in left):
        return ""
    return " ".join(part.typed.strip() for part in left).strip(_EDGES)


def _stays(part: _Part, spans: list[tuple[int, int]], goes_too: Callable[[str], object]) -> bool:
    end = part.start + len(part.plain)
    inside = [(max(a, part.start), min(b, end)) for a, b in spans if a < end and b > part.start]
    if goes_too(part.plain):
        return False
    if not inside:
        return part.asked or len(part.plain.split()) > _TOO_FEW
    without = " ".join(_outside(part, sorted(inside))).replace("|", " ").split()
    return len(without) > _TOO_FEW and _wants(" ".join(without), asked=False)


def _outside(part: _Part, spans: list[tuple[int, int]]) -> Iterator[str]:
    at = part.start
    for start, end in spans:
        yield part.plain[max(at, part.start) - part.start : max(start - part.start, 0)]
        at = max(at, end)
    yield part.plain[at - part.start :]


def _wants(plain: str, *, asked: bool) -> bool:
    return bool(plain) and (act_of(plain, asked=asked).asks or words.WISHES.search(plain) is not None)
