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
import io
import logging
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TextIO

HERE = Path(__file__).resolve().parent
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
    say("loading Rasa")
    quiet()
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".training-") as scratch:
        _train(data, Path(scratch), model.name)
        (Path(scratch) / model.name).replace(model)
    say(f"trained in {time.monotonic() - started:.0f} s")


def _train(data: Path, folder: Path, name: str) -> None:
    from rasa.model_training import train as rasa_train  # noqa: PLC0415 - seconds; only when there is something to train

    heard = logging.getLogger("components")
    heard.addHandler(_Said(sys.stdout))
    heard.setLevel(logging.INFO)
    warnings.showwarning = lambda *_, **__: None  # Rasa misses its own extractors and the lookup tables' use
    say("training")
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told):
            rasa_train(
                domain=str(HERE / "domain.yml"),
                config=str(HERE / "config.yml"),
                training_files=[str(data), str(HERE / "lookups")],
                output=str(folder),
                fixed_model_name=name,
                force_training=True,
            )
    except BaseException:
        sys.stderr.write(told.getvalue())
        raise


class _Said(logging.Handler):
    """Passes what the components log on as progress lines, past whatever is kept from Rasa."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out

    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage(), self._out)


def say(what: str, out: TextIO | None = None) -> None:
    """Print a line of progress."""
    print(f"nlu: {what}", file=out or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
