"""What became of things: changes whose answer was lost, bookings that others changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import quote

from booking_client.decode import decode, decode_list
from booking_client.errors import BookingProblem, UnexpectedAnswer, problem_of
from booking_client.models import Booking, ChangeState, Event
from booking_client.transport import Transport

if TYPE_CHECKING:
    from booking_client.transport import ReadOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What came of a change.

    Attributes:
        state: DONE, REFUSED, or NOT_DONE: it was not made, and never will be under its key.
        answer: the body of its answer or refusal; None where there is none.
    """

    state: ChangeState
    answer: dict[str, Any] | None = None

    def booking(self) -> Booking:
        """Return the booking that a change answered with.

        Raises:
            LookupError: it was not made, or answers with no booking.
        """
        if self.state is not ChangeState.DONE or self.answer is None:
            raise LookupError(f"the change is {self.state}")
        return decode(Booking, self.answer)

    def problem(self) -> BookingProblem | None:
        """Return why a change was refused; None where it was not."""
        return problem_of(self.answer) if self.state is ChangeState.REFUSED and self.answer is not None else None


class RecordCalls(Transport):
    """The calls about what was done before; every one raises as ``Transport.change`` does."""

    async def settle(self, key: str, **options: Unpack[ReadOptions]) -> Settled:
        """Tell what came of this caller's change under an idempotency key.

        One that was not made until now is never made under that key afterwards, so the answer is final.
        """
        answer = await self.search(f"/v1/changes/{quote(key, safe='')}/settle", body={}, **options)
        try:
            return Settled(state=ChangeState(answer["state"]), answer=answer["answer"])
        except (KeyError, TypeError, ValueError) as error:
            raise UnexpectedAnswer(f"the answer tells no fate of a change: {error!r}") from error

    async def events(self, after: int | None = None, **options: Unpack[ReadOptions]) -> tuple[tuple[Event, ...], int]:
        """Return what happened to bookings after a number, and the number to go on from (roles bot, admin).

        Without a number nothing is returned but where to begin. A number to go on from that is lower than ``after``
        tells that the service has begun anew.
        """
        params = {"after": after} if after is not None else None
        answer = await self.read("/v1/events", params=params, **options)
        try:
            number = int(answer["next"])
        except (KeyError, TypeError, ValueError) as error:
            raise UnexpectedAnswer(f"the answer tells no number: {error!r}") from error
        return decode_list(Event, answer), number


__all__ = ["RecordCalls", "Settled"]
