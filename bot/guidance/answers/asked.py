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


_FAR = "far"


def keeps_inside(facts: Mapping[FactName, str | int | bool]) -> FactName | None:
    """Return the fact by which somebody cannot leave where they are, or None; a long way is none."""
    if facts.get(FactName.LOCKED_DOWN) is True:
        return FactName.LOCKED_DOWN
    if facts.get(FactName.CANNOT_GO, _FAR) != _FAR:
        return FactName.CANNOT_GO
    return None
