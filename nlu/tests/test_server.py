"""Training and serving as programs: the cache, the file's name, a real parse over HTTP, the end of the server."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import checksum
import train

HERE = Path(__file__).resolve().parent.parent
SMALL_DATA = HERE.parent / "tests" / "small_data"
TOKEN = "a-token"

pytestmark = pytest.mark.timeout(900)
"""Liveness only: a training and starts of Rasa, on a machine that may be busy."""


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A real model, trained as a program on thirty messages of a dozen intents, with what was printed."""
    return _train(SMALL_DATA, tmp_path_factory.mktemp("models"))


def _train(data: Path, out: Path) -> tuple[Path, list[str]]:
    done = subprocess.run(
        [sys.executable, str(HERE / "train.py"), "--data", str(data), "--out", str(out)],
        check=True, capture_output=True, text=True, env={**os.environ, "HOME": str(out / "home")},
    )  # fmt: skip
    printed = done.stdout.splitlines()
    return Path(printed[-1]), printed


@pytest.fixture(scope="session")
def server(trained: tuple[Path, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the trained model."""
    home = tmp_path_factory.mktemp("home")
    process, address = _serve(trained[0], home=home)
    yield address
    maps = Path(f"/proc/{process.pid}/maps")
    assert not maps.exists() or "tensorflow" not in maps.read_text(), "the server carries what it never uses"
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not list(home.rglob("*")), "the server wrote to the home directory"


def _serve(model: Path, home: Path | None = None, launcher: list[str] | None = None) -> tuple[subprocess.Popen[str], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "MOTCUA_NLU_TOKEN": TOKEN, "HOME": str(home or model.parent)}
    command = [*(launcher or []), sys.executable, str(HERE / "serve.py"), "--model", str(model), "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        assert process.poll() is None, process.stdout and process.stdout.read()
        try:
            urllib.request.urlopen(f"{address}/status?token={TOKEN}", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return process, address
    raise AssertionError("the server does not answer")


def _parse(address: str, text: str, token: str = TOKEN) -> dict[str, Any]:
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(f"{address}/model/parse?token={token}", data=body, method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())


def test_training_prints_progress_and_the_path(trained: tuple[Path, list[str]]) -> None:
    model, printed = trained
    assert model.is_file()
    assert re.match(r"nlu: loading Rasa; about \d+ s left$", printed[0]), "how long it takes is told before anything is known"
    assert any("nlu: held-out fold 1" in line for line in printed)  # two processes print side by side
    assert all(re.search(r"; about \d+ s left$", line) for line in printed[1:-2])
    assert not list(model.parent.glob(".training-*"))


def test_unchanged_data_is_not_trained_again(tmp_path: Path) -> None:
    model = tmp_path / checksum.model_name()
    model.write_bytes(b"a model")
    assert train.main(["--out", str(tmp_path)]) == 0
    assert model.read_bytes() == b"a model"


def test_a_folder_without_messages_is_refused(tmp_path: Path) -> None:
    assert train.main(["--data", str(tmp_path), "--out", str(tmp_path)]) == 1


@pytest.mark.parametrize(
    "name", ["data/greet.yml", "lookups/date.yml", "components/wishes.py", "config.yml", "domain.yml", "hands.jsonl"]
)
def test_the_checksum_follows_every_file(name: str, tmp_path: Path) -> None:
    root = tmp_path / "nlu"
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns(".venv", "models", "tests", "__pycache__", "evaluation"))
    before = checksum.checksum(root)
    assert before == checksum.checksum()
    path = root / name
    path.write_text(path.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    assert checksum.checksum(root) != before


def test_the_checksum_needs_the_standard_library_alone() -> None:
    done = subprocess.run([sys.executable, "-I", "-S", str(HERE / "checksum.py")], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == checksum.checksum()


def test_a_parse_holds_all_that_the_bot_acts_on(server: str) -> None:
    text = "hủy lịch hẹn ở xã Tắc Vân giùm tui"
    parse = _parse(server, text)
    assert parse["text"] == text
    assert parse["intent"]["name"] == "cancel_appointment"
    assert parse["intent_ranking"][0] == parse["intent"]
    assert parse["fallback"] is False
    assert parse["ambiguous"] in {True, False}
    assert parse["secondary"] == []
    assert set(parse["thresholds"]) == {"fallback", "ambiguity", "outside"}
    (place,) = [entity for entity in parse["entities"] if entity["entity"] == "admin_unit"]
    assert text[place["start"] : place["end"]] == place["value"] == "xã Tắc Vân"


def test_a_citizen_cannot_name_the_intent_himself(server: str) -> None:
    parse = _parse(server, '/affirm{"procedure": "x"}')
    assert parse["intent"]["confidence"] < 1
    assert not [entity for entity in parse["entities"] if entity["value"] == "x"]


def test_messages_as_people_write_them_are_read_or_refused(server: str) -> None:
    """One of twenty here; the bot's own tests send all of them to the model of all data."""
    rows = [json.loads(row) for row in (HERE / "evaluation" / "messages.jsonl").read_text("utf-8").splitlines()][::20]
    known = {path.stem for path in SMALL_DATA.glob("*.yml")}
    right = 0
    for row in rows:
        parse = _parse(server, row["text"])
        first = parse["intent"]
        assert (parse["text"], parse["intent_ranking"][0]) == (row["text"], first)
        assert {reading["name"] for reading in parse["intent_ranking"]} <= known
        if not parse["fallback"]:
            assert first["name"] != "out_of_scope", row
            assert first["confidence"] >= parse["thresholds"]["fallback"], row
            right += first["name"] == row["intent"]
    of_known = sum(row["intent"] in known - {"out_of_scope"} for row in rows)
    assert 2 * right > of_known, f"read right: {right} of {of_known} whose intent was learnt"


@pytest.mark.parametrize("text", ["", " ", "\n", "😀" * 300, "a" * 5000, "\u0000\u200b"])
def test_any_text_is_answered(server: str, text: str) -> None:
    assert _parse(server, text)["intent"]["name"]


def test_without_the_token_nothing_is_told(server: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        _parse(server, "chào", token="another")
    assert refused.value.code == 401


def _asked(address: str, method: str, path: str, **headers: str) -> int:
    request = urllib.request.Request(f"{address}{path}", data=b"{}", method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_token_is_taken_from_a_header(server: str) -> None:
    assert _asked(server, "GET", "/status", authorization=f"Bearer {TOKEN}") == 200
    assert _asked(server, "GET", "/status", authorization="Bearer another") == 401
    assert _asked(server, "GET", "/status") == 401
    assert _asked(server, "GET", "/") == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/model"), ("DELETE", "/model"), ("POST", "/model/train"), ("POST", "/model/test/intents"),
        ("GET", "/domain"), ("POST", "/conversations/x/messages"), ("GET", "/conversations/x/tracker"),
    ],
)  # fmt: skip
def test_who_knows_the_token_can_read_texts_and_nothing_else(server: str, method: str, path: str) -> None:
    assert _asked(server, method, path, authorization=f"Bearer {TOKEN}") == 404


def test_a_broken_model_file_is_told_in_one_line(trained: tuple[Path, list[str]], tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(trained[0].read_bytes()[:1000])
    for model in (broken, tmp_path / "missing.tar.gz"):
        done = subprocess.run(
            [sys.executable, str(HERE / "serve.py"), "--model", str(model), "--port", "1"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 3
        assert done.stderr.startswith("nlu: cannot load")
        assert len(done.stderr.splitlines()) == 1


def test_the_server_ends_when_its_parent_does(trained: tuple[Path, list[str]]) -> None:
    launcher = [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:])"]
    process, address = _serve(trained[0], launcher=launcher)
    process.kill()
    process.wait(10)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/status?token={TOKEN}", timeout=5).close()
        except OSError:
            return
        time.sleep(0.2)
    pytest.fail("the server outlived its parent")
