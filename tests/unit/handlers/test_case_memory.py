"""What people told is used in later turns, said in the answer that it turns, shown to them and erased with them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.matters import MEMO
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

BIRTH, COPIES, DEATH, PASSPORT = "1.001193", "2.000815", "1.000656", "1.001456"
ROPED = "ấp em đang bị giăng dây tới 30/8"


async def ask(chat, text, intent="nlu_fallback", entities=None):
    return await chat.say(text, intent, entities)


def visits(replies):
    return [payload for payload in payloads(replies) if payload.startswith(("#book.start", "#ask.intent:book"))]


@pytest.mark.parametrize("moment", [LETTER, TODAY])
@pytest.mark.parametrize(
    "text",
    [
        ROPED,
        "giăng dây từ mùng 9 mà nói chưa công bố",
        "ấp e bị rào r s ra đc. ko ra xã đc thì làm s",
        "ap bi giang day ra hong duoc gio sao",
        "đến trực tiếp cái j ấp e bị PHONG TỎA r mà. có cách nào khác k",
    ],
)
async def test_being_roped_off_is_no_question_about_zones(moment, text):
    chat = Chat(moment)
    await ask(chat, "chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"})
    replies = await ask(chat, text, "ask_area_status")
    assert "khu vực phong tỏa nào" not in said(replies)
    assert "Anh/chị nói" in said(replies)
    assert "Chứng thực bản sao" in said(replies)
    assert not visits(replies)
    assert not visits(await ask(chat, "cho đặt lịch được không", "ask_inperson_allowed"))


async def test_without_a_matter_it_is_noted_and_the_matter_asked_and_then_the_way_from_inside_told():
    chat = Chat(TODAY)
    replies = await ask(chat, ROPED, "ask_area_status")
    assert "cần làm giấy gì" in said(replies)
    assert "xã, phường nào" not in said(replies)
    replies = await ask(chat, "khai sinh cho con", "find_procedure", {"procedure": "khai sinh"})
    assert "bị giăng dây" in said(replies)
    assert "qua mạng" in said(replies)
    assert not visits(replies)


async def test_a_question_about_a_zone_is_still_one():
    replies = await ask(
        Chat(TODAY), "xã Đất Mũi có bị phong tỏa không", "ask_area_status", {"admin_unit": "xã Đất Mũi"}
    )
    assert "Đất Mũi" in said(replies)


async def test_the_way_from_inside_is_told_first_and_once():
    chat = Chat(TODAY)
    first = said(await ask(chat, f"{ROPED}, làm khai sinh cần giấy gì"))
    assert first.splitlines()[1].startswith("• Anh/chị nói chỗ ở đang bị giăng dây")
    assert "giăng dây" not in said(await ask(chat, "bao lâu có"))


async def test_where_no_way_from_inside_is_known_that_is_said_and_nobody_is_sent_out():
    chat = Chat(TODAY)
    await ask(chat, ROPED, "ask_area_status")
    replies = await ask(chat, "chứng thực bản sao", "ask_submission_channel", {"procedure": "chứng thực bản sao"})
    assert "chưa biết cách nào làm việc này mà không ra ngoài" in said(replies)
    assert "đến nộp trực tiếp" not in said(replies)
    assert not visits(replies)
    assert any(payload.startswith("#call.start") for payload in payloads(replies))


async def test_out_again_the_counter_is_offered_again():
    chat = Counter()
    await ask(chat, ROPED, "ask_area_status")
    assert not visits(await ask(chat, "chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"}))
    await ask(chat, "ấp em hết giăng dây rồi", "provide_info")
    assert visits(await ask(chat, "chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"}))


async def test_who_asks_to_book_all_the_same_is_heard():
    chat = Counter()
    await ask(chat, ROPED, "ask_area_status")
    await ask(chat, "đặt lịch chứng thực bản sao", "book_appointment", {"procedure": "chứng thực bản sao"})
    assert chat.state.dialogue.name == "booking"


async def test_a_date_that_was_told_before_settles_the_deadline():
    chat = Chat(TODAY)
    await ask(chat, "vợ tui mới sanh 10 ngày nay, làm khai sinh cần giấy gì")
    chat.received += timedelta(days=2)
    replies = await ask(chat, "còn kịp không")
    assert "anh/chị nói mới 12 ngày" in said(replies)


async def test_a_paper_that_was_told_to_be_lacking_is_replaced_in_the_list():
    chat = Chat(TODAY)
    await ask(chat, "vợ tui sanh ở nhà, hông có giấy chứng sinh")
    replies = said(await ask(chat, "làm khai sinh cần giấy gì"))
    assert "Anh/chị nói không có giấy chứng sinh: thay bằng" in replies


async def test_a_poor_household_pays_no_fee_where_the_source_says_so():
    chat = Chat(TODAY)
    await ask(chat, "nhà tui thuộc hộ nghèo, làm khai tử ở đâu")
    replies = said(await ask(chat, "có tốn tiền không"))
    assert "Anh/chị nói nhà thuộc hộ nghèo: được miễn" in replies


async def test_near_poor_is_not_poor():
    chat = Chat(TODAY)
    await ask(chat, "nhà tui thuộc hộ cận nghèo, làm khai tử ở đâu")
    assert "Anh/chị nói nhà thuộc" not in said(await ask(chat, "có tốn tiền không"))


async def test_kinship_is_placed_in_the_rule():
    chat = Chat(TODAY)
    await ask(chat, "con xin giấy độc thân giùm mẹ, cần giấy gì")
    replies = said(await ask(chat, "đi thay được không"))
    assert "nói con ruột đi thay" in replies
    assert "khỏi chứng thực" in replies


async def test_an_age_settles_the_case_of_the_papers():
    chat = Chat(TODAY)
    replies = said(await ask(chat, "con tui 8 tuổi, làm hộ chiếu cần giấy gì"))
    assert "chưa đủ 14 tuổi" in replies
    assert "từ 14 tuổi" not in replies


async def test_a_case_that_was_chosen_is_remembered():
    chat = Chat(TODAY)
    asked = await ask(chat, "sang tên xe máy cần giấy tờ gì")
    choice = next(choice for reply in asked for choice in reply.choices if choice.payload.startswith("#ans.case:"))
    await chat.press(choice.payload)
    chat.received += timedelta(hours=25)
    assert "Nếu " in said(await ask(chat, "sang tên xe máy cần giấy tờ gì"))


async def test_what_was_told_is_shown_and_gone_after_an_erasure():
    chat = Chat(TODAY)
    await ask(chat, "ấp tui bị giăng dây, hông có giấy chứng sinh, làm khai sinh cần giấy gì")
    shown = said(await ask(chat, "dữ liệu của tôi", "privacy_request"))
    assert "chỗ ở bị giăng dây" in shown
    assert "Đăng ký khai sinh: không có giay chung sinh" in shown
    (reply,) = await chat.press("#privacy.file")
    assert "giay chung sinh" in reply.file.content.decode(
        "utf-16" if reply.file.content[:2] == b"\xff\xfe" else "utf-8"
    )
    await chat.press("#privacy.ask")
    await chat.press(chat.state.menu[0].payload)
    assert MEMO not in chat.state.memo
    assert "giăng dây" not in str(chat.state.to_json())


async def test_numbers_of_papers_are_not_kept():
    chat = Chat(TODAY)
    await ask(chat, "tui có căn cước 096123456789 rồi, làm hộ chiếu cần giấy gì")
    assert "096123456789" not in str(chat.state.to_json())


async def test_what_is_typed_where_a_name_is_asked_for_is_no_fact():
    chat = Counter()
    await chat.until_name()
    await chat.say("Nguyễn Văn Giăng 67 tuổi", "provide_info")
    assert MEMO not in chat.state.memo
