"""While somebody of the office answers in the platform's own chat tool: what is the bot's to answer all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString

from bot.conversation.messages import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_RIGHTS: tuple[LiteralString, ...] = ("manage_notifications", "privacy_request")
"""Wishes that are granted whoever is answering: to stop messages, to see or erase what is kept."""


_DANGER: LiteralString = "emergency"
"""Whom to call at once is said whoever is answering: nobody knows whether the clerk has seen the message yet."""


def is_for_the_bot(kind: Kind, understanding: Mapping[str, Any] | None) -> bool:
    """Return whether a message is meant for the bot: its own menu, a keyword of somebody's rights, or danger."""
    understood = understanding or {}
    right = understood.get("source") == "keywords" and understood.get("intent") in _RIGHTS
    return kind is Kind.CHOICE or right or understood.get("intent") == _DANGER


IS_FOR_THE_BOT: LiteralString = (
    "(i.body ->> 'kind' = 'choice' OR i.understanding ->> 'source' = 'keywords' AND i.understanding ->> 'intent' IN ('"
    + "', '".join(_RIGHTS)
    + "') OR i.understanding ->> 'intent' = '"
    + _DANGER
    + "')"
)
"""The same of a row ``i`` of the inbox; null or false where it is not."""
