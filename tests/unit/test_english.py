"""What an English speaker is told of the content: all of it in English, no number and no phrase of it lost or stale."""

from __future__ import annotations

import re

import pytest

from bot.content.english_loader import EnglishError, load_english
from bot.content.life_events_loader import load_life_events
from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.content.texts_loader import load_texts
from bot.guidance.answers import AnswerUnits, FactName, Focus, Row, Say
from bot.guidance.phrasebook import Phrasebook
from tests.unit.guidance.test_answer_wording import TODAY
from tests.unit.test_texts import listed, ruled

ACCENTED = re.compile(r"\w*[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]\w*", re.IGNORECASE)
NAMES = ("Cà Mau",)
NUMBERED = re.compile(r"\S*\d\S*")
"""A form, a law: "ĐKX10/79", "168/2025/NĐ-CP"."""
MOST_SENTENCES = 2


def words(text):
    if isinstance(text, Row):
        return text.by.join(words(part) for part in text.parts)
    if isinstance(text, Say):
        return load_texts().get("en", text.key, **{name: words(value) for name, value in text.values.items()})
    return load_texts().told("en", str(text))


def vietnamese(text):
    """The Vietnamese words of a text, outside of brackets; names of places and numbers of documents are none."""
    before = None
    while before != text:
        before, text = text, re.sub(r"\([^()]*\)", " ", text)
    text = NUMBERED.sub(" ", text)
    for name in NAMES:
        text = text.replace(name, " ")
    return ACCENTED.findall(text)


@pytest.fixture(scope="module")
def units():
    reference = load_reference()
    return AnswerUnits(reference.catalogue, reference.fields, load_rulebook(), load_offers(), reference.glossary)


@pytest.fixture(scope="module")
def book():
    return load_english()


def _told_of(units, code, focus):
    """The units of a question, and where an age turns them, those of an age."""
    yield from units.units_for(code, focus, {}, at=TODAY, known_at=TODAY)
    if focus is Focus.ELIGIBILITY:
        yield from units.units_for(code, focus, {FactName.AGE: 19}, at=TODAY, known_at=TODAY)


@pytest.fixture(scope="module")
def answered(units):
    """All lines of all answers in English, with the ids of their units."""
    found = set()
    for code in {one.code for one in (*units.catalogue, *units.fields)}:
        for focus in Focus:
            for unit in _told_of(units, code, focus):
                if unit.id.startswith("glossary/"):
                    continue  # it tells what a Vietnamese word means
                said = [words(text) for text in (unit.short, unit.long) if text is not None]
                said += [words(case.name) for case in unit.cases]
                found |= {(unit.id, line) for text in said for line in text.split("\n")}
    return found


def test_no_answer_holds_a_vietnamese_sentence(answered):
    left = sorted(f"{unit}: {line}" for unit, line in answered if vietnamese(line))
    assert not left, "no English, or its Vietnamese was edited since:\n" + "\n".join(left)


def _articles():
    """The laws that conditions and answers were read in, each with the articles that an answer names."""
    reference = load_reference()
    sources = [one.source for procedure in reference.fields for one in procedure.fields if one.source.law]
    places = [*((one.law, one.part) for one in sources), *((one.law, one.article) for one in reference.law_answers)]
    return {(law, " ".join(part.split()[:2])) for law, part in places}


def test_all_laws_that_an_answer_names_have_english(book):
    assert [text for place in _articles() for text in place if text and text not in book] == []


def test_no_english_stands_for_words_that_nobody_says(answered, book):
    reference, rules = load_reference(), load_rulebook().content
    steps = [step for event in load_life_events() for step in event.steps]
    told = [*ruled().values(), *listed().values(), *(one.title for one in reference.catalogue)]
    told += [step.deadline.text_vi for step in steps if step.deadline is not None]
    told += [contact.label for contact in rules.contacts]
    told += [text for place in _articles() for text in place]
    for text in told:
        book.said(text)
    vain = [said for said in book.entries if said not in book.used]
    assert not vain, "nobody says this any more:\n" + "\n".join(vain)


def test_all_that_is_told_of_rules_and_tables_has_english(book):
    missing = book.unknown({**ruled(), **listed()}.values())
    assert not missing, "no English, or its Vietnamese was edited since:\n" + "\n".join(missing)
    titles = [procedure.title for procedure in load_reference().catalogue]
    assert [title for title in titles if title not in book] == []


def test_english_stands_in_english_and_keeps_names_in_brackets(book):
    assert [english for english in book.entries.values() if vietnamese(re.sub(r"\{\w+\}", "", english))] == []


def test_no_phrase_has_more_sentences_than_a_unit(book):
    long = [one for said, one in book.entries.items() if len(re.findall(r"[.?!] [A-Z]", one)) >= MOST_SENTENCES]
    assert [one for one in long if one.count(". ") > 2] == []


# -- how phrases are put together


@pytest.fixture(scope="module")
def small():
    return Phrasebook(
        {
            "khi nộp trực tiếp": "when you hand it in in person",
            "giấy chứng sinh": "the birth notification (Giấy chứng sinh)",
            "còn hiệu lực": "still valid",
            "giấy y tế (không mắc bệnh)": "a medical paper (no illness)",
            "nhiều nhất 200.000 đồng mỗi bản": "at most 200,000 dong for each copy",
            "qua mạng": "online",
            "qua bưu điện": "by post",
            "Dạ, việc này anh/chị nộp {ways}.": "This can be handed in {ways}.",
            "Nơi này đang phong tỏa. Hỏi trước khi đi.": "This place is locked down. Ask before you go.",
        }
    )


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("Khi nộp trực tiếp", "When you hand it in in person"),
        ("nộp trực tiếp", "you hand it in in person"),
        ("giấy chứng sinh; còn hiệu lực", "the birth notification (Giấy chứng sinh); still valid"),
        ("Giấy chứng sinh. Còn hiệu lực.", "The birth notification (Giấy chứng sinh). Still valid."),
        ("giấy chứng sinh (còn hiệu lực)", "the birth notification (Giấy chứng sinh) (still valid)"),
        ("Giấy chứng sinh: còn hiệu lực", "The birth notification (Giấy chứng sinh): still valid"),
        ("– Còn hiệu lực.", "– Still valid."),
        ("Việc này anh/chị nộp qua mạng hoặc qua bưu điện.", "This can be handed in online or by post."),
        ("Hỏi trước khi đi.", "Ask before you go."),
        ("giấy y tế", "a medical paper"),
        ("giấy y tế; còn hiệu lực", "a medical paper; still valid"),
        ("8.000", "8,000"),
    ],
)
def test_a_phrase_is_english_wherever_it_stands(small, vietnamese, english):
    assert small.said(vietnamese) == english


@pytest.mark.parametrize(
    "text",
    [
        "khi nộp trực tiếp ở quầy",
        "giấy chứng sinh; giấy khác",
        "giấy chứng sinh (bản mới)",
        "",
        "còn hiệu lực " * 500,
        "a: b: c",
        ". . . .",
        "; ;",
        "()",
        "– ",
        ": ",
        "còn hiệu lực: (",
    ],
)
def test_what_is_not_all_known_stays_as_it_is(small, text):
    assert small.said(text) == text


def test_an_edited_phrase_is_told_in_vietnamese_and_named(small):
    assert small.unknown(["Giấy chứng sinh. Còn hiệu lực 6 tháng."]) == ["Còn hiệu lực 6 tháng"]


def test_a_button_has_no_name_in_brackets(small):
    assert small.label("Giấy chứng sinh") == "The birth notification"


@pytest.mark.parametrize(
    "rows",
    [
        "vi,en\ntrong 15 ngày,within days\n",
        "vi,en\ntrong ngày,\n",
        "vi,en\ntrong ngày,today\ntrong ngày,the same day\n",
        "vi,fr\ntrong ngày,aujourd'hui\n",
        "vi,en\ntrong ngày,today,now\n",
    ],
)
def test_a_table_that_loses_a_number_or_says_a_phrase_twice_is_refused(tmp_path, rows):
    (tmp_path / "phrases.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(EnglishError, match=r"phrases\.csv"):
        load_english(tmp_path)
