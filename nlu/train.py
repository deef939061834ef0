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
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TextIO

HERE = Path(__file__).resolve().parent
USUAL = 60
"""Seconds that a training takes on two cores that nobody else uses."""
SHARES = (
    ("entities: shown", 0.30),
    ("entities: learnt", 0.13),
    ("messages:", 0.11),
    ("scorer:", 0.09),
    ("held-out", 0.12),
    ("unknown", 0.05),
    ("thresholds:", 0.01),
    ("second wish:", 0.12),
)
"""What share of the time has gone by with each line of the components, from that before it on."""
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
    say(f"loading Rasa; about {USUAL} s left where two cores are free")
    quiet()
    # What is made here is arrays and millions of strings, none of them in circles: looking for circles took a fifth of the
    # time, and the process ends afterwards.
    gc.disable()
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".training-") as scratch:
        _train(data, Path(scratch) / model.name, _Said(started, sys.stdout))
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

    from components.message_files import MessageFiles, Packed  # noqa: PLC0415

    heard = logging.getLogger("components")
    heard.addHandler(said)
    heard.setLevel(logging.INFO)
    warnings.showwarning = lambda *_, **__: None  # Rasa misses its own extractors and the lookup tables' use
    local_model_storage.TarSafe = Packed
    files = MessageFiles(HERE, data)
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told), tempfile.TemporaryDirectory(dir=model.parent) as storage:
            graph = DefaultV1Recipe().graph_config_for_recipe(files.get_config(), {}, training_type=TrainingType.NLU)
            validate(graph)
            trainer = GraphTrainer(local_model_storage.LocalModelStorage(Path(storage)), LocalTrainingCache(), DaskGraphRunner)
            trainer.train(graph, files, model, force_retraining=True)
    except BaseException:
        sys.stderr.write(told.getvalue())
        raise


class _Said(logging.Handler):
    """Passes what the components log on as progress lines with the time that is left, past whatever is kept from Rasa."""

    def __init__(self, started: float, out: TextIO) -> None:
        super().__init__()
        self._started = started
        self._out = out
        self._done = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        self._done = min(0.99, self._done + next((share for start, share in SHARES if record.getMessage().startswith(start)), 0))
        spent = time.monotonic() - self._started
        left = f"; about {spent * (1 - self._done) / self._done:.0f} s left" if self._done else ""
        say(record.getMessage() + left, self._out)


def say(what: str, out: TextIO | None = None) -> None:
    """Print a line of progress."""
    print(f"nlu: {what}", file=out or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
