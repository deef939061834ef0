"""What one gets in the end, and how it is brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.mentioned import RECEIVED, mentioned
from bot.guidance.answers.model import AnswerUnit, Basis, Row, Say
from bot.guidance.answers.plain import plain_name, upper_first
from bot.guidance.catalogue.values import FieldKind, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked

_BROUGHT = {
    "post": ("buu dien", "gui", "ve nha", "tan nha", "toi nha", "by post", "by mail"),
    "another": ("gium", "dum", "thay", "ho", "giup"),
}


def result_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what one gets; how it is brought is seldom written down."""
    told = [one for one in asked.told(FieldKind.RESULT).told if isinstance(one.field.value, Result)]
    names = [lower_first(plain_name(one.field.value.name)) for one in told if isinstance(one.field.value, Result)]
    received = mentioned(asked, RECEIVED)
    by_post = tuple(text for text in received if "bưu" in text)
    names.sort(key=lambda name: name.startswith(("bản sao", "bản điện tử", "cập nhật")))
    if names:
        results = Row(tuple(dict.fromkeys(names)), "; ")
        if received:
            short = Say("answers.result_how", {"results": results, "how": Row(received, "; ")})
        elif _brings_papers(asked):
            short = Say("answers.result_with_papers", {"results": results})
        else:
            short = Say("answers.result", {"results": results})
        yield asked.unit(Focus.RESULT, "names", short, told, basis=Basis.DERIVED)
    else:
        yield asked.unknown(Focus.RESULT, "answers.result_unknown")
    for proposition, about in _BROUGHT.items():
        if proposition == "post" and by_post:
            said = Say("answers.result_by_post", {"how": upper_first("; ".join(by_post))})
            yield asked.unit(Focus.RESULT, proposition, said, told, basis=Basis.DERIVED, about=about)
            continue
        yield AnswerUnit(
            f"{asked.code}/{Focus.RESULT}/{proposition}",
            asked.code,
            Focus.RESULT,
            Say(f"answers.result_{proposition}_unknown"),
            Basis.SILENT,
            about=about,
        )


def _brings_papers(asked: Asked) -> bool:
    return any("nhận kết quả" in one.field.condition for one in asked.told(FieldKind.PAPER).told)
