"""The catalogue of procedures: what they are called, who handles them, how they may be submitted.

Read from ``content/procedures.csv``, which staff keep. It is the national portal's catalogue of July 2026; what
the portal leaves out, or prints without a unit, is kept for staff and not shown to citizens. Which documents a
procedure needs is not in it, so nothing here says so.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from bot.guidance.channels import Offered, Presence

if TYPE_CHECKING:
    from collections.abc import Iterator

_THE_LETTERS_YEAR = 2021
"""The year of letter 4708, for which the demo answers."""
_NOT_YET = "(chưa có"
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
UNEMPLOYMENT = "unemployment"
"""The group of procedures that the labour department arranges itself (letter 4708, point 3)."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure of the catalogue.

    Attributes:
        code: the national code, like "1.001193".
        title: short, for buttons and lists.
        name: the official name.
        field: the field of administration.
        level_2021: level that handled it in 2021, from general knowledge; unverified, not for citizens.
        agency: who handles it now.
        time: processing time as the portal prints it; may lack its unit.
        time_shown: whether ``time`` may be told to citizens.
        fee: as the portal prints it.
        fee_shown: whether ``fee`` may be told to citizens.
        online: whether online submission is listed.
        online_level: "toan_trinh", "mot_phan" or "" where the page does not say.
        postal: whether the public postal service is listed.
        postal_scope: "submit", "return_only" (post brings the result only) or "".
        must_appear: whether the applicant has to come.
        presence_kind: why: both_parties, sign, original, biometric, inspection, assessment, meeting, handover,
            photo, present.
        presence_note: the source's own words on it, or how it was inferred.
        source_url: the portal's page.
        data_as_of: which state of the portal this is.
        confidence: high, medium or low.
        group: "unemployment" or "".
        copies: code of the procedure by which a copy is had where the register still exists, or "": then nothing has
            to be registered anew.
        names: what people call it.
        imported: it came with a file: named and linked, and nothing else is told of it ("chỉ theo cổng").
    """

    code: str
    title: str
    name: str
    field: str
    level_2021: str
    agency: str
    time: str
    time_shown: bool
    fee: str
    fee_shown: bool
    online: Offered
    online_level: str
    postal: Offered
    postal_scope: str
    must_appear: Presence
    presence_kind: str
    presence_note: str
    source_url: str
    data_as_of: str
    confidence: str
    group: str
    copies: str
    names: tuple[str, ...]
    imported: bool = False

    @property
    def known_since(self) -> date:
        """The first day of the portal's state that was copied; of a month without a day its first.

        Raises:
            ValueError: the table gives neither.
        """
        found = _DAY.match(self.data_as_of)
        if found is None:
            raise ValueError(f"{self.code}: no day or month in {self.data_as_of!r}")
        return date(int(found[1]), int(found[2]), int(found[3] or 1))

    @property
    def postal_submission(self) -> Offered:
        """Whether a dossier can be *sent* by post; post that only brings the result back is no way to submit."""
        return Offered.NO if self.postal_scope == "return_only" else self.postal

    @property
    def public_time(self) -> str | None:
        """The processing time, where it is sure enough to be told."""
        return self.time if self.time_shown else None

    @property
    def public_fee(self) -> str | None:
        """The fee, where it is sure enough to be told."""
        return self.fee if self.fee_shown else None


class Catalogue:
    """All procedures, by code, in the order of the file."""

    def __init__(self, procedures: tuple[Procedure, ...]) -> None:
        self._by_code = {procedure.code: procedure for procedure in procedures}
        self._not_yet = frozenset(one.code for one in procedures if one.level_2021.startswith(_NOT_YET))

    def not_yet(self, day: date) -> frozenset[str]:
        """Return the codes that cannot be meant on a day: in 2021 those that the table says were not there then."""
        return frozenset() if day.year > _THE_LETTERS_YEAR else self._not_yet

    @classmethod
    def parse(cls, text: str) -> Self:
        """Build it from the text of the CSV.

        Raises:
            ValueError: a row is malformed, a code stands twice, or a row names a procedure that is not there.
        """
        procedures = tuple(_procedure(row) for row in csv.DictReader(text.splitlines()))
        catalogue = cls(procedures)
        if len(catalogue) != len(procedures):
            raise ValueError("a code stands twice in the catalogue of procedures")
        for procedure in procedures:
            if procedure.copies and procedure.copies not in catalogue:
                raise ValueError(f"{procedure.code}: no procedure {procedure.copies} in the catalogue")
        return catalogue

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Procedure | None:
        """Return the procedure with this code, or None."""
        return self._by_code.get(code)

    def group(self, name: str) -> list[Procedure]:
        """Return the procedures of a group, like ``UNEMPLOYMENT``."""
        return [procedure for procedure in self if procedure.group == name]

    def must_appear(self) -> list[Procedure]:
        """Return the procedures for which the applicant has to come in person."""
        return [procedure for procedure in self if procedure.must_appear is Presence.REQUIRED]


def _procedure(row: dict[str, str]) -> Procedure:
    if not row["code"] or not row["title"] or not row["name"]:
        raise ValueError(f"a procedure without code, title or name: {row}")
    made = Procedure(
        code=row["code"],
        title=row["title"],
        name=row["name"],
        field=row["field"],
        level_2021=row["level_2021"],
        agency=row["agency"],
        time=row["time"],
        time_shown=_flag(row["time_shown"]),
        fee=row["fee"],
        fee_shown=_flag(row["fee_shown"]),
        online=Offered(row["online"]),
        online_level=row["online_level"],
        postal=Offered(row["postal"]),
        postal_scope=row["postal_scope"],
        must_appear=Presence(row["must_appear"]),
        presence_kind=row["presence_kind"],
        presence_note=row["presence_note"],
        source_url=row["source_url"],
        data_as_of=row["data_as_of"],
        confidence=row["confidence"],
        group=row["group"],
        copies=row["copies"],
        names=tuple(filter(None, row["names"].split("|"))),
    )
    _ = made.known_since  # a table that cannot be read is refused at the start, not when somebody asks
    return made


def _flag(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError(f"neither yes nor no: {value!r}")
    return value == "yes"
