"""Short replies that name no procedure, however much a word of them resembles one: "vâng" is no "vắng" (absence).

"Giấy đó" points at a paper, "giấy đỏ" is one: what is typed with diacritics must not contradict the reply, and without
them the reply is meant, since nobody names a matter in such words.
"""

from __future__ import annotations

import re

from bot.understanding.fold import canonical, fold
from bot.understanding.search.accents import accented_words, may_mean

LONGEST = 6
"""Words of a reply; whoever writes more says something besides."""

_HEAD = r"(?:da|vang|u|uh|um|o|a|ua|ok|oke|okie|the|thoi|vay|roi|thi|dung|khong|duoc|toi|tui|em|con|minh|a lo|troi)"
_TAIL = (
    r"(?:a|ha|nha|nhe|nghen|hen|luon|di|roi|do|day|ne|em|anh|chi|co|chu|bac|ad|oi|vay|z|thoi|ma|ta|coi|het|nua"
    r"|khong|chua|sao|the|nhieu|that|thiet|gio)"
)
_POINTS = (
    r"(?:ca hai |hai )?(?:cai|giay|to|viec|chuyen|mon|cho|ben|tam|nhu|o|y nhu)"
    r" (?:(?:do|nay|kia|tren|nao|gi|dau|dau tien|hoi nay|vay|cu|cuoi|(?:so|thu) (?:\w+|\d))(?: do| nay| ne)?)"
    r"|(?:do|day|nay|no|chinh no|hoi nay|moi noi|noi roi|ca hai|tat ca|het luon|hai cai"
    r"|ca hai cai)(?: la no| do| day| ne)*"
)
_AGREES = (
    r"dong y|nhat tri|duoc|dung|dung y|phai|chinh xac|chuan|chac|chac chan|chac la|co|lam"
    r"|lam (?:gium|dum)|gui|chot|xac nhan"
    r"|(?:vay |sao |gi |nao |cai nao )?cung duoc|y|y chang|y nhu|the|vay|thoi|xong|het|biet|hieu|a ra|di"
    r"|ok|u|da|vang|tot|hay"
)
_REFUSES = (
    r"(?:khong|chua|dau|dau co|lam gi co|ai) ?(?:phai|dung|co|can|muon|biet|ro|hieu|sao|dong y|thich|hieu gi)?"
    r"|khong phai (?:vay|cai (?:do|nay)|giay (?:do|nay)|viec (?:do|nay))"
    r"|sai|nham|lon|trat|khoi|bo|de (?:sau|coi|tinh|mai|hoi lai)|tu tu|khoan|khoan da|(?:cho|doi) (?:chut|xiu|ti)"
)
_ASKS_BACK = (
    r"gi|sao|la sao|rang|thiet|that|ha|(?:duoc|dung|phai|co|chac|con|thiet|that) khong|(?:het|xong) chua|con gi"
    r"|roi (?:sao|gi)|vay la (?:sao|duoc|xong)|(?:noi|nhac) (?:lai|ro)|tiep|tiep tuc|gi do|gi vay"
)
_TALKS = (
    r"(?:xin )?chao|a lo|alo|(?:ad|em|chi|anh|ban|co|chu) oi|co ai|cam on|tam biet|bye|hen gap lai"
    r"|ngu ngon|khoe|manh gioi"
    r"|(?:vui|hay|tot|gioi|mung|buon|met|chan|lau|le|nhanh|gap)(?: (?:qua|le|lam))?|troi|troi oi|ua|haha|hihi|hic|kkk"
)
_ALONE = frozenset(
    (
        "troi dat", "dat di", "dat luon", "hai vo chong", "mot minh", "mot minh toi", "toi day", "em day",
        "minh day", "toi", "toi ne", "em ne", "con ne", "toi lam", "toi di", "toi di duoc", "vo toi", "chong toi",
        "con toi", "ma toi", "me toi", "ba toi", "cha toi", "cho toi", "cho em", "cho con", "cho ma", "cua toi",
        "cua em", "cua minh", "cua con", "cua ma toi", "cua ba toi", "cua con toi", "cua vo toi", "cua chong toi",
        "bua nay", "hom nay", "bua kia", "ngay mai", "mai", "mot", "sang mai", "chieu mai", "sang", "chieu", "trua",
        "bay gio", "gio luon", "lien", "lat nua", "tuan sau", "thang sau", "ban oi", "chao ban", "khong",
        "chua dau", "gap lam", "gap nha",
    )
)  # fmt: skip
"""Whole replies of words that name something as soon as another stands beside them ("sang nhà", "đất của vợ tôi")."""
_REPLY = re.compile(
    rf"(?:{_HEAD} )*(?:{_POINTS}|{_AGREES}|{_REFUSES}|{_ASKS_BACK}|{_TALKS}|{_TAIL})(?: {_TAIL})*|{_HEAD}(?: {_HEAD})*"
)
_ACCENTED = (
    "dạ vâng ừ ừm ờ ơ ồ à ạ ả á ủa ừa mà thế thôi vậy rồi thì đúng không hông hổng được tôi em mình trời"
    " hả há nhé nghen luôn đi"
    " đó đấy đây nè nghen chị cô chú bác bạn ơi nữa chưa thật thiệt nhiều giờ cả hai cái giấy tờ việc"
    " chuyện món chỗ bên tấm"
    " như ở này kia trên nào gì đầu tiên hồi nãy cũ cuối số thứ nhất hai ba mới nói tất hết đồng ý nhất"
    " trí phải chính xác"
    " chuẩn chắc chắn có làm giùm gửi chốt nhận cũng xong biết hiểu tốt đâu cần muốn rõ thích sai nhầm"
    " lộn trật khỏi bỏ để"
    " sau tính mai hỏi lại từ khoan đã chờ đợi chút xíu tí là rằng còn nhắc tiếp tục chào xin ai cám cảm"
    " ơn tạm biệt hẹn"
    " gặp gấp ngủ khỏe khoẻ mạnh giỏi quá mừng buồn mệt chán lâu lẹ lắm lô của má mẹ chồng vợ một bữa hôm"
    " ngày mốt sáng chiều trưa"
    " tối bây liền lát tuần tháng đất đặt chứ ngày tui dùm kìa dzậy zậy y"
)
_FORMS: dict[str, set[str]] = {}
for _word in _ACCENTED.split():
    _FORMS.setdefault(fold(_word), set()).add(_word)
_EARTH = frozenset({("dat", "đất")})
"""Means land but in "trời đất"."""


def is_reply(text: str) -> bool:
    """Return whether a text agrees, refuses, points, asks back or greets and says nothing else."""
    plain = canonical(text)
    if not plain or len(plain.split()) > LONGEST:
        return False
    if plain not in _ALONE and not _REPLY.fullmatch(plain):
        return False
    accents = accented_words(text)
    if plain != "troi dat" and accents & _EARTH:
        return False
    return all(any(may_mean(typed, form) for form in _FORMS.get(folded, {typed})) for folded, typed in accents)
