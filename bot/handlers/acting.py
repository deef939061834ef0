"""Who is named in a question as the one that acts: whether they do it is asked of them.

"Công an có xuống tận nhà làm không" is asked of the police, whoever takes the matter in, or nobody is known to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.catalogue.values import Office
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_COMMUNE = (
    r"(?:cai )?(?:can bo )?(?:ubnd|uy ban(?: nhan dan)?)(?: (?:xa|phuong))?"
    r"|(?:can bo |ben |ong |dang )?(?:xa|phuong)|(?:the )?commune(?: office)?"
)
_BODIES = (
    (r"(?:cac )?(?:anh |chu )?cong an(?: (?:xa|phuong|khu vuc|ap))?|ca xa|(?:the )?police", Office.COMMUNE_POLICE),
    (_COMMUNE, Office.COMMUNE_COMMITTEE),
    (r"(?:ben |co quan )?(?:bao hiem xa hoi|bhxh)", Office.SOCIAL_INSURANCE),
    (r"(?:ben |chi nhanh )?van phong(?: dang ky)? dat(?: dai)?|vpdkdd", Office.LAND_OFFICE),
    (r"(?:ben |co quan |chi cuc )?thue", Office.TAX),
)
_LEAD = r"^(?:(?:roi|vay|ma|con|gio|the|neu|khong biet|nghe noi|da|em|anh|chi|thi|cho hoi|la|mai mot) ){0,4}"
_ACTS = r" (?:(?:nay|minh|o day|ben do) )?(?:co|chiu|se|duoc|phai)(?: (?:khi nao|the))?(?: \w{1,12}){1,10}? "
_ENDS = r"(?:khong|chua|ha|sao)(?: (?:vay|ta|em|anh|chi|con|chu|co|ad|a|ha|nhi|troi)){0,3}$"
_DO = tuple((re.compile(rf"{_LEAD}(?:{names}){_ACTS}{_ENDS}"), office) for names, office in _BODIES)
_CERTIFY = re.compile(
    rf"\b(?:ra|len|toi|den|dem ra|qua) (?:{_COMMUNE}) (?:\w{{1,9}} ){{0,3}}?"
    r"(?:chung|xac nhan|ky|dong dau|dong moc|dong giap)\b(?: \w{1,9}){0,4} (?:duoc|co)\b"
)
_IN_ENGLISH = tuple(
    (re.compile(rf"^(?:(?:and|so|but|then|also) )?(?:do|does|will|can|would|did) (?:{names}) \w+"), office)
    for names, office in _BODIES[:2]
)


def acting_in(turn: Turn, asked: str) -> str:
    """Return who is named as acting in a question, as it stands behind "hỏi"; empty where nobody is."""
    plain = canonical(asked)
    found = next((office for pattern, office in (*_DO, *_IN_ENGLISH) if pattern.search(plain)), None)
    return "" if found is None else turn.words(f"answers.office_{found.value}")


def certifies(turn: Turn, asked: str) -> str:
    """Return the commune, where it is asked whether it certifies what is brought there; else empty."""
    found = _CERTIFY.search(canonical(asked))
    return "" if found is None else turn.words(f"answers.office_{Office.COMMUNE_COMMITTEE.value}")
