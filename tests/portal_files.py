"""Made-up files in the shapes in which procedures come: the portal's data, catalogue and pages, tables of an office."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

HEADINGS = ("STT", "Mã thủ tục", "Tên thủ tục", "Lĩnh vực")
UUID = "019d2bfd-0000-7000-8000-{:012d}"


def detail(code: str, name: str, **more: Any) -> dict[str, Any]:
    """One procedure as the portal's own data has it."""
    ways = more.pop("ways", {"ONLINE": (5, "WORKING_DAY", 0), "DIRECT": (5, "WORKING_DAY", 0)})
    data = {
        "id": UUID.format(1),
        "code": code,
        "codeNotation": code,
        "name": name,
        "state": "UPDATED",
        "type": "STANDARD",
        "isInternal": False,
        "executionSteps": [{"name": "", "description": "- Nộp hồ sơ.\n- Chờ kết quả."}],
        "executionMethods": [
            {
                "submissionMethod": way,
                "processingTime": number,
                "processingTimeUnit": unit,
                "fees": [{"type": "FEE", "value": fee, "description": ""}],
            }
            for way, (number, unit, fee) in ways.items()
        ],
        "executionCases": [
            {
                "name": "* Giấy tờ phải nộp:",
                "profileComponents": [{"name": "- Tờ khai theo mẫu thử.", "originalQty": 1, "copyQty": 0}],
            }
        ],
        "categoriesDetails": [{"name": "Lĩnh vực thử"}],
        "unitGroupsExecuting": [{"name": "Ủy ban nhân dân cấp xã"}],
        "legalBasisesDetails": [{"name": "Nghị định số 1/2026/NĐ-CP", "code": "1/2026/NĐ-CP"}],
        "resultsDetails": [{"name": "Giấy thử"}],
        "departmentPromulgateName": "Bộ Thử",
        "decisionNo": "",
        "procedureProposal": {"proposalNumber": "1/QĐ-BT"},
        "updatedAt": 1_776_242_191_512,
    }
    return {"code": "OK", "data": {**data, **more}}


def listed(code: str, name: str, **more: Any) -> dict[str, Any]:
    """A row of the portal's catalogue."""
    row = {
        "id": UUID.format(2),
        "name": name,
        "code": code,
        "codeNotation": code,
        "categories": ["Lĩnh vực thử"],
        "departments": ["", "Ủy ban nhân dân cấp xã"],
        "departmentPromulgate": "Bộ Thử",
        "formalityTargetType": ["Công dân Việt Nam"],
        "state": "UPDATED",
        "type": "STANDARD",
    }
    return {**row, **more}


def page(code: str, name: str, **more: str) -> dict[str, str]:
    """A page of the portal, flattened."""
    row = {
        "ma_thu_tuc": code,
        "ten_thu_tuc": name,
        "detail_url": f"https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{UUID.format(3)}",
        "so_quyet_dinh": "1/QĐ-BT",
        "cap_thuc_hien": "Cấp xã",
        "linh_vuc": "Lĩnh vực thử",
        "co_quan_thuc_hien": "Ủy ban Nhân dân cấp xã",
        "cach_thuc_thuc_hien": (
            "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến5 Ngày làm việcMiễn phíTrực tiếp5 Ngày làm việc8,000 Việt"
            " Nam Đồng"
        ),
        "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngTờ khai1 bản chính",
        "ket_qua_xu_ly": "Giấy thửMã: KQ.G15.000031Từ khóaKhông có thông tin",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnNghị định thử1/2026/NĐ-CP",
    }
    return {**row, **more}


def lines(path: Path, rows: Iterable[Any]) -> Path:
    """Write a JSON a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
    return path


def table(path: Path, rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8", separator: str = ",") -> Path:
    """Write a CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def workbook(path: Path, rows: Iterable[Sequence[Any]], *, merged: Sequence[str] = (), title: str = "Xã") -> Path:
    """Write a workbook with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path
