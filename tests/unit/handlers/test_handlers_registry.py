"""Nothing is forgotten: every wish has a handler, every text exists, every payload fits."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import bot.handlers
from bot.conversation.messages import MAX_PAYLOAD, Kind
from bot.conversation.router import FALLBACK
from bot.handlers.menu import procedure_choices
from bot.handlers.registry import INFORMING, QUESTIONS, build_router
from tests.unit.handlers.turns import reference, texts

REPOSITORY = Path(__file__).parents[3]
INTENTS = sorted(path.stem for path in (REPOSITORY / "nlu" / "data").glob("*.yml"))
SOURCES = sorted(Path(bot.handlers.__file__).parent.glob("*.py"))
SPEAKERS = {"say", "words", "ask"}


def test_there_are_39_wishes():
    assert len(INTENTS) == 39


@pytest.mark.parametrize("intent", [*INTENTS, FALLBACK])
def test_every_wish_has_a_handler_and_a_name(intent):
    assert intent in build_router().intents
    assert f"intent.{intent}" in set(texts().keys())
    assert f"intent.{intent}" in set(texts().keys("en"))


def test_no_handler_answers_a_wish_that_does_not_exist():
    assert set(build_router().intents) == {*INTENTS, FALLBACK}


def test_every_other_kind_of_message_is_answered():
    assert set(build_router().kinds) == set(Kind) - {Kind.TEXT, Kind.CHOICE}


def test_what_is_answered_as_a_second_wish_only_informs():
    router = build_router()
    assert router.side == {*INFORMING, *QUESTIONS}
    assert not router.side & {"book_appointment", "cancel_appointment", "change_appointment", "privacy_request"}


def used_keys():
    """Yield (file, key or its beginning, whether it is whole) of every text that is said."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr not in SPEAKERS or not node.args:
                continue
            for key in candidates(node.args[0]):
                yield path.name, *key


def candidates(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [(node.value, True)]
    if isinstance(node, ast.IfExp):
        return [*candidates(node.body), *candidates(node.orelse)]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return [(node.values[0].value, False)]
    return []


def test_every_text_that_is_said_exists():
    known = set(texts().keys())
    used = list(used_keys())
    assert len(used) > 150
    missing = [
        (name, key)
        for name, key, whole in used
        if not (key in known if whole else any(text.startswith(key) for text in known))
    ]
    assert missing == []


@pytest.mark.parametrize("key", sorted(texts().keys("en")))
def test_english_has_the_placeholders_of_vietnamese(key):
    assert key in set(texts().keys())
    assert texts().placeholders("en", key) == texts().placeholders("vi", key)


def test_no_text_carries_markup_or_speaks_of_the_machinery():
    for key in sorted(texts().keys()):
        text = texts().get("vi", key, **dict.fromkeys(texts().placeholders("vi", key), "x"))
        assert not re.search(r"[<>]|\*\*|\b(?:Rasa|NLU|server|API|token)\b", text), key


def test_the_longest_payloads_fit():
    longest_intent = max(INTENTS, key=len)
    for choice in procedure_choices(reference().catalogue, longest_intent):
        assert len(choice.payload) <= MAX_PAYLOAD
    for unit in reference().places:
        assert len(f"#area.pick:{unit.id}") <= MAX_PAYLOAD
        assert len(f"#call.start:unit:{unit.id}/1.001193") <= MAX_PAYLOAD
