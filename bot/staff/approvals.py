"""Two people for all that is published: who wrote it submits it, another one reads exactly that and approves it.

One service for every kind of content. What is approved is a hash; a change of the content drops the approval.
Whoever wrote on a content since it was last empty does not approve it, however small the last change was and
whoever made it. Where one person has to act alone it takes two confirmations, and it is told as such wherever the
approval is told.

A subject's own service holds its row locked, keeps its content, checks what may not be published, and says in its
own words what an approval leads to. Its actions in the table of roles are named ``KIND.approve`` and so on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.staff.actor import OWNER
from bot.staff.approvable import COLUMNS, Act, Event, State, code_of, first, is_code_of, standing_of
from bot.staff.errors import Refused
from bot.staff.members import anybody_may
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.db.pool import Database
    from bot.staff.actor import Actor
    from bot.staff.approvable import Kind, Standing, Subject
    from bot.staff.office import Office

CONFIRM_WITHIN = timedelta(minutes=10)
"""How long the code of an approval alone can be confirmed."""
LONGEST_REASON = 500


_KEY = "kind = %(kind)s AND subject = %(subject)s"
_LOCKED = f"SELECT {COLUMNS} FROM approvals WHERE {_KEY} FOR UPDATE"  # noqa: S608 - constants
_EVENT = b"""
INSERT INTO approval_events (kind, subject, act, actor, content_hash, why)
VALUES (%(kind)s, %(subject)s, %(act)s, %(actor)s, %(hash)s, %(why)s)
"""
_WROTE = f"""
INSERT INTO approvals AS a (kind, subject, content_hash) VALUES (%(kind)s, %(subject)s, %(hash)s)
ON CONFLICT (kind, subject) DO UPDATE SET state = 'draft', content_hash = excluded.content_hash,
    submitted_by = NULL, submitted_at = NULL, returned_by = NULL, why = NULL, asked_by = NULL, asked_at = NULL,
    approved_by = NULL, approved_at = NULL, alone = false
RETURNING {COLUMNS}
"""  # noqa: S608 - constants
_SET = {
    Act.SUBMITTED: (
        "state = 'submitted', submitted_by = %(actor)s, submitted_at = now(), returned_by = NULL, why = NULL"
    ),
    Act.RETURNED: "state = 'returned', returned_by = %(actor)s, why = %(why)s, asked_by = NULL, asked_at = NULL",
    Act.ASKED: "asked_by = %(actor)s, asked_at = now()",
    Act.APPROVED: (
        "state = 'approved', approved_by = %(actor)s, approved_at = now(), alone = %(alone)s, content_hash = %(hash)s,"
        " asked_by = NULL, asked_at = NULL, why = NULL"
    ),
    Act.WITHDREW: (
        "state = 'draft', why = %(why)s, submitted_by = NULL, submitted_at = NULL, asked_by = NULL, asked_at = NULL,"
        " approved_by = NULL, approved_at = NULL, alone = false"
    ),
}
_WRITERS = f"""
SELECT actor FROM approval_events
WHERE {_KEY} AND act = 'wrote' AND id > coalesce(
    (SELECT max(id) FROM approval_events WHERE {_KEY} AND act = 'began'), 0
)
GROUP BY actor ORDER BY min(id)
"""  # noqa: S608 - constants
_HISTORY = f"""
SELECT at, act, actor, content_hash, why FROM approval_events WHERE {_KEY} ORDER BY id
"""  # noqa: S608 - constants


async def wrote(
    connection: AsyncConnection[DictRow], actor: Actor, subject: Subject, *, begins: bool = False
) -> Standing | None:
    """Note that somebody wrote a content: it is a draft, and any approval of what stood there is gone.

    Args:
        connection: in the transaction of the change, which holds the subject's lock.
        actor: who.
        subject: as it is now.
        begins: nothing of what stood there before is left in it.

    Returns:
        Where it stood before; None where it is new.
    """
    before = await _locked(connection, subject)
    if begins:
        await _note(connection, actor, subject, Act.BEGAN)
    if before is not None and before.state is State.APPROVED:
        await _note(connection, actor, subject, Act.DROPPED, before.hash)
    await _note(connection, actor, subject, Act.WROTE)
    await connection.execute(_WROTE.encode(), _values(subject))
    return before


async def submit(connection: AsyncConnection[DictRow], office: Office, subject: Subject) -> Standing:
    """Say that a content is ready to be read by whoever approves.

    Raises:
        Refused: it is approved, or submitted already.
    """
    require(office.actor, f"{subject.kind}.submit")
    found = await _current(connection, subject)
    if found.state is State.APPROVED and not found.is_stale(office.approval_days):
        raise Refused(f"{first(subject.words)} đã được {found.approved_by} duyệt, không cần trình nữa.")
    if found.state is State.SUBMITTED:
        raise Refused(f"{first(subject.words)} đã được {found.submitted_by} trình; đang chờ duyệt.")
    if found.state is State.APPROVED:  # too long ago
        await _done(connection, office.actor, subject, Act.WITHDREW, why="duyệt đã lâu")
    return await _done(connection, office.actor, subject, Act.SUBMITTED)


async def send_back(connection: AsyncConnection[DictRow], office: Office, subject: Subject, why: str) -> Standing:
    """Return a content to whoever wrote it, with the reason.

    Raises:
        Refused: no reason is given, or it is approved (then it is withdrawn) or returned already.
    """
    require(office.actor, f"{subject.kind}.return")
    reason = _reason(why)
    found = await _current(connection, subject)
    if found.state is State.APPROVED:
        raise Refused(
            f"{first(subject.words)} đã được {found.approved_by} duyệt: muốn lấy lại thì rút"
            f" ({subject.command('withdraw')})."
        )
    if found.state is State.RETURNED:
        raise Refused(f"{found.returned_by} đã trả lại {subject.words}: {found.why}")
    return await _done(connection, office.actor, subject, Act.RETURNED, why=reason)


async def withdraw(
    connection: AsyncConnection[DictRow], office: Office, subject: Subject, why: str | None = None
) -> Standing:
    """Take a submission or an approval back: it is a draft again. Unlike approving, one person may.

    Raises:
        Refused: there is nothing to take back.
    """
    require(office.actor, f"{subject.kind}.withdraw")
    found = await _current(connection, subject)
    if found.state not in (State.SUBMITTED, State.APPROVED):
        raise Refused(f"{first(subject.words)} chưa trình, chưa duyệt, không có gì để rút lại.")
    reason = _reason(why) if why is not None and why.strip() else None
    await _done(connection, office.actor, subject, Act.WITHDREW, why=reason)
    return found


async def approve(connection: AsyncConnection[DictRow], office: Office, subject: Subject, code: str | None) -> Standing:
    """Approve a content, by a person who wrote none of it and names exactly what they read.

    Args:
        connection: in a transaction that holds the subject's lock.
        office: of whoever approves.
        subject: as it is now.
        code: of the content that was read.

    Raises:
        NotAllowed: the role does not cover it.
        Refused: the code is missing or of another content; it was returned, or is approved already; whoever approves
            wrote on it, or nobody can tell because somebody showed no token.
    """
    require(office.actor, f"{subject.kind}.approve")
    await _require_open(connection, office, subject, code)
    writers = await writers_of(connection, subject)
    if office.actor.name in writers:
        raise Refused(
            f"{office.actor.name} có soạn hay sửa {subject.words} ({_names(writers)}) nên không tự duyệt được; nhờ"
            " người khác duyệt. Việc gấp mà chỉ có một mình thì dùng --urgent (xác nhận hai lần, được ghi là duyệt một"
            " mình)."
        )
    await _require_two_names(connection, office.actor, subject, writers)
    return await _done(connection, office.actor, subject, Act.APPROVED)


async def ask_alone(
    connection: AsyncConnection[DictRow], office: Office, subject: Subject, code: str | None = None
) -> str:
    """Begin to approve alone; return the code that confirms it within ten minutes.

    Raises:
        NotAllowed: the role does not cover it.
        Refused: as for ``approve``, but for who wrote it.
    """
    require(office.actor, f"{subject.kind}.approve")
    await _require_open(connection, office, subject, code if code is not None else subject.code)
    await _done(connection, office.actor, subject, Act.ASKED)
    return subject.code


async def confirm_alone(
    connection: AsyncConnection[DictRow],
    office: Office,
    subject: Subject,
    confirmation: str,
    *,
    approved: Subject | None = None,
) -> Standing:
    """Approve alone, by the code that was asked for.

    Args:
        connection: in a transaction that holds the subject's lock.
        office: of whoever approves.
        subject: as it was shown.
        confirmation: the code.
        approved: what it becomes by being approved alone, where that changes it (it is urgent now).

    Raises:
        NotAllowed: the role does not cover it.
        Refused: the code is not the one of this content, came too late, or was asked for by somebody else.
    """
    require(office.actor, f"{subject.kind}.approve")
    await _require_open(connection, office, subject, subject.code)
    found = await _current(connection, subject)
    recent = found.asked_at is not None and datetime.now(UTC) - found.asked_at <= CONFIRM_WITHIN
    if not recent or found.asked_by != office.actor.name or not is_code_of(confirmation, subject.hash):
        raise Refused(
            "Mã xác nhận không đúng hoặc đã quá 10 phút. Chạy lại"
            f" '{subject.command('approve')} --urgent' để xem nội dung và lấy mã mới."
        )
    return await _done(connection, office.actor, approved or subject, Act.APPROVED, alone=True)


async def _require_open(
    connection: AsyncConnection[DictRow], office: Office, subject: Subject, code: str | None
) -> None:
    found = await _current(connection, subject)
    if found.state is State.APPROVED and not found.is_stale(office.approval_days):
        raise Refused(f"{first(subject.words)} đã được {found.approved_by} duyệt.")
    look = subject.command("show")
    if code is None or not code.strip():
        raise Refused(f"Duyệt thì phải ghi mã của nội dung đã đọc: --code MÃ. Xem nội dung, mã ở dòng cuối: {look}.")
    if not is_code_of(code, subject.hash):
        raise Refused(
            f"Nội dung {subject.words} không phải nội dung có mã {code}: đã được sửa từ lúc xem, hoặc mã gõ sai."
            f" Xem lại: {look}."
        )
    if found.state is State.RETURNED:
        raise Refused(
            f"{found.returned_by} đã trả lại {subject.words}: {found.why} Người soạn sửa, hoặc trình lại"
            f" ({subject.command('submit')}), rồi mới duyệt được."
        )


async def _require_two_names(
    connection: AsyncConnection[DictRow], actor: Actor, subject: Subject, writers: Iterable[str]
) -> None:
    """Make sure that who wrote and who approves are told apart by their tokens, where somebody has one that approves.

    Who works at the machine that holds the data may leave their token out, and would be another person by that.
    """
    action = f"{subject.kind}.approve"
    if OWNER.name not in (actor.name, *writers) or not await anybody_may(connection, action):
        return
    if actor.name == OWNER.name:
        raise Refused(
            "Đã có cán bộ được duyệt: duyệt bằng mã cá nhân của mình (MOTCUA_STAFF_TOKEN), để biết là người khác người"
            " soạn. Việc gấp thì dùng --urgent (xác nhận hai lần, được ghi là duyệt một mình)."
        )
    raise Refused(
        f"{first(subject.words)} được soạn hay sửa mà không dùng mã cá nhân, nên không biết ai soạn: soạn mới bằng mã"
        " cá nhân (MOTCUA_STAFF_TOKEN) rồi nhờ người khác duyệt. Việc gấp thì dùng --urgent."
    )


async def standing(connection: AsyncConnection[DictRow], subject: Subject) -> Standing:
    """Return where a content stands; what nobody noted yet is a draft."""
    return await _current(connection, subject)


async def writers_of(connection: AsyncConnection[DictRow], subject: Subject) -> tuple[str, ...]:
    """Return who wrote on a content since it was last empty, in the order they began."""
    rows = await (await connection.execute(_WRITERS.encode(), _values(subject))).fetchall()
    return tuple(row["actor"] for row in rows)


async def history(database: Database, kind: Kind, subject_id: str) -> list[Event]:
    """Return what was done to a content, the oldest first."""
    rows = await database.fetch(_HISTORY, {"kind": kind, "subject": subject_id})
    return [
        Event(
            row["at"],
            Act(row["act"]),
            row["actor"],
            code_of(bytes(row["content_hash"])) if row["content_hash"] is not None else None,
            row["why"],
        )
        for row in rows
    ]


def _values(subject: Subject, **more: object) -> dict[str, Any]:
    return {"kind": subject.kind, "subject": subject.id, "hash": subject.hash, **more}


async def _locked(connection: AsyncConnection[DictRow], subject: Subject) -> Standing | None:
    row = await (await connection.execute(_LOCKED.encode(), _values(subject))).fetchone()
    return standing_of(row) if row is not None else None


async def _current(connection: AsyncConnection[DictRow], subject: Subject) -> Standing:
    """Where the content that stands there now stands; one that nobody noted (changed past its service) is a draft."""
    found = await _locked(connection, subject)
    if found is not None and found.hash == subject.hash:
        return found
    row = await (await connection.execute(_WROTE.encode(), _values(subject))).fetchone()
    made = standing_of(row) if row is not None else None
    if made is None:
        raise LookupError("the approval's row was not written")
    return made


async def _done(
    connection: AsyncConnection[DictRow],
    actor: Actor,
    subject: Subject,
    act: Act,
    *,
    why: str | None = None,
    alone: bool = False,
) -> Standing:
    await _note(connection, actor, subject, act, why=why)
    query = f"UPDATE approvals SET {_SET[act]} WHERE {_KEY} RETURNING {COLUMNS}"  # noqa: S608 - constants
    values = _values(subject, actor=actor.name, why=why, alone=alone)
    row = await (await connection.execute(query.encode(), values)).fetchone()
    found = standing_of(row) if row is not None else None
    if found is None:
        raise LookupError("the approval's row is gone")
    return found


async def _note(
    connection: AsyncConnection[DictRow],
    actor: Actor,
    subject: Subject,
    act: Act,
    content_hash: bytes | None = None,
    *,
    why: str | None = None,
) -> None:
    values = {**_values(subject), "act": act, "actor": actor.name, "why": why}
    if content_hash is not None:
        values["hash"] = content_hash
    await connection.execute(_EVENT, values)


def _reason(why: str) -> str:
    reason = " ".join(why.split())
    if not reason:
        raise Refused("Cần ghi lý do (--reason), để người soạn biết phải sửa gì.")
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise Refused(f"Lý do tối đa {LONGEST_REASON} ký tự, không có ký tự lạ.")
    return reason if reason[-1] in ".!?…" else f"{reason}."


def _names(writers: Iterable[str]) -> str:
    return f"đã viết: {', '.join(writers)}"
