"""Which fields of the catalogue were told to a person, and as what: for corrections, and for "có gì mới không"."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.guidance.catalogue.changing import digest
from bot.guidance.catalogue.values import FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit

MEMO = "fields"
"""Memo: code and kind of what was told → what stands for all that was told of it then."""
_MOST = 30
FOCUSES = {
    FieldKind.PAPER: Focus.PAPERS,
    FieldKind.FEE: Focus.FEE,
    FieldKind.TIME: Focus.TIME,
    FieldKind.RECEIVER: Focus.PLACE,
    FieldKind.PRESENCE: Focus.WHO_MAY_GO,
    FieldKind.FORM: Focus.FORM,
    FieldKind.RESULT: Focus.RESULT,
    FieldKind.DEADLINE: Focus.DEADLINE,
    FieldKind.REQUIREMENT: Focus.ELIGIBILITY,
}
"""What a question asks that a kind of field answers; of other kinds nothing is said where they change."""


def note_fields(turn: Turn, units: Iterable[AnswerUnit]) -> None:
    """Note the fields that units stand on, each with a digest of what it says."""
    heard = _memo(turn)
    for unit in units:
        procedure = turn.guidance.fields.get(unit.topic or "")
        if procedure is None or not unit.fields:
            continue
        told = turn.told_fields.setdefault(procedure.code, {})
        kinds: dict[FieldKind, None] = {}
        for field in procedure.fields:
            if field.id in unit.fields and field.known(turn.received_at):
                told[field.id] = digest(field)
                if field.kind in FOCUSES:
                    kinds[field.kind] = kinds.pop(field.kind, None)  # the latest last
        for kind in kinds:
            _put(turn, heard, procedure.code, kind)
    if heard:
        turn.state.memo[MEMO] = dict(list(heard.items())[-_MOST:])


def changed(turn: Turn) -> list[tuple[str, FieldKind, bool]]:
    """Return what is told otherwise now than this person heard it, the latest first; from now on it counts as heard.

    Returns:
        Code, kind of field, and whether anything is told of it now.
    """
    heard = _memo(turn)
    found = []
    for key, before in list(heard.items()):
        code, _, name = key.partition("/")
        if name not in set(FieldKind):
            continue  # another version of the code wrote it
        kind = FieldKind(name)
        now = _stands_for(turn, code, kind)
        if now != before:
            found.append((code, kind, bool(now)))
            heard[key] = now
    if found:
        turn.state.memo[MEMO] = heard
    return found[::-1]


def has_heard(turn: Turn) -> bool:
    """Return whether any field was told to this person."""
    return bool(_memo(turn))


def _memo(turn: Turn) -> dict[str, str]:
    memo = turn.state.memo.get(MEMO)
    if not isinstance(memo, dict):
        return {}
    return {key: value for key, value in memo.items() if isinstance(key, str) and isinstance(value, str)}


def _put(turn: Turn, heard: dict[str, str], code: str, kind: FieldKind) -> None:
    key = f"{code}/{kind.value}"
    now = _stands_for(turn, code, kind)
    heard.pop(key, None)
    heard[key] = now


def _stands_for(turn: Turn, code: str, kind: FieldKind) -> str:
    """Return what stands for all that is told of a kind now; empty where nothing is."""
    telling = turn.guidance.fields.told(code, kind, at=turn.moment, known_at=turn.received_at)
    said = sorted(digest(one.field) for one in telling.told)
    return hashlib.sha256(" ".join(said).encode()).hexdigest()[:12] if said else ""
