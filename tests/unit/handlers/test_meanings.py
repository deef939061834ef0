"""What a word of the law means is told in everyday words, with the law; nothing else is told instead."""

from __future__ import annotations

from datetime import date

import pytest

from bot.guidance.answers.lint import MOST_SENTENCES, sentences
from bot.guidance.glossary import Glossary, GlossaryError
from bot.understanding.fold import canonical, strip_diacritics
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, reference, said, texts

ASKED = {
    "trích lục là gì": "trich_luc",
    "cho hỏi trích lục khai sinh là giấy gì vậy": "trich_luc",
    "chứng thực là gì vậy ad": "chung_thuc",
    "chứng thực là sao": "chung_thuc",
    "sao y là gì": "sao_y",
    "sao y bản chính nghĩa là gì": "sao_y",
    "một cửa là gì": "mot_cua",
    "VNeID mức 2 là gì": "vneid_2",
    "vneid là cái gì z": "vneid",
    "giấy chứng sinh là gì": "chung_sinh",
    "giấy chứng sanh là giấy gì dạ": "chung_sinh",
    "hộ tịch là gì": "ho_tich",
    "cải chính là gì vậy ạ": "cai_chinh",
    "giấy xác nhận tình trạng hôn nhân là giấy gì": "tinh_trang_hon_nhan",
    "thường trú là gì": "thuong_tru",
    "tạm trú là sao": "tam_tru",
    "tạm vắng là gì": "tam_vang",
    "bản chính là gì": "ban_chinh",
    "công chứng là gì": "cong_chung",
    "công chứng khác chứng thực chỗ nào": "cong_chung",
    "bản chính với bản sao khác nhau chỗ nào": "ban_chinh",
    "thường trú với tạm trú khác gì nhau": "thuong_tru",
    "can bo keu dem trich luc, trich luc la cai gi": "trich_luc",
    "số định danh là số gì": "so_dinh_danh",
    "toàn trình là gì": "toan_trinh",
    "what is a certified copy": "sao_y",
    "what does chung thuc mean": "chung_thuc",
}
OTHERS = (
    "lệ phí chứng thực là bao nhiêu",
    "giấy tờ cần để chứng thực là gì",
    "làm trích lục ở đâu",
    "trích lục cần giấy gì",
    "tên con tui là gì thì ghi sao",
    "phí có khác nhau không",
    "bản sao trích lục hết nhiêu tiền",
)


def units(replies):
    return [told.unit for reply in replies for told in reply.told]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "term"), ASKED.items())
async def test_a_word_of_the_law_is_explained_whatever_it_was_read_as(text, term, bare):
    for intent in ("ask_procedure_fee", "nlu_fallback"):
        replies = await Chat(TODAY).say(strip_diacritics(text) if bare else text, intent)
        assert f"glossary/{term}" in units(replies), said(replies)
        assert len(replies) == 1
        assert next(source.rule for source in replies[0].citations).startswith("glossary/")


async def test_two_words_that_are_compared_are_both_explained():
    text = said(await Chat(TODAY).say("bản chính với bản sao khác nhau chỗ nào", "ask_procedure_documents"))
    assert "Bản chính là" in text
    assert "Bản sao là" in text


@pytest.mark.parametrize("text", OTHERS)
async def test_another_question_with_such_a_word_is_no_question_for_its_meaning(text):
    replies = await Chat(TODAY).say(text, "ask_procedure_documents")
    assert not [unit for unit in units(replies) if unit.startswith("glossary/")]


async def test_who_asks_what_an_offered_word_means_is_offered_it_again():
    chat = Chat(TODAY)
    await chat.say("khai sinh", "find_procedure", {"procedure": "khai sinh"})
    replies = await chat.say("trích lục là gì", "ask_procedure_fee", {"procedure": "trích lục"})
    assert units(replies) == ["glossary/trich_luc"]
    offered = [payload for payload in payloads(replies) if payload.startswith("#ask.proc:")]
    assert any("2.000635" in payload for payload in offered)
    assert "Bản sao trích lục" in said(await chat.press(next(one for one in offered if "2.000635" in one)))


async def test_a_word_is_explained_beside_another_question():
    chat = Chat(TODAY)
    replies = await chat.say("giấy chứng sinh là gì, làm khai sinh cần giấy gì", "ask_procedure_documents")
    assert "glossary/chung_sinh" in units(replies)
    assert "1.001193/papers/list" in units(replies)


async def test_the_matter_under_way_stays_the_matter():
    chat = Chat(TODAY)
    await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
    await chat.say("giấy chứng sinh là gì", "ask_procedure_documents")
    assert chat.state.topic.procedure == "1.001193"


async def test_a_word_is_not_explained_by_a_law_of_a_later_day():
    replies = await Chat(LETTER).say("VNeID mức 2 là gì", "nlu_fallback")
    assert not [unit for unit in units(replies) if unit.startswith("glossary/")]


def test_every_word_has_its_text_in_both_languages_in_two_sentences_at_most():
    for term in reference().glossary.terms:
        for language in ("vi", "en"):
            text = texts().get(language, f"glossary.{term.id}")
            assert 0 < sentences(text) <= MOST_SENTENCES, text
    used = {f"glossary.{term.id}" for term in reference().glossary.terms}
    assert {key for key in texts().keys("vi") if key.startswith("glossary.")} == used


def test_every_word_can_be_asked_for_as_it_is_typed():
    seen = {}
    for term in reference().glossary.terms:
        for phrase in term.said:
            assert canonical(phrase) == phrase, "a phrase that no plain text has"
            assert seen.setdefault(phrase, term.id) == term.id, phrase


@pytest.mark.parametrize(
    "row",
    [
        {"id": "a", "said": [], "said_en": [], "law": "x", "since": "2020-01-01"},
        {"id": "A b", "said": ["a"], "said_en": [], "law": "x", "since": "2020-01-01"},
        {"id": "a", "said": ["a"], "said_en": [], "law": "x", "since": "soon"},
        {"id": "a", "said": ["a"], "said_en": [], "law": "x"},
        {"id": "a", "said": ["a"], "said_en": [], "law": "x", "since": "2020-01-01", "what": 1},
    ],
)
def test_a_broken_word_is_refused(row):
    with pytest.raises(GlossaryError):
        Glossary.parse({"terms": [row]})


def test_a_word_ends_with_its_law():
    row = {"id": "a", "said": ["a"], "said_en": [], "law": "x", "since": "2020-01-01", "until": "2021-01-01"}
    glossary = Glossary.parse({"terms": [row]})
    assert [len(glossary.at(date(*day))) for day in ((2019, 12, 31), (2020, 1, 1), (2020, 12, 31), (2021, 1, 1))] == [
        0,
        1,
        1,
        0,
    ]
