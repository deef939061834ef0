"""A field of the catalogue that was told, found wrong and hidden: who heard it is known, hears of it, is put right."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests import commands
from tests.integration.people.conftest import WebPerson
from tests.waiting import wait_until

FIELD = "2.000815/fees:a0-b0"


@pytest.fixture
def motcua(bot_database):
    settings = {"DATABASE_URL": bot_database, "AS_OF": "2026-11-30T09:00"}
    token = commands.run("staff", "add", "Quản Demo", "--role", "admin", "--json", settings=settings).json["token"]
    return lambda *arguments: commands.run(*arguments, settings=settings, token=token)


@pytest.fixture
def pages():
    with ExitStack() as stack:
        yield stack


def asked(pages, bot, payload):
    person = WebPerson(bot.url)
    pages.enter_context(person.client)
    person.client.get(person.base)
    person.press(payload)
    wait_until(person.said)
    return person


def button(person, beginning):
    """The latest button that begins so, or None."""
    answer = person.client.get(f"{person.base}/chat/poll?wait=0&after=0")
    messages = answer.json()["messages"] if answer.status_code == 200 else []
    found = [choice["payload"] for message in messages for choice in message.get("choices") or ()]
    return next((payload for payload in reversed(found) if payload.startswith(beginning)), None)


def test_a_wrong_fee_is_hidden_and_those_who_heard_it_are_found(motcua, start_bot, tmp_path, rows, pages):
    bot = start_bot(PUBLIC_URL="", TELEGRAM_TOKEN="", AS_OF="2026-11-30T09:00")
    people = [asked(pages, bot, "#ans.ask:2.000815/fee") for _ in range(3)]
    asked(pages, bot, "#ans.ask:1.001193/papers")
    for person in people:
        assert "2.000" in " ".join(person.said())
    (row,) = rows("SELECT DISTINCT fields FROM told_fields WHERE code = '2.000815'")
    assert FIELD.partition("/")[2] in {said.split("=")[0] for said in row["fields"]}

    before = motcua("rules", "told", FIELD, "--json").json
    assert (before["people"], before["otherwise"], before["audience"]) == (3, 0, None)
    assert motcua("procedures", "hide", "2.000815", "fees:a0-b0", "--reason", "Sai mức").code == 0

    def heard_of_it():
        people[0].type("có gì mới từ lần trước?")
        return any("lệ phí" in said.lower() for said in people[0].said()[1:])

    wait_until(heard_of_it)
    after = motcua("rules", "told", FIELD, "--json").json
    assert (after["people"], after["otherwise"], after["audience"]) == (3, 3, f"told={FIELD}")

    letter = tmp_path / "dinh-chinh.txt"
    letter.write_text("Mức lệ phí chứng thực trợ lý nói trước đây là sai.", encoding="utf-8")
    drafted = motcua("rules", "told", FIELD, "--correct", str(letter), "--json").json
    shown = motcua("broadcast", "show", str(drafted["broadcast"]), "--json").json
    assert shown["content"]["audience"] == f"told={FIELD}"

    assert motcua("rules", "told", "2.000815/fees:none").code == 2
    people[1].press("#privacy.ask")
    people[1].press(wait_until(lambda: button(people[1], "#privacy.erase:")))
    wait_until(lambda: motcua("rules", "told", FIELD, "--json").json["people"] == 2)
