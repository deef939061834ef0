"""Models, the servers that answer with them, and the review of readings."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from bot.db.schema.base import MOMENT, NOW, metadata, own_id

nlu_models = Table(
    "nlu_models",
    metadata,
    own_id(),
    Column("version", Text, nullable=False, comment="names the data, components and configuration it is made of"),
    Column("state", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", MOMENT, nullable=False, server_default=NOW),
    Column("trainer", Text, comment="machine and process that work on it"),
    Column("started_at", MOMENT),
    Column("trained_at", MOMENT),
    Column("finished_at", MOMENT, comment="ready, refused, failed or cancelled"),
    Column("step", Text, comment="what is being done"),
    Column("seconds_left", Integer),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    Column("stop_asked_by", Text),
    Column("log", Text, nullable=False, server_default=text("''"), comment="its last lines"),
    Column("reason", Text, comment="why it is in this state, for people"),
    Column("file", Text, comment="name of the model's file; null while there is none, or none any more"),
    Column("messages", Integer, comment="training messages"),
    Column("live_at", MOMENT),
    Column("retired_at", MOMENT),
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
    Column("read_at", MOMENT, nullable=False, server_default=NOW),
)

nlu_servers = Table(
    "nlu_servers",
    metadata,
    Column("machine", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("version", Text, nullable=False, comment="of the model it serves"),
    Column("since", MOMENT, nullable=False, server_default=NOW),
    Column("token", LargeBinary, comment="what callers must know, sealed"),
    Column("seen_at", MOMENT, nullable=False, server_default=NOW, comment="when its keeper last said that it lives"),
    comment="the live Rasa server of each machine that runs motcua nlu serve",
)

nlu_swaps = Table(
    "nlu_swaps",
    metadata,
    own_id(),
    Column("kind", Text, nullable=False),
    Column("model_id", BigInteger, ForeignKey("nlu_models.id"), nullable=False),
    Column("from_id", BigInteger, ForeignKey("nlu_models.id"), comment="the model that was live before"),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", MOMENT, nullable=False, server_default=NOW),
    Column("why", Text),
    Column("machine", Text, comment="which machine does it first"),
    Column("state", Text, nullable=False, server_default=text("'asked'")),
    Column("step", Text, comment="what is being done"),
    Column("reason", Text, comment="why it failed or was undone"),
    Column("moved_at", MOMENT, comment="when bots were told"),
    Column("mark", BigInteger, comment="the last message that came in before"),
    Column("settled_at", MOMENT, comment="when it stopped being watched"),
    CheckConstraint("kind IN ('first', 'promote', 'rollback', 'return')", name="kind"),
    CheckConstraint("state IN ('asked', 'warming', 'moved', 'failed')", name="state"),
    Index("ix_nlu_swaps_open", "id", postgresql_where=text("state IN ('asked', 'warming')")),
    Index("ix_nlu_swaps_model_id", "model_id"),
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
    Column("at", MOMENT, nullable=False, server_default=NOW),
    Column("looked", Boolean, nullable=False, server_default=text("false"), comment="the review has looked at it"),
    CheckConstraint("outcome IN ('understood', 'asked', 'taken', 'private', 'pressed')", name="outcome"),
    Index("ix_nlu_marks_waiting", "inbox_id", postgresql_where=text("NOT looked")),
)

nlu_groups = Table(
    "nlu_groups",
    metadata,
    own_id(),
    Column("created_at", MOMENT, nullable=False, server_default=NOW),
    Column("applied_at", MOMENT, comment="since when the training data hold it, or one nearly like it"),
    Column("applied_by", Text),
    Column("applied", Text, comment="what came of it: added, or why it was left out"),
    Column("refused_at", MOMENT, comment="when the training data could not take its label; null once they hold it"),
    comment="messages so alike that one label serves them all",
)

nlu_reviews = Table(
    "nlu_reviews",
    metadata,
    own_id(),
    Column("group_id", BigInteger, ForeignKey("nlu_groups.id", ondelete="CASCADE"), nullable=False),
    Column(
        "conversation_id",
        BigInteger,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        comment="whose message it is; null for a sentence that staff wrote down",
    ),
    Column("inbox_id", BigInteger, ForeignKey("inbox.id", ondelete="SET NULL")),
    Column("text", Text, nullable=False, comment="as typed, personal data masked"),
    Column("key", Text, nullable=False, comment="the text in plain words, for comparing"),
    Column("reading", JSONB, nullable=False, comment="intent, confidence, ranking, and entities by the masked text"),
    Column("reasons", ARRAY(Text), nullable=False),
    Column("hint", Text, comment="the intent that the person pressed"),
    Column("received_at", MOMENT, nullable=False),
    UniqueConstraint("inbox_id"),
    Index("ix_nlu_reviews_group_id", "group_id"),
    Index("ix_nlu_reviews_conversation_id", "conversation_id"),
    Index("ix_nlu_reviews_received_at", "received_at"),
    Index("ix_nlu_reviews_inbox_id", "inbox_id"),
)

nlu_labels = Table(
    "nlu_labels",
    metadata,
    own_id(),
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
    Column("at", MOMENT, nullable=False, server_default=NOW),
    Column("withdrawn_at", MOMENT, comment="undone, or replaced by a later one of the same person"),
    CheckConstraint("verdict IN ('intent', 'new_intent', 'skip')", name="verdict"),
    CheckConstraint("(verdict = 'intent') = (intent IS NOT NULL)", name="intent"),
    CheckConstraint("origin IN ('screen', 'file', 'web')", name="origin"),
    Index("ix_nlu_labels_review_id", "review_id"),
    Index("uq_nlu_labels_standing", "group_id", "labeller", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
)

unanswered = Table(
    "unanswered",
    metadata,
    own_id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("inbox_id", BigInteger, nullable=False, comment="the message; its row may be gone"),
    Column("start", Integer, nullable=False, comment="first character of the question in its message"),
    Column("focus", Text, comment="what is asked; null where nobody made it out"),
    Column("topic", Text, comment="national code of the procedure"),
    Column("text", Text, comment="as typed, personal data masked; null until the review has looked"),
    Column("key", Text, comment="the text in plain words, for comparing"),
    Column("asked_at", MOMENT, nullable=False, server_default=NOW),
    Index("ix_unanswered_asked_at", "asked_at"),
    Index("ix_unanswered_conversation_id", "conversation_id"),
    Index("ix_unanswered_waiting", "id", postgresql_where=text("key IS NULL")),
    comment="questions that were said to be unknown, for whoever writes the answers; they go with the person",
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
