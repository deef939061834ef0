"""Train the NLU model: `python nlu/train.py [--out FOLDER] [--data FOLDER] [--force]`.

The model is `nlu-CHECKSUM.tar.gz` in the folder (`nlu/models` by default), and its path is the last line printed. If that file is
there already, nothing is trained. Two trainings into one folder wait for each other. A training that is ended half-way
leaves no model file.

Exit codes: 0 trained or found, 1 the data cannot be used, 2 wrong arguments.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import gc
import io
import logging
import mmap
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TextIO

HERE = Path(__file__).resolve().parent
USUAL, USUAL_BYTES = 38, 1_530_000
"""Seconds that a training takes on two cores that nobody else uses, with messages of so many bytes."""
LOADING = 5
"""So many of them load Rasa."""
PROCESSES = 2
"""So many of a training want a core at the same time."""
START = 0.05
"""What share of the work is done once Rasa is loaded."""
MEASURED = 0.3
"""From this share on what is left is told by how long it took alone."""
SHARES = (
    ("entities: shown", 0.065),
    ("entities: learnt", 0.165),
    ("messages:", 0.13),
    ("scorer:", 0.05),
    ("held-out", 0.13),
    ("unknown intents", 0.03),
    ("thresholds:", 0.01),
    ("second wish:", 0.045),
    ("wishes among clauses:", 0.03),
)
"""What share of it is done with each line of the components, whatever process says it; one of them is said several times."""
sys.path.insert(0, str(HERE))

from checksum import model_name  # noqa: E402 - found beside this file
from quiet import quiet  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Train as the arguments say."""
    parser = argparse.ArgumentParser(description="Train the NLU model, unless it is trained already.")
    parser.add_argument("--out", type=Path, default=HERE / "models", help="folder for the model file")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="folder of the training messages")
    parser.add_argument("--force", action="store_true", help="train even if the model file is there")
    given = parser.parse_args(arguments)
    if not any(given.data.glob("*.yml")):
        print(f"nlu: no training messages in {given.data}", file=sys.stderr)
        return 1
    given.out.mkdir(parents=True, exist_ok=True)
    with (given.out / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        model = given.out / model_name(HERE, given.data)
        if model.exists() and not given.force:
            say("the data is unchanged, nothing to train")
        else:
            train(given.data, model)
    print(model)
    return 0


def train(data: Path, model: Path) -> None:
    """Train on the messages of `data` and put the model file in its place in one step."""
    started = time.monotonic()
    said = _Said(started, expected(data), sys.stdout)
    say(f"loading Rasa; about {said.left()} s left")
    quiet()
    # What is made here is arrays and millions of strings, none of them in circles: looking for circles took a fifth of the
    # time, and the process ends afterwards.
    gc.disable()
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".training-") as scratch:
        _train(data, Path(scratch) / model.name, said)
        (Path(scratch) / model.name).replace(model)
    say(f"trained in {time.monotonic() - started:.0f} s")


def _train(data: Path, model: Path, said: _Said) -> None:
    """Run Rasa's training graph. `rasa.model_training.train` does the same after it has read the messages three times."""
    from rasa.engine.caching import LocalTrainingCache  # noqa: PLC0415 - seconds; only when there is something to train
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe  # noqa: PLC0415
    from rasa.engine.runner.dask import DaskGraphRunner  # noqa: PLC0415
    from rasa.engine.storage import local_model_storage  # noqa: PLC0415
    from rasa.engine.training.graph_trainer import GraphTrainer  # noqa: PLC0415
    from rasa.engine.validation import validate  # noqa: PLC0415
    from rasa.shared.data import TrainingType  # noqa: PLC0415

    from components.message_files import MessageFiles, Packed, Storage  # noqa: PLC0415
    from components.parallel import BESIDE  # noqa: PLC0415

    heard = logging.getLogger("components")
    heard.addHandler(said)
    heard.setLevel(logging.INFO)
    warnings.showwarning = lambda *_, **__: None  # Rasa misses its own extractors and the lookup tables' use
    local_model_storage.TarSafe = Packed
    files = MessageFiles(HERE, data)
    said.begin()
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told), tempfile.TemporaryDirectory(dir=model.parent) as storage, BESIDE:
            graph = DefaultV1Recipe().graph_config_for_recipe(files.get_config(), {}, training_type=TrainingType.NLU)
            validate(graph)
            trainer = GraphTrainer(Storage(Path(storage)), LocalTrainingCache(), DaskGraphRunner)
            trainer.train(graph, files, model, force_retraining=True)
    except BaseException:
        sys.stderr.write(told.getvalue())
        raise


def expected(data: Path) -> float:
    """Return about how many seconds a training on these messages takes, by how many others want the cores."""
    size = sum(file.stat().st_size for file in data.glob("*.yml"))
    seconds = LOADING + (USUAL - LOADING) * size / USUAL_BYTES
    try:
        cores, others = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    except (AttributeError, OSError):  # not on this system
        return seconds
    return seconds * max(1.0, (others + PROCESSES) / cores)


class _Said(logging.Handler):
    """Passes what the components log on as progress lines with the time that is left, past whatever is kept from Rasa.

    Args:
        started: When the training began, by the monotonic clock.
        foreseen: Seconds that all of it is expected to take.
        out: Where the lines go.
    """

    def __init__(self, started: float, foreseen: float, out: TextIO) -> None:
        super().__init__()
        self._started = started
        self._foreseen = foreseen
        self._out = out
        self._heard = mmap.mmap(-1, 1 + len(SHARES))
        """Whether it began, and how often each line was said; forked processes write here too, each its own lines."""

    def begin(self) -> None:
        """Take note that Rasa is loaded."""
        self._heard[0] = 1

    def left(self) -> int:
        """Return about how many seconds are left: first as foreseen, then more and more by what was done in which time."""
        shares = (START, *(share for _, share in SHARES))
        done = min(0.99, sum(share * said for share, said in zip(shares, self._heard[:], strict=True)))
        spent = time.monotonic() - self._started
        sure = min(1.0, done / MEASURED)
        whole = sure * spent / max(done, START) + (1 - sure) * max(self._foreseen, spent)
        return max(1, round(whole * (1 - done)))

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        for at, (start, _) in enumerate(SHARES, 1):
            if said.startswith(start):
                self._heard[at] = min(255, self._heard[at] + 1)
        say(f"{said}; about {self.left()} s left", self._out)


def say(what: str, out: TextIO | None = None) -> None:
    """Print a line of progress in one piece: unbuffered, `print` writes the line's end apart, and another process between."""
    out = out or sys.stdout
    out.write(f"nlu: {what}\n")
    out.flush()


if __name__ == "__main__":
    sys.exit(main())
