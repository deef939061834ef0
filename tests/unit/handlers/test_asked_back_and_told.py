"""What is asked back is answered as far as it is meant: a question that names nothing waits no turn for its answer."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said

LICENCE = "Đổi giấy phép lái xe"


async def asks_of_the_licence(text="bang lai xe may cua ba em het han doi o dau"):
    chat = Chat(TODAY)
    return chat, await chat.say(text, "nlu_fallback", {"procedure": "bang lai xe"}, confidence=0.46)


async def test_the_one_procedure_that_may_be_meant_is_asked_back_with_its_answer():
    chat, replies = await asks_of_the_licence()
    answer = said(replies)
    assert answer.startswith(f"Anh/chị hỏi việc “{LICENCE}")
    assert "Nếu phải thì:\n• Nộp ở" in answer
    assert "cán bộ chưa xác nhận" in answer
    assert any(choice.label.startswith(LICENCE) for reply in replies for choice in reply.choices)
    assert chat.state.topic.procedure is None, "nothing is taken before it is agreed to"


async def test_who_agrees_is_not_told_it_once_more():
    chat, first = await asks_of_the_licence()
    place = next(line for line in said(first).splitlines() if "Nộp ở" in line).removeprefix("• ")
    assert place not in said(await chat.say("đúng rồi", "affirm"))


async def test_who_denies_is_asked_nothing_of_it_again():
    chat, _ = await asks_of_the_licence()
    answer = said(await chat.say("không phải", "deny"))
    assert "Nộp ở" not in answer
    assert chat.state.topic.procedure is None


@pytest.mark.parametrize(
    "text",
    [
        "Tức là sửa căn cước chứ không sửa khai sinh? Vậy em ra công an xã hay công an tỉnh?",
        "sua can cuoc chu hong sua khai sinh, vay ra cong an xa hay cong an tinh",
    ],
)
async def test_what_a_text_tells_apart_from_its_wish_is_not_asked_back(text):
    chat = Chat(TODAY)
    assert "hộ tịch" not in said(await chat.say(text, "find_procedure"))


async def test_a_question_that_goes_on_with_anothers_business_is_not_asked_back():
    chat = Chat(TODAY)
    await chat.say("chuyển trường cho con thì sao", "nlu_fallback", confidence=0.4)
    answer = said(await chat.say("rồi có phải đóng gì không", "nlu_fallback", confidence=0.3))
    assert "phải không?" not in answer
    assert "nhà trường" in answer


CHANGE = "Thay đổi, cải chính hộ tịch"


async def asks_for_a_change():
    chat = Chat(TODAY)
    text = (
        "dạ chào cô chú con muốn đi nghĩa vụ quân sự mà con khai sinh thì dân tộc Kinh nhưng nhà con Khmer hết, "
        "giờ sửa lại dân tộc được không"
    )
    return chat, await chat.say(text, "find_procedure", confidence=0.8)


async def test_a_wish_that_names_nothing_is_asked_back_by_what_it_is_about_and_told_in_short():
    _, replies = await asks_for_a_change()
    answer = said(replies)
    assert f"hỏi việc “{CHANGE}” phải không? Nếu phải thì:" in answer
    assert "Nộp qua mạng" in answer
    assert "Giấy tờ:" in answer


@pytest.mark.parametrize("pressed", [False, True])
async def test_who_says_yes_hears_it_only_once(pressed):
    chat, replies = await asks_for_a_change()
    press = next(choice.payload for reply in replies for choice in reply.choices if choice.label.startswith(CHANGE))
    then = said(await (chat.press(press) if pressed else chat.say("đúng rồi", "affirm")))
    assert CHANGE in then
    assert "Giấy tờ: giấy tờ làm căn cứ" not in then


async def test_who_asks_for_it_later_hears_it_anew():
    chat, _ = await asks_for_a_change()
    await chat.say("đúng rồi", "affirm")
    again = next(choice.payload for choice in chat.state.menu if "lại" in choice.label)
    assert "Giấy tờ: giấy tờ làm căn cứ" in said(await chat.press(again))


async def test_papers_that_take_a_list_are_told_in_short_where_they_are_asked_back():
    chat = Chat(TODAY)
    text = "Hello, I am from the Philippines working here, I want to marry my girlfriend, what papers po?"
    answer = said(await chat.say(text, "find_procedure"))
    assert "Do you mean" in answer
    assert "Papers:" in answer
