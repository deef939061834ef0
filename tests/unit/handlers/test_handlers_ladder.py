"""The ladder in the chat: online, post, counter; obstacles, areas, conditional duties, choices that go on."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.conversation.messages import Kind
from bot.conversation.snapshot import AreaLock
from bot.guidance.moments import VIETNAM
from bot.guidance.steering_model import Lock
from tests.unit.handlers.turns import LETTER, TODAY, Chat, cited, payloads, said

BIRTH = {"procedure": "khai sinh cho con"}
LOCKED = AreaLock(
    "xa-tac-van_ca-mau", Lock(datetime(2021, 8, 20, tzinfo=VIETNAM), datetime(2021, 9, 5, tzinfo=VIETNAM))
)


async def born(moment=LETTER, **options):
    chat = Chat(moment, **options)
    return chat, await chat.say(
        "tui muon lam giay khai sanh cho con", "find_procedure", {"procedure": "giay khai sanh"}
    )


async def test_birth_goes_online_or_by_post_with_its_source():
    _, replies = await born()
    assert "qua mạng hoặc qua bưu điện" in said(replies)
    assert "CM4708-R01" in cited(replies)
    assert "theo danh mục 2026, chưa xác nhận cho năm 2021" in said(replies)
    assert payloads(replies) == ["#way.online:1.001193", "#way.post:1.001193", "#way.stuck:1.001193", "#ask.other"]


async def test_online_goes_as_far_as_2021_is_known():
    chat, _ = await born()
    replies = await chat.press("Nộp qua mạng")
    assert "Cổng Dịch vụ công tỉnh hoặc Cổng Dịch vụ công quốc gia" in said(replies)
    assert "không nói giấy tờ, lệ phí" in said(replies)
    assert cited(replies) == {"CM4708-R14", "CM4708-R08"}
    assert replies[0].links == ()


async def test_post_says_what_it_does_not_know():
    chat, _ = await born()
    replies = await chat.press("Gửi bưu điện")
    assert "Giá cước" in said(replies)
    assert "CM4708-R01" in cited(replies)


async def test_somebody_without_either_way_gets_no_slot_and_a_call_back():
    chat, _ = await born()
    replies = await chat.say("nha khong co mang, buu dien xa", "nlu_fallback", source="rasa")
    text = said(replies)
    assert "không nêu ngoại lệ" in text
    assert "Hỏi bưu điện gần nhất" in text
    assert "Nhờ người nhà" in text
    assert "08.27.27.1022" in text
    assert payloads(replies) == ["#call.start:hotline/1.001193"]
    assert "CM4708-R01" in cited(replies)
    assert chat.state.memo["call"]["said"] == ["nha khong co mang, buu dien xa"]


@pytest.mark.parametrize(
    "intent",
    ["provide_info", "complaint_feedback", "ask_postal_service", "report_online_error", "deny", "out_of_scope"],
)
async def test_an_obstacle_is_understood_under_whatever_wish_it_was_read(intent):
    chat, _ = await born()
    replies = await chat.say("nhà hổng có mạng mà bưu điện thì xa", intent)
    assert "#call.start:hotline/1.001193" in payloads(replies)


async def test_obstacles_said_with_a_name_of_several_are_kept_until_it_is_clear_which():
    chat = Chat(LETTER)
    ranking = [("ask_submission_channel", 0.4), ("ask_postal_service", 0.3)]
    text = "khai sinh mà nhà hong có wifi, bưu điện xa lắc"
    replies = await chat.say(text, "nlu_fallback", {"procedure": "khai sinh"}, ranking=ranking)
    assert payloads(replies)[0] == "#ask.proc:1.001193/ask_submission_channel"
    assert "không nêu ngoại lệ" in said(await chat.press("Đăng ký khai sinh"))


async def test_far_is_said_in_many_ways():
    chat, _ = await born()
    replies = await chat.say("mạng chập chờn lắm, bưu điện thì tuốt ngoài huyện", "ask_procedure_authority")
    assert "không nêu ngoại lệ" in said(replies)


async def test_obstacles_add_up():
    chat, _ = await born()
    first = await chat.say("nhà không có mạng", "provide_info")
    assert "#way.post:1.001193" in payloads(first)
    assert "#way.online:1.001193" not in payloads(first)
    second = await chat.say("bưu điện xa lắm", "provide_info")
    assert payloads(second) == ["#call.start:hotline/1.001193"]


async def test_the_button_for_stuck_people_leads_to_the_same():
    chat, _ = await born()
    replies = await chat.press("Tôi không nộp được cách đó")
    assert payloads(replies) == ["#call.start:hotline/1.001193"]


async def test_an_obstacle_named_with_the_procedure_counts():
    chat = Chat(LETTER)
    replies = await chat.say("nhà không có mạng làm khai sinh cho con sao", "ask_submission_channel", BIRTH)
    assert "#way.online:1.001193" not in payloads(replies)
    assert "#way.post:1.001193" in payloads(replies)


async def test_an_obstacle_named_before_any_procedure_carries_over():
    chat = Chat(LETTER)
    general = await chat.say("nhà không có mạng thì nộp sao", "ask_submission_channel")
    assert "không nêu ngoại lệ" in said(general)
    replies = await chat.press("Đăng ký khai sinh")
    assert "#way.online:1.001193" not in payloads(replies)


async def test_a_commune_post_office_is_no_obstacle():
    chat, _ = await born()
    replies = await chat.say("gửi ở bưu điện xã được không", "ask_postal_service")
    assert not any(payload.startswith("#call") for payload in payloads(replies))


async def test_certified_copies_go_to_the_counter_by_appointment():
    replies = await Chat(LETTER).say(
        "chung thuc ban sao, ra xa luon dc hong", "ask_inperson_allowed", {"procedure": "chung thuc ban sao"}
    )
    assert {"CM4708-R02", "CM4708-R03", "CM4708-R05"} <= cited(replies)
    assert "bản chính" in said(replies)
    assert "#book.start:2.000815" in payloads(replies)


async def test_marriage_is_declared_and_both_come():
    replies = await Chat(LETTER).say("đăng ký kết hôn lần đầu", "find_procedure", {"procedure": "làm giấy kết hôn"})
    if "#way.online:1.000894" not in payloads(replies):
        replies = await Chat(LETTER).press("#way.show:1.000894")
    assert {"CM4708-R19", "CM4708-R03"} <= cited(replies)
    assert "Hai bên nam, nữ phải có mặt" in said(replies)
    assert payloads(replies)[:2] == ["#way.online:1.000894", "#book.start:1.000894"]


async def test_a_conditional_duty_is_asked():
    chat = Chat(TODAY)
    replies = await chat.press("#way.show:1.014062")
    assert payloads(replies)[:2] == ["#way.must:1.014062/yes", "#way.must:1.014062/no"]
    assert said(replies).endswith("Bé đã đủ 6 tuổi chưa?")
    comes = await chat.press("Có")
    assert "rồi vẫn phải đến trực tiếp" in said(comes)
    stays = await chat.press("#way.must:1.014062/no")
    assert "vẫn phải đến trực tiếp" not in said(stays)


async def test_a_citizen_of_a_locked_down_area_gets_no_slot():
    chat = Chat(LETTER, locks=[LOCKED])
    chat.profile.area = "xa-tac-van_ca-mau"
    replies = await chat.press("#way.show:2.000815")
    assert "CM4708-R06" in cited(replies)
    assert not any(payload.startswith("#book") for payload in payloads(replies))
    assert "#call.start:hotline/2.000815" in payloads(replies)
    assert "không nói người ở trong khu phong tỏa" in said(replies)
    assert "05/09/2021" in said(replies)


async def test_an_ambiguous_name_is_asked_back_and_gone_on_with():
    chat = Chat(LETTER)
    replies = await chat.say("khai sinh", "ask_procedure_fee", {"procedure": "khai sinh"})
    assert "việc nào" in said(replies)
    assert "#ask.proc:1.001193/ask_procedure_fee" in payloads(replies)
    answered = await chat.press("#ask.proc:1.001193/ask_procedure_fee")
    assert "chưa có mức phí" in said(answered)
    assert chat.state.dialogue is None


async def test_a_missing_procedure_is_asked_for_and_the_question_kept():
    chat = Chat(LETTER)
    await chat.say("bao lâu thì xong", "ask_processing_time")
    answered = await chat.say("khai sinh cho con", "provide_info", BIRTH)
    assert "chưa có thời hạn" in said(answered)
    assert chat.state.dialogue is None


async def test_another_wish_ends_the_question():
    chat = Chat(LETTER)
    await chat.say("bao lâu thì xong", "ask_processing_time")
    replies = await chat.say("số tổng đài mấy", "ask_hotline")
    assert "08.27.27.1022" in said(replies)
    assert chat.state.dialogue is None


async def test_nobody_is_held_in_a_circle():
    chat = Chat(LETTER)
    await chat.say("bao lâu thì xong", "ask_processing_time")
    first = await chat.say("xyz qwerty", "nlu_fallback", source="rasa")
    assert "chưa tìm thấy thủ tục" in said(first)
    await chat.say("xyz qwerty", "nlu_fallback", source="rasa")
    assert chat.state.dialogue is None


async def test_unknown_choices_are_told_to_be_old():
    chat = Chat(LETTER)
    for payload in ["#way.online:9.999999", "#way.fly:1.001193", "#area.pick:nowhere", "#ask.intent:nothing", "#x.y"]:
        replies = await chat.press(payload)
        assert "không còn dùng được" in said(replies)


async def test_todays_ladder_is_advice():
    _, replies = await born(TODAY)
    assert "#book.start:1.001193" in payloads(replies)
    assert {"NOW-01", "NOW-03"} <= cited(replies)
    assert "có bắt buộc đặt lịch trước hay không" in said(replies)


# -- areas


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
    assert "CM4708-R06" in cited(answered)
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
    assert "CM4708-R06" in cited(replies)
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
    assert "không nói người trong khu phong tỏa" in said(replies)
    assert replies[-1].text.endswith("(ví dụ: xã Tắc Vân)")


async def test_where_the_agency_calls_no_other_way_is_offered():
    chat = Chat(LETTER)
    replies = await chat.press("#way.show:1.014748")
    assert payloads(replies) == ["#call.start:labour/1.014748", "#ask.other"]
