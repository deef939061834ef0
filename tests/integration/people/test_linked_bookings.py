"""Bookings follow a person who has linked two chats, on the real booking service; unlinking parts them again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.integration.test_booking_dialogue_real import TAC_VAN, book_url, office, running, service

if TYPE_CHECKING:
    from tests.integration.test_booking_dialogue_real import Citizen, Office

__all__ = ["book_url", "office", "running", "service"]


async def link(a: Citizen, b: Citizen) -> None:
    code = re.findall(r"liên kết (\w{4}-\w{4})", await a.say("liên kết"))[0]
    assert "Mã đúng" in await b.say(f"lien ket {code}")
    assert "Đã liên kết" in await a.say("đúng, là tôi")


async def reminded(office: Office) -> list[str]:
    rows = await office.database.fetch("SELECT DISTINCT status FROM reminders ORDER BY status")
    return [row["status"] for row in rows]


async def test_a_booking_is_seen_moved_and_cancelled_from_the_other_chat(office: Office) -> None:
    for day in (23, 24):
        await office.announce(TAC_VAN, day, 4)
    a, b = office.citizen("Lan"), office.citizen("Lan khác")
    code = await a.book()
    assert code not in await b.say("lịch của tôi")
    await link(a, b)
    assert code in await b.say("lịch của tôi")
    await b.press(f"#appt.move:{code}")
    await b.say("sáng thứ ba", "provide_info")
    assert code in await b.say("đồng ý")
    assert [booking.code for booking in await office.taken(TAC_VAN, 24)] == [code]
    rows = await office.database.fetch("SELECT visit_at FROM reminders WHERE status = 'planned'")
    assert {row["visit_at"].day for row in rows} == {24}
    visits = await office.database.fetch("SELECT visit_at FROM contact_visits")  # by these broadcasts find people
    assert [row["visit_at"].day for row in visits] == [24]
    await b.press(f"#appt.cancel:{code}")
    assert "đã hủy" in await b.say("đồng ý")
    assert await office.taken(TAC_VAN, 24) == []
    assert "planned" not in await reminded(office)


async def test_unlinked_each_has_their_own_again(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 4)
    a, b = office.citizen("An"), office.citizen("An khác")
    codes = [await a.book(), await b.book()]
    await link(a, b)
    for citizen in (a, b):
        said = await citizen.say("lịch của tôi")
        assert all(code in said for code in codes)
    await a.say("hủy liên kết")
    for citizen, own, other in ((a, *codes), (b, *codes[::-1])):
        said = await citizen.say("lịch của tôi")
        assert own in said
        assert other not in said


async def test_call_backs_and_data_follow_and_an_erasure_takes_all(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 4)
    a, b = office.citizen("Ba"), office.citizen("Ba khác")
    code = await a.book()
    await a.press("#call.start:hotline/")
    await a.press(a.choice("#call.send"))
    await link(a, b)
    said = await b.say("dữ liệu của tôi")
    for words in (code, "Ba Văn Demo", "0912000111", "Yêu cầu gọi lại, phiếu", "Lưu ở dòng lệnh"):
        assert words in said
    assert b.choice("#privacy.ask")
    assert "Phiếu 1" in await b.press("#call.start:hotline/")  # it waits already: no second one is begun
    await b.say("xóa dữ liệu")
    assert code in await b.say("đồng ý xóa")
    assert await office.taken(TAC_VAN, 23) == []
    assert await office.database.fetch("SELECT 1 FROM conversations") == []
    assert await office.database.fetch("SELECT 1 FROM callbacks WHERE phone <> ''") == []


async def test_one_phone_links_nobody(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 4)
    a, b = office.citizen("Lan"), office.citizen("Em của Lan")
    codes = [await a.book(), await b.book()]  # with the family's one phone
    await a.press("#call.start:hotline/")
    await a.press(a.choice("#call.send"))
    taken = await office.taken(TAC_VAN, 23)
    assert {booking.visitor.phone for booking in taken} == {"0912000111"}
    for citizen, own, other in ((a, *codes), (b, *codes[::-1])):
        for question in ("lịch của tôi", "dữ liệu của tôi"):
            said = await citizen.say(question)
            assert own in said
            assert other not in said
    assert "Yêu cầu gọi lại, phiếu" not in await b.say("dữ liệu của tôi")
    await b.say("liên kết 0912000111")
    people = await office.database.fetch("SELECT person FROM conversations")
    assert [row["person"] for row in people] == [None, None]
    await b.say("xóa dữ liệu")
    await b.say("đồng ý xóa")
    assert [booking.code for booking in await office.taken(TAC_VAN, 23)] == [codes[0]]
    assert codes[0] in await a.say("lịch của tôi")
