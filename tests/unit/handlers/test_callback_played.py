"""Call-backs as people asked for them: name, number and more in one breath, a question beside it, a goodbye amid it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.handlers.counter import MARRIAGE, Counter
from tests.unit.handlers.turns import TODAY, Chat, said

START = "#call.start:hotline"
PLAYED = "đồng ý. 0900000011 Mười Đước. Mà nộp đơn khiếu nại trễ hẹn ở đâu, viết giấy đàng hoàng á"


async def asked():
    chat = Chat(TODAY)
    await chat.press(START)
    return chat


async def at_name():
    chat = await asked()
    await chat.say("đồng ý")
    assert chat.state.dialogue.step == "name"
    return chat


async def at_confirm():
    chat = await at_name()
    await chat.say("Út Mẫu")
    await chat.say("0900000012")
    assert chat.state.dialogue.step == "confirm"
    return chat


def known(chat):
    slots = chat.state.dialogue.slots
    return slots.get("name"), slots.get("phone")


@pytest.mark.parametrize(
    "intent", ["check_dossier_status", "complaint_feedback", "ask_procedure_authority", "nlu_fallback"]
)
async def test_consent_number_a_bare_name_and_a_question_in_one_message(intent):
    chat = await asked()
    replies = await chat.say(PLAYED, intent)
    assert chat.people.consents[-1]["given"]
    assert known(chat) == ("Mười Đước", "0900000011")
    assert chat.state.dialogue.step == "confirm"
    assert "“nộp đơn khiếu nại trễ hẹn ở đâu" in replies[-1].text, "noted for the clerk"
    assert "đơn khiếu nại trễ hẹn ở đâu" in said(replies[:-1]), "and said to be unknown"
    assert "không xem được hồ sơ" not in said(replies), "that answers another question"
    assert not any(choice.payload.startswith("#call.start") for reply in replies for choice in reply.choices)


BARE = [
    ("đồng ý. 0900000011 Mười Đước", "Mười Đước"),
    ("dong y 0900000011 tu u", "Tu U"),
    ("đồng ý, Ô Môi 0900000011", "Ô Môi"),
    ("đồng ý nha. Bé Ba, 0900000011", "Bé Ba"),
    ("đồng ý. tui tên Út, số 0900000011", "Út"),
    ("đồng ý. cứ kêu tui là Sáu Lúa, 0900000011", "Sáu Lúa"),
    ("đồng ý. cứ kêu em là Ô Môi, số em 0900000011", "Ô Môi"),
    ("đồng ý. tôi là Bảy Đáy, 0900000011", "Bảy Đáy"),
]


@pytest.mark.parametrize(("text", "name"), BARE)
async def test_a_nickname_beside_a_number_is_the_name(text, name):
    chat = await asked()
    await chat.say(text, "nlu_fallback")
    assert known(chat) == (name, "0900000011")


@pytest.mark.parametrize(
    "text",
    [
        "đồng ý. 0900000011 Năm Căn",
        "đồng ý. 0900000011 Tắc Vân",
        "đồng ý. 0900000011 sáu giờ",
        "đồng ý. 0900000011 gọi buổi chiều nha",
        "đồng ý. 0900000011 Gọi Buổi Chiều",
        "đồng ý. tui là chủ ghe, 0900000011",
        "đồng ý. tôi là ba của bé, 0900000011",
        "đồng ý. 0900000011 tạm được",
    ],
)
async def test_what_stands_beside_a_number_and_names_nobody(text):
    chat = await asked()
    await chat.say(text, "nlu_fallback")
    assert chat.state.dialogue.step == "name"
    assert known(chat) == (None, "0900000011")


@pytest.mark.parametrize("intent", ["nlu_fallback", "provide_info", "complaint_feedback", "ask_hotline"])
@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mười Đước, nói rồi. Mà hôm bữa tui có đưa giấy cho cán bộ rồi đó", "Mười Đước"),
        ("Mười Đước, nói rồi. Vậy khiếu nại ông cán bộ đó ở đâu", "Mười Đước"),
        ("dạ, Ô Môi, em đi chợ đây", "Ô Môi"),
        ("Nguyễn Văn Đước. Chừng nào gọi vậy em", "Nguyễn Văn Đước"),
        ("em tên Ô Môi, em cảm ơn anh chị, em đi chợ đây", "Ô Môi"),
        ("kêu tui là Út nha, số thì lát tui nhắn", "Út"),
        ("mọi người kêu tui là Tư Ú, nhớ nghen", "Tư Ú"),
        ("Lan, cảm ơn em", "Lan"),
    ],
)
async def test_the_name_is_what_stands_before_the_comma(text, name, intent):
    chat = await at_name()
    await chat.say(text, intent)
    assert known(chat) == (name, None)
    assert chat.state.dialogue.step == "phone"


@pytest.mark.parametrize(
    "text",
    [
        "Ủa, nói rồi mà",
        "Trời ơi, hỏi hoài",
        "Hai, ba bữa nữa tui cho",
        "Cán bộ nào, ở đâu",
        "Ở Năm Căn, ấp 5",
        "Đất Mũi, ấp 5",
    ],
)
async def test_what_stands_before_a_comma_and_names_nobody(text):
    chat = await at_name()
    await chat.say(text, "nlu_fallback")
    assert chat.state.dialogue.step == "name"
    assert known(chat) == (None, None)


async def test_a_question_beside_the_name_is_said_to_be_unknown_and_noted():
    chat = await at_name()
    replies = await chat.say("Mười Đước, nói rồi. Vậy khiếu nại ông cán bộ đó ở đâu", "complaint_feedback")
    assert "khiếu nại ông cán bộ đó ở đâu" in said(replies)
    assert "số điện thoại nào" in replies[-1].text
    read_back = await chat.say("0900000011")
    assert "khiếu nại ông cán bộ đó ở đâu" in said(read_back)


async def test_a_question_beside_the_name_that_is_known_is_answered():
    chat = await at_name()
    replies = await chat.say("Mười Đước. Mà đăng ký khai sinh nộp ở đâu", "provide_info")
    assert known(chat)[0] == "Mười Đước"
    assert "Nộp ở" in said(replies)
    assert "số điện thoại nào" in replies[-1].text


BYE = "Dạ em tên Ô Môi, số 0900000096, em cảm ơn anh chị nhiều. Em đi chợ đây"
NOT_SENT = "CHƯA gửi"


@pytest.mark.parametrize("intent", ["thank_bye", "provide_info", "nlu_fallback", "greet"])
async def test_name_and_number_beside_a_goodbye_are_taken_and_it_is_said_that_nothing_is_sent(intent):
    chat = await at_name()
    replies = await chat.say(BYE, intent)
    assert known(chat) == ("Ô Môi", "0900000096")
    assert chat.state.dialogue.step == "confirm"
    assert NOT_SENT in said(replies)
    assert "“gửi”" in said(replies)
    assert "Ô Môi" in replies[-1].text
    assert replies[-1].choices
    await chat.say("gửi")
    assert [(one.name, one.phone) for one in chat.people.callbacks] == [("Ô Môi", "0900000096")]


@pytest.mark.parametrize("intent", ["thank_bye", "provide_info", "nlu_fallback"])
async def test_a_goodbye_before_consent_says_which_word_is_missing(intent):
    chat = await asked()
    replies = await chat.say(BYE, intent)
    assert chat.people.consents == []
    assert NOT_SENT in said(replies)
    assert "“đồng ý”" in said(replies)
    await chat.say("đồng ý")
    assert known(chat) == ("Ô Môi", "0900000096")


GOODBYES = [
    "thôi tui đi chợ nha, chào em",
    "cảm ơn em nhiều, chào em",
    "bye",
    "thôi tui xuống ghe đây",
    "em cảm ơn, em đi làm đây",
]


@pytest.mark.parametrize("text", GOODBYES)
@pytest.mark.parametrize("step", ["consent", "name", "phone", "confirm"])
async def test_who_says_goodbye_amid_a_request_hears_that_it_is_not_sent(text, step):
    chat = await (at_confirm() if step == "confirm" else asked() if step == "consent" else at_name())
    if step == "phone":
        await chat.say("Út Mẫu")
    replies = await chat.say(text, "thank_bye")
    assert chat.people.callbacks == []
    assert chat.state.dialogue is not None
    assert chat.state.dialogue.step == step, said(replies)
    assert NOT_SENT in said(replies)
    word = {"consent": "“đồng ý”", "name": "tên", "phone": "số điện thoại", "confirm": "“gửi”"}[step]
    assert word in said(replies)


@pytest.mark.parametrize("text", ["k", "K", "ko", "không"])
async def test_a_refusal_in_a_word_asks_nothing(text):
    chat = await asked()
    replies = await chat.say(text)
    assert chat.state.dialogue is None
    assert "không lưu" in said(replies)
    assert "nhắn thêm" not in said(replies)


RELENTS = (
    "kk dong y ma, cu luu ddi. tui ten Phạm Văn Rô sdt 0900000045. keu can bo goi lai tui gap truoc 5h chieu nha, "
    "may sap het tien"
)


@pytest.mark.parametrize("intent", ["talk_to_human", "affirm", "nlu_fallback", "provide_info", "book_appointment"])
async def test_who_agrees_right_after_a_refusal_goes_on(intent):
    chat = await asked()
    await chat.say("k")
    replies = await chat.say(RELENTS, intent)
    assert chat.people.consents[-1]["given"]
    assert known(chat) == ("Phạm Văn Rô", "0900000045")
    assert "truoc 5h chieu" in chat.state.dialogue.slots["when"]
    assert chat.state.dialogue.step == "confirm"
    assert "Phạm Văn Rô" in replies[-1].text


@pytest.mark.parametrize(
    "text", ["dạ", "ok em", "ừ", "đồng ý sao được", "không đồng ý", "nếu đồng ý thì sao", "cảm ơn em"]
)
async def test_nothing_less_than_agreement_opens_it_again(text):
    chat = await asked()
    await chat.press("Không đồng ý")
    await chat.say(text)
    assert chat.people.consents == []
    assert chat.state.dialogue is None or chat.state.dialogue.step == "consent"


async def test_an_agreement_to_something_else_later_opens_nothing():
    chat = await asked()
    await chat.say("k")
    await chat.say("đăng ký khai sinh cần giấy gì", "ask_procedure_documents")
    await chat.say("đồng ý")
    assert chat.people.consents == []


async def test_a_refusal_of_long_ago_is_not_taken_back_by_a_word():
    chat = await asked()
    await chat.say("k")
    chat.received += timedelta(hours=3)
    await chat.say("đồng ý")
    assert chat.people.consents == []


ALL_IN_ONE = (
    "song yeu lam goi toi khong bat duoc, goi cho con gai 0900000077 noi ve cai day voi to giay ngay 6 nghe. "
    "toi la bay day dat mui. thoi toi xuong ghe"
)


@pytest.mark.parametrize("intent", ["talk_to_human", "thank_bye", "nlu_fallback", "ask_hotline"])
async def test_what_the_message_told_that_began_it_is_not_asked_again(intent):
    chat = Chat(TODAY)
    await chat.say("gặp cán bộ", "talk_to_human")
    begun = await chat.say(ALL_IN_ONE, intent)
    assert NOT_SENT in said(begun), "they are off to the boat"
    assert "“đồng ý”" in said(begun)
    assert begun[-1].choices
    assert chat.state.dialogue.step == "consent"
    replies = await chat.say("đồng ý")
    assert chat.state.dialogue.step == "confirm"
    assert known(chat) == ("Bay Day", "0900000077")
    for part in ("noi ve cai day voi to giay ngay 6", "Đất Mũi"):
        assert part in said(replies)
    assert not chat.state.dialogue.slots.get("when"), "neither the matter nor a call in vain is an hour"
    await chat.say("đúng rồi, gửi đi")
    (request,) = chat.people.callbacks
    assert "noi ve cai day voi to giay ngay 6" in request.reason
    assert "Đất Mũi" in request.details["place"]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("gọi tui nha", None),
        ("goi toi khong bat duoc", None),
        ("gọi tui tối mai nha", "gọi tui tối mai nha"),
        ("goi toi buoi toi nghe", "goi toi buoi toi nghe"),
        ("goi toi chieu nay noi ve to giay ngay 6", "goi toi chieu nay"),
        ("nhớ gọi buổi trưa nghen", "gọi buổi trưa nghen"),
    ],
)
async def test_who_is_to_be_called_is_no_evening(text, hour):
    chat = await at_confirm()
    await chat.say(text, "provide_info")
    assert chat.state.dialogue.slots.get("when") == hour


async def test_open_questions_of_their_own_come_before_the_reason_of_the_button():
    chat = Counter(TODAY)  # its half-days are those of five years ago
    await chat.say("Hồ sơ sang tên đất cho con gái tui trễ 3 tuần rồi, ai phải trả lời", "check_dossier_status")
    await chat.press(f"#book.start:{MARRIAGE}")
    await chat.say("xã Tam Giang", "provide_info", {"admin_unit": "xã Tam Giang"})
    replies = await chat.press(next(one.payload for one in chat.state.menu if one.payload.startswith("#call.start")))
    assert "sang tên đất cho con gái tui trễ 3 tuần" in str(chat.state.dialogue.slots["said"]), said(replies)
    await chat.say("đồng ý. 0900000011 Mười Đước", "provide_info")
    await chat.say("đúng rồi, gửi đi")
    (request,) = chat.people.callbacks
    assert request.reason.index("trễ 3 tuần") < request.reason.index("chưa có nơi nào mở lịch")


async def test_what_was_said_to_be_unknown_goes_with_a_request_that_a_button_begins():
    chat = Chat(TODAY)
    await chat.say("đất rừng vừa vuông tôm có sang tên cho con được không", "nlu_fallback")
    await chat.press("#call.start:hotline")
    replies = await chat.say("đồng ý. 0900000011 Mười Đước", "provide_info")
    assert "vuông tôm" in said(replies)
    lines = said(replies).splitlines()
    asked_at = next(at for at, line in enumerate(lines) if "vuông tôm" in line)
    assert asked_at < next(at for at, line in enumerate(lines) if line.startswith("• Việc"))


async def test_what_was_sent_once_is_not_sent_again():
    chat = Chat(TODAY)
    await chat.say("đất rừng vừa vuông tôm có sang tên cho con được không", "nlu_fallback")
    await chat.press("#call.start:hotline")
    await chat.say("đồng ý. 0900000011 Mười Đước", "provide_info")
    await chat.say("đúng rồi, gửi đi")
    await chat.press("#call.again:hotline")
    assert "vuông tôm" not in str(chat.state.dialogue.slots["said"])


@pytest.mark.parametrize("intent", ["talk_to_human", "ask_hotline", "ask_procedure_documents", "nlu_fallback"])
async def test_a_call_that_is_turned_down_is_not_offered_and_the_question_is_answered(intent):
    chat = Chat(TODAY)
    replies = await chat.say(
        "goi lai khong duoc dau song yeu. dang ky tau ca 9 met khong giay to, lam giay gi",
        intent,
        ranking=[(intent, 0.6), ("ask_procedure_documents", 0.3)],
    )
    assert "để lại tên và số điện thoại" not in said(replies)
    assert "tổng đài" not in said(replies)
    assert not any(choice.payload.startswith("#call.start") for reply in replies for choice in reply.choices)
    assert "tàu cá" in said(replies).lower()


@pytest.mark.parametrize("intent", ["talk_to_human", "ask_hotline"])
async def test_a_matter_beside_a_call_that_is_turned_down_is_found(intent):
    chat = Chat(TODAY)
    replies = await chat.say("goi lai khong duoc dau song yeu. dang ky tau ca 9 met khong giay to, lam giay gi", intent)
    assert said(replies).startswith("Việc: Đăng ký tàu cá")


@pytest.mark.parametrize(
    "text",
    ["khỏi gọi lại nha em", "thôi đừng gọi tui, sóng yếu lắm", "không cần cán bộ gọi đâu"],
)
async def test_who_only_turns_a_call_down_is_not_offered_one(text):
    chat = Chat(TODAY)
    await chat.say("đăng ký khai sinh nộp ở đâu", "ask_procedure_authority")
    replies = await chat.say(text, "talk_to_human")
    assert replies
    assert "để lại tên và số điện thoại" not in said(replies)
    assert not any(choice.payload.startswith("#call.start") for reply in replies for choice in reply.choices)


@pytest.mark.parametrize(
    "text", ["gọi tổng đài hoài không được, cho tui gặp cán bộ", "gọi lại cho tui được không", "gặp cán bộ"]
)
async def test_who_called_in_vain_is_offered_a_person(text):
    chat = Chat(TODAY)
    replies = await chat.say(text, "talk_to_human")
    assert any(choice.payload.startswith("#call.start") for reply in replies for choice in reply.choices)


OTHER_LINES = [
    "Dạ con xài số bên Nhật với Viber thôi, cán bộ gọi về được hông",
    "cán bộ gọi Viber được không em",
    "tui chỉ có zalo, gọi zalo được hông",
    "con ở Hàn Quốc, số nước ngoài có gọi được không ạ",
    "can bo co goi so nuoc ngoai khong",
]


@pytest.mark.parametrize("intent", ["ask_hotline", "talk_to_human", "nlu_fallback", "ask_office_info"])
@pytest.mark.parametrize("text", OTHER_LINES)
async def test_whether_another_kind_of_line_can_be_called_is_said_to_be_unknown(text, intent):
    chat = Chat(TODAY)
    replies = await chat.say(text, intent)
    assert "Viber, Zalo" in said(replies)
    assert "chưa biết" in said(replies)
    assert "tổng đài" not in said(replies)
    assert replies[-1].choices[0].payload.startswith("#call.start")
    await chat.press(replies[-1].choices[0].payload)
    assert text in str(chat.state.dialogue.slots["said"])


@pytest.mark.parametrize("step", ["consent", "name", "confirm"])
@pytest.mark.parametrize("intent", ["ask_hotline", "talk_to_human", "nlu_fallback"])
async def test_it_is_noted_where_a_request_is_under_way(intent, step):
    chat = await (at_confirm() if step == "confirm" else asked() if step == "consent" else at_name())
    replies = await chat.say(OTHER_LINES[0], intent)
    assert "Viber, Zalo" in said(replies)
    assert "tổng đài" not in said(replies)
    assert chat.state.dialogue.step == step
    assert "Viber" in str(chat.state.dialogue.slots["said"])
    assert chat.people.callbacks == []


async def test_what_is_asked_beside_it_is_not_lost():
    chat = Chat(TODAY)
    replies = await chat.say(f"{OTHER_LINES[0]}. Mà đăng ký khai sinh nộp ở đâu", "ask_hotline")
    assert "Viber, Zalo" in said(replies)
    assert "Nộp ở" in said(replies)


async def test_that_no_number_is_published_is_said_once_a_day():
    chat = Chat(TODAY)
    none = "Hiện chưa có số tổng đài nào"
    assert none in said(await chat.say("cho gặp cán bộ", "talk_to_human"))
    assert none not in said(await chat.say("nộp mạng lỗi hoài", "report_online_error"))
    assert none not in said(await chat.say("ai biết mà hỏi", "ask_hotline"))
    assert none in said(await chat.say("số tổng đài mấy", "ask_hotline")), "who asks for it hears it"
    chat.received += timedelta(days=1, hours=1)
    assert none in said(await chat.say("nộp mạng lỗi hoài", "report_online_error"))


async def test_a_question_mark_alone_is_not_on_the_slip():
    chat = Chat(TODAY)
    await chat.say("?", "nlu_fallback", confidence=0.01)
    await chat.say("cho gặp cán bộ", "talk_to_human")
    await chat.press("#call.start:hotline")
    replies = await chat.say("đồng ý. 0900000011 Mười Đước", "provide_info")
    assert "Mười Đước" in said(replies)
    assert "“?”" not in said(replies)
