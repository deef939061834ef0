"""What is not said twice within a day, outside of the answers to questions: the ways of a matter, the line's number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

from bot.conversation.messages import Choice, Kind
from bot.conversation.turn import Outcome
from bot.guidance.answers import Focus
from bot.guidance.channels import Channel
from bot.guidance.rulebook.text import tell_silence
from bot.guidance.text import composed
from bot.handlers import mentions, unheard
from bot.handlers.callback.carrying import note_open
from bot.handlers.finding import advise
from bot.handlers.hotline import LINE, call_choice, has_number
from bot.handlers.menu import book_choice
from bot.handlers.questions import case, corrected
from bot.handlers.questions.listening import asks_nothing, note_talk
from bot.handlers.questions.memory import Memory
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.messages import Reply
    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure

INFORMING = frozenset(
    {
        *("ask_inperson_allowed", "ask_must_appear", "ask_epidemic_rules", "ask_rule_source", "ask_office_info"),
        *("ask_submission_channel", "ask_postal_service", "ask_online_guide", "ask_unemployment_benefit"),
        *("ask_admin_unit_change", "ask_queue_capacity", "ask_online_payment"),
    }
)
"""Wishes whose handlers tell what may be asked for once more."""
_ASKS_FOR_IT = "ask_hotline"
_WHICH_NUMBER = re.compile(r"\bso (?:nao|may|dien thoai|bao nhieu)\b|\b(?:doc|cho) (?:cai )?so\b|\bgoi (?:ai|dau)\b")
_ITS_NAME = re.compile(r"\b(?:tong dai|hotline|duong day nong|dien thoai nong)\b")
_NONE = "hotline_number"
"""The topic of the sentence that no line is published."""
_OFFERED = (Focus.PAPERS, Focus.FEE, Focus.TIME, Focus.PLACE, Focus.WHO_MAY_GO)
_STEPS = {Channel.ONLINE: ("ways.online", "online"), Channel.POSTAL: ("ways.post", "post")}
_SAID = "said_last"
"""Memo: checksums of what was said to the message before."""
_SHORT = 60
"""Characters up to which words may come again: "Dạ, trợ lý nghe đây"."""
_FEWEST_QUOTED = 3
"""Words of a question that is said back, and no name of a matter or a button."""
_QUOTE = re.compile(r"“([^”]{1,200})”")
_LEFT_OUT = frozenset(
    {
        *("complaint_feedback", "report_online_error", "nlu_fallback", "find_procedure", "provide_info"),
        *("out_of_scope", "ask_rule_source", "affirm", "deny"),
        *("ask_unemployment_benefit", "ask_online_payment"),
    }
)
"""Wishes whose answer is left out where it was just given: they tell, or ask nothing that it could be asked again."""
_CALL = "#call.start:"
_DIGITS = re.compile(r"\D+")


def told_ways_already(
    turn: Turn,
    procedure: Procedure,
    ways: Sequence[Channel],
    text: str,
    *,
    books: bool = False,
    again: str = "",
    heard: bool = False,
) -> bool:
    """Answer with what else is known where the same ways of a matter were told within a day; False where they were not.

    Args:
        turn: the turn; a pressed choice asks for the ways, and hears them.
        procedure: whose ways.
        ways: those to go, in order; what is told again is these in a line.
        text: what would be said.
        books: a visit can be booked here: the way to it stays in reach however often the ways were told.
        again: payload of the choice that tells it once more; empty: that of the ways at length.
        heard: it was told right before, while it was asked back.
    """
    heading = turn.words("ways.about", title=procedure.title)
    if any(reply.text.startswith(heading) for reply in turn.replies):
        return False  # two wishes of one message: the same answer is said once anyway
    memory = Memory.of(turn.state, turn.received_at)
    code = procedure.code
    card = f"{code}/ways/{crc32(text.encode()):x}"
    times = max(memory.times(card), int(heard))
    memory.note(card, turn.received_at)
    memory.keep(turn.state)
    if times == 0 or (turn.inbound.kind is not Kind.TEXT and not heard):
        return False
    untold = [focus for focus in _OFFERED if memory.times(f"{code}/{focus}") == 0]
    if times == 1 and untold:
        steps = [_STEPS[way] for way in ways if way in _STEPS][:1]
        choices = [Choice(turn.words(label), f"#way.{action}:{code}") for label, action in steps]
        if books:
            choices = [*choices, book_choice(turn, code)]
        choices += [
            Choice(turn.words(f"answers.focus_{focus.value}"), f"#ans.ask:{code}/{focus.value}")
            for focus in untold[: 2 - len(choices)]
        ]
        once_more = Choice(turn.words("answers.again_button"), again or f"#way.show:{code}")
        named = ", ".join(turn.words(f"answers.way_{way.value}") for way in ways)
        key = "case.ways_in_short" if ways else "case.ways_told"
        turn.say(key, title=procedure.title, ways=named, choices=[*choices, once_more])
    else:
        booking = [book_choice(turn, code)] if books else []
        turn.say("case.ways_known", title=procedure.title, choices=[*booking, call_choice(turn)])
    return True


def say_number_once(turn: Turn) -> None:
    """Say the line's number once in a turn, and not to somebody who has it: who was told within a day, or typed it.

    Who asks for it hears it all the same.
    """
    line = advise(turn).hotline
    if line is None or line.value is None or _fills_a_form(turn):
        return
    typed = _DIGITS.sub("", line.value) in _DIGITS.sub("", turn.text)
    asks_for_it = turn.understanding.intent == _ASKS_FOR_IT or _WHICH_NUMBER.search(canonical(turn.text))
    named = f" ({line.value})"
    if not typed and not any(line.value in reply.text for reply in turn.replies):
        return
    memory = Memory.of(turn.state, turn.received_at)
    has_it = typed or (has_number(turn) and not asks_for_it)
    for place, reply in enumerate(turn.replies):
        first, found, rest = reply.text.partition(named)
        if found:
            said = "" if has_it else named
            turn.replies[place] = replace(reply, text=f"{first}{said}{rest.replace(named, '')}")
            has_it = True
    memory.note(f"{LINE}{line.value}", turn.received_at)
    memory.keep(turn.state)


def say_once_that_none_is_published(turn: Turn) -> None:
    """Say once a day that no line is published, but to who asks for one."""
    advice = advise(turn)
    silence = advice.silence(_NONE)
    if silence is None or _fills_a_form(turn):
        return
    none = turn.spoken(turn.translated(tell_silence(silence, advice, turn.guidance.rulebook)))
    memory = Memory.of(turn.state, turn.received_at)
    asks_for_it = _ITS_NAME.search(canonical(turn.text)) or _WHICH_NUMBER.search(canonical(turn.text))
    for place, reply in enumerate(turn.replies):
        lines = reply.text.splitlines()
        others = [line for line in lines if line != none]
        if len(others) < len(lines):
            if others and memory.times(f"{LINE}{_NONE}") and not asks_for_it:
                turn.replies[place] = replace(reply, text="\n".join(others))
            memory.note(f"{LINE}{_NONE}", turn.received_at)
            memory.keep(turn.state)


def _fills_a_form(turn: Turn) -> bool:
    """Return whether a text was taken as what a form asks for; a label that was typed out is a press."""
    return turn.outcome is Outcome.TAKEN and turn.inbound.kind is Kind.TEXT


def asks_its_hours(turn: Turn) -> bool:
    """Return whether somebody who asks about the line has its number, or asks when it is answered."""
    line = advise(turn).hotline
    if line is None or line.value is None or not turn.text:
        return False
    typed = _DIGITS.sub("", line.value) in _DIGITS.sub("", turn.text)
    return typed or "hours" in mentions.topics(turn.text)


def remember_answer(turn: Turn) -> None:
    """Keep what a handler told, so that "nói lại", "nói ngắn thôi" and "được hay không" are about it.

    Answers of units are kept where they are told; what people typed, dialogues and appointments are not kept.
    """
    informs = turn.understanding.intent in INFORMING and turn.outcome is Outcome.UNDERSTOOD
    memory = Memory.of(turn.state, turn.received_at)
    busy = turn.dialogue is not None and turn.dialogue.name != "which"
    if not informs or memory.live or busy or turn.inbound.kind is not Kind.TEXT:
        return
    disclosed = turn.words("opening.machine")
    told = [reply.text for reply in turn.replies if not reply.text.startswith(disclosed)]
    memory.lines, memory.latest, memory.last, memory.live = "\n".join(told), [], [], bool(told)
    memory.keep(turn.state)


def not_the_same_again(turn: Turn) -> None:
    """Leave out an answer that is word for word that to the message before, but where it is asked for or is a form's.

    What is asked is said back instead; else it is said that there is nothing to add.
    """
    before = turn.state.memo.pop(_SAID, None) or []
    typed = turn.inbound.kind is Kind.TEXT  # what a press told may be asked for in words
    marks = [crc32(reply.text.encode()) for reply in turn.replies] if typed else []
    if marks:
        turn.state.memo[_SAID] = marks
    informs = typed and turn.understanding.intent in _LEFT_OUT
    if not informs or turn.outcome is Outcome.TAKEN or (turn.dialogue is not None and turn.dialogue.name != "which"):
        return
    same = [place for place, mark in enumerate(marks) if mark in before and _may_be_left_out(turn.replies[place])]
    if not same:
        return
    turn.replies = [reply for place, reply in enumerate(turn.replies) if place not in same]
    if turn.dialogue is not None:
        turn.end()
    if asks_nothing(turn) or not unheard.tell_as_typed(turn, about=turn.state.topic.procedure is not None):
        turn.say("case.as_just_said", choices=[call_choice(turn)])


def say_back_once(turn: Turn) -> None:
    """Leave out a line that says questions of this message back that a line above it said back, in whatever words."""
    if _fills_a_form(turn) or (turn.dialogue is not None and turn.dialogue.name != "which"):
        return  # what a form reads back is whole
    typed = " ".join(composed(turn.text).split())
    said: set[str] = set()
    kept: list[Reply] = []
    for reply in turn.replies:
        lines = []
        for line in reply.text.splitlines():
            quotes = {one for one in _QUOTE.findall(line) if len(one.split()) >= _FEWEST_QUOTED and one in typed}
            if not quotes or not quotes <= said:
                lines.append(line)
            said |= quotes
        if lines:
            kept.append(reply if len(lines) == len(reply.text.splitlines()) else replace(reply, text="\n".join(lines)))
    if len(kept) < len(turn.replies):
        turn.state.menu = next((reply.choices for reply in reversed(kept) if reply.choices), turn.state.menu)
    turn.replies[:] = kept


def offer_once(turn: Turn) -> None:
    """Offer the call of an answer once, with what is said last."""
    for place, reply in enumerate(turn.replies):
        below = {choice.label for other in turn.replies[place + 1 :] for choice in other.choices}
        kept = tuple(one for one in reply.choices if not (one.payload.startswith(_CALL) and one.label in below))
        if len(kept) < len(reply.choices):
            turn.replies[place] = replace(reply, choices=kept)


def _may_be_left_out(reply: Reply) -> bool:
    """Return whether words say nothing new the second time; what units told follows their own rule."""
    return len(reply.text) > _SHORT and not reply.told


async def settle(turn: Turn) -> None:
    """Once a turn is answered."""
    not_the_same_again(turn)
    say_back_once(turn)
    offer_once(turn)
    note_talk(turn)
    await case.settle(turn)
    note_open(turn)
    corrected.note(turn)
    say_number_once(turn)
    say_once_that_none_is_published(turn)
    remember_answer(turn)
