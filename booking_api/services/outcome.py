"""What a change comes to: an answer for the caller and a line for the audit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A change that was carried out.

    Attributes:
        body: the answer; None for an answer without one.
        action: what was done, as the audit calls it.
        subject: what it was done to: a code, a hold, a unit.
        details: what else the audit keeps. Never a name, a phone or an owner.
        events: what happened to bookings, for those who follow: ``kind``, ``code``, ``owner``, ``asker``, ``details``.
    """

    body: BaseModel | None
    action: str
    subject: str
    details: dict[str, object] = field(default_factory=dict)
    events: tuple[dict[str, object], ...] = ()
