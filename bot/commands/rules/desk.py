"""What the commands of the rulebook share: the group itself, options, and words for changes and drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from bot.commands.files import why
from bot.guidance.rulebook.changing import Did
from bot.staff.approvable import State
from bot.staff.errors import Refused
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.guidance.rulebook.changing import Change
    from bot.staff.rulebook.publishing import Published
    from bot.staff.rulebook.store import DraftRow
    from bot.staff.rulebook.told import Told

app = typer.Typer(
    help="Bộ quy định: soạn, xem trước, duyệt, công bố, ẩn cái sai. Hướng dẫn: docs/rulebook.md.",
    no_args_is_help=True,
    add_completion=False,
)
"""Filled by the modules beside this one."""

NUMBER = typer.Argument(metavar="NUMBER", help="Số của bản thảo, như 'rules drafts' cho thấy.")
REASON = typer.Option("--reason", help="Vì sao; ghi vào lịch sử.")

_STATES = {
    State.DRAFT: "đang soạn",
    State.SUBMITTED: "đang chờ duyệt",
    State.RETURNED: "bị trả lại",
    State.APPROVED: "đã duyệt, chờ công bố",
}
_DID = {Did.ADDED: "thêm", Did.CHANGED: "đổi", Did.REMOVED: "bỏ"}
_SECTIONS = {
    "documents": "văn bản",
    "actors": "cơ quan",
    "groups": "nhóm thủ tục",
    "contacts": "liên hệ",
    "rules": "quy định",
    "regimes": "chế độ",
    "unsaid": "điều văn bản không nói",
    "topics": "chủ đề",
    "phrases": "câu",
}
_LONGEST = 300


def read_file(path: Path) -> str:
    """Return what is in a document's file.

    Raises:
        Refused: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused(f"Không đọc được tệp {path}: {why(error)}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"Tệp {path} không phải văn bản thuần UTF-8 (.yaml).") from error


def change_lines(changes: Iterable[Change]) -> list[str]:
    """Return what differs, a line for each entry and each of its fields."""
    lines = []
    for change in changes:
        lines.append(f"{_DID[change.did]} {_SECTIONS[change.section]} {change.id}")
        before, after = change.before or {}, change.after or {}
        for name in change.fields:
            if name == "id":
                continue
            was, now = _value(before.get(name)), _value(after.get(name))
            lines.append(f"    {name}: {now}" if change.did is Did.ADDED else f"    {name}: {was} → {now}")
    return lines


def _value(value: object) -> str:
    if value is None:
        return "(không)"
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def change_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return what differs as JSON values."""
    return [
        {
            "section": change.section,
            "id": change.id,
            "did": change.did,
            "fields": list(change.fields),
            "before": change.before,
            "after": change.after,
        }
        for change in changes
    ]


def draft_json(row: DraftRow) -> dict[str, Any]:
    """Return a draft as JSON values."""
    return {
        "id": row.id,
        "kind": row.kind,
        "title": row.draft.title,
        "entries": list(row.draft.ids),
        "correction": row.draft.correction,
        "code": row.subject.code,
        "state": row.state,
        "author": row.author,
        "packaged": row.packaged,
        "approved_by": row.approval.approved_by if row.approval is not None else None,
        "closed_by": row.closed_by,
        "version": row.version,
    }


def draft_line(row: DraftRow) -> str:
    """Return a draft in one line: number, title, where it stands, what it touches."""
    if row.version is not None:
        state = f"đã công bố trong bản {row.version}"
    elif row.closed_by is not None:
        state = f"{row.closed_by} đã bỏ"
    else:
        state = _STATES[row.state]
        if row.approval is not None and row.approval.why:
            state = f"{state} ({row.approval.why})"
    return f"{row.id}. {row.draft.title}: {state}; {row.author} soạn {moment_words(row.written_at)}; {_ids(row)}"


def _ids(row: DraftRow) -> str:
    return ", ".join(row.draft.ids)


def published_lines(published: Published) -> list[str]:
    """Return what was published."""
    return [
        f"Đã công bố bản {published.version}: trợ lý trả lời theo đó trong vòng 5 giây, mỗi mục từ lúc có hiệu lực.",
        *change_lines(published.changes),
    ]


def published_json(published: Published) -> dict[str, Any]:
    """Return it as JSON values."""
    return {
        "version": published.version,
        "known_from": published.known_from.isoformat(),
        "changes": change_json(published.changes),
    }


def put_right(found: Iterable[Told], data: dict[str, Any], lines: list[str]) -> None:
    """Say who was told what has changed or is hidden now, with the command that puts it right for them."""
    data["corrections"] = [
        {"entry": one.rule, "people": one.people, "otherwise": one.otherwise, "audience": one.audience} for one in found
    ]
    lines += [
        f"{number_words(one.otherwise)} người đã nghe {one.rule} khác với bây giờ. Soạn đính chính cho họ:"
        f" motcua rules told {one.rule} --correct TỆP"
        for one in found
    ]
