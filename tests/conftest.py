"""What all tests share: one PostgreSQL server a run, a database each."""

from __future__ import annotations

import contextlib
import functools
import gc
import itertools
import os
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from httpx._transports import default as httpx_transports
from hypothesis import HealthCheck, settings

from bot.embedded.postgres import EmbeddedPostgres
from tests import core_seconds, forking, shared
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
    """Have each test's core-seconds told, and make what workers share, in the process that starts them."""
    config.pluginmanager.register(core_seconds)
    if hasattr(config, "workerinput"):
        return
    stack = contextlib.ExitStack()
    config.add_cleanup(stack.close)
    folder = stack.enter_context(shared.folder_of_the_run())
    if getattr(config.option, "tx", None):
        stack.enter_context(forking.shared(folder / "forking"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Have nothing collected but tests meanwhile, and what is there then looked at no more: all of it stays.

    In a fresh checkout pytest writes each module anew as it wants it, and keeps that: three fifths of the work, which
    the workers would all do at the same time.
    """
    gc.disable()
    try:
        with shared.first_alone("collected"):
            return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Hand the tests out our way."""
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server for the run (one per xdist worker), a copy of the filled one."""
    with shared.copied_cluster("test") as cluster, EmbeddedPostgres(cluster, durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def bot_template() -> str:
    """The name of a migrated database with the packaged content."""
    return shared.BOT


@pytest.fixture(scope="session")
def booking_template() -> str:
    """The name of a migrated database of the booking service."""
    return shared.BOOKING


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
