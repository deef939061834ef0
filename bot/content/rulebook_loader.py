"""Reading the guidance content that ships with the package. Guidance itself does no input or output."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from bot.content.safe_yaml import parse
from bot.guidance.effect.grid import Grid
from bot.guidance.offers import Offers
from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.parse import RulebookError
from bot.guidance.rulebook.schema import Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def read_rulebook_files(folder: Traversable | None = None) -> dict[str, object]:
    """Parse every YAML file of a rulebook folder, by file name; the packaged one by default.

    Raises:
        RulebookError: a file is not YAML; the message names the file and the line.
    """
    source = folder if folder is not None else _content() / "rulebook"
    parsed: dict[str, object] = {}
    for entry in sorted(source.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        try:
            parsed[entry.name] = parse(entry.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise RulebookError([Problem(entry.name, "", "", f"không phải YAML: {error}")]) from error
    return parsed


def load_rulebook(folder: Traversable | None = None) -> Rulebook:
    """The rulebook of a folder of YAML files; the packaged one by default.

    Raises:
        RulebookError: naming every problem by file, entry and field.
    """
    return Rulebook.parse(read_rulebook_files(folder))


def load_offers() -> Offers:
    """The packaged offers table: `offers.csv` and `presence.csv`.

    Raises:
        OffersError: naming the line that cannot be read.
    """
    return Offers.parse(read_rows("offers.csv"), read_rows("presence.csv"))


def load_questions() -> Grid:
    """The packaged questions, places and moments for which changes of the rulebook are tried."""
    return parse_questions((_content() / "questions" / "rulebook.yaml").read_text(encoding="utf-8"))


def parse_questions(text: str) -> Grid:
    """Read a file of questions.

    Raises:
        ValueError: it is no YAML, or an entry cannot be read.
    """
    try:
        data = parse(text)
    except yaml.YAMLError as error:
        raise ValueError(f"không phải YAML: {error}") from error
    return Grid.parse(data if isinstance(data, dict) else {})


def read_document(text_file: str) -> str:
    """The text of a document that ships with the package, by `Document.text_file`."""
    return (_content() / "documents" / text_file).read_text(encoding="utf-8")


def read_schema() -> dict[str, Any]:
    """The JSON Schema file that stands beside the rulebook for editors."""
    schema: dict[str, Any] = json.loads((_content() / "rulebook" / "rulebook.schema.json").read_text(encoding="utf-8"))
    return schema


def _content() -> Traversable:
    return files("bot.content")


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a packaged CSV file."""
    text = (_content() / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
