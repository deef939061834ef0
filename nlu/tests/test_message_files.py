"""What Rasa is given to train on is what its own importer reads from the same files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.message_files import MessageFiles
from components.training_data import OTHER_WISHES
from datafiles import hands

HERE = Path(__file__).resolve().parent.parent
FILES = ("greet.yml", "cancel_appointment.yml")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Some of the training messages, and one of them once more."""
    for name in FILES:
        shutil.copy(HERE / "data" / name, tmp_path)
    greetings = (tmp_path / "greet.yml").read_text(encoding="utf-8").rstrip()
    (tmp_path / "greet.yml").write_text(f"{greetings}\n{greetings.splitlines()[-1]}\n", encoding="utf-8")
    return tmp_path


def _content(data: TrainingData) -> list[tuple[object, ...]]:
    names = ("entity", "start", "end", "value")
    return sorted(
        (example.get(INTENT), example.get(TEXT), *(tuple(found[name] for name in names) for found in example.get(ENTITIES, [])))
        for example in data.training_examples
    )


def test_messages_are_those_that_rasa_reads(data: Path) -> None:
    ours = MessageFiles(HERE, data).get_nlu_data()
    theirs = RasaFileImporter(training_data_paths=[str(data)]).get_nlu_data()
    assert len(theirs.training_examples) > 100
    assert _content(ours) == _content(theirs)


def test_tables_are_those_that_rasa_reads(data: Path) -> None:
    ours = MessageFiles(HERE, data).get_nlu_data()
    theirs = RasaFileImporter(training_data_paths=[str(HERE / "lookups" / "form.yml"), str(HERE / "lookups" / "date.yml")])
    tables = {table["name"]: table["elements"] for table in ours.lookup_tables}
    for table in theirs.get_nlu_data().lookup_tables:
        assert tables[table["name"]] == table["elements"]


def test_messages_of_hands_tell_the_wishes_they_hold_beside_their_first(data: Path) -> None:
    written = hands(HERE / "hands.jsonl")
    told = {one.get(TEXT): one.get(OTHER_WISHES) for one in MessageFiles(HERE, data).get_nlu_data().training_examples}
    assert {text: by.secondary for text, by in written.items() if text in told}.items() <= told.items()
    assert any(told.values())
    assert any(wishes is None for wishes in told.values()), "of others nobody said"


def test_other_messages_have_another_fingerprint(data: Path) -> None:
    before = MessageFiles(HERE, data).get_nlu_data().fingerprint()
    (data / "greet.yml").unlink()
    assert MessageFiles(HERE, data).get_nlu_data().fingerprint() != before
