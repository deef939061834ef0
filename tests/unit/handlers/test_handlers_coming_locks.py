"""A lock-down that begins tomorrow counts for whoever asks about tomorrow, books for it, or has booked it."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.conversation.snapshot import AreaLock
from bot.guidance.moments import VIETNAM
from bot.guidance.steering.model import Lock
from tests.unit.handlers.counter import TAC_VAN, Counter, lock
from tests.unit.handlers.turns import Chat, guidance, said

TOMORROW = lock(TAC_VAN, "2021-08-23", "2021-08-26")


@pytest.mark.parametrize("words", ["xã Tắc Vân có bị phong tỏa không", "ngày mai Tắc Vân có phong tỏa không"])
async def test_the_place_is_not_said_to_be_free(words: str) -> None:
    talk = Chat(locks=[TOMORROW])
    told = said(await talk.say(words, "ask_area_status", {"admin_unit": "Tắc Vân"}))
    assert "sẽ phong tỏa từ 00:00 23/08/2021 đến 00:00 26/08/2021" in told
    assert "chưa công bố khu vực phong tỏa" not in told


async def test_without_an_end_it_is_said_so() -> None:
    talk = Chat(locks=[lock(TAC_VAN, "2021-08-23")])
    told = said(await talk.say("Tắc Vân có phong tỏa không", "ask_area_status", {"admin_unit": "Tắc Vân"}))
    assert "sẽ phong tỏa từ 00:00 23/08/2021, chưa có ngày kết thúc" in told


async def test_one_that_is_far_or_was_taken_back_is_not_told() -> None:
    taken_back = AreaLock(TAC_VAN, Lock(datetime(2021, 8, 23, tzinfo=VIETNAM), datetime(2021, 8, 23, tzinfo=VIETNAM)))
    for locks in ([lock(TAC_VAN, "2021-10-01", "2021-10-05")], [taken_back]):
        told = said(
            await Chat(locks=locks).say("Tắc Vân có phong tỏa không", "ask_area_status", {"admin_unit": "Tắc Vân"})
        )
        assert "sẽ phong tỏa" not in told


async def test_whoever_asks_to_come_hears_of_it() -> None:
    talk = Chat(locks=[TOMORROW])
    told = said(await talk.say("mai lên Tắc Vân nộp được không", "ask_inperson_allowed", {"admin_unit": "Tắc Vân"}))
    assert "sẽ phong tỏa từ 00:00 23/08/2021" in told


async def test_a_booked_visit_is_not_shown_as_good() -> None:
    talk = Counter()
    await talk.booked()
    before = said(await talk.press("#appt.list"))
    assert "khoan đi" not in before
    talk.guidance = guidance([TOMORROW])
    shown = said(await talk.press("#appt.list"))
    assert "khoan đi" in shown
    assert "phong tỏa đến 00:00 26/08/2021" in shown


async def test_half_days_of_a_coming_lock_down_are_not_told_as_open() -> None:
    talk = Counter(locks=[lock(TAC_VAN, "2021-08-24", "2021-08-25")])
    told = said(await talk.say("Tắc Vân còn chỗ không", "ask_queue_capacity", {"admin_unit": "Tắc Vân"}))
    assert "23/08/2021" in told
    assert "24/08/2021" not in told
    assert "25/08/2021" in told


async def test_days_after_a_lock_down_can_be_booked() -> None:
    talk = Counter(locks=[lock(TAC_VAN, "2021-08-20", "2021-08-25")])
    await talk.say("chứng thực bản sao", "book_appointment", {"procedure": "chứng thực bản sao"})
    await talk.say("phường 8", "provide_info", {"admin_unit": "phường 8"})
    told = said(await talk.press(f"#book.unit:{TAC_VAN}"))
    assert "lúc này không đặt lịch được" not in told
    labels = " ".join(choice.label for choice in talk.state.menu)
    assert "25/8" in labels
    assert "24/8" not in labels
