"""Alembic's entry: runs the migrations on the connection it is given."""

from bot.db.schema import metadata
from pgkit.migrating import run_environment

run_environment(metadata)
