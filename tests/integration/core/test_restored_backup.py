"""A backup that is restored: nothing is sent, answered or erased twice, and whoever was erased stays erased."""

from __future__ import annotations

import subprocess

from bot.conversation.erasures import Erasures, read_erased
from bot.conversation.people import owner_key
from bot.embedded.postgres import programs
from tests import commands
from tests.integration.people.conftest import WebPerson
from tests.processes import SECRET_KEY, BotProcess
from tests.rows import Rows
from tests.waiting import wait_until


def somebody(bot, rows):
    """Somebody at the page who was answered once."""
    person = WebPerson(bot.url)
    person.client.get(person.base)
    say(person, rows, "#ask.intent:ask_hotline")
    return person


def say(person, rows, words):
    answered = "SELECT count(*) AS n FROM inbox WHERE status <> 'open'"
    before = rows(answered)[0]["n"]
    (person.press if words.startswith("#") else person.type)(words)
    wait_until(lambda: rows(answered)[0]["n"] > before)


def test_a_restored_backup_repeats_nothing_and_brings_nobody_back(bot_database, postgres, tmp_path):
    rows = Rows(bot_database)
    erasures = tmp_path / "erased" / "keys"
    own = {"ERASURES_FILE": str(erasures), "BOOKING_URL": "http://127.0.0.1:9", "NLU_URL": "http://127.0.0.1:9"}
    dump = tmp_path / "dump"
    with BotProcess(bot_database, tmp_path, own).start() as bot:
        person = somebody(bot, rows)
        (gone,) = rows("SELECT id, platform, sender FROM conversations")
        somebody(bot, rows).client.close()
        rows("INSERT INTO outbox (platform, chat, body) SELECT 'zalo_oa', 'z', '{}'")
        rows("INSERT INTO outbox (platform, chat, body, status) SELECT 'zalo_oa', 'z', '{}', 'waiting'")
        rows(
            "INSERT INTO reminders (conversation_id, code, kind, due_at, visit_at, visit) SELECT id, 'CM-1', kind, due,"
            " now() + interval '1 day', '{}' FROM conversations, (VALUES ('evening', now() - interval '1 hour'),"
            " ('soon', now() + interval '20 hours')) AS planned (kind, due) WHERE id <> %s",
            gone["id"],
        )
        subprocess.run([str(programs() / "pg_dump"), "-Fc", "-f", str(dump), bot_database], check=True)
        say(person, rows, "xóa dữ liệu")
        say(person, rows, "đồng ý xóa")
        person.client.close()
        wait_until(lambda: rows("SELECT id FROM conversations WHERE id = %s", gone["id"]) == [])
    key = owner_key(SECRET_KEY.encode(), gone["platform"], gone["sender"])
    assert set(read_erased(erasures)) == {key}
    assert gone["sender"] not in erasures.read_text()
    assert erasures.stat().st_mode & 0o077 == 0

    copy = postgres.ensure_database("restored_backup")
    subprocess.run([str(programs() / "pg_restore"), "--no-owner", "-d", copy, str(dump)], check=True)
    again = Rows(copy)
    assert len(again("SELECT id FROM conversations WHERE id = %s", gone["id"])) == 1
    again("INSERT INTO inbox (event_key, as_of, ready, body) VALUES ('x', now(), true, '{}')")
    refused = BotProcess(copy, tmp_path, own).launch()
    assert refused.wait(60) == 4
    assert "motcua db restored" in refused.tail()

    missing = commands.run("db", "restored", "--erasures", str(tmp_path / "none"), settings={"DATABASE_URL": copy})
    assert missing.code == 2
    settled = commands.run("db", "restored", settings={"DATABASE_URL": copy, **own})
    assert settled.code == 0, settled.err
    assert [line.split() for line in settled.out.splitlines()] == [
        ["2", "messages"],
        ["1", "reminders"],
        ["1", "questions"],
        ["1", "erased"],
    ]
    assert again("SELECT id FROM conversations WHERE id = %s", gone["id"]) == []
    assert again("SELECT status, resent_at IS NOT NULL AS said FROM outbox WHERE platform = 'zalo_oa' ORDER BY id") == [
        {"status": "unknown", "said": True},
        {"status": "unknown", "said": True},
    ]
    assert again("SELECT kind, status FROM reminders ORDER BY kind") == [
        {"kind": "evening", "status": "dropped"},
        {"kind": "soon", "status": "planned"},
    ]
    assert again.open() == 0
    with BotProcess(copy, tmp_path, own).start() as bot:
        somebody(bot, again).client.close()
    assert again("SELECT action FROM audit WHERE action LIKE 'db.%%'") == [{"action": "db.restored"}]
    postgres.drop_database("restored_backup")


def test_a_torn_line_of_the_file_is_no_key(tmp_path):
    kept = Erasures(tmp_path / "keys")
    kept.note(["a" * 32, "b" * 32])
    with kept.path.open("a") as file:
        file.write("2026-11-30T10:00:00+00:00 abc")
        file.write(f"\nno-moment {'c' * 32}\n")
    assert set(read_erased(kept.path)) == {"a" * 32, "b" * 32}
    assert read_erased(tmp_path / "none") == {}
