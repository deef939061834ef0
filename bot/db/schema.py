"""The tables of the bot's database, as Alembic compares them. Queries are plain SQL beside what they serve."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_moment = DateTime(timezone=True)
_now = text("now()")


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(), primary_key=True)


conversations = Table(
    "conversations",
    metadata,
    _id(),
    Column("platform", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("state", JSONB, nullable=False, server_default=text("'{}'")),
    Column("profile", JSONB, nullable=False, server_default=text("'{}'")),
    Column("created_at", _moment, nullable=False, server_default=_now),
    Column("last_turn_at", _moment),
    Column("stopped_at", _moment, comment="the platform says this person can't be reached; cleared when they write"),
    Column("noticed_at", _moment, comment="when they were told that the platform is paused"),
    Column("interacted_at", _moment, comment="the last thing that opened a reply window"),
    Column("by_hand_until", _moment, comment="somebody of the office answers; the bot keeps quiet"),
    Column("person", Uuid, comment="the same for all conversations that one person has linked"),
    Column("ticket_id", BigInteger, comment="the open ticket: a clerk answers, the bot keeps quiet"),
    UniqueConstraint("platform", "chat", "sender"),
    Index("ix_conversations_person", "person", postgresql_where=text("person IS NOT NULL")),
    Index("ix_conversations_last_turn_at", "last_turn_at"),
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("event_key", LargeBinary, nullable=False, comment="keyed hash of platform and event id"),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="SET NULL")),
    Column("sequence", BigInteger, nullable=False, server_default=text("0")),
    Column("body", JSONB, comment="the parsed update; null once it is erased or expired"),
    Column("as_of", _moment, nullable=False, comment="the moment for which rules are answered"),
    Column("received_at", _moment, nullable=False, server_default=_now),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    Column("ready", Boolean, nullable=False, comment="needs no reading, or has been read"),
    Column("reading_until", _moment, comment="somebody is reading it until then"),
    Column("understanding", JSONB),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    Column("retry_at", _moment),
    Column("last_error", Text),
    Column("done_at", _moment),
    UniqueConstraint("event_key"),
    CheckConstraint("status IN ('open', 'done', 'parked', 'erased')", name="status"),
    Index("ix_inbox_open", "conversation_id", "sequence", "id", postgresql_where=text("status = 'open'")),
    Index("ix_inbox_ready", "id", postgresql_where=text("status = 'open' AND ready")),
    Index("ix_inbox_unread", "id", postgresql_where=text("status = 'open' AND NOT ready")),
    Index("ix_inbox_conversation_id", "conversation_id"),
    Index("ix_inbox_done_at", "done_at"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="SET NULL")),
    Column("platform", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("inbox_id", BigInteger, ForeignKey("inbox.id", ondelete="SET NULL")),
    Column("position", SmallInteger, nullable=False, server_default=text("0")),
    Column("priority", SmallInteger, nullable=False, server_default=text("0"), comment="0 reply, 1 reminder, 2 bulk"),
    Column("body", JSONB, nullable=False),
    Column("in_reply_to", Text),
    Column("status", Text, nullable=False, server_default=text("'queued'")),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
    Column("parts_sent", SmallInteger, nullable=False, server_default=text("0"), comment="of a reply sent in parts"),
    Column("not_before", _moment),
    Column("waits_since", _moment, comment="when not_before was set by a try"),
    Column("lease_until", _moment),
    Column("platform_message_id", Text),
    Column("error", Text),
    Column("created_at", _moment, nullable=False, server_default=_now),
    Column("finished_at", _moment),
    Column("resend_of", BigInteger, comment="the message of unknown fate that is said again"),
    Column("resent_at", _moment, comment="of unknown fate, and said again"),
    Column("broadcast_id", BigInteger),
    Column("recipient_id", BigInteger, comment="of the broadcast"),
    Column("expires_at", _moment, comment="what it says is of no use afterwards"),
    Column(
        "ticket_id",
        BigInteger,
        ForeignKey("tickets.id", ondelete="CASCADE"),
        comment="said in the staff chat about this ticket",
    ),
    UniqueConstraint("inbox_id", "position"),
    CheckConstraint(
        "status IN ('queued', 'sending', 'waiting', 'sent', 'delivered', 'seen', 'failed', 'unknown', 'stopped')",
        name="status",
    ),
    Index("ix_outbox_chat", "platform", "chat", "id"),
    Index("ix_outbox_waiting", "platform", "priority", "id", postgresql_where=text("status IN ('queued', 'sending')")),
    Index("ix_outbox_head", "platform", "chat", "id", postgresql_where=text("status IN ('queued', 'sending')")),
    Index("ix_outbox_conversation_id", "conversation_id"),
    Index("ix_outbox_finished_at", "finished_at"),
    Index("ix_outbox_unknown", "finished_at", postgresql_where=text("status = 'unknown'")),
    Index("ix_outbox_sending", "platform", postgresql_where=text("status = 'sending'")),
    Index("ix_outbox_held", "platform", "chat", postgresql_where=text("status = 'waiting'")),
    Index("ix_outbox_ticket_id", "ticket_id", postgresql_where=text("ticket_id IS NOT NULL")),
)

tickets = Table(
    "tickets",
    metadata,
    _id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("desk_platform", Text, nullable=False, comment="of the staff chat that answers"),
    Column("desk_chat", Text, nullable=False),
    Column("opened_at", _moment, nullable=False, server_default=_now),
    Column("answered_at", _moment, comment="first answer of a clerk"),
    Column("last_at", _moment, nullable=False, server_default=_now, comment="last word of either side"),
    Column("told_at", _moment, comment="when the person was told that nobody has answered yet"),
    Column("closed_at", _moment),
    Column("closed_by", Text, comment="person, clerk or silence"),
    CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed"),
    Index("ix_tickets_open", "desk_platform", "desk_chat", "id", postgresql_where=text("closed_at IS NULL")),
    Index("ix_tickets_conversation_id", "conversation_id"),
    comment="people who talk with a clerk instead of the bot",
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True, comment="keyed hash; the code itself is kept nowhere"),
    Column(
        "conversation_id",
        BigInteger,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
        comment="where it was said",
    ),
    Column("expires_at", _moment, nullable=False),
)

link_tries = Table(
    "link_tries",
    metadata,
    _id(),
    Column("who", Text, nullable=False, comment="key of the person; stays through an erasure"),
    Column("at", _moment, nullable=False, server_default=_now),
    Index("ix_link_tries_who", "who", "at"),
    Index("ix_link_tries_at", "at"),
    comment="wrong codes",
)

broadcasts = Table(
    "broadcasts",
    metadata,
    _id(),
    Column("title", Text, nullable=False),
    Column("content", JSONB, nullable=False, comment="texts, links, choices, image, sources, rule, audience, when"),
    Column("content_hash", LargeBinary, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'draft'")),
    Column("topic", Text, comment="whose withdrawal takes a person out; '*' for any subscription; null for none"),
    Column("procedure_code", Text),
    Column("author", Text, nullable=False),
    Column("created_at", _moment, nullable=False, server_default=_now),
    Column("changed_at", _moment, nullable=False, server_default=_now),
    Column("asked_by", Text, comment="who began an approval alone, and has to confirm it"),
    Column("asked_at", _moment),
    Column("approved_by", Text),
    Column("approved_at", _moment),
    Column("approved_hash", LargeBinary, comment="of what was approved; nothing else is sent"),
    Column(
        "alone",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="approved by one person alone, as urgent",
    ),
    Column("due_at", _moment, comment="by the calendar (AS_OF)"),
    Column("started_by", Text),
    Column("started_at", _moment),
    Column("fed_at", _moment, comment="when somebody last looked after it"),
    Column("home", Text, comment="the database it was armed in; a restored copy is another one"),
    Column("finished_at", _moment),
    Column("problem", Text, comment="what is asked of staff, or why it does not start"),
    CheckConstraint(
        "state IN ('draft', 'approved', 'scheduled', 'sending', 'paused', 'asking', 'done', 'cancelled')", name="state"
    ),
    Index("ix_broadcasts_active", "id", postgresql_where=text("state IN ('scheduled', 'sending')")),
)

broadcast_recipients = Table(
    "broadcast_recipients",
    metadata,
    Column("broadcast_id", BigInteger, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("contact_id", BigInteger, comment="null once the person is erased"),
    Column("platform", Text, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'waiting'")),
    Column("reason", Text),
    Column("done_at", _moment),
    UniqueConstraint("contact_id", "broadcast_id"),
    CheckConstraint(
        "status IN ('waiting', 'queued', 'sent', 'delivered', 'seen', 'failed', 'unknown', 'skipped')", name="status"
    ),
    Index(
        "ix_broadcast_recipients_open",
        "broadcast_id",
        "platform",
        "status",
        "id",
        postgresql_where=text("status IN ('waiting', 'queued')"),
    ),
    comment="no foreign keys: a million rows are written in one statement",
)

broadcast_tallies = Table(
    "broadcast_tallies",
    metadata,
    Column("broadcast_id", BigInteger, nullable=False),
    Column("platform", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Index("ix_broadcast_tallies_broadcast_id", "broadcast_id"),
    comment="rows of changes; their sum counts recipients by status",
)

contact_procedures = Table(
    "contact_procedures",
    metadata,
    Column("contact_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("procedure_code", Text, primary_key=True),
    Column("asked_at", _moment, nullable=False, server_default=_now),
    Index("ix_contact_procedures_procedure_code_asked_at", "procedure_code", "asked_at"),
)

contact_visits = Table(
    "contact_visits",
    metadata,
    Column("contact_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("code", Text, primary_key=True, comment="the booking's code"),
    Column("unit_id", Text, nullable=False),
    Column("procedure_code", Text, nullable=False),
    Column("visit_at", _moment, nullable=False, comment="by the calendar (AS_OF)"),
    Column("booked_at", _moment, nullable=False, server_default=_now),
    Index("ix_contact_visits_unit_id_visit_at", "unit_id", "visit_at"),
)

staff_contacts = Table(
    "staff_contacts",
    metadata,
    Column("staff_name", Text, primary_key=True),
    Column("contact_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    comment="where people of the staff get their own test messages",
)

platforms = Table(
    "platforms",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("next_at", _moment, comment="when the messages taken so far are paid for by the rate"),
    Column("blocked_since", _moment),
    Column("blocked_until", _moment, comment="the platform demanded that everything waits"),
    Column("failures", SmallInteger, nullable=False, server_default=text("0"), comment="in a row"),
    Column("open_since", _moment),
    Column("open_until", _moment, comment="the circuit is open; afterwards one message tries"),
    Column("problem", Text),
    Column("paused_at", _moment),
    Column("paused_by", Text),
    Column("paused_why", Text),
)

chat_waits = Table(
    "chat_waits",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("since", _moment, nullable=False),
    Column("until", _moment, nullable=False, comment="nothing goes to this chat before"),
    Column("refused", Boolean, nullable=False, server_default=text("false"), comment="the platform demanded it"),
    Column("group_next_at", _moment, comment="like platforms.next_at, for a group"),
    Index("ix_chat_waits_until", "until"),
)

reminders = Table(
    "reminders",
    metadata,
    _id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("code", Text, nullable=False, comment="the booking's code"),
    Column("kind", Text, nullable=False),
    Column("due_at", _moment, nullable=False, comment="by the calendar (AS_OF)"),
    Column("visit_at", _moment, nullable=False),
    Column("visit", JSONB, nullable=False, comment="what is said of the booking"),
    Column("status", Text, nullable=False, server_default=text("'planned'")),
    Column("reason", Text),
    Column("created_at", _moment, nullable=False, server_default=_now),
    Column("done_at", _moment),
    UniqueConstraint("conversation_id", "code", "kind", "visit_at"),
    CheckConstraint("kind IN ('evening', 'soon')", name="kind"),
    CheckConstraint("status IN ('planned', 'queued', 'dropped')", name="status"),
    Index("ix_reminders_due", "due_at", postgresql_where=text("status = 'planned'")),
)

consents = Table(
    "consents",
    metadata,
    _id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("text", Text, nullable=False, comment="what the person read"),
    Column("given", Boolean, nullable=False),
    Column("at", _moment, nullable=False, server_default=_now),
    Index("ix_consents_conversation_id", "conversation_id"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    _id(),
    Column(
        "contact_id",
        BigInteger,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        comment="whose: a conversation's id",
    ),
    Column("topic", Text, nullable=False),
    Column("area_id", Text, comment="of an administrative unit, where the topic is about one"),
    Column("procedure_code", Text, comment="national code, for the topic procedure"),
    Column("consent_text", Text, nullable=False, comment="what the person read"),
    Column("consent_version", Text, nullable=False),
    Column("granted_at", _moment, nullable=False, server_default=_now),
    Column("withdrawn_at", _moment, comment="kept afterwards, as evidence"),
    CheckConstraint("topic IN ('rules', 'procedure', 'service')", name="topic"),
    CheckConstraint("(topic = 'procedure') = (procedure_code IS NOT NULL)", name="procedure"),
    Index("ix_subscriptions_contact_id", "contact_id"),
    Index("ix_subscriptions_live", "topic", "contact_id", postgresql_where=text("withdrawn_at IS NULL")),
    Index(
        "uq_subscriptions_live",
        "contact_id",
        "topic",
        "area_id",
        "procedure_code",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    ),
)

callbacks = Table(
    "callbacks",
    metadata,
    _id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="SET NULL")),
    Column("desk", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("procedure", Text),
    Column("area", Text),
    Column("details", JSONB, nullable=False, server_default=text("'{}'")),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    Column("as_of", _moment, nullable=False),
    Column("created_at", _moment, nullable=False, server_default=_now),
    Column("taken_by", Text),
    Column("taken_at", _moment),
    Column("closed_at", _moment),
    Column("outcome", Text),
    CheckConstraint("status IN ('open', 'taken', 'closed')", name="status"),
    Index("ix_callbacks_open", "desk", "id", postgresql_where=text("status <> 'closed'")),
    Index("ix_callbacks_conversation_id", "conversation_id"),
)

rulebooks = Table(
    "rulebooks",
    metadata,
    _id(),
    Column("content_hash", Text, nullable=False, unique=True),
    Column("body", JSONB, nullable=False),
    Column("published_at", _moment, nullable=False, server_default=_now),
    Column("published_by", Text, nullable=False),
)


def _dated_facts(name: str, *columns: Column[str], check: CheckConstraint) -> Table:
    """A table that staff keep: what holds for a procedure from one day to another, and who says so."""
    return Table(
        name,
        metadata,
        _id(),
        Column("code", Text, nullable=False, comment="national code of the procedure"),
        *columns,
        Column("valid_from", Text, nullable=False, server_default=text("''"), comment="ISO; empty: no start known"),
        Column("valid_to", Text, nullable=False, server_default=text("''"), comment="ISO; the first moment after"),
        Column("basis", Text, nullable=False, server_default=text("''")),
        Column("note", Text, nullable=False, server_default=text("''")),
        Column("set_by", Text, nullable=False),
        Column("set_at", _moment, nullable=False, server_default=_now),
        check,
        Index(f"ix_{name}_code", "code"),
    )


offers = _dated_facts(
    "offers",
    Column("channel", Text, nullable=False),
    Column("offered", Text, nullable=False),
    check=CheckConstraint("channel IN ('online', 'postal', 'in_person')", name="channel"),
)

presence_duties = _dated_facts(
    "presence_duties",
    Column("presence", Text, nullable=False),
    Column("question", Text, nullable=False, server_default=text("''")),
    check=CheckConstraint("presence <> ''", name="presence"),
)

locked_areas = Table(
    "locked_areas",
    metadata,
    _id(),
    Column("area", Text, nullable=False, comment="id of an administrative unit"),
    Column("starts_at", _moment, nullable=False),
    Column("ends_at", _moment, comment="null: until it is lifted"),
    Column("reason", Text),
    Column("set_by", Text, nullable=False),
    Column("set_at", _moment, nullable=False, server_default=_now),
    Column("mirrored_at", _moment, comment="when the booking service was told"),
    Column("lifted_at", _moment, comment="when it was ended by hand, on the real clock"),
    Column("lifted_by", Text),
    CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="interval"),
    Index("ix_locked_areas_unmirrored", "id", postgresql_where=text("mirrored_at IS NULL")),
)

notices = Table(
    "notices",
    metadata,
    _id(),
    Column("area", Text, comment="id of an administrative unit; null: the whole province"),
    Column("text_vi", Text, nullable=False),
    Column("text_en", Text),
    Column("starts_at", _moment, nullable=False),
    Column("ends_at", _moment, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", _moment, nullable=False, server_default=_now),
    Column("removed_at", _moment, comment="when it was taken back, on the real clock"),
    Column("removed_by", Text),
    CheckConstraint("ends_at > starts_at", name="interval"),
)

outcomes = Table(
    "outcomes",
    metadata,
    _id(),
    Column("day", Date, nullable=False, comment="by the calendar (AS_OF)"),
    Column("person", Uuid, nullable=False, comment="the same for one person within a week; leads to nobody"),
    Column("wish", Text, nullable=False, comment="the intent, or what a button did"),
    Column("led", Text, comment="the way the person was led to"),
    Column(
        "obstacles",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="why they could not use a way, by kind",
    ),
    Column("procedure", Text),
    Column("area", Text),
    Column(
        "recorded_on",
        Date,
        nullable=False,
        server_default=text("CURRENT_DATE"),
        comment="on the real clock, for retention",
    ),
    CheckConstraint("led IN ('online', 'postal', 'in_person', 'callback')", name="led"),
    Index("ix_outcomes_day", "day"),
    Index("ix_outcomes_recorded_on", "recorded_on"),
)

staff = Table(
    "staff",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("created_at", _moment, nullable=False, server_default=_now),
    Column("disabled_at", _moment),
    Column(
        "units",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="ids of the one-stop units that a person of role unit works for",
    ),
    CheckConstraint("role IN ('admin', 'operator', 'unit', 'author', 'approver', 'reader')", name="role"),
    CheckConstraint("(role = 'unit') = (cardinality(units) > 0)", name="bound"),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", _moment, nullable=False, server_default=_now),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text),
    Column("details", JSONB, nullable=False, server_default=text("'{}'")),
    Index("ix_audit_at", "at"),
)

guidance_version = Table(
    "guidance_version",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=text("true")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("single", name="single"),
    comment="raised by each change of rules, offers or locked areas; processes reload when it differs",
)

nlu_models = Table(
    "nlu_models",
    metadata,
    _id(),
    Column("version", Text, nullable=False, comment="names the data, components and configuration it is made of"),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _moment, nullable=False, server_default=_now),
    Column("trainer", Text, comment="machine and process that work on it"),
    Column("started_at", _moment),
    Column("trained_at", _moment),
    Column("finished_at", _moment, comment="ready, refused, failed or cancelled"),
    Column("step", Text, comment="what is being done"),
    Column("seconds_left", Integer),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    Column("stop_asked_by", Text),
    Column("log", Text, nullable=False, server_default=text("''"), comment="its last lines"),
    Column("reason", Text, comment="why it is in this state, for people"),
    Column("file", Text, comment="name of the model's file; null while there is none, or none any more"),
    Column("messages", Integer, comment="training messages"),
    Column("live_at", _moment),
    Column("retired_at", _moment),
    CheckConstraint(
        "state IN ('queued', 'training', 'testing', 'ready', 'refused', 'failed', 'cancelled', 'live', 'retired')",
        name="state",
    ),
    Index("uq_nlu_models_live", "state", unique=True, postgresql_where=text("state = 'live'")),
    Index(
        "uq_nlu_models_version",
        "version",
        unique=True,
        postgresql_where=text("state NOT IN ('failed', 'cancelled') AND (file IS NOT NULL OR finished_at IS NULL)"),
    ),
)

nlu_readings = Table(
    "nlu_readings",
    metadata,
    Column("model_id", BigInteger, ForeignKey("nlu_models.id", ondelete="CASCADE"), primary_key=True),
    Column("messages", Text, primary_key=True, comment="checksum of the messages that were read"),
    Column("readings", JSONB, nullable=False, comment="text \u2192 what the bot would act on"),
    Column("read_at", _moment, nullable=False, server_default=_now),
)

nlu_servers = Table(
    "nlu_servers",
    metadata,
    Column("machine", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("version", Text, nullable=False, comment="of the model it serves"),
    Column("since", _moment, nullable=False, server_default=_now),
    comment="the live Rasa server of each machine that runs motcua nlu serve",
)

nlu_swaps = Table(
    "nlu_swaps",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),
    Column("model_id", BigInteger, ForeignKey("nlu_models.id"), nullable=False),
    Column("from_id", BigInteger, ForeignKey("nlu_models.id"), comment="the model that was live before"),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", _moment, nullable=False, server_default=_now),
    Column("why", Text),
    Column("machine", Text, comment="which machine does it first"),
    Column("state", Text, nullable=False, server_default=text("'asked'")),
    Column("step", Text, comment="what is being done"),
    Column("reason", Text, comment="why it failed or was undone"),
    Column("moved_at", _moment, comment="when bots were told"),
    Column("mark", BigInteger, comment="the last message that came in before"),
    Column("settled_at", _moment, comment="when it stopped being watched"),
    CheckConstraint("kind IN ('first', 'promote', 'rollback', 'return')", name="kind"),
    CheckConstraint("state IN ('asked', 'warming', 'moved', 'failed')", name="state"),
    Index("ix_nlu_swaps_open", "id", postgresql_where=text("state IN ('asked', 'warming')")),
    Index("ix_nlu_swaps_model_id", "model_id"),
)

platform_tokens = Table(
    "platform_tokens",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True, comment="the platform's id of our account"),
    Column("sealed", LargeBinary, comment="access and refresh token, encrypted"),
    Column("access_until", _moment),
    Column("refresh_until", _moment),
    Column("issued_at", _moment),
    Column("exchanging_since", _moment, comment="an exchange was begun; null once its result is kept"),
    Column("problem", Text, comment="why a person has to log in"),
    Column("refused_at", _moment),
    Column("seed", LargeBinary, comment="keyed hash of the configured refresh token that was used"),
)

nlu_marks = Table(
    "nlu_marks",
    metadata,
    Column(
        "inbox_id",
        BigInteger,
        ForeignKey("inbox.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        comment="a message that was answered",
    ),
    Column("outcome", Text, nullable=False),
    Column("pressed", Text, comment="payload of the choice that was pressed, or typed out"),
    Column("at", _moment, nullable=False, server_default=_now),
    Column("looked", Boolean, nullable=False, server_default=text("false"), comment="the review has looked at it"),
    CheckConstraint("outcome IN ('understood', 'asked', 'taken', 'private', 'pressed')", name="outcome"),
    Index("ix_nlu_marks_waiting", "inbox_id", postgresql_where=text("NOT looked")),
)

nlu_groups = Table(
    "nlu_groups",
    metadata,
    _id(),
    Column("created_at", _moment, nullable=False, server_default=_now),
    Column("applied_at", _moment, comment="when its label was brought to the training data"),
    Column("applied_by", Text),
    Column("applied", Text, comment="what came of it: added, or why it was left out"),
    comment="messages so alike that one label serves them all",
)

nlu_reviews = Table(
    "nlu_reviews",
    metadata,
    _id(),
    Column("group_id", BigInteger, ForeignKey("nlu_groups.id", ondelete="CASCADE"), nullable=False),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("inbox_id", BigInteger, ForeignKey("inbox.id", ondelete="SET NULL")),
    Column("text", Text, nullable=False, comment="as typed, personal data masked"),
    Column("key", Text, nullable=False, comment="the text in plain words, for comparing"),
    Column("reading", JSONB, nullable=False, comment="intent, confidence, ranking, and entities by the masked text"),
    Column("reasons", ARRAY(Text), nullable=False),
    Column("hint", Text, comment="the intent that the person pressed"),
    Column("received_at", _moment, nullable=False),
    UniqueConstraint("inbox_id"),
    Index("ix_nlu_reviews_group_id", "group_id"),
    Index("ix_nlu_reviews_conversation_id", "conversation_id"),
    Index("ix_nlu_reviews_received_at", "received_at"),
)

nlu_labels = Table(
    "nlu_labels",
    metadata,
    _id(),
    Column("group_id", BigInteger, ForeignKey("nlu_groups.id", ondelete="CASCADE"), nullable=False),
    Column(
        "review_id",
        BigInteger,
        ForeignKey("nlu_reviews.id", ondelete="CASCADE"),
        nullable=False,
        comment="the message of the group that was shown",
    ),
    Column("labeller", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("intent", Text),
    Column("wanted", Text, comment="the intent that is missing, in the labeller's words"),
    Column("entities", JSONB, nullable=False, server_default=text("'[]'")),
    Column("origin", Text, nullable=False),
    Column("at", _moment, nullable=False, server_default=_now),
    Column("withdrawn_at", _moment, comment="undone, or replaced by a later one of the same person"),
    CheckConstraint("verdict IN ('intent', 'new_intent', 'skip')", name="verdict"),
    CheckConstraint("(verdict = 'intent') = (intent IS NOT NULL)", name="intent"),
    CheckConstraint("origin IN ('screen', 'file', 'web')", name="origin"),
    Index("ix_nlu_labels_review_id", "review_id"),
    Index("uq_nlu_labels_standing", "group_id", "labeller", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
)

nlu_days = Table(
    "nlu_days",
    metadata,
    Column("day", Date, primary_key=True, comment="in Vietnam's time"),
    Column("intent", Text, primary_key=True, comment="the likeliest reading"),
    Column("model", Text, primary_key=True, server_default=text("''")),
    Column("understood", Integer, nullable=False, server_default=text("0")),
    Column("asked", Integer, nullable=False, server_default=text("0"), comment="not understood, and asked back"),
    Column("misread", Integer, nullable=False, server_default=text("0"), comment="of the understood, by corrections"),
    Column("unread", Integer, nullable=False, server_default=text("0"), comment="no model answered"),
    Column("in_dialogue", Integer, nullable=False, server_default=text("0"), comment="answers to the bot's questions"),
    comment="counts of messages that say nothing of a person",
)
