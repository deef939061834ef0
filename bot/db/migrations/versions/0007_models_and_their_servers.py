"""Models that are trained and put live, their readings, their servers, and the changes from one to another"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('nlu_models',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('version', sa.Text(), nullable=False, comment='names the data, components and configuration it is made of'),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('trainer', sa.Text(), nullable=True, comment='machine and process that work on it'),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trained_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True, comment='ready, refused, failed or cancelled'),
    sa.Column('step', sa.Text(), nullable=True, comment='what is being done'),
    sa.Column('seconds_left', sa.Integer(), nullable=True),
    sa.Column('tries', sa.SmallInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('stop_asked_by', sa.Text(), nullable=True),
    sa.Column('log', sa.Text(), server_default=sa.text("''"), nullable=False, comment='its last lines'),
    sa.Column('reason', sa.Text(), nullable=True, comment='why it is in this state, for people'),
    sa.Column('file', sa.Text(), nullable=True, comment="name of the model's file; null while there is none, or none any more"),
    sa.Column('messages', sa.Integer(), nullable=True, comment='training messages'),
    sa.Column('live_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('queued', 'training', 'testing', 'ready', 'refused', 'failed', 'cancelled', 'live', 'retired')", name=op.f('ck_nlu_models_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nlu_models'))
    )
    op.create_index('uq_nlu_models_live', 'nlu_models', ['state'], unique=True, postgresql_where=sa.text("state = 'live'"))
    op.create_index('uq_nlu_models_version', 'nlu_models', ['version'], unique=True, postgresql_where=sa.text("state NOT IN ('failed', 'cancelled') AND (file IS NOT NULL OR finished_at IS NULL)"))
    op.create_table('nlu_readings',
    sa.Column('model_id', sa.BigInteger(), nullable=False),
    sa.Column('messages', sa.Text(), nullable=False, comment='checksum of the messages that were read'),
    sa.Column('readings', postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment='text \u2192 what the bot would act on'),
    sa.Column('read_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['model_id'], ['nlu_models.id'], name=op.f('fk_nlu_readings_model_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('model_id', 'messages', name=op.f('pk_nlu_readings'))
    )
    op.create_table('nlu_servers',
    sa.Column('machine', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False, comment='of the model it serves'),
    sa.Column('since', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('machine', name=op.f('pk_nlu_servers')),
    comment='the live Rasa server of each machine that runs motcua nlu serve'
    )
    op.create_table('nlu_swaps',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('model_id', sa.BigInteger(), nullable=False),
    sa.Column('from_id', sa.BigInteger(), nullable=True, comment='the model that was live before'),
    sa.Column('asked_by', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('why', sa.Text(), nullable=True),
    sa.Column('machine', sa.Text(), nullable=True, comment='which machine does it first'),
    sa.Column('state', sa.Text(), server_default=sa.text("'asked'"), nullable=False),
    sa.Column('step', sa.Text(), nullable=True, comment='what is being done'),
    sa.Column('reason', sa.Text(), nullable=True, comment='why it failed or was undone'),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True, comment='when bots were told'),
    sa.Column('mark', sa.BigInteger(), nullable=True, comment='the last message that came in before'),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True, comment='when it stopped being watched'),
    sa.CheckConstraint("kind IN ('first', 'promote', 'rollback', 'return')", name=op.f('ck_nlu_swaps_kind')),
    sa.CheckConstraint("state IN ('asked', 'warming', 'moved', 'failed')", name=op.f('ck_nlu_swaps_state')),
    sa.ForeignKeyConstraint(['from_id'], ['nlu_models.id'], name=op.f('fk_nlu_swaps_from_id')),
    sa.ForeignKeyConstraint(['model_id'], ['nlu_models.id'], name=op.f('fk_nlu_swaps_model_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nlu_swaps'))
    )
    op.create_index('ix_nlu_swaps_model_id', 'nlu_swaps', ['model_id'], unique=False)
    op.create_index('ix_nlu_swaps_open', 'nlu_swaps', ['id'], unique=False, postgresql_where=sa.text("state IN ('asked', 'warming')"))


def downgrade() -> None:
    op.drop_table('nlu_swaps')
    op.drop_table('nlu_servers')
    op.drop_table('nlu_readings')
    op.drop_table('nlu_models')
