"""Broadcasts: an office for each role, people who asked to be told, and a feeder in the test's own process."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql

from bot.broadcasts import approving, drafting, store
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.feeder import Feeder
from bot.broadcasts.starting import send
from bot.content.reference import load_reference
from bot.db.events import Events
from bot.guidance.moments import VIETNAM
from bot.staff.roles import Role
from tests import commands, forking
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.rates import Rates
from tests.fakes.zalo import FakeZalo
from tests.integration.core import conftest as core
from tests.integration.staff.conftest import Desk
from tests.processes import BotProcess
from tests.updates import TOKEN, telegram_env

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.broadcasts.model import Broadcast
    from bot.conversation.guidance_store import Reference
    from bot.db.pool import Database
    from bot.staff.office import Office
    from tests.commands import Answer
    from tests.databases import Lender
    from tests.rows import Rows

SUNDAY = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
RATES = {"telegram": 30.0, "zalo_oa": 20.0, "zalo_bot": 5.0}

TEXT = "Từ thứ Hai 23/8/2021, Một cửa xã Tắc Vân nhận hồ sơ theo lịch hẹn."
AUDIENCE = "area='xã Tắc Vân, TP Cà Mau' topic=rules platform=telegram"


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def desk(database: Database, reference: Reference) -> Desk:
    return Desk(database, reference, None)


@dataclass
class Crowd:
    """People in the database; what a test does not say is as for most: Telegram, Vietnamese, reachable."""

    rows: Rows
    number: int = 0

    def __call__(
        self,
        count: int = 1,
        *,
        platform: str = "telegram",
        chats: Sequence[str] | None = None,
        topic: str | None = "rules",
        area: str | None = None,
        procedure: str | None = None,
        hours_silent: float = 1.0,
        **profile: Any,
    ) -> list[int]:
        """Add people, subscribed to ``topic``, and return their ids."""
        names = list(chats) if chats is not None else [f"{600_000 + self.number + n}" for n in range(count)]
        self.number += len(names)
        profile = {"introduced": True, **({"area": area} if area is not None else {}), **profile}
        made = self.rows(
            "INSERT INTO conversations (platform, chat, sender, profile, last_turn_at, interacted_at)"
            " SELECT %s, chat, chat, %s::jsonb, now() - make_interval(secs => %s), now() - make_interval(secs => %s)"
            " FROM unnest(%s::text[]) AS chat RETURNING id",
            platform,
            _json(profile),
            hours_silent * 3600,
            hours_silent * 3600,
            names,
        )
        ids = [row["id"] for row in made]
        if topic is not None:
            self.subscribe(ids, topic, procedure=procedure)
        return ids

    def subscribe(
        self, ids: Sequence[int], topic: str, *, procedure: str | None = None, area: str | None = None
    ) -> None:
        self.rows(
            "INSERT INTO subscriptions (contact_id, topic, procedure_code, area_id, consent_text, consent_version)"
            " SELECT id, %s, %s, %s, 'Đồng ý nhận', '1' FROM unnest(%s::bigint[]) AS id",
            topic,
            procedure,
            area,
            list(ids),
        )

    def leave(self, ids: Sequence[int]) -> None:
        self.rows("UPDATE subscriptions SET withdrawn_at = now() WHERE contact_id = ANY(%s)", list(ids))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.fixture
def crowd(rows: Rows) -> Crowd:
    return Crowd(rows)


async def author(desk: Desk, **more: Any) -> Office:
    return await desk(Role.AUTHOR, name="Chị Soạn Demo", now=more.pop("now", SUNDAY), **more)


async def approver(desk: Desk, **more: Any) -> Office:
    return await desk(Role.APPROVER, name="Anh Duyệt Demo", now=more.pop("now", SUNDAY), **more)


async def drafted(desk: Desk, **wish: Any) -> Broadcast:
    """A draft by the author."""
    wish = {"title": "Thử", "text": "Từ mai nhận hồ sơ tại Một cửa theo lịch hẹn.", "audience": "topic=rules", **wish}
    return (await drafting.create(await author(desk), drafting.Wish(**wish))).broadcast


async def approve(office: Office, number: int) -> Broadcast:
    """Approve a broadcast as it stands, by its code."""
    found = await store.get(office.database, number)
    return await approving.approve(office, number, approving.code_of(found))


async def sent(desk: Desk, *, reach: Reach | None = None, now: datetime = SUNDAY, **wish: Any) -> Broadcast:
    """A broadcast that was approved and started."""
    made = await drafted(desk, **wish)
    await approve(await approver(desk), made.id)
    return await send(await author(desk, now=now), made.id, reach or Reach())


def feeder(
    desk: Desk,
    office: Office,
    *,
    now: datetime = SUNDAY,
    reach: Reach | None = None,
    rates: Mapping[str, float] = RATES,
) -> Feeder:
    """What a bot process runs, to look once at a time."""
    return Feeder(
        desk.database,
        Events(desk.database.url),
        lambda: office.guidance,
        lambda: now,
        rates=rates,
        reach=reach or Reach(),
    )


def statuses(rows: Rows, broadcast: int) -> dict[str, int]:
    """Recipients by status, counted from their rows."""
    found = rows("SELECT status, count(*) AS n FROM broadcast_recipients WHERE broadcast_id = %s GROUP BY 1", broadcast)
    return {row["status"]: row["n"] for row in found}


def tallies(rows: Rows, broadcast: int) -> dict[str, int]:
    """Recipients by status, as the sums say."""
    found = rows(
        "SELECT status, sum(n)::int AS n FROM broadcast_tallies WHERE broadcast_id = %s GROUP BY 1 HAVING sum(n) <> 0",
        broadcast,
    )
    return {row["status"]: row["n"] for row in found}


own_postgres = core.own_postgres
"""A server that a test may kill."""


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A Telegram that takes as much as it is given."""
    with FakeTelegram(token=TOKEN, rates=Rates(per_second=0, chat_per_second=0)) as server:
        yield server


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    with FakeZalo() as server:
        server.world.echoes = server.world.receipts = False
        yield server


@pytest.fixture
def bots(tmp_path: Path, telegram: FakeTelegram) -> Iterator[Callable[..., BotProcess]]:
    """A function that starts a bot process on a database; all are ended after the test."""
    started: list[BotProcess] = []

    def start(url: str, **env: str) -> BotProcess:
        fast = {"TELEGRAM_PER_SECOND": "0", "TELEGRAM_CHAT_PER_SECOND": "0", "ZALO_PER_SECOND": "0"}
        made = BotProcess(url, tmp_path, {**telegram_env(telegram.url), **fast, **env})
        started.append(made)
        return made.start()

    yield start
    for process in started:
        process.stop()


@dataclass
class Stage:
    """All that a test of sending plays with.

    Attributes:
        start: starts a bot process on the database.
    """

    desk: Desk
    crowd: Crowd
    rows: Rows
    telegram: FakeTelegram
    start: Callable[..., BotProcess]


@pytest.fixture
def stage(desk: Desk, crowd: Crowd, rows: Rows, telegram: FakeTelegram, bots: Callable[..., BotProcess]) -> Stage:
    return Stage(desk, crowd, rows, telegram, lambda **env: bots(rows.url, **env))


@pytest.fixture
def motcua(bot_database: str, tmp_path: Path) -> Callable[..., Answer]:
    """A function that runs `motcua` as a process, as of the day the letter was signed, with somebody's token."""

    where = {"DATABASE_URL": bot_database, "DATA_DIR": str(tmp_path / "data")}

    def run(*arguments: str, token: str | None = None, answer: str = "", **env: str) -> Answer:
        return commands.run(*arguments, settings={**where, **env}, token=token, answer=answer)

    def launch(
        log: Path, *arguments: str, token: str | None = None, stdout: int = subprocess.DEVNULL
    ) -> forking.Forked:
        with log.open("wb") as file:
            env = commands.environment(where, token)
            return forking.start("bot", *arguments, env=env, stdout=stdout, stderr=file)

    def approve(number: str, *arguments: str, token: str | None = None, **env: str) -> Answer:
        code = run("broadcast", "show", number, "--json", token=token, **env).json["code"]
        return run("broadcast", "approve", number, "--code", code, *arguments, token=token, **env)

    run.launch = launch  # type: ignore[attr-defined]
    run.approve = approve  # type: ignore[attr-defined]
    return run


@dataclass(frozen=True)
class Hired:
    """What six `motcua staff add` leave behind.

    Attributes:
        tokens: by role.
        rows: by table, its columns but the number, and what COPY says of them.
    """

    tokens: dict[str, str]
    rows: dict[str, tuple[sql.Composable, bytes]]


@pytest.fixture(scope="session")
def hired(bot_databases: Lender, tmp_path_factory: pytest.TempPathFactory) -> Hired:
    """Somebody of each role but the unit's, added by the commands once, for the databases of all tests here."""
    roles = [role for role in Role if role not in (Role.SETUP, Role.UNIT)]
    with bot_databases.lent() as url:
        where = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path_factory.mktemp("hired") / "data")}
        tokens = {
            role.value: commands.run("staff", "add", f"{role} Demo", "--role", role, "--json", settings=where).json[
                "token"
            ]
            for role in roles
        }
        rows = {}
        with psycopg.connect(url) as connection:
            for table in ("staff", "audit"):
                found = connection.execute(f"SELECT * FROM {table} LIMIT 0".encode()).description or ()
                columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in found if column.name != "id")
                query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY id) TO STDOUT").format(columns, sql.Identifier(table))
                with connection.cursor().copy(query) as copy:
                    rows[table] = (columns, b"".join(bytes(part) for part in copy))
    return Hired(tokens, rows)


@pytest.fixture
def tokens(bot_database: str, hired: Hired) -> dict[str, str]:
    """A token for each role but the unit's."""
    with psycopg.connect(bot_database) as connection:
        for table, (columns, rows) in hired.rows.items():
            query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
            with connection.cursor().copy(query) as copy:
                copy.write(rows)
    return hired.tokens


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "noi-dung.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def new_urgent(text_file: Path) -> list[str]:
    """A command that makes a broadcast of the text."""
    return ["broadcast", "new", "--title", "Gấp", "--text-file", str(text_file), "--audience", "topic=rules"]
