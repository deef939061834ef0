"""What a message says, clause by clause: its act, what it is about, and what it tells (the contract: nlu/acts.yml)."""

from bot.understanding.clauses.model import Act, Clause, Fact, FactName, Focus, Mood
from bot.understanding.clauses.reading import ClauseReader

__all__ = ["Act", "Clause", "ClauseReader", "Fact", "FactName", "Focus", "Mood"]
