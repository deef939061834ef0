"""Hours, days, numbers, names and places in a reply, compared with what was shown.

What differs is a change, not an agreement.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical
from bot.understanding.name_words import NAME_WORDS, SURNAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Places = Callable[[str], Sequence[str]]
    """Returns the folded names of places in a text."""

_ONE_TO_TEN = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DIGITS: Mapping[str, int] = MappingProxyType(
    {
        **{word: number for number, word in enumerate(("khong", *_ONE_TO_TEN))},
        **{word: number for number, word in enumerate(_ENGLISH, 1)},
        "tu": 4,
        "eleven": 11,
    }
)
_NUMBER = "|".join((r"\d{1,2}", *_DIGITS))
_SPOKEN = "|".join(_DIGITS)
_WEEKDAYS: Mapping[str, str] = MappingProxyType(
    {"2": "2", "hai": "2", "3": "3", "ba": "3", "4": "4", "tu": "4", "5": "5", "nam": "5", "6": "6", "sau": "6"}
    | {"7": "7", "bay": "7", "nhat": "8", "monday": "2", "tuesday": "3", "wednesday": "4", "thursday": "5"}
    | {"friday": "6", "saturday": "7", "sunday": "8"}
)
_WEEKDAY = re.compile(r"\b(?:thu|chu) (nhat|[2-7]|hai|ba|tu|nam|sau|bay)\b|\b([a-z]+day)\b")
_HOUR = re.compile(rf"\b(\d{{1,2}}(?= ?[gh])|(?:{_SPOKEN})(?= gio\b)) ?(?:gio|h|g)(?: ?(ruoi|\d\d)\b|\b)")
_BESIDE = re.compile(
    rf"\b(?:at|luc|by) (\d{{1,2}}|{'|'.join(_ENGLISH)})\b(?! (?:gio|h|g|am|pm|ruoi|nguoi|bo|ngay)\b)(?: (\d\d)\b)?"
    rf"|\b(\d{{1,2}}|{_SPOKEN}) (ruoi)\b|\b(\d{{1,2}}) ?(am|pm|a m|p m)\b"
)
"""Hours without their word: "lúc 9", "9 rưỡi", "at nine", "9am"."""
_DATE = re.compile(r"\b(\d{1,2})[/-](\d{1,2})\b")
_DAY = re.compile(r"\bngay (\d{1,2})\b(?! ngay)")
_HALF = re.compile(r"\b(?:buoi )?(sang|trua|chieu|toi)\b(?= |$)")
_HALVES: Mapping[str, str] = MappingProxyType({"morning": "sang", "afternoon": "chieu", "evening": "toi"})
_ENGLISH_HALF = re.compile(r"\b(?<!good )(morning|afternoon|evening)\b")
_RELATIVE = re.compile(
    r"\b(?:ngay|bua|hom|sang|chieu|trua) (mai|mot|kia)\b(?! mot)|^(?:(?:ma|roi|da|ok|u|dong y) )*(mai)\b(?! mot)"
    r"|\b(tuan sau|tuan toi|thang sau|tomorrow|next week|next month)\b"
)
"""Days told from today."""
_SAME: Mapping[str, str] = MappingProxyType({"tomorrow": "mai", "next week": "tuan sau", "tuan toi": "tuan sau"})
_ONE: Mapping[str, frozenset[str]] = MappingProxyType({"people": frozenset("1"), "dossiers": frozenset("1")})
"""What an appointment is for where nothing else was shown."""
_WHEN = ("weekday", "day", "half", "hour")
_NAMED = re.compile(
    r"\b(?:ten|name)((?: (?:toi|em|con|minh|chau|anh|chi|co|chu|bac|ho|cua|is|la))*) ((?:[a-z]+ ?){1,4})"
)
_NO_NAME = frozenset(("dung", "zung", "gi", "vay", "the", "do", "ten", "sai", "roi", "luon", "nay", "va", "voi", "so"))
_LIVES = re.compile(r"^(?:(?:ma|da|tai|vi|u) )*(?:toi|em|anh|con|co|minh|chau|nha|dan|que)(?: \w+)? o\b|\btu\b")
"""Where somebody lives or comes from is not where they will go."""
_PROVINCE = "ca mau"
_EVENING = re.compile(r"\b(?:buoi|bua|hoi) toi\b|\b(?:gio|\dh) toi(?= (?:nha|nhe|nghe|duoc|di)\b|$)")
_NOT_A_HALF = re.compile(r"\b(?:sang (?:so|ten|qua|xa|phuong|tuan|thang|nam)|toi)\b")
_PHONE = re.compile(r"(?:\d[ .]?){8,12}")
_DOSSIERS = re.compile(rf"\b({_NUMBER}) (?:bo|ho so)\b")
_PEOPLE = re.compile(rf"\b({_NUMBER}) (?:nguoi|dua|people|persons?)\b")
_TERM = re.compile(r"\b(\d{1,3}|ba muoi|chin muoi|mot|hai|ba|bay) (ngay|thang|days|months?)\b(?! \d)")
_SPELLED: Mapping[str, int] = MappingProxyType({"ba muoi": 30, "chin muoi": 90})
_MONTH = 30
_NOON = 12


def facts_in(text: str) -> dict[str, set[str]]:
    """Return the hours, days, halves of a day, phone numbers, counts and lengths of time in a text, by kind."""
    plain = canonical(text.replace(":", "h") if re.search(r"\d:\d\d", text) else text)
    halves = {one[1] for one in _HALF.finditer(_NOT_A_HALF.sub(" ", plain))}
    found = {
        "weekday": {_WEEKDAYS.get(one[1] or one[2], "") for one in _WEEKDAY.finditer(plain)} - {""},
        "hour": set(_hours(plain)),
        "day": {str(int(one[1])) for pattern in (_DATE, _DAY) for one in pattern.finditer(plain)},
        "half": halves | {_HALVES[one[1]] for one in _ENGLISH_HALF.finditer(plain)},
        "relative": {_SAME.get(day, day) for one in _RELATIVE.finditer(plain) for day in one.groups() if day},
        "phone": {re.sub(r"\D", "", one.group()) for one in _PHONE.finditer(plain)},
        "term": set(_terms(plain)),
        "dossiers": {str(_DIGITS.get(one[1], one[1])) for one in _DOSSIERS.finditer(plain)},
        "people": {str(_DIGITS.get(one[1], one[1])) for one in _PEOPLE.finditer(plain)},
    }
    if _EVENING.search(plain):
        found["half"].add("toi")
    return {kind: values for kind, values in found.items() if values}


def _hours(plain: str) -> Iterator[str]:
    for one in _HOUR.finditer(plain):
        minutes = (one[2] or "0").replace("ruoi", "30")
        yield f"{int(_DIGITS.get(one[1], one[1]))}:{int(minutes):02}"
    for one in _BESIDE.finditer(plain):
        said = one[1] or one[3] or one[5]
        hour = int(_DIGITS.get(said, 0) or said)
        late = (one[6] or "").startswith("p") and hour < _NOON
        yield f"{hour + _NOON * late}:{30 if one[4] else int(one[2] or 0):02}"


def _terms(plain: str) -> Iterator[str]:
    """Yield lengths of time in days."""
    for one in _TERM.finditer(plain):
        number = _SPELLED.get(one[1]) or int(_DIGITS.get(one[1], 0) or one[1])
        yield str(number * (_MONTH if one[2][0] in "tm" else 1))


def differs(said: str, shown: str, places: Places | None = None) -> bool:
    """Return whether something of a kind that was shown is said to be otherwise; an hour may be within the window.

    Args:
        said: what is said.
        shown: what was read back.
        places: finds the places that a text names; without it none is compared.
    """
    here, there = facts_in(said), facts_in(shown)
    if any(there.get(kind) for kind in _WHEN):
        there = {**{kind: set(one) for kind, one in _ONE.items()}, **there}
        there.setdefault("relative", set())
    if any(kind in there and not _fits(kind, values, there[kind]) for kind, values in here.items()):
        return True
    plain = f" {canonical(shown)} "
    return _another_name(said, plain) or (places is not None and _elsewhere(said, plain, places))


def differs_in(kind: str, said: str, shown: str) -> bool:
    """Return whether one kind of fact is said otherwise than it was shown."""
    here, there = facts_in(said).get(kind), facts_in(shown).get(kind)
    return bool(here and there) and not _fits(kind, here or set(), there or set())


def _another_name(said: str, shown: str) -> bool:
    """Return whether somebody is named who was not shown: "tên là Tèo", "tên Trần Thị Bé", "Trần Thị Bé"."""
    for one in _NAMED.finditer(canonical(said)):
        words, told = one[2].split(), {"la", "is"} & set(one[1].split())
        if words[0] in _NO_NAME:
            continue
        name = words[:1] if told else [word for word in words if word in NAME_WORDS]
        if (told or (len(name) > 1 and words[0] in SURNAMES)) and f" {' '.join(name[:2])} " not in shown:
            return True
    typed = re.findall(r"[^\W\d_]+", said)
    return any(
        typed[at] in SURNAMES
        and all(word[0].isupper() and word in NAME_WORDS for word in typed[at : at + 3])
        and f" {canonical(' '.join(typed[at : at + 3]))} " not in shown
        for at in range(len(typed) - 2)
    )


def _elsewhere(said: str, shown: str, places: Places) -> bool:
    """Return whether another place is named than was shown, and not as where somebody lives."""
    named = [name for name in places(said) if name != _PROVINCE]
    if not named or _LIVES.search(canonical(said)):
        return False
    return not any(f" {name} " in shown for name in named)


def named(said: str, shown: str) -> bool:
    """Return whether something that was shown is said, and nothing otherwise."""
    here, there = facts_in(said), facts_in(shown)
    return bool(here) and all(_fits(kind, values, there.get(kind, set())) for kind, values in here.items())


def _fits(kind: str, said: set[str], shown: set[str]) -> bool:
    if kind != "hour" or not shown:
        return said <= shown
    minutes = sorted(_minutes(hour) for hour in shown)
    return all(minutes[0] <= _minutes(hour) <= minutes[-1] for hour in said)


def _minutes(hour: str) -> int:
    hours, minutes = hour.split(":")
    return int(hours) * 60 + int(minutes)
