"""The ladder in the chat: online, post, counter; obstacles, areas, conditional duties, choices that go on."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, cited, payloads, said

BIRTH = {"procedure": "khai sinh cho con"}


async def born(moment=LETTER, **options):
    chat = Chat(moment, **options)
    return chat, await chat.say(
        "tui muon lam giay khai sanh cho con", "find_procedure", {"procedure": "giay khai sanh"}
    )


async def test_birth_goes_online_or_by_post_with_its_source():
    chat, replies = await born()
    ways = ["#way.online:1.001193", "#way.post:1.001193", "#way.stuck:1.001193"]
    assert "qua mạng hoặc qua bưu điện" in said(replies)
    assert "CM4708-R01" in cited(replies)
    assert "Theo bản năm 2026, lúc đó có thể khác" in said(replies)
    assert payloads(replies) == ways
    at_length = await chat.press("#way.show:1.001193")
    assert "qua mạng hoặc qua bưu điện" in said(at_length)
    assert "CM4708-R01" in cited(at_length)
    assert "danh mục năm 2026; năm 2021 có nhận như vậy hay không thì chưa xác nhận" in said(at_length)
    assert payloads(at_length) == [*ways, "#ask.other"]


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
    chat, told = await born()
    replies = await chat.say("nha khong co mang, buu dien xa", "nlu_fallback", source="rasa")
    text = said(replies)
    assert "không nêu ngoại lệ" in text
    assert "Hỏi bưu điện gần nhất" in text
    assert "Nhờ người nhà" in text
    assert "08.27.27.1022" in said(told)
    assert "Tổng đài Hành chính công" in text
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
    text = "bằng lái mà nhà hong có wifi, bưu điện xa lắc"
    replies = await chat.say(text, "nlu_fallback", {"procedure": "bằng lái"}, ranking=ranking)
    assert "#ask.proc:3.000347/ask_submission_channel" in payloads(replies)
    assert "không nêu ngoại lệ" in said(await chat.press("Đổi giấy phép lái xe"))


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
    replies = await chat.press("Tôi không dùng được mạng, bưu điện")
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
    chat = Chat(LETTER)
    in_short = await chat.say("đăng ký kết hôn lần đầu", "find_procedure", {"procedure": "làm giấy kết hôn"})
    assert "Phải đến trực tiếp" in said(in_short)
    assert "phải hẹn trước" in said(in_short)
    assert payloads(in_short)[:2] == ["#way.online:1.000894", "#book.start:1.000894"]
    replies = await chat.press("#way.show:1.000894")
    assert {"CM4708-R19", "CM4708-R03"} <= cited(replies)
    assert "Hai bên nam, nữ phải có mặt" in said(replies)
    assert payloads(replies)[:2] == ["#way.online:1.000894", "#book.start:1.000894"]


async def test_a_conditional_duty_is_asked():
    chat = Chat(TODAY)
    replies = await chat.press("#way.show:1.014062")
    assert payloads(replies)[:2] == ["#way.must:1.014062/yes", "#way.must:1.014062/no"]
    assert said(replies).endswith("Bé đã đủ 6 tuổi chưa?")
    comes = await chat.press("Có")
    assert "phải đến trực tiếp; muốn nhanh thì khai qua mạng" in said(comes)
    stays = await chat.press("#way.must:1.014062/no")
    assert "vẫn phải đến trực tiếp" not in said(stays)


async def test_a_missing_procedure_is_asked_for_and_the_question_kept():
    chat = Chat(LETTER)
    await chat.say("bao lâu thì xong", "ask_processing_time")
    answered = await chat.say("khai sinh cho con", "provide_info", BIRTH)
    assert "không nói giấy tờ, lệ phí và thời hạn" in said(answered)
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
    chat, _ = await born(TODAY)
    replies = await chat.press("Cách nộp hồ sơ")
    assert "#book.start:1.001193" in payloads(replies)
    assert {"NOW-01", "NOW-03"} <= cited(replies)
    assert "Có phải đặt lịch trước không thì trợ lý chưa biết" in said(replies)


# -- areas


async def test_where_the_agency_calls_no_other_way_is_offered():
    chat = Chat(LETTER)
    replies = await chat.press("#way.show:1.014748")
    assert payloads(replies) == ["#call.start:labour/1.014748", "#ask.other"]


@pytest.mark.parametrize("moment", [LETTER, TODAY])
async def test_who_lost_a_certificate_hears_that_a_copy_may_do(moment):
    """Registering anew is for those whose entry in the register is lost too; a copy is had without it."""
    chat = Chat(moment)
    replies = await chat.say("mat giay khai sinh goc", "find_procedure", {"procedure": "mat giay khai sinh goc"})
    assert "Sổ gốc ở nơi đã đăng ký trước đây còn" in said(replies)
    assert "#way.show:2.000635" in payloads(replies)
    replies = await chat.press("#way.show:2.000635")
    assert "Bản sao trích lục" in said(replies)
    assert "Sổ gốc ở nơi" not in said(replies)
