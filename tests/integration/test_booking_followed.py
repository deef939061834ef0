"""What others change in the booking service reaches whoever booked; what nobody knew is found out and told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from booking_client import BookingUnavailable
from bot.conversation.messages import Reply
from bot.db.events import Events
from bot.delivery.following import Following
from bot.delivery.owed import Owed
from tests.integration.booking_office import SECRET, SUNDAY, TAC_VAN, Office, book_url, office, running, service

if TYPE_CHECKING:
    from tests.integration.booking_office import Citizen

__all__ = ["book_url", "office", "running", "service"]


def parts(office: Office) -> dict[str, Any]:
    runner = office.runner
    return {"guidance": runner._guidance, "texts": runner._texts, "now": lambda: SUNDAY}


def follower(office: Office) -> Following:
    return Following(
        office.database,
        Events(""),
        office.runner._booking,
        as_of=lambda: SUNDAY,
        secret=SECRET,
        **parts(office),
    )


@pytest.fixture
async def following(office: Office) -> Following:
    own = follower(office)
    await own.look()
    return own


async def unasked(office: Office, citizen: Citizen) -> list[Reply]:
    """What was said to somebody by itself; what it offers is their menu."""
    found = await office.database.fetch(
        "SELECT o.body FROM outbox o JOIN conversations c ON c.id = o.conversation_id"
        " WHERE c.sender = %(who)s AND o.inbox_id IS NULL ORDER BY o.id",
        {"who": citizen.name},
    )
    replies = [Reply.from_json(row["body"]) for row in found]
    if replies:
        citizen.menu = {choice.label: choice.payload for choice in replies[-1].choices}
    return replies


async def planned(office: Office, code: str) -> list[str]:
    rows = await office.database.fetch(
        "SELECT to_char(visit_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM') AS day FROM reminders"
        " WHERE code = %(code)s AND status = 'planned'",
        {"code": code},
    )
    return [row["day"] for row in rows]


async def test_whoever_moves_a_booking_its_person_is_told_reminded_and_can_go_back(
    office: Office, following: Following
) -> None:
    await office.announce(TAC_VAN, 25, 4)
    thursday = await office.announce(TAC_VAN, 26, 4)
    citizen = office.citizen("Lan")
    code = await citizen.book(when="sáng thứ 4")
    await following.look()
    assert await unasked(office, citizen) == []
    await office.staff.move(code, opening_id=thursday.id, as_of=SUNDAY)
    assert await following.look() == 1
    (told,) = await unasked(office, citizen)
    assert "Tổng đài vừa dời lịch hẹn" in told.text
    assert "thứ Tư 25/8" in told.text
    assert "thứ Năm 26/8" in told.text
    assert await planned(office, code) == ["26/08", "26/08"]
    assert await following.look() == 0
    assert len(await unasked(office, citizen)) == 1
    said = await citizen.press(citizen.choice("#appt.back"))
    assert "thứ Tư 25/8" in said
    await citizen.press(citizen.choice("#appt.confirm"))
    assert [booking.code for booking in await office.taken(TAC_VAN, 25)] == [code]
    await following.look()
    assert len(await unasked(office, citizen)) == 1  # what they did themselves they know


async def test_somebody_who_cancels_with_code_and_digits_is_told_of_to_the_owner(
    office: Office, following: Following
) -> None:
    await office.announce(TAC_VAN, 25, 4)
    citizen, stranger = office.citizen("Mai"), office.citizen("Nở")
    code = await citizen.book(when="sáng thứ 4")
    await stranger.say(f"hủy lịch {code}", "cancel_appointment", appointment_code=code)
    await stranger.say("0111", "provide_info")
    assert "đã hủy" in await stranger.say("đồng ý")
    await following.look()
    (told,) = await unasked(office, citizen)
    assert "vừa bị HỦY" in told.text
    assert code in told.text
    assert await planned(office, code) == []
    assert "#book.start:2.000815" in citizen.menu.values()
    assert await unasked(office, stranger) == []


@pytest.mark.usefixtures("following")
async def test_a_restart_and_a_service_begun_anew_lose_nothing_and_repeat_nothing(office: Office) -> None:
    await office.announce(TAC_VAN, 25, 4)
    citizen = office.citizen("Oanh")
    code = await citizen.book(when="sáng thứ 4")
    await office.staff.cancel(code, as_of=SUNDAY)
    for _ in range(2):  # two processes, one after the other
        await follower(office).look()
    assert len(await unasked(office, citizen)) == 1
    await office.database.fetch("UPDATE booking_followed SET number = 1000000 RETURNING 1")
    await follower(office).look()
    rows = await office.database.fetch("SELECT number FROM booking_followed")
    assert rows[0]["number"] < 1_000_000


async def test_who_follows_asks_the_database_how_far_it_came_at_first_and_after_an_error_only(
    office: Office, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fetch, events = office.database.fetch, office.runner._booking.events

    async def counted(query: str, values: dict[str, Any] | None = None) -> list[Any]:
        asked.append(query)
        return await fetch(query, values)

    async def away(*_: object, **__: object) -> None:
        raise BookingUnavailable("away")

    monkeypatch.setattr(office.database, "fetch", counted)
    await following.look()
    await following.look()
    assert asked == []
    monkeypatch.setattr(office.runner._booking, "events", away)
    with pytest.raises(BookingUnavailable):
        await following.look()
    assert asked == []
    monkeypatch.setattr(office.runner._booking, "events", events)
    await following.look()
    await following.look()
    (question,) = asked
    assert "booking_followed" in question


@pytest.fixture
def owed(office: Office) -> Owed:
    return Owed(office.database, Events(""), office.runner._booking, **parts(office))


async def due(office: Office) -> None:
    await office.database.fetch("UPDATE owed_answers SET next_at = now() RETURNING 1")


async def test_a_confirmation_whose_answer_was_lost_is_told_later_by_itself(office: Office, owed: Owed) -> None:
    await office.announce(TAC_VAN, 25, 4)
    citizen = office.citizen("Diệu")
    await citizen.until_read_back(when="sáng thứ 4")
    office.wire.lose = {"/confirm"}
    said = await citizen.say("đúng rồi")
    assert "CHƯA BIẾT" in said
    assert "sẽ nhắn" in said
    office.wire.lose = {"/settle"}
    await due(office)
    assert await owed.look() == 0  # not known yet: tried again later
    office.wire.lose = set()
    await due(office)
    assert await owed.look() == 1
    (booking,) = await office.taken(TAC_VAN, 25)
    (told,) = await unasked(office, citizen)
    assert "ĐÃ ĐẶT" in told.text
    assert booking.code in told.text
    assert await planned(office, booking.code) == ["25/08", "25/08"]
    assert "dialogue" not in (await citizen.row())["state"]
    await due(office)
    assert await owed.look() == 0


async def test_who_tried_again_first_is_not_told_twice(office: Office, owed: Owed) -> None:
    await office.announce(TAC_VAN, 25, 4)
    citizen = office.citizen("Em")
    await citizen.until_read_back(when="sáng thứ 4")
    office.wire.lose = {"/confirm"}
    await citizen.say("đúng rồi")
    office.wire.lose = set()
    assert "đã đặt lịch xong" in await citizen.press("Thử lại")
    await due(office)
    assert await owed.look() == 0
    assert await unasked(office, citizen) == []


async def test_what_was_not_made_is_told_so_and_goes_on_at_a_press(office: Office, owed: Owed) -> None:
    await office.announce(TAC_VAN, 25, 4)
    citizen = office.citizen("Giang")
    await citizen.until_read_back(when="sáng thứ 4")
    office.wire.lose_before = {"/confirm"}
    assert "CHƯA BIẾT" in await citizen.say("đúng rồi")
    office.wire.lose_before = set()
    await due(office)
    assert await owed.look() == 1
    (told,) = await unasked(office, citizen)
    assert "CHƯA đặt" in told.text
    assert await office.taken(TAC_VAN, 25) == []
    said = await citizen.press("Thử lại")
    assert "Giang Văn Demo" in said
    assert "đã đặt lịch xong" in await citizen.press(citizen.choice("#book.confirm"))


async def test_a_cancellation_whose_answer_was_lost_is_told_later(office: Office, owed: Owed) -> None:
    await office.announce(TAC_VAN, 25, 4)
    citizen = office.citizen("Hai")
    code = await citizen.book(when="sáng thứ 4")
    await citizen.press(f"#appt.cancel:{code}")
    office.wire.lose = {"/cancel"}
    assert "CHƯA BIẾT" in await citizen.say("đồng ý")
    office.wire.lose = set()
    await due(office)
    assert await owed.look() == 1
    (told,) = await unasked(office, citizen)
    assert f"lịch {code}" in told.text
    assert "ĐÃ HỦY" in told.text
    assert await planned(office, code) == []
