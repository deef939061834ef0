"""Counts broken down: nothing is lost, and no group of fewer than five people can be told or worked out."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.reports.difficulties import Callback, Speed, as_json, make
from bot.reports.suppression import LEAST, Case, break_down
from bot.reports.words import KINDS, WAYS, Names
from tests.unit.reports.reports import DAYS, MONDAY, SUNDAY, minutes

AREAS = [None, "a", "b", "c", "d"]
cases = st.lists(
    st.builds(
        Case,
        person=st.integers(0, 30),
        kind=st.sampled_from([*KINDS]),
        procedure=st.sampled_from([None, "1", "2", "3"]),
        area=st.sampled_from(AREAS),
    ),
    max_size=120,
    unique=True,
)


def people(found):
    return len({case.person for case in found})


@given(cases, st.integers(1, 4))
def test_everything_is_counted_once_and_no_told_group_is_small(found, most):
    made = break_down(found, lambda case: case.area, most=most)
    assert made.total == len(found) == sum(count for _, count in made.groups) + made.rest
    told = {key for key, _ in made.groups}
    assert len(told) == len(made.groups) <= most
    for key, count in made.groups:
        of_key = [case for case in found if case.area == key]
        assert (len(of_key), people(of_key) >= LEAST) == (count, True)
    rest = [case for case in found if case.area not in told]
    assert len(rest) == made.rest
    assert not told or not rest or people(rest) >= LEAST


def breakdowns(values):
    """Every breakdown of a report's JSON."""
    yield from (values["led"], values["difficulties"], values["callbacks"]["by_desk"])
    yield values["callbacks"]["by_reason"]
    for reason in (*values["reasons"], values["portal_errors"], values["complaints"], values["callbacks"]):
        yield reason["by_procedure"]
        yield reason["by_area"]


@given(cases, cases, st.lists(st.sampled_from(["hotline", "labour", "unit"]), max_size=12))
def test_no_count_of_a_report_under_five_is_broken_down(difficulties, led, desks):
    ways = [Case(case.person, way, case.procedure, case.area) for case, way in zip(led, itertools.cycle(WAYS))]
    callbacks = [Callback(desk, "open", None, procedure=desk[:1], area=desk[1:2]) for desk in desks]
    values = as_json(make(DAYS, people=1, cases=difficulties, led=ways, callbacks=callbacks))
    for found in breakdowns(values):
        assert all(group["count"] >= LEAST for group in found["groups"])
        assert not found["groups"] or found["rest"] == 0 or found["rest"] >= LEAST
        assert found["total"] == sum(group["count"] for group in found["groups"]) + found["rest"]
        assert found["total"] >= LEAST or not found["groups"]


@given(st.lists(st.integers(0, 10_000), min_size=LEAST, max_size=60))
def test_percentiles_are_waits_that_occurred_and_stand_where_they_should(waits):
    speed = Speed.of(minutes(*waits))
    ordered = sorted(minutes(*waits))
    assert speed.median in ordered
    assert speed.p90 in ordered
    assert sum(wait <= speed.median for wait in ordered) * 2 >= len(ordered)
    assert sum(wait < speed.median for wait in ordered) * 2 <= len(ordered)
    assert sum(wait <= speed.p90 for wait in ordered) * 10 >= 9 * len(ordered)
    assert sum(wait < speed.p90 for wait in ordered) * 10 <= 9 * len(ordered)


def test_a_few_waits_are_counted_only():
    assert Speed.of(minutes(1, 2, 3, 4)) == Speed(4, None, None)


def test_one_person_with_many_procedures_is_one_person():
    found = [Case(1, "online.said", str(number), "a") for number in range(40)]
    assert break_down(found, lambda case: case.area).groups == ()


def test_the_last_hidden_group_does_not_come_out_by_subtraction():
    found = [Case(number, "x", None, area) for area, many in (("a", 9), ("b", 6), ("c", 2)) for number in range(many)]
    distinct = [Case((case.area, case.person), "x", None, case.area) for case in found]
    made = break_down(distinct, lambda case: case.area)
    assert (made.groups, made.rest) == ((("a", 9),), 8)


def test_the_days_stand_in_the_report():
    values = as_json(make((MONDAY, SUNDAY), people=0, cases=[], led=[], callbacks=[]))
    assert (values["from"], values["to"], values["people"]) == ("2021-08-16", "2021-08-22", 0)


def test_names_are_plain_functions():
    assert Names(str.upper, str.lower).procedure("x") == "X"
