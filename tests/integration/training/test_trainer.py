"""The queue of trainings, whatever a training meets: it fails with a reason, and the servers of its process go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.training import records, trainer
from bot.training.records import State
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    from pathlib import Path

    from bot.db.pool import Database
    from bot.training.records import Model

DATA = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - xin chào\n'


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "greet.yml").write_text(DATA, encoding="utf-8")
    (tmp_path / "evaluation.jsonl").touch()
    folder = tmp_path / "models"
    return Workshop(tmp_path / "data", folder, tmp_path / "evaluation.jsonl", tmp_path, secret=b"only-for-tests")


async def trained(database: Database, workshop: Workshop) -> Model:
    async with database.intake.connection() as connection:
        job = await records.queue(connection, "nlu-a", "Quản trị Demo")
    assert await trainer.try_to_work_off(database, workshop)
    async with database.intake.connection() as connection:
        found = await records.get(connection, job.id)
    assert found is not None
    return found


async def test_a_file_that_an_editor_saved_otherwise_than_as_utf_8_fails_the_training_alone(
    database: Database, workshop: Workshop
) -> None:
    (workshop.data / "deny.yml").write_text(DATA.replace("greet", "deny"), encoding="utf-16")
    found = await trained(database, workshop)
    assert found.state is State.FAILED
    assert "deny.yml" in (found.reason or "")
    assert "UTF-8" in (found.reason or "")
    assert not workshop.job(found.id).exists()


async def test_what_nobody_thought_of_fails_the_training_alone(
    database: Database, workshop: Workshop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def surprise(*_: object, **__: object) -> None:
        raise LookupError("nobody thought of this")

    monkeypatch.setattr(trainer, "train", surprise)
    found = await trained(database, workshop)
    assert found.state is State.FAILED
    assert "LookupError" in (found.reason or "")
    assert "nobody thought of this" in caplog.text
