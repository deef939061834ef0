"""Life events: what ships is whole and stands on known procedures; a broken file is told by event and field."""

from __future__ import annotations

import pytest

from bot.content.catalogue_loader import load_fields
from bot.content.life_events_loader import load_life_events, read_life_events
from bot.content.reference import load_reference
from bot.guidance.life_events import Basis, LifeEventsError
from bot.guidance.moments import parse_moment
from bot.platforms.telegram.rendering import LIMITS
from bot.understanding.fold import canonical

EVENTS = load_life_events()
CATALOGUE = load_reference().catalogue
FIELDS = load_fields()
NOW = parse_moment("2026-11-30T09:00")
WANTED = {
    "birth": ["2.000986", "1.001193", "1.004222", "2.000693"],
    "death": ["1.000656", "1.014028", "1.001731", "2.001406"],
    "marriage": ["1.000894", "1.004222", "1.010038"],
    "moving": ["1.004222", "1.004194", "1.002755"],
    "lost_cards": ["1.014064", "3.000348", "1.013082", "1.002759"],
    "business": ["1.001612", "2.000720", "1.001570", "1.001266"],
    "old_age": ["1.014027", "1.001776"],
    "job_lost": ["1.014748", "1.014749", "1.014753", "1.001939"],
    "land": ["1.012784", "2.001035", "1.013831", "1.007277"],
    "boat": ["1.004088", "1.004002"],
    "disability": ["1.001699", "1.001776"],
}


@pytest.mark.parametrize("event_id", WANTED)
def test_an_event_leads_to_its_procedures_in_their_order(event_id):
    event = EVENTS.get(event_id, NOW)
    assert event is not None
    assert [step.procedure for step in event.steps] == WANTED[event_id]


def test_every_step_names_a_known_procedure_its_condition_and_a_title():
    for event in EVENTS:
        for step in event.steps:
            assert step.procedure in CATALOGUE or (FIELDS.get(step.procedure) is not None and step.title_vi), step
            assert not (step.procedure in CATALOGUE and step.title_vi), "the catalogue has its title"
            assert step.when.endswith("."), step
            if step.deadline is not None:
                assert step.basis in Basis
                assert step.deadline.source in CATALOGUE


def test_what_is_read_on_no_page_does_not_pass_for_it():
    unread = {"1.001776", "1.010833", "1.010803", "1.013133"}
    assert not [s for e in EVENTS for s in e.steps if s.procedure in unread and s.basis is Basis.PAGE]
    age = EVENTS.get("old_age", NOW)
    assert age is not None
    assert "chưa có nguồn" in (age.unsaid_vi or "")
    assert not any(character.isdigit() for step in age.steps for character in step.when), "no age is from memory"


def test_titles_are_buttons_and_nobody_says_two_events_alike():
    assert [event.id for event in EVENTS if max(len(event.title_vi), len(event.title_en)) > LIMITS.choice_label] == []
    said = [canonical(words) for event in EVENTS for words in event.said]
    assert len(set(said)) == len(said)


def test_nothing_is_known_of_a_moment_before_the_copies():
    assert EVENTS.get("birth", parse_moment("2021-08-22T09:00")) is None
    assert EVENTS.get("no such event", NOW) is None
    assert {event.id for event in EVENTS.following("1.004222")} == {"birth", "marriage", "moving"}


STEP = "{procedure: '1.1', when: Luôn., basis: page}"
OTHER = "{procedure: '1.2', when: Luôn., basis: order}"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (f"[{STEP}]", "lạ: steps: 1, not 2 to 4"),
        (f"[{STEP}, {STEP}]", "lạ: steps: a procedure stands twice"),
        (f"[{STEP}, {{procedure: '1.2', basis: page}}]", "lạ: 1.2: when missing or empty"),
        (
            f"[{STEP}, {{procedure: '1.2', when: Luôn., basis: hearsay}}]",
            "basis: 'hearsay' is none of page, name, order",
        ),
        (f"[{STEP}, {{procedure: '1.2', when: Luôn., basis: page, fee: 1}}]", "unknown field fee"),
        (f"[{STEP}, {{procedure: '1.2', when: Luôn., basis: page, deadline: {{text_vi: 3 ngày}}}}]", "source missing"),
        ("[]", "steps missing or empty"),
    ],
)
def test_a_broken_event_is_told_by_name_and_field(steps, told):
    text = f"since: '2026-07-18'\nevents:\n  - {{id: lạ, title_vi: Lạ, title_en: Odd, said: [lạ], steps: {steps}}}\n"
    with pytest.raises(LifeEventsError, match=told):
        read_life_events(text)


def test_a_whole_file_that_cannot_be_is_refused():
    for text in ("[", "- 1", "since: soon\nevents: [1]", "events: []"):
        with pytest.raises(LifeEventsError):
            read_life_events(text)
    event = f"{{id: lạ, title_vi: Lạ, title_en: Odd, said: [lạ], steps: [{STEP}, {OTHER}]}}"
    assert len(read_life_events(f"since: '2026-07-18'\nevents: [{event}]")) == 1
    with pytest.raises(LifeEventsError, match="twice"):
        read_life_events(f"since: '2026-07-18'\nevents: [{event}, {event}]")
