"""Questions as of 22/8/2021: the letter's rules in force, each with its place, and nothing of later years."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from bot.guidance.moments import VIETNAM
from tests.unit.handlers.turns import LETTER, TODAY, Chat, cited, cited_past, payloads, said

LATER = re.compile(
    r"vneid|dichvucong\.gov\.vn|phục vụ hành chính công|toàn trình|sở nội vụ|dịch vụ việc làm|202[2-5]|50%",
    re.IGNORECASE,
)
CATALOGUE = "danh mục năm 2026; năm 2021 có nhận như vậy hay không thì chưa xác nhận"

BIRTH = {"procedure": "khai sinh cho con"}

# text, intent, entities, rules cited, words said
# fmt: off
QUESTIONS = [
    ("không hẹn được không", "ask_inperson_allowed", {}, {"CM4708-R05", "CM4708-R03"}, "đặt lịch, hẹn giờ trước"),
    ("nộp kiểu gì", "ask_submission_channel", {}, {"CM4708-R01", "CM4708-R02"}, "qua mạng hoặc gửi qua bưu điện"),
    ("5k là gì", "ask_epidemic_rules", {}, {"CM4708-R10"}, "Khẩu trang, Khử khuẩn, Khoảng cách"),
    ("có cần xét nghiệm không", "ask_epidemic_rules", {}, {"CM4708-R04"}, "không nói có cần giấy xét nghiệm"),
    ("chích ngừa chưa đủ có được vô không", "ask_epidemic_rules", {}, {"CM4708-R04"}, "không nói có cần tiêm vắc-xin"),
    ("10 người vô được không", "ask_epidemic_rules", {}, {"CM4708-R09"}, "10 người thì không quá mức"),
    ("11 nguoi vo duoc khong", "ask_epidemic_rules", {}, {"CM4708-R09"}, "11 người là quá mức"),
    ("văn bản nào quy định vậy", "ask_rule_source", {}, {"CM4708-R01"}, "Công văn 4708/UBND-CCHC ngày 22/8/2021"),
    ("4708 con hieu luc khong", "ask_rule_source", {"doc_number": "4708"}, {"CM4708-R01"}, "không ghi áp dụng đến"),
    ("4708 có nói giờ làm việc hông", "ask_rule_source", {"doc_number": "4708"}, set(), "không ghi giờ làm việc"),
    ("qd 1615 noi gi", "ask_rule_source", {"doc_number": "qd 1615"}, {"REG-1615"}, "Quyết định 1615/QĐ-UBND"),
    ("mỗi buổi nhận bao nhiêu hồ sơ", "ask_queue_capacity", {}, {"CM4708-R07"}, "không nêu con số nào"),
    ("gửi bưu điện được không", "ask_postal_service", {}, {"CM4708-R01"}, "Giá cước"),
    ("nộp online ở đâu", "ask_online_guide", {}, {"CM4708-R14", "CM4708-R08"}, "Cổng Dịch vụ công tỉnh"),
    ("web bị lỗi hoài", "report_online_error", {}, {"CM4708-R08"}, "không sửa lỗi giúp được"),
    ("trả tiền sao", "ask_online_payment", {}, {"CM4708-R14"}, "thanh toán trực tuyến"),
    ("số tổng đài mấy", "ask_hotline", {}, {"CM4708-R08"}, "08.27.27.1022"),
    ("mấy giờ mở cửa", "ask_office_info", {}, set(), "không ghi giờ làm việc"),
    ("bị nghỉ việc, tiền thất nghiệp lãnh ở đâu", "ask_unemployment_benefit", {}, {"CM4708-R15"}, "chủ động liên hệ"),
    ("có phải tới không", "ask_must_appear", {}, {"CM4708-R19"}, "không kèm danh sách"),
    ("hồ sơ tới đâu rồi", "check_dossier_status", {}, {"CM4708-R08"}, "không có dữ liệu hồ sơ"),
    ("lấy kết quả giùm má được không", "ask_result_delivery", {}, {"CM4708-R08"}, "người khác có đi nộp thay"),
    ("lệ phí bao nhiêu", "ask_procedure_fee", BIRTH, {"CM4708-R08"}, "không nói giấy tờ, lệ phí"),
    ("cần giấy gì", "ask_procedure_documents", BIRTH, set(), "lúc đó có thể khác"),
    ("bao lâu", "ask_processing_time", BIRTH, {"CM4708-R08"}, "thời hạn của từng thủ tục"),
    ("nộp ở cơ quan nào", "ask_procedure_authority", BIRTH, {"CM4708-R01"}, "quầy không nhận trực tiếp"),
    ("xin mẫu đơn", "ask_form_download", BIRTH, set(), "lúc đó có thể khác"),
    ("gặp người thật", "talk_to_human", {}, {"CM4708-R08"}, "để lại tên và số điện thoại"),
    ("cán bộ hách dịch quá", "complaint_feedback", {}, {"CM4708-R22"}, "không hứa thay ai"),
]
# fmt: on


@pytest.mark.parametrize(
    ("text", "intent", "entities", "rules", "words"), QUESTIONS, ids=[case[0][:40] for case in QUESTIONS]
)
async def test_question_is_answered_by_the_letter(text, intent, entities, rules, words):
    replies = await Chat(LETTER).say(text, intent, entities)
    assert words in said(replies)
    assert rules <= cited(replies)
    assert cited_past(replies) == set()
    for reply in replies:
        assert not LATER.search(reply.text.replace(CATALOGUE, "")), reply.text
        assert all(not source.rule.startswith("NOW") for source in reply.citations)
        assert reply.links == ()


async def test_each_citation_names_document_paragraph_and_date():
    replies = await Chat(LETTER).say("nộp trực tiếp không hẹn được không", "ask_inperson_allowed")
    source = next(s for reply in replies for s in reply.citations if s.rule == "CM4708-R05")
    assert source.document == "Công văn 4708/UBND-CCHC"
    assert source.paragraph == "mục 1"
    assert source.signed_on == "2021-08-22"
    assert source.effective_from == "2021-08-22"
    assert source.in_force
    assert source.quote.startswith("chỉ tiếp nhận hồ sơ trực tiếp")


async def test_benefit_gets_a_call_back_and_no_slot():
    replies = await Chat(LETTER).say("bi nghi viec, that nghiep lanh o dau", "ask_unemployment_benefit")
    assert "#call.start:labour/1.014748" in payloads(replies)
    assert not any(payload.startswith("#book") for payload in payloads(replies))
    assert "#ask.intent:book_appointment" not in payloads(replies)


async def test_the_source_of_the_latest_answer_is_told():
    chat = Chat(LETTER)
    await chat.say("5k là gì")
    replies = await chat.say("văn bản nào nói vậy", "ask_rule_source")
    assert cited(replies) >= {"CM4708-R10"}
    assert "thực hiện nghiêm nguyên tắc “5K”" in said(replies)


async def test_before_the_letter_was_signed_the_decision_stands_in_for_it():
    chat = Chat(datetime(2021, 8, 21, 9, tzinfo=VIETNAM))
    replies = await chat.say("nộp trực tiếp không hẹn được không", "ask_inperson_allowed")
    assert "CM4708-R03" in cited(replies)
    assert "CM4708-R05" not in cited(replies)
    assert "4708" not in said(replies)


async def test_who_asks_whether_they_may_come_is_told_to_stay_at_home_where_that_is_ordered():
    locked = datetime(2021, 8, 25, 9, tzinfo=VIETNAM)
    replies = await Chat(locked).say("hôm nay lên xã nộp được không", "ask_inperson_allowed")
    assert "người dân ở nhà" in said(replies)
    assert "REG-CT16-AUG" in cited(replies)
    today = await Chat(TODAY).say("hôm nay lên xã nộp được không", "ask_inperson_allowed")
    assert "ra đường" not in said(today)


async def test_the_line_for_questions_is_not_taken_for_the_old_one():
    autumn = datetime(2021, 10, 20, 9, tzinfo=VIETNAM)
    text = "0290 1022 đặt lịch được không"
    replies = await Chat(autumn).say(text, "ask_hotline", {"phone": "0290 1022"})
    assert "không phải số đặt lịch" in said(replies)
    assert "không khuyên gọi" not in said(replies)


async def test_before_any_rule_nothing_is_made_up():
    replies = await Chat(datetime(2021, 8, 20, 12, tzinfo=VIETNAM)).say("không hẹn được không", "ask_inperson_allowed")
    assert cited(replies) == {"REG-1556"}, "no rule of the counters yet; that people stay at home was one already"
    assert "Có phải đặt lịch trước không thì trợ lý chưa biết" in said(replies)


async def test_in_autumn_the_letter_is_history():
    replies = await Chat(datetime(2021, 11, 1, 9, tzinfo=VIETNAM)).say("không hẹn được không", "ask_inperson_allowed")
    assert not any(rule.startswith("CM4708") for rule in cited(replies))
    assert "CM4708-R03" in cited_past(replies)


async def test_a_question_after_a_procedure_needs_no_name():
    chat = Chat(LETTER)
    await chat.say("làm giấy khai sinh cho con", "find_procedure", {"procedure": "giấy khai sinh cho con"})
    replies = await chat.say("lệ phí bao nhiêu", "ask_procedure_fee")
    assert "Đăng ký khai sinh" in said(replies)


async def test_going_out_is_warned_of_by_the_regime_of_the_day():
    chat = Chat(datetime(2021, 8, 24, 9, tzinfo=VIETNAM))
    replies = await chat.say("quy định phòng dịch sao", "ask_epidemic_rules")
    assert "REG-CT16-AUG" in cited(replies)
    assert "Chỉ thị 16" in said(replies)


async def test_a_slot_booked_here_is_said_to_stand_in_the_hotlines_book():
    replies = await Chat(LETTER).say("muốn nộp trực tiếp thì sao", "ask_inperson_allowed")
    assert "chung một sổ với tổng đài" in said(replies)


async def test_a_worked_out_first_day_is_told_with_its_source():
    replies = await Chat(LETTER).say("nộp kiểu gì", "ask_submission_channel")
    sources = {source.rule: source for reply in replies for source in reply.citations}
    assert sources["CM4708-R01"].since == "theo Quyết định 1615/QĐ-UBND"
    assert all(sources[rule].since for rule in sources if rule.startswith("CM4708"))
