"""What a clause speaks of: what is left of it without the words that only ask."""

from __future__ import annotations

import re

from bot.understanding.fold import canonical


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNWED = r"(?:(?:co )?(?:vo|chong)|ket hon|lap gia dinh)\b"
_REPLACED = "doi|can cuoc|cccd|the|ca vet|bien so|bang so|dang ky xe|bang lai|giay phep lai xe|chu ho"
"""What is replaced ("thay căn cước"); who goes instead is no matter ("đi thay")."""
_NOT_DRAWN = "(?<!luong huu )(?<!tien huu )"
"""To draw somebody's pension for them is a matter of its own."""
_NOT_MADE = "".join(
    f"(?<!{act} {paper})" for act in ("lam", "xin", "viet", "lap", "thuc", "lanh") for paper in ("", "giay ", "to ")
)
"""So is to make an authorisation; to come with one is none ("có cần giấy ủy quyền không")."""
_ASKS_ONLY = re.compile(
    r"\b(?:(?:cai |cach |ben )?nao (?:le|nhanh|mau|lau|som|re|mac|de|tien|loi) hon|(?:phai |can )?co mat"
    r"|bao nhieu (?:tien|lau|ngay|bua|thang|dong)?|(?:nhu )?the nao"
    r"|(?:may|nhieu) (?:tien|dong|ngay|bua|hom|tuan|thang|gio|thu|to)"
    r"|tien (?=(?:lam|cap|doi|xin)(?: (?:lai|moi))? (?:het |ton )?(?:bao )?nhieu\b)"
    r"|bao nhieu(?= ?$)|(?<=(?:lai|moi|lam|doi|xin|cap|ton|het) )nhieu(?= ?$)"
    r"|bao lau|(?:bua|hom|khi|luc|bao|chung|ngay) (?:nao|gio)|(?:o|di|ra|len|toi|den|cho) dau|(?:cho|noi|co quan) nao"
    r"|nhung giay to (?:gi|nao)|giay to (?:gi|nao)|giay gi|ho so (?:gi|gom)|nhung gi|gom gi|gi|nao|ai"
    r"|dau(?! (?:ghe|xe|tau)\b)|(?<!ban )sao(?! y\b)"
    r"|can (?!cuoc|ngheo|thi\b)(?:phai )?(?:co |dem |mang |nop |chuan bi )?"
    r"|phai (?:du |toi |tu |tren )?\d{1,3} tuoi|phai (?:co |dem |mang |nop |chuan bi |toi |den |di )?"
    r"|(?:dem|mang) (?:theo)?|chuan bi|(?:le phi|phi)(?! truoc ba)|ton|het (?=bao|nhieu|may)|mat(?= (?:bao|may|nhieu))"
    r"|co(?= (?:ton|can|phai|duoc|bi|sao))|(?:duoc|phai|dung) (?:khong|chua)|khong(?! nhan (?:di san|thua ke))"
    rf"|chua(?! {_UNWED})|duoc|vay|thi|la|nhi|ha|xong"
    r"|(?<!thong tin )(?:tren|qua|bang) (?:vneid|dien thoai|app|ung dung)|khoi di"
    r"|(?:le|nhanh|mau|lau|som|re|mac|de) hon"
    r"|ket qua|co mat|truc tiep|truc tuyen|qua mang|tren mang|online|buu dien|mau don|to khai"
    r"|(?<!trong )mau|tai(?! (?:bien|khoan|lieu|nan|san|xe)\b)|trang"
    r"|web|link|(?:ra|len|o|toi|den|tai|hay) (?:cong an|uy ban|xa(?! hoi)|phuong|tinh|trung tam)"
    r"|ai (?:ky|duyet|cap|quyet)|cap nao|hay ra|tre han|tre|bi phat|phat|qua han"
    r"|(?<!het )han (?:chot|nop|lam)|kip|trong vong|di thay"
    rf"|{_NOT_DRAWN}thay(?! (?:{_REPLACED})\b)|{_NOT_DRAWN}(?:gium|dum|giup)"
    rf"|troi (?:oi|dat)(?: oi)?|men oi|nho|{_NOT_MADE}uy quyen|nguoi khac"
    r"|nghe (?:nguoi ta )?(?:noi|don|ke|bao)|chac gi"
    r")\b"
)
"""Words that ask, and name no procedure; over canonical text."""
_ENGLISH = re.compile(
    r"\b(?:what|which|how|where|when|who|papers|documents|i|(?<!nguoi )(?<!chong )(?<!vo )(?<!ben )my)\b"
)
_ASKS_IN_ENGLISH = re.compile(
    r"\b(?:what|which|how much|how long|how many|where|who|can|do|does|is|are|i|need|to|the|a|an|for|papers?|documents?"
    r"|fee|costs?|it|my|of|days|take|bring|get|have|much|long|and|please|should|submit|apply|form|when|how)\b"
)
"""The same of English; some are other words in Vietnamese without diacritics."""
SMALL = _set_of(
    "a ad ah anh ban bac ba con c chi chau cho chu co cua cung da di do e em gio giay han hen het hoac hoi j k lam luon"
    " ma minh moi mot muon nay nen nghen nha nhe nho nhu noi o oi ong ra roi rua se ta the thoi tia to toi tui u ua uh"
    " va vao ve vo chong voi xin z me day duoi tren vui long q hay nop gui lay nhan lo that thiet cai nay kia do"
    " dang ky phai can duoc shop sep admin"
)
"""Words that are left over and name nothing by themselves."""
OFFICIAL = _set_of(
    "khai bao phep cap doi tam lan dau xac nhan chung thong thu tuc hanh chinh han thay bo sung dieu huong tien gia luc"
    " vay muon tham gia don viet"
)
"""Words that half of all names have: without another beside them none is named ("xin phép", "Tám Lực")."""


_OF_SMALL_WORDS = re.compile(
    r"\b(?:lam|thu tuc|giay|dang ky|di|muon) nhan (?:cha|me|con)\b(?! duoc| nuoi)|\bnhan con (?:roi|ruot|rieng)\b"
    r"|\b(?:chung|thuc|xac nhan) chu ky\b|\bxac nhan noi o\b|\bchua (?:co )?(?:vo|chong)\b|\bdi doi nha\b"
    r"|\blay (?:vo|chong)(?: \w+)? (?:di |thi )?(?:dang ky|lam giay)\b"
)
"""Names that are made of words which name nothing by themselves."""
_WHO = re.compile(r"\b(?:cong ty|cty|benh vien|ngan hang|nha may|xi nghiep|truong hoc)\b")
"""Who has to do with a matter, and names none."""


def object_of(text: str) -> str:
    """Return what is left of a text without the words that only ask; empty where that names nothing."""
    plain = canonical(text)
    asking = _ASKS_IN_ENGLISH if _ENGLISH.search(plain) else _ASKS_ONLY
    left = re.sub(r"\s+", " ", asking.sub(" ", plain)).strip()
    names = any(word not in SMALL and word not in OFFICIAL for word in _WHO.sub(" ", left).split())
    return left if names or _OF_SMALL_WORDS.search(left) else ""
