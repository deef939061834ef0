"""A record of a file before anybody knows what it says, and the kinds of files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.staff.importing.headings import Head
    from bot.staff.importing.told import Place


@dataclass(frozen=True, slots=True)
class Document:
    """An object of JSON.

    Attributes:
        place: where it stands.
        value: the object.
        unreal: numbers that are none ("NaN", "Infinity"), which were left out.
    """

    place: Place
    value: Mapping[str, Any]
    unreal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        place: where it stands.
        cells: by what the column says.
        section: the heading above it inside of the table ("I. Lĩnh vực hộ tịch"); empty: none.
        formulas: columns whose cell is a formula.
    """

    place: Place
    cells: Mapping[Head, Any]
    section: str = ""
    formulas: frozenset[Head] = field(default=frozenset())


Record = Document | Row
