"""Who may marry, who is given the old people's allowance: the law's conditions, held against what was told."""

from __future__ import annotations

import pytest

from bot.guidance.answers import FactName
from bot.understanding.clauses import ClauseReader, Mood
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, said


async def about(code, text, intent="nlu_fallback"):
    chat = Chat(TODAY)
    chat.state.topic.procedure = code
    return said(await chat.say(text, intent, confidence=0.4))


TOLD = [
    ("em là nam 19 tuổi muốn đăng ký kết hôn có được không", "19 tuổi thì nam chưa đủ tuổi, nữ đủ tuổi"),
    ("con 17 tuổi có bầu rồi đăng ký kết hôn được không", "17 tuổi thì chưa đủ tuổi"),
    ("bao nhiêu tuổi mới được đăng ký kết hôn", "nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi"),
    ("má em 73 tuổi hộ nghèo có lãnh tiền già được hông", "73 tuổi mà thuộc hộ nghèo hoặc hộ cận nghèo thì đủ tuổi"),
    ("bao nhiêu tuổi mới được lãnh tiền người già", "từ đủ 75 tuổi"),
    ("ông nội 76 tuổi có được lãnh tiền người già không", "76 tuổi thì đủ tuổi"),
    ("ba tui 74t có được trợ cấp người già chưa", "74 tuổi thì chưa đủ tuổi, thuộc hộ nghèo"),
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "answer"), TOLD)
async def test_the_first_message_is_answered_by_the_law(text, answer, bare):
    told = said(await Chat(TODAY).say(strip_diacritics(text) if bare else text, "nlu_fallback", confidence=0.4))
    assert answer in told
    assert "Theo Điều" in told
    assert "cán bộ chưa xác nhận" in told
    assert "Cổng Dịch vụ công quốc gia, cán bộ" not in told


AMID = [
    ("em 19 tuổi cưới được hông", "19 tuổi thì nam chưa đủ tuổi, nữ đủ tuổi"),
    ("chưa ly hôn xong cưới người khác được hông", "người đang có vợ hoặc chồng"),
]


@pytest.mark.parametrize(("text", "answer"), AMID)
async def test_amid_a_talk_of_marriage_it_is_answered_too(text, answer):
    assert answer in await about("1.000894", text)


@pytest.mark.parametrize("code", [None, "1.000894"])
@pytest.mark.parametrize(
    "text", ["chưa ly hôn xong cưới người khác được hông", "mà em chưa ly hôn vợ cũ thì cưới người khác được hông"]
)
async def test_a_divorce_that_is_not_over_sends_nobody_who_wants_to_marry_to_the_court(text, code):
    assert "tòa án" not in await about(code, text)


@pytest.mark.parametrize(
    "text",
    [
        "tiền đó bây giờ bao nhiêu một tháng",
        "có được truy lãnh từ hồi 75 tuổi không",
        "được lãnh bao nhiêu tiền",
        "lãnh tiền mặt được không hay phải chuyển khoản",
    ],
)
async def test_how_much_and_how_it_is_paid_is_not_answered_by_who_is_given_it(text):
    assert "từ đủ 75 tuổi" not in await about("1.014027", text)


MOODS = [
    ("em 19 tuổi cưới được hông", FactName.AGE, 19, Mood.ASSERTS),
    ("má em 73 tuổi hộ nghèo có lãnh được hông", FactName.POOR, "poor", Mood.ASSERTS),
    ("hộ nghèo có được miễn không", FactName.POOR, "poor", Mood.ASKS),
    ("có phải 75 tuổi mới được hông", FactName.AGE, 75, None),
    ("hay phải 75 tuổi mới được hông", FactName.AGE, 75, None),
    ("ba tui 74t có được lãnh chưa", FactName.AGE, 74, Mood.ASSERTS),
    ("bán 75t tôm phải khai thuế không", FactName.AGE, 75, None),
]


@pytest.mark.parametrize(("text", "name", "value", "mood"), MOODS)
def test_an_age_is_told_beside_what_is_asked_of_it(text, name, value, mood):
    facts = [fact for clause in ClauseReader().read(text) for fact in clause.facts]
    found = [fact.mood for fact in facts if (fact.name, fact.value) == (name, value)]
    assert found == ([mood] if mood is not None else [])


async def test_with_two_ages_in_a_message_none_is_held_against_the_law():
    told = await about("1.000894", "em 25 tuổi, bạn gái em 17 tuổi, cưới được hông")
    assert "25 tuổi thì" not in told
    assert "17 tuổi thì đủ" not in told


async def test_english_is_told_english():
    chat = Chat(TODAY)
    chat.profile.language = "en"
    chat.state.topic.procedure = "1.000894"
    told = said(await chat.say("em 17 tuổi cưới được hông", "nlu_fallback", confidence=0.4))
    assert "too young" in told
    assert "Article 8 of the Law on Marriage and Family" in told
