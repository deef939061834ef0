"""What commands say where something is wrong that whoever types them can put right."""

from __future__ import annotations

import pytest

from tests.commands import run

NOBODY = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}


@pytest.mark.parametrize(
    "command", [("db", "check"), ("db", "upgrade"), ("outbox", "list"), ("unit", "today", "xã Tắc Vân")]
)
def test_a_database_that_is_away_is_said_with_what_to_check(command):
    answer = run(*command, settings=NOBODY)
    assert answer.code == 4
    assert "MOTCUA_DATABASE_URL" in answer.err


@pytest.mark.parametrize(
    ("area", "told"), [("xã Không Có", "none fits"), ("Tân Thành", "Phường Tân Thành, thành phố Cà Mau")]
)
def test_rules_for_a_place_that_is_not_clear_are_not_passed_off_as_that_places(area, told):
    answer = run("rules", "at", "2021-08-22", "--area", area, settings={})
    assert answer.code == 0
    assert told in answer.err
    assert "CM4708-R01" in answer.out


def test_rules_for_a_clear_place_are_told_without_a_doubt():
    assert run("rules", "at", "2021-08-22", "--area", "xã Tắc Vân", settings={}).err == ""
