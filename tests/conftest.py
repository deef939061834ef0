"""What all tests share: one PostgreSQL server a run, a database each."""

from __future__ import annotations

import functools
import itertools
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from httpx._transports import default as httpx_transports
from hypothesis import HealthCheck, settings

from bot.db import roles
from bot.embedded.postgres import EmbeddedPostgres
from tests import core_seconds
from tests.scheduling import Scheduling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xdist.remote import Producer

os.environ.pop("MOTCUA_STAFF_TOKEN", None)
_numbers = itertools.count(1)

# Tests make thousands of clients, and each would read the authorities of the world: a thirtieth of a second of a core.
httpx_transports.create_ssl_context = functools.cache(httpx.create_ssl_context)

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Have each test's core-seconds told."""
    config.pluginmanager.register(core_seconds)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Hand the tests out our way."""
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server for the run (one per xdist worker)."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-test-"))
    folder.chmod(0o755)
    with EmbeddedPostgres(folder / "pg", durable=False) as server:
        roles.let_in(server.url())
        yield server
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def bot_template(postgres: EmbeddedPostgres) -> str:
    """The name of a migrated database with the packaged content."""
    from bot.embedded.system import prepare_database  # not where units alone are tested

    prepare_database(postgres.ensure_database("bot_template"))
    return "bot_template"


@pytest.fixture(scope="session")
def clone_database(postgres: EmbeddedPostgres) -> Callable[[str], tuple[str, str]]:
    """A function that copies a template database under a new name and returns (name, address)."""

    def clone(template: str) -> tuple[str, str]:
        name = f"{template}_{next(_numbers)}"
        return name, postgres.ensure_database(name, template=template)

    return clone


@pytest.fixture
def table(capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """A function that prints the figures of a long run: ``table("Kills", kills=100, lost=0)``."""

    def show(title: str, **figures: object) -> None:
        rows = [
            (name.replace("_", " "), f"{value:,}" if isinstance(value, int) else str(value))
            for name, value in figures.items()
        ]
        wide = max(len(name) for name, _ in rows)
        lines = [f"### {title}", "", f"| {'figure':<{wide}} | measured |", f"|{'-' * (wide + 2)}|----------|"]
        lines += [f"| {name:<{wide}} | {value} |" for name, value in rows]
        with capsys.disabled():
            sys.stdout.write("\n" + "\n".join(lines) + "\n")
            sys.stdout.flush()

    return show
