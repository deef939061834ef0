"""`motcua broadcast` on the way out: test sends, two people at once, the night, watching."""

from __future__ import annotations

import json
import re
import subprocess

import psycopg

from tests.integration.broadcasts.conftest import AUDIENCE, TEXT, new_urgent, statuses
from tests.waiting import wait_until


def test_two_people_press_send_at_once_and_one_does(motcua, tokens, text_file, crowd, tmp_path):
    """Two processes, both held up just before they would start it."""
    crowd(50)
    number = str(motcua(*new_urgent(text_file), "--json", token=tokens["author"]).json["id"])
    motcua.approve(number, token=tokens["approver"])
    logs = {role: tmp_path / f"{role}.log" for role in ("author", "approver")}
    with psycopg.connect(crowd.rows.url) as connection:
        connection.execute("SELECT 1 FROM broadcasts FOR UPDATE")
        send = ["broadcast", "send", number, "--yes"]
        both = [motcua.launch(log, *send, token=tokens[role]) for role, log in logs.items()]
        waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        wait_until(lambda: len(crowd.rows(waiting)) == len(both))
    assert sorted(process.wait(60) for process in both) == [0, 2]
    assert sum("đã bấm gửi trước" in log.read_text(encoding="utf-8") for log in logs.values()) == 1
    assert statuses(crowd.rows, int(number)) == {"waiting": 50}
    assert len(crowd.rows("SELECT 1 FROM audit WHERE action = 'broadcast.send'")) == 1


def test_a_time_in_vietnam_and_the_night(motcua, tokens, text_file, crowd):
    crowd(1)
    for at, due in (("2021-08-22T15:30", "2021-08-22T15:30:00+07:00"), ("22h 22/8", "2021-08-23T07:00:00+07:00")):
        number = str(motcua(*new_urgent(text_file), "--at", at, "--json", token=tokens["author"]).json["id"])
        motcua.approve(number, token=tokens["approver"])
        sent = motcua("broadcast", "send", number, "--yes", "--json", token=tokens["author"]).json
        assert sent["state"] == "scheduled"
        assert psycopg_moment(sent["due_at"]) == psycopg_moment(due)


def psycopg_moment(text: str):
    from datetime import datetime

    return datetime.fromisoformat(text)


def test_a_test_send_goes_to_the_linked_chat_only(motcua, text_file, crowd, rows):
    crowd(3)
    (mine,) = crowd(1, topic=None)
    rows("INSERT INTO staff_contacts VALUES ('chủ máy (dữ liệu nhúng)', %s)", mine)
    number = str(motcua(*new_urgent(text_file), "--json").json["id"])
    assert [where["platform"] for where in motcua("broadcast", "test", number, "--json").json["sent"]] == ["telegram"]
    (message,) = rows("SELECT conversation_id, body ->> 'text' AS text, recipient_id FROM outbox")
    assert (message["conversation_id"], message["recipient_id"]) == (mine, None)
    assert message["text"] == f"[GỬI THỬ] {TEXT}"


def test_the_first_test_send_waits_for_a_code_and_keeps_nobody_else_waiting(motcua, text_file, crowd, rows, tmp_path):
    number = str(motcua(*new_urgent(text_file), "--json").json["id"])
    (mine,) = crowd(1)
    log = tmp_path / "waiting.log"
    waiting = motcua.launch(log, "broadcast", "test", number)
    wait_until(lambda: "THU-" in log.read_text(encoding="utf-8"))
    assert motcua("broadcast", "list").code == 0
    assert waiting.poll() is None, "nobody has sent the code"
    (code,) = re.findall(r"THU-\w+", log.read_text(encoding="utf-8"))
    rows(
        "INSERT INTO inbox (event_key, conversation_id, body, as_of, ready, status)"
        " VALUES ('\\x00', %s, jsonb_build_object('text', lower(%s)), now(), true, 'done')",
        mine,
        code,
    )
    assert waiting.wait(30) == 0
    assert [row["id"] for row in rows("SELECT conversation_id AS id FROM outbox")] == [mine]


def test_who_sends_at_night_is_told_why_it_waits_and_what_to_do(motcua, tokens, text_file):
    author, approver = {"token": tokens["author"]}, {"token": tokens["approver"]}
    night = {"AS_OF": "2021-08-22T22:30"}
    new = ["broadcast", "new", "--title", "Lịch hẹn", "--text-file", str(text_file), "--audience", AUDIENCE]
    number = str(motcua(*new, "--json", **author, **night).json["id"])
    motcua.approve(number, "--json", **approver, **night)
    told = motcua("broadcast", "send", number, "--yes", **author, **night)
    assert told.code == 0, told.err
    assert "Từ 21:00 đến 7:00 không gửi. Sẽ gửi lúc 7:00 ngày 23/8/2021." in told.out
    assert f"motcua broadcast edit {number} --urgent" in told.out
    early = motcua("broadcast", "pause", number, **author, **night)
    assert early.code == 2
    assert f"motcua broadcast cancel {number}" in early.err
    motcua("broadcast", "edit", number, "--urgent", "--json", **author, **night)
    motcua.approve(number, "--json", **approver, **night)
    assert motcua("broadcast", "send", number, "--yes", "--json", **author, **night).json["state"] == "sending"


def test_who_sends_or_cancels_is_shown_to_whom_and_asked(motcua, tokens, text_file, crowd):
    crowd(3)
    author = {"token": tokens["author"]}
    number = str(motcua(*new_urgent(text_file), "--json", **author).json["id"])
    motcua.approve(number, token=tokens["approver"])
    unanswered = motcua("broadcast", "send", number, **author)
    assert (unanswered.code, "--yes" in unanswered.err) == (2, True)
    for part in (TEXT, "Gửi cho 3 người", "Nơi: cả tỉnh", "gửi cho cả tỉnh", "Gửi đi?"):
        assert part in unanswered.err
    assert statuses(crowd.rows, int(number)) == {}
    told = motcua("broadcast", "send", number, "--json", answer="không\n", **author)
    assert told.code == 2
    assert motcua("broadcast", "send", number, "--json", answer="có\n", **author).json["state"] == "sending"
    kept = motcua("broadcast", "cancel", number, **author)
    assert (kept.code, TEXT in kept.err, "còn 3 người chưa nhận" in kept.err) == (2, True, True)
    assert motcua("broadcast", "status", number, "--json", **author).json["state"] == "sending"


def test_sending_to_nobody_is_said_aloud(motcua, tokens, text_file, crowd):
    author = {"token": tokens["author"]}
    number = str(motcua(*new_urgent(text_file), "--json", **author).json["id"])
    assert "KHÔNG CÓ AI nhận" in motcua("broadcast", "preview", number, **author).out
    motcua.approve(number, token=tokens["approver"])
    asked = motcua("broadcast", "send", number, **author)
    assert (asked.code, "KHÔNG CÓ AI nhận" in asked.err) == (2, True)
    never = motcua("broadcast", "cancel", number, answer="có\n", **author)
    assert "Đã hủy; chưa gửi cho ai." in never.out


def test_at_the_hour_that_was_asked_for_nothing_is_said_of_the_night(motcua, tokens, text_file):
    author = {"token": tokens["author"]}
    new = ["broadcast", "new", "--title", "Lịch hẹn", "--text-file", str(text_file), "--audience", AUDIENCE]
    number = str(motcua(*new, "--at", "14h ngày 22/8", "--json", **author).json["id"])
    motcua.approve(number, "--json", token=tokens["approver"])
    told = motcua("broadcast", "send", number, "--yes", **author)
    assert "Sẽ gửi lúc 14:00 ngày 22/8/2021." in told.out
    assert "21:00" not in told.out


def test_watching_says_again_only_what_has_changed(motcua, tokens, text_file, tmp_path):
    author = {"token": tokens["author"]}
    new = ["broadcast", "new", "--title", "Lịch hẹn", "--text-file", str(text_file), "--audience", AUDIENCE]
    number = str(motcua(*new, "--at", "14h ngày 22/8", "--json", **author).json["id"])
    motcua.approve(number, "--json", token=tokens["approver"])
    motcua("broadcast", "send", number, "--yes", "--json", **author)
    status = ["broadcast", "status", number, "--json"]
    watching = motcua.launch(tmp_path / "watch.err", *status, "--watch", stdout=subprocess.PIPE, **author)
    assert json.loads(watching.stdout.readline())["state"] == "scheduled"
    for _ in range(3):  # takes longer than it waits between two looks
        motcua(*status, **author)
    motcua("broadcast", "cancel", number, "--yes", "--json", **author)
    assert watching.wait(60) == 0
    with watching.stdout as rest:
        assert [json.loads(line)["state"] for line in rest] == ["cancelled"]


def test_who_watches_and_is_disabled_sees_no_more(motcua, tokens, text_file, tmp_path):
    """The role is asked for each look, and not once for hours."""
    author = {"token": tokens["author"]}
    number = str(motcua(*new_urgent(text_file), "--at", "14h ngày 22/8", "--json", **author).json["id"])
    motcua.approve(number, "--json", token=tokens["approver"])
    motcua("broadcast", "send", number, "--yes", "--json", **author)
    log = tmp_path / "watch.err"
    status = ("broadcast", "status", number, "--json")
    watching = motcua.launch(log, *status, "--watch", stdout=subprocess.PIPE, **author)
    with watching.stdout as shown:
        assert json.loads(shown.readline())["state"] == "scheduled"  # else the token may be refused at the start
        motcua("staff", "disable", "author Demo", token=tokens["admin"])
        assert watching.wait(60) == 3
    assert "Mã cá nhân" in log.read_text(encoding="utf-8")


def test_who_watches_is_told_that_the_database_is_away_and_sees_the_rest(motcua, text_file, tmp_path, rows):
    """It ended at the first look without an answer in two seconds, as on a busy machine or amid a fail-over."""
    number = str(motcua(*new_urgent(text_file), "--at", "14h ngày 22/8", "--json").json["id"])
    log, out = tmp_path / "watch.err", tmp_path / "watch.out"
    with out.open("wb") as file:
        watching = motcua.launch(log, "broadcast", "status", number, "--watch", stdout=file)
    wait_until(lambda: out.read_text(encoding="utf-8"))
    (name,) = rows("SELECT current_database() AS name")
    with psycopg.connect(rows.url, dbname="postgres", autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name['name']} ALLOW_CONNECTIONS false")
        try:
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name["name"]])
            wait_until(lambda: "đang thử lại" in log.read_text(encoding="utf-8") or watching.poll() is not None)
        finally:
            server.execute(f"ALTER DATABASE {name['name']} ALLOW_CONNECTIONS true")
    assert watching.poll() is None, log.read_text(encoding="utf-8")
    assert motcua("broadcast", "cancel", number, "--yes").code == 0
    assert watching.wait(60) == 0
    assert "đã hủy" in out.read_text(encoding="utf-8")
    assert log.read_text(encoding="utf-8").count("đang thử lại") == 1
