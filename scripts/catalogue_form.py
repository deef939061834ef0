"""The form in which two readers write down, apart from each other, what a page of the portal says of a procedure.

Facts only, in the readers' own plain words; names of papers, forms and documents as they are. A reader gives for each
entry a few words of the page (``quote``) by which it is found again; what is kept is where they stand, not the words.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

NAME = 90
"""Most characters of a paper's name."""
CONDITION = 120
"""Most characters of what a matter asks of a person: it is a line of a list."""
WORDS = 200
"""Most characters of a condition or note."""

PARTS = (
    "co_quan_thuc_hien", "trinh_tu_thuc_hien", "cach_thuc_thuc_hien", "thanh_phan_ho_so", "yeu_cau_dieu_kien",
    "ket_qua_xu_ly", "can_cu_phap_ly", "doi_tuong_thuc_hien", "cap_thuc_hien", "co_quan_co_tham_quyen", "so_quyet_dinh",
)  # fmt: skip
"""Parts of a page, as the copies name them."""

Part = Literal[
    "co_quan_thuc_hien", "trinh_tu_thuc_hien", "cach_thuc_thuc_hien", "thanh_phan_ho_so", "yeu_cau_dieu_kien",
    "ket_qua_xu_ly", "can_cu_phap_ly", "doi_tuong_thuc_hien", "cap_thuc_hien", "co_quan_co_tham_quyen", "so_quyet_dinh",
]  # fmt: skip
Words = Annotated[str, Field(max_length=WORDS)]
Channel = Literal["online", "post", "in_person", "all"]


class Strict(BaseModel):
    """An entry of which nothing unknown is taken."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Entry(Strict):
    """What every entry has.

    Attributes:
        part: of the page.
        quote: three to ten words that stand there, copied; they are looked up and not kept.
        against: what another place of the same page says instead, in a few words: then the entry is disputed.
    """

    part: Part
    quote: Annotated[str, Field(min_length=6, max_length=120)]
    against: Words = ""


class Paper(Entry):
    """A paper, in one of the page's cases.

    Attributes:
        name: what it is called.
        case: when this list of papers holds, in a few words; empty where always.
        hand: whether it is handed in or only shown.
        copy_of: which kind is wanted.
        number: how many.
        copies: how many copies besides it ("1 bản chính và 1 bản sao").
        needed: always, or only under the condition.
        condition: when it is needed, or not needed.
        instead: what is taken in its place.
        form: name of the form, where it is one.
    """

    name: Annotated[str, Field(max_length=NAME)]
    case: Words = ""
    hand: Literal["hand_in", "show", "either", "unknown"]
    copy_of: Literal["original", "copy", "certified_copy", "any", "unknown"]
    number: int | None = None
    copies: int | None = None
    needed: Literal["always", "when"]
    condition: Words = ""
    instead: list[Words] = []
    form: Words = ""


class PaperRule(Entry):
    """What holds for all papers: that copies are certified, that foreign papers are translated.

    Attributes:
        text: the rule, in a few words.
    """

    text: Words


class Fee(Entry):
    """What it costs on one way.

    Attributes:
        channel: which way.
        what: lệ phí, phí, and for what.
        kind: an amount; free by a stated rule; set by the province; not said (0 and blanks are that).
        amount: in the currency.
        currency: đồng, or dollars where the page says so.
        condition: when.
    """

    channel: Channel
    what: Words = ""
    kind: Literal["amount", "free", "province", "unsaid"]
    amount: int | None = None
    currency: Literal["VND", "USD"] = "VND"
    condition: Words = ""


class Time(Entry):
    """How long it takes on one way.

    Attributes:
        channel: which way.
        number: of units; None where unsaid.
        unit: as the page says; ``unsaid`` where a number stands without one.
        condition: when.
    """

    channel: Channel
    number: int | None
    unit: Literal["working_day", "day", "hour", "month", "same_day", "unsaid"]
    condition: Words = ""


class Office(StrEnum):
    """Who takes it in."""

    COMMUNE_CENTRE = "commune_centre"
    PROVINCE_CENTRE = "province_centre"
    ONE_STOP = "one_stop"
    """A one-stop centre of which the page does not say the level."""
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


class Receiver(Entry):
    """Where it is handed in on one way.

    Attributes:
        channel: which way.
        office: who.
        name: where it is another one, what it is called.
        condition: when it is this one.
        old: the page names an agency that there is no more (cấp huyện, Bộ LĐ-TB&XH).
    """

    channel: Channel
    office: Office
    name: Words = ""
    condition: Words = ""
    old: bool = False


class Presence(Entry):
    """Whether somebody must come, and who may go instead.

    Attributes:
        must_come: in person.
        another_may: somebody else may do it.
        condition: what that takes, who need not.
    """

    must_come: Literal["yes", "no", "when", "unsaid"]
    another_may: Literal["yes", "no", "with_authorisation", "unsaid"]
    condition: Words = ""


class Enclosed(Entry):
    """What sending by post needs.

    Attributes:
        what: to be enclosed.
    """

    what: Words


class Result(Entry):
    """What one gets.

    Attributes:
        name: of the paper or entry.
    """

    name: Annotated[str, Field(max_length=NAME)]


class Deadline(Entry):
    """Until when somebody must do it.

    Attributes:
        what: has to be done, counted from when; of a clock: on which day.
        number: of units; of a clock: the hour of the day.
        unit: as the page says; ``clock`` where it is due by an hour of the day ("trước 23 giờ").
    """

    what: Words
    number: int
    unit: Literal["working_day", "day", "hour", "month", "year", "clock"]


class Law(Entry):
    """A document that the page names as its basis.

    Attributes:
        number: as "123/2015/NĐ-CP".
    """

    number: Annotated[str, Field(max_length=60)]


class Requirement(Entry):
    """Who a matter is for: one thing that has to be so, or that must not be.

    Attributes:
        stands: what has to be so; who or what is excluded; or an article of a law that the page names without saying
            what stands there.
        text: the condition, to be read by itself, with its number where it has one.
        subject: whom or what it is asked of ("người nhận con nuôi"), empty where that is whoever applies.
        case: the case of the matter in which alone it is asked.
        unless: who or what is exempt.
        group: a letter that several share of which one is enough; empty where it has to be so by itself.
        measure: what the number counts.
        bound: which side of the number is meant.
        number: of units, where the page states one.
        unit: of the number.
    """

    stands: Literal["must", "not", "law"]
    text: Annotated[str, Field(min_length=3, max_length=CONDITION)]
    subject: Annotated[str, Field(max_length=60)] = ""
    case: Annotated[str, Field(max_length=NAME)] = ""
    unless: Annotated[str, Field(max_length=CONDITION)] = ""
    group: Annotated[str, Field(pattern=r"^[A-Z]?$")] = ""
    measure: Literal[
        "", "age", "age_gap", "contribution", "unemployed", "residence", "income", "disability", "area", "distance",
        "health_loss", "people", "time", "amount",
    ] = ""  # fmt: skip
    bound: Literal["", "at_least", "over", "at_most", "under", "exactly"] = ""
    number: int | None = None
    unit: Literal["", "year", "month", "day", "hour", "percent", "dong", "dong_month", "m2", "m", "km", "person"] = ""

    @model_validator(mode="after")
    def _counts(self) -> Requirement:
        """Refuse a number that nobody can compare, and one that the text does not say."""
        given = [self.number is not None, bool(self.measure), bool(self.bound), bool(self.unit)]
        if any(given) and not all(given):
            raise ValueError("a number comes with measure, bound and unit, and none of these without it")
        if self.number is not None and str(self.number) not in re.sub(r"(?<=\d)[.,](?=\d{3})", "", self.text):
            raise ValueError(f"the text says its number {self.number} in digits")
        return self


class Article(Requirement):
    """What a law asks of a person, by a copy of it on somebody else's page.

    Attributes:
        law: number of the document.
        part: article, clause and point.
    """

    part: Annotated[str, Field(pattern=r"^Điều \d{1,3}[a-z]?(?: khoản \d{1,2}(?: điểm [a-zđ])?)?$")]  # type: ignore[assignment]
    law: Annotated[str, Field(min_length=5, max_length=30)]


class Refused(Strict):
    """A field that cannot be told, and why.

    Attributes:
        field: papers, paper_rules, fees, times, receivers, presence, post, results, deadlines, laws; requirements are
            read apart (``scripts/catalogue_requirements.py``).
        why: in a few words.
    """

    field: Literal[
        "papers", "paper_rules", "fees", "times", "receivers", "presence", "post", "results", "deadlines", "laws"
    ]
    why: Words


class Sheet(Strict):
    """All that one reader found on one page.

    Attributes:
        code: of the procedure.
        decision: number of the decision that published it, empty where there is none.
        other_province: that decision is another province's: then there are no fees, times and receivers.
        refused: what cannot be told.
    """

    code: Annotated[str, Field(pattern=r"^\d\.\d{6}$")]
    decision: Words = ""
    other_province: bool = False
    papers: list[Paper] = []
    paper_rules: list[PaperRule] = []
    fees: list[Fee] = []
    times: list[Time] = []
    receivers: list[Receiver] = []
    presence: list[Presence] = []
    post: list[Enclosed] = []
    results: list[Result] = []
    deadlines: list[Deadline] = []
    laws: list[Law] = []
    refused: list[Refused] = []


APART = "requirements"
"""What is read apart from the rest of a page, clause by clause."""
ARTICLES = "articles"
"""The same, read in laws that the pages only point to."""
FIELDS = ("papers", "paper_rules", "fees", "times", "receivers", "presence", "post", "results", "deadlines", "laws")
ENTRIES: dict[str, type[Entry]] = {
    "papers": Paper,
    "paper_rules": PaperRule,
    "fees": Fee,
    "times": Time,
    "receivers": Receiver,
    "presence": Presence,
    "post": Enclosed,
    "results": Result,
    "deadlines": Deadline,
    "laws": Law,
    APART: Requirement,
}
"""Field of a sheet → class of its entries."""


class Settled(Strict):
    """How the third reader settles one entry on which the two differ.

    Attributes:
        id: of the pair, as ``catalogue.py differences`` prints it ("papers:a2-b3"); "papers:new" for an entry that
            neither of them has.
        take: a's or b's entry, both, one of the third reader's own, none of them; or it stays disputed.
        entry: the third reader's own, in the form of the field, with part and quote.
        change: what is changed in the entry that is taken ("a" or "b"), key by key.
        reason: why, in a few words.
    """

    id: Annotated[str, Field(pattern=r"^[a-z_]+:(new|(a\d+)?-(b\d+)?)$")]
    take: Literal["a", "b", "both", "own", "none", "disputed"]
    entry: dict[str, Any] | None = None
    change: dict[str, Any] | None = None
    reason: Annotated[str, Field(min_length=3, max_length=WORDS)]


class Settlement(Strict):
    """All that the third reader settled of one procedure."""

    code: Annotated[str, Field(pattern=r"^\d\.\d{6}$")]
    settled: list[Settled]
