"""An editor's day: tried, approved, published, told by two processes, announced; a wrong one hidden and put right."""

from __future__ import annotations

import pytest

from tests import commands
from tests.integration.people.conftest import WebPerson
from tests.waiting import wait_until

DRAFT = """
title: "Tổng đài mới"
documents:
  - {id: "tb-1-2026", kind: "Thông báo", number: "1/TB-TTPVHCC", signed_on: 2026-11-20}
rules:
  - id: "NOW-21"
    status: "published"
    document: "tb-1-2026"
    kind: "login"
    audience: "citizen"
    effective_from: "2026-11-20"
    topics: ["online", "login"]
    do_vi: "Dạ, quên mật khẩu thì anh/chị gọi 18001096."
    why_vi: "Số này miễn phí."
    confidence: "high"
    confirmed: true
contacts:
  - id: "hotline-current"
    status: "published"
    purpose: "booking"
    label: "Tổng đài Hành chính công"
    value: "%s"
    valid_from: "2026-11-20"
correction: "Thông báo có hiệu lực từ ngày ký."
"""


QUESTIONS = """
areas: [{id: "everywhere"}, {id: "tan-thanh", unit: "phuong-tan-thanh-2025"}]
moments: ["2022-03-01T09:00", "+0"]
questions:
  - {ask: "tổng đài số mấy", topics: ["hotline_number"], contacts: ["booking"]}
  - {ask: "quên mật khẩu thì sao", topics: ["login"]}
"""


@pytest.fixture
def motcua(bot_database):
    """A function that runs a command as somebody, today."""
    settings = {"DATABASE_URL": bot_database, "AS_OF": "2026-11-30T09:00"}
    tokens = {}
    for name, role in (("Quản Demo", "admin"), ("Soạn Demo", "author"), ("Duyệt Demo", "approver")):
        given = tokens.get("Quản Demo")
        tokens[name] = commands.run(
            "staff", "add", name, "--role", role, "--json", settings=settings, token=given
        ).json["token"]

    def run(who, *arguments):
        return commands.run(*arguments, settings=settings, token=tokens[who])

    return run


def await_told(bot, wanted, *, without=None):
    """Wait until somebody new at the page is told this of the hotline: another one asks where a process was slower."""

    def told():
        person = WebPerson(bot.url)
        with person.client:
            person.client.get(person.base)
            person.press("#ask.intent:ask_hotline")
            wait_until(person.said)
            said = " ".join(person.said())
        return wanted in said and (without is None or without not in said)

    wait_until(told)


def put_right(motcua, tmp_path, corrections, *, since):
    """Draft a correction to those who heard the wrong number, and to nobody of the others, who heard the right one."""
    (to_correct,) = corrections
    assert to_correct["entry"] == "hotline-current"
    letter = tmp_path / "dinh-chinh.txt"
    letter.write_text("Số tổng đài đúng là 1900 0002.", encoding="utf-8")
    drafted = motcua("Soạn Demo", "rules", "told", "hotline-current", "--correct", str(letter), "--json").json
    assert drafted["people"] >= drafted["otherwise"] + since
    preview = motcua("Soạn Demo", "broadcast", "preview", str(drafted["broadcast"]), "--json").json
    assert preview["count"] == drafted["otherwise"] == to_correct["otherwise"]
    assert motcua("Soạn Demo", "rules", "told", "NOW-21", "--json").json["otherwise"] == 0


def test_an_editors_day(motcua, start_bot, tmp_path, rows):
    bots = [start_bot(PUBLIC_URL="", TELEGRAM_TOKEN="", AS_OF="2026-11-30T09:00") for _ in range(2)]
    file = tmp_path / "tong-dai.yaml"
    file.write_text(DRAFT % "1900 0001", encoding="utf-8")

    asking = tmp_path / "cau-hoi.yaml"
    asking.write_text(QUESTIONS, encoding="utf-8")
    checked = motcua("Soạn Demo", "rules", "check", str(file), "--questions", str(asking), "--json").json
    assert (checked["questions"], checked["unheard"], checked["brings"]) == (2, False, [])
    asked = {effect["ask"]: effect for effect in checked["effects"]}
    assert any("1900 0001" in line["text"] for line in asked["tổng đài số mấy"]["after"])
    assert checked["corrects"] == ["hotline-current", "NOW-21"]

    draft = motcua("Soạn Demo", "rules", "draft", str(file), "--json").json
    number, code = str(draft["id"]), draft["code"]
    assert motcua("Soạn Demo", "rules", "approve", number, "--code", code).code == 3
    assert motcua("Soạn Demo", "rules", "submit", number, "--json").code == 0
    assert motcua("Soạn Demo", "rules", "publish", number).code == 2
    read = motcua("Duyệt Demo", "rules", "show", number).out
    assert "hotline-current" in read
    assert code in read
    assert motcua("Duyệt Demo", "rules", "approve", number, "--code", code, "--json").code == 0
    published = motcua("Soạn Demo", "rules", "publish", number, "--broadcast", "--json").json
    for bot in bots:
        await_told(bot, "1900 0001")
    news, number_news = published["broadcasts"]
    assert (news["rule"], news["audience"]) == ("NOW-21", "topic=rules")
    assert (number_news["contact"], number_news["audience"]) == ("hotline-current", "topic=rules")
    offered = motcua("Soạn Demo", "broadcast", "show", str(number_news["broadcast"]), "--json").json["content"]
    assert "Tổng đài Hành chính công" in offered["text"]
    assert "1900 0001" in offered["text"]
    shown = motcua("Soạn Demo", "broadcast", "show", str(news["broadcast"]), "--json").json
    assert "18001096" in shown["content"]["text"]

    # The number was wrong: hidden by one person, then another one, then those who heard the wrong one are told.
    hiding = motcua("Soạn Demo", "rules", "suspend", "hotline-current", "--reason", "Sai số", "--json").json
    (to_correct,) = hiding["corrections"]
    assert (to_correct["entry"], to_correct["otherwise"]) == ("hotline-current", to_correct["people"])
    assert to_correct["people"] >= len(bots)
    for bot in bots:
        await_told(bot, "số", without="1900 0001")
    file.write_text(DRAFT % "1900 0002", encoding="utf-8")
    again = motcua("Soạn Demo", "rules", "draft", str(file), "--json").json
    assert motcua("Duyệt Demo", "rules", "approve", str(again["id"]), "--code", again["code"], "--json").code == 0
    latest = motcua("Soạn Demo", "rules", "publish", str(again["id"]), "--json").json
    assert latest["version"] > published["version"]
    for bot in bots:
        await_told(bot, "1900 0002")
    put_right(motcua, tmp_path, latest["corrections"], since=len(bots))
    versions = motcua("Soạn Demo", "rules", "history", "--json").json["versions"]
    assert [version["act"] for version in versions] == ["publish", "hide", "publish", "import"]
    (change,) = motcua("Soạn Demo", "rules", "diff", str(latest["version"]), "--json").json["changes"]
    assert change["after"]["value"] == "1900 0002"


LATE = """
title: "Cổng riêng"
documents:
  - {id: "tb-2-2026", kind: "Thông báo", number: "2/TB-TTPVHCC", signed_on: 2024-12-20}
rules:
  - id: "NOW-22"
    status: "published"
    document: "tb-2-2026"
    kind: "portal"
    audience: "citizen"
    effective_from: "2025-01-01"
    topics: ["online"]
    decides: {submission_portal: "own"}
    why_vi: "Nộp trên cổng của tỉnh."
    confidence: "high"
    confirmed: true
correction: "Thông báo đến trễ."
"""


def test_what_no_broadcast_can_be_drafted_of_is_published_all_the_same(motcua, tmp_path):
    """A rule that another one beats is told to nobody: no broadcast can tell it, and the version says so and stands."""
    file = tmp_path / "cong.yaml"
    file.write_text(LATE, encoding="utf-8")
    draft = motcua("Soạn Demo", "rules", "draft", str(file), "--json").json
    number = str(draft["id"])
    assert motcua("Duyệt Demo", "rules", "approve", number, "--code", draft["code"]).code == 0
    published = motcua("Soạn Demo", "rules", "publish", number, "--broadcast", "--json")
    assert published.code == 0, published.err
    (offered,) = published.json["broadcasts"]
    assert (offered["rule"], offered["broadcast"]) == ("NOW-22", None)
    assert "--text-file" in offered["problem"]
