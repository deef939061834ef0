"""A wish that the model guessed and no word of the message speaks of is not answered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Kind
from bot.conversation.understood import Reading, Understanding
from bot.handlers.supported import is_borne_out
from tests.unit.handlers.turns import TODAY, Chat, said


async def answer(text, intent, confidence, secondary=(), chat=None):
    understanding = Understanding(intent, confidence, secondary=tuple(Reading(one, 0.6) for one in secondary))
    return said(await (chat or Chat(TODAY)).take(Kind.TEXT, understanding, text=text))


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "never"),
    [
        ("anh hai đòi bán miếng ruộng mà mình chưa chịu, làm sao chặn liền", "check_dossier_status", 0.65, "giấy hẹn"),
        ("chị ơi cho em hỏi nhỏ chút xíu thôi nha", "thank_bye", 0.62, "cảm ơn anh/chị"),
        ("chong toi giu the can cuoc cua toi, toi lam lai khong can ong ay", "switch_language", 0.44, "English"),
        ("hỏi nãy giờ trả lời không ra cái gì", "cancel_appointment", 0.41, "lịch hẹn"),
        ("vậy là máy chưa cập nhật rồi, cho tôi gặp cán bộ đi", "check_appointment", 0.82, "lịch hẹn"),
    ],
)
async def test_a_guess_that_no_word_bears_out_is_not_answered(text, intent, confidence, never):
    assert never not in await answer(text, intent, confidence)


async def test_the_next_wish_of_the_message_is_answered_instead():
    text = "vậy là máy chưa cập nhật rồi, cho tôi gặp cán bộ đi"

    told = await answer(text, "check_appointment", 0.82, ["talk_to_human"])

    assert "để lại tên và số điện thoại" in told
    assert "lịch hẹn" not in told


async def test_a_second_wish_that_no_word_bears_out_is_not_offered():
    told = await answer("tốn bao nhiêu tiền vậy", "ask_procedure_fee", 0.8, ["cancel_appointment"])

    assert "Hủy lịch hẹn" not in told


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mai tui bận, dời qua thứ năm giùm", "change_appointment"),
        ("coi giùm tui mấy giờ phải có mặt", "check_appointment"),
        ("khỏi đi nữa, trả số lại nè", "cancel_appointment"),
        ("sổ đỏ của tui tới khâu nào rồi", "check_dossier_status"),
        ("đội ơn cô chú nhiều, tui hiểu rồi", "thank_bye"),
        ("trả lại chữ Việt giùm tui", "switch_language"),
        ("中文可以吗", "switch_language"),
    ],
)
def test_what_people_mean_is_borne_out(text, intent):
    assert is_borne_out(intent, text)


@settings(max_examples=50)
@given(st.text(max_size=60), st.sampled_from(["ask_hotline", "book_appointment", "find_procedure"]))
def test_wishes_that_need_no_word_of_theirs_always_stand(text, intent):
    assert is_borne_out(intent, text)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "never"),
    [
        ("lo cái đó nhứt á", "privacy_request", 0.32, "lưu tin nhắn"),
        ("sợ họ coi thông tin rồi nói này nói kia", "privacy_request", 0.8, "lưu tin nhắn"),
        ("mà sợ lộ số căn cước quá, người ta giữ bản photo chi vậy", "privacy_request", 0.68, "lưu tin nhắn"),
        ("so ho khau giay thu lai roi thi luu thong tin o dau", "privacy_request", 0.7, "lưu tin nhắn"),
        ("tôi hỏi sửa thông tin trong hồ sơ liệt sĩ", "privacy_request", 0.65, "lưu tin nhắn"),
        ("late??", "change_appointment", 0.52, "lịch hẹn"),
        ("thôi bữa khác", "change_appointment", 0.86, "lịch hẹn"),
        ("trên ti vi nói khỏi đi công chứng nữa", "cancel_appointment", 0.42, "lịch hẹn"),
        ("được nhận bao nhiêu một tháng", "ask_queue_capacity", 0.69, "Mỗi buổi nhận"),
        ("không biết sao chứ bạn em làm có một buổi là xong", "ask_queue_capacity", 0.51, "Mỗi buổi nhận"),
        ("cắt mà hổng nói tiếng nào, cái nhà lá vậy mà thoát nghèo", "switch_language", 0.52, "English"),
        ("em mua cua thang ban, thang ban mua cua tiem cam do", "nlu_fallback", 0.41, "phòng, chống dịch"),
        (
            "sổ đất của bả ghi số chứng minh cũ có phải đi sửa hết không",
            "ask_admin_unit_change",
            0.6,
            "không còn cấp huyện",
        ),
        ("em nghỉ làm ở nhà giữ nó luôn thì em có được gì không", "ask_unemployment_benefit", 0.8, "thất nghiệp"),
        ("bà đang lãnh trợ cấp, cô lãnh giùm bà được không", "ask_unemployment_benefit", 0.95, "thất nghiệp"),
        ("gửi thông báo về nhà vợ được hông", "manage_notifications", 0.82, "Trợ lý tự gửi"),
        ("có thông báo gì cho bên bảo hiểm hông hay mình tự đi báo", "manage_notifications", 0.8, "Trợ lý tự gửi"),
        ("ở trong ruộng nghe nói miễn tiền làm giấy cho dân nghèo bên xã", "complaint_feedback", 0.82, "phiền lòng"),
    ],
)
async def test_a_text_of_the_house_needs_a_word_of_its_own_amid_a_matter(text, intent, confidence, never):
    chat = Chat(TODAY)
    await answer("làm khai sinh cho con", "find_procedure", 0.9, chat=chat)

    assert never not in await answer(text, intent, confidence, chat=chat)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "told"),
    [
        ("tin nhắn ở đây có ai coi được không", "privacy_request", 0.6, "cán bộ"),
        ("thông tin của tui ở đây lưu bao lâu", "privacy_request", 0.6, "30 ngày"),
        ("dời lịch qua thứ sáu được không", "change_appointment", 0.6, "lịch hẹn"),
        ("nhắn tin nhắc cho chồng tui với", "manage_notifications", 0.6, "nhắc"),
        ("mỗi buổi nhận bao nhiêu hồ sơ", "ask_queue_capacity", 0.6, "Mỗi buổi nhận"),
    ],
)
async def test_who_asks_for_it_in_its_words_is_told(text, intent, confidence, told):
    chat = Chat(TODAY)
    await answer("làm khai sinh cho con", "find_procedure", 0.9, chat=chat)

    assert told in await answer(text, intent, confidence, chat=chat)


@pytest.mark.parametrize(
    ("text", "intent", "never"),
    [
        ("z la lanh bhtn xong co nen rut luon 1 lan k, vo toi keu rut", "ask_unemployment_benefit", "15 ngày"),
        ("Bà hỏi tiền có ai đem tới nhà không hay phải có tài khoản", "ask_online_payment", "Đóng phí, lệ phí"),
        ("ổng hứa hoài mà có thấy gì đâu, tính sao đây", "ask_epidemic_rules", "5K"),
        ("xã xuống lập biên bản kêu ngưng, ngưng tới chừng nào mới cho làm lại", "ask_office_info", "Giờ làm việc"),
    ],
)
async def test_words_of_another_thing_get_no_text_of_this_one(text, intent, never):
    assert never not in await answer(text, intent, 0.95 if "unemployment" in intent else 0.52)


@pytest.mark.parametrize("text", ["giờ còn bắt đeo khẩu trang nữa không", "vô xã có phải test nhanh hông"])
async def test_of_the_epidemic_is_told_that_no_rule_holds(text):
    assert "phòng, chống dịch" in await answer(text, "ask_epidemic_rules", 0.6)
