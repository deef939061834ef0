"""Reads the training files with line numbers: messages, their intent and the entities marked in them. Needs only PyYAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_INTENT = re.compile(r"- intent: (\S+)\s*$")
_EXAMPLE = re.compile(r"\s+- (.*\S)\s*$")
_MARK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")


@dataclass(frozen=True)
class Mark:
    """An entity marked in a message; offsets count the message without its marks."""

    entity: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """One message of a training file."""

    file: Path
    number: int
    intent: str
    text: str
    marks: tuple[Mark, ...]
    raw: str


def unmark(raw: str) -> tuple[str, tuple[Mark, ...]]:
    """Take the marks out of a message: "[xã Tắc Vân](admin_unit)" → "xã Tắc Vân" and where it stands."""
    text, marks, at = "", [], 0
    for match in _MARK.finditer(raw):
        text += raw[at : match.start()]
        marks.append(Mark(match[2], len(text), len(text) + len(match[1])))
        text += match[1]
        at = match.end()
    return text + raw[at:], tuple(marks)


def lines(folder: Path) -> Iterator[Line]:
    """Yield the messages of every training file of a folder, in the order of the files.

    Raises:
        yaml.YAMLError: A file is no YAML.
        ValueError: A file's lines and what YAML makes of them differ, so that line numbers would lie.
    """
    for file in sorted(folder.glob("*.yml")):
        found = list(_lines(file))
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        examples = [item["examples"] for item in content.get("nlu", []) if "intent" in item]
        meant = sum(1 for block in examples for line in block.splitlines() if line.strip().startswith("- "))
        if meant != len(found):
            message = f"{file}: {meant} messages by YAML, {len(found)} by line"
            raise ValueError(message)
        yield from found


def tables(folder: Path) -> dict[str, list[str]]:
    """Read the lookup tables of a folder."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.yml")):
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            rows = [row.strip()[2:].strip() for row in item["examples"].splitlines() if row.strip().startswith("- ")]
            found.setdefault(item["lookup"], []).extend(rows)
    return found


def _lines(file: Path) -> Iterator[Line]:
    intent = ""
    for number, row in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if match := _INTENT.match(row):
            intent = match[1]
        elif intent and (match := _EXAMPLE.match(row)):
            text, marks = unmark(match[1])
            yield Line(file, number, intent, text, marks, match[1])
