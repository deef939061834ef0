"""The words by which people ask what the house says of itself: what is kept of them, how full it is, appointments.

The model hears these wishes in ordinary words of a matter, too ("lo cái đó nhứt", "được nhận bao nhiêu một tháng").
Patterns over canonical text; they were held against the examples that the model learned from.
"""

from __future__ import annotations

import re

PRIVACY = re.compile(
    r"\b(?:xoa|go (?:\w+ ){0,2}(?:ten|hinh|anh|thong tin|so|lien ket|tai khoan|gium|bo|het|no|ra)|du lieu|thong tin"
    r"|luu|tin nhan|doan chat|chat|tro chuyen|lich su|bao mat|bi mat|rieng tu|an toan|rut lai|dong y|ghi am|ghi lai"
    r"|theo doi"
    r"|vi tri|lien ket|tai khoan|van tay|cookie|quyen|ro ri|chia se|cam ket|dau vet|thu hoi|quet mat|kin"
    r"|lo (?:lot|so|thong tin|ra|hinh|tin|ten|het)|bi lo|(?:de|so|lam) lo|lo (?:gui|khai|nhan|noi|bam|chup|dua|up)"
    r"|giu (?:kin|so|ten|gi|may|nhung|thong|cua|trong|lai)|dang giu|an danh|giau ten|ten (?:that|toi|gia)"
    r"|quen (?:toi|di)"
    r"|dung bao ai"
    r"|(?:so dt|sdt|so dien thoai|so can cuoc)|thu thap|huan luyen|danh ba|nghe len|mo (?:coi )?ho so toi"
    r"|(?:ai|nguoi khac|ai do|can bo|may nguoi|nguoi ta|chong toi|vo toi|hang xom)(?: \w+){0,4}? (?:xem|coi|thay|doc"
    r"|biet|nghe)"
    r"|bo (?:so|ten|hinh|gium|luon|thong tin)|hinh|anh|(?:so|sdt|so dien thoai) (?:cua )?(?:toi|em|nha)|quang cao"
    r"|ban (?:thong tin|so)|biet (?:so|ten|toi)|nghi dinh 13|luat 91|may nay|may tinh|may tiem|muon may|dung chung"
    r"|phan tich|xai chung|data|delete|eras\w{1,5}|remov\w{1,4}|privacy|private|consent|store\w?|keep|kept"
    r"|personal|information|account|record\w?|forget|track\w{0,3}|secure|confidential|withdraw|phone number|messages?"
    r"|conversation)\b"
)
_OF_A_PAPER = re.compile(
    r"\b(?:sua|doi|cap nhat|dieu chinh|cai chinh|bo sung|khai|dien|tra cuu|xac nhan|ghi sai|sai) (?:lai )?(?:cai )?"
    r"thong tin\b"
    r"|\bthong tin (?:trong|tren|o|cua|ve) (?:cai )?(?:giay|so (?:do|hong|ho)|the|ho so|khai|can cuoc|cu tru|dat"
    r"|thua|ban)"
    r"|\b(?:ho khau|can cuoc|khai sinh|so do|ho so|giay)\b.{0,40}\bluu (?:\w+ ){0,2}o dau\b"
    r"|\b(?:xoa|go|rut) (?:\w+ ){0,3}(?:ho khau|thuong tru|tam tru|the chap|an tich|no|khai sinh|giay to xe)\b"
)
"""Something is done to what a paper or a register says."""
_THEIRS = re.compile(
    r"(?<!may )\b(?:nguoi ta|ho|can bo|ben (?:do|kia)|truong|ngan hang)(?: \w+){0,2}? (?:giu|photo|coi"
    r"|biet|thay|xem|luu)\b"
)
"""Somebody else keeps or sees it."""
_HERE = re.compile(
    r"\b(?:o day|vo day|len day|day|trong (?:nay|may)|may|ho so (?:toi|luu)|tai khoan"
    r"|chat|tin nhan|nhan|tro chuyen|bot|tro ly|hoi gi|he thong"
    r"|du lieu|gui|dat lich|here|app nay|trang nay)\b"
)
"""Speaks of this talk."""

QUEUE = re.compile(
    r"\b(?:so|cho|dong|vang|it (?:nguoi|khach)|nhieu nguoi|slot\w?|suat|luot|toi da|kin|het (?:so|cho)|trong|full"
    r"|busy|chen|xep hang|chap|khung|lich|dat|quiet|crowd\w{0,3}|queue|capacity|places?|many"
    r"|(?:may|bao nhieu|tram|chuc|nhieu|\d+) (?:\w+ )?(?:nguoi|bo|ho so|khach|mang|dua|so|cho|cap)"
    r"|(?:moi|mot) (?:buoi|ngay|sang|chieu|gio)\b.{0,40}\b(?:nhan|tiep|lam|phat|duoc)|nhan (?:them|may)"
    r"|gioi han|han muc|doi lau|dung cho|con (?:gio|ngay|buoi|nhan)|xuat nao|phieu)\b"
)
APPOINTMENT = re.compile(
    r"\b(?:lich|hen|dat|huy|so thu tu|phieu|luot|suat|doi (?:ngay|gio|qua|sang|lai|buoi)"
    r"|lui|hoan|doi qua|ma (?:hen|lich|so)"
    r"|giu cho|cho cua (?:toi|em)|bot cho|slot\w?|appointments?|book\w{0,4}|cancel\w{0,5}|resched\w{0,5}|visit|queue)\b"
)
"""Names an appointment: amid a matter, of who booked none here, no other word does ("late??", "thôi bữa khác")."""
HEARSAY = re.compile(
    r"^(?:\w+ ){0,7}?(?:nghe (?:noi|dau|don|dai|bao|loa|(?:\w+ ){1,4}?(?:noi|bao|don|keu))"
    r"|(?:tren|trong) (?:ti ?vi|tivi|mang|bao|dai|face\w{0,4}|tiktok|zalo) (?:\w+ ){0,2}?(?:noi|dang|bao|don|ghi)"
    r"|(?:hang xom|ba con|ban (?:toi|em)|loi xom|to truong) (?:\w+ ){0,2}?(?:noi|keu|bao|don|chi))\b"
)
"""What somebody heard, of which neither a complaint nor an appointment is made."""


def speaks_of_data(plain: str) -> bool:
    """Return whether a text in canonical form may ask what is kept of a person here."""
    return PRIVACY.search(plain) is not None and not keeps_elsewhere(plain)


def keeps_elsewhere(plain: str) -> bool:
    """Return whether what is kept or shown is a paper's, or kept by somebody else, and nothing of this talk is said."""
    if _HERE.search(plain):
        return False
    return _OF_A_PAPER.search(plain) is not None or _THEIRS.search(plain) is not None
