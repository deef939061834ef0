"""What changed since a broadcast was written or armed: its rule, the database it lies in, whom a correction is for."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.broadcasts import drafting, switching
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.model import State
from bot.broadcasts.starting import send
from bot.staff.errors import Refused
from tests.integration.broadcasts.conftest import SUNDAY, approve, approver, author, drafted, feeder, sent, statuses


async def test_in_a_restored_copy_yes_means_at_its_time(desk, crowd, rows):
    crowd(4)
    due = SUNDAY + timedelta(days=1)
    made = await sent(desk, at=due)
    rows("UPDATE broadcasts SET home = 'another database'")
    look = feeder(desk, await author(desk)).look
    await look()
    going = await switching.resume(await approver(desk), made.id, Reach())
    assert (going.state, going.due_at, going.problem) == (State.SCHEDULED, due, None)
    await look()
    assert statuses(rows, made.id) == {}, "it is no copy any more, and not due"
    await feeder(desk, await author(desk), now=due).look()
    assert statuses(rows, made.id) == {"waiting": 4}


async def test_a_rule_that_a_newer_one_took_the_place_of_is_told_no_more(desk, crowd, rows):
    crowd(2)
    office = await author(desk)
    rulebook = office.guidance.rulebook
    rule = next(r for r in rulebook.at(SUNDAY).rules if r.rule.audience.value == "citizen").rule.id
    made = await drafted(desk, text=None, rule=rule)
    await approve(await approver(desk), made.id)
    plain = rulebook.to_plain()
    newer = next(dict(entry) for entry in plain["rules"] if entry["id"] == rule)
    plain["rules"].append({**newer, "id": f"{rule}-moi", "supersedes": [rule]})
    rows(
        "INSERT INTO rulebooks (content_hash, body, published_by) VALUES ('newer', %s::jsonb, 'demo')",
        json.dumps(plain),
    )
    with pytest.raises(Refused, match="quy định khác thay thế"):
        await send(await author(desk), made.id, Reach())


async def test_a_correction_that_is_edited_still_goes_to_those_who_got_the_first(desk, crowd):
    crowd(2)
    first = await sent(desk)
    await feeder(desk, await author(desk)).look()
    await switching.cancel(await author(desk), first.id)
    fixed = await drafted(desk, audience="", correct=first.id)
    for audience in ("language=vi", f"received={first.id} language=vi"):
        edited = await drafting.change(await author(desk), fixed.id, drafting.Wish(audience=audience))
        content = edited.broadcast.content
        assert (content.audience, content.corrects) == (f"language=vi received={first.id}", first.id)
