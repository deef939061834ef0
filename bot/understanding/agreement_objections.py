"""What is said to be wrong beside an agreement ("đúng rồi mà tên tui ghi sai"): who says that agrees to nothing yet.

Over canonical text with the marks of ``agreement_words``. Where something is given up (a visit, what is stored) a
detail that is wrong may be the reason for it; that is told by the word of a reason, or by nothing that sets it against
the agreement.
"""

from __future__ import annotations

import re

_DETAIL = (
    r"(?:ten|ho(?! so| khau)|chu lot|ten lot|dem|so|dien thoai|phone|ngay|gio|buoi|bua|hom|thu|lich|hen|cho|noi|dia chi"
    r"|dia diem|xa|phuong|ap|khom|viec|vu|chuyen|thu tuc|noi dung|thong tin|bo|dau|chinh ta|chu|phan|name|surname"
    r"|number|date|day|time|hour|place|address|commune|ward|matter|spelling)"
)
_BUT = r"(?:ma|nhung|qhu|qho|co dieu|khac cai|phai cai|toi cai|qhi|rieng|but|except|only|just|though|however)"
_AGAINST = re.compile(rf"^(?:(?:da|u|a|em|anh|oi|con) )*{_BUT}\b")
"""What sets a clause against the agreement before it."""
_BECAUSE = re.compile(
    r"\b(?:vi|tai|do|boi|tai vi|boi vi|bqi|qo|because|since)(?: (?!so |ten )\w+){0,6} (?:sai|trat|nham|lon|wrong)\b.*"
    r"|\b(?:dat|hen|dang ky|chon|lay|book|bam)(?: (?:lich|hen|ngay|gio|bua|buoi|cho|xa|phuong|thu tuc|viec)){0,4}"
    r" (?:sai|trat|nham|lon)\b(?: \w+){0,4}"
)
"""Why something is given up: "vì ghi sai ngày", "đặt sai xã"."""
_RIGHT = re.compile(
    r"\b(?:khong|chang|cha|chua|dau|khoi|het|qung|lam gi)"
    r"(?: (?:co|thay|tqay|gi|cho|nao|bi|ghi|viet|the|he|con|qon|chi|de|ai|ma|la|so|lo))*"
    r" (?:sai|trat|nham|lon|thieu|lech|wrong)\b"
    r"|\b(?:sai|trat|nham|lon|thieu|lech)(?: (?:vo|vao|di|cho|duoc|lam|sao|thi))* (?:gi|dau|sao|cho nao|duoc|nao)\b"
    r"|\b(?:sai|trat|thieu|lech) thi\b"
    r"|\bco (?:bi |ghi |viet |phai )*(?:sai|trat|nham|thieu)\b(?=(?: \w+){0,6} (?:khong|chua)\b)"
    r"|\b(?:nothing|isn t|not|no|never)(?: \w+){0,2} (?:wrong|mistakes?|errors?|typos?)\b"
)
"""Nothing is wrong, or it is asked what would be if it were."""
_FAULT = re.compile(
    r"\b(?:sai(?! gon)|trat(?! tu)|nham(?! nhi)|lech|wrong|incorrect|misspel\w+|mistakes?|typos?|errors?)\b"
    r"|\bmoi (?:la )?(?:zung|dung|phai|chinh xac)\b(?! y)"
    rf"|\b{_DETAIL}(?: \w+){{0,6}} (?:khong|hong|chua|dau|chang|cha)(?: (?:co|duoc|la|he))*"
    r" (?:zung|dung(?! xai)|phai(?! (?:di|lam|nop|doi|cho|qoi|mang|dem|dong|tra|co))|khop|chinh xac|giong|trung)\b"
    rf"|\b(?:khong|hong|chua|dau|chang|cha)(?: co)? (?:zung|dung|phai|khop|giong) (?:la )?(?:cai |con |cua )?"
    rf"{_DETAIL}\b(?! (?:nghi|le|ranh))"
    r"|^(?:\w+ ){0,3}?(?:khong|hong|chua|dau)(?: co)? (?:zung|dung|phai|chinh xac|khop)"
    r"(?: (?:lam|het|roi|dau|em|anh|con|a|nha|vay|do|qa))*$"
    r"|\b(?:is not|isn t|not) (?:right|correct|mine|my|the right|exact)\b"
)
"""Something is wrong, whatever was asked."""
_AGAIN = r"(?:coi|xem|ktra|kiem tra|kiem|sua|chinh|doi|ghi|viet|danh|go|doc|check|fix|change|correct)"
_TO_MEND = re.compile(
    rf"\b{_DETAIL}(?: \w+){{0,5}} {_AGAIN} (?:lai|giup|gium|dum)\b"
    rf"|\b{_AGAIN} lai(?: (?:giup|gium|dum|cho|toi|em|con|minh|cai|ho))* {_DETAIL}\b"
    rf"|\bsua(?: (?:lai|giup|gium|dum|cho|toi|em|con|minh|cai|ho))* {_DETAIL}\b"
    rf"|\b{_DETAIL}(?: (?!khong|qung|khoi|chang)\w+){{0,5}} (?:bi |ghi |viet |con |qon )*thieu\b"
    r"|\bthieu (?:mat |cai |mot |1 |hai |2 )*(?:so|chu|ho(?! so| khau)|lot|dau|ten|dem)\b"
    r"|\bdu (?:mat |ra |mot |1 |hai |2 )+(?:so|chu|dau)\b"
    r"|\b(?:ten|chu)(?: \w+){0,4} (?:khong co|mat) (?:dau|lot|ho)\b"
)
"""Something has to be looked at or mended."""
_GONE = re.compile(
    r"\bso(?: (?:nay|do|dien thoai|phone|la|so|toi|em|con|cua|kia|da|qa)){0,6} (?:cu roi|(?:doi|bo|mat|khoa|thay)"
    r"(?: (?:mat|roi|lau|xai|so))* roi)\b"
    r"|\bso (?:nay|do|dien thoai)(?: \w+){0,2} (?:het|khong|khong qon|ngung) (?:qon )?(?:xai|lien lac|goi duoc)\b"
)
"""The number that was shown is no longer used."""


def without_right(text: str) -> str:
    """Return the words of a clause without what says that nothing is wrong."""
    return _RIGHT.sub(" ", text)


def objects(text: str, *, gives_up: bool, asked: bool) -> bool:
    """Return whether a clause beside an agreement says that something of what was shown is wrong.

    Args:
        text: its canonical words, marked.
        gives_up: something is given up with the agreement, so that what is wrong may be why.
        asked: a question mark stands behind it.
    """
    against = _AGAINST.search(text) is not None
    said = without_right(text if against or not gives_up else _BECAUSE.sub(" ", text))
    if _FAULT.search(said) or _TO_MEND.search(said):
        return not (asked and "sao" in said.split())
    return (against or not gives_up) and _GONE.search(said) is not None
