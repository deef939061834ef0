"""A birth that begins, or may begin where nobody can leave: whom to call then is asked beforehand, too."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.understanding.danger_over import parts_of
from bot.understanding.fold import canonical, fold, has_diacritics

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD = re.compile(r"[^\W\d_]+")
_ACCENTED = {
    "de": {"đẻ": "de"},
    "oi": {"ối": "nuocoi"},
    "da": {"dạ": "dada"},
    "bau": {"bầu": "bau"},
    "thai": {"thai": "thai"},
    "go": {"gò": "cogo"},
    "dau": {"đau": "dau", "đầu": "dau"},
    "mau": {"máu": "mau"},
}
"""How words of it are typed with accents, and how they are read then: "đẻ" is no "để", and "Thái" is somebody's name.
Without accents "oi", "da" and "go" are mostly other words, so they count less ("em ơi vô đây", "chuyện đã rồi")."""
_BIRTH = r"(?:de|sanh|sinh)"
_MOTHER = r"(?:bau|(?:co|mang|dang|cai|bung|bao) thai|thai (?:\d+|may|ky|ki|nhi|duoc|gan|toi))"
_SHE = r"(?:bau|vo (?:em|toi|con|chau|anh|minh)|no|con (?:dau|gai)|em gai|chi (?:em|toi|dau|ay)|em dau)"
_WATERS = r"(?:nuoc oi|(?:vo|be|ra|ri|xi|ro|nuoc) nuocoi|nuocoi (?:\w+ )?(?:vo|be|ri|xi|ra)|vo nuoc nuocoi)"
_BEGINS = re.compile(
    r"\b(?<!\bo )(?<!di )(?<!ra )(?<!len )(?<!toi )(?<!lay )(?<!tu )(?<!xin )(?<!nua )dau de\b"
    r"(?! (?:dang (?:nhap|ky)|lam(?! sao)|nop|quet|nin|xem|coi|lay|tai|biet|hoi|khai|gui|suat"
    r"|cho (?:cho|nguoi|em|con))\b)"
    rf"|\bdau (?:bung )?(?:de|sanh|sinh)\b(?<!\bdau de)|\bdau bung (?:\w+ )?(?:doi|muon|sap|chuan bi) {_BIRTH}\b"
    r"|\b(?:chuyen|tro) dada\b(?! con\b)"
    rf"|\b{_SHE}(?: \w+){{0,5}} (?:chuyen|tro) da\b(?! (?:con|nop|xong|lam)\b)"
    rf"|\b(?:chuyen|tro) da (?:(?:sap|doi|muon) )?{_BIRTH}\b"
    rf"|\b{_WATERS}\b"
    rf"|\b{_SHE}(?: \w+){{0,4}} (?:vo|be) oi(?= (?:roi|luc|hoi|tu)\b|$)"
    rf"|\b{_SHE}(?: \w+){{0,2}} go (?:lien tuc|don dap|tung con)\b|\b(?:lo|neu) chuyen da\b|\bri oi roi\b"
    r"|\b(?:vo|be) oi ma (?:xe|chot|khong)\b|\b(?:vo|be) oi roi\b(?! (?:sao|thi|chi|anh|em|con)\b)"
    rf"|\bsap {_BIRTH}(?: \w+){{0,4}}? (?:ra nuoc(?! ngoai)|ra mau|dau bung|toi noi)\b"
    rf"|\bsap {_BIRTH}(?: \w+){{0,5}}? (?:chot|phong toa|duong)(?: \w+){{0,3}}? (?:khong cho|chan|bat quay|duoi ve)\b"
    rf"|\b{_MOTHER}(?! cu\b)(?: \w+){{0,6}}? (?:dau bung|ra mau|ra huyet|ra nuoc(?! ngoai)|tung con"
    r"|(?<!o )dau (?:du|qua|lam)(?! (?:mang|buu|zalo|cong|duong)))\b"
    rf"|\bdau bung(?: \w+){{0,5}}? (?:bau|co thai|mang thai)\b(?! cu\b)"
    r"|\bdau (?:bung )?(?:\w+ )?(?:tung con|don dap|tung hoi|lien hoi)\b"
    r"|\bcon cogo\b|\b(?:cogo|con go|bung go) (?:lien tuc|don dap|tung con|cung bung|roi)\b"
    r"|\bgo (?:tung con|cung bung)\b"
    r"|\bcogo (?:nhieu|du)\b"
    rf"|\bran de\b|\bmuon ran (?:roi|qua|lam)\b|\b{_BIRTH} (?:giua duong|doc duong|tren xe|tren ghe|tren vo)\b"
    rf"|\bdang (?:\w+ )?(?:cho|dua) (?:\w+ ){{0,3}}di {_BIRTH}\b(?! (?:hoat|khai))"
    r"|\b(?:dau|chan|em) be (?:\w+ )?(?:ra roi|lo ra|thoi? ra|tuot ra)\b"
    r"|\b(?:is|am|i m|she s|went|going) (?:in|into) labou?r\b|\bher water(?:s)? (?:has |have |just )?(?:broke|broken)\b"
    r"|\bmy waters? (?:has |have |just )?(?:broke|broken)\b|\bcontractions\b|\bgiving birth (?:now|right now|at home)\b"
    r"|\bbaby is coming\b(?! (?:in|on|next|soon|late|early|around|by|this (?:week|month|year))\b)"
)
_OF_AN_OFFICE = re.compile(
    r"\b(?:giay|bao hiem|tro cap|thai san|che do|khai sinh|khai sanh|ho so|thu tuc|nghi viec|xin nghi|dau rang|dau dau"
    r"|dau lung|phim|truyen|lop hoc|khoa hoc)\b"
)
_APPOINTMENT = re.compile(
    r"\b(?:cai|lich|cuoc|buoi|doi|huy|hoan|gio|ngay) hen\b|\b(?:doi|huy|hoan) (?:giup |gium |dum |lai )?lich\b"
    r"|\b(?:my|the) appointment\b"
)
"""Who moves a visit because of it has somebody on the way already."""
_BORN = re.compile(
    rf"\b(?:moi|vua) {_BIRTH}\b|\b{_BIRTH} (?:xong|duoc (?:\d+|may|mot|hai|ba)|hom|bua|tuan|thang (?:truoc|roi))\b"
    rf"|\b(?<!sap )(?<!gan )(?<!di )(?<!dau )(?<!bung )(?<!muon )(?<!toi )(?<!doi )(?:de|sanh) (?:duoc )?roi\b"
)
"""The child is there."""


def labour_in(text: str) -> bool:
    """Return whether a message tells of a birth that begins; what an office is asked about one is none."""
    plain = canonical(as_typed(text, _ACCENTED))
    if _BORN.search(plain) or _APPOINTMENT.search(plain):
        return False
    parts = dict.fromkeys([*(canonical(as_typed(part, _ACCENTED)) for part in parts_of(text)), plain])
    return any(_BEGINS.search(part) and not _OF_AN_OFFICE.search(part) for part in parts)


def as_typed(text: str, accented_words: Mapping[str, Mapping[str, str]]) -> str:
    """Write what only looks like a word of danger when folded as no word at all, where accents are typed.

    Args:
        text: as it was typed.
        accented_words: folded word → how it is typed with accents, and what is read then; others are no word.
    """
    composed = unicodedata.normalize("NFC", text)
    if not has_diacritics(composed):
        return composed

    def each(found: re.Match[str]) -> str:
        word = found.group().lower()
        accented = accented_words.get(fold(word))
        if accented is None or (word.isascii() and word not in accented):
            return found.group()
        return accented.get(word, "khac")

    return _WORD.sub(each, composed)
