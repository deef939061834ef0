"""What nothing is known of: in which words it is called, who can be asked, and that it is noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.turn import Unanswered
from bot.guidance.answers import Focus
from bot.guidance.answers.in_law import is_law
from bot.guidance.places.other_provinces import OTHER_PROVINCES
from bot.handlers import elsewhere
from bot.handlers.deciding import body_of, business_of, is_wanted
from bot.handlers.finding import advise
from bot.handlers.hotline import whom_to_ask
from bot.handlers.questions import case
from bot.handlers.questions.aims import asks_of_old_names
from bot.handlers.questions.focuses import BESIDE
from bot.handlers.quoting import asks
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.clauses.told_only import tells_only
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure
    from bot.handlers.questions.memory import Waiting
    from bot.handlers.questions.telling import Answered

_OWN, _OWN_WHETHER = 3, 1
"""Words from which on a question names something of its own: one is enough in what is asked of one certain thing."""
_PROVINCES = re.compile(rf"\b(?:{'|'.join(OTHER_PROVINCES)}|(?:o|len|ve|tren) (?:day|do))\b")
"""Another place, which is what such a question is about."""
_THAT_THING = re.compile(r"\b(?:dem|mang|dua|lay|xai|dung|nop)(?: may)? (?:cai|to|giay|may cai|thu) (?:do|nay)\b")
_OF_A_CARD = frozenset(
    {Focus.PAPERS, Focus.CHANNEL, Focus.RESULT, Focus.TIME, Focus.MUST_COME, Focus.WHO_MAY_GO, Focus.FORM}
)
"""Of these a general unit is told whatever is asked of them; what it is about a place or a condition says so itself."""
_TAKEN_UP = {
    Focus.WHO_MAY_GO: re.compile(r"\b(?:gium|dum|giup|thay|nho|uy quyen|di the)\b"),
    Focus.TIME: re.compile(r"\b(?:lien|ngay|le|nhanh|lau|som|kip|hom nay|trong ngay)\b(?!.*\btra gap doi\b)"),
}
"""Words of what a unit of the focus always answers: whether somebody may go instead, how soon it is there."""
_A_CONDITION = 3
"""Words of a yes-or-no question that its answer does not have, from which on it is about something else; one more where
the answer says yes or no itself."""
_COMMON = frozenset(
    {
        *("lai", "them", "nua", "qua", "ve", "que", "bay", "gio", "gi", "may", "chac", "luc", "tren", "sau", "truoc"),
        *("khoi", "nhieu", "ngay", "tro", "len", "vay", "dt", "dien", "thoai", "app", "web", "online", "mang", "bua"),
        *("tien", "bao", "nhieu", "ton", "mat", "ten", "nguoi", "nha", "viec", "ho", "so", "khau", "phuong", "xa"),
    }
)
"""Words that name no condition."""
_IS_MADE = re.compile(r"\b(?:hinh|anh) (?:the )?(?:phai )?chup (?:lam )?(?:sao|the nao|kieu gi|ra sao)\b")
_OF_ITS_OWN = re.compile(
    r"\b(?:hop (?:le|phap)|co gia tri|duoc (?:chap nhan|cong nhan|tinh)|bi (?:coi|xem|tinh|tru|giu|huy|tra ve|tu choi)"
    r"|lay (?:lien|ngay)|ky (?:sau|truoc)|tra gap doi|thay cho"
    r"|dung (?:don|ten)|phong van|dau lanh su|dong dau)\b"
)
"""Asks whether something else of it is so than what its answer says."""
_OTHER_HALF = re.compile(r"(?:con )?hay (?!la$)")

_NO_PAPERS = re.compile(r"\b(?:khong|chua) (?:con )?co (?:giay(?: to)?|cai) (?:gi|nao)\b")


def focus_words(turn: Turn, question: Waiting) -> str:
    """Return how a question is called in a sentence."""
    return turn.words("answers.focus_law" if is_law(question.text) else f"answers.focus_{question.focus.value}")


def whom(turn: Turn, question: Waiting) -> str:
    """Return who can be asked what nothing is known of: by the words of the question, else by its matter.

    What somebody can do who has no papers but one is the matter's, whoever issues that.
    """
    asked = question.said or question.text
    if question.code and question.focus is Focus.MISSING_PAPER and _NO_PAPERS.search(canonical(asked)):
        business = business_of(turn, asked)
        if business is not None and business.dossiers and not is_wanted(asked):
            return whom_to_ask(turn, question.code)
    return whom_to_ask(turn, question.code, asked)


def by_whom(turn: Turn, unknown: Sequence[Answered], procedure: Procedure | None) -> dict[str, list[str]]:
    """Return what nothing is known of, by who can be asked: in its own words where it names more than its focus."""
    quotes = [own_words(one, procedure) for one in unknown]
    found: dict[str, list[str]] = {}
    for one, quote in zip(unknown, quotes, strict=True):
        asked = whom(turn, one.question)
        if quote is None and any(quotes) and asked == whom_to_ask(turn, one.question.code):
            continue  # it says no more than the question that is quoted
        found.setdefault(asked, []).append(quote or focus_words(turn, one.question))
    return found


def not_understood(turn: Turn, starts: Collection[int]) -> list[str]:
    """Return in its own words what else is asked, which nobody understood, and who can be asked that; note it."""
    asked = [clause for clause in turn.clauses if clause.start in starts and asks(turn.text, clause)]
    turn.unanswered += [Unanswered(clause.start) for clause in asked]
    return elsewhere.lines_of(turn, asked)


def leaves_out(turn: Turn, one: Answered) -> bool:
    """Return whether a unit that was told already says nothing of what this question asks besides.

    "Bao nhiêu tiền: chưa rõ" is no answer to "con hộ nghèo có giảm không", nor is a term to "phạt em hay chủ trọ".
    """
    pair = _BESIDES.get(one.question.focus)
    if pair is None or not one.units or not pair[0].search(one.question.text):
        return False
    told = " ".join(case.words(turn, said) for said in (one.units[0].short, one.units[0].long) if said is not None)
    return pair[1].search(canonical(told)) is None


_LESS = re.compile(r"\b(?:mien|giam)\b")
_BESIDES = {
    Focus.FEE: (_LESS, _LESS),
    Focus.CONSEQUENCE: (
        re.compile(r"\bphat (?:\w{1,9} ){1,3}hay\b|\bphat ai\b|\bai (?:bi|chiu) phat\b"),
        re.compile(r"$^"),
    ),
}
"""Focus → what is asked besides, and by which words a unit speaks of it."""


def own_words(one: Answered, procedure: Procedure | None) -> str | None:
    """Return a question that nothing is known of as it was typed, where it names more than its matter and its focus.

    "Giấy tờ: chưa biết" would say another thing than "con em chạy về có cần giấy đi đường không" asks.
    """
    said = one.question.said
    if said and _always_quoted(one.question):
        return f"“{said}”"
    if not said or procedure is None or one.question.focus in BESIDE or _half_or_told(said):
        return None
    if one.question.focus is Focus.ELIGIBILITY and one.question.whether:
        return f"“{said}”"  # whether something may be is another thing than what is given to whom
    left = _beside_its_name(said, procedure)
    of_a_thing = one.question.whether and not _PROVINCES.search(one.question.text)
    least = _OWN_WHETHER if of_a_thing else _OWN
    return f"“{said}”" if len(left) >= least else None


def _always_quoted(question: Waiting) -> bool:
    """Return whether a question is told by its own words alone, and by no name of what such questions are about."""
    pair = _BESIDES.get(question.focus)
    if pair is not None:
        return pair[0].search(question.text) is not None
    if question.focus is Focus.VALIDITY:  # of which paper and for what it still holds is all that is asked
        return not asks_of_old_names(question.text)
    if question.focus is not Focus.PAPERS:
        return False
    # How a paper has to be made, and not which there are; or whether what was just told of will do.
    told_of = question.whether and _THAT_THING.search(question.text) is not None
    return told_of or _asks_how_made(question)


def _is_of_its_own(one: Answered, procedure: Procedure) -> bool:
    return own_words(one, procedure) is not None and _PROVINCES.search(one.question.text) is None


def _asks_how_made(question: Waiting) -> bool:
    is_made = question.focus is Focus.PAPERS and _IS_MADE.search(question.text) is not None
    return is_made and bool(question.said)


def misses(turn: Turn, one: Answered) -> bool:
    """Return whether a unit says nothing of what a question makes a condition, so that it would sound like a yes.

    "Được nộp qua mạng" is no answer to "nộp mạng bằng tài khoản của tôi có hợp lệ không", nor is a list of papers to
    "có cần giấy an toàn thực phẩm không".
    """
    question, unit = one.question, one.units[0]
    procedure = turn.guidance.catalogue.get(question.code)
    asks_it = question.whether and question.focus in _OF_A_CARD and not one.leads
    if _asks_how_made(question):
        return unit.known
    if not asks_it or not unit.known or unit.asks or procedure is None or not _is_of_its_own(one, procedure):
        return False
    if unit.needs_case and _THAT_THING.search(question.text):
        return True
    told = " ".join(case.words(turn, said) for said in (unit.short, unit.long) if said is not None)
    known = {*canonical(told).split(), *" ".join(unit.about).split(), *_COMMON}
    taken_up = _TAKEN_UP.get(question.focus)
    if taken_up is not None and taken_up.search(question.text):
        return False
    asked = _OF_ITS_OWN.search(question.text)
    if asked is not None and not known.issuperset(asked.group().split()):
        return True
    least = _A_CONDITION if unit.yes_no is None and not unit.about else _A_CONDITION + 1
    return len({word for word in _beside_its_name(question.said, procedure) if word not in known}) >= least


def names_nothing_else(text: str, procedure: Procedure) -> bool:
    """Return whether a question has no words but those that ask and those of its matter's name."""
    return not _beside_its_name(text, procedure)


def _beside_its_name(text: str, procedure: Procedure) -> list[str]:
    named = set(canonical(" ".join((procedure.title, procedure.name, *procedure.names))).split())
    return [word for word in object_of(text).split() if word not in SMALL and word not in named]


def _half_or_told(text: str) -> bool:
    """Return whether words are the other half of a question before them, or ask nothing: neither is quoted."""
    return _OTHER_HALF.match(canonical(text)) is not None or tells_only(text)


def asks_its_own(turn: Turn, one: Answered) -> bool:
    """Return whether a question names a thing of its own, of which a rule's silence about all matters says nothing."""
    return bool(one.units[0].citations) and own_words(one, turn.guidance.catalogue.get(one.question.code)) is not None


def note_unknown(turn: Turn, one: Answered) -> None:
    """Note a question of this message that nobody can answer; one that waited was noted with its own."""
    asked = one.question
    known = one.units and one.units[0].known and not one.missed
    if not known and one.start is not None and asked.text and asked.text in canonical(turn.text):
        turn.unanswered.append(Unanswered(one.start, asked.focus.value, asked.code))


def ask_words(turn: Turn, one: Answered, *, first: bool = False) -> str:
    """Return the sentence that says whom to ask: before going there, or by phone for somebody who cannot leave."""
    code = one.question.code
    if case.inside(turn, code) is None:
        return turn.words("case.ask_first" if first else "answers.ask", ask=whom(turn, one.question))
    known = advise(turn, code or None).hotline is not None or body_of(turn, one.question.said or one.question.text)
    return turn.words("case.inside_ask", ask=whom(turn, one.question) if known else turn.words("case.office_inside"))
