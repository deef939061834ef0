"""Violence told beside other questions, numbers asked for, and fraud: what is said first; then the rest is answered."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

WAYS = [
    "bị chồng đánh",
    "dạ tối nay chồng có tới nữa thì gọi số nào ạ",
    "bị nó hâm dọa hoài",
    "nếu chồng em tới đánh nữa thì gọi công an số mấy ạ cô",
    "nguoi yeu cu cu bam theo em hoai",
    "chị ấy bị chồng khóa cửa không cho vô nhà",
]


@pytest.mark.parametrize("text", WAYS)
@pytest.mark.parametrize("reading", [None, "ask_hotline", "emergency"])
async def test_the_one_number_is_told_at_once_whatever_the_model_made_of_it(text, reading):
    replies = await Chat(TODAY).say(text, reading)
    assert "113 (Công an)" in said(replies)
    assert not {"111", "114", "115"} & set(said(replies).split())
    assert payloads(replies) == []
    assert "để lại số" not in said(replies).lower()


async def test_a_child_that_is_hurt_has_its_own_number():
    assert "111 (Tổng đài bảo vệ trẻ em)" in said(await Chat(TODAY).say("con bị cha dượng đánh"))


async def test_it_comes_before_the_words_that_this_is_a_machine():
    chat = Chat(TODAY, introduced=False)
    replies = await chat.say("bị chồng đánh, giờ làm lại căn cước ở đâu", "ask_procedure_authority")
    assert "113" in replies[0].text


async def test_the_other_questions_of_the_message_are_answered():
    text = "Dạ chị ấy bị chồng đánh rồi. Làm lại thẻ căn cước thì nộp ở đâu ạ?"
    told = said(await Chat(TODAY).say(text, "ask_procedure_authority"))
    assert "113" in told.splitlines()[0]
    assert "Cấp lại thẻ căn cước" in told
    assert "bị chồng đánh" not in told


async def test_what_was_told_says_which_number_is_meant_later():
    chat = Chat(TODAY)
    await chat.say("bị chồng đánh")
    assert "113" in said(await chat.say("vậy gọi số nào ạ", "ask_hotline"))
    assert "113" not in said(await Chat(TODAY).say("vậy gọi số nào ạ", "ask_hotline"))


async def test_a_form_under_way_stays_as_it_is():
    chat = Counter()
    await chat.until_read_back()
    before = chat.state.to_json()["dialogue"]
    assert "113" in said(await chat.say("bị chồng đánh"))
    assert chat.state.to_json()["dialogue"] == before


async def test_a_number_asked_for_is_told_without_a_model():
    assert "113 (Công an)" in said(await Chat(TODAY).say("gọi công an số mấy"))
    assert "115" in said(await Chat(LETTER).say("cấp cứu gọi số mấy"))


async def test_english_is_answered_in_english():
    assert "call 113 (police)" in said(await Chat(TODAY).say("if he comes again tonight who do I call"))


@pytest.mark.parametrize(
    "text",
    [
        "có ông kia gọi bà biểu đọc cái mã ngân hàng để chuyển tiền cho lẹ ổng là thiệt hay giả vậy con",
        "co nguoi goi xung cong an keu kich hoat vneid qua link",
        "ngân hàng gọi hỏi mã pin thẻ, tui đọc cho họ được không",
        "họ kêu chuyển khoản 500 ngàn để làm hồ sơ nhanh hơn",
    ],
)
@pytest.mark.parametrize("reading", [None, "ask_online_payment"])
async def test_who_is_asked_for_a_code_is_warned_first(text, reading):
    (reply,) = await Chat(LETTER).say(text, reading)
    assert "đừng đọc mã" in reply.text
    assert "đừng chuyển tiền" in reply.text
    assert "113" in reply.text


async def test_the_rest_is_answered_behind_the_warning():
    text = "có người gọi kêu đọc mã otp. Làm lại thẻ căn cước thì nộp ở đâu?"
    replies = await Chat(TODAY).say(text, "ask_procedure_authority")
    assert "đừng đọc mã" in replies[0].text
    assert "Cấp lại thẻ căn cước" in said(replies[1:])


async def test_a_clerk_who_has_the_conversation_reads_it_too():
    chat = Chat(TODAY)
    chat.ticket = 4
    assert "113" in said(await chat.say("bị chồng đánh"))
    assert "bị chồng đánh" in chat.people.desk[-1][1].text


async def test_who_found_a_child_hears_to_report_it_and_again_when_they_ask():
    chat = Chat(TODAY)
    text = "Có đứa nhỏ ai bỏ trước cửa chùa, ni cô ẵm qua biểu tui nuôi. Giờ muốn nó là con tui luôn thì mần giấy gì?"
    told = said(await chat.say(text, "find_procedure"))
    assert "Công an xã, phường nơi thấy bé" in told.splitlines()[0]
    assert "111 (Tổng đài bảo vệ trẻ em)" in told
    again = said(await chat.say("báo công an hả? chưa", None))
    assert "Công an xã, phường nơi thấy bé" in again
    assert "Công an" not in said(await Chat(TODAY).say("báo công an hả? chưa", None)).splitlines()[0]
