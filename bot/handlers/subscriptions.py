"""What somebody wants to be told of: offered once at a fitting moment, agreed to in plain sight, ended by one word.

Law 91/2025/QH15, Art. 9: nothing is ticked beforehand, silence and politeness agree to nothing; the text that was
agreed to is kept with its version and the moment.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation.caps import MOST_SUBSCRIPTIONS, Cap
from bot.conversation.messages import Choice
from bot.handlers import consent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.conversation.router import Router
    from bot.conversation.turn import Turn

VERSION = "2026-11-3"
"""Raised whenever a text `subscribe.text_…` or `subscribe.terms` changes."""
RULES, PROCEDURE, SERVICE = "rules", "procedure", "service"
"""Topics: rule changes of an area, a procedure, notices of a one-stop unit."""
OFFERED = "offered"
"""Memo: topics that were offered to this person once; they find the rest under "thông báo của tôi"."""
_FITTING = "fitting"
"""Memo: what each topic was last fitting about: an area, a unit, a procedure. So the list can offer it later."""
_ASKED = "subscribe"
"""Memo: what the latest question for consent was about, with the token of its buttons."""
_VALID_FOR = timedelta(minutes=30)
_MOST_CHOICES = 4
"""An answer with more buttons than these gets no offer: the narrowest platform has five."""
_MOST_LISTED = 8


def fits(turn: Turn, topic: str, about: str) -> None:
    """Say that this is a fitting moment to offer a topic about an area, a unit or a procedure."""
    turn.offer = (topic, about)
    turn.state.memo[_FITTING] = {**turn.state.memo.get(_FITTING, {}), topic: about}


async def offer(turn: Turn) -> None:
    """Add the offer that fits to the latest answer: once a topic, where there is room, never amid something else."""
    if turn.offer is None or not turn.replies or turn.dialogue is not None:
        return
    topic, about = turn.offer
    latest = turn.replies[-1]
    alone = turn.inbound.chat == turn.inbound.sender
    room = len(latest.choices) <= _MOST_CHOICES
    wanted = turn.profile.notifications != "off" and topic not in turn.state.memo.get(OFFERED, ())
    if not (alone and room and wanted) or _about_words(turn, topic, about) is None:
        return
    _remember_offer(turn, topic)
    if any(row["topic"] == topic for row in await turn.people.subscriptions()):
        return
    text = f"{latest.text}\n{turn.words(f'subscribe.offer_{topic}', about=_about_words(turn, topic, about))}"
    turn.replies.pop()
    turn.replies.append(dataclasses.replace(latest, text=text))
    choice = Choice(turn.words(f"subscribe.button_{topic}"), f"#sub.ask:{topic}/{about}")
    _with_choices(turn, [*latest.choices, choice])


def _with_choices(turn: Turn, choices: Iterable[Choice]) -> None:
    """Give the latest reply these choices; they are the latest menu."""
    made = tuple(choices)
    turn.replies[-1] = dataclasses.replace(turn.replies[-1], choices=made)
    turn.state.menu = made
    turn.state.menu_live = True


def _remember_offer(turn: Turn, topic: str) -> None:
    turn.state.memo[OFFERED] = sorted({*turn.state.memo.get(OFFERED, ()), topic})


def _about_words(turn: Turn, topic: str, about: str | None) -> str | None:
    """Return what a subscription is about in words; None where nothing of that id is known."""
    if topic == PROCEDURE:
        procedure = turn.guidance.catalogue.get(about or "")
        return procedure.title if procedure is not None else None
    unit = turn.guidance.places.find(about) if about else turn.guidance.places.province_at(turn.moment)
    return turn.guidance.places.full_name(unit) if unit is not None and topic in (RULES, SERVICE) else None


def _left(turn: Turn, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield what somebody can still ask to be told of: where they live, and what was once fitting to offer them."""
    fitting = turn.state.memo.get(_FITTING, {})
    had = {(row["topic"], row["area_id"] or row["procedure_code"]) for row in rows}
    home = turn.profile.area or fitting.get(RULES)
    if home and not any(topic == RULES for topic, _ in had):
        yield RULES, home
    for topic in (PROCEDURE, SERVICE):
        about = fitting.get(topic)
        if about and (topic, about) not in had and _about_words(turn, topic, about) is not None:
            yield topic, about


class Subscriptions:
    """The buttons of `#sub.…`, the list, and stopping.

    Args:
        router: tells old buttons, and asks again what a dialogue waits for.
    """

    def __init__(self, router: Router) -> None:
        self._router = router

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#sub.…`; those that agree have to carry the token of the text they stood under."""
        if action == "ask":
            topic, _, about = argument.partition("/")
            done = self._ask(turn, topic, about)
        elif action in ("yes", "no"):
            done = await self._decide(turn, argument, agreed=action == "yes")
        elif action == "stop" and argument.isascii() and argument.isdigit():
            done = await self._stop_one(turn, int(argument))
        elif action == "all":
            await self.stop_all(turn)
            done = True
        elif action == "list":
            await self.show(turn)
            done = True
        else:
            done = False
        if not done:
            await self._router.stale(turn)
        elif turn.dialogue is not None and turn.dialogue.name in self._router.dialogues:
            await self._router.dialogues[turn.dialogue.name].prompt(turn)

    # -- agreeing

    def _ask(self, turn: Turn, topic: str, about: str) -> bool:
        """Show what would be agreed to, with a button for yes and one for no."""
        words = _about_words(turn, topic, about)
        if words is None:
            return False
        token = format(turn.inbox_id, "x")
        text = self._text(turn, topic, words)
        turn.state.memo[_ASKED] = {
            "token": token,
            "topic": topic,
            "about": about,
            "text": text,
            "at": turn.received_at.isoformat(),
        }
        _remember_offer(turn, topic)
        turn.reply(
            text,
            choices=[
                (turn.words("subscribe.agree"), f"#sub.yes:{token}"),
                (turn.words("subscribe.refuse"), f"#sub.no:{token}"),
            ],
        )
        return True

    @staticmethod
    def _text(turn: Turn, topic: str, about: str) -> str:
        terms = turn.words("subscribe.terms", agency=consent.agency(turn))
        return f"{turn.words(f'subscribe.text_{topic}', about=about)}\n{terms}"

    async def answer(self, turn: Turn, *, agreed: bool) -> bool:
        """Take plain words as the answer to the question for consent; False where it is not what was asked last."""
        asked = turn.state.memo.get(_ASKED) or {}
        latest = any(choice.payload == f"#sub.yes:{asked.get('token')}" for choice in turn.state.menu)
        if turn.dialogue is not None or not (latest and turn.state.menu_live):
            return False
        return await self._decide(turn, asked["token"], agreed=agreed)

    async def _decide(self, turn: Turn, token: str, *, agreed: bool) -> bool:
        asked: dict[str, Any] = turn.state.memo.get(_ASKED) or {}
        if asked.get("token") != token or turn.received_at - datetime.fromisoformat(asked["at"]) > _VALID_FOR:
            return False
        del turn.state.memo[_ASKED]
        if not agreed:
            turn.say("subscribe.refused")
            return True
        topic, about = asked["topic"], asked["about"] or None
        if (full := await turn.people.full_for_subscription()) is not None:
            self._refuse(turn, full, len(await turn.people.subscriptions()))
            return True
        await turn.people.subscribe(
            topic,
            area=None if topic == PROCEDURE else about,
            procedure=about if topic == PROCEDURE else None,
            text=asked["text"],
            version=VERSION,
        )
        turn.profile.notifications = "on"
        turn.say(
            "subscribe.done",
            about=turn.words(f"subscribe.name_{topic}", about=_about_words(turn, topic, about)),
            choices=[(turn.words("subscribe.mine"), "#sub.list")],
        )
        return True

    @staticmethod
    def _refuse(turn: Turn, full: Cap, standing: int) -> None:
        """Say why nothing more is taken, and what to do."""
        if full is Cap.PERSON and standing >= MOST_SUBSCRIPTIONS:
            mine = [(turn.words("subscribe.mine"), "#sub.list")]
            turn.say("subscribe.full", most=MOST_SUBSCRIPTIONS, choices=mine)
        else:
            turn.say("subscribe.full_today" if full is Cap.PERSON else "subscribe.full_here")

    # -- listing and ending

    async def show(self, turn: Turn) -> None:
        """Tell what is sent to this person by itself, each with a button that ends it."""
        rows = await turn.people.subscriptions()
        kept = turn.profile.notifications
        lines = [turn.words(f"notify.status_{kept}" if kept in ("on", "off") else "notify.status")]
        lines.append(turn.words("subscribe.none" if not rows else "subscribe.head"))
        lines += [f"• {describe(turn, row)}" for row in rows]
        choices = [
            Choice(turn.words("subscribe.stop", about=describe(turn, row)), f"#sub.stop:{row['id']}")
            for row in rows[:_MOST_LISTED]
        ]
        if rows or kept != "off":
            choices.append(Choice(turn.words("subscribe.stop_all"), "#sub.all"))
        choices += [
            Choice(turn.words(f"subscribe.button_{topic}"), f"#sub.ask:{topic}/{about}")
            for topic, about in _left(turn, rows)
        ]
        turn.reply("\n".join(lines), choices=choices)

    async def _stop_one(self, turn: Turn, number: int) -> bool:
        mine = {row["id"]: row for row in await turn.people.subscriptions()}
        if number in mine:
            await turn.people.unsubscribe(number)
            turn.say("subscribe.stopped_one", about=describe(turn, mine[number]))
        else:
            turn.say("subscribe.not_there")
        return True

    async def stop_all(self, turn: Turn) -> None:
        """End everything that is sent by itself, at once."""
        turn.profile.notifications = "off"
        await turn.people.unsubscribe()
        turn.state.memo.pop(_ASKED, None)
        turn.say("notify.stopped")


def describe(turn: Turn, row: dict[str, Any]) -> str:
    """Return a subscription in words."""
    topic = str(row["topic"])
    about = _about_words(turn, topic, row["procedure_code"] if topic == PROCEDURE else row["area_id"])
    return turn.words(f"subscribe.name_{topic}", about=about or row["procedure_code"] or row["area_id"] or "")
