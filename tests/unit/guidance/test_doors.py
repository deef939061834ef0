"""Which office takes a procedure in: nobody is sent to, or given a slot at, a one-stop centre that does not take it."""

from __future__ import annotations

import pytest

from bot.guidance.channels import Channel
from bot.guidance.moments import parse_moment
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.text import explain

NOW = parse_moment("2026-11-30T09:00")
CENTRE = "Quầy nhận hồ sơ trực tiếp là Trung tâm Phục vụ hành chính công"
ELSEWHERE = {
    "Công an xã, phường": [
        *("1.004222", "1.004194", "1.002755", "1.010038", "1.003677", "2.001159", "1.010386", "3.000228"),
    ],
    "Phòng Cảnh sát giao thông": ["3.000347", "3.000348"],
    "cơ quan đăng ký xe": ["1.013067", "1.013076", "1.013082"],
    "Phòng Quản lý xuất nhập cảnh": ["1.001456"],
    "Công an tỉnh": ["3.000333"],
    "cơ quan bảo hiểm xã hội": ["1.001613", "2.000693", "1.002759", "1.001939"],
    "Trung tâm Dịch vụ việc làm": ["1.014748", "1.014749", "1.014753"],
    "cơ quan đang giữ sổ gốc": ["2.000908"],
    "Ban chỉ huy quân sự": ["1.013133"],
}
UNKNOWN = ["1.001776", "1.010833", "1.010803"]


@pytest.fixture
def told(rulebook, offers):
    """A function that steers a procedure today: the ladder and all its words."""

    def steered(code):
        ladder = steer(rulebook, offers, NOW, code)
        return ladder, explain(ladder, rulebook).text

    return steered


@pytest.mark.parametrize(("office", "code"), [(office, code) for office, codes in ELSEWHERE.items() for code in codes])
def test_what_another_office_takes_in_is_told_so_and_gets_no_slot(told, office, code):
    ladder, text = told(code)
    assert not ladder.may_book
    assert Channel.IN_PERSON in ladder.first
    assert office in text
    assert CENTRE not in text
    assert "tại quầy" not in text


@pytest.mark.parametrize("code", UNKNOWN)
def test_what_nobody_has_read_is_taken_in_nobody_knows_where(told, code):
    ladder, text = told(code)
    assert not ladder.may_book
    assert ladder.first == ()
    assert CENTRE not in text


@pytest.mark.parametrize("code", ["1.010041", "1.003197"])
def test_what_the_portal_takes_online_only_has_no_counter(told, code):
    ladder, text = told(code)
    assert ladder.first == (Channel.ONLINE,)
    assert not ladder.may_book
    assert "Cổng chỉ có kênh trực tuyến" in text


@pytest.mark.parametrize("code", ["1.001193", "1.000894", "2.000815", "1.001612", "1.014027"])
def test_what_the_commune_takes_in_can_still_be_booked(told, code):
    ladder, text = told(code)
    assert ladder.may_book
    assert "Trung tâm Phục vụ hành chính công" in text


@pytest.mark.parametrize("code", ["1.014061", "1.014062", "1.014063", "1.014064", "1.013831", "1.012784", "1.012786"])
def test_where_two_offices_take_it_in_both_are_told(told, code):
    ladder, text = told(code)
    assert ladder.may_book
    assert Channel.IN_PERSON in ladder.first
    assert "Trung tâm Phục vụ hành chính công" in text
    assert "Công an xã, phường" in text or "Văn phòng đăng ký đất đai" in text
    assert "hỏi trước khi đi" in text


def test_a_way_for_named_cases_only_is_not_told_as_open_to_all(told):
    ladder, text = told("1.014748")
    assert Channel.POSTAL not in ladder.first
    assert "Gửi bưu điện chỉ khi ốm đau" in text


def test_who_sends_by_post_is_told_what_must_be_enclosed(told):
    for code in ("1.001193", "1.000656", "2.000635"):
        assert "kèm bản sao có chứng thực" in told(code)[1]
