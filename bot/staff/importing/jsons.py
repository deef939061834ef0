"""Objects of JSON in whatever a file holds them: one, a list, a wrapper around a list, one a line, some broken."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.staff.importing.records import Document
from bot.staff.importing.told import Place, Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LOOKED_AT = 50
"""So many lines tell whether each holds an object of its own."""
_LEAST_KEYS = 2
_LISTS = ("data", "content", "items", "rows", "result", "results", "records", "list", "procedures")
"""Keys under which the portal, and what copies from it, wrap a list."""
_SPACE = re.compile(r"[\s,;]*")
_LIST_BEGINS = re.compile(r"\[\s*(?=\{)")
_MOST_TOLD = 40
_BROKEN = "JSON hỏng hay bị cắt ngang ở đây: tải lại bản đầy đủ rồi nhập lại"


def read(text: str, place: Place, told: Told) -> Iterator[Document]:
    """Yield the objects of a text, each with the line or the number of the record at which it stands."""
    if _is_by_line(text):
        yield from _lines(text, place, told)
        return
    begin = _SPACE.match(text)
    start = begin.end() if begin else 0
    if text[start : start + 1] == "[":
        yield from _elements(text, start + 1, place, told)
        return
    yield from _concatenated(text, start, place, told)


def _is_by_line(text: str) -> bool:
    position, seen = 0, 0
    while position < len(text) and seen < _LOOKED_AT:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end].strip()
        position = end + 1
        if not line:
            continue
        seen += 1
        if line.startswith("{") and line.endswith("}"):
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and len(value) >= _LEAST_KEYS:
                return True
    return False


def _lines(text: str, place: Place, told: Told) -> Iterator[Document]:
    position, number = 0, 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end].strip()
        position, number = end + 1, number + 1
        here = Place(place.file, number)
        if not line or line in "[],":
            continue
        unreal: list[str] = []
        try:
            value = _decoder(unreal).decode(line.rstrip(","))
        except RecursionError:
            told.refuse(here, _TOO_DEEP)
            continue
        except ValueError:
            told.refuse(here, f"{_BROKEN} (“{line[:_MOST_TOLD]}…”).")
            continue
        yield from _objects(value, here, tuple(unreal), told)


def _elements(text: str, position: int, place: Place, told: Told) -> Iterator[Document]:
    """Yield the elements of a list one by one, so that those before a break are taken."""
    number = 0
    while True:
        begin = _SPACE.match(text, position)
        position = begin.end() if begin else position
        if position >= len(text):
            told.refuse(Place(place.file, number + 1), f"{_BROKEN}; {number} bản ghi trước đó đã đọc.")
            return
        if text[position] == "]":
            return
        number += 1
        here = Place(place.file, number)
        unreal: list[str] = []
        try:
            value, position = _decoder(unreal).raw_decode(text, position)
        except RecursionError:
            told.refuse(here, _TOO_DEEP)
            return
        except ValueError:
            line = text.count("\n", 0, position) + 1
            told.refuse(here, f"{_BROKEN} (bản ghi thứ {number}, từ dòng {line} của tệp); các bản ghi trước đã đọc.")
            return
        yield from _objects(value, here, tuple(unreal), told)


def _concatenated(text: str, position: int, place: Place, told: Told) -> Iterator[Document]:
    """Yield one object, or several behind each other; of a wrapper that breaks off the elements before the break."""
    number = 0
    while position < len(text):
        number += 1
        here = Place(place.file, number)
        unreal: list[str] = []
        try:
            value, position = _decoder(unreal).raw_decode(text, position)
        except RecursionError:
            told.refuse(here, _TOO_DEEP)
            return
        except ValueError:
            begins = _LIST_BEGINS.search(text, position, position + 5_000)
            if number == 1 and begins is not None and _is_wrapper(text[position : begins.start()]):
                yield from _elements(text, begins.end(), place, told)
                return
            line = text.count("\n", 0, position) + 1
            told.refuse(here, f"{_BROKEN} (từ dòng {line} của tệp).")
            return
        yield from _objects(value, here, tuple(unreal), told)
        begin = _SPACE.match(text, position)
        position = begin.end() if begin else len(text)


def _is_wrapper(head: str) -> bool:
    return bool(re.search(rf'"(?:{"|".join(_LISTS)})"\s*:\s*$', head))


_TOO_DEEP = "JSON lồng quá nhiều tầng, không phải dữ liệu của cổng: bỏ dòng này."


def _decoder(unreal: list[str]) -> json.JSONDecoder:
    def not_a_number(name: str) -> None:
        unreal.append(name)

    return json.JSONDecoder(parse_constant=not_a_number)


def _objects(value: Any, place: Place, unreal: tuple[str, ...], told: Told) -> Iterator[Document]:  # noqa: ANN401 - JSON
    """Yield the objects of a value: itself, or those of the list in it."""
    if isinstance(value, list):
        for one in value:
            yield from _objects(one, place, unreal, told)
        return
    if not isinstance(value, dict):
        told.refuse(place, "Dòng này không phải một thủ tục (JSON không có mã, tên): bỏ dòng này.")
        return
    inner = _list_of(value)
    if inner is None:
        yield Document(place, value, unreal)
        return
    for number, one in enumerate(inner, start=1):
        if isinstance(one, dict):
            yield Document(Place(place.file, number if place.row == 1 else place.row), one, unreal)
        else:
            told.refuse(Place(place.file, number), "Bản ghi này không phải một thủ tục: bỏ dòng này.")


def _list_of(value: Mapping[str, Any]) -> list[Any] | None:
    """Return the list that an object wraps; None: it is no wrapper. An object with a name is a procedure itself."""
    if "name" in value or "ten_thu_tuc" in value:
        return None
    for key in _LISTS:
        inner = value.get(key)
        if isinstance(inner, list) and (not inner or isinstance(inner[0], dict)):
            return inner
        if isinstance(inner, dict) and (deeper := _list_of(inner)) is not None:
            return deeper
    return None
