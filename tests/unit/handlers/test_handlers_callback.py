"""Call-back requests: consent in plain words, name, phone, read-back; politeness settles nothing."""

from __future__ import annotations

import itertools

import pytest

from bot.conversation.messages import Kind
from bot.conversation.state import Dialogue
from bot.handlers import consent
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

STUCK = "nha khong co mang, buu dien xa"


async def started():
    chat = Chat(LETTER)
    await chat.say("khai sinh cho con", "find_procedure", {"procedure": "khai sinh cho con"})
    await chat.say(STUCK, "nlu_fallback")
    return chat, await chat.press("Để lại số để cán bộ gọi lại")


async def at_confirm():
    chat, _ = await started()
    await chat.press("Đồng ý")
    await chat.say("tui tên Nguyễn Văn Demo", "provide_info", {"person": "Nguyễn Văn Demo"})
    return chat, await chat.say("0912 000 111", "provide_info", {"phone": "0912 000 111"})


async def test_consent_is_told_whole_before_anything_is_asked():
    chat, replies = await started()
    text = said(replies)
    keeper = "Trung tâm Giải quyết thủ tục hành chính tỉnh Cà Mau"
    for part in (keeper, "tên, số điện thoại", "Dùng để", "xem được", "90 ngày", "xóa dữ liệu"):
        assert part in text
    assert [choice.label for choice in replies[-1].choices] == ["Đồng ý", "Không đồng ý"]
    assert chat.people.consents == []


async def test_consent_names_the_agency_of_the_day():
    chat = Chat(TODAY)
    replies = await chat.press("#call.start:hotline")
    assert "Trung tâm Phục vụ hành chính công tỉnh Cà Mau" in said(replies)


@pytest.mark.parametrize("polite", ["dạ", "ok", "ừm", "vâng", "được"])
async def test_politeness_is_no_consent(polite):
    chat, _ = await started()
    replies = await chat.say(polite)
    assert chat.people.consents == []
    assert chat.profile.consent is None
    assert "đồng ý" in said(replies)


@pytest.mark.parametrize(
    "words",
    [
        "đồng ý",
        "tôi đồng ý",
        "dong y",
        "thi tui noi dong y roi do",
        "👍",
        "ừ bà đồng ý bà tên Trần Thị Demo số 0900000123",
    ],
)
async def test_plain_words_are_consent(words):
    chat, _ = await started()
    await chat.say(words)
    assert chat.profile.consent == consent.VERSION
    assert chat.people.consents[0]["given"] is True
    assert "tên, số điện thoại" in chat.people.consents[0]["text"]


async def test_refusal_keeps_nothing():
    chat, _ = await started()
    replies = await chat.press("Không đồng ý")
    assert chat.state.dialogue is None
    assert "không lưu" in said(replies)
    assert chat.people.callbacks == []


async def test_a_request_is_left_with_its_reason():
    chat, replies = await at_confirm()
    assert "Nguyễn Văn Demo" in said(replies)
    assert "0912 000 111" in said(replies)
    done = await chat.press("Đúng rồi, gửi đi")
    assert "(phiếu 1)" in said(done)
    (request,) = chat.people.callbacks
    assert (request.desk, request.procedure, request.name, request.phone) == (
        "hotline",
        "1.001193",
        "Nguyễn Văn Demo",
        "0912000111",
    )
    assert STUCK in request.reason
    assert set(request.details["cannot"]) == {"online", "postal"}
    assert (chat.profile.name, chat.profile.phone) == ("Nguyễn Văn Demo", "0912000111")


@pytest.mark.parametrize("polite", ["dạ", "ok", "ừ"])
async def test_politeness_sends_nothing(polite):
    chat, _ = await at_confirm()
    replies = await chat.say(polite)
    assert chat.people.callbacks == []
    assert "chưa gửi, còn chờ anh/chị đồng ý gửi" in replies[-1].text


@pytest.mark.parametrize("words", ["đúng rồi", "đồng ý", "dung roi", "được"])
async def test_plain_words_send(words):
    chat, _ = await at_confirm()
    await chat.say(words)
    assert len(chat.people.callbacks) == 1


async def test_a_second_press_of_the_same_button_sends_nothing_more():
    chat, replies = await at_confirm()
    send = replies[-1].choices[0].payload
    await chat.press(send)
    again = await chat.press(send)
    assert len(chat.people.callbacks) == 1
    assert "không còn dùng được" in said(again)


async def test_the_button_of_an_earlier_read_back_is_old():
    chat, replies = await at_confirm()
    old = replies[-1].choices[0].payload
    await chat.press("Sửa số")
    await chat.say("0913000222", "provide_info")
    stale = await chat.press(old)
    assert chat.people.callbacks == []
    assert "0913 000 222" in said(stale)


async def test_name_and_phone_may_come_together():
    chat, _ = await started()
    await chat.press("Đồng ý")
    replies = await chat.say("tran thi mau 0912000111", "provide_info", {"person": "tran thi mau"})
    assert "Tran Thi Mau" in said(replies)
    assert "0912 000 111" in said(replies)


async def test_a_shared_contact_is_the_phone():
    chat, _ = await started()
    await chat.press("Đồng ý")
    await chat.say("Út Mẫu", "provide_info")
    replies = await chat.take(Kind.CONTACT, phone="+84912000111")
    assert "0912 000 111" in said(replies)


async def test_a_broken_number_is_asked_again():
    chat, _ = await started()
    await chat.press("Đồng ý")
    await chat.say("Út Mẫu", "provide_info")
    replies = await chat.say("0912 000", "provide_info")
    assert "thiếu chữ số" in said(replies)


async def test_a_question_in_between_does_not_change_the_reason():
    chat, _ = await at_confirm()
    await chat.say("số tổng đài mấy", "ask_hotline")
    await chat.say("đúng rồi")
    assert STUCK in chat.people.callbacks[0].reason


async def test_an_old_button_does_not_carry_another_matters_words():
    chat = Chat(LETTER)
    await chat.say("khai sinh cho con", "find_procedure", {"procedure": "khai sinh cho con"})
    await chat.say(STUCK, "nlu_fallback")
    await chat.say("chứng thực bản sao có phải đi không", "ask_must_appear", {"procedure": "chứng thực bản sao"})
    await chat.say("số tổng đài mấy", "ask_hotline")
    await chat.press("#call.start:hotline/1.001193")
    assert STUCK not in chat.state.dialogue.slots["reason"]
    assert chat.state.dialogue.slots["said"] == []


async def test_a_question_in_between_comes_back_to_the_same_step():
    chat, _ = await started()
    await chat.press("Đồng ý")
    replies = await chat.say("5k là gì")
    assert "5K" in said(replies)
    assert "cho biết tên" in replies[-1].text
    assert chat.state.dialogue.step == "name"


@pytest.mark.parametrize("words", ["thôi khỏi", "thoi khoi", "dẹp đi"])
async def test_it_can_be_given_up(words):
    chat, _ = await at_confirm()
    await chat.say(words)
    assert chat.state.dialogue is None
    assert chat.people.callbacks == []


async def test_consent_is_not_asked_twice():
    chat, _ = await at_confirm()
    await chat.press("Đúng rồi, gửi đi")
    waiting = await chat.press("#call.start:hotline/1.001193")
    assert "đang chờ" in said(waiting)
    again = await chat.press("Để lại yêu cầu khác")
    assert "0912 000 111" in said(again)
    assert len(chat.people.consents) == 1


async def test_an_older_consent_text_is_asked_for_again():
    chat = Chat(LETTER)
    chat.profile.consent = "2020-1"
    replies = await chat.press("#call.start:labour/1.014748")
    assert "Anh/chị có đồng ý không?" in said(replies)


@pytest.mark.parametrize("payload", ["#call.start:nobody/1", "#call.send:ff", "#call.agree:", "#call.name:1"])
async def test_buttons_out_of_place_are_old(payload):
    replies = await Chat(LETTER).press(payload)
    assert "không còn dùng được" in said(replies)


async def test_the_labour_desk_is_told_apart():
    chat = Chat(LETTER)
    await chat.say("bi nghi viec lanh that nghiep o dau", "ask_unemployment_benefit")
    await chat.press("Để lại số cho Sở Lao động")
    await chat.press("Đồng ý")
    await chat.say("Út Mẫu", "provide_info")
    await chat.say("0912000111", "provide_info")
    replies = await chat.say("đồng ý")
    assert chat.people.callbacks[0].desk == "labour"
    assert "chuyển Sở Lao động - Thương binh và Xã hội" in said(replies)
    assert "chưa cần đi đâu" not in said(replies), "the letter moves nobody's deadline"
    assert not any(payload.startswith("#book") for payload in payloads(replies))


NAMES_LIKE_WISHES = [
    ("Trần Văn Bực", "complaint_feedback"),
    ("Ngô Văn Đổi", "change_appointment"),
    ("Mạc Thị Gửi", "ask_postal_service"),
    ("Hồng Gấm", "deny"),
    ("le thi be ba", "ask_office_info"),
]


@pytest.mark.parametrize(("name", "misread"), NAMES_LIKE_WISHES)
async def test_a_name_that_reads_as_a_wish_is_a_name_where_a_name_is_asked_for(name, misread):
    chat, _ = await started()
    await chat.press("Đồng ý")
    replies = await chat.say(name, misread)
    assert chat.state.dialogue.step == "phone", said(replies)
    assert "số điện thoại" in said(replies)


async def test_a_complaint_is_no_name():
    chat, _ = await started()
    await chat.press("Đồng ý")
    await chat.say("cán bộ xã hách dịch quá", "complaint_feedback")
    assert chat.state.dialogue.step == "name"


@pytest.mark.parametrize("words", ["gửi đi", "ok gửi luôn đi", "gui di em", "đồng ý nha"])
async def test_the_words_of_the_question_send(words):
    chat, _ = await at_confirm()
    await chat.say(words, "affirm")
    assert len(chat.people.callbacks) == 1


@pytest.mark.parametrize(("words", "intent"), [("thôi không cần nữa", "cancel_appointment"), ("thôi khỏi nha", "deny")])
async def test_giving_up_is_answered_as_that_and_nothing_else(words, intent):
    chat, _ = await at_confirm()
    replies = await chat.say(words, intent)
    assert chat.state.dialogue is None
    assert said(replies) == "Dạ, đã dừng. Chưa gửi yêu cầu nào."


async def test_a_request_that_waits_can_be_withdrawn():
    chat, _ = await at_confirm()
    await chat.say("đúng rồi", "affirm")
    await chat.press("#call.start:hotline")
    replies = await chat.press("Bỏ yêu cầu gọi lại (phiếu 1)")
    assert said(replies).startswith("Dạ, đã bỏ yêu cầu gọi lại (phiếu 1).")
    assert await chat.people.open_callbacks() == []
    assert "không còn chờ" in said(await chat.press("#call.withdraw:1"))


async def in_vain(chat):
    """The second played citizen: a matter, a question that had no answer, then somebody to talk to."""
    await chat.say("tia tui moi mat, gio lam giay khai tu sao day", "find_procedure", {"procedure": "khai tu"})
    await chat.say("giay bao tu o dau xin, tia tui mat o nha chu hong phai benh vien", "ask_procedure_documents")
    await chat.say("cho tui gap nguoi that di", "talk_to_human")
    return await chat.press(next(c.payload for c in chat.state.menu if c.payload.startswith("#call.start")))


async def test_a_request_carries_its_matter_what_was_asked_and_the_hour():
    chat = Chat(LETTER)
    await in_vain(chat)
    replies = await chat.say("dong y. ten Sau Hung 0919 123 456 goi tui buoi trua nha", "provide_info")
    for words in ("Sau Hung", "0919 123 456", "giay bao tu o dau xin", "goi tui buoi trua", "khai tử"):
        assert words in said(replies), said(replies)
    done = await chat.say("dung roi gui di", "affirm")
    (request,) = chat.people.callbacks
    assert request.procedure is not None
    assert "giay bao tu o dau xin" in request.reason
    assert "goi tui buoi trua" in request.reason
    assert request.details["when"] == "goi tui buoi trua nha"
    assert "goi tui buoi trua" in said(done)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("dung roi gui di ma nho goi trua nghen", "goi trua nghen"),
        ("gửi đi, mai chiều tui mới về", "mai chiều tui mới về"),
        ("đúng rồi, gọi sau 5h giùm em", "gọi sau 5h giùm em"),
    ],
)
async def test_the_hour_beside_the_last_agreement_is_taken(text, hour):
    chat, _ = await at_confirm()
    await chat.say(text, "affirm")
    (request,) = chat.people.callbacks
    assert request.details["when"] == hour


async def test_an_hour_alone_is_read_back():
    chat, _ = await at_confirm()
    replies = await chat.say("nhớ gọi buổi trưa nghen", "provide_info")
    assert chat.people.callbacks == []
    assert "gọi buổi trưa" in said(replies)


async def test_a_matter_that_is_named_late_goes_with_it():
    chat, _ = await at_confirm()
    await chat.say("dung roi gui di, viec khai tu cho tia tui", "affirm")
    (request,) = chat.people.callbacks
    assert "viec khai tu cho tia tui" in request.reason


@pytest.mark.parametrize("text", ["bữa nào gọi vậy", "mấy giờ gọi", "0912 000 111", "tui ở ấp 5", "gọi đi"])
async def test_what_tells_no_hour(text):
    chat, _ = await at_confirm()
    await chat.say(text, "provide_info")
    if chat.state.dialogue is not None:
        assert "when" not in chat.state.dialogue.slots


@pytest.mark.parametrize(
    "text", ["gọi buổi trưa nha, mà có tốn tiền không", "goi buoi trua nha. o do co cho gui xe hong"]
)
async def test_a_question_beside_the_hour_is_not_lost(text):
    chat, _ = await at_confirm()
    replies = await chat.say(text, "nlu_fallback")
    assert chat.state.dialogue.slots["when"].lower().startswith(("gọi buổi trưa", "goi buoi trua"))
    heard = "\n".join(reply.text for reply in replies[:-1])
    assert "gui xe" in heard or "phí" in heard.lower(), heard
    assert "Gửi cho cán bộ nhé?" in replies[-1].text
    assert replies[-1].choices


SAYS = {
    "name": ("tui tên Nguyễn Văn Demo", {"person": "Nguyễn Văn Demo"}),
    "phone": ("0912 000 111", {"phone": "0912 000 111"}),
    "when": ("gọi buổi trưa giùm", {}),
    "said": ("việc khai tử cho tía tui", {}),
}


@pytest.mark.parametrize("order", list(itertools.permutations(SAYS)), ids="-".join)
async def test_whatever_is_said_in_whatever_order_is_kept_and_not_asked_again(order):
    chat, _ = await started()
    await chat.press("Đồng ý")
    asked = []
    for name in order:
        asked.append(chat.state.dialogue.step)
        assert asked[-1] == "confirm" or not chat.state.dialogue.slots.get(asked[-1])
        text, entities = SAYS[name]
        replies = await chat.say(text, "provide_info", entities)
    if chat.state.dialogue.step == "name":  # a phone is taken at any question, a bare name only where one is asked
        replies = await chat.say(*SAYS["name"][:1], "provide_info", SAYS["name"][1])
    assert chat.state.dialogue.step == "confirm"
    for part in ("Nguyễn Văn Demo", "0912 000 111", "buổi trưa", "khai tử"):
        assert part in said(replies)


@pytest.mark.parametrize("step", ["consent", "name", "phone", "confirm"])
async def test_a_request_that_the_version_before_had_under_way_goes_on(step):
    chat, _ = await started()
    slots = chat.state.dialogue.slots
    kept = ("desk", "procedure", "reason", "said", "cannot")
    before = {name: slots[name] for name in kept}
    if step != "consent":
        await chat.press("Đồng ý")
        before |= {"name": "Nguyễn Văn Demo" if step != "name" else None, "phone": None}
    if step == "confirm":
        before["phone"] = "0912000111"
    chat.state.dialogue = Dialogue("callback", step, before, token="1")
    await chat.say("mấy giờ mở cửa", "ask_office_info")
    assert chat.state.dialogue.step == step
    if step == "consent":
        await chat.press("Đồng ý")
    if step in ("consent", "name"):
        await chat.say("Nguyễn Văn Demo", "provide_info", {"person": "Nguyễn Văn Demo"})
    if step != "confirm":
        await chat.say("0912 000 111", "provide_info")
    await chat.press("Đúng rồi, gửi đi")
    assert [(one.name, one.phone) for one in chat.people.callbacks] == [("Nguyễn Văn Demo", "0912000111")]


async def test_another_name_beside_the_read_back_is_read_back_anew():
    chat, _ = await at_confirm()
    replies = await chat.say("đúng rồi, tên tui là Trần Thị Demo", "affirm")
    assert "Trần Thị Demo" in said(replies)
    assert chat.people.callbacks == []
    await chat.say("đúng rồi, gửi đi")
    assert [one.name for one in chat.people.callbacks] == ["Trần Thị Demo"]


@pytest.mark.parametrize(
    "text",
    [
        "đồng ý tên tui là Trần Thị Demo số 0900000123",
        "ok đồng ý luôn em tên Trần Thị Demo sđt 0900000123",
        "đồng ý em tên Trần Thị Demo số không chín không không không không không một hai ba",
    ],
)
async def test_consent_with_name_and_phone_in_one_breath_is_taken_whole(text):
    chat, _ = await started()
    read_back = said(await chat.say(text))
    assert "Trần Thị Demo" in read_back
    assert "0900 000 123" in read_back.replace(".", " ")
    assert chat.people.consents[-1]["given"]


@pytest.mark.parametrize(
    "text",
    [
        "bà chưa đồng ý bà tên Chín số 0900000123",
        "đồng ý thì sao bà tên Chín số 0900000123",
        "nếu bà đồng ý thì bà tên Chín số 0900000123",
        "đồng ý cho tên chứ không cho số 0900000123",
        "bà không đồng ý bà tên Chín số không chín không không không không không một hai ba",
        "đồng ý ghi tên thôi đừng ghi số 0900000123",
        "bà tên Chín số 0900000123",
        "đồng ý sao được bà tên Chín số 0900000123",
    ],
)
async def test_a_name_and_a_phone_beside_no_consent_are_none(text):
    chat, _ = await started()
    await chat.say(text)
    assert not any(row["given"] for row in chat.people.consents)
