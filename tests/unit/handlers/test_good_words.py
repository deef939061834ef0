"""A death of one's own is met by condolence in the turn that tells it, a birth and a wedding by a good word; once."""

from __future__ import annotations

import pytest

from bot.handlers.courtesy import feeling_in
from tests.unit.handlers.turns import TODAY, Chat, said

CONDOLENCE, GOOD_WORD, WISHES = "xin chia buồn", "chúc mừng gia đình", "trăm năm hạnh phúc"


@pytest.mark.parametrize(
    ("feeling", "texts"),
    [
        (
            "grief",
            (
                "ba tui mất hôm qua|má em mới qua đời|chồng chết|ông xã em mất|bà xã tui mất rồi|bác hai mất"
                "|con gái tui mất vì covid|em trai em bị covid mất hôm bữa|vợ em mất khi sinh|anh hai tui mất hồi khuya"
                "|ông cụ thân sinh tôi vừa tạ thế|người thân mới mất|có người chết trong nhà|mẹ tui mất 3 ngày rồi"
                "|ba tui mất đã 2 bữa|bà nội 90 tuổi mới mất|ba toi mat hom qua|cha vo toi moi mat|my wife has died"
                "|my father passed away yesterday"
            ),
        ),
        (
            "birth",
            "vợ tui mới sanh|vợ tui sanh hôm qua|em mới có em bé|bé nhà em mới được 3 ngày|con dâu tui mới sanh cháu",
        ),
        ("wedding", "tụi em tính đăng ký kết hôn|tháng sau em cưới|em sắp lấy chồng"),
    ],
)
def test_what_is_felt(feeling, texts):
    assert {text: feeling_in(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), feeling)


@pytest.mark.parametrize(
    "text",
    [
        "mất giấy hôm qua",
        "ba tui mất cái bóp",
        "mẹ em mất sổ hộ khẩu hôm qua",
        "vợ mất bằng lái",
        "xe chết máy",
        "chết cha rồi",
        "chết rồi em quên mất",
        "tôm chết hết",
        "con heo chết bữa qua",
        "mẹ mất tích",
        "ba tui mất tích 3 năm",
        "ba mất liên lạc",
        "vợ tui mất ngủ",
        "chồng tui mất sức lao động",
        "mẹ em mất 3 ngày mới làm xong",
        "tui mất 2 tuần mới có giấy",
        "nếu ba tui mất thì sao",
        "ba tui chưa mất",
        "mẹ mất năm ngoái",
        "người hưởng trợ cấp mất thì sao",
        "cô ba mất trộm",
    ],
)
def test_what_is_no_death(text):
    assert feeling_in(text) != "grief"


@pytest.mark.parametrize("introduced", [True, False])
@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("ba tui mất hôm qua", "nlu_fallback", None),
        ("chồng chết", "out_of_scope", None),
        ("bác hai mất hồi sáng, giờ làm sao", "nlu_fallback", None),
        ("xin chào, má em mới qua đời", "greet", None),
        ("ông xã em mất rồi, đặt lịch làm khai tử", "book_appointment", {"procedure": "khai tử"}),
        ("con gái tui mất vì covid, làm khai tử cần giấy gì", "ask_procedure_documents", {"procedure": "khai tử"}),
        ("hủy lịch giùm, ba tui mới mất", "cancel_appointment", None),
    ],
)
async def test_condolence_comes_first_in_the_turn_that_tells_it_and_once(introduced, text, intent, entities):
    chat = Chat(TODAY, introduced=introduced)
    replies = await chat.say(text, intent, entities)
    answer = replies[0] if len(replies) == 1 or CONDOLENCE in replies[0].text else replies[1]
    assert answer.text.startswith("Dạ, trợ lý xin chia buồn")
    again = await chat.say(f"{text}, trả lời giùm", intent, entities)
    assert CONDOLENCE not in said(again)


@pytest.mark.parametrize(
    ("text", "word"), [("vợ tui sanh hôm qua", GOOD_WORD), ("tụi em tính đăng ký kết hôn", WISHES)]
)
async def test_the_good_word_too(text, word):
    chat = Chat(TODAY)
    assert word in said(await chat.say(text, "find_procedure"))
    assert word not in said(await chat.say("cần giấy gì", "ask_procedure_documents"))
