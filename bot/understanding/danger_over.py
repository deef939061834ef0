"""Danger that is over, or in a hospital's hands: what was told so rings nothing, what comes behind a "now" still does.

"Ba nhập viện cấp cứu hôm qua rồi, giờ xin giấy …" asks for a paper; "… mới xuất viện, giờ lại co giật" tells of danger.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.understanding.fold import canonical, fold

LONGEST = 2000
"""Characters that are read, as of every text."""
_TOKEN = re.compile(r"[^\W_]+|[.!?;,\n…]")
_ONLY_A_TIME = 4
"""Words up to which a part that tells when something was says it of the part behind it ("hôm qua, nhà cháy")."""
_NOT_NOW = frozenset(
    {"bao", "may", "so", "sang", "nay", "hoi", "truoc", "toi", "den", "chieu", "trua", "dem", "khuya", "xua", "qua"}
)
"""Words behind which "giờ" is an hour or goes on from before: "bao giờ", "từ sáng giờ"."""
_NOW = frozenset({"bay gio", "tu nhien", "tu dung", "hom nay", "sang nay", "trua nay", "chieu nay", "toi nay"})
_SUDDENLY = frozenset({"len", "bi", "kho", "ngat", "xiu", "co", "tai", "dau", "chay", "tro", "nang", "trong", "me"})
"""What comes back: "lại lên cơn"."""
_ON_THE_WAY = re.compile(
    r"\b(?:chot|ket|khong cho|chan|tren duong|chua (?:toi|den|co|ai)|khong co xe|giua duong|doc duong|dang (?:cho|dua)"
    r"|khong (?:vo|qua|di) duoc|khong (?:nhan|chiu)|tu choi)\b"
)
"""Nobody has them yet."""
_CARED = re.compile(
    r"\bnam (?:\w+ ){0,3}?(?:hoi suc|vien|benh vien|cap cuu|icu|dieu tri|tho may)\b"
    r"|\b(?:phong|khoa) (?:cap cuu|hoi suc)\b|\b(?:dang|con|van) (?:\w+ ){0,2}?(?:o|trong|tai) (?:trong )?"
    r"(?:benh )?vien\b"
    r"|\b(?:da|dang|moi|vua|duoc) nhap vien\b"
    r"|\b(?<!chua )(?<!can )nhap vien (?:\w+ ){0,3}?(?:hom|bua|tuan|thang|roi|hoi|toi qua|dem qua|sang nay)\b"
    r"|\b(?<!goi )(?<!keu )(?<!xe )cap cuu (?:\w+ ){0,2}?(?:roi|xong|ve|hom (?:qua|kia|truoc|bua)|bua|tuan|toi qua"
    r"|dem qua|o (?:benh vien|vien|bach mai|cho ray|tinh|ca mau|sai gon|can tho))\b"
    r"|\b(?:dua|cho|chuyen|len|vo|vao|di) (?:\w+ ){0,3}?(?:benh vien|vien|cap cuu)(?: \w+){0,2}? "
    r"(?:roi|xong|hom (?:qua|kia|truoc|bua)|bua|toi qua|dem qua|tuan)\b"
    r"|\b(?:xuat|ra) vien\b|\bqua (?:con |khoi )?(?:nguy kich|nguy hiem)\b|\b(?:tinh lai|khoe lai) roi\b"
    r"|\b(?:da|moi|vua) chon\b|\bchon (?:cat|xong|roi)\b"
    r"|\bqua doi\b|\b(?:mat|chet) (?:hom|bua|tuan|thang) (?!nay\b)"
    r"|\b(?:in|at) (?:the )?(?:hospital|icu|intensive care)\b|\bdischarged\b"
)
"""A hospital has them, or they are well again, or dead."""
_PAST = re.compile(
    r"\b(?:hom (?:qua|kia|truoc|no|bua|rang|do)|bua (?:truoc|hom|qua|kia|no|do)|hoi hom"
    r"|(?:dem|sang|chieu|trua) (?:qua|hom)|(?:tuan|nam|mua bao) (?:truoc|ngoai|vua roi|qua)|tuan roi"
    r"|(?<!\d )(?<!chin )(?<!tam )(?<!bay )(?<!sau )(?<!nam )(?<!may )(?<!duoc )thang (?:truoc|roi|vua roi|qua|ngoai)"
    r"|hom mung \d+|(?:hai|ba|may|\d) (?:bua|ngay|hom) sau\b"
    r"|hoi (?:nam|thang|do|xua|truoc|nho|tre|tet|(?:con|o|di|lam) (?:du kich|linh|bo doi|nho|tre|con (?:gai|trai)))"
    r"|du kich|khang chien|chien tranh|chien truong|(?:giac|thoi) (?:my|phap|chien)"
    r"|(?:ngay|luc|khi|dot) (?:xua|truoc|do)|lau roi|cach day"
    r"|\d+ (?:nam|thang|tuan) truoc|may (?:nam|thang) truoc|nam (?:19|20)\d\d|last (?:year|month|week|night)|yesterday"
    r"|(?:years?|months?|weeks?) ago)\b|\b^toi qua\b|\b(?:hoi|vao) toi qua\b"
)
"""It was before today."""
_LASTS = re.compile(
    r"\b(?:tu|suot) (?:\w+ ){0,2}?(?:hom|bua|dem|toi|sang|chieu|tuan|thang|hoi)\b"
    r"|\b(?:qua|kia|truoc) (?:toi |den )?(?:gio|nay)\b|\b(?:van|con) (?:dang|chua|chay|kho)\b|\bsince\b"
)
"""It began before today and goes on."""


_LOST_PAPERS = re.compile(
    r"^(?:\w+ ){0,2}?(?:giay(?: to)?|ho so|so (?:do|ho khau|hong)|can cuoc|cccd|cmnd|chung minh|bang lai|the)"
    r"(?: (?:to|het|tho|dau|toi|em|con|minh|nha|cua|cung|da|bi|thi|deu|lai)){0,4} (?:chim|troi|chay|cuon|ngap|rot|uot)"
    r"(?: (?:theo|mat|het|roi|luon|tron|ghe|xuong|nha|tau|lu|song|nuoc|sach|trong|do|bao|lut)){0,6}$"
)
"""Papers that are gone, and nothing else in that part of the message."""


@dataclass(frozen=True, slots=True)
class Over:
    """What a message tells as over.

    Attributes:
        rest: what else it says, as typed.
        later: what of that stands behind a "now".
        cared: a hospital has them, or had: whatever comes before a "now" is of that.
    """

    rest: str
    later: str
    cared: bool


@dataclass(frozen=True, slots=True)
class _Part:
    typed: str
    plain: str
    now: bool


def told_as_over(text: str) -> Over | None:
    """Return what a message says beside what it tells to be over or in a hospital's hands; None where nothing is."""
    return _over_in(_parts(text[:LONGEST]))


def beside_what_is_over(text: str) -> str | None:
    """Return what a message says beside what is over, or papers that are gone; None where it tells of neither."""
    parts = _parts(text[:LONGEST])
    over = _over_in(parts)
    if over is not None:
        return over.rest
    left = [part.typed for part in parts if not _LOST_PAPERS.search(part.plain)]
    return " ".join(left) if len(left) < len(parts) else None


def _over_in(parts: list[_Part]) -> Over | None:
    now = False
    later = []
    for part in parts:
        now = now or part.now
        if now and not _is_over(part):
            later.append(part.typed)
    on_the_way = any(_ON_THE_WAY.search(part.plain) for part in parts)
    if not on_the_way and any(_CARED.search(part.plain) for part in parts):
        return Over(" ".join(later), " ".join(later), cared=True)
    rest, over = [], False
    inherits = False
    for part in parts:
        is_over = _is_over(part)
        if not is_over and not (inherits and not part.now):
            rest.append(part.typed)
        inherits = is_over and len(part.plain.split()) <= _ONLY_A_TIME
        over = over or is_over
    return Over(" ".join(rest), " ".join(later), cared=False) if over else None


def parts_of(text: str) -> list[str]:
    """Return the parts of a message as typed: between its signs, and from each "now" on."""
    return [part.typed for part in _parts(text[:LONGEST])]


def _is_over(part: _Part) -> bool:
    return _PAST.search(part.plain) is not None and not _LASTS.search(part.plain)


def _parts(text: str) -> list[_Part]:
    composed = unicodedata.normalize("NFC", text)
    tokens = list(_TOKEN.finditer(composed))
    words = [fold(word) if (word := token.group())[0].isalnum() else word for token in tokens]
    starts = [(0, False)]
    for at, token in enumerate(tokens):
        if not token.group()[0].isalnum():
            starts.append((token.end(), False))
        elif _begins_now(words, at):
            starts.append((token.start(), True))
    ends = [start for start, _ in starts[1:]] + [len(composed)]
    found = (
        _Part(composed[start:end], canonical(composed[start:end]), now)
        for (start, now), end in zip(starts, ends, strict=True)
        if not composed[start:end].isspace()
    )
    return [part for part in found if part.plain]


def _begins_now(words: list[str], at: int) -> bool:
    before, word = words[at - 1] if at else "", words[at]
    behind = words[at + 1] if at + 1 < len(words) else ""
    if word == "gio":
        return before not in _NOT_NOW and before != "bay" and not before.isdigit()
    return f"{word} {behind}" in _NOW or (word == "lai" and behind in _SUDDENLY)
