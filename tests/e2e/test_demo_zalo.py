"""`make demo ZALO=fake`: a page on which one types as a Zalo user, and sees what the bot answers there."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest
from psycopg import sql

from bot.embedded.postgres import EmbeddedPostgres
from bot.embedded.system import BOOKING_DATABASE, BOT_DATABASE
from tests import shared
from tests.e2e.test_demo import ZaloDemo, assert_all_gone, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.e2e.system import Nlu

_PAGE = re.compile(r"Zalo thử: (http://\S+?)/ ")


class Phones:
    """The page, as its scripts use it."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, trust_env=False, timeout=10)

    def act(self, who: str, kind: str, value: str = "") -> None:
        answer = self.client.post("/page/act", data={"who": who, "kind": kind, "value": value})
        assert answer.status_code == 200, answer.text

    def last(self, who: str, found: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait for a message of the office that is as wanted."""
        deadline = time.monotonic() + 30
        while True:
            seen = self.client.get("/page/messages", params={"who": who}).json()
            wanted = [message for message in seen if message["from_office"] and found(message)]
            if wanted:
                return wanted[-1]
            assert time.monotonic() < deadline, seen
            time.sleep(0.1)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder whose databases are filled already: how a demo begins with none is shown in test_demo.py."""
    with shared.copied_cluster("demo") as cluster:
        with (
            EmbeddedPostgres(cluster) as server,
            psycopg.connect(server.url(), autocommit=True) as connection,
        ):
            for now, then in ((shared.BOT, BOT_DATABASE), (shared.BOOKING, BOOKING_DATABASE)):
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                connection.execute(rename.format(sql.Identifier(now), sql.Identifier(then)))
        folder = cluster.parent / "data"
        folder.mkdir()
        (folder / "postgres").symlink_to(cluster)
        yield folder


def test_a_zalo_user_and_a_clerk_talk_on_the_page(data_dir: Path, nlu: Nlu) -> None:
    with ZaloDemo(data_dir, PORT="0", **nlu.env) as demo:
        phones = Phones(demo.wait_for(_PAGE.search))
        assert "Answers as of 22/8/2021" in demo.said
        assert "Zalo thử" in phones.client.get("/").text
        phones.act("citizen", "type", "tui muon lam giay khai sanh cho con")
        answer = phones.last("citizen", lambda message: "4708" in message["text"])
        assert answer["labels"]
        phones.act("citizen", "press", json.dumps([answer["id"], answer["labels"][0]]))
        phones.last("citizen", lambda message: message["id"] > answer["id"])
        phones.act("citizen", "type", "gặp cán bộ")
        opened = phones.last("citizen", lambda message: "phiếu" in message["text"])
        number = re.findall(r"phiếu (\d+)", opened["text"])[0]
        phones.last("clerk", lambda message: f"Phiếu {number}" in message["text"])
        phones.act("clerk", "type", f"#{number} Dạ em nghe")
        phones.last("citizen", lambda message: message["text"] == "Cán bộ: Dạ em nghe")
        phones.act("citizen", "press", json.dumps([opened["id"], "Kết thúc"]))
        phones.last("citizen", lambda message: "Đã kết thúc với cán bộ" in message["text"])
        phones.client.close()
        tree = demo.tree()
        assert named(tree, "bot\0run")
        (killed,) = named(tree, "bot\0demo")
        os.kill(killed, signal.SIGKILL)  # it cannot clean up; the kernel tells its children
        assert demo.wait() != 0
        assert "Traceback" not in demo.said
        assert_all_gone(tree)
