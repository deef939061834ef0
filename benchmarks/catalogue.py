"""A catalogue as large as the portal's: real names where they are known, the rest composed as real names are.

A procedure's name is an act ("Cấp lại"), an object ("Giấy phép bán lẻ rượu"), for whom or by what occasion, and a
level. The composed names cross these on purpose, so that every name has near twins. Their numbers begin with 9 and are
none of the portal's; they stay the same from one state of this file to the next, so that queries can be
labelled with them.

``python -m benchmarks.catalogue WORD…`` prints the rows whose names have all the words, for whoever labels queries.
"""

from __future__ import annotations

import csv
import functools
import sys
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.guidance.channels import Offered, Presence
from bot.guidance.procedures import Catalogue, Procedure
from bot.guidance.text import words

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = 6_000

_ACTS = {
    "N": "Cấp {}", "L": "Cấp lại {}", "D": "Cấp đổi {}", "G": "Gia hạn {}", "B": "Cấp điều chỉnh {}",
    "S": "Cấp sửa đổi, bổ sung {}", "T": "Thu hồi {}", "K": "Đăng ký {}", "KL": "Đăng ký lại {}",
    "KT": "Đăng ký thay đổi {}", "X": "Xóa đăng ký {}", "C": "Chấm dứt {}", "M": "Tạm ngừng {}", "H": "Hỗ trợ {}",
    "Q": "Giải quyết {}", "U": "Công nhận {}", "O": "Thông báo {}", "V": "Xác nhận {}", "A": "Thẩm định {}",
    "P": "Phê duyệt {}", "PD": "Phê duyệt điều chỉnh {}", "CB": "Công bố {}", "CL": "Công bố lại {}",
    "CT": "Chấp thuận {}", "Z": "{}", "TL": "Trả lại {}", "E": "Bổ nhiệm {}", "HB": "Hủy {}", "PH": "Phục hồi {}",
    "TT": "Cho thôi làm {}", "KP": "Khôi phục giá trị sử dụng {}", "XL": "Xác lập lại {}", "KH": "Khóa, mở khóa {}",
    "AD": "Thẩm định điều chỉnh {}", "KTR": "Kiểm tra {}", "DO": "Đổi {}", "DC": "Điều chỉnh {}", "DI": "Đính chính {}",
    "TG": "Tặng, truy tặng {}", "TT2": "Tiếp tục {}", "HG": "Hòa giải {}", "LPT": "Thành lập {}",
    "GTT": "Giải thể {}", "TD": "Tuyển dụng {}", "XTN": "Xét thăng hạng, nâng ngạch {}", "CP": "Cho phép {}",
    "NGC": "Cấp Giấy chứng nhận {}", "TNH": "Tiếp nhận {}", "KY": "Ký {}", "TNH2": "Tiếp nhận {}",
    "DD": "Dừng trợ giúp {}", "CMT": "Chúc thọ, mừng thọ {}", "AD2": "Áp dụng {}", "QD": "Quyết định {}",
    "T2": "Tiếp nhận hồ sơ {}", "DNM": "Đề nghị {}", "CHS": "Chỉnh sửa {}", "CPH": "Cho phép hoạt động trở lại {}",
    "TNH3": "Tiếp nhận hồ sơ thông báo {}", "KB": "Kê khai {}", "TDI": "Thay đổi {}", "CPH2": "Cho phép {}",
    "DC2": "Điều chuyển, điều chỉnh {}", "CC": "Cung cấp {}", "GCT": "Giao, cho thuê {}", "CHU": "Chuyển tiếp {}",
    "GI": "Giao {}", "GH": "Gia hạn thời hạn giao {}", "VCT": "Cấp văn bản chấp thuận {}",
    "XNN": "Xác nhận nguồn gốc {}", "CNN": "Cấp Giấy chứng nhận {}", "DKK": "Đề nghị {}",
    "PPA": "Phê duyệt phương án {}",
    "KYH": "Ký {}", "CTR": "Chi trả {}", "PHH": "Phục hồi {}", "DGP": "Đánh giá, phân hạng {}", "CHN": "Chứng nhận {}",
    "DGI": "Đóng, chấm dứt {}", "CTD": "Chấp thuận điều chỉnh {}", "LCN": "Lựa chọn {}", "CHD": "Chấm dứt {}",
    "KHP": "Khôi phục {}", "KK": "Khai {}", "HT": "Hoàn {}", "MG": "Miễn, giảm {}", "TL2": "Thanh lý {}",
    "BN": "Bán {}",
    "GIA": "Gia hạn nợ {}", "KDI": "Đăng ký {} chuyển đi, chuyển đến", "XTD": "Xét {}", "TC": "Trợ cấp {}",
    "BHO": "Bảo hộ {}", "XLD": "Xử lý {}", "DUA": "Đưa ra khỏi danh sách {}", "HT2": "Hoàn trả {}", "YC": "Yêu cầu {}",
    "HG2": "Hỗ trợ {}", "XD": "Xác nhận {}",
}  # fmt: skip
"""The order is the number of the act in a code."""
_LEVELS = {"t": "(thực hiện tại cấp tỉnh)", "x": "(thực hiện tại cấp xã)", "b": "(thực hiện tại cấp bộ)"}
_WHOM = {
    "-": "",
    "c": "đối với cá nhân, hộ gia đình",
    "o": "đối với tổ chức, doanh nghiệp",
    "n": "đối với người nước ngoài",
    "g": "tại khu vực biên giới",
}
_PAPERS = ("Giấy", "Chứng chỉ", "Thẻ", "thẻ", "Bằng", "văn bằng", "phù hiệu", "mã số")
_OF_A_PAPER = ("N", "L", "D", "G", "B", "T", "TL", "HB")
_NUMBERS = {act: number for number, act in enumerate(_ACTS, 1)}


@dataclass(frozen=True, slots=True)
class Row:
    """One procedure as a catalogue lists it.

    Attributes:
        code: of the portal, or made up (9…).
        name: official, or composed.
        field: of administration.
        twin: the same for rows that differ in nothing but the level, or that say "cá nhân" where another says nothing.
    """

    code: str
    name: str
    field: str
    twin: str


@functools.cache
def portal_rows() -> tuple[Row, ...]:
    """Return the names of the portal that are at hand."""
    text = (files("benchmarks") / "data" / "portal_names.csv").read_text(encoding="utf-8")
    return tuple(Row(row["code"], row["name"], row["field"], row["code"]) for row in csv.DictReader(text.splitlines()))


@functools.cache
def composed_rows() -> tuple[Row, ...]:
    """Return all composed rows: what each matter's line says first, then further twins of every matter in turn."""
    matters = [line.split("|") for line in _lines()]
    told = [row for matter in matters for row in _compose(matter, matter[3].split(), matter[4].split(), matter[5])]
    more = [
        row
        for whom in ("-", "c", "o", "n")
        for matter in matters
        if matter[-1] != "="
        for row in _compose(matter, _further(matter), list(_LEVELS), whom)
    ]
    unique = {row.code: row for row in (*told, *more)}
    names: dict[str, Row] = {}
    for row in unique.values():
        names.setdefault(row.name, row)
    return tuple(names.values())


def _lines() -> list[str]:
    text = (files("benchmarks") / "data" / "matters.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _further(matter: list[str]) -> list[str]:
    others = _OF_A_PAPER if matter[2].startswith(_PAPERS) else ()
    return list(dict.fromkeys((*matter[3].split(), *others)))


def _compose(matter: list[str], acts: list[str], levels: list[str], whom: str) -> Iterator[Row]:
    number, field, thing = matter[:3]
    for act in acts:
        for level in levels:
            for party in whom.split():
                variant = 3 * list(_WHOM).index(party) + list(_LEVELS).index(level)
                name = " ".join(filter(None, (_ACTS[act].format(thing), _WHOM[party], _LEVELS[level])))
                code = f"9.{number}{_NUMBERS[act]:02}{variant:x}"
                plain = party in ("-", "c")
                yield Row(code, name[0].upper() + name[1:], field, code[:-1] + ("" if plain else party))


@functools.cache
def rows() -> tuple[Row, ...]:
    """Return the whole catalogue without the names that the content gives: 6,000 less the procedures of the content."""
    own = {procedure.code for procedure in content()}
    real = tuple(row for row in portal_rows() if row.code not in own)
    return (*real, *composed_rows()[: SIZE - len(own) - len(real)])


@functools.cache
def content() -> Catalogue:
    """Return the catalogue that comes with the code."""
    return Catalogue.parse((files("bot.content") / "procedures.csv").read_text(encoding="utf-8"))


def large() -> Catalogue:
    """Return the catalogue of 6,000: the content's own, and the others with their official name alone."""
    return Catalogue((*content(), *(_procedure(row) for row in rows())))


def twins() -> dict[str, str]:
    """Return by code what rows that differ only in their level have in common."""
    return {row.code: row.twin for row in rows()}


def _procedure(row: Row) -> Procedure:
    return Procedure(
        code=row.code, title=row.name, name=row.name, field=row.field, level_2021="", agency="", time="",
        time_shown=False, fee="", fee_shown=False, online=Offered.UNKNOWN, online_level="", postal=Offered.UNKNOWN,
        postal_scope="", must_appear=Presence.UNKNOWN, presence_kind="", presence_note="", source_url="",
        data_as_of="2026-07", confidence="low", group="", copies="", names=(),
    )  # fmt: skip


def _print(wanted: list[str]) -> None:
    plain = words(" ".join(wanted))
    shown: set[str] = set()
    for code, name, field, twin in (
        *((each.code, each.name, each.field, each.code) for each in content()),
        *((row.code, row.name, row.field, row.twin) for row in rows()),
    ):
        if twin not in shown and set(plain) <= set(words(name)):
            shown.add(twin)
            sys.stdout.write(f"{code}\t{name}\t{field}\n")


if __name__ == "__main__":
    _print(sys.argv[1:])
