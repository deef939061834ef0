"""Properties over random moments of the packaged rulebook, and over random rulebooks."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.content.rulebook_loader import load_offers, load_rulebook, read_rulebook_files
from bot.guidance.moments import VIETNAM, parse_moment
from bot.guidance.rulebook.advice import Applies, Area
from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.model import Status

RULEBOOK = load_rulebook()
OFFERS = load_offers()
BASE = read_rulebook_files()


def minutes_between(first, last):
    start, end = parse_moment(first), parse_moment(last)
    return st.integers(0, int((end - start).total_seconds() // 60)).map(lambda m: start + timedelta(minutes=m))


moments = minutes_between("2020-01-01", "2027-06-01") | minutes_between("2021-08-15", "2021-10-20")
areas = st.none() | st.builds(
    Area,
    st.sampled_from(["Xã Tắc Vân", "Phường 8", "Huyện Cái Nước"]),
    level=st.sampled_from([None, "tinh", "huyen", "xa"]),
    locked=st.sampled_from([None, True, False]),
)
codes = st.none() | st.sampled_from(sorted(OFFERS.codes))


def offering(moment, code):
    return OFFERS.at(moment, code) if code else None


@settings(max_examples=200)
@given(moment=moments, area=areas, code=codes)
def test_only_what_is_published_and_in_force_is_told(moment, area, code):
    advice = RULEBOOK.at(moment, area, offering(moment, code))
    for advised in advice.rules:
        assert advised.rule.status is Status.PUBLISHED
        start, end = advised.rule.effect.interval.start, advised.rule.effect.interval.end
        assert start <= moment
        assert end is None or moment < end
        assert advised.citation.in_force
        signed = advised.citation.signed_on
        assert signed is None or signed <= moment.date()
    for advised in advice.history:
        assert advised.rule.effect.interval.end <= moment
        assert not advised.citation.in_force
    for regime in advice.regimes:
        assert regime.regime.status is Status.PUBLISHED
        assert regime.regime.effect.interval.holds(moment)
    assert all(c.status is Status.PUBLISHED and c.effect.interval.holds(moment) for c in advice.contacts)
    assert {contact.value for contact in advice.emergency} == {"111", "112", "113", "114", "115"}


@settings(max_examples=200)
@given(moment=moments, area=areas, code=codes)
def test_no_answer_contradicts_another(moment, area, code):
    assert_consistent(RULEBOOK.at(moment, area, offering(moment, code)))


@settings(max_examples=50)
@given(moment=moments, area=areas, code=codes)
def test_the_same_question_has_the_same_answer(moment, area, code):
    again = Rulebook.parse({"published": RULEBOOK.to_plain()})
    asked = offering(moment, code)
    assert again.at(moment, area, asked) == RULEBOOK.at(moment, area, asked)


def test_an_answer_that_was_kept_is_the_one_that_would_be_made_now():
    content = RULEBOOK.content
    effects = [entry.effect for entry in (*content.rules, *content.regimes, *content.contacts)]
    ends = {end for effect in effects for end in (effect.interval.start, effect.interval.end, effect.told_from) if end}
    ends |= {parse_moment(str(document.signed_on)) for document in content.documents.values() if document.signed_on}
    area, plain = Area("Xã Tắc Vân", level="xa"), RULEBOOK.to_plain()
    assert len(ends) > 20
    for end in sorted(ends):
        for moment in (end - timedelta(microseconds=1), end, end + timedelta(hours=1)):
            unasked = Rulebook(content, "")
            for place in (None, area):
                assert RULEBOOK.at(moment, place) == unasked.at(moment, place)
    assert RULEBOOK.to_plain() == plain


def assert_consistent(advice):
    sure = [advised.rule for advised in advice.rules if advised.applies is Applies.YES]
    for one, other in combinations(sure, 2):
        for question in one.decides.keys() & other.decides.keys():
            assert one.decides[question] == other.decides[question], (one.id, other.id)
        assert other.exception_to != one.id
        assert one.exception_to != other.id
    told = set(advice.ids)
    assert not told & {beaten.rule.id for beaten in advice.beaten}
    assert {beaten.by for beaten in advice.beaten} <= told


# -- random rulebooks

FIRST = datetime(2022, 1, 1, tzinfo=VIETNAM)
scopes = st.fixed_dictionaries(
    {},
    optional={
        "procedures": st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3, unique=True),
        "area_include": st.lists(st.sampled_from(["north", "lockdown"]), min_size=1, max_size=2, unique=True),
        "area_exclude": st.just(["lockdown"]),
        "channel": st.just("in_person"),
        "unit_levels": st.just(["xa"]),
    },
)
answers = st.dictionaries(st.sampled_from(["q1", "q2"]), st.sampled_from(["yes", "no"]), min_size=1)


def rule(number, *, scope, decides, start, length=None, status="published", exception_to=None):
    first = FIRST + timedelta(hours=start)
    made = {
        "id": f"T{number}",
        "status": status,
        "document": "vn-42-2022-test",
        "kind": "test",
        "audience": "citizen",
        "topics": ["test"],
        "effective_from": first.strftime("%Y-%m-%dT%H:%M"),
        "scope": scope,
        "decides": decides,
        "why_vi": "x",
        "confidence": "high",
        "confirmed": False,
    }
    if length is not None:
        made["effective_to"] = (first + timedelta(hours=length)).strftime("%Y-%m-%dT%H:%M")
    if exception_to is not None:
        made["exception_to"] = exception_to
    return made


def book(rules):
    return Rulebook.parse(
        {
            "phrases.yaml": BASE["phrases.yaml"],
            "rules.yaml": {"documents": [{"id": "vn-42-2022-test", "kind": "Luật"}], "rules": rules},
        }
    )


@st.composite
def rulebooks(draw):
    rules = []
    for number in range(draw(st.integers(1, 8))):
        base = draw(st.none() | st.integers(0, number - 1)) if number else None
        rules.append(
            rule(
                number,
                scope=draw(scopes),
                decides=draw(answers),
                start=draw(st.integers(0, 40)) * 10 + number,
                length=draw(st.none() | st.integers(1, 300)),
                status=draw(st.sampled_from(["published", "published", "published", "draft", "suspended"])),
                exception_to=None if base is None else f"T{base}",
            )
        )
    return book(rules)


@settings(max_examples=200)
@given(
    made=rulebooks(),
    hour=st.integers(-5, 500),
    place=st.none() | st.builds(Area, st.sampled_from(["north", "south"]), locked=st.sampled_from([None, True, False])),
    code=st.sampled_from([None, "a", "b", "z"]),
)
def test_any_rulebook_answers_without_contradiction(made, hour, place, code):
    moment = FIRST + timedelta(hours=hour)
    advice = made.at(moment, place, code)
    assert_consistent(advice)
    told = {advised.rule.id: advised for advised in advice.rules}
    for entry in made.content.rules:
        if entry.id in told:
            assert entry.status is Status.PUBLISHED
            assert entry.effect.interval.holds(moment)
        if entry.exception_to in told and entry.id in told:
            assert told[entry.id].applies is Applies.CONDITIONAL


@settings(max_examples=100)
@given(
    wide=scopes,
    narrowing=st.sampled_from([{"procedures": ["a"]}, {"area_include": ["north"]}]),
    wide_start=st.integers(0, 50),
    narrow_start=st.integers(0, 50),
)
def test_the_narrow_beats_the_wide_whatever_came_later(wide, narrowing, wide_start, narrow_start):
    assume(not narrowing.keys() & wide.keys())
    assume("lockdown" not in wide.get("area_include", ()))
    made = book(
        [
            rule(1, scope=wide, decides={"q1": "wide"}, start=wide_start),
            rule(2, scope=wide | narrowing, decides={"q1": "narrow"}, start=narrow_start),
        ]
    )
    advice = made.at(FIRST + timedelta(hours=60), Area("north", locked=False), wide.get("procedures", ["a"])[0])
    assume("T1" in advice.ids or "T2" in advice.ids)
    assert advice.ids == ("T2",)
    assert [(b.rule.id, b.by, b.reason.value) for b in advice.beaten] == [("T1", "T2", "narrower")]


@given(scope=scopes, starts=st.lists(st.integers(0, 50), min_size=2, max_size=2, unique=True))
def test_of_equal_scopes_the_later_holds(scope, starts):
    made = book(
        [rule(number, scope=scope, decides={"q1": str(number)}, start=start) for number, start in enumerate(starts)]
    )
    advice = made.at(FIRST + timedelta(hours=60), Area("north", locked=False), "a")
    later = f"T{starts.index(max(starts))}"
    sure = {advised.rule.id for advised in advice.rules if advised.applies is Applies.YES}
    assert sure <= {later}


@given(base=scopes, own=scopes, starts=st.tuples(st.integers(0, 50), st.integers(0, 50)))
def test_an_exception_beats_its_rule_even_when_wider_and_earlier(base, own, starts):
    made = book(
        [
            rule(1, scope=base, decides={"q1": "rule"}, start=starts[0]),
            rule(2, scope=own, decides={"q1": "exception"}, start=starts[1], exception_to="T1"),
        ]
    )
    advice = made.at(FIRST + timedelta(hours=60), Area("north", locked=True), "a")
    exception = advice.get("T2")
    if exception is not None and exception.applies is Applies.YES:
        assert "T1" not in advice.ids


def test_a_published_successor_makes_history_from_its_first_moment_on():
    old = rule(1, scope={}, decides={"q1": "old"}, start=0)
    new = rule(2, scope={"procedures": ["a"]}, decides={"q2": "new"}, start=10) | {"supersedes": ["T1"]}
    draft = rule(3, scope={}, decides={"q2": "draft"}, start=0, status="draft") | {"supersedes": ["T1"]}
    made = book([old, new, draft])
    assert made.at(FIRST + timedelta(hours=9), None, "a").ids == ("T1",)
    after = made.at(FIRST + timedelta(hours=10), None, "a")
    assert after.ids == ("T2",)
    assert [(h.rule.id, h.citation.in_force) for h in after.history] == [("T1", False)]
    assert made.at(FIRST + timedelta(hours=10), None, "b").ids == ("T1",), "it succeeds only for its own procedures"
