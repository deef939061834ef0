"""Bookings in the chat through inbox, turn and outbox on real PostgreSQL, with the real booking service behind them."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Inbound, Kind, PlatformName
from bot.guidance.moments import VIETNAM
from tests.integration.booking_office import (
    COPIES,
    SUNDAY,
    TAC_VAN,
    Office,
    book_url,
    ended,
    office,
    running,
    service,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.booking.booking_serving import Server

__all__ = ["book_url", "ended", "office", "running", "service"]


async def test_a_booking_lands_in_the_units_book(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 4)
    citizen = office.citizen("Lan")
    said = await citizen.until_read_back("2")
    assert "sáng thứ Hai 23/8" in said
    assert "2 bộ" in said
    assert await office.taken(TAC_VAN, 23) == []
    assert "Lịch chưa đặt" in await citizen.say("dạ")
    assert await office.taken(TAC_VAN, 23) == []
    said = await citizen.say("đúng rồi")
    booking = (await office.taken(TAC_VAN, 23))[0]
    for words in (booking.code, "Số thứ tự: 1", "ấp Demo", "bản chính", "5K"):
        assert words in said
    assert (booking.visitor.name, booking.visitor.phone, booking.dossiers) == ("Lan Văn Demo", "0912000111", 2)
    row = await citizen.row()
    assert "dialogue" not in row["state"]
    assert row["profile"]["name"] == "Lan Văn Demo"
    consents = await office.database.fetch("SELECT version, given FROM consents")
    assert [consent["given"] for consent in consents] == [True]
    said = await citizen.say("lịch của tôi")
    assert booking.code in said


async def test_two_phones_one_last_place_the_same_moment(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 1)
    await office.announce(TAC_VAN, 24, 3)
    citizens = [office.citizen("An"), office.citizen("Ba")]
    for citizen in citizens:
        await citizen.until_dossiers()
    pressed = [
        Inbound(PlatformName.TERMINAL, c.event(), c.name, c.name, Kind.CHOICE, payload="#book.dossiers:1")
        for c in citizens
    ]
    for citizen, inbound in zip(citizens, pressed, strict=True):
        await citizen.put(inbound)
    await asyncio.gather(*(office.runner.run_one() for _ in citizens))
    answers = [await citizen.answers(inbound) for citizen, inbound in zip(citizens, pressed, strict=True)]
    lost = [index for index, said in enumerate(answers) if "hết chỗ" in said]
    assert len(lost) == 1
    loser, winner = citizens[lost[0]], citizens[1 - lost[0]]
    assert "thứ Ba 24/8" in str(loser.menu)
    await winner.say("đồng ý")
    await winner.say("An Văn Demo", "provide_info")
    await winner.say("0912000111", "provide_info")
    await winner.say("đúng rồi")
    assert "hết chỗ" in await loser.press("Thử lại buổi này")
    await winner.say("hủy")
    assert "đã hủy" in await winner.say("đồng ý")
    assert "giữ tạm chỗ" in await loser.press("Thử lại buổi này")
    await loser.say("đồng ý")
    await loser.say("Ba Văn Demo", "provide_info")
    await loser.say("0945000333", "provide_info")
    said = await loser.say("đúng rồi")
    assert "Số thứ tự: 2" in said
    assert [booking.visitor.name for booking in await office.taken(TAC_VAN, 23)] == ["Ba Văn Demo"]


async def test_the_service_is_stopped_and_comes_back(office: Office, service: Server) -> None:
    await office.announce(TAC_VAN, 23, 4)
    citizen = office.citizen("Cẩm")
    await citizen.until_read_back()
    service.kill()
    try:
        said = await citizen.say("đúng rồi")
        assert "CHƯA" in said
        assert "CM-" not in said
        assert "CHƯA" in await citizen.press("Thử lại")
        said = await citizen.say("lịch của tôi")
        assert "không dùng được" in said
    finally:
        service.start()
    said = await citizen.press(citizen.choice("#book.retry"))
    booking = (await office.taken(TAC_VAN, 23))[0]
    assert booking.code in said


async def test_a_lost_answer_is_never_claimed_and_never_books_twice(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 4)
    citizen = office.citizen("Diệu")
    await citizen.until_read_back()
    office.wire.lose = {"/confirm"}
    said = await citizen.say("đúng rồi")
    booking = (await office.taken(TAC_VAN, 23))[0]
    assert "CHƯA BIẾT" in said
    assert booking.code not in said
    office.wire.lose = set()
    said = await citizen.press("Thử lại")
    assert booking.code in said
    assert len(await office.taken(TAC_VAN, 23)) == 1


async def test_a_turn_that_fails_after_booking_is_repeated_without_a_second_booking(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 4)
    citizen = office.citizen("Em")
    await citizen.until_read_back()
    confirm = office.runner._booking.confirm

    async def then_fails(*arguments: Any, **options: Any) -> Any:
        await confirm(*arguments, **options)
        office.runner._booking.confirm = confirm
        raise RuntimeError("the process died here")

    office.runner._booking.confirm = then_fails
    inbound = Inbound(
        PlatformName.TERMINAL, citizen.event(), "Em", "Em", Kind.CHOICE, payload=citizen.choice("#book.confirm")
    )
    await citizen.put(inbound)
    await office.runner.run_one()
    await office.database.fetch("UPDATE inbox SET retry_at = NULL WHERE status = 'open'")
    await office.runner.run_one()
    said = await citizen.answers(inbound)
    booked = await office.taken(TAC_VAN, 23)
    assert len(booked) == 1
    assert booked[0].code in said


async def test_a_hold_that_ran_out_is_taken_again(office: Office, ended: Callable[[], None]) -> None:
    await office.announce(TAC_VAN, 23, 1)
    citizen = office.citizen("Giang")
    await citizen.until_read_back()
    ended()
    said = await citizen.say("đúng rồi")
    assert "giữ chỗ tạm đã hết" in said
    assert await office.taken(TAC_VAN, 23) == []
    said = await citizen.say("đúng rồi")
    assert (await office.taken(TAC_VAN, 23))[0].code in said


async def test_a_hold_that_ran_out_and_went_to_somebody_else(office: Office, ended: Callable[[], None]) -> None:
    await office.announce(TAC_VAN, 23, 1)
    await office.announce(TAC_VAN, 25, 1)
    slow, quick = office.citizen("Hai"), office.citizen("Ích")
    await slow.until_read_back()
    ended()
    await quick.book()
    said = await slow.say("đúng rồi")
    assert "hết chỗ" in said
    await slow.press(slow.choice("#book.at"))
    said = await slow.say("đúng rồi")
    assert "thứ Tư 25/8" in said
    assert len(await office.taken(TAC_VAN, 23)) == len(await office.taken(TAC_VAN, 25)) == 1


async def test_giving_up_frees_the_place_at_once(office: Office) -> None:
    opening = await office.announce(TAC_VAN, 23, 1)
    citizen = office.citizen("Kiều")
    await citizen.until_dossiers()
    await citizen.say("1")
    assert (await office.staff.opening(opening.id, as_of=SUNDAY)).places_left == 0
    assert "đã trả lại" in await citizen.say("thôi khỏi")
    assert (await office.staff.opening(opening.id, as_of=SUNDAY)).places_left == 1


async def test_an_appointment_is_moved_and_cancelled(office: Office) -> None:
    first = await office.announce(TAC_VAN, 23, 1)
    await office.announce(TAC_VAN, 24, 1)
    citizen = office.citizen("Lê")
    code = await citizen.book()
    said = await citizen.say("đổi ngày khác")
    assert "thứ Hai 23/8" not in str(citizen.menu)
    said = await citizen.say("sáng thứ 3", "provide_info")
    assert "Chỉ thị 16" in said
    said = await citizen.press("Đúng rồi, đổi lịch")
    assert code in said
    assert "Số thứ tự mới: 1" in said
    assert (await office.staff.opening(first.id, as_of=SUNDAY)).places_left == 1
    await citizen.say("hủy")
    assert "đã hủy" in await citizen.say("đúng rồi")
    assert await office.taken(TAC_VAN, 24) == []


async def test_somebody_elses_code_needs_the_phone_that_booked(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 2)
    code = await office.citizen("Mai").book()
    other = office.citizen("Nở")
    said = await other.say(f"xem lịch {code}", "check_appointment", appointment_code=code)
    assert "số điện thoại" in said
    refused = await other.say("0945000333", "provide_info")
    assert "không tìm thấy" in refused
    mistyped = code[:-1] + ("2" if code[-1] != "2" else "3")
    for unknown in (mistyped, "CM-B7XYZ"):
        asked = await other.say(f"hủy lịch {unknown}", "cancel_appointment", appointment_code=unknown)
        assert said.endswith(asked), "what is asked does not tell which codes there are"
        assert await other.say("0945000333", "provide_info") == refused
    await other.say(f"hủy lịch {code}", "cancel_appointment", appointment_code=code)
    said = await other.say("0912 000 111", "provide_info")
    assert "sáng thứ Hai 23/8" in said
    assert "Mai Văn Demo" not in said
    assert (await office.taken(TAC_VAN, 23))[0].code == code  # proving changed nothing
    assert "đã hủy" in await other.say("đồng ý")
    assert await office.taken(TAC_VAN, 23) == []


async def test_a_closed_half_day_is_told_and_the_nearest_offered(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 2)
    await office.announce(TAC_VAN, 24, 2)
    start = dt.datetime(2021, 8, 23, tzinfo=VIETNAM)
    await office.staff.put_closure("c1", [TAC_VAN], start, start + dt.timedelta(days=1), "phong tỏa", as_of=SUNDAY)
    citizen = office.citizen("Oanh")
    await citizen.press(f"#book.start:{COPIES}")
    await citizen.say("xã Tắc Vân", "provide_info", admin_unit="xã Tắc Vân")
    said = await citizen.say("sáng mai", "provide_info")
    assert "tạm ngưng nhận" in said
    assert "thứ Ba 24/8" in str(citizen.menu)


async def test_thirty_people_for_ten_places(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 10)
    citizens = [office.citizen(f"P{number}") for number in range(30)]
    for citizen in citizens:
        await citizen.until_dossiers()
    for citizen in citizens:
        inbound = Inbound(
            PlatformName.TERMINAL, citizen.event(), citizen.name, citizen.name, Kind.CHOICE, payload="#book.dossiers:1"
        )
        await citizen.put(inbound)

    async def work() -> None:
        while await office.runner.run_one() is not None:
            pass

    await asyncio.gather(*(work() for _ in range(4)))
    steps = [(await citizen.row())["state"].get("dialogue", {}).get("step") for citizen in citizens]
    assert steps.count("consent") == 10
