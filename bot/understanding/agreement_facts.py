"""Hours, days and numbers in a reply, compared with what was shown: what differs is a change, not an agreement."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

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
_DATE = re.compile(r"\b(\d{1,2})[/-](\d{1,2})\b")
_DAY = re.compile(r"\bngay (\d{1,2})\b(?! ngay)")
_HALF = re.compile(r"\b(?:buoi )?(sang|trua|chieu|toi)\b(?= |$)")
_EVENING = re.compile(r"\b(?:buoi|bua|hoi) toi\b")
_NOT_A_HALF = re.compile(r"\b(?:sang (?:so|ten|qua|xa|phuong|tuan|thang|nam)|toi)\b")
_PHONE = re.compile(r"(?:\d[ .]?){8,12}")
_DOSSIERS = re.compile(rf"\b({_NUMBER}) (?:bo|ho so|nguoi)\b")


def facts_in(text: str) -> dict[str, set[str]]:
    """Return the hours, days, halves of a day, phone numbers and counts in a text, by kind."""
    plain = canonical(text.replace(":", "h") if re.search(r"\d:\d\d", text) else text)
    found: dict[str, set[str]] = {}
    for one in _WEEKDAY.finditer(plain):
        day = _WEEKDAYS.get(one[1] or one[2])
        if day:
            found.setdefault("weekday", set()).add(day)
    for one in _HOUR.finditer(plain):
        hour, minutes = one[1], (one[2] or "0").replace("ruoi", "30")
        found.setdefault("hour", set()).add(f"{int(_DIGITS.get(hour, hour))}:{int(minutes):02}")
    for one in _DATE.finditer(plain):
        found.setdefault("day", set()).add(str(int(one[1])))
    for one in _DAY.finditer(plain):
        found.setdefault("day", set()).add(str(int(one[1])))
    for one in _HALF.finditer(_NOT_A_HALF.sub(" ", plain)):
        found.setdefault("half", set()).add(one[1])
    if _EVENING.search(plain):
        found.setdefault("half", set()).add("toi")
    for one in _PHONE.finditer(plain):
        found.setdefault("phone", set()).add(re.sub(r"\D", "", one.group()))
    for one in _DOSSIERS.finditer(plain):
        found.setdefault("dossiers", set()).add(str(_DIGITS.get(one[1], one[1])))
    return found


def differs(said: str, shown: str) -> bool:
    """Return whether something of a kind that was shown is said to be otherwise; an hour may be within the window."""
    here, there = facts_in(said), facts_in(shown)
    return any(there.get(kind) and not _fits(kind, values, there[kind]) for kind, values in here.items())


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
