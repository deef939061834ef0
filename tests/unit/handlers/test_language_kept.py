"""Who writes English is answered in English, menus, refusals and all, until they ask for Vietnamese."""

from __future__ import annotations

import re

import pytest

from bot.handlers.supported import is_borne_out
from tests.unit.handlers.turns import TODAY, Chat, said

VIETNAMESE = re.compile(r"\b(?:Anh/chị|Dạ|Trợ lý|trợ lý|không)\b")


def all_of(replies):
    return "\n".join((said(replies), *(choice.label for reply in replies for choice in reply.choices)))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Who signs at the notary for my father's land?", "nlu_fallback"),
        ("This is useless, you answer nothing", "complaint_feedback"),
        ("I need to talk to a person please", "talk_to_human"),
        ("what can you do for me", "out_of_scope"),
        ("thank you, bye", "thank_bye"),
        ("You answer in Vietnamese again? Who must sign?", "switch_language"),
        ("is my application ready", "check_dossier_status"),
    ],
)
async def test_english_goes_on_in_english(text, intent):
    chat = Chat(TODAY)
    await chat.say("Hello, I need some help with the papers of my house", "nlu_fallback")

    assert not VIETNAMESE.search(all_of(await chat.say(text, intent)))


async def test_a_question_beside_the_wish_for_english_is_said_back():
    chat = Chat(TODAY)

    told = all_of(await chat.say("I asked how to stop the sale. Please answer in English", "switch_language"))

    assert "how to stop the sale" in told
    assert not VIETNAMESE.search(told)


async def test_vietnamese_is_spoken_where_it_is_asked_for():
    chat = Chat(TODAY)
    await chat.say("Please answer in English", "switch_language")

    assert "Dạ" in said(await chat.say("please speak Vietnamese with me", "switch_language"))


BESIDE = [
    ("I will answer in English. How much is birth registration?", "Cost:"),
    ("I will answer in English what papers do I need to register a birth", "Papers"),
    ("How much is birth registration and can you answer in English", "Cost:"),
    ("Can you answer in English how much is a birth certificate?", "Cost:"),
    ("I only speak English, sorry. what papers for birth registration in Năm Căn", "Birth registration"),
    ("trả lời bằng tiếng Anh giùm, khai sinh cần giấy tờ gì", "Papers"),
    ("noi tieng anh duoc khong, le phi khai sinh bao nhieu", "Cost:"),
    ("khai sinh cần giấy gì, nói tiếng Anh giùm tui", "Papers"),
]


@pytest.mark.parametrize(("text", "answer"), BESIDE)
async def test_what_is_asked_beside_the_wish_for_english_is_answered_in_that_turn(text, answer):
    told = all_of(await Chat(TODAY).say(text, "switch_language"))
    assert answer in told
    assert "OK, in English from here." in told
    assert "What do you need?" not in told


async def test_what_is_asked_beside_the_wish_for_vietnamese_is_answered():
    chat = Chat(TODAY)
    await chat.say("Please answer in English", "switch_language")
    told = all_of(await chat.say("nói tiếng Việt lại đi em, khai sinh cần giấy tờ gì", "switch_language"))
    assert "từ đây trợ lý nói tiếng Việt" in told
    assert "Giấy tờ" in told


@pytest.mark.parametrize(
    "text",
    [
        *("I will answer in English", "Do you speak English?", "is there anyone who speaks English?", "English"),
        *(
            "can we talk in english please",
            "tiếng anh đi em",
            "do you have an english version",
            "noi tieng anh duoc khong",
        ),
    ],
)
async def test_the_wish_alone_asks_nothing_else(text):
    assert "What do you need?" in said(await Chat(TODAY).say(text, "switch_language"))


@pytest.mark.parametrize(
    "text",
    ["tờ khai viết tiếng Anh được không", "tên bé đặt tiếng Anh được không", "giấy khai sinh dịch ra tiếng Anh ở đâu"],
)
async def test_the_language_of_a_paper_is_no_wish(text):
    chat = Chat(TODAY)
    await chat.say(text, "switch_language")
    assert chat.profile.language == "vi"


TAIWAN = "Hello, I am from Taiwan. We married in Taiwan 2023. I want to record my marriage. Where do I go?"


@pytest.mark.parametrize(
    "text",
    [
        "Xin lỗi, tiếng Việt tôi viết không giỏi. Vợ ngủ rồi, tôi tự hỏi",
        "tiếng Việt tôi đọc được chút chút thôi",
        "tôi học tiếng Việt hai năm rồi mà chưa rành",
        "tieng Viet cua toi khong tot",
    ],
)
@pytest.mark.parametrize("english", ["How many days", "how many days does it take", "what papers do I need"])
async def test_the_language_follows_each_message_of_who_tells_of_their_vietnamese(text, english):
    chat = Chat(TODAY)
    await chat.say(TAIWAN, "ask_procedure_authority")

    await chat.say(text, "switch_language")
    assert not VIETNAMESE.search(all_of(await chat.say(english, "ask_processing_time")))
    assert VIETNAMESE.search(all_of(await chat.say("vậy lệ phí bao nhiêu", "ask_procedure_fee")))


async def test_clear_english_is_answered_in_english_after_vietnamese_was_asked_for():
    chat = Chat(TODAY)
    await chat.say("Please answer in English", "switch_language")
    await chat.say("nói tiếng Việt đi", "switch_language")
    assert not VIETNAMESE.search(all_of(await chat.say("how much is birth registration", "ask_procedure_fee")))


@pytest.mark.parametrize(
    "text",
    [
        "bằng e là bằng tiếng anh của trường rmit thì xã có đóng mộc hong",
        "bang tieng anh cua truong quoc te thi chung thuc duoc khong",
        "bằng của em là tiếng Anh, chứng thực được không",
    ],
)
def test_a_diploma_in_english_is_no_wish_to_be_answered_so(text):
    assert not is_borne_out("switch_language", text)


@pytest.mark.parametrize("text", ["trả lời bằng tiếng anh giùm", "noi tieng anh di", "answer in english please"])
def test_who_wants_it_is_answered_so(text):
    assert is_borne_out("switch_language", text)
