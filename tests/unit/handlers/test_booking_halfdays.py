"""Which half-days are offered for a wish, and which units lie near: pure."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from booking_client import HalfDay, Opening, OpeningState
from bot.handlers.booking.draft import Chosen, Draft, Held
from bot.handlers.booking.halfdays import SHOWN, News, Wish, offer
from bot.handlers.booking.units import all_units, near_units, place_of, unit_name
from tests.unit.handlers.turns import LETTER, TODAY, reference

ZONE = dt.timezone(dt.timedelta(hours=7))
FIRST = dt.date(2021, 8, 23)
DAYS = st.integers(0, 13).map(lambda number: FIRST + dt.timedelta(days=number))
HALVES = st.sampled_from(HalfDay)


def opening(number: int, day: dt.date, half: HalfDay, state: OpeningState, unit: str = "u1") -> Opening:
    start = dt.datetime.combine(day, dt.time(7 if half is HalfDay.MORNING else 13), ZONE)
    return Opening(
        id=number,
        unit_id=unit,
        unit_name=f"Một cửa {unit}",
        date=day,
        half_day=half,
        start=start,
        end=start + dt.timedelta(hours=4),
        slot_minutes=30,
        capacity=4,
        places_left=2,
        people_limit=10,
        state=state,
    )


@st.composite
def some_openings(draw):
    cells = draw(st.sets(st.tuples(DAYS, HALVES), max_size=20))
    states = draw(st.lists(st.sampled_from(OpeningState), min_size=len(cells), max_size=len(cells)))
    return [
        opening(number, *cell, state) for number, (cell, state) in enumerate(zip(sorted(cells), states, strict=True))
    ]


WISHES = st.builds(
    Wish, st.lists(DAYS, max_size=3, unique=True).map(tuple), st.none() | HALVES, st.booleans(), st.booleans()
)


@settings(max_examples=200)
@given(some_openings(), WISHES)
def test_only_free_half_days_are_offered_and_the_wish_comes_first(openings, wish):
    offered = offer(openings, wish)
    free = [o for o in openings if o.state is OpeningState.OPEN]
    fitting = [o for o in free if wish.fits(o)]
    shown = [offered.taken] if offered.taken else list(offered.shown)
    assert all(o in free for o in shown)
    assert len(shown) <= SHOWN
    assert len({o.id for o in shown}) == len(shown)
    if offered.taken:
        assert offered.taken in fitting
        assert wish.is_exact or wish.earliest
    if fitting:
        assert shown
        assert all(o in fitting for o in shown)
        assert offered.news is None
    elif free:
        assert shown
        nearest = min(wish.distance(o) for o in free)
        assert wish.distance(shown[0]) == nearest


@given(some_openings(), WISHES)
def test_news_tell_why_the_wish_is_not_met(openings, wish):
    news = offer(openings, wish).news
    wished = [o.state for o in openings if wish.fits(o)]
    if OpeningState.OPEN in wished or not wished:
        assert news in (None, News.NOT_ANNOUNCED)
    elif OpeningState.FULL in wished:
        assert news is News.FULL
    else:
        assert news in (News.CLOSED, News.PAST)


@given(WISHES)
def test_a_wish_survives_the_slots(wish):
    assert Wish.from_json(wish.to_json()) == wish


@given(WISHES, WISHES)
def test_what_was_said_later_counts(first, later):
    joined = first.joined(later)
    if later.days:
        assert joined.days == later.days
    if later.half:
        assert joined.half is later.half


def test_a_half_of_the_day_then_a_day():
    monday = (FIRST,)
    assert Wish(half=HalfDay.MORNING).joined(Wish(monday)) == Wish(monday, HalfDay.MORNING)
    assert Wish(monday).joined(Wish(half=HalfDay.AFTERNOON)) == Wish(monday, HalfDay.AFTERNOON)
    tuesday = (FIRST + dt.timedelta(days=1),)
    assert Wish(monday, HalfDay.AFTERNOON).joined(Wish(tuesday)) == Wish(tuesday)


def test_the_other_half_of_the_day_is_nearer_than_another_day():
    wish = Wish((FIRST,), HalfDay.MORNING)
    same_day = opening(1, FIRST, HalfDay.AFTERNOON, OpeningState.OPEN)
    next_day = opening(2, FIRST + dt.timedelta(days=1), HalfDay.MORNING, OpeningState.OPEN)
    assert [o.id for o in offer([next_day, same_day], wish).shown] == [1, 2]


def test_slots_are_plain_and_come_back():
    slots: dict = {}
    draft = Draft(slots)
    start = dt.datetime(2021, 8, 23, 7, tzinfo=ZONE)
    chosen = Chosen(5, "u1", "Một cửa u1", FIRST, HalfDay.MORNING, start)
    held = Held("h", 5, start, start + dt.timedelta(minutes=30), 2, 1, start)
    draft.chosen, draft.held, draft.dossiers = chosen, held, 2
    assert (Draft(slots).chosen, Draft(slots).held, Draft(slots).dossiers) == (chosen, held, 2)
    draft.chosen = draft.held = draft.dossiers = None
    assert slots == {}
    assert draft.name is None


# -- units


def test_near_are_the_communes_of_the_district_then_the_district_and_the_province():
    places = reference().places
    near = near_units(places, places.get("xa-tac-van_ca-mau"), LETTER)
    assert "phuong-8_ca-mau" in near
    assert "xa-tac-van_ca-mau" not in near
    assert near[-2:] == ["tp-ca-mau", "ca-mau-2021"]
    assert not any(unit.endswith("_cai-nuoc") for unit in near)


def test_near_today_are_the_heirs_of_the_same_former_district():
    places = reference().places
    near = near_units(places, places.get("phuong-tan-thanh-2025"), TODAY)
    assert "phuong-hoa-thanh-2025" in near
    assert near[-1] == "ca-mau-2025"
    assert all(places.get(unit).exists_at(TODAY.date()) for unit in near)


def test_all_units_of_a_day_exist_on_it():
    places = reference().places
    for moment in (LETTER, TODAY):
        units = all_units(places, moment)
        assert len(units) == len(set(units)) > 60
        assert all(places.get(unit).exists_at(moment.date()) for unit in units)


def test_units_are_called_as_they_are_at_the_moment():
    places = reference().places
    assert unit_name(places, "xa-tac-van_ca-mau", LETTER) == "Bộ phận Một cửa xã Tắc Vân"
    assert "Trung tâm Phục vụ hành chính công" in unit_name(places, "phuong-tan-thanh-2025", TODAY)
    assert unit_name(places, "xa-tac-van_ca-mau", TODAY) == "Xã Tắc Vân"
    assert unit_name(places, "nowhere", LETTER) == "nowhere"
    assert place_of(places, "xa-tac-van_ca-mau") == places.get("xa-tac-van_ca-mau")
