"""`motcua nlu evaluate` on a real server: every goal is told, and each figure is what the server's own answers give."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.understanding.danger import read_danger
from bot.understanding.fold import strip_diacritics
from bot.understanding.keywords import keyword_intent
from tests.small_model import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.training.conftest import Served

pytestmark = pytest.mark.timeout(600)

QUERIES = CHECKOUT / "tests" / "data" / "procedure_queries.jsonl"
GOALS = (
    "accuracy", "without diacritics", "lost without them", "right among first two", "out of scope through",
    "in scope refused", "calibration error", "entity F1", "second wish found", "p50 of a parse, ms",
    "procedure first", "procedure in three",
)  # fmt: skip


def evaluate(served: Served, *files: Path, code: int = 0, **env: str) -> str:
    server = {"NLU_URL": served.server()["url"], "NLU_TOKEN": served.token()}
    command = served.command("evaluate", *map(str, files), *(["--json"] if env.pop("json", "") else []), **server | env)
    with command:
        assert command.wait() == code, command.said
    return command.said


def parse(served: Served, text: str) -> dict[str, Any]:
    token = {"authorization": f"Bearer {served.token()}"}
    answer = httpx.post(
        f"{served.server()['url']}/model/parse", headers=token, json={"text": text}, trust_env=False, timeout=20
    )
    return dict(answer.raise_for_status().json())


def labelled(served: Served) -> list[dict[str, Any]]:
    lines = (served.shop.folder / "evaluation.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def written(file: Path, rows: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


def test_the_calibration_error_is_that_of_the_servers_confidences(served: Served, tmp_path: Path) -> None:
    rows = [row for row in labelled(served) if keyword_intent(row["text"]) is None]
    rows = [row for row in rows if read_danger(row["text"]) is None][::4]
    told = json.loads(evaluate(served, written(tmp_path / "some.jsonl", rows), json="yes"))
    bins: dict[int, list[tuple[float, bool]]] = {}
    first_two, seconds = [], []
    for row in rows:
        answer = parse(served, row["text"])
        best = answer["intent_ranking"][0]
        bins.setdefault(min(9, int(10 * best["confidence"])), []).append(
            (best["confidence"], best["name"] == row["intent"])
        )
        if row["intent"] != "out_of_scope":
            first_two.append(row["intent"] in {reading["name"] for reading in answer["intent_ranking"][:2]})
        seconds += [wish in {found["intent"] for found in answer["secondary"]} for wish in row["secondary"]]
    error = sum(abs(sum(c for c, _ in found) - sum(right for _, right in found)) for found in bins.values()) / len(rows)
    assert told["messages"] == len(rows)
    assert told["calibration_error"] == pytest.approx(error, abs=0.002)
    assert 0 < told["calibration_error"] < 0.3
    assert told["first_two"] == pytest.approx(sum(first_two) / len(first_two))
    assert told["secondary_found"] == pytest.approx(sum(seconds) / len(seconds))
    assert told["p50_ms"] > 0


def test_what_is_lost_without_diacritics_is_told_of_the_same_messages(served: Served, tmp_path: Path) -> None:
    rows = [row for row in labelled(served) if strip_diacritics(row["text"]) != row["text"]][::3]
    bare = [{**row, "text": strip_diacritics(row["text"])} for row in rows]
    typed = json.loads(evaluate(served, written(tmp_path / "typed.jsonl", rows), json="yes"))
    stripped = json.loads(evaluate(served, written(tmp_path / "bare.jsonl", bare), json="yes"))
    assert typed["accuracy_without_diacritics"] == stripped["accuracy"] == stripped["accuracy_without_diacritics"]
    assert typed["lost_without_diacritics"] == pytest.approx(1 - stripped["accuracy"] / typed["accuracy"])
    assert stripped["lost_without_diacritics"] is None


def test_several_files_are_pooled_and_every_goal_is_told(served: Served, tmp_path: Path) -> None:
    rows = labelled(served)[::4]
    half = len(rows) // 2
    files = [written(tmp_path / "one.jsonl", rows[:half]), written(tmp_path / "two.jsonl", rows[half:]), QUERIES]
    said = evaluate(served, *files)
    for goal in GOALS:
        assert re.search(rf"^{re.escape(goal)} +(-|[\d.]+%?) +goal [≥≤] [\d.]+%?(, missed)?$", said, re.MULTILINE), goal
    assert f"\nall:\nmessages              {len(rows)}\n" in said
    told = json.loads(evaluate(served, *files, json="yes"))
    one, two, both = told["files"].values()
    assert both["messages"] == one["messages"] + two["messages"] == len(rows)
    right = one["accuracy"] * one["messages"] + two["accuracy"] * two["messages"]
    assert both["accuracy"] == pytest.approx(right / len(rows))
    assert told["procedure_first"] >= 0.9
    assert told["procedure_in_three"] >= 0.97


def test_procedures_alone_need_no_server_and_a_silent_server_gives_no_figures(served: Served) -> None:
    assert "procedure in three" in evaluate(served, QUERIES, NLU_URL="http://127.0.0.1:9")
    said = evaluate(served, served.shop.folder / "evaluation.jsonl", code=4, NLU_URL="http://127.0.0.1:9")
    assert "did not answer" in said
    assert "accuracy" not in said
