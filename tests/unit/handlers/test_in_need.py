"""Ground that takes a house, nothing left to eat, somebody who died: heard at once, and with whom to call."""

from __future__ import annotations

import pytest

from bot.handlers.courtesy import feeling_in
from bot.understanding.danger import Danger, read_danger
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

HOUSE_TAKEN = [
    "hồi khuya sạt lở cuốn mất căn bếp nhà tui",
    "bờ sông lở kéo nửa căn nhà xuống rồi",
    "nhà tui trôi xuống sông rồi",
    "nhà trôi mất rồi",
    "nhà ngoại trôi theo dòng nước luôn",
    "sạt lở tới vách nhà rồi, làm sao giờ",
    "nền nhà đang sụp xuống sông",
    "sông nuốt nửa nhà bếp đêm qua",
    "hàng ba sụt xuống kinh rồi",
    "lở đất sập nửa căn nhà sáng nay",
    "nước cuốn mất cái chuồng heo, sắp tới nhà",
    "sạt lở mất hàng ba tối qua, giờ ở đâu",
    "đất lở kéo cái nhà sau xuống rạch đêm qua, ai lo cho",
]
HUNGRY = [
    "gạo hết từ sáng tới giờ",
    "nhà hết gạo 2 bữa rồi",
    "xóm con không còn gì ăn",
    "nhà nhịn đói từ hôm qua",
    "hết sạch gạo rồi mà chốt không cho ra",
    "mấy đứa nhỏ đói quá",
    "phòng trọ hết đồ ăn rồi",
    "tui thiếu gạo, kêu ai bây giờ",
    "khong con gao nau",
    "ca nha nhin doi roi",
    "con hết sữa, nhà không có gì ăn",
    "cách ly mà gạo cạn rồi",
]
ASKS_AGAIN = [
    "cho xin số đi",
    "số điện thoại đâu",
    "gọi số nào",
    "xin số gọi",
    "có số nào không",
    "gọi cho ai bây giờ",
    "so goi la so may",
    "ban đêm gọi ai",
    "cho tui cái số",
    "đọc số cho tui",
    "số hồi nãy là số mấy",
    "goi dau",
]
NO_ALARM_BEFORE = [
    "số khẩn cấp là số mấy",
    "ban đêm khẩn cấp gọi số nào",
    "cho xin số gọi khẩn cấp",
    "khan cap thi goi so may",
    "số cứu hộ là gì",
    "đường dây khẩn cấp số mấy",
    "khẩn cấp thì gọi ai",
    "so goi khan cap ban dem",
    "cho số cứu nạn đi",
    "lúc khẩn cấp gọi đâu",
    "xin số cứu nạn",
    "số gọi lúc khẩn cấp là số nào",
]
DIED = [
    "chồng em đi biển chết, không tìm thấy xác",
    "giờ ổng chết, vợ trước về đòi chia đất",
    "ông nhà tui chết, đất đứng tên ổng",
    "chồng chị đi ghe bị chìm chết",
    "vợ tui mất, con còn nhỏ",
    "tía tui chết, để lại 3 công ruộng",
    "chồng mất, em ở vậy nuôi con",
    "cha chết để lại 5 công đất",
    "anh hai em bị tai nạn chết",
    "con trai tui chết đuối",
    "bà ngoại chết mà chưa làm gì hết",
    "ba em bệnh chết giờ nhà rối quá",
]
NOBODY_DIED = [
    "nóng chết luôn",
    "em chết vì tiền quá",
    "tôm chết hết rồi",
    "vợ em mất bóp",
    "ba em mất giấy khai sinh",
    "chồng em mất căn cước",
    "nếu chồng chết thì đất chia sao",
    "ba má mất thời gian quá",
    "con mất 2 ngày đi lại",
    "ông nội tui chết năm 1975",
    "mệt muốn chết",
    "giấy của chồng mất, giờ làm lại",
]


@pytest.mark.parametrize("text", HOUSE_TAKEN)
@pytest.mark.parametrize("typed", [str, strip_diacritics])
async def test_ground_that_takes_a_house_is_danger(text, typed):
    assert read_danger(typed(text)) is Danger.FIRE
    replies = await Chat(TODAY).say(typed(text), "emergency", source="keywords")
    assert said(replies).startswith("GỌI NGAY 114")


@pytest.mark.parametrize("text", HUNGRY)
@pytest.mark.parametrize("intent", ["provide_info", "nlu_fallback"])
async def test_who_has_nothing_to_eat_hears_whom_to_tell_and_the_line_of_the_moment(text, intent):
    replies = await Chat(LETTER).say(text, intent)
    assert "Ủy ban nhân dân xã, phường" in replies[0].text
    assert "08.27.27.1022" in replies[0].text
    assert len(replies) == 1
    replies = await Chat(TODAY).say(text, intent)
    assert "Ủy ban nhân dân xã, phường" in replies[0].text
    assert "1022" not in said(replies)


async def test_what_is_asked_beside_hunger_is_answered_too():
    replies = await Chat(LETTER).say("nhà không còn gì ăn, đăng ký khai sinh cần giấy gì", "ask_procedure_documents")
    assert "báo liền" in replies[0].text
    assert "giấy chứng sinh" in said(replies)
    assert "“nhà không còn gì ăn”" not in said(replies)


@pytest.mark.parametrize("text", ASKS_AGAIN)
async def test_after_an_alarm_a_request_for_a_number_gets_its_number(text):
    chat = Chat(TODAY)
    await chat.say("nhà trôi mất rồi", "emergency", source="keywords")
    assert "114" in said(await chat.say(text, "ask_hotline"))
    chat = Chat(TODAY)
    await chat.say("cứu với", "emergency", source="keywords")
    told = said(await chat.say(text, "ask_hotline"))
    assert all(number in told for number in ("113", "114", "115"))


@pytest.mark.parametrize("text", NO_ALARM_BEFORE)
async def test_the_numbers_of_an_emergency_are_told_to_who_asks_for_them(text):
    replies = await Chat(TODAY).say(text, "ask_hotline")
    assert all(number in said(replies) for number in ("113", "114", "115"))


@pytest.mark.parametrize("text", ["số xã là số mấy", "cho xin số công an xã", "số hồ sơ của tui là số mấy"])
async def test_another_number_is_not_that_of_the_alarm(text):
    chat = Chat(TODAY)
    await chat.say("nhà trôi mất rồi", "emergency", source="keywords")
    assert "114" not in said(await chat.say(text, "ask_hotline"))


@pytest.mark.parametrize("text", DIED)
@pytest.mark.parametrize("typed", [str, strip_diacritics])
def test_a_death_is_heard_with_and_without_accents(text, typed):
    assert feeling_in(typed(text)) == "grief"


@pytest.mark.parametrize("text", NOBODY_DIED)
@pytest.mark.parametrize("typed", [str, strip_diacritics])
def test_nobody_is_mourned_who_did_not_die(text, typed):
    assert feeling_in(typed(text)) is None
