"""Stop, start, "thông báo của tôi": what is sent to somebody by itself.

A whole message that is a keyword ("STOP", "ngừng nhận") always stops. A sentence that the NLU took for such a wish
stops only where it speaks plainly of messages: "xã ngừng nhận hồ sơ hả" unsubscribes nobody, whatever a model makes of
it, but shows what is sent, with buttons.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.turn import split_payload
from bot.handlers.booking.phrases import is_question
from bot.understanding.fold import canonical
from bot.understanding.keywords import keyword_intent

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.subscriptions import Subscriptions

INTENT = "manage_notifications"
_STOP = re.compile(
    r"\b(?:stop|ngung|dung (?:gui|nhan|nhac)|huy|tat|thoi gui|dg gui|khong (?:nhan|gui|muon)|bo (?:nhac|nhan|theo)|"
    r"unsubscribe|phien)\b"
)
_START = re.compile(
    r"\b(?:nhac|remind|bat|dang ky nhan|bao (?:cho )?(?:em|toi|minh|con)|gui (?:cho )?(?:em|toi)|subscribe|bao em)\b"
)
_OF_DOSSIERS = re.compile(r"\b(?:ho so|giay to|thu tuc|mot cua|xa|phuong|huyen)\b")


def opts_out(turn: Turn) -> bool:
    """Return whether a message ends what is sent by itself, which nothing may keep back; False where it has ended.

    Only what says so beyond doubt counts: the whole message, or a button of the list.
    """
    if turn.inbound.kind is Kind.CHOICE:
        topic, action, _ = split_payload(turn.inbound.payload or "")
        return topic == "sub" and (action == "stop" or (action == "all" and turn.profile.notifications != "off"))
    if turn.inbound.kind is not Kind.TEXT or turn.profile.notifications == "off":
        return False
    return keyword_intent(turn.text) == INTENT and _STOP.search(canonical(turn.text)) is not None


class Notifications:
    """The handler of the wish.

    Args:
        subscriptions: lists and ends them.
    """

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions

    async def manage(self, turn: Turn) -> None:
        """Stop, start, or say what is sent by itself."""
        plain = canonical(turn.text)
        if _STOP.search(plain) and _is_meant(turn, plain):
            await self._subscriptions.stop_all(turn)
        elif _START.search(plain) and not _STOP.search(plain):
            turn.profile.notifications = "on"
            turn.say("notify.wanted")
        else:
            await self._subscriptions.show(turn)


def _is_meant(turn: Turn, plain: str) -> bool:
    if keyword_intent(turn.text) == INTENT:
        return True
    return not is_question(turn.text) and _OF_DOSSIERS.search(plain) is None
