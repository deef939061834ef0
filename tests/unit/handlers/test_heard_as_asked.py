"""What is asked is taken up first: no card that sounds like a yes, and no fixed text that one word sets off."""

from __future__ import annotations

import pytest

from bot.handlers.courtesy import feeling_in
from bot.handlers.supported import is_borne_out
from bot.understanding.anger import is_angry
from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

BIRTH = "làm khai sinh cho con cần giấy gì"


@pytest.mark.parametrize(
    ("question", "not_said"),
    [
        ("nộp qua mạng thì tôi làm thay bằng tài khoản của tôi có hợp lệ không", "Được nộp qua mạng."),
        ("cua bán qua trung quốc thì có cần thêm giấy an toàn thực phẩm gì không", "Giấy tờ phải nộp"),
    ],
)
async def test_what_makes_a_condition_of_its_own_is_said_to_be_unknown(question, not_said):
    chat = Chat(TODAY)
    await chat.say(BIRTH, "ask_procedure_documents")
    told = said(await chat.say(question, "ask_submission_channel"))
    assert "chưa" in told.splitlines()[0]
    assert not_said not in told


async def test_who_may_go_instead_keeps_its_yes_with_where_somebody_would_have_to_go():
    chat = Chat(TODAY)
    await chat.say("xin trích lục khai sinh cần giấy gì", "ask_procedure_documents")
    question = "giờ má em ở Cà Mau xin giùm được không hay em phải ra lãnh sự quán xin"
    assert "Được nhờ người khác đi thay" in said(await chat.say(question, "ask_must_appear"))


async def test_what_is_told_behind_it_does_not_bring_it_again():
    chat = Chat(TODAY)
    await chat.say(BIRTH, "ask_procedure_documents")
    question = "nộp qua mạng thì tôi làm thay bằng tài khoản của tôi có hợp lệ không"
    await chat.say(question, "ask_submission_channel")
    assert "hợp lệ" not in said(await chat.say("tôi biết mẫu đơn rồi", "nlu_fallback"))


async def test_a_plain_question_of_a_way_still_has_its_yes():
    chat = Chat(TODAY)
    await chat.say(BIRTH, "ask_procedure_documents")
    assert "Được nộp qua mạng" in said(await chat.say("nộp qua mạng được không", "ask_submission_channel"))


async def test_whether_money_is_given_to_who_lives_elsewhere_is_no_question_of_counters():
    text = "nghe loa noi moi nguoi duoc trieu ruoi ma toi chua thay, toi o tro, ho khau o soc trang, vay co duoc khong"
    told = said(await Chat(TODAY).say(text, None))
    assert "37 Trung tâm" not in told


async def test_a_test_for_a_checkpoint_is_no_rule_of_a_counter():
    chat = Chat(LETTER)
    await chat.say("xe tải tui qua chốt mà đòi mã QR luồng xanh, xin ở sở nào", "ask_procedure_authority")
    told = said(await chat.say("test nhanh được chưa hay phải pcr", "ask_epidemic_rules"))
    assert "nộp trực tiếp" not in told
    assert "nộp trực tiếp" in said(await Chat(LETTER).say("có cần xét nghiệm không", "ask_epidemic_rules"))


async def test_how_many_a_paper_is_made_for_is_no_crowd():
    told = said(await Chat(LETTER).say("2 người khai 1 tờ hay 2 tờ", "ask_epidemic_rules"))
    assert "không quá mức" not in told


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("report_online_error", "khong sua"),
        ("report_online_error", "bang lai minh chi co tren vneid, the cung mat roi, mo app ra chung dc ko"),
        ("complaint_feedback", "mà danh sách đó có ưu tiên bà bầu k"),
        ("complaint_feedback", "goi thi thue bao, no chan zalo roi"),
        ("complaint_feedback", "nghe nói miễn giấy phép xây dựng mà, sao giờ biểu xin"),
        ("switch_language", "ba em hông rành tiếng việt lắm, em đi thay được hông hay ổng phải ra mặt"),
        ("switch_language", "lúc phỏng vấn có hỏi bằng tiếng Anh không"),
        ("change_appointment", "dạ chị Ngân ơi lịch hẹn nhuộm 3h chiều mai em dời qua 5h nha"),
        ("change_appointment", "Tre hen thi theo luat phai gui thu xin loi voi hen lai ngay"),
    ],
)
def test_a_word_alone_bears_no_wish_out(intent, text):
    assert not is_borne_out(intent, text)


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("report_online_error", "web k vao duoc"),
        ("report_online_error", "dạ em điền cái link đó rồi mà nó hiện hết lượt là sao ta"),
        ("report_online_error", "app nó báo lỗi hoài"),
        ("complaint_feedback", "te nhat la phuong 6, hoi gi cung noi khong biet"),
        ("complaint_feedback", "Gọi tổng đài từ 1 rưỡi tới 3 giờ toàn nghe nhạc"),
        ("switch_language", "nói tiếng khmer được không, bà ngoại tôi không rành tiếng Việt"),
        ("switch_language", "tôi không rành tiếng Việt"),
        ("change_appointment", "kẹt đi khám bệnh, dời lịch hẹn qua thứ năm"),
        ("change_appointment", "xin lỗi chị đến muộn 20 phút, còn giữ lịch hẹn không"),
    ],
)
def test_a_wish_is_heard_all_the_same(intent, text):
    assert is_borne_out(intent, text)


def test_who_is_asked_by_others_is_not_angry_with_the_assistant():
    assert not is_angry("mới có 3 hộ nhận được tiền, bà con hỏi hoài tôi không biết trả lời sao")
    assert is_angry("đã nói không mà, hỏi hoài")


def test_there_is_no_condolence_where_nobody_says_that_somebody_died():
    assert feeling_in("xin là coi như ảnh chết thiệt, mà không xin thì sao") is None
    assert feeling_in("em không muốn khai là chồng em chết") is None
    assert feeling_in("chồng em chết hôm qua rồi mà chưa khai tử") == "grief"
