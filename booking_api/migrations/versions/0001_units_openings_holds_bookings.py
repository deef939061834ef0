"""Units, openings, holds, bookings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('acting_staff', sa.Text(), nullable=True),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('request_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    op.create_index(op.f('ix_audit_subject'), 'audit', ['subject'], unique=False)
    op.create_table('closures',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_closures_forwards')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closures'))
    )
    op.create_table('idempotency_keys',
    sa.Column('caller', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('answer', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('subject', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.PrimaryKeyConstraint('caller', 'key', name=op.f('pk_idempotency_keys'))
    )
    op.create_index(op.f('ix_idempotency_keys_created_at'), 'idempotency_keys', ['created_at'], unique=False)
    op.create_index('ix_idempotency_keys_subject', 'idempotency_keys', ['subject'], unique=False, postgresql_where=sa.text('subject IS NOT NULL'))
    op.create_table('service_tokens',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('units', sa.ARRAY(sa.Text()), nullable=True),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("role IN ('bot', 'operator', 'unit', 'admin')", name=op.f('ck_service_tokens_role')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_service_tokens')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_service_tokens_token_hash'))
    )
    op.create_table('units',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('area_id', sa.Text(), nullable=False),
    sa.Column('procedures', sa.ARRAY(sa.Text()), nullable=True),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.CheckConstraint("level IN ('province', 'district', 'commune')", name=op.f('ck_units_level')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_units'))
    )
    op.create_index(op.f('ix_units_area_id'), 'units', ['area_id'], unique=False)
    op.create_table('closure_units',
    sa.Column('closure_id', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['closure_id'], ['closures.id'], name=op.f('fk_closure_units_closure_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_closure_units_unit_id')),
    sa.PrimaryKeyConstraint('closure_id', 'unit_id', name=op.f('pk_closure_units'))
    )
    op.create_index(op.f('ix_closure_units_unit_id'), 'closure_units', ['unit_id'], unique=False)
    op.create_table('openings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('unit_id', sa.Text(), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('half_day', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.Time(), nullable=False),
    sa.Column('ends_at', sa.Time(), nullable=False),
    sa.Column('slot_minutes', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('people_limit', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('people', sa.ARRAY(sa.Integer()), nullable=False),
    sa.Column('closed', sa.ARRAY(sa.Boolean()), nullable=False),
    sa.Column('next_number', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("half_day IN ('morning', 'afternoon')", name=op.f('ck_openings_half_day')),
    sa.CheckConstraint('cardinality(people) = cardinality(closed)', name=op.f('ck_openings_windows')),
    sa.CheckConstraint('people_limit >= ALL (people) AND 0 <= ALL (people)', name=op.f('ck_openings_never_crowded')),
    sa.CheckConstraint('people_limit BETWEEN 1 AND 10', name=op.f('ck_openings_people_limit')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_openings_forwards')),
    sa.CheckConstraint('taken BETWEEN 0 AND capacity', name=op.f('ck_openings_never_oversold')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_openings_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_openings')),
    sa.UniqueConstraint('unit_id', 'date', 'half_day', name=op.f('uq_openings_unit_id_date_half_day'))
    )
    op.create_table('bookings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('opening_id', sa.BigInteger(), nullable=False),
    sa.Column('window_index', sa.Integer(), nullable=False),
    sa.Column('procedure', sa.Text(), nullable=False),
    sa.Column('dossiers', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('queue_number', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), server_default=sa.text("'booked'"), nullable=False),
    sa.Column('visitor_name', sa.Text(), nullable=True),
    sa.Column('visitor_phone', sa.Text(), nullable=True),
    sa.Column('hold_id', sa.UUID(), nullable=False),
    sa.Column('checked_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('booked', 'checked_in', 'cancelled')", name=op.f('ck_bookings_status')),
    sa.CheckConstraint('dossiers >= 1 AND people >= 1', name=op.f('ck_bookings_sizes')),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_bookings_opening_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bookings')),
    sa.UniqueConstraint('code', name=op.f('uq_bookings_code')),
    sa.UniqueConstraint('hold_id', name=op.f('uq_bookings_hold_id')),
    sa.UniqueConstraint('opening_id', 'queue_number', name=op.f('uq_bookings_opening_id_queue_number'))
    )
    op.create_index('ix_bookings_owner', 'bookings', ['owner'], unique=False, postgresql_where=sa.text('owner IS NOT NULL'))
    op.create_index('ix_bookings_visitor_phone', 'bookings', ['visitor_phone'], unique=False, postgresql_where=sa.text('visitor_phone IS NOT NULL'))
    op.create_table('holds',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('opening_id', sa.BigInteger(), nullable=False),
    sa.Column('window_index', sa.Integer(), nullable=False),
    sa.Column('procedure', sa.Text(), nullable=False),
    sa.Column('dossiers', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('state', sa.Text(), server_default=sa.text("'open'"), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('open', 'confirmed', 'released', 'expired')", name=op.f('ck_holds_state')),
    sa.CheckConstraint('dossiers >= 1 AND people >= 1', name=op.f('ck_holds_sizes')),
    sa.ForeignKeyConstraint(['opening_id'], ['openings.id'], name=op.f('fk_holds_opening_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holds'))
    )
    op.create_index('ix_holds_expires_at', 'holds', ['expires_at'], unique=False)
    op.create_index('ix_holds_open', 'holds', ['opening_id'], unique=False, postgresql_where=sa.text("state = 'open'"))
    op.create_index('ix_holds_owner', 'holds', ['owner'], unique=False, postgresql_where=sa.text('owner IS NOT NULL'))
    op.execute("""
        CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
    """)
    op.execute("""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
    """)


def downgrade() -> None:
    op.drop_index('ix_holds_owner', table_name='holds', postgresql_where=sa.text('owner IS NOT NULL'))
    op.drop_index('ix_holds_open', table_name='holds', postgresql_where=sa.text("state = 'open'"))
    op.drop_index('ix_holds_expires_at', table_name='holds')
    op.drop_table('holds')
    op.drop_index('ix_bookings_visitor_phone', table_name='bookings', postgresql_where=sa.text('visitor_phone IS NOT NULL'))
    op.drop_index('ix_bookings_owner', table_name='bookings', postgresql_where=sa.text('owner IS NOT NULL'))
    op.drop_table('bookings')
    op.drop_table('openings')
    op.drop_index(op.f('ix_closure_units_unit_id'), table_name='closure_units')
    op.drop_table('closure_units')
    op.drop_index(op.f('ix_units_area_id'), table_name='units')
    op.drop_table('units')
    op.drop_table('service_tokens')
    op.drop_index('ix_idempotency_keys_subject', table_name='idempotency_keys', postgresql_where=sa.text('subject IS NOT NULL'))
    op.drop_index(op.f('ix_idempotency_keys_created_at'), table_name='idempotency_keys')
    op.drop_table('idempotency_keys')
    op.drop_table('closures')
    op.drop_index(op.f('ix_audit_subject'), table_name='audit')
    op.drop_table('audit')
    op.execute("DROP FUNCTION audit_is_append_only")
