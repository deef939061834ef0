"""Talking with a clerk: the wish opens a ticket in the staff chat, and the bot keeps quiet until it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.caps import Cap
from bot.conversation.handover import RECENT
from bot.conversation.hours import DAY_NAMES
from bot.conversation.messages import Choice, Kind, Reply
from bot.conversation.turn import split_payload
from bot.handlers import contacts
from bot.handlers.callback.reason import because
from bot.handlers.linking import platforms
from bot.understanding.fold import canonical
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.handover import StaffChat, Word
    from bot.conversation.router import Router
    from bot.conversation.turn import Turn
    from bot.handlers.callback.dialogue import Callback

_ENDS = frozenset({"ket thuc", "ket thuc tro chuyen", "ket thuc phieu", "end chat"})
_OWN_TOPICS = frozenset({"human", "privacy", "link", "lang", "sub"})
"""Topics whose buttons the bot answers although a clerk has the conversation."""
_RIGHTS = frozenset({"privacy_request", "manage_notifications"})
_LONGEST_WORD = 300
_LONGEST_ANSWER = 120
"""Characters; a clerk knows the rules, and needs to see only what the person was told about."""
_LONGEST_FORWARDED = 1500
"""Characters; the rest of a longer message is cut with a mark, for the staff chat's own limits."""


class Handover:
    """The handlers.

    Args:
        router: tells old buttons; knows dialogues that go on afterwards.
        callback: takes a call-back request where nobody answers.
        desk: the staff chat, or None where there is none: then a call-back is offered.
    """

    def __init__(self, router: Router, callback: Callback, desk: StaffChat | None) -> None:
        self._router = router
        self._callback = callback
        self._desk = desk

    # -- the wish

    async def wish(self, turn: Turn) -> None:
        """They want a person."""
        desk = self._desk
        if desk is None:
            await contacts.talk_to_human(turn)
        elif not desk.hours.is_open(turn.received_at):
            await self._closed(turn, desk)
        elif turn.understanding.source in ("keywords", "choice"):
            await self._open(turn, desk)
        else:
            # A reading may be wrong, and then nobody would answer any more: they press it.
            await contacts.talk_to_human(turn, first=Choice(turn.words("human.start"), "#human.open"))

    async def _closed(self, turn: Turn, desk: StaffChat) -> None:
        opens = desk.hours.next_opening(turn.received_at)
        when = f"{opens:%H:%M} {DAY_NAMES[opens.isoweekday()]} {opens.day}/{opens.month}"
        turn.say("human.closed", when=when)
        await contacts.talk_to_human(turn)

    async def _open(self, turn: Turn, desk: StaffChat) -> None:
        full = await turn.people.full_for_ticket()
        if full is not None:
            # Those who already talk with a clerk are not to wait behind a crowd: the others are rung up.
            turn.say(f"human.full_{'person' if full is Cap.PERSON else 'platform'}")
            because(turn, turn.words("contacts.reason"), said=[turn.text] if turn.text else [])
            await self._callback.start(turn, "hotline/")
            return
        words = await turn.people.recent(RECENT)
        number = await turn.people.open_ticket(desk.platform, desk.chat)
        await turn.people.tell_desk(number, _note(turn, desk, number, words))
        turn.ticket = number
        turn.say("human.opened", number=number, choices=[_end(turn, number)])

    # -- while a clerk has the conversation

    async def during(self, turn: Turn) -> bool:
        """Pass a message on to the clerk; False where the bot is to answer it."""
        number = turn.ticket
        if number is None or self._is_for_the_bot(turn):
            return False
        kind = turn.inbound.kind
        if kind in (Kind.CHOICE, Kind.START):
            turn.say("human.busy", choices=[_end(turn, number)])
        elif kind is Kind.TEXT and canonical(turn.text) in _ENDS:
            await self._end(turn, number)
        else:
            passed_on = await turn.people.pass_on(number, Reply(_forwarded(turn, number)))
            if not passed_on:
                turn.say("human.too_fast", choices=[_end(turn, number)])
            elif kind is not Kind.TEXT:
                turn.say("human.only_words")
        return True

    def _is_for_the_bot(self, turn: Turn) -> bool:
        """Danger, people's rights over their data, and the buttons about them, are the bot's whoever answers."""
        if turn.inbound.kind is Kind.CHOICE:
            return split_payload(turn.inbound.payload or "")[0] in _OWN_TOPICS
        reading = turn.understanding
        right = reading.intent in _RIGHTS and reading.source == "keywords"
        return turn.inbound.kind is Kind.TEXT and (right or reading.intent in self._router.urgent)

    # -- buttons

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#human.…`."""
        number, desk = turn.ticket, self._desk
        if action == "open" and desk is not None and number is None:
            await (self._open(turn, desk) if desk.hours.is_open(turn.received_at) else self._closed(turn, desk))
        elif number is None or (action in ("end", "call", "wait") and argument != str(number)):
            await self._router.stale(turn)
        elif action == "end":
            await self._end(turn, number)
        elif action == "call":
            await self._close(turn, number)
            await self._callback.start(turn, "hotline/")
        else:
            turn.say("human.waiting", choices=[_end(turn, number)])

    async def _end(self, turn: Turn, number: int) -> None:
        await self._close(turn, number)
        turn.say("human.ended")
        dialogue = turn.dialogue
        running = self._router.dialogues.get(dialogue.name) if dialogue is not None else None
        if running is not None:
            await running.prompt(turn)

    @staticmethod
    async def _close(turn: Turn, number: int) -> None:
        await turn.people.tell_desk(number, Reply(turn.texts.get("vi", "human.desk_ended", number=number)))
        await turn.people.close_ticket(number)
        turn.ticket = None


def _end(turn: Turn, number: int) -> Choice:
    return Choice(turn.words("human.end"), f"#human.end:{number}")


def _note(turn: Turn, desk: StaffChat, number: int, words: Iterable[Word]) -> Reply:
    """Return what the staff chat is told of a new ticket; always Vietnamese, and masked."""
    lines = [_staff(turn, "human.desk_new", number=number, platform=platforms(turn, [turn.inbound.platform]))]
    topic = turn.state.topic
    code = topic.procedure
    procedure = turn.guidance.catalogue.get(code) if code else None
    if procedure is not None:
        lines.append(_staff(turn, "human.desk_procedure", title=procedure.title))
    place = turn.guidance.places.find(turn.profile.area) if turn.profile.area else None
    if place is not None:
        lines.append(_staff(turn, "human.desk_area", area=place.name))
    lines.append(_staff(turn, "human.desk_words"))
    lines += [_word(turn, word) for word in words]
    how = "human.desk_how_reply" if desk.has_replies else "human.desk_how_number"
    lines.append(_staff(turn, how, number=number))
    choices = (Choice(_staff(turn, "human.desk_end", number=number), f"#desk.close:{number}"),)
    return Reply("\n".join(lines), choices if desk.has_replies else ())


def _word(turn: Turn, word: Word) -> str:
    key, most = ("human.desk_person", _LONGEST_WORD) if word.by_person else ("human.desk_bot", _LONGEST_ANSWER)
    return _staff(turn, key, text=_cut(mask(" ".join(word.text.split())), most))


def _forwarded(turn: Turn, number: int) -> str:
    kind = turn.inbound.kind
    said = _cut(mask(turn.text), _LONGEST_FORWARDED) if turn.text.strip() else ""
    if kind is not Kind.TEXT:
        said = f"{_staff(turn, f'human.desk_kind_{kind.value}')} {said}".strip()
    return _staff(turn, "human.desk_said", number=number, text=said)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _staff(turn: Turn, key: str, **values: object) -> str:
    return turn.texts.get("vi", key, **values)
