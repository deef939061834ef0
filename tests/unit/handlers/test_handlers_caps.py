"""What is said where no more call-backs, tickets or subscriptions are taken; ids that payloads carry are looked at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from bot.conversation.caps import MOST_SUBSCRIPTIONS, Cap
from bot.conversation.handover import StaffChat
from bot.conversation.hours import Hours
from bot.conversation.messages import PlatformName
from tests.unit.handlers.counter import TAC_VAN, Counter
from tests.unit.handlers.turns import Chat, said

if TYPE_CHECKING:
    from collections.abc import Sequence

ALWAYS = StaffChat(PlatformName.TELEGRAM, "-100", Hours.parse("1-7 00:00-24:00"))


async def until_send(talk: Chat) -> None:
    await talk.press("#call.start:hotline/")
    for words in ("đồng ý", "Nguyễn Văn Demo", "0912 000 111"):
        await talk.say(words, "provide_info")


@pytest.mark.parametrize("full", [Cap.PERSON, Cap.PLATFORM])
async def test_a_full_list_is_told_before_anything_is_asked(full: Cap) -> None:
    talk = Chat()
    talk.people.full = full
    told = said(await talk.press("#call.start:hotline/"))
    assert "chưa ghi thêm được" in told
    assert talk.state.dialogue is None


async def test_a_phone_that_has_its_calls_is_told_so_and_nothing_is_stored() -> None:
    talk = Chat()
    talk.people.full = Cap.PHONE
    await until_send(talk)
    told = said(await talk.say("đúng rồi", "affirm"))
    assert "Số điện thoại này đã có 3 yêu cầu" in told
    assert talk.people.callbacks == []
    assert talk.state.dialogue is None


@pytest.mark.parametrize("full", [Cap.PERSON, Cap.PLATFORM])
async def test_where_clerks_have_enough_a_call_back_is_begun(full: Cap) -> None:
    talk = Chat(desk=ALWAYS)
    talk.received = datetime.fromisoformat("2026-11-24T02:00:00+00:00")
    talk.people.full = full
    told = said(await talk.press("#human.open"))
    assert "để cán bộ gọi lại" in told
    assert talk.people.desk == []


async def test_so_many_subscriptions_are_enough() -> None:
    talk = Chat()
    for number in range(MOST_SUBSCRIPTIONS):
        await talk.people.subscribe("procedure", area=None, procedure=str(number), text="", version="1")
    await talk.press(f"#sub.ask:rules/{TAC_VAN}")
    told = said(await talk.press(next(choice.payload for choice in talk.state.menu if "#sub.yes" in choice.payload)))
    assert f"về {MOST_SUBSCRIPTIONS} việc" in told
    assert len(await talk.people.subscriptions()) == MOST_SUBSCRIPTIONS


@pytest.mark.parametrize(
    ("full", "told"), [(Cap.PERSON, "đăng ký rồi bỏ nhiều lần"), (Cap.PLATFORM, "nhiều lượt đăng ký quá")]
)
async def test_what_is_not_taken_today_is_told_with_when(full: Cap, told: str) -> None:
    talk = Chat()
    talk.people.full = full
    await talk.press(f"#sub.ask:rules/{TAC_VAN}")
    answer = said(await talk.press(next(one.payload for one in talk.state.menu if "#sub.yes" in one.payload)))
    assert told in answer
    assert "Ngày mai" in answer
    assert await talk.people.subscriptions() == []


STRANGE: Sequence[str] = ("khong-co", "../x", "1", "tinh-ca-mau-khong-co", "")


@pytest.mark.parametrize("unit", STRANGE)
async def test_a_call_back_is_left_for_no_desk_that_is_not_there(unit: str) -> None:
    talk = Chat()
    await talk.press(f"#call.start:unit:{unit}/")
    await talk.press(f"#call.again:unit:{unit}/")
    assert talk.state.dialogue is None


async def test_a_unit_of_today_has_a_desk() -> None:
    talk = Chat()
    await talk.press(f"#call.start:unit:{TAC_VAN}/")
    assert talk.state.dialogue is not None
    assert talk.state.dialogue.slots["desk"] == f"unit:{TAC_VAN}"


@pytest.mark.parametrize("unit", STRANGE)
@pytest.mark.parametrize("payload", ["#book.unit:", "#book.area:", "#area.pick:", "#book.at:", "#sub.ask:rules/"])
async def test_ids_of_nothing_are_remembered_nowhere(payload: str, unit: str) -> None:
    talk = Counter()
    await talk.until_dossiers()
    before = {**talk.known, "home": talk.profile.area}
    await talk.press(payload + unit)
    known = {**talk.known, "home": talk.profile.area}
    assert {key: value for key, value in known.items() if unit and value == unit and before.get(key) != value} == {}


async def test_words_that_are_not_passed_on_are_told_so() -> None:
    talk = Chat(desk=ALWAYS)
    talk.ticket = 1
    await talk.say("tin thứ nhất")
    assert len(talk.people.desk) == 1
    talk.people.full = Cap.PERSON
    assert "chưa chuyển đi" in said(await talk.say("tin thứ một trăm"))
    assert len(talk.people.desk) == 1
