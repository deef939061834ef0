"""Stretches of conversation that several dialogues share, and the places they happen at."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from booking_client import HalfDay
from bot.conversation.messages import PlatformName
from tests.e2e.system import Seed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.e2e.answers import Answer
    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System

CODE = re.compile(r"\bCM-[0-9A-Z]{7}\b")
QUEUE_NUMBER = re.compile(r"Số thứ tự: (\d+)")
_phones = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Spot:
    """A commune for one dialogue on one platform, so that no test eats another one's places.

    Attributes:
        unit: as staff write it.
        typed: as a careless citizen types it.
    """

    unit: str
    typed: str


PLATFORMS = (PlatformName.TERMINAL, PlatformName.WEB, PlatformName.TELEGRAM, PlatformName.ZALO_OA)


def spots(*given: Spot) -> Mapping[PlatformName, Spot]:
    """A spot for each platform: a different one, in the order of ``PLATFORMS``."""
    return dict(zip(PLATFORMS, given, strict=True))


def new_phone() -> str:
    """A phone number that no other test uses."""
    return f"0912{next(_phones):06d}"


def announce_week(system: System, unit: str, capacity: int = 6) -> str:
    """Announce the working half-days from tomorrow to Friday; returns the unit's id."""
    halves = (HalfDay.MORNING, HalfDay.AFTERNOON)
    seeds = [Seed(unit, system.day(day), half, capacity) for day in range(1, 6) for half in halves]
    return system.announce(*seeds)[unit]


def to_half_days(citizen: Citizen, wish: str, place: str) -> Answer:
    """Ask for something that needs the counter, press on to the booking, name the place; half-days are offered."""
    answer = citizen.say(wish)
    answer = citizen.press("#book.start")
    if not answer.offers("#book.at"):
        answer = citizen.say(place)
    assert answer.offers("#book.at"), "no half-day is offered"
    return answer


def to_read_back(citizen: Citizen, name: str, phone: str) -> Answer:
    """Agree that name and phone are kept, and give them; everything is read back."""
    assert citizen.last.offers("#book.agree"), "consent was not asked for"
    citizen.press("#book.agree")
    citizen.say(name)
    answer = citizen.say(phone)
    assert answer.offers("#book.confirm"), "nothing was read back"
    return answer


def code_in(answer: Answer) -> str:
    found = CODE.findall(answer.text)
    assert found, "no code was given"
    return found[0]


def number_in(answer: Answer) -> int:
    found = QUEUE_NUMBER.search(answer.text)
    assert found, "no queue number was given"
    return int(found[1])
