"""Questions that nobody could answer: masked, from two people or more, most asked first, erased with their people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.db.cleaning import clean_up
from bot.db.people import PersonRows
from bot.db.retention import Periods
from bot.review.labels import Label
from bot.review.unanswered import unanswered
from bot.staff.errors import NotAllowed
from bot.staff.roles import Role
from tests import commands
from tests.integration.review.conftest import read, unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.db.pool import Database
    from bot.review.queue import ReviewDesk
    from tests.integration.review.conftest import Town

KARAOKE = "giấy phép karaoke thì cần giấy gì"
FEE = "khai sinh hết bao nhiêu tiền"


async def asked(desk: Callable[..., ReviewDesk], town: Town, **more: Any) -> list[dict[str, Any]]:
    await town.collect()
    found = await unanswered(desk().office, town.clock - timedelta(days=30), **more)
    return [question.to_json() for question in found]


async def test_what_two_people_asked_is_listed_with_focus_and_topic_and_what_one_asked_is_not(
    town: Town, desk: Callable[..., ReviewDesk]
) -> None:
    for person in ("a", "b", "c"):
        await town.say(person, FEE, read("ask_procedure_fee"))
    for person in ("d", "e"):
        await town.say(person, KARAOKE, unsure("find_procedure"))
    await town.say("f", "giấy phép nuôi voi thì cần giấy gì", unsure("find_procedure"))
    found = await asked(desk, town)
    assert [(row["text"], row["focus"], row["topic"], row["people"]) for row in found] == [
        (FEE, "fee", "1.001193", 3),
        (KARAOKE, "papers", None, 2),
    ]
    assert [row["text"] for row in await asked(desk, town, topic="1.001193")] == [FEE]


async def test_only_the_question_is_kept_and_names_and_numbers_in_it_are_masked(
    town: Town, desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    text = "tui tên Trần Thị Mẫu, giấy phép karaoke của tui số 0912 000 111 thì cần giấy gì"
    for person in ("a", "b"):
        await town.say(person, text, unsure("find_procedure"))
    (row,) = await asked(desk, town)
    assert "0912" not in row["text"]
    assert "karaoke" in row["text"]
    assert "Mẫu" not in str(query("SELECT * FROM unanswered"))


async def test_what_was_answered_is_not_listed(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    for person in ("a", "b"):
        await town.say(person, "chứng thực bản sao cần giấy gì", read("ask_procedure_documents"))
    assert not [row for row in await asked(desk, town) if row["focus"] == "papers"]


async def test_one_persons_question_is_shown_once_somebody_labelled_the_message(
    town: Town, desk: Callable[..., ReviewDesk]
) -> None:
    await town.say("a", KARAOKE, unsure("find_procedure"))
    assert await asked(desk, town) == []
    await town.say("a", "cho gặp cán bộ", read("talk_to_human"))
    await town.collect()
    (item,) = await desk().items()
    await desk().label(item, Label.of("find_procedure"), origin="screen")
    (row,) = await asked(desk, town)
    assert (row["text"], row["people"]) == (KARAOKE, 1)


async def test_they_go_with_their_person_are_seen_by_them_and_end_with_their_time(
    town: Town, desk: Callable[..., ReviewDesk], database: Database, query: Callable[..., list[dict[str, Any]]]
) -> None:
    for person in ("a", "b"):
        await town.say(person, KARAOKE, unsure("find_procedure"))
    assert len(await asked(desk, town)) == 1
    (first, *_) = query("SELECT id FROM conversations ORDER BY id")
    async with database.transaction() as connection:
        told = await PersonRows(connection, first["id"], town.clock).export()
    assert [row["text"] for row in told["not_answered"]] == [KARAOKE]
    await town.press("a", "#privacy.ask")
    (row,) = query("SELECT state FROM conversations ORDER BY id LIMIT 1")
    await town.press("a", next(payload for _, payload in row["state"]["menu"] if payload.startswith("#privacy.erase")))
    assert query("SELECT count(*) AS n FROM unanswered") == [{"n": 1}]
    query("UPDATE unanswered SET asked_at = now() - interval '4000 days' RETURNING id")
    async with database.intake.connection() as connection:
        await clean_up(connection, Periods(30, 90, 400))
    assert query("SELECT count(*) AS n FROM unanswered") == [{"n": 0}]


async def test_words_that_are_private_are_not_kept(town: Town, query: Callable[..., list[dict[str, Any]]]) -> None:
    await town.say("a", "gặp cán bộ gọi lại giùm", read("talk_to_human"))
    query(
        "UPDATE conversations SET state = jsonb_build_object('dialogue', jsonb_build_object('name', 'callback',"
        " 'step', 'name', 'slots', '{}'::jsonb, 'token', 'x')) RETURNING id"
    )
    await town.say("a", "bà Út Chót trong hẻm", unsure("find_procedure"))
    await town.collect()
    assert query("SELECT * FROM unanswered") == []


async def test_only_who_reviews_may_see_them(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    with pytest.raises(NotAllowed):
        await unanswered(desk("Tổng đài Demo", Role.OPERATOR).office, town.clock)


async def test_the_command_lists_them(
    town: Town, bot_database: str, tmp_path: Path, query: Callable[..., list[dict[str, Any]]]
) -> None:
    for person in ("a", "b"):
        await town.say(person, FEE, read("ask_procedure_fee"))
        await town.say(f"{person}2", KARAOKE, unsure("find_procedure"))
    await town.collect()
    query("UPDATE unanswered SET asked_at = now() RETURNING id")
    settings = {"DATABASE_URL": bot_database, "DATA_DIR": str(tmp_path / "data")}
    told = commands.run("nlu", "unanswered", settings=settings)
    assert told.code == 0, told.err
    assert "2 người" in told.out
    assert "Đăng ký khai sinh · Tiền, lệ phí" in told.out
    assert KARAOKE in told.out
