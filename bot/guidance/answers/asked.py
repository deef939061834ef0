"""What is asked about, and what people tell of themselves: the names that nlu/acts.yml gives them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Focus(StrEnum):
    """What a clause is about."""

    PROCEDURE = "procedure"
    PAPERS = "papers"
    MISSING_PAPER = "missing_paper"
    FORM = "form"
    FEE = "fee"
    TIME = "time"
    PLACE = "place"
    HOURS = "hours"
    CONTACT = "contact"
    AUTHORITY = "authority"
    WHO_MAY_GO = "who_may_go"
    MUST_COME = "must_come"
    APPOINTMENT = "appointment"
    CHANNEL = "channel"
    ELIGIBILITY = "eligibility"
    DEADLINE = "deadline"
    CONSEQUENCE = "consequence"
    RESULT = "result"
    LATENESS = "lateness"
    TERRITORY = "territory"
    VALIDITY = "validity"
    RULE = "rule"


class FactName(StrEnum):
    """What is told of a person or a matter."""

    AGE = "age"
    ACTS_FOR = "acts_for"
    EVENT = "event"
    SINCE = "since"
    LIVES_IN = "lives_in"
    REGISTERED_IN = "registered_in"
    HAS = "has"
    LACKS = "lacks"
    LOST = "lost"
    CANNOT_GO = "cannot_go"
    NO_INTERNET = "no_internet"
    NO_ACCOUNT = "no_account"
    DISABLED = "disabled"
    POOR = "poor"
    PENSION = "pension"
    LOCKED_DOWN = "locked_down"
    VACCINATED = "vaccinated"
    BOOKED = "booked"
    COUNT = "count"
    WANTED_TIME = "wanted_time"


_INSIDE = frozenset({"ill", "old", "blind", "child", "work", "other", "quarantine", "hospital"})
"""Why somebody cannot leave where they are; far away, abroad, or unable to sign they are not kept inside."""
OF_ANOTHER = "their_"
"""Before the reason why another person cannot come, for whom the writer acts."""


def keeps_inside(facts: Mapping[FactName, str | int | bool]) -> FactName | None:
    """Return the fact by which somebody cannot leave where they are, or None; a long way is none."""
    if facts.get(FactName.LOCKED_DOWN) is True:
        return FactName.LOCKED_DOWN
    if facts.get(FactName.CANNOT_GO) in _INSIDE:
        return FactName.CANNOT_GO
    return None


def offline(facts: Mapping[FactName, str | int | bool]) -> str | None:
    """Return why somebody cannot use the internet, as they told it; None where they can, or said nothing of it."""
    why = facts.get(FactName.NO_INTERNET, False)
    return None if why is False else why if isinstance(why, str) else "net"


def cannot_come(facts: Mapping[FactName, str | int | bool]) -> str | None:
    """Return why who has to come cannot: "ill" of the writer, "their_ill" of another; None where they can."""
    why = facts.get(FactName.CANNOT_GO, "far")
    if isinstance(why, str) and why != "far":
        return why
    return "locked_down" if facts.get(FactName.LOCKED_DOWN) is True else None
