"""What a message says for a booking: which part to correct, which place, day, number, name or phone.

The step that is waiting decides what a bare "2" or "sáng" means; nothing here knows about steps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.guidance.places import MatchKind
from bot.guidance.tokens import Tokens
from bot.handlers.booking_halfdays import Wish
from bot.understanding.counts import read_counts
from bot.understanding.dates import read_when
from bot.understanding.dates_model import DateFlag
from bot.understanding.fold import canonical
from bot.understanding.keywords import agrees
from bot.understanding.persons import clean_name
from bot.understanding.phones import find_phones, read_phone

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.places import AdminUnit, PlaceMatch
    from bot.understanding.dates_model import When
    from bot.understanding.phones import PhoneProblem

MOST_DOSSIERS = 99
"""What is more is no visit to a counter; the booking service would take 100."""
MOST_PEOPLE = 10
"""As many as may be in one place (letter 4708, point 1: not more than 10)."""

TAKING = frozenset(
    {"book_appointment", "change_appointment", "provide_info", "affirm", "deny", "nlu_fallback", "choice"}
)
"""Intents under which a message is taken as an answer to the booking's question."""

_QUESTION = re.compile(
    r"\?|\b(?:gi|sao|nao|dau|may|bao nhieu|bao lau|bao gio|khong|chua|ha|vay|the nao|lam sao)$|"
    r"\b(?:la gi|la sao|tai sao|vi sao|lam sao|the nao|bao nhieu|bao lau|khi nao|o dau|giay gi|can gi|co can|co phai)\b"
)
_CHANGE = re.compile(r"\b(?:doi|sua|chuyen|ghi lai|chon lai|dat lai|nham|lon|sai|khac|change|correct)\b")
_LIVES = re.compile(
    r"\b(?:nha|toi|em|con|chau|minh|gia dinh)(?: (?:dang|minh|toi|em|o|song))? (?:o|song o|song tai|que)\b"
)
_LATE = re.compile(r"\bket (?:pha|xe|cau|duong|mua)\b|\bngap (?:nuoc|duong)\b|\b(?:running|be|am) late\b")
_BOOKING_WORDS = frozenset(
    {
        *(
            "dat",
            "lich",
            "hen",
            "so",
            "thu",
            "tu",
            "lay",
            "boc",
            "xin",
            "gium",
            "giup",
            "dum",
            "cho",
            "toi",
            "em",
            "minh",
        ),
        *("con", "mot", "cai", "tai", "day", "luon", "duoc", "khong", "di", "nha", "da", "muon", "can", "tao", "moi"),
    }
)
_MANY = re.compile(r"(?<![\d./])\d{3,6}(?![\d./])")
_AGAIN = re.compile(r"\b(?:thu lai|lam lai|dat lai|coi lai|kiem tra lai|tiep tuc|tiep|try again|retry)\b")


class Part(StrEnum):
    """A part of a booking that somebody may correct."""

    PHONE = "phone"
    NAME = "name"
    DOSSIERS = "dossiers"
    PROCEDURE = "procedure"
    UNIT = "unit"
    DAY = "day"


_PARTS = (
    (Part.PHONE, re.compile(r"\b(?:so dien thoai|dien thoai|so dt|so phone|phone|so khac)\b")),
    (Part.NAME, re.compile(r"\b(?:ten|ho ten|nguoi khac|name)\b")),
    (Part.DOSSIERS, re.compile(r"\b(?:so ho so|so bo|ho so|bo|so luong|dossiers?)\b")),
    (Part.PROCEDURE, re.compile(r"\b(?:thu tuc|viec|loai giay|procedure)\b")),
    (
        Part.UNIT,
        re.compile(
            r"\b(?:noi|dia diem|don vi|office|place)\b|\bcho (?:nop|khac|hen|gan)\b|\b(?:doi|chuyen|khac) cho$|"
            r"\b(?:xa|phuong|thi tran|quay) khac\b|\b(?:sang|qua|thanh|ra) (?:xa|phuong|thi tran)\b"
        ),
    ),
    (Part.DAY, re.compile(r"\b(?:ngay|buoi|bua|gio|lich|hom|thu|chu nhat|mai|sang|chieu|day|date|time)\b")),
)


def only_books(text: str) -> bool:
    """Return whether a message names nothing but the wish for a slot: "dat so" is no land register ("đất", "sổ")."""
    return set(canonical(text).split()) <= _BOOKING_WORDS


def is_question(text: str) -> bool:
    """Return whether a message asks something."""
    return _QUESTION.search(canonical(text)) is not None or "?" in text


def is_late(text: str) -> bool:
    """Return whether somebody says that they will be late; "trẻ em" is not "trễ"."""
    tokens = Tokens(text)
    late = any(
        token.says("trễ", "muộn") and not (token.typed.isascii() and following.says("em", "con", "nhỏ"))
        for token, following in ((tokens[index], tokens[index + 1]) for index in range(len(tokens)))
    )
    return late or _LATE.search(canonical(text)) is not None


def wants_again(text: str) -> bool:
    """Return whether somebody wants to try once more."""
    return _AGAIN.search(canonical(text)) is not None


def correction(turn: Turn) -> Part | None:
    """Return the part the message wants changed ("đổi ngày khác", "sửa số điện thoại"), or None."""
    if turn.understanding.intent not in TAKING:
        return None
    plain = canonical(turn.text)
    if not _CHANGE.search(plain):
        return Part.DAY if turn.understanding.intent == "change_appointment" and not agrees(turn.text) else None
    found = next((part for part, pattern in _PARTS if pattern.search(plain)), None)
    if found in (None, Part.DAY) and turn.understanding.values("admin_unit"):
        return Part.UNIT
    if found is None and turn.understanding.intent == "change_appointment":
        return Part.DAY
    return found


def yes_or_no(turn: Turn) -> bool | None:
    """Return the answer to a yes/no question that acts on nothing; politeness is enough there."""
    plain = canonical(turn.text)
    if turn.understanding.intent == "deny" or re.match(r"(?:da )?(?:khong|chua|no)\b", plain):
        return False
    if turn.understanding.intent == "affirm" or re.match(r"(?:da |vang )*(?:co|phai|dung|roi|yes)\b", plain):
        return True
    return None


def when_in(turn: Turn) -> When:
    """Return what the message says about day and time."""
    return read_when(turn.text, turn.moment)


def names_day(when: When) -> bool:
    """Return whether a day, a half-day or a wish about them was said."""
    return not when.is_empty


def wish_in(turn: Turn) -> Wish:
    """Return the day and half-day that are wished for."""
    return Wish.of(when_in(turn))


def day_problem(when: When) -> str | None:
    """Return the name of what has to be said about a day that cannot be taken, or None."""
    for flag in (DateFlag.LUNAR, DateFlag.IMPOSSIBLE, DateFlag.PAST):
        if flag in when.flags:
            return flag.value
    return None


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts that were said, within what a booking may have.

    Attributes:
        dossiers: how many dossiers.
        people: how many people come.
        problem: name of the text that says why a number cannot be taken.
    """

    dossiers: int | None = None
    people: int | None = None
    problem: str | None = None


def numbers_in(turn: Turn, *, bare: bool) -> Numbers:
    """Return the counts in the message; a bare number counts dossiers where ``bare``."""
    counts = read_counts(turn.text)
    dossiers = counts.dossiers if counts.dossiers is not None or not bare else counts.number
    if bare and dossiers is None and counts.people is None and _MANY.search(turn.text) and not find_phones(turn.text):
        return Numbers(problem="too_many_dossiers")
    if counts.people is not None and counts.people > MOST_PEOPLE:
        return Numbers(problem="too_many_people")
    return Numbers(dossiers or None, counts.people or None)


def lives_there(turn: Turn) -> bool:
    """Return whether a place in the message is where the person lives, not where they want to go."""
    return _LIVES.search(canonical(turn.text)) is not None


def read_place_text(turn: Turn, text: str) -> PlaceMatch | None:
    """Return the place a text names, or None where it names none that is known."""
    match = turn.guidance.place_reader.resolve(text, turn.moment)
    return None if match.kind is MatchKind.NONE and match.via is None and not match.candidates else match


def place_in(turn: Turn, *, whole_text: bool) -> PlaceMatch | None:
    """Return the place in the message: what the NLU marked, else (where asked for) anything in the text."""
    marked = " ".join(turn.understanding.values("admin_unit"))
    if not marked and not whole_text:
        return None
    return read_place_text(turn, marked or turn.text)


def settled(match: PlaceMatch | None) -> AdminUnit | None:
    """Return the one unit that is meant, or None."""
    return match.unit if match is not None and match.kind is MatchKind.UNIQUE else None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who comes, as far as the message says.

    Attributes:
        name: a person's name.
        phone: national digits.
        problem: why a number that was tried is none.
    """

    name: str | None = None
    phone: str | None = None
    problem: PhoneProblem | None = None


_TRIED_NUMBER = 4
_SURNAMES = frozenset(
    {
        *("nguyen", "tran", "le", "pham", "huynh", "hoang", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo"),
        *("duong", "ly", "lam", "danh", "thach", "kim", "son", "chau", "truong", "dinh", "mai", "to", "cao", "quach"),
        *("tang", "thai", "ha", "ta", "la", "luu", "ma", "ong", "trieu", "tu", "vuong", "diep", "doan", "dao"),
        *("giang", "hua", "khuu", "lieu", "nhan", "phung", "trinh", "van", "luong", "chung", "hau", "luc", "nghiem"),
        *("tieu", "tong", "trang", "tra", "than", "banh", "bach", "au", "kieu", "kha", "mac", "nong", "ninh", "sam"),
    }
)
"""The usual surnames here: with one of them a text is a name, whatever the NLU guessed."""


def contact_in(turn: Turn) -> Contact:
    """Return the name and phone in the message."""
    phones = find_phones(turn.text)
    digits = sum(character.isdigit() for character in turn.text)
    problem = read_phone(turn.text).problem if not phones and digits >= _TRIED_NUMBER else None
    return Contact(_name_in(turn), phones[0].number if phones else None, problem)


def _name_in(turn: Turn) -> str | None:
    if agrees(turn.text) or is_question(turn.text):
        return None
    name = clean_name(turn.text)
    if name is None:
        return None
    if turn.understanding.source == "keywords":
        return None
    words = canonical(name).split()
    if turn.understanding.intent in TAKING | {"out_of_scope"} or turn.understanding.values("person"):
        return name
    return name if words and words[0] in _SURNAMES and len(words) > 1 else None


def digits_only(text: str) -> bool:
    """Return whether a message is nothing but a number as long as an identity number."""
    return re.fullmatch(r"[\d .-]{9,}", text.strip()) is not None
