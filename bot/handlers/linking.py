"""One person on several platforms: "liên kết" gives a code here, "liên kết K7QM-3XPB" takes it there.

It links only once the conversation that gave the code has said "Đúng, là tôi" (docs/decisions/linked-people.md).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.conversation.linking import ANSWER_MINUTES, CODE_MINUTES, WRONG_MINUTES, YOUNG_MINUTES, Outcome, shown
from bot.conversation.messages import Choice, Kind, Reply
from bot.handlers import about_us
from bot.understanding.fold import canonical
from bot.understanding.keywords import bare_link_code, link_code, wants_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.linking import Linked
    from bot.conversation.messages import PlatformName
    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn

MEMO = "link"
INTENTS = (
    "nlu_fallback",
    "provide_info",
    "out_of_scope",
    "check_dossier_status",
    "check_appointment",
    "affirm",
    "deny",
)
"""Wishes under which a code alone, said after "liên kết", or the answer to whether a link is meant, may be read."""
_UNLINK = re.compile(r"\b(?:huy|bo|xoa|ngung|go|cat|unlink)\b")
_LINK = re.compile(r"\b(?:lien ket|link|unlink)\b")
_ME = r"(?:toi|tui|minh|em|con|chau|anh|chi|co|chu|bac)"
_IT_IS_ME = re.compile(
    rf"(?:(?:da|vang|u|uh|um) )*(?:(?:dung|phai)(?: roi| vay)? )?(?:(?:chinh )?la {_ME}|{_ME} (?:lam|day|do))"
    r"(?: (?:do|day|a|nha|nhe|lam|roi))*|(?:(?:da|vang) )*dong y lien ket(?: a| nha| nhe)?|(?:yes )?it(?: is| s) me"
)
_IT_IS_NOT_ME = re.compile(
    rf"(?:(?:da|thua) )*(?:khong|hong|ko|k)(?: phai)?(?: la)? {_ME}(?: (?:lam|dau|a|nha|nhe|day|do))*"
    r"|(?:(?:da|vang) )*khong (?:dong y )?lien ket(?: a| nha| nhe)?|(?:no )?(?:it(?: is| s) )?not me"
)
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
        elif await self._says(turn) or about_us.of_links(turn):
            return True
        elif _UNLINK.search(plain):
            await self._unlink(turn)
        else:
            await self._make(turn)
        return True

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#link.…`."""
        number = int(argument) if re.fullmatch(r"\d{1,18}", argument) else None
        if action == "code":
            await self._make(turn)
        elif action == "undo":
            await self._unlink(turn)
        elif action == "out" and _IDS.fullmatch(argument):
            await self._part(turn, [int(number) for number in argument.split(",")])
        elif action == "yes" and number is not None:
            await self._confirm(turn, number)
        elif action in ("no", "drop") and number is not None:
            await self._end(turn, number, by_host=action == "no")
        else:
            await self._router.stale(turn)

    async def _make(self, turn: Turn) -> None:
        code = await turn.people.make_link_code()
        turn.state.memo[MEMO] = turn.received_at.isoformat()
        linked = turn.people.linked()
        lines = [turn.words("link.already", platforms=platforms(turn, linked))] if linked else []
        lines.append(turn.words("link.code", code=shown(code), minutes=CODE_MINUTES))
        choices = [Choice(turn.words("link.undo"), "#link.undo")] if linked else []
        turn.reply("\n".join(lines), choices=choices)

    # -- in the guest: where the code is typed

    async def _use(self, turn: Turn, code: str) -> None:
        result = await turn.people.use_link_code(code, partial(_question, turn))
        if result.outcome is Outcome.ASKED and result.host is not None:
            turn.state.memo.pop(MEMO, None)
            host = platforms(turn, [result.host])
            drop = (turn.words("link.drop"), f"#link.drop:{result.request}")
            turn.say("link.asked", platform=host, minutes=ANSWER_MINUTES, choices=[drop])
        else:
            self._not_linked(turn, result)

    @staticmethod
    def _not_linked(turn: Turn, result: Linked) -> None:
        if result.outcome is Outcome.WRONG:
            turn.say("link.wrong" if result.left else "link.wrong_last", left=result.left, minutes=WRONG_MINUTES)
            return
        linked = platforms(turn, turn.people.linked())
        minutes = YOUNG_MINUTES if result.outcome is Outcome.TOO_NEW else WRONG_MINUTES
        turn.say(f"link.{result.outcome.value}", minutes=minutes, platforms=linked)

    # -- in the host: where the code was made

    async def _confirm(self, turn: Turn, number: int) -> None:
        result = await turn.people.confirm_link(number)
        if result.outcome is not Outcome.LINKED:
            self._not_linked(turn, result)
            return
        turn.state.memo.pop(MEMO, None)
        turn.profile.notifications = result.notifications or turn.profile.notifications
        undo, here = turn.words("link.undo"), platforms(turn, [turn.inbound.platform])
        # Whoever did not do this throws out just what came in; leaving alone would leave it with their other chats.
        out = Choice(undo, f"#link.out:{','.join(map(str, result.joined))}")
        linked = platforms(turn, turn.people.linked())
        guest = Reply(turn.words("link.agreed", platform=here), (Choice(undo, "#link.undo"),))
        await turn.people.tell_linked(guest, only=result.joined)
        await turn.people.tell_linked(Reply(turn.words("link.told", platform=here), (out,)), but=result.joined)
        turn.say("link.linked", platforms=linked, choices=[(out.label, out.payload)])

    async def _end(self, turn: Turn, number: int, *, by_host: bool) -> None:
        here = platforms(turn, [turn.inbound.platform])
        last_words = Reply(turn.words("link.refused_there" if by_host else "link.dropped_there", platform=here))
        if await turn.people.end_link(number, last_words):
            turn.say("link.refused" if by_host else "link.dropped")
        else:
            turn.say("link.over")

    async def _says(self, turn: Turn) -> bool:
        """Answer "đúng, là tôi" and "không phải tôi", where that is asked; False where it is not."""
        plain = canonical(turn.text)
        agrees, refuses = _IT_IS_ME.fullmatch(plain), _IT_IS_NOT_ME.fullmatch(plain)
        if turn.inbound.kind is not Kind.TEXT or turn.dialogue is not None or not (agrees or refuses):
            return False
        number = await turn.people.link_question()
        if number is None:
            return False
        await (self._confirm(turn, number) if agrees else self._end(turn, number, by_host=True))
        return True

    # -- undone

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
        """Wrap a handler: a code alone, soon after "liên kết", is the other platform's; so is the answer asked for."""

        async def answer(turn: Turn) -> None:
            code = _code_after_asking(turn)
            if code is not None:
                await self._use(turn, code)
            elif not await self._says(turn):
                await handler(turn)

        return answer


def platforms(turn: Turn, names: Iterable[PlatformName]) -> str:
    """Return platforms as people call them, each once."""
    words = dict.fromkeys(turn.words(f"link.on_{name}") for name in names)
    return ", ".join(words)


def _question(turn: Turn, number: int) -> Reply:
    """Return what the host is asked: whether whoever has just typed its code is the same person."""
    text = turn.words("link.question", platform=platforms(turn, [turn.inbound.platform]), minutes=ANSWER_MINUTES)
    yes = Choice(turn.words("link.it_is_me"), f"#link.yes:{number}")
    return Reply(text, (yes, Choice(turn.words("link.not_me"), f"#link.no:{number}")))


def _code_after_asking(turn: Turn) -> str | None:
    asked = turn.state.memo.get(MEMO)
    if asked is None or turn.inbound.kind is not Kind.TEXT:
        return None
    if turn.received_at - datetime.fromisoformat(asked) > _REMEMBERED:
        return None
    return bare_link_code(turn.text)
