"""Rules, offers, locked-down areas, notices: the database holds the truth of them; files are imported once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import yaml
from psycopg.types.json import Jsonb

from bot.conversation.snapshot import AreaLock, TimedNotice
from bot.db.revision import SchemaMismatch
from bot.guidance.catalogue.changing import Act, Change
from bot.guidance.catalogue.field import Confirmation
from bot.guidance.catalogue.values import TimeUnit
from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.draft import base_of, proposal
from bot.guidance.steering.model import Lock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg import AsyncConnection, Connection
    from psycopg.rows import DictRow

    from bot.guidance.rulebook.parse import Plain

_OFFERS = b"SELECT code, channel, offered, valid_from, valid_to, basis, note FROM offers ORDER BY id"
_DUTIES = b"SELECT code, presence, valid_from, valid_to, basis, note, question FROM presence_duties ORDER BY id"
_LOCKS = b"""
SELECT area, starts_at, ends_at, reason FROM locked_areas
WHERE ends_at IS NULL OR ends_at > starts_at ORDER BY id
"""  # one that was taken back before it began held at no moment
_NOTICES = b"""
SELECT id, area, text_vi, text_en, starts_at, ends_at FROM notices WHERE removed_at IS NULL ORDER BY id DESC LIMIT 1000
"""
_FIELDS = b"""
SELECT code, field, act, digest, official, document, since, review_by, reason, amount, number, unit, published_at
FROM catalogue_changes WHERE published_at IS NOT NULL ORDER BY published_at, id
"""
_RULEBOOK = b"""
SELECT id, content_hash, body FROM rulebooks WHERE published_at <= coalesce(%(known_at)s::timestamptz, 'infinity')
ORDER BY id DESC LIMIT 1
"""
_CHANGES = b"""
SELECT r.id, coalesce(r.hides, ARRAY(
    SELECT e.entry ->> 'id' FROM rulebook_drafts AS d CROSS JOIN LATERAL jsonb_each(d.content::jsonb -> 'entries') AS s
    CROSS JOIN LATERAL jsonb_array_elements(s.value) AS e (entry) WHERE d.id = r.draft_id
)) AS entries
FROM rulebooks AS r WHERE r.act IS NOT NULL AND r.id <= %s ORDER BY r.id DESC LIMIT 100
"""
_SETTLED = b"SELECT pg_advisory_xact_lock_shared(hashtext('motcua content'))"
_SERIALISE = b"SELECT pg_advisory_xact_lock(hashtext('motcua content'))"
"""Whoever publishes holds it until the commit: what was published before somebody has it is settled."""
_SERIALISE_OFFERS = b"SELECT pg_advisory_xact_lock(hashtext('motcua offers'))"
"""What staff take to write into the table of offers."""

_LATEST = b"SELECT body, published_by FROM rulebooks ORDER BY id DESC LIMIT 1"
_STAFF_KEEP = b"SELECT 1 FROM rulebooks WHERE published_by <> %(by)s LIMIT 1"
# Compared with what the files held at the last deploy, not with all that they ever held: after A and B, A is new.
_DEPLOYED = b"SELECT content_hash, body FROM rulebooks WHERE published_by = %(by)s ORDER BY id DESC LIMIT 1"
_PROPOSED = b"SELECT packaged_hash FROM rulebook_drafts WHERE packaged_hash IS NOT NULL ORDER BY id DESC LIMIT 1"
_PUBLISH = b"""
INSERT INTO rulebooks (content_hash, body, published_by, published_at)
VALUES (%(hash)s, %(body)s, %(by)s, clock_timestamp())
"""
_SUPERSEDE = b"""
UPDATE rulebook_drafts SET closed_at = now(), closed_by = %(by)s WHERE packaged_hash IS NOT NULL AND closed_at IS NULL
"""
_PROPOSE = b"""
WITH draft AS (
    INSERT INTO rulebook_drafts (kind, title, content, source, base, packaged_hash, author)
    VALUES ('rulebook', %(title)s, %(content)s, %(source)s, %(base)s, %(hash)s, %(by)s) RETURNING id, content
), noted AS (
    INSERT INTO approval_events (kind, subject, act, actor, content_hash)
    SELECT 'rulebook', draft.id::text, act, %(by)s, sha256(convert_to(draft.content, 'UTF8'))
    FROM draft, unnest(ARRAY['began', 'wrote', 'submitted']) WITH ORDINALITY AS did (act, step) ORDER BY step
)
INSERT INTO approvals (kind, subject, state, content_hash, submitted_by, submitted_at)
SELECT 'rulebook', id::text, 'submitted', sha256(convert_to(content, 'UTF8')), %(by)s, now() FROM draft
"""

FILES = "content"
"""Who published what came with the code's files."""


@dataclass(frozen=True, slots=True)
class StoredGuidance:
    """What the database holds, as plain values."""

    version: int
    rulebook_id: int
    rulebook_hash: str
    rulebook: Any
    offers: list[dict[str, str]]
    duties: list[dict[str, str]]
    locks: tuple[AreaLock, ...]
    notices: tuple[TimedNotice, ...]
    changed: tuple[tuple[int, frozenset[str]], ...] = ()
    """Of the newest versions by staff: number, and ids of the entries that each added, changed or hid."""
    catalogue: tuple[Change, ...] = ()


class NothingKnown(LookupError):
    """No rulebook was published by the moment that was asked for."""


async def load(connection: AsyncConnection[DictRow], *, known_at: datetime | None = None) -> StoredGuidance:
    """Read the newest state.

    Args:
        connection: to the bot's database.
        known_at: with the rulebook that was known at that moment, which is not to come; None for the newest.

    Raises:
        SchemaMismatch: nothing was imported yet.
        NothingKnown: nothing was by ``known_at``.
    """
    async with connection.transaction():
        if known_at is not None:
            await connection.execute(_SETTLED)
        version = await (await connection.execute(b"SELECT version FROM guidance_version")).fetchone()
        rulebook = await (await connection.execute(_RULEBOOK, {"known_at": known_at})).fetchone()
        if rulebook is None and known_at is not None:
            raise NothingKnown(f"no rulebook was published by {known_at.isoformat()}")
        if version is None or rulebook is None:
            raise SchemaMismatch("the database holds no rulebook; run 'motcua db upgrade'")
        offers = await (await connection.execute(_OFFERS)).fetchall()
        duties = await (await connection.execute(_DUTIES)).fetchall()
        locks = await (await connection.execute(_LOCKS)).fetchall()
        notices = await (await connection.execute(_NOTICES)).fetchall()
        changed = await (await connection.execute(_CHANGES, [rulebook["id"]])).fetchall()
        changes = await (await connection.execute(_FIELDS)).fetchall()
    return StoredGuidance(
        version=version["version"],
        rulebook_id=rulebook["id"],
        rulebook_hash=rulebook["content_hash"],
        rulebook=rulebook["body"],
        offers=offers,
        duties=duties,
        locks=tuple(_lock(row) for row in locks),
        notices=tuple(_notice(row) for row in notices),
        changed=tuple((row["id"], frozenset(row["entries"])) for row in changed),
        catalogue=tuple(change_of(row) for row in changes),
    )


def change_of(row: DictRow) -> Change:
    """Read a row of what staff said of a field; one that is not published yet counts from when it was written."""
    act = Act(row["act"])
    at = row["published_at"] or row["written_at"]
    confirmation = (
        Confirmation(row["official"], at.astimezone(VIETNAM).date(), row["document"], row["since"])
        if act is Act.CONFIRM
        else None
    )
    return Change(
        code=row["code"],
        field=row["field"],
        act=act,
        digest=row["digest"],
        at=at,
        review_by=row["review_by"],
        confirmation=confirmation,
        reason=row["reason"] or "",
        amount=row["amount"],
        number=row["number"],
        unit=TimeUnit(row["unit"]) if row["unit"] else None,
    )


def _lock(row: DictRow) -> AreaLock:
    until = row["ends_at"].astimezone(VIETNAM) if row["ends_at"] is not None else None
    return AreaLock(row["area"], Lock(row["starts_at"].astimezone(VIETNAM), until), row["reason"])


def _notice(row: DictRow) -> TimedNotice:
    texts = {"vi": row["text_vi"], **({"en": row["text_en"]} if row["text_en"] else {})}
    start, end = row["starts_at"].astimezone(VIETNAM), row["ends_at"].astimezone(VIETNAM)
    return TimedNotice(row["id"], row["area"], texts, start, end)


def import_content(
    connection: Connection[Any],
    *,
    rulebook: Plain,
    content_hash: str,
    offers: Sequence[Mapping[str, str]],
    duties: Sequence[Mapping[str, str]],
) -> bool:
    """Take the files' content over: the first one, and every later one until staff have published a rulebook.

    From then on the files' rulebook is a proposal that staff approve like any other draft. Of the offers each way of
    each procedure is the files' until staff write about it, and then theirs.

    Returns:
        Whether anything was new.
    """
    with connection.transaction():
        connection.execute(_SERIALISE)
        imported = _import_rulebook(connection, rulebook, content_hash)
        connection.execute(_SERIALISE_OFFERS)
        ways = _import_rows(connection, "offers", ("code", "channel"), ("offered",), offers)
        presences = _import_rows(connection, "presence_duties", ("code",), ("presence", "question"), duties)
    return imported or ways or presences


def _import_rulebook(connection: Connection[Any], rulebook: Plain, content_hash: str) -> bool:
    by = {"by": FILES}
    deployed = connection.execute(_DEPLOYED, by).fetchone()
    kept = connection.execute(_STAFF_KEEP, by).fetchone() is not None
    if not kept or deployed is None:
        if deployed is not None and deployed[0] == content_hash:
            return False
        connection.execute(_PUBLISH, {**by, "hash": content_hash, "body": Jsonb(rulebook)})
        return True
    proposed = connection.execute(_PROPOSED).fetchone()
    latest = connection.execute(_LATEST).fetchone()
    if content_hash == (proposed[0] if proposed is not None else deployed[0]) or latest is None:
        return False
    current = latest[0]
    draft = proposal(current, deployed[1], rulebook, datetime.now(VIETNAM))
    connection.execute(_SUPERSEDE, by)
    if draft is None:
        return False
    values = {
        **by,
        "hash": content_hash,
        "title": draft.title,
        "content": draft.content,
        "source": yaml.safe_dump(draft.document, allow_unicode=True, sort_keys=False),
        "base": Jsonb(base_of(current, draft.entries)),
    }
    connection.execute(_PROPOSE, values)
    return True


def _import_rows(
    connection: Connection[Any],
    table: str,
    key: tuple[str, ...],
    own: tuple[str, ...],
    rows: Sequence[Mapping[str, str]],
) -> bool:
    """Put the files' rows in place of those they had, but where staff have written under the same key.

    Rows that are there already stay, with their ids. Files without any row say nothing, and take nothing away.
    """
    columns = (*key, *own, "valid_from", "valid_to", "basis", "note")
    names = ", ".join(columns)
    query = f"SELECT id, set_by, {names} FROM {table}"  # noqa: S608 - constants of this module
    stored = connection.execute(query.encode()).fetchall()
    staffs = {tuple(row[2 : 2 + len(key)]) for row in stored if row[1] != FILES}
    wanted = {tuple(row[column] for column in columns) for row in rows}
    theirs = {tuple(row[2:]): row[0] for row in stored if tuple(row[2 : 2 + len(key)]) not in staffs}
    if not rows:
        return False
    gone = [row_id for values, row_id in theirs.items() if values not in wanted]
    new = [row for row in rows if _is_new(tuple(row[column] for column in columns), len(key), theirs, staffs)]
    places = ", ".join(f"%({column})s" for column in columns)
    drop = f"DELETE FROM {table} WHERE id = ANY(%s)"  # noqa: S608 - constants of this module
    put = f"INSERT INTO {table} ({names}, set_by) VALUES ({places}, '{FILES}')"  # noqa: S608 - constants of this module
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(drop.encode(), [gone])
        if new:
            cursor.executemany(put.encode(), [{column: row[column] for column in columns} for row in new])
    return bool(gone or new)


def _is_new(
    values: tuple[str, ...], key: int, kept: Mapping[tuple[str, ...], int], staffs: set[tuple[str, ...]]
) -> bool:
    return values not in kept and values[:key] not in staffs
