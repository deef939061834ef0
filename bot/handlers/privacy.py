"""What is stored of a person: shown, erased, consent taken back; in any state of the conversation."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from booking_client import BookingError, BookingStatus, BookingUnavailable
from bot.conversation.messages import Choice, Reply
from bot.conversation.state import Profile, State
from bot.handlers import about_us, consent, own_data
from bot.handlers.calendar import as_of
from bot.handlers.committing import answer_besides
from bot.handlers.linking import platforms
from bot.understanding.agreement import Asked, Means, read_agreement
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from booking_client import Booking
    from bot.conversation.router import Router
    from bot.conversation.turn import Turn
    from bot.handlers.linking import Linking

MEMO = "erase"
_ONCE_MORE = "once_more"
"""In the memo: one word was asked for."""
_VALID_FOR = timedelta(minutes=30)
_ERASE = re.compile(r"\b(?:xoa|erase|delete|remove|huy (?:het )?(?:du lieu|thong tin))\b")
_WITHDRAW = re.compile(r"\b(?:rut (?:lai )?(?:su )?dong y|rut lai|khong dong y (?:luu|nua)|withdraw)\b")
_WITHDRAW_NOT = re.compile(
    r"\bneu\b|\b(?:lam sao|the nao|cach nao)\b|\brut\b.* thi\b|\bco (?:bi|mat|anh huong)\b"
    r"|\b(?:khong|chua|dung|khoan)(?: \w+)? rut\b|\b(?:not|don t) withdraw\b"
)
"""A question about taking back, or that nothing is; "rút lại được không" asks for it."""
_SHOW = re.compile(
    r"\b(?:xem|du lieu cua|thong tin cua|luu (?:gi|nhung gi)|dang luu|my data|show|co nhung gi|giu (?:gi|nhung gi))\b"
)
_QUESTION = re.compile(r"\b(?:chua|that khong|co (?:bi|xoa)|phai khong|duoc khong|bao lau|ai|sao|lam sao)\b")


class Privacy:
    """The handlers.

    Args:
        router: tells old buttons; knows the dialogue that a withdrawal ends.
        linking: answers what is said of other platforms.
    """

    def __init__(self, router: Router, linking: Linking) -> None:
        self._router = router
        self._linking = linking

    async def request(self, turn: Turn) -> None:
        """See, delete, take back, or a question about it."""
        plain = canonical(turn.text)
        if await self._linking.answers(turn):
            return
        if _WITHDRAW.search(plain) and not _WITHDRAW_NOT.search(plain):
            await self.withdraw(turn)
        elif _ERASE.search(plain) and not _QUESTION.search(plain):
            await self._ask_erase(turn)
        elif _SHOW.search(plain) and not _QUESTION.search(plain):
            await own_data.show(turn)
        elif not about_us.of_data(turn):
            turn.say("privacy.policy", choices=self._offers(turn))

    async def settles(self, turn: Turn) -> bool:
        """Take what agrees to or refuses the erasure that was explained; False where none waits or it is neither.

        Amid a dialogue, which asks something of its own, the message has to name the erasure.
        """
        if not self.pending(turn) or (turn.dialogue is not None and not _ERASE.search(canonical(turn.text))):
            return False
        reply = read_agreement(turn.text, Asked.ERASE)
        memo = turn.state.memo[MEMO]
        if reply.means is Means.AGREES or (reply.means is Means.ONE_WORD and memo.get(_ONCE_MORE)):
            await self.erase(turn)
            await answer_besides(turn, self._router, reply)
        elif reply.means is Means.REFUSES:
            await self.choose(turn, "keep", "")
        elif reply.wrong or reply.means in (Means.POLITE, Means.ONE_WORD):
            token = memo["token"]
            memo[_ONCE_MORE] = True
            turn.say("privacy.plain_words", choices=self._erasing(turn, token))
        else:
            return False
        return True

    def _offers(self, turn: Turn) -> list[Choice]:
        return [
            Choice(turn.words("privacy.show"), "#privacy.show"),
            Choice(turn.words("privacy.erase"), "#privacy.ask"),
        ]

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#privacy.…`."""
        if action == "show":
            await own_data.show(turn)
        elif action == "file":
            await own_data.hand_over(turn)
        elif action == "ask":
            await self._ask_erase(turn)
        elif action == "keep":
            turn.state.memo.pop(MEMO, None)
            turn.say("privacy.kept")
            await self._resume(turn)
        elif action == "erase" and self.pending(turn, argument):
            await self.erase(turn)
        else:
            await self._router.stale(turn)

    # -- erasing

    async def _ask_erase(self, turn: Turn) -> None:
        """Say what would be erased, and wait for a button or plain words."""
        token = format(turn.inbox_id, "x")
        dialogue = turn.dialogue
        turn.state.memo[MEMO] = {
            "token": token,
            "at": turn.received_at.isoformat(),
            "dialogue": [dialogue.name, dialogue.step] if dialogue is not None else None,
        }
        lines = [turn.words("privacy.will_erase")]
        if turn.people.linked():
            lines.append(turn.words("privacy.will_erase_linked", platforms=platforms(turn, turn.people.linked())))
        data = await own_data.of_booking_service(turn)
        if data is not None:
            future = [booking for booking in data.bookings if self._is_future(turn, booking)]
            lines += [turn.words("privacy.will_cancel", booking=own_data.booking_line(turn, b)) for b in future]
        elif turn.booking is not None:
            lines.append(turn.words("privacy.bookings_unread"))
        if await turn.people.open_callbacks():
            lines.append(turn.words("privacy.will_close"))
        lines.append(turn.words("privacy.how_to_confirm"))
        turn.reply(
            "\n".join(lines),
            choices=self._erasing(turn, token),
        )

    @staticmethod
    def _erasing(turn: Turn, token: str) -> list[Choice]:
        return [
            Choice(turn.words("privacy.erase_now"), f"#privacy.erase:{token}"),
            Choice(turn.words("privacy.keep"), f"#privacy.keep:{token}"),
        ]

    @staticmethod
    def _is_future(turn: Turn, booking: Booking) -> bool:
        return booking.status is BookingStatus.BOOKED and booking.window.end > turn.moment

    def pending(self, turn: Turn, token: str | None = None) -> bool:
        """Return whether an erasure was explained and is still the question: of ``token``, where one is given.

        It is the question while its menu is the latest one, or, asked amid a dialogue, while that stands still.
        """
        memo = turn.state.memo.get(MEMO)
        if not memo or (token is not None and memo["token"] != token):
            return False
        if turn.received_at - datetime.fromisoformat(memo["at"]) > _VALID_FOR:
            return False
        latest = any(choice.payload == f"#privacy.erase:{memo['token']}" for choice in turn.state.menu)
        dialogue = turn.dialogue
        waiting = dialogue is not None and memo["dialogue"] == [dialogue.name, dialogue.step]
        return latest or waiting

    async def erase(self, turn: Turn) -> None:
        """Erase: the booking service first; while that is away nothing is erased, so that nothing is half done."""
        cancelled: list[str] = []
        if turn.booking is not None:
            try:
                for number, owner in enumerate(turn.owners):
                    cancelled += await _erase_bookings(turn, owner, f"erase-{number}" if number else "erase")
            except BookingError:
                turn.say("privacy.erase_later", choices=[(turn.words("privacy.erase"), "#privacy.ask")])
                await self._resume(turn)
                return
        language = turn.profile.language
        for number in await turn.people.open_tickets():
            gone = Reply(turn.texts.get("vi", "human.desk_erased", number=number))
            await turn.people.tell_desk(number, gone, lasting=False)
        last_words = turn.words("privacy.erased_elsewhere", platform=platforms(turn, [turn.inbound.platform]))
        await turn.people.erase(Reply(last_words))
        turn.state = State()
        turn.profile = Profile(language=language)
        if cancelled:
            turn.say("privacy.erased_cancelled", codes=", ".join(cancelled))
        else:
            turn.say("privacy.erased")

    # -- taking back

    async def withdraw(self, turn: Turn) -> None:
        """Take consent back at once; a dialogue that needs it is left."""
        ended = await turn.people.unsubscribe()
        if turn.profile.consent is None and ended:
            turn.say("privacy.withdrawn_messages", choices=self._offers(turn))
            return
        if turn.profile.consent is None:
            turn.say("privacy.nothing_to_withdraw", choices=self._offers(turn))
            return
        dialogue = turn.dialogue
        running = self._router.dialogues.get(dialogue.name) if dialogue is not None else None
        if running is not None:
            await running.leave(turn)
        await consent.withdraw(turn)
        turn.say("privacy.withdrawn", choices=[(turn.words("privacy.erase"), "#privacy.ask")])

    async def _resume(self, turn: Turn) -> None:
        """A button does not bring a dialogue back by itself."""
        dialogue = turn.dialogue
        running = self._router.dialogues.get(dialogue.name) if dialogue is not None else None
        if running is not None and turn.inbound.payload:
            await running.prompt(turn)


async def _erase_bookings(turn: Turn, owner: str, step: str) -> list[str]:
    """Erase what the booking service keeps of an owner; return the codes of what was cancelled with it.

    Raises:
        BookingError: the service is away, or an appointment is kept there.
    """
    if turn.booking is None:
        return []
    cancelled: list[str] = []
    # What somebody moved in that very moment goes with the second call.
    for key in (turn.key(step), turn.key(f"{step}-again")):
        done = await turn.booking.erase_owner(owner, key=key, as_of=as_of(turn))
        cancelled += done.cancelled
        if not done.kept:
            return cancelled
    raise BookingUnavailable("appointments are kept with their names and phones")
