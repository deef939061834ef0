"""Whether a reply commits: to a booking, a cancellation, an erasure, to one's name and phone being kept.

A closed grammar, never a guess: one clause of the message has to be an agreement word for word (particles and forms of
address around it), and no other clause may deny, doubt, set a condition, keep something back, want something else or
ask what agreeing would lead to. A clause that says something of the matter itself and is not known to be harmless
commits to nothing; then it is asked once more. The words are in ``agreement_words`` and ``agreement_limits``, slips of
the fingers in ``agreement_typing``, hours and days that may differ from those shown in ``agreement_facts``.

Politeness alone ("dạ", "ok", "ừ") is told apart: in Vietnamese it says that one has heard. Whether a field that is
said beside an agreement ("ok 8h30") is the one that was read back is for the dialogue to compare.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.guidance.text import clean
from bot.understanding import agreement_facts as facts
from bot.understanding import agreement_limits as limits
from bot.understanding import agreement_words as words
from bot.understanding.agreement_calm import calm
from bot.understanding.agreement_clauses import Asked, Head, Part, Question, divide, head_of, parts_of, question_of
from bot.understanding.agreement_objections import objects, without_right
from bot.understanding.fold import canonical
from bot.understanding.name_words import NAME_WORDS
from bot.understanding.phones import find_spoken

__all__ = ["LONGEST", "Agreement", "Asked", "Means", "read_agreement"]

_THEN = 12
"""Words behind "thì" that are read for what it lets follow."""
_ASKING = 5
"""Words of the longest question about the agreement itself that stands right behind it."""
_CONDITION = 7
"""Words of the longest condition that is compared with what was shown."""
_GIVES_UP = (Asked.CANCEL, Asked.ERASE)
_TAGS = ("zung", "dung", "phai")
LONGEST = 400
"""Characters: who tells a longer story is asked once more."""


class Means(StrEnum):
    """What a reply means for it."""

    AGREES = "agrees"
    ONE_WORD = "one_word"
    """Nothing but the word of what was asked ("hủy"): it may be the wish itself, sent twice over a weak network."""
    POLITE = "polite"
    """Nothing but politeness."""
    ALLOWS = "allows"
    """Nothing but "được": politeness anywhere else, an answer where the read-back has just asked."""
    CHANGES = "changes"
    """It agrees to something else than was shown: another hour, day, number."""
    REFUSES = "refuses"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A reply that was read.

    Attributes:
        means: see ``Means``.
        besides: what else it says, as typed, clause by clause.
        wrong: what it says, beside an agreement, to be wrong in what was shown, as typed.
    """

    means: Means
    besides: tuple[str, ...] = ()
    wrong: str = ""


_ALLOWS = re.compile(
    r"(?:(?:da|vang|u|uh|ok) )*duoc(?: duoc)*(?: (?:em|anh|chi|con|chau|chu|co|bac|ban|a|nha|nhe|nghen)){0,2}"
)
"""All of a reply that says that it may be done: with "không", "hả", "mà", "thôi" or "rồi" behind it is none."""
_LAND = re.compile(r"\b(?:thửa|thua|mảnh|manh|miếng|mieng|lô|nền|nen) +(?:đất|dat)\b", re.IGNORECASE)
"""Land ("thửa đất") is no wish to book ("thưa, đặt")."""
_SOIL = re.compile(
    r"(?<!\w )\bđất\b|(?<=\blà )đất\b|\bdat(?= (?:(?:do|nay|nha) )?la dat\b)|(?<=\bla )dat\b", re.IGNORECASE
)
"""Land again, in more words than "đất đi nha", where the accent is a slip; it is read as a word that wants nothing."""
_MARKED = re.compile(r"\bthổ(?=đất\b|dat\b)", re.IGNORECASE)
_A_SLIP = 4
_NAMES = frozenset({"quyet", "thuan", "chien", "trien"})
"""Given names that are also words of agreement, which by themselves let nobody keep anything."""
_AROUND_A_NAME = frozenset({
    "da", "a", "ah", "u", "uh", "ten", "la", "ne", "nha", "nhe", "nghen", "day", "do", "oi", "ad", "toi", "em", "con",
    "minh", "chau", "chu", "co", "anh", "chi", "bac", "ong", "ba", "ut", "hai", "tu", "nam", "sau", "bay", "tam",
})  # fmt: skip
_DIGITS = re.compile(r"[+\d][\d.\- ]*")
_BETWEEN_WORDS = re.compile(r"[\s,.;:!]+")
_WAVERS = re.compile(r"[?…]|\.\.")
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]")
_SPOKEN = ((re.compile(r"\bchấm hỏi\b", re.IGNORECASE), "?"), (re.compile(r"\b(?:chấm|phẩy)\b", re.IGNORECASE), ","))
"""Signs that speech-to-text writes out."""
_THUMBS = re.compile("[👍👌✅☑✔🆗🤝💯][\U0001f3fb-\U0001f3ff]?\ufe0f?")
_DOWN = re.compile("[👎❌🚫🙅⛔]")
_PICTURES = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")
_SMILES = re.compile(r"(?:=\)+|:\)+|:3\b|\^\^|<3|:v\b|:D\b|=D+\b|\){2,})")


def read_agreement(text: str, asked: Asked, shown: str = "", places: facts.Places | None = None) -> Agreement:
    """Return what ``text`` means as the reply to ``asked``.

    Args:
        text: the reply as typed.
        asked: what was asked.
        shown: the question with what was read back in it, so that what is repeated of it is told from a change.
        places: finds the places that a text names, so that another one is told from the one that was read back.
    """
    if len(text) > LONGEST or _is_no_reply(text) or (asked is Asked.CONSENT and _may_be_a_name(text)):
        return Agreement(Means.OTHER)
    typed = _SMILES.sub(" ", clean(_with_digits(text).replace("\n", " . ")))
    typed = _SOIL.sub(r"thổ\g<0>", typed) if len(typed.split()) > _A_SLIP else typed
    for sign, written in _SPOKEN:
        typed = sign.sub(written, typed)
    thumbs = bool(_THUMBS.search(typed)) and "?" not in typed
    parts = parts_of(_PICTURES.sub(lambda found: "," * len(found.group()), typed))
    if not parts:
        return Agreement(_thumbs(asked) if thumbs else Means.OTHER)
    question = question_of(asked, shown)
    agreed, besides = divide(parts, question)
    said = tuple(_MARKED.sub("", part.typed) for part in besides)
    if _blocked(parts, besides, question):
        refuses = _refuses(parts, question)
        return (
            Agreement(Means.REFUSES, said)
            if refuses
            else Agreement(Means.OTHER, wrong=_wrong(parts, besides, question) if agreed else "")
        )
    heads = [head_of(part.plain, question) for part in agreed]
    means = Means.OTHER
    if any(head.strong for head in heads):
        strong = [head for head in heads if head.strong]
        answers = any(words.ANSWERS & set(part.plain) for part in agreed)
        alone = all(head.bare for head in strong) and not (besides or thumbs or answers)
        means = Means.ONE_WORD if alone else Means.AGREES
    elif _refuses(parts, question):
        means = Means.REFUSES
    elif any(head.soft for head in heads) and parts[0].plain[: len(agreed[0].plain)] == agreed[0].plain:
        urged = any(limits.URGES.search(part.text) for part in agreed)
        means = _softly(heads, besides, asked, thumbs=thumbs, urged=urged)
        if means is Means.POLITE and asked in (Asked.BOOK, Asked.MOVE) and _allows(text):
            means = Means.ALLOWS
    if means is Means.AGREES and _changed(agreed, besides, question, places):
        means = Means.CHANGES
    return Agreement(means, said)


def _is_no_reply(text: str) -> bool:
    """Return whether a text quotes something at length, turns it down by a sign, or speaks of land."""
    quoted = any(" " in found[1].strip() for found in _QUOTED.finditer(text))
    return quoted or _DOWN.search(text) is not None or _LAND.search(text) is not None


def _may_be_a_name(text: str) -> bool:
    """Return whether a reply is nothing but what somebody may be called: who is to leave their name types it early."""
    said = [word for word in _BETWEEN_WORDS.split(_DIGITS.sub(" ", _PICTURES.sub(" ", clean(text)))) if word]
    plain = [canonical(word) for word in said]
    around = all(bare in _NAMES | _AROUND_A_NAME or word in NAME_WORDS for word, bare in zip(said, plain, strict=True))
    return around and not _NAMES.isdisjoint(plain)


def _with_digits(text: str) -> str:
    """Return a text with a number that was given as words in digits: "không chín …" denies nothing."""
    for spoken in reversed(find_spoken(text)):
        text = f"{text[: spoken.start]}{spoken.digits}{text[spoken.end :]}"
    return text


def _allows(text: str) -> bool:
    """Return whether a reply is "được" and nothing else, without a sign that doubts or waits."""
    return _ALLOWS.fullmatch(canonical(text)) is not None and not _WAVERS.search(text)


def _softly(heads: list[Head], besides: list[Part], asked: Asked, *, thumbs: bool, urged: bool) -> Means:
    """Return what a message that begins with politeness means: with something added to it, it agrees to a booking."""
    timed = any(head.timed for head in heads) or urged
    if not besides and not timed:
        return _thumbs(asked) if thumbs else Means.POLITE
    adds = timed or any(limits.ADDS.search(part.text) or limits.COMES.search(part.text) for part in besides)
    if asked is Asked.CONSENT:
        adds, may = any(limits.CALL_ME.search(part.text) for part in besides), True
    else:
        may = asked in (Asked.BOOK, Asked.MOVE)
    return Means.AGREES if may and adds else Means.OTHER


def _thumbs(asked: Asked) -> Means:
    """A thumb agrees to what can be taken back; what cannot wants a word."""
    return Means.AGREES if asked in (Asked.BOOK, Asked.MOVE, Asked.CONSENT) else Means.POLITE


def _blocked(parts: list[Part], besides: list[Part], question: Question) -> bool:
    """Return whether something in the message keeps it from committing to anything."""
    asked = question.asked
    whole = calm(" | ".join(_without_met(part, question) for part in parts), asked.value)
    never = limits.NEVER.search(whole) or limits.CONTRARY[asked.value].search(whole) or limits.holds_back(whole)
    another = asked in (Asked.BOOK, Asked.MOVE) and limits.FOR_ANOTHER.search(whole)
    stays = asked is Asked.MOVE and limits.NOT_MOVED.search(" | ".join(part.text for part in parts))
    away = asked in (Asked.BOOK, Asked.MOVE) and limits.AWAY.search(whole)
    if another and limits.OF_AN_ELDER.search(another.group()):
        another = None if any(_elder_agrees(part, question) for part in parts) else another
    return bool(
        never
        or another
        or away
        or stays
        or any(_conditional(part, question) for part in parts)
        or any(_harms(part, question) or _asks_it(part, question) for part in besides)
        or any(_objects(part, question) for part in (*besides, *parts))
        or (asked is Asked.CANCEL and limits.STILL_COMES.search(whole))
        or (asked is Asked.CANCEL and any(_comes(part, question) for part in parts if part not in besides))
    )


def _harms(part: Part, question: Question) -> bool:
    """Return whether a clause beside an agreement limits it, wants something else, or asks what it would lead to."""
    asked = question.asked
    text = calm(part.text, asked.value)
    if limits.ELSEWHERE.search(text):
        return False
    asks = part.asked or limits.QUESTION.search(text) or limits.ENGLISH_QUESTION.match(_behind(part, question))
    only_asks = asks and not limits.DENIES_ALL.search(text)
    limited = (limits.CONSEQUENCE if only_asks else limits.STATES[asked.value]).search(text)
    other = limits.CHANGES[asked.value].search(without_right(text)) or limits.ONLY_THIS.search(text)
    return bool(limited or other or limits.REFUSAL[asked.value].fullmatch(text.strip()))


def _wrong(parts: list[Part], besides: list[Part], question: Question) -> str:
    """Return the clauses that say that something shown is wrong, as typed: of parts that are not cut the whole."""
    objecting = [part for part in besides if _objects(part, question)]
    return ", ".join(part.typed for part in objecting or parts if _objects(part, question))


def _objects(part: Part, question: Question) -> bool:
    """Return whether a clause, or what stands behind the agreement in it, says that something shown is wrong."""
    head = head_of(part.plain, question)
    said = _behind(part, question) if head.strong or head.soft else part.text
    return objects(said, gives_up=question.asked in _GIVES_UP, asked=part.asked)


def _asks_it(part: Part, question: Question) -> bool:
    """Return whether a clause is an agreement with nothing but a question behind it: "đặt đi không ta"."""
    plain = part.plain[next((at for at, word in enumerate(part.plain) if word not in words.CONNECTIVES), 0) :]
    for size in range(1, min(_ASKING, len(plain) - 1) + 1):
        if limits.ASKS_IT.fullmatch(" ".join(plain[-size:])):
            head = head_of(plain[:-size], question)
            of_a_fact = head.length > 1 and plain[-size - 1] in _TAGS  # "8 giờ đúng không"
            if head.strong and head.length == len(plain) - size and not of_a_fact:
                return True
    return False


def _behind(part: Part, question: Question) -> str:
    """Return what stands behind the grammar's words at a part's beginning: "sure, go ahead | ở Năm Căn"."""
    return " ".join(part.plain[head_of(part.plain, question).length :])


def _comes(part: Part, question: Question) -> bool:
    """Return whether a clause with no verb of cancelling says that they will come: "đúng rồi, thứ năm tui tới"."""
    stretches = (part.plain[at : at + size] for at in range(len(part.plain)) for size in (1, 2, 3))
    verb = any(words.kind_of(" ".join(each), question.asked.value) == words.VERB for each in stretches)
    return not verb and limits.STATES["cancel"].search(part.text) is not None


def _without_met(part: Part, question: Question) -> str:
    """Return a part's words without a condition that what was shown meets: "sao cũng được, miễn sáng thứ năm"."""
    if "qien" not in part.plain or not question.shown:
        return part.text
    at = part.plain.index("qien")
    condition = " ".join(part.plain[at + 1 :]).partition(" thi ")[0]
    met = len(condition.split()) <= _CONDITION and facts.named(condition, question.shown)
    return " ".join(part.plain[:at]) if met else part.text


def _elder_agrees(part: Part, question: Question) -> bool:
    """Return whether a grandparent is said to have agreed: "nội em coi rồi gật đầu"."""
    return part.plain[0] in ("nqoi", "ngqoai") and head_of(part.plain, question).strong


def _conditional(part: Part, question: Question) -> bool:
    """Return whether a part agrees only where something else is so: "mưa tạnh thì chốt"."""
    plain = part.plain
    for at, word in enumerate(plain):
        if word != "thi" or not at:
            continue
        following = plain[at + 1 : at + 1 + _THEN]
        head = head_of(following, question)
        if not (head.strong or head.soft) or not head.length:
            continue
        before = plain[:at]
        length = len(before)
        same = any(following[:size] == before[size_from:] for size in (1, 2, 3) if (size_from := length - size) >= 0)
        opening = all(word in words.OPENING for word in before)
        said = " ".join(before)
        shown = bool(question.shown) and (f" {said} " in question.plain or facts.named(said, question.shown))
        if not (same or opening or shown):
            return True
    return False


def _changed(agreed: list[Part], besides: list[Part], question: Question, places: facts.Places | None) -> bool:
    """Return whether an hour, day, place, name or number is said that differs from what was shown."""
    shown, asked = question.shown, question.asked
    if not shown or asked is Asked.ERASE:
        return False
    if asked is Asked.CONSENT:
        return any(facts.differs_in("term", part.typed, shown) for part in (*agreed, *besides))
    states = list(agreed)
    if asked is Asked.CANCEL:
        states += [
            part
            for part in besides
            if any(limits.OF_THE_APPOINTMENT.fullmatch(said) for said in (part.text, _behind(part, question)))
            or (head_of(part.plain, question).strong and not part.asked)
        ]
    else:
        asked_for = [part for part in besides if limits.ASKS_FOR.search(part.text)]
        states += [part for part in besides if not (part.asked or limits.QUESTION.search(part.text) or _aside(part))]
        states += [part for part in asked_for if part not in states]
    return any(facts.differs(part.typed, shown, places) for part in states)


def _aside(part: Part) -> bool:
    return limits.ASIDE.search(part.text) is not None


def _refuses(parts: list[Part], question: Question) -> bool:
    """Return whether the message begins with a plain refusal, a part of its own."""
    asked = question.asked.value
    first = next((part for part in parts if not head_of(part.plain, question).soft or len(parts) == 1), parts[0])
    return not first.asked and limits.REFUSAL[asked].fullmatch(first.text) is not None
