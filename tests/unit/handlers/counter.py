"""A conversation with a booking service in memory behind it, and the steps of a booking as people take them."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from booking_client import HalfDay
from bot.conversation.snapshot import AreaLock
from bot.conversation.state import Profile, State
from bot.guidance.moments import VIETNAM
from bot.guidance.steering.model import Lock
from tests.fakes.booking_book import BookingBook
from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.messages import Kind, Reply
    from bot.conversation.understood import Understanding

TAC_VAN, WARD_8, CAI_NUOC = "xa-tac-van_ca-mau", "phuong-8_ca-mau", "tt-cai-nuoc_cai-nuoc"
TAN_THANH = "phuong-tan-thanh-2025"
COPIES, BIRTH, MARRIAGE, BENEFIT, CARD = "2.000815", "1.001193", "1.000894", "1.014748", "1.014064"
MORNING, AFTERNOON = HalfDay.MORNING, HalfDay.AFTERNOON
NAME, PHONE = "Nguyễn Văn Demo", "0912000111"


def day(number: int, month: int = 8, year: int = 2021) -> dt.date:
    return dt.date(year, month, number)


def lock(area: str, since: str = "2021-08-20", until: str | None = None) -> AreaLock:
    first, last = (dt.datetime.fromisoformat(t).replace(tzinfo=VIETNAM) if t else None for t in (since, until))
    return AreaLock(area, Lock(first, last))


class Counter(Chat):
    """A chat with units and openings: Tắc Vân in the mornings and Phường 8 in the afternoons of 23-27/8/2021."""

    def __init__(self, moment: dt.datetime = LETTER, **options: Any) -> None:
        self.book = BookingBook(moment, dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC))
        super().__init__(moment, booking=self.book, **options)
        self.slots: dict[tuple[str, dt.date, HalfDay], int] = {}
        self.book.unit(TAC_VAN, "Bộ phận Một cửa xã Tắc Vân", address="ấp Demo")
        self.book.unit(WARD_8, "Bộ phận Một cửa phường 8")
        for number in range(23, 28):
            self.announce(TAC_VAN, day(number), MORNING, 4)
            self.announce(WARD_8, day(number), AFTERNOON, 4)

    def beside(self) -> Counter:
        """Another person's chat with the same service."""
        other = type(self)(self.moment)
        other.book = other.booking = self.book
        other.slots = self.slots
        other._ids = itertools.count(5000)  # ids of messages are never the same
        return other

    def kept(self) -> Callable[[], Counter]:
        """A function that gives this conversation as it is now, each time another one, with a service of its own."""
        state, profile, people = self.state.to_json(), self.profile.to_json(), copy.deepcopy(self.people)
        book = copy.deepcopy({name: value for name, value in vars(self.book).items() if name != "_numbers"})

        def again() -> Counter:
            chat = type(self)(self.moment)
            chat.state = State.from_json(copy.deepcopy(state))
            chat.profile = Profile.from_json(copy.deepcopy(profile))
            chat.people = copy.deepcopy(people)
            vars(chat.book).update(copy.deepcopy(book))
            chat._ids = itertools.count(5000)
            return chat

        return again

    @classmethod
    def today(cls, **options: Any) -> Counter:
        """As of 24/11/2026, with one unit of today."""
        chat = cls(TODAY, **options)
        chat.book.unit(TAN_THANH, "Trung tâm Phục vụ hành chính công phường Tân Thành")
        chat.announce(TAN_THANH, day(25, 11, 2026), MORNING, 3)
        chat.announce(TAN_THANH, day(25, 11, 2026), AFTERNOON, 3)
        return chat

    def announce(self, unit: str, date: dt.date, half: HalfDay, capacity: int) -> int:
        self.slots[unit, date, half] = number = self.book.announce(unit, date, half, capacity)
        return number

    def slot(self, unit: str = TAC_VAN, number: int = 23, half: HalfDay = MORNING) -> int:
        return self.slots[unit, day(number), half]

    async def again(self, payload: str) -> list[Reply]:
        """Press with the id of the latest message once more, as a turn that is repeated does."""
        self._ids = itertools.chain([self.latest], self._ids)
        return await self.press(payload)

    async def take(self, kind: Kind, understanding: Understanding | None = None, **fields: Any) -> list[Reply]:
        self.latest = next(self._ids)
        self._ids = itertools.chain([self.latest], self._ids)
        return await super().take(kind, understanding, **fields)

    @property
    def step(self) -> str | None:
        return self.state.dialogue.step if self.state.dialogue is not None else None

    @property
    def known(self) -> dict[str, Any]:
        assert self.state.dialogue is not None
        return self.state.dialogue.slots

    def payload(self, beginning: str) -> str:
        """The choice of the latest menu that begins so."""
        return next(c.payload for c in self.state.menu if c.payload.startswith(beginning))

    async def choose(self, beginning: str) -> list[Reply]:
        return await self.press(self.payload(beginning))

    async def until_dossiers(self, procedure: str = COPIES, when: str = "sáng mai") -> list[Reply]:
        await self.press(f"#book.start:{procedure}")
        await self.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
        replies = await self.say(when, "provide_info")
        assert self.step == "dossiers", said(replies)
        return replies

    async def until_dossiers_again(self, when: str = "sáng thứ 4") -> None:
        """Once more, by somebody whose area is known."""
        await self.press(f"#book.start:{COPIES}")
        await self.say(when, "provide_info")
        assert self.step == "dossiers"

    async def until_name(self, procedure: str = COPIES, dossiers: str = "2", when: str = "sáng mai") -> list[Reply]:
        await self.until_dossiers(procedure, when)
        await self.say(dossiers)
        replies = await self.say("đồng ý") if self.step == "consent" else []
        assert self.step == "name"
        return replies

    async def until_read_back(
        self, procedure: str = COPIES, dossiers: str = "2", when: str = "sáng mai"
    ) -> list[Reply]:
        await self.until_name(procedure, dossiers, when)
        await self.say(NAME, "provide_info")
        replies = await self.say(PHONE, "provide_info")
        assert self.step == "confirm", said(replies)
        return replies

    async def booked(self, **how: str) -> str:
        """Book, and return the code."""
        await self.until_read_back(**how)
        await self.choose("#book.confirm")
        assert self.state.dialogue is None
        return self.state.memo["booked"]["code"]
