"""What the queue keeps of people: masked, erased with them, deleted in time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bot.conversation.understood import Entity
from bot.db.cleaning import clean_up
from bot.db.people import PersonRows
from bot.db.retention import Periods
from bot.review.collecting import Collector
from tests.integration.review.conftest import read, unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.db.pool import Database
    from bot.review.person_names import PlaceNames
    from bot.review.queue import ReviewDesk
    from tests.integration.review.conftest import Town


async def test_what_is_written_to_correct_a_message_is_masked_too(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "giấy đất hư rồi đó", unsure("find_procedure"))
    await town.collect()
    await town.say("a", "không phải, tui tên Lý Thị Mẫu 0912000111", read("deny"))
    await town.collect()
    (item,) = await desk().items()
    assert item.correction == "không phải, tui tên [tên] [sđt]"
    assert "Mẫu" not in str(query("SELECT * FROM nlu_reviews"))


async def test_names_phones_and_houses_are_masked_and_communes_stay(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    text = "tui tên Trần Thị Mẫu 0912 000 111 số nhà 7/2 xã Hồ Thị Kỷ"
    at = text.index("xã")
    place = Entity("admin_unit", text[at:], at, len(text))
    await town.say("a", text, unsure("book_appointment", entities=(place,)))
    await town.collect()
    (item,) = await desk().items()
    assert item.text == "tui tên [tên] [sđt] [số nhà] xã Hồ Thị Kỷ"
    (span,) = item.marks
    assert item.text[span.start : span.end] == "xã Hồ Thị Kỷ"
    assert "Mẫu" not in str(query("SELECT * FROM nlu_reviews"))


async def test_what_comes_where_a_name_or_phone_is_asked_for_is_never_kept(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "gặp cán bộ gọi lại giùm", read("talk_to_human"))
    query(
        "UPDATE conversations SET state = jsonb_build_object('dialogue', jsonb_build_object('name', 'callback',"
        " 'step', 'name', 'slots', '{}'::jsonb, 'token', 'x'))"
    )
    await town.say("a", "bà Út Chót trong hẻm", unsure("find_procedure"))
    await town.collect()
    assert query("SELECT outcome FROM nlu_marks ORDER BY inbox_id DESC LIMIT 1") == [{"outcome": "private"}]
    assert [item.text for item in await desk().items()] == []


async def test_erasing_a_person_erases_what_waits_for_review(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "giấy đất bị mối ăn hết rồi phải làm sao", unsure("find_procedure"))
    await town.say("b", "giấy đất bị mối ăn hết rồi phải làm sao ạ", unsure("find_procedure"))
    await town.say("a", "tàu cao tốc mấy giờ chạy", unsure("ask_office_info"))
    await town.collect()
    await town.say("a", "thêm một câu chưa ai xem", unsure("ask_office_info"))
    await town.press("a", "#privacy.ask")
    (row,) = query("SELECT state FROM conversations ORDER BY id LIMIT 1")
    await town.press("a", next(payload for _, payload in row["state"]["menu"] if payload.startswith("#privacy.erase")))
    assert query("SELECT count(*) AS n FROM conversations") == [{"n": 1}]
    await town.collect()
    (left,) = await desk().items()
    assert (left.text, left.people) == ("giấy đất bị mối ăn hết rồi phải làm sao ạ", 1)
    assert query("SELECT count(*) AS n FROM nlu_reviews") == [{"n": 1}]
    assert query("SELECT count(*) AS n FROM nlu_marks WHERE NOT looked") == [{"n": 0}]


async def test_a_person_can_see_what_waits_for_review(town: Town, query: Callable[..., list[dict[str, Any]]]) -> None:
    await town.say("a", "giấy đất hư rồi", unsure("find_procedure"))
    await town.collect()
    (row,) = query("SELECT id FROM conversations")
    async with town.database.transaction() as connection:
        told = await PersonRows(connection, row["id"], town.clock).export()
    assert [message["text"] for message in told["for_review"]] == ["giấy đất hư rồi"]
    await town.press("a", "#privacy.show")
    shown = query("SELECT string_agg(body ->> 'text', E'\\n' ORDER BY id) AS text FROM outbox")[0]["text"]
    assert "chờ cán bộ xem để dạy lại trợ lý: 1" in shown


async def test_an_erasure_waits_for_the_collector_and_leaves_nothing(
    town: Town, database: Database, places: PlaceNames, bot_database: str, query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "giấy đất hư rồi", unsure("find_procedure"))
    async with await psycopg.AsyncConnection.connect(bot_database) as erasing:
        await erasing.execute("SELECT 1 FROM conversations FOR UPDATE")
        collecting = asyncio.create_task(Collector(database, places).collect())
        await asyncio.sleep(0.2)
        assert not collecting.done()
        await erasing.execute("UPDATE inbox SET body = NULL, understanding = NULL")
        await erasing.execute("DELETE FROM conversations")
        await erasing.commit()
        assert await collecting == 1
    assert query("SELECT * FROM nlu_reviews") == []


@pytest.mark.parametrize(("days", "left"), [(10_000, 1), (1, 0)])
async def test_what_waits_too_long_is_deleted(
    town: Town, days: int, left: int, query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "giấy đất hư rồi", unsure("find_procedure"))
    await town.collect()
    query("UPDATE nlu_reviews SET received_at = now() - interval '5 days'")
    async with town.database.intake.connection() as connection:
        done = (await clean_up(connection, Periods(30, 90, 400, review=days))).rows
    assert done["messages for review"] == 1 - left
    assert query("SELECT count(*) AS n FROM nlu_reviews") == [{"n": left}]
    assert query("SELECT count(*) AS n FROM nlu_groups") == [{"n": left}]
