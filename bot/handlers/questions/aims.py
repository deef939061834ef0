"""Whether a clause asks a thing of the matter where a word of it sounds so: an engine's number is no telephone.

How a clause sounds is learned from words beside each other; what is asked of them is told by their object. A stock
answer to a question with another object would be taken for its answer: such a question is said back as it was asked.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CALLS = re.compile(r"\b(?:goi|dien thoai|sdt|dt|hotline|duong day|tong dai|lien he|lien lac|alo|zalo|call|phone)\b")
_NUMBER_OF_A_THING = re.compile(
    r"\bso khung\b|\b(?:xe|ghe|tau|vo lai|ca vet|dong co)\b(?: \w+){0,5} so may\b|\bso may (?:xe|ghe|tau|vo|dong co)\b"
    r"|\d so may\b|\bso may\b(?= (?:bi |no |da |duc |khong )*(?:mo|tray|troc|rach|ri|cao|rut|lech|sai|khop|khac)\b)"
    r"|\b(?:ma(?: so)?|mau(?: so)?|to khai|nganh|nghi dinh|thong tu|quyet dinh|cong van|quay|tang|thua|dong|muc)\b"
    r"(?: \w+){0,5} so (?:may|nao|gi|bao nhieu)\b"
)
"""A number that nobody calls: of an engine, a trade, a form, a decree, a desk."""
_TRADE = re.compile(r"\bma (?:so )?nganh\b")
_NUMBER_OF_A_TRADE = re.compile(r"\b(?:ma(?: so)?|nganh|mau)(?: \w+){0,5} so (?:may|nao|gi|bao nhieu)\b")
_COMES = re.compile(
    r"\b(?:den|di|len|xuong|ghe|qua|co mat|vang mat|truoc mat|dich than|truc tiep|tan (?:noi|mat|tay)|tai cho|tai quay"
    r"|chung|mot luot|tu tay|du mat|come|appear|person)\b|\bra (?!sao|lam)|\bve (?!viec|phan)"
    r"|\b(?:phai|can|cung|khoi|co|buoc|dua nhau) toi\b"
)
_SOMEBODY_SOMEWHERE = re.compile(
    r"\b(?:den|toi|di|len|xuong|ghe|ve|qua|ra|vo|mat|tan|tai|tu tay|chung|theo|gap|ngoi|o|dan|cho|chinh chu|nguoi|bay"
    r"|quay|chay|dua|cung|minh|dung ten|thay|ngoai|phong van|chup|van tay|trinh dien|cong|khieng|video|liet|duoc"
    r"|come|go|there|appear|person|present)\b"
)
"""What is said of who has to be where; without any of it something else is a must."""
_CONSENTS = re.compile(r"\b(?:dong y|dong thuan|chap thuan|cho phep|ky(?: ten)?|lan tay|diem chi)\b|\bchiu\b(?! phi)")
_OBLIGED = re.compile(r"\b(?:bat buoc|buoc)\b")
_WHO_SIGNED = re.compile(
    r"\bai (?:da |dam |lai |se )?(?:ky|chung)(?: ten| giay| don)? (?:cho|thay|gium|dum|the)"
    r" (?:ong|ba|anh|chi|no|cha|me|ma|tia|nguoi|chong|vo|con|may|dua|em|chau|bac|chu|co|toi|minh)\b"
    r"|\b(?:ky|chu ky) (?:gia|trom|len|thay)\b|\bgia (?:mao|chu ky)\b|\btu y ky\b"
)
"""Who puts a name to it for somebody, and no office that decides."""
_WHO_PAYS = re.compile(
    r"\b(?:ai|co quan nao|cho nao|ben nao)(?: \w+){0,2}?"
    r" (?:tra(?! loi| ket qua| giay| ho so| the)|hoan|boi thuong|den(?! nop| lay)|bu|chiu)\b"
    r"|\b(?:doi|lay|xin|hoan|tra) lai(?: so)? (?:tien|tien do|tien le phi|phi)\b|\bhoan (?:tien|phi)\b"
    r"|\bdoi lai (?:o )?dau\b"
)
"""Who gives money back."""
_LATE = re.compile(
    r"\b(?:tre|muon|qua|han|phat|lo|cham|kip|lau|nam|thang|ngay|tuoi|cat|vi pham"
    r"|(?:khong|chua|quen|bo)(?: \w+){0,2} (?:lam|khai|nop|dang ky|bao|doi|di|xin|co|trinh|sang|cap|chiu)"
    r"|co sao|bi sao|sao khong|bi gi|late|fine[ds]?|penalty|overdue|don t)\b"
)
"""What the law sets a term for: the only consequence that is known of."""
_LACKS = re.compile(
    r"\b(?:khong|chua|chang|thieu|mat|lac|hu|rach|chay|rot|quen|thay|the|uot|nhoe|mo|lay (?:gi|chi)|chung minh|chi co"
    r"|no|lack|missing|lost|without|instead|don t)\b"
)
_IN_WHICH_ORDER = re.compile(r"\b(?:trinh tu|quy trinh|cac buoc|xet truoc|lam truoc)\b")
_RENEWS = re.compile(r"\b(?:gia han|doi|cap lai) hay (?:la )?(?:phai )?(?:lam|cap|xin|doi|gia han)\b")
_TAKES_FOR = re.compile(r"\b(?:lanh|nhan|rut) (?:tien |luong )?(?:the|thay|gium|dum|ho|giup)\b")
_RESULT = re.compile(r"\b(?:ket qua|giay|the (?:gium|dum|thay|cho)|bang|so|ho so|ho chieu|cccd|can cuoc)\b")
_FROM_WHERE = re.compile(r"\b(?:lay|kiem|moi|dao|tim) (?:o )?dau ra\b|\bkiem dau$")
"""Where on earth one would get something."""
_LEARN = r"(?<!dai )(?<!trung )(?<!tieu )(?<!mau giao )hoc(?! ba| tap| phi| bong| sinh)"
_ERRAND = re.compile(
    rf"\b(?:kham (?:suc khoe|benh)|chup (?:hinh|anh)|thi(?= (?:lai|bang))|{_LEARN}|photo|xet nghiem|do dat"
    r"|dong (?:tien|phi|thue)|khieu nai|to cao|phan anh|kien|dich(?: thuat)?|in ra|in giay|mua|dang kiem"
    r"|phong van|chich|lan tay|gui tien|rut tien)"
    rf"(?: (?!nop\b|lam\b|xin\b)\w+){{0,4}} (?:o dau|cho nao|noi nao|dau)\b"
)
"""What has to be done besides, and where: nobody files it there."""
_OLD_NAMES = re.compile(
    r"\bdoi (?:het|lai|dia chi|ten)\b|\bsap nhap\b|\bghi (?:ten )?(?:xa|huyen|phuong|tinh|bac lieu)\b"
    r"|\b(?:giay(?: to)?|xa|huyen|tinh|phuong|dia chi) cu\b(?! (?:rach|nat|mo|ghi|doi hinh))"
)
_MORE = re.compile(
    r"\b(?:thoi|cam on|cam on nhieu|thanks?|tks)\b.*\b(?:cho|xin|gui|doc)(?: (?:toi|em|con|minh|chau|chi|anh|co|chu|bac"
    r"|ba|ong|xin|cai|cho|luon|them|voi)){0,4} (?:hoi|gio|dia chi|so|sdt|to khai|mau|don|link|duong dan|ma|ten|gap)\b"
    r"|\b(?:thoi|cam on|thanks?|tks)\b.*\b(?:co|duoc|phai|can)(?: (?!gi\b)\w+){0,6} (?:khong|chua)(?: \w+)?$"
)
"""What is asked for behind a goodbye's first word."""
_TERM = re.compile(
    r"^(?:\w+ ){0,5}?\d{1,3} (?:ngay|bua|hom|thang|nam)(?: (?:thoi|de \w+|la|lan|luon|dau|vay|nua))*"
    r" (?:ha|a|sao|phai khong|dung khong|thoi)(?: \w+)?$"
)
_IN_TIME = re.compile(r"\b(?:kip|tre|qua han|het han|lo han|lo ngay)\b")


_NOT_WHO = re.compile(
    r"\b(?:bao nhieu|nhieu)\b(?! tuoi)|\bmay (?:dong|tram|trieu|nghin|ngan)\b|\bmuc (?:huong|tro cap)\b"
    r"|\btruy (?:lanh|linh|nhan)\b|\b(?:tien mat|atm|chuyen khoan|tai khoan|buu dien)\b"
    r"|\b(?:khi|hoi|chung|luc) nao (?:moi )?(?:co|lanh|nhan|phat|chi) (?:tien|luong)\b|\b(?:cat|bi ngung|bi dung)\b"
)
"""Words of a question about money that one is given which does not ask who is given it: how much, how, since when."""


def asks_not_who(plain: str) -> bool:
    """Return whether a clause, in plain form, asks of what one is given how much it is, or how it is paid."""
    return _NOT_WHO.search(plain) is not None


def asks_of_old_names(plain: str) -> bool:
    """Return whether a clause, in plain form, asks if papers that name an old unit, or are old, hold at all."""
    return _OLD_NAMES.search(plain) is not None


def wants_more(plain: str) -> bool:
    """Return whether a text, in plain form, asks for something behind thanks ("thôi cảm ơn, xin cái địa chỉ luôn")."""
    return _MORE.search(plain) is not None


def numbers_a_thing(plain: str) -> bool:
    """Return whether a text, in plain form, speaks of a number that nobody calls, and of no call."""
    return _NUMBER_OF_A_THING.search(plain) is not None and _CALLS.search(plain) is None


def numbers_a_trade(plain: str) -> bool:
    """Return whether a text, in plain form, asks by which number a trade or a form goes."""
    return _NUMBER_OF_A_TRADE.search(plain) is not None


def asks_the_term(plain: str, whole: str) -> bool:
    """Return whether a clause asks if so many days are the term; its message, in plain form, is about being in time."""
    return _TERM.search(plain) is not None and _IN_TIME.search(whole) is not None


def misses(focus: Focus | None, plain: str) -> bool:
    """Return whether a clause, in plain form, has a word of what it seems to ask, and asks it of something else."""
    if focus is None and of_whom(plain):
        return True
    aimed = _AIMED.get(focus) if focus is not None else None
    return _FROM_WHERE.search(plain) is not None or (aimed is not None and not aimed(plain))


def _must_come(plain: str) -> bool:
    if _CONSENTS.search(plain) or _OBLIGED.search(plain):
        return _COMES.search(plain) is not None
    return _SOMEBODY_SOMEWHERE.search(plain) is not None


_RIGHT = re.compile(
    r"\bco quyen (?!(?:giai quyet|cap|ky|chung|duyet|xac nhan|lam)\b)\w|\bquyen tu choi\b"
    r"|\b(?:la|co) bat buoc\b|\bbat buoc (?:hay|ha|khong)\b"
)
"""Whether an office has a right to something, or whether something must be: not which office decides."""
_DIFFERS = re.compile(
    r"\b(?:khac|sai|giong|thieu|vuong|ket|hon(?! nhan)|loi)(?: \w{1,9}){0,4} (?:o )?(?:cho nao|dau)\b"
)
"""In what something differs or is wrong ("số 1 khác số 2 chỗ nào"): no place."""
_IS_GIVEN = re.compile(
    r"\b(?:xa|phuong|toa|cong an|co quan|ben do|can bo|nguoi ta|trung tam|uy ban)(?: (?:se|co|phai|moi))?"
    r" (?:cho|cap|dua|giao|phat|tra)(?: (?:minh|toi|em|con|lai|cho)){0,2} (?:giay|to|bien ban)(?: to)? (?:gi|nao)\b"
)
"""What paper an office gives, and none that it wants."""
_IN_WHOSE_NAME = re.compile(
    r"\bdung ten\b(?!(?: \w{1,9}){0,2} (?:khai|nop|lam|dang ky|xin|ky)\b)|\bkien\b"
    r"|\blam (?:nguoi )?(?:giam ho|chu ho|chu|bao lanh)\b"
)
"""In whose name something is, who sues, who may be a guardian: not who carries the dossier."""
_GOES_FOR = re.compile(r"\b(?:gium|dum|giup|thay|nho|uy quyen|di (?:khai|nop|lam|the)|dem|on behalf)\b")
_TERM_OF_LAW = re.compile(
    r"\b(?:tre|muon|qua (?:han|ngay|hen|\d)|han|lo|cham|kip|lau|nam|ngay|tuoi|tuan|bua|hom|cat|vi pham"
    r"|thang(?! (?:ban|em|con|nho|cha|no|chong|chau|be|kia|do)\b)"
    r"|(?:khong|chua|quen|bo|khoi)(?: \w{1,9}){0,2}"
    r" (?:lam|khai|nop|dang ky|bao|doi|di|xin|trinh|sang|cap|chiu|tach|ky)"
    r"|late|overdue|days?|months?|years?|don t|not)\b"
)
_HOW_MUCH = re.compile(r"\bphat\b.{0,60}\b(?:nhieu|may)\b")
_SAYS_MORE = 4
"""Words from which on what stands beside a bare "có sao không" is what it asks of."""


_FOR_SPEED = re.compile(r"\bcho (?:le|nhanh|mau|khoe)\b.{0,60}\bduoc (?:khong|chua)\b")


def asks_for_speed(plain: str) -> bool:
    """Return whether a text, in plain form, asks if a thing may be done so as to be quicker, and no time."""
    return _FOR_SPEED.search(plain) is not None


def of_whom(plain: str) -> bool:
    """Return whether a text, in plain form, asks who may be something, or in whose name, and not who has to come."""
    return _IN_WHOSE_NAME.search(plain) is not None and _GOES_FOR.search(plain) is None


def gives_a_paper(plain: str) -> bool:
    """Return whether a text, in plain form, asks what paper an office gives, and none that it wants."""
    return _IS_GIVEN.search(plain) is not None


def of_a_term(plain: str, whole: str) -> bool:
    """Return whether a clause may ask what happens to who is late; its message is ``whole``, both in plain form.

    "Có bị phạt không" alone does, beside "ghe số KG chứ không phải CM" it asks of that.
    """
    if _TERM_OF_LAW.search(whole):
        return True
    return _HOW_MUCH.search(plain) is None and len(whole.split()) - len(plain.split()) < _SAYS_MORE


_AIMED: Mapping[Focus, Callable[[str], bool]] = MappingProxyType(
    {
        Focus.FEE: lambda plain: _WHO_PAYS.search(plain) is None,
        Focus.FORM: lambda plain: _TRADE.search(plain) is None,
        Focus.CONTACT: lambda plain: not numbers_a_thing(plain),
        Focus.MUST_COME: _must_come,
        Focus.DEADLINE: lambda plain: _RENEWS.search(plain) is None,
        Focus.AUTHORITY: lambda plain: (
            not (_WHO_SIGNED.search(plain) or _WHO_PAYS.search(plain) or _RIGHT.search(plain))
        ),
        Focus.PAPERS: lambda plain: not gives_a_paper(plain),
        Focus.WHO_MAY_GO: lambda plain: not of_whom(plain),
        Focus.CONSEQUENCE: lambda plain: _LATE.search(plain) is not None,
        Focus.MISSING_PAPER: lambda plain: _IN_WHICH_ORDER.search(plain) is None or _LACKS.search(plain) is not None,
        Focus.ELIGIBILITY: lambda plain: _TAKES_FOR.search(plain) is None,
        Focus.RESULT: lambda plain: _TAKES_FOR.search(plain) is None or _RESULT.search(plain) is not None,
        Focus.PLACE: lambda plain: not (_ERRAND.search(plain) or _WHO_PAYS.search(plain) or _DIFFERS.search(plain)),
    }
)
