"""What of a call-back's slip is put right, and what is noted on it, at every step and as people word it."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said

ABOUT_LAND = "đất rừng vừa vuông tôm có sang tên cho con được không"
BIRTH, DEATH = "1.001193", "1.000656"
INTENTS = ["nlu_fallback", "provide_info", "deny", "find_procedure", "change_appointment", "complaint_feedback"]


async def at(step: str) -> Chat:
    """Somebody who leaves a request about a birth, after a question about land that nobody here could answer."""
    chat = Chat(TODAY)
    await chat.say(ABOUT_LAND, "nlu_fallback")
    await chat.press(f"#call.start:hotline/{BIRTH}")
    for reached, answer in (("consent", "đồng ý"), ("name", "Út Mẫu"), ("phone", "0900000012")):
        if step == reached:
            break
        await chat.say(answer)
    assert chat.state.dialogue.step == step
    return chat


OTHER_MATTERS = [
    ("Sai việc rồi. Hồ sơ thủy lợi", "Hồ sơ thủy lợi"),
    ("sai viec roi, ho so thuy loi", "ho so thuy loi"),
    ("sai rồi, hồ sơ thủy lợi mà", "hồ sơ thủy lợi"),
    ("hong phai chuyen dat, chuyen tach ho khau", "chuyen tach ho khau"),
    ("hổng phải khai sinh đâu em, hộ khẩu", "hộ khẩu"),
    ("khai tử chớ hông phải khai sinh", "khai tử"),
    ("Không phải khai sinh. Đọc lại giùm. THỦY LỢI", "THỦY LỢI"),
    ("tui đâu có hỏi khai sinh, tui hỏi hộ khẩu", "tui hỏi hộ khẩu"),
    ("ủa sao ghi đất rừng, tui hỏi thủy lợi mà", "tui hỏi thủy lợi"),
    ("ghi lại giùm là hỏi về khiếu nại", "hỏi về khiếu nại"),
    ("ghi lai gium la hoi ve khieu nai", "hoi ve khieu nai"),
    ("sửa việc thành khiếu nại đất đai", "khiếu nại đất đai"),
    ("việc đúng là xin cấp lại sổ hộ nghèo", "xin cấp lại sổ hộ nghèo"),
    ("lộn việc rồi, việc bảo hiểm y tế của ba tui", "việc bảo hiểm y tế của ba tui"),
    ("trật lất, vụ đền bù kìa", "vụ đền bù kìa"),
    ("không phải, chuyện thủy lợi", "chuyện thủy lợi"),
    ("wrong matter, it's about irrigation", "irrigation"),
    ("not birth registration, it is about a complaint", "a complaint"),
]


DENY_THE_QUESTION = {"hong phai chuyen dat, chuyen tach ho khau", "ủa sao ghi đất rừng, tui hỏi thủy lợi mà"}
"""What puts the matter right and turns down the question that stands beside it."""


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize(("text", "matter"), OTHER_MATTERS)
async def test_another_matter_is_read_back_and_the_old_one_is_gone(text, matter, intent):
    chat = await at("confirm")
    replies = await chat.say(text, intent)
    assert chat.state.dialogue.step == "confirm"
    assert f"Việc: “{matter}”" in replies[-1].text or f"About: “{matter}”" in replies[-1].text
    assert ("vuông tôm" in replies[-1].text) == (text not in DENY_THE_QUESTION), "it was promised to go along"
    assert "khai sinh" not in replies[-1].text.replace(matter, "")
    await chat.say("đúng rồi, gửi đi")
    (request,) = chat.people.callbacks
    asked = [] if text in DENY_THE_QUESTION else [f"“{ABOUT_LAND}”"]
    assert request.reason == ": ".join((*asked, f"“{matter}”"))
    assert request.procedure != BIRTH
    assert request.details["said"] == ([] if text in DENY_THE_QUESTION else [ABOUT_LAND])


@pytest.mark.parametrize("step", ["consent", "name", "phone"])
@pytest.mark.parametrize(("text", "matter"), OTHER_MATTERS)
async def test_it_is_taken_while_the_form_is_filled_in_and_the_question_comes_again(step, text, matter):
    chat = await at(step)
    replies = await chat.say(text, "nlu_fallback")
    assert chat.state.dialogue.step == step
    assert f"“{matter}”" in said(replies)
    assert chat.state.dialogue.slots["reason"] == f"“{matter}”"
    assert len(replies) > 1, "the question of the step comes behind it"
    assert chat.state.dialogue.slots["name"] in (None, "Út Mẫu")


async def test_the_version_before_can_go_on_with_the_form():
    chat = await at("confirm")
    await chat.say("Sai việc rồi. Hồ sơ thủy lợi", "nlu_fallback")
    slots = chat.state.dialogue.slots
    assert slots["said"] == [ABOUT_LAND]
    assert {"cannot", "reason", "desk", "name", "phone"} <= slots.keys()


async def test_a_procedure_that_is_named_for_sure_goes_with_it():
    chat = await at("confirm")
    await chat.say("khai tử chớ hông phải khai sinh", "nlu_fallback")
    await chat.say("đúng rồi, gửi đi")
    assert chat.people.callbacks[-1].procedure == DEATH


@pytest.mark.parametrize(
    "text", ["sai việc rồi", "viec ghi sai roi", "không phải việc đó", "lộn việc rồi em", "Sửa việc"]
)
async def test_who_says_only_that_the_matter_is_wrong_is_asked_for_it(text):
    chat = await at("confirm")
    replies = await chat.say(text, "deny")
    assert "về việc gì" in replies[-1].text
    await chat.say("hồ sơ thủy lợi nộp tháng trước", "check_dossier_status")
    assert chat.state.dialogue.step == "confirm"
    assert chat.state.dialogue.slots["reason"] == "“hồ sơ thủy lợi nộp tháng trước”"
    assert chat.state.dialogue.slots["said"] == [ABOUT_LAND]
    assert chat.state.dialogue.slots.get("procedure") is None


@pytest.mark.parametrize("text", ["sai rồi", "sai roi em", "nhầm rồi", "không đúng"])
async def test_who_says_only_that_it_is_wrong_is_asked_what(text):
    chat = await at("confirm")
    replies = await chat.say(text, "deny")
    assert chat.state.dialogue is not None
    assert "Chỗ nào sai" in said(replies)
    assert not chat.people.callbacks


NO_OTHER_MATTER = [
    "tui không phải chủ đất, tui đứng tên giùm má",
    "nhầm rồi, tui là Lan",
    "không phải 0900000012, số đúng là 0900000013",
    "tên Út Mẩn chứ không phải Út Mẫu",
    "gọi buổi sáng chứ không phải buổi chiều",
    "má tui bệnh nặng lắm",
    "mà việc khai tử cho tía tui nha",
    "sai số rồi",
]


@pytest.mark.parametrize("text", NO_OTHER_MATTER)
async def test_what_is_put_right_besides_is_no_other_matter(text):
    chat = await at("confirm")
    before = chat.state.dialogue.slots["reason"]
    await chat.say(text, "nlu_fallback")
    assert chat.state.dialogue.slots["reason"] == before


NOTES = [
    ("thêm vô là trước ngày 06/12, nói chậm giùm", ["trước ngày 06/12", "nói chậm giùm"]),
    ("them vo la truoc ngay 06/12, noi cham gium", ["truoc ngay 06/12", "noi cham gium"]),
    ("trước ngày 06/12 nha", ["trước ngày 06/12 nha"]),
    ("nhớ nói lớn giùm nha, tui lãng tai", ["nói lớn giùm nha", "tui lãng tai"]),
    ("đừng gọi buổi tối", ["đừng gọi buổi tối"]),
    ("dung goi buoi toi nghen", ["dung goi buoi toi nghen"]),
    ("đừng gọi cho chồng tui nghen", ["đừng gọi cho chồng tui nghen"]),
    ("không gọi được thì nhắn zalo nha", ["không gọi được thì nhắn zalo nha"]),
    ("làm ơn gọi sớm giùm", ["làm ơn gọi sớm giùm"]),
    ("buổi sáng tui không có ở nhà buổi sáng", ["không có ở nhà buổi sáng"]),
    ("dặn cán bộ là hỏi luôn tiền phạt", ["hỏi luôn tiền phạt"]),
]


@pytest.mark.parametrize("intent", ["nlu_fallback", "provide_info", "talk_to_human"])
@pytest.mark.parametrize(("text", "notes"), NOTES)
async def test_what_is_to_be_noted_is_on_the_slip(text, notes, intent):
    chat = await at("confirm")
    read_back = (await chat.say(text, intent))[-1].text
    assert all(note in read_back for note in notes)
    assert "Giờ muốn được gọi: chưa nói" in read_back, "when not to call is no hour that suits"
    assert chat.state.dialogue.slots["reason"] == "Đăng ký khai sinh"
    await chat.say("đúng rồi, gửi đi")
    (request,) = chat.people.callbacks
    assert all(note in request.details["notes"] and note in request.reason for note in notes)


async def test_a_matter_and_notes_in_one_message():
    chat = await at("confirm")
    text = "ghi lại giùm là hỏi về khiếu nại, thêm vô là trước ngày 06/12, nói chậm giùm, gọi buổi sáng"
    read_back = (await chat.say(text, "complaint_feedback"))[-1].text
    for line in ("Việc: “hỏi về khiếu nại”", "“trước ngày 06/12; nói chậm giùm”", "Giờ muốn được gọi: “gọi buổi sáng”"):
        assert line in read_back


async def test_notes_beside_an_agreement_go_with_it_and_are_told():
    chat = await at("confirm")
    replies = await chat.say("đúng rồi, mà thêm vô là nói chậm giùm nha", "affirm")
    assert "nói chậm giùm" in said(replies)
    assert "nói chậm giùm" in chat.people.callbacks[-1].reason


@pytest.mark.parametrize("step", ["consent", "name", "phone"])
async def test_notes_are_taken_at_every_step(step):
    chat = await at(step)
    replies = await chat.say("nói chậm giùm nha", "nlu_fallback")
    assert "“nói chậm giùm nha”" in said(replies)
    assert chat.state.dialogue.step == step


RIGHT = [
    ("số kia sai, số đúng là 0900000013", "Út Mẫu", "0900000013"),
    ("không phải 0900000012, số đúng là 0900000013", "Út Mẫu", "0900000013"),
    ("khong phai 0900000012 dau, 0900000013 moi dung", "Út Mẫu", "0900000013"),
    ("sai tên rồi, tên tui là Út Lành", "Út Lành", "0900000012"),
    ("tên Út Mẩn chứ không phải Út Mẫu", "Út Mẩn", "0900000012"),
    ("không phải Út Mẫu, Út Mẩn", "Út Mẩn", "0900000012"),
]


@pytest.mark.parametrize("intent", ["nlu_fallback", "provide_info", "deny"])
@pytest.mark.parametrize(("text", "name", "phone"), RIGHT)
async def test_name_and_number_are_put_right(text, name, phone, intent):
    chat = await at("confirm")
    await chat.say(text, intent)
    slots = chat.state.dialogue.slots
    assert (slots["name"], slots["phone"], chat.state.dialogue.step) == (name, phone, "confirm")


@pytest.mark.parametrize(
    ("text", "step"), [("sai tên rồi", "name"), ("sai so roi em", "phone"), ("sửa số giùm", "phone")]
)
async def test_what_is_wrong_and_not_said_anew_is_asked(text, step):
    chat = await at("confirm")
    await chat.say(text, "deny")
    assert chat.state.dialogue.step == step


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("tui đâu có rảnh buổi sáng, gọi chiều nha", "gọi chiều nha"),
        ("buổi sáng tui đi làm, gọi buổi chiều", "gọi buổi chiều"),
    ],
)
async def test_an_hour_that_does_not_suit_is_none(text, hour):
    chat = await at("confirm")
    await chat.say(text, "provide_info")
    assert chat.state.dialogue.slots["when"] == hour


@pytest.mark.parametrize("text", ["buổi sáng thôi nha", "sau 5h chiều", "gọi sáng mai nha"])
async def test_an_hour_is_put_right(text):
    chat = await at("confirm")
    await chat.say("gọi buổi tối nha", "provide_info")
    await chat.say(text, "provide_info")
    assert chat.state.dialogue.slots["when"] == text


ABROAD = [
    "+81 90 1234 5678",
    "em ở Hàn, số em là 0082 10 1234 5678",
    "con ở Nhật không có số Việt Nam",
    "em o han khong co so vn",
    "số em là +81 90 1234 5678, gọi được không",
    "tui chỉ có số Đài Loan",
    "I have no Vietnamese number",
]


@pytest.mark.parametrize("text", ABROAD)
async def test_who_has_no_number_of_vietnam_hears_which_are_taken_and_what_else_there_is(text):
    chat = await at("phone")
    first = said(await chat.say(text, "provide_info"))
    assert "người nhà ở Việt Nam" in first or "relative in Việt Nam" in first
    assert "thôi" in first or "stop" in first
    again = said(await chat.say(text, "provide_info"))
    assert again != first, "the same is not asked for again"
    assert "thôi" in again or "stop" in again
    await chat.say("vậy gọi má tui 0900000014", "provide_info")
    assert chat.state.dialogue.slots["phone"] == "0900000014"
