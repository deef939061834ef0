"""A Rasa server of our own: started beside others, tried on its smoke set, ended."""

from __future__ import annotations

import asyncio
import itertools
import os
from typing import TYPE_CHECKING

from bot.embedded.parts import NluServer, PartError
from bot.embedded.system import free_port
from bot.training.measuring import MeasuringFailed, read_all
from bot.training.run import explain, tail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.conversation.understood import Understanding
    from bot.training.workshop import Workshop

_numbers = itertools.count(1)
_PATIENT = 900.0
"""Seconds that a server of the lowest priority may take to get ready: on a busy machine everybody goes before it."""
_STARTS = ("xin chào", "tui muon lam giay khai sanh cho con", "đặt lịch hẹn sáng mai ở xã Tắc Vân")
"""Read by a model of which nothing is known."""


class WarmingFailed(Exception):
    """A server did not get ready, or does not read as it should; the text says why, for people."""


class RasaServer:
    """A Rasa server with one model.

    Args:
        workshop: where models lie, and its host.
        version: of the model.
        logs: folder for its log.
    """

    def __init__(self, workshop: Workshop, version: str, logs: Path) -> None:
        self.version = version
        self._model = workshop.file(version)
        self._advertised = workshop.advertised
        self._server = NluServer(
            logs,
            free_port(),
            host=workshop.host,
            log=f"rasa-{os.getpid()}-{next(_numbers)}.log",
        )

    @property
    def url(self) -> str:
        """Its address on this machine."""
        return self._server.url

    @property
    def address(self) -> str:
        """Where bots reach it."""
        return self._advertised.replace("{port}", str(self._server.port)) if self._advertised else self.url

    @property
    def token(self) -> str:
        """What callers must know: made up at its start, so it ends with the server."""
        return self._server.token

    @property
    def pid(self) -> int | None:
        """Its process."""
        return self._server.process.pid if self._server.process is not None else None

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._server.alive

    @property
    def log(self) -> Path:
        """What it prints."""
        return self._server.log

    async def start(self, *, niceness: int = 0) -> None:
        """Start it and wait until its model is loaded.

        Raises:
            WarmingFailed: it does not get ready.
        """
        if not self._model.is_file():
            raise WarmingFailed(f"không còn tệp mô hình {self._model.name}")
        try:
            self._server.start(self._model)
            self._server.patience = _PATIENT if niceness else self._server.patience
            if niceness and self.pid is not None:
                os.setpriority(os.PRIO_PROCESS, self.pid, niceness)
            await asyncio.to_thread(self._server.wait)
        except (PartError, OSError) as error:
            words = explain(tail(self.log)) or "tự dừng khi đang khởi động"
            await self.stop()
            raise WarmingFailed(f"máy chủ Rasa thử không chạy được: {words}") from error
        except asyncio.CancelledError:
            await self.stop()
            raise

    async def smoke(self, known: Mapping[str, Understanding] | None, texts: list[str]) -> None:
        """Have it read its smoke set: as it was read when the model was tested, where that is known.

        Raises:
            WarmingFailed: it does not answer, or reads otherwise than when it was tested.
        """
        chosen = [text for text in texts if known is None or text in known] or list(_STARTS)
        try:
            found = await read_all(self.url, self.token, chosen)
        except MeasuringFailed as error:
            raise WarmingFailed(f"máy chủ Rasa thử không trả lời: {error}") from error
        for text, reading in found.items():
            if known is not None and text in known and known[text].intent != reading.intent:
                raise WarmingFailed(
                    f"đọc khác lúc kiểm tra: “{text}” là {reading.intent}, lúc đó là {known[text].intent}"
                )

    async def stop(self) -> None:
        """End it."""
        await asyncio.shield(asyncio.to_thread(self._server.stop))

    def forget_log(self) -> None:
        """Remove its log, which holds nothing that is worth keeping once it ended as asked."""
        self._server.log.unlink(missing_ok=True)
