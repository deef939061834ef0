"""Whether an answer to "tên gì" gives a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understanding.persons import clean_name

if TYPE_CHECKING:
    from bot.conversation.understood import Understanding

_MAYBE = frozenset({"provide_info", "nlu_fallback", "out_of_scope", "greet"})
"""Intents under which a bare name may be read; under any other it is that wish."""


def name_in(text: str, understanding: Understanding) -> str | None:
    """Return the name that ``text`` gives, or None where it is something else.

    A name is never spelled out of a question or of politeness: what reads as another wish stays one.
    """
    if understanding.source == "keywords" or understanding.intent not in _MAYBE:
        return None
    persons = understanding.values("person")
    if understanding.intent == "provide_info" and len(persons) == 1:
        marked = clean_name(persons[0])
        if marked is not None:
            return marked
    return clean_name(text)
