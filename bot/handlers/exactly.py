"""Messages that are nothing but a procedure's name and a question: that procedure is meant, whatever they resemble."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.guidance.procedures import UNEMPLOYMENT
from bot.handlers import rejected
from bot.understanding.search.exact import exact_names
from bot.understanding.search.fitting import is_ruled_out
from bot.understanding.search.in_english import EnglishWays

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_FINDS = "find_procedure"
_OF_UNEMPLOYMENT = "ask_unemployment_benefit"
_READ_SO = frozenset({"emergency", "privacy_request", "complaint_feedback", "ask_area_status", _OF_UNEMPLOYMENT})
"""Wishes that a name's words are taken for: "dữ liệu dân cư" is no data of ours."""


def named(turn: Turn) -> str | None:
    """Return the code of the procedure that a text names outright; none that was turned down or is not there yet.

    Amid a matter an everyday name may be a paper of it, a group that somebody belongs to, or how it is done ("ủy quyền
    được không"): only an official name names another one outright.
    """
    if turn.inbound.kind is not Kind.TEXT or turn.dialogue is not None:
        return None
    amid = turn.state.topic.procedure is not None
    code = exact_names(turn.guidance.catalogue).named(turn.text, officially=amid)
    return None if code in rejected.codes(turn) else code


def meant(turn: Turn) -> str | None:
    """Return the code of the procedure that a text names outright, or that a talk begins with in English.

    What was learned of how people speak, by which a name is weighed, was learned in Vietnamese.
    """
    if (code := named(turn)) is not None or turn.inbound.kind is not Kind.TEXT or turn.dialogue is not None:
        return code
    if turn.state.topic.procedure is not None:
        return None
    in_english = EnglishWays.packaged().named(turn.text, turn.guidance.catalogue)
    if in_english is None or in_english.code in rejected.codes(turn):
        return None
    if is_ruled_out(turn.text, in_english.code):
        return None
    found = turn.guidance.search.search(turn.text, 1)
    return in_english.code if found and found[0].code == in_english.code else None


def settle(turn: Turn) -> bool:
    """Let what a message names outright be no other wish; a guard that answers nothing."""
    read = turn.understanding
    code = named(turn) if read.intent in _READ_SO else None
    if code is not None and (read.intent, code) != (_OF_UNEMPLOYMENT, UNEMPLOYMENT):
        turn.understanding = replace(read, intent=_FINDS, secondary=())
    return False


def unbroken(turn: Turn) -> str | None:
    """Return a text whose name has commas in it without them, so that it is read in one piece; None for others."""
    if "," not in turn.text or named(turn) is None:
        return None
    return " ".join(turn.text.replace(",", " ").split())
