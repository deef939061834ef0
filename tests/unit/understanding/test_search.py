"""Finding procedures, measured on labelled queries."""

from __future__ import annotations

import itertools
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.guidance.procedures import Catalogue
from bot.understanding.fold import strip_diacritics
from bot.understanding.search.finder import Outcome, ProcedureSearch, decide, most_alike
from bot.understanding.search.tokens import tokens

QUERIES = Path(__file__).parents[2] / "data" / "procedure_queries.jsonl"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.parse((files("bot.content") / "procedures.csv").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def search(catalogue: Catalogue) -> ProcedureSearch:
    return ProcedureSearch(catalogue)


def labelled(expect: str, which: str | None = None) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in QUERIES.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["expect"] == expect and which in (None, row["set"])]


def test_the_likest_is_what_comparing_with_each_in_full_gives(catalogue: Catalogue) -> None:
    names = sorted({word for procedure in catalogue for name in procedure.names for word in tokens(name)})
    typed = [tokens(row["text"]) for row in labelled("one")]
    words = sorted({word for said in typed for word in said})[::4]
    pairs = sorted({f"{one} {other}" for said in typed for one, other in itertools.pairwise(said)})[::4]
    swapped = [f"{word[:2]}x{word[3:]}{word[2:3]}" for word in names[::2]]  # a letter between two that are swapped
    for text, least in (*((each, 0.72) for each in [*words, *swapped]), *((each, 0.85) for each in pairs)):
        among = names if " " not in text else pairs[1::2]
        in_full = DamerauLevenshtein.normalized_similarity
        found = process.extractOne(text, among, scorer=in_full, score_cutoff=least)
        assert most_alike(text, among, least) == (found and found[:2])


def test_the_labelled_queries_cover_every_procedure(catalogue: Catalogue) -> None:
    rows = labelled("one")
    assert len(rows) >= 300
    for which in ("tuning", "holdout"):
        assert {code for row in labelled("one", which) for code in row["codes"]} == {each.code for each in catalogue}
    assert sum(row["text"] == strip_diacritics(row["text"]) for row in rows) >= len(rows) / 3


@pytest.mark.parametrize("which", ["tuning", "holdout"])
@pytest.mark.parametrize("stripped", [False, True])
def test_the_procedure_is_found(search: ProcedureSearch, which: str, stripped: bool) -> None:
    rows = labelled("one", which)
    ranks = []
    for row in rows:
        text = strip_diacritics(row["text"]) if stripped else row["text"]
        codes = [hit.code for hit in search.search(text)]
        ranks.append(codes.index(row["codes"][0]) if row["codes"][0] in codes else len(codes))
    assert sum(rank == 0 for rank in ranks) / len(rows) >= 0.92
    assert sum(rank < 3 for rank in ranks) / len(rows) >= 0.97


def test_a_wrong_procedure_is_hardly_ever_taken_for_certain(search: ProcedureSearch) -> None:
    wrong = [
        row["text"]
        for row in labelled("one")
        if (decision := search.decide(row["text"])).outcome is Outcome.ONE and decision.hits[0].code not in row["codes"]
    ]
    assert len(wrong) <= 3, wrong


def test_close_procedures_are_asked_back(search: ProcedureSearch) -> None:
    rows = labelled("ask")
    asked = [
        decision.outcome is Outcome.CLOSE and {hit.code for hit in decision.hits} & set(row["codes"])
        for row in rows
        if (decision := search.decide(row["text"]))
    ]
    assert sum(map(bool, asked)) / len(rows) >= 0.85


def test_what_no_procedure_is_about_finds_nothing(search: ProcedureSearch) -> None:
    rows = labelled("none")
    assert sum(search.decide(row["text"]).outcome is Outcome.NONE for row in rows) / len(rows) >= 0.9


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tui muon lam giay khai sanh cho con", "1.001193"),
        ("chung thuc ban sao, ra xa luon dc hong", "2.000815"),
        ("photo công chứng", "2.000815"),
        ("giấy độc thân", "1.004873"),
        ("bi nghi viec roi, tien that nghiep lanh o dau", "1.014748"),
        ("thu tuc 1.004222 lam sao", "1.004222"),
        ("mua ghe cũ", "1.004002"),
        ("khaisinh cho be", "1.001193"),
    ],
)
def test_certain(search: ProcedureSearch, text: str, code: str) -> None:
    decision = search.decide(text)
    assert decision.outcome is Outcome.ONE
    assert [hit.code for hit in decision.hits] == [code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("sao y khai sinh", {"2.000635", "2.000815"}),
        ("bằng lái", {"3.000347", "3.000348"}),
        ("tiền mai táng", {"1.014028", "1.001731"}),
    ],
)
def test_ambiguous(search: ProcedureSearch, text: str, codes: set[str]) -> None:
    decision = search.decide(text)
    assert decision.outcome is Outcome.CLOSE
    assert {hit.code for hit in decision.hits} == codes


def test_every_official_name_and_title_finds_its_procedure(catalogue: Catalogue, search: ProcedureSearch) -> None:
    for procedure in catalogue:
        assert search.search(procedure.name)[0].code == procedure.code
        assert procedure.code in [hit.code for hit in search.search(procedure.title)[:2]]


def test_an_unknown_code_is_no_match(search: ProcedureSearch) -> None:
    assert search.decide("9.999999").outcome is Outcome.NONE


def test_no_hits_no_decision() -> None:
    assert decide([]).outcome is Outcome.NONE


@given(st.text(max_size=300), st.integers(1, 5))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_searched(text: str, limit: int) -> None:
    hits = _SEARCH.search(text, limit)
    assert len(hits) <= limit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


_SEARCH = ProcedureSearch(Catalogue.parse((files("bot.content") / "procedures.csv").read_text(encoding="utf-8")))


def short_replies() -> list[str]:
    lines = (QUERIES.parent / "short_replies.txt").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line and not line.startswith("#")]
    return [text for line in said for text in dict.fromkeys((line, strip_diacritics(line)))]


def test_no_short_reply_resembles_a_procedure(search: ProcedureSearch) -> None:
    replies = short_replies()
    assert len(replies) >= 600
    found = {text: search.search(text)[0].title for text in replies if search.search(text)}
    assert found == {}


def test_what_names_a_procedure_in_a_word_or_two_is_still_found(search: ProcedureSearch) -> None:
    for text in ("giấy đỏ", "so do", "tạm vắng", "mai táng", "vỏ lãi", "sang đất", "sang tên", "không bán nữa"):
        assert search.decide(text).outcome is not Outcome.NONE, text


def test_no_name_of_a_procedure_is_taken_for_a_reply(catalogue: Catalogue, search: ProcedureSearch) -> None:
    for procedure in catalogue:
        for name in (*procedure.names, procedure.title, procedure.name):
            assert search.search(name), name
