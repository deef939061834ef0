"""The ``motcua-booking-api`` command."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from psycopg import OperationalError
from psycopg.errors import InsufficientPrivilege, RaiseException
from psycopg.rows import dict_row
from pydantic import ValidationError

from booking_api import rights, schema
from booking_api.app import create_app
from booking_api.repositories import journal, tokens
from booking_api.roles import Role  # noqa: TC001 - typer resolves annotations at run time
from booking_api.server import serve as run_server
from booking_api.settings import Settings
from pgkit.connections import connect
from pgkit.poolers import PoolerUnsafe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from booking_api.database import Connection

_AUDIT_BATCH = 5000
app = typer.Typer(
    help="The Một Cửa booking service.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
token_app = typer.Typer(help="Service tokens.", no_args_is_help=True)
app.add_typer(token_app, name="token")


def _fail(message: str) -> NoReturn:
    typer.echo(f"motcua-booking-api: {message}", err=True)
    raise typer.Exit(1)


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"MOTCUA_BOOKING_{'_'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
            for item in error.errors(include_input=False, include_context=False)
        )
        _fail(f"the settings are not valid: {wrong}")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Instead of MOTCUA_BOOKING_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of MOTCUA_BOOKING_PORT; 0 takes a free one.")] = None,
    migrate_first: Annotated[
        bool, typer.Option("--migrate", help="Bring the schema up first where it is behind; for demo and tests.")
    ] = False,
) -> None:
    """Serve; prints {"event": "listening", "url": …} once it answers."""
    settings = _settings()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        if migrate_first:
            _migrate_if_behind(settings)
        run_server(settings.model_copy(update=given))
    except (schema.SchemaMismatch, PoolerUnsafe) as error:
        _fail(str(error))
    except OperationalError as error:
        _fail(f"the database cannot be reached: {error}")
    except OSError as error:
        _fail(f"cannot listen on port {given.get('port', settings.port)}: {error.strerror}")


def _migrate_if_behind(settings: Settings) -> None:
    try:
        schema.check(settings.owner_url)
    except schema.SchemaBehind:
        from booking_api.migrate import upgrade  # noqa: PLC0415 - half a second that only this needs

        upgrade(settings.owner_url)
    if settings.database_owner_url is not None:
        rights.let_in(settings.database_owner_url)


@app.command()
def migrate(
    down_to: Annotated[str | None, typer.Option(help="Go down to this revision instead; 'base' removes all.")] = None,
) -> None:
    """Bring the database's schema up to this program's."""
    from sqlalchemy.exc import OperationalError as Unreachable  # noqa: PLC0415 - half a second that only this needs

    from booking_api.migrate import NoSuchStep, TablesBusy, downgrade, upgrade  # noqa: PLC0415 - as above

    settings = _settings()
    try:
        if down_to is None:
            upgrade(settings.owner_url)
        else:
            downgrade(settings.owner_url, down_to)
    except (NoSuchStep, TablesBusy) as error:
        _fail(str(error))
    except Unreachable as error:
        _fail(f"the database cannot be reached: {error.orig}")
    except OperationalError as error:
        _fail(f"the database cannot be reached: {error}")


def openapi_text() -> str:
    """Return the OpenAPI description as it is checked in; needs no database."""
    unused = Settings.model_validate({"database_url": "postgresql:///unused"})
    return json.dumps(create_app(unused).openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


@app.command()
def openapi() -> None:
    """Print the OpenAPI description."""
    typer.echo(openapi_text(), nl=False)


@token_app.command("add")
def token_add(
    name: str,
    role: Annotated[Role, typer.Option(help="What it may do.")],
    unit: Annotated[list[str] | None, typer.Option(help="Bind it to this unit; may be given several times.")] = None,
) -> None:
    """Make a service token and print it, once; only its hash is stored."""
    token = tokens.new_token()
    if not _with_database(lambda connection: tokens.add(connection, name, role, tokens.hashed(token), unit)):
        _fail(f"there is a token named {name} already")
    typer.echo(token)


@token_app.command("revoke")
def token_revoke(name: str) -> None:
    """Revoke a service token."""
    if not _with_database(lambda connection: tokens.revoke(connection, name)):
        _fail(f"there is no token named {name} in force")


@app.command("end-audit")
def end_audit() -> None:
    """End audit entries older than MOTCUA_BOOKING_KEEP_AUDIT_DAYS, as the owner of the tables; run it once a month."""
    age = dt.timedelta(days=_settings().keep_audit_days)

    async def work(connection: Connection) -> int:
        ended = 0
        while True:
            async with connection.transaction():
                batch = await journal.end_audit(connection, age, most=_AUDIT_BATCH)
            ended += batch
            if batch < _AUDIT_BATCH:
                return ended

    typer.echo(f"{_with_database(work)} audit entries ended")


def _with_database[T](work: Callable[[Connection], Awaitable[T]]) -> T:
    settings = _settings()

    async def run() -> T:
        hour = 3600.0  # ending an audit of years may take its time
        connection: Connection = await connect(
            settings.owner_url, settings={"statement_timeout": f"{hour:.0f}s"}, row_factory=dict_row
        )
        async with connection:
            with connection.patient(hour):
                return await work(connection)

    try:
        schema.check(settings.owner_url)
        return asyncio.run(run())
    except schema.SchemaMismatch as error:
        _fail(str(error))
    except OperationalError as error:
        _fail(f"the database cannot be reached: {error}")
    except (InsufficientPrivilege, RaiseException):
        _fail("this needs the login that owns the tables: set MOTCUA_BOOKING_DATABASE_OWNER_URL")


def main() -> None:
    """Run the command."""
    app()
