"""Entities: spans count the text as typed, and text without diacritics keeps them."""

from __future__ import annotations

import itertools
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.entity_model import EntityModel
from components.folding import strip_diacritics


def _found(tagger: EntityModel, text: str) -> set[tuple[str, str]]:
    return {(entity.entity, text[entity.start : entity.end]) for entity in tagger.find(text)}


def test_finds_entities_with_and_without_diacritics(tagger: EntityModel) -> None:
    text = "đặt lịch làm khai sinh ở xã Tắc Vân sáng thứ 6, số 0912000345"
    for typed in (text, strip_diacritics(text), unicodedata.normalize("NFD", text)):
        found = {(name, strip_diacritics(value)) for name, value in _found(tagger, typed)}
        assert {("procedure", "khai sinh"), ("admin_unit", "xa Tac Van"), ("phone", "0912000345")} <= found


def test_spans_are_the_same_for_text_typed_in_telex(tagger: EntityModel) -> None:
    assert ("procedure", "khai sinhs") in _found(tagger, "laamf khai sinhs cho con")


def test_confidence_of_an_entity_is_a_probability(tagger: EntityModel) -> None:
    assert all(0 <= entity.confidence <= 1 for entity in tagger.find("ra xã Tắc Vân ngày 24/8"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_spans_lie_in_any_text_in_order_and_apart(tagger: EntityModel, text: str) -> None:
    found = tagger.find(text)
    assert all(0 <= entity.start < entity.end <= len(text) for entity in found)
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))
    assert all(not text[entity.start].isspace() and not text[entity.end - 1].isspace() for entity in found)
