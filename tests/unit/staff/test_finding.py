"""One-stop units by the names that staff write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from booking_client import UnitLevel
from bot.guidance.places.one_stop import one_stop_units
from bot.staff.errors import Refused
from bot.staff.finding import as_booking_unit, find_place
from bot.staff.reading import read_procedure

if TYPE_CHECKING:
    from bot.conversation.snapshot import Guidance

IN_2021 = date(2021, 8, 22)
IN_2026 = date(2026, 11, 24)
LEVELS = {"tinh": UnitLevel.PROVINCE, "huyen": UnitLevel.DISTRICT, "xa": UnitLevel.COMMUNE}


@pytest.mark.parametrize(
    ("text", "day", "unit_id"),
    [
        ("xã Tắc Vân, TP Cà Mau", IN_2021, "xa-tac-van_ca-mau"),
        ("tac van", IN_2021, "xa-tac-van_ca-mau"),
        ("một cửa huyện Cái Nước", IN_2021, "huyen-cai-nuoc"),
        ("Bộ phận Một cửa thị trấn Cái Nước", IN_2021, "tt-cai-nuoc_cai-nuoc"),
        ("trung tâm tỉnh", IN_2021, "ca-mau-2021"),
        ("Trung tâm tỉnh", IN_2026, "ca-mau-2025"),
        ("tỉnh", IN_2021, "ca-mau-2021"),
        ("UBND tỉnh", IN_2021, "ca-mau-2021"),
        ("Trung tâm Giải quyết thủ tục hành chính tỉnh Cà Mau", IN_2021, "ca-mau-2021"),
        ("phường 8", IN_2021, "phuong-8_ca-mau"),
        ("phường 8, TP Cà Mau", IN_2026, "phuong-ly-van-lam-2025"),
        ("xa-tac-van_ca-mau", IN_2021, "xa-tac-van_ca-mau"),
        ("XA-TAC-VAN_CA-MAU", IN_2021, "xa-tac-van_ca-mau"),
    ],
)
def test_a_unit_is_found(guidance: Guidance, text: str, day: date, unit_id: str) -> None:
    assert find_place(guidance, text, day).id == unit_id


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("Cái Nước", IN_2021, r"có thể là: Huyện Cái Nước \[huyen-cai-nuoc\]; Thị trấn Cái Nước"),
        ("xã Tắc Vân", IN_2026, r"chia về nhiều nơi: .*\[phuong-hoa-thanh-2025\]"),
        ("huyện Cái Nước", IN_2026, "không còn bộ phận một cửa"),
        ("xa-tac-van_ca-mau", IN_2026, "Nay là: .*Phường Tân Thành"),
        ("xa-dat-mui-2025", IN_2021, "không phải nơi của tỉnh Cà Mau"),
        ("xã Tắc Vân, huyện Cái Nước", IN_2021, "không khớp"),
        ("xã Tắc Vân và phường 8", IN_2021, "nhiều nơi"),
        ("thị xã Giá Rai", IN_2021, "không thuộc tỉnh Cà Mau"),
        ("xã Đá Bạc", IN_2021, "chưa có vào 22/8/2021"),
        ("nơi không có thật", IN_2021, "Không tìm thấy"),
        ("", IN_2021, "Không tìm thấy"),
    ],
)
def test_what_is_not_certain_is_asked(guidance: Guidance, text: str, day: date, said: str) -> None:
    with pytest.raises(Refused, match=said):
        find_place(guidance, text, day)


@pytest.mark.parametrize("day", [IN_2021, date(2025, 1, 1), IN_2026])
def test_every_unit_of_the_province_is_found_by_its_id_and_fits_the_service(guidance: Guidance, day: date) -> None:
    for found in one_stop_units(guidance.places, day):
        unit = find_place(guidance, found.area_id, day)
        made = as_booking_unit(guidance.places, unit, day)
        assert made.id == made.area_id == found.area_id
        assert len(made.id) <= 40
        assert (
            made.level
            is {"tinh": UnitLevel.PROVINCE, "huyen": UnitLevel.DISTRICT, "xa": UnitLevel.COMMUNE}[found.level]
        )
        assert made.valid_from is None or made.valid_from <= day
        assert made.valid_to is None or made.valid_to >= day


def test_a_unit_ends_with_its_last_day(guidance: Guidance) -> None:
    unit = find_place(guidance, "xã Tắc Vân", IN_2021)
    assert as_booking_unit(guidance.places, unit, IN_2021).valid_to == date(2025, 6, 30)


def test_a_procedure_by_code_or_name(guidance: Guidance) -> None:
    assert read_procedure(guidance, "2.000815").code == "2.000815"
    assert read_procedure(guidance, "khai sanh cho con").code == "1.001193"
    with pytest.raises(Refused, match="Không rõ"):
        read_procedure(guidance, "xyz")
    with pytest.raises(Refused, match=r"không có thủ tục mã 9\.999999"):
        read_procedure(guidance, "9.999999")
