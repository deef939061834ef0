"""Dialogue 4: unemployment benefit. The labour department calls; a call-back by consent, no slot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.flows import new_phone

if TYPE_CHECKING:
    from tests.e2e.citizens import Citizen


def test_the_labour_department_calls(citizen: Citizen) -> None:
    phone = new_phone()
    answer = citizen.say("bi nghi viec roi, tien that nghiep lanh o dau")
    assert "R15" in answer.rules
    assert not answer.offers("#book")

    consent = citizen.press("#call.start:labour")
    assert consent.says("90 ngày")
    assert not citizen.callbacks
    citizen.press("#call.agree")
    citizen.say("Nguyễn Văn Demo")
    read_back = citizen.say(phone)
    assert read_back.offers("#call.send")
    assert not citizen.callbacks
    assert citizen.say("ok").offers("#call.send")
    assert not citizen.callbacks

    sent = citizen.say("đúng rồi")
    (request,) = citizen.callbacks
    assert (request["desk"], request["phone"], request["status"]) == ("labour", phone, "open")
    assert request["name"] == "Nguyễn Văn Demo"
    assert sent.says(str(request["id"]))
    assert not citizen.kept.bookings
    assert not citizen.kept.holds


def test_without_consent_nothing_is_kept(visitor: Citizen) -> None:
    visitor.say("bi nghi viec roi, tien that nghiep lanh o dau")
    visitor.press("#call.start:labour")
    visitor.say("không đồng ý")
    assert not visitor.callbacks
    slot = visitor.say("vậy đặt lịch cho tui lên nộp luôn đi")
    assert not slot.offers("#book.at")
    assert not visitor.kept.holds
