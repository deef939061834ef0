"""Whether a question is certainly of the matter under way, so that whoever takes that in knows it.

Somebody who registers a stay asks along the way when the support money comes, whether the licence of the inn has to be
changed, what a widow draws. The police who register the stay know none of it, and the way there costs a day. A commune
takes in nearly everything and passes the rest on, so it may be named of what is only likely its business; an office of
one kind of matter is named where the question says nothing else, or clearly is of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.handlers.deciding import business_of
from bot.handlers.questions import beyond
from bot.understanding.belonging import Belonging, Vocabulary
from bot.understanding.clauses.objects import OFFICIAL, SMALL, object_of
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

_LIKELY = 0.4
"""Score from which on a question is rather not of the matter, as in ``belonging``."""
_CLEARLY = 0.0
"""Score from which on one that names a thing of its own is not clearly of the matter."""
_SURELY = -0.5
"""Score up to which one is of the matter whatever is told before it ("kịp tháng 7 không")."""
_NAMES_ENOUGH = 2
"""Words that name something, from which on a question is not about what is told right before it."""
_SAYS = frozenset(
    {
        *("keu", "bieu", "bao", "noi", "tu", "lien", "quan", "biet", "nghe", "tra", "loi", "thay", "hieu", "chac"),
        *("chi", "cuc", "so", "phong", "huyen", "tinh", "xa", "phuong", "trung", "tam", "uy", "ban", "cong", "an"),
        *("dia", "ca", "bac", "lieu", "ap", "khom", "thanh", "pho"),
    }
)
"""Words that say who said or does it, or where: they name no thing that is asked about."""
_OF_SEVERAL = re.compile(r"\b(?:cai|viec|giay|thu|ben) nao (?:\w{1,9} ){0,2}?truoc\b")
"""Which of several things comes first."""
_AGAINST = re.compile(r"\b(?:khieu nai|to cao|kien nghi|phan anh)\b")
_DONE = re.compile(r"\b(?:dang ky|nop|khai|ho so|lam (?:duoc|giay|thu tuc|o dau))\b")
"""What is done about the matter under way, where nothing is named."""
_WHY = re.compile(r"^(?:\w{1,9} )?(?:tai|vi|boi|de)\b|\bcan gap\b")
"""Says why something is asked."""
_A_PAPER = re.compile(
    r"\b(?:giay(?: (?:phep|chung nhan))?|so|bang|the|don|ho so|bien ban|hop dong|phieu|quyet dinh)"
    r" (?!gi\b|to\b|nao\b|do\b|nay\b|kia\b|tay\b|ay\b|may\b|dien thoai\b)(\w{1,9}(?: \w{1,9})?)"
)
"""A paper with what it is of."""


def names_the_matter(turn: Turn, asked: str, code: str | None = None) -> bool:
    """Return whether a question names the matter itself ("sửa khai sinh theo học bạ cho lẹ được không").

    Args:
        turn: the turn.
        asked: the words of the question.
        code: of the matter; without one, that under way.
    """
    matter = turn.guidance.catalogue.get(code or turn.state.topic.procedure or "")
    plain = f" {canonical(asked)} "
    return matter is not None and any(f" {canonical(name)} " in plain for name in (matter.title, *matter.names))


def is_against(turn: Turn, code: str) -> bool:
    """Return whether a matter is itself a complaint, which goes to the office that is complained of."""
    matter = turn.guidance.catalogue.get(code)
    return matter is not None and _AGAINST.search(canonical(f"{matter.title}. {matter.name}")) is not None


def belongs(turn: Turn, code: str, asked: str) -> bool:
    """Return whether a question is rather about a matter than about something of its own."""
    return Belonging.packaged().belongs(Vocabulary.of(turn.guidance.catalogue, turn.guidance.fields), code, asked)


def is_own(turn: Turn, code: str, asked: str) -> bool:
    """Return whether a question is rather about something of its own than about a matter."""
    learned, words = Belonging.packaged(), Vocabulary.of(turn.guidance.catalogue, turn.guidance.fields)
    return learned.is_own(words, code, asked)


def is_certain(turn: Turn, code: str, asked: str) -> bool:
    """Return whether a question is certainly of a matter: it names it, or asks one of its aspects and nothing else.

    How a question sounds was learned of Vietnamese; English ones are taken to be of it.

    Args:
        turn: the turn.
        code: of the matter.
        asked: the words of the question.
    """
    procedure = turn.guidance.catalogue.get(code)
    if procedure is None or turn.profile.language == "en" or names_the_matter(turn, f"{asked}. {turn.text}", code):
        return True
    plain = canonical(asked)
    if beyond.asks_of_other_money(procedure, plain) or is_of_several(turn, code, plain):
        return False
    learned, words = Belonging.packaged(), Vocabulary.of(turn.guidance.catalogue, turn.guidance.fields)
    own = [word for word in object_of(asked).split() if word not in SMALL and word not in OFFICIAL | _SAYS]
    things = [word for word in own if word not in learned.general]
    does_it = not things and _DONE.search(plain) is not None
    score = learned.score(words, code, asked)
    before = _told(turn, asked) if len(things) < _NAMES_ENOUGH and not does_it and score > _SURELY else None
    if before is not None and _is_of_another(turn, code, before):
        return False
    if before is not None and words.tells_of(code, canonical(before.text)):
        return True
    strange = words.strange(code, own, learned.general)
    return score < (_CLEARLY if strange and not words.tells_of(code, plain) else _LIKELY)


def is_of_several(turn: Turn, code: str, plain: str) -> bool:
    """Return whether it is asked which of several things comes first, where the message names none of a matter's."""
    words = Vocabulary.of(turn.guidance.catalogue, turn.guidance.fields)
    return _OF_SEVERAL.search(plain) is not None and not words.tells_of(code, canonical(turn.text))


def told_before(turn: Turn, code: str, asked: str) -> Clause | None:
    """Return what is told right before a question in its message, where that is of another thing than the matter.

    "Thằng em học lớp 8 muốn chuyển qua trường gần nhà, giữa năm được không" asks of the school.
    """
    before = _told(turn, asked)
    return before if before is not None and _is_of_another(turn, code, before) else None


def _told(turn: Turn, asked: str) -> Clause | None:
    plain = canonical(asked)
    at = next((index for index, one in enumerate(turn.clauses) if canonical(one.text) in plain), 0)
    return turn.clauses[at - 1] if at and not turn.clauses[at - 1].act.asks else None


def _is_of_another(turn: Turn, code: str, before: Clause) -> bool:
    """Return whether what is told names a paper, or is a business, that is none of a matter's."""
    words, general = Vocabulary.of(turn.guidance.catalogue, turn.guidance.fields), Belonging.packaged().general
    told = canonical(before.text)
    if _WHY.search(told):
        return False
    if any(words.strange(code, found[1].split(), general) for found in _A_PAPER.finditer(told)):
        return True
    return business_of(turn, before.text) is not None and not words.tells_of(code, told)
