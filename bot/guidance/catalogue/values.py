"""What a field of the catalogue can say: one class for each kind of field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

MOST_NAME: Final = 90
"""Most characters of a paper's name."""
MOST_CONDITION: Final = 120
"""Most characters of a requirement: a line of a list."""


class FieldKind(StrEnum):
    """What a field tells about a procedure."""

    PAPER = "paper"
    PAPER_RULE = "paper_rule"
    """What holds for all its papers."""
    FEE = "fee"
    TIME = "time"
    RECEIVER = "receiver"
    PRESENCE = "presence"
    """Who has to come, who may go instead."""
    POST = "post"
    """What sending by post needs enclosed."""
    FORM = "form"
    RESULT = "result"
    DEADLINE = "deadline"
    LAW = "law"
    REQUIREMENT = "requirement"
    """Who a matter is for: what has to be so, who is excluded."""


class Hand(StrEnum):
    """What is done with a paper."""

    HAND_IN = "hand_in"
    SHOW = "show"
    EITHER = "either"
    UNKNOWN = "unknown"


class CopyOf(StrEnum):
    """Which copy of a paper is wanted."""

    ORIGINAL = "original"
    COPY = "copy"
    CERTIFIED_COPY = "certified_copy"
    ANY = "any"
    UNKNOWN = "unknown"


class FeeKind(StrEnum):
    """What is known of a fee."""

    AMOUNT = "amount"
    FREE = "free"
    """By a rule that the source states."""
    PROVINCE = "province"
    """The province's council sets it."""
    UNSAID = "unsaid"
    """Blank, or a 0 without a rule."""


class TimeUnit(StrEnum):
    """What a number of days counts."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    SAME_DAY = "same_day"
    CLOCK = "clock"
    """An hour of the day, by which something is due; for deadlines only."""
    UNSAID = "unsaid"


UNIT_WORDS = {
    TimeUnit.WORKING_DAY: "ngày làm việc", TimeUnit.DAY: "ngày", TimeUnit.HOUR: "giờ", TimeUnit.MONTH: "tháng",
    TimeUnit.YEAR: "năm", TimeUnit.SAME_DAY: "trong ngày", TimeUnit.UNSAID: "(không ghi đơn vị)",
    TimeUnit.CLOCK: "giờ (trong ngày)",
}  # fmt: skip
"""Units as staff are told them."""


def money_words(amount: int, currency: str) -> str:
    """Return an amount as staff are told it."""
    return f"{amount:,} ".replace(",", ".") + ("đ" if currency == "VND" else currency)


class Office(StrEnum):
    """Who takes a dossier in."""

    COMMUNE_CENTRE = "commune_centre"
    PROVINCE_CENTRE = "province_centre"
    ONE_STOP = "one_stop"
    """A one-stop centre of which the source does not say the level."""
    COMMUNE_COMMITTEE = "commune_committee"
    COMMUNE_POLICE = "commune_police"
    PROVINCE_POLICE = "province_police"
    IMMIGRATION = "immigration"
    SOCIAL_INSURANCE = "social_insurance"
    EMPLOYMENT_CENTRE = "employment_centre"
    LAND_OFFICE = "land_office"
    TAX = "tax"
    FISHERIES = "fisheries"
    PORTAL = "portal"
    POST = "post"
    OTHER = "other"


class MustCome(StrEnum):
    """Whether somebody has to come."""

    YES = "yes"
    NO = "no"
    WHEN = "when"
    """Under the field's condition."""
    UNSAID = "unsaid"


class AnotherMay(StrEnum):
    """Whether somebody else may go instead."""

    YES = "yes"
    NO = "no"
    WITH_AUTHORISATION = "with_authorisation"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier.

    Attributes:
        name: what it is called, at most 90 characters.
        hand: whether it is handed in or shown.
        copy_of: which kind is wanted.
        number: how many; None where the source does not say.
        copies: how many copies besides ("1 bản chính và 1 bản sao"); None where none are named.
        always: always needed; otherwise only under the field's condition.
    """

    kind: ClassVar[FieldKind] = FieldKind.PAPER
    name: str
    hand: Hand = Hand.UNKNOWN
    copy_of: CopyOf = CopyOf.UNKNOWN
    number: int | None = None
    copies: int | None = None
    always: bool = False

    def __post_init__(self) -> None:
        """Refuse a name that nobody reads to its end.

        Raises:
            ValueError: it has more than 90 characters.
        """
        if len(self.name) > MOST_NAME:
            raise ValueError(f"the name of a paper has at most {MOST_NAME} characters: {self.name}")


@dataclass(frozen=True, slots=True)
class PaperRule:
    """What holds for every paper of the dossier, in our words."""

    kind: ClassVar[FieldKind] = FieldKind.PAPER_RULE
    text: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs.

    Attributes:
        what: lệ phí or phí, and for what; empty where it is the fee as such.
        level: what is known of it.
        amount: in ``currency``; only with ``FeeKind.AMOUNT``.
        currency: "VND" or "USD".
    """

    kind: ClassVar[FieldKind] = FieldKind.FEE
    what: str
    level: FeeKind
    amount: int | None = None
    currency: str = "VND"

    @property
    def known(self) -> bool:
        """Whether it is an amount above 0, or free by a rule; a 0 may only mean that nobody entered one."""
        return self.level is FeeKind.FREE or (self.level is FeeKind.AMOUNT and bool(self.amount))


@dataclass(frozen=True, slots=True)
class Time:
    """How long it takes; ``number`` is None where the unit says all (the same day)."""

    kind: ClassVar[FieldKind] = FieldKind.TIME
    number: int | None
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes it in; ``name`` where the source calls it by one of its own."""

    kind: ClassVar[FieldKind] = FieldKind.RECEIVER
    office: Office
    name: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether somebody must come, and whether another may; what that takes is the field's condition."""

    kind: ClassVar[FieldKind] = FieldKind.PRESENCE
    must_come: MustCome
    another_may: AnotherMay


@dataclass(frozen=True, slots=True)
class Post:
    """What a dossier sent by post must enclose."""

    kind: ClassVar[FieldKind] = FieldKind.POST
    what: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form to fill in, and the paper that it makes."""

    kind: ClassVar[FieldKind] = FieldKind.FORM
    name: str
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What one gets."""

    kind: ClassVar[FieldKind] = FieldKind.RESULT
    name: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when somebody must do something: ``what`` says what, and from when it counts."""

    kind: ClassVar[FieldKind] = FieldKind.DEADLINE
    what: str
    number: int
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class Law:
    """A document that the source names as its basis, like "123/2015/NĐ-CP"."""

    kind: ClassVar[FieldKind] = FieldKind.LAW
    number: str


class Stands(StrEnum):
    """How a requirement stands."""

    MUST = "must"
    """It has to be so."""
    NOT = "not"
    """Who or what is excluded."""
    LAW = "law"
    """The source names an article and does not say what stands there: known is only where to look."""


class Measure(StrEnum):
    """What the number of a requirement counts."""

    AGE = "age"
    AGE_GAP = "age_gap"
    """Years between two people."""
    CONTRIBUTION = "contribution"
    """Time of paying into an insurance."""
    UNEMPLOYED = "unemployed"
    RESIDENCE = "residence"
    """Time of living somewhere."""
    INCOME = "income"
    DISABILITY = "disability"
    HEALTH_LOSS = "health_loss"
    """Share of the strength to work that is lost."""
    AREA = "area"
    DISTANCE = "distance"
    PEOPLE = "people"
    TIME = "time"
    AMOUNT = "amount"
    """Money that is no income."""


class Bound(StrEnum):
    """Which side of its number a requirement means."""

    AT_LEAST = "at_least"
    OVER = "over"
    AT_MOST = "at_most"
    UNDER = "under"
    EXACTLY = "exactly"


class MeasureUnit(StrEnum):
    """What the number of a requirement is given in."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    PERCENT = "percent"
    DONG = "dong"
    DONG_MONTH = "dong_month"
    """Đồng a month for each person."""
    M2 = "m2"
    M = "m"
    KM = "km"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a matter asks of somebody or something.

    Attributes:
        text: what it is, in our words, to be read by itself and with its number, at most 120 characters.
        stands: whether it has to be so, excludes, or is an article of a law without its content.
        subject: whom or what it is asked of; empty: whoever applies.
        unless: who or what is exempt.
        group: a letter that several share of which one is enough; empty: it has to be so by itself.
        measure: what the number counts; None with all that follows: there is none.
        bound: which side of it is meant.
        number: of units.
        unit: what the number is given in.
    """

    kind: ClassVar[FieldKind] = FieldKind.REQUIREMENT
    text: str
    stands: Stands = Stands.MUST
    subject: str = ""
    unless: str = ""
    group: str = ""
    measure: Measure | None = None
    bound: Bound | None = None
    number: int | None = None
    unit: MeasureUnit | None = None

    def __post_init__(self) -> None:
        """Refuse a line that nobody reads to its end, and a number that nobody can compare.

        Raises:
            ValueError: it has more than 120 characters, or a number without its measure, bound and unit.
        """
        if len(self.text) > MOST_CONDITION:
            raise ValueError(f"a requirement has at most {MOST_CONDITION} characters: {self.text}")
        if len({self.number is None, self.measure is None, self.bound is None, self.unit is None}) > 1:
            raise ValueError(f"a number comes with measure, bound and unit: {self.text}")

    def met(self, number: int) -> bool | None:
        """Return whether a number in the same unit meets it; None where it has none.

        An excluding requirement is met by what lies outside of its bound.
        """
        if self.number is None or self.bound is None:
            return None
        inside = {
            Bound.AT_LEAST: number >= self.number,
            Bound.OVER: number > self.number,
            Bound.AT_MOST: number <= self.number,
            Bound.UNDER: number < self.number,
            Bound.EXACTLY: number == self.number,
        }[self.bound]
        return inside is not (self.stands is Stands.NOT)


Value = Paper | PaperRule | Fee | Time | Receiver | Presence | Post | Form | Result | Deadline | Law | Requirement

_ALL: Final[tuple[type[Value], ...]] = (
    Paper, PaperRule, Fee, Time, Receiver, Presence, Post, Form, Result, Deadline, Law, Requirement,
)  # fmt: skip
VALUES: Final[dict[FieldKind, type[Value]]] = {value.kind: value for value in _ALL}
"""Kind of field → class of its value."""
