"""The screen, driven by keys as a person would, on a real queue."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import psycopg
import pytest
from textual.widgets import Static

from bot.commands.labelling.screen import LabellingScreen
from bot.commands.nlu.review import intent_names
from bot.conversation.understood import Entity
from bot.embedded.parts import NLU
from bot.review.labels import Label, Span, State, Verdict
from bot.review.meanings import load_meanings
from bot.staff.roles import Role
from tests.integration.review.conftest import unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from bot.review.person_names import PlaceNames
    from bot.review.queue import ReviewDesk
    from tests.integration.review.conftest import Town

TEXTS = ("giấy đất bị mối ăn hết", "xin cai giay ghe hu", "tàu cao tốc mấy giờ chạy")


@pytest.fixture
async def admin(town: Town, desk: Callable[..., ReviewDesk]) -> ReviewDesk:
    """The first text by three people, the second by two, so that their order is sure."""
    for number, text in enumerate(TEXTS):
        for person in range(3 - number):
            marked = (Entity("procedure", text[:8], 0, 8),) if number == 0 else ()
            await town.say(f"{number}{person}", text, unsure("find_procedure", "ask_procedure_fee", entities=marked))
    await town.collect()
    return desk()


def shown(pilot: Pilot[None], part: str = "message") -> str:
    return str(pilot.app.query_one(f"#{part}", Static).render())


async def labels(desk: ReviewDesk) -> dict[str, Label]:
    """What this person's labels are, by text."""
    items = await desk.items(states=frozenset(State))
    name = desk.office.actor.name
    return {item.text: given.label for item in items for given in item.given if given.labeller == name}


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause()


async def until(pilot: Pilot[None], words: str, part: str = "message") -> None:
    """Wait until a part of the screen shows these words: what is decided is written to the database first."""
    async with asyncio.timeout(20):
        while words not in shown(pilot, part):
            await pilot.pause(0.02)


async def test_a_queue_is_worked_off_by_single_keys(admin: ReviewDesk) -> None:
    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[0])
        assert "3 tin của 3 người" in shown(pilot, "about")
        await press(pilot, "enter")
        await until(pilot, "Chưa có ý nào được chọn sẵn", "said")
        await press(pilot, "1")
        await until(pilot, TEXTS[1])
        assert TEXTS[0] in shown(pilot, "said")
        await press(pilot, "2", "o")
        await until(pilot, "Hết câu", "said")
    assert await labels(admin) == {
        TEXTS[0]: Label.of("find_procedure", Span(0, 8, "procedure")),
        TEXTS[1]: Label.of("ask_procedure_fee"),
        TEXTS[2]: Label.of("out_of_scope"),
    }


async def test_another_intent_is_typed_with_completion(admin: ReviewDesk) -> None:
    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[0])
        await press(pilot, "i", *"le phi", "enter")
        await until(pilot, TEXTS[1])
        await press(pilot, "i", "escape")
        assert shown(pilot) == TEXTS[1]
        await press(pilot, "i", *"huy", "down", "up", "enter")
        await until(pilot, TEXTS[2])
    found = await labels(admin)
    assert found[TEXTS[0]].intent == "ask_procedure_fee"
    assert found[TEXTS[1]].intent == "cancel_appointment"


async def test_a_new_intent_is_told_in_words(admin: ReviewDesk) -> None:
    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[0])
        await press(pilot, "n", *"gio tau", "enter")
        await until(pilot, TEXTS[1])
    assert (await labels(admin))[TEXTS[0]] == Label(Verdict.NEW_INTENT, wanted="gio tau")


async def test_entities_are_marked_and_unmarked_by_words(admin: ReviewDesk) -> None:
    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[0])
        await press(pilot, "e", "x", "right", "right", "shift+right", "enter", *"ngay", "enter", "escape")
        await until(pilot, "bị mối = date", "marks")
        await press(pilot, "1")
        await until(pilot, TEXTS[1])
    start = TEXTS[0].index("bị")
    assert (await labels(admin))[TEXTS[0]] == Label.of("find_procedure", Span(start, start + 6, "date"))


async def test_skip_and_undo(admin: ReviewDesk) -> None:
    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[0])
        await press(pilot, "s")
        await until(pilot, TEXTS[1])
        await press(pilot, "1")
        await until(pilot, TEXTS[2])
        await press(pilot, "u")
        await until(pilot, TEXTS[1])
        await press(pilot, "u")
        await until(pilot, TEXTS[0])
        await press(pilot, "u")
        await until(pilot, "Không còn gì", "said")
    assert await labels(admin) == {}


async def test_who_differs_is_shown_first(admin: ReviewDesk, desk: Callable[..., ReviewDesk]) -> None:
    item = next(item for item in await admin.items() if item.text == TEXTS[2])
    await admin.label(item, Label.of("ask_office_info"), origin="screen")
    await desk("Bình Demo", Role.AUTHOR).label(item, Label.of("out_of_scope"), origin="file")
    chi = desk("Chi Demo")
    async with LabellingScreen(chi, intent_names(chi.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[2])
        assert "gán khác nhau" in shown(pilot, "others")
        assert "Bình Demo: Ngoài phạm vi" in shown(pilot, "others")
        await press(pilot, "o")
        await until(pilot, TEXTS[0])
    assert (await chi.item(item.group_id)).state is State.LABELLED


async def test_a_message_that_was_erased_meanwhile_is_told(admin: ReviewDesk) -> None:
    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[0])
        await admin.office.database.fetch("DELETE FROM nlu_reviews WHERE text = %(text)s", {"text": TEXTS[0]})
        await press(pilot, "1")
        await until(pilot, "vừa được xóa", "said")
        assert shown(pilot) == TEXTS[1]


async def test_the_screen_stays_while_the_database_is_away(
    admin: ReviewDesk, desk: Callable[..., ReviewDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise psycopg.OperationalError("the database is away")

    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[0])
        await press(pilot, "1")
        await until(pilot, TEXTS[1])
        with monkeypatch.context() as without:
            without.setattr(type(admin), "undo", away)
            await press(pilot, "u")
            await until(pilot, "Chưa hoàn tác được", "said")
        with monkeypatch.context() as without:
            without.setattr(type(admin), "item", away)
            await press(pilot, "u")
            await until(pilot, "Chưa đọc được", "said")
        assert await labels(desk()) == {}
        await press(pilot, "1")
        await until(pilot, TEXTS[2])
    assert list(await labels(desk())) == [TEXTS[1]]


async def test_what_the_person_pressed_is_taken_by_enter(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    await town.say("a", TEXTS[1], unsure("find_procedure", "ask_procedure_fee"))
    await town.press("a", "#ask.intent:ask_procedure_fee")
    await town.collect()
    admin = desk()
    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[1])
        assert "bà con tự bấm" in shown(pilot, "readings")
        await press(pilot, "enter")
        await until(pilot, "Hết câu", "said")
    assert (await labels(admin))[TEXTS[1]].intent == "ask_procedure_fee"


async def test_undo_leaves_the_others_in_their_places(admin: ReviewDesk) -> None:
    async with LabellingScreen(admin, intent_names(admin.domain)).run_test(size=(110, 34)) as pilot:
        await until(pilot, TEXTS[0])
        await admin.office.database.fetch(
            "UPDATE nlu_reviews SET reasons = '{said_no}' WHERE text = %(t)s", {"t": TEXTS[2]}
        )
        await press(pilot, "1")
        await until(pilot, TEXTS[1])
        await press(pilot, "u")
        await until(pilot, TEXTS[0])
        await press(pilot, "s")
        await until(pilot, TEXTS[1])


async def test_keys_and_what_was_done_are_seen_on_the_smallest_terminal(admin: ReviewDesk, places: PlaceNames) -> None:
    meanings = load_meanings(admin.domain, NLU / "data")
    screen = LabellingScreen(admin, intent_names(admin.domain), meanings, places)
    async with screen.run_test(size=(80, 24)) as pilot:
        await until(pilot, TEXTS[0])
        assert "trợ lý đã trả lời" in shown(pilot, "others")
        assert meanings["find_procedure"].about in shown(pilot, "readings")
        await press(pilot, "1")
        await until(pilot, "Đã ghi", "said")
        for part, words in (("keys", "q ra"), ("said", "Đã ghi")):
            widget = pilot.app.query_one(f"#{part}", Static)
            assert words in str(widget.render())
            assert widget.region.y >= 0
            assert widget.region.bottom <= 24
        await press(pilot, "question_mark")
        assert meanings["find_procedure"].examples[0] in str(pilot.app.screen.query_one(Static).render())
        await press(pilot, "escape", "t", *"xe may cua cha toi", "enter")
        await until(pilot, "xe may cua cha toi")
        await press(pilot, "o")
        await until(pilot, TEXTS[1])
    assert (await labels(admin))["xe may cua cha toi"].intent == "out_of_scope"
