"""A reply cut into its clauses: which are made of the words of the grammar in ``agreement``, and all else.

A clause ends at a sign, before a connective or behind a particle; careless typing and speech-to-text leave signs out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.understanding import agreement_limits as limits
from bot.understanding import agreement_words as words
from bot.understanding.agreement_calm import calm
from bot.understanding.agreement_typing import repaired
from bot.understanding.fold import canonical, strip_diacritics


class Asked(StrEnum):
    """What was asked."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    ERASE = "erase"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Part:
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
        """Its canonical words in one line."""
        return " ".join(self.plain)


@dataclass(frozen=True, slots=True)
class Head:
    """How far a part is made of the grammar's words.

    Attributes:
        length: words that are.
        strong: a word among them agrees.
        soft: it begins with a polite word.
        bare: the words that agree are the bare verb of what was asked, with no particle that urges it.
        timed: an hour or day is named among them.
        whole: what agrees in it does so only where nothing else is said in the part.
    """

    length: int
    strong: bool
    soft: bool
    bare: bool
    timed: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked.

    Attributes:
        asked: the act.
        shown: the question as it was put, or "".
        plain: its canonical words, with and without accents' marks, between blanks.
    """

    asked: Asked
    shown: str
    plain: str


_A_CLAUSE = 3
"""Words that "không" begins a clause with ("không đi được"), where fewer only ask ("không em")."""
_LAST_WORDS = 20
"""Words of the longest agreement that is looked for behind a clause with no sign."""
_TWICE = 3
"""Times that the bare word, said over and over, is no first wish any more: "bỏ bỏ bỏ"."""
_PART = re.compile(r"(?:[^.,;:!?…\n()~]|(?<=\d)[.,:](?=\d))+")
_TIME = re.compile(r"\d{1,2}(?:[:h.]\d{0,2}|gio)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?")


@lru_cache(maxsize=64)  # a turn asks several times, and all people are shown much the same
def question_of(asked: Asked, shown: str) -> Question:
    """Return the question with its canonical words."""
    plain = "".join(f" {' '.join(_plain(each))} |" for each in (shown, strip_diacritics(shown)))
    return Question(asked, shown, plain if shown else "")


def _plain(typed: str) -> tuple[str, ...]:
    return tuple(repaired(canonical(words.marked(typed.lower())).split()))


def parts_of(typed: str) -> list[Part]:
    """Cut a reply at its signs."""
    found = []
    for match in _PART.finditer(typed):
        plain = _plain(match.group())
        if plain:
            asked = typed[match.end() : match.end() + 3].strip().startswith("?")
            found.append(Part(match.group().strip(), plain, asked))
    return found


def divide(parts: list[Part], question: Question) -> tuple[list[Part], list[Part]]:
    """Divide the message into what is made of the grammar's words, and all else."""
    agreed: list[Part] = []
    besides: list[Part] = []
    waiting = list(parts)
    while waiting:
        part = waiting.pop(0)
        head = head_of(part.plain, question)
        if head.length == len(part.plain) and (head.strong or head.soft) and not part.asked:
            agreed.append(part)
        elif (end := _end(part.plain, head, question)) is not None:
            first, rest = _cut(part, end)
            agreed.append(first)
            waiting.insert(0, rest)
        elif (at := _agrees_from(part, question)) is not None:
            first, rest = _cut(part, at)
            besides.append(first)
            waiting.insert(0, rest)
        else:
            besides.append(part)
    return agreed, besides


def _cut(part: Part, at: int) -> tuple[Part, Part]:
    """Cut a part in two before the word ``at``; where its words cannot be told apart as typed, both show the whole."""
    typed = part.typed.split()
    same = len(typed) == len(part.plain)
    before, behind = (" ".join(typed[:at]), " ".join(typed[at:])) if same else (part.typed, part.typed)
    return Part(before, part.plain[:at], asked=False), Part(behind, part.plain[at:], part.asked)


def _end(plain: tuple[str, ...], head: Head, question: Question) -> int | None:
    """Return where an agreement that begins a clause ends with no sign: as late as may be, or before a connective."""
    if head.length < len(plain) and _ends(plain, head, question):
        return head.length
    for at in range(head.length - 1, 0, -1) if head.length < len(plain) else ():
        goes_on = plain[at + 1] in words.MORE_OBJECTS  # "tên và số"
        over = plain[at] == "roi" and plain[at - 1] not in words.STILL_TO_DO
        if plain[at] in words.CONJUNCTIONS and not (over or goes_on):
            shorter = head_of(plain[:at], question)
            if shorter.strong and shorter.length == at and _ends(plain, shorter, question):
                return at
    return None


def _ends(plain: tuple[str, ...], head: Head, question: Question) -> bool:
    """Return whether an agreement may end there with no sign: before a connective, or behind a particle."""
    following, left = plain[head.length], len(plain) - head.length
    tail = calm(" ".join(plain[head.length :]), question.asked.value)
    if plain[head.length - 1] == "co" or (head.bare and limits.QUESTION.search(tail)):
        return False  # "lưu có an toàn không" asks
    asks = following in words.ASKS_BEHIND and (following != "khong" or left < _A_CLAUSE)
    if left == 1 or asks or (head.whole and not head.soft):
        return False
    if following in words.CONNECTIVES:
        return head.strong or head.soft
    last = plain[head.length - 1]
    if last not in words.ADDRESSES and limits.QUESTION.search(tail):
        return head.strong and not head.bare and following in words.BRINGS  # "làm luôn căn cước được không"
    of_oneself = last in words.PRONOUNS and following in words.OF_ONESELF
    whole = left >= _A_CLAUSE and following not in words.OBJECTS and last in words.CLOSING
    return head.strong and (of_oneself or whole)


def _agrees_from(part: Part, question: Question) -> int | None:
    """Return where an agreement begins behind a clause that stands before it without a sign, or None."""
    plain = part.plain
    if part.asked:
        return None
    for at in range(max(1, len(plain) - _LAST_WORDS), len(plain)):
        before = plain[at - 1]
        if before not in words.CONSEQUENCE and not (before in words.ENDS_A_CLAUSE and _says_yes(plain[:at])):
            continue
        head = head_of(plain[at:], question)
        if head.strong and not head.whole and head.length == len(plain) - at:
            return at
    return None


def _says_yes(before: tuple[str, ...]) -> bool:
    """Return whether a clause with no sign behind it neither denies nor doubts, nor is of others; it may ask."""
    said = limits.LOST.sub(" ", " ".join(before))
    return not (words.DOUBTS & set(before) or limits.OTHERS.search(said)) and "khong" not in said.split()[:-1]


@lru_cache(maxsize=256)  # each end and each beginning of a part is tried, by all who ask of the same reply
def head_of(plain: tuple[str, ...], question: Question) -> Head:
    """Read the grammar's words from the beginning, the longest phrase first."""
    strong = soft = timed = False
    bare, urged, whole, verbs = True, False, True, 0
    place = 0
    steps = _steps(plain, question)
    while place < len(plain):
        length, kind = steps[place]
        if not length:
            break
        said = plain[place : place + length]
        phrase = " ".join(said)
        if place and phrase in words.SPOUSES:
            break
        if kind in (words.AGREES, words.VERB):
            verbs += kind == words.VERB
            strong = True
            whole = whole and phrase in words.WHOLE
        bare = bare and not (kind == words.AGREES or (kind == words.VERB and phrase not in words.BARE))
        urged = urged or said[-1] in (words.URGING if strong else words.URGING_BEFORE | words.ANSWERS)
        soft = soft or (kind == words.SOFT and not timed)
        timed = timed or kind == words.TIME
        place += length
    if strong and whole and place < len(plain):
        strong = False
    return Head(place, strong, soft, bare=bare and not urged and verbs < _TWICE, timed=timed, whole=whole)


def _steps(plain: tuple[str, ...], question: Question) -> dict[int, tuple[int, str]]:
    """Return for each place that is reached which phrase is read there: the one that leads farthest, then the longest.

    (0, "") where the grammar's words end.
    """
    choices: dict[int, list[tuple[int, str]]] = {}
    waiting = [0]
    while waiting:
        place = waiting.pop()
        if place < len(plain) and place not in choices:
            choices[place] = _choices(plain, place, question)
            waiting += [place + length for length, _ in choices[place]]
    reached = {len(plain): len(plain)}
    steps: dict[int, tuple[int, str]] = {}
    for place in sorted(choices, reverse=True):
        farthest = max((reached[place + length] for length, _ in choices[place]), default=place)
        steps[place] = next((one for one in choices[place] if reached[place + one[0]] == farthest), (0, ""))
        reached[place] = farthest
    return steps


def _choices(plain: tuple[str, ...], place: int, question: Question) -> list[tuple[int, str]]:
    """Return how many words from ``place`` on make a phrase of the grammar, and of which kind; the longest first."""
    asked = question.asked
    if shown := _shown(plain, place, question):
        return [(shown, words.FILLER)]
    if plain[place] in words.PREPOSITIONS and (shown := _shown(plain, place + 1, question)):
        return [(shown + 1, words.FILLER)]
    found = []
    for length in range(min(words.LONGEST_PHRASE, len(plain) - place), 0, -1):
        phrase = " ".join(plain[place : place + length])
        kind = words.kind_of(phrase, asked.value)
        following = plain[place + length] if place + length < len(plain) else ""
        if kind and not words.asks_behind(phrase, following):
            found.append((length, kind))
    if not found and (again := _then_so(plain, place, question)):
        found.append((again, words.AGREES))
    if not found and asked in (Asked.BOOK, Asked.MOVE, Asked.CANCEL) and _is_time(plain, place):
        found.append((1, words.TIME))
    return found


def _then_so(plain: tuple[str, ...], place: int, question: Question) -> int:
    """Return how many words make "tám giờ thì tám giờ", "mất thì mất": whatever it is, it may be so; 0 for none."""
    for length in (3, 2, 1):
        said = plain[place : place + length]
        if plain[place + length : place + 2 * length + 1] == ("thi", *said):
            timed = question.asked is not Asked.ERASE and all(_is_time(plain, place + at) for at in range(length))
            return 2 * length + 1 if timed or said in (("mat",), ("30", "ngay"), ("mot", "thang"), ("qua",)) else 0
    return 0


def _shown(plain: tuple[str, ...], place: int, question: Question) -> int:
    """Return how many words from ``place`` on repeat what was shown, and are more than words of the grammar."""
    for length in range(min(words.LONGEST_PHRASE, len(plain) - place), 0, -1):
        said = plain[place : place + length]
        if words.OF_THE_QUESTION - words.IN_NAMES & set(said) or f" {' '.join(said)} " not in question.plain:
            continue
        strange = any(not words.kind_of(word, question.asked.value) for word in said if word not in words.IN_NAMES)
        if strange and (length > 1 or not said[0].isalpha()):
            return length
    return 0


def _is_time(plain: tuple[str, ...], place: int) -> bool:
    """Return whether a word is of an hour or a day: "9h", "8h30", "9 giờ", "24/8", "thứ 5", "sáng mai"."""
    word = plain[place]
    beside = {plain[place - 1] if place else "", plain[place + 1] if place + 1 < len(plain) else ""}
    if _TIME.fullmatch(word) or word in words.NUMBERS:
        return not (word.isdecimal() or word in words.NUMBERS) or bool(beside & words.BESIDE_NUMBERS)
    if word in words.BESIDE_NUMBERS:
        return any(_TIME.fullmatch(one) or one in words.NUMBERS or one in words.TIMES for one in beside)
    return word in words.TIMES
