"""Headings of tables, as offices write them: which column is what, whatever its accents, case, place and synonym."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.guidance.channels import Channel
from bot.guidance.text import fold
from bot.staff.importing.cells import UNITS, plain
from bot.staff.importing.told import Unusable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from bot.guidance.catalogue.values import TimeUnit


class Column(StrEnum):
    """What a column says."""

    CODE = "code"
    NAME = "name"
    NAMES = "names"
    FIELD = "field"
    AGENCY = "agency"
    ISSUER = "issuer"
    DECISION = "decision"
    URL = "url"
    TIME = "time"
    FEE = "fee"
    PAPERS = "papers"
    RESULT = "result"
    LAWS = "laws"
    STATE = "state"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    REPLACED_BY = "replaced_by"
    OWN_DATE = "own_date"
    NUMBERING = "numbering"
    REMARK = "remark"
    KNOWN = "known"
    """Known, and nothing of it is taken."""


_WORDS: Final = {
    Column.CODE: (
        r"ma (?:so )?(?:cua )?(?:thu tuc(?: hanh chinh)?|tthc|dich vu(?: cong)?|dvc|ho so tthc)(?: quoc gia)?",
        r"ma(?: so)?",
        r"code",
        r"code notation",
        r"ma qg",
        r"ma quoc gia",
    ),
    Column.NAME: (
        r"ten (?:goi )?(?:cua )?(?:cac )?(?:thu tuc(?: hanh chinh)?|tthc|dich vu(?: cong)?|dvc)",
        r"ten",
        r"ten goi",
        r"name",
        r"thu tuc hanh chinh",
        r"thu tuc",
        r"tthc",
        r"noi dung tthc",
        r"title",
    ),
    Column.NAMES: (
        r"ten (?:thuong goi|goi khac|khac|dan (?:hay )?goi|nguoi dan (?:hay )?goi|goi thong thuong|thuong dung)",
        r"(?:nguoi )?dan (?:hay )?goi(?: la)?",
        r"bi danh",
        r"tu khoa",
        r"keywords?",
        r"names",
        r"aliases",
    ),
    Column.FIELD: (
        r"linh vuc(?: (?:thuc hien|tthc|quan ly))?",
        r"nhom (?:linh vuc|tthc|thu tuc)",
        r"categor(?:y|ies)",
        r"field",
    ),
    Column.AGENCY: (
        r"(?:co quan|don vi|noi) (?:truc tiep )?(?:thuc hien|giai quyet)(?: (?:tthc|thu tuc))?",
        r"(?:co quan|don vi|noi) (?:tiep nhan|nop)(?: ho so| va tra ket qua)?(?: (?:tthc|thu tuc))?",
        r"dia diem (?:thuc hien|tiep nhan|nop)(?: ho so)?",
        r"noi nhan(?: ho so)?",
        r"departments?",
        r"agency",
    ),
    Column.ISSUER: (
        r"(?:co quan|don vi) (?:ban hanh|cong bo|quan ly)(?: (?:tthc|quyet dinh))?",
        r"bo,? nganh(?: (?:cong bo|quan ly))?",
        r"department ?promulgate",
        r"issuer",
    ),
    Column.DECISION: (
        r"(?:so )?(?:quyet dinh|qd|van ban)(?: (?:cong bo|so|ban hanh))?(?: (?:tthc|danh muc))?",
        r"decision(?: no)?",
        r"so qd(?: cong bo)?",
    ),
    Column.URL: (
        r"(?:duong )?(?:link|dan|lien ket)(?: (?:chi tiet|toi cong|cong|dvc))?",
        r"url",
        r"(?:detail|source)[ _]url",
        r"dia chi (?:web|trang)",
    ),
    Column.TIME: (
        r"(?:tong )?(?:thoi (?:han|gian)|so ngay)",
        r"(?:tong )?(?:thoi (?:han|gian)|so ngay) (?:giai quyet|thuc hien|xu ly|tra ket qua)",
        r"(?:tong )?(?:thoi (?:han|gian)|so ngay) (?:giai quyet|thuc hien|xu ly) (?:tthc|thu tuc|ho so)",
        r"processing ?time",
        r"time",
    ),
    Column.FEE: (
        r"(?:muc )?(?:thu )?(?:phi|le phi)(?:[,/ ]+(?:va )?le phi)?",
        r"muc thu(?: phi)?",
        r"fees?",
    ),
    Column.PAPERS: (
        r"(?:thanh phan|so bo)(?: ho so)?",
        r"giay to(?: (?:can(?: nop)?|phai nop))?",
        r"ho so(?: gom)?",
    ),
    Column.RESULT: (
        r"ket qua(?: (?:thuc hien|giai quyet|xu ly))?(?: (?:tthc|thu tuc))?",
        r"results?",
    ),
    Column.LAWS: (
        r"can cu(?: (?:phap ly|ban hanh))?",
        r"co so phap ly",
        r"van ban quy dinh",
    ),
    Column.STATE: (
        r"(?:trang thai|tinh trang)(?: (?:hieu luc|tthc|thu tuc))?",
        r"hieu luc",
        r"state",
        r"status",
    ),
    Column.VALID_FROM: (
        r"(?:ngay )?(?:bat dau )?(?:co )?hieu luc(?: thi hanh)?(?: tu(?: ngay)?)",
        r"ngay (?:co )?hieu luc",
        r"ap dung tu(?: ngay)?",
        r"tu ngay",
        r"valid[ _]from",
    ),
    Column.VALID_TO: (
        r"(?:ngay )?(?:het|cham dut) hieu luc(?: (?:tu|ke tu))?(?: ngay)?",
        r"ngay bai bo",
        r"bai bo tu(?: ngay)?",
        r"ngay het han",
        r"valid[ _]to",
    ),
    Column.REPLACED_BY: (
        r"(?:ma )?(?:duoc )?(?:thay the|thay)(?: (?:boi|bang))?(?: (?:ma|thu tuc|tthc))*",
        r"ma (?:thay the|moi)(?: (?:bang|boi))?",
        r"replaced[ _]by",
    ),
    Column.OWN_DATE: (
        r"ngay (?:cap nhat|cong bo|sua doi|ky)(?: gan nhat| cuoi)?",
        r"cap nhat(?: ngay| luc)?",
        r"updated(?:[ _]?at)?",
    ),
    Column.NUMBERING: (
        r"stt",
        r"tt",
        r"so tt",
        r"so thu tu",
        r"no",
        r"#",
    ),
    Column.REMARK: (
        r"ghi chu",
        r"note",
        r"remark",
    ),
    Column.KNOWN: (
        r"(?:cap|muc do)(?: .{0,40})?",
        r"doi tuong(?: .{0,40})?",
        r"trinh tu(?: .{0,40})?",
        r"cach thuc(?: .{0,40})?",
        r"yeu cau.{0,40}",
        r"dieu kien",
        r"quyet dinh",
        r"hinh thuc(?: .{0,40})?",
        r"id",
        r"category ids",
        r"type",
        r"formality target type",
        r"department promulgate id",
        r"bctt",
        r"dvc(?:tt)?(?: .{0,40})?",
        r"buu chinh(?: .{0,40})?",
        r"so luong(?: .{0,40})?",
        r"mau don.{0,40}",
        r"dia chi tiep nhan",
        r"co quan .{0,40}",
    ),
}
"""A heading is one of these, without its accents, case and what stands in brackets."""
_READ = {column: re.compile("|".join(words)) for column, words in _WORDS.items()}
_WAYS = {
    Channel.ONLINE: re.compile(r"truc tuyen|qua mang|online|dvc ?tt|dich vu cong truc tuyen"),
    Channel.POSTAL: re.compile(r"buu chinh|buu dien|bcci|postal"),
    Channel.IN_PERSON: re.compile(r"truc tiep|tai quay|tai bo phan.*|mot cua|direct"),
}
_BEGINNINGS = (
    (re.compile(r"ma .*\b(?:cu|truoc day)\b"), Column.KNOWN),
    (re.compile(r"ma (?:so )?(?:tthc|thu tuc|dich vu|dvc)\b"), Column.CODE),
    (re.compile(r"ten (?:cac )?(?:tthc|thu tuc|dich vu|dvc)\b"), Column.NAME),
    (re.compile(r"(?:thoi han|thoi gian) (?:giai quyet|thuc hien)\b"), Column.TIME),
    (re.compile(r"(?:muc )?(?:phi|le phi)\b|muc thu\b"), Column.FEE),
    (re.compile(r"linh vuc\b"), Column.FIELD),
    (re.compile(r"thanh phan ho so\b"), Column.PAPERS),
    (re.compile(r"can cu phap ly\b"), Column.LAWS),
    (re.compile(r"(?:co quan|don vi) (?:thuc hien|giai quyet|tiep nhan)\b|noi (?:tiep nhan|nop)\b"), Column.AGENCY),
)
_BY_WAY = (Column.TIME, Column.FEE)
_OPENING = re.compile(r"^(?:[ivx]+|\d{1,2}|[a-z])[.)]\s+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LOOKED_THROUGH = 40
"""So many rows may stand above the headings: titles, the office's name, the decision."""
LONGEST = 120
_REPEATED = 2


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what it says, for which way of submission where it is for one alone, and in which unit."""

    column: Column
    way: Channel | None = None
    unit: TimeUnit | None = None


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a table.

    Attributes:
        heads: by the column's place, from 0.
        rows: how many rows they take, with all above them.
        unknown: headings that nobody understands.
    """

    heads: dict[int, Head]
    rows: int
    unknown: tuple[str, ...] = ()


def heading(text: str) -> Head | None:
    """Return what a heading means, or None."""
    if not text or len(text) > LONGEST:
        return None
    folded = _OPENING.sub("", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)))
    aside = " ".join(_ASIDE.findall(folded))
    words = re.sub(r"[\s_\-:*.]+", " ", _ASIDE.sub(" ", folded)).strip(" ,;/")
    column = _column(words)
    if column in _BY_WAY:
        return Head(column, _way(aside), _unit(aside))
    if column is not None:
        return Head(column)
    for way, pattern in _WAYS.items():
        if found := pattern.search(words):
            rest = re.sub(r"\b(?:nop|khi|qua|hinh thuc)\b", " ", f"{words[: found.start()]} {words[found.end() :]}")
            rest = re.sub(r"\s+", " ", rest).strip(" ,;/")
            for column in _BY_WAY:
                if _READ[column].fullmatch(rest):
                    return Head(column, way, _unit(aside))
    return None


def _column(words: str) -> Column | None:
    """Return what a column is called: just so, or as a longer heading begins ("Mã TTHC trên CSDL quốc gia")."""
    if not words:
        return None
    exact = next((column for column, pattern in _READ.items() if pattern.fullmatch(words)), None)
    if exact is not None or any(pattern.search(words) for pattern in _WAYS.values()):
        return exact
    return next((column for pattern, column in _BEGINNINGS if pattern.match(words)), None)


def _unit(aside: str) -> TimeUnit | None:
    for unit, words in UNITS:
        if re.search(rf"\b(?:{words})\b", aside):
            return unit
    return None


def _way(text: str) -> Channel | None:
    words = fold(text).strip(" .:()")
    return next((way for way, pattern in _WAYS.items() if pattern.search(words) and len(words) <= LONGEST), None)


def find(rows: Sequence[Sequence[Any]]) -> Headings:
    """Return the headings of a table among its first rows.

    Headings may take two rows, the upper ones merged over several columns ("Thời hạn" over "Trực tuyến", "Trực tiếp").

    Raises:
        Unusable: no row has a column of codes.
    """
    best: tuple[int, int] | None = None
    for number, row in enumerate(rows[:_LOOKED_THROUGH]):
        heads = [head for cell in row if (head := heading(plain(cell))) is not None]
        if any(head.column is Column.CODE for head in heads):
            score = len({head.column for head in heads})
            if best is None or score > best[0]:
                best = (score, number)
    if best is None or best[0] < _REPEATED:
        raise Unusable(
            "Không thấy dòng tiêu đề có cột “Mã thủ tục” và “Tên thủ tục” trong"
            f" {_LOOKED_THROUGH} dòng đầu: đặt tên hai cột này ở một dòng trên dữ liệu rồi nhập lại."
        )
    return _joined(rows, best[1])


def _joined(rows: Sequence[Sequence[Any]], number: int) -> Headings:
    upper = [plain(cell) for cell in rows[number]]
    below = [plain(cell) for cell in rows[number + 1]] if number + 1 < len(rows) else []
    above = [plain(cell) for cell in rows[number - 1]] if number else []
    two = _is_below(upper, below)
    if not two and _spans(above, upper):
        upper, below, two, number = above, upper, True, number - 1
    heads: dict[int, Head] = {}
    unknown = []
    spread = ""
    for place in range(max(len(upper), len(below) if two else 0)):
        top = upper[place] if place < len(upper) else ""
        low = below[place] if two and place < len(below) else ""
        spread = top or (spread if low else "")
        head = _of_two(spread, low) if two else heading(top)
        if head is not None:
            heads.setdefault(place, head)
        elif top or low:
            unknown.append(" / ".join(part for part in (spread, low) if part)[:LONGEST])
    return Headings(_first_of_each(heads), number + (2 if two else 1), tuple(dict.fromkeys(unknown)))


def _of_two(top: str, low: str) -> Head | None:
    if not low:
        return heading(top)
    over, under = heading(top), heading(low)
    way = _way(low)
    if over is not None and over.column in _BY_WAY and way is not None and under is None:
        return Head(over.column, way, over.unit)
    return heading(f"{top} {low}") or under or over


def _spans(above: Sequence[str], headings: Sequence[str]) -> bool:
    """Return whether the row above holds headings, too: over ways of submission that say nothing by themselves."""
    known = sum(heading(text) is not None for text in above if text)
    return known >= 1 and any(_way(text) is not None and heading(text) is None for text in headings if text)


def _is_below(upper: Sequence[str], row: Sequence[str]) -> bool:
    """Return whether the row under headings goes on with them: nothing stands under that of the codes.

    A row of data may begin like a heading: "Cấp lại thẻ".
    """
    codes = (place for place, text in enumerate(upper) if (head := heading(text)) and head.column is Column.CODE)
    under = next((row[place] for place in codes if place < len(row)), "")
    return not under and any(_way(text) is not None or heading(text) is not None for text in row if text)


def _first_of_each(heads: dict[int, Head]) -> dict[int, Head]:
    """Keep the first of two columns that say the same; of times and fees each has its way."""
    kept: dict[Head, int] = {}
    for place, head in sorted(heads.items()):
        kept.setdefault(head, place)
    return {place: head for head, place in kept.items()}


def is_heading(row: Sequence[Any], headings: Headings) -> bool:
    """Return whether a row of the data repeats the headings, as printed tables do at the top of each page."""
    same = sum(
        place < len(row) and (again := heading(plain(row[place]))) is not None and again.column is head.column
        for place, head in headings.heads.items()
    )
    return same >= _REPEATED
