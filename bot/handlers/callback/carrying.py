"""What a call-back request carries besides name and phone: the matter, what was asked in vain, the hour that suits."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.handover import RECENT
from bot.conversation.matters import moment_of
from bot.guidance.text import clean
from bot.handlers.booking.phrases import is_question
from bot.understanding.fold import canonical
from bot.understanding.masking import mask
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn

OPEN = "open_questions"
_FORGETS_AFTER = timedelta(days=1)
_MOST_OPEN = 3
_MOST_ASKED = 2
_LONGEST_ASKED = 200
_LONGEST_WHEN = 80
_FEWEST_WORDS = 6
"""Words of a message that tells something, where it asks nothing."""
_CLAUSE = re.compile(r"[^,.;!?\n]+\??")
_CALLS = frozenset({"goi", "dien", "alo", "call", "phone"})
_TIME = re.compile(
    r"\b(?:sang|trua|chieu|toi|khuya|dem|mai|mot|gio|hanh chinh|ngay|thu \w+|chu nhat|cuoi tuan|tuan|luc|khoang"
    r"|\d{1,2} ?(?:h|gio)\d*|\d{1,2}[h:]\d{0,2}|morning|noon|afternoon|evening|tomorrow|after|before|o clock)\b"
)
_FREE = re.compile(r"\b(?:moi ve|moi ranh|ranh|o nha|nghe may|bat may|tan ca|het ca|di bien|di lam|di ghe|ngu|ban)\b")
_MATTER = re.compile(r"^(?:(?:ma|la|con|nho|noi) )*(?:(?:ve )?viec|hoi (?:ve|viec)|chuyen|vu|about) \w+ \w+")
_ABOUT = frozenset(
    {"noi ve", "hoi ve", "ban ve", "noi chuyen", "noi viec", "hoi viec", "ve viec", "ve chuyen", "ve vu", "ve cai"}
)
"""What begins to say what it is about, where it does not begin a clause."""
_IN_VAIN = re.compile(r"\bkhong (?:bat|nghe|goi|lien lac|lien he|duoc)\b|\bsong (?:yeu|kem)\b")
_OF_AN_EVENING = frozenset({"buoi", "mai", "chieu", "hom", "dem", "trua", "luc", "khoang", "nay ", "mai ", "mot "})
"""Before bare "toi", or with a blank behind it, these say that it is "tối" and nobody."""
_NOT_CALLED = re.compile(
    r"\b(?:dung|khoi|khong|chua)(?: (?:co|nen|can|ai|duoc|phai)){0,2} (?:goi|dien|alo|call|phone)\b"
)
_NOT_FREE = re.compile(
    r"\b(?:khong|chua|dau)(?: (?:co|he|duoc|phai)){0,2} (?:ranh|o nha|nghe may|bat may|nghe duoc|bat duoc)\b"
)
_A_TIME = re.compile(
    r"\b(?:buoi (?:sang|trua|chieu|toi)|\d{1,2} ?(?:h|gio)\d*|\d{1,2}[h:]\d{2}|gio hanh chinh|cuoi tuan"
    r"|(?:sang|trua|chieu|toi) (?:mai|mot|nay|thu (?:hai|ba|tu|nam|sau|bay|\d)))\b"
)
_AROUND_A_TIME = frozenset({
    "da", "a", "u", "ma", "thoi", "thi", "la", "gio", "buoi", "luc", "khoang", "tam", "sau", "truoc", "hom",
    "mai", "mot", "nay", "sang", "trua", "chieu", "toi", "chu", "nhat", "hanh", "chinh", "ruoi", "cuoi", "tuan",
    "nha", "nhe", "nghen", "duoc", "di", "gium", "giup", "em", "con",
})  # fmt: skip
_HUMAN = re.compile(r"\b(?:can bo|nguoi that|nhan vien|tong dai|so dien thoai|goi lai)\b")


def hour_in(text: str) -> str | None:
    """Return the words that tell when a call suits ("gọi buổi trưa", "mai tối tui mới về"), or None.

    What a call is to be about is none ("nói về tờ giấy ngày 6"), and so is a call in vain ("gọi tui không bắt được").
    """
    told = None
    for found in _CLAUSE.finditer(text):
        words = found.group().split()
        words = words[: _matter_at(words)]
        begins = next((place for place, word in enumerate(words) if canonical(word) in _CALLS), None)
        said = words if begins is None else words[begins:]
        said = [word for word in said if not (word.isdecimal() and len(word) > 2)]  # noqa: PLR2004 - of a phone
        plain = _plain(said)
        if _NOT_CALLED.search(canonical(found.group())) or _NOT_FREE.search(plain):
            continue  # when not to call is noted
        suits = begins is not None or _FREE.search(plain) is not None
        if suits and _TIME.search(plain) and not _IN_VAIN.search(plain) and not is_question(found.group()):
            hour = " ".join(said)[:_LONGEST_WHEN].strip()
            if begins is not None:
                return hour
            told = told or hour
    return told


def is_time(text: str) -> bool:
    """Return whether a text is nothing but a time of day ("buổi sáng thôi nha", "sau 5h chiều")."""
    plain = canonical(text)
    return _A_TIME.search(plain) is not None and set(_A_TIME.sub(" ", plain).split()) <= _AROUND_A_TIME


def _plain(words: Sequence[str]) -> str:
    """Return words in plain form, without "tui" where it is none of "tối"."""
    plain = [canonical(word) for word in words]
    for place, word in enumerate(words):
        beside = {*plain[max(0, place - 1) : place], *(f"{next_} " for next_ in plain[place + 1 : place + 2])}
        bare = word.lower() == "toi" and beside & _OF_AN_EVENING
        if plain[place] == "toi" and not bare and clean(word).lower() != "tối":
            plain[place] = "_"
    return " ".join(plain)


def _matter_at(words: Sequence[str]) -> int:
    """Return at which word it begins to be said what a call is to be about; behind the last where nowhere."""
    pairs = (canonical(" ".join(words[place : place + 2])) for place in range(len(words) - 2))
    return next((place for place, pair in enumerate(pairs) if pair in _ABOUT), len(words))


def matter_in(text: str) -> str | None:
    """Return the words that say what it is about ("việc khai tử cho tía tui", "nói về tờ giấy …"), or None."""
    for found in _CLAUSE.finditer(text):
        words = found.group().split()
        at = 0 if _MATTER.match(canonical(found.group())) else _matter_at(words)
        matter = " ".join(words[at:])[:_LONGEST_ASKED]
        if matter and not find_phones(matter) and not is_question(matter):
            return matter
    return None


def with_matter(said: list[str], text: str) -> list[str] | None:
    """Return what was said of the matter with what a text says of it; None where it says nothing."""
    matter = matter_in(text)
    return None if matter is None else [*said, *([] if matter in said else [matter])]


async def asked_before(turn: Turn) -> list[str]:
    """Return what the person last asked or told before they wanted somebody to talk to; masked, oldest first."""
    words = await turn.people.recent(RECENT)
    texts = [word.text for word in words if word.by_person]
    return [mask(" ".join(text.split()))[:_LONGEST_ASKED] for text in texts if _tells(text)][-_MOST_ASKED:]


def _tells(text: str) -> bool:
    plain = canonical(text)
    if not plain or text.startswith("#") or find_phones(text) or _HUMAN.search(plain):
        return False  # signs alone ("?") say nothing
    return is_question(text) or len(plain.split()) >= _FEWEST_WORDS


def note_open(turn: Turn) -> None:
    """Note what was asked and is said to be unknown, for the request that may come of it; masked."""
    unknown = {one.start for one in turn.unanswered}
    asked = [clause.text for clause in turn.clauses if clause.start in unknown]
    if not asked and (unknown or _asks_for_a_dossier(turn)):
        asked = [turn.text]
    if asked and turn.dialogue is None:
        keep_open(turn, " … ".join(asked))


def keep_open(turn: Turn, asked: str) -> None:
    """Keep a question that nobody here can answer; what says no more than one that is kept is left out."""
    said = mask(" ".join(asked.split()))[:_LONGEST_ASKED]
    if any(said in row[1] for row in _open(turn)):
        return
    before = [row for row in _open(turn) if row[1] not in said]
    turn.state.memo[OPEN] = [*before, [turn.received_at.isoformat(), said]][-_MOST_OPEN:]


def _asks_for_a_dossier(turn: Turn) -> bool:
    """Return whether it was said that no dossier can be seen here; a word or two are no question by themselves."""
    return turn.understanding.intent == "check_dossier_status" and _tells(turn.text)


def open_questions(turn: Turn) -> list[str]:
    """Return what was asked within a day and nobody could answer, oldest first."""
    return [said for _, said in _open(turn)]


def _open(turn: Turn) -> list[list[str]]:
    rows = turn.state.memo.get(OPEN)
    known = [row for row in rows if _is_row(row)] if isinstance(rows, list) else []
    return [row for row in known if (at := moment_of(row[0])) is not None and turn.received_at - at < _FORGETS_AFTER]


def _is_row(row: object) -> bool:
    return isinstance(row, list) and [type(part) for part in row] == [str, str]
