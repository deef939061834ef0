"""Who ends just the subscription that a broadcast is sent by is not told, whatever else they keep; and the reverse."""

from __future__ import annotations

import pytest

from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.previewing import preview
from tests.integration.broadcasts.conftest import RATES, author, drafted, feeder, sent, statuses

TAC_VAN, CAI_NUOC = "xa-tac-van_ca-mau", "tt-cai-nuoc_cai-nuoc"
BIRTH, COPIES, MARRIAGE = "1.001193", "2.000815", "1.000894"
OF_TAC_VAN = "topic=rules area='xã Tắc Vân, TP Cà Mau'"
NOT_CAI_NUOC = "topic=rules -area='thị trấn Cái Nước, huyện Cái Nước'"


@pytest.fixture(params=["waiting", "queued"])
async def leave(request, rows, desk):
    """A function that ends subscriptions: before anything is queued, or once all is."""

    async def end(audience: str, which: str) -> dict[str, int]:
        made = await sent(desk, audience=audience)
        look = feeder(desk, await author(desk)).look
        if request.param == "queued":
            await look()
            assert statuses(rows, made.id) == {"queued": 2}
        rows(f"UPDATE subscriptions SET withdrawn_at = now() WHERE {which}")
        await look()
        return statuses(rows, made.id)

    return end


@pytest.mark.parametrize("audience", [OF_TAC_VAN, NOT_CAI_NUOC])
async def test_the_area_whose_news_they_ended_counts(leave, crowd, audience):
    stays, leaves = crowd(1, topic=None, area=TAC_VAN), crowd(1, topic=None, area=CAI_NUOC)
    crowd.subscribe(stays, "rules")
    crowd.subscribe(leaves, "rules", area=TAC_VAN)
    crowd.subscribe([*stays, *leaves], "rules", area=CAI_NUOC)
    ended = f"contact_id = {leaves[0]} AND area_id = '{TAC_VAN}'"
    assert await leave(audience, ended) == {"queued": 1, "skipped": 1}


async def test_who_ends_the_news_of_another_area_is_told(leave, crowd):
    people = crowd(2, topic=None, area=TAC_VAN)
    for area in (None, CAI_NUOC):
        crowd.subscribe(people, "rules", area=area)
    assert await leave(OF_TAC_VAN, f"area_id = '{CAI_NUOC}'") == {"queued": 2}


async def test_the_procedures_of_a_broadcast_for_several_count(leave, crowd):
    people = crowd(2, topic=None)
    for procedure in (BIRTH, MARRIAGE):
        crowd.subscribe(people, "procedure", procedure=procedure)
    ended = f"contact_id = {people[0]} AND procedure_code = '{BIRTH}'"
    assert await leave(f"procedure={BIRTH},{COPIES}", ended) == {"queued": 1, "skipped": 1}


@pytest.fixture
def linked(crowd, rows):
    """One person: on Telegram, which they blocked, they said where they live and what they speak; Zalo is open."""
    telegram = crowd(1, area=TAC_VAN, language="en", hours_silent=5)
    zalo = crowd(1, topic=None, platform="zalo_oa")
    rows("UPDATE conversations SET person = 'aaaaaaaa-0000-0000-0000-000000000004' WHERE id = ANY(%s)", telegram + zalo)
    rows("UPDATE conversations SET stopped_at = now() WHERE id = ANY(%s)", telegram)
    return zalo


@pytest.mark.parametrize("more", ["area='xã Tắc Vân, TP Cà Mau'", "language=en", "-area='huyện Cái Nước'"])
async def test_what_a_linked_person_said_of_themselves_anywhere_counts(linked, desk, rows, more):
    made = await sent(desk, audience=f"topic=rules {more}", text_en="By appointment from tomorrow.")
    await feeder(desk, await author(desk)).look()
    assert rows("SELECT conversation_id AS id, body ->> 'text' AS text FROM outbox") == [
        {"id": linked[0], "text": "By appointment from tomorrow."}
    ]
    found = await preview(await author(desk), made.id, Reach(), RATES)
    assert (found.by_platform, found.unreachable) == ({"zalo_oa": 1}, {})
    assert found.samples["zalo_oa"][0][0]["text"] == "By appointment from tomorrow."


@pytest.mark.parametrize("more", ["-area='xã Tắc Vân, TP Cà Mau'", "-language=en", "language=vi"])
async def test_nor_is_one_told_whom_that_leaves_out(linked, desk, more):
    made = await drafted(desk, audience=f"topic=rules {more}")
    assert (await preview(await author(desk), made.id, Reach(), RATES)).count == 0
