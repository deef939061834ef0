"""Somebody from abroad takes part: then the matter is its twin "có yếu tố nước ngoài", which has papers of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Catalogue, Procedure

_MEMO = "abroad"
_REMEMBERED = 2 * 60 * 60
"""Seconds."""
_TWIN = " có yếu tố nước ngoài"
"""What the official name of a twin has beside that of the plain procedure (Luật Hộ tịch 60/2014/QH13, Điều 37)."""
_OF_ONE = ("khai tử", "cải chính", "đăng ký lại khai sinh", "đã có hồ sơ")
"""What is registered of one person: a husband from abroad makes no other matter of his wife's father's death."""
_SPOUSE = re.compile(r"\b(?:chong|vo|husband|wife)\b")
_LAND = (
    r"nuoc ngoai|ngoai quoc|han quoc|dai loan|trung quoc|nhat ban|campuchia|cam pu chia|thai lan|canada|singapore"
    r"|malaysia|an do|philippin\w*|indonesia|myanmar"
)
_IN_ENGLISH = (
    r"australia\w*|america\w*|usa|united states|uk|england|english|british|korea\w*|taiwan\w*|japan\w*|china|chinese"
    r"|philippin\w*|filipin\w*|indonesia\w*"
    r"|france|french|german\w*|canad\w*|cambodia\w*|thailand|singapor\w*|malaysia\w*|india\w*|russia\w*|new zealand"
)
_SHORT = "han|nhat|my|uc|phap(?! luat)|tay"
_FOREIGN = re.compile(
    rf"\b(?:nguoi|quoc tich|khach|(?P<kin>chong|vo|cha|me)(?: nguoi)?) (?:{_LAND})\b"
    rf"|\bkhach (?:{_SHORT})\b"
    rf"|\bnguoi (?:{_SHORT}|lao(?! dong| dao| nien))\b"
    rf"|\b(?P<spouse>chong|vo)(?: nguoi)? (?:{_SHORT}|ngoai|viet kieu)\b"
    rf"|(?:(?<=\bcuoi )|(?<=\bhon voi ))tay\b|(?:(?<=\bcuoi )|(?<=\bhon voi )|(?<=\blay ))(?:viet kieu|{_LAND})\b"
    r"|\bforeigner\b|\bforeign (?:husband|wife|citizen|national)\b"
    rf"|\b(?:i am|i m|im|he is|she is|who is|(?:husband|wife|boyfriend|girlfriend|fiancee?) is)(?: an?)?"
    rf"(?: from| a citizen of)?(?: the)? (?:{_IN_ENGLISH})\b"
)


_STAYS = {"1.004194": "1.000253", "2.001159": "1.000253"}
"""A foreigner's stay is declared by whoever lodges them (Luật Nhập cảnh 47/2014/QH13, Điều 33); nobody registers it."""
_WHOSE_STAY = re.compile(
    rf"\bkhach (?:{_LAND}|{_SHORT})\b|\b(?:khach|nguoi) (?:\w{{1,9}} ){{0,3}}?(?:nuoc ngoai|ngoai quoc)\b"
    rf"|\b(?:tam tru|luu tru|khai bao) (?:\w{{1,9}} ){{0,3}}?cho (?:\w{{1,9}} ){{0,3}}?"
    rf"(?:nguoi |quoc tich )?(?:{_LAND})\b"
)


def note(turn: Turn) -> None:
    """Remember that this message tells of somebody from abroad: the matter may be named in a later one."""
    if _FOREIGN.search(canonical(turn.text)):
        turn.state.memo[_MEMO] = turn.received_at.timestamp()


def meant(catalogue: Catalogue, text: str, code: str, *, told: bool = False) -> str:
    """Return the procedure that is meant by one that is named, where somebody from abroad takes part.

    Args:
        catalogue: the procedures.
        text: what was said.
        code: what it names, or what is talked of.
        told: whether it was told before.
    """
    plain = catalogue.get(code)
    if code in _STAYS and _WHOSE_STAY.search(canonical(text)) is not None and catalogue.get(_STAYS[code]) is not None:
        return _STAYS[code]
    if plain is None or _is_of_one(plain) or not (told or _FOREIGN.search(canonical(text))):
        return code
    return _twin(catalogue, plain) or code


def either(catalogue: Catalogue, text: str, code: str | None) -> tuple[str, ...]:
    """Return both where who is from abroad may not be the one whose matter it is; nothing for any other matter.

    Args:
        catalogue: the procedures.
        text: what was said, with somebody from abroad in it.
        code: what it names.
    """
    named = catalogue.get(code) if code is not None else None
    if named is None or not _is_of_one(named):
        return ()
    plain = _plain(catalogue, named)
    twin = _twin(catalogue, plain) if plain is not None else None
    sure = _TWIN in named.name and not _SPOUSE.search(canonical(text))
    return () if plain is None or twin is None or sure else (plain.code, twin)


def meant_in(turn: Turn, code: str) -> str:
    """Return the same for a message, also where one in the two hours before told of somebody from abroad."""
    told = turn.received_at.timestamp() - float(turn.state.memo.get(_MEMO) or 0) < _REMEMBERED
    return meant(turn.guidance.catalogue, turn.text, code, told=told)


def says_who(text: str) -> bool:
    """Return whether a text tells where somebody is from, and nothing else ("tôi người Đài Loan")."""
    return _SAYS_WHO.fullmatch(canonical(text)) is not None


_SAYS_WHO = re.compile(
    rf"(?:da |thua |thi |ma )*(?:toi|em|minh|con|chau|chong|vo|ba|cha|me|ban (?:trai|gai)|anh|chi|ong)"
    rf"(?: (?:toi|em|minh|con|chau|nha|no|ay))* (?:la |cung la )?(?:nguoi|dan|quoc tich) (?:{_LAND}|{_SHORT})"
    r"(?: a| nha)?"
)


def without(text: str) -> str:
    """Return a text in plain form without the words for who is from abroad, which no name of a procedure has."""
    return " ".join(_FOREIGN.sub(_kept, canonical(text)).split())


def _kept(found: re.Match[str]) -> str:
    """Who it is stays: "lấy vợ Đài Loan" is "lấy vợ"."""
    return found["kin"] or found["spouse"] or " "


def _is_of_one(plain: Procedure) -> bool:
    return any(matter in plain.name.lower() for matter in _OF_ONE)


def _plain(catalogue: Catalogue, named: Procedure) -> Procedure | None:
    if _TWIN not in named.name:
        return named
    name = _without_kind(named.name.replace(_TWIN, ""))
    return next((one for one in catalogue if _without_kind(one.name) == name), None)


def _twin(catalogue: Catalogue, plain: Procedure) -> str | None:
    name = _without_kind(plain.name)
    twins = (one for one in catalogue if _TWIN in one.name)
    return next((one.code for one in twins if _without_kind(one.name.replace(_TWIN, "")) == name), None)


def _without_kind(name: str) -> str:
    """Some names begin with "Thủ tục", their twins' do not."""
    return name.lower().removeprefix("thủ tục ")
