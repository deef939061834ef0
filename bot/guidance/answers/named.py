"""Whom the source names: who has to declare, how one signs who cannot write, and in which mind one has to be.

The source says so beside other things: of the deadline, of who must come. Only who asks for it hears it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.model import Row, Say
from bot.guidance.answers.plain import clauses, folded, plain_name, upper_first
from bot.guidance.catalogue.values import Deadline, FieldKind, Presence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit

_DECLARES: Final = re.compile(
    r"\A(?P<who>[^();,]+(?:, [^();,]+)*) đi (?P<what>[^();,]+), (?:kể từ|tính từ)[^()]*(?:\((?P<otherwise>[^()]+)\))?"
)
"""A deadline that says who goes: "cha hoặc mẹ đi khai sinh cho con, tính từ ngày sinh (cha mẹ không đi được thì …)"."""
WHO_DECLARES: Final = (
    *("ai di khai", "ai khai", "ai duoc khai", "ai duoc di", "ai phai di", "ai phai khai", "ai dung", "ai se di"),
    *("dung ra", "dung khai", "dung ten khai", "duoc khai", "co quyen khai", "co quyen di", "ai co quyen"),
    *("ai co the di", "ai co the khai", "ai di lam", "ai di nop", "who can declare", "who declares"),
)
"""Words (folded) that ask who may declare by themselves, and not whether somebody may go for them."""
_SIGNING: Final = (
    (
        "sign",
        re.compile(r"\b(?:lan tay|khong ky duoc|khong doc\b.*\bky)\b"),
        (
            *("lan tay", "diem chi", "khong ky duoc", "ky khong duoc", "ky khong noi", "khong biet ky", "thumbprint"),
            *("khong biet chu", "mu chu", "khong biet doc", "khong biet viet", "khong doc duoc", "khong viet duoc"),
        ),
    ),
    (
        "mind",
        re.compile(r"\bminh man\b"),
        (
            *("bi lan", "lan roi", "dau lan", "lan lan", "lu lan", "minh man", "nho truoc quen sau", "mat tri"),
            *("tam than", "dau oc khong", "khong tinh tao", "con tinh tao"),
        ),
    ),
    ("witness", re.compile(r"\blam chung\b"), ("lam chung", "nhan chung", "witness")),
    (
        "interpreter",
        re.compile(r"\bphien dich\b"),
        ("phien dich", "khong ranh tieng viet", "khong biet tieng viet", "khong thao tieng", "interpreter"),
    ),
)
"""What is asked of signing → by which words (folded) a clause tells it, and by which it is asked."""

SIGNS: Final = re.compile("|".join(rf"\b{phrase}\b" for *_, about in _SIGNING for phrase in about))
"""Words of a question about signing."""


def of_signing(unit: AnswerUnit) -> bool:
    """Return whether a unit tells how one signs."""
    return unit.focus is Focus.MUST_COME and unit.id.rpartition("/")[2] in {name for name, *_ in _SIGNING}


def declarer_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield who has to declare, where the source names them with the deadline."""
    for one in asked.told(FieldKind.DEADLINE).told:
        value = one.field.value
        named = _DECLARES.fullmatch(plain_name(value.what)) if isinstance(value, Deadline) else None
        if named is None:
            continue
        who = Say("answers.declarer", {"what": named["what"].strip(), "who": lower_first(named["who"])})
        otherwise = [f"{upper_first(named['otherwise'])}."] if named["otherwise"] else []
        said = Say("answers.another", {"rules": Row((who, *otherwise), " ")})
        yield asked.unit(Focus.WHO_MAY_GO, "declarer", said, [one], about=WHO_DECLARES)
        return


def signing_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what the source says of who signs: who cannot write, is not of sound mind, needs a witness."""
    told = [one for one in asked.told(FieldKind.PRESENCE).told if isinstance(one.field.value, Presence)]
    for proposition, words, about in _SIGNING:
        found = [
            (clause, one) for one in told for clause in clauses(one.field.condition) if words.search(folded(clause))
        ]
        if not found:
            continue
        said = tuple(dict.fromkeys(lower_first(clause) for clause, _one in found))
        used = [one for _clause, one in found]
        told_so = Say("answers.page_says", {"what": Row(said, "; ")})
        yield asked.unit(Focus.MUST_COME, proposition, told_so, used, about=about)
