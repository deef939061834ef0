"""How Alembic reaches the booking database; called through ``booking_api.migrate`` only."""

from __future__ import annotations

from booking_api.tables import build_metadata
from pgkit.migrating import run_environment

run_environment(build_metadata())
