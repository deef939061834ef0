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
    """

    objections: tuple[str, ...]
    comparison: Comparison | None
    misread: tuple[Misread, ...] = ()

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
        return f"đúng {overall.before:.1%} → {overall.after:.1%} ({VERDICTS[overall.verdict]})"

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


def judge(comparison: Comparison | None, misread: Sequence[Misread]) -> Judgement:
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
    return Judgement(tuple(objections), comparison, tuple(misread))


def _is_worse(found: Difference) -> bool:
    return found.verdict is Verdict.WORSE


def _worse(name: str, found: Difference) -> str:
    return f"{name}: đúng {found.before:.1%} → {found.after:.1%}, kém hơn"
