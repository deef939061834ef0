"""What a paper costs that has to be made again, where they told that it is lost or spoilt, or that it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.counted import MOST_AMOUNTS, amounts
from bot.guidance.answers.model import Polarity, Say
from bot.guidance.answers.told import again_parts, lost_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit


def lost_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield the amount of their own case, where the source tells a lost paper from others and they told which it is."""
    lost = lost_before(asked)
    again, others = again_parts(asked)
    told = again if lost else others
    if lost is None or not told:
        return
    fee = amounts(told, asked.at.date(), (), set(), MOST_AMOUNTS)
    key = "case.fee_lost" if lost else "case.fee_not_lost"
    yield asked.unit(Focus.FEE, "lost" if lost else "not_lost", Say(key, {"fee": fee}), told, yes_no=Polarity.YES)
