"""What keeps a reply from committing in the grammar of ``agreement``; over canonical text with the marks of its words.

Each table is a list of stretches that are looked for; every pattern takes time linear in the text.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _any(listed: str) -> str:
    """Return a pattern that finds one of the alternatives of ``listed``, which goes over several lines."""
    return rf"\b(?:{_one(listed)})\b"


def _one(listed: str) -> str:
    return "".join(line.strip() for line in listed.splitlines())


_COMMIT = "(?:dong y|xac nhan|chot|dat|huy|xoa|luu|giu|ghi|bo|cho phep|cho luu|lam|gui|bam)"
_WHO = "(?:toi|em|anh|chi|con|minh|chau|tao|me|mai)"
_SHORT = "(?:chut|ti|ty|xiu|may phut)"

NEVER = re.compile(
    "|".join(
        (
            # a condition
            _any(
                """neu|qien|dieu kien|qo|gia su|tuy|if|unless|provided|only if|as long as|in case|tru khi|chung nao
                |khi nao|bao gio|mien la|mien sao"""
            ),
            r"\b(?:thi|roi|xong|qon) (?:moi|hang|hay) \w+",
            rf"\b(?:xong|lanh|nhan|co) (?:\w+ ){{0,4}}(?:hay|hang|moi) {_COMMIT}",
            # a part only
            _any(r"(?:1|mot) nua|(?:sang|chieu|trua|cai|so|ten|gio|ngay|cho|buoi|\d\w*) thoi"),
            # a doubt
            _any(
                r"""khoan|muon (?:\w+ ){1,4}(?:ma|nhung)|ma (?:so|ngai|lo)|suy nghi|nghi (?:lai|qa|da|cai|lam)
                |hinh nhu|co le|chac la|chac khong|phan van|do du|luong lu|ngai qua|hm+|gia bo|khong lo|lua dao
                |tin duoc|wait|hold on|not sure|maybe|let me|later|not yet|do not|don t|dont|never mind|nope
                |hoi (?:\w+ ){0,4}(?:qa|da)|cai (?:qa|da)"""
            ),
            rf"(?:^|\| )qoi(?: \||$)|\bqoi (?:{_SHORT}|da|qa|toi|em|con|may|\d+ ?p|\d+ phut)\b",
            rf"\bdoi (?:{_SHORT}|da|toi|em|con|\d+ ?p|\d+ phut)\b|\bcho {_SHORT}\b|\bqa(?: \||$)",
            rf"\bde (?:{_WHO} )?(?:hoi|coi|xem|tinh|suy|nghi|ban|kiem|sau|mai|tu tu|bua|hom|khi|lan)\b",
            r"\bchua (?:chac|biet|quyet|dong y|chiu|muon|hieu|ro|tin|tinh|dam|huy|xoa|dat)\b",
            r"\b(?:khong|chang|cha) (?:biet|chac|hieu|dong y|chiu|muon|dam|tin|cho|chot|phai dong y)\b",
            # what agreeing would lead to, or what it is
            r"\bthi sao\b|\bthi khong(?: \||$)|\bhay (?:khong|thoi|la)\b",
            r"\b(?:dong y|huy|xoa|luu|dat) (?:la sao|de lam|lam gi|lam chi|xong|gi)\b",
            rf"\bco phai (?:\w+ ){{0,3}}{_COMMIT}\b|\b(?:bat|ep) (?:\w+ )?{_COMMIT}\b",
            # the contrary
            rf"\b(?:khong|chua|khoi|thoi khoi|qung|dung) (?:co )?(?:nen )?(?!dung\b){_COMMIT}\b",
            _any("nham|lon|lo tay|nghich|bam bay|bam lon|ai bam|ai noi|ai bieu|ai keu|hoi nao|dau co"),
        )
    )
)
"""Whatever was asked, a message that says this commits to nothing."""

_BOTH = re.compile(r"\b(?:dong y|huy|xoa|dat) (?:roi )?(?:\w+ ){0,3}(?:khong dong y|khong huy|khong xoa|khong dat)\b")
_NO_HARM = re.compile(r"\b(?:qung|dung) (?:de sot|nhan|goi|lam phien|quen)\b")
_HOLDS = re.compile(r"\bqung\b|\bdung (?!(?:roi|y|vay|the|do|chuan|luon|het|a|nha|em|anh|dung|gio|hen|ten)\b|\||$)")
_ASKS_ANEW = re.compile(r"\| (?:dat|doi|gui|nhac|cho) ")


def holds_back(whole: str) -> bool:
    """Return whether the message says "đừng" of what was asked; not "đừng quên", nor within another wish behind it."""
    before = _ASKS_ANEW.split(whole, maxsplit=1)[0]
    return _HOLDS.search(_NO_HARM.sub(" ", before)) is not None or _BOTH.search(whole) is not None


_POLITE_END = "(?: (?:vay|a|ha|hen|nha|nghen|nhe|em|anh|chi|con|ban|ad|day|do|ta|nhi|oi))*$"
QUESTION = re.compile(
    _any(
        """gi|nao|ai|dau|sao|bao nhieu|bao lau|may gio|may ngay|chung nao|the nao|what|where|when|how|is there
        |can i|do i"""
    )
    + rf"(?! het)|\b(?:khong|chua|ha|nhi){_POLITE_END}|^(?:is|are|can|do|does|will) "
)
CONSEQUENCE = re.compile(
    _any(
        """(?:lay|dat|xin|hen|lam|phuc hoi|khoi phuc) lai|mat|bay|anh huong|bi|sao (?:ghi|lai|khong|phai|ten|gio|ngay)
        |dong y|huy|xoa|luu|giu|ban|lo|coi|gui cho|gui ai|cho ai|erase|delete|keep|undo|lose"""
    )
)
"""Asked about what is being agreed to: it is answered first."""

_BUT = r"\b(?:nhung|qhu|qho|but|except|only|just|qien)\b"
_KEEPS = r"giu|de (?:nguyen|yen|do|lai|danh)|qhua|qru|qhi|qon"
_STATES: dict[str, re.Pattern[str]] = {
    "book": re.compile(
        r"\b(?:khong|khoi|chua duoc|huy|bo di|chua xong)\b(?! (?:sao|doi nua|van de|co gi|can gi|thieu))|\bthoi$"
        r"|\b(?:nhung|qhu|but|except)\b(?! (?:nho|ghi them|nhac|gui|cho|please|and))|\b(?:qhi|only|provided)\b"
        r"|\bthi (?:thoi|ok|duoc|toi)\b"
    ),
    "cancel": re.compile(rf"{_BUT}(?! (?:nho|gui|nhan|cho toi|cho em|cho con))|\b(?:{_KEEPS})\b|\bthoi$"),
    "erase": re.compile(
        rf"{_BUT}(?! (?:nho|gui|nhan))|\b(?:{_KEEPS}|chua (?:lai|so|ten|cai|lich)|lich hen|cai hen)\b|\bthoi$"
    ),
    "consent": re.compile(
        rf"{_BUT}(?! khong (?:co|qon|con) cach)|\b(?:qhi|phai|xoa|go|bo|han|toi khi)\b(?! khong)|\bthoi$"
        r"|\b(?:khong|qung)\b(?! (?:sao|co gi|van de|(?:co|qon|con) cach))|\btrong (?:\d+|may) "
    ),
}
STATES: Mapping[str, re.Pattern[str]] = MappingProxyType({**_STATES, "move": _STATES["book"]})
"""What, stated beside an agreement, limits it."""

_CHANGES: dict[str, re.Pattern[str]] = {
    "book": re.compile(
        _any(
            r"""(?:khi|bua|hom|ngay|gio|luc|lan|cho) khac|doi|sua|lon|nham|sai|ghi lai|thay|lui|chuyen|instead
                |change|actually|rather|wrong|should be|qhu|khong phai|(?:som|tre|muon) hon|hon di|put|ghi (?:ten|so|la)
                |(?:ten|so|gio|ngay|xa) (?:\w+ )?(?:phai )?la"""
        )
    ),
    "cancel": re.compile(
        r"^(?:doi|chuyen)\b|"
        + _any("""(?:doi|chuyen) (?:gio|ngay|buoi|lich|qua|sang|lai|xuong)|dung dong|chi xin|reschedule|move|instead""")
    ),
    "erase": re.compile(r"\b(?:dung dong|instead)\b"),
    "consent": re.compile(
        _any("ghi so|lay so|so cua|so khac|so nay|doi|sua|instead|another|other|no|not|only|just|spam")
    ),
}
CHANGES: Mapping[str, re.Pattern[str]] = MappingProxyType({**_CHANGES, "move": _CHANGES["book"]})
"""What, beside an agreement, wants something else than what was read back."""
ONLY_THIS = re.compile(
    r"^(?:qhi|only|just) |^(?:qon|con) (?:cai|ngay|gio|ten|so|lich|buoi)\b"
    r"|\b(?:cua|so|ten|cai|phan|bua|buoi) (?:\w+ ){1,3}thoi$"
)
ADDS = re.compile(r"^(?:(?:ma|nhung|roi|va) )?(?:nho|nhac|ghi them|gui|nhan|please|remember|remind)\b")
"""What polite words have added to them where they agree to a booking: "ok, nhớ nhắc tui"."""

_BEFORE = "(?:(?:da|thoi|troi|a|e|u|em|toi|con) ){0,4}"
_AFTER = _one(
    """(?: (?:em|anh|chi|con|chau|co|chu|ban|ad|oi|a|nha|nhe|nghen|di|dau|do|luon|nua|gium|giup|cho toi|toi|minh
    |het|da)){0,6}"""
)
_NO = _one(
    """(?:khong|no|nope|thoi|khoi|thoi khoi|dep|qung|khong can|khong dong y(?: xoa| huy)?|khoan (?:xoa|huy)
    |khong muon)
    (?: (?:khong|khoi|qung)){0,4}"""
)
_KEEP = _one(
    """(?:khong ){0,4}(?:giu nguyen|giu lai|de nguyen|de yen|de do|qung (?:co )?(?:nen )?(?:huy|xoa|bam)
    |khoi (?:huy|xoa)|khong (?:huy|xoa)|don t|keep it)"""
)
_DROP = "(?:khong dat|khoi dat|qung dat|bo di|bo qua)"
_NOT_KEPT = "(?:khong|khoi|qung|chang) (?:cho |co )?(?:luu|giu|ghi|dua|cho)"
REFUSAL: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "book": re.compile(f"{_BEFORE}(?:{_NO}|{_DROP}){_AFTER}"),
        "move": re.compile(f"{_BEFORE}(?:{_NO}|{_KEEP}|{_DROP}){_AFTER}"),
        "cancel": re.compile(f"{_BEFORE}(?:{_NO}|{_KEEP}){_AFTER}"),
        "erase": re.compile(f"{_BEFORE}(?:{_NO}|{_KEEP}){_AFTER}"),
        "consent": re.compile(f"{_BEFORE}(?:{_NO}|{_NOT_KEPT}){_AFTER}|i do not agree|i don t agree"),
    }
)
