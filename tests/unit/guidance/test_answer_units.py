"""Answer units over all packaged content: founded, short, no two against each other, the same for the same moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.content.texts_loader import load_texts
from bot.guidance.answers import AnswerUnits, Basis, FactName, Focus, Polarity, Row, Say
from bot.guidance.answers.lint import MOST_SENTENCES, problems, sentences
from bot.guidance.moments import VIETNAM

TODAY = datetime(2026, 11, 30, 9, tzinfo=VIETNAM)
LETTER = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
BIRTH = "1.001193"


@pytest.fixture(scope="module")
def units() -> AnswerUnits:
    reference = load_reference()
    return AnswerUnits(reference.catalogue, reference.fields, load_rulebook(), load_offers(), reference.glossary)


def words(text, language="vi"):
    if isinstance(text, Row):
        return text.by.join(words(part, language) for part in text.parts)
    if isinstance(text, Say):
        values = {name: words(value, language) for name, value in text.values.items()}
        return load_texts().get(language, text.key, **values)
    return str(text)


def keys_of(text):
    if isinstance(text, Row):
        return {key for part in text.parts for key in keys_of(part)}
    if isinstance(text, Say):
        return {text.key} | {key for value in text.values.values() for key in keys_of(value)}
    return set()


@pytest.mark.parametrize("at", [TODAY, LETTER], ids=["today", "letter"])
def test_every_unit_of_every_procedure_is_sound(units, at):
    found, used = [], set()
    for code in [None, *(procedure.code for procedure in units.catalogue)]:
        for focus in Focus:
            told = units.units_for(code, focus, {}, at=at, known_at=TODAY)
            found += [f"{code} {focus}: {problem}" for problem in problems(told, words)]
            for unit in told:
                used |= keys_of(unit.short) | (keys_of(unit.long) if unit.long else set())
    assert found == []
    missing = {key for key in used if key not in set(load_texts().keys("en"))}
    assert missing == set(), "an answer without English"


def test_no_text_of_ours_has_more_than_two_sentences():
    texts = {}
    for language in ("vi", "en"):
        for key in load_texts().keys(language):
            if key.startswith("answers."):
                filled = dict.fromkeys(load_texts().placeholders(language, key), "x")
                texts[f"{language} {key}"] = load_texts().get(language, key, **filled)
    assert [key for key, text in texts.items() if sentences(text) > MOST_SENTENCES] == []


def test_the_same_question_of_the_same_moment_has_the_same_answer(units):
    asked = {"at": LETTER, "known_at": TODAY}
    first = units.units_for(BIRTH, Focus.PAPERS, {}, **asked)
    assert units.units_for(BIRTH, Focus.PAPERS, {}, **asked) == first
    later = units.units_for(BIRTH, Focus.PAPERS, {}, at=LETTER, known_at=TODAY + timedelta(days=1))
    assert [unit.id for unit in later] == [unit.id for unit in first]


def test_money_and_days_are_not_told_of_a_moment_before_they_were_known(units):
    for procedure in units.catalogue:
        for focus in (Focus.FEE, Focus.TIME, Focus.DEADLINE):
            for unit in units.units_for(procedure.code, focus, {}, at=LETTER, known_at=TODAY):
                assert not unit.places, f"{unit.id} stands in a copy of 2026"


def test_what_is_told_of_an_earlier_moment_says_so_and_says_neither_yes_nor_no(units):
    told = units.units_for(BIRTH, Focus.PAPERS, {}, at=LETTER, known_at=TODAY)
    known = [unit for unit in told if unit.known]
    assert known
    assert all(unit.later_copy and unit.yes_no is None and unit.basis is Basis.UNCONFIRMED for unit in known)


def test_what_nobody_knows_is_a_unit_too(units):
    (unit,) = units.units_for("1.001776", Focus.ELIGIBILITY, {}, at=TODAY, known_at=TODAY)
    assert unit.basis is Basis.SILENT
    assert words(unit.short) == "Điều kiện được hưởng, mức hưởng: trợ lý chưa biết."


def test_a_procedure_that_is_not_there_has_silence_only(units):
    for focus in Focus:
        for unit in units.units_for("9.999999", focus, {}, at=TODAY, known_at=TODAY):
            assert unit.topic is None


@pytest.mark.parametrize(
    ("since", "polarity", "said"),
    [(30, Polarity.YES, "Còn 30 ngày nữa"), (60, Polarity.YES, "Còn 0 ngày nữa"), (61, Polarity.NO, "Quá hạn rồi")],
)
def test_a_told_date_turns_the_deadline_into_an_answer(units, since, polarity, said):
    told = units.units_for(BIRTH, Focus.DEADLINE, {FactName.SINCE: since}, at=TODAY, known_at=TODAY)
    assert told[0].yes_no is polarity
    assert said in words(told[0].short)


def test_a_fee_whose_own_condition_is_over_is_not_told(units):
    for unit in units.units_for("1.001456", Focus.FEE, {}, at=TODAY, known_at=TODAY):
        assert "2023" not in words(unit.short)
