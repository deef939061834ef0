"""English as foreigners write it: which language it is, what is asked, and of which procedure."""

from __future__ import annotations

import pytest

from bot.content.reference import load_reference
from bot.handlers.language import speaks_english
from bot.handlers.questions.topics import topic_of
from bot.understanding.clauses import Act, ClauseReader
from bot.understanding.search.finder import Outcome
from tests.unit.handlers.turns import TODAY, Chat, said


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to book an appointment",
        "I’d like to cancel my appointment",
        "certified copies",
        "My wife lost her ID card",
        "we are married, it's urgent",
    ],
)
def test_english_is_known_by_its_words(text):
    assert speaks_english(text)


@pytest.mark.parametrize(
    "text", ["copy passport", "book lich online check gium em", "cho em xin form nha", "ok yes", "John Smith"]
)
def test_loan_words_and_names_are_not_english(text):
    assert not speaks_english(text)


async def test_whoever_begins_in_english_is_answered_in_english():
    text = said(await Chat(TODAY).say("I'd like to book an appointment", "book_appointment"))
    assert "Dạ" not in text
    assert "anh/chị" not in text


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("how much is the fee for replacing a lost ID card?", "fee"),
        ("how long does it take to replace a lost passport?", "time"),
        ("what documents do I need if I lost my licence?", "papers"),
        ("where do I go for a lost ID card?", "place"),
        ("is it too late?", "deadline"),
        ("am I late?", "deadline"),
        ("what does my wife need?", "papers"),
        ("what paperwork is there?", "papers"),
        ("do I have to come?", "must_come"),
        ("does he need to be present?", "must_come"),
        ("how many weeks?", "time"),
        ("what office is it?", "place"),
        ("I lost my birth certificate", "missing_paper"),
        ("she doesn't have a passport", "missing_paper"),
    ],
)
def test_what_an_english_question_asks(text, focus):
    assert [clause.focus.value for clause in ClauseReader().read(text) if clause.focus is not None] == [focus]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("permanent residence registration", "1.004222"),
        ("marriage registration with a foreigner", "2.000806"),
        ("I lost my driver's license", "3.000348"),
        ("open a small business", "1.001612"),
        ("land use certificate", "1.013978"),
        ("certified copies", "2.000815"),
        ("register a motorbike", "1.013067"),
        ("criminal record check", "3.000333"),
        ("temporary residence for foreigners", "1.000253"),
        ("register my newborn", "1.001193"),
        ("get married", "1.000894"),
        ("renew my driving licence", "3.000347"),
        ("building permit for a house", "1.013225"),
    ],
)
def test_a_procedure_is_found_by_its_english_name(text, code):
    decision = load_reference().search.decide(text)
    assert decision.outcome is not Outcome.NONE
    assert decision.hits[0].code == code


def test_another_procedure_named_in_english_is_not_answered_with_the_one_under_way():
    search = load_reference().search
    text = "How long does permanent residence registration take?"
    clause = ClauseReader().read(text)[0]
    topic = topic_of(search, text, focus=clause.focus, act=Act.ASKS_WHEN, facts={}, under_way=True)
    assert topic.code == "1.004222"
