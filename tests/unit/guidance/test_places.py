"""The units of three eras, and what became of each."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guidance.places.change import describe_change, explain_change
from bot.guidance.places.gazetteer import SECOND_LEVEL_ENDS, AdminUnit, Gazetteer, Level, UnitKind
from bot.guidance.places.one_stop import one_stop_unit, one_stop_units

PLACES = Gazetteer.parse((files("bot.content") / "admin_units.csv").read_text(encoding="utf-8"))
IN_2021 = date(2021, 8, 22)
LEGACY = date(2025, 1, 1)
TODAY = date(2026, 11, 24)
UNITS = st.sampled_from(list(PLACES))
MOMENTS = st.dates(date(2020, 1, 1), date(2028, 1, 1))

SPLIT = {
    "phuong-6_ca-mau": {"Phường Tân Thành", "Phường Hòa Thành"},
    "phuong-7_ca-mau": {"Phường Tân Thành", "Phường Hòa Thành"},
    "xa-tac-van_ca-mau": {"Phường Tân Thành", "Phường Hòa Thành"},
    "xa-dinh-binh_ca-mau": {"Phường Tân Thành", "Phường Hòa Thành"},
    "xa-khanh-thuan_u-minh": {"Xã Nguyễn Phích", "Xã U Minh"},
    "xa-nguyen-phich_u-minh": {"Xã Nguyễn Phích", "Xã Khánh An", "Xã Khánh Lâm"},
    "xa-khanh-lam_u-minh": {"Xã U Minh", "Xã Khánh Lâm"},
    "xa-tran-hoi_tran-van-thoi": {"Xã Trần Văn Thời", "Xã Đá Bạc"},
    "xa-loi-an_tran-van-thoi": {"Phường Lý Văn Lâm", "Xã Trần Văn Thời", "Xã Lương Thế Trân"},
    "xa-phong-dien_tran-van-thoi": {"Xã Trần Văn Thời", "Xã Sông Đốc"},
    "xa-hoa-my_cai-nuoc": {"Xã Tân Hưng", "Xã Hưng Mỹ", "Xã Phú Mỹ"},
    "xa-dong-hung_cai-nuoc": {"Xã Cái Nước", "Xã Tân Hưng"},
    "xa-dong-thoi_cai-nuoc": {"Xã Cái Nước", "Xã Tân Hưng"},
    "xa-tan-hung-dong_cai-nuoc": {"Xã Cái Nước", "Xã Hưng Mỹ"},
    "xa-ta-an-khuong_dam-doi": {"Xã Đầm Dơi", "Xã Tạ An Khương"},
    "tt-nam-can_nam-can": {"Xã Năm Căn", "Xã Đất Mới"},
    "xa-ham-rong_nam-can": {"Xã Năm Căn", "Xã Đất Mới"},
    "xa-vien-an_ngoc-hien": {"Xã Đất Mới", "Xã Đất Mũi"},
    "xa-tan-an_ngoc-hien": {"Xã Phan Ngọc Hiển", "Xã Đất Mũi"},
}


def names(units: tuple[AdminUnit, ...]) -> set[str]:
    return {unit.name for unit in units}


@pytest.mark.parametrize(
    ("day", "districts", "communes"),
    [
        (IN_2021, 9, 101),
        (date(2024, 11, 30), 9, 101),
        (date(2024, 12, 1), 9, 100),
        (date(2025, 6, 30), 9, 100),
        (SECOND_LEVEL_ENDS, 0, 64),
        (TODAY, 0, 64),
    ],
)
def test_how_many_units_each_era_has(day: date, districts: int, communes: int) -> None:
    counted = Counter(unit.level for unit in PLACES.valid_at(day))
    assert counted == Counter({Level.PROVINCE: 1, Level.DISTRICT: districts, Level.COMMUNE: communes}) + Counter()


def test_communes_of_2021_by_district() -> None:
    counted = Counter(unit.parent_id for unit in PLACES.valid_at(IN_2021, Level.COMMUNE))
    assert sorted(counted.values()) == sorted([17, 8, 12, 13, 11, 16, 8, 9, 7])


def test_kinds_of_today() -> None:
    assert Counter(unit.kind for unit in PLACES.valid_at(TODAY, Level.COMMUNE)) == {
        UnitKind.WARD: 9,
        UnitKind.COMMUNE: 55,
    }


def test_ids_fit_a_button_and_a_deep_link() -> None:
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert all(set(unit.id) <= allowed and len(unit.id) <= 40 for unit in PLACES)


def test_all_164_old_communes_lead_to_communes_of_today() -> None:
    old = [unit for unit in PLACES if unit.level is Level.COMMUNE and unit.exists_at(date(2025, 6, 30))]
    assert len(old) == 164
    today = {unit.id for unit in PLACES.valid_at(TODAY, Level.COMMUNE)}
    reached = {heir.id for unit in old for heir in PLACES.at(unit, TODAY)}
    assert reached == today


def test_the_19_divided_communes() -> None:
    divided = {
        unit.id: names(PLACES.at(unit, TODAY))
        for unit in PLACES
        if unit.level is Level.COMMUNE and len(PLACES.at(unit, TODAY)) > 1
    }
    assert divided == SPLIT


def test_the_chain_of_phuong_4() -> None:
    unit = PLACES.get("phuong-4_ca-mau")
    assert names(PLACES.at(unit, IN_2021)) == {"Phường 4"}
    assert names(PLACES.at(unit, LEGACY)) == {"Phường 2"}
    assert names(PLACES.at(unit, TODAY)) == {"Phường An Xuyên"}


def test_a_district_becomes_the_communes_of_its_area() -> None:
    assert names(PLACES.at(PLACES.get("tp-ca-mau"), TODAY)) == {
        "Phường An Xuyên",
        "Phường Tân Thành",
        "Phường Lý Văn Lâm",
        "Phường Hòa Thành",
    }


def test_a_unit_of_later_is_nothing_yet() -> None:
    assert PLACES.at(PLACES.get("phuong-an-xuyen-2025"), IN_2021) == ()


def test_midnight_in_ca_mau_decides() -> None:
    unit = PLACES.get("phuong-2_ca-mau")
    assert PLACES.at(unit, datetime(2025, 6, 30, 16, 59, tzinfo=UTC)) == (unit,)
    assert names(PLACES.at(unit, datetime(2025, 6, 30, 17, 0, tzinfo=UTC))) == {"Phường An Xuyên"}


def test_hierarchy() -> None:
    assert PLACES.contains("huyen-cai-nuoc", "xa-tan-hung_cai-nuoc")
    assert PLACES.contains("ca-mau-2021", "xa-tan-hung_cai-nuoc")
    assert PLACES.contains("xa-tan-hung_cai-nuoc", "xa-tan-hung_cai-nuoc")
    assert not PLACES.contains("xa-tan-hung_cai-nuoc", "huyen-cai-nuoc")
    assert not PLACES.contains("tp-ca-mau", "xa-tan-hung_cai-nuoc")
    assert not PLACES.contains("ca-mau-2021", "phuong-8_bac-lieu")
    assert not PLACES.contains("ca-mau-2021", "no-such-unit")


@pytest.mark.parametrize(
    ("unit", "label"),
    [
        ("xa-nguyen-viet-khai_phu-tan", "Xã Nguyễn Việt Khái (cũ, huyện Phú Tân)"),
        ("xa-nguyen-viet-khai-2025", "Xã Nguyễn Việt Khái (mới)"),
        ("xa-cai-nuoc-2025", "Xã Cái Nước"),
        ("huyen-cai-nuoc", "Huyện Cái Nước (cũ)"),
    ],
)
def test_labels_of_today(unit: str, label: str) -> None:
    assert PLACES.label(PLACES.get(unit), TODAY) == label


def test_labels_of_2021_are_plain() -> None:
    assert {PLACES.label(unit, IN_2021) for unit in PLACES.valid_at(IN_2021)} == {
        unit.name for unit in PLACES.valid_at(IN_2021)
    }


@pytest.mark.parametrize(
    "row",
    [
        "a,1,Xã A,commune,nowhere,,,",
        "a,1,Xã A,commune,,,,gone",
        "a,1,Xã A,commune,,,,\na,1,Xã A,commune,,,,",
        "a,1,Xã A,hamlet,,,,",
        "a,1,Xã A,commune,,yesterday,,",
    ],
)
def test_a_broken_table_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Gazetteer.parse(f"id,code,name,kind,parent_id,valid_from,valid_to,successors\n{row}")


@given(UNITS, MOMENTS)
@settings(max_examples=200, deadline=None)
def test_what_a_unit_has_become_exists_then(unit: AdminUnit, moment: date) -> None:
    heirs = PLACES.at(unit, moment)
    assert all(heir.exists_at(moment) for heir in heirs)
    assert bool(heirs) == (unit.exists_at(moment) or unit.ended_by(moment))
    assert len(set(heirs)) == len(heirs)


@given(UNITS, MOMENTS)
@settings(max_examples=200, deadline=None)
def test_a_change_can_be_told_of_every_unit_at_any_time(unit: AdminUnit, moment: date) -> None:
    change = explain_change(PLACES, unit, moment)
    text = describe_change(PLACES, change)
    assert text.endswith(".")
    assert "  " not in text
    assert change.since is None or change.since <= moment
    assert (change.document is None) == (change.since is None)


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        (
            "xa-tac-van_ca-mau",
            ["được chia về", "phường Hòa Thành; phường Tân Thành", "ấp hay khóm", "1655/NQ-UBTVQH15"],
        ),
        ("xa-nguyen-viet-khai_phu-tan", ["là xã Cái Đôi Vàm", "trùng tên", "từ ngày 1/7/2025"]),
        ("huyen-cai-nuoc", ["không còn cấp huyện", "xã Cái Nước; xã Lương Thế Trân"]),
        ("phuong-4_ca-mau", ["1/12/2024", "nhập vào phường 2", "phường An Xuyên", "1252/NQ-UBTVQH15; Nghị quyết 1655"]),
        ("bac-lieu-2021", ["là tỉnh Cà Mau", "202/2025/QH15"]),
        ("xa-u-minh-2025", ["gồm toàn bộ hoặc một phần", "xã Khánh Hòa", "trùng tên", "thị trấn U Minh"]),
    ],
)
def test_what_is_told_today(unit: str, told: list[str]) -> None:
    text = describe_change(PLACES, explain_change(PLACES, PLACES.get(unit), TODAY))
    assert [part for part in told if part not in text] == []


def test_nothing_of_2025_is_told_in_2021() -> None:
    for unit in PLACES.valid_at(IN_2021):
        text = describe_change(PLACES, explain_change(PLACES, unit, IN_2021))
        assert "2025" not in text
        assert "2024" not in text


def test_one_stop_units_of_2021() -> None:
    units = one_stop_units(PLACES, IN_2021)
    assert len(units) == 1 + 9 + 101
    assert units[0].name == "Trung tâm Giải quyết thủ tục hành chính tỉnh Cà Mau"
    by_id = {unit.id: unit.name for unit in units}
    assert by_id["tp-ca-mau"] == "Bộ phận Một cửa thành phố Cà Mau"
    assert by_id["xa-tac-van_ca-mau"] == "Bộ phận Một cửa xã Tắc Vân"
    assert by_id["phuong-8_ca-mau"] == "Bộ phận Một cửa phường 8"
    assert len(set(by_id.values())) == len(units)


def test_one_stop_units_of_today() -> None:
    units = one_stop_units(PLACES, TODAY)
    assert len(units) == 65
    assert units[0].name == "Trung tâm Phục vụ hành chính công tỉnh Cà Mau"
    assert all(unit.name.startswith("Trung tâm Phục vụ hành chính công ") for unit in units)
    assert all(unit.level is not Level.DISTRICT for unit in units)


def test_a_one_stop_unit_is_found_only_while_it_exists() -> None:
    assert one_stop_unit(PLACES, "huyen-cai-nuoc", IN_2021) is not None
    assert one_stop_unit(PLACES, "huyen-cai-nuoc", TODAY) is None
    assert one_stop_unit(PLACES, "phuong-8_bac-lieu", IN_2021) is None
    assert one_stop_unit(PLACES, "nothing", TODAY) is None
