"""From the service's JSON to the frozen values of ``models``."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from booking_client.errors import UnexpectedAnswer


@cache
def _fields(cls: Any) -> tuple[tuple[str, Any, bool], ...]:  # noqa: ANN401 - a dataclass
    hints = get_type_hints(cls)
    return tuple(
        (field.name, hints[field.name], field.default is dataclasses.MISSING) for field in dataclasses.fields(cls)
    )


def _scalar(hint: Any, data: Any) -> Any:  # noqa: ANN401 - JSON in, the hinted type out
    if hint is dt.datetime or hint is dt.date:
        return hint.fromisoformat(data)
    if issubclass(hint, Enum):
        return hint(data)
    if not isinstance(data, hint):
        raise TypeError(f"{data!r} is not {hint}")
    return data


def _value(hint: Any, data: Any) -> Any:  # noqa: ANN401 - JSON in, the hinted type out
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        if data is None:
            return None
        return _value(next(arg for arg in get_args(hint) if arg is not types.NoneType), data)
    if origin is tuple:
        return tuple(_value(get_args(hint)[0], item) for item in data)
    if dataclasses.is_dataclass(hint):
        return _fill(hint, data)
    return _scalar(hint, data)


def _fill(cls: Any, data: Any) -> Any:  # noqa: ANN401 - JSON in, the dataclass out
    return cls(**{name: _value(hint, data[name]) for name, hint, needed in _fields(cls) if needed or name in data})


def decode[T](cls: type[T], data: Any) -> T:  # noqa: ANN401 - JSON
    """Build ``cls`` from ``data``; members this client does not know are ignored, so the service may grow.

    Raises:
        UnexpectedAnswer: a member is missing or of another type.
    """
    try:
        value: T = _fill(cls, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnexpectedAnswer(f"the answer is not a {cls.__name__}: {error!r}") from error
    return value


def decode_list[T](cls: type[T], data: Any) -> tuple[T, ...]:  # noqa: ANN401 - JSON
    """Build a tuple of ``cls`` from the ``items`` of ``data``.

    Raises:
        UnexpectedAnswer: as ``decode``.
    """
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise UnexpectedAnswer("the answer has no list of items")
    return tuple(decode(cls, item) for item in items)
