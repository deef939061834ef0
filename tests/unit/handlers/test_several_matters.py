"""Several matters and questions: each is answered, said to be unknown, asked back or queued, and none is lost."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, said


async def ask(chat, text, intent="nlu_fallback"):
    return await chat.say(text, intent)


def units(replies):
    return [one.unit for reply in replies for one in reply.told]


@pytest.mark.parametrize("moment", [LETTER, TODAY])
@pytest.mark.parametrize("intent", ["ask_procedure_documents", "nlu_fallback", "provide_info", "find_procedure"])
async def test_listed_matters_are_worked_through_each_by_its_own_way(moment, intent):
    chat = Chat(moment)
    text = "khai sanh cho con thang Tu, ho khau con Bay, voi giay chung tu photo. mai tui cam len luon nghen"
    told = said(await ask(chat, text, intent))
    assert "nói tới 3 việc" in told
    assert "Việc: Đăng ký khai sinh" in told
    assert "Việc: Đăng ký thường trú" in told
    assert "“giay chung tu photo”" in told or "Còn hỏi: " in told


async def test_what_does_not_fit_is_named_with_its_matter_and_comes_next():
    chat = Chat(TODAY)
    told = said(await ask(chat, "tui cần làm hộ chiếu, lý lịch tư pháp, rồi giấy độc thân"))
    assert told.count("Việc: ") == 2
    assert "Còn hỏi: Giấy xác nhận tình trạng hôn nhân (nộp cách nào)" in told
    assert "Việc: Giấy xác nhận tình trạng hôn nhân" in said(await ask(chat, "tiếp", "thank_bye"))


async def test_what_waits_is_not_lost_by_another_question():
    chat = Chat(TODAY)
    await ask(chat, "làm hộ chiếu cần giấy gì, bao nhiêu tiền, mấy ngày, ở đâu, nộp qua mạng được không")
    told = said(await ask(chat, "lý lịch tư pháp bao lâu có"))
    assert "Còn hỏi: Cấp hộ chiếu phổ thông (nộp ở đâu, nộp cách nào)" in told
    told = said(await ask(chat, "tiếp"))
    assert "Việc: Cấp hộ chiếu phổ thông" in told
    assert "Nộp ở" in told


@pytest.mark.parametrize("bye", ["thôi để tui ra xã hỏi, cảm ơn", "cảm ơn", "thôi bye"])
async def test_a_goodbye_names_what_was_not_answered_yet(bye):
    chat = Chat(TODAY)
    await ask(chat, "làm hộ chiếu cần giấy gì, bao nhiêu tiền, mấy ngày, ở đâu, nộp qua mạng được không")
    told = said(await ask(chat, bye, "thank_bye"))
    assert "Còn chưa trả lời: Cấp hộ chiếu phổ thông (nộp ở đâu, nộp cách nào)" in told
    assert "Nộp ở" in said(await ask(chat, "tiếp", "thank_bye"))


async def test_a_goodbye_with_nothing_open_says_nothing_of_it():
    chat = Chat(TODAY)
    await ask(chat, "hộ chiếu bao lâu có")
    assert "chưa trả lời" not in said(await ask(chat, "cảm ơn", "thank_bye"))


async def test_going_on_where_nothing_waits_is_no_goodbye():
    chat = Chat(TODAY)
    await ask(chat, "hộ chiếu bao lâu có")
    assert "trả lời hết rồi" in said(await ask(chat, "tiếp", "thank_bye"))


async def test_a_question_that_nobody_understands_is_said_back_and_nobody_has_to_ask_it_again():
    chat = Chat(TODAY)
    told = said(await ask(chat, "làm hộ chiếu bao lâu có, còn con tui có được vô học lại trường cũ không"))
    assert "ngày làm việc" in told
    assert "học lại trường cũ" in told
    assert "“con tui có được vô học lại trường cũ không”: trợ lý chưa biết; hỏi nhà trường" in told
    assert "xuất nhập cảnh" not in told


async def test_what_is_asked_in_naming_the_matter_is_answered_with_what_waited_for_that():
    chat = Chat(TODAY)
    await ask(chat, "giấy tờ nhà đất bao lâu có")
    told = said(await ask(chat, "ý là làm hộ chiếu, mà cần giấy gì"))
    assert "Chờ 8 ngày làm việc" in told
    assert "Giấy tờ" in told


async def test_what_was_asked_back_and_not_answered_is_named_once_more():
    chat = Chat(TODAY)
    await ask(chat, "giấy tờ nhà đất bao lâu có")
    told = said(await ask(chat, "làm hộ chiếu cần giấy gì", "ask_procedure_documents"))
    assert "Còn “giấy tờ nhà đất bao lâu có” thì trợ lý chưa rõ là của việc nào" in told
    assert "chưa rõ" not in said(await ask(chat, "bao nhiêu tiền"))


async def test_what_burned_all_at_once_is_wanted_anew_each_by_its_way():
    told = said(
        await ask(
            Chat(TODAY),
            "tui bị mất hết giấy tờ vì nhà cháy, sổ đỏ, khai sinh con, hộ khẩu, cccd, giờ làm cái nào trước",
            "find_procedure",
        )
    )
    assert "Cấp lại sổ đỏ bị mất" in told
    assert "Cấp lại thẻ căn cước" in told
    assert "Xóa đăng ký thường trú" not in told
    assert "“hộ khẩu”" in told
    assert "Việc: Đăng ký khai sinh\n" not in told
