"""What a model makes of the evaluation messages and the golden dialogues, through a real Rasa server."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.training.golden import load_golden
from bot.training.reader import reader_version
from bot.understanding.ladder import Ladder
from bot.understanding.rasa import RasaClient, always
from bot.understanding.scores import LabelledMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bot.conversation.understood import Understanding
    from bot.training.golden import GoldenMessage
    from bot.training.workshop import Workshop

CLOSED = "_closed"
"""How names of sets end that are scored only when work on the model ends: a gate would teach what is in them."""
_PATIENCE = 20.0
"""Seconds for one reading: the measuring runs at the lowest priority."""


class MeasuringFailed(Exception):
    """A message could not be read, or the messages themselves are unusable; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The messages by which models are measured.

    Attributes:
        labelled: the evaluation set.
        golden: messages of the golden dialogues.
    """

    labelled: tuple[LabelledMessage, ...]
    golden: tuple[GoldenMessage, ...]

    @classmethod
    def of(cls, workshop: Workshop) -> Yardstick:
        """Read the files of a workshop.

        Raises:
            MeasuringFailed: a file cannot be read.
        """
        try:
            lines = [
                line for file in _sets(workshop.evaluation) for line in file.read_text(encoding="utf-8").splitlines()
            ]
            labelled = tuple(LabelledMessage.from_json(json.loads(line)) for line in lines if line.strip())
            return cls(labelled, load_golden(workshop.golden))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise MeasuringFailed(f"{workshop.evaluation.name}: {type(error).__name__}: {error}") from error

    @property
    def texts(self) -> list[str]:
        """All texts, each once, in order."""
        return list(dict.fromkeys([*(m.text for m in self.labelled), *(m.text for m in self.golden)]))

    @property
    def checksum(self) -> str:
        """A checksum of the texts and of the code that reads: other readings cannot be compared with these."""
        return hashlib.sha256("\n".join([reader_version(), *sorted(self.texts)]).encode()).hexdigest()[:16]


def _sets(place: Path) -> list[Path]:
    """Return the files at a place: itself, or those of a folder but for the sets that are not to be looked at."""
    if not place.is_dir():
        return [place]
    return [file for file in sorted(place.glob("*.jsonl")) if not file.stem.endswith(CLOSED)]


async def read_all(
    url: str, token: str, texts: Iterable[str], progress: Callable[[int], None] = lambda _done: None
) -> dict[str, Understanding]:
    """Read each text as the bot would and return text → understanding.

    Args:
        url: of the Rasa server.
        token: its token.
        texts: what to read.
        progress: told how many are done.

    Raises:
        MeasuringFailed: a text was not answered.
    """
    client = RasaClient(always(url, token), deadline=_PATIENCE)
    ladder = Ladder(client, situations=False)
    readings: dict[str, Understanding] = {}
    try:
        for text in texts:
            found = await ladder.read(text)
            if found.source == "none":
                raise MeasuringFailed(f"no answer to “{text[:80]}”")
            readings[text] = found
            progress(len(readings))
    finally:
        await client.close()
    return readings
