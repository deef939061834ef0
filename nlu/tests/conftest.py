"""Fixtures: the repository's own data and its model, once for all tests."""

from __future__ import annotations

import shutil
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from quiet import quiet  # noqa: E402 - after the path

quiet()

import checksum  # noqa: E402 - after the environment
from components.concepts import Concepts  # noqa: E402 - after the environment
from components.corpus import Corpus  # noqa: E402
from components.entity_model import EntityModel  # noqa: E402
from components.features import Options  # noqa: E402
from components.intent_model import IntentModel  # noqa: E402
from components.swap import Entity  # noqa: E402
from datafiles import Line, lines, tables  # noqa: E402


@pytest.fixture(autouse=True)
def _warnings_of_ours_are_errors() -> Iterator[None]:
    """Whatever our own modules warn of is an error; other people's packages age as they like."""
    with warnings.catch_warnings():
        ours = "ablate|ablate_clauses|ablate_diet|add|alike|components|checksum|datafiles|evaluate|lint|measure|quiet"
        ours += "|serve|train|unused"
        warnings.filterwarnings("error", module=rf"({ours})(\.|$)")
        yield


@pytest.fixture(scope="session")
def messages() -> list[Line]:
    """All training messages."""
    return list(lines(HERE / "data"))


@pytest.fixture(scope="session")
def concepts() -> Concepts:
    """The lookup tables."""
    return Concepts(tables(HERE / "lookups"))


@pytest.fixture(scope="session")
def corpus(messages: list[Line], concepts: Concepts) -> Corpus:
    """All training messages, counted."""
    return Corpus.make([line.text for line in messages], [line.intent for line in messages], Options(), concepts)


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """What the components keep in the model of the present data, where that has been trained."""
    archive = HERE / "models" / checksum.model_name()
    if not archive.exists():
        return None
    folder = tmp_path_factory.mktemp("trained")
    shutil.unpack_archive(archive, folder)
    return folder / "components"


@pytest.fixture(scope="session")
def trained(unpacked: Path | None) -> Path | None:
    """What the intent classifier keeps there."""
    return None if unpacked is None else next(unpacked.glob("*.CalibratedIntentClassifier*"))


@pytest.fixture(scope="session")
def model(request: pytest.FixtureRequest, trained: Path | None) -> IntentModel:
    """The intent model of the present data: as it was trained, else one made here, with fewer folds than in earnest."""
    if trained is not None:
        return IntentModel.load(trained)
    return IntentModel.fit(request.getfixturevalue("corpus"), folds=2)


@pytest.fixture(scope="session")
def tagger(
    request: pytest.FixtureRequest, unpacked: Path | None, concepts: Concepts, tmp_path_factory: pytest.TempPathFactory
) -> EntityModel:
    """The entity model of the present data: as it was trained, else one made here, of half of the messages."""
    if unpacked is not None:
        return EntityModel.load(next(unpacked.glob("*.FoldedEntityExtractor*")), concepts)
    some = request.getfixturevalue("messages")[::2]
    marks = [[Entity(mark.entity, mark.start, mark.end) for mark in line.marks] for line in some]
    return EntityModel.fit([line.text for line in some], marks, concepts, tmp_path_factory.mktemp("entities"))
