"""Alembic's entry: runs the migrations on the connection it is given, a transaction for each."""

from alembic import context

from bot.db.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transaction_per_migration=True
)
with context.begin_transaction():
    context.run_migrations()
