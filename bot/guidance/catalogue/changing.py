"""What staff said of a field, laid over the fields that come with the code, in the order in which it was published."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.guidance.catalogue.book import FieldCatalogue
from bot.guidance.catalogue.field import State
from bot.guidance.catalogue.values import Fee, FeeKind, Time, TimeUnit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.guidance.catalogue.book import ProcedureFields
    from bot.guidance.catalogue.field import Confirmation, Field


class Act(StrEnum):
    """What staff did to a field."""

    CONFIRM = "confirm"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Change:
    """What staff said of one field.

    Attributes:
        code: of the procedure.
        field: id of the field.
        act: confirmed, or hidden.
        digest: of the field as it was read; a field that a deploy changed since is another one, and not confirmed.
        at: the instant from which it is known.
        confirmation: who confirmed it, by which document; None where it is hidden.
        review_by: the day on which it is looked at again.
        reason: why it is hidden.
        amount: the fee at Cà Mau in đồng, where the document names it.
        number: of days, where the document names them.
        unit: of that number.
    """

    code: str
    field: str
    act: Act
    digest: str
    at: datetime
    review_by: date
    confirmation: Confirmation | None = None
    reason: str = ""
    amount: int | None = None
    number: int | None = None
    unit: TimeUnit | None = None


def digest(field: Field) -> str:
    """Return what stands for just what a field says, with all its conditions: 16 hexadecimal digits."""
    said = [
        field.code, field.id, asdict(field.value), field.channel, field.case, field.condition, field.instead,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def with_changes(catalogue: FieldCatalogue, changes: Iterable[Change]) -> FieldCatalogue:
    """Return a catalogue with what staff said in it, but for fields that are gone or say something else now."""
    made = list(changes)
    touched = catalogue.only({change.code for change in made})
    for change in made:
        fields = _written(touched, change.code, change.field)
        same = next((one for one in fields if digest(one) == change.digest), None)
        field = same or (fields[0] if fields and change.act is Act.HIDE else None)
        if field is not None:
            touched = touched.with_version(applied(field, change), change.at)
    return catalogue.with_all(FieldCatalogue(_without_proposals(one) for one in touched))


def _without_proposals(procedure: ProcedureFields) -> ProcedureFields:
    """Return it without what only files say: staff's word on it stands from its own moment on, and nothing before."""
    kept = tuple(one for one in procedure.fields if one.readers or one.state is not State.PROPOSED)
    return replace(procedure, fields=kept)


def packaged(catalogue: FieldCatalogue, code: str, field: str) -> Field | None:
    """Return a field as it came with the code, whatever staff said of it since."""
    return next(iter(_written(catalogue, code, field)), None)


def _written(catalogue: FieldCatalogue, code: str, field: str) -> list[Field]:
    """Return a field as it was written down, not by staff; one that files say has a version for each that they said."""
    procedure = catalogue.get(code)
    fields = procedure.fields if procedure is not None else ()
    return [one for one in fields if one.id == field and one.known_from is None]


def applied(field: Field, change: Change) -> Field:
    """Return a field as a change leaves it.

    Raises:
        ValueError: it names money of what is no fee, or days of what is no time; or confirms without saying who.
    """
    if change.act is Act.HIDE:
        return field.hidden_for(change.reason)
    if change.confirmation is None:
        raise ValueError("confirmed by whom?")
    value = field.value
    if change.amount is not None:
        if not isinstance(value, Fee):
            raise ValueError("an amount is of a fee")
        level = FeeKind.AMOUNT if change.amount else FeeKind.FREE
        value = replace(value, level=level, amount=change.amount or None, currency="VND")
    if change.number is not None:
        if not isinstance(value, Time) or change.unit is None:
            raise ValueError("a number of days, with its unit, is of a time")
        value = replace(value, number=change.number, unit=change.unit)
    return replace(field, value=value).confirmed_by(change.confirmation, change.review_by)
