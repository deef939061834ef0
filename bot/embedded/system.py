"""The parts that a command needs: those given by settings, those another command runs, and the rest started here."""

from __future__ import annotations

import logging
import os
import socket
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

import psycopg
from pydantic import SecretStr

from bot.db import nlu_servers, revision, roles
from bot.embedded.data_dir import DataDir, DataDirError, Running
from bot.embedded.keeper import NluKeeper
from bot.embedded.parts import BookingService, Child, NluServer, train_model
from bot.embedded.postgres import EmbeddedPostgres
from bot.embedded.step import Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from bot.settings import Settings

logger = logging.getLogger(__name__)

BOT_DATABASE = "motcua"
BOOKING_DATABASE = "motcua_booking"
_OWNER_WITHIN = 30.0
"""How long a command waits for another one on the same folder."""


class EmbeddedSystem:
    """Starts what is missing and ends what it started.

    Args:
        settings: what is configured.
        progress: told in a line what is being done, in English.

    The embedded database belongs to the owner of DATA_DIR. A command that is not the owner uses what the owner runs
    and starts the rest for itself.
    """

    def __init__(self, settings: Settings, progress: Callable[[str], None] = lambda _line: None) -> None:
        self._settings = settings
        self._progress = progress
        self._stack = ExitStack()
        self._children: dict[str, Child] = {}
        self._postgres: EmbeddedPostgres | None = None
        self._server: NluServer | None = None
        self._keeper: NluKeeper | None = None
        self.data_dir: DataDir | None = None
        self.owner = False
        self._running: Running | None = None

    def start(
        self,
        *,
        database: bool = True,
        booking: bool = False,
        nlu: bool = False,
        keeper: bool = False,
        exclusive: bool = False,
    ) -> Settings:
        """Make what is asked for available.

        Args:
            database: the bot's own database, migrated when it is embedded.
            booking: the booking service.
            nlu: a Rasa server; its model is trained where none of the present data is cached.
            keeper: ``motcua nlu serve``, by which the model can change; leaves waiting for it to ``await_nlu``.
            exclusive: refuse to share the data folder with another owner.

        Returns:
            The settings with the addresses of all that runs.

        Raises:
            EmbeddedPostgresError, PartError, DataDirError, SchemaMismatch: with a sentence for the operator.
        """
        filled: dict[str, object] = {}
        self.data_dir = self._stack.enter_context(DataDir(self._settings.data_dir))
        self.owner = self.data_dir.own()
        if exclusive and not self.owner:
            raise DataDirError(
                f"another command uses {self._settings.data_dir}: end it, or set MOTCUA_DATA_DIR to another folder"
            )
        self._running = None if self.owner else self._await_owner(self.data_dir)
        if self._running is not None and self._settings.as_of is None:
            filled["as_of"] = self._running.as_of  # "mai" means the same day in every terminal of a demo
        self._server = self._nlu(filled, in_database=database) if nlu else None
        if keeper and self._settings.nlu_url is None:
            self._model()
        if database:
            self._database(filled)
        service = self._booking(filled) if booking else None
        if self._postgres is not None:
            with self._step("database"):
                prepare_database(self._postgres.url(BOT_DATABASE))
                roles.let_in(self._postgres.url(BOT_DATABASE))
        if service is not None:
            with self._step("booking service"):
                service.wait()
            filled.update(
                booking_url=service.url,
                booking_token=SecretStr(service.token),
                booking_staff_token=SecretStr(service.staff_token),
            )
        if self._server is not None:
            filled.update(nlu_url=self._server.url, nlu_token=SecretStr(self._server.token))
            self.await_nlu()
        settings = self._settings.model_copy(update=filled)
        if keeper and settings.nlu_url is None and settings.database_url is not None:
            self._keeper = NluKeeper(settings.data_dir / "run", settings.database_url.get_secret_value())
            self._own("keeper", self._keeper)
            self._keeper.start(settings)
        if self.owner and not exclusive and self._postgres is None and not self._children:
            # Nothing was started here, so nobody need wait for it: a command that watches leaves room for others.
            self.data_dir.close()
            self.owner = False
        return settings

    def await_nlu(self) -> None:
        """Wait until the Rasa server that was started here has loaded its model."""
        started = self._server or self._keeper
        if started is not None:
            with self._step("Rasa server (about 10 s)"):
                started.wait()

    @property
    def keeps(self) -> bool:
        """Whether a keeper of the Rasa servers and the embedded database were started here."""
        return self._keeper is not None and self._postgres is not None

    def _await_owner(self, data_dir: DataDir) -> Running | None:
        """Wait until the owner tells what it runs, or has gone: two servers on one folder would end each other."""
        deadline = time.monotonic() + _OWNER_WITHIN
        while time.monotonic() < deadline:
            running = data_dir.running()
            if running is not None:
                return running
            self.owner = data_dir.own()
            if self.owner:
                return None
            time.sleep(0.1)
        raise DataDirError(
            f"another command uses {data_dir.path}: wait until it has ended, or set MOTCUA_DATA_DIR to another folder"
        )

    def _database(self, filled: dict[str, object]) -> None:
        if self._settings.database_url is not None:
            url = self._settings.database_url.get_secret_value()
            revision.check(url)
            return
        if self._running is not None and self._running.database_url is not None:
            filled.update(_addresses(self._running.database_owner_url or self._running.database_url))
            return
        with self._step("PostgreSQL"):
            self._postgres = EmbeddedPostgres(self._settings.data_dir / "postgres")
            self._stack.callback(self._postgres.stop)
            self._postgres.start()
            url = self._postgres.ensure_database(BOT_DATABASE)
        filled.update(_addresses(url))

    def _booking(self, filled: dict[str, object]) -> BookingService | None:
        if self._settings.booking_url is not None:
            return None
        if self._running is not None and self._running.booking_url is not None:
            filled.update(
                booking_url=self._running.booking_url,
                booking_token=SecretStr(self._running.booking_token or ""),
                booking_staff_token=SecretStr(self._running.booking_staff_token or ""),
            )
            return None
        if self._postgres is None:
            logger.warning("no booking service: MOTCUA_BOOKING_URL is not set and the database is not embedded")
            return None
        url = self._postgres.ensure_database(BOOKING_DATABASE)
        service = BookingService(
            self._postgres.url(BOOKING_DATABASE, role=BookingService.DATABASE_ROLE),
            self._settings.data_dir / "run",
            owner_url=url,
            demo=not self._settings.real_platform,
        )
        self._own("booking", service)
        service.start()
        return service

    def _nlu(self, filled: dict[str, object], *, in_database: bool) -> NluServer | None:
        if self._settings.nlu_url is not None:
            return None
        if self._running is not None and self._running.nlu_url is not None:
            filled.update(nlu_url=self._running.nlu_url, nlu_token=SecretStr(self._running.nlu_token or ""))
            return None
        if self._kept(filled, in_database=in_database):
            return None
        model = self._model()
        server = NluServer(self._settings.data_dir / "run", free_port())
        self._own("nlu", server)
        server.start(model)
        return server

    def _kept(self, filled: dict[str, object], *, in_database: bool) -> bool:
        """Return whether a keeper's server can be used; whoever has the database finds it there by himself."""
        url = self._settings.database_url
        if url is None and self._running is not None and self._running.database_url is not None:
            url = SecretStr(self._running.database_url)
        if url is None:
            return False
        try:
            live = nlu_servers.find_now(url.get_secret_value(), self._settings.secret())
        except psycopg.Error:
            return False
        if live is not None and not in_database:
            filled.update(nlu_url=live.url, nlu_token=SecretStr(live.token))
        return live is not None

    def _model(self) -> Path:
        """Return the model of the training messages, trained where it is not cached."""
        with self._step("NLU model (trained once for all checkouts: some minutes on two cores)"):
            return train_model(
                self._progress,
                self._settings.data_dir / "run" / "train.log",
                data=self._settings.nlu_data_dir,
                models=self._settings.nlu_models_dir,
            )

    def _own(self, name: str, child: Child) -> None:
        self._children[name] = child
        self._stack.callback(child.stop)

    def _step(self, name: str) -> Step:
        return Step(name, self._progress)

    def tell(self, settings: Settings, web_url: str | None = None) -> None:
        """Let other commands on this machine find what runs; only the owner of the data folder does."""
        if not self.owner or self.data_dir is None:
            return
        self.data_dir.tell(
            Running(
                pid=os.getpid(),
                database_url=_plain(settings.database_url),
                database_owner_url=_plain(settings.database_owner_url),
                booking_url=settings.booking_url,
                booking_token=_plain(settings.booking_token),
                booking_staff_token=_plain(settings.booking_staff_token),
                nlu_url=settings.nlu_url,
                nlu_token=_plain(settings.nlu_token),
                web_url=web_url,
                as_of=settings.as_of,
            )
        )

    def dead(self) -> str | None:
        """Return a sentence about a part that ended by itself, or None while all run."""
        if self._postgres is not None and (self._postgres.child is None or self._postgres.child.poll() is not None):
            return f"PostgreSQL ended by itself; see {self._postgres.log_path}"
        for child in self._children.values():
            if not child.alive:
                return f"{child.name} ended by itself. {child.tail()}"
        return None

    def stop(self) -> None:
        """End all that was started here, the database last."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def prepare_database(url: str) -> None:
    """Migrate the bot's database where it is behind, and import the packaged content.

    Raises:
        SchemaMismatch: it is of newer code.
    """
    from bot.content.importing import import_packaged  # noqa: PLC0415 - reads all content, rarely needed

    try:
        revision.check(url)
    except revision.SchemaBehind:
        from bot.db import migrate  # noqa: PLC0415 - Alembic is slow to load

        migrate.upgrade(url)
    else:
        roles.apply(url)
    import_packaged(url)


def _addresses(owner_url: str) -> dict[str, object]:
    """Return the addresses of an embedded database for its three roles."""
    return {
        "database_url": SecretStr(roles.as_role(owner_url, roles.BOT)),
        "database_owner_url": SecretStr(owner_url),
        "staff_database_url": SecretStr(roles.as_role(owner_url, roles.STAFF)),
    }


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def free_port(host: str = "127.0.0.1") -> int:
    """Return a TCP port that is free on ``host`` at the moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
