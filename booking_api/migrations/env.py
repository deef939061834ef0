"""How Alembic reaches the booking database; called through ``booking_api.migrate`` only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from booking_api.migrate import sqlalchemy_engine
from booking_api.tables import build_metadata


def _run() -> None:
    engine = sqlalchemy_engine(context.config.attributes["dsn"])
    with engine.connect() as connection:
        # Two processes that start together must not migrate together; the lock goes with the connection.
        connection.execute(sa.text("SELECT pg_advisory_lock(hashtext('motcua booking migrations'))"))
        connection.commit()
        context.configure(connection=connection, target_metadata=build_metadata(), transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


_run()
