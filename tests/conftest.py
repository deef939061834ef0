"""What all tests share: one PostgreSQL server a run, a database each."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.embedded.postgres import EmbeddedPostgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

os.environ.pop("MOTCUA_STAFF_TOKEN", None)
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server for the run (one per xdist worker)."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-test-"))
    folder.chmod(0o755)
    with EmbeddedPostgres(folder / "pg", durable=False) as server:
        yield server
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def clone_database(postgres: EmbeddedPostgres) -> Callable[[str], tuple[str, str]]:
    """A function that copies a template database under a new name and returns (name, address)."""

    def clone(template: str) -> tuple[str, str]:
        name = f"{template}_{next(_numbers)}"
        return name, postgres.ensure_database(name, template=template)

    return clone
