"""Every unit there ever was, and any text at all: found, asked about, never one of another time."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guidance.moments import VIETNAM
from bot.guidance.places.gazetteer import AdminUnit, Gazetteer, Level, MatchKind, Reason
from bot.guidance.places.resolve import PlaceResolver
from bot.guidance.text import strip_diacritics

PLACES = Gazetteer.parse((files("bot.content") / "admin_units.csv").read_text(encoding="utf-8"))
RESOLVER = PlaceResolver(PLACES)
IN_2021 = datetime(2021, 8, 22, 9, 0, tzinfo=VIETNAM)
LEGACY = date(2025, 1, 1)
TODAY = datetime(2025, 7, 1, 0, 0, tzinfo=VIETNAM)
MOMENTS = st.dates(date(2020, 1, 1), date(2028, 1, 1))


OLD = [unit for unit in PLACES if unit.level is Level.COMMUNE and unit.valid_from is None]


@pytest.mark.parametrize("unit", OLD, ids=lambda unit: unit.id)
def test_every_old_commune_by_its_full_name_in_any_era(unit: AdminUnit) -> None:
    parent = PLACES.get(unit.parent_id or "")
    for name in (f"{unit.name}, {parent.name}", strip_diacritics(f"{unit.name} {parent.name}").lower()):
        now = PLACES.at(unit, TODAY)
        match = RESOLVER.resolve(name, TODAY)
        if len(now) == 1:
            assert match.unit == now[0]
        else:
            assert set(match.candidates) == set(now)
            assert (match.reason, match.via) == (Reason.SPLIT, unit)
        then = RESOLVER.resolve(name, IN_2021)
        if PLACES.contains("ca-mau-2021", unit.id):
            assert then.unit == unit
        else:
            assert (then.reason, then.via) == (Reason.OTHER_PROVINCE, unit)


@pytest.mark.parametrize("unit", PLACES.valid_at(TODAY, Level.COMMUNE), ids=lambda unit: unit.id)
def test_every_new_commune_said_to_be_new(unit: AdminUnit) -> None:
    assert RESOLVER.resolve(f"{unit.name} mới", TODAY).unit == unit
    match = RESOLVER.resolve(unit.name, TODAY)
    assert unit in (match.unit, *match.candidates)


@given(st.sampled_from(list(PLACES)), MOMENTS, st.booleans(), st.sampled_from(["", "xin chào, ", "tui ở ", "ấp 3 "]))
@settings(max_examples=250, deadline=None)
def test_a_unit_is_never_one_of_another_time(unit: AdminUnit, moment: date, stripped: bool, before: str) -> None:
    name = before + PLACES.full_name(unit)
    match = RESOLVER.resolve(strip_diacritics(name) if stripped else name, moment)
    if match.kind is MatchKind.UNIQUE:
        assert match.unit is not None
        assert match.unit.exists_at(moment)
        assert PLACES.contains(PLACES.province_at(moment).id, match.unit.id)
        assert match.reason in (None, Reason.CONVERTED)
    else:
        assert match.unit is None
        assert match.reason is not None
        assert match.kind is MatchKind.NONE or match.candidates


@given(st.text(max_size=150), MOMENTS)
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_resolved(text: str, moment: date) -> None:
    assert RESOLVER.resolve(text, moment) == RESOLVER.resolve(text, moment)


@given(
    st.lists(
        st.sampled_from(
            ["xã", "phường", "8", "tắc vân", "cái nước", "huyện", "ấp", "cũ", "mới", "tp", "cà mau", ",", "tt", "tan"]
        ),
        max_size=8,
    )
)
@settings(max_examples=250, deadline=None)
def test_any_mixture_of_place_words_can_be_resolved(parts: list[str]) -> None:
    for moment in (IN_2021, LEGACY, TODAY):
        RESOLVER.resolve(" ".join(parts), moment)
