"""What a message only mentions is not its matter; what it is hardly about is asked back."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, payloads, said

LAND, DEATH, BIRTH = "1.013831", "1.000656", "1.001193"


@pytest.mark.parametrize(
    ("under_way", "text", "mentioned"),
    [
        (LAND, "dạ có giấy chứng tử ghi Bẩy, sổ đỏ ghi Bảy", DEATH),
        (DEATH, "ông nội không có giấy khai sinh, hồi đó đâu có làm, vậy có sao không em", BIRTH),
        (BIRTH, "ns nhỏ chút đừng cười nha, tụi mk chưa đki kết hôn. bé muốn lấy họ ba", "1.000894"),
        (BIRTH, "Không, chị không hỏi thủ tục nhận con nuôi. Chưa tới bước đó.", "2.001263"),
        (BIRTH, "cơ quan em có giấy xác nhận nghỉ đẻ của chị kế toán mà người ta hỏi em hoài, mệt quá", "1.001613"),
    ],
)
async def test_what_is_only_mentioned_takes_no_matter_over(under_way, text, mentioned):
    chat = Chat(TODAY)
    await chat.press(f"#way.show:{under_way}")
    await chat.say(text, "provide_info", confidence=0.6)
    assert chat.state.topic.procedure == under_way, mentioned


async def test_a_plain_question_amid_a_matter_is_about_what_it_names():
    chat = Chat(TODAY)
    await chat.press(f"#way.show:{BIRTH}")
    told = said(await chat.say("còn khai tử thì mấy ngày có", "ask_processing_time"))
    assert "Việc: Đăng ký khai tử" in told
    assert chat.state.topic.procedure == DEATH


async def test_what_may_be_meant_amid_a_matter_is_asked_back():
    chat = Chat(TODAY)
    await chat.press(f"#way.show:{BIRTH}")
    replies = await chat.say("năm ngoái có làm kết hôn ở xã rồi, mấy ngày thì có", "ask_processing_time")
    assert "#ask.proc:1.000894/ask_processing_time" in payloads(replies)
    assert chat.state.topic.procedure == BIRTH


async def test_what_was_asked_back_and_is_spoken_of_again_is_meant_and_not_asked_twice():
    chat = Chat(TODAY)
    first = await chat.say(
        "cho e hỏi giấy xác nhận hộ cận nghèo để xin miễn giảm học phí thì xin ở đâu ạ, trường e bắt nộp bản có mộc đỏ"
        " trc ngày 10 mà e đang ở Cần Thơ",
        "ask_procedure_authority",
    )
    assert "#ask.proc:1.011607/ask_procedure_authority" in payloads(first)
    again = "e có hình chụp cái giấy cận nghèo năm 2025, năm nay nhà e còn cận nghèo ko thì e ko biết, giờ xin ở đâu"
    assert "phải không?" not in said(await chat.say(again, "ask_procedure_authority"))


async def test_an_offices_words_name_no_matter():
    chat = Chat(TODAY)
    await chat.say("Công an xã, đúng không?", "ask_must_appear", confidence=0.6)
    assert chat.state.topic.procedure is None
