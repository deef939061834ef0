"""Questions in a talk: several at once, what comes next, objections, nothing twice, what stands beside a dialogue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.messages import Reply
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

BIRTH = "1.001193"
FOUR = "làm khai sanh cần giấy gì, bao nhiêu tiền, mấy ngày, ở đâu"


async def ask(chat, text, intent="nlu_fallback"):
    return await chat.say(text, intent)


def units(replies):
    return [one.unit for reply in replies for one in reply.told]


async def test_four_questions_in_one_message_get_a_line_each_in_one_bubble():
    (reply,) = await ask(Chat(TODAY), FOUR)
    lines = reply.text.splitlines()
    assert lines[0] == "Việc: Đăng ký khai sinh"
    assert len(lines) <= 6
    assert [unit.split("/")[1] for unit in units([reply])] == ["papers", "fee", "time", "place"]
    assert reply.text.count("chưa xác nhận") == 1


async def test_the_source_names_document_part_and_day():
    replies = await ask(Chat(TODAY), "làm khai sinh cần giấy gì")
    (source,) = [source for reply in replies for source in reply.citations]
    assert source.document == "Cổng Dịch vụ công quốc gia"
    assert source.paragraph == "thành phần hồ sơ, khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP"
    assert source.signed_on
    assert not source.confirmed


async def test_a_question_without_a_name_is_about_what_was_talked_of():
    chat = Chat(TODAY)
    await ask(chat, "làm hộ chiếu cần giấy gì")
    assert units(await ask(chat, "vậy bao lâu có")) == ["1.001456/time/length"]


async def test_more_questions_than_fit_are_named_and_come_next():
    chat = Chat(TODAY)
    text = "làm hộ chiếu cần giấy gì, bao nhiêu tiền, mấy ngày, ở đâu, nộp qua mạng được không"
    first = await ask(chat, text)
    assert len(units(first)) == 3
    assert "Còn hỏi: nộp ở đâu, nộp cách nào" in said(first)
    second = await ask(chat, "tiếp đi")
    assert [unit.split("/")[1] for unit in units(second)] == ["place", "channel"]


async def test_two_procedures_in_a_message_are_answered_each():
    replies = await ask(Chat(TODAY), "hộ chiếu bao lâu có, còn lý lịch tư pháp mấy ngày")
    assert units(replies) == ["1.001456/time/length", "3.000333/time/length"]
    assert said(replies).count("Việc: ") == 2


async def test_nothing_is_told_twice_word_for_word_unless_that_is_wanted():
    chat = Chat(TODAY)
    first = said(await ask(chat, "hộ chiếu bao lâu có"))
    second = await ask(chat, "hộ chiếu bao lâu có")
    assert "như đã nói ở trên" in said(second)
    assert said(second) != first
    again = said(await chat.press("Nói lại"))
    assert "8 ngày làm việc" in again


async def test_it_is_said_again_to_who_asks_for_that():
    chat = Chat(TODAY)
    first = said(await ask(chat, "hộ chiếu bao lâu có"))
    assert first in said(await ask(chat, "nói lại coi"))


async def test_who_has_noted_it_has_heard_it():
    chat = Chat(TODAY)
    first = said(await ask(chat, "hộ chiếu bao lâu có"))
    assert first not in said(await ask(chat, "Vâng. Tôi ghi lại rồi. Mai tôi sẽ gọi cho chắc."))


async def test_after_a_day_it_may_be_told_again():
    chat = Chat(TODAY)
    first = said(await ask(chat, "hộ chiếu bao lâu có"))
    chat.received += timedelta(hours=25)
    assert said(await ask(chat, "hộ chiếu bao lâu có")) == first


async def test_an_objection_takes_another_way_each_time_and_ends_with_a_person():
    chat = Chat(TODAY)
    told = [said(await ask(chat, "hộ chiếu bao lâu có"))]
    told += [said(await ask(chat, text, "deny")) for text in ("không phải", "có hỏi cái đó đâu", "không phải vậy")]
    assert len(set(told)) == len(told)
    assert not any("8 ngày" in text for text in told[1:])
    assert any(payload.startswith("#call.start") for payload in [choice.payload for choice in chat.state.menu])


async def test_a_correction_that_names_another_procedure_answers_the_question_for_it():
    chat = Chat(TODAY)
    await ask(chat, "hộ chiếu bao lâu có")
    replies = await ask(chat, "không phải, ý tui là lý lịch tư pháp")
    assert units(replies) == ["3.000333/time/length"]


async def test_a_procedure_that_nobody_knows_is_not_answered_with_the_one_before():
    chat = Chat(TODAY)
    await ask(chat, "làm khai sinh cần giấy gì")
    replies = await ask(chat, "xin giấy phép nuôi cá sấu thì cần giấy gì")
    assert units(replies) == []
    assert "“xin giấy phép nuôi cá sấu thì cần giấy gì”: trợ lý chưa có thông tin" in said(replies)
    assert not any(choice.payload.startswith("#ask.proc:") for reply in replies for choice in reply.choices)


async def test_a_name_of_several_is_asked_back_and_all_questions_wait_for_it():
    chat = Chat(TODAY)
    asked = await ask(chat, "giấy tờ nhà đất bao lâu có, nộp ở đâu")
    assert "việc nào" in said(asked)
    answered = await chat.press("Sang tên đất (đăng ký biến động)")
    told = said(asked) + said(answered)
    assert told.count("Chờ 18 ngày làm việc") == 1
    assert "Nộp ở" in told


async def test_cases_are_asked_with_at_most_three_choices_and_each_is_answered():
    chat = Chat(TODAY)
    asked = await ask(chat, "sang tên xe máy cần giấy tờ gì")
    assert "Anh/chị thuộc trường hợp nào?" in said(asked)
    choices = [choice for reply in asked for choice in reply.choices]
    assert 1 < len(choices) <= 3
    answered = await chat.press(choices[0].label)
    assert said(answered).startswith("Việc: Sang tên xe\nNếu ")


async def test_the_conditions_of_each_paper_are_told_to_who_wants_them():
    chat = Chat(TODAY)
    await ask(chat, "làm khai sinh cần giấy gì")
    details = said(await chat.press("Nói kỹ từng giấy"))
    assert "không có người làm chứng thì dùng giấy cam đoan" in details.lower()


async def test_each_paper_in_full_comes_with_what_holds_for_all_of_them():
    chat = Chat(TODAY)
    await ask(chat, "làm khai sinh cần giấy gì")
    details = said(await chat.press("Nói kỹ từng giấy"))
    assert "Còn phải biết:\n– " in details
    assert "– Giấy tờ nước ngoài cấp, công chứng hoặc xác nhận: phải hợp pháp hóa lãnh sự" in details


async def test_who_asks_for_the_papers_again_is_offered_what_holds_for_all_of_them():
    chat = Chat(TODAY)
    await ask(chat, "làm khai sinh cần giấy gì")
    await ask(chat, "cần giấy gì")
    assert "phải hợp pháp hóa lãnh sự" in said(await chat.press("Còn phải biết gì"))


async def test_the_conditions_of_a_matter_are_told_to_who_asks_for_them():
    chat = Chat(TODAY)
    await ask(chat, "chứng thực chữ ký người dịch nộp ở đâu")
    replies = said(await ask(chat, "điều kiện gì mới được làm"))
    assert "người dịch không phải cộng tác viên, tự dịch giấy tờ của chính mình" in replies


async def test_of_many_conditions_the_one_that_is_asked_about_is_told_first():
    chat = Chat(TODAY)
    await ask(chat, "nhận con nuôi cần giấy gì")
    replies = said(await ask(chat, "ở tù về rồi có nhận con nuôi được không"))
    assert "Cổng ghi điều kiện: người đang ở tù thì không được; " in replies
    assert "Theo Cổng Dịch vụ công quốc gia, cán bộ chưa xác nhận" in replies


async def test_an_unknown_answer_names_what_was_asked_and_who_knows():
    replies = await ask(Chat(TODAY), "trợ cấp hưu trí xã hội cần giấy gì")
    assert "Giấy tờ: trợ lý chưa biết; hỏi Ủy ban nhân dân xã, phường nơi ở." in said(replies)


async def test_a_paper_that_the_list_does_not_have_is_neither_needed_nor_not():
    chat = Chat(TODAY)
    await ask(chat, "làm hộ chiếu cần giấy gì")
    replies = said(await ask(chat, "có cần bảng điểm lớp 12 không"))
    assert "Cổng không ghi điều đó" in replies
    assert "không cần" not in replies.lower()


async def test_in_2021_the_letter_is_silent_on_fees_and_the_papers_are_those_of_2026():
    chat = Chat(LETTER)
    replies = await ask(chat, "làm khai sinh cần giấy gì, bao nhiêu tiền")
    assert "lúc đó có thể khác" in said(replies)
    assert "không nói giấy tờ, lệ phí" in said(replies)
    assert "đồng" not in said(replies).replace("hội đồng", "")


async def test_a_question_beside_a_booking_is_answered_and_the_booking_begins():
    chat = Chat(TODAY)
    replies = await ask(chat, "đặt lịch làm hộ chiếu giùm, cần giấy gì", "book_appointment")
    assert "1.001456/papers/list" in units(replies)
    assert len(replies) > 1 or chat.state.dialogue is not None


async def test_what_a_newer_version_remembers_is_kept_and_does_no_harm():
    chat = Chat(TODAY)
    await ask(chat, "hộ chiếu bao lâu có")
    memo = chat.state.memo["answers"]
    memo["newer"] = {"a": 1}
    memo["latest"] = [*memo["latest"], ["a_focus_of_tomorrow", BIRTH, "x", False]]
    await ask(chat, "tốn nhiêu tiền")
    assert chat.state.memo["answers"]["newer"] == {"a": 1}


@pytest.mark.parametrize(
    "payload", ["#ans.more", "#ans.again", "#ans.long:9/list", "#ans.case:1.001193/99", "#ans.x:y"]
)
async def test_a_payload_that_anybody_can_type_does_no_harm(payload):
    replies = await Chat(TODAY).press(payload)
    assert replies


def test_what_was_told_is_stored_with_the_answer_and_read_back():
    reply = Reply.from_json({"text": "x", "told": [[3, "1.001193/fee/free"]]})
    assert Reply.from_json(reply.to_json()) == reply
    assert reply.told[0].unit == "1.001193/fee/free"


async def test_the_fee_is_told_in_english():
    replies = await ask(Chat(TODAY), "what papers do I need to register a birth and how much")
    assert "Papers" in said(replies)
    assert len(units(replies)) == 2
    assert payloads(replies) is not None


async def test_a_paper_that_is_told_to_be_lacking_is_what_being_possible_is_asked_of():
    chat = Chat(TODAY)
    await ask(chat, "lam khai sinh can giay gi")
    replies = await ask(
        chat, "ma toi hong co giay chung sanh, sanh o nha ma lay dau ra. co lam dc hong", "ask_result_delivery"
    )
    assert "Được, không có giấy chứng sinh thì thay bằng" in said(replies)


async def test_what_somebody_tells_of_their_eyes_is_no_death():
    chat = Chat(TODAY)
    await chat.say("trợ cấp hưu trí xã hội", "find_procedure", {"procedure": "trợ cấp hưu trí xã hội"})
    replies = await ask(chat, "ong noi ko di dc mat ko thay duong, con di dum dc ko")
    assert "khai tử" not in said(replies).lower()
    assert units(replies) == ["1.014027/who_may_go/unknown"]


async def test_nobody_is_told_of_a_slip_who_filed_nothing():
    chat = Chat(TODAY)
    await chat.say("trợ cấp hưu trí xã hội", "find_procedure", {"procedure": "trợ cấp hưu trí xã hội"})
    replies = await ask(chat, "67 tuoi co dc lanh chua hay phai 75", "ask_result_delivery")
    assert "giấy hẹn" not in said(replies)
    assert units(replies) == ["1.014027/eligibility/age"]


async def test_yes_or_no_is_said_where_a_source_says_it_and_else_that_it_is_not_known():
    chat = Chat(TODAY)
    await ask(chat, "khai tử nhờ con đi nộp giùm được không")
    assert said(await ask(chat, "vay la dc hay la khong dc. noi ro giup con", "affirm")).startswith(
        "Được nhờ người khác"
    )
    await ask(chat, "kết quả bưu điện đem về nhà được không")
    assert "chưa biết chắc" in said(await ask(chat, "duoc hay khong noi 1 tieng thoi"))


async def test_it_is_said_in_fewer_words_to_who_finds_it_long():
    chat = Chat(TODAY)
    first = said(await ask(chat, FOUR))
    shorter = said(await ask(chat, "noi dai qua"))
    assert 0 < len(shorter) < len(first) / 1.5


async def test_a_goodbye_ends_and_is_answered_by_no_card():
    chat = Chat(TODAY)
    await ask(chat, "hộ chiếu bao lâu có")
    replies = await ask(chat, "thôi để mai tui ra xã hỏi, chào em", "ask_inperson_allowed")
    assert "cảm ơn" in said(replies)
    assert "Việc:" not in said(replies)


async def test_a_place_in_a_question_is_no_procedure():
    replies = await ask(Chat(TODAY), "muốn đăng kí kết hôn mà ck em người an giang, đăng kí ở cà mau đc ko ạ")
    assert "tàu cá" not in said(replies)
    assert "Việc: Đăng ký kết hôn" in said(replies)
