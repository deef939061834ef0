"""What a message asks: its clauses, each with its focus and the procedure that it is about."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.guidance.answers import FactName, Focus
from bot.guidance.answers.in_law import is_law
from bot.guidance.text import composed
from bot.handlers import abroad, exactly, rejected, weighing
from bot.handlers.finding import procedure_of, topic_procedure
from bot.handlers.questions import beyond, case, happened, in_law
from bot.handlers.questions.focuses import (
    ANSWERED,
    BESIDE,
    BY_INTENT,
    NAMELESS,
    TELLS_LATE,
    asks_beyond,
    asks_something,
    belongs,
    by_its_words,
    may_ask,
    named_alone,
)
from bot.handlers.questions.implied import Question, implied
from bot.handlers.questions.meaning import asks_meaning
from bot.handlers.questions.memory import Memory
from bot.handlers.questions.naming import OBJECTS, lost_beside, marked_in, matters_listed, of_the_whole
from bot.handlers.questions.topics import A_TRANSFER, NOTHING, Topic, changed, topic_of, transferred
from bot.handlers.quoting import quoted
from bot.understanding.belonging import Belonging, Vocabulary
from bot.understanding.clauses import Act, Mood
from bot.understanding.clauses.cues import QUESTION
from bot.understanding.clauses.denied import without_circumstances
from bot.understanding.clauses.model import Holder
from bot.understanding.clauses.objects import object_of
from bot.understanding.clauses.splitting import asked_at
from bot.understanding.clauses.told_only import says_how_little, tells_in_figures
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

_SAY_AGAIN = re.compile(
    r"\b(?:noi lai|nhac lai|lap lai|doc lai|(?<!toi )(?<!minh )ghi lai(?! (?:roi|het|so|ten))|say (?:it|that) again"
    r"|repeat)\b"
)
"""Who has noted it ("tôi ghi lại rồi") has heard it."""
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
_WONDERS = re.compile(r"[?!.… ]*\?[?!.… ]*")
"""Nothing but a question mark: what was said last was not understood."""
_WORRIES = frozenset(
    {
        Focus.CONSEQUENCE,
        Focus.DEADLINE,
        Focus.MUST_COME,
        Focus.MISSING_PAPER,
        Focus.WHO_MAY_GO,
        Focus.CHANNEL,
        Focus.TERRITORY,
        Focus.RESULT,
    }
)
"""What is asked by telling it: a worry ("sợ trễ bị phạt quá"), or a wish ("tính nhờ con dâu ra nộp")."""
_GOES_ON = re.compile(
    r"^(?:da |ok |u |roi )*(?:tiep|tiep di|tiep tuc|noi tiep|next|con nua|go on)(?: (?:di|em|nha|a))*$"
)


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
        unheard: where clauses begin that ask something of which the reader makes nothing.
        beside: what it tells to be lost beside its questions, as it was typed, with what that may need.
        strange: it names no procedure, and what it asks does not belong to the matter under way.
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
    unheard: tuple[int, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    strange: bool = False


def hear(turn: Turn) -> Heard:
    """Read a turn's text."""
    clauses = turn.clauses
    facts = {**case.known(turn, turn.state.topic.procedure), **_stood_by(clauses)}
    under_way = turn.state.topic.procedure is not None
    plain = canonical(turn.text)
    alone = sum(clause.act is not Act.COURTESY for clause in clauses) == 1
    meaning = asks_meaning(turn, turn.text)
    questions = [_meaning(plain, clauses)] if meaning else _asked(turn, facts, under_way=under_way, alone=alone)
    if not meaning:
        questions += implied(turn, clauses, facts, {question.start for question in questions})
    named = [question.topic for question in questions if question.topic.named]
    asking = {question.start for question in questions}
    others = [clause for clause in clauses if clause.start not in asking]
    listed = matters_listed(turn, others) if not questions else ()
    beside = lost_beside(turn, others) if questions and under_way and not named else {}
    others = [clause for clause in others if clause.start not in beside]
    whole = named[0] if named else of_the_whole(turn, others, facts, under_way=under_way)
    if (named or whole == A_TRANSFER) and (beside_it := _settled_by(turn, others, whole)) is not None:
        questions = [replace(one, topic=beside_it) if one.topic == whole else one for one in questions]
        whole = beside_it
    if (code := exactly.meant(turn)) is not None:
        whole, questions = Topic(code), [replace(one, topic=Topic(code)) for one in questions]
    elif (code := _happened(turn, questions, whole)) is not None:
        whole, questions = Topic(code), [replace(one, topic=NOTHING) for one in questions]
    else:
        whole, questions = _weighed(turn, whole, questions)
    if (turned_down := rejected.codes(turn)).intersection(whole.offered):
        whole = replace(whole, offered=tuple(code for code in whole.offered if code not in turned_down))
    strange = under_way and not whole.named and not meaning and (_asks_for_money(turn) or _is_strange(turn, questions))
    whole = _abroad(turn, whole)
    questions = [replace(question, topic=_abroad(turn, question.topic)) for question in questions]
    return Heard(
        tuple(_of_the_paper(_inherit(turn, questions, whole))),
        clauses,
        whole,
        facts,
        objects=not questions and _objects(clauses),
        again=not questions and bool(_SAY_AGAIN.search(plain)),
        goes_on=bool(_GOES_ON.match(plain)),
        plainly=not questions and any(_only_plainly(canonical(clause.text)) for clause in clauses),
        leaves=not questions and any(clause.act is Act.LEAVES for clause in clauses),
        shorter=not questions and bool(_SHORTER.search(plain) or _WONDERS.fullmatch(turn.text.strip())),
        listed=listed,
        unheard=tuple(clause.start for clause in others if asks_something(clause)) if questions and not meaning else (),
        beside=tuple(beside.values()),
        strange=strange,
    )


def _asked(turn: Turn, facts: Mapping[FactName, str | int | bool], *, under_way: bool, alone: bool) -> list[Question]:
    """Return the questions of the clauses, one after the other.

    What is asked of a paper behind the name of a matter is of that one, whatever stands around the paper ("khai tử cần
    giấy gì, mẹ tui mất ở nhà không có giấy báo tử thì lấy gì thay"): as something unknown it would take the questions
    behind it along.
    """
    found: list[Question] = []
    for clause in turn.clauses:
        question = in_law.question(turn, clause) or _question(turn, clause, facts, under_way=under_way, alone=alone)
        if question is None or (is_law(question.text) and question.text in {one.text for one in found}):
            continue
        named = any(one.topic.code is not None for one in found)
        of_a_paper = question.focus in {Focus.MISSING_PAPER, Focus.PAPERS}
        found.append(replace(question, topic=NOTHING) if named and of_a_paper and question.topic.unknown else question)
    return found


def _weighed(turn: Turn, whole: Topic, questions: list[Question]) -> tuple[Topic, list[Question]]:
    """Leave what is only mentioned, and take what nobody named though the message is clearly about it."""
    asked = [replace(one, topic=weighing.weighed(turn, one.topic)) for one in questions]
    heard = next((one.topic for one in asked if one.topic.named), NOTHING)
    found = heard if heard.named else weighing.weighed(turn, whole)
    begins = turn.state.topic.procedure is None
    if asked and begins and found.offered and whole.code is not None and not heard.named:
        found = NOTHING  # what is only told beside a question and hardly meant is not asked back
    if not found.named and (code := weighing.likeliest(turn)) is not None:
        found = Topic(code)
    elif not found.named and (likely := weighing.likely(turn)) is not None:
        maybe = procedure_of(turn)
        if maybe.offered or (maybe.procedure is not None and maybe.procedure.code == likely):
            found = Topic(offered=tuple(one.code for one in maybe.offered) or (likely,))
    if not found.named and asked and (maybe_it := weighing.may_be(turn)) is not None:
        found = Topic(offered=(maybe_it,))
    return found, asked


def _asks_for_money(turn: Turn) -> bool:
    """Return whether money is asked about that the matter under way does not give ("nộp rồi chừng nào có tiền")."""
    current = topic_procedure(turn)
    if current is None or turn.understanding.intent in _KNOW_THEIR_OWN:
        return False
    return any(one.act.asks and beyond.asks_of_other_money(current, canonical(one.text)) for one in turn.clauses)


def _is_strange(turn: Turn, questions: Sequence[Question]) -> bool:
    """Return whether what is asked has nothing to do with the matter under way, though it names no other.

    A bare question asks of what stands before it in its sentence ("thẻ ATM khóa ở đâu, gọi số nào"); a sentence that
    plainly belongs ("Vậy cần giấy gì?") vouches for the others. What is told along with a question ("đang cách ly thì
    nộp ở đâu") is why it is asked, so is what is about to happen where the rest clearly belongs ("con sắp nhập học thì
    bao lâu có giấy"); papers differ from the matter that they are for, and whether one has to book first is asked of no
    matter.
    """
    current = topic_procedure(turn)
    asking = [clause for clause in turn.clauses if clause.act.asks]
    if current is None or not asking or turn.understanding.intent in _KNOW_THEIR_OWN:
        return False
    if any(clause.facts or asks_beyond(turn, canonical(clause.text)) for clause in asking):
        return False
    if any(map(_of_any_matter, questions)):
        return False
    if any(changed(turn.guidance.search, canonical(clause.text), current).named for clause in asking):
        return False
    learned = Belonging.packaged()
    words = Vocabulary.of(turn.guidance.catalogue, turn.guidance.fields)
    each = [canonical(without_circumstances(clause.text)) for clause in asking]
    if _is_answered_just_now(turn, asking, each) or not learned.is_own(words, current.code, " ".join(each)):
        return False
    sentences = _sentences(composed(turn.text), asking)
    rests = (one[circumstance.end() :] for one in each if (circumstance := _CIRCUMSTANCE.match(one)))
    return not (
        (len(sentences) > 1 and any(learned.belongs(words, current.code, one) for one in sentences))
        or any(learned.score(words, current.code, one) <= _CLEARLY for one in rests if len(one.split()) > 1)
    )


def _is_answered_just_now(turn: Turn, asking: Sequence[Clause], each: Sequence[str]) -> bool:
    """Return whether bare questions come right behind an answer of the matter ("xin ở đâu"), or say why they come.

    Behind something that is told ("em mới 19 còn ảnh 19 rưỡi… có sao hông") they are about that.
    """
    told = any(clause.act is Act.TELLS for clause in turn.clauses)
    if told or any(object_of(plain) or len(plain.split()) > _BARE for plain in each):
        return False
    said_why = any(canonical(clause.text) != plain for clause, plain in zip(asking, each, strict=True))
    return said_why or Memory.of(turn.state, turn.received_at).live


def _sentences(text: str, asking: Sequence[Clause]) -> list[str]:
    """Return what is asked, sentence by sentence; ``text`` is composed, as the places of clauses count it."""
    found: list[str] = []
    end = 0
    for clause in asking:
        if found and not _ENDED.search(text, end, clause.start):
            found[-1] += f" {clause.text}"
        else:
            found.append(clause.text)
        end = clause.start + len(clause.text)
    return found


_ENDED = re.compile(r"[.?!\n]")
_CIRCUMSTANCE = re.compile(r"^(?:\w{1,9} ){0,3}(?:sap|dang|moi|vua|da|lo|chua) (?:\w{1,9} ){1,6}?thi ")
_BARE = 5
"""Words up to which a question names nothing; longer ones tell something ("em mới 19 còn ảnh 19 rưỡi có sao không")."""
_CLEARLY = -0.5
"""Score up to which what stands behind such a circumstance clearly belongs."""


def _of_any_matter(question: Question) -> bool:
    """Return whether a question is about a paper, an office, who declares, a law, or whether one has to book."""
    about_a_paper = question.focus is Focus.PAPERS and question.act is Act.ASKS_WHETHER
    return about_a_paper or is_law(question.text) or question.focus in _OF_ANY_MATTER or belongs(question.text)


_KNOW_THEIR_OWN = frozenset(
    {
        *("ask_area_status", "complaint_feedback", "talk_to_human", "book_appointment"),
        *("ask_queue_capacity", "report_online_error"),
    }
)
"""Wishes whose handlers know whether a message is theirs."""
_OF_ANY_MATTER = frozenset({Focus.MISSING_PAPER, Focus.APPOINTMENT})


def _of_the_paper(questions: Sequence[Question]) -> list[Question]:
    """Give a question what replaces a paper the one that was asked about before it ("không có thì giấy gì thay")."""
    return [*questions[:1], *(_with_the_paper(*pair) for pair in itertools.pairwise(questions))]


def _with_the_paper(before: Question, asked: Question) -> Question:
    bare = asked.focus is Focus.MISSING_PAPER and _IS_NOT_THERE.match(asked.text)
    if not bare or before.focus is not Focus.PAPERS:
        return asked
    return replace(asked, text=f"khong co {before.text} {asked.text}")


_IS_NOT_THERE = re.compile(
    r"(?:(?:ma|con|vay|neu|lo|gia su|roi) )*(?:khong co|chua co|mat|thieu)(?: (?:no|cai do|giay do|to do))?"
    r" (?:thi|lay|dung|co|sao|lam)\b"
)


def _happened(turn: Turn, questions: Sequence[Question], whole: Topic) -> str | None:
    """Return the matter of what was told to have happened, where questions name nothing else."""
    alone = all(not object_of(one.text) or happened.says_no_more(one.text) for one in questions)
    says_it = any(happened.says_no_more(one.text) for one in questions)
    if (
        not questions
        or not alone
        or whole.code is not None
        or (turn.state.memo.get(weighing.ELSEWHERE) and not says_it)
    ):
        return None  # a talk about the funeral money of a war invalid goes on with that
    code = happened.matter(turn)
    if code is not None and weighing.is_unfit(turn, code):
        return None
    return code if not whole.offered or code in whole.offered else None


def _only_plainly(plain: str) -> bool:
    """Return whether a clause asks for a yes or no and names nothing itself ("mai tui lên được hay không" does)."""
    if not _PLAINLY.search(plain):
        return False
    return all(word in _SAYS_PLAINLY for word in _PLAINLY.sub(" ", plain).split())


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
    marked = asked_at(composed(turn.text), clause.end)
    if act.asks and (tells_in_figures(clause.text, marked=marked) or says_how_little(clause.text, marked=marked)):
        return None
    asks = act.asks or (act is Act.TELLS and focus in _WORRIES)
    if not asks and act is Act.TELLS and (named := named_alone(plain)) is not None:
        asks, focus = True, named  # "lệ phí, bao lâu nhận"
    if not asks and alone and turn.understanding.intent in BY_INTENT and act in {Act.TELLS, Act.COMMANDS}:
        # Words without a question ("lệ phí khai sinh") ask where the wish was read so, and nothing is told beside.
        asks = not clause.facts and may_ask(BY_INTENT[turn.understanding.intent], plain)
        focus = BY_INTENT[turn.understanding.intent]
    if act in {Act.CORRECTS, Act.COMPLAINS} and focus is not None and QUESTION.search(plain):
        asks = True  # "ý em hỏi là cần giấy gì"
    aimed = by_its_words(turn, clause, focus, under_way=under_way) if asks else None
    focus = focus if aimed is None and asks and exactly.meant(turn) is not None else aimed
    if not asks or focus is None or focus not in ANSWERED | BESIDE or TELLS_LATE.search(plain):
        return None
    said = clause.text
    if focus in NAMELESS:
        said = NAMELESS[focus].sub(" ", plain)
    topic = topic_of(turn.guidance.search, said, focus=focus, act=act, facts=facts, under_way=under_way)
    if (current := turn.state.topic.procedure) in topic.offered:
        topic = Topic(current)  # what may be meant is talked of already
    elif topic.offered and (code := marked_in(turn, clause)) not in {None, *topic.offered}:
        topic = Topic(code)
    return Question(focus, act, topic, plain, clause.start, quoted(clause.text))


def _meaning(plain: str, clauses: Sequence[Clause]) -> Question:
    """Return the question of a message that asks what a word means; two words that it compares stand in two clauses."""
    return Question(Focus.RULE, Act.ASKS_WHICH, NOTHING, plain, clauses[0].start)


def _settled_by(turn: Turn, others: Sequence[Clause], whole: Topic) -> Topic | None:
    """Return which of several procedures is meant by what another clause names ("chuyển nhượng. sang tên mấy ngày")."""
    if (thing := transferred(canonical(turn.text))) in whole.offered:
        return Topic(thing)
    for clause in others:
        topic = topic_of(turn.guidance.search, clause.text, focus=None, act=clause.act, facts={}, under_way=False)
        both = {*topic.offered, topic.code}.intersection(whole.offered)
        if len(both) == 1:
            return Topic(both.pop())
    return None


def _abroad(turn: Turn, topic: Topic) -> Topic:
    """Return what is meant where somebody from abroad takes part; what is not there yet is nothing that is known."""
    code = topic.code
    if code in rejected.not_yet(turn):
        return Topic(unknown=True)
    offered = tuple(dict.fromkeys(abroad.meant_in(turn, one) for one in topic.offered))
    return replace(topic, code=None if code is None else abroad.meant_in(turn, code), offered=offered)


def _objects(clauses: Sequence[Clause]) -> bool:
    """Return whether a message objects to what was said, and asks nothing of its own beside."""
    objecting = [clause for clause in clauses if clause.act in OBJECTS]
    return bool(objecting) and not any(asks_something(clause) for clause in clauses)


def _inherit(turn: Turn, questions: Sequence[Question], whole: Topic) -> list[Question]:
    """Give questions that name nothing the procedure that was named before them, else the message's.

    One that wants something done with it by its act alone is about that variant of it ("giờ muốn đổi thì đi đâu").
    """
    later = [question.topic for question in questions if question.topic.named]
    # Behind a matter under way, a name counts from where it is said on.
    known = NOTHING if whole in later and topic_procedure(turn) is not None else whole
    settled = []
    for question in questions:
        if question.topic.named:
            known = question.topic
        if not question.topic.named:
            current = turn.guidance.catalogue.get(known.code) if known.code else topic_procedure(turn)
            variant = NOTHING if current is None else changed(turn.guidance.search, question.text, current)
            settled.append(replace(question, topic=variant if variant.named else known, inherits=not variant.named))
        else:
            settled.append(question)
    return settled
