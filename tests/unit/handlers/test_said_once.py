"""What was just said is not said again to who did not ask for it: offers, menus, questions said back, long texts."""

from __future__ import annotations

from tests.unit.handlers.turns import TODAY, Chat, said

_BENEFIT = "ask_unemployment_benefit"


def labels(replies):
    return [choice.label for reply in replies for choice in reply.choices]


async def test_the_only_procedure_asked_back_is_taken_by_who_goes_on_asking():
    chat = Chat(TODAY)
    copy = "Bản sao trích lục hộ tịch, bản sao khai sinh"
    text = "con tui học xong lớp 9 rồi, nộp hồ sơ vô trường thì cần khai sinh bản sao, xin ở đâu"
    first = await chat.say(text, "find_procedure")
    assert copy in labels(first)
    assert "Nộp ở" in said(first)
    asked = "oki xã luôn hả, xã mình là Tân Thuận á. vậy cần giấy tờ gì v admin"
    told = said(await chat.say(asked, "ask_procedure_documents", confidence=0.52))
    assert told.startswith(f"Việc: {copy}")
    assert "Nộp ở" not in told
    assert "“vậy cần giấy tờ gì" not in told


async def test_a_choice_that_was_passed_over_is_neither_shown_again_nor_its_question_thrown_back():
    chat = Chat(TODAY)
    await chat.say("sửa căn cước thì ra công an xã hay công an tỉnh", "ask_procedure_authority")
    first = await chat.say(
        "Em hỏi thêm: má em năm sinh trong khai sinh em ghi 1968, mà căn cước má 1966. Cái đó có sao không?",
        "find_procedure",
        {"procedure": "căn cước"},
    )
    again = await chat.say(
        "Dạ cái của má để sau cũng được, em chỉ cần gấp cái của em thôi, công ty hẹn tới thứ sáu.",
        "nlu_fallback",
        confidence=0.38,
    )
    assert labels(first)
    assert not set(labels(first)) & set(labels(again))
    told = said(await chat.say("Từ giờ tới thứ sáu có kịp không?", "ask_processing_time"))
    assert "Cái đó có sao không" not in told


async def test_a_long_text_is_not_told_again_to_another_question():
    chat = Chat(TODAY)
    first = said(await chat.say("nghi viec roi lanh bhtn sao day", _BENEFIT))
    assert "3 tháng từ khi nghỉ việc" in first
    text = "neu dang lanh that nghiep ma co viec lam thi phai bao lai o dau"
    again = said(await chat.say(text, _BENEFIT))
    assert "3 tháng từ khi nghỉ việc" not in again
    assert "chưa" in again


async def test_a_question_is_said_back_once_in_a_turn():
    chat = Chat(TODAY)
    question = "tôi có được hỗ trợ gì không hay về quê"
    told = said(
        await chat.say(
            f"công ty cho nghỉ không lương từ 15/7, {question} rồi mất luôn", _BENEFIT, secondary=("find_procedure",)
        )
    )
    assert told.count(question) == 1


async def test_a_call_is_offered_once_in_a_turn():
    chat = Chat(TODAY)
    text = "Chủ tịch xã có ngày tiếp dân không, hẹn cho tôi gặp ổng"
    replies = await chat.say(text, "book_appointment", confidence=0.48)
    assert labels(replies).count("Để lại số để cán bộ gọi lại") <= 1
