"""How people are spoken to: their form of address, a word at a death or a birth, anger met once, goodbyes that end."""

from __future__ import annotations

import pytest

from bot.handlers.courtesy import address_in, feeling_in, says_goodbye
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

ADDRESSES = {
    "con": "ong noi con 67 tuoi mat mu|cho con hỏi giấy khai sinh|dạ con chào cô|noi ro giup con",
    "cháu": "dạ cháu cần giấy gì|cho cháu hỏi|cháu chào chú",
    "chú": "để chú hỏi con tui đã|chú muốn đặt lịch",
    "cô": "cho cô hỏi cái này|cô ở xã Tắc Vân",
    "bác": "bác ở xã Tắc Vân",
}
NO_ADDRESS = """làm giấy khai sinh cho con|con tui mới sanh|cháu tui cần giấy gì|cô ơi cho em hỏi|cô giáo muốn hỏi
    |chú tui muốn
    |lam khai sanh cho con can giay gi|làm thẻ căn cước cho con ở đâu|xin nhập học cho cháu cần gì
    |cho con tui hỏi|co muon hoi|chu muon|giấy cho con|con nuôi thì sao|làm khai sinh giùm con"""
FEELINGS = {
    "grief": "tia tui moi mat hom kia, gio lam khai tu|ba em mới mất hôm qua|bà cụ mất rồi|ông nội qua đời",
    "birth": "vo toi moi sanh o nha|em mới sinh bé|con em mới sinh",
    "wedding": "tụi em tính cưới tháng sau, muốn đăng kí kết hôn|hai đứa sắp cưới",
}
NO_FEELING = """mẹ em mất giấy tờ|con em mất căn cước|em mới mất ví|vợ tui mới mất điện thoại|ba tui mất năm ngoái
    |chồng em mất việc|em mới sinh viên ra trường|muốn đăng ký kết hôn|em sinh năm 1990|tui mất sổ đỏ|anh mất bao lâu
    |con em mất hôm qua cái căn cước|khoan, co can ny e co mat luc nop khong|chong em co mat hay khong
    |vợ em có mặt lúc nộp|2 vo chong em co mat mai luon nha
    |xin khai tử|đăng ký khai sinh"""
GOODBYES = """thoi e tu ra xa hoi, cam on c|noi noi thoi may noi gi cu nhu hong, de mai ra xa hoi thang can bo. chao
    |thôi bỏ đi, chạy đỡ giấy tờ cũ luôn cho khoẻ|thôi mình gọi 1022 cho lẹ|ok cảm ơn em|bye
    |hoi phien qua. thoi tui nho thang cu goi tong dai
    |Chị giao ca đây|chi giao ca day nha|thôi em về đây|dạ em đi chợ đây|thoi ba ngu day con|tui ra vuông coi tôm đây
    |thôi để mai chị ghé|thoi de mai chi ghe|để bữa khác em qua|thôi để thứ hai chú ra|để sáng mai tui ghé coi
    |ok để rảnh em hỏi lại|giỡn thôi, cám ơn cưng|hihi giỡn á, thanks ad|em giỡn chút, cảm ơn nha"""
NO_GOODBYES = """thôi gọi cán bộ cho tui|cho em hỏi giấy tờ khai sinh, em cảm ơn|thôi nộp chiều mai|thôi hỏi vụ khác
    |thôi để con cho ba con ra xa hoi. dat lich dum ong noi dc hok
    |thôi ra xã nộp có cần hẹn không|thôi việc hai tháng rồi
    |em đi làm giấy đây|em đi làm khai sinh đây|tôi về hưu đây|ba về nước đây|tôi ngủ luôn đây|em ngủ không được đây
    |thôi để mai em qua nộp|để mai ra được không|em giỡn á, cảm ơn nha, mà lệ phí bao nhiêu|em không đùa, cảm ơn"""


def each(listed):
    return [text.strip() for text in listed.split("|")]


def test_how_people_call_themselves():
    for form, listed in ADDRESSES.items():
        assert {text: address_in(text) for text in each(listed)} == dict.fromkeys(each(listed), form)
    assert {text: address_in(text) for text in each(NO_ADDRESS)} == dict.fromkeys(each(NO_ADDRESS))


def test_what_somebody_tells_of_their_own():
    for feeling, listed in FEELINGS.items():
        assert {text: feeling_in(text) for text in each(listed)} == dict.fromkeys(each(listed), feeling)
    assert {text: feeling_in(text) for text in each(NO_FEELING)} == dict.fromkeys(each(NO_FEELING))


def test_what_ends_a_talk():
    assert [text for text in each(GOODBYES) if not says_goodbye(text)] == []
    assert [text for text in each(NO_GOODBYES) if says_goodbye(text)] == []


async def test_who_says_con_is_called_so():
    chat = Chat(LETTER)
    await chat.say("dạ con chào cô", "greet")
    replies = await chat.say("asdf", "nlu_fallback")
    assert "anh/chị" not in said(replies).lower()
    assert "con" in said(replies)


async def test_condolence_is_said_once_and_nothing_is_offered_beside():
    chat = Chat(TODAY)
    words = "tia tui moi mat hom kia, gio lam giay khai tu sao day"
    replies = await chat.say(words, "find_procedure", {"procedure": "khai tu"})
    assert replies[0].text.startswith("Dạ, trợ lý xin chia buồn")
    assert not [payload for payload in payloads(replies) if payload.startswith("#sub.")]
    again = await chat.say(words, "ask_submission_channel", {"procedure": "khai tu"})
    assert "chia buồn" not in said(again)
    assert not [payload for payload in payloads(again) if payload.startswith("#sub.")]


async def test_the_introduction_stays_first():
    chat = Chat(TODAY, introduced=False)
    replies = await chat.say("vo toi moi sanh o nha, lam khai sanh sao", "find_procedure", {"procedure": "khai sanh"})
    assert replies[0].text.startswith("Xin chào")
    assert replies[1].text.startswith("Dạ, chúc mừng")


@pytest.mark.parametrize("text", each(GOODBYES))
@pytest.mark.parametrize("intent", ["nlu_fallback", "cancel_appointment", "find_procedure"])
async def test_nothing_is_shown_after_a_goodbye(text, intent):
    chat = Chat(LETTER)
    await chat.say("khai sinh cho con", "find_procedure", {"procedure": "khai sinh cho con"})
    replies = await chat.say(text, intent)
    assert len(replies) == 1
    assert not replies[0].choices


async def test_anger_is_met_once_with_an_apology_and_another_route():
    chat = Chat(LETTER)
    await chat.say("khai sinh cho 2 bé thì 1 bộ hay 2 bộ", "nlu_fallback")
    replies = await chat.say("hỏi mà hok ra đc gì hết trơn 😔", "thank_bye")
    assert "xin lỗi" in said(replies)
    assert len(payloads(replies)) == 1
    assert payloads(replies)[0].startswith("#call.start:")
    again = await chat.say("chán quá, lòng vòng hoài", "complaint_feedback")
    assert "xin lỗi" not in said(again)
    assert [payload for payload in payloads(again) if payload.startswith("#call.start:")]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("cháu muốn đăng ký tạm trú", "cháu"),
        ("dạ thưa cô chú, con cần giấy xác nhận", "con"),
        ("bác 67 tuổi rồi hổng rành máy", "bác"),
        ("chú Tư đây, chú hỏi vụ đất", "chú"),
        ("thôi để chú ra xã", "chú"),
        ("chu oi con muon dat lich khai sinh cho be", "con"),
        ("con gái cháu 5 tuổi", None),
        ("con tui mới sinh", None),
        ("bác sĩ nói phải có giấy", None),
    ],
)
def test_further_ways_of_calling_oneself(text, form):
    assert address_in(text) == form


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("vợ tui chết rồi, làm khai tử ở đâu", "grief"),
        ("thằng em tui chết đuối tuần rồi, giờ làm khai tử", "grief"),
        ("nhà tui có đám tang, xin nghỉ hẹn", "grief"),
        ("em bị sẩy thai", "grief"),
        ("vợ chú mới mất hôm kia, giờ làm khai tử ở đâu con", "grief"),
        ("bà muốn làm giấy cho ông nhà mất bữa trước", "grief"),
        ("vợ cô mất hôm qua", "grief"),
        ("nhà em vừa có em bé", "birth"),
        ("con gái tui sắp lấy chồng", "wedding"),
        ("tuần sau tui cưới vợ", "wedding"),
        ("nhà em có má già", None),
        ("nhà tui có tầng trệt thôi", None),
        ("mấy con gà chết hết", None),
        ("người chết chưa khai tử thì sao", None),
        ("chồng chết vợ được hưởng gì", None),
    ],
)
def test_what_is_told_of_somebody_close(text, feeling):
    assert feeling_in(text) == feeling


@pytest.mark.parametrize(
    "text",
    [
        "hỏi một đằng trả lời một nẻo",
        "tui hỏi cái này mà trả lời cái khác",
        "sao cứ lặp lại hoài vậy",
        "hỏi máy như không",
        "nói với máy chán thiệt",
    ],
)
async def test_ways_of_being_fed_up_are_met_by_an_apology(text):
    chat = Chat(LETTER)
    await chat.say("khai sinh cho 2 bé thì 1 bộ hay 2 bộ", "nlu_fallback")
    assert "xin lỗi" in said(await chat.say(text, "nlu_fallback"))


@pytest.mark.parametrize("text", ["cảm ơn nha, chào em", "hẹn gặp lại", "ok để tui ra xã", "thanks bye", "thôi đủ rồi"])
def test_further_goodbyes(text):
    assert says_goodbye(text)


async def test_the_rulebooks_words_speak_to_people_as_ours_do():
    chat = Chat(TODAY)
    texts = [
        ("dạ con chào cô, con muốn làm giấy khai sinh cho bé", "find_procedure", {"procedure": "giấy khai sinh"}),
        ("nộp bằng cách nào", "ask_submission_channel", {}),
        ("nộp ở đâu, giấy tờ gì, bao nhiêu tiền", "ask_procedure_documents", {}),
    ]
    told = "\n".join([said(await chat.say(*each)) for each in texts])
    assert "con" in told
    assert "anh/chị" not in told.lower()


@pytest.mark.parametrize(
    "text",
    [
        "thôi bà cám ơn con bà nhờ con hàng xóm gọi hỏi",
        "thôi để tui ra xã hỏi cho chắc",
        "khỏi hỏi nữa, cảm ơn",
        "cảm ơn nha, hữu ích ghê",
        "thôi cảm ơn nha, để tui hỏi thằng con",
        "dạ thôi em cảm ơn, em hỏi chị hàng xóm",
        "ok thôi cảm ơn",
    ],
)
def test_goodbyes_that_tell_something_and_bitter_thanks(text):
    assert says_goodbye(text)


@pytest.mark.parametrize(
    "text",
    [
        "thôi cảm ơn, đặt lịch giúp tui đi",
        "cảm ơn nha, vậy nộp ở đâu",
        "khỏi nộp giấy đó phải không",
        "thôi cảm ơn, cho tui gặp cán bộ",
        "khỏi nói nhiều, lệ phí bao nhiêu",
    ],
)
def test_thanks_before_a_wish_are_no_goodbye(text):
    assert not says_goodbye(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("con ơi bà bán vé số mà bà nghe lộn hết", "bà"),
        ("bà hỏi cái bằng bị mất con nói bà nghe cần cái gì", "bà"),
        ("ông hỏi cái sổ đỏ này nghe con", "ông"),
        ("Bà nội còn sống nhưng nằm một chỗ", None),
        ("bà bán đất cho con, con có phải đóng thuế không", None),
        ("bà có con gái ở xa, ai nộp thay", None),
    ],
)
def test_an_old_woman_says_ba_of_herself(text, form):
    assert address_in(text) == form


async def test_an_objection_to_the_form_of_address_takes_effect():
    chat = Chat(TODAY)
    await chat.say("dạ con chào cô, con muốn làm giấy khai sinh cho bé")
    assert chat.state.memo["address"] == "con"
    await chat.say("Tôi 46 tuổi chứ con gì")
    assert not chat.state.memo["address"]
    await chat.say("dạ con hỏi giấy tờ")
    assert not chat.state.memo["address"]
