"""Danger told without any emergency word: a closed list of situations, for when no model is there and for the kind.

Precision first: words of danger stand in advertising, films, games, in what happened long ago and in administrative
questions ("giấy chứng tử người chết đuối"); a message with such words is left to the model. The list is of what
people in this province call for: fire, water, boats, snakes, sickness, violence, despair.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bot.guidance.text import composed
from bot.understanding.danger_ground import gives_way
from bot.understanding.danger_labour import as_typed, labour_in
from bot.understanding.danger_over import beside_what_is_over, told_as_over
from bot.understanding.danger_situations import HARMLESS, SITUATIONS
from bot.understanding.fold import canonical


class Danger(StrEnum):
    """What kind of danger, by who is called.

    The values are the national numbers; what is told stands in the rulebook's contacts, which staff confirm.
    """

    POLICE = "113"
    FIRE = "114"
    AMBULANCE = "115"
    CHILDREN = "111"
    RESCUE = "112"
    DESPAIR = "despair"
    """Somebody who does not want to live: any of the three, and not to be alone."""
    ANY = "any"
    """It is not certain which."""


_ACCENTED = {
    "lat": {"lật": "lat"},
    "dau": {"đau": "dau", "đầu": "dau", "đâu": "dau", "dấu": "dau"},
}
"""How words of it are typed with accents: "lát vô lại" is no boat that turned over, and "dầu" no head."""
_LOOKS_ALIKE = re.compile(rf"\b(?:{'|'.join(_ACCENTED)})\b")
_HARMLESS = re.compile(rf"\b(?:{'|'.join(HARMLESS)})\b")
"""What takes a message out of this list."""
_SEA = re.compile(
    r"\b(?:bien|ngoai khoi|khoi|hon khoai|hon chuoi|song lon|song danh|canh sat bien|tau ca|dat mui|sea|offshore"
    r"|cua (?:bien|song doc|song ong doc|bo de|ganh hao|rach goc))\b"
)
_AFLOAT = re.compile(r"\b(?:ghe|xuong|tau|song)\b")
_CHILD = re.compile(r"\b(?:chau|be|tre|con nit|dua nho|hoc sinh|con hoc lop|em hoc lop|lop \d+)\b")

_READ = tuple((Danger(kind), re.compile("|".join(patterns))) for kind, patterns in SITUATIONS)
_BURNS = re.compile(
    r"\bcháy (?:nhà|rồi|lớn|chợ|rừng|kho|xe|quán|ghe|ở|bên|trường|tiệm)\b"
    r"|\bnhà (?:tui|tôi|em|con|mình|hàng xóm|kế bên) (?:bị )?cháy"
    r"(?: (?:rồi|lớn|quá|nè|kìa)){0,2}(?:[.!, ]{0,3}$|[.!, ]{1,3}(?:cứu|help|mau|lẹ|kêu|gọi)\b)"
    r"|\bhelp\b[^.!?]{0,20}\bfire\b|\bfire\b[^.!?]{0,20}\bhelp\b"
    r"|\b(?:đang|bị|lại|sắp) cháy(?: \w{1,8})?(?: (?:rồi|lớn|quá|lắm))?(?:$|[.!,\s])"
)
"""Typed with its accents, which folding takes: "cháy", and neither "chạy" nor "chảy"."""


_SPOKEN_OF = re.compile(
    r"\b(?:cuu|chay|dao|danh|dam|chem|giet|chet|tu tu|nga|xiu|ngat|(?:kho|khong|het|tat) tho|dot quy|tai bien|tai nan"
    r"|dung xe|(?:ghe|xe|xuong|tau|vo) (?:bi )?lat|chim|duoi|nuoc (?:len|ngap|cuon|dang|vo|tran)|san nuoc|ngap|lut|ran"
    r"|giat|thuoc (?:sau|ray|chuot|co)|ngo doc|bat coc|trom|cuop|nhot|doa|hiep|xam hai|vo oi|sot|bong|mat tich|gas"
    r"|dau (?:bung|nguc|du|qua|de)|gay (?:tay|chan|co)|xang|boc khoi|tron|khan cap|nguy|khong thay ve|11[1-5]|sos"
    r"|help|fire|hurt|bleed\w*|kill\w*|die|dying|dead|attack\w*|knife|drown\w*|emergency|danger\w*|scared|afraid"
    r"|accident|trapped|beat\w*|threat\w*)\b"
)
"""Words of which a message has one where somebody may be in danger, however else it may be meant: a wide net."""


_VIOLENT = re.compile(
    r"\b(?:danh|dap|dam|chem|giet|doa|ham he|hiep|so mo|xam hai|lam bay|bat coc|nhot|rinh|bam theo|ruot|hanh ha"
    r"|bao hanh|tu tu|muon chet|khong muon song|cam dao|beat\w*|hit|kill\w*|threat\w*|stalk\w*|attack\w*)\b"
)
"""What somebody does to others, or to themselves, may come again, however long ago it was."""
_PAID_FOR = re.compile(r"\b(?:che do|tro cap|bao hiem|boi thuong|khuyet tat|tan tat|thuong tat)\b")
_ASKED = re.compile(r"\b(?:gi|nao|khong|sao|dau|ai)\b")
_AT_THIS_MOMENT = re.compile(
    r"\b(?:cuu(?! (?:chien binh|binh)\b)|dang|gap|khan cap|lien|mau|le|bay gio|lam sao gio|sap|ngat|xiu|tho"
    r"|bat tinh|hon me)\b"
)
_LATER = frozenset({Danger.POLICE, Danger.CHILDREN, Danger.DESPAIR})
"""Rings though it was told to be of yesterday."""


_MEANT = {
    "danh": {"đánh": "danh", "danh": "khac"},
    "duoi": {"đuối": "duoi", "đuổi": "duoi"},
    "chay": {"cháy": "chay", "chảy": "chay"},
    "dam": {"đâm": "dam", "đấm": "dam"},
    "nga": {"ngã": "nga"},
    "ran": {"rắn": "ran"},
    "lat": {"lật": "lat"},
    "sot": {"sốt": "sot"},
    "dao": {"dao": "dao"},
}
"""What else its words of danger are without their accents: "nặc danh" beats nobody, and "dưới sông" nobody drowns."""


def speaks_of_danger(text: str) -> bool:
    """Return whether a message has a word by which somebody might tell of danger.

    Scripts that folding leaves nothing of have none that is known here, so they count as having one.
    """
    plain = canonical(as_typed(text, _MEANT))
    return not plain.isascii() or not plain or _SPOKEN_OF.search(plain) is not None


def read_danger(text: str) -> Danger | None:
    """Return the danger that a message tells of, or None where it tells of none on the list, or of one that is over."""
    text = composed(text)  # marks without letters are put in order once, and not by every part of this
    over = told_as_over(text)
    found = _situation(text)
    if over is None or found in _LATER or (found is Danger.FIRE and gives_way(text)):
        return found
    return _situation(over.later if found is None else over.rest)


def is_over(text: str) -> str | None:
    """Return what a message says beside what it tells to be over; None where it tells nothing so, or of danger.

    A paper that sank or burnt with a boat is over, too, and so is what somebody asks to be paid for.
    """
    text = composed(text)
    if read_danger(text) is not None or _VIOLENT.search(canonical(text)):
        return None
    rest = beside_what_is_over(text)
    if rest is not None:
        return rest
    plain = canonical(text)
    paid = _PAID_FOR.search(plain)
    asked = paid is not None and _ASKED.search(plain, paid.end()) is not None
    return "" if asked and not _AT_THIS_MOMENT.search(plain) else None


def _situation(text: str) -> Danger | None:
    plain = canonical(text)
    if _LOOKS_ALIKE.search(plain):
        plain = canonical(as_typed(text, _ACCENTED))
    if labour_in(text):
        return Danger.AMBULANCE
    if not plain or _HARMLESS.search(plain):
        return None
    found = next((kind for kind, pattern in _READ if pattern.search(plain)), None)
    if found is None and gives_way(text):
        found = Danger.FIRE
    return _nearer(found, plain, Danger.FIRE if _BURNS.search(text.lower()) else None)


def _nearer(found: Danger | None, plain: str, burns: Danger | None) -> Danger | None:
    if found is None:
        return burns
    if found is Danger.FIRE and _SEA.search(plain) and _AFLOAT.search(plain):
        return Danger.RESCUE
    if found is Danger.POLICE and _CHILD.search(plain) and "cha duong" in plain:
        return Danger.CHILDREN
    return found
