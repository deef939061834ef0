"""Zalo's reply window: what goes as a message, what as a template, what waits; and what a template lacks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.messages import Outgoing, Reply
from bot.platforms.contract import MessageRefused, WindowClosed
from bot.platforms.zalo_oa.window import Way, decide
from tests.fakes.zalo.templates import TEMPLATE
from tests.integration.platforms.harness_zalo_oa import CS, ZaloOaHarness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaHarness]:
    async with ZaloOaHarness() as harness:
        yield harness


def to(harness: ZaloOaHarness, text: str, **extra: Any) -> Outgoing:
    return Outgoing(1, harness.chat, Reply(text), extra=extra)


HOURS = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ago", "pays", "template", "answers", "way"),
    [
        (0 * HOURS, False, False, False, Way.MESSAGE),
        (47 * HOURS, False, True, False, Way.MESSAGE),
        (48 * HOURS, False, False, True, Way.WAIT),
        (48 * HOURS, True, False, True, Way.MESSAGE),
        (49 * HOURS, False, True, False, Way.TEMPLATE),
        (167 * HOURS, True, False, False, Way.MESSAGE),
        (168 * HOURS, True, False, False, Way.WAIT),
        (168 * HOURS, True, True, False, Way.TEMPLATE),
        (None, False, False, True, Way.MESSAGE),
        (None, True, False, False, Way.WAIT),
        (None, False, True, False, Way.TEMPLATE),
        (-1 * HOURS, False, False, False, Way.MESSAGE),
    ],
)
def test_the_window_decides(ago: timedelta | None, pays: bool, template: bool, answers: bool, way: Way) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    last = None if ago is None else now - ago
    assert decide(last, now, pays=pays, has_template=template, answers=answers) is way


async def test_outside_the_window_nothing_is_tried(oa: ZaloOaHarness) -> None:
    oa.windows.last[oa.chat] = datetime.now(UTC) - timedelta(days=8)
    with pytest.raises(WindowClosed) as caught:
        await oa.platform.send(to(oa, "Dạ."))
    assert caught.value.waits_for_person
    assert oa.zalo.world.statistics.calls[CS] == 0


async def test_what_nobody_asked_for_does_not_go_to_somebody_unknown(oa: ZaloOaHarness) -> None:
    with pytest.raises(WindowClosed):
        await oa.platform.send(to(oa, "Nhắc lịch", unasked=True))
    assert oa.zalo.world.statistics.calls[CS] == 0
    await oa.platform.send(to(oa, "Dạ."))
    assert oa.screen()[-1].text == "Dạ."


async def test_outside_the_window_a_template_goes(oa: ZaloOaHarness) -> None:
    oa.windows.last[oa.chat] = datetime.now(UTC) - timedelta(days=8)
    platform = oa.with_options(template="7895417")
    receipt = await platform.send(to(oa, "Nhắc lịch:\n9 giờ mai"))
    assert oa.screen()[-1].text == "Nhắc lịch: 9 giờ mai"
    assert receipt.message_id == oa.screen()[-1].message_id
    by_phone = {"id": "7895417", "data": {"gio": "9 giờ"}, "phone": "0912 345 678"}
    assert (await platform.send(to(oa, "Nhắc lịch", template=by_phone))).message_id
    with pytest.raises(MessageRefused, match="-249"):
        await platform.send(to(oa, "Nhắc lịch", template={"id": "1", "data": {}}))


@pytest.mark.parametrize("what", ["night", "money", "quota"])
async def test_a_template_by_phone_waits_for_what_it_lacks(oa: ZaloOaHarness, what: str) -> None:
    oa.windows.last[oa.chat] = datetime.now(UTC) - timedelta(days=8)
    templates, world = oa.zalo.oa.templates, oa.zalo.world
    world.skip(datetime(2026, 11, 24, 15, 30, tzinfo=UTC).timestamp() - world.now())  # 22:30 in Vietnam
    code = {"night": -133, "money": -115, "quota": -144}[what]
    if what == "night":
        templates.not_at_night.add(TEMPLATE)
    elif what == "money":
        world.has_balance = False
    else:
        templates.a_day = 1
    message = to(oa, "Nhắc lịch", template={"id": TEMPLATE, "data": {"gio": "9 giờ"}, "phone": "0912 345 678"})
    if what == "quota":
        await oa.platform.send(message)
    with pytest.raises(WindowClosed, match=str(code)) as caught:
        await oa.platform.send(message)
    assert (caught.value.retry_after or 0) > 0
    assert (oa.platform.problem is None) == (what == "night")  # nobody can do anything about the night
    world.has_balance = True
    world.skip(86_400 - 15 * 3600)  # 7:30 of the next day
    oa.zalo.world.tokens.access_until = world.now() + 3600
    await oa.platform.send(message)
    assert oa.platform.problem is None
