"""What the rules of 2021 leave open is told to people who know of no letter: it is unknown, and whom to ask."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, Chat, rulebook, said

BIRTH = {"procedure": "khai sinh"}


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("có cần xét nghiệm không", "ask_epidemic_rules", None),
        ("chích ngừa chưa đủ có được vô không", "ask_epidemic_rules", None),
        ("đi trễ có bị phạt không", "ask_epidemic_rules", None),
        ("làm khai sinh lệ phí bao nhiêu", "ask_procedure_fee", BIRTH),
        ("nhà không có mạng, bưu điện xa lắm, làm khai sinh sao", "ask_submission_channel", BIRTH),
        ("có phải tới không", "ask_must_appear", None),
        ("mấy giờ mở cửa", "ask_office_info", None),
    ],
)
async def test_no_letter_is_spoken_of_and_somebody_to_ask_is_named(text, intent, entities):
    told = said(await Chat(LETTER).say(text, intent, entities))
    assert "công văn" not in told.lower()
    assert "mùa dịch của tỉnh" in told
    assert "hỏi" in told.lower() or "gọi" in told.lower()


async def test_the_document_is_named_once_in_an_answer():
    told = said(await Chat(LETTER).say("có cần xét nghiệm hay chích ngừa không", "ask_epidemic_rules"))
    assert told.count("Văn bản mùa dịch của tỉnh") == 1
    assert "Văn bản này cũng không nói có cần tiêm vắc-xin hay không." in told
    assert told.count("Hỏi ") == 1


async def test_in_english():
    chat = Chat(LETTER)
    await chat.say("Hello, I want to register a birth", "find_procedure", {"procedure": "birth"})
    told = said(await chat.say("do I need a covid test to come in person?", "ask_epidemic_rules"))
    assert "The letter" not in told
    assert "The province's epidemic document does not say whether a test result is needed, so this is not known" in told


def test_no_silence_begins_with_a_letter_that_nobody_knows():
    assert [silence.text_vi for silence in rulebook().content.unsaid if "công văn" in silence.text_vi.lower()] == []
