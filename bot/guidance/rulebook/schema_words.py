"""What the schema finds wrong, in the words of whoever writes rules: field, what stands there, what may stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jsonschema.exceptions import ValidationError

_TYPES = {
    "string": "chữ (để trong ngoặc kép)",
    "boolean": "true hoặc false",
    "array": "một danh sách",
    "object": "một nhóm trường",
    "null": "để trống (null)",
}
_PATTERNS = {
    r"^\d{4}-\d\d-\d\d$": "phải là ngày như 2026-12-01",
    r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$": "phải là ngày như 2026-12-01, hay ngày giờ như 2026-12-01T07:30",
}


def _wanted(error: ValidationError) -> Any:  # noqa: ANN401 - whatever a schema may hold
    return error.validator_value


def _found(error: ValidationError) -> Any:  # noqa: ANN401 - whatever stands in a file
    return error.instance


def words_of(error: ValidationError) -> str:
    """Return one sentence for one error of the schema."""
    words = _WORDS.get(str(error.validator) if isinstance(error.validator, str) else "false schema")
    return words(error) if words is not None else error.message


def _enum(error: ValidationError) -> str:
    return f"'{_found(error)}' không dùng được; chỉ có: {', '.join(map(str, _wanted(error)))}"


def _required(error: ValidationError) -> str:
    missing = [name for name in _wanted(error) if name not in _found(error)]
    return f"thiếu trường {', '.join(missing)}"


def _strange(error: ValidationError) -> str:
    schema: Any = error.schema
    known = sorted(schema.get("properties", {}))
    strange = sorted(str(name) for name in _found(error) if name not in known)
    return f"không có trường {', '.join(strange)}; các trường có: {', '.join(known)}"


def _type(error: ValidationError) -> str:
    wanted = _wanted(error)
    types = [wanted] if isinstance(wanted, str) else list(wanted)
    return f"phải là {' hoặc '.join(_TYPES.get(name, name) for name in types)}, không phải {_shown(_found(error))}"


def _pattern(error: ValidationError) -> str:
    return f"'{_found(error)}' {_PATTERNS.get(_wanted(error), 'chỉ gồm chữ không dấu, số, dấu . _ - /')}"


_WORDS: Mapping[str, Callable[[ValidationError], str]] = {
    "enum": _enum,
    "required": _required,
    "additionalProperties": _strange,
    "type": _type,
    "pattern": _pattern,
    "minLength": lambda _error: "không được để trống",
    "minItems": lambda _error: "không được để trống",
    "uniqueItems": lambda _error: "có mục ghi hai lần",
    "false schema": lambda _error: "chỉ liên hệ của một đơn vị (purpose: unit_…) mới ghi trường này",
    "const": lambda error: f"phải là {_shown(_wanted(error))}",
}


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever stands in a file
    return {True: "true", False: "false", None: "trống"}.get(value, f"'{value}'") if _plain(value) else "một nhóm"


def _plain(value: object) -> bool:
    return value is None or isinstance(value, bool | str | int | float)
