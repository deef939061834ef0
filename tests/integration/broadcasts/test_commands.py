"""`motcua broadcast` as processes: from a text file to the report, with each person's own token."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import json
import re

import psycopg
import pytest

from bot.staff.roles import ACTIONS
from tests.integration.broadcasts.checked import Checked
from tests.integration.broadcasts.conftest import AUDIENCE, TEXT, new_urgent, statuses
from tests.integration.staff.conftest import TAC_VAN
from tests.pictures import png
from tests.waiting import wait_until


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
    early = motcua("broadcast", "send", number, "--yes", **author)
    assert early.code == 2
    assert "chưa được duyệt" in early.err
    own = motcua.approve(number, **author)
    assert own.code == 3
    assert motcua.approve(number, "--json", **approver).json["approved_by"] == "approver Demo"
    bot = stage.start()
    assert motcua("broadcast", "send", number, "--yes", "--json", **author).json["state"] == "sending"
    await asyncio.to_thread(wait_until, lambda: statuses(stage.rows, int(number)) == {"sent": 11, "skipped": 1})
    await asyncio.to_thread(wait_until, lambda: stage.rows("SELECT 1 FROM broadcasts WHERE state = 'done'"))
    again = motcua("broadcast", "send", number, "--yes", **approver)
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
    checked = Checked()
    checked.feed(page)
    assert checked.open == []
    assert not re.search(r"https?:|//", page), "nothing is fetched from elsewhere"
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
        given = {"new": new, "list": [], "rules": [], "edit": ["1", "--title", "Thử"], "told": ["--chat", "1"]}
        given |= {"return": ["1", "--reason", "Thử"], "picture": ["1", "--to", str(text_file.with_name("picture.png"))]}
        arguments = given.get(command, ["1"])
        refused = motcua("broadcast", command, *arguments, token=tokens["reader"])
        assert refused.code == 3, (command, refused)
        assert "Vai trò 'reader' không được làm việc này" in refused.err
    for command in (["approve", "1"], ["resume", "1"], ["return", "1", "--reason", "Thử"]):
        assert motcua("broadcast", *command, token=tokens["author"]).code == 3


def test_the_machines_owner_alone_takes_the_urgent_lane(motcua, text_file, crowd):
    crowd(2)
    number = str(motcua(*new_urgent(text_file), "--json").json["id"])
    alone = motcua.approve(number)
    assert alone.code == 2
    assert "--urgent" in alone.err
    asked = motcua("broadcast", "approve", number, "--urgent", "--json").json
    assert asked["state"] == "draft"
    confirmed = motcua("broadcast", "approve", number, "--urgent", "--confirm", asked["confirm"], "--json").json
    assert (confirmed["state"], confirmed["alone"]) == ("approved", True)
    sent = motcua("broadcast", "send", number, "--yes", "--json", AS_OF="2021-08-22T23:00").json
    assert sent["state"] == "sending"
    assert motcua("broadcast", "pause", number, "--json").json["state"] == "paused"
    assert motcua("broadcast", "resume", number, "--json").json["state"] == "sending"
    assert motcua("broadcast", "cancel", number, "--yes", "--json").json["state"] == "cancelled"
    assert "duyệt: chủ máy (dữ liệu nhúng) (một mình, gấp)" in motcua("broadcast", "list").out


def test_an_author_who_leaves_the_token_out_approves_nothing(motcua, tokens, text_file):
    number = str(motcua(*new_urgent(text_file), "--json", token=tokens["author"]).json["id"])
    refused = motcua.approve(number)
    assert refused.code == 2
    assert "mã cá nhân" in refused.err


def test_who_looks_and_who_approves_see_all_of_it(motcua, tokens, text_file, tmp_path):
    english = tmp_path / "english.txt"
    english.write_text("From Monday 23/8/2021 files are taken by appointment.", encoding="utf-8")
    picture = tmp_path / "hinh.png"
    picture.write_bytes(png())
    extras = ["--text-file-en", str(english), "--image", str(picture), "--button", "book", "--urgent"]
    extras += ["--link", "Cổng=https://dichvucong.gov.vn", "--at", "2021-08-23T07:30"]
    made = motcua(*new_urgent(text_file), *extras, "--json", token=tokens["author"]).json
    number = str(made["id"])
    whole = [
        TEXT,
        "From Monday 23/8/2021 files are taken by appointment.",
        f"Hình: {hashlib.sha256(png()).hexdigest()[:12].upper()} (PNG, 1 KB), từ hinh.png",
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
    copy = tmp_path / "xem.png"
    assert motcua("broadcast", "picture", number, "--to", str(copy), **approver).code == 0
    assert copy.read_bytes() == png()
    wrong = motcua("broadcast", "approve", number, "--code", "0" * 12, **approver)
    assert (wrong.code, "đã được sửa từ lúc xem" in wrong.err) == (2, True)
    approved = motcua("broadcast", "approve", number, "--code", code, **approver).out
    for out in (shown, alone, approved):
        assert [part for part in whole if part not in out] == []


def test_what_is_exported_for_sms_and_the_loudspeaker(motcua, text_file, tmp_path):
    number = str(motcua(*new_urgent(text_file), "--json").json["id"])
    folder, early = tmp_path / "xuat", tmp_path / "som"
    told = motcua("broadcast", "export", number, "--to", str(early)).out
    for text in (told, *(path.read_text() for path in early.iterdir())):
        assert "CHƯA DUYỆT" in text or "CHUA DUYET" in text, "it looks like a sheet that may be read aloud"
    assert f"Đã ghi {early / 'loa.txt'}" in told
    motcua("broadcast", "approve", number, "--urgent")
    code = motcua("broadcast", "show", number, "--json").json["code"]
    motcua("broadcast", "approve", number, "--urgent", "--confirm", code)
    refused = motcua("broadcast", "export", number, "--to", str(tmp_path / "khong" / "co"))
    assert (refused.code, "không có thư mục" in refused.err) == (2, True)
    again = motcua("broadcast", "export", number, "--to", str(early))
    assert (again.code, "đã có" in again.err) == (2, True)
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
    assert {rule["id"] for rule in later}.isdisjoint({rule["id"] for rule in found}), "nobody had signed these"
    assert "NOW-01  (từ 0:00 ngày 1/7/2025)" in motcua("broadcast", "rules", AS_OF="2025-06-15T09:00").out


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


def test_a_notice_is_not_called_as_broadcasts_are(motcua, tokens):
    author, approver = {"token": tokens["author"]}, {"token": tokens["approver"]}
    told = motcua("notice", "add", "Sáng mai nghỉ nhận hồ sơ.", "--to", "23/8", **author)
    assert told.out.startswith("Lời báo số 1: cả tỉnh")
    assert "CHƯA AI THẤY" in told.out
    assert "CHỜ DUYỆT" in motcua("notice", "list", **author).out
    (command,) = re.findall(r"motcua (notice approve 1 --code \w+)", told.out)
    assert motcua(*command.split(), **author).code == 3
    assert "bà con thấy từ bây giờ" in motcua(*command.split(), **approver).out
    removed = motcua("notice", "remove", "1", **author)
    assert removed.out.startswith("Đã bỏ lời báo số 1: ")
    motcua("notice", "add", "Sáng mai nghỉ nhận hồ sơ.", "--to", "23/8", **approver)
    alone = motcua("notice", "approve", "2", "--urgent", "--json", **approver).json
    assert (alone["waits"], alone["shown"]) == (True, False)
    done = motcua("notice", "approve", "2", "--urgent", "--confirm", alone["confirm"], "--json", **approver).json
    assert (done["waits"], done["shown"]) == (False, True)
