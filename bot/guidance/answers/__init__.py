"""Answers to single questions: units compiled from the catalogue's fields, the rules, and what these leave unsaid."""

from bot.guidance.answers.asked import FactName, Focus, keeps_inside
from bot.guidance.answers.model import AnswerUnit, Basis, Case, Place, Polarity, Row, Say
from bot.guidance.answers.units import AnswerUnits

__all__ = [
    "AnswerUnit",
    "AnswerUnits",
    "Basis",
    "Case",
    "FactName",
    "Focus",
    "Place",
    "Polarity",
    "Row",
    "Say",
    "keeps_inside",
]
