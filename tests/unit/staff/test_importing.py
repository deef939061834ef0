"""Files of procedures: what of each is taken, and which row is told to be wrong, in which words."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guidance.catalogue import FieldKind, Office, TimeUnit
from bot.guidance.catalogue.imported import Origin, Validity
from bot.staff.importing import files, workbooks
from bot.staff.importing.cells import code_of, day_of, fee_of, plain, time_of
from bot.staff.importing.files import records
from bot.staff.importing.gathering import gather
from bot.staff.importing.headings import Column, heading
from bot.staff.importing.told import Told, Unusable
from tests.portal_files import HEADINGS, detail, lines, listed, page, table, workbook

MEGA = 1024 * 1024
A, B, C = "1.900001", "1.900002", "2.900003"
MOVING = "Đăng ký chuyển chuồng trâu"


class Got:
    """What became of files."""

    def __init__(self, *paths, names=None):
        self.told = Told()
        self.found = gather(paths, names or {}, self.told)

    @property
    def codes(self):
        return sorted({code for code, _ in self.found})

    @property
    def refused(self):
        return [(one.place.row, one.text) for one in self.told.refused]

    def why(self, row):
        return " ".join(text for at, text in self.refused if at == row)

    @property
    def notes(self):
        return " | ".join(one.text for one in self.told.notes)

    def said(self, code, origin):
        return self.found[code, origin].said

    def values(self, code, origin, kind):
        return [entry.value for entry in self.found[code, origin].entries if entry.value.kind is kind]


def rows(*more, head=HEADINGS):
    return [head, *((number, *row) for number, row in enumerate(more, start=1))]


def test_the_portals_data_of_a_procedure_gives_facts_and_keeps_no_sentence(tmp_path):
    path = tmp_path / "1.900001.json"
    path.write_text(json.dumps(detail(A, MOVING), ensure_ascii=False, indent=1), encoding="utf-8")
    got = Got(path)
    said = got.said(A, Origin.API)
    assert (said.name, said.field, said.decision) == (MOVING, "Lĩnh vực thử", "1/QĐ-BT")
    assert said.own_date == dt.date(2026, 4, 15)
    assert said.url.startswith("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/")
    assert {(one.number, one.unit) for one in got.values(A, Origin.API, FieldKind.TIME)} == {(5, TimeUnit.WORKING_DAY)}
    assert [one.office for one in got.values(A, Origin.API, FieldKind.RECEIVER)] == [Office.COMMUNE_COMMITTEE]
    assert [one.name for one in got.values(A, Origin.API, FieldKind.PAPER)] == ["Tờ khai theo mẫu thử"]
    assert "Chờ kết quả" not in repr(got.found)


def test_rows_of_the_catalogue_and_flat_pages_in_one_file(tmp_path):
    got = Got(
        lines(tmp_path / "a.jsonl", [listed(A, MOVING), page(B, "Cấp thẻ chuồng"), listed(C, "Cấp lại thẻ chuồng")])
    )
    assert got.codes == [A, B, C]
    assert {origin for _, origin in got.found} == {Origin.LIST, Origin.PAGE}
    fees = got.values(B, Origin.PAGE, FieldKind.FEE)
    assert [one.amount for one in fees] == [None, 8_000], "“miễn phí” of a page may only be an empty cell"
    assert not got.refused


def test_a_page_of_another_provinces_decision_gives_no_fee_time_receiver_or_decision(tmp_path):
    elsewhere = page(A, MOVING, so_quyet_dinh="226/QĐ-UBND", co_quan_ban_hanh="UBND tỉnh Sơn La")
    here = page(B, MOVING, so_quyet_dinh="227/QĐ-UBND", co_quan_ban_hanh="UBND tỉnh Cà Mau")
    own = listed(C, "Hỗ trợ chip", type="SPECIFIC", departmentPromulgate="UBND Thành phố Huế")
    got = Got(lines(tmp_path / "a.jsonl", [elsewhere, here, own]))
    kinds = {entry.value.kind for entry in got.found[A, Origin.PAGE].entries}
    assert not kinds & {FieldKind.FEE, FieldKind.TIME, FieldKind.RECEIVER}
    assert FieldKind.LAW in kinds
    assert got.said(A, Origin.PAGE).decision == ""
    assert "tỉnh khác" in got.notes
    assert got.said(B, Origin.PAGE).decision == "227/QĐ-UBND"
    assert got.values(B, Origin.PAGE, FieldKind.TIME)
    assert got.said(C, Origin.LIST).local, "another province's own procedure is nothing that somebody here can ask for"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("MÃ TTHC", Column.CODE), ("ma so thu tuc", Column.CODE), ("Mã thủ tục\nhành chính", Column.CODE),
        ("Mã TTHC trên CSDL quốc gia", Column.CODE), ("ten_thu_tuc", Column.NAME),
        ("TÊN THỦ TỤC (đầy đủ)", Column.NAME),
        ("Tên thường gọi", Column.NAMES), ("Cơ quan thực hiện", Column.AGENCY), ("Nơi tiếp nhận", Column.AGENCY),
        ("Thời gian giải quyết", Column.TIME), ("Phí, lệ phí (nếu có)", Column.FEE),
        ("Thay thế bởi", Column.REPLACED_BY),
        ("Ngày hết hiệu lực", Column.VALID_TO), ("2. Lĩnh vực", Column.FIELD), ("departmentPromulgate", Column.ISSUER),
    ],
)  # fmt: skip
def test_headings_are_known_whatever_their_accents_case_and_synonym(text, column):
    found = heading(text)
    assert found is not None
    assert found.column is column


def test_titles_above_sections_within_and_columns_in_any_order(tmp_path):
    got = Got(
        table(
            tmp_path / "a.csv",
            [
                ["UBND TỈNH CÀ MAU"], ["DANH MỤC THỦ TỤC HÀNH CHÍNH"], ["(Kèm theo Quyết định số 1)"], [],
                ["Ghi chú", "TEN TTHC", "Màu", "mã tthc", "STT"], ["(1)", "(2)", "(3)", "(4)", "(5)"],
                ["I. LĨNH VỰC CHĂN NUÔI"], ["", MOVING, "đỏ", A, "1"], ["", "Cấp thẻ chuồng", "", B, "2"],
                ["Ghi chú", "TEN TTHC", "Màu", "mã tthc", "STT"], ["", "Không mã", "xanh", "", "3"], ["Tổng cộng: 3"],
            ],
            separator=";",
        )
    )  # fmt: skip
    assert got.codes == [A, B]
    assert got.said(A, Origin.TABLE).field == "LĨNH VỰC CHĂN NUÔI"
    assert [row for row, _ in got.refused] == [11]
    assert "Không có mã thủ tục" in got.why(11)
    assert "không hiểu cột “Màu”" in got.notes


def test_a_section_may_stand_in_the_column_of_codes(tmp_path):
    got = Got(
        table(
            tmp_path / "a.csv",
            [
                ["TT", "Mã số TTHC", "Tên thủ tục hành chính"], ["", "I. LĨNH VỰC CHĂN NUÔI"], ["1", A, MOVING],
                ["II", "LĨNH VỰC HỘ TỊCH"], ["1", B, "Cấp thẻ chuồng"], ["III", "1.99"],
            ],
            separator=";",
        )
    )  # fmt: skip
    assert (got.codes, [row for row, _ in got.refused]) == ([A, B], [6])
    assert [got.said(code, Origin.TABLE).field for code in (A, B)] == ["LĨNH VỰC CHĂN NUÔI", "HỘ TỊCH"]


def test_merged_headings_of_two_rows_tell_the_way_of_submission(tmp_path):
    got = Got(
        workbook(
            tmp_path / "a.xlsx",
            [
                ["Danh mục"],
                ["Mã thủ tục", "Tên thủ tục", "Thời hạn giải quyết (ngày làm việc)", None, "Phí, lệ phí", None],
                [None, None, "Trực tuyến", "Trực tiếp", "Trực tuyến", "Trực tiếp"],
                [A, MOVING, 3, "05 ngày", "4.000 đồng", 8000],
            ],
            merged=("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"),
        )
    )
    entries = {entry.id: entry.value for entry in got.found[A, Origin.TABLE].entries}
    assert (entries["table-time-online"].number, entries["table-time-online"].unit) == (3, TimeUnit.WORKING_DAY)
    assert (entries["table-time-in_person"].number, entries["table-time-in_person"].unit) == (5, TimeUnit.DAY)
    assert (entries["table-fee-online"].amount, entries["table-fee-in_person"].amount) == (4_000, 8_000)


def test_the_first_row_is_data_though_its_name_begins_like_a_heading(tmp_path):
    rows_below = [("BTP-1", "Cấp thẻ"), (A, "Cấp xã"), (B, "Trực tuyến hóa chuồng")]
    got = Got(table(tmp_path / "a.csv", [("Mã", "Tên"), *rows_below]))
    assert got.codes == [A, B]
    assert "không phải mã quốc gia" in got.why(2)


def test_what_excel_makes_of_codes_is_read_back_or_told_by_row(tmp_path):
    got = Got(
        workbook(
            tmp_path / "a.xlsx",
            rows(
                (1.900001, MOVING, ""), (2.90004, "Cấp thẻ", ""), (dt.date(2001, 9, 1), "Ngày tháng", ""),
                (1e9, "Một tỉ", ""), ("#REF!", "Lỗi", ""), (True, "Đúng", ""), (f"{B}, {C}", "Hai mã", ""),
                ("1.900005.000.00.00.H12", "Mã dài", ""), (1900006, "Thiếu chấm", ""),
            ),
        )
    )  # fmt: skip
    assert got.codes == [A, "1.900005", "1.900006", "2.900040"]
    assert "Excel đã đổi mã thủ tục thành ngày giờ (01/09/2001)" in got.why(4)
    assert {row for row, _ in got.refused} == {4, 5, 6, 7, 8}
    assert "2 mã" in got.why(8)
    assert "thành mã" in got.notes


def test_formulas_give_what_was_stored_last_or_are_told(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        rows(('="1.9"&"00001"', MOVING, ""), (B, '=HYPERLINK("http://x","y")', ""), (C, "Cấp thẻ", "")),
    )
    got = Got(path)
    assert got.codes == [C]
    assert "công thức" in got.why(2)
    assert "không có tên" in got.why(3)
    inner = '<f>"1.9"&amp;"00001"</f><v>1.900001</v>'
    stored = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stored, "w") as new:
        for part in old.infolist():
            data = old.read(part).replace(b'<f>"1.9"&amp;"00001"</f><v />', inner.encode())
            new.writestr(part, data.replace(b'<f>"1.9"&amp;"00001"</f><v></v>', inner.encode()))
    again = Got(stored)
    assert again.codes == [A, C]
    assert "công thức, lấy kết quả đã lưu" in again.notes
    typed = Got(table(tmp_path / "c.csv", rows((A, "=cmd|' /C calc'!A0", ""))))
    assert "công thức" in typed.why(2)


def test_a_code_twice_is_taken_as_far_as_both_rows_agree(tmp_path):
    head = (*HEADINGS, "Thời hạn giải quyết")
    got = Got(
        table(
            tmp_path / "a.csv",
            rows(
                (A, MOVING, "", "5 ngày"), (A, MOVING, "", "7 ngày"), (B, "Cấp thẻ", ""), (B, "Cấp thẻ", ""), head=head
            ),
        )
    )
    assert got.codes == [A, B]
    assert not got.values(A, Origin.TABLE, FieldKind.TIME), "nobody knows which of the two is right"
    assert "thời hạn giải quyết" in got.why(3)
    assert "a.csv, dòng 2" in got.why(3)
    assert "lặp lại" in got.notes
    names = Got(table(tmp_path / "b.csv", rows((A, MOVING, ""), (B, "Cấp thẻ", ""), (A, "Bán trâu", ""))))
    assert names.codes == [B]
    assert {row for row, _ in names.refused} == {2, 4}


def test_the_newer_of_two_counts_where_both_say_from_when_they_are(tmp_path):
    old, new = detail(A, "Tên cũ", updatedAt=1_700_000_000_000), detail(A, MOVING)
    got = Got(lines(tmp_path / "a.jsonl", [old, new]))
    assert got.said(A, Origin.API).name == MOVING
    assert "cũ hơn" in got.why(1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_unicode_is_read(tmp_path, encoding):
    got = Got(table(tmp_path / "a.csv", rows((A, MOVING, "Chăn nuôi")), encoding=encoding))
    assert got.said(A, Origin.TABLE).name == MOVING
    assert not got.refused


def test_letters_of_old_fonts_are_suspected_and_told(tmp_path):
    mixed = Got(
        table(
            tmp_path / "a.csv",
            rows(
                (A, "CÊp giÊy x¸c nhËn t×nh tr¹ng h«n nh©n", ""),
                (B, "Thuû tuïc ñaêng kyù keát hoân", ""),
                (C, MOVING, ""),
            ),
        )
    )
    assert mixed.codes == [C]
    assert "TCVN3" in mixed.why(2)
    assert "UniKey" in mixed.why(2)
    assert "VNI" in mixed.why(3)
    text = "Mã thủ tục,Tên thủ tục\n1.900001,CÊp giÊy x¸c nhËn t×nh tr¹ng\n"
    raw = tmp_path / "b.csv"
    raw.write_bytes(text.replace("ã", "·").replace("ủ", "ñ").replace("ụ", "ô").replace("ê", "ª").encode("latin-1"))
    whole = Got(raw)
    assert "TCVN3" in whole.why(None)


def test_windows_1258_is_read_and_what_is_no_text_is_told(tmp_path):
    words = "Ma thu tuc,Ten thu tuc\n1.900001,"
    words += "Thu\u0309 tu\u0323c \u0111\u0103ng ky\u0301 c\u00e2\u0301p hô\u0300 so\u031b\n"
    path = tmp_path / "a.csv"
    path.write_bytes(words.replace("so\u031b", "s\u01a1").encode("cp1258"))
    got = Got(path)
    assert got.said(A, Origin.TABLE).name == "Thủ tục đăng ký cấp hồ sơ"
    assert "Windows-1258" in got.notes
    broken = tmp_path / "b.csv"
    broken.write_bytes(b"M\xe3,T\xean\n\xff\xfe\x80\x81\x8d\n" * 3)
    assert "không phải UTF-8" in Got(broken).why(None)


def test_truncated_json_is_taken_up_to_the_break(tmp_path):
    by_line = lines(tmp_path / "a.jsonl", [listed(A, MOVING), listed(B, "Cấp thẻ"), listed(C, "Cấp lại thẻ")])
    by_line.write_bytes(by_line.read_bytes()[:-60])
    got = Got(by_line)
    assert got.codes == [A, B]
    assert "bị cắt ngang" in got.why(3)
    for wrap in ('{"code": "OK", "data": {"content": %s', '{"data": %s', "%s"):
        array = tmp_path / "b.json"
        array.write_text(
            wrap % json.dumps([listed(A, MOVING), listed(B, "Cấp thẻ"), listed(C, "x y z")], indent=1)[:-90],
            encoding="utf-8",
        )
        part = Got(array)
        assert part.codes == [A, B], wrap
        assert "bị cắt ngang" in part.why(3), wrap


def test_a_broken_line_in_the_middle_costs_that_line_alone(tmp_path):
    path = lines(tmp_path / "a.jsonl", [listed(A, MOVING), listed(B, "Cấp thẻ")])
    path.write_text("{not json\n" + path.read_text(encoding="utf-8") + '[1, 2]\n"text"\nnull\n', encoding="utf-8")
    got = Got(path)
    assert got.codes == [A, B]
    assert {row for row, _ in got.refused} == {1, 4, 5, 6}


def test_numbers_that_are_none_and_numbers_that_cannot_be(tmp_path):
    path = tmp_path / "a.jsonl"
    nan = json.dumps(detail(A, MOVING, ways={"ONLINE": (float("nan"), "DAY", 0)}), ensure_ascii=False)
    huge = json.dumps(detail(B, "Cấp thẻ", ways={"ONLINE": (1e9, "DAY", 1e9)}, updatedAt=1e300), ensure_ascii=False)
    long = json.dumps(detail(C, "Cấp lại thẻ"), ensure_ascii=False).replace("1776242191512", "9" * 5_000)
    path.write_text(f"{nan}\n{huge}\n{long}\n", encoding="utf-8")
    got = Got(path)
    assert got.codes == [A, B]
    assert not got.values(A, Origin.API, FieldKind.TIME) + got.values(B, Origin.API, FieldKind.TIME)
    assert got.said(B, Origin.API).own_date is None
    for words in ("NaN", "1000000000 không thể có", "1000000000 đồng không thể có", "ngày cập nhật"):
        assert words in got.notes
    assert [row for row, _ in got.refused] == [3]


def test_html_and_signs_that_nobody_sees_are_taken_out(tmp_path):
    name = "<p>Đăng&nbsp;ký <b>chuyển</b>\u202e chuồng\x00\x07 trâu</p><script>alert(1)</script>"
    got = Got(lines(tmp_path / "a.jsonl", [detail(A, name), listed(B, "\ud800\u200b"), detail(C, "x" * 2_000)]))
    assert got.said(A, Origin.API).name == MOVING
    assert "không có tên" in got.why(2)
    assert "2000 ký tự" in got.why(3)


def test_addresses_that_are_not_the_states_are_left_out(tmp_path):
    head = ("Mã thủ tục", "Tên thủ tục", "Link")
    bad = [
        "http://dichvucong.gov.vn/x",
        "javascript:alert(1)",
        "https://gov.vn.evil.com/a",
        "https://a@evil.com/.gov.vn",
    ]
    data = [(f"1.90000{number}", MOVING, url) for number, url in enumerate([*bad, "https://dichvucong.gov.vn/a"])]
    got = Got(table(tmp_path / "a.csv", [head, *data]))
    assert [one.said.url for one in got.found.values()] == ["", "", "", "", "https://dichvucong.gov.vn/a"]
    assert ".gov.vn" in got.notes


def test_validity_and_what_took_a_codes_place(tmp_path):
    head = ("Mã", "Tên TTHC", "Trạng thái", "Hết hiệu lực từ ngày", "Thay thế bởi", "Hiệu lực từ")
    got = Got(
        table(
            tmp_path / "a.csv",
            [
                head, (A, MOVING, "Hết hiệu lực", "01/07/2025", f"{B}; {C}", ""),
                (B, "Cấp thẻ", "Còn hiệu lực", "", "", "1/1/2027"),
                (C, "Cấp lại", "Bãi bỏ một phần", "hôm nọ", C, ""),
            ],
        )
    )  # fmt: skip
    old = got.said(A, Origin.TABLE)
    assert (old.validity, old.valid_to, old.replaced_by) == (Validity.ENDED, dt.date(2025, 7, 1), (B, C))
    new = got.said(B, Origin.TABLE)
    assert (new.validity, new.valid_from) == (Validity.VALID, dt.date(2027, 1, 1))
    assert got.said(C, Origin.TABLE).validity is Validity.UNSAID
    assert "không đọc ra ngày hết hiệu lực" in got.notes


def test_a_table_of_known_codes_needs_no_names(tmp_path):
    path = table(tmp_path / "a.csv", [("Mã", "Phí"), (A, "8.000 đồng"), (B, "9.000")])
    got = Got(path, names={A: MOVING})
    assert got.codes == [A]
    assert "điền tên" in got.why(3)


def test_files_that_nobody_should_unpack_are_told_and_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 4 * MEGA)
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 4 * MEGA)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(8):
                part.write(b" " * MEGA)
    lying = tmp_path / "lying.xlsx"
    lying.write_bytes(bomb.read_bytes().replace((8 * MEGA).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    sparse = tmp_path / "large.csv"
    with sparse.open("wb") as file:
        file.truncate(1024**3)
    zeros = tmp_path / "bomb.jsonl.gz"
    with gzip.open(zeros, "wb", compresslevel=1) as packed:
        packed.write(bytes(5 * MEGA))
    got = Got(bomb, lying, sparse, zeros, tmp_path / "none.csv", lines(tmp_path / "good.jsonl", [listed(A, MOVING)]))
    assert got.codes == [A], "the rest is taken"
    assert {one.place.file for one in got.told.refused} == {
        "bomb.xlsx",
        "lying.xlsx",
        "large.csv",
        "bomb.jsonl.gz",
        "none.csv",
    }
    texts = {one.place.file: one.text for one in got.told.refused}
    assert "1024 MB" in texts["large.csv"]
    assert "mở ra lớn hơn" in texts["bomb.xlsx"]
    assert "không có tệp" in texts["none.csv"]


def test_a_far_cell_and_entities_of_xml_cost_nothing(tmp_path):
    path = tmp_path / "far.xlsx"
    workbook(path, rows((A, MOVING, "")))
    far = openpyxl.load_workbook(path)
    far.active["XFD1048576"] = "x"
    far.save(path)
    assert Got(path).codes == [A]
    entities = tmp_path / "entities.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(entities, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "xl/workbook.xml":
                data = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "b">]>' + data.split(b"?>", 1)[-1]
            new.writestr(part, data)
    assert "hỏng" in Got(entities).why(None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "trống"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"), (b"%PDF-1.7", "PDF"),
        (b"<html><table>", "trang web"),
        (b"PK\x03\x04broken", "hỏng"), (b"\x1f\x8bbroken", "hỏng"), (b"a,b\n1,2\n", "tiêu đề"),
        (b'{"code": "ERR", "data": null}', "không trả dữ liệu"),
        (b'[{"x": 1}]', "Không nhận ra"), (b"[" * 100_000, "lồng"), (b'Ma,Ten\n"1.900001,x\n1.900002,y\n', "ngoặc kép"),
        (b'Ma,Ten\n1.900001,"x\n1.900002,y y y y y y y y y y y y y y y y y y y y y y y y y\n1.900003,"\n', "ngoặc kép"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_procedures_is_told_with_what_to_do(tmp_path, data, words):
    path = tmp_path / "a"
    path.write_bytes(data)
    got = Got(path)
    assert not got.found
    assert words in " ".join(text for _, text in got.refused)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_told(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(data)
    told = Told()
    assert list(records(path, told)) or told.refused or data.strip()


@given(
    st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.none(), st.booleans(), st.datetimes(), st.dates())
)
def test_no_cell_breaks_a_reader(value):
    for reader in (code_of, time_of, fee_of):
        with contextlib.suppress(Unusable):
            reader(value)
    day_of(value)
    assert plain(value).isprintable()


@given(st.integers(1, 9), st.integers(0, 999_999))
def test_a_code_that_excel_kept_as_a_number_is_the_same_code(first, rest):
    code = f"{first}.{rest:06d}"
    if rest:
        assert code_of(float(code))[0] == code
    assert code_of(code) == (code, "")
