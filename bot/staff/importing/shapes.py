"""The shapes in which files hold procedures, and what each says: facts only, no sentence of a source is kept."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.guidance.catalogue.imported import Imported, Origin, Validity
from bot.guidance.catalogue.values import (
    MOST_NAME,
    CopyOf,
    FieldKind,
    Law,
    Paper,
    Result,
    Time,
    TimeUnit,
)
from bot.guidance.channels import Channel
from bot.guidance.text import fold
from bot.staff.importing import agencies
from bot.staff.importing.cells import (
    code_of,
    codes_in,
    day_of,
    fee_of,
    is_formula,
    joined,
    plain,
    said,
    texts,
    time_of,
)
from bot.staff.importing.headings import Column, Head, heading
from bot.staff.importing.records import Document, Row
from bot.staff.importing.texts import OLD_FONT, old_font
from bot.staff.importing.told import Unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from bot.guidance.catalogue.values import Value
    from bot.staff.importing.records import Record

MOST_OFFICIAL_NAME: Final = 1_500
_LEAST_NAME = 4
_MOST_TEXT, _MOST_ALIAS, _MOST_ALIASES = 200, 80, 30
_SURELY_LONG = 400
_MOST_PAPERS, _MOST_LAWS = 60, 60
_PORTAL = "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LAW = re.compile(r"\b\d{1,4}/(?:\d{4}/)?(?:[A-ZĐ]{1,6}\d{0,2}-?){1,5}(?:-[A-ZĐ]{2,10}\d{0,2})?\b")
_ENDED = re.compile(
    r"het hieu luc|bai bo|huy bo|thay the|ngung|repeal|cancel|revoke|inactive|expire|delete|abolish|het han"
)
_VALID = re.compile(r"hieu luc|dang (?:ap dung|thuc hien)|active|updated?|public|new|moi ban hanh|sua doi")
_COUNCIL = "hội đồng nhân dân"
_IN_PART = "mot phan"
_LEAD = re.compile(r"^[\s\-–+*•.·]+|^\(?[a-zđ\d]{1,2}[.)]\s+", re.IGNORECASE)
_API_WAYS = {"ONLINE": Channel.ONLINE, "POSTAL": Channel.POSTAL, "DIRECT": Channel.IN_PERSON}
_API_UNITS = {
    "WORKING_DAY": TimeUnit.WORKING_DAY, "DAY": TimeUnit.DAY, "HOUR": TimeUnit.HOUR, "MONTH": TimeUnit.MONTH,
}  # fmt: skip
_PAGE_WAYS = {"Trực tuyến": Channel.ONLINE, "Dịch vụ bưu chính": Channel.POSTAL, "Trực tiếp": Channel.IN_PERSON}
_PAGE_WAY = re.compile(
    r"(Trực tuyến|Dịch vụ bưu chính|Trực tiếp)\s*(\d{1,4})\s?(Ngày làm việc|Ngày|Giờ|Tháng)?\s?"
    r"(Miễn phí|Không có thông tin|[\d.,]+ Việt Nam Đồng)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as a file states it; all of them enter as proposed.

    Attributes:
        id: within the procedure: the same for the same thing of the next file of its kind.
        value: what it says.
        part: of the source, by its own name for it.
        channel: for which way of submission; None: for all.
        case: for which case.
        agency_gone: it names an agency that there is no more.
    """

    id: str
    value: Value
    part: str
    channel: Channel | None = None
    case: str = ""
    agency_gone: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "kind": self.value.kind,
            "id": self.id,
            "value": asdict(self.value),
            "part": self.part,
            "channel": self.channel,
            "case": self.case,
            "agency_gone": self.agency_gone,
        }


@dataclass(slots=True)
class Read:
    """What a record says, and what is to be told of it.

    Attributes:
        said: of the procedure.
        entries: its fields.
        notes: what was left out, or read in another way than it is written.
    """

    said: Imported
    entries: list[Entry]
    notes: list[str] = field(default_factory=list)


def read(record: Record) -> Read:
    """Return what a record says.

    Raises:
        Unusable: it names no procedure; the message says what to do.
    """
    if isinstance(record, Row):
        return _table(record)
    value = record.value
    inner = value.get("data")
    if isinstance(inner, dict) and "ten_thu_tuc" not in value:
        value = inner
    elif "data" in value and not inner:
        answer = plain(value.get("message")) or plain(value.get("code")) or "trống"
        raise Unusable(f"Cổng không trả dữ liệu thủ tục (“{answer[:60]}”): tải lại.")
    reader = next((reader for fits, reader in _SHAPES if fits(value)), None)
    if reader is None:
        return _of_keys(Document(record.place, value, record.unreal))
    made = reader(value)
    if record.unreal:
        made.notes.append(f"có số không phải số ({', '.join(dict.fromkeys(record.unreal))}), bỏ các mục đó")
    return made


def _code(value: Any, notes: list[str]) -> str:  # noqa: ANN401 - any cell
    code, how = code_of(value)
    if how:
        notes.append(how)
    return code


def _name(value: Any, code: str, *, needed: bool = True) -> str:  # noqa: ANN401 - any cell
    name = said(value).strip(" .;")
    if not name and not needed:
        return ""
    if not name:
        raise Unusable(f"{code}: không có tên thủ tục: điền tên rồi nhập lại.")
    if is_formula(name):
        raise Unusable(f"{code}: ô tên là công thức: sao chép cột tên, dán lại bằng Dán giá trị (Paste Values).")
    if font := old_font(name):
        raise Unusable(f"{code}: {OLD_FONT.format(font=font)}.")
    if len(name) < _LEAST_NAME or not any(letter.isalpha() for letter in name):
        raise Unusable(f"{code}: “{name}” không phải tên thủ tục: điền tên đầy đủ rồi nhập lại.")
    if len(name) > MOST_OFFICIAL_NAME:
        raise Unusable(
            f"{code}: tên dài {len(name)} ký tự, quá {MOST_OFFICIAL_NAME}: có lẽ lệch cột, xem lại dòng này."
        )
    return name


def _page(value: Any) -> str:  # noqa: ANN401 - JSON or cells
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _url(text: str, notes: list[str]) -> str:
    """Return an address that citizens may be sent to: a page of the state's, or none."""
    text = plain(text)
    if not text:
        return ""
    parts = urlsplit(text) if text.isascii() and " " not in text else None
    host = (parts.hostname or "") if parts else ""
    if (
        parts
        and parts.scheme == "https"
        and host.endswith(".gov.vn")
        and "@" not in parts.netloc
        and len(text) <= _MOST_TEXT
    ):
        return text
    notes.append("đường dẫn không phải trang https của cơ quan nhà nước (.gov.vn), bỏ qua")
    return ""


def _validity(state: str, ends: date | None) -> Validity:
    words = fold(state.replace("_", " "))
    if _IN_PART in words and ends is None:
        return Validity.UNSAID
    if ends is not None or _ENDED.search(words):
        return Validity.ENDED
    return Validity.VALID if _VALID.search(words) else Validity.UNSAID


def _decision(text: str, issuer: str, notes: list[str]) -> tuple[str, bool]:
    """Return a decision and whether it is another province's; then it is not kept, nor what it decides."""
    decision = said(text)[:_MOST_TEXT]
    if not agencies.decided_elsewhere(decision, issuer):
        return decision, False
    notes.append(
        f"theo quyết định của tỉnh khác, hay không ghi của tỉnh nào ({decision or issuer}): không lấy phí, thời hạn,"
        " nơi nhận; nếu là của Cà Mau thì ghi “UBND tỉnh Cà Mau” ở cột cơ quan ban hành"
    )
    return "", True


def _receivers(origin: Origin, names: Iterable[str], part: str) -> list[Entry]:
    return [
        Entry(f"{origin}-receiver-{_short(name)}", agencies.receiver_of(name), part, agency_gone=agencies.is_gone(name))
        for name in dict.fromkeys(names)
        if len(name) <= _MOST_TEXT
    ]


@functools.lru_cache(maxsize=20_000)
def _short(text: str) -> str:
    return hashlib.sha256(fold(text).encode()).hexdigest()[:10]


def _named(origin: Origin, kind: FieldKind, names: Iterable[str], part: str) -> list[Entry]:
    """Return results or laws; a name that is a sentence is none."""
    made: list[Entry] = []
    for name in dict.fromkeys(names):
        value: Value = Result(name) if kind is FieldKind.RESULT else Law(name)
        if len(name) <= _MOST_TEXT:
            made.append(Entry(f"{origin}-{kind}-{_short(name)}", value, part))
    return made


def _laws(text: str) -> list[str]:
    return list(dict.fromkeys(found.group() for found in _LAW.finditer(text)))[:_MOST_LAWS]


def _only_here(entries: list[Entry], *, other: bool) -> list[Entry]:
    kinds = {FieldKind.FEE, FieldKind.TIME, FieldKind.RECEIVER} if other else set()
    unique = {entry.id: entry for entry in reversed(entries)}
    return [entry for entry in reversed(unique.values()) if entry.value.kind not in kinds]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that says a time or a fee.

    Attributes:
        origin: of its file.
        kind: time or fee.
        value: of the cell.
        way: for which way of submission; None: for all.
        part: of the source.
        unit: of a number that stands alone.
    """

    origin: Origin
    kind: FieldKind
    value: object
    way: Channel | None
    part: str
    unit: TimeUnit | None = None


def _counted(cell: _Cell, notes: list[str]) -> list[Entry]:
    """Return a time or a fee of a cell, where the cell says just that; a longer text is left to readers."""
    origin, kind, value, way = cell.origin, cell.kind, cell.value, cell.way
    key = f"{origin}-{kind}-{way or 'all'}"
    try:
        made = time_of(value) if kind is FieldKind.TIME else fee_of(value)
    except Unusable as error:
        notes.append(str(error))
        return []
    if made is None:
        text = said(value)
        if text.strip("0. "):
            what = "thời hạn" if kind is FieldKind.TIME else "mức phí"
            notes.append(f"không đọc ra {what} từ “{text[:60]}”, để cán bộ đọc")
        return []
    if isinstance(made, Time) and made.unit is TimeUnit.UNSAID and cell.unit is not None:
        made = Time(made.number, cell.unit)
    return [Entry(key, made, cell.part, way)]


def _api(value: Mapping[str, Any]) -> Read:
    notes: list[str] = []
    code = _code(value.get("code") or value.get("codeNotation"), notes)
    proposal = value.get("procedureProposal")
    proposal = proposal if isinstance(proposal, dict) else {}
    issuer = said(value.get("departmentPromulgateName")) or said(_in(proposal, "issuingAgency", "name"))
    decision, other = _decision(said(value.get("decisionNo")) or said(proposal.get("proposalNumber")), issuer, notes)
    executing = [
        *texts(value.get("unitGroupsExecuting") or []),
        *texts(value.get("departmentsExecuting") or []),
        *texts(value.get("executingAgencies")),
    ]
    own = day_of(value.get("updatedAt"))
    if own is None and value.get("updatedAt"):
        notes.append("ngày cập nhật không thể có, coi như không rõ ngày")
    entries = [*_api_ways(value, notes), *_api_papers(value, notes)]
    entries += _receivers(Origin.API, executing, "co_quan_thuc_hien")
    entries += _named(Origin.API, FieldKind.RESULT, texts(value.get("resultsDetails") or []), "ket_qua_xu_ly")
    bases = value.get("legalBasisesDetails")
    laws = _laws(" ".join(f"{one.get('code')} {one.get('name')}" for one in _dicts(bases)))
    entries += _named(Origin.API, FieldKind.LAW, laws, "can_cu_phap_ly")
    made = Imported(
        code,
        Origin.API,
        _name(value.get("name"), code),
        _page(value),
        field=joined(texts(value.get("categoriesDetails") or []), _MOST_TEXT),
        agency=joined(executing, _MOST_TEXT),
        issuer=issuer[:_MOST_TEXT],
        decision=decision,
        url=_portal_page(value.get("id")),
        local=_is_local(value, issuer) or value.get("isInternal") is True,
        other_province=other,
        validity=_validity(plain(value.get("state")), None),
        own_date=own,
    )
    return Read(made, _only_here(entries, other=other), notes)


def _api_ways(value: Mapping[str, Any], notes: list[str]) -> Iterable[Entry]:
    for method in _dicts(value.get("executionMethods")):
        way = _API_WAYS.get(plain(method.get("submissionMethod")))
        if way is None:
            notes.append(f"không hiểu cách nộp “{plain(method.get('submissionMethod'))[:40]}”")
            continue
        number = method.get("processingTime")
        unit = _API_UNITS.get(plain(method.get("processingTimeUnit")), TimeUnit.UNSAID)
        if number:
            yield from _counted(_Cell(Origin.API, FieldKind.TIME, number, way, "cach_thuc_thuc_hien", unit), notes)
        for place, fee in enumerate(_dicts(method.get("fees"))):
            by_province = _COUNCIL in str(fee.get("description")).casefold()
            amount = _COUNCIL if by_province and not fee.get("value") else fee.get("value")
            for entry in _counted(_Cell(Origin.API, FieldKind.FEE, amount, way, "cach_thuc_thuc_hien"), notes):
                yield Entry(f"{entry.id}{place or ''}", entry.value, entry.part, way)


def _api_papers(value: Mapping[str, Any], notes: list[str]) -> list[Entry]:
    made: list[Entry] = []
    long = 0
    for case in _dicts(value.get("executionCases")):
        for paper in _dicts(case.get("profileComponents")):
            stated = paper.get("name")
            if isinstance(stated, str) and len(stated) > _SURELY_LONG:
                long += 1
                continue
            name = _LEAD.sub("", plain(stated)).strip(" .;:")
            if not name:
                continue
            if len(name) > MOST_NAME or len(made) >= _MOST_PAPERS:
                long += 1
                continue
            originals, copies = _quantity(paper.get("originalQty")), _quantity(paper.get("copyQty"))
            kind = CopyOf.ORIGINAL if originals else CopyOf.COPY if copies else CopyOf.UNKNOWN
            both = copies if originals and copies else None
            one = Paper(name, copy_of=kind, number=originals or copies or None, copies=both)
            made.append(Entry(f"{Origin.API}-paper-{_short(name)}", one, "thanh_phan_ho_so"))
    if long:
        notes.append(f"{long} giấy tờ có tên dài quá {MOST_NAME} ký tự: để người đọc rút gọn, chưa lấy")
    return made


def _quantity(value: Any) -> int:  # noqa: ANN401 - JSON
    most = 99
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most else 0


def _list_row(value: Mapping[str, Any]) -> Read:
    notes: list[str] = []
    code = _code(value.get("code") or value.get("codeNotation"), notes)
    issuer = said(value.get("departmentPromulgate"))
    other = agencies.is_of_another_province(issuer)
    departments = texts(value.get("departments") or [])
    made = Imported(
        code,
        Origin.LIST,
        _name(value.get("name"), code),
        _page(value),
        field=joined(texts(value.get("categories") or []), _MOST_TEXT),
        agency=joined(departments, _MOST_TEXT),
        issuer=issuer[:_MOST_TEXT],
        url=_portal_page(value.get("id")),
        local=_is_local(value, issuer),
        other_province=other,
        validity=_validity(plain(value.get("state")), None),
    )
    entries = [] if other else _receivers(Origin.LIST, departments, "co_quan_thuc_hien")
    return Read(made, _only_here(entries, other=other), notes)


def _is_local(value: Mapping[str, Any], issuer: str) -> bool:
    return plain(value.get("type")).upper() == "SPECIFIC" and agencies.is_of_another_province(issuer)


def _portal_page(key: Any) -> str:  # noqa: ANN401 - JSON
    text = plain(key).casefold()
    return f"{_PORTAL}{text}" if _UUID.fullmatch(text) else ""


def _flat_page(value: Mapping[str, Any]) -> Read:
    notes: list[str] = []
    code = _code(value.get("ma_thu_tuc"), notes)
    issuer = said(value.get("co_quan_ban_hanh"))
    decision, other = _decision(said(value.get("so_quyet_dinh")), issuer, notes)
    agency = said(value.get("co_quan_thuc_hien"))
    ways = plain(value.get("cach_thuc_thuc_hien"))
    entries: list[Entry] = []
    for found in _PAGE_WAY.finditer(ways):
        way = _PAGE_WAYS[found[1]]
        days = f"{found[2]} {found[3] or ''}".strip()
        entries += _counted(_Cell(Origin.PAGE, FieldKind.TIME, days, way, "cach_thuc_thuc_hien"), notes)
        after = ways[found.end() : found.end() + _MOST_TEXT]
        fee = after if after.startswith("(") and _COUNCIL in after.casefold() else found[4]
        entries += _counted(_Cell(Origin.PAGE, FieldKind.FEE, fee, way, "cach_thuc_thuc_hien"), notes)
    entries += _receivers(
        Origin.PAGE, [part.strip() for part in agency.split(",") if part.strip()], "co_quan_thuc_hien"
    )
    result = plain(value.get("ket_qua_xu_ly")).partition("Mã: ")[0]
    entries += _named(Origin.PAGE, FieldKind.RESULT, [said(result)] if said(result) else [], "ket_qua_xu_ly")
    entries += _named(Origin.PAGE, FieldKind.LAW, _laws(plain(value.get("can_cu_phap_ly"))), "can_cu_phap_ly")
    made = Imported(
        code,
        Origin.PAGE,
        _name(value.get("ten_thu_tuc"), code),
        _page(value),
        field=said(value.get("linh_vuc"))[:_MOST_TEXT],
        agency=agency[:_MOST_TEXT],
        issuer=issuer[:_MOST_TEXT],
        decision=decision,
        url=_url(plain(value.get("detail_url")), notes),
        other_province=other,
        validity=_validity(plain(value.get("trang_thai")), None),
    )
    return Read(made, _only_here(entries, other=other), notes)


def _of_keys(document: Document) -> Read:
    """Read an object whose keys are a table's headings."""
    cells: dict[Head, Any] = {}
    for key, value in document.value.items():
        head = heading(str(key))
        if head is not None:
            cells.setdefault(head, "\n".join(texts(value)) if isinstance(value, list) else value)
    if not any(head.column is Column.CODE for head in cells):
        raise Unusable(
            "Không nhận ra dạng dữ liệu: bản ghi không có mã thủ tục. Xem các dạng nhập được ở docs/content.md."
        )
    return _table(Row(document.place, cells))


_SAYS_NOTHING = frozenset({Column.NUMBERING, Column.REMARK, Column.KNOWN})


def _table(row: Row) -> Read:
    notes: list[str] = []

    def cell(column: Column) -> Any:  # noqa: ANN401 - any cell
        return next((value for head, value in row.cells.items() if head.column is column), None)

    if any(head.column is Column.CODE for head in row.formulas) and not said(cell(Column.CODE)):
        raise Unusable("Ô mã là công thức chưa tính: sao chép cột mã, dán lại bằng Dán giá trị (Paste Values).")
    code = _code(cell(Column.CODE), notes)
    if row.formulas:
        notes.append("có ô là công thức, lấy kết quả đã lưu trong tệp; dán giá trị (Paste Values) cho chắc")
    name = _name(cell(Column.NAME), code, needed=False)
    issuer = said(cell(Column.ISSUER))
    decision, other = _decision(said(cell(Column.DECISION)), issuer, notes)
    ends = _day(cell(Column.VALID_TO), "ngày hết hiệu lực", notes)
    replaced = tuple(one for one in codes_in(cell(Column.REPLACED_BY)) if one != code)
    if said(cell(Column.REPLACED_BY)) and not replaced:
        notes.append(f"không đọc ra mã thay thế từ “{said(cell(Column.REPLACED_BY))[:60]}”")
    entries: list[Entry] = []
    for head, value in row.cells.items():
        if head.column in (Column.TIME, Column.FEE):
            kind = FieldKind.TIME if head.column is Column.TIME else FieldKind.FEE
            entries += _counted(_Cell(Origin.TABLE, kind, value, head.way, head.column, head.unit), notes)
    agency = said(cell(Column.AGENCY))
    entries += _receivers(Origin.TABLE, texts(cell(Column.AGENCY)), "agency")
    entries += _named(Origin.TABLE, FieldKind.RESULT, texts(cell(Column.RESULT)), "result")
    entries += _named(Origin.TABLE, FieldKind.LAW, _laws(plain(cell(Column.LAWS))), "laws")
    for paper in texts(cell(Column.PAPERS))[:_MOST_PAPERS]:
        bare = _LEAD.sub("", paper).strip(" .;:")
        if bare and len(bare) <= MOST_NAME:
            entries.append(Entry(f"{Origin.TABLE}-paper-{_short(bare)}", Paper(bare), "papers"))
    made = Imported(
        code,
        Origin.TABLE,
        name,
        _page({str(head): plain(value) for head, value in row.cells.items() if head.column not in _SAYS_NOTHING}),
        field=(said(cell(Column.FIELD)) or row.section)[:_MOST_TEXT],
        agency=agency[:_MOST_TEXT],
        issuer=issuer[:_MOST_TEXT],
        decision=decision,
        url=_url(plain(cell(Column.URL)), notes),
        names=tuple(_aliases(cell(Column.NAMES), notes)),
        other_province=other,
        validity=_validity(said(cell(Column.STATE)), ends) if not replaced else Validity.ENDED,
        valid_from=_day(cell(Column.VALID_FROM), "ngày có hiệu lực", notes),
        valid_to=ends,
        replaced_by=replaced,
        own_date=_day(cell(Column.OWN_DATE), "ngày cập nhật", notes),
    )
    return Read(made, _only_here(entries, other=other), list(dict.fromkeys(notes)))


def _aliases(value: Any, notes: list[str]) -> Iterable[str]:  # noqa: ANN401 - any cell
    names = [part.strip() for text in texts(value) for part in text.split(",")]
    fitting = [
        name for name in names if name and len(name) <= _MOST_ALIAS and not is_formula(name) and not old_font(name)
    ]
    if len(fitting) < len(names) or len(fitting) > _MOST_ALIASES:
        notes.append(f"tên gọi khác: lấy {min(len(fitting), _MOST_ALIASES)} trong {len(names)} tên")
    return fitting[:_MOST_ALIASES]


def _day(value: Any, what: str, notes: list[str]) -> date | None:  # noqa: ANN401 - any cell
    day = day_of(value)
    if day is None and (text := said(value)):
        notes.append(f"không đọc ra {what} từ “{text[:40]}”: ghi như 31/12/2026")
    return day


def _dicts(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _in(value: Mapping[str, Any], *keys: str) -> Any:  # noqa: ANN401 - JSON
    found: Any = value
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


_OF_API = {"executionMethods", "executionCases", "executionSteps"}
_OF_LIST = {"state", "type", "departments", "categories", "departmentPromulgate", "categoryIds", "codeNotation"}


def _is_page(value: Mapping[str, Any]) -> bool:
    return "ma_thu_tuc" in value and "ten_thu_tuc" in value


def _is_api(value: Mapping[str, Any]) -> bool:
    return bool(_OF_API & value.keys())


def _is_list_row(value: Mapping[str, Any]) -> bool:
    return "name" in value and bool(_OF_LIST & value.keys())


_SHAPES: Final[tuple[tuple[Callable[[Mapping[str, Any]], bool], Callable[[Mapping[str, Any]], Read]], ...]] = (
    (_is_page, _flat_page),
    (_is_api, _api),
    (_is_list_row, _list_row),
)
"""How each shape of an object is known, and what reads it."""
