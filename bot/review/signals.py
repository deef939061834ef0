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
from bot.understanding.kinds import OUT_OF_SCOPE
from bot.understanding.rasa import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.conversation.understood import Understanding

CONNECTED = timedelta(minutes=10)
"""What comes later says nothing of the message before."""
SOON = timedelta(minutes=1)
"""Within this a similar message is the same wish in other words."""

_SIMILAR = 70.0
"""Likeness (0-100) of two messages by all their words: "làm khai sinh cần gì" and "làm khai sinh bao nhiêu tiền" share
the procedure only, and are two questions."""
SURE = 0.8
"""From this confidence on a reading is believed: a message that follows and is read so is a question of its own, and a
label that says otherwise needs a second person."""
_SURELY_OUTSIDE = 0.9
"""From this confidence on, who is told that something is no business of ours is believed to have been told rightly."""
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
    UNFOUND = "unfound"
    """The bot said that it found nothing of that name."""
    ADDED = "added"
    """Somebody of the staff wrote it down."""


CORRECTIONS = frozenset({Reason.SAID_NO, Reason.REPHRASED, Reason.OTHER_READING})
"""Reasons by which a message that was answered counts as misread; to ask for a human is none by itself."""

WEIGHTS: Mapping[Reason, float] = {
    Reason.OTHER_READING: 3.0,
    Reason.SAID_NO: 3.0,
    Reason.REPHRASED: 2.0,
    Reason.UNFOUND: 2.0,
    Reason.ADDED: 2.0,
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
        answer: what the bot said to it.
        before: what its person had written before it, and what the bot said to that; empty for nothing.
    """

    inbox_id: int
    received_at: datetime
    outcome: Outcome
    text: str = ""
    understanding: Understanding | None = None
    pressed: str | None = None
    followed: bool = False
    answer: str = ""
    before: tuple[str, str] = ("", "")

    @property
    def turned_away(self) -> bool:
        """Whether its person was told that it is no business of ours, since that was the likeliest reading."""
        return self.outcome is Outcome.ASKED and self.likeliest == OUT_OF_SCOPE

    @property
    def certainty(self) -> float:
        """The confidence of the likeliest reading."""
        if self.understanding is None:
            return 0.0
        ranking = self.understanding.ranking
        return ranking[0].confidence if ranking else self.understanding.confidence

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
        hint: the reading that the person themselves pressed; how the model reads what they write next is none.
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
    if message.outcome is Outcome.ASKED and read is not None and read.source == "rasa" and not _rightly(message):
        reason = Reason.UNSURE if read.intent == FALLBACK else Reason.UNFOUND
        found.append(Signal(message, frozenset({reason})))
    if earlier is not None and message.received_at - earlier.received_at <= CONNECTED:
        told = _of_the_earlier(message, earlier)
        if told is not None:
            found.append(told)
    return found


def _rightly(message: Seen) -> bool:
    """Whether a message was turned away so surely that there is nothing to learn, unless its person contradicts."""
    return message.turned_away and message.certainty >= _SURELY_OUTSIDE


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
    understood = message.outcome is earlier.outcome is Outcome.UNDERSTOOD
    if understood and min(message.certainty, earlier.certainty) >= SURE:
        return None  # both are surely read, and otherwise: the next question about the same procedure
    if fuzz.token_sort_ratio(canonical(message.text), canonical(earlier.text)) < _SIMILAR:
        return None
    return Signal(earlier, frozenset({Reason.REPHRASED}), words=message.text)
