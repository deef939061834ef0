"""What asks nothing and is no matter: fears, sighs, words for somebody else, what was sent by mistake."""

from __future__ import annotations

import re

from bot.guidance.text import composed, has_diacritics
from bot.understanding.fold import canonical

_SELF = r"(?:toi|em|con|minh|chau|chi|co|chu|bac|ba|ma|vo|chong|nha|hai (?:vo chong|dua)|no|anh)"
_FEARS = re.compile(
    r"\b(?:sợ|lo lắng|lo (?:quá|lắm|ghê|mất|bị|không|hông)|hoang mang|ngại quá|hồi hộp)\b", re.IGNORECASE
)
_FEARS_BARE = re.compile(
    rf"\b(?:(?:{_SELF}|ma|nen|thi|cung|hoi|rat|dang|van|chi|cu|tai|vi) )?(?<!ho )(?<!ma )(?<!tru )so (?:bi|nguoi ta"
    r"|ra (?:do|toi)|roi (?:lo|bi)|toa|tre|mat|lam|qua|phai|khong (?:duoc|cho|kip|ai)|no (?:bi|mat|di|benh|lay))\b"
    r"|\b(?:lo lang|lo qua|lo lam|hoang mang)\b|\b(?:i am|i'm|we are) (?:afraid|scared|worried)\b"
)
"""Without its accent "so" is mostly a number, a book or an office."""
_PUTS_OFF = re.compile(
    r"\b(?:cai|viec|chuyen|vu|cau|dua|giay)(?: \w{1,9}){1,4} (?:(?:thi|cu|de) ){0,2}(?:de|tinh|hoi|lam)"
    r" (?:sau|bua khac|khi khac)\b"
)
_NTH = r"(?:hai|ba|tu|nam|sau|bay|tam|chin|ut)"
_CALLED = (
    r"(?:anh|chi|chu|co|bac|ong|ba|cau|mo|di|thim|duong|thang|con|nhoc|a|c|e|em)"
    r" (?!(?:oi|bot|ad|can|ay|do|nay|kia|cho|con|em|toi|cua|gi|nao|hoi|noi|la|o|dang|co|khong"
    r"|tro)\b)[a-z]{2,}(?: [a-z]{2,})?"
)
"""Kin with a name ("chị Ngân", "anh hai"): the assistant has none."""
_HOUSE = r"(?:me no|ma no|ba no|ong xa|ba xa|vo|chong|cung|sep|me|ma|ba|noi|ngoai|shop|ship|anh ship|honey)"
_FOR_OTHERS = re.compile(
    rf"^(?:(?:da|alo|ua|khoan|o|nay|ne) ){{0,2}}(?:{_CALLED}|{_HOUSE}) oi\b|^(?:jagiya|honey|darling|babe)\b"
    rf"|^(?:con|thang|be|nhoc) (?:ut|ti|cu|hai|ba|nam) (?:\w+ ){{0,2}}(?:tat|lay|coi|dem|mua|nau|don|dau|an|ra|vo"
    rf"|len|don)\b"
    rf"|^alo (?:anh|chi) {_NTH} ha\b|^alo (?!(?:\w+ )*(?:uy|xa|phuong|can|hanh|trung|bot)\b)(?:\w+ ){{1,4}}ha em\b"
    rf"|^(?:\w+ ){{1,9}}(?:roi|xong|nha|r) (?:anh|chi|chu|co) {_NTH}\b(?! (?:toi|em|noi|hoi|con)\b)"
)
"""Calls somebody who is not the assistant, at the beginning, or at the end of what was done for them."""
_HEY = re.compile(r"^ê (?!(?:bot|ad|mày|em|anh|chị|bạn|cho)\b)\w{2,}", re.IGNORECASE)
_HOMELY = re.compile(
    r"\b(?:nha|nghen|nghe|nhe|di|gium|dum|voi|cai|luon|lay|tat|nau|an|com|chao|ngu|don|ruoc|cho|dung (?:goi|cho)"
    r"|de (?:con|em|toi|minh|truoc|tren|cong)|lat|doi|hen|giao|mua|ban|nap|chuyen khoan|goi lai|cham cong|do|duoi|ve"
    r"|ra (?:coi|mo)|mo cua|kia|coi chung|tien mai|mai lay|chua giao|call|wait|come|dinner|eat|later)\b"
)
"""Is told or asked of somebody at home or at work."""
_OF_US = re.compile(
    r"\b(?:cho (?:\w+ )?(?:hoi|biet)|(?<!lat )(?<!bua )(?<!de con )hoi (?!lai\b)|tu van|thu tuc|giay (?!cham)"
    r"|khai (?:sinh|tu|bao)|dang ky"
    r"|can cuoc|cccd|ho khau|so do|tam tru|thuong tru|ho chieu|bao hiem|chung thuc|bang lai|ket hon|tro cap|nop (?:o"
    r"|ho|don)"
    r"|xa|phuong|uy ban|lam sao|the nao|bao nhieu|bao lau|o dau|how|papers|documents)\b"
)
"""Speaks of what the assistant is asked about."""
_MISTAKE = re.compile(
    r"\b(?:gui|nhan|bam|doc)(?: tin)? (?:lon|nham|cho nguoi khac)\b|\blon (?:nguoi|so|cho|tin)\b|\bnham (?:nguoi"
    r"|tin)\b|\bnoi (?:lon|nham)(?: (?:roi|voi (?:con|vo|chong|chau|ma|me|ba)(?: \w+)?))?$"
    r"|^(?:(?:u|ua|a|da|oi|y|troi|chet|xin loi|sorry|ok) )*(?:lon|nham)(?: (?:roi|ng|nguoi|tin|a|hihi|haha|xiu|qua"
    r"|nha)){0,3}"
    r"(?: xin loi| sorry)?(?: (?:anh|chi|em|ad|nha|nhe|co|chu)){0,2}$|\b(?:wrong (?:chat|person|number)"
    r"|sent by mistake)\b"
)
_ENDS_ASKING = re.compile(
    r"\b(?:gi|(?<!ban )sao|nao|dau|may|nhieu|nhiu|lau|bao gio|khong|hong|chua|ha)"
    r"(?: (?:vay|troi|oi|a|anh|chi|em|con|co|chu|ad|ta|nhi|z))*$"
)
_ENDS_MISTAKEN = re.compile(r"\b(?:(?:gui|nhan|bam) (?:lon|nham)|nham tin|lon tin|(?:lon|nham) xin loi)$")
_LONGEST_MISTAKE = 14
_LONGEST_SIGH = 14
_SIGHS = re.compile(
    r"\blay (?:gi|dau)(?: (?:ra|ma) | (?:ra|dong|an|tra|song)\b|$)|\bsao (?:ma )?(?:kip|noi|duoc|chiu (?:noi|thau)"
    r"|song)$"
    r"|\ban gi$|\btien dau\b|\bai (?:chiu|song|lam) noi\b|\bsao (?:chiu|song|lam|ma) (?:\w+ )?noi\b|\bthi (?:chiu"
    r"|thoi)\b"
    r"|\b(?:ha|ho|vay|gi|nua|thiet) troi(?: oi)?$|^(?:\w+ ){0,2}troi (?:oi|dat)\b|^(?:thay chua|biet ngay)\b"
    r"|^hay (?:qua|that|thiet|ghe|lam)\b"
    r"|\bdo khoc do cuoi\b"
)
_WAITS = re.compile(
    r"\b(?:cho|doi|khoan)(?: (?:ti|toi|em|con|minh|chi|anh|co|chu|bac|ba|ong|mot|1|cai|o)){0,3} (?:chut|xiu|ti|lat)\b"
    r"|^(?:\w+ ){0,2}(?:khoan|tu tu)(?: (?:da|cai|da nha|nha|em|con)){0,3}$"
)
_LONGEST_WAIT = 14
_NOT_UNDERSTOOD = re.compile(
    r"^(?:(?:da|ua|toi|em|con|minh|chu|co|bac|ba|ong|doc|nghe|van|cung|chua|roi|ma) )*(?:khong|chua|chang) hieu"
    r"(?: (?:gi|het|tron|lam|ro|noi|cau|nay|do|luon|a|troi|ca|y|ra)){0,4}$"
    r"|\b(?:doc|nghe) (?:\w+ ){0,3}(?:khong|chua) (?:\w+ )?hieu(?: gi)?(?: het)?(?: tron)?$"
    r"|^(?:i )?(?:do not|don't|dont|cannot|can't) understand\b"
)
_BARE = frozenset(
    {
        *("da", "vang", "u", "um", "uh", "ua", "o", "a", "ah", "ok", "oke", "okay", "roi", "duoc", "phai", "dung"),
        *("biet", "hieu", "khong", "chua", "thoi", "vay", "the", "ha", "he", "hi", "nha", "nhe", "em", "con", "chau"),
        *("anh", "chi", "co", "chu", "bac", "ad", "cam", "on", "thanks", "yes", "no", "ung", "chac", "luon", "do"),
    }
)


def ends_asking(text: str) -> bool:
    """Return whether a text ends with a word that asks; a last "vậy" alone marvels ("mắc dữ vậy")."""
    return text.rstrip().endswith("?") or _ENDS_ASKING.search(canonical(text)) is not None


def fears(text: str) -> bool:
    """Return whether a text tells of a fear or a worry."""
    if has_diacritics(text):
        return _FEARS.search(composed(text)) is not None
    return _FEARS_BARE.search(canonical(text)) is not None


def puts_off(text: str) -> bool:
    """Return whether a text puts what was asked off ("cái của má để sau cũng được")."""
    return _PUTS_OFF.search(canonical(text)) is not None


def is_for_somebody_else(text: str) -> bool:
    """Return whether a message is plainly meant for somebody else: it calls them, and speaks of nothing of ours."""
    plain = canonical(text)
    calls = _FOR_OTHERS.search(plain) or _HEY.match(composed(text).strip())
    return bool(calls and _HOMELY.search(plain)) and _OF_US.search(plain) is None


def was_sent_by_mistake(text: str) -> bool:
    """Return whether a message says that this one, or the one before it, was for somebody else."""
    plain = canonical(text)
    found = _MISTAKE.search(plain)
    return found is not None and len(plain.split()) <= _LONGEST_MISTAKE


def ends_with_a_mistake(text: str) -> bool:
    """Return whether a message ends by saying so, whatever it asked before."""
    return _ENDS_MISTAKEN.search(canonical(text)) is not None


def does_not_understand(text: str) -> bool:
    """Return whether somebody says that they did not understand what was answered, and no more."""
    plain = canonical(text)
    return len(plain.split()) <= _LONGEST_WAIT and _NOT_UNDERSTOOD.search(plain) is not None


def only_sighs(text: str) -> bool:
    """Return whether a short message asks only as a sigh does ("6 triệu lấy đâu ra", "sao kịp")."""
    plain = canonical(text)
    return len(plain.split()) <= _LONGEST_SIGH and _SIGHS.search(plain) is not None


def waits(text: str) -> bool:
    """Return whether somebody asks for a moment ("chờ chút tôi kiếm kiếng")."""
    plain = canonical(text)
    return len(plain.split()) <= _LONGEST_WAIT and _WAITS.search(plain) is not None


def is_a_bare_answer(text: str) -> bool:
    """Return whether a text is nothing but a yes, a no, or politeness."""
    return _BARE.issuperset(canonical(text).split())


def says_what_is_asked(text: str) -> bool:
    """Return whether a text says what is asked ("con hỏi giấy độc thân"), and not how asking elsewhere went."""
    plain = canonical(text)
    return _HOI.match(plain) is not None or asks_that_instead(plain)


def asks_that_instead(plain: str) -> bool:
    """Return whether a text, in plain form, ends by saying what it asks ("tôi biết rồi, tôi hỏi bà già kìa")."""
    return _THAT_INSTEAD.search(plain) is not None


_THAT_INSTEAD = re.compile(
    r"\b(?:toi|em|con|minh|chau) (?:dang )?hoi (?!nay\b|truoc\b|do\b|xua\b)(?:\w{1,9} ){1,6}(?:kia|ma|ne|co ma)$"
)


_HOI = re.compile(
    r"^(?:(?:da|a|u|roi|vay|thoi|gio|con|cho|toi|em|minh|chau|chi|anh) ){0,4}hoi (?:(?:ve|vu|viec|chuyen|cai|them) )?"
    r"(?:giay|so|the|thu tuc|ho so|don|to khai|ban sao|bang|ho khau|can cuoc|khai|dang ky|chung|sang ten|tach|nhap)"
    r"\b(?!.{0,80}\b(?:ma|thi|roi) (?:\w{1,9} ){0,3}(?:noi|keu|bieu|bao|kiu|doi|chua|khong)\b)"
)
