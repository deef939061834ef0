"""How messages get into the queue, are masked and grouped, and leave it with their person or their time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bot.conversation.understood import Entity
from bot.review.collecting import Collector
from bot.review.labels import Label
from bot.review.signals import Reason
from tests.integration.review.conftest import read, unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.db.pool import Database
    from bot.review.person_names import PlaceNames
    from bot.review.queue import ReviewDesk
    from tests.integration.review.conftest import Town


async def test_every_sign_brings_a_message_to_the_queue(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    await town.say("a", "xin cai giay dat hu", unsure("find_procedure", "ask_procedure_fee"))
    await town.press("a", "#ask.intent:ask_procedure_fee")
    await town.say("b", "bữa nay có mần hông", read("ask_queue_capacity"))
    await town.say("b", "hông phải, hỏi giờ làm việc", read("ask_office_info"))
    await town.say("c", "hồ sơ tui sao rồi", read("check_appointment"))
    await town.say("c", "cho gặp cán bộ", read("talk_to_human"))
    await town.say("d", "làm khai sinh cần gì", read("ask_procedure_fee"))
    await town.say("d", "làm khai sinh cần giấy tờ gì", read("ask_procedure_documents"), after=40)
    await town.say("e", "xin chào", read("greet"))
    await town.collect()
    found = {item.text: item for item in await desk().items()}
    assert {text: item.reasons for text, item in found.items()} == {
        "xin cai giay dat hu": {Reason.UNSURE, Reason.OTHER_READING},
        "bữa nay có mần hông": {Reason.SAID_NO},
        "hồ sơ tui sao rồi": {Reason.HUMAN},
        "làm khai sinh cần gì": {Reason.REPHRASED},
    }
    assert found["xin cai giay dat hu"].hint == "ask_procedure_fee"
    assert found["làm khai sinh cần gì"].hint is None
    assert found["làm khai sinh cần gì"].suggestion is None
    assert found["làm khai sinh cần gì"].correction == "làm khai sinh cần giấy tờ gì"
    assert found["bữa nay có mần hông"].correction == "hông phải, hỏi giờ làm việc"
    assert found["xin cai giay dat hu"].correction == ""


async def menu_of(town: Town, query: Callable[..., list[dict[str, Any]]]) -> dict[str, str]:
    """What can be pressed in the latest conversation: label by payload."""
    (row,) = query("SELECT state FROM conversations ORDER BY id DESC LIMIT 1")
    return {payload: label for label, payload in row["state"]["menu"]}


async def test_the_menu_below_a_message_that_was_not_understood_holds_no_readings(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "bla bla zxcv nghen", unsure("out_of_scope", "find_procedure"))
    await town.press("a", "#ask.none")
    assert "#ask.intent:book_appointment" in await menu_of(town, query)
    await town.press("a", "#ask.intent:find_procedure")
    await town.say("b", "zxcv bla nghen bla bla", unsure("out_of_scope"))
    assert "#ask.intent:book_appointment" in await menu_of(town, query)
    await town.press("b", "#ask.intent:book_appointment")
    await town.collect()
    found = {item.text: (item.reasons, item.hint) for item in await desk().items()}
    assert found == {
        "bla bla zxcv nghen": ({Reason.UNSURE, Reason.SAID_NO}, None),
        "zxcv bla nghen bla bla": ({Reason.UNSURE}, None),
    }


async def test_a_human_asked_for_by_the_button_below_an_answer(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "hồ sơ tui tới đâu rồi", read("check_dossier_status"))
    assert "#ask.intent:talk_to_human" in await menu_of(town, query)
    await town.press("a", "#ask.intent:talk_to_human")
    await town.collect()
    (item,) = await desk().items()
    assert (item.text, item.reasons, item.hint) == ("hồ sơ tui tới đâu rồi", {Reason.HUMAN}, None)


async def test_none_of_the_procedures_offered_is_a_no(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    text = "giấy tờ nhà đất bao lâu có"
    marked = (Entity("procedure", "giấy tờ nhà đất", 0, 15),)
    await town.say("a", text, read("ask_processing_time", entities=marked))
    menu = await menu_of(town, query)
    (payload,) = [payload for payload, label in menu.items() if label == "Không phải mấy việc này"]
    await town.press("a", payload)
    await town.collect()
    (item,) = await desk().items()
    assert (item.text, item.reasons) == (text, {Reason.SAID_NO})


BOOKING_AWAY = "appointments", "retry"
HALF_DAY = "appointments", "half_day"
READ_BACK = "booking", "confirm"


@pytest.mark.parametrize(
    ("where", "text", "kept"),
    [
        (BOOKING_AWAY, "bla bla zxcv nghen", True),
        (BOOKING_AWAY, "thử lại giùm đi", False),
        (HALF_DAY, "bla bla zxcv nghen", True),
        (HALF_DAY, "sáng mai", False),
        (READ_BACK, "bà Út Chót trong hẻm", False),
    ],
)
async def test_a_dialogue_that_makes_nothing_of_a_text_leaves_it_to_the_review(
    town: Town, query: Callable[..., list[dict[str, Any]]], where: tuple[str, str], text: str, kept: bool
) -> None:
    await town.say("a", "xin chào", read("greet"))
    query(
        "UPDATE conversations SET state = jsonb_build_object('dialogue', jsonb_build_object('name', %s::text,"
        """ 'step', %s::text, 'slots', '{"wanted": "move", "code": "CM-00001"}'::jsonb, 'token', 'x'))""",
        *where,
    )
    await town.say("a", text, unsure("find_procedure"))
    await town.collect()
    (mark,) = query("SELECT outcome FROM nlu_marks ORDER BY inbox_id DESC LIMIT 1")
    assert mark["outcome"] == ("asked" if kept else "taken")
    assert query("SELECT text FROM nlu_reviews") == [{"text": text}] * kept


async def test_the_hint_of_most_people_counts(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    presses = {"a": "ask_procedure_fee", "b": "ask_procedure_fee", "c": "find_procedure", "d": None}
    for person, intent in presses.items():
        await town.say(person, "giấy đất bị mối ăn hết rồi", unsure("find_procedure", "ask_procedure_fee"))
        if intent is not None:
            await town.press(person, f"#ask.intent:{intent}")
    await town.collect()
    (item,) = await desk().items()
    assert (item.hint, item.people) == ("ask_procedure_fee", 4)


async def test_a_number_typed_for_a_reading_tells_as_much_as_the_button(
    town: Town, desk: Callable[..., ReviewDesk]
) -> None:
    await town.say("a", "giấy đất hư rồi", unsure("find_procedure", "ask_procedure_fee"))
    await town.say("a", "2", read("provide_info"))
    await town.collect()
    (item,) = await desk().items()
    assert (item.hint, item.reasons) == ("ask_procedure_fee", {Reason.UNSURE, Reason.OTHER_READING})


async def test_messages_alike_are_one_group_counted_by_people(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    for person in ("a", "b", "c", "c"):
        ending = {"a": "", "b": " ạ", "c": " vậy"}[person]
        await town.say(person, f"giấy đất bị mối ăn hết rồi phải làm sao{ending}", unsure("find_procedure"))
    await town.say("d", "tàu cao tốc mấy giờ chạy", unsure("ask_office_info"))
    await town.collect()
    first, second = await desk().items()
    assert (first.messages, first.people) == (4, 3)
    assert (second.messages, second.people) == (1, 1)
    assert first.weight > second.weight


async def test_the_most_informative_come_first(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    await town.say("a", "cái đó nộp ở chỗ nào hả trời", unsure("ask_office_info"))
    await town.say("b", "xin cai giay dat hu", unsure("find_procedure", "ask_procedure_fee"))
    await town.press("b", "#ask.none")
    await town.collect()
    assert [item.text for item in await desk().items()] == ["xin cai giay dat hu", "cái đó nộp ở chỗ nào hả trời"]


async def test_each_message_counts_once_however_often_and_by_whom_it_is_looked_at(
    town: Town, query: Callable[..., list[dict[str, Any]]]
) -> None:
    for number in range(5):
        await town.say("a", f"câu số {number} khó hiểu quá đi", unsure("find_procedure"))
    await town.say("a", "làm khai sinh ở đâu", read("find_procedure"))
    await town.say("a", "không phải", read("deny"))
    await asyncio.gather(*(town.collect() for _ in range(4)))
    await town.collect()
    counted = query("SELECT intent, understood, asked, misread, model FROM nlu_days ORDER BY intent")
    assert counted == [
        {"intent": "deny", "understood": 1, "asked": 0, "misread": 0, "model": "nlu-demo"},
        {"intent": "find_procedure", "understood": 1, "asked": 5, "misread": 1, "model": "nlu-demo"},
    ]


async def test_who_opens_the_queue_waits_for_a_process_that_fills_it(
    town: Town, database: Database, places: PlaceNames, bot_database: str, query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "giấy đất hư rồi", unsure("find_procedure"))
    async with await psycopg.AsyncConnection.connect(bot_database) as other:
        await other.execute("SELECT pg_advisory_xact_lock(hashtext('motcua nlu review'))")
        assert await Collector(database, places).collect() == 0
        opening = asyncio.create_task(Collector(database, places).collect(wait=True))
        await asyncio.sleep(0.2)
        assert not opening.done()
        await other.commit()
        assert await opening == 1
    assert query("SELECT count(*) AS n FROM nlu_reviews") == [{"n": 1}]


async def test_the_talk_around_a_message_is_kept_masked(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    await town.say("a", "xin chào, tui tên Trần Thị Mẫu", read("greet"))
    await town.say("a", "giay hen nao dau, chua nop j het", unsure("check_appointment"))
    await town.collect()
    (item,) = await desk().items()
    said, answer = item.before
    assert said == "xin chào, tui tên [tên]"
    assert answer, "what the bot answered to it"
    assert item.answer, "what the bot answered to the message itself"
    assert "Mẫu" not in f"{answer} {item.answer}"


async def test_what_the_bot_finds_nothing_for_reaches_the_queue(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    await town.say("b", "tui muốn làm giấy", read("find_procedure"))
    await town.say("b", "abc xyz lung tung beng", read("provide_info"))
    await town.collect()
    found = {item.text: item.reasons for item in await desk().items()}
    assert found == {"abc xyz lung tung beng": {Reason.UNFOUND}}


async def test_what_is_taught_does_not_come_back(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    text = "vé số trúng thì đổi ở đâu"
    await town.say("a", text, unsure("out_of_scope"))
    await town.collect()
    admin = desk()
    (item,) = await admin.items()
    await admin.label(item, Label.of("out_of_scope"), origin="screen")
    query("UPDATE nlu_groups SET applied_at = now(), applied = 'added'")
    await town.say("b", text, unsure("out_of_scope"))
    await town.collect()
    assert await admin.items() == []
    await town.say("c", text, unsure("ask_office_info"))
    await town.say("b", text, unsure("out_of_scope"))
    await town.say("b", "không phải vậy, hỏi chỗ nộp", read("deny"))
    await town.collect()
    assert len(await admin.items()) == 2, "what is read otherwise, and what is contradicted"


async def test_who_is_told_that_it_is_no_business_of_ours_counts_as_understood(
    town: Town, query: Callable[..., list[dict[str, Any]]]
) -> None:
    await town.say("a", "giá vàng hôm nay", unsure("out_of_scope"))
    await town.say("b", "chỗ đóng dấu vuông đâu", unsure("out_of_scope"))
    await town.say("b", "không phải, hỏi việc nhà nước", read("deny"))
    await town.collect()
    (row,) = query("SELECT understood, asked, misread FROM nlu_days WHERE intent = 'out_of_scope'")
    assert row == {"understood": 2, "asked": 0, "misread": 1}
