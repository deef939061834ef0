"""Guidance by versions and dates, notices, and where it led people."""

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
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from bot.db.schema.base import MOMENT, NOW, metadata, own_id

guidance_version = Table(
    "guidance_version",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=text("true")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("single", name="single"),
    comment="raised by each change of rules, offers or locked areas; processes reload when it differs",
)

rulebooks = Table(
    "rulebooks",
    metadata,
    own_id(),
    Column("content_hash", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("published_at", MOMENT, nullable=False, server_default=NOW),
    Column("published_by", Text, nullable=False),
    Column("act", Text, comment="publish or hide; null: what came with the code"),
    Column("draft_id", BigInteger, comment="the draft that was published"),
    Column("correction", Text, comment="why it changes what is said of the past; null: it does not"),
    Column("hides", ARRAY(Text), comment="ids of the entries that were hidden"),
)

rulebook_drafts = Table(
    "rulebook_drafts",
    metadata,
    own_id(),
    Column("kind", Text, nullable=False, comment="of approval: contacts alone need other people"),
    Column("title", Text, nullable=False),
    Column("content", Text, nullable=False, comment="canonical JSON; its SHA-256 is what is approved"),
    Column("source", Text, nullable=False, comment="the document as it was written"),
    Column("base", JSONB, nullable=False, comment="entry to the hash of the one that it replaces"),
    Column(
        "units",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="one-stop units whose contacts it changes",
    ),
    Column("packaged_hash", Text, comment="of the deploy that proposes it"),
    Column("author", Text, nullable=False, comment="who wrote on it last"),
    Column("written_at", MOMENT, nullable=False, server_default=NOW),
    Column("closed_at", MOMENT),
    Column("closed_by", Text),
    Column("version", BigInteger, comment="of the rulebook in which it was published"),
    CheckConstraint("kind IN ('rulebook', 'contacts')", name="kind"),
)

told_rules = Table(
    "told_rules",
    metadata,
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True, comment="of the rulebook that it was told from"),
    Column("told_at", MOMENT, nullable=False, server_default=NOW),
    Index("ix_told_rules_rule", "rule", "version"),
    Index("ix_told_rules_told_at", "told_at"),
    comment="whom a rule, regime or contact was told to: for putting it right, and goes with the person",
)

told_fields = Table(
    "told_fields",
    metadata,
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("code", Text, primary_key=True, comment="national code of the procedure"),
    Column("said", Text, primary_key=True, comment="MD5 of the fields, in one line: the same again is one row"),
    Column("fields", ARRAY(Text), nullable=False, comment="ids of fields, each =digest of what it said"),
    Column("told_at", MOMENT, nullable=False, server_default=NOW),
    Index("ix_told_fields_code", "code"),
    Index("ix_told_fields_told_at", "told_at"),
    comment="whom fields of the catalogue were told to, and as what: for putting them right, and goes with the person",
)


def _dated_facts(name: str, *columns: Column[str], check: CheckConstraint) -> Table:
    """A table that staff keep: what holds for a procedure from one day to another, and who says so."""
    return Table(
        name,
        metadata,
        own_id(),
        Column("code", Text, nullable=False, comment="national code of the procedure"),
        *columns,
        Column("valid_from", Text, nullable=False, server_default=text("''"), comment="ISO; empty: no start known"),
        Column("valid_to", Text, nullable=False, server_default=text("''"), comment="ISO; the first moment after"),
        Column("basis", Text, nullable=False, server_default=text("''")),
        Column("note", Text, nullable=False, server_default=text("''")),
        Column("set_by", Text, nullable=False),
        Column("set_at", MOMENT, nullable=False, server_default=NOW),
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
    own_id(),
    Column("area", Text, nullable=False, comment="id of an administrative unit"),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, comment="null: until it is lifted"),
    Column("reason", Text),
    Column("set_by", Text, nullable=False),
    Column("set_by_role", Text, comment="null: nobody knows, so an admin's"),
    Column("set_at", MOMENT, nullable=False, server_default=NOW),
    Column("mirrored_at", MOMENT, comment="when the booking service was told"),
    Column("lifted_at", MOMENT, comment="when it was ended by hand, on the real clock"),
    Column("lifted_by", Text),
    CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="interval"),
    Index("ix_locked_areas_unmirrored", "id", postgresql_where=text("mirrored_at IS NULL")),
)

notices = Table(
    "notices",
    metadata,
    own_id(),
    Column("area", Text, comment="id of an administrative unit; null: the whole province"),
    Column("text_vi", Text, nullable=False),
    Column("text_en", Text),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", MOMENT, nullable=False, server_default=NOW),
    Column("removed_at", MOMENT, comment="when it was taken back, on the real clock"),
    Column("removed_by", Text),
    CheckConstraint("ends_at > starts_at", name="interval"),
)

notice_proposals = Table(
    "notice_proposals",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="which the notice has once it is approved"),
    Column("area", Text, comment="id of an administrative unit; null: the whole province"),
    Column("text_vi", Text, nullable=False),
    Column("text_en", Text),
    Column("starts_at", MOMENT, nullable=False),
    Column("ends_at", MOMENT, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", MOMENT, nullable=False, server_default=NOW),
    Column("closed_at", MOMENT, comment="when it was approved or taken back"),
    CheckConstraint("ends_at > starts_at", name="interval"),
)

catalogue_changes = Table(
    "catalogue_changes",
    metadata,
    own_id(),
    Column("code", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("digest", Text, nullable=False, comment="of what the field said when it was read"),
    Column("official", Text, comment="who answers for it by the document"),
    Column("document", Text),
    Column("since", Date, comment="the day from which the document holds"),
    Column("review_by", Date, nullable=False),
    Column("reason", Text),
    Column("amount", BigInteger, comment="the fee in đồng; 0: free"),
    Column("number", Integer),
    Column("unit", Text),
    Column("author", Text, nullable=False),
    Column("written_at", MOMENT, nullable=False, server_default=NOW),
    Column("published_at", MOMENT, comment="from when it is told; null: it waits for a second person"),
    Column("closed_at", MOMENT, comment="when it was taken back unpublished"),
    CheckConstraint("act IN ('confirm', 'hide')", name="act"),
    CheckConstraint(
        "act <> 'confirm' OR (official IS NOT NULL AND document IS NOT NULL AND since IS NOT NULL)", name="confirmed"
    ),
    comment="what staff said of fields of the catalogue; what was published is never changed",
)

catalogue_imports = Table(
    "catalogue_imports",
    metadata,
    own_id(),
    Column("files", JSONB, nullable=False, comment="name, size and SHA-256 of each file"),
    Column("counts", JSONB, nullable=False, comment="how many rows were taken, new, changed, refused"),
    Column("content_hash", LargeBinary, nullable=False, comment="of all its procedures; what is approved"),
    Column("author", Text, nullable=False),
    Column("written_at", MOMENT, nullable=False, server_default=NOW),
    Column("published_at", MOMENT, comment="from when its names are found; null: it waits for a second person"),
    Column("closed_at", MOMENT, comment="when it was returned unpublished"),
    Column("retired_at", MOMENT, comment="when it was taken back"),
    Column("retired_by", Text),
    Column("retired_why", Text),
    CheckConstraint("retired_at IS NULL OR published_at IS NOT NULL", name="retired"),
    comment="files of procedures; what was published is never changed, only taken back whole",
)

imported_procedures = Table(
    "imported_procedures",
    metadata,
    Column("import_id", BigInteger, ForeignKey("catalogue_imports.id", ondelete="CASCADE"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("origin", Text, primary_key=True, comment="kind of file: api, list, page, table"),
    Column("about", JSONB, nullable=False, comment="name, link, validity: what it is found by"),
    Column("fields", JSONB, nullable=False, comment="what it says field by field; proposed"),
    CheckConstraint("origin IN ('api', 'list', 'page', 'table')", name="origin"),
    Index("ix_imported_procedures_code", "code"),
    comment="one row of what a file said; a later file of the same kind takes its place",
)

outcomes = Table(
    "outcomes",
    metadata,
    own_id(),
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
