"""What is no longer needed, by the periods of the settings, on the real clock: a statement for each sort of rows.

Every statement works in batches and says where its batch ended, so that the next one begins there: it never looks again
at what lies before. Rows that turns hold just now are passed over; they go tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass

BATCH = 2000
"""Rows that are changed at once."""
_CHUNK = 10_000
"""Rows that are looked at at once, where most of them stay."""
_BEFORE_ALL_TIME = "-infinity"
_BEFORE_ALL_IDS = "0"
WEB_SESSION_DAYS = 30
"""Days that a browser keeps the cookie of a web chat (bot.platforms.webchat.config)."""


@dataclass(frozen=True, slots=True)
class Periods:
    """How many days things are kept."""

    messages: int
    callbacks: int
    keys: int
    outcomes: int = 365
    review: int = 90
    recipients: int = 180

    def values(self) -> dict[str, int]:
        """Return them as the statements name them."""
        return {
            "messages": self.messages,
            "callbacks": self.callbacks,
            "keys": max(self.keys, self.messages),
            "outcomes": self.outcomes,
            "review": self.review,
            "recipients": self.recipients,
            "sessions": WEB_SESSION_DAYS + self.messages,
        }


@dataclass(frozen=True, slots=True)
class Task:
    """One sort of rows.

    Attributes:
        name: what goes, for the operator.
        first: where the first batch begins.
        batch: the statement; takes the periods, ``after`` and ``size``; returns ``seen`` (rows it looked at),
            ``changed`` and ``last`` (where it ended, as text).
        size: rows that a batch looks at; the last one looks at fewer.
    """

    name: str
    first: str
    batch: bytes
    size: int


def _due(name: str, table: str, at: str, due: str, change: str, *, also: str = "true", of: str = "timestamptz") -> Task:
    """Rows that an index gives by the moment ``at`` since when they wait; only those that are due are looked at.

    Args:
        name: the task's.
        table: its rows.
        at: column of a moment.
        due: condition on ``at``.
        change: ``DELETE``, or what is set.
        also: further condition, which the index has too.
        of: type of ``at``.
    """
    query = f"""
        WITH due AS MATERIALIZED (
            SELECT ctid, {at} AS at FROM {table} WHERE {at} {due} AND {at} >= %(after)s::{of} AND {also}
            ORDER BY {at} LIMIT %(size)s FOR UPDATE SKIP LOCKED
        ), done AS (
            {_changing(table, change)} WHERE t.ctid = ANY(ARRAY(SELECT ctid FROM due)) RETURNING 1
        )
        SELECT (SELECT count(*) FROM due) AS seen, (SELECT count(*) FROM done) AS changed,
               (SELECT max(at)::text FROM due) AS last
    """  # noqa: S608 - constants of this module
    return Task(name, _BEFORE_ALL_TIME, query.encode(), BATCH)


def _walk(
    name: str, table: str, condition: str, change: str, *, key: str = "id", among: str = "true", size: int = _CHUNK
) -> Task:
    """All rows of a table that grows with people, not with messages, once each, by their key.

    Args:
        name: the task's.
        table: its rows, as ``t``.
        condition: which of them are due.
        change: ``DELETE``, or what is set.
        key: the first column of the primary key; rows that share it go together.
        among: what all rows that are looked at have, by an index.
        size: rows that are looked at at once.
    """
    query = f"""
        WITH chunk AS MATERIALIZED (
            SELECT {key} AS key FROM {table} WHERE {key} > %(after)s::bigint AND {among} ORDER BY {key} LIMIT %(size)s
        ), due AS MATERIALIZED (
            SELECT t.ctid FROM {table} AS t
            WHERE t.{key} > %(after)s::bigint AND t.{key} <= (SELECT max(key) FROM chunk) AND {among} AND {condition}
            FOR UPDATE OF t SKIP LOCKED
        ), done AS (
            {_changing(table, change)} WHERE t.ctid = ANY(ARRAY(SELECT ctid FROM due)) RETURNING 1
        )
        SELECT (SELECT count(*) FROM chunk) AS seen, (SELECT count(*) FROM done) AS changed,
               (SELECT max(key)::text FROM chunk) AS last
    """  # noqa: S608 - constants of this module
    return Task(name, _BEFORE_ALL_IDS, query.encode(), size)


def _changing(table: str, change: str) -> str:
    return f"DELETE FROM {table} AS t" if change == "DELETE" else f"UPDATE {table} AS t {change}"  # noqa: S608 - constants


def _older(period: str) -> str:
    return f"< now() - make_interval(days => %({period})s)"


_FORGET_TEXTS = "SET body = NULL, understanding = NULL, last_error = NULL"

# A visit may lie in another year by the calendar of a trial (AS_OF); it was booked on the real clock.
_LAST_OF_VISIT = "greatest(t.visit_at, t.booked_at)"

_NAMES_NOT_NEEDED = f"""
t.profile ?| '{{name,phone,consent}}'
AND coalesce((t.profile ->> 'consent_at')::timestamptz, t.last_turn_at, t.created_at) {_older("callbacks")}
AND NOT EXISTS (SELECT FROM callbacks WHERE conversation_id = t.id
    AND (closed_at IS NULL OR closed_at > now() - make_interval(days => %(callbacks)s)))
AND NOT EXISTS (SELECT FROM reminders WHERE conversation_id = t.id
    AND visit_at > now() - make_interval(days => %(callbacks)s))
AND NOT EXISTS (SELECT FROM contact_visits WHERE contact_id = t.id
    AND greatest(visit_at, booked_at) > now() - make_interval(days => %(callbacks)s))
"""  # noqa: S608 - constants

# Whoever comes back to the page after its cookie has ended is somebody new: nobody can ever open these again.
_SESSION_OVER = f"""
t.platform = 'web' AND t.person IS NULL AND coalesce(t.last_turn_at, t.created_at) {_older("sessions")}
AND NOT t.profile ?| '{{name,phone,consent}}'
AND NOT EXISTS (SELECT FROM inbox WHERE conversation_id = t.id AND status = 'open')
AND NOT EXISTS (SELECT FROM callbacks WHERE conversation_id = t.id)
AND NOT EXISTS (SELECT FROM contact_visits WHERE contact_id = t.id)
AND NOT EXISTS (SELECT FROM reminders WHERE conversation_id = t.id)
AND NOT EXISTS (SELECT FROM tickets WHERE conversation_id = t.id)
AND NOT EXISTS (SELECT FROM staff_contacts WHERE contact_id = t.id)
"""  # noqa: S608 - constants

TASKS: tuple[Task, ...] = (
    _due("texts of messages", "inbox", "done_at", _older("messages"), _FORGET_TEXTS, also="body IS NOT NULL"),
    _walk(
        "messages that could not be answered",
        "inbox",
        f"t.received_at {_older('messages')}",
        f"{_FORGET_TEXTS}, status = 'erased', done_at = now()",
        among="status = 'parked'",
    ),
    _due("answers", "outbox", "finished_at", _older("messages"), "DELETE"),
    _due(
        "last words to erased people",
        "outbox",
        "finished_at",
        "< now() - interval '1 day'",
        "DELETE",
        also="conversation_id IS NULL AND ticket_id IS NULL",
    ),
    _due("tickets that are over, with their notes", "tickets", "closed_at", _older("messages"), "DELETE"),
    _due("reminders of past appointments", "reminders", "done_at", _older("messages"), "DELETE"),
    _due("hashes of event ids", "inbox", "done_at", _older("keys"), "DELETE"),
    _due(
        "what turns came to",
        "outcomes",
        "recorded_on",
        "< CURRENT_DATE - %(outcomes)s::int",
        "DELETE",
        of="date",
    ),
    _walk(
        "procedures asked about long ago",
        "contact_procedures",
        f"t.asked_at {_older('callbacks')}",
        "DELETE",
        key="contact_id",
    ),
    _walk(
        "visits that are long over",
        "contact_visits",
        f"{_LAST_OF_VISIT} {_older('callbacks')}",
        "DELETE",
        key="contact_id",
    ),
    _walk(
        "states of silent conversations",
        "conversations",
        f"t.last_turn_at {_older('messages')} AND t.state <> '{{}}'",
        "SET state = '{}'",
    ),
    _due("who was told a rule", "told_rules", "told_at", _older("recipients"), "DELETE"),
    _due("who was told a field", "told_fields", "told_at", _older("recipients"), "DELETE"),
    _due("questions that nobody could answer", "unanswered", "asked_at", _older("review"), "DELETE"),
    _due("messages for review", "nlu_reviews", "received_at", _older("review"), "DELETE"),
    _walk(
        "groups that hold no message for review any more",
        "nlu_groups",
        "NOT EXISTS (SELECT FROM nlu_reviews WHERE group_id = t.id)",
        "DELETE",
    ),
    _walk(
        "whatever leads to the people of closed call-backs",
        "callbacks",
        f"t.closed_at {_older('callbacks')} AND (t.phone <> '' OR t.name <> '' OR t.reason <> '' OR t.area IS NOT NULL"
        " OR t.outcome IS NOT NULL OR t.conversation_id IS NOT NULL)",
        "SET name = '', phone = '', reason = '', details = '{}', area = NULL, outcome = NULL, conversation_id = NULL",
    ),
    _walk(
        "names and phones that are not needed any more",
        "conversations",
        _NAMES_NOT_NEEDED,
        "SET profile = profile - '{name,phone,consent,consent_at}'::text[]",
    ),
    _walk(
        "web chats whose session is over",
        "conversations",
        _SESSION_OVER,
        "DELETE",
        size=BATCH,
    ),
    Task(
        "recipients of broadcasts that are long over",
        _BEFORE_ALL_IDS,
        b"""
        WITH over AS MATERIALIZED (
            SELECT b.id FROM broadcasts AS b
            WHERE b.state IN ('done', 'cancelled') AND coalesce(b.finished_at, b.changed_at)
                < now() - make_interval(days => %(recipients)s) AND b.id >= %(after)s::bigint
              AND EXISTS (SELECT FROM broadcast_recipients AS r WHERE r.broadcast_id = b.id)
            ORDER BY b.id LIMIT 1
        ), gone AS (
            DELETE FROM broadcast_recipients WHERE (broadcast_id, id) IN (
                SELECT r.broadcast_id, r.id FROM broadcast_recipients AS r JOIN over ON r.broadcast_id = over.id
                ORDER BY r.id LIMIT %(size)s FOR UPDATE OF r SKIP LOCKED
            )
            RETURNING broadcast_id, status, reason
        ), kept AS (
            INSERT INTO broadcast_reasons AS k (broadcast_id, status, reason, n)
            SELECT broadcast_id, status, coalesce(reason, ''), count(*) FROM gone
            WHERE status IN ('failed', 'unknown', 'skipped') GROUP BY 1, 2, 3
            ON CONFLICT (broadcast_id, status, reason) DO UPDATE SET n = k.n + excluded.n
        )
        SELECT CASE WHEN EXISTS (SELECT FROM gone) THEN %(size)s ELSE 0 END AS seen,
               (SELECT count(*) FROM gone) AS changed, (SELECT id::text FROM over) AS last
        """,
        BATCH,
    ),
    _due("wrong link codes", "link_tries", "at", "< now() - interval '1 day'", "DELETE"),
)
