"""`motcua broadcast` as processes: from a text file to the report, with each person's own token."""

from __future__ import annotations

import asyncio
import csv
import json
import re
import subprocess

import psycopg
import pytest

from bot.staff.roles import ACTIONS, Role
from tests.integration.broadcasts.conftest import statuses
from tests.integration.core.conftest import wait_until
from tests.integration.staff.conftest import TAC_VAN

TEXT = "Từ thứ Hai 23/8/2021, Một cửa xã Tắc Vân nhận hồ sơ theo lịch hẹn."
AUDIENCE = "area='xã Tắc Vân, TP Cà Mau' topic=rules platform=telegram"


@pytest.fixture
def tokens(motcua) -> dict[str, str]:
    """A token for each role but the unit's."""
    roles = [role for role in Role if role not in (Role.SETUP, Role.UNIT)]
    made = {}
    for role in roles:
        made[role.value] = motcua("staff", "add", f"{role} Demo", "--role", role, "--json").json["token"]
    return made


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "noi-dung.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


async def test_from_a_text_file_to_the_report(motcua, tokens, text_file, tmp_path, stage):
    citizens = [stage.telegram.user() for _ in range(12)]
    for citizen in citizens:
        citizen.chat.open = True
    stage.crowd(12, chats=[str(citizen.id) for citizen in citizens], area=TAC_VAN)
    citizens[3].block()
    author, approver = {"token": tokens["author"]}, {"token": tokens["approver"]}
    new = ["broadcast", "new", "--title", "Lịch hẹn Tắc Vân", "--text-file", str(text_file), "--audience", AUDIENCE]
    number = str(motcua(*new, "--button", "book", "--json", **author).json["id"])
    seen = motcua("broadcast", "preview", number, "--json", **author).json
    assert (seen["count"], seen["by_platform"], seen["unreachable"]) == (12, {"telegram": 12}, {})
    assert seen["samples"]["telegram"][0] == [{"text": TEXT, "buttons": ["Đặt lịch"], "image": None}]
    early = motcua("broadcast", "send", number, **author)
    assert early.code == 2
    assert "chưa được duyệt" in early.err
    own = motcua("broadcast", "approve", number, **author)
    assert own.code == 3
    assert motcua("broadcast", "approve", number, "--json", **approver).json["approved_by"] == "approver Demo"
    bot = stage.start()
    assert motcua("broadcast", "send", number, "--json", **author).json["state"] == "sending"
    await asyncio.to_thread(wait_until, lambda: statuses(stage.rows, int(number)) == {"sent": 11, "skipped": 1})
    await asyncio.to_thread(wait_until, lambda: stage.rows("SELECT 1 FROM broadcasts WHERE state = 'done'"))
    again = motcua("broadcast", "send", number, **approver)
    assert again.code == 2
    assert "author Demo đã bấm gửi trước" in again.err
    told = motcua("broadcast", "status", number, "--json", **author).json
    wanted = {"state": "done", "total": 12, "queued": 0, "sent": 11, "failed": 0, "unknown": 0, "skipped": 1}
    assert {name: told[name] for name in wanted} == wanted
    assert TEXT in citizens[0].last.text
    assert citizens[0].last.labels == ["Đặt lịch"]
    html, unreached = tmp_path / "bao-cao.html", tmp_path / "chua-toi.csv"
    report = motcua(
        "broadcast", "report", number, "--html", str(html), "--unreached", str(unreached), "--json", **author
    )
    assert report.json["reasons"] == {"blocked": 1}
    page = html.read_text(encoding="utf-8")
    assert "<svg" in page
    assert "approver Demo" in page
    assert "http" not in page.replace("https://", "", page.count("https://")), "nothing is fetched from elsewhere"
    with unreached.open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["platform"], row["reason"], row["area"]) == ("telegram", "blocked", "Xã Tắc Vân, thành phố Cà Mau")
    assert str(citizens[3].id) not in unreached.read_text(encoding="utf-8-sig")
    bot.stop()


def test_wrong_roles_are_refused_on_every_command(motcua, tokens, text_file):
    """Through the command line; every role on every service stands in the tests of staff."""
    new = ["--title", "Thử", "--text-file", str(text_file), "--audience", "topic=rules"]
    motcua("broadcast", "new", *new, token=tokens["author"])
    for action in [action for action in ACTIONS if action.startswith("broadcast.")]:
        command = action.split(".")[1]
        arguments = {"new": new, "list": [], "rules": [], "edit": ["1", "--title", "Thử"], "told": ["--chat", "1"]}.get(
            command, ["1"]
        )
        refused = motcua("broadcast", command, *arguments, token=tokens["reader"])
        assert refused.code == 3, (command, refused)
        assert "Vai trò 'reader' không được làm việc này" in refused.err
    for command in ("approve", "resume"):
        assert motcua("broadcast", command, "1", token=tokens["author"]).code == 3


def test_the_machines_owner_alone_takes_the_urgent_lane(motcua, text_file, crowd):
    crowd(2)
    number = str(motcua(*_new(text_file), "--json").json["id"])
    alone = motcua("broadcast", "approve", number)
    assert alone.code == 2
    assert "--urgent" in alone.err
    asked = motcua("broadcast", "approve", number, "--urgent", "--json").json
    assert asked["state"] == "draft"
    confirmed = motcua("broadcast", "approve", number, "--urgent", "--confirm", asked["confirm"], "--json").json
    assert (confirmed["state"], confirmed["alone"]) == ("approved", True)
    sent = motcua("broadcast", "send", number, "--json", AS_OF="2021-08-22T23:00").json
    assert sent["state"] == "sending"
    assert motcua("broadcast", "pause", number, "--json").json["state"] == "paused"
    assert motcua("broadcast", "resume", number, "--json").json["state"] == "sending"
    assert motcua("broadcast", "cancel", number, "--json").json["state"] == "cancelled"
    assert "duyệt: chủ máy (dữ liệu nhúng) (một mình, gấp)" in motcua("broadcast", "list").out


def test_an_author_who_leaves_the_token_out_approves_nothing(motcua, tokens, text_file):
    number = str(motcua(*_new(text_file), "--json", token=tokens["author"]).json["id"])
    refused = motcua("broadcast", "approve", number)
    assert refused.code == 2
    assert "mã cá nhân" in refused.err


def test_who_looks_and_who_approves_see_all_of_it(motcua, tokens, text_file, tmp_path):
    english = tmp_path / "english.txt"
    english.write_text("From Monday 23/8/2021 files are taken by appointment.", encoding="utf-8")
    extras = ["--text-file-en", str(english), "--image", "https://vi.du/hinh.png", "--button", "book", "--urgent"]
    extras += ["--link", "Cổng=https://dichvucong.gov.vn", "--at", "2021-08-23T07:30"]
    made = motcua(*_new(text_file), *extras, "--json", token=tokens["author"]).json
    number = str(made["id"])
    whole = [
        TEXT,
        "From Monday 23/8/2021 files are taken by appointment.",
        "Hình: https://vi.du/hinh.png",
        "Nút: Đặt lịch",
        "Liên kết: Cổng: https://dichvucong.gov.vn",
        "Gửi cho: topic=rules",
        "Hẹn giờ: 7:30 ngày 23/8/2021",
        "Việc gấp: có",
        "! Xem lại: Không có nguồn",
    ]
    code = motcua("broadcast", "preview", number, "--json", token=tokens["author"]).json["code"]
    assert f"approve {number} --code {code}" in motcua("broadcast", "preview", number, token=tokens["author"]).out
    approver = {"token": tokens["approver"]}
    shown = motcua("broadcast", "show", number, **approver).out
    assert f"Mã nội dung: {code}" in shown
    alone = motcua("broadcast", "approve", number, "--urgent", **approver).out
    wrong = motcua("broadcast", "approve", number, "--code", "0" * 12, **approver)
    assert (wrong.code, "đã được sửa từ lúc xem" in wrong.err) == (2, True)
    approved = motcua("broadcast", "approve", number, "--code", code, **approver).out
    for out in (shown, alone, approved):
        assert [part for part in whole if part not in out] == []


def _new(text_file) -> list[str]:
    return ["broadcast", "new", "--title", "Gấp", "--text-file", str(text_file), "--audience", "topic=rules"]


def test_two_people_press_send_at_once_and_one_does(motcua, tokens, text_file, crowd, tmp_path):
    """Two processes, both held up just before they would start it."""
    crowd(50)
    number = str(motcua(*_new(text_file), "--json", token=tokens["author"]).json["id"])
    motcua("broadcast", "approve", number, token=tokens["approver"])
    logs = {role: tmp_path / f"{role}.log" for role in ("author", "approver")}
    with psycopg.connect(crowd.rows.url) as connection:
        connection.execute("SELECT 1 FROM broadcasts FOR UPDATE")
        both = [motcua.launch(log, "broadcast", "send", number, token=tokens[role]) for role, log in logs.items()]
        waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        wait_until(lambda: len(crowd.rows(waiting)) == len(both))
    assert sorted(process.wait(60) for process in both) == [0, 2]
    assert sum("đã bấm gửi trước" in log.read_text(encoding="utf-8") for log in logs.values()) == 1
    assert statuses(crowd.rows, int(number)) == {"waiting": 50}
    assert len(crowd.rows("SELECT 1 FROM audit WHERE action = 'broadcast.send'")) == 1


def test_a_time_in_vietnam_and_the_night(motcua, tokens, text_file, crowd):
    crowd(1)
    for at, due in (("2021-08-22T15:30", "2021-08-22T15:30:00+07:00"), ("22h 22/8", "2021-08-23T07:00:00+07:00")):
        number = str(motcua(*_new(text_file), "--at", at, "--json", token=tokens["author"]).json["id"])
        motcua("broadcast", "approve", number, token=tokens["approver"])
        sent = motcua("broadcast", "send", number, "--json", token=tokens["author"]).json
        assert sent["state"] == "scheduled"
        assert psycopg_moment(sent["due_at"]) == psycopg_moment(due)


def psycopg_moment(text: str):
    from datetime import datetime

    return datetime.fromisoformat(text)


def test_what_is_exported_for_sms_and_the_loudspeaker(motcua, text_file, tmp_path):
    number = str(motcua(*_new(text_file), "--json").json["id"])
    folder = tmp_path / "xuat"
    data = motcua("broadcast", "export", number, "--to", str(folder), "--json").json
    assert [(sms["encoding"], sms["segments"]) for sms in data["sms"]] == [("GSM-7", 1), ("UCS-2", 1)]
    assert (folder / "sms-khong-dau.txt").read_text().strip() == (
        "Tu thu Hai 23/8/2021, Mot cua xa Tac Van nhan ho so theo lich hen."
    )
    loud = (folder / "loa.txt").read_text()
    assert loud.startswith("THÔNG BÁO\n\nKính thưa bà con,\n")
    assert "Gấp" not in loud, "the title is for staff"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--audience", "khu=x"], "--audience"),
        (["--audience", "topic=rules area='xã Không Có Đâu'"], "Không tìm thấy nơi nào"),
        (["--audience", "topic=rules", "--link", "xem"], "Liên kết"),
        (["--audience", "topic=rules", "--button", "pay"], "book"),
        (["--audience", "topic=rules", "--rule", "nothing"], "Không có quy định"),
        (["--audience", ""], "gửi cho ai"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(motcua, text_file, arguments, said):
    refused = motcua("broadcast", "new", "--title", "Thử", "--text-file", str(text_file), *arguments)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err


def test_a_test_send_goes_to_the_linked_chat_only(motcua, text_file, crowd, rows):
    crowd(3)
    (mine,) = crowd(1, topic=None)
    rows("INSERT INTO staff_contacts VALUES ('chủ máy (dữ liệu nhúng)', %s)", mine)
    number = str(motcua(*_new(text_file), "--json").json["id"])
    assert [where["platform"] for where in motcua("broadcast", "test", number, "--json").json["sent"]] == ["telegram"]
    (message,) = rows("SELECT conversation_id, body ->> 'text' AS text, recipient_id FROM outbox")
    assert (message["conversation_id"], message["recipient_id"]) == (mine, None)
    assert message["text"] == f"[GỬI THỬ] {TEXT}"


def test_the_first_test_send_waits_for_a_code_and_keeps_nobody_else_waiting(motcua, text_file, crowd, rows, tmp_path):
    number = str(motcua(*_new(text_file), "--json").json["id"])
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


def test_the_rules_that_are_offered_are_those_of_the_database_on_its_day(motcua, crowd):
    """The rulebook that comes with the code may be older, or newer, than what is published here."""
    crowd(1)
    crowd.rows(
        "INSERT INTO rulebooks (content_hash, body, published_by)"
        " SELECT 'newer', replace(body::text, 'trực tuyến', 'qua mạng điện tử')::jsonb, 'demo' FROM rulebooks"
    )
    found = motcua("broadcast", "rules", "--json").json["rules"]
    assert any("qua mạng điện tử" in rule["text"] for rule in found)
    assert not any("trực tuyến" in rule["text"] for rule in found)
    assert all(rule["sources"] for rule in found)
    new = ["broadcast", "new", "--title", "Thử", "--audience", "topic=rules", "--json"]
    made = motcua(*new, "--rule", found[0]["id"]).json
    assert motcua("broadcast", "show", str(made["id"]), "--json").json["content"]["text"] == found[0]["text"]
    later = motcua("broadcast", "rules", "--json", AS_OF="2026-11-25T09:00").json["rules"]
    assert {rule["id"] for rule in later} == {rule["id"] for rule in found if rule["begins"] is not None}
    assert f"{later[0]['id']}  (từ " in motcua("broadcast", "rules").out


def test_a_rule_broadcast_carries_its_source(motcua, crowd):
    crowd(1)
    rules = motcua("rules", "at", "2021-08-23", "--json").json["rules"]
    new = ["broadcast", "new", "--title", "Quy định", "--audience", "topic=rules", "--json"]
    made = next(answer for rule in rules if (answer := motcua(*new, "--rule", rule["id"])).code == 0).json
    shown = motcua("broadcast", "show", str(made["id"]), "--json").json
    (source,) = shown["content"]["sources"]
    assert source["document"]
    assert "source" not in {finding["code"] for finding in made["findings"]}
    with psycopg.connect(crowd.rows.url) as connection:
        stored = connection.execute("SELECT content FROM broadcasts").fetchone()
    assert stored is not None
    assert json.loads(json.dumps(stored[0]))["rule"] == source["rule"]


def test_who_sends_at_night_is_told_why_it_waits_and_what_to_do(motcua, tokens, text_file):
    author, approver = {"token": tokens["author"]}, {"token": tokens["approver"]}
    night = {"AS_OF": "2021-08-22T22:30"}
    new = ["broadcast", "new", "--title", "Lịch hẹn", "--text-file", str(text_file), "--audience", AUDIENCE]
    number = str(motcua(*new, "--json", **author, **night).json["id"])
    motcua("broadcast", "approve", number, "--json", **approver, **night)
    told = motcua("broadcast", "send", number, **author, **night)
    assert told.code == 0, told.err
    assert "Từ 21:00 đến 7:00 không gửi. Sẽ gửi lúc 7:00 ngày 23/8/2021." in told.out
    assert f"motcua broadcast edit {number} --urgent" in told.out
    early = motcua("broadcast", "pause", number, **author, **night)
    assert early.code == 2
    assert f"motcua broadcast cancel {number}" in early.err
    motcua("broadcast", "edit", number, "--urgent", "--json", **author, **night)
    motcua("broadcast", "approve", number, "--json", **approver, **night)
    assert motcua("broadcast", "send", number, "--json", **author, **night).json["state"] == "sending"


def test_at_the_hour_that_was_asked_for_nothing_is_said_of_the_night(motcua, tokens, text_file):
    author = {"token": tokens["author"]}
    new = ["broadcast", "new", "--title", "Lịch hẹn", "--text-file", str(text_file), "--audience", AUDIENCE]
    number = str(motcua(*new, "--at", "14h ngày 22/8", "--json", **author).json["id"])
    motcua("broadcast", "approve", number, "--json", token=tokens["approver"])
    told = motcua("broadcast", "send", number, **author)
    assert "Sẽ gửi lúc 14:00 ngày 22/8/2021." in told.out
    assert "21:00" not in told.out


def test_watching_says_again_only_what_has_changed(motcua, tokens, text_file, tmp_path):
    author = {"token": tokens["author"]}
    new = ["broadcast", "new", "--title", "Lịch hẹn", "--text-file", str(text_file), "--audience", AUDIENCE]
    number = str(motcua(*new, "--at", "14h ngày 22/8", "--json", **author).json["id"])
    motcua("broadcast", "approve", number, "--json", token=tokens["approver"])
    motcua("broadcast", "send", number, "--json", **author)
    status = ["broadcast", "status", number, "--json"]
    watching = motcua.launch(tmp_path / "watch.err", *status, "--watch", stdout=subprocess.PIPE, **author)
    assert json.loads(watching.stdout.readline())["state"] == "scheduled"
    for _ in range(3):  # takes longer than it waits between two looks
        motcua(*status, **author)
    motcua("broadcast", "cancel", number, "--json", **author)
    assert watching.wait(60) == 0
    with watching.stdout as rest:
        assert [json.loads(line)["state"] for line in rest] == ["cancelled"]


def test_a_notice_is_not_called_as_broadcasts_are(motcua, tokens):
    told = motcua("notice", "add", "Sáng mai nghỉ nhận hồ sơ.", "--to", "23/8", token=tokens["author"])
    assert told.out.startswith("Lời báo số 1: cả tỉnh")
    removed = motcua("notice", "remove", "1", token=tokens["author"])
    assert removed.out.startswith("Đã bỏ lời báo số 1: ")
