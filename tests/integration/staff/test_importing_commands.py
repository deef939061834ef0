"""`motcua procedures import` as people use it: by their tokens, with the rights that the database gives them."""

from __future__ import annotations

import json
from datetime import datetime

import psycopg
import pytest

from bot.guidance.moments import VIETNAM
from tests import commands
from tests.portal_files import detail, lines, listed

HERD = "1.900001"
MOVING = "Thủ tục đăng ký chuyển chuồng trâu"


@pytest.fixture
def motcua(bot_database):
    """A function that runs a command as somebody, today."""
    settings = {"DATABASE_URL": bot_database, "AS_OF": "2026-11-30T09:00"}
    tokens = {None: None}
    for name, role in (("Quản Demo", "admin"), ("Soạn Demo", "author"), ("Duyệt Demo", "approver")):
        given = tokens.get("Quản Demo")
        made = commands.run("staff", "add", name, "--role", role, "--json", settings=settings, token=given)
        tokens[name] = made.json["token"]

    def run(who, *arguments):
        return commands.run(*arguments, settings=settings, token=tokens[who])

    return run


def test_an_import_from_the_file_to_the_search(motcua, tmp_path, bot_database):
    row = listed(HERD, MOVING)
    file = lines(tmp_path / "a.jsonl", [row, listed("", "Không mã"), detail("1.900002", "Cấp thẻ chuồng trâu")])
    tried = motcua("Soạn Demo", "procedures", "import", str(file), "--dry-run", "--json").json
    assert (tried["taken"], tried["new"], tried["changed"]) == (2, 2, 0)
    assert [(one["file"], one["row"]) for one in tried["refused"]] == [("a.jsonl", 2)]
    assert "Không có mã thủ tục" in tried["refused"][0]["why"]
    assert tried["import"] is None

    made = motcua("Soạn Demo", "procedures", "import", str(file), "--json").json["import"]
    assert made["state"] == "waiting"
    shown = motcua("Duyệt Demo", "procedures", "imports", "show", str(made["id"])).out
    assert f"imports approve {made['id']} --code {made['content']}" in shown
    alone = motcua("Soạn Demo", "procedures", "imports", "approve", str(made["id"]), "--code", made["content"])
    assert alone.code == 3, "an author approves nothing"
    with psycopg.connect(bot_database, autocommit=True) as connection:
        assert not connection.execute("SELECT 1 FROM catalogue_imports WHERE published_at IS NOT NULL").fetchall()
    motcua("Duyệt Demo", "procedures", "imports", "approve", str(made["id"]), "--code", made["content"])
    found = motcua(None, "procedures", "search", "chuyển chuồng trâu", "--json").json
    assert found["results"][0]["code"] == HERD
    said = motcua("Soạn Demo", "procedures", "imported", "1.900002", "--json").json["fields"]
    assert {one["state"] for one in said} == {"proposed"}

    undone = motcua(
        "Soạn Demo", "procedures", "imports", "undo", str(made["id"]), "--reason", "nhầm tệp", "--json"
    ).json
    assert undone["state"] == "undone"
    gone = motcua(None, "procedures", "search", "chuyển chuồng trâu", "--json").json
    assert HERD not in {hit["code"] for hit in gone["results"]}


def test_what_was_imported_is_in_the_sheet_and_known_by_its_moments(motcua, tmp_path):
    rows = [listed(HERD, MOVING), detail("1.900002", "Cấp thẻ chuồng trâu")]
    made = motcua("Soạn Demo", "procedures", "import", str(lines(tmp_path / "a.jsonl", rows)), "--json").json["import"]
    motcua("Duyệt Demo", "procedures", "imports", "approve", str(made["id"]), "--code", made["content"])
    listed_fields = sheet(motcua, "1.900002", HERD)
    assert {(one["title"], one["told"]) for one in listed_fields if one["code"] != HERD} == {
        ("Cấp thẻ chuồng trâu", False)
    }
    assert {one["kind"] for one in listed_fields if one["code"] == HERD} == {"receiver"}, "a row says no more"

    fee = next(one["id"] for one in listed_fields if one["kind"] == "fee")
    confirmed = motcua(
        "Soạn Demo", "procedures", "confirm", "1.900002", fee, "--official", "Bà Thử, Trưởng phòng",
        "--document", "Nghị quyết thử", "--since", "2026-10-01", "--amount", "7000", "--json",
    ).json  # fmt: skip
    before = datetime.now(VIETNAM).replace(tzinfo=None).isoformat()
    approved = motcua("Duyệt Demo", "procedures", "approve", str(confirmed["id"]), "--code", confirmed["content"])
    assert approved.code == 0, approved.err
    (told,) = at(motcua)
    assert (told["id"], told["told"], told["official"]) == (fee, True, "Bà Thử, Trưởng phòng")
    assert "7.000 đ" in told["says"]
    assert at(motcua, "--known-at", before) == [], "what was known then stays"
    assert fee not in {one["id"] for one in sheet(motcua, "1.900002")}


def sheet(motcua, *codes):
    asked = [part for code in codes for part in ("--code", code)]
    return [json.loads(line) for line in motcua("Soạn Demo", "procedures", "sheet", *asked, "--json").out.splitlines()]


def at(motcua, *more):
    return motcua(None, "rules", "at", "2026-11-30", "--procedure", "1.900002", *more, "--json").json["fields"]


def test_nothing_that_can_be_taken_is_told_by_the_exit_code(motcua, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("Mã,Tên\nBTP-1,Cấp thẻ\n", encoding="utf-8")
    answer = motcua("Soạn Demo", "procedures", "import", str(file))
    assert answer.code != 0
    assert "a.csv, dòng 2: “BTP-1” không phải mã quốc gia" in answer.out


def test_a_name_that_staff_give_is_found_once_a_second_person_approved_it(motcua):
    code, name = "2.000815", "đóng củ khoai"
    made = motcua("Soạn Demo", "procedures", "name", code, name, "đóng mộc củ khoai", "--json").json
    assert made["state"] == "waiting"
    assert _first(motcua, name) != code
    shown = motcua("Duyệt Demo", "procedures", "imports", "show", str(made["id"])).out
    assert f"imports approve {made['id']} --code {made['content']}" in shown
    motcua("Duyệt Demo", "procedures", "imports", "approve", str(made["id"]), "--code", made["content"])
    assert _first(motcua, name) == code
    again = motcua("Soạn Demo", "procedures", "name", code, "Dong cu khoai")
    assert again.code != 0
    assert "đã tìm được" in again.out + again.err
    assert motcua("Soạn Demo", "procedures", "name", "9.999999", "gì đó").code != 0


def _first(motcua, query):
    results = motcua(None, "procedures", "search", query, "--json").json["results"]
    return results[0]["code"] if results else None
