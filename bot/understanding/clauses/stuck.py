"""Who cannot come in person, and why: bedridden, in hospital, abroad, imprisoned, in quarantine, unable to sign."""

from __future__ import annotations

import re

from bot.understanding.clauses.offline import NO

_COUNTRY = (
    r"(?:nuoc ngoai|han quoc|nhat ban|dai loan|hoa ky|malaysia|ma ?lai|singapore|sing|canada|campuchia|dubai"
    r"|trung quoc)"
)
_SHORT_COUNTRY = r"(?:han|nhat|dai|my|uc|anh|phap|duc|nga|lao)"
_STAYS = r"(?:dang|con|lam|hoc|song|sinh song|cong tac|dinh cu|lao dong|du hoc|mac ket|ket)"
_NO_TIME = r"(?! (?:ngay|thang|nam|hoi|luc|khi|do|dau|bua|hom|sang|trua|chieu|toi|xa|huyen|tinh|tren|duoi|ben|\d))"
_NOT_YET = "".join(
    rf"(?<!\b{word} )" for word in ("bi", "sap", "muon", "tinh", "dinh", "se", "xin", "duoc", "de", "giay", "ho so")
)
"""Who prepares to go is here still."""
_WHY: tuple[tuple[str, str], ...] = (
    (
        "jail",
        (
            rf"\b(?:dang|con|bi|phai) (?:o |di |ngoi |trong )*tu\b{_NO_TIME}|\bngoi tu\b|\btrong tu\b(?! dien)"
            r"|\btrai giam\b"
            r"|\b(?:bi |dang )(?:bi )?(?:tam giam|tam giu|giam giu|bat giam|nhot)\b"
            r"|\b(?:trong|o) trai (?:cai nghien|tam giam)\b"
        ),
    ),
    (
        "abroad",
        (
            rf"\b{_STAYS} (?:\w+ ){{0,2}}(?:o |ben |tai |qua )+{_COUNTRY}\b|\b(?:o|ben|qua) {_COUNTRY} (?:\w+ ){{0,3}}"
            rf"(?:chua|{NO}) (?:ve|di|ra)\b|\b(?:o )?nuoc ngoai {NO} ve\b"
            rf"|\b{_STAYS} (?:\w+ ){{0,2}}ben {_SHORT_COUNTRY}\b"
            rf"|\bdang (?:di )?xuat khau lao dong\b|{_NOT_YET}\bdi xuat khau lao dong\b"
        ),
    ),
    (
        "quarantine",
        (
            r"\bdang (?:bi |di |o (?:khu |trong )*)?cach ly\b|\b(?:o|trong) (?:khu )?cach ly\b|\b(?:bi|dinh) f0\b"
            r"|\b(?:me|ma|ba|cha|tia|chong|vo|con|em|anh|chi|toi|tui|minh) cach ly\b"
        ),
    ),
    (
        "hospital",
        (
            r"\bnam (?:o |trong |tai )?(?:benh |nha )?(?:vien|thuong)\b"
            r"|\b(?:dang|con|moi) (?:\w+ )?(?:cap cuu|nhap vien)\b"
            r"|\bdang o (?:trong )?benh vien\b"
        ),
    ),
    (
        "ill",
        (
            r"\bnam (?:mot|1) cho\b|\bnam liet\b|\bliet (?:giuong|nua nguoi|(?:hai |2 )?chan|toan than)\b"
            r"|\bbi liet\b(?! tay)"
            rf"|\b(?:benh|om|yeu) nang\b|\b{NO} ngoi (?:day )?(?:duoc|dc|noi)\b|\bngoi {NO} (?:duoc|dc|noi)\b"
            r""
        ),
    ),
    ("old", r"\bgia yeu\b"),
    (
        "sign",
        (
            rf"\b{NO} ky (?:ten )?(?:duoc|dc|noi)\b|\bky (?:ten )?{NO} (?:duoc|dc|noi)\b|\b{NO} biet ky\b"
            r"|\btay run\b(?= (?:\w+ ){0,3}ky\b)|\b(?:liet|cut|cut mat) (?:hai |2 |ca )*tay\b"
        ),
    ),
    ("far", r"\b(?:nha|o) xa\b(?=$|[^\w ]| (?:(?:xa )?(?:qua|lam)|nen|ma|tuot|xoi|the|lac|di|ve|ghe|that|thiet)\b)"),
    (
        "other",
        (
            rf"\b(?<!lai )(?<!the )(?:di|ra|len|den|toi) (?:dau |xa |ngoai )?(?:{NO}|het) (?:duoc|dc|noi)\b"
            r"|\b(?:di|ra|len) dau (?:duoc|dc)\b"
            rf"|\b{NO} (?:di|ra(?: khoi)?|len) (?:\w+ )?(?:duoc|dc|noi)\b"
            r"|\b(?:sao|lam sao) (?:ma )?(?:di|ra)(?: khoi)?(?: nha| ap| xa| ngoai)? (?:duoc|dc)\b"
        ),
    ),
)
CANNOT_COME = "|".join(pattern for _, pattern in _WHY)
"""Somebody cannot come, or not sign there; of a text's bare letters."""
_CANNOT = tuple((why, re.compile(pattern)) for why, pattern in _WHY)


def why_not(bare: str) -> str | None:
    """Return why somebody cannot come in person ("ill", "abroad" …), the weightiest that is said, or None."""
    return next((why for why, pattern in _CANNOT if pattern.search(bare)), None)
