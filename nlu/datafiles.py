"""The training files: messages with their line numbers, their intent and the entities marked in them. Needs only PyYAML.

A file holds one intent. What people wrote for it stands first, by topic; below `REVIEWED` stand messages from conversations that
somebody labelled, sorted, so that a diff shows one line for each. `hands.jsonl` tells of some messages who wrote them, and which
wishes they hold beside their intent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

REVIEWED = "# from conversations, reviewed; kept sorted"
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


@dataclass(frozen=True)
class Written:
    """Who wrote a message, and the wishes that it holds beside its first."""

    hand: str
    secondary: tuple[str, ...]


def unmark(raw: str) -> tuple[str, tuple[Mark, ...]]:
    """Take the marks out of a message: "[xã Tắc Vân](admin_unit)" → "xã Tắc Vân" and where it stands."""
    text, marks, at = "", [], 0
    for match in _MARK.finditer(raw):
        text += raw[at : match.start()]
        marks.append(Mark(match[2], len(text), len(text) + len(match[1])))
        text += match[1]
        at = match.end()
    return text + raw[at:], tuple(marks)


def marked(text: str, marks: Sequence[Mark]) -> str:
    """Write marks into a message: the opposite of `unmark`."""
    raw, at = "", 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        raw += f"{text[at : mark.start]}[{text[mark.start : mark.end]}]({mark.entity})"
        at = mark.end
    return raw + text[at:]


def order(raw: str) -> tuple[str, str]:
    """Give what reviewed messages are sorted by: their words without marks, then the marks."""
    return unmark(raw)[0].casefold(), raw


def reviewed(content: str) -> tuple[str, list[str]]:
    """Cut a file into what people wrote and the reviewed messages below it."""
    head, found, tail = content.partition(f"{REVIEWED}\n")
    if not found:
        return content, []
    return head, [match[1] for row in tail.splitlines() if (match := _EXAMPLE.match(row))]


def with_reviewed(content: str, intent: str, raws: Iterable[str]) -> str:
    """Give a file's content with further reviewed messages, each in its place; what people wrote is not touched."""
    head, known = reviewed(content)
    if not head.strip():
        head = 'version: "3.1"\nnlu:\n'
    rows = sorted({*known, *raws}, key=order)
    block = "".join(f"    - {raw}\n" for raw in rows)
    return f"{head.rstrip()}\n{REVIEWED}\n- intent: {intent}\n  examples: |\n{block}"


def lines(folder: Path) -> Iterator[Line]:
    """Yield the messages of every training file of a folder, in the order of the files.

    Raises:
        yaml.YAMLError: A file is no YAML.
        ValueError: A file's lines and what YAML makes of them differ, so that line numbers would lie.
    """
    for file in sorted(folder.glob("*.yml")):
        found = list(_lines(file))
        content = _parsed(file)
        examples = [item["examples"] for item in content.get("nlu", []) if "intent" in item]
        meant = sum(1 for block in examples for line in block.splitlines() if line.strip().startswith("- "))
        if meant != len(found):
            message = f"{file}: {meant} messages by YAML, {len(found)} by line"
            raise ValueError(message)
        yield from found


def hands(file: Path) -> dict[str, Written]:
    """Read who wrote which training message, by its text; of the others nobody said which wishes they hold beside their first."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {row["text"]: Written(row["hand"], tuple(row["secondary"])) for row in rows}


def tables(folder: Path) -> dict[str, list[str]]:
    """Read the lookup tables of a folder."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.yml")):
        for item in _parsed(file)["nlu"]:
            rows = [row.strip()[2:].strip() for row in item["examples"].splitlines() if row.strip().startswith("- ")]
            found.setdefault(item["lookup"], []).extend(rows)
    return found


def _parsed(file: Path) -> dict[str, Any]:
    """Read a file by the parser in C where there is one: a tenth of the time."""
    text = file.read_text(encoding="utf-8")
    return (yaml.load(text, Loader=yaml.CSafeLoader) if yaml.__with_libyaml__ else yaml.safe_load(text)) or {}


def _lines(file: Path) -> Iterator[Line]:
    intent = ""
    for number, row in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if match := _INTENT.match(row):
            intent = match[1]
        elif intent and (match := _EXAMPLE.match(row)):
            text, marks = unmark(match[1])
            yield Line(file, number, intent, text, marks, match[1])
