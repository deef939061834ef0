"""What a clause tells of somebody, by rules over its bare letters (without diacritics, otherwise as typed)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.understanding.clauses.model import Fact, FactName, Holder, Mood

if TYPE_CHECKING:
    from collections.abc import Callable

_NO = r"(?:khong|ko|k|hk|hok|hong|kg|kh|khg|hog|chua|chang|cha)"
_KIN = (
    r"(?:me|ma|ba|cha|tia|bo|ong|ong noi|ong ngoai|ba noi|ba ngoai|noi|ngoai|chong|vo|ck|vk|con|anh|chi|em|chau|co|chu"
    r"|bac|hang xom|nguoi nha|ban)"
)
_ME = r"(?:toi|tui|em|e|con|minh|mik|chau|nha(?: toi| tui| em)?|vo chong (?:toi|tui|em)|tui em|tui nha)"
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_DAYS = {"ngay": 1, "bua": 1, "hom": 1, "tuan": 7, "thang": 30, "nam": 365}
_PAPER = r"(?:giay|so|ban|the|bang|ho khau|can cuoc|cccd|cmnd|chung minh|ho chieu|hop dong|quyet dinh|qd|vneid)"
_PLACE = r"([\w .,]{2,40}?)(?=$|[,.?!;]| (?:ma|roi|gio|thi|nop|lam|duoc|dang|bi|can|co|muon|ko|khong|hong|la)\b)"

_LOOSE_ASK = re.compile(
    rf"\b(?:{_NO}|ha|sao|gi|dau|(?<!mui )nao|bao nhieu|may)(?: (?:vay|z|a|em|chi|anh|c|ad))*\s*\??$"
)
_DENIED = re.compile(rf"\b{_NO} $")
_NEAR = 4
"""Words between a fact and the end of the question that asks it."""
_HEARD = re.compile(r"\b(?:nghe (?:noi|dau|ke|ban)|nguoi ta noi|noi la|hinh nhu|bao la)\b")
_SUPPOSED = re.compile(r"\b(?:neu|lo|gia su|rui|vi du)\b")


def facts_of(bare: str, start: int) -> list[Fact]:
    """Return what a clause tells.

    Args:
        bare: its letters in lower case without diacritics, one for each character of the message.
        start: where it begins in the message.
    """
    found = []
    for name, pattern, value in _TABLE:
        match = pattern.search(bare)
        if match is None:
            continue
        told = value(match)
        if told is not None and not (name is FactName.HAS and _DENIED.search(bare[: match.start()])):
            mood = _mood(bare, match.end())
            holder = Holder.THEIRS if re.search(rf"\b{_KIN} (?:toi|tui|em|con|minh|noi|ngoai)\b", bare) else Holder.ME
            found.append(Fact(name, told, holder, mood, start + match.start(), start + match.end()))
    return found


def _mood(bare: str, end: int) -> Mood:
    """Return how a fact is told that ends at ``end``: a question that follows far behind it asks something else."""
    if _SUPPOSED.search(bare):
        return Mood.SUPPOSES
    if _HEARD.search(bare):
        return Mood.HEARS
    near = len(bare[end:].split()) <= _NEAR
    return Mood.ASKS if near and _LOOSE_ASK.search(bare) else Mood.ASSERTS


def _days(match: re.Match[str]) -> int | None:
    if match["ago"]:
        return {"qua": 1, "kia": 2, "hom": 3, "truoc": 3}[match["ago"]]
    number = match["number"]
    count = int(number) if number.isdigit() else _NUMBERS.get(number, 0)
    return count * _DAYS[match["unit"]] or None


def _number(match: re.Match[str]) -> int | None:
    number = match["number"]
    return int(number) if number.isdigit() else _NUMBERS.get(number)


def _said(match: re.Match[str]) -> str | None:
    return match[1].strip(" .,") or None


def _always(value: str | int | bool) -> Callable[[re.Match[str]], str | int | bool]:
    return lambda _match: value


def _one_of(**words: str) -> Callable[[re.Match[str]], str | None]:
    return lambda match: next((name for name, pattern in words.items() if re.search(pattern, match.group())), None)


_COUNT = r"(?P<number>\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
_ENTRIES: tuple[tuple[FactName, str, Callable[[re.Match[str]], str | int | bool | None]], ...] = (
    (FactName.AGE, r"(?<!du )(?<!tu )(?<!duoi )(?<!tren )\b(?P<number>\d{1,3}) tuoi\b(?! moi)", _number),
    (
        FactName.ACTS_FOR,
        rf"\b(?:gium|dum|giup|thay|ho)(?: cho)? ({_KIN})\b|\b(hang xom|nguoi nha) nho\b",
        lambda match: match[1] or match[2],
    ),
    (
        FactName.EVENT,
        (
            r"\b(?:moi|vua) (?:sanh|sinh|de|mat|qua doi|chet|cuoi|ket hon|ly hon|don|chuyen"
            r"|doi nha|mua)\b|\bsanh (?:hom|o nha|doi)\b"
            rf"|\bda (?:mat|qua doi|ly hon)\b|\b{_KIN}(?: \w+)? mat(?: (?:hom|bua|hoi|roi))\b"
            r"|\b(?:bi|cong ty|cty)(?: \w+)? (?:cho )?nghi viec\b"
            r"|\bnghi viec (?:\d+|mot|hai|ba) |\bcho nghi\b|\bmua lai\b"
        ),
        _one_of(
            birth=r"sanh|sinh|\bde\b",
            death=r"\bmat\b|qua doi|chet",
            marriage=r"cuoi|ket hon",
            divorce=r"ly hon",
            move=r"\bdon\b|chuyen|doi nha",
            purchase=r"mua",
            dismissal=r"nghi",
        ),
    ),
    (
        FactName.SINCE,
        (
            rf"\b(?:nghi(?: viec)?|sanh|sinh|mat|cuoi|duoc|qua) (?P<any>)?{_COUNT} (?P<unit>ngay"
            r"|bua|tuan|thang|nam) (?:roi|nay|truoc)\b(?P<ago>)?"
        ),
        _days,
    ),
    (
        FactName.SINCE,
        r"\b(?:sanh|sinh|mat|cuoi|nghi|moi) (?:hom|bua) (?P<ago>qua|kia|hom|truoc)\b(?P<number>)?(?P<unit>)?",
        _days,
    ),
    (FactName.REGISTERED_IN, rf"\b(?:ho khau|thuong tru|bao hiem|bh|bhxh|que)(?: \w+)? (?:o|tai) {_PLACE}", _said),
    (FactName.LIVES_IN, rf"\b{_ME}(?: (?:dang|hien|song|nha))* o {_PLACE}", _said),
    (FactName.LACKS, rf"\b{_NO} co ((?:{_PAPER})\b[\w ]{{0,25}})", _said),
    (FactName.HAS, rf"\b(?:co|con giu|cam|giu) ((?:{_PAPER})\b[\w ]{{0,25}})", _said),
    (
        FactName.LOST,
        (
            rf"\b(?:mat|lam mat|hu|that lac) ((?:{_PAPER})\b[\w ]{{0,20}})"
            rf"|\b((?:{_PAPER})\b[\w ]{{0,20}}?) (?:bi )?(?:rach|hu|mat|chay)\b"
        ),
        lambda match: (match[1] or match[2]).strip(),
    ),
    (
        FactName.CANNOT_GO,
        rf"\bdi (?:{_NO} (?:duoc|dc|noi)|dau duoc)\b|\b{_NO} di (?:duoc|dc|noi)\b|\b(?:nha|o) xa\b",
        lambda match: "far" if "xa" in match.group() else "other",
    ),
    (
        FactName.NO_INTERNET,
        (
            rf"\b{_NO} co (?:mang|internet|wifi)\b|\b{_NO} (?:ranh|biet xai|biet dung) (?:dien thoai"
            r"|mang|may tinh|internet)\b"
        ),
        _always(True),
    ),
    (FactName.NO_ACCOUNT, rf"\b{_NO} co (?:vneid|tai khoan)\b", _always(True)),
    (
        FactName.DISABLED,
        rf"\b{_KIN}(?: \w+)? (?:bi )?(?:mu(?! do)|liet|diec|cam|tam than)\b|\bbi (?:mu|liet|diec|cam|tam than)\b",
        _one_of(blind=r"\bmu\b", walking=r"\bliet\b", deaf=r"diec|cam", mind=r"tam than"),
    ),
    (FactName.POOR, r"\b(?:can ngheo|ho ngheo)\b", _one_of(near_poor=r"can ngheo", poor=r"ho ngheo")),
    (
        FactName.PENSION,
        rf"\b({_NO} )?(?:co|lanh|huong) luong huu\b|\bkhong luong huu\b",
        lambda match: not re.match(rf"{_NO}\b", match.group()),
    ),
    (
        FactName.LOCKED_DOWN,
        r"\b(?:bi |dang )(?:bi )?(?:giang day|phong toa)\b|\btrong khu (?:phong toa|giang day|cach ly)\b",
        _always(True),
    ),
    (
        FactName.VACCINATED,
        (
            rf"\b(?:chich|tiem)(?: duoc)? (?P<number>\d|mot|hai|ba) mui\b|\b{_NO} (?:chich"
            r"|tiem)(?: mui nao)?\b(?P<none>)"
        ),
        lambda match: 0 if match["number"] is None else _number(match),
    ),
    (FactName.BOOKED, rf"\b{_NO} (?:co )?(?:hen|dat lich|lich hen)\b", _always(False)),
    (FactName.BOOKED, r"\b(?:dat lich|hen|dat hen) roi\b|\bda (?:dat lich|hen)\b", _always(True)),
    (FactName.COUNT, rf"(?<!may )\b{_COUNT} (?:bo|ban|ho so|to)\b", _number),
    (
        FactName.WANTED_TIME,
        (
            r"\b((?:sang|trua|chieu|toi) (?:mai|mot|nay|thu \w+)|mai|mot|buoi (?:sang"
            r"|trua|chieu|toi)|thu \w+)(?: (?:toi|tui|em|con|minh))? (?:len|ra|toi|den"
            r"|qua)\b(?! roi)"
            r"|\bgoi (?:toi |tui |em |cho toi |cho tui )?((?:buoi |luc )?(?:sang|trua|chieu|toi)\b)"
        ),
        lambda match: match[1] or match[2],
    ),
)
_TABLE = tuple((name, re.compile(pattern), value) for name, pattern, value in _ENTRIES)


def bare_of(text: str) -> str:
    """Return one bare letter in lower case for each character of ``text``, whatever it is."""
    return "".join(_BARE.get(character, character) for character in text)


def _bare_table() -> dict[str, str]:
    """Latin letters with the marks of Vietnamese, and those of its neighbours in Unicode."""
    table = {}
    for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)):
        character = chr(code)
        plain = unicodedata.normalize("NFD", character.replace("đ", "d").replace("Đ", "D"))[0].lower()
        if len(plain) == 1:
            table[character] = plain
    return table


_BARE = _bare_table()
