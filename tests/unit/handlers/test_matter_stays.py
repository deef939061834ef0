"""Which matter a message is about while one is under way: circumstances name none, a wish and a correction do."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said

BIRTH, MARRIAGE, DEATH, LAND = "1.001193", "1.000894", "1.000656", "1.013831"


async def about(asked: str) -> Chat:
    chat = Chat(TODAY)
    await chat.say(asked, "ask_procedure_documents")
    return chat


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("mẹ nó chưa đăng ký kết hôn thì sao", "kết hôn"),
        ("me no chua dang ky ket hon thi sao", "ket hon"),
        ("cha mẹ chưa cưới có được ghi tên cha không", "cưới"),
        ("ghi tên ba nó vô được hông nếu chưa kết hôn", "kết hôn"),
        ("cha mẹ chưa kết hôn có làm được hông", "kết hôn"),
    ],
)
async def test_what_is_not_done_yet_is_a_circumstance(text, marked):
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say(text, "find_procedure", {"procedure": marked}))
    assert chat.state.topic.procedure == BIRTH
    assert "Đăng ký kết hôn" not in told


@pytest.mark.parametrize(
    "text", ["chưa đăng ký kết hôn thì làm sao", "giờ muốn đăng ký kết hôn thì sao", "làm kết hôn cần giấy gì"]
)
async def test_what_is_wanted_is_another_matter(text):
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say(text, "find_procedure", {"procedure": "kết hôn"}))
    assert "kết hôn" in told
    assert chat.state.topic.procedure == MARRIAGE


async def test_who_denies_and_names_a_matter_is_answered_about_it():
    chat = await about("đăng ký kết hôn cần giấy gì")
    told = said(await chat.say("hông phải, tui hỏi khai sanh", "deny"))
    assert told.startswith("Việc: Đăng ký khai sinh")
    assert chat.state.topic.procedure == BIRTH


@pytest.mark.parametrize("marks", [["khai tử", "sổ đỏ"], []])
async def test_what_one_clause_wants_goes_before_the_words_of_the_story(marks):
    """Father's death and the land certificate together read like a certificate that was lost."""
    chat = Chat(TODAY)
    text = "ba tui mất chưa làm khai tử, muốn sang tên sổ đỏ cho tui thì sao"
    await chat.say(text, "find_procedure", {"procedure": marks})
    assert chat.state.topic.procedure == LAND


async def test_a_guess_that_no_word_bears_out_is_not_answered():
    chat = await about("sang tên sổ đỏ cần giấy gì")
    text = "sổ đỏ đang thế chấp ngân hàng có sang tên được hông"
    told = said(await chat.say(text, "ask_procedure_fee", confidence=0.38))
    assert "Bao nhiêu tiền" not in told
    assert "thế chấp ngân hàng" in told


async def test_a_commune_or_the_district_is_a_question_of_where_and_no_other_matter():
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say("ở xã có làm được ko hay phải lên huyện", "ask_procedure_authority"))
    assert told.startswith("Việc: Đăng ký khai sinh")


async def test_an_obligation_is_no_paper():
    chat = await about("mở tiệm tạp hóa cần xin giấy gì")
    told = said(await chat.say("bán ở chợ có cần đăng ký hông", "nlu_fallback"))
    assert "cần giấy đó" not in told


@pytest.mark.parametrize("text", ["thôi khỏi, để tui hỏi chồng đã", "thoi khoi dat, bua khac"])
async def test_who_leaves_it_is_let_go(text):
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say(text, "deny"))
    assert "Cần gì cứ nhắn lại" in told


async def test_a_death_of_last_month_is_met_with_a_word():
    chat = Chat(TODAY)
    text = "chồng tui mất hồi tháng trước, giờ muốn nhận tiền tuất thì làm sao"
    assert "chia buồn" in said(await chat.say(text, "find_procedure", {"procedure": "tiền tuất"}))
