"""What a message asks: its clauses, each with its focus and the procedure that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.guidance.answers import FactName, Focus
from bot.handlers import abroad, rejected
from bot.handlers.finding import ladder_of, procedure_of, topic_procedure
from bot.handlers.questions import case, happened
from bot.handlers.questions.meaning import asks_meaning
from bot.handlers.questions.topics import NOTHING, Topic, act_on, changed, names_an_act, topic_of
from bot.understanding.clauses import Act, Mood
from bot.understanding.clauses.cues import QUESTION
from bot.understanding.clauses.denied import without_denied
from bot.understanding.clauses.model import Holder
from bot.understanding.clauses.objects import object_of
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

ANSWERED = frozenset(
    {
        Focus.PAPERS,
        Focus.MISSING_PAPER,
        Focus.FORM,
        Focus.FEE,
        Focus.TIME,
        Focus.PLACE,
        Focus.AUTHORITY,
        Focus.WHO_MAY_GO,
        Focus.MUST_COME,
        Focus.CHANNEL,
        Focus.ELIGIBILITY,
        Focus.DEADLINE,
        Focus.CONSEQUENCE,
        Focus.RESULT,
        Focus.TERRITORY,
    }
)
"""Focuses that units answer by themselves; the others only beside one of these, else by the handler of their wish."""
TOPICLESS = frozenset({Focus.VALIDITY, Focus.RULE})
"""Focuses whose units hold of all procedures: whether old papers hold, what a word of the law means."""
BESIDE = frozenset({Focus.HOURS, Focus.CONTACT, Focus.APPOINTMENT, Focus.VALIDITY})
_BY_INTENT = {
    "ask_procedure_documents": Focus.PAPERS,
    "ask_procedure_fee": Focus.FEE,
    "ask_processing_time": Focus.TIME,
    "ask_procedure_authority": Focus.PLACE,
    "ask_form_download": Focus.FORM,
    "ask_must_appear": Focus.MUST_COME,
    "ask_result_delivery": Focus.RESULT,
}
"""Wishes that are questions though nothing in their words asks ("lệ phí khai sinh")."""
WISHES = {focus: intent for intent, focus in _BY_INTENT.items()}
"""Focus → the wish that asks it."""
_LACKS = re.compile(r"\b(?:khong co|chua co|khong con|thieu|mat|bi mat)\b")
_PLACE_OF_A_PAPER = re.compile(
    r"\b(?:giay|to|don|ban|so) (?!to\b|gi\b)\w+(?: \w+){0,3}"
    r" (?:o dau (?:xin|lay|mua|co|cap)|(?:xin|lay|mua|kiem)(?: \w+)? (?:o )?dau)\b"
)
_MEANWHILE = re.compile(r"\b(?:luc|khi|thoi gian) (?:con )?cho\b|\bgiay (?:gi |nao )?tam\b(?! tru| vang)|\bdo tam\b")
_WHOM = re.compile(r"\bhoi ai\b")
_LASTS = re.compile(
    r"\b(?:xai|(?<!xay )(?<!ap )dung|gia tri|hieu luc|thoi han) (?:duoc |trong |la |co )*"
    r"(?:bao lau|may (?:ngay|thang|nam))\b"
)
_PLACE_OF_AN_ERRAND = re.compile(
    r"\b(?:kham (?:suc khoe|benh)|chup (?:hinh|anh)|thi(?= (?:lai|bang|o))|hoc|photo|xet nghiem|do dat"
    r"|dong (?:tien|phi|thue)|khieu nai|to cao|phan anh|kien)"
    r"(?: \w+){0,4} (?:o dau|cho nao|noi nao|dau)\b"
)
"""What has to be done besides, and where: nobody files it there."""
_AT_A_COUNTER = "ask_inperson_allowed"
_BOOKED_FIRST = re.compile(
    r"\b(?:phai|can|(?:bat )?buoc|khoi)(?: \w+){0,2}? (?:dat (?:lich|hen|cho|truoc)|hen (?:truoc|gio|lich)"
    r"|lay (?:hen|so)|dang ky(?= truoc)|goi(?: dien)?(?: thoai)?(?= truoc))(?: truoc)?\b"
    r"(?!.{0,40}\b(?:dau|nao|sao|may|bao|ai|gi)\b)"
    r"|\b(?:phai|can|buoc|khoi)(?: phai)? hen (?:duoc|khong|ha)\b"
    r"|\b(?:need|must|have)\b.{0,20}\b(?:book|appointment)\b"
)
"""Asks whether one has to book before one comes."""
_OPENS = re.compile(r"\b(?:mo|dong) cua\b")
"""What an office does at its hours; "mở cửa" alone would be a shop that is registered."""
_NAMELESS = {Focus.HOURS: _OPENS, Focus.APPOINTMENT: _BOOKED_FIRST}
"""Focus → words of it that name no procedure though they are like one's."""
_OLD_PAPER = re.compile(
    r"\b(?:giay|ten|dia chi|bang|so do|so ho|so hong|the|cccd|can cuoc|ban sao|ho khau|ho chieu|bao hiem|ca vet|hoc ba"
    r"|sap nhap|xa|phuong|tinh)\b"
)
"""What may still hold though its place is called otherwise now."""
_TELLS_LATE = re.compile(r"\b(?:tre|qua han|lo) may (?:ngay|bua|hom|thang|nam)(?: nay)?(?: roi)?$")
"""A delay that is told, in the words of a question."""
_ONLY_WHETHER = re.compile(
    r"^(?:(?:vay|z|gio|roi|thi|ma|co) )*(?:(?:lam|nop|di|dang ky|khai)(?: (?:cho|duoc))? )?(?:co )?"
    r"(?:duoc|sao|lam sao|phai lam sao)(?: (?:khong|chua|ha|sao|vay|em|chi|anh|a|luon))*$"
)
"""Words that ask whether it can be done at all, about what was told before them."""
_SAY_AGAIN = re.compile(r"\b(?:noi lai|nhac lai|lap lai|doc lai|ghi lai|say (?:it|that) again|repeat)\b")
_PLAINLY = re.compile(
    r"\b(?:duoc|co|phai|dung) hay (?:la )?(?:khong|hong)\b|\bnoi (?:ro|1 tieng|mot tieng|thang)\b|\byes or no\b"
)
_SAYS_PLAINLY = frozenset(
    {
        *("la", "vay", "thi", "gio", "roi", "noi", "ro", "giup", "gium", "dum", "con", "em", "toi", "chau", "minh"),
        *("chi", "anh", "thoi", "tieng", "mot", "1", "di", "chu", "a", "nha", "nghen", "duoc", "khong", "cho", "biet"),
        *("coi", "xem", "tra", "loi", "thang", "just", "please", "answer", "say", "it", "me", "yes", "no"),
    }
)
"""Words beside "được hay không" that name nothing themselves."""
_SHORTER = re.compile(
    r"\b(?:noi|ghi|tra loi|tom)? ?(?:ngan (?:lai|gon|thoi)|gon lai|dai (?:qua|dong)|tom lai|shorter)\b"
)
_GOES_ON = re.compile(
    r"^(?:da |ok |u |roi )*(?:tiep|tiep di|tiep tuc|noi tiep|next|con nua|go on)(?: (?:di|em|nha|a))*$"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a message asks.

    Attributes:
        focus: what.
        act: how.
        topic: about which procedure.
        text: the clause in plain form.
        start: its first character in the message.
    """

    focus: Focus
    act: Act
    topic: Topic
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says, as far as questions go.

    Attributes:
        questions: in the order of the message.
        clauses: all of it.
        topic: the procedure that the message as a whole is about, where it names one.
        facts: what the person told and stands by, in this message or before.
        objects: it objects to what was said last, and asks nothing else.
        again: it wants to hear the last answer again.
        goes_on: it wants to hear what waits.
        shorter: it wants to hear the last answer in fewer words.
        plainly: it wants to hear yes or no to what was answered last.
        leaves: it ends the talk.
        listed: the matters that it names without asking anything of them: what names each, and which it is.
        unheard: what it asks and the reader makes nothing of, as it was typed.
        beside: what it tells to be lost beside its questions, as it was typed, with what that may need.
    """

    questions: tuple[Question, ...]
    clauses: tuple[Clause, ...]
    topic: Topic
    facts: Mapping[FactName, str | int | bool]
    objects: bool = False
    again: bool = False
    goes_on: bool = False
    shorter: bool = False
    plainly: bool = False
    leaves: bool = False
    listed: tuple[tuple[str, Topic], ...] = ()
    unheard: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()


def hear(turn: Turn) -> Heard:
    """Read a turn's text."""
    clauses = turn.clauses
    facts = {**case.known(turn, turn.state.topic.procedure), **_stood_by(clauses)}
    under_way = turn.state.topic.procedure is not None
    plain = canonical(turn.text)
    alone = sum(clause.act is not Act.COURTESY for clause in clauses) == 1
    meaning = asks_meaning(turn, turn.text)
    read = (_question(turn, clause, facts, under_way=under_way, alone=alone) for clause in clauses)
    questions = [_meaning(plain, clauses)] if meaning else [question for question in read if question is not None]
    if not meaning and (missing := _missing(clauses, {question.start for question in questions})) is not None:
        questions.append(missing)
    named = [question.topic for question in questions if question.topic.named]
    asking = {question.start for question in questions}
    others = [clause for clause in clauses if clause.start not in asking]
    listed = _listed(turn, others) if not questions else ()
    beside = _lost_beside(turn, others) if questions and under_way and not named else {}
    others = [clause for clause in others if clause.start not in beside]
    whole = named[0] if named else _of_the_whole(turn, others, facts, under_way=under_way)
    if not whole.named and questions and not any(object_of(question.text) for question in questions):
        whole = Topic(happened.matter(turn))
    if (turned_down := rejected.codes(turn)).intersection(whole.offered):
        whole = replace(whole, offered=tuple(code for code in whole.offered if code not in turned_down))
    whole = _abroad(turn, whole)
    questions = [replace(question, topic=_abroad(turn, question.topic)) for question in questions]
    return Heard(
        tuple(_inherit(turn, questions, whole)),
        clauses,
        whole,
        facts,
        objects=not questions and _objects(clauses),
        again=not questions and bool(_SAY_AGAIN.search(plain)),
        goes_on=bool(_GOES_ON.match(plain)),
        plainly=not questions and any(_only_plainly(canonical(clause.text)) for clause in clauses),
        leaves=not questions and any(clause.act is Act.LEAVES for clause in clauses),
        shorter=not questions and bool(_SHORTER.search(plain)),
        listed=listed,
        unheard=tuple(clause.text for clause in others if asks_something(clause)) if questions and not meaning else (),
        beside=tuple(beside.values()),
    )


def _only_plainly(plain: str) -> bool:
    """Return whether a clause asks for a yes or no and names nothing itself ("mai tui lên được hay không" does)."""
    if not _PLAINLY.search(plain):
        return False
    return all(word in _SAYS_PLAINLY for word in _PLAINLY.sub(" ", plain).split())


def speaks_of_result(text: str) -> bool:
    """Return whether a text has a word for what one gets at the end, or for getting it."""
    return bool(_RESULT.search(canonical(text)))


def may_ask(focus: Focus, text: str) -> bool:
    """Return whether a text may ask a focus as which the model read it: money that one is given is no fee."""
    if focus is Focus.RESULT:
        return speaks_of_result(text)
    return focus is not Focus.FEE or not _GIVEN_MONEY.search(canonical(text))


def asks_to_book_first(act: Act, plain: str) -> bool:
    """Return whether a clause, in plain form, asks whether one has to book before one comes."""
    return act is Act.ASKS_WHETHER and bool(_BOOKED_FIRST.search(plain))


_GIVEN_MONEY = re.compile(r"\b(?:lanh|nhan|huong|duoc|tro cap|phat|cho) (?:\w+ )?(?:tien|che do)\b(?! (?:le phi|phi))")
_RESULT = re.compile(
    r"\b(?:ket qua|tra giay|(?:lay|nhan|lanh|tra) (?:giay|the|so|ho so|bang|ket|dum|gium|thay|giup)|giay hen"
    r"|phieu hen|gui ve|result|collect)\b"
)
_OBJECTS = frozenset({Act.DENIES, Act.COMPLAINS, Act.CORRECTS})


def asks_something(clause: Clause) -> bool:
    """Return whether a clause that no question was made of asks something all the same, and not only for a yes."""
    plain = canonical(clause.text)
    return asks_alone(clause) and not _GOES_WITH.search(plain)


def asks_alone(clause: Clause) -> bool:
    """Return whether a clause asks something, where no other one beside it asks the same in other words."""
    plain = canonical(clause.text)
    asks = clause.act.asks and not _ONLY_WHETHER.match(plain) and not _TELLS_LATE.search(plain)
    return asks and len(plain.split()) >= _A_QUESTION and bool(object_of(plain))


_A_QUESTION = 4
"""Words from which on an unknown question is said back; fewer are a tag ("đúng hông", "z hả")."""
_GOES_WITH = re.compile(r"\b(?:lam|phai|tinh)? ?(?:sao|the nao)(?: gio| day| vay| a)?$")
"""Endings of what the question beside it asks in other words ("… thì làm sao, cần giấy gì")."""


def only_tells(clauses: Sequence[Clause]) -> bool:
    """Return whether a message does nothing but tell of a person or their house."""
    said = [clause for clause in clauses if clause.act is not Act.COURTESY]
    return bool(said) and all(
        clause.act is Act.TELLS and any(fact.name in _OF_SOMEBODY for fact in clause.facts) for clause in said
    )


def _listed(turn: Turn, clauses: Sequence[Clause]) -> tuple[tuple[str, Topic], ...]:
    """Return the matters that a message lists ("khai sinh cho con, hộ khẩu, với chứng thực"); none where it is one."""
    entries = [
        clause
        for clause in clauses
        if clause.act in _LISTING and len(clause.text.split()) <= _LONGEST_ENTRY and not _only_tells(clause)
    ]
    if len(entries) < _A_LIST:
        return ()  # most messages: nothing is searched for
    named = [
        (one.text, topic_of(turn.guidance.search, one.text, focus=None, act=one.act, facts={}, under_way=True))
        for one in entries
    ]
    sure = {topic.code for _, topic in named if topic.code is not None}
    if len(sure) < _A_LIST:
        return ()
    return tuple((_AND.sub("", text), topic) for text, topic in named if topic.named or _is_entry(text))


_LISTING = frozenset({Act.TELLS, Act.COMMANDS})
_LONGEST_ENTRY = 9
_A_LIST = 2
_AND = re.compile(r"^\W*(?:với|voi|và|va|rồi|roi|còn|con) (?:là |la )?", re.IGNORECASE)
_ENTRY = re.compile(r"\b(?:giay|so|the|bang|ban|chung thuc|dang ky)\b")


def _is_entry(text: str) -> bool:
    """Return whether words beside listed matters are one more of them, which nobody makes out."""
    return bool(_ENTRY.search(canonical(text)))


def _only_tells(clause: Clause) -> bool:
    return any(fact.name in _PAPERS | _OF_SOMEBODY for fact in clause.facts)


def _stood_by(clauses: Sequence[Clause]) -> dict[FactName, str | int | bool]:
    """Return the facts that are asserted or denied of the person's own matter; the latest of each counts."""
    facts: dict[FactName, str | int | bool] = {}
    for clause in clauses:
        for fact in clause.facts:
            if fact.holder is not Holder.OTHERS and fact.mood in {Mood.ASSERTS, Mood.DENIES}:
                facts[fact.name] = fact.value
    return facts


def _question(
    turn: Turn, clause: Clause, facts: Mapping[FactName, str | int | bool], *, under_way: bool, alone: bool
) -> Question | None:
    focus, act = clause.focus, clause.act
    plain = canonical(clause.text)
    if asks_meaning(turn, clause.text):
        return Question(Focus.RULE, Act.ASKS_WHICH, NOTHING, plain, clause.start)
    asks = act.asks
    if not asks and alone and turn.understanding.intent in _BY_INTENT and act in {Act.TELLS, Act.COMMANDS}:
        # Words without a question ("lệ phí khai sinh") ask where the wish was read so, and nothing is told beside.
        asks = not clause.facts and may_ask(_BY_INTENT[turn.understanding.intent], plain)
        focus = _BY_INTENT[turn.understanding.intent]
    if act in {Act.CORRECTS, Act.COMPLAINS} and focus is not None and QUESTION.search(plain):
        asks = True  # "ý em hỏi là cần giấy gì"
    focus = _by_its_words(turn, clause, focus, under_way=under_way) if asks else None
    if not asks or focus is None or focus not in ANSWERED | BESIDE or _TELLS_LATE.search(plain):
        return None
    said = clause.text
    if focus in _NAMELESS:
        said = _NAMELESS[focus].sub(" ", plain)
    topic = topic_of(turn.guidance.search, said, focus=focus, act=act, facts=facts, under_way=under_way)
    if (current := turn.state.topic.procedure) in topic.offered:
        topic = Topic(current)  # what may be meant is talked of already
    return Question(focus, act, topic, plain, clause.start)


def _by_its_words(turn: Turn, clause: Clause, focus: Focus | None, *, under_way: bool) -> Focus | None:
    """Return what a clause asks, where its words and what is talked of say more than the reader of clauses knows."""
    plain = canonical(clause.text)
    if asks_to_book_first(clause.act, plain):
        return Focus.APPOINTMENT
    if focus in {None, Focus.PROCEDURE, Focus.PAPERS}:
        lacks = (_LACKS.search(plain) and _lacked(clause)) or _lost(turn, clause)
        focus = Focus.MISSING_PAPER if lacks else focus
    if focus is Focus.CONTACT and under_way and _WHOM.search(plain):
        focus = Focus.PLACE  # who can be asked of a matter is where it is handed in
    return None if _of_another(turn, focus, plain) else focus


def _of_another(turn: Turn, focus: Focus | None, plain: str) -> bool:
    """Return whether what a clause asks by its words is no question about a matter."""
    if focus is Focus.PLACE:  # where a paper comes from, not where the dossier goes
        return bool(_PLACE_OF_A_PAPER.search(plain) or _PLACE_OF_AN_ERRAND.search(plain))
    if focus is Focus.TIME:  # how long a paper is good for, not how long it takes
        return _LASTS.search(plain) is not None
    if focus is Focus.CHANNEL:  # where a rule binds counters, who may come all the same and how is told at length
        return turn.understanding.intent == _AT_A_COUNTER and _binds(turn)
    if focus is Focus.PAPERS:  # what one has in hand until the result is there
        return _MEANWHILE.search(plain) is not None
    return focus is Focus.VALIDITY and not _OLD_PAPER.search(plain)


def _binds(turn: Turn) -> bool:
    return ladder_of(turn, turn.state.topic.procedure).binding


def _meaning(plain: str, clauses: Sequence[Clause]) -> Question:
    """Return the question of a message that asks what a word means; two words that it compares stand in two clauses."""
    return Question(Focus.RULE, Act.ASKS_WHICH, NOTHING, plain, clauses[0].start)


def _missing(clauses: Sequence[Clause], asking: set[int]) -> Question | None:
    """Return the question whether it can be done without a paper that is told to be lacking ("… có làm được không")."""
    told = next((clause for clause in clauses if clause.start not in asking and _lacked(clause)), None)
    asks = [clause for clause in clauses if clause.start not in asking and _ONLY_WHETHER.match(canonical(clause.text))]
    if told is None or not asks:
        return None
    return Question(Focus.MISSING_PAPER, Act.ASKS_WHETHER, NOTHING, canonical(told.text), asks[0].start)


def _abroad(turn: Turn, topic: Topic) -> Topic:
    """Return what is meant where somebody from abroad takes part."""
    code = topic.code
    return topic if code is None else replace(topic, code=abroad.meant(turn.guidance.catalogue, turn.text, code))


def _lost(turn: Turn, clause: Clause) -> bool:
    """Return whether a paper was lost that is not what the matter under way gives, but one that it needs."""
    current = topic_procedure(turn)
    if current is None:
        return False
    names = [canonical(name) for name in (current.title, current.name, *current.names)]
    papers = (canonical(str(fact.value)) for fact in clause.facts if fact.name is FactName.LOST)
    return any(paper and not any(paper in name for name in names) for paper in papers)


def _lost_beside(turn: Turn, clauses: Sequence[Clause]) -> dict[int, tuple[str, str]]:
    """Return what clauses only tell to be lost, too ("mất luôn khai sinh rồi"), by where they begin.

    It is no other matter of the questions beside it; what it may need is asked back.
    """
    found = {}
    for clause in clauses:
        if clause.act is not Act.TELLS or not _LOST_TOO.search(canonical(clause.text)):
            continue
        topic = topic_of(turn.guidance.search, clause.text, focus=None, act=clause.act, facts={}, under_way=False)
        code = next(iter((*((topic.code,) if topic.code else ()), *topic.offered)), None)
        procedure = turn.guidance.catalogue.get(code or "")
        if procedure is not None and procedure.code != turn.state.topic.procedure:
            copy = turn.guidance.catalogue.get(procedure.copies)
            found[clause.start] = clause.text, (copy or procedure).code
    return found


_LOST_TOO = re.compile(r"\b(?:mat|rot|that lac)(?: (?:luon|het|ca|them|tieu))|\b(?:cung|bi) (?:mat|rot)\b")


def _objects(clauses: Sequence[Clause]) -> bool:
    """Return whether a message objects to what was said, and asks nothing of its own beside."""
    objecting = [clause for clause in clauses if clause.act in _OBJECTS]
    return bool(objecting) and not any(asks_something(clause) for clause in clauses)


def _lacked(clause: Clause) -> bool:
    return any(fact.name is FactName.LACKS for fact in clause.facts)


def _of_the_whole(
    turn: Turn, clauses: Sequence[Clause], facts: Mapping[FactName, str | int | bool], *, under_way: bool
) -> Topic:
    """Return what the message names outside of its questions, else what the model marked in it."""
    corrects = any(clause.act in _OBJECTS for clause in clauses)
    meant = without_denied(turn.text)
    for clause in clauses:
        if not meant[clause.start : clause.end].strip():
            continue
        # What somebody tells of themselves has words of procedures in it ("mắt", "mất"): where a matter is under way,
        # another one is named only by who says what they want done, or corrects.
        plain = canonical(clause.text)
        gets = under_way and clause.act is Act.ASKS_WHETHER and _GETS.search(plain)
        demanded = _DEMANDED.search(plain) is not None
        wants = corrects or gets or demanded or names_an_act(plain)
        if (clause.act not in _NAMING and not gets) or (
            under_way and (not wants or any(fact.name in _PAPERS for fact in clause.facts))
        ):
            continue
        strict = under_way or not wants
        topic = topic_of(turn.guidance.search, clause.text, focus=None, act=clause.act, facts=facts, under_way=strict)
        asked_back = demanded and turn.state.topic.procedure not in topic.offered
        if topic.code is not None or (asked_back and topic.offered):
            return topic
    marked = _marks(turn, clauses) if under_way else turn.understanding.values("procedure")
    if marked and (not under_way or any(len(value.split()) > 1 for value in marked)):
        found = procedure_of(turn)
        if found.named and found.procedure is not None:
            return Topic(found.procedure.code)
        if found.named and found.offered:
            return Topic(offered=tuple(procedure.code for procedure in found.offered))
    return NOTHING


def _marks(turn: Turn, clauses: Sequence[Clause]) -> list[str]:
    """Return what the model marked as procedures in these clauses.

    What a question only mentions ("biển số có phải đổi không") is no matter of its own; what somebody wants done is.
    """
    return [
        mark.value
        for mark in turn.understanding.entities
        if mark.entity == "procedure"
        for clause in clauses
        if clause.start <= mark.start < clause.end and _wants(clause, mark.value)
    ]


def _wants(clause: Clause, marked: str) -> bool:
    told = not clause.act.asks or clause.act is Act.ASKS_HOW
    return told or canonical(marked) in act_on(canonical(clause.text))


_DEMANDED = re.compile(
    r"\b(?:cong ty|cty|truong|co giao|ngan hang|benh vien|chu tro|sep|ben tuyen dung|vien chuc)(?: \w+){0,2}"
    r" (?:doi|bat|keu|yeu cau|bieu)\b"
)
"""Somebody else than the receiving office wants a paper ("công ty đòi bản sao bằng lái"): that is what is needed."""
_NAMING = frozenset({Act.TELLS, Act.CORRECTS, Act.COMMANDS, Act.ASKS_HOW, Act.COURTESY, Act.COMPLAINS})
_GETS = re.compile(
    r"\b(?:co|lam|xin|cap|dang ky|nhan|mua|sang ten) (?!(?:duoc|phai|can|sao|gi)\b)(?:\w+ ){1,8}duoc khong\b"
)
"""Asks whether one can have or do what is named."""
_PAPERS = frozenset({FactName.LACKS, FactName.HAS, FactName.LOST})
"""Facts that name papers, which are called like procedures."""
_OF_SOMEBODY = frozenset({FactName.EVENT, FactName.POOR, FactName.PENSION, FactName.DISABLED, FactName.CANNOT_GO})
"""Facts of a person or their house, of which some are called like what is given for them ("hộ cận nghèo")."""


def _inherit(turn: Turn, questions: Sequence[Question], whole: Topic) -> list[Question]:
    """Give questions that name nothing the procedure that was named before them, else the message's.

    One that wants something done with it by its act alone is about that variant of it ("giờ muốn đổi thì đi đâu").
    """
    known = whole
    settled = []
    for question in questions:
        if question.topic.named:
            known = question.topic
        if not question.topic.named:
            current = turn.guidance.catalogue.get(known.code) if known.code else topic_procedure(turn)
            variant = NOTHING if current is None else changed(turn.guidance.search, question.text, current)
            settled.append(replace(question, topic=variant if variant.named else known))
        else:
            settled.append(question)
    return settled
