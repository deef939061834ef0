"""Danger told without any emergency word: a closed list of situations, for when no model is there and for the kind.

Precision first: words of danger stand in advertising, films, games, in what happened long ago and in administrative
questions ("giấy chứng tử người chết đuối"); a message with such words is left to the model. The list is of what
people in this province call for: fire, water, boats, snakes, sickness, violence, despair.
"""

from __future__ import annotations

import re
from enum import StrEnum

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


_LABOUR = re.compile(
    r"(?<!\bo )(?<!di )(?<!ra )(?<!len )(?<!toi )(?<!lay )(?<!tu )(?<!xin )\bdau de\b"
    r"|\bdau (?:bung de|(?:bung )?(?:sanh|sinh))\b"
    r"|\b(?:chuyen da|ra nuoc oi|sap (?:de|sanh|sinh)(?: \w+){0,3} (?:ra nuoc|ra mau|dau bung))\b"
    r"|\b(?:bau|thai)(?: \w+){0,4} (?:dau bung|ra mau|ra huyet)\b"
)
"""A birth that begins, or may begin where nobody can leave: whom to call then is asked beforehand, too."""
_OF_AN_OFFICE = re.compile(
    r"\b(?:giay|bao hiem|tro cap|thai san|che do|khai sinh|ho so|thu tuc|nghi viec|hoi (?:nam|do|truoc)|nam ngoai"
    r"|phim)\b"
)


def speaks_of_danger(text: str) -> bool:
    """Return whether a message has a word by which somebody might tell of danger.

    Scripts that folding leaves nothing of have none that is known here, so they count as having one.
    """
    plain = canonical(text)
    return not plain.isascii() or not plain or _SPOKEN_OF.search(plain) is not None


def read_danger(text: str) -> Danger | None:
    """Return the danger that a message tells of, or None where it tells of none on the list."""
    plain = canonical(text)
    if _LABOUR.search(plain) and not _OF_AN_OFFICE.search(plain):
        return Danger.AMBULANCE
    if not plain or _HARMLESS.search(plain):
        return None
    found = next((kind for kind, pattern in _READ if pattern.search(plain)), None)
    if found is None and _BURNS.search(text.lower()):
        return Danger.FIRE
    if found is Danger.FIRE and _SEA.search(plain) and _AFLOAT.search(plain):
        return Danger.RESCUE
    if found is Danger.POLICE and _CHILD.search(plain) and "cha duong" in plain:
        return Danger.CHILDREN
    return found
