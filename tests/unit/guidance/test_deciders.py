"""Who decides what: what ships is whole, founded and promises nothing; a broken file is told by entry and field."""

from __future__ import annotations

import re

import pytest

from bot.content.catalogue_loader import load_fields
from bot.content.deciders_loader import load_deciders, read_deciders
from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_rulebook
from bot.guidance.catalogue import FieldKind
from bot.guidance.catalogue.values import Office, Receiver
from bot.guidance.deciders import Basis, DecidersError
from bot.guidance.moments import parse_moment
from bot.understanding.fold import canonical

DECIDERS = load_deciders()
NOW, LETTER = parse_moment("2026-11-24T09:00"), parse_moment("2021-08-22T09:00")
CODE = re.compile(r"\d\.\d{6}")
OFFICES = {
    "tax": Office.TAX,
    "social_insurance": Office.SOCIAL_INSURANCE,
    "immigration": Office.IMMIGRATION,
    "electronic_identity": Office.COMMUNE_POLICE,
    "identity_card": Office.COMMUNE_POLICE,
    "residence": Office.COMMUNE_POLICE,
    "driving_licence": Office.PROVINCE_POLICE,
    "vehicle_registration": Office.PROVINCE_POLICE,
    "land_office": Office.LAND_OFFICE,
    "fisheries": Office.FISHERIES,
    "land_dispute": Office.COMMUNE_COMMITTEE,
}
"""Bodies that the fields of the catalogue name as receivers of the procedures that are their source."""
READ_ELSEWHERE = {"1.003596", "1.001662"}
"""Codes of the portal that the catalogue does not hold; their pages name the commune."""
GONE = re.compile(r"\b(?:huyện|thị trấn|Lao động - Thương binh|Giao thông vận tải|Ban Chỉ đạo)\b")
"""Levels and departments of 2021."""


def bodies():
    return [(business, body) for business in DECIDERS for body in business.who]


def test_the_table_is_worth_its_name():
    assert len(DECIDERS) >= 40
    assert sum(len(business.said) + len(business.written) for business in DECIDERS) >= 600


def test_every_text_is_one_short_line_without_numbers():
    for business, body in bodies():
        for text in (business.matter_vi, business.matter_en, body.ask_vi, body.ask_en):
            assert len(text) <= 90, text
            assert not re.search(r"\d|[.!?]$|https?:|\n", text), text
        for note in filter(None, (business.note_vi, business.note_en)):
            assert re.fullmatch(r"[^\d\n]+(?:113)?\.", note), note


def test_what_is_stated_has_a_source_that_is_there():
    catalogue, fields = load_reference().catalogue, load_fields()
    documents = {document.number for document in load_rulebook().content.documents.values()}
    for business, body in bodies():
        for source in body.source:
            assert (body.basis is Basis.STATED) == bool(body.source)
            if CODE.fullmatch(source):
                assert source in READ_ELSEWHERE or source in catalogue or fields.get(source) is not None, source
            else:
                assert source.split(",")[0] in documents, (business.id, source)


@pytest.mark.parametrize("name", OFFICES)
def test_the_catalogue_names_the_body_for_the_procedures_that_are_its_source(name):
    business = next(one for one in DECIDERS if one.id == name)
    body = business.body(NOW)
    assert body is not None
    fields = load_fields()
    for code in body.source:
        told = fields.told(code, FieldKind.RECEIVER, at=NOW, known_at=NOW).told
        offices = {one.field.value.office for one in told if isinstance(one.field.value, Receiver)}
        assert OFFICES[name] in offices, (code, offices)


def test_a_body_of_2021_is_not_named_today():
    assert [body.ask_vi for one in DECIDERS if (body := one.body(NOW)) is not None and GONE.search(body.ask_vi)] == []
    names = {one.id: one.body(LETTER) for one in DECIDERS}
    assert names["electronic_identity"] is None
    assert names["epidemic"] is not None
    assert "huyện" in names["identity_card"].ask_vi
    between = parse_moment("2024-06-01T09:00")
    assert {one.id for one in DECIDERS if one.body(between) is None} >= {"identity_card", "epidemic", "driving_licence"}


def test_no_phrase_is_two_bodies():
    said: dict[tuple[str, ...], set[str]] = {}
    for business in DECIDERS:
        phrases = [*business.said, *business.written]
        assert len(set(phrases)) == len(phrases), business.id
        for phrase in phrases:
            said.setdefault(tuple(sorted(canonical(part) for part in phrase.split("&"))), set()).add(business.id)
    assert {phrase: names for phrase, names in said.items() if len(names) > 1} == {}


WHO = "{ask_vi: tòa, ask_en: court, basis: known}"


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("id: x, matter_vi: A, matter_en: A, said: [a]", "x: who missing or empty"),
        (f"id: x, matter_vi: A, matter_en: A, said: [], who: [{WHO}]", "x: said missing or empty"),
        (f"id: x, matter_vi: A, matter_en: A, said: ['a &'], who: [{WHO}]", "x: said: no phrase: 'a &'"),
        (f"id: x, matter_vi: A, matter_en: A, said: a, who: [{WHO}]", "x: said: no list"),
        (f"id: 1x, matter_vi: A, matter_en: A, said: [a], who: [{WHO}]", "1x: no id"),
        (f"id: x, matter_vi: A, matter_en: A, said: [a], phone: '1', who: [{WHO}]", "x: unknown field phone"),
        (f"id: x, matter_vi: A, matter_en: A, said: [a], note_vi: A., who: [{WHO}]", "x: a note in one language"),
        (f"id: x, matter_vi: A, matter_en: A, said: [a], who: [{WHO}, {WHO}]", "x: who: two at the same time"),
        ("id: x, matter_vi: A, matter_en: A, said: [a], who: [a]", "x: who: no mapping"),
        (
            "id: x, matter_vi: A, matter_en: A, said: [a], who: [{ask_vi: a, ask_en: a, basis: hearsay}]",
            "basis: 'hearsay' is none of stated, known",
        ),
        (
            "id: x, matter_vi: A, matter_en: A, said: [a], who: [{ask_vi: a, ask_en: a, basis: stated}]",
            "what is stated has a source",
        ),
        (
            "id: x, matter_vi: A, matter_en: A, said: [a], who: [{ask_vi: a, ask_en: a, basis: known, since: soon}]",
            "since: no day: 'soon'",
        ),
    ],
)
def test_a_broken_entry_is_told_by_name_and_field(entry, told):
    with pytest.raises(DecidersError, match=re.escape(told)):
        read_deciders(f"deciders:\n  - {{{entry}}}\n")


def test_a_whole_file_that_cannot_be_is_refused():
    entry = f"{{id: x, matter_vi: A, matter_en: A, said: [a], who: [{WHO}]}}"
    for text in ("[", "- 1", "deciders: 1", "deciders: [1]"):
        with pytest.raises(DecidersError):
            read_deciders(text)
    assert len(read_deciders(f"deciders: [{entry}]")) == 1
    with pytest.raises(DecidersError, match="twice"):
        read_deciders(f"deciders: [{entry}, {entry}]")
