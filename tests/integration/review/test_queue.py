"""Labelling: who decided what and when, undo, disagreement, rights, the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.understood import Entity, Reading, Understanding
from bot.review.labels import Label, Span, State, Verdict
from bot.review.signals import Reason
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role
from tests.integration.review.conftest import read, unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.review.person_names import PlaceNames
    from bot.review.queue import ReviewDesk
    from tests.integration.review.conftest import Town

FIND, FEE = Label.of("find_procedure"), Label.of("ask_procedure_fee")
ALL = frozenset(State)


@pytest.fixture
async def one(town: Town) -> None:
    text = "xin cai giay dat hu"
    await town.say("a", text, unsure("find_procedure", entities=(Entity("procedure", "giay dat", 8, 16),)))
    await town.collect()


@pytest.mark.usefixtures("one")
async def test_accepting_takes_the_reading_with_its_entities(
    desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    admin = desk()
    (item,) = await admin.items(mine=True)
    assert item.suggestion is None, "nobody pressed a reading"
    await admin.label(item, Label.of("find_procedure", *item.marks), origin="screen")
    assert await admin.items() == []
    (done,) = await admin.items(states=frozenset({State.LABELLED}))
    (given,) = done.given
    assert given.labeller == "Quản trị Demo"
    assert given.label == Label.of("find_procedure", Span(8, 16, "procedure"))
    (audited,) = query("SELECT actor, target, details FROM audit WHERE action = 'nlu.review'")
    assert (audited["actor"], audited["target"]) == ("Quản trị Demo", str(item.group_id))
    assert audited["details"]["intent"] == "find_procedure"


@pytest.mark.usefixtures("one")
async def test_undoing_brings_back_what_was_there_before(
    desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    admin = desk()
    (item,) = await admin.items()
    await admin.label(item, FIND, origin="screen")
    await admin.label(item, FEE, origin="screen")
    assert await admin.undo() == item.group_id
    assert [given.label for given in (await admin.item(item.group_id)).given] == [FIND]
    assert await admin.undo() == item.group_id
    assert (await admin.item(item.group_id)).state is State.OPEN
    assert await admin.undo() is None
    assert query("SELECT count(*) AS n FROM nlu_labels") == [{"n": 2}], "what was undone is still known"


@pytest.mark.usefixtures("one")
async def test_people_who_differ_are_told_and_a_third_decides(desk: Callable[..., ReviewDesk]) -> None:
    an, binh, chi = desk("An Demo"), desk("Bình Demo", Role.AUTHOR), desk("Chi Demo")
    (item,) = await an.items()
    await an.label(item, FIND, origin="screen")
    assert await binh.items(mine=True) == [], "one decision is enough to leave the queue"
    await binh.label(item, FEE, origin="file")
    (disputed,) = await chi.items(mine=True)
    assert disputed.state is State.DISPUTED
    assert {(given.labeller, given.label.intent) for given in disputed.given} == {
        ("An Demo", "find_procedure"),
        ("Bình Demo", "ask_procedure_fee"),
    }
    await chi.label(disputed, FEE, origin="screen")
    settled = await chi.item(item.group_id)
    assert settled.state is State.LABELLED
    assert settled.standing is not None
    assert settled.standing.label == FEE


@pytest.mark.usefixtures("one")
async def test_skipping_hides_a_message_from_oneself_only(desk: Callable[..., ReviewDesk]) -> None:
    an, binh = desk("An Demo"), desk("Bình Demo")
    (item,) = await an.items(mine=True)
    await an.label(item, Label(Verdict.SKIP), origin="screen")
    assert await an.items(mine=True) == []
    assert len(await binh.items(mine=True)) == 1


@pytest.mark.usefixtures("one")
async def test_a_new_intent_that_is_wanted_is_kept_with_its_words(desk: Callable[..., ReviewDesk]) -> None:
    admin = desk()
    (item,) = await admin.items()
    await admin.label(item, Label(Verdict.NEW_INTENT, wanted="hỏi giờ tàu"), origin="screen")
    (wanted,) = await admin.items(states=frozenset({State.WANTED}))
    assert wanted.standing is not None
    assert wanted.standing.label.wanted == "hỏi giờ tàu"


@pytest.mark.usefixtures("one")
async def test_what_cannot_be_said_is_refused_and_leaves_nothing(
    desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    admin = desk()
    (item,) = await admin.items()
    with pytest.raises(Refused, match="no_such_intent"):
        await admin.label(item, Label.of("no_such_intent"), origin="screen")
    assert query("SELECT * FROM nlu_labels") == []


@pytest.mark.usefixtures("one")
async def test_a_message_that_was_erased_meanwhile_is_told(
    desk: Callable[..., ReviewDesk], query: Callable[..., list[dict[str, Any]]]
) -> None:
    admin = desk()
    (item,) = await admin.items()
    query("DELETE FROM conversations")
    with pytest.raises(Refused, match="vừa được xóa"):
        await admin.label(item, FIND, origin="screen")
    with pytest.raises(Refused, match="Không còn"):
        await admin.item(item.group_id)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.READER, Role.UNIT, Role.APPROVER])
async def test_who_may_not_label(desk: Callable[..., ReviewDesk], role: Role) -> None:
    with pytest.raises(NotAllowed):
        await desk("Ai đó Demo", role).items()


@pytest.mark.usefixtures("one")
async def test_who_skips_a_dispute_does_not_give_way(desk: Callable[..., ReviewDesk]) -> None:
    an, binh = desk("An Demo"), desk("Bình Demo")
    (item,) = await an.items()
    await an.label(item, FIND, origin="screen")
    await binh.label(item, FEE, origin="screen")
    await an.label(item, Label(Verdict.SKIP), origin="screen")
    disputed = await an.item(item.group_id)
    assert disputed.state is State.DISPUTED
    assert {given.label.intent for given in disputed.given} == {"find_procedure", "ask_procedure_fee"}


def sure(intent: str, confidence: float = 0.9) -> Understanding:
    return Understanding(intent, confidence, ranking=(Reading(intent, confidence),))


async def test_a_label_against_a_sure_reading_needs_a_second_person(
    town: Town, desk: Callable[..., ReviewDesk]
) -> None:
    await town.say("a", "con nhỏ nhà em đổi tên được hông", sure("ask_admin_unit_change"))
    await town.say("a", "không phải", read("deny"))
    await town.collect()
    an, binh = desk("An Demo"), desk("Bình Demo", Role.AUTHOR)
    (item,) = await an.items(mine=True)
    await an.label(item, FIND, origin="screen")
    assert (await an.item(item.group_id)).state is State.SECOND
    assert await an.items(mine=True) == []
    assert await an.items(states=frozenset({State.LABELLED})) == [], "nothing that apply would take"
    (shown,) = await binh.items(mine=True)
    await binh.label(shown, FIND, origin="screen")
    assert (await an.item(item.group_id)).state is State.LABELLED


async def test_only_what_a_person_pressed_is_proposed(town: Town, desk: Callable[..., ReviewDesk]) -> None:
    await town.say("a", "xin cai giay dat hu", unsure("find_procedure", "ask_procedure_fee"))
    await town.press("a", "#ask.intent:ask_procedure_fee")
    await town.say("b", "la sao con ko hiu, con nop dum ong dc ko", unsure("ask_must_appear", "affirm"))
    await town.press("b", "#ask.intent:affirm")
    await town.collect()
    found = {item.text[:3]: item.suggestion for item in await desk().items()}
    assert found == {"xin": FEE, "la ": None}


async def test_a_sentence_is_added_by_hand_masked_and_once(
    desk: Callable[..., ReviewDesk], places: PlaceNames, query: Callable[..., list[dict[str, Any]]]
) -> None:
    admin = desk()
    group = await admin.add("chị Trần Thị Mẫu bị đòi 2 triệu, gửi đơn cho ai", places, sure("ask_postal_service"))
    (item,) = await admin.items(mine=True)
    assert (item.group_id, item.text) == (group, "chị [tên] bị đòi 2 triệu, gửi đơn cho ai")
    assert item.reasons == {Reason.ADDED}
    assert item.sure == "ask_postal_service"
    with pytest.raises(Refused, match=f"số {group}"):
        await admin.add("chị Trần Thị Mẫu bị đòi 2 triệu, gửi đơn cho ai", places, sure("ask_postal_service"))
    for nothing in ("  ", "0912000111", "a " * 300):
        with pytest.raises(Refused, match="phải có chữ"):
            await admin.add(nothing, places, sure("greet"))
    assert [row["actor"] for row in query("SELECT actor FROM audit WHERE action = 'nlu.add'")] == ["Quản trị Demo"]
