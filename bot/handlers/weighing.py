"""How surely a message is about what it was found to name: it is taken, asked back, or left.

The search says what a text resembles, and what is told beside a wish resembles much. What was learned of whole talks
(``bot.understanding.search.meant``) says which of it somebody comes for.
"""

from __future__ import annotations

import enum
import itertools
import re
from typing import TYPE_CHECKING

from bot.handlers import exactly, rejected
from bot.handlers.deciding import business_of
from bot.handlers.questions.topics import BARE_ACT, NOTHING, Topic
from bot.handlers.spoken_of import body_before, is_scene
from bot.understanding.clauses import Act, Focus
from bot.understanding.clauses.denied import without_circumstances, without_denied, without_past
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.fold import canonical
from bot.understanding.reactions import says_what_is_asked
from bot.understanding.search.evidence import names_of
from bot.understanding.search.fitting import FISHERY, FISHING_BUSINESS, is_ruled_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

SURE, TAKEN, ASKED = 0.65, 0.0, -0.35
"""Scores from which on a procedure is meant though nothing else found it named, one that was found is, and one that was
found is asked back. Of what the search names anew in messages of hands that nothing was learned from, 47 of 248 below
``ASKED`` were meant, 47 of 102 between, 189 of 260 above; of what it did not name, 19 of 22 above
0.5.
"""


ASKED_BACK = "asked_back"
"""Memo: code of the one procedure that was asked back last; spoken of again without a denial it is meant."""
_FEW, _SHORT = 2, 14
"""Clauses, and words, up to which a text is no story."""


class Standing(enum.Enum):
    """What to make of a procedure that a message was found to name."""

    TAKEN = enum.auto()
    """It is meant."""
    ASKED = enum.auto()
    """It may be: ask back."""
    LEFT = enum.auto()
    """It is only mentioned, or not at all."""


def standing(turn: Turn, code: str) -> Standing:
    """Return what to make of a procedure that a turn's text was found to name.

    What nobody compared with the text was found by a rule, which knows why.
    """
    if is_unfit(turn, code):
        return Standing.LEFT
    if code in {turn.state.topic.procedure, exactly.meant(turn)}:
        return Standing.TAKEN
    if _goes_on(turn) and (_is_only_mentioned(turn, code) or (_only_tells(turn) and _is_not_there(turn, code))):
        return Standing.LEFT
    if turn.dialogue is not None and _only_tells(turn) and _is_only_mentioned(turn, code):
        return Standing.LEFT  # what a paper says is no choice of a matter ("khai sinh bản chính là dấu ngã")
    scores = dict(turn.candidates)
    if code not in scores or _is_plain(turn, code):
        return Standing.TAKEN
    return _weighed_by(turn, code, scores[code])


def is_unfit(turn: Turn, code: str) -> bool:
    """Return whether a text speaks of a thing that a procedure is not for ("đăng ký nuôi trồng" adopts nobody)."""
    told = turn.state.memo.get(ELSEWHERE)
    businesses = [str(one) for one in told] if isinstance(told, list) else []
    if FISHERY.intersection({turn.state.topic.procedure, *rejected.codes(turn)}):
        businesses.append(FISHING_BUSINESS)
    return is_ruled_out(turn.text, code, businesses)


def _barred(turn: Turn) -> frozenset[str]:
    """Return the codes of the procedures that a text cannot mean: turned down, or for another thing."""
    return rejected.codes(turn).union(one.code for one in turn.candidates if is_unfit(turn, one.code))


def _weighed_by(turn: Turn, code: str, score: float) -> Standing:
    """Return what to make of a procedure by its score, by what is not there, and by what was asked back before."""
    if _is_not_there(turn, code):
        return Standing.LEFT
    if any(BARE_ACT.search(canonical(clause.text)) for clause in turn.clauses):
        return Standing.TAKEN  # "giờ muốn đổi thì đi đâu" is done with what the rest tells of
    stands = _standing(score)
    if turn.state.memo.get(ASKED_BACK) == code and code not in rejected.codes(turn):
        said = names_of(turn.guidance.search).evidence(canonical(turn.text), code).said
        return Standing.TAKEN if said or stands is not Standing.LEFT else stands
    return _LENIENT[stands] if _is_short(turn, code) or _begins(turn, code) else stands


def likeliest(turn: Turn) -> str | None:
    """Return the procedure that a turn's text is surely about, though nobody found it named; None as a rule.

    What is denied, done before, or a circumstance is nothing that somebody comes for, however it sounds.
    """
    meant = without_past(without_circumstances(without_denied(turn.text)))
    if not object_of(canonical(meant)) or not any(clause.act in _WANTS for clause in turn.clauses):
        return None
    if any(_is_of_a_paper(clause) for clause in turn.clauses):
        return None
    barred = _barred(turn)
    best = next((one for one in turn.candidates if one.code not in barred), None)
    if best is None or best.score < SURE:
        return None
    wished = any(_WISHED.search(_MADE.sub(" ", canonical(clause.text))) for clause in turn.clauses)
    return None if not wished and _goes_on(turn) and _is_only_mentioned(turn, best.code) else best.code


def likely(turn: Turn) -> str | None:
    """Return the procedure that a story is likelier about than any other, which is asked back; None as a rule.

    The search weighs each name by itself, so that a long opening, whose matter stands in everyday words amid others,
    seems about none.
    """
    if turn.dialogue is not None or _goes_on(turn) or len(turn.clauses) <= _FEW:
        return None
    if not any(clause.act in _WANTS for clause in turn.clauses):
        return None
    barred = _barred(turn)
    likeliest_first = [one for one in turn.candidates if one.code not in barred]
    scores = [one.score for one in likeliest_first[:2]]
    apart = len(scores) == 1 or (bool(scores) and scores[0] - scores[1] >= APART)
    code = likeliest_first[0].code if apart and scores[0] >= LIKELY else None
    return None if code is None or _is_done(turn, code) or _is_anothers(turn, code) else code


def may_be(turn: Turn) -> str | None:
    """Return the procedure that a question which begins a talk is rather about than not, though nobody found it named.

    It is asked back, and answered as far as that is meant.
    """
    if turn.dialogue is not None or turn.state.topic.procedure is not None:
        return None
    if _is_of_who_was_spoken_of(turn):
        return None
    barred = _barred(turn)
    best = next(
        (one for one in turn.candidates if one.code not in barred and not _is_named_denied(turn, one.code)), None
    )
    if best is None or best.score < TAKEN or _is_done(turn, best.code) or _is_anothers(turn, best.code):
        return None
    return best.code


def _is_named_denied(turn: Turn, code: str) -> bool:
    """Return whether a text names a procedure only to tell it from what it wants ("… chứ không sửa khai sinh")."""
    plain = canonical(turn.text)
    if _NOT_THAT.search(plain) is None:
        return False
    names = names_of(turn.guidance.search)
    wanted = " ".join(_NOT_THAT.sub(" ", canonical(clause.text)) for clause in turn.clauses)
    return names.evidence(plain, code).whole and not names.evidence(wanted, code).whole


_NOT_THAT = re.compile(r"\bchu (?:khong|hong|hok|ko|chang)\b.*")


def _is_done(turn: Turn, code: str) -> bool:
    """Return whether a message names a procedure only in what it denies or tells to be done ("khai tử có rồi")."""
    meant = without_past(without_circumstances(without_denied(turn.text)))
    naming = [turn.clauses[place] for place in _naming(turn, code)]
    return bool(naming) and not any(meant[one.start : one.end].strip() for one in naming)


def _is_anothers(turn: Turn, code: str) -> bool:
    """Return whether a message is about a body's business that a procedure is not of ("tàu mất kết nối giám sát")."""
    procedure = turn.guidance.catalogue.get(code)
    own = None if procedure is None else business_of(turn, f"{procedure.title}. {procedure.name}")
    found = ((clause, business_of(turn, clause.text)) for clause in turn.clauses)
    themes = (one for clause, one in found if one is not None and one.theme and not is_scene(turn, clause, one))
    return any(one != own for one in themes)


LIKELY, APART = -0.6, 0.45
"""Least score, and least distance from the next, of what is asked back. In the first messages of three clauses or more
of four hands that nothing was learned from, 33 of the 36 that it finds were meant.
"""


def weighed(turn: Turn, topic: Topic) -> Topic:
    """Return what a text names, as far as it is likely to be what somebody comes for."""
    if topic.code is not None:
        stands = standing(turn, topic.code)
        if stands is Standing.ASKED:
            return Topic(offered=(topic.code,))
        return topic if stands is Standing.TAKEN else NOTHING
    fitting = tuple(code for code in topic.offered if not is_unfit(turn, code))
    if len(fitting) < len(topic.offered):
        topic = Topic(offered=fitting) if fitting else NOTHING
    story = _goes_on(turn) or len(turn.clauses) > _FEW
    if topic.offered and story and all(standing(turn, code) is Standing.LEFT for code in topic.offered):
        return NOTHING
    if topic.offered and _is_of_who_was_spoken_of(turn):
        scores = dict(turn.candidates)
        return topic if any(scores.get(code, ASKED) >= ASKED for code in topic.offered) else NOTHING
    return topic


def _is_of_who_was_spoken_of(turn: Turn) -> bool:
    """Return whether a question goes on with a body's business that no procedure is about."""
    return any(body_before(turn, clause.text) for clause in turn.clauses if clause.act.asks)


def _is_not_there(turn: Turn, code: str) -> bool:
    """Return whether a text names a procedure only to tell that it is not wanted, or amid another one not done."""
    amid = turn.state.topic.procedure is not None or (_goes_on(turn) and _only_tells(turn))
    lacking = _NOT_DONE if amid else _NOT_WANTED
    names = names_of(turn.guidance.search)
    naming = [clause for clause in turn.clauses if names.evidence(canonical(clause.text), code).said]
    if not naming and turn.state.topic.procedure is None:
        naming = [turn.clauses[place] for place in _naming(turn, code)]
    meant = without_denied(turn.text)
    before = {clause.start: one.text for one, clause in itertools.pairwise(turn.clauses) if _CUT_OFF.search(one.text)}
    return bool(naming) and all(
        _is_denied(clause, meant)
        or (
            (not clause.act.asks or clause.act in _OF_IT)
            and lacking.search(_meant_of(canonical(f"{before.get(clause.start, '')} {clause.text}"))) is not None
        )
        for clause in naming
    )


def _meant_of(plain: str) -> str:
    """Return what a clause says to be meant, without what that is not ("tàu cá nha *hổng phải tàu chở hàng*")."""
    found = _THIS_NOT_THAT.match(plain)
    return plain if found is None else found[1]


_THIS_NOT_THAT = re.compile(
    r"((?:\w{1,9} ){1,5}(?:nha|nghen|a|chu|do|ma) )khong phai "
    r"(?!(?:lam|di|nop|xin|co|doi|dong|hoi|mua|ky|dem|mang|dang|khai|tra)\b)"
)


def _only_tells(turn: Turn) -> bool:
    meant = without_denied(turn.text)
    return all(
        clause.act in {Act.TELLS, Act.COURTESY} or _CUT_OFF.search(clause.text) or _is_denied(clause, meant)
        for clause in turn.clauses
    )


def _is_denied(clause: Clause, meant: str) -> bool:
    """Return whether nothing of a clause is left in its text without what that denies."""
    return not meant[clause.start : clause.end].strip()


_CUT_OFF = re.compile(r"(?:^|\s)(?:chưa|chua|ch)$", re.IGNORECASE)
"""Ends a clause that was cut from what is not done ("dạ chưa | báo tử")."""


def _goes_on(turn: Turn) -> bool:
    """Return whether the talk is about something by now: a matter, or what nobody knew an answer to."""
    memo = turn.state.memo
    return turn.state.topic.procedure is not None or any(memo.get(key) for key in (UNHEARD, ELSEWHERE, ASKED_BACK))


def _is_only_mentioned(turn: Turn, code: str) -> bool:
    """Return whether a text amid a talk has a procedure's name only as that of a paper that is there or may be needed.

    "Giấy độc thân của ảnh cấp hôm 25/2" tells of a paper, "có cần lý lịch tư pháp gì không" asks of what the talk is
    about; a wish ("xin lại", "muốn đổi"), a fault or another question about it makes a matter of it.
    """
    naming = _naming(turn, code)
    return bool(naming) and all(
        _mentions(turn.clauses[place]) and not _is_done_with(turn.clauses[place + 1 : place + 2]) for place in naming
    )


def _naming(turn: Turn, code: str) -> list[int]:
    """Return the places of the clauses that name a procedure: by two neighbours of a name, else in everyday words."""
    search = turn.guidance.search
    known = [names_of(search).evidence(canonical(one.text), code) for one in turn.clauses]
    paired = [place for place, evidence in enumerate(known) if evidence.paired > 0]
    if paired:
        return paired
    hits = (search.decide(one.text).hits for one in turn.clauses)
    return [place for place, found in enumerate(hits) if found and found[0].code == code and found[0].score >= _CLEARLY]


_CLEARLY = 0.7
"""Least score of a clause that names a procedure in everyday words."""


def _mentions(clause: Clause) -> bool:
    plain = canonical(clause.text)
    if clause.act in _IF and _IF_NEEDED.search(plain) is not None:
        return True
    told = clause.act is Act.TELLS or clause.focus is Focus.VALIDITY
    if not told or says_what_is_asked(clause.text):
        return False
    return _HELD.search(plain) is not None and _WISHED.search(_MADE.sub(" ", plain)) is None


_IF = frozenset({Act.ASKS_WHETHER, Act.ASKS_WHICH})
"""Acts of "có cần lý lịch tư pháp không", "… gì không"."""


def _is_done_with(after: Sequence[Clause]) -> bool:
    """Return whether a clause wants something done with what is named before it ("…, đổi online có được không")."""
    plain = [canonical(one.text) for one in after]
    return any(_WISHED.search(one) and len(set(object_of(_WISHED.sub(" ", one)).split()) - SMALL) <= 1 for one in plain)


UNHEARD = "unheard"
"""Memo: how many questions were said back as unknown."""
ELSEWHERE = "elsewhere"
"""Memo: ids of the businesses that the talk was said to be about, which other bodies decide."""
_A_PAPER = r"(?:giay|so|the|phieu|bang|ban|chung nhan|ly lich|ho khau|can cuoc|cmnd|ho chieu|visa)"
_IF_NEEDED = re.compile(rf"\bco (?:can|phai|doi|bi doi|bat buoc|bat)\b(?: \w+){{0,3}}? {_A_PAPER}\b")
_HELD = re.compile(
    rf"\b{_A_PAPER}\b.{{0,60}}?\b(?:dung ten|cap (?:hom|ngay|hoi|nam|bua|tu|luc|thang|dot)"
    r"|cua (?:anh|chi|em|ong|ba|toi|chong|vo|con|no|co|chu|cha|me|ma|nguoi ta|minh)|het han|con han|con hieu luc"
    r"|con (?:giu|mot|1|to|do|day)|co (?:roi|san|day|du)|ghi(?! (?:chu|no|vao)\b))\b"
    r"|\bkhai s[ai]nh (?:\w{1,9} ){0,4}?(?:ban (?:chinh|goc)|ghi|ten (?:dem|lot)|dau (?:nga|hoi|sac|huyen|nang))\b"
    rf"|\b(?:giu|cam|dem|mang|con|dua|photo|chup|ghi tren|tren) (?:\w+ ){{0,2}}?{_A_PAPER}\b"
)
"""A paper, said to be somebody's, of a day, there, or at hand; what is read in it."""
_MADE = re.compile(
    r"\blam (?:hoi|hom|bua|luc|tu|dot|nam (?:ngoai|kia)|thang (?:truoc|\d{1,2}))\b"
    r"|\blam (?:o )?(?:ben|tren|duoi)(?: \w{1,9}){0,2}? roi\b"
)
"""When or where a paper was made, which is no wish for one."""
_WISHED = re.compile(
    r"\b(?:lam|xin|doi|cap (?:lai|doi|moi)|sang ten|dang ky|gia han|tach|sua|dinh chinh|cai chinh|muon|can lam|nop"
    r"|mat|rach|hu|nham|sai|hong|that lac|bien dong|thu tuc)\b"
)
"""What is done with a paper, or wrong with it."""
_OF_IT = frozenset({Act.ASKS_HOW, Act.ASKS_WHETHER})
"""What is asked of its not being done ("chưa đăng ký kết hôn thì sao")."""
_NOT_WANTED = re.compile(r"\b(?:khong|dau co|dau) (?:hoi|xin|muon|doi)\b")
_NOT_DONE = re.compile(rf"{_NOT_WANTED.pattern}|\b(?:chua|khong (?:co|can|phai|lam))\b(?! (?:biet|ro|hieu))")


def _is_of_a_paper(clause: Clause) -> bool:
    """Return whether a clause is about a paper that is there, lacks or is needed; it may be called like a matter."""
    whether = clause.focus is Focus.PAPERS and clause.act is Act.ASKS_WHETHER
    return whether or clause.focus is Focus.MISSING_PAPER or _LACKS.search(canonical(clause.text)) is not None


_LACKS = re.compile(r"\bthieu\b|\b(?:giay|so|the)\b.*\bco (?:roi|san)\b")


def _is_short(turn: Turn, code: str) -> bool:
    """Return whether a text begins a matter in few words, which tell no story: asking back does no harm.

    Where the talk is about something that nobody knew an answer to, they have to be the matter's own words.
    """
    if turn.state.topic.procedure is not None or len(turn.text.split()) > _SHORT:
        return False
    return not _goes_on(turn) or names_of(turn.guidance.search).evidence(canonical(turn.text), code).said


def _begins(turn: Turn, code: str) -> bool:
    """Return whether a question begins with a procedure's name ("khai tử ở Bình Dương hay ở Cái Nước")."""
    names = names_of(turn.guidance.search)
    return any(
        clause.act.asks and names.begins(clause.text, code) and names.evidence(canonical(clause.text), code).paired > 0
        for clause in turn.clauses
    )


def _is_plain(turn: Turn, code: str) -> bool:
    """Return whether a text only asks, and says nothing but a procedure's name ("khai sinh phí?").

    A story around a name may want something else. Amid a matter the name has to begin the question, or put it right:
    "có cần giấy khai sinh không" asks of a paper.
    """
    said = [clause for clause in turn.clauses if clause.act not in _BESIDE]
    asked = [clause.text for clause in said if clause.act in _WANTS or _ASKS.search(canonical(clause.text))]
    marked = _marked(turn)
    names = names_of(turn.guidance.search)
    if turn.state.topic.procedure is not None:
        marked = []
        if not any(clause.act in _PUTS_RIGHT for clause in turn.clauses):
            asked = [text for text in asked if names.begins(text, code)]
    if len(said) > max(_FEW, len(asked)):
        return False
    whole = [turn.text] if asked else []
    texts = (text for text in (*whole, *asked, *marked) if names.has_own(text, code))
    known = (names.evidence(canonical(text), code) for text in texts)
    return any(not one.uncovered and (one.whole or one.paired == 1) for one in known)


def _marked(turn: Turn) -> list[str]:
    """Return what the NLU marked as procedures in a text that is no story; of three clauses, in one that asks."""
    values = turn.understanding.values("procedure")
    if len(turn.clauses) <= _FEW:
        return values
    asked = [clause.text.lower() for clause in turn.clauses if clause.act.asks]
    return [value for value in values if len(turn.clauses) <= _FEW + 1 and any(value.lower() in one for one in asked)]


_WANTS = frozenset({*(act for act in Act if act.asks), Act.COMMANDS, Act.CORRECTS})
_PUTS_RIGHT = frozenset({Act.CORRECTS, Act.DENIES})
_ASKS = re.compile(r"\b(?:toi|em|con|minh|chau) hoi\b")
_BESIDE = frozenset({Act.COURTESY, Act.COMPLAINS, Act.DENIES, Act.ACCEPTS, Act.REFUSES, Act.LEAVES})
"""What a question is told apart from at once."""


_LENIENT = {Standing.TAKEN: Standing.TAKEN, Standing.ASKED: Standing.TAKEN, Standing.LEFT: Standing.ASKED}


def _standing(score: float) -> Standing:
    if score >= TAKEN:
        return Standing.TAKEN
    return Standing.ASKED if score >= ASKED else Standing.LEFT
