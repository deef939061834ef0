"""What a word of the law means: the units that answer "trích lục là gì"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.model import AnswerUnit, Basis, Place, Say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.guidance.glossary import Glossary

GLOSSARY = "glossary"
"""Beginning of the ids of these units, and of the places where they stand."""


def meaning_units(glossary: Glossary, day: date) -> Iterator[AnswerUnit]:
    """Yield what each word means whose law holds on a day."""
    for term in glossary.at(day):
        place = Place(f"{GLOSSARY}/{term.id}", term.law, term.part, term.since)
        yield AnswerUnit(
            f"{GLOSSARY}/{term.id}",
            None,
            Focus.RULE,
            Say(f"glossary.{term.id}"),
            Basis.STATED,
            about=term.said,
            places=(place,),
        )
