"""`motcua demo`: the whole system on embedded parts, as one process tree."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from booking_client import BookingClient, BookingError
from bot.clock import AsOf
from bot.commands.context import SETUP_ERRORS, fail, read_settings
from bot.commands.listening import PortInUse, listen
from bot.conversation.spool import SpoolUnwritable
from bot.db.pool import INFRASTRUCTURE, Database
from bot.embedded.keeper import settings_env
from bot.embedded.parts import Child, PartError, answers
from bot.embedded.system import EmbeddedSystem
from bot.guidance.moments import VIETNAM
from bot.settings import PREFIX, Settings
from bot.staff.demo import announce_demo_openings
from bot.training.first import try_newer
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    import socket

SIGNED = "2021-08-22"
"""The day letter 4708 was signed: the demo's own calendar unless AS_OF says otherwise."""

_READY_WITHIN = 60.0
"""Seconds: a start takes five on a quiet machine, and many times that where others keep it busy."""


def demo() -> None:
    """Start PostgreSQL, the booking service, Rasa and the bot; ends them all on Ctrl-C."""
    settings = read_settings()
    if settings.as_of is None:
        settings = settings.model_copy(update={"as_of": "today" if settings.real_platform else SIGNED})
    typer.echo(first_line(settings))
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)  # a shell starts background jobs with Ctrl-C ignored
    try:
        with EmbeddedSystem(settings, _say) as system:
            server_socket = listen(settings)
            host, port = server_socket.getsockname()[:2]
            url = f"http://{host}:{port}/"
            filled = system.start(booking=True, keeper=True, exclusive=True)
            bot = _start_bot(filled, server_socket)
            try:
                _announce(filled)
                system.await_nlu()
                if system.keeps:
                    asyncio.run(_try_newer(filled))
                _await_ready(bot, url)
                system.tell(filled, url)
                typer.echo(f"\nWeb chat: {url}\n{first_line(settings)}\nCtrl-C ends everything.")
                _watch(system, bot)
            finally:
                bot.stop()
    except (*SETUP_ERRORS, PortInUse, SpoolUnwritable) as error:
        fail(str(error), code=4)
    except INFRASTRUCTURE as error:
        fail(f"the database cannot be reached: {str(error).strip()}", code=4)
    except BookingError as error:
        fail(f"the booking service did not take the demo's openings: {error}", code=4)
    except KeyboardInterrupt:
        typer.echo("\nEnded.")


def first_line(settings: Settings) -> str:
    """Return the sentence that says for which day the demo answers."""
    calendar = AsOf.parse(settings.as_of)
    now = calendar.now()
    day = f"{now.day}/{now.month}/{now.year}"
    if calendar.is_today:
        return f"Answers for today, {day}: the rules of 2021 are history."
    return f"Answers as of {day}, not for today (make demo AS_OF=today for today)."


def _say(line: str) -> None:
    typer.echo(f"  {line}")


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


_OPENINGS_WITHIN = 30.0
"""Seconds of a call while everything else starts: nobody is kept waiting for an answer, as a citizen would be."""


def _announce(settings: Settings) -> None:
    """Announce made-up openings for a few units on the next working half-days, and say so."""
    if settings.booking_url is None or settings.booking_staff_token is None:
        return
    token = settings.booking_staff_token.get_secret_value()
    url = settings.booking_url

    async def announce() -> str:
        async with BookingClient(url, token, timeout=_OPENINGS_WITHIN, attempt_timeout=_OPENINGS_WITHIN) as booking:
            return await announce_demo_openings(booking, now=settings.calendar.now())

    _say(asyncio.run(announce()))


async def _try_newer(settings: Settings) -> None:
    """Bring changed training messages to the demo's own database, where nobody has chosen a model yet."""
    if settings.database_url is None:
        return
    database = Database(settings.database_url.get_secret_value(), direct_url=settings.direct_url, size=2)
    await database.open()
    try:
        await try_newer(database, Workshop.of(settings), _say)
    finally:
        await database.close()


def _start_bot(settings: Settings, server_socket: socket.socket) -> Child:
    bot = Child("the bot", settings.data_dir / "run" / "bot.log")
    env = settings_env(settings) | {f"{PREFIX}PORT": str(server_socket.getsockname()[1])}
    server_socket.close()
    bot.launch([sys.executable, "-m", "bot", "run"], env)
    return bot


def _await_ready(bot: Child, url: str) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        if not bot.alive:
            raise PartError(f"{bot.name} ended at its start. {bot.tail()}")
        if answers(f"{url}readyz", within=3):
            return
        time.sleep(0.1)
    raise PartError(f"{bot.name} is not ready after {_READY_WITHIN:.0f} s. {bot.tail()}")


def _watch(system: EmbeddedSystem, bot: Child) -> None:
    """Wait for Ctrl-C; a part that ends by itself ends the demo with a sentence."""
    while True:
        time.sleep(0.5)
        sentence = system.dead() or (None if bot.alive else f"{bot.name} ended by itself. {bot.tail()}")
        if sentence is not None:
            stamp = datetime.now(VIETNAM).strftime("%H:%M:%S")
            fail(f"{stamp} {sentence}", code=4)
