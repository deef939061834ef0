"""A fake Telegram in a process of its own, told what to do by lines."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.bench import CHECKOUT
from benchmarks.latency import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Fake:
    """A fake Telegram in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    chats: list[int]

    @property
    def arrived(self) -> int:
        """How many messages arrived so far; cheap."""
        return int(self.tell("sent")["arrived"])

    @property
    def seconds(self) -> float:
        """Seconds from the first message to the latest, by the fake's clock; cheap."""
        return float(self.tell("sent")["seconds"])

    def tell(self, word: str = "count") -> dict[str, Any]:
        """Return what each person got so far; ``forget`` starts anew afterwards."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the fake has no pipes")
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@contextlib.contextmanager
def fake(per_second: float, people: int) -> Iterator[Fake]:
    """A fake Telegram with so many people."""
    command = [sys.executable, "-m", "benchmarks.telegram_server", str(per_second), str(people), TOKEN]
    process = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what is killed leaves half a call behind, which its server tells at length
        text=True,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the fake has no pipes")
        said = json.loads(process.stdout.readline())
        yield Fake(process, said["url"], said["chats"])
    finally:
        process.kill()
        process.wait()
