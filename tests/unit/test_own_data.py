"""What leads to a person is shown to them, goes with them and ends: no table or column that is added is forgotten."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Inbound
from bot.db import own_data
from bot.db.retention import TASKS
from bot.db.schema import metadata

if TYPE_CHECKING:
    from sqlalchemy import ForeignKey, Table

NOT_SHOWN = {
    "link_codes": "a keyed hash, for ten minutes",
    "link_requests": "a question to another chat of theirs, for ten minutes",
    "owed_answers": "a change of theirs whose answer is awaited; it is told and gone",
    "refusals": "the moment at which they were told that they write too fast",
    "staff_contacts": "which chat is a colleague's, for test sends",
    "visit_news": "that a lock-down met a visit: what was said of it is among the answers",
}
"""Tables that lead to a conversation and hold nothing of what its person said."""

STAYS = {
    "consents": "what was agreed to, as evidence, until its person has it erased",
    "subscriptions": "what was agreed to, as evidence, until its person has it erased",
    "link_codes": "one for a conversation, and good for ten minutes",
    "link_requests": "one for a conversation; the next one takes away those that are over",
    "owed_answers": "each goes once it is told",
    "refusals": "one moment for a conversation",
    "staff_contacts": "a colleague's",
    "visit_news": "goes with its visit",
}
"""Tables that lead to a person and of which the cleaning takes nothing."""

WORKINGS = {
    "callbacks": {"conversation_id", "as_of", "taken_by", "taken_at", "closed_at", "outcome", "network"},
    "tickets": {"desk_platform", "desk_chat", "answered_at", "last_at", "told_at", "closed_by"},
    "contact_visits": {"booked_at"},
    "broadcast_recipients": {"platform", "reason"},
    "told_rules": {"version"},
    "told_fields": {"said"},
    "nlu_reviews": {"group_id", "inbox_id", "key", "reasons", "hint"},
    "unanswered": {"inbox_id", "start", "focus", "key"},
    "reminders": {"visit_at", "visit", "reason", "created_at", "done_at"},
    "inbox": {
        *("event_key", "platform", "sequence", "as_of", "status", "ready", "reading_until", "understanding"),
        *("tries", "retry_at", "last_error", "done_at"),
    },
    "outbox": {
        *("platform", "chat", "inbox_id", "position", "priority", "in_reply_to", "attempts", "parts_sent"),
        *("not_before", "waits_since", "lease_until", "platform_message_id", "error", "finished_at", "resend_of"),
        *("resent_at", "broadcast_id", "recipient_id", "expires_at", "ticket_id"),
    },
}
"""Columns that say how something was handled, or what another row says as well."""

OF_THE_WAY = {
    *("platform", "event_id", "sender", "chat", "kind", "sequence", "source_message", "reply_to", "edited"),
    *("language", "network"),
}
"""What an update holds besides what its person said."""


def of_people() -> dict[str, Table]:
    """Tables whose rows lead to a conversation."""
    return {
        name: table
        for name, table in metadata.tables.items()
        if "contact_id" in table.columns or any(key.column.table.name == "conversations" for key in keys(table))
    }


def keys(table: Table) -> list[ForeignKey]:
    return [key for column in table.columns for key in column.foreign_keys]


def shown() -> dict[str, str]:
    """The statements of the export, by the table that each is about."""
    statements = {}
    for query in own_data._EXPORT.values():
        text = query.decode()
        (table,) = [name for name in of_people() if re.search(rf"\bFROM {name}\b", text)]
        statements[table] = text
    return statements


def test_what_leads_to_a_person_is_shown_to_them():
    assert of_people().keys() - shown().keys() == NOT_SHOWN.keys()


def test_every_column_of_it_is_shown_or_says_how_it_was_handled():
    missing = {
        table: left
        for table, query in shown().items()
        if (
            left := {
                column.name for column in metadata.tables[table].columns if not re.search(rf"\b{column.name}\b", query)
            }
            - WORKINGS.get(table, set())
        )
    }
    assert missing == {}


def test_all_that_somebody_can_send_is_shown():
    """A text, a pressed choice, a phone and a place."""
    given = set(Inbound.__slots__) - OF_THE_WAY
    assert {name for name in given if f"body ->> '{name}'" not in shown()["inbox"]} == set()


def goes_along(table: Table) -> bool:
    """Whether its rows go with the conversation's, or with a row that does."""
    own = [key for key in keys(table) if key.column.table.name == "conversations"]
    if own:
        return all(key.ondelete == "CASCADE" for key in own)
    return any(key.ondelete == "CASCADE" and goes_along(key.column.table) for key in keys(table))


def test_what_leads_to_a_person_goes_with_them():
    """By a statement of the erasure, or with the conversation's row."""
    erased = b" ".join(own_data._ERASE).decode()
    by_a_statement = {name for name in of_people() if re.search(rf"\b(?:FROM|UPDATE) {name}\b", erased)}
    assert {name for name, table in of_people().items() if not goes_along(table)} - by_a_statement == set()


def test_what_leads_to_a_person_ends_by_itself():
    cleaned = b" ".join(task.batch for task in TASKS).decode()
    left = {name for name in of_people() if not re.search(rf"\b(?:DELETE FROM|UPDATE) {name}\b", cleaned)}
    assert left == STAYS.keys()
