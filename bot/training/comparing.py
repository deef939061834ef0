"""Comparing two models on the same messages: what changed, and whether it is more than noise.

A paired bootstrap: the messages are drawn again and again, each time as many as there are, with what both models made
of them; 95 of 100 differences lie between ``low`` and ``high``. Where that holds zero the difference is noise.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.understanding.kinds import OUT_OF_SCOPE, Kind, kinds_of
from bot.understanding.rasa import FALLBACK
from bot.understanding.scores import is_right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.understood import Understanding
    from bot.understanding.scores import LabelledMessage

DRAWS = 4000
_INSIDE = 0.95


class Verdict(StrEnum):
    """What a difference is."""

    BETTER = "better"
    WORSE = "worse"
    NOISE = "noise"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """How one group of messages fares under both models.

    Attributes:
        messages: how many.
        before: share that is read rightly by the first model.
        after: by the second.
        low: lower end of the interval of the difference.
        high: upper end.
        gained: how many messages only the second model reads rightly.
        lost: how many only the first one does.
    """

    messages: int
    before: float
    after: float
    low: float
    high: float
    gained: int = 0
    lost: int = 0

    @property
    def verdict(self) -> Verdict:
        """What it is: noise unless the whole interval lies on one side of zero."""
        if self.low > 0:
            return Verdict.BETTER
        if self.high < 0:
            return Verdict.WORSE
        return Verdict.SAME if self.before == self.after and self.low == self.high else Verdict.NOISE

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "messages": self.messages,
            "before": self.before,
            "after": self.after,
            "low": self.low,
            "high": self.high,
            "gained": self.gained,
            "lost": self.lost,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Flip:
    """A message that one model reads rightly and the other does not, or that both misread in different ways."""

    text: str
    label: str
    before: str
    after: str
    right: bool
    """Whether it is read rightly now."""
    was_right: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "text": self.text,
            "label": self.label,
            "before": self.before,
            "after": self.after,
            "was_right": self.was_right,
            "right": self.right,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences of two models on a labelled set.

    Attributes:
        overall: of all messages.
        out_of_scope: share of messages out of scope that are recognised as such.
        accepted: share of messages in scope that are not refused.
        intents: by labelled intent.
        tags: by tag.
        kinds: by kind of message, those that there are.
        flips: messages that are read otherwise now.
    """

    overall: Difference
    out_of_scope: Difference
    accepted: Difference
    intents: Mapping[str, Difference] = field(default_factory=dict)
    tags: Mapping[str, Difference] = field(default_factory=dict)
    kinds: Mapping[Kind, Difference] = field(default_factory=dict)
    flips: tuple[Flip, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "overall": self.overall.to_json(),
            "out_of_scope": self.out_of_scope.to_json(),
            "accepted": self.accepted.to_json(),
            "intents": {name: difference.to_json() for name, difference in self.intents.items()},
            "tags": {name: difference.to_json() for name, difference in self.tags.items()},
            "kinds": {name.value: difference.to_json() for name, difference in self.kinds.items()},
            "flips": [flip.to_json() for flip in self.flips],
        }


def compare(
    messages: Sequence[LabelledMessage], before: Mapping[str, Understanding], after: Mapping[str, Understanding]
) -> Comparison:
    """Compare what two models make of ``messages``; both know every text."""
    judged = [
        _Judged(m, kinds_of(m), is_right(m, before[m.text]), is_right(m, after[m.text]), before[m.text], after[m.text])
        for m in messages
    ]
    inside = [one for one in judged if one.message.intent != OUT_OF_SCOPE]
    intents = sorted({message.intent for message in messages})
    tags = sorted({tag for message in messages for tag in message.tags})
    of_kind = {kind: [one.pair for one in judged if kind in one.kinds] for kind in Kind}
    return Comparison(
        overall=difference([one.pair for one in judged]),
        out_of_scope=difference([one.pair for one in judged if one.message.intent == OUT_OF_SCOPE]),
        accepted=difference([(_accepted(one.before), _accepted(one.after)) for one in inside]),
        intents={name: difference([one.pair for one in judged if one.message.intent == name]) for name in intents},
        tags={name: difference([one.pair for one in judged if name in one.message.tags]) for name in tags},
        kinds={kind: difference(pairs) for kind, pairs in of_kind.items() if pairs},
        flips=tuple(
            Flip(one.message.text, one.message.intent, one.before.intent, one.after.intent, one.right, one.was_right)
            for one in judged
            if one.right != one.was_right or (not one.right and one.before.intent != one.after.intent)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    message: LabelledMessage
    kinds: frozenset[Kind]
    was_right: bool
    right: bool
    before: Understanding
    after: Understanding

    @property
    def pair(self) -> tuple[bool, bool]:
        return self.was_right, self.right


def _accepted(understanding: Understanding) -> bool:
    return understanding.intent not in {FALLBACK, OUT_OF_SCOPE}


def difference(pairs: Sequence[tuple[bool, bool]], *, draws: int = DRAWS) -> Difference:
    """Return the difference of the shares of (before, after), and its interval by a paired bootstrap."""
    total = len(pairs)
    if total == 0:
        return Difference(0, 0.0, 0.0, 0.0, 0.0)
    gained = sum(after and not before for before, after in pairs)
    lost = sum(before and not after for before, after in pairs)
    low, high = _interval(total, gained, lost, draws)
    before, after = (sum(values) / total for values in zip(*pairs, strict=True))
    return Difference(total, before, after, low, high, gained, lost)


def _interval(total: int, gained: int, lost: int, draws: int) -> tuple[float, float]:
    """Return the ends of the bootstrap's interval.

    Drawing ``total`` messages with replacement draws gained, lost and unchanged ones by a multinomial law, so that is
    drawn from directly: the same law, and the time does not grow with the number of messages.
    """
    if not gained and not lost:
        return 0.0, 0.0
    chance = random.Random(f"{total} {gained} {lost}")  # noqa: S311 - the same figures give the same interval
    rest = total - gained
    changes = []
    for _ in range(draws):
        up = chance.binomialvariate(total, gained / total)
        down = chance.binomialvariate(total - up, lost / rest) if rest else 0
        changes.append((up - down) / total)
    changes.sort()
    outside = round(draws * (1 - _INSIDE) / 2)
    return changes[outside], changes[draws - 1 - outside]
