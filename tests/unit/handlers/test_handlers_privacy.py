"""People's own data: shown, erased everywhere or nowhere, consent taken back; in any state."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from booking_client import BookingClient
from bot.db.own_data import SECTIONS
from bot.handlers import consent
from tests.unit.handlers.turns import LETTER, Chat, said, texts

BOOKING = {
    "code": "CM-7K3P9",
    "status": "booked",
    "queue_number": 3,
    "opening_id": 1,
    "unit_id": "xa-tac-van",
    "unit_name": "Bộ phận Một cửa xã Tắc Vân",
    "date": "2021-08-23",
    "half_day": "morning",
    "window": {"start": "2021-08-23T07:00:00+07:00", "end": "2021-08-23T07:30:00+07:00"},
    "procedure": "2.000815",
    "dossiers": 2,
    "people": 1,
    "visitor": {"name": "Nguyễn Văn Demo", "phone": "0912000111"},
    "owner": "owner-1",
    "source": "bot",
    "created_by": "bot",
    "created_at": "2021-08-22T09:00:00+07:00",
}


class Service:
    """The booking service's two calls about owners, or none while it is away."""

    def __init__(self) -> None:
        self.away = False
        self.kept = 0
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.away:
            raise httpx.ConnectError("away")
        if request.method == "DELETE":
            moves = len(self.erasures) <= self.kept
            body = {"anonymised": 1, "cancelled": ["CM-7K3P9"], "kept": [], "released": 1}
            body |= {"cancelled": [], "kept": ["CM-7K3P9"]} if moves else {}
        else:
            body = {"owner": "owner-1", "bookings": [BOOKING], "holds": []}
        return httpx.Response(200, content=json.dumps(body))

    @property
    def erasures(self) -> list[httpx.Request]:
        return [request for request in self.requests if request.method == "DELETE"]


@pytest.fixture
async def service():
    return Service()


@pytest.fixture
async def chat(service):
    async with BookingClient("http://booking", "t", timeout=0.3, transport=httpx.MockTransport(service)) as client:
        yield Chat(LETTER, booking=client)


@pytest.mark.parametrize("words", ["dữ liệu của tôi", "du lieu cua toi", "xem dữ liệu của tôi"])
async def test_everything_stored_is_shown(chat, words):
    chat.profile.area, chat.profile.area_text = "xa-tac-van_ca-mau", "ấp Cây Trâm, Xã Tắc Vân"
    chat.profile.name, chat.profile.phone, chat.profile.consent = "Út Mẫu", "0912000111", consent.VERSION
    text = said(await chat.say(words))
    for part in ("ấp Cây Trâm", "Út Mẫu", "0912000111", "CM-7K3P9", "xóa dữ liệu"):
        assert part in text


async def test_a_long_summary_is_split(chat):
    chat.people.messages += [{"text": "chữ " * 60, "payload": None} for _ in range(30)]
    for number in range(40):
        chat.people.consents.append({"number": number})
    for reply in await chat.say("dữ liệu của tôi"):
        assert len(reply.text) < 2000


async def test_bookings_that_cannot_be_read_are_named(chat, service):
    service.away = True
    assert "không xem được" in said(await chat.say("dữ liệu của tôi"))


@pytest.mark.parametrize("words", ["xóa dữ liệu", "xoa du lieu", "xóa hết thông tin"])
async def test_erasing_is_explained_first(chat, service, words):
    text = said(await chat.say(words))
    assert "không lấy lại được" in text
    assert "CM-7K3P9" in text
    assert not chat.people.erased
    assert service.erasures == []


@pytest.mark.parametrize("press", [True, False])
async def test_erasing_reaches_the_booking_service_first(chat, service, press):
    await chat.say("xóa dữ liệu")
    replies = await (chat.press("Đồng ý xóa") if press else chat.say("dong y xoa"))
    assert chat.people.erased
    (request,) = service.erasures
    assert request.headers["Idempotency-Key"].endswith("-erase")
    assert "X-As-Of" in request.headers
    assert "CM-7K3P9" in said(replies)
    assert chat.profile.name is None
    assert chat.state.to_json() == {}


async def test_without_the_booking_service_nothing_is_half_done(chat, service):
    await chat.say("xóa dữ liệu")
    service.away = True
    replies = await chat.press("Đồng ý xóa")
    assert not chat.people.erased
    assert "chưa xóa gì hết" in said(replies)
    service.away = False
    chat.booking.breaker.succeeded()
    await chat.press("Xóa dữ liệu của tôi")
    await chat.press("Đồng ý xóa")
    assert chat.people.erased


async def test_an_appointment_that_was_being_moved_is_erased_at_the_second_try(chat, service):
    service.kept = 1
    await chat.say("xóa dữ liệu")
    assert "CM-7K3P9" in said(await chat.press("Đồng ý xóa"))
    assert chat.people.erased
    keys = {request.headers["Idempotency-Key"] for request in service.erasures}
    assert len(keys) == 2


async def test_nothing_is_said_to_be_erased_while_an_appointment_is_kept(chat, service):
    service.kept = 2
    await chat.say("xóa dữ liệu")
    assert "Đã xóa hết" not in said(await chat.press("Đồng ý xóa"))
    assert not chat.people.erased


@pytest.mark.parametrize("polite", ["dạ", "ok", "ừ", "được"])
async def test_politeness_erases_nothing(chat, polite):
    await chat.say("xóa dữ liệu")
    await chat.say(polite)
    assert not chat.people.erased


async def test_plain_agreement_to_the_latest_question_erases(chat):
    await chat.say("xóa dữ liệu")
    await chat.say("đồng ý")
    assert chat.people.erased


@pytest.mark.parametrize(
    "words",
    [
        "không đồng ý xóa",
        "em không đồng ý xóa đâu",
        "nếu đồng ý xóa thì lịch hẹn của em có mất không",
        "đồng ý xóa?",
        "đồng ý xóa có lấy lại được không",
        "I do not confirm erase",
        "đừng, chưa xác nhận xóa nha",
    ],
)
async def test_words_of_agreement_within_another_sentence_erase_nothing(chat, words):
    await chat.say("xóa dữ liệu")
    replies = await chat.say(words, "privacy_request")
    assert not chat.people.erased
    assert replies


@pytest.mark.parametrize("words", ["không đồng ý xóa", "thôi đừng xóa", "em khoan xóa"])
async def test_a_refusal_keeps_everything_and_takes_the_question_back(chat, words):
    asked = await chat.say("xóa dữ liệu")
    replies = await chat.say(words, "privacy_request")
    assert "không xóa gì" in said(replies)
    await chat.press(asked[-1].choices[0].payload)
    assert not chat.people.erased


@pytest.mark.parametrize(
    "words", ["dạ tôi đồng ý xóa", "đồng ý xóa hết dữ liệu của tôi nha", "xác nhận xóa", "chốt xóa luôn"]
)
async def test_plain_words_agree_in_any_usual_form(chat, words):
    await chat.say("xóa dữ liệu")
    await chat.say(words, "privacy_request")
    assert chat.people.erased


async def test_an_old_button_erases_nothing(chat):
    asked = await chat.say("xóa dữ liệu")
    await chat.say("nộp kiểu gì", "ask_submission_channel")
    replies = await chat.press(asked[-1].choices[0].payload)
    assert not chat.people.erased
    assert "không còn dùng được" in said(replies)


async def test_the_question_does_not_wait_for_ever(chat):
    asked = await chat.say("xóa dữ liệu")
    chat.received += timedelta(hours=2)
    await chat.press(asked[-1].choices[0].payload)
    assert not chat.people.erased


async def test_a_typed_token_of_nobody_erases_nothing(chat):
    await chat.press("#privacy.erase:3e8")
    assert not chat.people.erased


@pytest.mark.parametrize("words", ["đồng ý xóa", "dong y xoa"])
async def test_it_works_in_the_middle_of_a_dialogue(chat, words):
    await chat.press("#call.start:hotline/1.001193")
    replies = await chat.say("xóa dữ liệu")
    assert "Anh/chị có đồng ý không?" in replies[-1].text
    await chat.say(words)
    assert chat.people.erased
    assert chat.state.dialogue is None


async def test_refusing_leaves_the_dialogue_where_it_was(chat):
    await chat.press("#call.start:hotline/1.001193")
    asked = await chat.say("xoa du lieu")
    keep = next(c.payload for reply in asked for c in reply.choices if c.payload.startswith("#privacy.keep"))
    replies = await chat.press(keep)
    assert chat.state.dialogue.name == "callback"
    assert chat.state.dialogue.step == "consent"
    assert "Anh/chị có đồng ý không?" in said(replies)
    assert not chat.people.erased


async def test_agreement_in_a_dialogue_belongs_to_the_dialogue(chat):
    await chat.press("#call.start:hotline/1.001193")
    await chat.say("xóa dữ liệu")
    await chat.say("đồng ý")
    assert not chat.people.erased
    assert chat.profile.consent == consent.VERSION


async def test_without_a_booking_service_the_bots_own_rows_go():
    chat = Chat(LETTER)
    await chat.say("xóa dữ liệu")
    await chat.press("Đồng ý xóa")
    assert chat.people.erased


async def test_consent_is_taken_back_at_once(chat):
    chat.profile.consent, chat.profile.name, chat.profile.phone = consent.VERSION, "Út Mẫu", "0912000111"
    replies = await chat.say("rút lại đồng ý")
    assert chat.profile.consent is chat.profile.name is chat.profile.phone is None
    assert chat.people.consents[-1]["given"] is False
    assert "rút lại đồng ý" in said(replies)


@pytest.mark.parametrize(
    "words",
    [
        "rút lại đồng ý thì lịch hẹn có bị hủy không",
        "nếu em rút lại đồng ý",
        "em không rút lại đồng ý đâu",
        "rút lại đồng ý làm sao",
        "I do not withdraw",
    ],
)
async def test_a_word_about_taking_back_takes_nothing_back(chat, words):
    chat.profile.consent, chat.profile.name = consent.VERSION, "Út Mẫu"
    await chat.say(words, "privacy_request")
    assert (chat.profile.consent, chat.profile.name) == (consent.VERSION, "Út Mẫu")


@pytest.mark.parametrize(
    "words", ["cho em rút lại đồng ý được không", "tôi muốn rút lại sự đồng ý", "không đồng ý lưu nữa"]
)
async def test_it_may_be_asked_for_politely(chat, words):
    chat.profile.consent, chat.profile.name = consent.VERSION, "Út Mẫu"
    await chat.say(words, "privacy_request")
    assert chat.profile.consent is chat.profile.name is None


async def test_taking_back_ends_a_dialogue_that_needs_it(chat):
    await chat.press("#call.start:hotline/1.001193")
    await chat.press("Đồng ý")
    await chat.say("rút lại đồng ý")
    assert chat.state.dialogue is None


@pytest.mark.parametrize(
    ("words", "told"),
    [("ai xem được dữ liệu của tui", "chỉ cán bộ lo việc"), ("da xoa that chua hay noi cho co", "Trợ lý lưu")],
)
async def test_a_question_about_it_is_answered(chat, words, told):
    assert told in said(await chat.say(words, "privacy_request"))
    assert not chat.people.erased


async def test_a_file_holds_a_line_for_each_thing_and_no_formula(chat, service):
    chat.people.messages += [
        {"received_at": datetime(2021, 8, 22, 2, 5, tzinfo=UTC), "text": '=HYPERLINK("http://x")', "payload": None},
        {"received_at": datetime(2021, 8, 22, 2, 6, tzinfo=UTC), "text": None, "payload": "#ask.intent:ask_hotline"},
    ]
    (reply,) = await chat.press("#privacy.file")
    assert reply.file is not None
    assert reply.file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(reply.file.text)))
    assert rows[0] == ["Loại", "Lúc", "Nội dung"]
    assert ["Tin của anh/chị", "22/08/2021 09:05", '\'=HYPERLINK("http://x")'] in rows
    assert ["Tin của anh/chị", "22/08/2021 09:06", "#ask.intent:ask_hotline"] in rows
    assert any(kind == "Lịch hẹn" and "CM-7K3P9" in content for kind, _, content in rows)
    service.away = True
    (reply,) = await chat.press("#privacy.file")
    assert "tạm nghỉ" in reply.text
    assert reply.file is not None


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("section", [*SECTIONS, "bookings"])
def test_every_part_of_the_file_has_a_name(section, language):
    assert texts().get(language, f"privacy.kind_{section}")
