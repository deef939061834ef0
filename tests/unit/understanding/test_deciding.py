"""Whose business a question is: every body by several phrasings, accented and bare, and what only looks like it."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from bot.content.deciders_loader import load_deciders, read_deciders
from bot.guidance.moments import parse_moment
from bot.understanding.deciding import DeciderReader
from bot.understanding.fold import strip_diacritics

DECIDERS = load_deciders()
READER = DeciderReader.of(DECIDERS)
MOMENTS = {"2021": parse_moment("2021-08-22T09:00"), "2026": parse_moment("2026-11-24T09:00")}
FEWEST = 2
MOST_MISREAD = 0.003
"""Share of accented messages that without their accents speak of somebody else's business."""
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parents[2] / "data" / "deciders.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
THEIRS = [(body, year, text) for body, year, theirs, text in ROWS if theirs in {"yes", "typed"}]
BARE = [(body, year, text) for body, year, theirs, text in ROWS if theirs == "yes"]
MISSED = [(body, year, text) for body, year, theirs, text in ROWS if theirs == "no"]


def whose(text: str, year: str) -> str | None:
    found = READER.read(text, MOMENTS[year])
    return None if found is None else found.id


@pytest.mark.parametrize(("body", "year", "text"), THEIRS)
def test_a_question_names_its_body(body, year, text):
    assert whose(text, year) == body


@pytest.mark.parametrize(("body", "year", "text"), BARE)
def test_so_it_does_without_accents(body, year, text):
    assert whose(strip_diacritics(text), year) == body


@pytest.mark.parametrize(("body", "year", "text"), MISSED)
def test_what_only_looks_like_it_does_not(body, year, text):
    assert whose(text, year) != body


def test_every_body_is_tried_in_several_ways_and_by_a_near_miss():
    tried, missed = Counter(body for body, _, _ in THEIRS), Counter(body for body, _, _ in MISSED)
    assert [one.id for one in DECIDERS if tried[one.id] < FEWEST or not missed[one.id]] == []
    assert set(tried) | set(missed) == {one.id for one in DECIDERS}


def test_every_phrase_is_heard_as_its_own_body():
    lost = []
    for business in DECIDERS:
        for phrase in (*business.said, *business.written):
            text = phrase.replace("&", "")
            moment = next(at for at in MOMENTS.values() if business.body(at) is not None)
            found = READER.read(text, moment)
            if found is not business:
                lost.append((business.id, phrase, found and found.id))
    assert not lost


def test_without_accents_hardly_anything_becomes_another_bodys():
    rows = csv.reader((files("bot.content") / "messages.csv").read_text(encoding="utf-8").splitlines())
    messages = [text for _, *texts in rows for text in texts if not text.isascii()]
    others = [
        text
        for text in messages
        if (bare := whose(strip_diacritics(text), "2021")) is not None and bare != whose(text, "2021")
    ]
    assert len(messages) > 1000
    assert len(others) <= MOST_MISREAD * len(messages), others


NAMES = [
    name
    for line in (Path(__file__).parents[2] / "data" / "common_names.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for name in (line.split("; ") if ";" in line else line.split())
]
BORNE_TOO = ["Đước", "Tràm", "Chích", "Sim", "Mặn", "Điền", "Mỹ Loan", "Sáu Đước", "Mười Đước", "Hai Lúa", "Bảy Ghe"]
"""Names of the region that are things as well."""
IN_A_SENTENCE = ["{}", "chú {} nộp giùm được không", "Nguyễn Văn {}", "con tui tên {}", "dạ em {} đây", "má {} mất rồi"]


def test_nobodys_name_is_a_bodys_business():
    said = [frame.format(name) for name in (*NAMES, *BORNE_TOO) for frame in IN_A_SENTENCE]
    written = {form for text in said for form in (text, text.lower(), strip_diacritics(text))}
    assert len(NAMES) > 250
    assert sorted(text for text in written for year in MOMENTS if whose(text, year)) == []


def test_another_tone_is_another_word():
    table = "deciders:\n- {id: tax, matter_vi: Thuế, matter_en: Tax, said: [nợ thuế], written: [thuế đất], who: [W]}"
    table = table.replace("W", "{ask_vi: thuế, ask_en: tax, basis: known}")
    reader = DeciderReader(read_deciders(table))

    def hears(text):
        return reader.read(text, MOMENTS["2026"]) is not None

    assert hears("nhà tui nợ thuế")
    assert hears("nha tui no thue")
    assert not hears("tui nói nó thuê rồi")
    assert hears("đóng thuế đất ở đâu")
    assert not hears("dong thue dat o dau")
    assert not hears("hợp đồng thuê đất")
    assert not hears("nợthuế")
