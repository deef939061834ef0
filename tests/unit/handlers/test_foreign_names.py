"""A name that Vietnamese words do not make up is taken as typed where one is asked for; links and signs are not."""

from __future__ import annotations

import pytest

from bot.understanding.foreign_names import foreign_name
from bot.understanding.persons import clean_name
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.test_callback_put_right import at

INTENTS = ["nlu_fallback", "out_of_scope", "provide_info", "ask_procedure_fee", "find_procedure"]
NAMES = [
    *("Nguyen-Smith, Anna", "Trần Văn A (Andy)", "O'Brien", "Seán O’Connor", "Jean-Luc Müller", "D'Angelo", "St. John"),
    *("Björk Guðmundsdóttir", "José María de la Cruz", "Dr. Anna Schmidt", "Anna M. Schmidt", "Mohammed bin Salman"),
    *("李小龙", "王 小明", "山田太郎", "김민수", "មុំ", "សុខ ដារ៉ា", "محمد علي", "Иван Петров", "น้ำ", "ດາວ", "Ποσειδών"),
    *("Nguyễn Văn Tèo (Tư Tèo)", "Nguyễn Văn A/Andy", "Trần Thị B - Lisa", "Smith, John", "Sok Dara"),
    "John Ronald Reuel Tolkien van der Berg the Third",
]
ONE_WORD = ["Madonna", "Anna", "Kim", "Smith", "Chanthavy"]
NO_NAMES = [
    *("http://evil.example/x", "www.abc.com", "abc.com", "t.me/abc", "user@mail.com", "Anna https://a.vn"),
    *("Anna <script>", "Anna\u0007 Bell", "Anna\u202eBell", "123", "!!!", "😀", "Anna-" * 20, "a" * 90),
]
SENTENCES = [
    "我不知道",
    "请问多少钱",
    "ខ្ញុំមិនដឹង",
    "តើត្រូវការអ្វី",
    "ขอโทษครับ",
    "Yes, Please",
    "Thanks, Bye",
    "Book Appointment",
]


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("name", NAMES)
async def test_it_is_taken_as_typed(name, intent):
    booking = Counter()
    await booking.until_name()
    await booking.say("đồng ý", "affirm")
    await booking.say(name, intent)
    assert booking.known["name"] == name
    assert booking.step == "phone"
    call = await at("name")
    await call.say(name, intent)
    assert call.state.dialogue.slots["name"] == name
    assert call.state.dialogue.step == "phone"


@pytest.mark.parametrize("name", ONE_WORD)
async def test_one_word_is_a_name(name):
    booking, call = Counter(), await at("name")
    await booking.until_name()
    for chat in (booking, call):
        await chat.say(name, "nlu_fallback")
        assert chat.state.dialogue.slots["name"] == name


@pytest.mark.parametrize("intent", ["nlu_fallback", "provide_info"])
@pytest.mark.parametrize("text", NO_NAMES)
async def test_links_and_signs_are_no_name(text, intent):
    booking, call = Counter(), await at("name")
    await booking.until_name()
    for chat in (booking, call):
        await chat.say(text, intent)
        assert chat.state.dialogue.step == "name"
        assert not chat.state.dialogue.slots.get("name")
    assert clean_name(text) is None


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_in_another_script_or_with_capitals_is_none(text):
    assert foreign_name(text) is None


async def test_it_is_read_back_and_sent_as_typed():
    call = await at("name")
    await call.say("Nguyen-Smith, Anna", "nlu_fallback")
    replies = await call.say("0912 000 111", "provide_info")
    assert "• Tên: Nguyen-Smith, Anna\n" in replies[-1].text
    await call.say("đồng ý", "affirm")
    assert call.people.callbacks[0].name == "Nguyen-Smith, Anna"
