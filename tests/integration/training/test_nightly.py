"""The night's training: changed data is queued once, and whatever goes wrong in a night, the next one comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.training.nightly import train_nightly
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    from pathlib import Path

    from bot.db.pool import Database

DATA = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - xin chào\n'


class Enough(Exception):
    """The test has seen all that it wants to."""


async def test_changed_data_is_queued_once_and_not_again(database: Database, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "greet.yml").write_text(DATA, encoding="utf-8")
    workshop = Workshop(data, tmp_path / "models", tmp_path / "x", tmp_path, secret=b"only-for-tests")
    queued: list[list[str]] = []
    rests: list[float] = []

    async def until_night(seconds: float) -> None:
        rests.append(seconds)
        rows = await database.fetch("SELECT version FROM nlu_models WHERE state = 'queued' ORDER BY id")
        queued.append([row["version"] for row in rows])
        if len(queued) == 3:
            (data / "greet.yml").unlink()  # a night without data to read
        if len(queued) == 4:
            (data / "greet.yml").write_text(DATA + "    - chào em\n", encoding="utf-8")
        if len(queued) == 6:
            raise Enough

    with pytest.raises(Enough):
        await train_nightly(database, workshop, "02:30", rest=until_night)
    first, second = queued[-1]
    assert queued == [[], [first], [first], [first], [first, second], [first, second]]
    assert second == workshop.version()
    assert all(0 < seconds <= 24 * 3600 for seconds in rests)
    notes = await database.fetch("SELECT actor, action FROM audit WHERE action = 'nlu.train'")
    assert [note["actor"] for note in notes] == ["lịch hằng đêm", "lịch hằng đêm"]
