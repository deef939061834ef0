"""What a command works with: the parts it needs, who acts, and the moment it answers for."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError

from booking_client import BookingClient
from bot.content.reference import load_reference
from bot.conversation.guidance_store import GuidanceStore
from bot.db.events import Events
from bot.db.pool import INFRASTRUCTURE, Database
from bot.db.revision import SchemaMismatch
from bot.embedded.data_dir import DataDirError
from bot.embedded.parts import PartError
from bot.embedded.postgres import EmbeddedPostgresError
from bot.embedded.system import EmbeddedSystem
from bot.logs import set_up
from bot.settings import Settings, SettingsError
from bot.staff.actor import Actor, authenticate, without_token
from bot.staff.errors import StaffError
from bot.surfaces import for_terminal
from pgkit import poolers
from pgkit.poolers import PoolerUnsafe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from datetime import datetime

    from bot.conversation.snapshot import Guidance

SETUP_ERRORS = (
    DataDirError,
    EmbeddedPostgresError,
    PartError,
    PoolerUnsafe,
    SchemaMismatch,
    SettingsError,
)
"""Errors whose message is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of one staff command.

    Attributes:
        settings: with the addresses of all parts.
        database: pools.
        guidance: rules, places, procedures, offers, locked areas.
        actor: who runs the command.
        now: the moment by the calendar (AS_OF), in Vietnam time.
        booking: client with the staff's token, or None where no service was asked for or is configured.
    """

    settings: Settings
    database: Database
    guidance: Guidance
    actor: Actor
    now: datetime
    booking: BookingClient | None


def read_settings() -> Settings:
    """Read the settings from the environment; exits with a sentence where they are wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{'MOTCUA_' + '_'.join(str(part) for part in item['loc']).upper() if item['loc'] else 'settings'}:"
            f" {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        ]
        fail("\n".join(lines), code=2)


def look_at_pooler(settings: Settings) -> None:
    """Make sure that no pooler of transactions stands between this program and the database unknown to it.

    Raises:
        PoolerUnsafe: one does, or it is not safe to work through; the message says what to set.
        psycopg.OperationalError: the database is away.
    """
    if settings.database_url is not None and not settings.embedded:
        poolers.check(
            settings.database_url.get_secret_value(),
            settings.direct_url,
            setting="MOTCUA_DATABASE_URL",
            direct_setting="MOTCUA_DATABASE_DIRECT_URL",
        )


UNREACHABLE = (
    "Không kết nối được cơ sở dữ liệu. Xem MOTCUA_DATABASE_URL có đúng không và PostgreSQL ở đó có đang chạy không;"
    " không đặt biến này thì lệnh dùng máy chủ đi kèm."
)


def fail(message: str, *, code: int = 1) -> NoReturn:
    """Print ``message`` on stderr and exit."""
    for line in message.split("\n"):
        typer.echo(for_terminal(line), err=True)
    raise typer.Exit(code)


def progress(line: str) -> None:
    """Tell what is being started, on stderr, so that stdout stays for answers."""
    typer.echo(for_terminal(f"· {line}"), err=True)


@asynccontextmanager
async def open_context(*, booking: bool = False, shared: bool = False, tell: bool = False) -> AsyncIterator[Context]:
    """Start or find the parts, authenticate whoever runs the command, and read the guidance.

    Args:
        booking: with the booking service.
        shared: let other commands use what is started here: for one that takes minutes.
        tell: say on stderr on which system the command acts, and as whom.
    """
    settings = read_settings()
    set_up("WARNING")
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # each try; the command itself says what is wrong
    with EmbeddedSystem(settings) as system:
        settings = system.start(booking=booking)
        if shared:
            system.tell(settings)
        url = settings.staff_url()
        if url is None:
            raise SettingsError("no database: set MOTCUA_DATABASE_URL")
        await asyncio.to_thread(look_at_pooler, settings)
        database = Database(url, size=4, turns_at_once=False)
        await database.open()
        client = _booking(settings) if booking else None
        try:
            store = GuidanceStore(database, load_reference(), Events(database.direct_url))
            await store.reload()
            actor = await _actor(settings, database)
            if tell:
                typer.echo(for_terminal(f"· {_where(settings, url)}, với tên {actor.name} ({actor.role})"), err=True)
            yield Context(settings, database, store.current, actor, settings.calendar.now(), client)
        finally:
            if client is not None:
                await client.aclose()
            await database.close()


def _where(settings: Settings, url: str) -> str:
    if settings.embedded:
        return f"Làm việc trên hệ thống đi kèm, dữ liệu ở {settings.data_dir}"
    parts = urlsplit(url)
    return f"Làm việc trên cơ sở dữ liệu {parts.path.lstrip('/')} ở {parts.hostname or 'máy này'}"


def _booking(settings: Settings) -> BookingClient | None:
    token = settings.booking_staff_token or settings.booking_token
    if settings.booking_url is None or token is None:
        return None
    return BookingClient(settings.booking_url, token.get_secret_value())


async def _actor(settings: Settings, database: Database) -> Actor:
    """Whoever the token names; without one, on embedded data, the machine's owner."""
    async with database.intake.connection() as connection:
        if settings.staff_token is not None:
            return await authenticate(connection, settings.staff_token.get_secret_value())
        return await without_token(connection, embedded=settings.embedded)


def run(work: Callable[[], Coroutine[object, object, None]]) -> None:
    """Run a command's coroutine; errors meant for the operator become one sentence and an exit code."""
    try:
        asyncio.run(work())
    except StaffError as error:
        fail(error.message, code=error.code)
    except SETUP_ERRORS as error:
        fail(str(error), code=4)
    except INFRASTRUCTURE as error:
        fail(f"{str(error).strip()}\n{UNREACHABLE}", code=4)
    except KeyboardInterrupt:
        sys.exit(130)
