"""Showing that a booking is somebody's: by their owner key, or by the code and the phone that booked.

Codes can be overheard and last digits guessed, so failed proofs are counted: for a code, for whoever asks, and for all
together. A code that exists and one that does not are answered and counted alike.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from booking_api.problems import BookingNotFound, TooManyTries
from booking_api.repositories import limits, proofs
from booking_api.services.views import is_theirs, local

if TYPE_CHECKING:
    from booking_api.context import Context
    from booking_api.database import Connection
    from booking_api.repositories.visits import BookingRow
    from booking_api.schemas import ProofBody

KEPT = dt.timedelta(days=7)
_ALL_MINUTES = 10


class ProofFailed(BookingNotFound):
    """No such booking, or it was not shown to be theirs; told apart by nobody."""

    def __init__(self, code: str, asker: str | None, *, counts: bool) -> None:
        super().__init__(f"no booking {code} that was shown to be theirs")
        self.code = code
        self.counts = counts
        self.asker = asker


def _by_phone(proof: ProofBody) -> bool:
    return proof.phone is not None or proof.phone_last4 is not None


async def check_tries(connection: Connection, context: Context, code: str, proof: ProofBody) -> None:
    """Make sure that a proof by phone may be tried; keeps other tries at the same code waiting until this one is known.

    Raises:
        TooManyTries: too many failed of late.
    """
    own = context.settings
    await limits.serialise(connection, f"proof {code}")
    for within, most, whose in (
        (dt.timedelta(hours=own.code_tries_hours), own.code_tries, {"code": code}),
        (dt.timedelta(hours=1), own.asker_tries, {"asker": proof.owner}),
        (dt.timedelta(minutes=_ALL_MINUTES), own.all_tries, {}),
    ):
        if "asker" in whose and proof.owner is None:
            continue
        failed, first = await proofs.failed(connection, within, **whose)
        if failed >= most and first is not None:
            scope = next(iter(whose), "all")
            retry_at = local(first + within).isoformat()
            raise TooManyTries(f"{failed} proofs failed", scope=scope, retry_at=retry_at)


async def show(connection: Connection, context: Context, code: str, row: BookingRow | None, proof: ProofBody) -> None:
    """Make sure that a booking was shown to be theirs.

    Raises:
        ProofFailed: it was not, or there is none.
        TooManyTries: too many failed of late.
    """
    if row is not None and is_theirs(row, owner=proof.owner, phone=None):
        return
    if _by_phone(proof):
        await check_tries(connection, context, code, proof)
        if row is not None and is_theirs(row, owner=None, phone=proof.phone, last4=proof.phone_last4):
            return
    raise ProofFailed(code, proof.owner, counts=_by_phone(proof))


async def note(connection: Connection, problem: BaseException) -> None:
    """Count a proof by phone that failed; for a transaction of its own, since the one that refused is rolled back."""
    if isinstance(problem, ProofFailed) and problem.counts:
        await proofs.note(connection, problem.code, problem.asker)
