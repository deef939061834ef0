"""Who has handed a dossier in hears where it is and whom to ask, and never again how to hand it in."""

from __future__ import annotations

import pytest

from bot.understanding.filed import tells_filed
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

_WAYS = (
    "việc này nộp",
    "iệc này anh/chị nộp",
    "Nộp ở",
    "Nộp qua",
    "nộp qua bưu điện",
    "đích thân đến",
    "được, khỏi ra ngoài",
)


@pytest.mark.parametrize(
    "text",
    [
        "tui nộp rồi",
        "cái đó em gửi hồ sơ hôm bữa rồi",
        "ho so nop bua truoc roi sao chua thay goi",
        "Đã nộp hồ sơ xin trợ cấp ngày 10/11, chừng nào có tiền",
        "hồ sơ của tôi gửi trên cổng dịch vụ công ngày 5/11 chưa ai xử lý",
        "em gởi giấy qua bưu điện tuần rồi",
        "sang tên sổ đỏ nộp mấy tháng rồi chưa ra sổ",
        "nộp hồi sáng rồi, chừng nào lấy",
        "em nộp ngày 26/7, giấy hẹn 16/8, nay chưa có",
        "quá ngày hẹn vậy hồ sơ có bị hủy không",
        "I already submitted my application last week",
    ],
)
def test_that_a_dossier_is_handed_in_is_read(text):
    assert tells_filed(text)


@pytest.mark.parametrize(
    "text",
    [
        "chưa nộp gì hết, giờ làm giấy kết hôn sao",
        "nộp chưa được, mạng lỗi hoài",
        "nếu nộp rồi mà thiếu giấy thì sao",
        "nộp thuế rồi thì sang tên cần giấy gì",
        "tui nộp tiền rồi mà trên mạng báo chưa nộp",
        "tháng sau em nộp hồ sơ rồi, hạn xài bao lâu",
        "có nộp online rồi hai đứa ký sau được không",
        "vợ chồng em nộp đơn ly hôn rồi giờ muốn xin giấy độc thân",
        "con tui học xong rồi, nộp hồ sơ vô trường cần gì",
        "nộp ở đâu",
        "tòa gởi giấy triệu tập hôm qua",
        "chụp hình gửi rồi đó coi giùm",
        "nộp rồi chưa",
    ],
)
def test_what_is_not_handed_in_or_no_dossier_is_not(text):
    assert not tells_filed(text)


@pytest.mark.parametrize("moment", [TODAY, LETTER])
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("cái đó tui nộp rồi", "find_procedure"),
        ("tui nộp hồ sơ khai sinh hôm bữa rồi, giờ làm gì nữa", "find_procedure"),
        ("sao cứ nói nộp khai sinh, tui nói là nộp RỒI", "nlu_fallback"),
        ("khai sinh gửi hôm bữa trên mạng rồi, giờ coi nó ở chỗ nào", "ask_procedure_authority"),
    ],
)
async def test_who_has_filed_is_not_told_how_to_file(text, intent, moment):
    chat = Chat(moment)
    await chat.say("đăng ký khai sinh", "find_procedure", {"procedure": "khai sinh"})
    replies = await chat.say(text, intent)
    told = said(replies)
    assert "giấy hẹn" in told
    assert not any(way in told for way in _WAYS)
    assert not any(payload.startswith(("#way.", "#book")) for payload in payloads(replies))


async def test_what_is_asked_behind_it_has_its_word_and_is_told_once():
    chat = Chat(TODAY)
    first = said(await chat.say("hồ sơ khai sinh nộp rồi, mất giấy hẹn thì sao", "nlu_fallback"))
    assert "Còn “mất giấy hẹn thì sao”: trợ lý chưa biết, nơi đã nhận hồ sơ mới trả lời được." in first
    assert "Thời gian:" in first
    again = said(await chat.say("chờ tới bao giờ", "nlu_fallback", confidence=0.4))
    assert "“chờ tới bao giờ”" in again
    assert "Mã hồ sơ" not in again
    assert "Thời gian:" not in again


async def test_who_cannot_come_and_has_filed_is_not_told_how_to_file_from_inside():
    chat = Chat(LETTER)
    told = said(
        await chat.say(
            "em nộp hồ sơ khai sinh ngày 26/7, giấy hẹn 16/8, phường em bị phong tỏa không ra được", "provide_info"
        )
    )
    told += said(await chat.say("kết quả gửi bưu điện về nhà được không", "ask_result_delivery"))
    assert "Mã hồ sơ" in told
    assert not any(way in told for way in _WAYS)


async def test_what_units_answer_after_it_they_answer():
    chat = Chat(TODAY)
    told = said(await chat.say("khai sinh nộp rồi, lệ phí bao nhiêu vậy", "ask_procedure_fee"))
    assert "Bao nhiêu tiền: chưa rõ" in told
    assert "Mã hồ sơ" not in told


async def test_how_another_is_handed_in_is_told():
    chat = Chat(TODAY)
    told = said(
        await chat.say("Hồi trước tôi nộp ở hội năm 2013 rồi. Khai sinh thì nộp ở đâu?", "ask_procedure_authority")
    )
    assert "Trung tâm Phục vụ hành chính công" in told
