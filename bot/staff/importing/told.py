"""What is told of files that are imported: which row was refused, what of a row was left out, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands.

    Attributes:
        file: its name.
        row: line of a text, row of a sheet, number of a record, as whoever opens it counts; None: the whole file.
        sheet: of a workbook; empty: the file has none.
    """

    file: str
    row: int | None = None
    sheet: str = ""

    @property
    def words(self) -> str:
        """The place for staff: "bang.xlsx, trang Xã, dòng 7"."""
        sheet = f", trang {self.sheet}" if self.sheet else ""
        return f"{self.file}{sheet}" if self.row is None else f"{self.file}{sheet}, dòng {self.row}"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is told, with the code where it is known."""

    place: Place
    text: str
    code: str = ""


@dataclass(slots=True)
class Told:
    """What was told so far: rows that were not taken, and what should be known of those that were."""

    refused: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def refuse(self, place: Place, why: str, code: str = "") -> None:
        """Tell that a row, or a whole file, is not taken."""
        self.refused.append(Remark(place, why, code))

    def note(self, place: Place, what: str, code: str = "") -> None:
        """Tell what was left out of a row that is taken, or how it was read."""
        self.notes.append(Remark(place, what, code))


class Unusable(ValueError):
    """A row, or a file, cannot be taken; the message is for staff and says what to do."""
