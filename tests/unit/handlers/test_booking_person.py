"""Who comes: consent, name, phone, and the plain words that confirm."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Kind
from tests.unit.handlers.counter import (
    NAME,
    PHONE,
    Counter,
)
from tests.unit.handlers.turns import said


@pytest.mark.parametrize("text", ["dạ", "ừm", "ok", "vâng", "có", "oke em", "dạ dạ"])
async def test_politeness_confirms_nothing(text):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text)
    assert chat.book.bookings == {}
    assert chat.step == "confirm"
    assert "đồng ý" in said(replies)
    assert chat.payload("#book.confirm")


@pytest.mark.parametrize("text", ["dạ", "ừm", "ok"])
async def test_politeness_is_no_consent(text):
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("1")
    await chat.say(text)
    assert chat.step == "consent"
    assert chat.people.consents == []


@pytest.mark.parametrize("text", ["đúng rồi", "đồng ý", "dung roi", "xác nhận", "đặt đi"])
async def test_plain_words_confirm(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text)
    assert len(chat.book.bookings) == 1


async def test_consent_is_recorded_and_not_asked_twice():
    chat = Counter()
    await chat.booked()
    assert [row["given"] for row in chat.people.consents] == [True]
    assert "số điện thoại" in chat.people.consents[0]["text"]
    await chat.until_dossiers_again()
    await chat.say("1")
    assert chat.step == "contact"


async def test_without_consent_there_is_no_booking():
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("1")
    replies = await chat.choose("#book.refuse")
    assert chat.state.dialogue is None
    assert chat.book.kept == []
    assert "không đặt lịch được" in said(replies)
    assert [row["given"] for row in chat.people.consents] == [False]


async def test_the_remembered_name_is_offered():
    chat = Counter()
    await chat.booked()
    await chat.until_dossiers_again()
    replies = await chat.say("1")
    assert NAME in said(replies)
    await chat.choose("#book.who:same")
    assert chat.step == "confirm"


async def test_somebody_else_may_come():
    chat = Counter()
    await chat.booked()
    await chat.until_dossiers_again()
    await chat.say("1")
    await chat.choose("#book.who:other")
    await chat.say("Trần Thị Mẫu 0945000333", "provide_info")
    replies = await chat.say("đúng rồi")
    assert "Trần Thị Mẫu" not in said(replies)
    assert sorted(b.visitor.name for b in chat.book.bookings.values()) == [NAME, "Trần Thị Mẫu"]


async def test_name_and_phone_in_one_message():
    chat = Counter()
    await chat.until_name()
    await chat.say("tui tên Lê Thị Mẫu, số 0913 000 808", "provide_info")
    assert chat.step == "confirm"
    assert (chat.known["name"], chat.known["phone"]) == ("Lê Thị Mẫu", "0913000808")


async def test_the_name_among_other_words_is_taken():
    chat = Counter()
    await chat.until_name()
    await chat.say("má tui, bà Lâm Thị Demo", "provide_info", {"person": ["má", "Lâm Thị Demo"]})
    assert chat.known["name"] == "Lâm Thị Demo"
    await chat.say("số má tui 0977000666", "provide_info", {"person": "má", "phone": "0977000666"})
    assert (chat.known["name"], chat.known["phone"]) == ("Lâm Thị Demo", "0977000666")


@pytest.mark.parametrize("text", ["sao phải cho tên", "lấy số điện thoại làm chi"])
async def test_why_a_name_is_needed_is_told(text):
    chat = Counter()
    await chat.until_name()
    replies = await chat.say(text, "affirm")
    assert "chỉ dùng để giữ chỗ" in said(replies)
    assert chat.step == "name"


async def test_a_shared_contact_is_a_phone():
    chat = Counter()
    await chat.until_name()
    await chat.say(NAME, "provide_info")
    await chat.take(Kind.CONTACT, phone="+84912000111")
    assert chat.step == "confirm"
    assert chat.known["phone"] == PHONE


@pytest.mark.parametrize(
    ("text", "words"), [("091200011", "thiếu"), ("0412000111", "không giống"), ("hong nho", "10 số")]
)
async def test_a_wrong_phone_is_asked_again(text, words):
    chat = Counter()
    await chat.until_name()
    await chat.say(NAME, "provide_info")
    replies = await chat.say(text, "provide_info")
    assert chat.step == "phone"
    assert words in said(replies)


@pytest.mark.parametrize("name", ["Trần Thị Mai", "nguyen van sang", "Lê Thị Phượng", "Huỳnh Văn Sáu", "Danh Mẫu"])
@pytest.mark.parametrize("intent", ["provide_info", "out_of_scope", None])
async def test_names_that_read_like_other_things(name, intent):
    chat = Counter()
    await chat.until_name()
    await chat.say(name, intent)
    assert chat.step == "phone"
    assert chat.known["name"].lower() == name.lower()


BYNAMES = "Tám|Bảy|Út|Tư|Ba|Sáu Lúa|tám|tam|bay|tu|chin|sau lua|anh Bảy|Mười Đờn"
NO_BYNAMES = "bây giờ|bay gio|ba tui|sáu giờ|sau nay|hai bộ|năm sau|tám giờ sáng|hai người|tam tru"


@pytest.mark.parametrize("name", BYNAMES.split("|"))
async def test_people_are_called_by_their_place_among_the_siblings(name):
    chat = Counter()
    await chat.until_name()
    await chat.say(name, "ask_online_guide")
    assert chat.step == "phone"
    assert chat.known["name"].lower() == name.lower()


@pytest.mark.parametrize("text", NO_BYNAMES.split("|"))
async def test_times_counts_and_fathers_are_no_names(text):
    chat = Counter()
    await chat.until_name()
    await chat.say(text, "ask_online_guide")
    assert chat.step == "name"


@pytest.mark.parametrize("name", ["Danh Thị Sóc", "danh thi soc"])
async def test_a_name_that_reads_as_danger_is_answered_as_both(name):
    chat = Counter()
    await chat.until_name()
    replies = await chat.say(name, "emergency")
    assert "113" in replies[0].text, "danger is never overheard"
    assert chat.step == "phone"
    assert chat.known["name"] in {"Danh Thị Sóc", "Danh Thi Soc"}


async def test_danger_where_a_name_is_asked_for_is_no_name():
    chat = Counter()
    await chat.until_name()
    await chat.say("cháy nhà rồi cứu với", "emergency")
    assert chat.step == "name"
