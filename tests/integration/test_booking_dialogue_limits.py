"""Limits of the booking service as people meet them in the chat: told, with what to do, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Inbound, Kind, PlatformName
from tests.integration.booking_office import SUNDAY, TAC_VAN, Office, book_url, office, running, service

if TYPE_CHECKING:
    from tests.integration.booking_office import Citizen

__all__ = ["book_url", "office", "running", "service"]


async def test_too_many_dossiers_are_asked_about_again_with_who_books_more(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 50)
    citizen = office.citizen("Lan")
    await citizen.until_dossiers()
    said = await citizen.say("20")
    assert "nhiều nhất 5 bộ" in said
    assert "gọi tổng đài" in said
    assert "mấy bộ" in said
    assert "giữ tạm chỗ" in await citizen.say("5")


async def test_the_fourth_appointment_is_refused_until_one_is_cancelled(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 50)
    citizen = office.citizen("Mười")
    code = await citizen.book()
    for _ in range(2):
        await again(citizen)
        await citizen.press(citizen.choice("#book.confirm"))
    said = await again(citizen)
    assert "đang có 3 lịch hẹn" in said
    assert "08.27.27.1022" in said
    await office.staff.cancel(code, as_of=SUNDAY)
    said = await citizen.press("Thử lại")
    assert "Mười Văn Demo" in said
    await citizen.press(citizen.choice("#book.who:same"))
    assert "đã đặt lịch xong" in await citizen.press(citizen.choice("#book.confirm"))


async def again(citizen: Citizen) -> str:
    """Book once more as far as the read-back, with the name of before."""
    await citizen.until_dossiers()
    said = await citizen.say("1")
    if "#book.who:same" in citizen.menu.values():
        said = await citizen.press("#book.who:same")
    return said


async def web(office: Office, name: str, payload: str) -> str:
    """Press in a web session."""
    person = office.citizen(name)
    return await person.send(Inbound(PlatformName.WEB, person.event(), name, name, Kind.CHOICE, payload=payload))


async def until_held(office: Office, name: str, opening: Any, dossiers: int) -> str:
    for payload in ("#book.start:2.000815", f"#book.area:{TAC_VAN}", f"#book.at:{opening.id}"):
        await web(office, name, payload)
    return await web(office, name, f"#book.dossiers:{dossiers}")


async def test_new_web_sessions_share_and_others_do_not_wait_for_them(office: Office) -> None:
    opening = await office.announce(TAC_VAN, 23, 50)
    for number in range(4):
        assert "giữ tạm chỗ" in await until_held(office, f"new-{number}", opening, 5)
    said = await until_held(office, "late", opening, 1)
    assert "tạm ngưng nhận đến" in said
    assert "Telegram" in said
    assert "CHƯA đặt" in said
    await office.citizen("Oanh").book()  # not of the web
    await office.database.fetch("UPDATE conversations SET created_at = created_at - interval '4 days'")
    assert "giữ tạm chỗ" in await until_held(office, "late", opening, 1)


async def test_a_phone_shared_by_the_platform_s_button_is_vouched_for(office: Office) -> None:
    await office.announce(TAC_VAN, 23, 50)
    citizen = office.citizen("Phúc")
    await citizen.until_dossiers()
    await citizen.say("1")
    await citizen.say("đồng ý")
    await citizen.say("Phúc Văn Demo", "provide_info")
    contact = Inbound(PlatformName.TERMINAL, citizen.event(), "Phúc", "Phúc", Kind.CONTACT, phone="+84912000999")
    await citizen.send(contact)
    told: list[bool] = []
    confirm = office.runner._booking.confirm

    async def noted(*arguments: Any, **options: Any) -> Any:
        told.append(options["phone_proven"])
        return await confirm(*arguments, **options)

    office.runner._booking.confirm = noted
    await citizen.press(citizen.choice("#book.confirm"))
    await again(citizen)
    await citizen.press(citizen.choice("#book.confirm"))
    await citizen.until_dossiers()
    await citizen.say("1")
    await citizen.press("#book.who:other")
    await citizen.say("Bà Phúc", "provide_info")
    await citizen.say("0912000111", "provide_info")
    await citizen.press(citizen.choice("#book.confirm"))
    assert told == [True, True, False]
