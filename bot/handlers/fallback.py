"""When it is not clear what somebody wants: the two likeliest readings, then the menu and who can be asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.answers import Focus
from bot.guidance.channels import Channel
from bot.guidance.places.gazetteer import Level
from bot.handlers import area, elsewhere, mentions, unheard, ways, weighing, which
from bot.handlers.booking.phrases import is_question, lives_there
from bot.handlers.booking.reading import read_place_text
from bot.handlers.facts import check_dossier_status
from bot.handlers.finding import ladder_of, named_beside, procedure_of, topic_procedure
from bot.handlers.forms import speaks_of_else
from bot.handlers.hotline import call_choice, hotline_line
from bot.handlers.menu import intent_choice, menu, none_of, with_copies
from bot.handlers.questions import case, listening
from bot.handlers.questions.memory import Memory
from bot.handlers.sending import about, ask_online_guide, ask_postal_service
from bot.understanding.clauses.told_only import says_what_is_unclear
from bot.understanding.counts import read_counts
from bot.understanding.dates.reading import read_when
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones
from bot.understanding.reactions import asks_that_instead

_CODE = re.compile(r"(?:(?:mã|ma)(?: (?:\w+ )?\w+)?:? )?[A-Z]{1,4}\d{1,4}(?:[.-]\d{1,8}){2,5}", re.IGNORECASE)
"""A dossier's code and nothing else."""
_OF_NOTHING = frozenset({"find_procedure", "complaint_feedback", "ask_submission_channel", "out_of_scope"})
"""Wishes that name nothing and answer no question by themselves."""
_ONLY_A_PLACE = 9
"""Words of a message that tells where somebody lives and nothing else.

"Nhà em ở ấp 3 xã Tắc Vân nha" has eight."""

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import PlaceMatch
    from bot.guidance.places.model import AdminUnit
    from bot.guidance.procedures import Procedure
    from bot.handlers.finding import Found


async def fallback(turn: Turn) -> None:
    """Offer what may be meant."""
    if turn.dialogue is not None:
        _amid(turn)
        return
    if turn.understanding.source == "none" and turn.text:
        _unread(turn)
    elif not await _is_a_code(turn):
        await _read(turn)


async def _read(turn: Turn) -> None:
    """Offer what may be meant by a text that was read."""
    found, tells = procedure_of(turn), _only_tells(turn)
    # What is only told beside a matter under way is no other body's business.
    if (not tells and elsewhere.tell(turn, named=found.named or bool(found.offered))) or _lives_somewhere(turn):
        return
    if found.named and found.sure and found.procedure is not None:
        turn.state.topic.procedure = found.procedure.code
    if ways.note_obstacles(turn) and found.offered:
        which.ask_procedure(turn, "ask_submission_channel", found.offered)
        return
    if not found.named and not found.offered and listening.only_tells(turn) and listening.meets(turn):
        return
    if turn.understanding.offered and not _is_nothing(turn, found):
        _which_wish(turn, found)
        return
    await _otherwise(turn, found, tells=tells)


async def _otherwise(turn: Turn, found: Found, *, tells: bool) -> None:
    """Answer what was read as no wish: by what it names, as somebody who listens, or that nothing is known of it."""
    if found.named and found.procedure is not None:
        await about(turn, found.procedure)
    elif found.offered:
        which.ask_procedure(turn, "find_procedure", found.offered)
    elif not ((tells and _listen(turn)) or _unknown(turn)):
        give_up(turn)


def _is_nothing(turn: Turn, found: Found) -> bool:
    """Return whether amid a talk only readings of no matter are left ("tìm thủ tục"): they answer no question."""
    wishes = {reading.intent for reading in turn.understanding.offered}
    return listening.talk_under_way(turn) and wishes <= _OF_NOTHING and not (found.named or found.offered)


def _unknown(turn: Turn) -> bool:
    """Say back what is asked amid a talk, however little it says; False where nothing is."""
    asks = listening.talk_under_way(turn) and not listening.asks_nothing(turn)
    return asks and unheard.tell_as_typed(turn, about=turn.state.topic.procedure is not None)


def _amid(turn: Turn) -> None:
    """Say back what is asked amid a form and nothing is known of."""
    if not (speaks_of_else(turn) and unheard.tell(turn)):
        turn.say("fallback.in_dialogue")


def _which_wish(turn: Turn, found: Found) -> None:
    """Ask which of the likeliest readings is meant; a procedure that is named comes first.

    What the text is rather about than not is asked back by its name: readings of no matter help nobody.
    """
    maybe = None if found.named or found.offered else turn.guidance.catalogue.get(weighing.may_be(turn) or "")
    if maybe is not None:
        which.ask_procedure(turn, "find_procedure", [maybe])
        return
    choices = [intent_choice(turn, reading.intent) for reading in turn.understanding.offered]
    if found.named and found.procedure is not None:
        named = with_copies(turn, [found.procedure])
        choices[:0] = [Choice(procedure.title, f"#way.show:{procedure.code}") for procedure in named]
    turn.say("fallback.which", choices=[*choices, none_of(turn, "fallback.none_of")])


def _only_tells(turn: Turn) -> bool:
    """Return whether a message tells something beside a matter under way, and asks nothing."""
    says_it = says_what_is_unclear(turn.text) or asks_that_instead(canonical(turn.text))
    asks = says_it or any(clause.act.asks for clause in turn.clauses)
    return turn.state.topic.procedure is not None and not asks


def _lives_somewhere(turn: Turn) -> bool:
    """Take a message that only tells where somebody lives, though nothing read it so; False where it is none."""
    if not lives_there(turn) or is_question(turn.text) or len(canonical(turn.text).split()) > _ONLY_A_PLACE:
        return False
    match = read_place_text(turn, turn.text)
    unit = area.settled(match)
    if match is None or unit is None or not match.exact or unit.level is not Level.COMMUNE:
        return False
    _placed(turn, unit, match)
    return True


def _unread(turn: Turn) -> None:
    """Nothing could read the text: the buttons still work, and that is said."""
    found = procedure_of(turn)
    if found.named and found.procedure is not None:
        turn.state.topic.procedure = found.procedure.code
        choice = intent_choice(turn, "ask_submission_channel")
        turn.say("fallback.unread_procedure", title=found.procedure.title, choices=[choice, *menu(turn)[1:]])
    else:
        turn.say("fallback.unread", choices=menu(turn))


def give_up(turn: Turn) -> None:
    """Show the menu and the contacts that are published; to who typed a phone number, what becomes of it."""
    if find_phones(turn.text):
        _unasked_phone(turn)
        return
    contact = hotline_line(turn)
    turn.say("fallback.menu_line" if contact else "fallback.menu", contact=contact, choices=menu(turn))


async def out_of_scope(turn: Turn) -> None:
    """Other bodies' business, spam, attempts to instruct the bot: what it can do is said instead."""
    found = procedure_of(turn)
    if elsewhere.tell(turn, named=found.named or bool(found.offered)):
        return
    if turn.dialogue is not None:
        turn.say("fallback.in_dialogue")
        return
    if listening.only_tells(turn) and listening.meets(turn):
        return
    turn.say("fallback.out_of_scope", choices=menu(turn))


async def provide_info(turn: Turn) -> None:
    """Bare data that nothing asked for: a procedure leads to its ladder, a place is asked about."""
    if not await _is_a_code(turn):
        await _data(turn)


async def _is_a_code(turn: Turn) -> bool:
    """Tell who knows of a dossier to whoever types its code and nothing else; False where it is none."""
    if _CODE.fullmatch(turn.text.strip()) is None or turn.dialogue is not None:
        return False
    await check_dossier_status(turn)
    return True


async def _data(turn: Turn) -> None:
    found = procedure_of(turn)
    if found.named and found.procedure is not None and not _other_data(turn):
        await about(turn, found.procedure)
        return
    beside = named_beside(turn)
    if beside is not None:
        await about(turn, beside)
        return
    if found.offered and turn.understanding.values("procedure"):
        which.ask_procedure(turn, "find_procedure", found.offered)
        return
    if await _way(turn):
        return
    match = area.read_place(turn) if turn.understanding.values("admin_unit") else None
    unit = area.settled(match)
    if unit is not None and match is not None:
        _placed(turn, unit, match)
    elif match is not None:
        which.ask_area_of(turn, "provide_info", match)
    elif turn.understanding.values("phone"):
        _unasked_phone(turn)
    elif turn.dialogue is not None:
        _amid(turn)
    elif not _listen(turn):
        turn.say("fallback.data", choices=menu(turn))


def _listen(turn: Turn) -> bool:
    """Take what is only told, outside of a form, as somebody who listens; False where there is nothing of it."""
    if turn.dialogue is not None or find_phones(turn.text):
        return False
    if listening.is_marked(turn) and unheard.tell_as_typed(turn, about=turn.state.topic.procedure is not None):
        return True
    memory = Memory.of(turn.state, turn.received_at)
    if not listening.listened(turn, memory):
        return False
    memory.keep(turn.state)
    return True


def _placed(turn: Turn, unit: AdminUnit, match: PlaceMatch) -> None:
    """Keep where the person lives, and go on with the matter under way; without one it is asked what they want."""
    detail = f"{match.detail}, {unit.name}" if match.detail else match.typed
    area.remember(turn, unit, detail)
    if (procedure := topic_procedure(turn)) is not None:
        _here(turn, procedure, area.understood(turn, unit, match))
        return
    question = turn.words("fallback.place_then")
    turn.reply(f"{area.understood(turn, unit, match)}\n{question}", choices=_about_place(turn))


def _here(turn: Turn, procedure: Procedure, understood: str) -> None:
    """Go on with the matter under way once it is known where the person lives: nothing else was asked."""
    ladder = ladder_of(turn, procedure.code)
    stays = case.inside(turn, procedure.code) is not None
    shut = {Channel.IN_PERSON} if stays else set()
    if case.offline(turn, procedure.code) is not None:
        shut.add(Channel.ONLINE)
    open_ways = [way for way in ladder.first if way not in shut]
    if not open_ways:
        ways.show(turn, procedure, lead=f"{understood}\n{turn.words('ways.about', title=procedure.title)}")
        return
    named = ", ".join(turn.words(f"answers.way_{way.value}") for way in open_ways)
    focuses = (Focus.PAPERS, Focus.FEE, Focus.TIME)
    choices = [Choice(turn.words(f"answers.focus_{one}"), f"#ans.ask:{procedure.code}/{one}") for one in focuses]
    turn.say("fallback.place_matter", understood=understood, title=procedure.title, ways=named, choices=choices)


async def _way(turn: Turn) -> bool:
    """Take a bare way of submission ("vậy qua mạng") as the question how it is gone; False where none is named."""
    named = mentions.subjects(turn.text) if turn.understanding.values("channel") else ()
    if "online" in named:
        await ask_online_guide(turn)
    elif "postal" in named:
        await ask_postal_service(turn)
    else:
        return False
    return True


def _unasked_phone(turn: Turn) -> None:
    """A number that nothing asked for is not kept; who types one mostly wants to be called."""
    turn.say("kinds.contact", choices=[call_choice(turn)])


def _other_data(turn: Turn) -> bool:
    """Return whether the data is something else than a procedure: "sáng" is no "sang tên"."""
    if turn.understanding.values("procedure"):
        return False
    marked = any(entity.entity != "person" for entity in turn.understanding.entities)
    counts = read_counts(turn.text)
    counted = counts.dossiers is not None or counts.people is not None
    return marked or counted or not read_when(turn.text, turn.moment).is_empty


def _about_place(turn: Turn) -> list[Choice]:
    intents = ("ask_area_status", "book_appointment", "ask_queue_capacity", "ask_admin_unit_change")
    return [intent_choice(turn, intent) for intent in intents]
