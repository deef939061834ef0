"""Reading the fields of the catalogue: ``catalogue/fields``, a file a procedure, made by ``scripts/catalogue.py``."""

from __future__ import annotations

import dataclasses
import functools
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic import Field as Described

from bot.content.laws import load_laws
from bot.content.needs import load_needs
from bot.guidance.catalogue.book import FieldCatalogue, ProcedureFields, Reading
from bot.guidance.catalogue.field import Field, Method, Source, State
from bot.guidance.catalogue.values import VALUES, FieldKind, Value
from bot.guidance.channels import Channel

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_ADAPTERS = {kind: TypeAdapter[Value](value) for kind, value in VALUES.items()}
_KEYS = {kind: {one.name for one in dataclasses.fields(value)} for kind, value in VALUES.items()}


class CatalogueError(ValueError):
    """A file of fields cannot be used; the message names the file and what is wrong."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: FieldKind
    id: str
    value: dict[str, Any]
    part: str
    start: Annotated[int, Described(ge=0)] = 0
    end: int = 0
    readers: tuple[str, ...]
    state: State
    review_by: date
    case: str = ""
    channel: Channel | None = None
    condition: str = ""
    instead: tuple[str, ...] = ()
    until: date | None = None
    agency_gone: bool = False
    reason: str = ""
    method: Literal[Method.PAGE, Method.LAW] = Method.PAGE
    law: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    reading: Reading
    page: str = ""
    read_on: date | None = None
    own_date: date | None = None
    decision: str = ""
    other_province: bool = False
    refused: dict[FieldKind, str] = {}
    fields: tuple[_Row, ...] = ()


def value_of(kind: FieldKind, value: dict[str, Any]) -> Value:
    """Return what a field says, out of JSON values.

    Raises:
        ValueError: a kind of that name says no such thing.
    """
    if unknown := set(value) - _KEYS[kind]:
        raise ValueError(f"a {kind} has no {', '.join(sorted(unknown))}")
    return _ADAPTERS[kind].validate_python(value)


def load_fields(folder: Traversable | None = None) -> FieldCatalogue:
    """Return the fields of all procedures.

    Args:
        folder: holds a file for each procedure; the packaged one by default, which is read once a process. What the
            list of needs names and nobody read yet is in it too, without fields.

    Raises:
        CatalogueError: a file does not hold to the form, or has a field that was confirmed: only staff confirm.
    """
    return _packaged() if folder is None else _read(folder)


@functools.cache
def _packaged() -> FieldCatalogue:
    read = _read(files("bot.content") / "catalogue" / "fields")
    unread = (
        ProcedureFields(need.code, Reading.NAMED if need.page else Reading.MISSING)
        for need in load_needs()
        if need.code and read.get(need.code) is None
    )
    return FieldCatalogue([*read, *unread])


def _read(folder: Traversable) -> FieldCatalogue:
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return FieldCatalogue(_procedure(entry) for entry in entries if entry.name.endswith(".json"))


def _procedure(entry: Traversable) -> ProcedureFields:
    try:
        kept = _File.model_validate_json(entry.read_text(encoding="utf-8"))
        fields = tuple(_field(kept, row) for row in kept.fields)
    except ValueError as error:
        raise CatalogueError(f"{entry.name}: {error}") from error
    return ProcedureFields(kept.code, kept.reading, fields, kept.refused, kept.decision)


def _field(kept: _File, row: _Row) -> Field:
    if row.state is State.CONFIRMED:
        raise ValueError(f"{row.id} is confirmed: only a named official confirms, packaged content never does")
    return Field(
        code=kept.code,
        id=row.id,
        value=value_of(row.kind, row.value),
        source=_source(kept, row),
        readers=row.readers,
        state=row.state,
        review_by=row.review_by,
        case=row.case,
        channel=row.channel,
        condition=row.condition,
        instead=row.instead,
        until=row.until,
        other_province=kept.other_province,
        agency_gone=row.agency_gone,
        reason=row.reason,
    )


def _source(kept: _File, row: _Row) -> Source:
    """Return where a field stands: on the procedure's page, or in a law, of which the place is article and clause."""
    if row.method is Method.LAW:
        law = load_laws().get(row.law)
        if law is None:
            raise ValueError(f"{row.id}: laws.csv has no {row.law}")
        return Source("", row.part, 0, 0, law.read_on, Method.LAW, law=law.name, since=law.since)
    if kept.read_on is None or not kept.page:
        raise ValueError(f"{row.id}: of which page, read on which day?")
    return Source(kept.page, row.part, row.start, row.end, kept.read_on, Method.PAGE, kept.own_date)
