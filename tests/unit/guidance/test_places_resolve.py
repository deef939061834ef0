"""What people type for a place, at three moments."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files

import pytest

from bot.guidance.moments import VIETNAM
from bot.guidance.places.gazetteer import Gazetteer, Level, MatchKind, Reason
from bot.guidance.places.resolve import PlaceResolver

PLACES = Gazetteer.parse((files("bot.content") / "admin_units.csv").read_text(encoding="utf-8"))
RESOLVER = PlaceResolver(PLACES)
IN_2021 = datetime(2021, 8, 22, 9, 0, tzinfo=VIETNAM)
LEGACY = date(2025, 1, 1)
TODAY = datetime(2025, 7, 1, 0, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("xa tac van", "xa-tac-van_ca-mau"),
        ("Xã Tắc Vân", "xa-tac-van_ca-mau"),
        ("tac van", "xa-tac-van_ca-mau"),
        ("da, xã Tắc Vân, TP Cà Mau", "xa-tac-van_ca-mau"),
        ("p8", "phuong-8_ca-mau"),
        ("p.8", "phuong-8_ca-mau"),
        ("F8", "phuong-8_ca-mau"),
        ("phường tám", "phuong-8_ca-mau"),
        ("phường 08", "phuong-8_ca-mau"),
        ("phường 8 tpcm", "phuong-8_ca-mau"),
        ("phường 4", "phuong-4_ca-mau"),
        ("tt dam doi", "tt-dam-doi_dam-doi"),
        ("huyện cái nước", "huyen-cai-nuoc"),
        ("thị trấn năm căn", "tt-nam-can_nam-can"),
        ("tân hưng cái nước", "xa-tan-hung_cai-nuoc"),
        ("huyện cái nước xã tân hưng", "xa-tan-hung_cai-nuoc"),
        ("xã Phú Tân huyện Phú Tân", "xa-phu-tan_phu-tan"),
        ("song doc", "tt-song-doc_tran-van-thoi"),
        ("ngọc hiển", "huyen-ngoc-hien"),
        ("Xã Khánh Bình Tây Bac", "xa-khanh-binh-tay-bac_tran-van-thoi"),
        ("khánh bình tây", "xa-khanh-binh-tay_tran-van-thoi"),
        ("nguyen viet khai", "xa-nguyen-viet-khai_phu-tan"),
        ("Rạch Chèo", "xa-rach-cheo_phu-tan"),
        ("xã Hoà Thành", "xa-hoa-thanh_ca-mau"),
        ("tỉnh cà mau", "ca-mau-2021"),
        ("tui muốn nộp ở xã lý văn lâm được hông", "xa-ly-van-lam_ca-mau"),
    ],
)
def test_one_unit_in_2021(text: str, unit: str) -> None:
    match = RESOLVER.resolve(text, IN_2021)
    assert match.unit == PLACES.get(unit)
    assert match.kind is MatchKind.UNIQUE
    assert match.exact


@pytest.mark.parametrize(
    ("text", "unit", "detail"),
    [
        ("tui o ap 3 xa Tac Van", "xa-tac-van_ca-mau", "ap 3"),
        ("ấp Cây Trâm xã Định Bình tp cà mau", "xa-dinh-binh_ca-mau", "ấp Cây Trâm"),
        ("ấp cây trâm định bình", "xa-dinh-binh_ca-mau", "ấp cây trâm"),
        ("khóm 5 phường 9", "phuong-9_ca-mau", "khóm 5"),
        ("kinh Xáng, xã Khánh Bình", "xa-khanh-binh_tran-van-thoi", "kinh Xáng"),
        ("số 12 đường Lý Văn Lâm, phường 1", "phuong-1_ca-mau", "số 12, đường Lý Văn Lâm"),
        ("ấp Tân Hưng xã Lý Văn Lâm", "xa-ly-van-lam_ca-mau", "ấp Tân Hưng"),
    ],
)
def test_hamlets_are_kept_as_typed(text: str, unit: str, detail: str) -> None:
    match = RESOLVER.resolve(text, IN_2021)
    assert match.unit == PLACES.get(unit)
    assert match.detail == detail


def test_a_hamlet_named_like_a_commune_is_no_commune() -> None:
    match = RESOLVER.resolve("ấp Tân Thành", IN_2021)
    assert (match.kind, match.detail) == (MatchKind.NONE, "ấp Tân Thành")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("xa tak van", "xa-tac-van_ca-mau"),
        ("tắc vâng", "xa-tac-van_ca-mau"),
        ("xã Tăc Vân tpcm", "xa-tac-van_ca-mau"),
        ("xa kanh an", "xa-khanh-an_u-minh"),
        ("thị trấn cái đôi vàn", "tt-cai-doi-vam_phu-tan"),
        ("huyện đầm giơi", "huyen-dam-doi"),
        ("xa ho thi ky", "xa-ho-thi-ky_thoi-binh"),
        ("xa luong the chan", "xa-luong-the-tran_cai-nuoc"),
    ],
)
def test_misspelled(text: str, unit: str) -> None:
    assert RESOLVER.resolve(text, IN_2021).unit == PLACES.get(unit)


def test_a_township_called_xa() -> None:
    match = RESOLVER.resolve("xã năm căn", IN_2021)
    assert match.unit == PLACES.get("tt-nam-can_nam-can")
    assert not match.exact


def test_a_guess_says_that_it_is_one() -> None:
    assert not RESOLVER.resolve("xa tak van", IN_2021).exact


@pytest.mark.parametrize(
    ("text", "reason", "candidates"),
    [
        ("năm căn", Reason.LEVEL, {"huyen-nam-can", "tt-nam-can_nam-can"}),
        ("cà mau", Reason.LEVEL, {"ca-mau-2021", "tp-ca-mau"}),
        ("thới bình", Reason.LEVEL, {"huyen-thoi-binh", "tt-thoi-binh_thoi-binh", "xa-thoi-binh_thoi-binh"}),
        ("tan thanh", Reason.SAME_NAME, {"phuong-tan-thanh_ca-mau", "xa-tan-thanh_ca-mau"}),
        ("xã tắc vân huyện cái nước", Reason.MISMATCH, {"xa-tac-van_ca-mau"}),
        ("tắc vân hay định bình", Reason.SEVERAL, {"xa-tac-van_ca-mau", "xa-dinh-binh_ca-mau"}),
    ],
)
def test_what_has_to_be_asked_in_2021(text: str, reason: Reason, candidates: set[str]) -> None:
    match = RESOLVER.resolve(text, IN_2021)
    assert (match.kind, match.reason) == (MatchKind.CANDIDATES, reason)
    assert {unit.id for unit in match.candidates} == candidates


def test_a_hint_narrows() -> None:
    assert RESOLVER.resolve("năm căn", IN_2021, Level.DISTRICT).unit == PLACES.get("huyen-nam-can")
    assert RESOLVER.resolve("năm căn", IN_2021, Level.COMMUNE).unit == PLACES.get("tt-nam-can_nam-can")
    bac_lieu = PLACES.get("tp-bac-lieu")
    assert RESOLVER.resolve("phường 8", TODAY, bac_lieu).unit == PLACES.get("phuong-bac-lieu-2025")


def test_a_hint_never_overrules() -> None:
    assert RESOLVER.resolve("tắc vân", IN_2021, PLACES.get("huyen-cai-nuoc")).unit == PLACES.get("xa-tac-van_ca-mau")


@pytest.mark.parametrize(
    ("text", "via", "before"),
    [
        ("phường an xuyên", "phuong-an-xuyen-2025", "phuong-9_ca-mau"),
        ("xã Đá Bạc", "xa-da-bac-2025", "xa-tran-hoi_tran-van-thoi"),
        ("phan ngọc hiển", "xa-phan-ngoc-hien-2025", "tt-rach-goc_ngoc-hien"),
    ],
)
def test_names_that_do_not_exist_yet(text: str, via: str, before: str) -> None:
    match = RESOLVER.resolve(text, IN_2021)
    assert (match.kind, match.reason) == (MatchKind.NONE, Reason.NOT_YET)
    assert match.via == PLACES.get(via)
    assert PLACES.get(before) in match.candidates


@pytest.mark.parametrize("text", ["giá rai", "phường 3", "phường 8 thành phố bạc liêu"])
def test_places_of_the_other_province_in_2021(text: str) -> None:
    match = RESOLVER.resolve(text, IN_2021)
    assert (match.kind, match.reason) == (MatchKind.NONE, Reason.OTHER_PROVINCE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "tui muon lam giay khai sanh cho con",
        "ra xã luôn được hông",
        "sáng mai 8h",
        "0912 000 111",
        "k biet",
    ],
)
def test_no_place(text: str) -> None:
    match = RESOLVER.resolve(text, IN_2021)
    assert (match.kind, match.reason) == (MatchKind.NONE, Reason.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "moment", "unit"),
    [
        ("Phường 2, TP Cà Mau", datetime(2025, 6, 30, 12, 0, tzinfo=VIETNAM), "phuong-2_ca-mau"),
        ("Phường 2, TP Cà Mau", TODAY, "phuong-an-xuyen-2025"),
        ("phường 4", LEGACY, "phuong-2_ca-mau"),
        ("phường 4", TODAY, "phuong-an-xuyen-2025"),
        ("Xã Nguyễn Việt Khái (cũ)", TODAY, "xa-cai-doi-vam-2025"),
        ("xã nguyễn việt khái mới", TODAY, "xa-nguyen-viet-khai-2025"),
        ("xã Nguyễn Việt Khái, huyện Phú Tân cũ", TODAY, "xa-cai-doi-vam-2025"),
        ("phường 8 cà mau", TODAY, "phuong-ly-van-lam-2025"),
        ("phường 5 bạc liêu", TODAY, "phuong-vinh-trach-2025"),
        ("xã cái nước", TODAY, "xa-cai-nuoc-2025"),
        ("xã lương thế trân huyện cái nước", TODAY, "xa-luong-the-tran-2025"),
        ("thị trấn u minh", TODAY, "xa-nguyen-phich-2025"),
        ("xã u minh", TODAY, "xa-u-minh-2025"),
        ("hộ phòng", TODAY, "phuong-gia-rai-2025"),
        ("Tân Thạnh", TODAY, "xa-phong-thanh-2025"),
        ("phường Tân Thành", TODAY, "phuong-tan-thanh-2025"),
        ("xã tân thành tp cà mau", TODAY, "phuong-tan-thanh-2025"),
        ("tỉnh bạc liêu", TODAY, "ca-mau-2025"),
        ("cà mau", TODAY, "ca-mau-2025"),
    ],
)
def test_one_unit_later(text: str, moment: date, unit: str) -> None:
    match = RESOLVER.resolve(text, moment)
    assert match.unit == PLACES.get(unit)
    assert match.kind is MatchKind.UNIQUE


@pytest.mark.parametrize(
    ("text", "reason", "candidates"),
    [
        ("Xã Tắc Vân", Reason.SPLIT, {"phuong-tan-thanh-2025", "phuong-hoa-thanh-2025"}),
        ("nguyễn việt khái", Reason.OLD_OR_NEW, {"xa-nguyen-viet-khai-2025", "xa-nguyen-viet-khai_phu-tan"}),
        ("xã phong thạnh", Reason.OLD_OR_NEW, {"xa-phong-thanh-2025", "xa-phong-thanh_gia-rai"}),
        ("tân ân", Reason.OLD_OR_NEW, {"xa-tan-an-2025", "xa-tan-an_ngoc-hien"}),
        ("nguyễn phích", Reason.OLD_OR_NEW, {"xa-nguyen-phich-2025", "xa-nguyen-phich_u-minh"}),
        ("u minh", Reason.OLD_OR_NEW, {"xa-u-minh-2025", "tt-u-minh_u-minh", "huyen-u-minh"}),
        ("cái nước", Reason.OLD_OR_NEW, {"xa-cai-nuoc-2025", "huyen-cai-nuoc"}),
        ("phường 8", Reason.SAME_NAME, {"phuong-8_ca-mau", "phuong-8_bac-lieu"}),
        ("phường 1", Reason.SAME_NAME, {"phuong-1_ca-mau", "phuong-1_bac-lieu", "phuong-1_gia-rai"}),
        (
            "ngọc hiển",
            Reason.DISSOLVED,
            {"xa-tan-an-2025", "xa-phan-ngoc-hien-2025", "xa-dat-moi-2025", "xa-dat-mui-2025"},
        ),
    ],
)
def test_what_has_to_be_asked_later(text: str, reason: Reason, candidates: set[str]) -> None:
    match = RESOLVER.resolve(text, TODAY)
    assert (match.kind, match.reason) == (MatchKind.CANDIDATES, reason)
    assert {unit.id for unit in match.candidates} == candidates


@pytest.mark.parametrize("number", ["1", "2", "5", "7", "8"])
def test_ward_numbers_of_both_cities_are_asked_about(number: str) -> None:
    match = RESOLVER.resolve(f"phường {number}", TODAY)
    assert match.kind is MatchKind.CANDIDATES
    assert {unit.parent_id for unit in match.candidates} >= {"tp-ca-mau", "tp-bac-lieu"}
