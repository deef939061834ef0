"""How well readings agree with a labelled set: accuracy, macro-F1, entities, calibration, what is confused."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bot.understanding.fold import strip_diacritics
from bot.understanding.kinds import OUT_OF_SCOPE, Kind, kinds_of
from bot.understanding.rasa import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.conversation.understood import Understanding

_BINS = 10


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A message with its right reading.

    Attributes:
        text: as typed.
        intent: the primary wish.
        entities: (name, start, end) of each marked span.
        tags: what kind of message it is (``no-diacritics``, ``southern`` …).
        secondary: further wishes.
    """

    text: str
    intent: str
    entities: frozenset[tuple[str, int, int]] = frozenset()
    tags: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a line of a labelled file."""
        spans = frozenset((e["entity"], int(e["start"]), int(e["end"])) for e in data.get("entities", ()))
        return cls(
            str(data["text"]), str(data["intent"]), spans, tuple(data.get("tags", ())), tuple(data.get("secondary", ()))
        )


@dataclass(slots=True)
class _Tally:
    right: int = 0
    labelled: int = 0
    read: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 where nothing is right."""
        return 2 * self.right / (self.labelled + self.read) if self.right else 0.0

    def to_json(self) -> dict[str, float]:
        """How many messages, and the share that is right."""
        return {"messages": self.labelled, "accuracy": self.right / self.labelled}


@dataclass(slots=True)
class Report:
    """The scores of a set; None where the set has nothing to judge by.

    Attributes:
        messages: how many.
        accuracy: share read rightly; ``nlu_fallback`` is right for out_of_scope only.
        bare_accuracy: the same of the same messages without diacritics.
        accented: the accuracy of those typed with diacritics.
        accented_bare: that of the very same ones without them.
        first_two: share whose right reading is among the first two, in-scope messages.
        macro_f1: mean F1 over the intents.
        entity_f1: over all marked spans, name and both ends right.
        let_through: share of out-of-scope messages that were read as a wish.
        refused: share of in-scope messages that were not read.
        calibration_error: expected calibration error of the confidences, ten bins.
        secondary_found: share of labelled second wishes that were found.
        milliseconds: the median time of a reading, as the bot waits for it.
        intents: per intent: labelled, right, F1.
        tags: per tag: messages and accuracy.
        kinds: per kind of message that there is: the same.
        confusion: (labelled, read) → how often, wrong ones only.
    """

    messages: int = 0
    accuracy: float = 0.0
    bare_accuracy: float | None = None
    accented: float | None = None
    accented_bare: float | None = None
    first_two: float | None = None
    macro_f1: float = 0.0
    entity_f1: float | None = None
    let_through: float | None = None
    refused: float | None = None
    calibration_error: float = 0.0
    secondary_found: float | None = None
    milliseconds: float | None = None
    intents: dict[str, dict[str, float]] = field(default_factory=dict)
    tags: dict[str, dict[str, float]] = field(default_factory=dict)
    kinds: dict[str, dict[str, float]] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def diacritics_gap(self) -> float | None:
        """What those typed with diacritics lose without them, as a share of their accuracy."""
        if not self.accented or self.accented_bare is None:
            return None
        return (self.accented - self.accented_bare) / self.accented

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "messages": self.messages,
            "accuracy": self.accuracy,
            "accuracy_without_diacritics": self.bare_accuracy,
            "lost_without_diacritics": self.diacritics_gap,
            "macro_f1": self.macro_f1,
            "first_two": self.first_two,
            "entity_f1": self.entity_f1,
            "out_of_scope_let_through": self.let_through,
            "in_scope_refused": self.refused,
            "calibration_error": self.calibration_error,
            "secondary_found": self.secondary_found,
            "p50_ms": self.milliseconds,
            "intents": self.intents,
            "tags": self.tags,
            "kinds": self.kinds,
            "confusion": [
                {"labelled": labelled, "read": read, "count": count}
                for (labelled, read), count in self.confusion.most_common()
            ],
        }

    def goals(self) -> list[str]:
        """Return a line for each figure that there is a goal for, and whether it is reached."""
        return [
            f"messages              {self.messages}",
            goal("accuracy", self.accuracy, least=0.92),
            goal("without diacritics", self.bare_accuracy, least=0.90),
            goal("lost without them", self.diacritics_gap, most=0.05),
            goal("right among first two", self.first_two, least=0.97),
            goal("out of scope through", self.let_through, most=0.05),
            goal("in scope refused", self.refused, most=0.03),
            goal("calibration error", self.calibration_error, most=0.05, form=".3f"),
            goal("entity F1", self.entity_f1, least=0.90),
            goal("second wish found", self.secondary_found, least=0.70),
            goal("p50 of a parse, ms", self.milliseconds, most=8, form=".1f"),
        ]

    def table(self) -> str:
        """Return the scores as lines for people."""
        lines = [*self.goals(), f"macro-F1              {self.macro_f1:.1%}", "", "per kind:"]
        lines += [f"  {kind:<16} {row['messages']:>5.0f} {row['accuracy']:.1%}" for kind, row in self.kinds.items()]
        lines += ["", "per tag:"]
        lines += [
            f"  {tag:<16} {row['messages']:>5.0f} {row['accuracy']:.1%}" for tag, row in sorted(self.tags.items())
        ]
        lines += ["", "per intent (labelled, right, F1):"]
        lines += [
            f"  {intent:<26} {row['labelled']:>4.0f} {row['right']:>4.0f} {row['f1']:.2f}"
            for intent, row in sorted(self.intents.items(), key=lambda item: item[1]["f1"])
        ]
        lines += ["", "confused most often (labelled → read):"]
        lines += [f"  {count:>3}  {labelled} → {read}" for (labelled, read), count in self.confusion.most_common(20)]
        return "\n".join(lines)


def goal(
    name: str, value: float | None, *, least: float | None = None, most: float | None = None, form: str = ".1%"
) -> str:
    """Return a figure's line: its name, the value, its goal, and whether it is missed."""
    bound = f"≥ {least:{form.replace('.1%', '.0%')}}" if least is not None else f"≤ {most:{form.replace('.1%', '.0%')}}"
    if value is None:
        return f"{name:<21} {'-':<8} goal {bound}"
    missed = (least is not None and value < least) or (most is not None and value > most)
    return f"{name:<21} {value:<8{form}} goal {bound}{', missed' if missed else ''}"


def is_right(message: LabelledMessage, understanding: Understanding) -> bool:
    """Return whether the bot would act rightly."""
    if message.intent == OUT_OF_SCOPE:
        return understanding.intent in {OUT_OF_SCOPE, FALLBACK}
    return understanding.intent == message.intent


def score(
    read: Sequence[tuple[LabelledMessage, Understanding]],
    bare: Sequence[tuple[LabelledMessage, Understanding]] = (),
    seconds: Sequence[float] = (),
) -> Report:
    """Compare readings with labels.

    Args:
        read: each message with what was read.
        bare: each message, as it was typed, with what was read of it without diacritics.
        seconds: how long readings took.
    """
    report = Report(messages=len(read))
    tallies: dict[str, _Tally] = {}
    tags: dict[str, _Tally] = {}
    kinds: dict[str, _Tally] = {}
    spans = _Tally()
    for message, understanding in read:
        right = is_right(message, understanding)
        acted = message.intent if right else understanding.intent
        tallies.setdefault(message.intent, _Tally()).labelled += 1
        tallies.setdefault(acted, _Tally()).read += 1
        tallies[message.intent].right += right
        if not right:
            report.confusion[message.intent, understanding.intent] += 1
        for groups, names in ((tags, message.tags), (kinds, kinds_of(message))):
            for name in names:
                tally = groups.setdefault(name, _Tally())
                tally.labelled += 1
                tally.right += right
        found = {(entity.entity, entity.start, entity.end) for entity in understanding.entities}
        spans.right += len(found & message.entities)
        spans.labelled += len(message.entities)
        spans.read += len(found)
    report.accuracy = _share(is_right(*pair) for pair in read) or 0.0
    report.bare_accuracy = _share(is_right(*pair) for pair in bare)
    if bare:
        report.accented, report.accented_bare = (
            _share(is_right(*pair) for pair in _accented(some)) for some in (read, bare)
        )
    inside = [pair for pair in read if pair[0].intent != OUT_OF_SCOPE]
    outside = [pair for pair in read if pair[0].intent == OUT_OF_SCOPE]
    report.first_two = _share(message.intent in _first_two(u) for message, u in inside)
    report.refused = _share(u.intent in {FALLBACK, OUT_OF_SCOPE} for _, u in inside)
    report.let_through = _share(u.intent not in {FALLBACK, OUT_OF_SCOPE} for _, u in outside)
    report.entity_f1 = spans.f1 if spans.labelled else None
    labelled = {intent: tally for intent, tally in tallies.items() if tally.labelled}
    report.macro_f1 = sum(tally.f1 for tally in labelled.values()) / len(labelled) if labelled else 0.0
    report.intents = {
        intent: {"labelled": tally.labelled, "right": tally.right, "f1": tally.f1} for intent, tally in labelled.items()
    }
    report.tags = {tag: t.to_json() for tag, t in tags.items()}
    report.kinds = {kind.value: kinds[kind].to_json() for kind in Kind if kind in kinds}
    report.calibration_error = _calibration_error(read)
    wished = [(wish, u) for message, u in read for wish in message.secondary]
    report.secondary_found = _share(wish in {s.intent for s in u.secondary} for wish, u in wished)
    report.milliseconds = 1000 * statistics.median(seconds) if seconds else None
    return report


def _first_two(understanding: Understanding) -> set[str]:
    readings = [reading.intent for reading in understanding.ranking[:2]]
    return {understanding.intent, *readings} if understanding.intent != FALLBACK else set(readings)


def _accented(
    read: Iterable[tuple[LabelledMessage, Understanding]],
) -> Iterator[tuple[LabelledMessage, Understanding]]:
    return (pair for pair in read if strip_diacritics(pair[0].text) != pair[0].text)


def _share(answers: Iterable[bool]) -> float | None:
    values = list(answers)
    return sum(values) / len(values) if values else None


def _calibration_error(read: Sequence[tuple[LabelledMessage, Understanding]]) -> float:
    """Return the expected calibration error: mean |confidence - accuracy| over ten bins, weighted by their size.

    It looks at the likeliest reading and its confidence, before the fallback.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for message, understanding in read:
        best = understanding.ranking[0].intent if understanding.ranking else understanding.intent
        place = min(_BINS - 1, int(understanding.confidence * _BINS))
        bins[place].append((understanding.confidence, best == message.intent))
    total = len(read) or 1
    error = 0.0
    for members in filter(None, bins):
        confidence = sum(value for value, _ in members) / len(members)
        accuracy = sum(right for _, right in members) / len(members)
        error += len(members) / total * abs(confidence - accuracy)
    return error
