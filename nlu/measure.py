"""Trains the model of `config.yml` in this process and measures it on labelled messages, the way the bot would act on them.

The bot asks back when a message is not understood (`fallback`) and when two readings are near (`ambiguous`); asking back
counts as right for out of scope only. `evaluate.py` prints the figures, `ablate.py` does so with things left out.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from components.calibration import calibration_error
from components.clause_learning import fit_finder
from components.clause_wishes import Seconds
from components.concepts import Concepts
from components.corpus import Corpus
from components.entity_model import EntityModel
from components.features import Options
from components.folding import strip_diacritics
from components.heldout import OUT_OF_SCOPE
from components.intent_model import IntentModel
from components.second_wish import fit_gate
from components.swap import Entity
from components.words import words
from datafiles import Line, hands, tables

HERE = Path(__file__).resolve().parent
HANDS = HERE / "hands.jsonl"
ASKED_BACK = "nlu_fallback"
SAMPLES = 1000
"""Bootstrap samples."""
OPEN_SETS = sorted(file for file in (HERE / "evaluation").glob("*.jsonl") if not file.stem.endswith("_closed"))
"""All sets but those that are scored only when work on the model ends (nlu/evaluation/README.md)."""

Span = tuple[str, int, int]
Message = dict[str, Any]
"""A line of `evaluation/*.jsonl`."""


@dataclass(frozen=True)
class Answer:
    """What the model made of one message."""

    wanted: str
    """The intent it was labelled with."""
    acted: str
    """The intent that the bot would act on."""
    ranking: tuple[str, ...]
    sure: float
    seconds: tuple[bool, ...]
    """For each second wish that was labelled, whether it was found."""
    invented: bool
    """A second wish was found where none was labelled."""

    @property
    def right(self) -> bool:
        """Whether the bot would act rightly."""
        if self.wanted == OUT_OF_SCOPE:
            return self.acted in {OUT_OF_SCOPE, ASKED_BACK}
        return self.acted == self.wanted


class Reader(ABC):
    """What is trained and reads messages: the model, or what `ablate.py` puts in its place."""

    entities: EntityModel | None
    seconds: float
    """How long the training took, in processor time."""
    note: str = ""
    """What else is to be told of the training."""

    @abstractmethod
    def read(self, text: str) -> tuple[tuple[str, ...], str, float, list[str]]:
        """Give the ranking, what is acted on, the confidence, and the second wishes."""

    def answer(self, message: Message, *, bare: bool = False) -> Answer:
        """Read one labelled message, as typed or without diacritics."""
        text = strip_diacritics(message["text"]) if bare else message["text"]
        names, acted, sure, others = self.read(text)
        due = message["secondary"]
        found = tuple(wish in others for wish in due)
        return Answer(message["intent"], acted, names, sure, found, bool(others) and not due)

    def spans(self, text: str) -> set[Span]:
        """Find the entities."""
        return {(found.entity, found.start, found.end) for found in self.entities.find(text)} if self.entities else set()


@dataclass
class Model(Reader):
    """All that is trained."""

    intents: IntentModel
    found_by: Seconds
    entities: EntityModel | None
    seconds: float
    folder: tempfile.TemporaryDirectory[str] = field(repr=False)

    def read(self, text: str) -> tuple[tuple[str, ...], str, float, list[str]]:
        """Read a message that may hold two wishes."""
        message = words(text)
        scores, columns = self.intents.scores([message])
        reading, others = self.found_by.read(self.intents, message, scores, columns[0])
        names = tuple(name for name, _ in reading.ranking)
        unsure = reading.fallback or (reading.ambiguous and not others)
        return names, ASKED_BACK if unsure else names[0], reading.ranking[0][1], [name for name, _ in others]


def settings() -> dict[str, dict[str, Any]]:
    """Read the components' figures from `config.yml`, by the name of their class."""
    pipeline = yaml.safe_load((HERE / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return {step["name"].rsplit(".", 1)[-1]: step for step in pipeline}


def corpus_of(messages: Sequence[Line], options: Options | None = None, *, copies: bool = True) -> Corpus:
    """Count the training messages."""
    texts, labels = [line.text for line in messages], [line.intent for line in messages]
    return Corpus.make(texts, labels, options or Options(), Concepts(tables(HERE / "lookups")), copies=copies)


def train(
    messages: Sequence[Line], options: Options | None = None, *, copies: bool = True, entities: Concepts | bool = True
) -> Model:
    """Train the whole model.

    Args:
        messages: To train on.
        options: How n-grams are made.
        copies: Whether each message is shown without diacritics too.
        entities: The lookup tables of the entity model, True for those of the project, False for no entity model.
    """
    started = processor_seconds()
    figures = settings()["CalibratedIntentClassifier"]
    corpus = corpus_of(messages, options, copies=copies)
    intents = IntentModel.fit(corpus, folds=figures["folds"], held=figures["held"], refusable=figures["refusable"])
    texts, labels = [line.text for line in messages], [line.intent for line in messages]
    gate = fit_gate(intents, texts, labels, false_alarms=figures["second_wish_false_alarms"])
    alarms = figures["clause_wish_false_alarms"]
    finder = fit_finder(intents, texts, labels, other_wishes(messages), false_alarms=alarms)
    folder = tempfile.TemporaryDirectory()
    tagger = None
    if entities is not False:
        spans = [[Entity(mark.entity, mark.start, mark.end) for mark in line.marks] for line in messages]
        concepts = corpus.vectoriser.concepts if entities is True else entities
        rounds = settings()["FoldedEntityExtractor"]["rounds"]
        tagger = EntityModel.fit(texts, spans, concepts, Path(folder.name), rounds=rounds)
    return Model(intents, Seconds(gate, finder), tagger, processor_seconds() - started, folder)


def other_wishes(messages: Sequence[Line]) -> list[tuple[str, ...] | None]:
    """Give the wishes that each message holds beside its first; None where nobody said."""
    written = hands(HANDS)
    return [written[line.text].secondary if line.text in written else None for line in messages]


def load(file: Path) -> list[Message]:
    """Read labelled messages."""
    return [json.loads(row) for row in file.read_text(encoding="utf-8").splitlines() if row.strip()]


def accuracy(answers: Sequence[Answer]) -> float:
    """Give the share that is right as acted on."""
    return float(np.mean([answer.right for answer in answers])) if answers else float("nan")


def spread(answers: Sequence[Answer]) -> float:
    """Give the standard deviation of the accuracy over bootstrap samples."""
    right = np.array([answer.right for answer in answers], dtype=float)
    chance = np.random.default_rng(0)
    return float(np.std([chance.choice(right, len(right)).mean() for _ in range(SAMPLES)]))


def by_tag(messages: Sequence[Message], answers: Sequence[Answer]) -> dict[str, tuple[int, float]]:
    """Give for each tag how many messages have it, and the accuracy on them."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    for message, answer in zip(messages, answers, strict=False):
        for tag in message["tags"]:
            groups[tag].append(answer)
    return {tag: (len(found), accuracy(found)) for tag, found in sorted(groups.items())}


def figures_of(messages: Sequence[Message], typed: Sequence[Answer], bare: Sequence[Answer]) -> dict[str, float]:
    """Give the figures that there are goals for; all but the calibration error are shares."""
    inside = [answer for answer in typed if answer.wanted != OUT_OF_SCOPE]
    outside = [answer for answer in typed if answer.wanted == OUT_OF_SCOPE]
    accented = [at for at, message in enumerate(messages) if strip_diacritics(message["text"]) != message["text"]]
    seconds = [found for answer in typed for found in answer.seconds]
    return {
        "right as acted on": accuracy(typed),
        "the same without diacritics": accuracy(bare),
        "typed with diacritics": accuracy([typed[at] for at in accented]),
        "those without them": accuracy([bare[at] for at in accented]),
        "first reading right": float(np.mean([answer.ranking[0] == answer.wanted for answer in typed])),
        "right one among the first two": float(np.mean([answer.wanted in answer.ranking[:2] for answer in inside])),
        "out of scope let through": 1 - accuracy(outside),
        "in scope refused": float(np.mean([answer.acted in {OUT_OF_SCOPE, ASKED_BACK} for answer in inside])),
        "calibration error": calibration_error(
            [answer.sure for answer in typed], [answer.ranking[0] == answer.wanted for answer in typed]
        ),
        "second wish found": float(np.mean(seconds)) if seconds else float("nan"),
        "second wish invented": float(np.mean([answer.invented for answer in typed if not answer.seconds])),
    }


def entity_scores(model: Reader, messages: Sequence[Message], *, bare: bool = False) -> dict[str, float]:
    """Give F1 by exact spans, overall ("all") and for each entity."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for message in messages:
        found = model.spans(strip_diacritics(message["text"]) if bare else message["text"])
        due = {(span["entity"], span["start"], span["end"]) for span in message["entities"]}
        for group, at in ((found & due, 0), (found, 1), (due, 2)):
            for name, _, _ in group:
                counts[name][at] += 1
                counts["all"][at] += 1
    return {name: 2 * hit / max(1, got + wanted) for name, (hit, got, wanted) in sorted(counts.items())}


def processor_seconds() -> float:
    """Give the processor time of this process and of its ended children so far: other work on the machine changes it little."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def milliseconds(model: Reader, messages: Sequence[Message]) -> float:
    """Give the median processor time of reading one message with its entities."""
    times = []
    for message in messages:
        began = time.process_time()
        model.read(message["text"])
        model.spans(message["text"])
        times.append(time.process_time() - began)
    return float(np.median(times)) * 1000


def memory() -> float:
    """Give the most memory this process has held, in MiB (training included, so more than a server needs)."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 if sys.platform != "darwin" else most / 1024**2
