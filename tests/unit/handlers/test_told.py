"""What is told, feared, sighed or meant for somebody else is met by one line: no list, no complaint, no "bấm chọn"."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

COMPLAINT = "phiền lòng"
TO_CHOOSE = "bấm chọn giúp một trong"
LEAVE = "Ghi lại để cán bộ liên hệ"
FOR_ANOTHER = "nhắn cho người khác"


async def _at_a_birth() -> Chat:
    chat = Chat(TODAY)
    await chat.say("làm giấy khai sinh cho con", "find_procedure")
    return chat


async def _amid_a_talk() -> Chat:
    """Return a chat in which a question was asked that no procedure is about."""
    chat = Chat(TODAY)
    await chat.say("cây cầu ván bắc qua kinh nhà tui gãy rồi thì xin ai sửa", "nlu_fallback")
    assert chat.state.topic.procedure is None
    return chat


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ổng chịu miệng thôi", "provide_info"),
        ("tiền thì trừ rồi", "provide_info"),
        ("vậy để yên đó", "nlu_fallback"),
        ("ổng có một mình thôi", "out_of_scope"),
        ("dạ chưa báo ai", "nlu_fallback"),
    ],
)
async def test_amid_a_talk_no_menu_answers_what_is_told(text, intent):
    chat = await _amid_a_talk()
    replies = await chat.say(text, intent)
    assert said(replies).startswith("Dạ")
    assert len(said(replies).splitlines()) == 1
    assert not payloads(replies)


@pytest.mark.parametrize("intent", ["provide_info", "nlu_fallback", "complaint_feedback"])
async def test_a_fear_is_heard_and_who_knows_is_named(intent):
    chat = await _at_a_birth()
    replies = await chat.say("em sợ ra đó người ta cười cho", intent)
    assert "hiểu anh/chị lo" in said(replies)
    assert "Trung tâm Phục vụ hành chính công" in said(replies)
    assert not payloads(replies)


@pytest.mark.parametrize(
    "text", ["trời, mắc dữ thần", "mắc dữ vậy", "nản quá đi", "gọi hoài mà nó chặn số rồi", "sao mà kịp"]
)
async def test_a_sigh_is_no_complaint(text):
    chat = await _at_a_birth()
    replies = await chat.say(text, "complaint_feedback")
    assert COMPLAINT not in said(replies)
    assert not payloads(replies)


async def test_where_a_question_is_asked_the_complaint_is_not_told():
    chat = await _at_a_birth()
    replies = await chat.say("danh sách đó có ưu tiên bà bầu không", "complaint_feedback")
    assert COMPLAINT not in said(replies)
    assert "danh sách đó có ưu tiên bà bầu không" in said(replies)


@pytest.mark.parametrize(
    "text",
    [
        "lên xã ba lần mà lần nào cán bộ cũng kêu thiếu giấy",
        "can bo quay 3 nat no toi truoc mat moi nguoi",
        "tui muốn phản ánh cách làm việc của phường",
        "gọi đường dây nóng sáu cuộc không ai bắt máy",
        "cô ở quầy số 2 nhiệt tình lắm, cho tui khen một tiếng",
    ],
)
async def test_who_blames_or_praises_an_office_can_leave_it_on_record(text):
    chat = await _at_a_birth()
    replies = await chat.say(text, "complaint_feedback")
    assert COMPLAINT in said(replies)
    assert LEAVE in [choice.label for choice in replies[-1].choices]


async def test_the_complaint_is_told_once_in_a_talk():
    chat = await _at_a_birth()
    texts = ["lên xã ba lần cán bộ kêu thiếu giấy hoài", "cán bộ xã coi thường dân", "xã ngâm hồ sơ của tui hoài"]
    heard = [await chat.say(text, "complaint_feedback") for text in texts]
    assert [COMPLAINT in said(one) for one in heard] == [True, False, False]
    assert len({said(one) for one in heard}) == len(heard)
    assert all(LEAVE in [choice.label for choice in one[-1].choices] for one in heard)


async def test_who_was_answered_beside_the_point_hears_an_apology():
    chat = await _at_a_birth()
    replies = await chat.say("ủa em hỏi kết hôn mà chị trả lời khai sinh", "complaint_feedback")
    assert "xin lỗi" in said(replies)
    assert COMPLAINT not in said(replies)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("chị Ngân ơi lịch hẹn nhuộm tóc mai em dời qua 5h nha", "change_appointment"),
        ("a Tam oi hen 3h lay do cho minh doi 4h nha", "provide_info"),
        ("má ơi chiều nay nấu cháo nghen, con về trễ", "nlu_fallback"),
        ("ê Tùng tối nay chấm công giùm t nha", "provide_info"),
        ("con út tắt bếp giùm má cái coi cháy", "nlu_fallback"),
    ],
)
async def test_what_is_meant_for_somebody_else_is_left(text, intent):
    for chat in (await _at_a_birth(), await _amid_a_talk()):
        replies = await chat.say(text, intent)
        assert FOR_ANOTHER in said(replies)
        assert not payloads(replies)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("chị Ngân ơi cho em hỏi làm khai sinh cần giấy gì", "ask_procedure_documents"),
        ("anh hai ơi nộp hồ sơ ở đâu", "ask_procedure_authority"),
    ],
)
async def test_a_question_with_a_name_before_it_is_answered(text, intent):
    chat = await _at_a_birth()
    assert FOR_ANOTHER not in said(await chat.say(text, intent))


@pytest.mark.parametrize("text", ["ủa gửi lộn hihi", "nham, xin loi", "xin lỗi tui nhắn nhầm người"])
async def test_a_mistake_is_no_matter(text):
    chat = await _amid_a_talk()
    replies = await chat.say(text, "deny")
    assert said(replies) == "Dạ, không sao."


async def test_who_did_not_understand_hears_it_in_fewer_words():
    chat = await _at_a_birth()
    told = said(await chat.say("cần giấy tờ gì", "ask_procedure_documents"))
    again = said(await chat.say("tui không hiểu", "deny"))
    assert TO_CHOOSE not in again
    assert len(again) < len(told)


@pytest.mark.parametrize(("word", "intent"), [("dạ", "affirm"), ("ờ", "affirm"), ("không", "deny")])
async def test_a_call_that_is_offered_is_not_insisted_on(word, intent):
    chat = await _amid_a_talk()
    replies = await chat.say(word, intent)
    assert said(replies) == "Dạ."


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("rồi phí bao nhiêu", "ask_procedure_fee"),
        ("mấy ngày thì có", "ask_processing_time"),
        ("cần đem giấy gì", "ask_procedure_documents"),
    ],
)
async def test_amid_a_talk_no_list_of_matters_answers_a_question(text, intent):
    chat = await _amid_a_talk()
    replies = await chat.say(text, intent)
    assert "Đăng ký kết hôn" not in [choice.label for reply in replies for choice in reply.choices]
    assert "hỏi" in said(replies)


async def test_what_is_told_below_a_guess_is_no_answer_to_it():
    chat = Chat(TODAY)
    await chat.say(
        "giấy tờ nhà đất ai đi nộp thay được, gửi bưu điện được không",
        "nlu_fallback",
        {"procedure": "giấy tờ nhà đất"},
    )
    assert chat.state.dialogue is not None
    assert chat.state.dialogue.name == "which"
    replies = await chat.say("má tui yếu dữ lắm rồi", "provide_info")
    assert said(replies).startswith("Dạ, trợ lý nghe")
    assert not payloads(replies)


async def test_the_same_is_not_said_twice_in_a_row():
    chat = Chat(LETTER)
    first = said(await chat.say("cổng báo lỗi không nộp được", "report_online_error"))
    second = said(await chat.say("thử lại rồi vẫn lỗi y vậy", "report_online_error"))
    assert first != second


@pytest.mark.parametrize("text", ["chờ chút tui kiếm cái kiếng đã", "khoan, đợi tui xíu"])
async def test_who_asks_for_a_moment_gets_it(text):
    chat = await _at_a_birth()
    assert "cứ từ từ" in said(await chat.say(text, "provide_info"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [("H12.88-260106-0041", "provide_info"), ("mã hồ sơ H12.34.5-260915-0007", "nlu_fallback")],
)
async def test_a_dossiers_code_is_no_riddle(text, intent):
    chat = await _amid_a_talk()
    assert "hồ sơ" in said(await chat.say(text, intent))


@pytest.mark.parametrize(
    "text", ["con hoi giay xac nhan doc than", "em hỏi vụ tách thửa đất", "cho tui hỏi giấy khai sinh"]
)
async def test_who_says_what_is_asked_is_answered(text):
    chat = Chat(TODAY)
    await chat.say("ly hôn nộp ở đâu")
    assert "nghe rồi" not in said(await chat.say(text, "find_procedure"))


async def test_how_asking_went_is_told():
    chat = Chat(TODAY)
    await chat.say("làm khai sinh cần giấy gì")
    replies = await chat.say("con hỏi giấy ngoài xã mà người ta nói chưa có")
    assert "Việc:" not in said(replies)
