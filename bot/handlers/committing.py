"""Replies at the questions that commit (booking, moving, cancelling, erasing, consent), and what is said beside them.

That is taken in the same turn: a question is answered after it, a name is kept for the
step that asks for it, and a field that differs from what was read back is read back anew.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.guidance.answers import Focus
from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.text import contact_words
from bot.handlers import consent
from bot.handlers.booking.draft import Draft
from bot.handlers.booking.holding import people_of
from bot.handlers.booking.phrases import is_question
from bot.handlers.booking.words import half_day_words, window_words
from bot.handlers.finding import advise
from bot.handlers.forms import ask_again
from bot.handlers.questions.left_over import may_answer
from bot.understanding.agreement import LONGEST, Agreement, Asked, Means, read_agreement
from bot.understanding.agreement_call import Called, gives_to_call
from bot.understanding.agreement_limits import ASIDE, ASKS_FOR, QUESTION
from bot.understanding.anger import is_angry
from bot.understanding.dates.reading import read_when
from bot.understanding.fold import canonical
from bot.understanding.name_words import NAME_WORDS, SURNAMES
from bot.understanding.persons import clean_name
from bot.understanding.phones import find_phones, in_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from bot.conversation.router import Router
    from bot.conversation.turn import Turn
    from bot.conversation.understood import Understanding
    from bot.handlers.forms import FormDialogue

_ASKED: Mapping[str, Asked] = MappingProxyType(
    {
        "consent": Asked.CONSENT,
        "confirm": Asked.BOOK,
        "fix": Asked.BOOK,
        "confirm_move": Asked.MOVE,
        "confirm_cancel": Asked.CANCEL,
    }
)
"""By the name of the step, which is the same in every dialogue that asks for it."""
_READ_BACK = frozenset({"confirm", "confirm_move"})
_VISITS = frozenset({"booking", "appointments"})
_CALLS = "callback"
_ONCE_MORE = "once_more"
"""Slot: token of the read-back after which one word was asked for."""
_WANTS = re.compile(r"^(?:(?:ma|roi|va|xong) )*(?:cho|gui|nhan|nhac|xin|dat|book|please|send|tell)\b")
_ME = "(?:toi|em|con|minh|chau|anh|chi|co|chu|bac)"
_NAMES = re.compile(rf"^(?:(?:da|roi|va|ma) )*(?:(?:{_ME} )?(?:ho )?ten(?: {_ME})?(?: la)?|{_ME} la) \w")
_LONGEST = 120
_CLAUSE = re.compile(r"[^,.;!?\n]+")


def reply_in(turn: Turn) -> Agreement | None:
    """Return what the message means for the question that commits, None where none is asked."""
    dialogue = turn.dialogue
    asked = _ASKED.get(dialogue.step) if dialogue is not None else None
    if asked is None or turn.inbound.kind is not Kind.TEXT:
        return None
    text = _with_signs(turn.text) if asked is Asked.CONSENT else turn.text
    reply = read_agreement(text, asked, _shown(turn, asked), turn.guidance.place_reader.named)
    if asked is Asked.CONSENT and reply.means is not Means.AGREES and _gives_number(turn):
        return Agreement(Means.AGREES, reply.besides)
    return reply


def _gives_number(turn: Turn) -> bool:
    """Return whether a number is given to be called at, where the text for consent was shown right before.

    "Ừ, 0900 …" and "số tui 0900 …, gọi gấp dùm" agree in deed; a number alone does not.
    """
    dialogue = turn.dialogue
    if dialogue is None or gives_to_call(turn.text) is Called.NONE:
        return False
    live = turn.state.menu_live and any(one.payload.endswith(f":{dialogue.token}") for one in turn.state.menu)
    return live or asks_to_be_called(turn)


def asks_to_be_called(turn: Turn) -> bool:
    """Return whether a message asks to be called at the number in it, amid a request whose consent text was shown."""
    dialogue = turn.dialogue
    calls = dialogue is not None and dialogue.name == _CALLS
    return calls and gives_to_call(turn.text) is Called.WISHES


_HOLDS_BACK = re.compile(r"\b(?:khong|dung|chua|khoi|thoi|neu|chi|moi|tru|nhung|sao|ma)\b")
_NAME_OR_NUMBER = re.compile(
    r"(?<=[^\W\d_]) ((?:(?:bà|ông|tui|tôi|em|con|cháu|chú|cô|bác|anh|chị|mình|ba|ong|toi|chau|chu|co|bac|chi|minh) )?"
    r"(?:tên|ten)\b|(?:số|so|sđt|sdt)(?= ?\w{0,8}(?: \w{1,8}){0,3} \+?\d))",
    re.IGNORECASE,
)


def _with_signs(text: str) -> str:
    """Put the comma before a name and a number that are told beside consent: "ừ bà đồng ý bà tên … số …".

    Digits that are said ("không chín …") are written as such, since "không" denies. Where anything else in the message
    may hold something back it stays as it is, and is asked once more.
    """
    if len(text) > LONGEST:
        return text
    written = in_digits(text)
    if _HOLDS_BACK.search(canonical(written)):
        return text
    return _NAME_OR_NUMBER.sub(r", \1", written)


def _shown(turn: Turn, asked: Asked) -> str:
    """Return what was shown with the question: what a reply repeats of it is no change."""
    if asked is Asked.CONSENT:
        return consent.text(turn)
    draft = Draft.of(turn)
    if asked is Asked.CANCEL:
        return " ".join(str(value) for value in (draft.slots.get("before") or {}).values())
    if (chosen := draft.chosen) is None:
        return ""
    lines = [half_day_words(turn, chosen.half, chosen.day), chosen.unit_name, draft.name or "", draft.phone or ""]
    lines += [window_words(draft.held.start, draft.held.end)] if draft.held is not None else []
    lines += [turn.words("booking.dossiers", count=draft.dossiers)] if draft.dossiers else []
    lines += [f"{people_of(turn, draft)} người", *_from_today(turn.moment.astimezone(VIETNAM).date(), chosen.day)]
    return ", ".join(lines)


def _from_today(today: date, day: date) -> list[str]:
    """Return what people call ``day`` who count from today."""
    names = {1: "ngày mai", 2: "ngày mốt", 3: "ngày kia"}
    weeks = (day - timedelta(days=day.weekday()) - today + timedelta(days=today.weekday())).days // 7
    return [names[after] for after in ((day - today).days,) if after in names] + ["tuần sau"] * (weeks == 1)


def agreed_to(turn: Turn, reply: Agreement) -> bool:
    """Return whether the reply commits; the bare word does where it was just asked for, "được" at a read-back."""
    dialogue = turn.dialogue
    asked_for = dialogue is not None and dialogue.slots.get(_ONCE_MORE) == dialogue.token
    one_word = reply.means is Means.ONE_WORD and asked_for
    return reply.means is Means.AGREES or one_word or (reply.means is Means.ALLOWS and _just_asked(turn))


def _just_asked(turn: Turn) -> bool:
    """Return whether the read-back is the latest that was said: its button is in the menu that is live."""
    dialogue = turn.dialogue
    if dialogue is None or dialogue.step not in _READ_BACK or not turn.state.menu_live:
        return False
    return any(choice.payload.endswith(f":{dialogue.token}") for choice in turn.state.menu)


def settles(turn: Turn) -> bool:
    """Return whether the message answers the question that commits, whatever else it reads as."""
    reply = reply_in(turn)
    return reply is not None and (agreed_to(turn, reply) or reply.means is Means.REFUSES)


def ask_once_more(turn: Turn, key: str) -> None:
    """Say that nothing is done yet, and which one word does it."""
    if turn.dialogue is not None:
        turn.dialogue.slots[_ONCE_MORE] = turn.dialogue.token
    turn.say(key)


def _wanted(clause: str) -> bool:
    """Return whether a clause asks something or asks for something."""
    plain = canonical(clause)
    if is_angry(clause):
        return False
    return is_question(clause) or QUESTION.search(plain) is not None or _WANTS.search(plain) is not None


def stated(turn: Turn, reply: Agreement) -> str:
    """Return the message without what it asks and what it asks for besides: what may differ from a read-back."""
    text = turn.text
    for clause in reply.besides:
        plain = canonical(clause)
        aside = ASIDE.search(plain) is not None and not find_phones(clause)
        if _asks_for_a_day(turn, clause):
            continue
        if aside or _wanted(clause) or plain.startswith(("nho", "ma nho")):
            text = text.replace(clause, " ")
    return text


def name_beside(reply: Agreement, text: str = "") -> str | None:
    """Return the name beside an agreement ("đồng ý. tên tui là …"), or a full one in a ``text``; or None."""
    for clause in reply.besides or _CLAUSE.findall(text):
        name = None if _wanted(clause) or is_angry(clause) else clean_name(clause)
        words = canonical(name).split() if name else []
        full = len(words) > 1 and words[0] in SURNAMES and all(word in NAME_WORDS for word in (name or "").split())
        told = _NAMES.match(canonical(clause)) is not None
        if name and words and (told or full if reply.besides else told and full):
            return name
    return None


async def answer_besides(
    turn: Turn, router: Router, reply: Agreement, unanswered: Callable[[Turn, list[str]], None] | None = None
) -> None:
    """Answer what is asked beside an agreement, behind what came of it; a question that waits is put last again.

    Args:
        turn: the turn.
        router: knows who answers.
        reply: the agreement, or the refusal, whose own words ask nothing ("k").
        unanswered: says what was heard and has no answer, where that is kept for somebody.
    """
    wanted = [
        clause
        for clause in reply.besides
        if _wanted(clause) and not _refuses(clause, reply) and not _is_the_wish(turn, clause)
    ]
    if not wanted:
        return
    said, dialogue = len(turn.replies), turn.dialogue
    reading = turn.understanding
    asked = ". ".join(clause for clause in wanted if is_question(clause))
    if asked and router.questions is not None:
        # The units read the questions alone: the agreement is settled, and its words ask nothing.
        with turn.reading(asked, _question_of(turn, router)):
            await router.questions(turn)
    wishes = dict.fromkeys(one for one in (reading.intent, *(each.intent for each in reading.secondary)))
    for wish in wishes if len(turn.replies) == said else ():
        if wish in router.side and _is_wished(turn, wish, asked):
            await router.answer_second(turn, wish)
    if len(turn.replies) == said:
        (unanswered or _unanswered)(turn, wanted)
    if dialogue is not None and turn.dialogue is dialogue and said:
        question = turn.replies.pop(said - 1)
        turn.replies.append(question)
        if question.choices:
            turn.state.menu, turn.state.menu_live = question.choices, True


def _asks_for_a_day(turn: Turn, clause: str) -> bool:
    """Return whether a clause asks for another day or hour ("chiều 26/8 được không")."""
    return ASKS_FOR.search(canonical(clause)) is not None and not read_when(clause, turn.moment).is_empty


def _is_the_wish(turn: Turn, clause: str) -> bool:
    """Return whether what a clause asks for is what the visit's form goes on with."""
    going_on = turn.dialogue is not None and turn.dialogue.name in _VISITS
    return going_on and _asks_for_a_day(turn, clause)


def _refuses(clause: str, reply: Agreement) -> bool:
    """Return whether a clause of a refusal is the refusal itself: "k" asks nothing."""
    return reply.means is Means.REFUSES and read_agreement(clause, Asked.CONSENT).means is Means.REFUSES


def _is_wished(turn: Turn, wish: str, asked: str) -> bool:
    """Return whether a wish that the whole message was read as is that of the questions beside the agreement."""
    if not asked:
        return True
    with turn.reading(asked):
        return any(clause.focus is None or may_answer(wish, clause) for clause in turn.clauses)


async def leave_answered(turn: Turn, dialogue: FormDialogue) -> None:
    """Leave a form that is given up, and answer before that what is asked beside it."""
    await _answer_before_leaving(turn, dialogue.router)
    await dialogue.leave(turn)


async def _answer_before_leaving(turn: Turn, router: Router) -> None:
    """Answer what is asked beside the word that gives a form up ("hủy giùm, hủy có bị phạt không").

    A message that only asks is none that gives up; what nobody here can answer is said to be heard.
    """
    asking = [clause for clause in turn.clauses if clause.act.asks]
    if not asking or len(asking) == len(turn.clauses) or router.questions is None:
        return
    said = len(turn.replies)
    with turn.reading(". ".join(clause.text for clause in asking), _question_of(turn, router)):
        await router.questions(turn)
    if len(turn.replies) == said:
        _unanswered(turn, [clause.text for clause in asking])


async def answer_asked(
    turn: Turn,
    router: Router,
    is_data: Callable[[Turn, str], bool],
    unanswered: Callable[[Turn, list[str]], None] | None = None,
) -> None:
    """Answer what is asked beside an answer that was taken ("1 bộ thôi, mà phí nhiêu"); the question waits behind it.

    Args:
        turn: the turn.
        router: knows who answers.
        is_data: whether a clause is a part of the answer, in the words of a question.
        unanswered: says what was heard and has no answer, where that is kept for somebody.
    """
    # "Thứ 7 có làm không" names a day, and asks when the office is open all the same.
    asking = [
        clause
        for clause in turn.clauses
        if clause.act.asks and (clause.focus is Focus.HOURS or not is_data(turn, clause.text))
    ]
    dialogue, said = turn.dialogue, len(turn.replies)
    if not asking or len(asking) == len(turn.clauses) or dialogue is None or router.questions is None:
        return
    with turn.reading(". ".join(clause.text for clause in asking), _question_of(turn, router)):
        await router.questions(turn)
    known = [clause for clause in asking if clause.focus is not None]
    if len(turn.replies) == said and known:
        (unanswered or _unanswered)(turn, [clause.text for clause in known])
    if len(turn.replies) > said and turn.dialogue is dialogue:
        ask_again(turn)


def _question_of(turn: Turn, router: Router) -> Understanding:
    """Return how a question beside something else was read: the wish of the whole is that of the rest."""
    reading = turn.understanding
    return reading if reading.intent in router.side else replace(reading, intent=FALLBACK)


def _unanswered(turn: Turn, wanted: list[str]) -> None:
    """Say which words were heard and have no answer here, and who knows."""
    line = advise(turn).hotline
    heard = "; ".join(wanted)[:_LONGEST]
    whom = contact_words(line) if line is not None else turn.words("commit.whom")
    turn.say("commit.unanswered", heard=heard, whom=whom)
