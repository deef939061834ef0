"""The commands that other programs rely on: their JSON shapes, as the design promises them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests import forking
from tests.e2e.citizens_terminal import TerminalCitizen

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.e2e.system import System


def motcua(*arguments: str, lines: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command with settings (without their prefix) and input."""
    return forking.run("bot", *arguments, env=forking.environment(env), said=lines)


def objects(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """One JSON object per printed line."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_chat_json(system: System) -> None:
    with TerminalCitizen(system) as citizen:
        printed = citizen.line("tui muon lam giay khai sanh cho con")
        assert printed.keys() == {"in", "intent", "confidence", "entities", "clauses", "replies"}
        assert all(clause.keys() == {"text", "act", "focus", "topic", "unit"} for clause in printed["clauses"])
        assert printed["in"] == "tui muon lam giay khai sanh cho con"
        assert printed["intent"] == "find_procedure"
        assert 0 < printed["confidence"] <= 1
        for entity in printed["entities"]:
            assert {"entity", "value", "start", "end"} <= entity.keys()
            assert printed["in"][entity["start"] : entity["end"]] == entity["value"]
        for reply in printed["replies"]:
            assert {"text", "choices", "citations"} <= reply.keys()
        last = printed["replies"][-1]
        assert all(choice.keys() == {"label", "payload"} for choice in last["choices"])
        assert last["citations"]
        for citation in last["citations"]:
            assert citation.keys() == {"rule", "document", "paragraph", "effective_from", "in_force"}
        assert {"CM4708-R01"} <= {citation["rule"] for citation in last["citations"]}
        pressed = citizen.line(json.dumps({"payload": last["choices"][0]["payload"]}))
        assert pressed["intent"] == "choice"
        assert pressed["replies"]


def test_a_person_is_known_again_by_name(system: System) -> None:
    with TerminalCitizen(system) as first:
        assert first.say("xin chào").says("trợ lý tự động")
    with TerminalCitizen(system, user=first.user) as again:
        assert not again.say("xin chào").says("trợ lý tự động")


def test_chat_for_another_day(system: System) -> None:
    env = {**system.env, "AS_OF": ""}
    (printed,) = objects(motcua("chat", "--json", "--as-of", "2026-11-24", lines="nop o huyen duoc khong\n", env=env))
    rules = {citation["rule"]: citation["in_force"] for reply in printed["replies"] for citation in reply["citations"]}
    assert rules["NOW-03"] is True
    assert not [rule for rule, in_force in rules.items() if in_force and rule.startswith("CM4708")]


def test_chat_with_a_wrong_day(system: System) -> None:
    done = motcua("chat", "--json", "--as-of", "hôm qua", env=system.env)
    assert done.returncode == 2
    assert "--as-of" in done.stderr
    assert done.stdout == ""


def test_nlu_parse(system: System, tmp_path: Path) -> None:
    lines = ["tui muon lam giay khai sanh cho con", "xa tac van", "dạ", "qwrtp zxcv"]
    env = {**system.nlu.env, "DATA_DIR": str(tmp_path / "data")}
    read = objects(motcua("nlu", "parse", "--json", lines="\n".join(lines) + "\n", env=env))
    assert [reading["text"] for reading in read] == lines
    for reading in read:
        assert reading.keys() == {"text", "intent", "confidence", "entities", "ranking", "secondary", "clauses"}
        assert all({"start", "end", "act", "focus", "topic", "facts"} == clause.keys() for clause in reading["clauses"])
        assert all(ranked.keys() == {"intent", "confidence"} for ranked in reading["ranking"])
        for entity in reading["entities"]:
            assert reading["text"][entity["start"] : entity["end"]] == entity["value"]
    assert [reading["intent"] for reading in read] == ["find_procedure", "provide_info", "affirm", "nlu_fallback"]


def test_procedures_search() -> None:
    lines = ["giay khai sanh", "chung thuc ban sao", "qwrtp"]
    found = objects(motcua("procedures", "search", "--json", lines="\n".join(lines) + "\n"))
    assert [answer["query"] for answer in found] == lines
    for answer in found:
        assert answer.keys() == {"query", "results"}
        assert len(answer["results"]) <= 5
        assert all(hit.keys() == {"code", "name", "score"} for hit in answer["results"])
        scores = [hit["score"] for hit in answer["results"]]
        assert scores == sorted(scores, reverse=True)
    assert found[0]["results"][0]["code"] == "1.001193"
    assert found[1]["results"][0]["code"] == "2.000815"


def test_rules_at() -> None:
    arguments = ("--area", "xa tac van", "--procedure", "1.001193", "--json")
    (then,) = objects(motcua("rules", "at", "2021-08-22T09:00", *arguments))
    assert {"at", "rules", "regimes", "contacts", "area", "ladder"} <= then.keys()
    assert {"CM4708-R01", "CM4708-R08"} <= {rule["id"] for rule in then["rules"]}
    assert "REG-1615" in {regime["id"] for regime in then["regimes"]}
    assert "hotline-2021" in {contact["id"] for contact in then["contacts"]}
    assert "Tắc Vân" in then["area"]["name"]
    (today,) = objects(motcua("rules", "at", "2026-11-24", "--json"))
    assert not [rule["id"] for rule in today["rules"] if rule["id"].startswith("CM4708")]
    assert "hotline-2021" not in {contact["id"] for contact in today["contacts"]}
    assert today["area"] is None


def test_rules_at_a_split_place() -> None:
    (found,) = objects(motcua("rules", "at", "2026-11-24", "--area", "xã Tạ An Khương", "--json"))
    assert found["area"]["name"] or found["area"]["candidates"]
    assert all("name" in candidate for candidate in found["area"]["candidates"])


def test_staff_work_by_commands(system: System) -> None:
    """A unit opens a half-day, an operator books for a caller, the unit sees and the operator finds it."""
    unit, day, phone = "xã Tân Ân Tây, huyện Ngọc Hiển", system.day(2).isoformat(), "0912999001"
    env = system.env
    (opened,) = objects(motcua("unit", "open", unit, day, "morning", "--capacity", "3", "--json", env=env))
    assert opened["capacity"] == 3
    booking = ["--unit", unit, "--date", day, "--half", "morning", "--procedure", "2.000815"]
    caller = ["--name", "Nguyễn Văn Demo", "--phone", phone, "--dossiers", "2", "--json"]
    (booked,) = objects(motcua("operator", "book", *booking, *caller, env=env))
    assert {"code", "queue_number", "window"} <= booked.keys()
    assert [found.code for found in system.booked(phone)] == [booked["code"]]
    (listed,) = objects(motcua("unit", "today", unit, "--date", day, "--json", env=env))
    assert booked["code"] in json.dumps(listed)
    (found,) = objects(motcua("operator", "find", phone, "--json", env=env))
    assert booked["code"] in json.dumps(found)
    too_many = motcua("operator", "book", *booking, *caller, env=env)
    assert too_many.returncode != 0
    assert "Traceback" not in too_many.stderr
    closed = motcua("unit", "close", unit, "--from", day, "--to", day, env=env)
    assert closed.returncode == 1  # it is not closed, only stopped
    assert booked["code"] in closed.stdout  # who is booked is the answer, no error
    assert "Nguyễn Văn Demo" in closed.stdout
    assert "Traceback" not in closed.stderr
