"""What people need who write English."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from bot.content.english_loader import load_english
from bot.content.reference import load_reference
from bot.understanding.search.in_english import EnglishWays, Named

BIRTH, MARRIAGE, PASSPORT, LOST_PASSPORT, COPY = "1.001193", "1.000894", "1.001456", "1.010386", "2.000635"


@pytest.fixture(scope="module")
def catalogue():
    return load_reference().catalogue


def rows(name):
    return list(csv.DictReader((files("bot.content") / name).read_text(encoding="utf-8").splitlines()))


def test_every_way_is_of_a_procedure_that_there_is(catalogue):
    assert [row["code"] for row in rows("english_ways.csv") if row["code"] not in catalogue] == []


def test_every_procedure_is_found_by_its_english_title(catalogue):
    english, ways = load_english().entries, EnglishWays.packaged()
    titles = {one.code: english[one.title].partition(" (")[0] for one in catalogue if one.title in english}
    assert len(titles) > 150
    named = {code: ways.named(f"what papers do I need for {title}", catalogue) for code, title in titles.items()}
    assert {code: titles[code] for code, found in named.items() if found is None or found.code != code} == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("how do we register our marriage here", MARRIAGE),
        ("I have to register the birth of my daughter", BIRTH),
        ("my passport expired, where do I go", PASSPORT),
        ("I lost my passport in Ca Mau", LOST_PASSPORT),
        ("my birth certificate is lost, how do I get a copy", COPY),
        ("can i renew my driving license", "3.000347"),
        ("how can i get certified copies of my diploma", "2.000815"),
    ],
)
def test_the_most_and_longest_words_say_what_is_meant(text, code, catalogue):
    found = EnglishWays.packaged().named(text, catalogue)
    assert found is not None
    assert found.code == code


def test_a_text_that_says_more_is_not_named_whole(catalogue):
    ways = EnglishWays.packaged()
    assert ways.named("birth registration fee", catalogue) == Named(BIRTH, whole=True)
    assert ways.named("birth registration for my orphaned nephew whose mother ran away", catalogue) == Named(
        BIRTH, whole=False
    )


@pytest.mark.parametrize("text", ["", "hello", "thank you very much", "where is the market", "toi can lam passport"])
def test_what_names_nothing_in_english(text, catalogue):
    assert EnglishWays.packaged().named(text, catalogue) is None


def test_vietnamese_is_not_taken_for_english(catalogue):
    """Of all messages that search learns from those alone that an English speaker wrote."""
    ways = EnglishWays.packaged()
    said = [row["said"] for row in rows("messages_by_thing.csv")]
    named = [text for text in said if ways.named(text, catalogue) is not None and not text.isascii()]
    assert named == []


def test_what_was_said_of_the_catalogue_is_known(catalogue):
    assert EnglishWays.packaged().named("birth registration", {}) is None
