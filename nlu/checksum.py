"""The checksum of everything that a model depends on: data, configuration, domain, components, locked versions.

Needs nothing but the standard library and no Rasa, so that any Python can tell which model belongs to a checkout. Use it as a
program (`python nlu/checksum.py` prints the checksum, `--model-name` the name of the model file) or load it from its path
with `importlib.util.spec_from_file_location`.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIGITS = 16


def parts(root: Path = HERE, data: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Yield every file that a model depends on, with a name that does not hang on where the checkout is.

    Args:
        root: The `nlu` folder.
        data: Where the training messages are, if not in `root / "data"`.
    """
    folders = (
        ("data", data or root / "data", "*.yml"),
        ("lookups", root / "lookups", "*.yml"),
        ("components", root / "components", "*.py"),
    )
    for name, folder, pattern in folders:
        for path in sorted(folder.rglob(pattern)):
            yield f"{name}/{path.relative_to(folder).as_posix()}", path
    for name in ("config.yml", "datafiles.py", "domain.yml", "hands.jsonl", "train.py", "uv.lock"):
        yield name, root / name


def checksum(root: Path = HERE, data: Path | None = None) -> str:
    """Give sixteen hexadecimal digits that change whenever a file of `parts` changes, comes or goes."""
    total = hashlib.sha256()
    for name, path in parts(root, data):
        content = path.read_bytes()
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:DIGITS]


def model_name(root: Path = HERE, data: Path | None = None) -> str:
    """Give the name of the model file that belongs to these files."""
    return f"nlu-{checksum(root, data)}.tar.gz"


def main() -> None:
    """Print the checksum, or the name of the model file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, help="folder of the training messages (default: data beside this file)")
    parser.add_argument("--model-name", action="store_true", help="print the name of the model file instead")
    given = parser.parse_args()
    print(model_name(data=given.data) if given.model_name else checksum(data=given.data))


if __name__ == "__main__":
    main()
