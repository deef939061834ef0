"""The words between platforms and conversation survive their rows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.messages import MAX_PAYLOAD, Choice, Inbound, Kind, Link, PlatformName, Reply, Source, is_payload
from bot.conversation.state import Dialogue, Profile, State, Topic
from bot.conversation.turn import split_payload
from bot.conversation.understood import Entity, Reading, Understanding

TEXT = st.text(max_size=30)
PAYLOADS = st.from_regex(r"#[A-Za-z0-9._:/=,+-]{1,63}", fullmatch=True)
CHOICES = st.builds(Choice, TEXT, PAYLOADS)
INBOUNDS = st.builds(
    Inbound,
    platform=st.sampled_from(PlatformName),
    event_id=TEXT,
    sender=TEXT,
    chat=TEXT,
    kind=st.sampled_from(Kind),
    text=st.none() | TEXT,
    payload=st.none() | PAYLOADS,
    latitude=st.none() | st.floats(1, 90),
    longitude=st.none() | st.floats(1, 180),
    phone=st.none() | TEXT,
    sequence=st.integers(0, 2**60),
    source_message=st.none() | TEXT,
    edited=st.booleans(),
    language=st.none() | TEXT,
)
SOURCES = st.builds(Source, rule=TEXT, document=TEXT, paragraph=TEXT, effective_from=st.none(), in_force=st.booleans())
REPLIES = st.builds(
    Reply,
    text=TEXT,
    choices=st.lists(CHOICES, max_size=3).map(tuple),
    citations=st.lists(SOURCES, max_size=2).map(tuple),
    links=st.lists(st.builds(Link, TEXT, TEXT), max_size=2).map(tuple),
    request_contact=st.booleans(),
)
READINGS = st.lists(st.builds(Reading, TEXT, st.floats(0, 1)), max_size=3).map(tuple)
UNDERSTANDINGS = st.builds(
    Understanding,
    intent=TEXT,
    confidence=st.floats(0, 1),
    entities=st.lists(st.builds(Entity, TEXT, TEXT, st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
    ranking=READINGS,
    secondary=READINGS,
    source=TEXT,
    model=st.none() | TEXT,
)


def through_json(value):
    return json.loads(json.dumps(value))


@given(INBOUNDS)
def test_inbound_survives(inbound):
    assert Inbound.from_json(through_json(inbound.to_json())) == inbound


@given(REPLIES)
def test_reply_survives(reply):
    assert Reply.from_json(through_json(reply.to_json())) == reply


@given(UNDERSTANDINGS)
def test_understanding_survives(understanding):
    assert Understanding.from_json(through_json(understanding.to_json())) == understanding


@given(
    dialogue=st.none() | st.builds(Dialogue, TEXT, TEXT, st.dictionaries(TEXT, TEXT | st.integers(), max_size=3), TEXT),
    topic=st.builds(Topic, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT),
    menu=st.lists(CHOICES, max_size=3).map(tuple),
    memo=st.dictionaries(TEXT, st.integers(), max_size=2),
)
def test_state_survives(dialogue, topic, menu, memo):
    state = State(dialogue, topic, menu, menu_live=bool(menu), memo=memo)
    assert State.from_json(through_json(state.to_json())) == state


def test_profile_survives():
    profile = Profile(
        area="xa-tac-van_ca-mau", introduced=True, consent="1", name="Nguyễn Văn Demo", phone="0912000111"
    )
    assert Profile.from_json(through_json(profile.to_json())) == profile
    assert Profile.from_json({}) == Profile()


@pytest.mark.parametrize("payload", ["", "#", "book", "#" + "a" * 64, "#đặt", "#a b", "##", "#a\n"])
def test_what_is_no_payload_makes_no_choice(payload):
    assert not is_payload(payload)
    with pytest.raises(ValueError, match="not a payload"):
        Choice("Đặt", payload)


@given(PAYLOADS)
def test_payloads_fit_telegrams_limit(payload):
    assert len(payload.encode()) <= MAX_PAYLOAD


@pytest.mark.parametrize(
    ("payload", "parts"),
    [
        ("#book.start:1.001193", ("book", "start", "1.001193")),
        ("#ask.intent:ask_hotline", ("ask", "intent", "ask_hotline")),
        ("#menu", ("menu", "", "")),
        ("#a.b", ("a", "b", "")),
    ],
)
def test_a_payload_has_topic_action_and_argument(payload, parts):
    assert split_payload(payload) == parts


def test_a_source_of_a_later_version_is_read_and_an_earlier_one_reads_ours():
    source = Source("R1", "Công văn 1", "mục 1", "2021-08-22", in_force=True)
    assert "since" not in source.to_json()
    dated = Source("R1", "Công văn 1", "mục 1", "2021-08-22", in_force=True, since="suy ra")
    reply = Reply("Dạ", citations=(source, dated))
    stored = reply.to_json()
    stored["citations"][0]["later"] = "?"
    assert Reply.from_json(stored) == reply
