"""Who was told a rule or a number as it does not stand any more: counted by version, and nobody else is put right."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.broadcasts import drafting, previewing
from bot.broadcasts.audience_sql import Reach
from bot.guidance.rulebook.changing import overlay
from bot.staff.errors import Refused
from bot.staff.roles import Role
from bot.staff.rulebook.told import told, told_otherwise
from tests.integration.broadcasts.conftest import RATES, author
from tests.integration.staff.conftest import TODAY

NUMBER = {
    "id": "hotline-current", "status": "published", "purpose": "booking", "label": "Tổng đài",
    "value": "1900 0001", "valid_from": "2026-01-01",
}  # fmt: skip


@pytest.fixture
def published(rows):
    """A function that puts a version with this entry of the contacts live, and returns its number."""

    def publish(**fields):
        (latest,) = rows("SELECT body FROM rulebooks ORDER BY id DESC LIMIT 1")
        body = overlay(latest["body"], {"contacts": [NUMBER | fields]})
        (made,) = rows(
            "INSERT INTO rulebooks (content_hash, body, published_by) VALUES (%s, %s, 'Soạn Demo') RETURNING id",
            json.dumps(fields), json.dumps(body),
        )  # fmt: skip
        return made["id"]

    return publish


@pytest.fixture
def hears(crowd, rows):
    """A function that adds people who were told the number in a version."""

    def people(version, count, **more):
        made = crowd(count, **more)
        rows(
            "INSERT INTO told_rules (conversation_id, rule, version)"
            " SELECT id, 'hotline-current', %s FROM unnest(%s::bigint[]) AS id",
            version, made,
        )  # fmt: skip
        return made

    return people


async def reached(desk, audience):
    """How many a correction with this audience would go to."""
    office = await author(desk, now=TODAY)
    made = await drafting.create(office, drafting.Wish(title="Đính chính", text="Số đúng là …", audience=audience))
    seen = await previewing.preview(office, made.broadcast.id, Reach(), RATES)
    return seen.count - sum(seen.unreachable.values())


async def test_a_number_that_is_right_again_is_put_right_for_those_who_heard_the_wrong_one_alone(
    desk, published, hears
):
    right = published()
    hears(right, 3)
    wrong = published(value="1900 0002")
    hears(wrong, 2)
    hears(published(), 4)
    found = await told(await author(desk, now=TODAY), "hotline-current")
    assert (found.people, found.otherwise) == (9, 2)
    assert await reached(desk, found.audience) == 2


async def test_while_it_is_hidden_all_who_heard_it_are_meant(desk, published, hears):
    hears(published(), 3)
    hears(published(value="1900 0002"), 2)
    published(value="1900 0002", status="suspended")
    found = await told(await author(desk, now=TODAY), "hotline-current")
    assert (found.people, found.otherwise) == (5, 5)
    assert await reached(desk, found.audience) == 5


async def test_an_end_that_lies_ahead_makes_nothing_wrong_that_was_said_and_one_that_is_past_does(
    desk, published, hears
):
    hears(published(), 3)
    ahead = TODAY + timedelta(days=60)
    published(valid_to=f"{ahead:%Y-%m-%d}")
    office = await author(desk, now=TODAY)
    found = await told(office, "hotline-current")
    assert (found.people, found.otherwise, found.audience) == (3, 0, None)
    published(valid_to="2026-11-01")
    assert (await told(await author(desk, now=TODAY), "hotline-current")).otherwise == 3


async def test_what_a_version_leaves_to_put_right_is_told_of_each_entry_that_somebody_heard(desk, published, hears):
    hears(published(), 3)
    published(value="1900 0002")
    office = await author(desk, now=TODAY)
    (found,) = await told_otherwise(office, ["NOW-01", "hotline-current", "nq-9-2026"])
    assert (found.rule, found.otherwise) == ("hotline-current", 3)
    assert await told_otherwise(await desk(Role.OPERATOR, now=TODAY), ["hotline-current"]) == ()


async def test_versions_stand_with_what_was_told_in_them_only(desk):
    for audience in ("topic=rules versions=3", "told=1.001193/fees:a0-b0 versions=3", "told=NOW-01 versions=x"):
        with pytest.raises(Refused):
            await reached(desk, audience)
