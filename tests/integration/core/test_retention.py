"""What is no longer needed goes: `motcua db clean`, which every bot process does by itself at night."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests import forking
from tests.processes import SECRET_KEY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.rows import Rows

PERIODS = {"KEEP_MESSAGES_DAYS": "30", "KEEP_CALLBACKS_DAYS": "90", "KEEP_EVENT_KEYS_DAYS": "400"}
NAME, PHONE = "Nguyễn Văn Demo", "0912000111"


@pytest.fixture
def clean(bot_database: str, tmp_path: Path) -> Any:
    """A function that cleans up by these periods."""

    def work(**periods: str) -> str:
        own = {"DATABASE_URL": bot_database, "SECRET_KEY": SECRET_KEY, "DATA_DIR": str(tmp_path), **PERIODS, **periods}
        done = forking.run("bot", "db", "clean", env=forking.environment(own))
        assert done.returncode == 0, done.stderr
        return done.stdout

    return work


def person(rows: Rows, *, days: int, name: str = "p") -> int:
    """Somebody who agreed, wrote and was answered so many days ago; returns the conversation's id."""
    profile = {"name": NAME, "phone": PHONE, "consent": "1", "area": "xa-tac-van_ca-mau", "introduced": True}
    (made,) = rows(
        "INSERT INTO conversations (platform, chat, sender, state, profile, last_turn_at)"
        " SELECT 'telegram', %s, %s, %s, %s::jsonb || jsonb_build_object('consent_at', t), t"
        " FROM (SELECT now() - make_interval(days => %s) AS t) AS ago RETURNING id",
        name,
        name,
        json.dumps({"memo": {"x": 1}}),
        json.dumps(profile),
        days,
    )
    rows(
        "INSERT INTO inbox (event_key, conversation_id, body, as_of, status, ready, done_at)"
        " VALUES (decode(md5(%s), 'hex'), %s, %s, now(), 'done', true, now() - make_interval(days => %s))",
        name,
        made["id"],
        json.dumps({"text": f"số tui {PHONE}"}),
        days,
    )
    rows(
        "INSERT INTO outbox (conversation_id, platform, chat, body, status, finished_at)"
        " VALUES (%s, 'web', 'p', '{\"text\": \"…\"}', 'sent', now() - make_interval(days => %s))",
        made["id"],
        days,
    )
    return made["id"]


def test_texts_go_after_their_days_and_event_keys_stay(rows, clean):
    person(rows, days=29, name="new")
    person(rows, days=31, name="old")
    said = clean()
    assert "texts of messages" in said
    assert rows("SELECT body IS NULL AS gone FROM inbox ORDER BY id") == [{"gone": False}, {"gone": True}]
    assert len(rows("SELECT * FROM outbox")) == 1
    assert rows("SELECT state = '{}' AS silent FROM conversations ORDER BY id") == [{"silent": False}, {"silent": True}]
    person(rows, days=401, name="ancient")
    clean()
    assert len(rows("SELECT * FROM inbox")) == 2, "a late duplicate is known for as long as its hash is kept"


def test_the_periods_are_settings(rows, clean):
    person(rows, days=3)
    clean(KEEP_MESSAGES_DAYS="2")
    assert rows("SELECT body FROM inbox") == [{"body": None}]
    assert rows("SELECT * FROM outbox") == []


def test_a_name_and_phone_go_when_visit_and_request_are_long_over(rows, clean):
    person(rows, days=91, name="done with")
    fresh, waiting, visiting = (person(rows, days=days, name=str(days)) for days in (89, 92, 93))
    rows(
        "INSERT INTO callbacks (conversation_id, desk, reason, name, phone, as_of)"
        " VALUES (%s, 'hotline', 'r', %s, %s, now())",
        waiting,
        NAME,
        PHONE,
    )
    rows(
        "INSERT INTO reminders (conversation_id, code, kind, due_at, visit_at, visit)"
        " VALUES (%s, 'CM-1', 'soon', now(), now() + interval '1 day', '{}')",
        visiting,
    )
    assert "       1  names and phones that are not needed any more" in clean()
    kept = rows("SELECT id, profile FROM conversations ORDER BY id")
    assert [row["id"] for row in kept if row["profile"].get("phone")] == [fresh, waiting, visiting]
    assert kept[0]["profile"] == {"area": "xa-tac-van_ca-mau", "introduced": True}, "consent is asked for again"


def test_a_closed_call_back_keeps_no_name(rows, clean):
    owner = person(rows, days=1)
    for number, days in enumerate((89, 91)):
        rows(
            "INSERT INTO callbacks (conversation_id, desk, reason, name, phone, as_of, status, closed_at)"
            " VALUES (%s, 'hotline', %s, %s, %s, now(), 'closed', now() - make_interval(days => %s))",
            owner,
            f"vì sao {number}",
            NAME,
            PHONE,
            days,
        )
    clean()
    assert rows("SELECT name, phone, reason FROM callbacks ORDER BY id") == [
        {"name": NAME, "phone": PHONE, "reason": "vì sao 0"},
        {"name": "", "phone": "", "reason": ""},
    ]


def test_matter_place_and_time_of_a_visit_go_with_the_name_as_the_consent_says(rows, clean):
    owner = person(rows, days=1)
    for code, days in (("CM-NEW", 89), ("CM-OLD", 91)):
        rows(
            "INSERT INTO contact_visits (contact_id, code, unit_id, procedure_code, visit_at, booked_at)"
            " SELECT %s, %s, 'u', '1.001193', at, at - interval '3 days' FROM (SELECT now() - make_interval(days => %s)"
            " AS at) AS a",
            owner,
            code,
            days,
        )
        rows(
            "INSERT INTO contact_procedures (contact_id, procedure_code, asked_at)"
            " VALUES (%s, %s, now() - make_interval(days => %s))",
            owner,
            code,
            days,
        )
    clean()
    assert rows("SELECT code FROM contact_visits") == [{"code": "CM-NEW"}]
    assert rows("SELECT procedure_code AS code FROM contact_procedures") == [{"code": "CM-NEW"}]


def test_a_closed_call_back_leads_to_nobody_any_more(rows, clean):
    owner = person(rows, days=1)
    rows(
        "INSERT INTO callbacks (conversation_id, desk, reason, name, phone, area, outcome, details, as_of, status,"
        " closed_at) VALUES (%s, 'hotline', 'r', 'n', 'p', 'a', 'gọi chị Lan', '{\"said\": \"x\"}', now(), 'closed',"
        " now() - interval '91 days')",
        owner,
    )
    clean()
    kept = "SELECT conversation_id, name, phone, reason, area, outcome, details FROM callbacks"
    assert list(rows(kept)[0].values()) == [None, "", "", "", None, None, {}]


def test_a_message_that_could_not_be_answered_goes_as_well(rows, clean):
    owner = person(rows, days=40)
    rows(
        "UPDATE inbox SET status = 'parked', done_at = NULL, last_error = 'x', received_at = now() - interval '31 days'"
    )
    clean()
    assert rows("SELECT body, last_error FROM inbox WHERE conversation_id = %s", owner) == [
        {"body": None, "last_error": None}
    ]


def test_a_web_chat_goes_when_its_session_is_over_and_nothing_hangs_on_it(rows, clean):
    over, waits, fresh, linked = (person(rows, days=days, name=str(days)) for days in (61, 62, 59, 63))
    rows("UPDATE conversations SET platform = 'web', profile = '{}'")
    rows("UPDATE conversations SET person = gen_random_uuid() WHERE id = %s", linked)
    asked = (
        "INSERT INTO callbacks (conversation_id, desk, reason, name, phone, as_of) VALUES (%s, 'h', '', '', '', now())"
    )
    rows(asked, waits)
    clean()
    assert [row["id"] for row in rows("SELECT id FROM conversations ORDER BY id")] == [waits, fresh, linked]
    assert over not in {row["id"] for row in rows("SELECT conversation_id AS id FROM inbox")}


def test_who_got_a_broadcast_goes_long_after_its_end_and_its_counts_stay(rows, clean):
    for days in (179, 181):
        rows(
            "WITH made AS (INSERT INTO broadcasts (title, content, content_hash, state, author, finished_at)"
            " VALUES ('t', '{}', '', 'done', 'a', now() - make_interval(days => %s)) RETURNING id)"
            " INSERT INTO broadcast_recipients (broadcast_id, contact_id, platform, status, reason)"
            " SELECT id, n, 'web', CASE WHEN n < 3 THEN 'failed' ELSE 'sent' END,"
            " CASE WHEN n < 3 THEN 'ContactGone' END"
            " FROM made, generate_series(1, 3000) AS n",
            days,
        )
    first, second = (row["id"] for row in rows("SELECT id FROM broadcasts ORDER BY id"))
    assert "    3000  recipients of broadcasts that are long over" in clean()
    assert rows("SELECT DISTINCT broadcast_id AS id FROM broadcast_recipients") == [{"id": first}]
    assert rows("SELECT broadcast_id AS id, status, reason, n FROM broadcast_reasons") == [
        {"id": second, "status": "failed", "reason": "ContactGone", "n": 2}
    ]
