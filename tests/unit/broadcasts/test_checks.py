"""What is checked of a broadcast before it is approved."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.broadcasts.checks import blocking, check
from bot.broadcasts.model import Content
from bot.broadcasts.quiet import allowed_from
from bot.conversation.messages import Link, Picture, Source
from bot.guidance.moments import VIETNAM

NOW = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
GOOD = "Từ thứ Hai 23/8/2021, Một cửa xã Tắc Vân nhận hồ sơ theo lịch hẹn."


def codes(text: str = GOOD, **more: object) -> set[str]:
    values = {"text_en": "From Monday by appointment.", "sources": (Source("r", "Công văn 1", "", None, True),), **more}
    content = Content(title="Thử", text=text, **values)  # type: ignore[arg-type]
    return {finding.code for finding in check(content, NOW, known_numbers={"08272710 22"})}


def test_a_good_one_has_nothing_to_say():
    assert codes() == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  \n ", "empty"),
        ("a" * 2001, "length"),
        ("chữ dài " * 100, "long"),
        ("Xem <b>ngay</b>.", "markup"),
        ("Xem **ngay**.", "markup"),
        ("Giá \u202eđảo", "characters"),
        ("Hồ sơ của CCCD 096123456789 đã xong.", "identity"),
        ("Gọi chị Demo 0912 345 678.", "personal"),
        ("Gọi chị Demo 09.12.34.56.78.", "personal"),
        ("Xem http://a.vn", "link"),
        ("Xem www.a.vn", "link"),
        ("UBND xã thông báo.", "abbreviation"),
        ("Hạn chót 20/8/2021.", "past"),
    ],
)
def test_what_is_found(text, code):
    assert code in codes(text)


@pytest.mark.parametrize(
    ("text", "now", "gone"),
    [
        ("Nhận đến hết 31/12.", datetime(2021, 12, 31, 23, 59, tzinfo=VIETNAM), False),
        ("Nhận đến hết 31/12.", datetime(2022, 1, 1, tzinfo=VIETNAM), True),
        ("Nhận đến hết 31/12/2022.", datetime(2022, 1, 1, tzinfo=VIETNAM), False),
        ("Nhận đến hết 31/12.", datetime(2022, 3, 1, tzinfo=VIETNAM), False),
        ("Nhận lại từ 4/1.", datetime(2021, 12, 30, tzinfo=VIETNAM), False),
    ],
)
def test_a_day_that_passed_with_its_year_has_passed(text, now, gone):
    assert ("past" in {finding.code for finding in check(Content(title="Thử", text=text), now)}) is gone


@pytest.mark.parametrize(
    ("english", "code"), [("Closed from 20/8/2021.", "past"), ("The UBND takes files by appointment.", "abbreviation")]
)
def test_the_english_text_is_looked_at_too(english, code):
    assert code in codes(text_en=english)


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân (UBND) xã thông báo; UBND nhận hồ sơ.",
        "Theo công văn 4708/UBND-CCHC, nộp trước.",
        "Gọi 0827271022 để hỏi.",
        "Xem https://dichvucong.gov.vn.",
        "THÔNG BÁO NGHỈ",
        "Hạn chót 30/8/2021, TP Cà Mau.",
    ],
)
def test_what_is_no_fault(text):
    assert codes(text) == set()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Nghỉ thứ Hai 23/8.", False),
        ("Nghỉ 23/8 (thứ Hai), thứ Ba 24/8 làm lại.", False),
        ("Nghỉ 25/8 (thứ Hai).", True),
        ("Nghỉ thứ Hai, 25/8/2021.", True),
        ("Nghỉ chủ nhật ngày 30/8.", True),
        ("Nghỉ thứ Hai. Ngày 25/8 làm lại.", False),
    ],
)
def test_a_day_that_is_another_day_of_the_week_is_found(text, wrong):
    assert ("weekday" in codes(text)) is wrong


@pytest.mark.parametrize(
    ("more", "code", "blocks"),
    [
        ({"sources": ()}, "source", False),
        ({"text_en": None}, "english", False),
        ({"links": (Link("Cổng", "http://a.vn"),)}, "link", True),
        ({"links": (Link("", "https://a.vn"),)}, "link", True),
        ({"image": "https://a.vn/x.png"}, "image", True),
        ({"image": "x.png", "picture": Picture("0" * 64, "image/png", 2_000_000)}, "picture", False),
        ({"at": NOW.replace(hour=8)}, "late", False),
    ],
)
def test_what_else_is_found(more, code, blocks):
    values = {"text_en": "x", "sources": (Source("r", "Công văn 1", "", None, True),), **more}
    content = Content(title="Thử", text=GOOD, **values)
    found = check(content, NOW)
    assert {finding.code for finding in found} == {code}
    assert bool(blocking(found)) is blocks


@pytest.mark.parametrize(
    ("moment", "urgent", "allowed"),
    [
        (NOW, False, NOW),
        (NOW.replace(hour=21), False, NOW.replace(day=23, hour=7)),
        (NOW.replace(hour=23, minute=59), False, NOW.replace(day=23, hour=7)),
        (NOW.replace(hour=6, minute=59), False, NOW.replace(hour=7)),
        (NOW.replace(hour=7), False, NOW.replace(hour=7)),
        (NOW.replace(hour=23), True, NOW.replace(hour=23)),
    ],
)
def test_quiet_hours(moment, urgent, allowed):
    assert allowed_from(moment, urgent=urgent) == allowed


def test_the_hash_covers_everything_that_is_approved():
    base = Content(title="Thử", text=GOOD)
    changed = [
        Content(title="Khác", text=GOOD),
        Content(title="Thử", text=GOOD + " "),
        Content(title="Thử", text=GOOD, text_en="x"),
        Content(title="Thử", text=GOOD, audience="topic=rules"),
        Content(title="Thử", text=GOOD, urgent=True),
        Content(title="Thử", text=GOOD, at=NOW),
        Content(title="Thử", text=GOOD, links=(Link("a", "https://a.vn"),)),
    ]
    assert len({content.hash for content in (base, *changed)}) == len(changed) + 1
    assert Content.from_json(base.to_json()) == base
