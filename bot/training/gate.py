"""The gate: what keeps a new model from going live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.training.comparing import Verdict
from bot.understanding.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.training.comparing import Comparison, Difference
    from bot.training.golden import Misread
    from bot.training.recent import Recent

CRITICAL = (
    "emergency",
    "privacy_request",
    "cancel_appointment",
    "ask_inperson_allowed",
    "ask_area_status",
    "affirm",
    "deny",
)
"""Intents whose misreading hurts most."""

ALARMING = {"emergency": "nguy hiểm", "privacy_request": "dữ liệu cá nhân", "cancel_appointment": "hủy lịch"}
"""Intents of which every changed reading is shown in words before a model goes live."""

KINDS = {
    Kind.STORY: "tin kể chuyện dài",
    Kind.BORROWED: "tin ngoài phạm vi mượn lời cơ quan",
    Kind.ENGLISH: "tin tiếng Anh",
    Kind.BARE: "tin không dấu",
    Kind.TEENCODE: "tin viết tắt kiểu chat",
    Kind.SOUTHERN: "tin giọng miền Nam",
}
"""Kinds of messages for people; none of them may get worse."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says of a model.

    Attributes:
        objections: why it may not go live, a sentence for people each; empty where it may.
        comparison: with the live model, or None where there is none to compare with.
        misread: golden messages that it understands otherwise.
        lately: what it reads otherwise of what people wrote lately, which nobody has labelled.
    """

    objections: tuple[str, ...]
    comparison: Comparison | None
    misread: tuple[Misread, ...] = ()
    lately: Recent | None = None

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Every message whose reading as danger, privacy or giving up a visit changes."""
        return alarms(self.comparison, self.lately)

    @property
    def passed(self) -> bool:
        """Whether it may go live."""
        return not self.objections

    @property
    def summary(self) -> str:
        """What it comes to, in a sentence."""
        if self.objections:
            return "; ".join(self.objections)
        if self.comparison is None:
            return "hiểu đúng các hội thoại mẫu"
        overall = self.comparison.overall
        told = [
            f"đúng {percent(overall.before)} → {percent(overall.after)} ({VERDICTS[overall.verdict]})",
            f"{overall.gained} câu tốt hơn, {overall.lost} câu kém đi",
        ]
        if self.lately is not None and self.lately.looked_at:
            told.append(f"tin thật gần đây: {len(self.lately.changed)}/{self.lately.looked_at} đổi cách hiểu")
        if self.alarms:
            told.append(f"{len(self.alarms)} câu về {', '.join(ALARMING.values())} đổi cách hiểu, cần đọc từng câu")
        return "; ".join(told)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "passed": self.passed,
            "objections": list(self.objections),
            "comparison": self.comparison.to_json() if self.comparison is not None else None,
            "golden": [
                {"dialogue": one.message.dialogue, "text": one.message.text, "instead": one.instead}
                for one in self.misread
            ],
        }


VERDICTS = {
    Verdict.BETTER: "tốt hơn",
    Verdict.WORSE: "kém hơn",
    Verdict.NOISE: "chưa đủ khác để kết luận",
    Verdict.SAME: "như nhau",
}
"""Verdicts for people."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A message whose reading as danger, privacy or giving up a visit changes.

    Attributes:
        text: the message; masked where somebody really wrote it.
        before: the intent that was acted on.
        after: that which is.
        label: how it ought to be read; None where nobody has said so.
    """

    text: str
    before: str
    after: str
    label: str | None = None


def alarms(comparison: Comparison | None, lately: Recent | None) -> tuple[Alarm, ...]:
    """Return every message whose reading as danger, privacy or giving up a visit changes."""
    flips = comparison.flips if comparison is not None else ()
    found = [Alarm(flip.text, flip.before, flip.after, flip.label) for flip in flips]
    found += [Alarm(one.text, one.before, one.after) for one in (lately.changed if lately is not None else ())]
    return tuple(one for one in found if {one.before, one.after} & ALARMING.keys() and one.before != one.after)


def percent(share: float) -> str:
    """Return a share as people write it."""
    return f"{100 * share:.1f} %".replace(".", ",")


def judge(comparison: Comparison | None, misread: Sequence[Misread], lately: Recent | None = None) -> Judgement:
    """Return what speaks against putting a model live."""
    objections = []
    if comparison is not None:
        named = {
            "chung": comparison.overall,
            "nhận ra tin ngoài phạm vi": comparison.out_of_scope,
            "không từ chối tin trong phạm vi": comparison.accepted,
            **{KINDS[kind]: found for kind, found in comparison.kinds.items()},
            **{f"ý định {intent}": comparison.intents.get(intent) for intent in CRITICAL},
        }
        objections += [_worse(name, found) for name, found in named.items() if found and _is_worse(found)]
    if misread:
        shown = ", ".join(f"“{one.message.text}” ({one.instead})" for one in misread[:_SHOWN])
        more = f" và {len(misread) - _SHOWN} câu nữa" if len(misread) > _SHOWN else ""
        objections.append(f"hiểu khác hội thoại mẫu: {shown}{more}")
    return Judgement(tuple(objections), comparison, tuple(misread), lately)


def _is_worse(found: Difference) -> bool:
    return found.verdict is Verdict.WORSE


def _worse(name: str, found: Difference) -> str:
    return f"{name}: đúng {percent(found.before)} → {percent(found.after)}, kém hơn"
