"""What is stored of a person: shown, erased, consent taken back; in any state of the conversation."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from booking_client import BookingError, BookingStatus
from bot.conversation.messages import Choice, PlatformName, Reply
from bot.conversation.state import Profile, State
from bot.handlers import consent
from bot.handlers.booking_calls import Calls
from bot.handlers.calendar import as_of
from bot.handlers.linking import platforms
from bot.handlers.subscriptions import describe
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from booking_client import Booking, OwnerData
    from bot.conversation.router import Router
    from bot.conversation.turn import Turn
    from bot.handlers.linking import Linking

MEMO = "erase"
_VALID_FOR = timedelta(minutes=30)
_ERASE = re.compile(r"\b(?:xoa|erase|delete|remove|huy (?:het )?(?:du lieu|thong tin))\b")
_ERASE_NOW = re.compile(r"\b(?:dong y|xac nhan|chot|dung roi) (?:cho )?xoa\b|\bi agree to erase\b|\bconfirm erase\b")
_WITHDRAW = re.compile(r"\b(?:rut (?:lai )?(?:su )?dong y|rut lai|khong dong y (?:luu|nua)|withdraw)\b")
_SHOW = re.compile(
    r"\b(?:xem|du lieu cua|thong tin cua|luu (?:gi|nhung gi)|dang luu|my data|show|co nhung gi|giu gi)\b"
)
_QUESTION = re.compile(r"\b(?:chua|that khong|co (?:bi|xoa)|phai khong|duoc khong|bao lau|ai|sao|lam sao)\b")
_PART = 1800
"""Characters of one message of a long summary; under the smallest limit of the platforms."""
_SHOWN = 5


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
        if _ERASE_NOW.search(plain):
            await (self.erase(turn) if self.pending(turn) else self._ask_erase(turn))
        elif _WITHDRAW.search(plain):
            await self.withdraw(turn)
        elif _ERASE.search(plain) and not _QUESTION.search(plain):
            await self._ask_erase(turn)
        elif _SHOW.search(plain) and not _QUESTION.search(plain):
            await self.show(turn)
        else:
            turn.say("privacy.policy", choices=self._offers(turn))

    def _offers(self, turn: Turn) -> list[Choice]:
        return [
            Choice(turn.words("privacy.show"), "#privacy.show"),
            Choice(turn.words("privacy.erase"), "#privacy.ask"),
        ]

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#privacy.…`."""
        if action == "show":
            await self.show(turn)
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

    # -- showing

    async def show(self, turn: Turn) -> None:
        """Tell everything that is stored, as a person can read it."""
        stored = await turn.people.export()
        parts = [turn.words("privacy.head"), *self._profile(turn), *self._rows(turn, stored)]
        parts += await self._bookings(turn)
        parts.append(turn.words("privacy.how_to_erase"))
        pages = _pages(parts)
        for page in pages[:-1]:
            turn.reply(page)
        erase, link = turn.words("privacy.erase"), turn.words("link.get")
        turn.reply(pages[-1], choices=[Choice(erase, "#privacy.ask"), Choice(link, "#link.code")])

    def _profile(self, turn: Turn) -> list[str]:
        profile = turn.profile
        unit = turn.guidance.places.find(profile.area) if profile.area else None
        place = profile.area_text or (unit.name if unit is not None else None)
        known = (("area", place), ("name", profile.name), ("phone", profile.phone))
        lines = [turn.words(f"privacy.{name}", value=value) for name, value in known if value]
        if turn.people.linked():
            lines.append(turn.words("privacy.linked", platforms=platforms(turn, turn.people.linked())))
        if profile.consent:
            day = (profile.consent_at or "")[:10]
            lines.append(turn.words("privacy.consent", version=profile.consent, date=day))
        return lines or [turn.words("privacy.no_profile")]

    def _rows(self, turn: Turn, stored: dict[str, Any]) -> list[str]:
        messages, answers = stored.get("messages") or [], stored.get("answers") or []
        lines = [line for row in stored.get("linked") or [] for line in self._linked_lines(turn, row)]
        lines.append(turn.words("privacy.messages", count=len(messages), answers=len(answers)))
        said = [str(row["text"]) for row in messages if row.get("text")]
        lines += [turn.words("privacy.message", text=text[:200]) for text in said[-_SHOWN:]]
        if review := stored.get("for_review") or []:
            lines.append(turn.words("privacy.for_review", count=len(review)))
            lines += [turn.words("privacy.message", text=str(row["text"])[:200]) for row in review[-_SHOWN:]]
        callbacks = stored.get("callbacks") or []
        lines += [self._callback_line(turn, row) for row in callbacks]
        consents = stored.get("consents") or []
        if consents:
            lines.append(turn.words("privacy.consents", count=len(consents)))
        lines += [self._subscription_line(turn, row) for row in stored.get("subscriptions") or []]
        return lines

    @staticmethod
    def _subscription_line(turn: Turn, row: dict[str, Any]) -> str:
        key = "privacy.subscription" if row.get("withdrawn_at") is None else "privacy.subscription_ended"
        return turn.words(key, about=describe(turn, row))

    @staticmethod
    def _linked_lines(turn: Turn, row: dict[str, Any]) -> list[str]:
        """What is kept with a conversation on another platform."""
        profile = Profile.from_json(row["profile"])
        unit = turn.guidance.places.find(profile.area) if profile.area else None
        place = profile.area_text or (unit.name if unit is not None else None)
        value = "; ".join(known for known in (place, profile.name, profile.phone) if known)
        where = platforms(turn, [PlatformName(row["platform"])])
        return [turn.words("privacy.at_linked", platform=where, value=value)] if value else []

    @staticmethod
    def _callback_line(turn: Turn, row: dict[str, Any]) -> str:
        return turn.words(
            "privacy.callback",
            number=row.get("id"),
            reason=row.get("reason"),
            name=row.get("name"),
            phone=row.get("phone"),
            status=turn.words(f"privacy.status_{row.get('status', 'open')}"),
        )

    async def _bookings(self, turn: Turn) -> list[str]:
        if turn.booking is None:
            return []
        data = await self._owner_data(turn)
        if data is None:
            return [turn.words("privacy.bookings_unread")]
        if not data.bookings and not data.holds:
            return [turn.words("privacy.no_bookings")]
        lines = [turn.words("privacy.bookings", count=len(data.bookings), holds=len(data.holds))]
        return [*lines, *(f"– {self._booking_line(turn, booking)}" for booking in data.bookings)]

    def _booking_line(self, turn: Turn, booking: Booking) -> str:
        visitor = (
            f"{booking.visitor.name}, {booking.visitor.phone}" if booking.visitor else turn.words("privacy.nobody")
        )
        return turn.words(
            "privacy.booking",
            code=booking.code,
            unit=booking.unit_name,
            date=f"{booking.date:%d/%m/%Y}",
            visitor=visitor,
        )

    async def _owner_data(self, turn: Turn) -> OwnerData | None:
        if turn.booking is None:
            return None
        try:
            return await Calls(turn).mine()
        except BookingError:
            return None

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
        data = await self._owner_data(turn)
        if data is not None:
            future = [booking for booking in data.bookings if self._is_future(turn, booking)]
            lines += [turn.words("privacy.will_cancel", booking=self._booking_line(turn, b)) for b in future]
        elif turn.booking is not None:
            lines.append(turn.words("privacy.bookings_unread"))
        if await turn.people.open_callbacks():
            lines.append(turn.words("privacy.will_close"))
        lines.append(turn.words("privacy.how_to_confirm"))
        turn.reply(
            "\n".join(lines),
            choices=[
                Choice(turn.words("privacy.erase_now"), f"#privacy.erase:{token}"),
                Choice(turn.words("privacy.keep"), f"#privacy.keep:{token}"),
            ],
        )

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
                    key = turn.key(f"erase-{number}" if number else "erase")
                    cancelled += (await turn.booking.erase_owner(owner, key=key, as_of=as_of(turn))).cancelled
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


def _pages(parts: list[str]) -> list[str]:
    """Join lines to messages of a size that every platform takes."""
    pages: list[str] = []
    for part in parts:
        if pages and len(pages[-1]) + len(part) < _PART:
            pages[-1] = f"{pages[-1]}\n{part}"
        else:
            pages.append(part)
    return pages
