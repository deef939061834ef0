"""Where somebody lives and what is locked down, on the way to what they can do."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.messages import Kind
from bot.conversation.snapshot import AreaLock
from bot.guidance.moments import VIETNAM
from bot.guidance.steering.model import Lock
from tests.unit.handlers.turns import LETTER, TODAY, Chat, cited, payloads, said

LOCKED = AreaLock(
    "xa-tac-van_ca-mau", Lock(datetime(2021, 8, 20, tzinfo=VIETNAM), datetime(2021, 9, 5, tzinfo=VIETNAM))
)


async def test_a_citizen_of_a_locked_down_area_gets_no_slot():
    chat = Chat(LETTER, locks=[LOCKED])
    chat.profile.area = "xa-tac-van_ca-mau"
    replies = await chat.press("#way.show:2.000815")
    assert "Nơi anh/chị ở đang phong tỏa" in said(replies)
    assert not any(payload.startswith("#book") for payload in payloads(replies))
    assert "#call.start:hotline/2.000815" in payloads(replies)
    assert "không nói người ở trong khu phong tỏa" in said(replies)
    assert "05/09/2021" in said(replies)


async def test_an_ambiguous_name_is_asked_back_and_gone_on_with():
    chat = Chat(LETTER)
    replies = await chat.say("giấy tờ nhà đất", "ask_procedure_fee", {"procedure": "giấy tờ nhà đất"})
    assert "việc nào" in said(replies)
    assert "#ask.proc:1.013831/ask_procedure_fee" in payloads(replies)
    answered = await chat.press("#ask.proc:1.013831/ask_procedure_fee")
    assert "không nói giấy tờ, lệ phí" in said(answered)
    assert chat.state.dialogue is None


async def test_the_area_is_asked_once_and_remembered():
    chat = Chat(LETTER, locks=[LOCKED])
    asked = await chat.say("chỗ tui có phong tỏa không", "ask_area_status")
    assert "xã, phường nào" in said(asked)
    answered = await chat.say("ấp Cây Trâm xã Tắc Vân", "provide_info", {"admin_unit": "ấp Cây Trâm xã Tắc Vân"})
    assert "đang trong khu vực phong tỏa" in said(answered)
    assert "CM4708-R06" in cited(answered)
    assert chat.profile.area == "xa-tac-van_ca-mau"
    assert "ấp Cây Trâm" in chat.profile.area_text
    again = await chat.say("chỗ tui có phong tỏa không", "ask_area_status")
    assert "đang trong khu vực phong tỏa" in said(again)


async def test_where_a_slot_hangs_on_the_area_it_is_asked_once():
    chat = Chat(LETTER, locks=[LOCKED])
    replies = await chat.press("#way.show:2.000815")
    assert "ở xã, phường nào" in said(replies)
    answered = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert "Nơi anh/chị ở đang phong tỏa" in said(answered)
    assert "#book.start:2.000815" not in payloads(answered)


async def test_the_area_is_not_asked_again_nor_where_nothing_is_locked():
    chat = Chat(LETTER, locks=[LOCKED])
    await chat.press("#way.show:2.000815")
    assert "xã, phường nào" not in said(await chat.press("#way.show:2.000815"))
    assert "xã, phường nào" not in said(await Chat(LETTER).press("#way.show:2.000815"))


async def test_a_free_area_is_told_with_what_the_letter_does_not_list():
    replies = await Chat(LETTER, locks=[LOCKED]).say(
        "cái nước có phong tỏa không", "ask_area_status", {"admin_unit": "huyện Cái Nước"}
    )
    assert "không có Huyện Cái Nước" in said(replies)
    assert "không kèm danh sách khu vực phong tỏa" in said(replies)


async def test_a_divided_unit_offers_its_heirs():
    chat = Chat(TODAY)
    replies = await chat.say("tui ở xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert len(payloads(replies)) == 2
    await chat.press(payloads(replies)[0])
    assert chat.profile.area in ("phuong-hoa-thanh-2025", "phuong-tan-thanh-2025")


async def test_a_place_alone_is_asked_back_about():
    chat = Chat(LETTER)
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert "muốn hỏi gì về nơi này" in said(replies)
    assert chat.profile.area == "xa-tac-van_ca-mau"


async def test_a_shared_position_asks_for_the_commune():
    chat = Chat(LETTER)
    replies = await chat.take(Kind.LOCATION, latitude=9.17, longitude=105.15)
    assert "xã, phường nào" in said(replies)


async def test_where_somebody_says_they_live_beside_the_wish_is_not_asked_again():
    chat = Chat(LETTER, locks=[LOCKED])
    entities = {"admin_unit": "xa tac van", "procedure": "cong chung giay to"}
    replies = await chat.say("tui o xa tac van, muon cong chung giay to", "find_procedure", entities)
    assert chat.profile.area == LOCKED.area
    assert "Nơi anh/chị ở đang phong tỏa" in said(replies)
    assert not any(payload.startswith("#book.start") for payload in payloads(replies))


async def test_a_procedure_beside_a_place_is_not_lost_where_only_the_place_was_marked():
    chat = Chat(LETTER)
    text = "nhà em ở xã tắc vân mà muốn ra công chứng giấy tờ"
    replies = await chat.say(text, "provide_info", {"admin_unit": "xã tắc vân"})
    assert "Chứng thực bản sao" in said(replies)
    assert chat.profile.area == LOCKED.area


async def test_people_inside_a_lock_down_are_told_what_holds_without_a_place():
    chat = Chat(LETTER)
    replies = await chat.say("nguoi trong khu phong toa lam giay kieu gi", "ask_area_status")
    assert "CM4708-R06" in cited(replies)
    assert "văn bản mùa dịch của tỉnh không nói riêng việc này" in said(replies)
    assert replies[-1].text.endswith("(ví dụ: xã Đất Mũi)")
