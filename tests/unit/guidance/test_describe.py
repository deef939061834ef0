"""The JSON shape of what is in force."""

from __future__ import annotations

import json

from bot.guidance.describe import describe
from bot.guidance.moments import parse_moment
from bot.guidance.rulebook.advice import Area
from bot.guidance.steering.ladder import steer

THEN = parse_moment("2021-08-22T09:00")


def test_the_shape_others_rely_on(rulebook, offers):
    area = {"name": "Huyện Cái Nước", "candidates": []}
    ladder = steer(rulebook, offers, THEN, "1.000894", area=Area("Huyện Cái Nước"))
    described = describe(ladder.advice, ladder, area)
    assert {"at", "rules", "regimes", "contacts", "area", "ladder"} <= described.keys()
    assert described["at"] == "2021-08-22T09:00:00+07:00"
    assert described["area"] == area
    assert {"CM4708-R19", "CM4708-R05"} <= {rule["id"] for rule in described["rules"]}
    assert "REG-1615" in {regime["id"] for regime in described["regimes"]}
    assert "hotline-2021" in {contact["id"] for contact in described["contacts"]}
    assert [step["channel"] for step in described["ladder"]["steps"]] == ["online", "postal", "in_person"]
    assert json.loads(json.dumps(described)) == described


def test_without_a_ladder_or_an_area_these_are_null(rulebook):
    described = describe(rulebook.at(THEN), None, None)
    assert described["area"] is None
    assert described["ladder"] is None


def test_history_is_not_among_the_rules(rulebook):
    described = describe(rulebook.at(parse_moment("2026-11-24T09:00")), None, None)
    assert not any(rule["id"].startswith("CM4708") for rule in described["rules"])
    assert not any(rule["in_force"] for rule in described["history"])
    assert "hotline-2021" in {contact["id"] for contact in described["past_contacts"]}
