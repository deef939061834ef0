"""Which procedure a message is about, and what guidance says about it at the turn's moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.guidance.channels import Channel
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.model import Situation
from bot.handlers import abroad, exactly, rejected, weighing
from bot.handlers.questions.topics import Topic, by_its_words, transferred
from bot.handlers.weighing import Standing
from bot.understanding.clauses import Focus
from bot.understanding.clauses.denied import without_circumstances, without_denied, without_past
from bot.understanding.clauses.splitting import split
from bot.understanding.counts import read_counts
from bot.understanding.dates.reading import read_when
from bot.understanding.fold import canonical, words
from bot.understanding.search.evidence import is_likely, names_of, turns_to
from bot.understanding.search.finder import ENOUGH, MAX_OFFERED, Decision, Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.conversation.turn import Asker, Turn
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.guidance.procedures import Procedure
    from bot.guidance.rulebook.advice import Advice, Area
    from bot.guidance.steering.model import Ladder
    from bot.understanding.search.finder import ProcedureSearch

_NAMES_NOTHING = re.compile(
    r"(?:(?:da|u|toi|em|con|minh|chau|la|thi|di|muon|xin|can) )*(?:lam|cap|dang ky|xin|khai)? ?"
    r"(?:lan dau(?: tien)?|cap moi|lam moi|lan 1|lan thu nhat)(?: (?:a|nha|em|chi|anh|do|luon|thoi|roi|day))*"
    r"|(?:(?:lo|neu|roi|bi|ma|con|gio|vay|rui|lam) ){0,4}mat(?: (?:roi|luon|no|giay|giay do|to do|cai do)){0,2}"
    r" (?:thi )?(?:phai )?(?:lam )?sao(?: (?:a|nha|em|chi|anh|vay|day|ta|gio|duoc)){0,2}"
)
"""That it is the first time, or that something is lost ("mất thì sao"), and of what is not said."""
_MOST_DATA = 3
"""So many words may be bare data."""
_NAMING = frozenset({"find_procedure", "provide_info", "nlu_fallback", "ask_submission_channel"})
"""Wishes whose text is likely to name a procedure."""
_REPORTED = re.compile(r"\bnghe (?:\w+ ){0,2}?(?:noi|don|bao)\b")
_TAG = frozenset({"khong", "chua", "ha", "a", "em", "chi", "anh", "ad", "vay"})
"""What ends a question that is otherwise a statement: "…, phải không em"."""
_BEFORE_TAG = frozenset({"phai", "duoc", "dung"})
_ASKED = 0.5
"""Least score of what a clause asks for money by."""
_VISIT = "book_appointment"
_CLEAR = 0.8
"""Least score of a hit under any other wish: "có cần hẹn trước không" shares a word with "trước bạ"."""

_SHORT_MARK = 2
"""Words of a mark that the whole text may easily correct."""
_CORRECTS = 0.62
"""Least score at which it does."""
_CORRECTS_LONG = 0.85
"""Least score at which it corrects a longer mark. All three were chosen on the training messages."""
_CLEARLY_ANOTHER = 0.9
"""Least score of a second mark: "vé số" resembles "sổ" by 0.82."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a message names.

    Attributes:
        procedure: the one that is meant, or None.
        offered: several that may be meant; ask which.
        named: whether the message itself named something; False where the topic of before was taken.
        sure: whether it did so clearly enough to be what is talked of from now on; a guess is only offered.
    """

    procedure: Procedure | None = None
    offered: tuple[Procedure, ...] = ()
    named: bool = False
    sure: bool = True


def procedure_of(turn: Turn) -> Found:
    """Return the procedure the message names, else the one that was talked of last; none that was turned down."""
    if (outright := exactly.meant(turn)) is not None:
        code = outright if exactly.named(turn) is not None else abroad.meant_in(turn, outright)
        return Found(turn.guidance.catalogue.get(code), named=True)
    found = _weighed(turn, _fitting(turn, _found(turn)))
    if found.procedure is not None and found.named:
        code = abroad.meant_in(turn, found.procedure.code)
        found = replace(found, procedure=turn.guidance.catalogue.get(code))
    turned_down = rejected.codes(turn)
    if not turned_down:
        return found
    offered = tuple(rejected.still_meant(turn, found.offered))
    if found.procedure is not None and found.procedure.code in turned_down:
        return Found(topic_procedure(turn))
    return found if len(offered) == len(found.offered) else replace(found, offered=offered, named=bool(offered))


def _fitting(turn: Turn, found: Found) -> Found:
    """Leave out of what is offered what the message cannot mean by the thing that it speaks of."""
    offered = tuple(one for one in found.offered if not weighing.is_unfit(turn, one.code))
    if len(offered) == len(found.offered):
        return found
    return replace(found, offered=offered) if offered else Found(topic_procedure(turn))


def _weighed(turn: Turn, found: Found) -> Found:
    """Leave what is only mentioned, and take what nobody named though the message is clearly about it."""
    catalogue = turn.guidance.catalogue
    if found.named and found.procedure is not None:
        stands = weighing.standing(turn, found.procedure.code)
        if stands is Standing.TAKEN:
            return found
        if stands is Standing.ASKED:
            return replace(found, sure=False)
        found = Found(topic_procedure(turn))
    elif found.named and not weighing.weighed(turn, Topic(offered=tuple(one.code for one in found.offered))).named:
        found = Found(topic_procedure(turn))
    if not found.named and (code := weighing.likeliest(turn)) is not None:
        return Found(catalogue.get(code), named=True)
    if not found.named and (maybe := catalogue.get(weighing.likely(turn) or "")) is not None:
        return Found(offered=(maybe,), named=True)
    return found


def _found(turn: Turn) -> Found:
    """Return the procedure the message names, else the one that was talked of last.

    What the NLU marked counts first. The whole text settles what that leaves open ("khai sinh" alone is three
    procedures) and corrects a mark that is too short ("chấm dứt *hộ kinh doanh*"). Where nothing is marked, only a
    clear hit is believed under a wish that is seldom about a procedure.
    """
    search = turn.guidance.search
    meant = without_denied(turn.text)
    if turn.state.topic.procedure is not None:
        meant = without_past(without_circumstances(meant))
    if (certain := _certain(turn, canonical(meant))) is not None:
        return certain
    values = [value for value in _meant(turn, meant) if _is_a_name(search, value)]
    decisions = [decision for value in values if (decision := search.decide(value)).outcome is not Outcome.NONE]
    whole = _wanted(search, meant) or search.decide(meant)
    if not decisions:
        return _unmarked(turn, whole, meant)
    first = decisions[0]
    if whole.outcome is Outcome.ONE and whole.hits[0].score >= _CORRECTS and _is_lacking(canonical(meant), values[0]):
        return Found(_procedures(turn, whole)[0], named=True)
    if first.outcome is Outcome.CLOSE:
        return _narrowed(turn, first, whole)
    needed = _CORRECTS if len(values[0].split()) <= _SHORT_MARK else _CORRECTS_LONG
    corrected = whole.outcome is Outcome.ONE and whole.hits[0].score >= needed
    return Found(_procedures(turn, whole if corrected else first)[0], named=True)


def _certain(turn: Turn, plain: str) -> Found | None:
    """Return what words say for certain, which the search would misread; None as a rule."""
    catalogue = turn.guidance.catalogue
    certain = by_its_words(plain)
    if certain is not None and (mended := catalogue.get(certain.code or "")) is not None:
        return Found(mended, named=True)
    if turn.understanding.intent not in _NAMING:
        return None
    if certain is not None and certain.offered and turn.state.topic.procedure not in certain.offered:
        offered = (catalogue.get(code) for code in certain.offered)
        return Found(offered=tuple(one for one in offered if one is not None), named=True)
    thing = catalogue.get(transferred(plain) or "")
    return None if thing is None else Found(thing, named=True)  # "mua chiếc ghe … muốn sang tên cho em"


def _is_a_name(search: ProcedureSearch, mark: str) -> bool:
    """Return whether a mark may name what it is found to be: one word that only sounds like it ("visa") does not."""
    hits = search.decide(mark).hits
    return len(mark.split()) > 1 or not hits or any(is_likely(search, canonical(mark), hit) for hit in hits)


def _is_lacking(plain: str, mark: str) -> bool:
    """Return whether a mark is in what a text, in plain form, tells not to be done: why something else is wanted."""
    name = re.escape(canonical(mark))
    return re.search(rf"\b(?:chua|khong)(?: (?:co|lam|di|kip|giay|dang ky)){{0,3}} {name}\b", plain) is not None


def _wanted(search: ProcedureSearch, text: str) -> Decision | None:
    """Return what one of several clauses clearly says to be wanted ("ba mất …, *muốn sang tên sổ đỏ cho tui*").

    The words of the others tell how it came to that: "ba mất" and "sổ đỏ" are no land certificate that was lost.
    """
    spans = split(text)
    said = [canonical(text[start:end]) for start, end in spans] if len(spans) > 1 else []
    decisions = [search.decide(plain) for plain in said if _WANTS.search(plain)]
    clear = [one for one in decisions if one.outcome is Outcome.ONE and one.hits[0].score >= _CLEAR]
    return clear[0] if len({one.hits[0].code for one in clear}) == 1 else None


_WANTS = re.compile(r"\b(?:muon|can|xin|dinh|tinh|nho|i want|i need)\b")


def _meant(turn: Turn, meant: str) -> list[str]:
    """Return what the NLU marked as procedures, but for what the text says that is not meant."""
    marks = [mark for mark in turn.understanding.entities if mark.entity == "procedure"]
    return [mark.value for mark in marks if mark.start >= len(meant) or meant[mark.start : mark.end].strip()]


def _narrowed(turn: Turn, close: Decision, whole: Decision) -> Found:
    """Settle several hits by the whole text, then by what was talked of last; else they are offered."""
    codes = [hit.code for hit in close.hits]
    if whole.outcome is Outcome.ONE and whole.hits[0].code in codes:
        return Found(_procedures(turn, whole)[0], named=True)
    if (told := _told_by_a_clause(turn, codes)) is not None:
        return Found(told, named=True)
    before = topic_procedure(turn)
    if before is not None and before.code in codes:
        return Found(before, named=True)
    likelier = _procedures(turn, whole) if whole.outcome is Outcome.ONE else ()
    offered = dict.fromkeys((*likelier, *_procedures(turn, close)))
    return Found(offered=tuple(offered)[:MAX_OFFERED], named=True)


def _told_by_a_clause(turn: Turn, codes: Collection[str]) -> Procedure | None:
    """Return which of several procedures one clause clearly means ("vợ tui mới sanh, … làm khai sanh"), if one does."""
    clauses = split(turn.text)
    if len(clauses) == 1:
        return None
    decisions = [turn.guidance.search.decide(turn.text[start:end]) for start, end in clauses]
    clear = {
        decision.hits[0].code
        for decision in decisions
        if decision.outcome is Outcome.ONE and decision.hits[0].score >= _CLEAR
    }.intersection(codes)
    return turn.guidance.catalogue.get(clear.pop()) if len(clear) == 1 else None


def _unmarked(turn: Turn, whole: Decision, meant: str) -> Found:
    if _bare_data(turn) or _NAMES_NOTHING.fullmatch(canonical(meant)):
        return Found(topic_procedure(turn))
    before = topic_procedure(turn)
    if before is not None and whole.hits and not turns_to(turn.guidance.search, meant, whole.hits[0]):
        return Found(before)  # a word or two of a story ("đi vô lại") name no other matter
    score = whole.hits[0].score if whole.hits else 0.0
    if turn.understanding.intent in _NAMING:
        if whole.outcome is Outcome.CLOSE and score >= ENOUGH:
            told = _told_by_a_clause(turn, [hit.code for hit in whole.hits])
            return Found(told, named=True) if told is not None else Found(offered=_procedures(turn, whole), named=True)
        believed = whole.outcome is Outcome.ONE
        asked = _asked_money(turn) if whole.outcome is not Outcome.NONE and score < _CLEAR else None
        if asked is not None:
            # What is told of somebody speaks for one, what is asked for another: they say which.
            likely = tuple(dict.fromkeys((asked, *_procedures(turn, whole))))
            return Found(asked, named=True) if len(likely) == 1 else Found(offered=likely, named=True)
    else:
        believed = whole.outcome is Outcome.ONE and score >= _CLEAR
    if not believed:
        wanted = _wanted_beside_a_visit(turn)
        return Found(topic_procedure(turn)) if wanted is None else Found(wanted, named=True)
    found = _procedures(turn, whole)[0]
    more = _names_more(turn, meant, found.code)
    return Found(before if more else found, (found,) if more else (), named=True, sure=score >= _CLEAR)


def _names_more(turn: Turn, text: str, code: str) -> bool:
    """Return whether a text that is one name and no story has words that no name of the procedure has.

    "Giấy phép xây dựng công trình trong phạm vi bảo vệ công trình thủy lợi" is no house.
    """
    evidence = names_of(turn.guidance.search).evidence(text, code)
    return len(turn.clauses) == 1 and len(evidence.uncovered) >= _FEWEST_MORE


_FEWEST_MORE = 3
"""Telling words that a name lacks, from which on something else is named."""


def _asked_money(turn: Turn) -> Procedure | None:
    """Return what a clause asks whether somebody gets it ("nghe nói già có tiền nhà nước cho phải không")."""
    for clause in turn.clauses:
        if clause.focus is not Focus.ELIGIBILITY or not clause.act.asks:
            continue
        plain = _REPORTED.sub(" ", _untagged(canonical(clause.text)))
        hits = turn.guidance.search.decide(plain).hits
        if hits and hits[0].score >= _ASKED:
            return turn.guidance.catalogue.get(hits[0].code)
    return None


def _wanted_beside_a_visit(turn: Turn) -> Procedure | None:
    """Return what a message that wants a visit names in another clause ("công chứng cái bằng. đặt lịch mai nha")."""
    if turn.understanding.intent != _VISIT:
        return None
    search = turn.guidance.search
    for start, end in split(turn.text):
        decision = search.decide(turn.text[start:end])
        if decision.outcome is Outcome.ONE and decision.hits[0].score >= _CLEAR:
            return _procedures(turn, decision)[0]
    return None


def _bare_data(turn: Turn) -> bool:
    """Return whether all words answer how many or when: "2" is no "mức 2", "sang mot" (sáng mốt) no "sang tên"."""
    said = words(turn.text)
    return 0 < len(said) <= _MOST_DATA and all(
        read_counts(word).number is not None or not read_when(word, turn.moment).is_empty for word in said
    )


def named_beside(turn: Turn) -> Procedure | None:
    """Return the procedure that a message clearly names beside its marked data: "nhà ở xã …, muốn ra công chứng"."""
    rest = list(turn.text)
    for mark in turn.understanding.entities:
        rest[mark.start : mark.end] = " " * (mark.end - mark.start)
    decision = turn.guidance.search.decide("".join(rest))
    if decision.outcome is not Outcome.ONE or decision.hits[0].score < _CLEAR:
        return None
    found = _procedures(turn, decision)[0]
    return found if weighing.standing(turn, found.code) is Standing.TAKEN else None


def also_named(turn: Turn, main: Procedure) -> tuple[str, Procedure | None] | None:
    """Return what a message names beside ``main`` by a mark of its own, and which procedure that is, where it is clear.

    What stands around the mark counts ("làm lại *căn cước*"), other marks do not. None where nothing else is named.
    """
    search = turn.guidance.search
    marks = [mark for mark in turn.understanding.entities if mark.entity == "procedure"]
    for mark in marks:
        decision = search.decide(mark.value)
        clear = decision.outcome is not Outcome.NONE and decision.hits[0].score >= _CLEARLY_ANOTHER
        if not clear or any(hit.code == main.code for hit in decision.hits):
            continue  # hardly a procedure, or the same in other words
        rest = list(turn.text)
        for another in marks:
            if another is not mark:
                rest[another.start : another.end] = " " * (another.end - another.start)
        around = search.decide("".join(rest))
        settled = around.outcome is Outcome.ONE and around.hits[0].score >= _CORRECTS
        if settled and around.hits[0].code == main.code:
            continue
        meant = around if settled else decision
        return mark.value, _procedures(turn, meant)[0] if meant.outcome is Outcome.ONE else None
    return None


def topic_procedure(turn: Turn) -> Procedure | None:
    """Return the procedure that was talked of last."""
    code = turn.state.topic.procedure
    return turn.guidance.catalogue.get(code) if code else None


def _procedures(turn: Turn, decision: Decision) -> tuple[Procedure, ...]:
    """Return the procedures of the hits; of several, those of which something is known at the moment."""
    found = [procedure for hit in decision.hits if (procedure := turn.guidance.catalogue.get(hit.code)) is not None]
    known = [procedure for procedure in found if turn.guidance.offers.at(turn.moment, procedure.code).bases]
    return tuple(known if len(known) > 1 else found)


def person_unit(turn: Asker) -> AdminUnit | None:
    """Return where the person said they live, as it is called at the turn's moment; None where that is not certain."""
    unit = turn.guidance.places.find(turn.profile.area) if turn.profile.area else None
    if unit is None:
        return None
    now = turn.guidance.places.at(unit, turn.moment)
    return now[0] if len(now) == 1 else None


def person_area(turn: Asker) -> Area | None:
    """Return where the person lives, as rules see it."""
    return turn.guidance.area(person_unit(turn), turn.moment)


def advise(turn: Turn, code: str | None = None, area: Area | None = None) -> Advice:
    """Return what holds at the turn's moment, for a procedure and a place where given."""
    guidance = turn.guidance
    offering = guidance.offers.at(turn.moment, code) if code else None
    return guidance.rulebook.at(turn.moment, area if area is not None else person_area(turn), offering)


def ladder_of(turn: Turn, code: str | None, *, cannot: Iterable[str] = (), must_come: bool | None = None) -> Ladder:
    """Return how this person submits a procedure at the turn's moment.

    Args:
        turn: the turn.
        code: national code, or None to ask in general.
        cannot: ways they say they cannot use.
        must_come: their answer to the ladder's question.
    """
    unit = person_unit(turn)
    lock = turn.guidance.lock_of(unit.id, turn.moment) if unit is not None else None
    situation = Situation(citizen_lock=lock, cannot=frozenset(Channel(name) for name in cannot), must_come=must_come)
    return steer(
        turn.guidance.rulebook,
        turn.guidance.offers,
        turn.moment,
        code,
        area=turn.guidance.area(unit, turn.moment),
        situation=situation,
    )


def catalogue_speaks(turn: Turn, procedure: Procedure) -> bool:
    """Return whether the catalogue's facts may be told for the turn's moment.

    It is a copy of the portal of one day; what was right before that day it does not know.
    """
    return turn.moment.date() >= procedure.known_since


def _untagged(plain: str) -> str:
    words = plain.split()
    end = len(words)
    while end > 1 and words[end - 1] in _TAG:
        end -= 1
    if 1 < end < len(words) and words[end - 1] in _BEFORE_TAG:
        end -= 1
    return " ".join(words[:end])
