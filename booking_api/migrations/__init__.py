"""Alembic migrations of the booking database."""
