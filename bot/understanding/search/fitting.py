"""Which procedures a text cannot mean, by the thing that it speaks of, however alike their names sound.

"Đăng ký nuôi trồng" has three words of the adoption of a child, and a war invalid's funeral money is not that of the
social protection. What a message speaks of rules such a procedure out, and nothing else: what is meant is still found
by its own words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_FISHING = r"(?:ghe|tau|xuong) (?:di |danh |bat )?(?:cau|luoi|cao|bien|ca|cat|te|muc)\b(?! (?:qua|lai|o))"
"""A boat that fishes (Luật Thủy sản 2017, Điều 3), which no office of the inland waterways registers."""
_FARMED = (
    r"\bnuoi (?:trong|tom|ca|cua|so|ngheu|hau|oc|vop|thuy san|long be|quang canh|cong nghiep|sieu tham canh|heo|ga"
    r"|vit)\b"
    r"|\b(?:vuong|dam|ao|be) (?:tom|cua|ca)\b"
)
_SERVED = (
    r"\b(?:quan|tiem|xe day) (?:\w{1,9} ){0,2}?(?:an|nuoc|com|ca phe|cafe|nhau|bun|pho|che|tra sua|banh mi)\b"
    r"|\btra sua\b|\bnha hang\b|\bcan tin\b"
)
_MERIT = r"\b(?:thuong binh|benh binh|liet si|nguoi co cong|lao thanh cach mang|me viet nam anh hung|dioxin)\b"
_MERIT_BUSINESS = "merit"
"""Id of the business that such a talk was said to be about."""
_LAND = r"(?:dat|thua|cong (?:dat|vuon|ruong)|\d+ cong|vuon|ruong|vuong|so do|so hong|bang khoan|nen nha)"
_PARTS_LAND = rf"\btach (?!(?:so )?(?:ho|khau)\b)(?:\w{{1,9}} ){{0,7}}?{_LAND}\b"

ADOPTIONS = frozenset({"2.001263", "2.001255"})
RIVER_BOATS = frozenset({"1.004002", "1.004088"})
FARM_FOOD = frozenset({"2.001827"})
FUNERALS = frozenset({"1.001731", "1.014028"})
HOUSEHOLDS = frozenset({"1.010038"})

_RULED_OUT = tuple(
    (codes, re.compile(words))
    for codes, words in (
        (ADOPTIONS, _FARMED),
        (RIVER_BOATS, rf"\b{_FISHING}"),
        (FARM_FOOD, _SERVED),
        (FUNERALS, _MERIT),
        (HOUSEHOLDS, _PARTS_LAND),
    )
)
RULED_OUT = frozenset().union(*(codes for codes, _ in _RULED_OUT))
"""Codes of the procedures that something rules out."""
FISHING = re.compile(rf"\b{_FISHING}")
PARTS_LAND = re.compile(_PARTS_LAND)


def is_ruled_out(plain: str, code: str, businesses: Collection[str] = ()) -> bool:
    """Return whether a text cannot mean a procedure.

    Args:
        plain: the text in plain form.
        code: of the procedure.
        businesses: ids of the businesses of other offices that the talk was about before.
    """
    if code in FUNERALS and _MERIT_BUSINESS in businesses:
        return True
    return any(code in codes and words.search(plain) is not None for codes, words in _RULED_OUT)
