"""Whether a reply commits: to a booking, a cancellation, an erasure, to one's name and phone being kept.

A closed grammar, never a guess: one part of the message has to be an agreement word for word (particles and forms of
address around it), and no other part may deny, doubt, set a condition, keep something back, want something else or
ask what agreeing would lead to. What is not in the vocabulary commits to nothing; then it is asked once more.
The words are in ``agreement_words`` and ``agreement_limits``.

Politeness alone ("dạ", "ok", "ừ") is told apart: in Vietnamese it says that one has heard. Whether a field that is
said beside an agreement ("ok 8h30") is the one that was read back is for the dialogue to compare.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.guidance.text import clean
from bot.understanding import agreement_limits as limits
from bot.understanding import agreement_words as words
from bot.understanding.fold import canonical

LONGEST = 400
"""Characters: who tells a longer story is asked once more."""


class Asked(StrEnum):
    """What was asked."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    ERASE = "erase"
    CONSENT = "consent"


class Means(StrEnum):
    """What a reply means for it."""

    AGREES = "agrees"
    ONE_WORD = "one_word"
    """Nothing but the word of what was asked ("hủy"): it may be the wish itself, sent twice over a weak network."""
    POLITE = "polite"
    """Nothing but politeness."""
    REFUSES = "refuses"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A reply that was read.

    Attributes:
        means: see ``Means``.
        besides: what else it says, as typed, clause by clause.
    """

    means: Means
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch between two signs, or what is left of one behind an agreement.

    Attributes:
        typed: as typed.
        plain: its canonical words, with the marks of ``words.MARKS``.
        asked: a question mark stands behind it.
    """

    typed: str
    plain: tuple[str, ...]
    asked: bool

    @property
    def text(self) -> str:
        return " ".join(self.plain)


@dataclass(frozen=True, slots=True)
class _Head:
    """How far a part is made of the grammar's words.

    Attributes:
        length: words that are.
        strong: a word among them agrees.
        soft: it begins with a polite word.
        bare: the words that agree are the bare verb of what was asked, with no particle that urges it.
        timed: an hour or day is named among them.
    """

    length: int
    strong: bool
    soft: bool
    bare: bool
    timed: bool


_A_CLAUSE = 3
"""Words that "không" begins a clause with ("không đi được"), where fewer only ask ("không em")."""
_PART = re.compile(r"(?:[^.,;:!?…\n()\"“”]|(?<=\d)[.,:](?=\d))+")
_TIME = re.compile(r"\d{1,2}(?:[:h.]\d{0,2}|gio)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?")
_THUMBS = re.compile("[👍👌✅☑✔🆗][\U0001f3fb-\U0001f3ff]?\ufe0f?")
_PICTURES = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")


def read_agreement(text: str, asked: Asked) -> Agreement:
    """Return what ``text`` means as the reply to ``asked``."""
    if len(text) > LONGEST:
        return Agreement(Means.OTHER)
    typed = clean(text)
    thumbs = bool(_THUMBS.search(typed)) and "?" not in typed
    parts = _parts(_PICTURES.sub(lambda found: "," * len(found.group()), typed))
    if not parts:
        return Agreement(_thumbs(asked) if thumbs else Means.OTHER)
    agreed, besides = _divide(parts, asked)
    said = tuple(part.typed for part in besides)
    if _blocked(parts, besides, asked):
        return Agreement(Means.REFUSES if _refuses(parts, asked) else Means.OTHER)
    heads = [_head(part.plain, asked) for part in agreed]
    if any(head.strong for head in heads):
        alone = all(head.bare for head in heads if head.strong) and not besides and not thumbs
        return Agreement(Means.ONE_WORD if alone else Means.AGREES, said)
    if _refuses(parts, asked):
        return Agreement(Means.REFUSES, said)
    polite = any(head.soft for head in heads) and agreed[0] is parts[0]
    return Agreement(_softly(heads, besides, asked, thumbs=thumbs) if polite else Means.OTHER, said)


def _softly(heads: list[_Head], besides: list[_Part], asked: Asked, *, thumbs: bool) -> Means:
    """Return what a message that begins with politeness means: with something added to it, it agrees to a booking."""
    timed = any(head.timed for head in heads)
    if not besides and not timed:
        return _thumbs(asked) if thumbs else Means.POLITE
    adds = timed or limits.ADDS.search(besides[0].text) is not None
    return Means.AGREES if asked in (Asked.BOOK, Asked.MOVE) and adds else Means.OTHER


def _thumbs(asked: Asked) -> Means:
    """A thumb agrees to what can be taken back; what cannot wants a word."""
    return Means.AGREES if asked in (Asked.BOOK, Asked.MOVE, Asked.CONSENT) else Means.POLITE


def _parts(typed: str) -> list[_Part]:
    found = []
    for match in _PART.finditer(typed):
        plain = tuple(canonical(words.marked(match.group().lower())).split())
        if plain:
            asked = typed[match.end() : match.end() + 3].strip().startswith("?")
            found.append(_Part(match.group().strip(), plain, asked))
    return found


def _divide(parts: list[_Part], asked: Asked) -> tuple[list[_Part], list[_Part]]:
    """Divide the message into what is made of the grammar's words, and all else."""
    agreed: list[_Part] = []
    besides: list[_Part] = []
    for part in parts:
        head = _head(part.plain, asked)
        if head.length == len(part.plain) and (head.strong or head.soft) and not part.asked:
            agreed.append(part)
            continue
        if head.length == len(part.plain) or not _ends(part.plain, head):
            besides.append(part)
            continue
        typed = part.typed.split()
        rest = " ".join(typed[head.length :]) if len(typed) == len(part.plain) else part.typed
        agreed.append(_Part(part.typed, part.plain[: head.length], asked=False))
        besides.append(_Part(rest, part.plain[head.length :], part.asked))
    return agreed, besides


def _ends(plain: tuple[str, ...], head: _Head) -> bool:
    """Return whether an agreement may end there with no sign: before a connective, or behind a particle."""
    following, left = plain[head.length], len(plain) - head.length
    if left == 1 or (following in words.ASKS_BEHIND and (following != "khong" or left < _A_CLAUSE)):
        return False
    if following in words.CONNECTIVES:
        return head.strong or head.soft
    whole = left >= _A_CLAUSE and following not in words.OBJECTS
    return whole and head.strong and plain[head.length - 1] in words.CLOSING


def _head(plain: tuple[str, ...], asked: Asked) -> _Head:
    """Read the grammar's words from the beginning, the longest phrase first."""
    strong = soft = timed = False
    bare, urged = True, False
    place = 0
    while place < len(plain):
        length, kind = _next(plain, place, asked)
        if not length:
            break
        said = plain[place : place + length]
        strong = strong or kind in (words.AGREES, words.VERB)
        bare = bare and not (kind == words.AGREES or (kind == words.VERB and " ".join(said) not in words.BARE))
        urged = urged or said[-1] in (words.URGING if strong else words.URGING_BEFORE | words.ANSWERS)
        soft = soft or (kind == words.SOFT and not timed)
        timed = timed or kind == words.TIME
        place += length
    return _Head(place, strong, soft, bare=bare and not urged, timed=timed)


def _next(plain: tuple[str, ...], place: int, asked: Asked) -> tuple[int, str]:
    """Return how many words from ``place`` on make a phrase of the grammar, and of which kind; (0, "") for none."""
    for length in range(min(words.LONGEST_PHRASE, len(plain) - place), 0, -1):
        phrase = " ".join(plain[place : place + length])
        kind = words.kind_of(phrase, asked.value)
        following = plain[place + length] if place + length < len(plain) else ""
        if kind and not words.asks_behind(phrase, following):
            return length, kind
    if asked in (Asked.BOOK, Asked.MOVE, Asked.CANCEL) and _is_time(plain, place):
        return 1, words.TIME
    return 0, ""


def _is_time(plain: tuple[str, ...], place: int) -> bool:
    """Return whether a word is of an hour or a day: "9h", "8h30", "9 giờ", "24/8", "thứ 5", "sáng mai"."""
    word = plain[place]
    beside = {plain[place - 1] if place else "", plain[place + 1] if place + 1 < len(plain) else ""}
    if _TIME.fullmatch(word) or word in words.NUMBERS:
        return not (word.isdecimal() or word in words.NUMBERS) or bool(beside & words.BESIDE_NUMBERS)
    if word in words.BESIDE_NUMBERS:
        return any(_TIME.fullmatch(one) or one in words.NUMBERS or one in words.TIMES for one in beside)
    return word in words.TIMES


def _blocked(parts: list[_Part], besides: list[_Part], asked: Asked) -> bool:
    """Return whether something in the message keeps it from committing to anything."""
    whole = " | ".join(part.text for part in parts)
    if limits.NEVER.search(whole) or limits.holds_back(whole):
        return True
    for part in besides:
        question = part.asked or limits.QUESTION.search(part.text) is not None
        if (limits.CONSEQUENCE if question else limits.STATES[asked.value]).search(part.text):
            return True
        if limits.CHANGES[asked.value].search(part.text) or limits.ONLY_THIS.search(part.text):
            return True
        if limits.REFUSAL[asked.value].fullmatch(part.text):
            return True
    return False


def _refuses(parts: list[_Part], asked: Asked) -> bool:
    """Return whether the message begins with a plain refusal, a part of its own."""
    first = next((part for part in parts if not _head(part.plain, asked).soft or len(parts) == 1), parts[0])
    return not first.asked and limits.REFUSAL[asked.value].fullmatch(first.text) is not None
