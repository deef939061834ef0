"""The queue as JSON lines: for people who label in a tool of their own, and bring their labels back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.review.labels import Label, State
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.review.queue import Item, ReviewDesk


def to_line(item: Item) -> dict[str, Any]:
    """Return a group as one object; whoever labels puts a label in place of ``null`` at ``label``.

    A label is ``{"intent", "entities": [{"entity", "start", "end"}]}``, ``{"wanted": "…"}`` for an intent that is
    missing, or ``{"verdict": "skip"}``. Offsets count characters of ``text``.
    """
    return {
        "group": item.group_id,
        "message": item.review_id,
        "text": item.text,
        "messages": item.messages,
        "people": item.people,
        "reasons": sorted(item.reasons),
        "readings": [{"intent": r.intent, "confidence": r.confidence} for r in item.reading.ranking],
        "hint": item.hint,
        "next": item.correction,
        "answer": item.answer,
        "before": {"text": item.before[0], "answer": item.before[1]},
        "state": item.state,
        "outcome": item.applied,
        "labels": [{"by": given.labeller, "at": given.at.isoformat(), **given.label.to_json()} for given in item.given],
        "suggestion": item.suggestion.to_json() if item.suggestion is not None else None,
        "marks": [{"entity": span.entity, "start": span.start, "end": span.end} for span in item.marks],
        "label": None,
    }


@dataclass(slots=True)
class Imported:
    """What became of a file.

    Attributes:
        labelled: lines whose label was taken.
        unchanged: lines whose label this person had given before.
        empty: lines without a label.
        refused: (line number, why).
        disputed: numbers of the groups about which people differ now.
    """

    labelled: int = 0
    unchanged: int = 0
    empty: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    disputed: list[int] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "labelled": self.labelled,
            "unchanged": self.unchanged,
            "empty": self.empty,
            "refused": [{"line": line, "why": why} for line, why in self.refused],
            "disputed": self.disputed,
        }


async def bring_in(desk: ReviewDesk, lines: Iterable[str]) -> Imported:
    """Take the labels of a file as this person's; a line that cannot be taken is told and the others are."""
    done = Imported()
    known = {item.group_id: item for item in await desk.items(states=frozenset(State))}
    touched = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            taken = await _take(desk, known, line)
        except Refused as error:
            done.refused.append((number, error.message))
            continue
        if taken is None:
            done.empty += 1
        elif taken:
            done.labelled += 1
            touched.append(taken)
        else:
            done.unchanged += 1
    found = {item.group_id for item in await desk.items(states=frozenset({State.DISPUTED}))}
    done.disputed = [group for group in dict.fromkeys(touched) if group in found]
    return done


async def _take(desk: ReviewDesk, known: dict[int, Item], line: str) -> int | None:
    """Take one line; return the group's number, 0 where nothing changed, None where it has no label."""
    try:
        row = json.loads(line)
        group, text, stored = int(row["group"]), str(row["text"]), row["label"]
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise Refused(
            "Không phải một dòng của hàng chờ: mỗi dòng là một đối tượng JSON như khi xuất, có group, text, label."
        ) from error
    if stored is None:
        return None
    item = known.get(group)
    if item is None:
        raise Refused(f"Không còn câu số {group} trong hàng chờ.")
    if item.text != text:
        raise Refused(f"Câu số {group} trong tệp khác câu trong hàng chờ; xuất lại tệp rồi gán nhãn.")
    label = Label.from_json(stored)
    name = desk.office.actor.name
    # Whoever gives a refused label again, in a file that told of the refusal, means it; an older file changes nothing.
    anew = item.state is State.REFUSED and row.get("state") == State.REFUSED
    if not anew and any(given.labeller == name and given.label == label for given in item.given):
        return 0
    await desk.label(item, label, origin="file")
    return group
