"""Where models are made of what: folders, the version that data has, and the files of models."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.embedded.model_cache import checksum
from bot.embedded.parts import NLU

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings

_EXTENSION = ".tar.gz"
_ROOM = 64 * 2**20
"""Bytes that a training may need: its files, the packed model, its log."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The folders and the token that all work on models shares.

    Attributes:
        data: of the training messages.
        models: of the model files and of trainings under way.
        evaluation: labelled messages, a JSONL file or a folder of them.
        golden: folder of dialogues that must be understood as written.
        secret: MOTCUA_SECRET_KEY, under which the Rasa servers' tokens are sealed.
        host: on which Rasa servers listen.
        advertised: address at which bots reach them, with ``{port}``; by default the host's.
        keep: how many models are kept besides the live one and the one before it.
        outside: address of a Rasa server that somebody else looks after, or None.
    """

    data: Path
    models: Path
    evaluation: Path
    golden: Path
    secret: bytes
    host: str = "127.0.0.1"
    advertised: str | None = None
    keep: int = 5
    outside: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Workshop:
        """Return the workshop that the settings describe."""
        return cls(
            data=settings.nlu_data_dir,
            models=settings.nlu_models_dir,
            evaluation=settings.nlu_evaluation,
            golden=settings.nlu_golden_dir,
            secret=settings.secret(),
            host=settings.nlu_host,
            advertised=settings.nlu_advertise_url,
            keep=settings.nlu_keep_models,
            outside=settings.nlu_url,
        )

    def version(self, data: Path | None = None) -> str:
        """Return what names the model of the messages in ``data`` (by default the workshop's): ``nlu-`` and 16 digits.

        Raises:
            OSError: the data cannot be read.
        """
        return checksum(NLU).model_name(NLU, data or self.data).removesuffix(_EXTENSION)

    def file(self, version: str) -> Path:
        """Return where the file of a model is, or would be."""
        return self.models / f"{version}{_EXTENSION}"

    def job(self, number: int) -> Path:
        """Return the folder of a training: its own copy of the data, and its log."""
        return self.models / "jobs" / str(number)

    def check_room(self) -> None:
        """Make sure that there is room for a training: libraries of it do not tell when the disk is full.

        Raises:
            OSError: there is not.
        """
        self.models.mkdir(parents=True, exist_ok=True)
        probe = self.models / f".room-{os.getpid()}"
        try:
            with probe.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, _ROOM)
        finally:
            probe.unlink(missing_ok=True)

    def copy_data(self, number: int) -> Path:
        """Copy the data for a training, so that labelling can go on meanwhile; returns the copy.

        Raises:
            OSError: no room, or the data cannot be read.
        """
        copy = self.job(number) / "data"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.data, copy)
        return copy

    def clear(self, number: int) -> None:
        """Remove the folder of a training."""
        shutil.rmtree(self.job(number), ignore_errors=True)


def count_messages(data: Path) -> int:
    """Return how many training messages a folder holds.

    Raises:
        ValueError: a file is not UTF-8; the text says which, for people.
    """
    total = 0
    for file in sorted(data.glob("*.yml")):
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise ValueError(f"{file.name} không phải UTF-8: lưu lại tệp theo bảng mã UTF-8 rồi làm lại") from error
        total += sum(line.lstrip().startswith("- ") and line.startswith("    ") for line in lines)
    return total
