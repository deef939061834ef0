"""A workshop that trains in seconds: a few intents, the real pipeline, real Rasa servers."""

from __future__ import annotations

import contextlib
import functools
import json
import resource
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row

from bot.embedded.parts import NLU, train_model
from bot.training.workshop import Workshop
from tests import forking, waiting
from tests.processes import SECRET_KEY

CHECKOUT = Path(__file__).resolve().parent.parent

DATA = CHECKOUT / "tests" / "small_data"
"""Thirty messages of each of a dozen intents; fewer would be too few for the folds. They stay as they are when the
real data grow: what tests say of this model holds."""

GOLDEN = """title: Đặt lịch
messages:
- {text: "xin chào", intent: greet}
- {text: "hủy lịch hẹn giùm tui", intent: cancel_appointment}
- text: "cháy nhà rồi, cứu với"
  intent: emergency
"""


@dataclass(frozen=True)
class SmallWorkshop:
    """Folders of a workshop below ``folder``."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def models(self) -> Path:
        return self.folder / "models"

    @classmethod
    def make(cls, folder: Path, cache: Path) -> Self:
        """Fill the folders; the model of the data as it is comes from ``cache``, where the first one trains it."""
        shop = cls(folder)
        shop.data.mkdir(parents=True)
        for file in DATA.glob("*.yml"):
            shutil.copy(file, shop.data)
        intents = {file.stem for file in DATA.glob("*.yml")}
        lines = (NLU / "evaluation" / "messages.jsonl").read_text(encoding="utf-8").splitlines()
        chosen = [line for line in lines if json.loads(line)["intent"] in intents][::3]
        (folder / "evaluation.jsonl").write_text("\n".join(chosen) + "\n", encoding="utf-8")
        (folder / "golden").mkdir()
        (folder / "golden" / "1.yaml").write_text(GOLDEN, encoding="utf-8")
        shop.models.mkdir()
        cache.mkdir(parents=True, exist_ok=True)
        model = train_model(lambda _line: None, cache / "train.log", data=shop.data, models=cache)
        shutil.copy(model, shop.models)
        return shop

    def add(self, intent: str, *texts: str) -> None:
        """Add training messages, as a review does."""
        with (self.data / f"{intent}.yml").open("a", encoding="utf-8") as file:
            file.writelines(f"    - {text}\n" for text in texts)

    def confuse(self, one: str, other: str) -> None:
        """Put the messages of two intents under each other's name: a model made of it is worse."""
        contents = {name: (self.data / f"{name}.yml").read_text(encoding="utf-8") for name in (one, other)}
        for name, taken in ((one, other), (other, one)):
            text = contents[taken].replace(f"- intent: {taken}", f"- intent: {name}")
            (self.data / f"{name}.yml").write_text(text, encoding="utf-8")

    @contextlib.contextmanager
    def changed(self) -> Any:
        """Bring the data back as it was afterwards."""
        copy = self.folder / "data.before"
        shutil.copytree(self.data, copy)
        try:
            yield self
        finally:
            shutil.rmtree(self.data)
            copy.rename(self.data)

    @property
    def env(self) -> dict[str, str]:
        """Settings by which any command works here, without their prefix."""
        return {
            "NLU_DATA_DIR": str(self.data),
            "NLU_MODELS_DIR": str(self.models),
            "NLU_EVALUATION": str(self.folder / "evaluation.jsonl"),
            "NLU_GOLDEN_DIR": str(self.folder / "golden"),
            "NLU_DRAIN_SECONDS": "2",
            "NLU_SECONDS": "10",  # the machine that tests run on may be busy
            "SECRET_KEY": SECRET_KEY,
        }

    @property
    def workshop(self) -> Workshop:
        return Workshop(
            data=self.data,
            models=self.models,
            evaluation=self.folder / "evaluation.jsonl",
            golden=self.folder / "golden",
            secret=SECRET_KEY.encode(),
        )


@dataclass
class Command:
    """A `motcua …` process.

    Args:
        arguments: after `motcua`.
        env: settings without their prefix.
        log: takes what it prints.
        largest_file: bytes that a file of the process and its children may have.
    """

    arguments: list[str]
    env: dict[str, str]
    log: Path
    largest_file: int | None = None
    process: forking.Forked | None = field(default=None, init=False)

    def start(self) -> Self:
        with self.log.open("ab") as log:
            self.process = forking.start(
                "bot",
                *self.arguments,
                env=forking.environment(self.env),
                stdout=log,
                stderr=log,
                largest_file=self.largest_file,
            )
        return self

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def wait(self, seconds: float = 500) -> int:
        assert self.process is not None
        return self.process.wait(seconds)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def await_server(url: str, keeper: Command, seconds: float = 400) -> dict[str, Any]:
    """Wait until a keeper has written its live server down; returns the row."""
    deadline = time.monotonic() + seconds
    while True:
        with psycopg.connect(url, row_factory=dict_row) as connection:
            row = connection.execute("SELECT * FROM nlu_servers").fetchone()
        if row is not None:
            return row
        assert keeper.process is not None
        assert keeper.process.poll() is None, keeper.said
        assert time.monotonic() < deadline, keeper.said
        time.sleep(0.1)


wait_until = functools.partial(waiting.wait_until, seconds=300)
"""As everywhere, for what takes as long as a training or the start of a model."""


def descendants(pid: int) -> list[int]:
    """All processes below one, from /proc."""
    below = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                below += [child, *descendants(child)]
    return below


def rasa_servers(pid: int) -> list[int]:
    """The Rasa servers below a process."""
    return [child for child in descendants(pid) if "serve.py" in command_line(child)]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def resident(pid: int) -> int:
    """Bytes of memory that a process and all below it keep."""
    pages = 0
    for one in (pid, *descendants(pid)):
        with contextlib.suppress(OSError):
            pages += int(Path(f"/proc/{one}/statm").read_text().split()[1])
    return pages * resource.getpagesize()
