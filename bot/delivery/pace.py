"""How fast messages go out to a platform: its limits, and what is kept back of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.platforms.contract import Limits

_KEPT_FOR_REPLIES = 0.1
"""Of the burst: reminders and broadcasts leave it to replies, which so never wait behind them."""

_GROUP_BURST_USED = 0.5


@dataclass(frozen=True, slots=True)
class Pace:
    """A platform's rates as the takers of messages use them; all in seconds.

    The platform's bucket is kept as one moment, "when everything taken so far is paid for" (the generic cell rate
    algorithm): a message may be taken while that moment lies at most so far ahead as the burst allows, less one
    interval for every message that is under way: it may arrive only now, and the platform counts it only then. Once it
    is answered, what was paid of it meanwhile is charged anew (``gate.charge``). So ours is never ahead of the
    platform's own count, and the whole burst can be used.

    Attributes:
        interval: of two messages in the long run; 0 for no limit.
        slack: how far ahead of the rate replies may be while nothing is under way.
        kept: how much less reminders and broadcasts may be ahead while more of them wait than that lets through.
        chat_pause: from the end of one message to the start of the next in the same chat. Telegram lets a chat have
            hardly more than one a second at any time, so the second bubble of an answer waits just that, and counted
            from the first one's answer, since nobody knows when within a call it was counted.
        group_interval: of two messages to one group in the long run; 0 for no limit.
        group_slack: how far ahead of that a group may be.
    """

    interval: float = 0.0
    slack: float = 0.0
    kept: float = 0.0
    chat_pause: float = 0.0
    group_interval: float = 0.0
    group_slack: float = 0.0

    @property
    def kept_messages(self) -> int:
        """How many messages ``kept`` stands for."""
        return round(self.kept / self.interval) if self.interval else 0

    @classmethod
    def of(cls, limits: Limits) -> Pace:
        """Return the pace for what a platform allows."""
        interval = 1.0 / limits.per_second if limits.per_second > 0 else 0.0
        group = 60.0 / limits.per_group_per_minute if limits.per_group_per_minute > 0 else 0.0
        return cls(
            interval=interval,
            slack=_slack(limits.burst, interval),
            kept=int(limits.burst * _KEPT_FOR_REPLIES) * interval,
            chat_pause=1.0 / limits.per_chat_per_second if limits.per_chat_per_second > 0 else 0.0,
            group_interval=group,
            group_slack=_slack(limits.per_group_per_minute * _GROUP_BURST_USED, group),
        )


def _slack(burst: float, interval: float) -> float:
    return max(0.0, burst - 1.0) * interval
