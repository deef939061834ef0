"""Pressed choices of the booking.

What acts carries the token of the question it stood under; what only selects may be pressed as long as its step waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from booking_client import BookingError
from bot.guidance.places.gazetteer import MatchKind, PlaceMatch, Reason
from bot.handlers.booking.asking import Step
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.confirming import MEMO
from bot.handlers.booking.corrections import ask_what, correct
from bot.handlers.booking.draft import NAME, Draft
from bot.handlers.booking.flow import failed, proceed
from bot.handlers.booking.people import agreed, refused, same_person
from bot.handlers.booking.phrases import Part
from bot.handlers.booking.places import ask_which, heirs, take_area
from bot.handlers.booking.problems import TAKEN, problem_key
from bot.handlers.booking.reading import MOST_DOSSIERS
from bot.handlers.booking.units import place_of
from bot.handlers.booking.where import choose, press, try_again

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.router import Router
    from bot.conversation.turn import Turn

_FIXABLE = frozenset({Step.CONFIRM, Step.FIX})
_READ_BACK = frozenset({Step.CONFIRM, Step.FIX})


class Begins(Protocol):
    """Begins a booking, and gives it up."""

    async def begin(self, turn: Turn, *, procedure: str | None = None, unit: str | None = None) -> None:
        """Begin with what is known."""
        ...

    async def leave(self, turn: Turn) -> None:
        """Give it up."""
        ...


class BookingChoices:
    """Answers `#book.…`.

    Args:
        router: tells old buttons.
        dialogue: the booking's dialogue.
    """

    def __init__(self, router: Router, dialogue: Begins) -> None:
        self._router = router
        self._dialogue = dialogue
        self._acting: dict[str, tuple[frozenset[Step], Callable[[Turn, Draft], Awaitable[None]]]] = {
            "confirm": (_READ_BACK, self._confirm),
            "agree": (frozenset({Step.CONSENT}), self._agree),
            "refuse": (frozenset({Step.CONSENT}), refused),
            "drop": (_READ_BACK, self._drop),
            "retry": (frozenset({Step.RETRY, Step.CHECKING}), self._retry),
        }
        self._selecting: dict[str, tuple[frozenset[Step], Callable[[Turn, Draft, str], Awaitable[bool]]]] = {
            "proc": (frozenset({Step.PROCEDURE}), self._procedure),
            "presence": (frozenset({Step.PRESENCE}), self._presence),
            "area": (frozenset({Step.AREA}), self._area),
            "unit": (frozenset({Step.UNIT, Step.HALF_DAY}), self._unit),
            "at": (frozenset({Step.HALF_DAY}), self._at),
            "from": (frozenset({Step.HALF_DAY}), self._from),
            "look": (frozenset({Step.HALF_DAY, Step.UNIT}), self._look),
            "elsewhere": (frozenset({Step.HALF_DAY}), self._elsewhere),
            "dossiers": (frozenset({Step.DOSSIERS}), self._dossiers),
            "fewer": (frozenset({Step.HALF_DAY, Step.UNIT}), self._fewer),
            "who": (frozenset({Step.CONTACT}), self._who),
            "fix": (_FIXABLE, self._fix),
        }

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed choice."""
        dialogue = turn.dialogue if turn.dialogue is not None and turn.dialogue.name == NAME else None
        if action == "start":
            await self._start(turn, argument)
        elif action == "unit" and dialogue is None:
            await self._start_at(turn, argument)
        elif action in self._acting and dialogue is not None and argument == dialogue.token:
            steps, act = self._acting[action]
            if Step(dialogue.step) in steps:
                await act(turn, Draft.of(turn))
            else:
                await self._router.stale(turn)
        elif action in self._selecting and dialogue is not None and Step(dialogue.step) in self._selecting[action][0]:
            if not await self._selecting[action][1](turn, Draft.of(turn), argument):
                await self._router.stale(turn)
        elif action == "confirm" and self._was_booked(turn, argument):
            turn.say("booking.done_already", code=turn.state.memo[MEMO]["code"])
        else:
            await self._router.stale(turn)

    async def _start(self, turn: Turn, code: str) -> None:
        if code and code not in turn.guidance.catalogue:
            await self._router.stale(turn)
            return
        await self._dialogue.begin(turn, procedure=code or None)

    async def _start_at(self, turn: Turn, unit_id: str) -> None:
        if place_of(turn.guidance.places, unit_id) is None:
            await self._router.stale(turn)
            return
        await self._dialogue.begin(turn, unit=unit_id)

    @staticmethod
    def _was_booked(turn: Turn, token: str) -> bool:
        memo = turn.state.memo.get(MEMO) or {}
        return bool(token) and memo.get("token") == token

    # -- what acts

    async def _confirm(self, turn: Turn, _draft: Draft) -> None:
        await proceed(turn, confirmed=True)

    async def _agree(self, turn: Turn, _draft: Draft) -> None:
        await agreed(turn)

    async def _drop(self, turn: Turn, _draft: Draft) -> None:
        await self._dialogue.leave(turn)

    async def _retry(self, turn: Turn, _draft: Draft) -> None:
        await proceed(turn)

    # -- what selects; False where the argument is none of the step's

    async def _procedure(self, turn: Turn, draft: Draft, code: str) -> bool:
        if code not in turn.guidance.catalogue:
            return False
        draft.procedure = code
        await proceed(turn)
        return True

    async def _presence(self, turn: Turn, draft: Draft, answer: str) -> bool:
        if answer not in ("yes", "no"):
            return False
        draft.must_come = answer == "yes"
        await proceed(turn)
        return True

    async def _area(self, turn: Turn, draft: Draft, place: str) -> bool:
        now = heirs(turn, place)
        picked = turn.guidance.places.find(place)
        if not now or picked is None:
            return False
        if len(now) > 1:
            match = PlaceMatch(MatchKind.CANDIDATES, picked.name, candidates=now, reason=Reason.SPLIT, via=picked)
            ask_which(turn, match, Step.AREA, "#book.area:")
        elif take_area(turn, draft, PlaceMatch(MatchKind.UNIQUE, picked.name, now[0])):
            await proceed(turn)
        return True

    async def _unit(self, turn: Turn, draft: Draft, unit_id: str) -> bool:
        place = place_of(turn.guidance.places, unit_id)
        now = heirs(turn, place.id) if place is not None else ()
        if place is not None and len(now) > 1:
            match = PlaceMatch(MatchKind.CANDIDATES, place.name, candidates=now, reason=Reason.SPLIT, via=place)
            ask_which(turn, match, Step.UNIT, "#book.unit:")
            return True
        changed = place is not None and len(now) == 1 and now[0].id != place.id
        draft.unit = now[0].id if changed else unit_id
        draft.unit_text = None
        draft.elsewhere = None
        draft.from_day = None
        await proceed(turn)
        return True

    async def _at(self, turn: Turn, draft: Draft, opening: str) -> bool:
        if not opening.isdecimal():
            return False
        calls = Calls(turn)
        try:
            problem = await press(turn, draft, calls, int(opening))
        except TAKEN as error:
            problem = turn.words(problem_key(error), when="", unit="")
        except BookingError as error:
            failed(turn, error)
            return True
        if problem is None:
            await proceed(turn, calls)
        else:
            await self._others(turn, draft, calls, problem)
        return True

    async def _others(self, turn: Turn, draft: Draft, calls: Calls, lead: str) -> None:
        try:
            await choose(turn, draft, calls, lead=lead)
        except BookingError as error:
            failed(turn, error)

    async def _from(self, turn: Turn, draft: Draft, day: str) -> bool:
        draft.from_day = day
        draft.wish = None
        try:
            await proceed(turn)
        except ValueError:
            draft.from_day = None
            return False
        return True

    async def _look(self, turn: Turn, draft: Draft, _argument: str) -> bool:
        try_again(draft)
        await proceed(turn)
        return True

    async def _elsewhere(self, turn: Turn, draft: Draft, _argument: str) -> bool:
        draft.unit = None
        draft.unit_text = None
        draft.elsewhere = True
        await proceed(turn)
        return True

    async def _dossiers(self, turn: Turn, draft: Draft, count: str) -> bool:
        if not count.isdecimal() or not 1 <= int(count) <= MOST_DOSSIERS:
            return False
        draft.dossiers = int(count)
        await proceed(turn)
        return True

    async def _fewer(self, turn: Turn, draft: Draft, count: str) -> bool:
        try_again(draft)
        return await self._dossiers(turn, draft, count)

    async def _who(self, turn: Turn, draft: Draft, which: str) -> bool:
        if which == "same":
            same_person(turn, draft)
        elif which == "other":
            draft.other_person = True
        else:
            return False
        await proceed(turn)
        return True

    async def _fix(self, turn: Turn, draft: Draft, what: str) -> bool:
        if what == "other":
            ask_what(turn)
        elif what == "contact":
            draft.name = None
            draft.phone = None
            draft.other_person = True
            await proceed(turn)
        elif what in Part:
            await correct(turn, draft, Part(what), pressed=True)
        else:
            return False
        return True
