"""Going back to an earlier rulebook publishes it anew: the same content may be a version more than once"""

from __future__ import annotations

from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint('uq_rulebooks_content_hash', 'rulebooks', type_='unique')


def downgrade() -> None:
    # Code before this knows a content once: by its newest version, which is the one that holds now.
    op.execute("ALTER TABLE rulebooks DISABLE TRIGGER refuse_change")
    op.execute(
        "DELETE FROM rulebooks AS old USING rulebooks AS new"
        " WHERE new.content_hash = old.content_hash AND new.id > old.id"
    )
    op.execute("ALTER TABLE rulebooks ENABLE TRIGGER refuse_change")
    op.create_unique_constraint('uq_rulebooks_content_hash', 'rulebooks', ['content_hash'])
