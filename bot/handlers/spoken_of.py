"""Whom a talk is about: named for a question that speaks of nobody's business itself, before anybody in general is.

That is the body that other clauses of the message speak of, where their matter is a theme
(``bot/content/deciders.yaml``) and no circumstance, else the one that was spoken of last and no matter was named since.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.handlers.deciding import business_of, complains_of_officials, name_of
from bot.handlers.quoting import NAMES_NOTHING, says_enough
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.deciding import DeciderReader
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.conversation.turn import Turn
    from bot.guidance.deciders import Business
    from bot.understanding.clauses import Clause

_LAST = "spoken_of"
_NOBODY = "nobody_named"
_PARTS = 3
"""Of what is remembered: the business, the matter that was talked of, and when."""
_FORGETS_AFTER = timedelta(hours=24)
_OWN_PAPER = re.compile(
    r"\b(?:giay phep|phep nuoi|chung chi|chung nhan|so do|so hong|ho chieu|bang (?:lai|cap)"
    r"|giay (?!gi\b|to\b|nao\b|do\b|nay\b|tay\b)\w+)"
)
"""Names a paper of its own, which is another matter than what the rest of a talk is about."""
_CARD = re.compile(r"\bthẻ \w+", re.IGNORECASE)
"""A card; without its accent the word is mostly another."""
_MOST_OWN = 3
"""Words that name something, up to which a question is about what was spoken of before it."""
_FORMS = 5
"""Ways of saying that it is nobody in particular; the texts are numbered."""


def note(turn: Turn, business: Business) -> None:
    """Remember whose business was spoken of, for the questions behind it; a matter that is named ends that.

    What is urgent is a thing of the moment, and no theme.
    """
    if business.urgent:
        return
    turn.state.memo[_LAST] = [business.id, turn.state.topic.procedure or "", turn.received_at.isoformat()]


def is_of(turn: Turn, ids: Collection[str]) -> bool:
    """Return whether the talk spoke last of the business of one of some bodies, and of no matter since."""
    kept = turn.state.memo.get(_LAST)
    if not isinstance(kept, list) or len(kept) != _PARTS:
        return False
    name, topic, said = kept
    fresh = turn.received_at - datetime.fromisoformat(said) < _FORGETS_AFTER
    return fresh and topic == (turn.state.topic.procedure or "") and name in ids


def body_beside(turn: Turn, asked: str) -> str:
    """Return whose business the rest of a message speaks of; empty where a question names a thing of its own."""
    plain = canonical(asked)
    if _names_a_paper(asked):
        return ""
    others = [one for one in turn.clauses if one.act not in NAMES_NOTHING and canonical(one.text) not in plain]
    for clause in reversed(others):
        business = business_of(turn, clause.text)
        if business is not None and business.theme and not is_scene(turn, clause, business):
            note(turn, business)
            return name_of(turn, business)
    return ""


def is_scene(turn: Turn, clause: Clause, business: Business) -> bool:
    """Return whether a clause has a body's word only as where something happens, or what somebody did long ago.

    "Chồng em đi ghe câu", "trước lái đò ngang" ask nothing of boats. What the rest of the message excludes, too, is not
    meant ("ghe cào … giấy tờ ghe" is a fishing boat's).
    """
    if turn.guidance.deciders is None or clause.act.asks:
        return False
    reader = DeciderReader.of(turn.guidance.deciders)
    before = reader.before(clause.text, turn.moment)
    return _GOES_BY.search(before) is not None or reader.is_excluded(business, turn.text)


_GOES_BY = re.compile(r"\b(?:di|theo|chay|ngoi)$|^(?:\w+ )?truoc\b|\b(?:hoi (?:do|truoc|xua|nho|tre|nam)|ngay xua)\b")


def body_before(turn: Turn, asked: str) -> str:
    """Return whose business the talk spoke of last; empty where a question names much, or a matter was named since."""
    kept = turn.state.memo.get(_LAST)
    deciders = turn.guidance.deciders
    if not isinstance(kept, list) or len(kept) != _PARTS or deciders is None or _names_a_paper(asked):
        return ""
    name, topic, said = kept
    fresh = turn.received_at - datetime.fromisoformat(said) < _FORGETS_AFTER
    own = [word for word in object_of(asked).split() if word not in SMALL]
    if not fresh or topic != (turn.state.topic.procedure or "") or len(own) > _MOST_OWN:
        return ""
    business = deciders.get(name)
    if business is not None and _tells_of_another(turn, asked, business):
        return ""
    return "" if business is None else name_of(turn, business)


def _tells_of_another(turn: Turn, asked: str, business: Business) -> bool:
    """Return whether what is told right before a question names another thing than the talk was about.

    "Phiếu bảo hành của em hẹn mùng 5 mà tiệm đóng cửa, cái này xã có giải quyết không" asks of the slip.
    """
    if _REFERS.search(canonical(asked)) is None:
        return False
    plain = canonical(asked)
    told = [one for one in turn.clauses if not one.act.asks and canonical(one.text) not in plain and says_enough(one)]
    return bool(told) and all(business_of(turn, one.text) != business for one in told)


_REFERS = re.compile(r"\b(?:cai|viec|chuyen|vu) (?:nay|do|kia|day)\b")


def _names_a_paper(asked: str) -> bool:
    return _OWN_PAPER.search(canonical(asked)) is not None or _CARD.search(asked) is not None


def nobody(turn: Turn, asked: str) -> str:
    """Return who can be asked where nobody is known to decide: each time in other words, the same within a turn.

    Who complains of the commune or its people is not sent there.
    """
    if complains_of_officials(asked):
        return turn.words("unheard.not_there")
    times, turn_of = turn.state.memo.get(_NOBODY) or (0, 0)
    if turn_of != turn.inbox_id:
        times += 1
        turn.state.memo[_NOBODY] = [times, turn.inbox_id]
    return turn.words(f"unheard.office_{(times - 1) % _FORMS + 1}")
