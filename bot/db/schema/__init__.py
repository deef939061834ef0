"""The tables of the bot's database, as Alembic compares them. Queries are plain SQL beside what they serve."""

from bot.db.schema import broadcasts, conversations, delivery, guidance, nlu, people, staff, upkeep
from bot.db.schema.base import metadata

__all__ = ["broadcasts", "conversations", "delivery", "guidance", "metadata", "nlu", "people", "staff", "upkeep"]
