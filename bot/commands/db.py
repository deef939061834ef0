"""`motcua db`: the database's schema, its content, and what is no longer needed in it."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING

import psycopg
import typer
from psycopg.rows import dict_row
from sqlalchemy.exc import OperationalError

from booking_client import BookingError
from bot.broadcasts.adopting import adopt as adopt_database
from bot.commands.context import SETUP_ERRORS, fail, read_settings
from bot.conversation.erasures import read_erased
from bot.db import migrate, revision
from bot.db.cleaning import Cleaned, CleanedElsewhere, clean_up, connect_to_clean
from bot.db.pool import INFRASTRUCTURE
from bot.db.restored import Settled, settle
from bot.embedded.system import EmbeddedSystem, prepare_database
from bot.outside import booking_of
from bot.staff.actor import authenticate, without_token
from bot.staff.audit import end_older, record
from bot.staff.errors import StaffError
from bot.staff.roles import require
from pgkit.connections import allow, connect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import NoReturn

    from bot.settings import Settings

_AUDIT_BATCH = 5000
_BATCH_SECONDS = 60.0

app = typer.Typer(help="The database: migrate, check, clean up.", no_args_is_help=True, add_completion=False)


def _unreachable(error: BaseException) -> NoReturn:
    advice = "The database cannot be reached: check MOTCUA_DATABASE_URL, and that PostgreSQL runs there."
    fail(f"{str(error).strip()}\n{advice}", code=4)


async def _allowed(settings: Settings, url: str, action: str, **details: object) -> None:
    """Make sure that whoever runs the command is an admin, or sets up a new database; note it in the audit.

    Raises:
        NotAllowed: they are not.
    """
    async with await connect(url, row_factory=dict_row, application_name="motcua db") as connection:
        token = settings.staff_token
        actor = (
            await authenticate(connection, token.get_secret_value())
            if token is not None
            else await without_token(connection, embedded=settings.embedded)
        )
        require(actor, action)
        await record(connection, actor, action, None, **details)


def _url(settings: Settings) -> str | None:
    return settings.database_url.get_secret_value() if settings.database_url is not None else None


@app.command()
def upgrade() -> None:
    """Migrate the database to this code, and import the content that came with it."""
    settings = read_settings()
    url = settings.owner_url
    try:
        if url is None:
            with EmbeddedSystem(settings) as system:
                system.start()  # migrates and imports
        else:
            prepare_database(url)
    except SETUP_ERRORS as error:
        fail(str(error).strip(), code=4)
    except INFRASTRUCTURE as error:
        _unreachable(error)
    typer.echo(f"the schema is at {revision.revisions()[-1]}")


@app.command()
def check() -> None:
    """Say whether the database's schema is the one of this code."""
    settings = read_settings()
    try:
        with EmbeddedSystem(settings) as system:
            filled = system.start()
            revision.check(_url(filled) or "")
    except SETUP_ERRORS as error:
        fail(str(error).strip(), code=4)
    except INFRASTRUCTURE as error:
        _unreachable(error)
    typer.echo(f"the schema is at {revision.revisions()[-1]}, as this code wants it")


@app.command()
def downgrade(target: str = typer.Argument(help="A revision, or 'base' for an empty database.")) -> None:
    """Migrate down, to go back to older code; what the newer tables held is lost. Needs an admin."""
    settings = read_settings()
    url = settings.owner_url
    if url is None:
        fail("set MOTCUA_DATABASE_URL: only a real database is migrated down", code=2)
    try:
        asyncio.run(_allowed(settings, url, "db.downgrade", to=target))
        migrate.downgrade(url, target)
    except StaffError as error:
        fail(error.message, code=error.code)
    except psycopg.errors.UndefinedFunction:
        fail("the schema is not the one of this code: run 'motcua db upgrade' first", code=4)
    except migrate.NoSuchStep as error:
        fail(str(error), code=2)
    except migrate.TablesBusy as error:
        fail(str(error), code=4)
    except OperationalError as error:
        _unreachable(error.orig or error)
    except INFRASTRUCTURE as error:
        _unreachable(error)
    typer.echo(f"the schema is at {target}")


@app.command()
def adopt() -> None:
    """Say that this server was a standby and was promoted: broadcasts go on that were under way or scheduled.

    For whatever promotes it (Patroni's on_role_change). Not for a copy restored from a backup: there they have to ask.
    """
    settings = read_settings()
    url = settings.owner_url
    if url is None:
        fail("set MOTCUA_DATABASE_URL: only a real database has a standby", code=2)

    async def work() -> list[int]:
        async with await connect(url, row_factory=dict_row, application_name="motcua db adopt") as connection:
            going = await adopt_database(connection)
            await connection.execute("SELECT claim_home(true)")
            return going

    try:
        revision.check(url)
        going = asyncio.run(work())
    except SETUP_ERRORS as error:
        fail(str(error).strip(), code=4)
    except INFRASTRUCTURE as error:
        _unreachable(error)
    typer.echo(f"broadcasts that go on here: {', '.join(map(str, going)) or 'none'}")


@app.command()
def restored(
    erasures: list[Path] = typer.Option(  # noqa: B008 - Typer's way
        [], "--erasures", help="Further files of erased people's keys (MOTCUA_ERASURES_FILE), one of each machine."
    ),
) -> None:
    """After a restore: let nothing that was sent, answered or erased after the backup be undone. Needs an admin."""
    settings = read_settings()
    url = settings.owner_url
    if url is None:
        fail("set MOTCUA_DATABASE_URL: the database that was restored", code=2)
    erased = _erased((settings.erasures, *erasures), given=erasures)

    async def work() -> Settled:
        await _allowed(settings, url, "db.restored", known_erasures=len(erased))
        async with (
            await connect(url, row_factory=dict_row, application_name="motcua db restored") as connection,
            connection.transaction(),
        ):
            await allow(connection, 3600)
            settled = await settle(connection, secret=settings.secret(), erased=erased)
            if settled.owners:
                # Before the commit: while this fails, bots refuse to start, and the command can be given again.
                await _erase_bookings(settings, settled.owners)
            return settled

    try:
        revision.check(url)
        settled = asyncio.run(work())
    except StaffError as error:
        fail(error.message, code=error.code)
    except BookingError as error:
        fail(
            f"the booking service, which knows whoever was erased after the backup, did not erase them: {error}\n"
            "Nothing was changed. Start the service on its own restored database and run this again.",
            code=4,
        )
    except SETUP_ERRORS as error:
        fail(str(error).strip(), code=4)
    except INFRASTRUCTURE as error:
        _unreachable(error)
    for line in settled.words():
        typer.echo(line)
    if not erased:
        typer.echo("no file of erased people's keys was found: whoever was erased after the backup is back", err=True)
    _tell_owners(settings, settled.owners)


def _tell_owners(settings: Settings, owners: Sequence[str]) -> None:
    """Say whom a booking service of which nothing is known here has to erase."""
    if owners and booking_of(settings) is None:
        typer.echo(
            "no booking service is configured (MOTCUA_BOOKING_URL, MOTCUA_BOOKING_TOKEN). If there is one, erase these"
            " owners there (DELETE /v1/owners/KEY):\n" + "\n".join(owners),
            err=True,
        )


def _erased(files: Sequence[Path], *, given: Sequence[Path]) -> dict[str, datetime]:
    """Return key → when that person was last erased; ends the command where one of ``given`` is missing."""
    erased: dict[str, datetime] = {}
    for path in files:
        if path in given and not path.exists():
            fail(f"there is no file {path}", code=2)
        for key, at in read_erased(path).items():
            erased[key] = max(at, erased.get(key, at))
    return erased


async def _erase_bookings(settings: Settings, owners: Sequence[str]) -> None:
    """Erase people from the booking service, which was restored to the same moment.

    Raises:
        BookingError: it is away, or refuses.
    """
    client = booking_of(settings)
    if client is None:
        return
    async with client:
        for owner in owners:
            await client.erase_owner(owner, key=f"restored-{secrets.token_hex(16)}")


@app.command()
def clean() -> None:
    """Delete now what the retention settings say, instead of at night. Needs an admin."""
    settings = read_settings()

    async def work(filled: Settings) -> Cleaned:
        url = filled.owner_url or ""
        await _allowed(filled, url, "db.clean", **settings.periods.values())
        async with await connect_to_clean(url) as connection:
            return await clean_up(connection, settings.periods)

    try:
        with EmbeddedSystem(settings) as system:
            cleaned = asyncio.run(work(system.start()))
    except StaffError as error:
        fail(error.message, code=error.code)
    except CleanedElsewhere:
        fail("another process cleans up at the moment; nothing was done here", code=3)
    except SETUP_ERRORS as error:
        fail(str(error).strip(), code=4)
    except INFRASTRUCTURE as error:
        _unreachable(error)
    for name, count in cleaned.rows.items():
        typer.echo(f"{count:>8}  {name}")
    if cleaned.failed:
        kinds = "; ".join(f"{name} ({kind})" for name, kind in cleaned.failed.items())
        fail(f"not cleaned: {kinds}. The other sorts were; the log says why.", code=1)


@app.command("end-audit")
def end_audit() -> None:
    """End audit entries older than MOTCUA_KEEP_AUDIT_DAYS, as the owner of the tables. Needs an admin; once a month."""
    settings = read_settings()

    async def work(filled: Settings) -> int:
        url = filled.owner_url or ""
        await _allowed(filled, url, "db.end-audit", keep_days=settings.keep_audit_days)
        ended = 0
        async with await connect(url, row_factory=dict_row, application_name="motcua db end-audit") as connection:
            with connection.patient(_BATCH_SECONDS):
                while batch := await end_older(connection, days=settings.keep_audit_days, most=_AUDIT_BATCH):
                    ended += batch
        return ended

    try:
        with EmbeddedSystem(settings) as system:
            typer.echo(f"{asyncio.run(work(system.start()))} audit entries ended")
    except StaffError as error:
        fail(error.message, code=error.code)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException):
        fail("this needs the login that owns the tables: set MOTCUA_DATABASE_OWNER_URL", code=3)
    except SETUP_ERRORS as error:
        fail(str(error).strip(), code=4)
    except INFRASTRUCTURE as error:
        _unreachable(error)
