"""One person on several platforms: "liên kết" gives a code here, "liên kết 482193" takes it there."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.conversation.linking import CODE_DIGITS, CODE_MINUTES, WRONG_MINUTES, Outcome
from bot.conversation.messages import Choice, Kind, Reply
from bot.understanding.fold import canonical
from bot.understanding.keywords import link_code, wants_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.messages import PlatformName
    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn

MEMO = "link"
INTENTS = ("nlu_fallback", "provide_info", "out_of_scope", "check_dossier_status", "check_appointment", "affirm")
"""Wishes under which bare digits, said after "liên kết", may be the other platform's code."""
_UNLINK = re.compile(r"\b(?:huy|bo|xoa|ngung|go|cat|unlink)\b")
_LINK = re.compile(r"\b(?:lien ket|link|unlink)\b")
_BARE = re.compile(rf"(?:ma )?(?:\d ?){{{CODE_DIGITS}}}")
_IDS = re.compile(r"\d{1,18}(?:,\d{1,18}){0,5}")
_REMEMBERED = timedelta(minutes=CODE_MINUTES)


class Linking:
    """The handlers.

    Args:
        router: tells old buttons.
    """

    def __init__(self, router: Router) -> None:
        self._router = router

    async def answers(self, turn: Turn) -> bool:
        """Answer a message about linking; False where it is about something else."""
        plain = canonical(turn.text)
        code = link_code(turn.text)
        if code is not None:
            await self._use(turn, code)
        elif not (_LINK.search(plain) or wants_link(turn.text)):
            return False
        elif _UNLINK.search(plain):
            await self._unlink(turn)
        else:
            await self._make(turn)
        return True

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#link.…`."""
        if action == "code":
            await self._make(turn)
        elif action == "undo":
            await self._unlink(turn)
        elif action == "out" and _IDS.fullmatch(argument):
            await self._part(turn, [int(number) for number in argument.split(",")])
        else:
            await self._router.stale(turn)

    async def _make(self, turn: Turn) -> None:
        code = await turn.people.make_link_code()
        turn.state.memo[MEMO] = turn.received_at.isoformat()
        linked = turn.people.linked()
        lines = [turn.words("link.already", platforms=platforms(turn, linked))] if linked else []
        lines.append(turn.words("link.code", code=code, minutes=CODE_MINUTES))
        choices = [Choice(turn.words("link.undo"), "#link.undo")] if linked else []
        turn.reply("\n".join(lines), choices=choices)

    async def _use(self, turn: Turn, code: str) -> None:
        result = await turn.people.use_link_code(code)
        if result.outcome is Outcome.LINKED:
            turn.state.memo.pop(MEMO, None)
            turn.profile.notifications = result.notifications or turn.profile.notifications
            undo, here = turn.words("link.undo"), platforms(turn, [turn.inbound.platform])
            # Whoever did not do this throws out just what came in; leaving alone would leave it with their other chats.
            out = Choice(undo, f"#link.out:{','.join(map(str, result.joined))}")
            await turn.people.tell_linked(Reply(turn.words("link.told", platform=here), (out,)))
            turn.say("link.linked", platforms=platforms(turn, turn.people.linked()), choices=[(undo, "#link.undo")])
        elif result.outcome is Outcome.WRONG:
            turn.say("link.wrong" if result.left else "link.wrong_last", left=result.left, minutes=WRONG_MINUTES)
        else:
            linked = platforms(turn, turn.people.linked())
            turn.say(f"link.{result.outcome.value}", minutes=WRONG_MINUTES, platforms=linked)

    @staticmethod
    async def _unlink(turn: Turn) -> None:
        linked = turn.people.linked()
        if not linked:
            turn.say("link.none", choices=[(turn.words("link.get"), "#link.code")])
            return
        here = platforms(turn, [turn.inbound.platform])
        await turn.people.tell_linked(Reply(turn.words("link.told_undone", platform=here)))
        await turn.people.unlink()
        turn.say("link.undone", platforms=platforms(turn, linked))

    async def _part(self, turn: Turn, conversations: list[int]) -> None:
        here = platforms(turn, [turn.inbound.platform])
        gone = await turn.people.part_from(conversations, Reply(turn.words("link.told_undone", platform=here)))
        if gone:
            turn.say("link.undone", platforms=platforms(turn, gone))
        else:
            await self._router.stale(turn)

    def code_first(self, handler: Handler) -> Handler:
        """Wrap a handler: bare digits, said soon after "liên kết", are the code of the other platform."""

        async def answer(turn: Turn) -> None:
            code = _digits_after_asking(turn)
            if code is None:
                await handler(turn)
            else:
                await self._use(turn, code)

        return answer


def platforms(turn: Turn, names: Iterable[PlatformName]) -> str:
    """Return platforms as people call them, each once."""
    words = dict.fromkeys(turn.words(f"link.on_{name}") for name in names)
    return ", ".join(words)


def _digits_after_asking(turn: Turn) -> str | None:
    asked = turn.state.memo.get(MEMO)
    if asked is None or turn.inbound.kind is not Kind.TEXT or not _BARE.fullmatch(canonical(turn.text)):
        return None
    if turn.received_at - datetime.fromisoformat(asked) > _REMEMBERED:
        return None
    return "".join(character for character in turn.text if character.isdecimal())
