"""Danger: one number where the kind is certain, else three in one line; two languages, nothing else, nothing lost."""

from __future__ import annotations

import pytest

from bot.understanding.fold import strip_diacritics
from bot.understanding.ladder import Ladder
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import FALLBACK, LETTER, TODAY, Chat, said, told


async def danger(chat: Chat, text: str):
    return await chat.say(text, "emergency", source="keywords")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ba tui ngat xiu roi", "115"),
        ("cháy nhà rồi", "114"),
        ("nhà tui cháy, help fire", "114"),
        ("nhà tui cháy rồi!", "114"),
        ("có thằng cầm dao đứng trước cửa nhà tui", "113"),
        ("cha dượng đánh con", "111"),
        ("ghe chìm ngoài biển", "112"),
    ],
)
async def test_a_certain_kind_has_one_number(text, number):
    (reply,) = await danger(Chat(LETTER), text)
    first, second = reply.text.split("\n")[:2]
    assert first.startswith(f"GỌI NGAY {number} (")
    assert second.startswith(f"CALL NOW {number} (")
    assert not {"111", "112", "113", "114", "115"} - {number} & set(reply.text.replace("(", " ").split())
    assert not reply.choices


@pytest.mark.parametrize("text", ["cứu với", "help"])
async def test_else_the_three_stand_in_one_line_whatever_the_language(text):
    (reply,) = await danger(Chat(LETTER, introduced=False), text)
    for line in reply.text.split("\n")[:2]:
        assert [number for number in ("113", "114", "115") if number in line] == ["113", "114", "115"]
    assert "GỌI NGAY" in reply.text
    assert "CALL NOW" in reply.text


async def test_who_does_not_want_to_live_is_not_left_with_numbers_alone():
    (reply,) = await danger(Chat(LETTER), "em khong muon song nua")
    assert "đừng ở một mình" in reply.text
    assert "115" in reply.text


async def test_forms_and_holds_stay_as_they_are():
    chat = Counter()
    await chat.until_read_back()
    before = chat.state.to_json()["dialogue"]
    (reply,) = await danger(chat, "ba tui ngat xiu roi")
    assert "115" in reply.text
    assert chat.state.to_json()["dialogue"] == before
    await chat.say("đồng ý")
    assert len(chat.book.bookings) == 1


async def test_nothing_is_asked_for_where_a_name_is_awaited():
    chat = Counter()
    await chat.until_name()
    replies = await danger(chat, "cứu với")
    assert len(replies) == 1
    assert chat.step == "name"
    assert "Nguyễn" not in said(replies)


async def as_read(chat: Chat, text: str, otherwise: str = FALLBACK):
    """Say a text as the ladder reads it; what it leaves to a model has the other meaning."""
    read = await Ladder(None).read(text)
    return await chat.say(text, otherwise if read.intent == FALLBACK else read.intent, source=read.source)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "vợ tui bầu 9 tháng đau bụng từ sáng giờ, tối chở nó đi đẻ qua chốt được không",
        "nó đau từng cơn rồi gọi 115 được không số nào",
        "vợ em đau bụng đẻ, nước ối ra rồi",
        "vợ tui mới sanh hôm qua giờ ra máu nhiều quá",
        "ba đột quỵ mới xuất viện hôm qua, sáng nay méo miệng lại",
    ],
)
async def test_a_birth_that_begins_and_what_gets_worse_have_the_ambulance_first(text, bare):
    replies = await as_read(Chat(LETTER), strip_diacritics(text) if bare else text, "ask_hotline")
    assert replies[0].text.startswith("GỌI NGAY 115")
    assert "CALL NOW 115" in replies[0].text


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("chị em bị đột quỵ đang nằm hồi sức, giờ làm khai sinh cho bé cần giấy gì", "1.001193/papers"),
        ("ba nhập viện cấp cứu hôm qua rồi, giờ đăng ký tạm trú nộp ở đâu", "/place"),
        ("vợ mới sanh hôm qua, làm khai sinh cần giấy gì", "1.001193/papers"),
        ("hôm qua nhà cháy rồi, làm khai sinh cần giấy gì", "1.001193/papers"),
    ],
)
async def test_what_is_over_rings_nothing_and_the_questions_are_answered(text, unit, bare):
    replies = await as_read(Chat(TODAY), strip_diacritics(text) if bare else text)
    assert "115" not in said(replies)
    assert "GỌI NGAY" not in said(replies)
    assert any(unit in one for one in told(replies)), said(replies)


@pytest.mark.parametrize("reading", ["ask_hotline", "nlu_fallback", "emergency"])
async def test_who_asks_for_an_ambulance_has_its_number_and_no_other(reading):
    for text in ("gọi 115 được không", "xe cấp cứu số nào vậy", "cho hỏi số cấp cứu"):
        answer = said(await as_read(Chat(LETTER), text, reading))
        assert "115 (Cấp cứu y tế)" in answer
        assert "08.27.27.1022" not in answer


async def test_the_number_that_was_told_is_the_one_that_is_asked_for_again():
    chat = Chat(LETTER)
    await as_read(chat, "vợ tui đau bụng đẻ rồi")
    answer = said(await as_read(chat, "vậy gọi số nào", "ask_hotline"))
    assert "115 (Cấp cứu y tế)" in answer
    assert "Bị đánh" not in answer
