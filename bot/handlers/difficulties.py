"""Why somebody cannot hand in online or by post, by kind: what the report of difficulties counts instead of words."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.courses import CALLBACK, IN_PERSON
from bot.guidance.channels import Channel
from bot.guidance.steering.model import StepState
from bot.handlers import mentions
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.conversation.turn import Turn
    from bot.guidance.steering.model import Ladder

# Of the canonical text; the first that fits names the kind. Whether a way is an obstacle at all `mentions` decides.
_KINDS: Mapping[Channel, tuple[tuple[str, re.Pattern[str]], ...]] = MappingProxyType(
    {
        Channel.ONLINE: (
            ("no_skill", re.compile(r"\b(?:biet|ranh) (?:[a-z]+ ){0,3}(?:may|mang|cong nghe|vi tinh|chu)|\bmu ")),
            ("no_account", re.compile(r"\b(?:tai khoan|dang nhap|vneid|otp|dinh danh|mat khau|sim chinh chu)\b")),
            ("no_payment", re.compile(r"\b(?:ngan hang|chuyen khoan|thanh toan|the atm|vi dien tu)\b")),
            ("no_device", re.compile(r"\b(?:dien thoai|smartphone|may tinh|may vi tinh|cuc gach)\b")),
            ("no_network", re.compile(r"\b(?:mang|internet|intenet|wifi|3g|4g)\b")),
        ),
        Channel.POSTAL: (
            ("closed", re.compile(r"\b(?:dong cua|nghi|khong nhan|khong lam|khong toi|khong den)\b")),
            ("far", re.compile(r"\b(?:xa|cach|far|khong di|di khong)\b")),
        ),
    }
)
SAID = "said"
"""Kind of an obstacle that somebody named without saying why, as by a button."""
MUST_COME = "both.must_come"
PORTAL_FAILS = "online.error"


def note_said(turn: Turn, channels: Iterable[Channel]) -> None:
    """Note the ways that somebody says in this message they cannot use, and why, as far as they say."""
    plain = canonical(turn.text)
    for channel in channels:
        kinds = _KINDS.get(channel, ())
        kind = next((name for name, pattern in kinds if plain and pattern.search(plain)), SAID)
        turn.course.obstacles.add(f"{channel.value}.{kind}")


def note_ladder(turn: Turn, ladder: Ladder) -> None:
    """Note where a ladder leads this person, and which ways are closed to everybody for this procedure."""
    course = turn.course
    course.procedure = ladder.procedure
    course.led = _way(ladder) or course.led
    note_said(turn, mentions.obstacles(turn.text))
    for channel in (Channel.ONLINE, Channel.POSTAL):
        state = ladder.step(channel).state
        if ladder.procedure is not None and state is StepState.CLOSED:
            course.obstacles.add(f"{channel.value}.not_offered")
        elif ladder.procedure is not None and state is StepState.UNKNOWN:
            course.obstacles.add(f"{channel.value}.unknown")
    if ladder.step(Channel.IN_PERSON).state is StepState.DUTY:
        course.obstacles.add(MUST_COME)


def _way(ladder: Ladder) -> str | None:
    """Return the first way of a ladder that this person can use; a call-back where none is left."""
    for channel in ladder.first:
        if channel is not Channel.IN_PERSON and ladder.step(channel).usable:
            return channel.value
    if ladder.may_book:
        return IN_PERSON
    return CALLBACK if ladder.callback is not None else None
