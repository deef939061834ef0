"""What people make of a message, whether it can be so, and whether they agree."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from bot.platforms.text import storable
from bot.review.redaction import PLACEHOLDERS
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.review.domain import Domain

_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS)))
LONGEST_WANTED = 200
"""Characters of the description of an intent that is missing."""


class Verdict(enum.StrEnum):
    """What somebody decided."""

    INTENT = "intent"
    """It means one of the known intents (out of scope is one of them)."""
    NEW_INTENT = "new_intent"
    """It is the office's business, and no intent exists for it."""
    SKIP = "skip"
    """Left to others; it is not shown to this person again."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A marked part of the text: ``text[start:end]`` is an entity."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True, slots=True)
class Label:
    """A decision about a message.

    Attributes:
        verdict: which sort.
        intent: where the verdict is INTENT.
        spans: entities in the text, in order; only with an intent.
        wanted: what the missing intent would be, in the labeller's words.
    """

    verdict: Verdict
    intent: str | None = None
    spans: tuple[Span, ...] = ()
    wanted: str | None = None

    @classmethod
    def of(cls, intent: str, *spans: Span) -> Self:
        """Return the label that says "this means ``intent``"."""
        return cls(Verdict.INTENT, intent, tuple(sorted(spans)))

    def to_json(self) -> dict[str, Any]:
        """Return the label as one object: as it is stored, and as files exchange it."""
        data: dict[str, Any] = {"verdict": self.verdict}
        if self.intent is not None:
            data["intent"] = self.intent
            data["entities"] = [{"entity": s.entity, "start": s.start, "end": s.end} for s in self.spans]
        if self.wanted is not None:
            data["wanted"] = self.wanted
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave; the verdict may be left out where the rest tells it.

        Raises:
            Refused: it is no label.
        """
        if not isinstance(data, Mapping):
            raise Refused('Nhãn phải có dạng {"intent": "…"}, {"wanted": "…"} hoặc {"verdict": "skip"}.')
        try:
            spans = tuple(
                sorted(Span(int(e["start"]), int(e["end"]), str(e["entity"])) for e in data.get("entities") or ())
            )
            guessed = (
                Verdict.INTENT if data.get("intent") else Verdict.NEW_INTENT if data.get("wanted") else Verdict.SKIP
            )
            if not data:
                raise Refused("Nhãn còn trống: điền ý định, hoặc để null.")
            stated = data.get("verdict", guessed)
            if stated not in list(Verdict):
                raise Refused(f"'verdict' là intent, new_intent hoặc skip, không phải '{stated}'.")
            verdict = Verdict(stated)
            intent, wanted = data.get("intent") or None, data.get("wanted") or None
            for name, value in (("intent", intent), ("wanted", wanted)):
                if value is not None and not isinstance(value, str):
                    raise ValueError(f"{name} không phải văn bản")  # noqa: TRY301 - one way out
            return cls(verdict, intent, spans, wanted)
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise Refused(
                "Nhãn không đọc được: 'intent' và 'wanted' là chữ, mỗi mục của 'entities' có entity, start, end."
            ) from error

    def check(self, text: str, domain: Domain) -> None:
        """Make sure that this can be said of ``text``.

        Raises:
            Refused: the sentence says what is wrong.
        """
        if (self.verdict is Verdict.INTENT) != (self.intent is not None):
            raise Refused("Nhãn 'intent' phải có tên ý định, nhãn khác thì không.")
        if self.intent is not None and self.intent not in domain.intents:
            raise Refused(f"Không có ý định '{self.intent}'.")
        if self.wanted is not None and (self.verdict is not Verdict.NEW_INTENT or len(self.wanted) > LONGEST_WANTED):
            raise Refused(f"Mô tả ý định mới chỉ đi với nhãn 'new_intent', dài nhất {LONGEST_WANTED} ký tự.")
        if self.wanted is not None and self.wanted != storable(self.wanted):
            raise Refused("Mô tả ý định mới có ký tự không lưu được.")
        if self.spans and self.intent is None:
            raise Refused("Chỉ đánh dấu từ khi đã chọn ý định.")
        before = 0
        for span in self.spans:
            if span.entity not in domain.entities:
                raise Refused(f"Không có loại từ '{span.entity}'.")
            if span.start < before or not 0 <= span.start < span.end <= len(text):
                raise Refused(f"Chỗ đánh dấu {span.start}-{span.end} nằm ngoài câu hoặc chồng lên nhau.")
            if not at_borders(text, span.start, span.end):
                raise Refused(f"Chỗ đánh dấu '{text[span.start : span.end]}' cắt ngang một từ hoặc thừa khoảng trắng.")
            before = span.end


def at_borders(text: str, start: int, end: int) -> bool:
    """Return whether a span begins and ends with whole words, and leaves no placeholder in two."""
    span = text[start:end]
    if not span or span != span.strip():
        return False
    inside_left = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    inside_right = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    if inside_left or inside_right:
        return False
    return not any(found.start() < at < found.end() for found in _PLACEHOLDER.finditer(text) for at in (start, end))


class State(enum.StrEnum):
    """How far a group of messages is."""

    OPEN = "open"
    """Nobody has decided yet."""
    DISPUTED = "disputed"
    """People decided differently, and no side is the larger one."""
    REFUSED = "refused"
    """Decided, but the training data could not take it so: to be decided anew."""
    SECOND = "second"
    """Decided by one person against what the model was sure of: somebody else has to say so too."""
    LABELLED = "labelled"
    """Decided, and not in the training data yet."""
    WANTED = "wanted"
    """Needs an intent that does not exist."""
    APPLIED = "applied"
    """In the training data: brought there, or found to be there already, itself or one nearly like it."""


@dataclass(frozen=True, slots=True)
class Given:
    """A label, who gave it and when."""

    label: Label
    labeller: str
    at: datetime
    review_id: int


def settle(
    given: Sequence[Given], refused_at: datetime | None = None, sure: str | None = None
) -> tuple[State, Given | None]:
    """Return whether people agree, and one of the labels that stand for it.

    Where they differ the larger side decides, if it has at least two; skipping is no side. Those who want a new intent
    are one side, whatever words they have for it.

    Args:
        given: the labels that stand.
        refused_at: when the training data last refused what had been decided; labels until then count no more.
        sure: the intent that the model was sure of, or None: one person alone does not overrule it.
    """
    sides: Counter[Label] = Counter()
    for one in given:
        if one.label.verdict is not Verdict.SKIP and (refused_at is None or one.at > refused_at):
            sides[_side(one.label)] += 1
    if not sides:
        return State.OPEN if refused_at is None else State.REFUSED, None
    (best, votes), *others = sides.most_common()
    if others and others[0][1] >= votes:
        return State.DISPUTED, None
    newest_first = sorted(given, key=lambda one: one.at, reverse=True)
    winner = next(one for one in newest_first if _side(one.label) == best)
    if votes == 1 and best.verdict is Verdict.INTENT and sure not in {None, best.intent}:
        return State.SECOND, winner
    return (State.LABELLED if best.verdict is Verdict.INTENT else State.WANTED), winner


def _side(label: Label) -> Label:
    return replace(label, wanted=None)
