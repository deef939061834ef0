"""The demo with a Zalo beside it: the fake lives in this process, the bot is a child that knows nothing of it."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from bot.embedded.children import start_child, stop_child
from tests.fakes.zalo.page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fakes.zalo import FakeZalo

_READY = re.compile(rb"Web chat: (http://\S+?)/?\s*$")
_PATIENCE = 30.0


def run(zalo: FakeZalo, command: Sequence[str]) -> int:
    """Run ``command`` with the settings for ``zalo`` until it ends or this process is told to; return its exit code.

    The account's events go to the bot once it has said where it listens.
    """
    # Whoever played in an earlier demo is somebody else: the bot still knows them, and this page would not show why.
    zalo.world.first_number = 1000 * (1 + secrets.randbelow(10**9))
    citizen, clerk = zalo.follower("Nguyễn Văn Demo"), zalo.bot_user("Trần Thị Demo")
    zalo.page = Page(citizen, clerk)
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, _interrupt)
    with zalo:
        staff = {"STAFF_CHAT": f"zalo_bot:{clerk.id}", "STAFF_HOURS": "1-7 0:00-24:00"}
        own = {f"MOTCUA_{name}": value for name, value in {**staff, **zalo.env()}.items()}
        given = {name: value for name, value in os.environ.items() if name.startswith("MOTCUA_STAFF_")}
        child = start_child(command, env={**os.environ, **own, **given}, stdout=subprocess.PIPE)
        try:
            for line in child.stdout or ():
                _write(line)
                if found := _READY.search(line):
                    zalo.webhooks.url = f"{found[1].decode()}/webhooks/zalo/oa"
                    _write(f"Zalo thử: {zalo.url}/ (người dân, và cán bộ trực nếu gặp cán bộ)\n".encode())
        except KeyboardInterrupt:
            stop_child(child, sig=signal.SIGINT, patience=_PATIENCE)
            for line in child.stdout or ():
                _write(line)
        return child.wait()


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _write(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.flush()
