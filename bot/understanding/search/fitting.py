"""Which procedures a text cannot mean, by the thing that it speaks of, however alike their names sound.

"Đăng ký nuôi trồng" has three words of the adoption of a child, and a war invalid's funeral money is not that of the
social protection. What a message speaks of rules such a procedure out, and nothing else: what is meant is still found
by its own words. So does a thing that is only how or where somebody goes or lives ("vô phải đi vỏ", "có xe nào chở về
không", "ba có tạm trú trên đó"), and a word that is another one with its accents ("đăng ký *xuống* nhà").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical, clean, fold
from bot.understanding.search.accents import may_mean

if TYPE_CHECKING:
    from collections.abc import Collection

_FISHING = r"(?:ghe|tau|xuong) (?:di |danh |bat )?(?:cau|luoi|cao|bien|ca|cat|te|muc)\b(?! (?:qua|lai|o))"
"""A boat that fishes (Luật Thủy sản 2017, Điều 3), which no office of the inland waterways registers."""
_FARMED = (
    r"\bnuoi (?:trong|tom|ca|cua|so|ngheu|hau|oc|vop|thuy san|long be|quang canh|cong nghiep|sieu tham canh|heo|ga"
    r"|vit)\b"
    r"|\b(?:vuong|dam|ao|be) (?:tom|cua|ca)\b"
)
_RAISED = r"\b(?:tien|tro cap|che do|chi phi|phu|ho tro|cap duong) (?:de |gi |duoc )?nuoi (?:con|chau|be)\b(?! nuoi)"
"""Money to raise a child with, which nobody takes in."""
_SERVED = (
    r"\b(?:quan|tiem|xe day) (?:\w{1,9} ){0,2}?(?:an|nuoc|com|ca phe|cafe|nhau|bun|pho|che|tra sua|banh mi)\b"
    r"|\btra sua\b|\bnha hang\b|\bcan tin\b|\b(?:quan|tiem) (?:\w{1,9} ){0,2}?(?:\d{1,3}|may|vai) (?:cai )?ban\b"
)
_MERIT = r"\b(?:thuong binh|benh binh|liet si|nguoi co cong|lao thanh cach mang|me viet nam anh hung|dioxin)\b"
_MERIT_BUSINESS = "merit"
"""Id of the business that such a talk was said to be about."""
FISHERY = frozenset({"1.003650", "1.004359"})
FISHING_BUSINESS = "fishing"
"""Stands for a talk that is, or was said not to be, about one of ``FISHERY``."""
_INLAND = re.compile(r"\b(?:vo (?:lai|may|composite)|xuong|do|sa lan|noi dia|cho (?:hang|khach|lua|cat|da))\b")
_LAND = r"(?:dat|thua|cong (?:dat|vuon|ruong)|\d+ cong|vuon|ruong|vuong|so do|so hong|bang khoan|nen nha)"
_PARTS_LAND = rf"\btach (?!(?:so )?(?:ho|khau)\b)(?:\w{{1,9}} ){{0,7}}?{_LAND}\b"

_OF_FOREIGNERS = (
    r"\b(?:the tam tru|visa|(?:mien )?thi thuc|(?:temporary |permanent )?residence card|residence permit)\b"
)
"""What the immigration police give a foreigner (Luật Nhập cảnh 47/2014/QH13, Điều 36): no resident registers it."""
_GRAVES = r"\b(?:hai cot|phan mo|ngoi mo|cai mo|tim mo|boc mo|mo (?:liet si|ong|ba|cha|tia|bac|chu|cau|anh|chong))\b"
_MARRIED_ABROAD = (
    r"\bmarried (?:abroad|overseas|in (?!vietnam|viet nam|ca mau|a |the |our |my )[a-z]{3,}\b(?! (?:village|church)))"
)
"""A marriage that there is already is recorded, and not registered again (Luật Hộ tịch 60/2014/QH13, Điều 48)."""
_MARRIED_THEN = re.compile(
    r"\bhồi (?:\w{1,9} )?(?:cưới|kết hôn|lấy (?:chồng|vợ))\b"
    r"(?! (?:\w{1,9} ){0,4}?(?:muốn|định|tính|chưa|không|hông|hổng)\b)"
)
"""The marriage that one speaks of was registered ("hồi cưới đăng ký ở xã mà"); over typed text: "hỏi" asks."""
_WHO_SIGNS = (
    r"\b(?:mat|chet|qua doi)(?: \w{1,9}){0,3}?(?: thi)? (?:lay ai|ai|con ai|nguoi nao)"
    r" (?:\w{1,9} ){0,2}?(?:ky|dung ten|ban|sang)\b"
)
"""Somebody is dead who had to sign: that asks of what is signed."""
_OTHERS_GO = (
    r"\b(?:mat|chet|qua doi) (?:roi|lau roi|nam \w{1,9}) (?:thi )?(?:de |gio )?(?:toi|em|con|minh|chau|ba|me|ma)"
    r" (?:\w{1,9} ){0,2}?(?:di|xin|lam|nop|lanh|nhan|ky|dung ten)\b(?: \w{1,9}){0,3}? (?:gium|dum|giup|thay|ho)\b"
)
"""Somebody is dead, so that another one goes: it is asked of what they go for ("chồng mất rồi, tôi đi xin giùm")."""
_DIPLOMA = (
    r"^(?!.*\b(?:dat|nha|so do|so hong|bang khoan|thua|ruong|vuon)\b).*\b(?:hoc ba|bang (?:cap [123]|tot nghiep"
    r"|dai hoc|cao dang|trung cap|lai|a1|b2))\b"
)
_A_VEHICLES = (
    r"^(?!.*\b(?:dat|nha|so do|so hong|thua|ruong|vuon|can ho)\b).*\b(?:xe|honda|wave|o to|mo to|ca vet|bien so)\b"
)
_I = r"(?:toi|em|con|minh|chau|ba|me|ma|tia|cha|chong|vo|anh|chi|ong|no|nha|tui)"

ADOPTIONS = frozenset({"2.001263", "2.001255"})
RIVER_BOATS = frozenset({"1.004002", "1.004088"})
FARM_FOOD = frozenset({"2.001827"})
FUNERALS = frozenset({"1.001731", "1.014028"})
HOUSEHOLDS = frozenset({"1.010038"})
RESIDENCES = frozenset({"1.004194", "1.002755"})
MARRIAGES = frozenset({"1.000894", "2.000806"})
DEATHS = frozenset({"1.000656"})
LAND_PAPERS = frozenset({"1.012786"})
LAND_FEES = frozenset({"1.007277"})
PARENTHOOD = frozenset({"1.001022", "1.000689", "2.000779", "1.001695"})

_RULED_OUT = tuple(
    (codes, re.compile(words))
    for codes, words in (
        (ADOPTIONS, _FARMED),
        (ADOPTIONS, _RAISED),
        (RIVER_BOATS, rf"\b{_FISHING}"),
        (FARM_FOOD, _SERVED),
        (FUNERALS, _MERIT),
        (HOUSEHOLDS, _PARTS_LAND),
        (RESIDENCES, _OF_FOREIGNERS),
        (PARENTHOOD, _GRAVES),
        (MARRIAGES, _MARRIED_ABROAD),
        (DEATHS, _WHO_SIGNS),
        (DEATHS, _OTHERS_GO),
        (LAND_PAPERS, _DIPLOMA),
        (LAND_FEES, _A_VEHICLES),
    )
)


@dataclass(frozen=True, slots=True)
class _Thing:
    """What some procedures are for, and what it is where a text speaks of it only by the way.

    Attributes:
        codes: of the procedures.
        words: the thing.
        beside: the thing as a means, a place or a state; over canonical text.
        accents: its words as they are written, of which the plain ones are those of other words, too.
        needed: without the thing none of the procedures is meant.
    """

    codes: frozenset[str]
    words: re.Pattern[str]
    beside: re.Pattern[str]
    accents: frozenset[str] = field(default=frozenset())
    needed: bool = False

    def is_only_beside(self, typed: str) -> bool:
        """Return whether a text speaks of the thing by the way, and nowhere else."""
        plain = canonical(typed)
        if self.words.search(plain) is None:
            return self.needed
        return self.words.search(self.beside.sub(" ", canonical(self._as_written(typed)))) is None

    def _as_written(self, typed: str) -> str:
        """Return a text without the words that are others by their accents ("xuống", "vợ")."""
        folded = {fold(word) for word in self.accents}
        kept = (
            word
            for word in clean(typed).split()
            if (bare := word.strip(_SIGNS).lower()).isascii()
            or fold(bare) not in folded
            or any(may_mean(bare, meant) for meant in self.accents)
        )
        return " ".join(kept)


_SIGNS = ".,;:!?…()\"“”'"
_BOAT = r"(?:ghe|vo|xuong|do|tau)"
_GOES = r"(?:di|cho|dua|ruoc|chay|ve|len|qua|don)"
_VEHICLES = frozenset({"1.013067", "1.013076", "1.013079", "1.013082", "1.013123"})
_VEHICLE = re.compile(
    r"\b(?:xe|honda|mo ?to|o to|bien (?:so|tam)|ca vet|vehicles?|cars?|motor(?:bike|cycle)s?|plates?)\b"
)
_CARRIES = re.compile(
    rf"\b(?:di|keu|goi|thue|dat|don|bat|ngoi|len|theo|bang) xe\b|\bxe (?:nao |gi |dau |ai )?(?:ma )?{_GOES}\b"
    r"|\bxe (?:dau|cuu thuong|cap cuu|do|om)\b"
)
_THINGS = (
    _Thing(
        frozenset({"1.004002", "1.004088"}),
        re.compile(rf"\b(?:{_BOAT}|sa lan|phuong tien)\b"),
        re.compile(
            rf"\b(?:di|bang|theo|ngoi|cheo) (?:bang )?{_BOAT}\b(?! (?:cua|nay|do|hang|cho|moi|cu))"
            rf"|\b{_BOAT} (?:khong )?(?:vo|ra|len|toi|chay)(?: (?:toi|duoc))?\b"
        ),
        frozenset({"ghe", "vỏ", "xuồng", "đò", "tàu"}),
    ),
    _Thing(_VEHICLES, _VEHICLE, _CARRIES),
    _Thing(frozenset({"1.013086"}), _VEHICLE, _CARRIES, needed=True),
    _Thing(
        frozenset({"1.004194"}),
        re.compile(r"\b(?:tam tru|kt3|(?:o|muon|thue) (?:phong |nha )?tro|khai bao)\b"),
        re.compile(
            rf"\b(?:{_I} ){{1,2}}(?:dang |moi |chi |co )?tam tru (?:o|tren|tai|duoi|ben|trong|ngoai)\b"
            r"|\bco (?:(?:dang ky|giay|so|lam) )?tam tru"
            r" (?:dang hoang|day du|hop phap|tren|o|duoi|ben|tai|trong|roi|het)\b"
        ),
    ),
    _Thing(
        frozenset({"1.002759"}),
        re.compile(
            r"\b(?:bao hiem|bhyt|bhxh|bh|y te|yte|so|kham (?:chua )?benh|benh vien|noi kham|insurance|health|book"
            r"|vssid)\b"
        ),
        re.compile(r"(?!)"),
        needed=True,
    ),
    _Thing(
        frozenset({"1.012784"}),
        re.compile(
            r"\b(?:thua|tach|hop|chia|cat|phan|dat|ruong|vuon|vuong|so (?:do|hong)|cong|bang khoan|land|plots?|split"
            r"|divide)\b"
        ),
        re.compile(
            rf"\b(?:hop dong|lao dong|cong (?:nhat|ty|an|ti|viec|nhan))\b"
            rf"|\b(?:{_I}|ai|ho|nguoi ta) (?:(?:phai|muon|di|dinh) )?thua\b"
            r"(?! (?:dat|ruong|vuon|so|nay|do|kia|lon|nho|canh|ben|\d))"
        ),
        frozenset({"thửa"}),
    ),
)
"""A vehicle is lent, hired or goes somewhere, a boat takes somebody home, who has a residence tells it, and who says
"thưa" sues somebody, or is polite. A card that is not said to be the insurance's may be any."""
RULED_OUT = frozenset().union(*(codes for codes, _ in _RULED_OUT), *(thing.codes for thing in _THINGS))
"""Codes of the procedures that something rules out."""
FISHING = re.compile(rf"\b{_FISHING}")
PARTS_LAND = re.compile(_PARTS_LAND)


def is_ruled_out(text: str, code: str, businesses: Collection[str] = ()) -> bool:
    """Return whether a text cannot mean a procedure.

    Args:
        text: as typed; in plain form its accents tell nothing.
        code: of the procedure.
        businesses: ids of the businesses of other offices that the talk was about before.
    """
    if code in FUNERALS and _MERIT_BUSINESS in businesses:
        return True
    if code in RIVER_BOATS and FISHING_BUSINESS in businesses and _INLAND.search(canonical(text)) is None:
        return True
    if code in MARRIAGES and _MARRIED_THEN.search(clean(text).lower()) is not None:
        return True
    if code not in RULED_OUT:
        return False
    plain = canonical(text)
    return any(code in codes and words.search(plain) is not None for codes, words in _RULED_OUT) or any(
        code in thing.codes and thing.is_only_beside(text) for thing in _THINGS
    )
