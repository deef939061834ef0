"""A draft as somebody writes it: one YAML document, and the line of each of its entries and fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml

from bot.content.safe_yaml import parse
from bot.guidance.rulebook.draft import Draft
from bot.guidance.rulebook.parse import RulebookError
from bot.guidance.rulebook.schema import SECTIONS, Problem, schema_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST = 1_000_000
"""Characters of a document: hundreds of rules."""
_LONGEST_TITLE = 120
_HEAD = ("title", "correction")


class _Alias(yaml.YAMLError):
    """A name that stands for another part of the document: a small file can become endless by it."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__("không dùng dấu * (alias)")


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read.

    Attributes:
        name: of its file.
        source: as it was written.
        draft: what it asks for.
        lines: id of an entry and name of its field ("" for the entry itself) to the line, from 1.
    """

    name: str
    source: str
    draft: Draft
    lines: Mapping[tuple[str, str], int]

    def placed(self, problem: Problem) -> Problem:
        """Return a problem with the line at which it stands."""
        return _placed(problem, self.name, self.lines)


def read_document(name: str, source: str) -> Document:
    """Read a document and check each entry by itself; what links it to others is checked where it is stored.

    Raises:
        RulebookError: with everything that is wrong, in Vietnamese, by file, line, entry and field.
    """
    if len(source) > LARGEST:
        raise RulebookError([Problem(name, "", "", f"tệp quá lớn; tối đa {LARGEST} chữ")])
    try:
        node = _composed(source)
        content = _plain(parse(source))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = error.line if isinstance(error, _Alias) else mark.line if mark is not None else None
        line = at + 1 if at is not None else None
        why = getattr(error, "problem", None) or str(error)
        raise RulebookError([Problem(name, "", "", f"không phải YAML: {why}", line)]) from error
    if not isinstance(content, dict) or not isinstance(node, yaml.MappingNode):
        known = ", ".join((*_HEAD, *SECTIONS))
        raise RulebookError([Problem(name, "", "", f"tài liệu phải gồm các phần: {known}", 1)])
    lines, problems = _lines(node, name)
    entries = {key: value for key, value in content.items() if key not in _HEAD}
    problems += _head_problems(name, content, lines)
    problems += [_placed(problem, name, lines) for problem in schema_problems({name: entries})]
    if not problems and not any(entries.values()):
        problems.append(Problem(name, "", "", f"không có mục nào; các phần: {', '.join(SECTIONS)}", 1))
    if problems:
        raise RulebookError(problems)
    kept = {section: entries[section] for section in SECTIONS if entries.get(section)}
    correction = " ".join(str(content["correction"]).split()) if content.get("correction") else None
    draft = Draft(" ".join(str(content["title"]).split()), kept, correction)
    return Document(name, source, draft, lines)


def _head_problems(name: str, content: Mapping[str, Any], lines: Mapping[tuple[str, str], int]) -> list[Problem]:
    title, why = content.get("title"), content.get("correction")
    found = []
    if not isinstance(title, str) or not title.strip() or len(title) > _LONGEST_TITLE:
        message = f"cần tên bản thảo (tối đa {_LONGEST_TITLE} chữ) để cán bộ nhận ra; người dân không thấy"
        found.append(Problem(name, "", "title", message, lines.get(("", "title"), 1)))
    if why is not None and (not isinstance(why, str) or not why.strip()):
        message = "ghi bằng chữ vì sao sửa điều đã trả lời cho những ngày đã qua, hoặc bỏ trường này"
        found.append(Problem(name, "", "correction", message, lines.get(("", "correction"), 1)))
    return found


def _placed(problem: Problem, name: str, lines: Mapping[tuple[str, str], int]) -> Problem:
    if problem.file != name or problem.line is not None:
        return problem
    first = problem.field.partition(".")[0]
    line = lines.get((problem.entry, first), lines.get((problem.entry, "")))
    return Problem(problem.file, problem.entry, problem.field, problem.message, line)


def _composed(source: str) -> yaml.Node | None:
    """The document's nodes with their places; names that stand for other parts of it are refused.

    Raises:
        yaml.YAMLError: it is no YAML, or holds such names, by which a small file can become endless.
    """
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark
            raise _Alias(mark.line)
    return yaml.compose(source, Loader=yaml.SafeLoader)


def _lines(node: yaml.MappingNode, name: str) -> tuple[dict[tuple[str, str], int], list[Problem]]:
    lines: dict[tuple[str, str], int] = {}
    problems = list(_doubles(node, name))
    for key, value in node.value:
        lines["", str(key.value)] = key.start_mark.line + 1
        if not isinstance(value, yaml.SequenceNode):
            continue
        for position, entry in enumerate(value.value):
            line = entry.start_mark.line + 1
            if not isinstance(entry, yaml.MappingNode):
                lines[f"{key.value} {position}", ""] = line
                continue
            fields = {str(field.value): found for field, found in entry.value}
            found_id = fields.get("id")
            entry_name = str(found_id.value) if found_id is not None else f"{key.value} {position}"
            lines.setdefault((entry_name, ""), line)
            for field, _found in entry.value:
                lines.setdefault((entry_name, str(field.value)), field.start_mark.line + 1)
            problems += _doubles(entry, name, entry_name)
    return lines, problems


def _doubles(node: yaml.MappingNode, name: str, entry: str = "") -> Iterator[Problem]:
    seen: set[str] = set()
    for key, _value in node.value:
        field = str(key.value)
        if field in seen:
            yield Problem(name, entry, field, "trường ghi hai lần", key.start_mark.line + 1)
        seen.add(field)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """The value with dates as the text that stands in the file: who writes them need not know of quotes."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
