"""A fact that people leave out and that decides the answer is asked for once; pressed or typed, it turns it."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, payloads, said

PASSPORT, CHILDS_CARD, DEATH = "1.001456", "1.014062", "1.000656"
FEE, COME = "làm hộ chiếu tốn bao nhiêu tiền", "làm căn cước cho bé có phải chở bé tới không"


async def ask(chat, text, intent="nlu_fallback", entities=None):
    return await chat.say(text, intent, entities)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("bị mất", "400.000"),
        ("dạ mất rồi", "400.000"),
        ("rách hết rồi", "400.000"),
        ("không", "200.000"),
        ("hết hạn thôi", "200.000"),
        ("làm lần đầu", "200.000"),
    ],
)
async def test_what_a_passport_costs_hangs_on_the_old_one(typed, amount):
    chat = Chat(TODAY)
    first = said(await ask(chat, FEE))
    assert "Giấy cũ có bị mất hay hỏng không?" in first
    told = said(await ask(chat, typed, "deny" if typed == "không" else "provide_info"))
    assert amount in told
    assert told.count(".000 đồng") == 1
    assert "không?" not in told


@pytest.mark.parametrize(
    ("label", "amount"), [("Bị mất hoặc hỏng", "400.000"), ("Không, làm mới hay hết hạn", "200.000")]
)
async def test_it_can_be_pressed(label, amount):
    chat = Chat(TODAY)
    await ask(chat, FEE)
    assert f"{amount} đồng" in said(await chat.press(label))


async def test_it_is_not_asked_of_who_told_it():
    chat = Chat(TODAY)
    told = said(await ask(chat, "làm lại hộ chiếu bị mất", "find_procedure", {"procedure": "hộ chiếu"}))
    assert "hộ chiếu" in told.lower()
    await chat.press(f"#ans.ask:{PASSPORT}/fee")
    told = said(await ask(chat, "tốn bao nhiêu tiền"))
    assert "mất hay hỏng không" not in told


async def test_it_is_asked_once():
    chat = Chat(TODAY)
    await ask(chat, FEE)
    await ask(chat, "bao lâu có")
    assert "mất hay hỏng không" not in said(await ask(chat, "tốn bao nhiêu tiền"))


@pytest.mark.parametrize(
    ("typed", "turned"),
    [
        ("5 tuổi", "Anh/chị nói 5 tuổi: không bắt buộc phải đến"),
        ("be 8 tuoi", "Anh/chị nói 8 tuổi: phải đích thân đến"),
        ("mới 10 tháng", "Anh/chị nói 0 tuổi: không bắt buộc phải đến"),
    ],
)
async def test_whether_a_child_must_come_hangs_on_its_age(typed, turned):
    chat = Chat(TODAY)
    assert said(await ask(chat, COME)).endswith("Người đó mấy tuổi? Nhắn ví dụ: 5 tuổi.")
    told = said(await ask(chat, typed, "provide_info"))
    assert turned in told
    assert "mấy tuổi" not in told


async def test_an_age_that_was_told_answers_at_once_and_spares_the_ladders_question():
    told = said(await ask(Chat(TODAY), "làm căn cước cho bé 5 tuổi có phải chở bé tới không"))
    assert "Anh/chị nói 5 tuổi: không bắt buộc phải đến" in told
    assert "mấy tuổi" not in told
    chat = Chat(TODAY)
    await ask(chat, "bé nhà em 5 tuổi, làm căn cước cho bé", "find_procedure", {"procedure": "căn cước cho bé"})
    assert not [payload for payload in payloads(await chat.press(f"#way.show:{CHILDS_CARD}")) if "#way.must" in payload]


async def test_a_disability_that_was_told_spares_the_fee_where_the_source_says_so():
    told = said(await ask(Chat(TODAY), "tui bị mù, xin giấy độc thân tốn bao nhiêu tiền"))
    assert "Anh/chị nói có khuyết tật: được miễn" in told
    assert "hộ nghèo không?" not in told


async def test_papers_of_several_cases_ask_which_is_theirs_once():
    chat = Chat(TODAY)
    first = said(await ask(chat, "làm khai tử cần giấy gì"))
    assert "thuộc trường hợp phải thêm giấy nào vừa kể không?" in first
    assert f"#ans.case:{DEATH}/0" in str(chat.state.menu)
    assert "như trợ lý vừa nói" in said(await ask(chat, "không", "deny"))
    again = said(await chat.press(f"#ans.ask:{DEATH}/papers"))
    assert "trường hợp phải thêm giấy nào" not in again


async def test_a_case_that_is_typed_is_taken():
    chat = Chat(TODAY)
    await ask(chat, "làm khai sinh cần giấy gì")
    assert "Nếu trẻ bị bỏ rơi" in said(await ask(chat, "trẻ bị bỏ rơi", "provide_info"))


async def test_what_was_told_of_one_matter_turns_the_fee_of_the_next():
    chat = Chat(TODAY)
    await ask(chat, "em mất hộ chiếu rồi")
    await ask(chat, "làm hộ chiếu", "find_procedure", {"procedure": "hộ chiếu"})
    told = said(await ask(chat, "tốn bao nhiêu tiền"))
    assert "Anh/chị nói giấy cũ bị mất, hỏng: 400.000 đồng" in told
    chat = Chat(TODAY)
    await ask(chat, "tui bị mù hai mắt")
    assert "Anh/chị nói có khuyết tật: được miễn" in said(await ask(chat, "giấy độc thân tốn bao nhiêu tiền"))


async def test_an_old_paper_that_was_answered_for_one_matter_is_none_of_another():
    chat = Chat(TODAY)
    await ask(chat, FEE)
    await ask(chat, "bị mất", "provide_info")
    told = said(await ask(chat, "giấy phép khai thác thủy sản tốn nhiêu tiền"))
    assert "Anh/chị nói giấy cũ" not in told
