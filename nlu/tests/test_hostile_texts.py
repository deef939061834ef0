"""No text keeps a Rasa server busy: reading costs no more than the text is long."""

from __future__ import annotations

import importlib.util
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from rasa.shared.nlu.training_data.message import Message

import components
from components.clauses import clauses
from components.concepts import Concepts
from components.entity_model import features
from components.features import Options, Vectoriser
from components.folding import fold, fold_word, strip_diacritics
from components.folding_tokenizer import FoldingTokenizer
from components.spans import codes, tidied
from components.swap import Entity
from components.wishes import _cuts
from components.words import pieces, words

CHECKOUT = Path(__file__).resolve().parents[2]
SHORT, LONG = 500, 2000


def _hostile() -> ModuleType:
    """The bot's hostile texts and how it measures: plain Python without its packages."""
    spec = importlib.util.spec_from_file_location("hostile", CHECKOUT / "tests" / "hostile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hostile = _hostile()
SHORTER, LONGER = hostile.hostile_texts(SHORT), hostile.hostile_texts(LONG)


@pytest.fixture(scope="module")
def readers(concepts: Concepts) -> dict[str, Callable[[str], object]]:
    """All that reads a text before the learned models do, by name."""
    tokenizer = FoldingTokenizer(FoldingTokenizer.get_default_config())
    vectoriser = Vectoriser(Options(), concepts)

    def tidy(text: str) -> object:
        parts = pieces(text)
        return tidied(parts, [Entity("admin_unit", part.start, part.end) for part in parts])

    return {
        "fold": fold,
        "fold_word": fold_word,
        "strip_diacritics": strip_diacritics,
        "pieces": pieces,
        "words": words,
        "codes": lambda text: list(codes(pieces(text))),
        "tidied": tidy,
        "concepts": lambda text: concepts.rewrite(words(text), concepts.all(words(text))),
        "grams": lambda text: vectoriser.grams(words(text)),
        "features": lambda text: features(pieces(text), concepts),
        "clauses": lambda text: clauses(words(text)),
        "cuts": lambda text: _cuts(words(text)),
        "tokens": lambda text: tokenizer.tokenize(Message({"text": text}), "text"),
    }


def _of_texts() -> Iterator[str]:
    for found in pkgutil.iter_modules(components.__path__, "components."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters), None)
            if function.__module__ == module.__name__ and not name.startswith("_") and first in ("text", "word"):
                yield name


def test_no_reader_is_forgotten(readers: dict[str, Callable[[str], object]]) -> None:
    assert set(_of_texts()) - {"is_syllable"} <= set(readers)


@pytest.mark.parametrize("kind", LONGER)
def test_cost_grows_no_worse_than_the_text(kind: str, readers: dict[str, Callable[[str], object]]) -> None:
    wrong = {name: hostile.complaint(read, SHORTER[kind], LONGER[kind]) for name, read in readers.items()}
    assert {name: problem for name, problem in wrong.items() if problem} == {}
