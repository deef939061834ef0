"""Properties over random histories of rulebooks: what was answered stays answered, and nothing is told too early."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.rulebook_loader import load_rulebook, read_rulebook_files
from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.advice import Applies, Area
from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.changing import Did, changes, hidden, overlay
from bot.guidance.rulebook.check import link_problems
from bot.guidance.rulebook.parse import RulebookError, build
from bot.guidance.rulebook.versions import RewritesPast, Versions

PHRASES = read_rulebook_files()["phrases.yaml"]
FIRST = datetime(2026, 1, 1, tzinfo=VIETNAM)
DOCUMENTS = [{"id": "signed", "kind": "Luật", "signed_on": "2026-01-03"}, {"id": "undated", "kind": "Luật"}]
SCOPES = [
    {},
    {"procedures": ["a"]},
    {"area_include": ["north"]},
    {"procedures": ["a", "b"], "area_exclude": ["lockdown"]},
]
PLACES = [None, Area("north"), Area("south", locked=True)]
CODES = [None, "a", "z"]


def hour(number):
    return (FIRST + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M")


@st.composite
def entries(draw):
    start = draw(st.integers(0, 300))
    made = {
        "id": f"T{draw(st.integers(0, 4))}",
        "status": draw(st.sampled_from(["published", "published", "published", "draft", "suspended"])),
        "document": draw(st.sampled_from(["signed", "undated"])),
        "kind": "test",
        "audience": "citizen",
        "topics": ["test"],
        "effective_from": hour(start),
        "scope": draw(st.sampled_from(SCOPES)),
        "decides": draw(st.dictionaries(st.sampled_from(["q1", "q2"]), st.sampled_from(["yes", "no"]), min_size=1)),
        "why_vi": draw(st.sampled_from(["x", "y"])),
        "confidence": "high",
        "confirmed": False,
    }
    length = draw(st.none() | st.integers(1, 300))
    if length is not None:
        made["effective_to"] = hour(start + length)
    told = draw(st.none() | st.integers(0, 300))
    if told is not None:
        made["told_from"] = hour(told)
    return made


def built(plain):
    """A rulebook of entries that fit the schema: checking just that a thousand times over would take minutes."""
    if problems := link_problems({"new": plain}):
        raise RulebookError(problems)
    return Rulebook(build(plain), json.dumps(plain))


EMPTY = Rulebook.parse({"phrases": PHRASES, "base": {"documents": DOCUMENTS, "rules": []}})


@st.composite
def histories(draw):
    """Versions at growing hours, each a change of the one before; some say that they correct the past."""
    known = Versions().publish(EMPTY, FIRST)
    at = 0
    for _ in range(draw(st.integers(1, 5))):
        at += draw(st.integers(1, 90))
        drawn = draw(st.lists(entries(), min_size=1, max_size=3, unique_by=lambda entry: entry["id"]))
        correction = draw(st.sampled_from([None, None, "ghi nhầm"]))
        try:
            book = built(overlay(known.found[-1].rulebook.to_plain(), {"rules": drawn}))
            known = known.publish(book, FIRST + timedelta(hours=at), correction)
        except (RulebookError, RewritesPast):
            continue
    return known


def told(advice):
    """What somebody is told, apart from an end that nobody knew yet."""
    if advice is None:
        return None
    return [(entry.rule.id, entry.rule.why_vi, dict(entry.rule.decides), entry.applies) for entry in advice.rules]


moments = st.integers(-10, 700).map(lambda number: FIRST + timedelta(hours=number, minutes=30))


@settings(max_examples=40)
@given(known=histories(), moment=moments, place=st.sampled_from(PLACES), code=st.sampled_from(CODES))
def test_no_version_contradicts_itself_or_tells_outside_the_dates(known, moment, place, code):
    for version in known.found:
        advice = version.rulebook.at(moment, place, code)
        sure = [entry.rule for entry in advice.rules if entry.applies is Applies.YES]
        for one, other in combinations(sure, 2):
            for question in one.decides.keys() & other.decides.keys():
                assert one.decides[question] == other.decides[question]
        for entry in advice.rules:
            effect = entry.rule.effect
            assert effect.interval.holds(moment)
            assert effect.told_from is None or effect.told_from <= moment
            signed = entry.citation.signed_on
            assert signed is None or signed <= moment.date() or entry.rule.document == "undated"


@settings(max_examples=40)
@given(
    known=histories(),
    moment=moments,
    hours=st.lists(st.integers(-5, 600), min_size=1, max_size=2),
    place=st.sampled_from(PLACES),
    code=st.sampled_from(CODES),
)
def test_what_was_known_stays_what_was_known(known, moment, hours, place, code):
    """Each history is looked at as it grew: a later version changes no answer of an earlier look."""
    for number in hours:
        known_at = FIRST + timedelta(hours=number, minutes=30)
        latest = known.at(moment, known_at, place, code)
        for length in range(1, len(known.found) + 1):
            grown = Versions(known.found[:length])
            if length == len(known.found) or grown.found[-1].known_from <= known_at < known.found[length].known_from:
                assert told(grown.at(moment, known_at, place, code)) == told(latest)
        if number < 0:
            assert latest is None


@settings(max_examples=60)
@given(known=histories(), back=st.integers(0, 200), place=st.sampled_from(PLACES), code=st.sampled_from(CODES))
def test_the_past_is_stable_but_for_what_says_that_it_corrects_it(known, back, place, code):
    for before, after in zip(known.found, known.found[1:], strict=False):
        moment = after.known_from - timedelta(minutes=1, hours=back)
        if after.correction is None:
            assert told(after.rulebook.at(moment, place, code)) == told(before.rulebook.at(moment, place, code))


@pytest.fixture(scope="module")
def letter():
    return load_rulebook()


def changed(book, entry_id, **fields):
    plain = book.to_plain()
    section, entry = next((s, e) for s, found in plain.items() for e in found if e["id"] == entry_id)
    return Rulebook.parse({"new": overlay(plain, {section: [{**entry, **fields}]})})


NOW = datetime(2026, 11, 24, 9, tzinfo=VIETNAM)


def test_an_end_ahead_is_no_correction_and_one_behind_is(letter):
    known = Versions().publish(letter, FIRST)
    ending = changed(letter, "NOW-01", effective_to="2027-01-01", to_basis="stated")
    assert known.publish(ending, NOW).as_known(NOW).rulebook is ending
    for other in (
        changed(letter, "NOW-01", effective_to="2026-01-01", to_basis="stated"),
        changed(letter, "NOW-01", why_vi="Cổng cũ đã đóng."),
        changed(letter, "CM4708-R05", effective_to="2021-11-01"),
        changed(letter, "hotline-2021", value="08.99.99.1022"),
        changed(letter, "basis", vi="Theo {basis}."),
    ):
        with pytest.raises(RewritesPast):
            known.publish(other, NOW)
        assert known.publish(other, NOW, "ghi nhầm").found[-1].correction == "ghi nhầm"


def test_a_rule_that_begins_later_leaves_the_past_alone(letter):
    made = changed(letter, "NOW-05", status="published", document="vn-118-2025", effective_from="2027-01-01")
    (change,) = changes(letter.to_plain(), made.to_plain())
    assert (change.section, change.id, change.did) == ("rules", "NOW-05", Did.CHANGED)
    assert change.fields == ("document", "effective_from", "status")
    assert Versions().publish(letter, FIRST).publish(made, NOW).as_known(NOW).correction is None


def test_hiding_a_rule_is_a_correction_and_leaves_the_rest(letter):
    made = Rulebook.parse({"new": hidden(letter.to_plain(), {"NOW-01", "portal-current"})})
    assert {change.id for change in changes(letter.to_plain(), made.to_plain())} == {"NOW-01", "portal-current"}
    with pytest.raises(RewritesPast, match="NOW-01"):
        Versions().publish(letter, FIRST).publish(made, NOW)
    assert "NOW-01" not in made.at(NOW).ids
    assert "NOW-01" in letter.at(NOW).ids


def test_nothing_is_known_before_the_first_version(letter):
    known = Versions().publish(letter, NOW)
    assert known.at(NOW, NOW - timedelta(seconds=1)) is None
    assert "NOW-01" in known.at(NOW, NOW).ids
    with pytest.raises(ValueError, match="after the ones before"):
        known.publish(letter, NOW - timedelta(seconds=1))
