"""From a conversation to the training data: real messages, the real model's readings, the commands that staff type."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from tests.e2e.test_commands import motcua

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System

UNCLEAR = "bla bla {mark} zxcv nghen cô Lan"


def queued(system: System, mark: str) -> list[dict[str, Any]]:
    """Wait for the bot itself to fill the queue."""
    deadline = time.monotonic() + 60
    while True:
        found = system.rows("SELECT text, reasons FROM nlu_reviews WHERE text LIKE %s", f"%{mark}%")
        if found or time.monotonic() > deadline:
            return found
        time.sleep(0.2)


def test_an_unclear_message_is_labelled_and_brought_to_the_data(
    visitor: Citizen, system: System, tmp_path: Path
) -> None:
    mark = f"{visitor.platform}mark"
    visitor.say(UNCLEAR.format(mark=mark))
    visitor.say("không phải vậy, cho gặp cán bộ")
    (row,) = queued(system, mark)
    assert row["text"] == f"bla bla {mark} zxcv nghen cô [tên]"

    file = tmp_path / "queue.jsonl"
    env = {**system.env, "AS_OF": ""}
    token = json.loads(motcua("staff", "add", f"Quản trị {mark} Demo", "--role", "admin", "--json", env=env).stdout)
    env["STAFF_TOKEN"] = token["token"]
    assert motcua("nlu", "review", "--export", str(file), env=env).returncode == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    (mine,) = [line for line in lines if mark in line["text"]]
    assert "said_no" in mine["reasons"]
    file.write_text(json.dumps({**mine, "label": {"intent": "out_of_scope"}}, ensure_ascii=False), encoding="utf-8")
    taken = json.loads(motcua("nlu", "review", "--import", str(file), "--json", env=env).stdout)
    assert (taken["labelled"], taken["refused"]) == (1, [])

    data = tmp_path / "data"
    data.mkdir()
    (data / "out_of_scope.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: out_of_scope\n  examples: |\n    - giá vàng hôm nay\n', encoding="utf-8"
    )
    done = json.loads(motcua("nlu", "apply", "--data", str(data), "--json", env=env).stdout)
    (outcome,) = [label for label in done["labels"] if mark in label["text"]]
    assert outcome["outcome"] == "added"
    assert f"+    - bla bla {mark} zxcv nghen cô Nguyễn Văn Demo" in done["diff"].splitlines()

    page = tmp_path / "report.html"
    told = json.loads(motcua("nlu", "report", "--out", str(page), "--json", env=env).stdout)
    assert told["total"]["understood"] >= 1, "what is none of the office's business was rightly not answered"
    assert told["queue"]["added"] >= 1
    assert "<svg" in page.read_text(encoding="utf-8")


def test_the_screen_needs_a_terminal_and_the_linter_runs(system: System, tmp_path: Path) -> None:
    refused = motcua("nlu", "review", env=system.env)
    assert refused.returncode in {2, 3}
    assert refused.stdout == ""
    (tmp_path / "greet.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - gọi 0912345678\n', encoding="utf-8"
    )
    found = motcua("nlu", "lint", "--data", str(tmp_path), "--json", env=system.env)
    assert found.returncode == 1
    assert "personal" in {json.loads(line)["kind"] for line in found.stdout.splitlines()}
