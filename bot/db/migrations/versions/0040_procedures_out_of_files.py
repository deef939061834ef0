"""Procedures that staff import from files

A process of the version before knows nothing of them: it finds and tells what came with its code.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'catalogue_imports',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('files', postgresql.JSONB(), nullable=False, comment='name, size and SHA-256 of each file'),
        sa.Column('counts', postgresql.JSONB(), nullable=False, comment='how many rows were taken, new, changed, refused'),
        sa.Column('content_hash', sa.LargeBinary(), nullable=False, comment='of all its procedures; what is approved'),
        sa.Column('author', sa.Text(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True,
                  comment='from when its names are found; null: it waits for a second person'),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True, comment='when it was returned unpublished'),
        sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True, comment='when it was taken back'),
        sa.Column('retired_by', sa.Text(), nullable=True),
        sa.Column('retired_why', sa.Text(), nullable=True),
        sa.CheckConstraint('retired_at IS NULL OR published_at IS NOT NULL', name=op.f('ck_catalogue_imports_retired')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_imports')),
        comment='files of procedures; what was published is never changed, only taken back whole',
    )
    op.create_table(
        'imported_procedures',
        sa.Column('import_id', sa.BigInteger(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('origin', sa.Text(), nullable=False, comment='kind of file: api, list, page, table'),
        sa.Column('about', postgresql.JSONB(), nullable=False, comment='name, link, validity: what it is found by'),
        sa.Column('fields', postgresql.JSONB(), nullable=False, comment='what it says field by field; proposed'),
        sa.ForeignKeyConstraint(
            ['import_id'], ['catalogue_imports.id'], name=op.f('fk_imported_procedures_import_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('import_id', 'code', 'origin', name=op.f('pk_imported_procedures')),
        sa.CheckConstraint("origin IN ('api', 'list', 'page', 'table')", name=op.f('ck_imported_procedures_origin')),
        comment='one row of what a file said; a later file of the same kind takes its place',
    )
    op.create_index('ix_imported_procedures_code', 'imported_procedures', ['code'])
    op.execute(
        'CREATE TRIGGER raise_guidance_version AFTER INSERT OR UPDATE OR DELETE ON catalogue_imports'
        ' FOR EACH STATEMENT EXECUTE FUNCTION raise_guidance_version()'
    )


def downgrade() -> None:
    op.drop_table('imported_procedures')
    op.drop_table('catalogue_imports')
