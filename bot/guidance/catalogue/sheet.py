"""What the office should confirm: what no official confirmed yet, or long ago; most asked and soonest due first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.guidance.catalogue.book import Reading
from bot.guidance.catalogue.field import Field, State
from bot.guidance.catalogue.telling import Reason, Told, judged
from bot.guidance.catalogue.values import (
    UNIT_WORDS,
    AnotherMay,
    Deadline,
    Fee,
    FeeKind,
    FieldKind,
    Form,
    Law,
    MustCome,
    Office,
    Paper,
    PaperRule,
    Post,
    Presence,
    Receiver,
    Requirement,
    Result,
    Stands,
    Time,
    money_words,
)
from bot.guidance.moments import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from bot.guidance.catalogue.book import FieldCatalogue, ProcedureFields
    from bot.guidance.catalogue.values import Value

KINDS: Final = {
    FieldKind.PAPER: "giấy tờ",
    FieldKind.PAPER_RULE: "quy định chung về giấy tờ",
    FieldKind.FEE: "phí, lệ phí",
    FieldKind.TIME: "thời hạn giải quyết",
    FieldKind.RECEIVER: "nơi nhận",
    FieldKind.PRESENCE: "ai phải đến, ai đi thay",
    FieldKind.POST: "kèm theo khi gửi bưu điện",
    FieldKind.FORM: "mẫu",
    FieldKind.RESULT: "kết quả",
    FieldKind.DEADLINE: "hạn phải làm",
    FieldKind.LAW: "căn cứ",
    FieldKind.REQUIREMENT: "điều kiện",
}
"""What a kind of field is called to staff."""

ORDER: Final = (
    FieldKind.PAPER, FieldKind.FEE, FieldKind.TIME, FieldKind.RECEIVER, FieldKind.PRESENCE, FieldKind.DEADLINE,
    FieldKind.REQUIREMENT, FieldKind.PAPER_RULE, FieldKind.POST, FieldKind.FORM, FieldKind.RESULT, FieldKind.LAW,
)  # fmt: skip
"""Within a procedure: what costs a citizen a trip or money stands first."""

OFFICES: Final = {
    Office.COMMUNE_CENTRE: "Trung tâm Phục vụ hành chính công cấp xã",
    Office.PROVINCE_CENTRE: "Trung tâm Phục vụ hành chính công tỉnh",
    Office.ONE_STOP: "Bộ phận Một cửa (không rõ cấp)",
    Office.COMMUNE_COMMITTEE: "Ủy ban nhân dân xã, phường",
    Office.COMMUNE_POLICE: "Công an xã, phường",
    Office.PROVINCE_POLICE: "Công an tỉnh",
    Office.IMMIGRATION: "Quản lý xuất nhập cảnh, Công an tỉnh",
    Office.SOCIAL_INSURANCE: "cơ quan bảo hiểm xã hội",
    Office.EMPLOYMENT_CENTRE: "Trung tâm Dịch vụ việc làm",
    Office.LAND_OFFICE: "Văn phòng đăng ký đất đai",
    Office.TAX: "cơ quan thuế",
    Office.FISHERIES: "cơ quan thủy sản",
    Office.PORTAL: "Cổng dịch vụ công",
    Office.POST: "bưu điện",
    Office.OTHER: "nơi khác",
}
"""What an office is called."""

REASONS: Final = {
    Reason.UNKNOWN: "chưa có gì",
    Reason.UNREAD: "mới có tên, chưa ai đọc trang",
    Reason.REFUSED: "người đọc không ghi được",
    Reason.ONE_READER: "mới một người đọc thấy",
    Reason.DISPUTED: "hai người đọc, hoặc hai chỗ trên trang, nói khác nhau",
    Reason.HIDDEN: "đang ẩn",
    Reason.TOO_OLD: "nguồn đã quá sáu tháng",
    Reason.BEFORE_KNOWN: "trước ngày biết",
    Reason.OVER: "nguồn chỉ ghi đến một ngày đã qua",
    Reason.UNKNOWN_HERE: "chưa rõ mức ở Cà Mau",
    Reason.NO_UNIT: "cổng ghi số mà không có đơn vị",
    Reason.REPEALED: "mã đã bãi bỏ",
    Reason.AGENCY_GONE: "cơ quan không còn",
    Reason.AGENCY_NOT_YET: "cơ quan chưa có vào lúc đó",
    Reason.OTHER_PROVINCE: "quyết định của tỉnh khác",
}
"""Why a field is not told, to staff."""

_FEES = {FeeKind.FREE: "miễn", FeeKind.PROVINCE: "mức của HĐND tỉnh", FeeKind.UNSAID: "cổng không ghi mức"}
_COME = {MustCome.YES: "phải đến", MustCome.NO: "khỏi đến", MustCome.WHEN: "phải đến khi có điều kiện"}
_ANOTHER = {
    AnotherMay.YES: "người khác đi thay được",
    AnotherMay.NO: "không đi thay được",
    AnotherMay.WITH_AUTHORISATION: "đi thay khi có ủy quyền",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet.

    Attributes:
        asked: how often people come for it: 1 most.
        code: of the procedure.
        kind: of the field; None where the procedure has none at all.
        id: of the field; empty where there is none yet.
        says: what it says, in words.
        state: of the field; None where there is none.
        told: whether citizens are told it now.
        why: why not; None where they are.
        note: the reader's reason.
        part: of the portal's page where it stands.
        own_date: of the source; None: it gives none.
        read_on: the day of the copy.
        review_by: when it is due; None where there is no field.
    """

    asked: int
    code: str
    kind: FieldKind | None
    id: str
    says: str
    state: State | None
    told: bool
    why: Reason | None
    note: str
    part: str
    own_date: date | None
    read_on: date | None
    review_by: date | None


def sheet(catalogue: FieldCatalogue, asked: Mapping[str, int], *, known_at: datetime) -> list[Line]:
    """Return what should be confirmed, most asked first, then soonest due, then procedure by procedure.

    Args:
        catalogue: the fields.
        asked: code → rank, 1 most; others come last.
        known_at: the moment at which it is drawn up.
    """
    least = max(asked.values(), default=0) + 1
    lines = [line for procedure in catalogue for line in _lines(procedure, asked.get(procedure.code, least), known_at)]
    return sorted(lines, key=_place)


def _place(line: Line) -> tuple[object, ...]:
    due = line.review_by.isoformat() if line.review_by else "9999"
    return (line.asked, due, line.code, ORDER.index(line.kind) if line.kind else len(ORDER), line.id)


def _lines(procedure: ProcedureFields, asked: int, known_at: datetime) -> Iterable[Line]:
    today = local(known_at).date()
    fields = [
        one
        for one in procedure.fields
        if one.known(known_at) and (one.state is not State.CONFIRMED or one.review_by <= today)
    ]
    for one in fields:
        yield _line(one, asked, known_at)
    if procedure.reading is not Reading.TWICE and not procedure.fields:
        why = Reason.UNREAD if procedure.reading is Reading.NAMED else Reason.UNKNOWN
        yield Line(asked, procedure.code, None, "", "", None, False, why, "", "", None, None, None)
    for kind, note in procedure.refused.items():
        if not any(one.kind is kind for one in procedure.fields):
            yield Line(asked, procedure.code, kind, "", "", None, False, Reason.REFUSED, note, "", None, None, None)


def _line(one: Field, asked: int, known_at: datetime) -> Line:
    said = judged(one, at=known_at, known_at=known_at)
    why = None if isinstance(said, Told) else said.reason
    return Line(
        asked, one.code, one.kind, one.id, in_words(one), one.state, why is None, why,
        one.reason, one.source.part, one.source.own_date, one.source.read_on, one.review_by,
    )  # fmt: skip


def in_words(one: Field) -> str:
    """Return what a field says, with all its conditions, as staff read it."""
    ways = {"online": "qua mạng", "postal": "qua bưu điện", "in_person": "trực tiếp"}
    parts = [
        _value(one.value),
        ways[one.channel.value] if one.channel else "",
        f"trường hợp: {one.case}" if one.case else "",
        f"điều kiện: {one.condition}" if one.condition else "",
        "thay bằng: " + " / ".join(one.instead) if one.instead else "",
    ]
    return "; ".join(part for part in parts if part)


def _value(value: Value) -> str:
    match value:
        case Paper():
            return _paper(value)
        case Fee():
            return _fee(value)
        case Time() | Deadline():
            days = f"{value.number or ''} {UNIT_WORDS[value.unit]}".strip()
            return f"{value.what}: {days}" if isinstance(value, Deadline) else days
        case Receiver():
            return f"{OFFICES[value.office]} ({value.name})" if value.name else OFFICES[value.office]
        case Presence():
            return ", ".join(filter(None, (_COME.get(value.must_come), _ANOTHER.get(value.another_may))))
    return _text(value)


def _requirement(one: Requirement) -> str:
    parts = [
        f"{one.subject}: {one.text}" if one.subject else one.text,
        "(không thuộc diện)" if one.stands is Stands.NOT else "",
        f"(một trong nhóm {one.group})" if one.group else "",
        f"(trừ: {one.unless})" if one.unless else "",
    ]
    return " ".join(part for part in parts if part)


def _paper(paper: Paper) -> str:
    how = {"hand_in": "(nộp)", "show": "(xuất trình)"}.get(paper.hand.value, "")
    kind = {"original": "bản chính", "copy": "bản sao", "certified_copy": "bản sao chứng thực"}
    number = f"{paper.number or ''} {kind.get(paper.copy_of.value, '')}".strip()
    copies = f"và {paper.copies} bản sao" if paper.copies else ""
    return " ".join(part for part in (paper.name, how, number, copies) if part)


def _fee(fee: Fee) -> str:
    said = money_words(fee.amount, fee.currency) if fee.amount else _FEES.get(fee.level, "")
    return ": ".join(part for part in (fee.what, said) if part)


def _text(value: PaperRule | Post | Form | Result | Law | Requirement) -> str:
    match value:
        case Requirement():
            return _requirement(value)
        case PaperRule():
            return value.text
        case Post():
            return value.what
        case Law():
            return value.number
    return value.name
