"""Whose a message is: its questions are answered by units, or the handler of its wish answers it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.router import FALLBACK
from bot.guidance.answers import FactName, Focus
from bot.guidance.channels import Channel
from bot.guidance.text import composed
from bot.handlers import mentions
from bot.handlers.callback.offered import leaves_number
from bot.handlers.deciding import asks_only_of, business_of
from bot.handlers.menu import BOOK_START
from bot.handlers.questions import case
from bot.handlers.questions.aims import misses
from bot.handlers.questions.focuses import (
    ANSWERED,
    WISHES,
    asks_alone,
    asks_beyond,
    asks_to_book_first,
    uses_elsewhere,
)
from bot.handlers.quoting import nobody_knows
from bot.understanding.clauses import Act, Mood
from bot.understanding.clauses.denied import without_circumstances
from bot.understanding.clauses.splitting import asked_at
from bot.understanding.clauses.told_only import tells_in_figures
from bot.understanding.dates.reading import read_when
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn
    from bot.handlers.questions.hearing import Heard
    from bot.handlers.questions.implied import Question
    from bot.handlers.questions.memory import Memory
    from bot.understanding.clauses import Clause

INSTEAD = frozenset(
    {
        "ask_submission_channel",
        "ask_inperson_allowed",
        "ask_must_appear",
        "ask_online_guide",
        "ask_postal_service",
        "find_procedure",
        "ask_procedure_documents",
        "ask_procedure_fee",
        "ask_processing_time",
        "ask_procedure_authority",
        "ask_form_download",
        "ask_result_delivery",
        "ask_unemployment_benefit",
        "ask_online_payment",
        "ask_office_info",
        "ask_hotline",
        "ask_admin_unit_change",
        "ask_area_status",
        "check_dossier_status",
        "provide_info",
        "affirm",
        "deny",
        "greet",
        "thank_bye",
        "complaint_feedback",
        "out_of_scope",
        "nlu_fallback",
    }
)
"""Wishes whose handlers give way to units; any other (booking, changing, a person) is answered besides."""
BESIDE = frozenset({"book_appointment", "talk_to_human", "ask_queue_capacity", "report_online_error"})
"""Wishes that are answered after the questions that stand beside them."""
OF_RULES = frozenset({"ask_rule_source", "ask_epidemic_rules"})
"""Wishes of what is in force, which are answered after other questions of a message; hardly read, they are none."""
_OF_SOURCES = "ask_rule_source"
OF_APPOINTMENTS = frozenset({"cancel_appointment", "check_appointment", "change_appointment"})
_OF_A_PLACE = frozenset({Focus.PLACE, Focus.HOURS, Focus.CONTACT})
_SENDING = frozenset({Focus.PLACE, Focus.CHANNEL, Focus.MUST_COME})
_OF_ANYTHING = frozenset(
    {Focus.PLACE, Focus.AUTHORITY, Focus.TIME, Focus.FEE, Focus.CHANNEL, Focus.CONTACT, Focus.HOURS, Focus.DEADLINE}
)
"""Questions that every matter has an answer to, whatever it is that they ask about."""
_ITS_OWN = frozenset({"ask_area_status", "complaint_feedback", "ask_unemployment_benefit"})
"""Wishes whose handlers know whether a message is theirs."""
_UNSURE = frozenset(
    {
        "nlu_fallback",
        "ask_procedure_documents",
        "ask_result_delivery",
        "find_procedure",
        "out_of_scope",
        "deny",
        "provide_info",
        "complaint_feedback",
    }
)
"""Wishes as which a question whether old papers hold is misread; the handler of changed units answers its own."""
_GUESSED = frozenset({*WISHES.values(), "ask_office_info"})
_READ_AS_QUESTIONS = frozenset({*_GUESSED, "find_procedure"})
BY_FOCUS: dict[Focus | None, str] = {
    Focus.HOURS: "ask_office_info",
    Focus.CONTACT: "ask_hotline",
    Focus.APPOINTMENT: "ask_inperson_allowed",
    Focus.LATENESS: "check_dossier_status",
}
"""Questions about an office or an appointment: who answers them where the model made nothing of the text."""
_SURE = 0.8
"""Confidence from which on the model's word is taken for what a text asks though no word of it does."""
DOUBTFUL = 0.75
"""Confidence under which it is taken for nothing that no word of the text asks."""
_TOLD_AT_LENGTH = 6
"""Words of what somebody tells beside the matter, from which on it is kept in mind and not asked about."""
_HARDLY_READ = 0.35
"""Confidence under which any wish that informs is a guess."""
_GONE = re.compile(r"\b(?:huyen|thi tran|thi xa)\b")
"""Levels that are no more: who asks about them hears that first."""
_UNEMPLOYMENT = "ask_unemployment_benefit"


_TAKES_IT = frozenset({"book_appointment", "talk_to_human", *OF_APPOINTMENTS})
_ASKS_FOR_IT = frozenset({Act.COMMANDS, Act.ASKS_WHETHER, Act.LEAVES})
_VISIT = re.compile(
    r"^(?:(?:da|thoi|vay|roi|ok|lam on|nho|ban|em|chi|anh|co|cho|toi|minh|muon) ){0,4}(?:dat|lay|giu)"
    r"(?: (?:giup|gium|dum|cho|luon|truoc|toi|em|chi|anh|minh|con|co|chu|bac|ba|mot|1|cai)){0,4}"
    r" (?:lich(?: hen)?|buoi(?: sang| chieu)?|hen|so thu tu|cho"
    r"|(?:ngay|sang|chieu) (?:mai|mot|thu|hai|ba|tu|nam|sau|\d))\b(?!.*\b(?:roi|chua|truoc khong)$)"
)
"""Asks for a visit in so many words ("đặt cho chị một buổi sáng ở …")."""
_OUTRIGHT = {
    "book_appointment": _VISIT,
    "talk_to_human": re.compile(
        r"\b(?:cho|muon|xin|de|keu|chuyen)(?: (?:toi|em|con|chi|anh|minh|co|chu|bac|ba|may|qua))*"
        r" (?:gap|noi chuyen(?: voi)?)(?: (?:mot|1|truc tiep|may))* (?:can bo|nguoi (?:that|ta|truc)|nhan vien)\b"
    ),
    "ask_hotline": re.compile(
        r"\b(?:doc|noi) (?:cai )?so (?:di|gium|dum|nghe|coi|len)\b"
        r"|\b(?:cho|xin)(?: (?:toi|em|con|minh|chi|anh|co|chu|bac|xin|cai)){0,3} (?:so|so dien thoai|sdt)"
        r"(?: (?:luon|di|voi|nha|thoi|goi|a))*$"
    ),
    "ask_office_info": re.compile(
        r"\b(?:cho|xin)(?: (?:toi|em|con|minh|chi|anh|co|chu|bac|xin|cai|luon)){0,4}"
        r" (?:gio (?:lam viec|mo cua)|dia chi)\b"
    ),
}
"""Wish → the words of who wants it and nothing else."""
_SAYS_LITTLE = frozenset({"affirm", "deny", "greet", "thank_bye"})
_WANTS = re.compile(r"\b(?:muon|tinh|dinh|xin|can lam|want to|need to|would like)\b")
_COMPLAINT = re.compile(r"\b(?:khieu nai|to cao|phan anh|kien nghi)\b")
_MEANS = re.compile(r"^(?:da |a |khong )*(?:y|y toi|y em|toi noi) (?:la|toi)\b")
_IS_LOCKED = re.compile(
    r"\b(?:co|con|dang) (?:dang |con |bi )*(?:phong toa|giang day|rao|cach ly|lockdown)\b.*\b(?:khong|chua)\b"
)
_HOLDS = re.compile(r"\b(?:doi|xai|dung|su dung|hieu luc|gia tri)\b")
"""Asks whether a paper still holds, and not what a place is called now."""


def slot_is_offered(turn: Turn) -> bool:
    """Return whether the latest answer offered a slot, which a place or a day in the message may take."""
    offered = turn.state.menu_live and any(choice.payload.startswith(BOOK_START) for choice in turn.state.menu)
    return offered and (
        not read_when(turn.text, turn.moment).is_empty
        or any(turn.understanding.values(name) for name in ("admin_unit", "date", "time", "half_day"))
    )


def refers(memory: Memory, heard: Heard, *, live: bool) -> bool:
    """Return whether a message is about the answers before, and not a question of its own."""
    if heard.goes_on and (memory.waiting or memory.lines):
        return True
    if memory.lines and heard.again:
        return True
    of_units = heard.objects and memory.latest  # what a handler told has no other readings to offer
    return live and bool(of_units or heard.shorter or heard.plainly)


def outright(turn: Turn) -> str | None:
    """Return the wish that a clause has in so many words, where the model took it for another and is not sure."""
    understood = turn.understanding
    if leaves_number(turn):
        return "talk_to_human"
    sure = understood.confidence >= _SURE and understood.intent != FALLBACK
    if turn.dialogue is not None or understood.intent in _TAKES_IT or sure:
        return None
    for wish, words in _OUTRIGHT.items():
        acts = _ASKS_FOR_IT if wish == "book_appointment" else _ASKS_FOR_IT | {Act.TELLS}
        if any(clause.act in acts and words.search(canonical(clause.text)) for clause in turn.clauses):
            return wish
    return None


def has_no_appointment(heard: Heard) -> bool:
    """Return whether the message itself says so; what was said before may be over."""
    told = [fact for clause in heard.clauses for fact in clause.facts if fact.name is FactName.BOOKED]
    return any(fact.value is False and fact.mood in {Mood.ASSERTS, Mood.DENIES} for fact in told)


def unsure(turn: Turn) -> bool:
    """Return whether the model made nothing of a text, or took it for a question without being sure."""
    intent = turn.understanding.intent
    guessed = intent in _READ_AS_QUESTIONS or _has_no_word_of_it(turn)
    return _hardly_read(turn) or (guessed and turn.understanding.confidence < _SURE)


def _has_no_word_of_it(turn: Turn) -> bool:
    """Return whether a text was read as a wish for a number to call, and speaks of nothing of the kind."""
    return turn.understanding.intent == "ask_hotline" and not _CALLS.search(canonical(turn.text))


_CALLS = re.compile(
    r"\b(?:so(?: dien thoai| dt| may)|goi|dien thoai|dt|sdt|hotline|tong dai|lien he|lien lac|call|phone|number|zalo"
    r"|duong day)\b"
)


def _hardly_read(turn: Turn) -> bool:
    """Return whether the model made nothing of a text, or hardly anything that informs."""
    intent = turn.understanding.intent
    return intent == FALLBACK or (intent in INSTEAD and turn.understanding.confidence < _HARDLY_READ)


def gives_way(turn: Turn, heard: Heard) -> bool:
    """Return whether units may answer instead of the handler of the wish, or before it."""
    intent = turn.understanding.intent
    if intent in OF_RULES and heard.questions:
        own = any(question.focus in ANSWERED for question in heard.questions)
        return turn.understanding.confidence < DOUBTFUL or (own and len(heard.clauses) > 1)
    return intent in INSTEAD or intent in BESIDE


def is_done(turn: Turn, heard: Heard) -> bool:
    """Return whether a message whose questions were answered needs no answer of its wish's handler besides."""
    intent = turn.understanding.intent
    if intent in OF_RULES:
        return turn.understanding.confidence < DOUBTFUL
    no_fault = intent == "report_online_error" and case.tells_of_the_net(turn)
    return intent not in BESIDE or no_fault or only_asks_to_book_first(heard)


def asks_of_another(heard: Heard, code: str, offered: Sequence[str]) -> bool:
    """Return whether a message asks something of a procedure that is none of those it was asked to choose from.

    Who puts right what was meant ("ý là làm hộ chiếu, cần giấy gì") asks it of what was asked before, too.
    """
    rights = any(clause.act is Act.CORRECTS or _MEANS.match(canonical(clause.text)) for clause in heard.clauses)
    return bool(heard.questions and offered) and code not in offered and not rights


def asks_beside(turn: Turn, heard: Heard) -> bool:
    """Return whether a question stands beside a denial or a polite word as which the message was read."""
    return turn.understanding.intent in _SAYS_LITTLE and any(asks_alone(clause) for clause in heard.clauses)


def is_of_elsewhere(heard: Heard) -> bool:
    """Return whether a message asks nothing but whether a hospital or a school takes somebody who lacks a paper."""
    asking = [clause for clause in heard.clauses if clause.act.asks]
    return not heard.questions and bool(asking) and all(uses_elsewhere(clause.text) for clause in asking)


def asks_something_else(turn: Turn, heard: Heard) -> bool:
    """Return whether all that a message asks has a word of a stock question, and asks it of something else."""
    if heard.questions or turn.dialogue is not None:
        return False
    said = [(one, canonical(one.text)) for one in heard.clauses]
    beyond = {one.start for one, plain in said if asks_beyond(turn, plain)}
    asking = [(one, plain) for one, plain in said if one.act.asks or one.start in beyond or misses(None, plain)]
    if not asking:
        return False
    if turn.understanding.intent == _OF_SOURCES:  # "sổ tạm trú còn hiệu lực không" asks of no law
        return all(one.start in beyond for one, _ in asking)
    informs = turn.understanding.intent in INSTEAD - _ITS_OWN
    return informs and all(one.start in beyond or misses(one.focus, plain) for one, plain in asking)


def only_says(turn: Turn, heard: Heard) -> bool:
    """Return whether a message tells something and wants nothing that a handler does."""
    asks = any(clause.act.asks for clause in heard.clauses)
    return turn.dialogue is None and not asks and turn.understanding.intent in INSTEAD


def tells_in_figures_only(turn: Turn, heard: Heard) -> bool:
    """Return whether all that was read as a question tells by words that ask ("ai mà ngờ"), amid a matter.

    What a handler would answer it with was asked by nobody, but where the model is sure of it.
    """
    asking = [clause for clause in heard.clauses if clause.act.asks]
    if (
        not any(_tells(turn, clause) for clause in heard.clauses)
        or heard.questions
        or heard.topic.named
        or turn.state.topic.procedure is None
    ):
        return False
    if turn.understanding.intent not in INSTEAD or turn.understanding.confidence >= _SURE:
        return False
    return all(_tells(turn, clause) for clause in asking)


def _tells(turn: Turn, clause: Clause) -> bool:
    marked = asked_at(composed(turn.text), clause.end)
    return tells_in_figures(clause.text, marked=marked) or nobody_knows(turn.text, clause)


def tells(heard: Heard) -> bool:
    """Return whether a message does nothing but tell, at some length, and names no matter."""
    said = [clause for clause in heard.clauses if clause.act is not Act.COURTESY]
    enough = sum(len(clause.text.split()) for clause in said) >= _TOLD_AT_LENGTH
    return enough and all(clause.act is Act.TELLS for clause in said) and not heard.topic.named and not wants(heard)


def wants(heard: Heard) -> bool:
    """Return whether somebody says what they want to do ("tôi tính chuyển hộ khẩu lên phường")."""
    return any(_WANTS.search(canonical(clause.text)) for clause in heard.clauses if not clause.act.asks)


def instead_of_fallback(turn: Turn, asking: Sequence[Clause]) -> str | None:
    """Return the wish that a text's own words have where the model made nothing of it."""
    if turn.understanding.intent != FALLBACK:
        return None
    if "vaccination" in mentions.topics(turn.text):
        return "ask_epidemic_rules"
    if any(_COMPLAINT.search(canonical(clause.text)) for clause in asking):
        return "complaint_feedback"
    return next((BY_FOCUS[clause.focus] for clause in asking if of_an_office(clause)), None)


def of_an_office(clause: Clause) -> bool:
    """Return whether a clause asks about an office or an appointment, and no number of something else."""
    return clause.focus in BY_FOCUS and not misses(clause.focus, canonical(clause.text))


def doubtful(turn: Turn, heard: Heard, asking: Sequence[Clause]) -> bool:
    """Return whether no word of a question bears out what the model took it for, and the model itself hardly does."""
    intent = turn.understanding.intent
    confidence = turn.understanding.confidence
    guessed = _hardly_read(turn) or ((intent in _GUESSED or _has_no_word_of_it(turn)) and confidence < DOUBTFUL)
    heard_at = {question.start for question in heard.questions}
    unknown = (
        clause.focus in {None, Focus.PROCEDURE} or (clause.focus in ANSWERED and clause.start not in heard_at)
        for clause in asking
    )
    return bool(asking) and guessed and all(unknown)


def asks_how(asking: Sequence[Clause]) -> bool:
    """Return whether one of the clauses asks how something is done."""
    return any(clause.act is Act.ASKS_HOW for clause in asking)


def certain(turn: Turn, heard: Heard, *, among: bool = False) -> bool:
    """Return whether units answer the message, and not the handler of its wish.

    At least one of its questions has to be theirs. How a way of submission is gone is told step by step elsewhere.

    Args:
        turn: the turn.
        heard: what its text says.
        among: the person was asked just now which of a few procedures is meant.
    """
    focuses = {one.focus for one in heard.questions}
    misread = turn.understanding.intent in _UNSURE or turn.understanding.confidence < _SURE
    first = heard.questions[0]
    holds = misread or _HOLDS.search(first.text) is not None
    validity = first.focus is Focus.VALIDITY and holds and not turn.understanding.values("admin_unit")
    own = [one for one in heard.questions if one.focus in ANSWERED or _books_first(one)]
    if validity or not own:
        return validity or Focus.RULE in focuses
    if _of_another(turn, own, focuses):
        return False
    return among or len(heard.questions) > 1 or _single(turn, own[0])


def _of_another(turn: Turn, own: Sequence[Question], focuses: set[Focus]) -> bool:
    """Return whether the message is an office's, or of who can use no way and whom the labour office calls."""
    named = any(question.topic.named for question in own)  # "làm hộ chiếu ở đâu" is about a matter
    of_an_area = turn.understanding.intent == "ask_area_status" and turn.understanding.confidence >= _SURE
    if of_an_area and not named and all(_IS_LOCKED.search(question.text) for question in own):
        return True
    if focuses <= _OF_A_PLACE and turn.understanding.intent == "ask_office_info" and not named:
        return True
    told = {Channel.ONLINE} if case.tells_of_the_net(turn) else set()  # that, the units know
    hindered = bool(mentions.obstacles(turn.text) - told) and any(one.act is not Act.ASKS_WHETHER for one in own)
    if turn.understanding.intent == _UNEMPLOYMENT and focuses <= _SENDING | {Focus.ELIGIBILITY}:
        return True
    return focuses <= _SENDING and hindered


def only_asks_to_book_first(heard: Heard) -> bool:
    """Return whether a message asks whether visits are booked, and does not want one booked."""
    asks = [clause.act.asks for clause in heard.clauses if clause.act is not Act.COURTESY]
    return all(asks) and bool(heard.questions) and all(map(_books_first, heard.questions))


def _books_first(question: Question) -> bool:
    return question.focus is Focus.APPOINTMENT and asks_to_book_first(question.act, question.text)


def holds_of_all(turn: Turn, question: Question) -> bool:
    """Return whether what is asked holds of all matters, where nobody said which.

    Where one may file does by a rule in force; whether a visit is booked first always does.
    """
    if _books_first(question):
        return not question.topic.named
    if question.focus is not Focus.TERRITORY or question.topic.named or _GONE.search(question.text):
        return False
    return any(unit.known for unit in case.units_of(turn, "", question.focus))


def is_of_another_body(turn: Turn, question: Question, code: str | None) -> bool:
    """Return whether a question is another body's business and no procedure's.

    What names a procedure is answered, and so is what the matter under way may be about: a body's business may be why
    somebody asks, or where they are. A question about nothing but that business is not about the matter.

    Args:
        turn: the turn.
        question: the question.
        code: the procedure that it would be answered of; empty where it holds of all.
    """
    if code == "" or (question.topic.code is not None and not question.inherits):
        return False
    words = question.said or question.text
    words = words if code is None else without_circumstances(words)
    if mentions.lodges(words) and question.topic.code is None:
        return True
    business = business_of(turn, words)
    if business is None:
        return False
    only = not business.dossiers and asks_only_of(turn, words)
    if code is None:
        return question.inherits or not question.topic.offered or only
    return only and question.focus in _OF_ANYTHING


def asks_only_of_others(turn: Turn, heard: Heard) -> bool:
    """Return whether a message asks of nothing but other bodies' business, whatever the model took it for.

    The switchboard's number is no answer to a question about a bank's hours; a complaint, a visit, a person are wanted
    beside whatever is asked.
    """
    intent = turn.understanding.intent
    if turn.dialogue is not None or heard.topic.named or intent not in INSTEAD - _ITS_OWN:
        return False
    asking = [clause for clause in heard.clauses if clause.act.asks]
    theirs = (business_of(turn, clause.text) for clause in asking if asks_only_of(turn, clause.text))
    dossierless = [business for business in theirs if business is not None and not business.dossiers]
    return bool(asking) and len(dossierless) == len(asking)


def _single(turn: Turn, only: Question) -> bool:
    """Return whether a unit answers the only question."""
    if only.focus is Focus.CHANNEL and only.act is not Act.ASKS_WHETHER:
        under_way = turn.state.topic.procedure is not None and not only.topic.named
        about = only.topic.code is not None or under_way
        return about and (turn.understanding.intent == FALLBACK or case.tells_of_the_net(turn))
    if holds_of_all(turn, only):
        return True
    if only.topic.named or turn.state.topic.procedure is not None:
        return True
    return only.focus in {Focus.PAPERS, Focus.MISSING_PAPER, Focus.FEE, Focus.TIME, Focus.FORM}
