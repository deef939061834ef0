"""What follows from something that happened: a list in order with deadlines; and papers that are ticked off."""

from __future__ import annotations

import pytest

from bot.guidance.catalogue.field import State
from bot.guidance.phrasebook import in_vietnamese
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, reference, said

BIRTH = "1.001193"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("vợ tui mới sanh em bé, cần làm những gì", "Mới sinh em bé"),
        ("moi sinh con can lam gi", "Mới sinh em bé"),
        ("nhà có người mất thì phải làm gì vậy", "Nhà có người mất"),
        ("ba mới mất, cần làm giấy tờ gì ạ", "Nhà có người mất"),
        ("sắp cưới thì làm thủ tục gì", "Sắp cưới"),
        ("chuyển nhà cần làm những việc gì", "Dọn nhà"),
        ("mất bóp giờ làm sao", "Mất giấy tờ"),
    ],
)
@pytest.mark.parametrize("intent", ["find_procedure", "nlu_fallback"])
async def test_each_event_is_told_as_a_list_in_its_order(text, title, intent):
    chat = Chat(TODAY)
    replies = await chat.say(text, intent)
    lines = said(replies).splitlines()
    assert any(line.startswith(title) for line in lines), lines
    numbers = [line.split(".")[0] for line in lines if line[:2] in {"1.", "2.", "3.", "4."}]
    assert numbers == ["1", "2", "3", "4"][: len(numbers)]
    assert len(numbers) >= 2


async def test_a_deadline_is_told_where_a_page_states_it_and_nowhere_else():
    chat = Chat(TODAY)
    text = said(await chat.say("nhà có người mất thì phải làm gì"))
    assert text.count("Hạn:") == 1
    assert "trong 15 ngày từ ngày có người chết" in text
    assert "chưa xác nhận" in text
    moved = said(await Chat(TODAY).say("chuyển nhà cần làm những việc gì"))
    assert "Hạn:" not in moved


async def test_a_button_tells_the_papers_of_a_step():
    chat = Chat(TODAY)
    replies = await chat.say("mới sanh em bé cần làm gì")
    (pressed,) = [one for one in payloads(replies) if BIRTH in one]
    assert "chứng sinh" in said(await chat.press(pressed))
    assert chat.state.topic.procedure == BIRTH


@pytest.mark.parametrize(
    "text",
    [
        "mới sanh em bé",
        "vợ mới sanh, làm khai sanh cần giấy gì",
        "bhyt cho em bé mới sanh cần gì",
        "mất việc rồi, trợ cấp thất nghiệp mấy tháng",
        "cần gì",
    ],
)
async def test_who_names_a_procedure_or_only_tells_is_answered_otherwise(text):
    chat = Chat(TODAY)
    assert "theo thứ tự" not in said(await chat.say(text, "find_procedure"))


async def test_of_a_moment_before_the_copies_nothing_is_known():
    assert "theo thứ tự" not in said(await Chat(LETTER).say("mới sanh em bé cần làm gì", "find_procedure"))


async def test_in_english_for_whom_each_step_is_stands_in_english():
    chat = Chat(TODAY)
    chat.profile.language = "en"
    text = said(await chat.say("had a baby, what should i do"))
    assert text.startswith("A baby is born")
    assert "within 60 days from the day of birth" in text
    assert "The mother or father pays social insurance" in text
    assert not in_vietnamese(text)


async def about_birth():
    chat = Chat(TODAY)
    await chat.press(f"#ans.ask:{BIRTH}/papers")
    return chat


@pytest.mark.parametrize(
    "text", ["đủ chưa", "vậy đủ giấy tờ chưa", "còn thiếu gì không", "con thieu giay to gi nua khong"]
)
async def test_what_is_left_is_told_with_its_conditions(text):
    chat = await about_birth()
    told = said(await chat.say(text))
    assert "có điều kiện ghi kèm" in told
    assert "• giấy chứng sinh: " in told.replace("Giấy", "giấy")
    assert "đã đủ" not in told, "they have said nothing yet"


async def test_what_is_always_needed_is_missing_until_they_have_it():
    chat = Chat(TODAY)
    code = next(
        one.code
        for one in reference().fields
        if one.code in reference().catalogue
        and all(field.state is State.AGREED for field in one.fields if field.kind.value == "paper")
        and any(field.kind.value == "paper" and not field.condition and not field.case for field in one.fields)
        and not any(field.case for field in one.fields if field.kind.value == "paper")
    )
    await chat.press(f"#ans.ask:{code}/papers")
    assert "Còn thiếu: " in said(await chat.say("đủ chưa"))


async def test_what_the_person_said_they_have_is_not_missing_and_is_kept():
    chat = await about_birth()
    await chat.say("em có giấy chứng sinh rồi", "provide_info")
    text = said(await chat.say("đủ chưa")).lower()
    has, left = text.split("có điều kiện")
    assert "giấy chứng sinh" in has
    assert "• giấy chứng sinh:" not in left


async def test_each_can_be_ticked_until_all_are_there():
    chat = await about_birth()
    replies = await chat.say("đủ chưa")
    for _ in range(12):
        ticks = [one for one in payloads(replies) if one.startswith("#tick.has:")]
        assert all(len(one) <= 63 and one.isascii() for one in ticks)
        if not ticks:
            break
        replies = await chat.press(ticks[0])
    assert "đã đủ" in said(replies)
    assert "đã đủ" in said(await chat.say("đủ chưa")), "it is remembered"


async def test_papers_that_differ_by_case_ask_for_the_case_first():
    chat = Chat(TODAY)
    code = next(
        one.code
        for one in reference().fields
        if len(cases := {field.case for field in one.fields if field.kind.value == "paper"}) > 3
        and "" not in cases
        and one.code in reference().catalogue
    )
    await chat.press(f"#ans.ask:{code}/papers")
    replies = await chat.say("đủ chưa")
    assert "trường hợp nào" in said(replies)
    await chat.press(payloads(replies)[0])
    assert "trường hợp nào" not in said(await chat.say("đủ chưa"))


async def test_without_a_matter_it_is_read_as_before():
    assert "giấy tờ:" not in said(await Chat(TODAY).say("đủ chưa"))


@pytest.mark.parametrize(
    "payload", ["#tick.has:1.001193/none", "#tick.has:x", "#tick.list:9.9", "#life.show:none", "#life.x:birth"]
)
async def test_made_up_buttons_are_refused(payload):
    chat = await about_birth()
    assert "giấy tờ:" not in said(await chat.press(payload))


async def test_numbers_of_papers_are_erased_with_all_else():
    chat = await about_birth()
    replies = await chat.say("đủ chưa")
    await chat.press(next(one for one in payloads(replies) if one.startswith("#tick.has:")))
    assert chat.state.memo["matters"]
    await chat.say("xóa dữ liệu của tôi")
    await chat.press(next(c.payload for c in chat.state.menu if c.payload.startswith("#privacy")))
    assert "matters" not in chat.state.memo
