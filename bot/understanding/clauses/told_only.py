"""What only looks like a question: words that ask, used to tell ("mấy trăm ngàn hà", "ai cũng vậy"), and mere address.

A clause that the reading takes for a question is said back as unknown only where something in it asks. This errs on the
side of asking: a sign of doubt, or a word that asks in no telling use, is enough.
"""

from __future__ import annotations

import re

from bot.understanding.fold import canonical

_ADDRESS = re.compile(
    r"(?:(?:da|vang|thua|kinh|gui|chao|xin|alo|a lo|de|cho|nho|cam on|cac|quy|co quan|ban|anh|chi|em|co|chu|bac|di"
    r"|cau|ong|ba|con|chau|toi|can bo|lanh dao|chu tich|giam doc|trung tam|uy ban|don vi|tro ly|bot|ad|admin|shop"
    r"|sep|thay|vi|dai|oi|a|nhe|nha)(?: |$))+"
)
"""Nothing but whom the words are for."""
_KIN = r"(?:ong|ba|co|chu|bac|di|cau|anh|chi|em|con|chau|no|ho|toi|minh|ban|thay|nguoi ta|hang xom|can bo|hoc tro)"
_DOES = (
    r"(?:hoi|ghe|nhan|goi|len|ra|lam|toi|den|di|tinh|gui|chay|quay|qua|lai|vo|ve|dem|nop|chup|nho|kiem|bao|khai|lay)"
)
_FIGURES = (
    # none at all of what is counted: "không đồng nào", "chưa chích mũi nào", "không còn cái gì"
    r"\b(?:khong|chua|chang|cha) (?!biet\b|hieu\b|ro\b|nho\b|thay\b|phai\b|hay\b)(?:(?!khong\b|hay\b)\w+ ){0,6}"
    r"(?:dong|xu|cac|tieng|cau|chu|ngay|bua|buoi|hom|lan|mui|muong|hot|mieng|dua|nguoi|cong|to|tam|cai|con) nao$"
    r"|\b(?:khong|chua|chang) (?:con|co|duoc|thay|lanh|nhan)"
    r" (?:(?!thieu\b|can\b|phai\b|cach\b|hay\b|thay\b)\w+ ){0,3}gi$"
    r"|\b(?:co|dau|khong|chua) (?:\w+ ){0,4}(?:gi|ai|nao) dau\b|\b(?:gi|ai) dau\b(?! (?:het|ra|co)\b)"
    # nothing in writing: "hông giấy tờ gì"; a figure that is not known: "61% chứ không biết mấy phần tư"
    r"|^(?:\w{1,9} ){0,4}?(?:khong|chang|chua) (?:giay to|giay|hop dong|so sach) gi$"
    r"|\b(?:chu|ma) (?:\w{1,9} )?khong biet (?:may (?!ngay|bua|hom|gio|tien|dong|thang|nam|lan)|hang nao|loai nao)"
    # nobody, nowhere: "có ai đi đâu", "ai biết đâu", "em đâu dám", "lỗi đâu phải tại em"
    r"|\bco ai (?!biet\b|chi\b|giup\b|ranh\b|cho\b)(?:\w+ ){1,5}dau$|\b(?:ai|nao) (?:ma )?(?:biet|ngo|hay) dau$"
    rf"|\bdau dam\b|(?:^|\b(?:{_KIN}|chu|cho|ma|loi|chuyen|tai|la|do|nay|nha|ai|vay) )"
    r"dau (?:co(?! biet\b)|phai|dam|muon|kip|the|ngo)\b"
    r"(?: (?:\w+ ){0,8}(?:ai|gi|dau)$)?"
    # nobody bears it, and none could: "sao chịu nổi", "ai mà dám", "nỡ lòng nào", "lấy gì mà ăn"
    r"|\bco (?:dua|con|chiec|nguoi|bao|goi|bay) (?:(?!nao\b|gi\b)\w+ ){0,3}ai \w+ \w+"
    r"|\b(?:ai|sao)(?: ma)? (?:\w+ ){1,2}noi$|\bno (?:long )?nao\b|\bai ma (?:biet|ngo|dam|chiu|them|no)\b"
    r"|\bai dam (?:\w+ ){1,5}nua$"
    # some time to come, with what is done then: "bữa nào rảnh em hỏi tiếp", "có gì nhắn em"
    rf"|\b(?:bua|hom|luc|khi|chung) nao (?!{_KIN}\b)(?:\w+ ){{1,5}}?(?:thi )?{_KIN}"
    rf" (?:se |lai |roi |moi lai )?{_DOES}\b"
    r"|\bco gi (?:thi )?(?:\w+ )?(?:nhan|goi|bao|alo|hoi|noi)\b(?! gi)"
    # what is not so though it is so of something else: "cà vẹt thì chưa", "số gì tôi không có"
    r"|\w(?<!\bphai)(?<!\bcan)(?<!\bduoc)(?<!\bco) thi (?:khong|chua)$"
    rf"|\b(?:gi|nao) (?:{_KIN} )+(?:cung )?(?:khong|chua) (?:he )?(?:co|con|ranh|xai|lam)"
    r"(?: het| ca| dau| tron| duoc| nua)*$"
    # no such thing is talked of, and no more than that: "vay vốn gì trời", "chớ ít sao"
    r"|\b(?:chu|cho) (?:\w+ )?(?:it|vay) (?:sao|gi)$"
)
"""Figures with a word that asks, which say that there is none, or that it is so of any."""
_TELLING = re.compile(
    # nobody knows or remembers which: "đâu có ai nhớ giấy nào ra giấy nào", "không ai hay gì hết"
    r"\b(?:khong|chang|dau)(?: co)? ai (?:ma )?(?:nho|hay|ngo|de y) (?:\w+ ){0,8}\w+$|\b(\w{1,9}) nao ra \1 nao\b|"
    + _FIGURES
    + r"|\b(?:ai|gi|nao|dau|sao|bao nhieu|may)(?: \w+)? cung\b"  # whoever it is
    r"|\bcung (?:khong|chua|chang|dau) (?:\w+ ){0,3}(?:ai|gi|nao|dau)\b"
    r"|\b(?:khong|chang|chua|dau) (?:co )?ai (?:\w+ ){0,4}(?:gi|dau)(?: het| ca| rao)?$"
    r"|\b(?:khong|chang|chua) (?:\w+ ){0,5}(?:gi|ai|dau|nao) (?:het|ca|rao|tron|nua)\b"
    r"|\b(?:khong|chang|chua) (?:\w+ ){1,2}ai (?:\w+ ){0,2}dau$"
    r"|\b(?:gi|ai|dau|(?<!chung )(?<!ngay )(?<!bua )(?<!khi )(?<!luc )nao) (?:het|rao)\b(?! han| hieu)(?: tron| ca)?"
    r"|\b(?:co|dau) (?:\w+ ){1,5}(?<!o )(?<!cho )(?<!ben )(?<!tu )(?<!toi )(?<!den )(?<!di )(?<!la )(?<!nop )dau$"
    r"|\bdau (?:co(?! biet\b)|phai|biet|dam) (?:\w+ ){0,8}(?:ai|gi|dau)$"
    r"|\bmay (?:hom|bua|ngay|thang|nam|tuan|lan|dem) (?:nay|ray|roi|truoc|lien|qua)\b"
    r"|\b(?:buon|met|lo|khoc|mat ngu|bo an|rau|do) (?:\w+ )?may (?:hom|bua|dem|ngay)(?: \w+)?$"
    r"|\bmay (?:tram|chuc|ngan|muoi) (?:\w+ ){0,3}(?:thoi|lan)$"
    r"|(?<!thang )(?<!ngay )(?<!bua )(?<!thu )(?<!hom )\bmay (?:ong|ba|co(?! (?:tien|giay|the|so|ket|duoc|bang)\b)|chu"
    r"|bac|di|cau|anh|chi|em|dua|chau)\b"
    r"|\b(?:khong|chua|chang) (?:phai|duoc|co|cho|chiu|biet|the|can(?! bo)|bao gio|he|muon|dam|con|thay|ai|gap|lam"
    r"|di|nhan|ky|tra|noi|hieu|nho|nop|ra|ve|vo|xong|kip|du|rut|tinh|thich|mang|lay|bi|an|ngu|xuong|len|ghi|dong|bat"
    r"|hen|coi|cap|cuoi|mua|sanh|lanh|tim|trong)"
    r"(?= \w)(?! (?:khong|chua)\b)"
    rf"|\b(?:{_KIN} ){{1,2}}(?:\w+ )?hoi\b(?! (?:la|thu|coi|xem)\b)"
    r"|\b(?:hoi|luc|khi) nao .{1,40}(?<! o)(?<! cho)(?<! di)(?<! ra)(?<! len) dau$"
    r"|\b(?:muoi|chuc|tram) may\b|\bchu (?:it|phai) gi$"
    r"|\b(?:hoi|luc|khi) chua\b|\b(?:cho|chu|do|(?<!la )(?<!lay )(?<!so )ma|thi|vi) gi$|\bdu sao\b"
    r"|\bbao lau nay\b|\b(?:gi|nao) do$"
)
"""Words that ask, where they tell."""
_ASKS = re.compile(
    r"\b(?:gi|sao|dau|nao|may|nhieu|nhiu|lau|ai|hay|bao gio|ha|hong|hk|chang|phong|chua|khong|co phai|phai chi)\b"
    r"|\b(?:nhi|ta|ca|chu)$|\b(?:s|bn|mi)\b|\b(?:kieu|cai|may|giay|lam) chi\b|^(?:vay|the) con\b"
)
_ASKS_WHOLE = re.compile(
    r"\bkhong phai .{1,80} a$|\bnghe .{1,80} ma$|\b(?:nguoi ta|noi) .{1,60} moi .{1,60} ma$|\b(?:ho khau|hk|k)$"
)
"""Asks by how it begins and ends; what "hk" is written out as stands for "không" at the end."""
_WISHES = re.compile(
    r"\b(?:cho (?:toi|em|con|minh|chau|anh|chi|hoi|xin|biet)|xin(?! viec\b)|muon|(?<!khoi )can (?!bo\b)|giup"
    r"|nho (?:giup|ad|ban|bot)|(?:lam|chi|coi|xem|viet|in) (?:gium|dum)|chi (?:toi|em|con|minh|cach)"
    r"|thac mac|lam on|de nghi|tinh|dinh"
    r"|(?:^|toi|em|con|minh|anh|chi|muon|xin|dinh) hoi (?!nao|chua|do|xua|truoc|sang|qua|nay|hoai))\b"
)
_CLOSERS = re.compile(r"(?: (?:troi|oi|ne|nha|nghe|nghen|hen|ad|z))+$")
_OTHER_WORDS = re.compile(
    r"\b(?:đầu|dầu|đau|dấu|đấu|đậu|dâu|lầu|máy|mây|chùa|chữa|chứa|chừa|sào|sáo|hạ|phòng|mướn|mượn|dính|đính|đình"
    r"|não|nạo|(?<!bao )nhiều)\b",
    re.IGNORECASE,
)
"""Words that are written like one that asks, but for their accents."""
_OF_THE_BODY = re.compile(r"\b(?:não|nạo|đậu|dâu)\b", re.IGNORECASE)
"""Those that are hardly ever a slip: nobody means "nào" by "bại não", nor "đâu" by "ở đậu"."""
_SCANT = re.compile(r"\bmay (?:tram|chuc|ngan|dong)(?: \w+)? a$|\b(?:\w+ ){4}thoi a$")
"""A last "à" behind how little there is: "ngày có mấy trăm à"."""
_SHORT = 3
"""Words up to which a clause may ask by naming a thing ("lệ phí")."""
_HERE_ENGLISH = re.compile(r"\b(?:what|how|where|when|which|who|why|does|should|need|please)\b")
_ONLY = re.compile(r"\bhà\W*$", re.IGNORECASE)
_LAST_ASKS = re.compile(r"\bà\W*$", re.IGNORECASE)
"""A last "à": "ạ", which asks nothing, is another word."""


_UNCLEAR = re.compile(
    r"^(?:\w{1,9} ){0,3}?(?<!het )(?<!con )(?:thac mac|phan van|(?:khong|chua) ro|muon (?:biet|coi)"
    r"|(?:giai thich|noi ro) (?:gium|dum|giup))(?: \w{1,12}){2}"
)
"""Says what is not clear: "em thắc mắc chỗ thu nhập"."""


def says_what_is_unclear(text: str) -> bool:
    """Return whether a clause asks by saying what is not clear, without a word that asks."""
    return _UNCLEAR.search(canonical(text)) is not None


_SAYS_IT_ASKS = re.compile(
    r"^(?:\w{1,9} )?(?:con|toi|em|minh|chau) (?:\w{1,9} )?hoi (?!(?:nay|truoc|do|xua|hoai|may|ai|dau)\b)"
)
"""Says what is asked: "con hỏi khiếu nại thu hồi đất"."""


def without_other_words(text: str) -> str:
    """Return a text without the words that are one that asks but for their accents, and hardly ever a slip for it."""
    return _OF_THE_BODY.sub(" ", text)


def tells_in_figures(text: str, *, marked: bool = False) -> bool:
    """Return whether a clause has words that ask and tells with them ("ai mà ngờ, có ai hay gì đâu"), and asks nothing.

    Args:
        text: the clause as typed.
        marked: a question mark stands behind it.
    """
    plain = _CLOSERS.sub("", canonical(_OTHER_WORDS.sub(" ", text)))
    if _SAYS_IT_ASKS.search(plain):
        return False
    return _TELLING.search(plain) is not None and tells_only(text, marked=marked)


def says_how_little(text: str, *, marked: bool = False) -> bool:
    """Return whether a clause ends with the "hà" that says how little there is ("có chín thước rưỡi hà").

    Args:
        text: the clause as typed.
        marked: a question mark stands behind it.
    """
    return _ONLY.search(text) is not None and tells_only(text, marked=marked)


def tells_only(text: str, *, marked: bool = False) -> bool:
    """Return whether nothing in a clause asks, however it was read.

    Args:
        text: the clause as typed.
        marked: a question mark stands behind it.
    """
    plain = canonical(_OTHER_WORDS.sub(" ", text))
    if not plain or _ADDRESS.fullmatch(plain):
        return True
    if _SCANT.search(plain):
        return True
    if marked or _LAST_ASKS.search(text) or _HERE_ENGLISH.search(plain) or _ASKS_WHOLE.search(plain):
        return False
    if _ONLY.search(text):
        plain = plain.removesuffix(" ha")
    left, told = _TELLING.subn(" ", _CLOSERS.sub("", plain))
    if not told and len(plain.split()) <= _SHORT:
        return False
    return not _ASKS.search(left) and not _WISHES.search(left)
