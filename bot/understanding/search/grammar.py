"""The grammar of official names: an act, an object, for whom, at which level.

"Thủ tục đăng ký lại khai sinh có yếu tố nước ngoài (thực hiện tại cấp xã)" is an act (to register again) on an object
(birth), for whom (with a foreign element), at a level. Near twins share the object and differ in one of the others.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEVEL = re.compile(
    r"(?:[,(] ?| )?(?:(?:được )?thực hiện )?(?:tại )?(?:\( ?)?cấp (bộ|trung ương|tỉnh|huyện|xã)\b"
    r"(?:(?:, ?| )(?:và )?cấp (?:bộ|trung ương|tỉnh|huyện|xã)\b)* ?\)? ?(?:\(\d\.\d{6}\))?[ .]{0,4}$",
    re.IGNORECASE,
)
"""In a name with single blanks."""
_ACTS = (
    ("dang ky lai", ("again", "register_again")),
    ("dang ky thay doi", ("change",)),
    ("dang ky dieu chinh", ("change",)),
    ("thong bao thay doi", ("change",)),
    ("dang ky cham dut", ("end",)),
    ("dang ky giai the", ("end",)),
    ("dang ky", ("register",)),
    ("khai bao", ("register",)),
    ("cong bo lai", ("reopen",)),
    ("cap lai", ("again",)),
    ("cap doi", ("exchange",)),
    ("doi", ("exchange",)),
    ("gia han", ("extend",)),
    ("cap gia han", ("extend",)),
    ("cap dieu chinh", ("change",)),
    ("cap sua doi bo sung", ("change",)),
    ("sua doi bo sung", ("change",)),
    ("dieu chinh", ("change",)),
    ("thay doi", ("change",)),
    ("dinh chinh", ("change",)),
    ("chinh sua", ("change",)),
    ("sua loi", ("change",)),
    ("cham dut", ("end",)),
    ("giai the", ("end",)),
    ("cho thoi", ("end",)),
    ("dung thuc hien", ("end",)),
    ("dung tro giup", ("end",)),
    ("dong cham dut", ("end",)),
    ("cho vay", ("loan",)),
    ("tam ngung", ("pause",)),
    ("thong bao tam ngung", ("pause",)),
    ("xoa dang ky", ("erase",)),
    ("xoa", ("erase",)),
    ("huy", ("erase",)),
    ("thu hoi", ("withdraw",)),
    ("tra lai", ("give_back",)),
    ("xac nhan", ("confirm",)),
    ("thong bao", ("announce",)),
    ("cong nhan", ("recognise",)),
    ("ho tro", ("benefit",)),
    ("tro cap", ("benefit",)),
    ("giai quyet huong", ("benefit",)),
    ("giai quyet che do", ("benefit",)),
    ("giai quyet", ("benefit",)),
    ("huong", ("benefit",)),
    ("thuc hien", ("benefit",)),
    ("chi tra", ("benefit",)),
    ("mien giam", ("benefit",)),
    ("tham dinh", ("office",)),
    ("phe duyet", ("office",)),
    ("chap thuan", ("office",)),
    ("bo nhiem", ("office",)),
    ("tuyen dung", ("office",)),
    ("kiem tra", ("office",)),
    ("cho phep", ("new",)),
    ("thanh lap", ("register",)),
    ("cap", ("new",)),
)
"""How names begin, longer ones first where one begins like another."""
_FOREIGN = ("yeu to nuoc ngoai", "nguoi nuoc ngoai", "lao dong nuoc ngoai")
_BORDER = ("khu vuc bien gioi", "vung bien gioi")
_MOBILE = ("luu dong",)
_TEMPORARY = ("tam thoi",)
_ORGANISATION = ("to chuc doanh nghiep", "doi voi to chuc", "cho co quan to chuc")
_EMPTY = (
    "thu tuc", "co yeu to nuoc ngoai", "yeu to nuoc ngoai", "tai khu vuc bien gioi", "doi voi nguoi nuoc ngoai",
    "bang dich vu cong truc tuyen mot phan hoac truc tiep", "bang dich vu cong mot phan hoac truc tiep",
    "thuc hien bang dich vu cong truc tuyen toan trinh", "truc tuyen toan trinh", "bang dich vu cong toan trinh",
    "doi voi ca nhan ho gia dinh", "doi voi to chuc doanh nghiep", "luu dong",
)  # fmt: skip
"""What says nothing of the object."""
_LEVELS = {"xa": 0, "huyen": 1, "tinh": 2, "bo": 3, "trung uong": 3}
ANY_LEVEL = -1


@dataclass(frozen=True, slots=True)
class Parsed:
    """An official name taken apart.

    Attributes:
        acts: what is done; none where the name does not begin with an act.
        thing: the words of the object, without the act where that is more than the name's one word.
        whom: of "foreign", "border", "mobile", "organisation", "temporary" those that the name limits itself to.
        level: 0 commune to 3 ministry, or ``ANY_LEVEL``.
    """

    acts: frozenset[str]
    thing: tuple[str, ...]
    whom: frozenset[str]
    level: int


def parse(name: str) -> Parsed:
    """Take an official name apart."""
    level = ANY_LEVEL
    name = " ".join(name.split())
    if (found := _LEVEL.search(name)) and found.start() > 0:
        level = _LEVELS[" ".join(tokens(found[1]))]
        name = name[: found.start()]
    words = tokens(name)
    plain = f" {' '.join(words)} "
    whom = frozenset(
        kind
        for kind, marks in (
            ("foreign", _FOREIGN),
            ("border", _BORDER),
            ("mobile", _MOBILE),
            ("organisation", _ORGANISATION),
            ("temporary", _TEMPORARY),
        )
        if any(f" {mark} " in plain for mark in marks)
    )
    for phrase in _EMPTY:
        plain = plain.replace(f" {phrase} ", " ")
    acts, rest = _acts(plain.split())
    return Parsed(acts, tuple(rest) or tuple(words), whom, level)


def _acts(words: Sequence[str]) -> tuple[frozenset[str], Sequence[str]]:
    """Read the acts at the beginning ("cấp, cấp lại …"), and what they are done to."""
    acts: set[str] = set()
    rest = list(words)
    known = _FIRST
    for _ in range(3):
        beginning = " ".join(rest[:4]) + " "
        act = next((each for each in known if beginning.startswith(each[0] + " ")), None)
        if act is None or beginning.startswith(_NO_ACT) or len(rest) == len(act[0].split()):
            break
        acts.update(act[1])
        rest = rest[len(act[0].split()) :]
        known = _NEXT
    return frozenset(acts), rest


_FIRST = tuple(sorted(_ACTS, key=lambda act: -len(act[0])))
_FOLLOWING = frozenset(
    {"cap", "cap lai", "cap doi", "dieu chinh", "gia han", "sua doi bo sung", "phe duyet", "tro cap", "huong"}
)
_NEXT = tuple(act for act in _FIRST if act[0] in _FOLLOWING)
"""What may follow another act: "cấp, cấp lại", "giải quyết chế độ trợ cấp"."""
_NO_ACT = ("doi voi ", "cap tinh ", "cap xa ", "cap bo ", "huong dan ")

_FITS: dict[str, dict[str, float]] = {
    "new": {"new": 1, "register": 1, "recognise": 0.8, "confirm": 0.7},
    "again": {"again": 1, "exchange": 0.4, "register_again": 0.9},
    "exchange": {"exchange": 1, "again": 0.6},
    "extend": {"extend": 1, "exchange": 0.7, "again": 0.6},
    "change": {"change": 1, "exchange": 0.5},
    "end": {"end": 1, "erase": 0.6},
    "pause": {"pause": 1},
    "erase": {"erase": 1, "end": 0.4},
    "withdraw": {"withdraw": 1},
    "give_back": {"give_back": 1, "withdraw": 0.6},
    "register": {"register": 1, "new": 0.8, "announce": 0.7, "confirm": 0.6},
    "confirm": {"confirm": 1, "new": 0.8, "recognise": 0.7},
    "announce": {"announce": 1, "register": 0.8},
    "recognise": {"recognise": 1, "benefit": 0.7, "new": 0.6},
    "benefit": {"benefit": 1, "recognise": 0.7},
    "reopen": {"reopen": 1},
    "loan": {"loan": 1},
    "forbid": {},
    "died": {"benefit": 0.9, "register": 0.9, "change": 0.7},
}
_UNSAID = {
    "new": 0.9, "register": 0.9, "benefit": 0.85, "recognise": 0.85, "confirm": 0.75, "announce": 0.75, "again": 0.55,
    "exchange": 0.5, "extend": 0.55, "change": 0.55, "end": 0.4, "pause": 0.4, "erase": 0.45, "reopen": 0.4,
    "withdraw": 0.15, "give_back": 0.2, "office": 0.35, "loan": 0.35, "register_again": 0.5,
}  # fmt: skip
_BARE = 0.88
_UNSAID_WHOM = (("foreign", 0.9), ("border", 0.8), ("mobile", 0.85), ("organisation", 0.93), ("temporary", 0.88))


@functools.lru_cache(maxsize=4_096)  # a search asks of each procedure, and there are some dozens of pairs
def fits(said: frozenset[str], acts: frozenset[str]) -> float:
    """Return 0 to 1, how well the acts of a name fit those that somebody said; without any, how usual they are."""
    usual = max((_UNSAID[act] for act in acts), default=_BARE)
    if not said:
        return usual
    if not acts:
        return 0.75
    told = max(_FITS.get(wish, {}).get(act, 0.0) for wish in said for act in acts)
    return max(told, 0.45 * usual)


@functools.lru_cache(maxsize=4_096)
def fits_whom(said: frozenset[str], whom: frozenset[str]) -> float:
    """Return up to 1, how well a name's limits fit what somebody said of themselves."""
    share = 1.0
    for limit, unsaid in _UNSAID_WHOM:
        if limit in whom and limit not in said:
            share *= unsaid
    if "foreign" in said and "foreign" not in whom:
        share *= 0.97
    return share
