"""A citizen in the terminal."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import uuid
from typing import TYPE_CHECKING, Any, override

from bot.conversation.messages import PlatformName
from tests import forking
from tests.e2e.answers import Answer, Seen, stored_citations
from tests.e2e.citizens import PATIENCE, Citizen

if TYPE_CHECKING:
    from tests.e2e.system import System


class TerminalCitizen(Citizen):
    """A person with ``motcua chat --json``."""

    platform = PlatformName.TERMINAL

    def __init__(self, system: System, user: str | None = None) -> None:
        super().__init__(system)
        self.user = user or f"demo-{uuid.uuid4().hex[:8]}"
        log = system.folder / f"chat-{self.user}.log"
        with log.open("ab") as errors:
            self.process = forking.start(
                "bot",
                *("chat", "--json", "--user", self.user),
                env=forking.environment(system.env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self.log = log
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as printed:
            for line in printed:
                self._lines.put(line.decode())
        self._lines.put(None)

    @property
    @override
    def sender(self) -> str:
        return self.user

    def line(self, line: str) -> dict[str, Any]:
        """Write a line and return the object that is printed for it."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        try:
            printed = self._lines.get(timeout=PATIENCE)
        except queue.Empty:
            printed = None
        assert printed is not None, f"the terminal said nothing to {line!r}; its errors:\n{self.log.read_text()}"
        return json.loads(printed)

    @override
    def _say(self, text: str) -> Answer:
        return self._answer(self.line(text if "\n" not in text else json.dumps({"text": text})))

    @override
    def _press(self, payload: str, message: int | None = None) -> Answer:
        return self._answer(self.line(json.dumps({"payload": payload})))

    def _answer(self, printed: dict[str, Any]) -> Answer:
        seen = [
            Seen(
                text=reply["text"],
                choices={choice["label"]: choice["payload"] for choice in reply["choices"]},
                citations=stored_citations(reply),
                links=tuple(link["url"] for link in reply.get("links", ())),
            )
            for reply in printed["replies"]
        ]
        return Answer.of(seen, printed["intent"])

    @override
    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(10)
