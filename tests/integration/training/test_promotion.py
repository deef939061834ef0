"""Two people promote at the same time: the gate's word holds beside the model that it was measured against only."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.content.reference import load_reference
from bot.conversation.guidance_store import GuidanceStore
from bot.db import nlu_servers
from bot.db.events import Events
from bot.db.nlu_servers import NluServerRow
from bot.guidance.moments import VIETNAM
from bot.staff.actor import Actor
from bot.staff.errors import Refused
from bot.staff.office import Office
from bot.staff.roles import Role
from bot.training import promotion, records
from bot.training.gate import Judgement
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    from pathlib import Path

    from bot.db.pool import Database


async def test_what_was_measured_against_another_live_model_is_measured_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evaluation.jsonl").touch()
    workshop = Workshop(tmp_path, tmp_path, tmp_path / "evaluation.jsonl", tmp_path, secret=b"only-for-tests")
    store = GuidanceStore(database, load_reference(), Events(database.url))
    await store.reload()
    office = Office(
        database, store.current, Actor("Quản trị Demo", Role.ADMIN), datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
    )
    async with database.transaction() as connection:
        live, other, wanted = [
            await records.adopt(connection, f"nlu-{letter}", f"nlu-{letter}.tar.gz", "Quản trị Demo")
            for letter in "abc"
        ]
        await records.go_live(connection, live.id)
        await nlu_servers.put(
            connection, NluServerRow("here", "http://127.0.0.1:5005", "nlu-a", "token"), b"only-for-tests"
        )
    becomes_live = [other.id]

    async def judge(*_: Any, **__: Any) -> Judgement:
        async with database.transaction() as connection:
            for model in becomes_live:
                await records.go_live(connection, model)
        becomes_live.clear()
        return Judgement((), None)

    monkeypatch.setattr(promotion, "judge_model", judge)
    with pytest.raises(Refused, match="vừa đổi"):
        await promotion.promote(office, workshop, str(wanted.id))
    assert await database.fetch("SELECT * FROM nlu_swaps") == []
    swap, _ = await promotion.promote(office, workshop, str(wanted.id))
    assert (swap.model_id, swap.from_id) == (wanted.id, other.id)
