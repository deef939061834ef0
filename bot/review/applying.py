"""Bringing labelled messages to the training data, through the NLU project's own program, which knows its files.

A message goes in at most once, without personal data, and never when the evaluation set holds it or one nearly like it.
What the data hold now, or held already, is done. Anything else goes back to the labellers with the reason: the same
label is not tried again until somebody decides anew.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.review.filling import fill
from bot.review.labels import State
from bot.review.redaction import leaks
from bot.staff.audit import record
from bot.staff.errors import Away, Refused
from bot.staff.roles import require
from bot.understanding.masking import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.review.person_names import PlaceNames
    from bot.review.queue import Item, ReviewDesk

_ALONE = b"SELECT pg_advisory_xact_lock(hashtext('motcua nlu apply'))"
_PERSONAL = "personal"
_TAIL = 600

IN_THE_DATA = frozenset({"added", "known", "near"})
"""Outcomes after which the data hold the message, or one so like it that it would teach nothing."""
TOLD = {
    "added": "đã thêm",
    "known": "đã có sẵn",
    "near": "gần như câu đã có",
    "other_intent": "trùng câu của ý định khác",
    "evaluation": "thuộc bộ đề kiểm tra, không được dùng để dạy",
    "personal": "còn dữ liệu cá nhân",
    "wrong": "nhãn không hợp lệ",
    "changed": "nhãn vừa được sửa trong lúc ghi, chạy lại để đưa vào",
}
"""Outcomes, for staff."""
TRIED = {**TOLD, "added": "sẽ thêm"}
"""The same, where nothing was written."""

_NOTE = b"""
UPDATE nlu_groups SET applied = %(how)s, applied_by = %(by)s,
    applied_at = CASE WHEN %(taken)s THEN now() END, refused_at = CASE WHEN NOT %(taken)s THEN now() END
WHERE id = %(group)s
"""


_FORGET = b"""
UPDATE nlu_groups SET applied = NULL, applied_by = NULL, applied_at = NULL, refused_at = NULL WHERE id = %s
"""
_WITHDRAW = b"UPDATE nlu_labels SET withdrawn_at = now() WHERE group_id = %s AND withdrawn_at IS NULL"

# In two statements, since the second has to see what was committed while the first waited.
_HOLD = b"SELECT id FROM nlu_groups WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_STANDING = b"""
SELECT group_id, count(*) AS labels, max(at) AS latest FROM nlu_labels
WHERE group_id = ANY(%s) AND withdrawn_at IS NULL GROUP BY group_id
"""


@dataclass(frozen=True, slots=True)
class Project:
    """Where the NLU project is, and which files of it are changed.

    Attributes:
        root: the project's folder.
        data: folder of the training messages.
        evaluation: files of messages that are never trained on.
    """

    root: Path
    data: Path
    evaluation: tuple[Path, ...]

    @property
    def python(self) -> Path:
        """The interpreter of the project."""
        return self.root / ".venv" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one label.

    Attributes:
        item: whose.
        how: ``added``, ``known``, or why it was left out: ``near``, ``other_intent``, ``evaluation``, ``personal``,
            ``wrong`` (nlu/add.py says what each means), or ``changed``: somebody decided anew meanwhile.
        detail: the file, or the message that stands against it.
    """

    item: Item
    how: str
    detail: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"group": self.item.group_id, "text": self.item.text, "outcome": self.how, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of all labels, and how the files changed."""

    outcomes: tuple[Outcome, ...]
    diff: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"labels": [outcome.to_json() for outcome in self.outcomes], "diff": self.diff}


async def apply(desk: ReviewDesk, project: Project, places: PlaceNames, *, dry: bool = False) -> Applied:
    """Write every decided label to the training data.

    Args:
        desk: of whoever does it.
        project: whose data.
        places: names that are no people's.
        dry: only tell what would be done.

    Raises:
        NotAllowed: this person may not.
        Away: the project's program cannot be run.
    """
    office = desk.office
    require(office.actor, "nlu.apply")
    async with office.database.transaction() as connection:
        await connection.execute(_ALONE)
        # A program of another project writes files meanwhile: that takes longer than a turn's statements may.
        items = await desk.items(states=frozenset({State.LABELLED}))
        clean = [item for item in items if not (leaks(item.text, places) or HIDDEN in item.text)]
        outcomes = [Outcome(item, _PERSONAL, "còn dữ liệu cá nhân trong câu") for item in items if item not in clean]
        answer: dict[str, Any] = {"results": [], "diff": ""}
        if clean:
            answer = await _run(project, clean, dry=dry)
        by_group = {item.group_id: item for item in clean}
        outcomes += [Outcome(by_group[row["id"]], row["outcome"], row["detail"]) for row in answer["results"]]
        if not dry:
            changed = await _changed(connection, items)
            outcomes = [
                Outcome(one.item, "changed", one.how) if one.item.group_id in changed else one for one in outcomes
            ]
            for outcome in outcomes:
                if outcome.how == "changed":
                    continue
                values = {
                    "how": outcome.how if outcome.how == "added" else f"{outcome.how}: {outcome.detail}",
                    "by": office.actor.name,
                    "taken": outcome.how in IN_THE_DATA,
                    "group": outcome.item.group_id,
                }
                await connection.execute(_NOTE, values)
            if outcomes:
                told = [[outcome.item.group_id, outcome.how] for outcome in outcomes]
                await record(connection, office.actor, "nlu.apply", None, labels=told)
    return Applied(tuple(outcomes), str(answer["diff"]))


async def take_back(desk: ReviewDesk, project: Project, group: int) -> str:
    """Take a message out of the training data again; its labels are withdrawn, and it waits for new ones.

    Args:
        desk: of whoever does it.
        project: whose data.
        group: the message's number.

    Returns:
        How the files change; empty where the data had the message without us.

    Raises:
        NotAllowed: this person may not.
        Refused: there is no such message, or it is not in the data.
        Away: the project's program cannot be run.
    """
    office = desk.office
    require(office.actor, "nlu.take-back")
    async with office.database.transaction() as connection:
        await connection.execute(_ALONE)
        item = await desk.item(group)
        if item.state is not State.APPLIED:
            raise Refused(f"Câu số {group} không ở trong dữ liệu huấn luyện, nên không có gì để lấy ra.")
        diff = ""
        if item.applied == "added" and item.standing is not None:
            answer = await _run(project, [item], dry=False, remove=True)
            if any(row["outcome"] != "removed" for row in answer["results"]):
                raise Refused(
                    f"Không thấy câu này trong {item.standing.label.intent}.yml nữa: có người đã sửa tệp. Xem lại tệp"
                    f" trong {project.data}."
                )
            diff = str(answer["diff"])
        await connection.execute(_FORGET, [group])
        await connection.execute(_WITHDRAW, [group])
        await record(connection, office.actor, "nlu.take-back", str(group), was=item.applied)
    return diff


async def _changed(connection: AsyncConnection[DictRow], items: Sequence[Item]) -> set[int]:
    """Return the groups about which somebody has decided anew since; nobody decides of any of them until the commit."""
    groups = [item.group_id for item in items]
    await connection.execute(_HOLD, [groups])
    rows = await (await connection.execute(_STANDING, [groups])).fetchall()
    found = {row["group_id"]: (row["labels"], row["latest"]) for row in rows}
    seen = {item.group_id: (len(item.given), max(given.at for given in item.given)) for item in items}
    return {group for group, standing in seen.items() if found.get(group) != standing}


def in_words(applied: str) -> str:
    """Return what is kept of an outcome as staff read it."""
    how, _, detail = applied.partition(": ")
    return f"{TOLD.get(how, how)} ({detail})" if detail else TOLD.get(how, how)


async def _run(project: Project, items: Sequence[Item], *, dry: bool, remove: bool = False) -> dict[str, Any]:
    command = [str(project.python), str(project.root / "add.py"), "--data", str(project.data)]
    for file in project.evaluation:
        command += ["--evaluation", str(file)]
    if dry:
        command.append("--dry-run")
    if remove:
        command.append("--remove")
    lines = []
    for item in items:
        if item.standing is None:
            continue
        text, spans = fill(item.text, item.standing.label.spans)
        marks = [{"entity": span.entity, "start": span.start, "end": span.end} for span in spans]
        lines.append({"id": item.group_id, "intent": item.standing.label.intent, "text": text, "entities": marks})
    given = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise Away(f"Không chạy được {project.python}: {error.strerror}. Chạy 'make setup' trước.") from error
    out, problem = await process.communicate(given.encode())
    if process.returncode != 0:
        raise Refused(f"Không ghi được dữ liệu huấn luyện: {problem.decode(errors='replace').strip()[-_TAIL:]}")
    answer: dict[str, Any] = json.loads(out)
    return answer
