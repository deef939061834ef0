"""What tells that a message was not understood: its own reading, or what the same person did next."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.conversation.turn import Outcome
from bot.understanding.fold import canonical
from bot.understanding.rasa import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.conversation.understood import Understanding

CONNECTED = timedelta(minutes=10)
"""What comes later says nothing of the message before."""
SOON = timedelta(minutes=1)
"""Within this a similar message is the same wish in other words."""

_SIMILAR = 60.0
_POLITE = frozenset({"greet", "thank_bye", "affirm", "deny", "provide_info", "talk_to_human"})
_READ = frozenset({Outcome.UNDERSTOOD, Outcome.ASKED})
_NO = re.compile(
    r"(?:(?:da|vang|u|a|o|ua|thua|troi) )*(?:khong phai|khong dung|sai roi|nham roi|hieu (?:sai|nham|lam)|"
    r"tra loi sai|(?:bot|may) (?:hieu|tra loi|noi) (?:sai|nham)|hoi (?:cai |viec )?khac|"
    r"y (?:toi|em|con|anh|chi|minh) (?:la|khong phai|hoi)|(?:toi|em|con|minh) (?:dau )?co hoi (?:cai )?(?:do|vay))\b"
)
_ASKED = re.compile(r"#ask\.(?:intent:(?P<intent>\w+)|proc:[^/]+/(?P<about>\w+))")
_NONE = "#ask.none"
_OTHER = "#ask.other"
_HUMAN = "#ask.intent:talk_to_human"


class Reason(enum.StrEnum):
    """Why a message is in the queue."""

    UNSURE = "unsure"
    """Under the threshold: the bot asked back."""
    OTHER_READING = "other_reading"
    """The person pressed another of the readings that were offered than the likeliest."""
    SAID_NO = "said_no"
    """The person said that this was not meant."""
    HUMAN = "human"
    """The person asked for a human next."""
    REPHRASED = "rephrased"
    """The person said it in other words within a minute."""


CORRECTIONS = frozenset({Reason.SAID_NO, Reason.REPHRASED, Reason.OTHER_READING})
"""Reasons by which a message that was answered counts as misread; to ask for a human is none by itself."""

WEIGHTS: Mapping[Reason, float] = {
    Reason.OTHER_READING: 3.0,
    Reason.SAID_NO: 3.0,
    Reason.REPHRASED: 2.0,
    Reason.UNSURE: 1.5,
    Reason.HUMAN: 1.0,
}
"""How much each reason promises that the model can learn from the message."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that was answered, as the review looks at it.

    Attributes:
        inbox_id: id of its row.
        received_at: when it came in.
        outcome: what became of it.
        text: as typed; empty for a pressed choice.
        understanding: what was read; None for a pressed choice.
        pressed: payload of the choice, where one was pressed or typed out.
        followed: a choice that asks something was pressed after it already: what comes now is about that one's answer.
    """

    inbox_id: int
    received_at: datetime
    outcome: Outcome
    text: str = ""
    understanding: Understanding | None = None
    pressed: str | None = None
    followed: bool = False

    @property
    def likeliest(self) -> str:
        """The likeliest reading, also where the bot did not act on it."""
        if self.understanding is None:
            return FALLBACK
        ranking = self.understanding.ranking
        return ranking[0].intent if ranking else self.understanding.intent

    @property
    def offered(self) -> frozenset[str]:
        """The readings that the person was offered, where the bot was unsure."""
        return (
            frozenset(r.intent for r in self.understanding.offered) if self.understanding is not None else frozenset()
        )


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that tells of a message.

    Attributes:
        about: the message.
        reasons: why it should be looked at; none where it only comes with a hint.
        hint: the intent that the person's own doing points at.
        words: what the person wrote to correct it, as typed; empty where they pressed something.
    """

    about: Seen
    reasons: frozenset[Reason] = field(default_factory=frozenset)
    hint: str | None = None
    words: str = ""


def signals(message: Seen, earlier: Seen | None) -> list[Signal]:
    """Return what ``message`` tells of itself, and of the text before it in the same conversation."""
    found = []
    read = message.understanding
    if message.outcome is Outcome.ASKED and read is not None and read.source == "rasa":
        found.append(Signal(message, frozenset({Reason.UNSURE})))
    if earlier is not None and message.received_at - earlier.received_at <= CONNECTED:
        told = _of_the_earlier(message, earlier)
        if told is not None:
            found.append(told)
    return found


def _of_the_earlier(message: Seen, earlier: Seen) -> Signal | None:
    if earlier.outcome not in _READ or earlier.understanding is None or earlier.understanding.source == "none":
        return None
    if message.outcome is Outcome.PRESSED:
        return _pressed(message.pressed or "", earlier)
    if message.outcome not in _READ or message.understanding is None:
        return None
    if _NO.match(canonical(message.text)):
        return Signal(earlier, frozenset({Reason.SAID_NO}), words=message.text)
    if message.understanding.intent == "talk_to_human" and earlier.likeliest not in _POLITE:
        return Signal(earlier, frozenset({Reason.HUMAN}))
    return _rephrased(message, message.understanding, earlier)


def _pressed(payload: str, earlier: Seen) -> Signal | None:
    """A choice that tells what was meant; one of the menu, or below an answer, is a wish of its own."""
    asked = earlier.outcome is Outcome.ASKED
    if not earlier.followed:
        if payload == _NONE or (payload == _OTHER and asked):
            return Signal(earlier, frozenset({Reason.SAID_NO}))
        match = _ASKED.fullmatch(payload)
        meant = (match["intent"] or match["about"]) if match is not None else None
        if asked and meant in earlier.offered:
            other = meant != earlier.likeliest
            return Signal(earlier, frozenset({Reason.OTHER_READING}) if other else frozenset(), meant)
    if payload == _HUMAN and earlier.likeliest not in _POLITE:
        return Signal(earlier, frozenset({Reason.HUMAN}))
    return None


def _rephrased(message: Seen, read: Understanding, earlier: Seen) -> Signal | None:
    if message.received_at - earlier.received_at > SOON or earlier.likeliest in _POLITE:
        return None
    before = earlier.understanding.intent if earlier.understanding is not None else FALLBACK
    if read.intent == before and message.outcome is Outcome.UNDERSTOOD:
        return None  # the next question of the same kind, about another procedure or place
    if fuzz.token_set_ratio(canonical(message.text), canonical(earlier.text)) < _SIMILAR:
        return None
    hint = read.intent if message.outcome is Outcome.UNDERSTOOD else None
    return Signal(earlier, frozenset({Reason.REPHRASED}), hint, message.text)
