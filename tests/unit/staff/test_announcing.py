"""Whom the scope of a published entry says that it is for, as the audience of the broadcast that is offered."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import datetime

import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.audience_sql import compile_audience
from bot.conversation.snapshot import AreaLock
from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.changing import changes
from bot.guidance.steering.model import Lock
from bot.staff.rulebook.announcing import news_of
from tests.unit.handlers.turns import guidance, rulebook

NOW = datetime(2026, 12, 1, 9, tzinfo=VIETNAM)
RULE = {
    "id": "NOW-20", "status": "published", "document": "vn-118-2025", "kind": "fee", "audience": "citizen",
    "effective_from": "2026-12-01", "topics": ["fee"], "why_vi": "x", "confidence": "high", "confirmed": True,
}  # fmt: skip
TAN_THANH = "phuong-tan-thanh-2025"


def offered(*, locks=(), **fields):
    """The news of a version that adds this rule."""
    before = rulebook().to_plain()
    after = copy.deepcopy(before)
    after["rules"].append(RULE | fields)
    now = replace(guidance(), rulebook=Rulebook.parse({"x": after}), locks=tuple(locks))
    return [news.audience for news in news_of(now, changes(before, after), NOW)]


def locked(unit):
    return AreaLock(unit, Lock(since=datetime(2026, 11, 30, tzinfo=VIETNAM), until=None))


@pytest.mark.parametrize(
    ("scope", "audience"),
    [
        ({}, "topic=rules"),
        ({"province": "ca-mau-2025"}, "topic=rules"),
        ({"province": "bac-lieu-2021"}, "topic=rules area='Tỉnh Bạc Liêu (cũ)'"),
        ({"province": "ca-mau-2021"}, "topic=rules area='Tỉnh Cà Mau (cũ)'"),
        ({"area_include": [TAN_THANH]}, "topic=rules area='Phường Tân Thành'"),
        ({"area_include": ["Phường Tân Thành"]}, "topic=rules area='Phường Tân Thành'"),
        ({"area_include": ["xa-tac-van_ca-mau"]}, "topic=rules area='Phường Hòa Thành' area='Phường Tân Thành'"),
        ({"area_include": ["Xã Tắc Vân"]}, "topic=rules area='Phường Hòa Thành' area='Phường Tân Thành'"),
        ({"area_exclude": [TAN_THANH]}, "topic=rules -area='Phường Tân Thành'"),
        ({"procedures": ["1.014063", "1.001193"]}, "topic=procedure procedure=1.001193,1.014063"),
        ({"group": "tro_cap_that_nghiep"}, "topic=procedure procedure=1.014748,1.014749,1.014753"),
        ({"procedures": ["1.001193"], "area_include": [TAN_THANH]},
         "topic=procedure procedure=1.001193 area='Phường Tân Thành'"),
    ],
)  # fmt: skip
def test_the_audience_is_what_the_scope_says(scope, audience):
    (found,) = offered(scope=scope)
    assert found == audience
    compile_audience(Audience.parse(found), guidance(), NOW)  # each name is one of one place


def test_a_rule_for_places_that_are_locked_down_is_for_those_that_are():
    assert offered(scope={"area_include": ["lockdown"]}, locks=[locked(TAN_THANH)]) == [
        "topic=rules area='Phường Tân Thành'"
    ]
    assert offered(scope={"area_exclude": ["lockdown"]}, locks=[locked(TAN_THANH)]) == [
        "topic=rules -area='Phường Tân Thành'"
    ]


def test_where_nothing_is_locked_down_there_is_nobody_to_tell():
    assert offered(scope={"area_include": ["lockdown"]}) == []
    assert offered(scope={"area_exclude": ["lockdown"]}) == ["topic=rules"]


def test_what_is_the_offices_own_business_or_over_is_offered_to_nobody():
    assert offered(audience="staff") == []
    assert offered(effective_to="2026-12-01T08:00", effective_from="2026-11-01") == []
