"""Reading whom a broadcast is for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.audience import TOPICS, Audience
from bot.broadcasts.model import REACHED_BY_BROADCAST
from bot.staff.errors import Refused

names = st.text("abcdđêơư XYZ,'\"= 19-", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
codes = st.from_regex(r"[12]\.\d{6}", fullmatch=True)
audiences = st.builds(
    Audience,
    areas=st.lists(names, max_size=2, unique=True).map(tuple),
    platforms=st.lists(st.sampled_from([*map(str, REACHED_BY_BROADCAST)]), max_size=3, unique=True).map(tuple),
    topic=st.sampled_from([None, "procedure"]),
    procedures=st.lists(codes, max_size=2, unique=True).map(tuple),
    language=st.sampled_from([None, "vi", "en"]),
    not_areas=st.lists(names, max_size=2, unique=True).map(tuple),
    not_broadcasts=st.lists(st.integers(1, 10**6), max_size=2, unique=True).map(tuple),
).filter(lambda audience: audience.topic is not None or bool(audience.procedures))


@given(audiences)
def test_the_canonical_spelling_reads_back(audience):
    assert Audience.parse(audience.text) == audience


@pytest.mark.parametrize("topic", TOPICS)
def test_conditions_as_staff_write_them(topic):
    found = Audience.parse(
        f"""topic={topic} area='xã Tắc Vân, TP Cà Mau' area="huyện Cái Nước" platform=Telegram,zalo-oa"""
    )
    assert (found.topic, found.areas) == (topic, ("xã Tắc Vân, TP Cà Mau", "huyện Cái Nước"))
    assert found.platforms == ("telegram", "zalo_oa")


@pytest.mark.parametrize(
    ("text", "subscription"),
    [
        ("topic=service", "service"),
        ("procedure=1.001193", "procedure"),
        ("topic=procedure procedure=1.001193,2.000815", "procedure"),
        ("topic=rules procedure=1.001193 within=30", "rules"),
        ("unit='xã Tắc Vân' day=24/8 half=morning", None),
        ("received=7", None),
        ("received=7 topic=rules", "rules"),
    ],
)
def test_which_subscription_keeps_a_person_in(text, subscription):
    assert Audience.parse(text).subscription == subscription


@pytest.mark.parametrize(
    "text",
    [
        "everybody",
        "area=",
        "topic=rules topic=service",
        "topic=weather",
        "platform=terminal",
        "within=30",
        "procedure=1.001193 within=0",
        "unit='xã Tắc Vân'",
        "half=morning",
        "area='xã Tắc Vân",
        "received=x",
        "topic=rules procedure=1.001193",
        "platform=web",
        "area='xã Tắc Vân, TP Cà Mau' language=vi",
        "procedure=1.001193 within=30",
        "",
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(text):
    with pytest.raises(Refused) as refused:
        Audience.parse(text)
    assert refused.value.message
