"""Whether a caller may be given a slot: the citizens' ladder, and the one exception."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.snapshot import AreaLock
from bot.guidance.moments import VIETNAM
from bot.guidance.steering.model import Lock
from bot.staff.errors import Refused
from bot.staff.visit_rules import Wish, enforce, judge

if TYPE_CHECKING:
    from bot.conversation.snapshot import Guidance

MONDAY = datetime(2021, 8, 23, 7, tzinfo=VIETNAM)
TODAY = datetime(2026, 11, 25, 7, tzinfo=VIETNAM)
TAC_VAN = "xa-tac-van_ca-mau"
WEEK = Lock(datetime(2021, 8, 22, tzinfo=VIETNAM), datetime(2021, 8, 30, tzinfo=VIETNAM))


def wish(guidance: Guidance, procedure: str, visit: datetime = MONDAY, unit: str = TAC_VAN, **more: Any) -> Wish:
    return Wish(guidance.places.get(unit), procedure, visit, **more)


def locked(guidance: Guidance, area: str, lock: Lock = WEEK) -> Guidance:
    return dataclasses.replace(guidance, locks=(AreaLock(area, lock),))


def test_what_goes_neither_online_nor_by_post_may_be_booked(guidance: Guidance) -> None:
    verdict = judge(guidance, wish(guidance, "2.000815"))
    assert verdict.may_book
    assert enforce(verdict, None) is None
    assert enforce(verdict, "lý do không cần đến") is None  # no exception is noted where none was needed
    assert any("5K" in warning for warning in verdict.warnings)


def test_what_goes_online_is_refused_with_the_rule(guidance: Guidance) -> None:
    verdict = judge(guidance, wish(guidance, "1.001193"))
    assert not verdict.may_book
    assert "CM4708-R01" in verdict.closed_by
    with pytest.raises(Refused, match=r"4708/UBND-CCHC.*--override-reason"):
        enforce(verdict, None)


@pytest.mark.parametrize("reason", ["", "   ", "ok"])
def test_an_exception_needs_a_reason(guidance: Guidance, reason: str) -> None:
    with pytest.raises(Refused):
        enforce(judge(guidance, wish(guidance, "1.001193")), reason)


def test_an_exception_can_be_made_with_a_reason(guidance: Guidance) -> None:
    verdict = judge(guidance, wish(guidance, "1.001193"))
    assert enforce(verdict, "Nhà không có mạng,  bưu điện xa") == "Nhà không có mạng, bưu điện xa"


@pytest.mark.parametrize("area", [TAC_VAN, "tp-ca-mau", "ca-mau-2021"])
def test_no_exception_in_a_locked_down_place(guidance: Guidance, area: str) -> None:
    shut = locked(guidance, area)
    verdict = judge(shut, wish(shut, "2.000815"))
    assert verdict.final
    assert verdict.closed_by == ("CM4708-R06",)
    with pytest.raises(Refused, match=r"phong tỏa.*hết ngày 29/8/2021.*Không có ngoại lệ"):
        enforce(verdict, "Nhà không có mạng, bưu điện xa")


def test_no_exception_for_a_caller_from_a_locked_down_place(guidance: Guidance) -> None:
    shut = locked(guidance, "phuong-8_ca-mau")
    home = guidance.places.get("phuong-8_ca-mau")
    assert judge(shut, wish(shut, "2.000815")).may_book
    with pytest.raises(Refused, match="ở đang phong tỏa"):
        enforce(judge(shut, wish(shut, "2.000815", home=home)), "Nhà không có mạng")


def test_the_lock_of_the_visits_day_counts(guidance: Guidance) -> None:
    shut = locked(guidance, TAC_VAN)
    after = datetime(2021, 8, 30, 7, tzinfo=VIETNAM)
    assert judge(shut, wish(shut, "2.000815", after)).may_book
    assert not judge(shut, wish(shut, "2.000815", after.replace(day=29))).may_book


def test_no_slot_is_sold_for_unemployment_claims(guidance: Guidance) -> None:
    claims = guidance.catalogue.group("unemployment")
    assert claims
    for procedure in claims:
        verdict = judge(guidance, wish(guidance, procedure.code))
        assert verdict.final
        with pytest.raises(Refused, match="lao động"):
            enforce(verdict, "Người gọi nhờ đặt giúp")


def test_the_callers_answer_settles_a_duty_that_depends_on_the_case(guidance: Guidance) -> None:
    asking = [
        procedure.code
        for procedure in guidance.catalogue
        if judge(guidance, wish(guidance, procedure.code)).question is not None
    ]
    assert asking
    for code in asking:
        assert judge(guidance, wish(guidance, code, must_come=True)).may_book
    with pytest.raises(Refused, match="--must-come"):
        enforce(judge(guidance, wish(guidance, asking[0])), None)


def test_today_what_a_unit_announces_can_be_booked(guidance: Guidance) -> None:
    verdict = judge(guidance, wish(guidance, "1.001193", TODAY, "phuong-tan-thanh-2025"))
    assert verdict.may_book
    assert verdict.closed_by == ()


@pytest.mark.parametrize("until", [datetime(2021, 9, 5, tzinfo=VIETNAM), None])
def test_of_a_locked_commune_in_a_locked_district_the_last_end_is_told(
    guidance: Guidance, until: datetime | None
) -> None:
    wider = Lock(datetime(2021, 8, 23, tzinfo=VIETNAM), until)
    for areas in ((TAC_VAN, WEEK), ("tp-ca-mau", wider)), (("tp-ca-mau", wider), (TAC_VAN, WEEK)):
        both = dataclasses.replace(guidance, locks=tuple(AreaLock(area, lock) for area, lock in areas))
        assert both.lock_of(TAC_VAN, MONDAY) == wider
        said = " ".join(judge(both, wish(both, "2.000815")).sentences)
        assert "29/8" not in said
        assert ("4/9" in said) == (until is not None)


def test_the_hotline_is_not_told_to_ask_the_hotline(guidance: Guidance) -> None:
    """D11: operators of the hotline were sent to ask the hotline, with its number."""
    odd = []
    for procedure in guidance.catalogue:
        for visit, unit in ((MONDAY, TAC_VAN), (TODAY, "xa-dat-mui-2025")):
            verdict = judge(guidance, wish(guidance, procedure.code, visit, unit))
            odd += [text for text in verdict.sentences if "anh/chị hỏi" in text or "08.27.27.1022" in text]
    assert odd == []
    unknown = judge(guidance, wish(guidance, "1.001022"))
    assert any("motcua operator callback-add" in text for text in unknown.sentences)
