"""A rule that was wrong is taken back by deploying the content from before: the bot and `rules at` tell it then."""

from __future__ import annotations

import json

import psycopg
import pytest

from bot.content.rulebook_loader import load_rulebook
from bot.db.guidance import import_content
from bot.guidance.rulebook.book import Rulebook
from tests import commands
from tests.integration.people.conftest import WebPerson
from tests.waiting import wait_until

RIGHT, WRONG = "08.27.27.1022", "08.99.99.1022"
TAC_VAN = "xa-tac-van_ca-mau"


@pytest.fixture
def deploy(bot_database):
    """A function that imports the content with this number for the hotline, as `motcua db upgrade` does."""
    plain = json.dumps(load_rulebook().to_plain(), ensure_ascii=False)

    def imports(number):
        body = json.loads(plain.replace(RIGHT, number))
        content_hash = Rulebook.parse({"test": body}).content_hash
        with psycopg.connect(bot_database) as connection:
            import_content(connection, rulebook=body, content_hash=content_hash, offers=[], duties=[])

    return imports


def told(bot):
    """What somebody new at the page is told of the hotline."""
    person = WebPerson(bot.url)
    with person.client:
        person.client.get(person.base)
        person.press("#ask.intent:ask_hotline")
        wait_until(lambda: any("08." in text for text in person.said()))
        return " ".join(person.said())


def asked(bot_database, *arguments):
    return commands.run("rules", "at", "2021-08-22T09:00", *arguments, settings={"DATABASE_URL": bot_database})


def test_going_back_to_an_earlier_content_goes_back(bot_database, rows, deploy, start_bot):
    bot = start_bot(PUBLIC_URL="", TELEGRAM_TOKEN="")
    versions = len(rows("SELECT id FROM rulebooks"))
    for number in (RIGHT, WRONG, RIGHT, RIGHT):
        deploy(number)
        wait_until(lambda number=number: number in told(bot))
        contacts = asked(bot_database, "--json").json["contacts"]
        assert number in {contact["value"] for contact in contacts}
    assert len(rows("SELECT id FROM rulebooks")) == versions + 2  # what did not change is no new version


def test_rules_at_tells_what_staff_entered_and_says_what_it_asked(bot_database, rows):
    window = "'2021-08-22 00:00+07', '2021-08-23 00:00+07', 'Cán bộ Demo'"
    rows(f"INSERT INTO locked_areas (area, starts_at, ends_at, set_by) VALUES (%s, {window})", TAC_VAN)
    rows(f"INSERT INTO notices (text_vi, starts_at, ends_at, set_by) VALUES ('Mai nghỉ nhận hồ sơ.', {window})")
    found = asked(bot_database, "--area", "xã Tắc Vân", "--json").json
    assert "MOTCUA_DATABASE_URL" in found["source"]
    assert [place["area"] for place in found["locked_areas"]] == ["Xã Tắc Vân, thành phố Cà Mau"]
    assert found["notices"] == ["Mai nghỉ nhận hồ sơ."]
    assert not found["ladder"]["may_book"]
    read = asked(bot_database, "--area", "xã Tắc Vân").out
    assert read.startswith("asked: the database of MOTCUA_DATABASE_URL")
    assert "Mai nghỉ nhận hồ sơ." in read
    assert "locked down: Xã Tắc Vân" in read


def test_the_files_are_read_where_that_is_asked_for_or_nothing_else_is_there(bot_database, tmp_path, rows):
    rows("INSERT INTO rulebooks (content_hash, body, published_by) SELECT 'x', '{}', 'content'")
    assert asked(bot_database, "--packaged").out.startswith("asked: the files of this code")
    alone = commands.run("rules", "at", "today", settings={"DATA_DIR": str(tmp_path / "none")})
    assert alone.out.startswith("asked: the files of this code (no database is configured")
    assert not (tmp_path / "none").exists()


def test_a_database_that_is_away_is_not_passed_over_in_silence():
    away = commands.run("rules", "at", "today", settings={"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
    assert (away.code, away.out) == (4, "")
    assert "--packaged" in away.err
