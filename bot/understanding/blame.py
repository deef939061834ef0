"""Whether somebody blames an office or its people, praises them, or wants something put on record.

Grief, prices, family troubles and sighs are none of this, however bitter: the blame is of who serves people. Read from
the canonical text.
"""

from __future__ import annotations

import re

from bot.understanding.fold import canonical

_ON_RECORD = re.compile(
    r"\b(?:gop y|phan anh|khieu nai|to cao|kien nghi|cao buoc|bao cao (?:cap tren|len)|y kien dong gop"
    r"|danh gia \w+ sao"
    r"|de nghi (?!(?:duoc|giai quyet|cap)\b)|(?:bao|noi|keu|dua) (?:\w+ )?(?:len (?:tren|bao|mang|tinh)|sep|cap tren)"
    r"|complain\w*|feedback|recorded|ghi nhan gium|chan chinh|khen|bieu duong|hoan ho|hai long|that vong"
    r"|(?:\d+|nam) (?:sao|diem))\b"
)
_OFFICE = re.compile(
    r"\b(?:can bo|cong chuc|nhan vien|chuyen vien|quay|mot cua|uy ban|phuong|xa|huyen|truong ap|to truong|ong pho ap"
    r"|ap|cong an|dia chinh|ho tich|tu phap|lanh dao|sep|chu tich|truong phong|bao ve|chot|tong dai|duong day|so do"
    r"|tram y te|bao hiem|ho so|giay hen|he thong|bo phan|tiep (?:dan|nhan)|tru so|trung tam|nha nuoc|co quan|bot"
    r"|chatbot"
    r"|may (?:anh|chi|co|ong|ba|nguoi|cha|vi|em|chu)|cac (?:nguoi|anh|chi|ong|vi|em)|may tra loi|danh sach|binh xet"
    r"|bien phong|dan quan|dan phong|hot ?line|officers?|staff|clerks?|offices?|counters?|guards?|lady|guy|service"
    r"|portal"
    r"|phuc vu|dich vu|lam viec|cach lam|cung cach|thu tuc|dan|1022|ho ngheo|buu (?:dien|ta)|ghe ngoi|phong cho"
    r"|bien lai"
    r"|web|app|lay so|bam so|so thu tu|may ong|co moi|co dich vu|tinh|may ban|chi cuc|thue|o do|ghi ten|cua)\b"
)
_WRONG = re.compile(
    r"\b(?:lan thu (?!nhat)\w+|(?:\d+|hai|ba|bon|nam|sau|bay|tam|may|muoi) (?:lan|ban|bua|cuoc) (?!nua\b)"
    r"|toi (?:lan|ban)|hach|hoanh hoe|ngam|hanh (?:dan|toi|ha)|(?:kho|lam kho|bat nat|coi thuong|khinh|quay) dan|nat"
    r"|mang"
    r"|chui|quat|nat no|la (?:ngoai|toi|dan)|cuoi (?:toi|chi|vao|vo|nguoi|hoai)|cau co|coc can|coc loc|hat mat"
    r"|hat ham"
    r"|cai tay do|thai do|coi thuong|tra tien|luong de|ai chiu trach nhiem|trach nhiem|cup may|cup ngang"
    r"|bam dien thoai"
    r"|(?:khong|chang|chua|dau) (?:\w+ )?ai (?:bat|boc|nghe|lo|tra loi|giai quyet|goi lai|mo|tiep|tuan|don|noi|ngo)"
    r"|khong (?:bat|boc) may|khong ma nao|reo hoai|may ban|tut|(?:doi|lay|thu|vui|dua|xin|nop) (?:\w+ ){0,2}(?:tien"
    r"|ca phe"
    r"|\d+|hai tram|nam tram|mot trieu|hai trieu|uong nuoc|boi duong)|voi (?:tien|khach|dan|\d)|phong bi|lot tay"
    r"|hoi lo|cuoi cung"
    r"|an (?:hoi|chan|tien|bot)|nhan tien|cho (?:hoai|mai|ca buoi|dai co|moi|\w+ (?:tieng|gio))|ngoi cho|bat dan"
    r"|duoi (?:\w+ )?ve"
    r"|trai banh|da (?:qua|banh|bong)|keu (?:len|xuong|qua|toi|ra|hoi|thieu|ve)|chi (?:len|xuong|qua|vong|toi)"
    r"|doi them"
    r"|(?:nguoi|moi) (?:\w+ )?noi mot kieu|\w+ nguoi \w+ mieng|noi hoi|quen biet|nguoi quen|vo truoc|chen ngang"
    r"|lan lua"
    r"|(?:khong|bat) cong(?: bang)?|cong bang|thien vi|nguoi nha|ba con (?:ong|truong)|hen (?:toi|lui|tu|roi|ngay"
    r"|lan|\d+ lan"
    r"|hoai|mai|lam chi|\w+ lan)|tre hen|quang|nem|mat ho so|lam mat|(?:ghi|in|danh|go|sua) (?:sai|lon|nham)"
    r"|tra (?:ho so|ve|lai)"
    r"|vo (?:trach nhiem|ly|cam|duyen|dung)|ngo lo|xin loi (?:toi|dan)|cham (?:tre|qua|may)|lau qua|bo sot|gach ten"
    r"|em (?:giay|di)"
    r"|khong (?:co |thay )?ten|toan nha|dong cua|nghi som|uong ca phe|lo me|lo (?:di|do)|lam (?:viec|an) (?:kieu|nhu"
    r"|gi|chan)"
    r"|noi (?:chuyen )?(?:nhu|cut|gat|khong)|la lang|khong (?:thay |he )?(?:tra loi|giai quyet|tiep|noi ro"
    r"|giai thich|nhan|cho vo)"
    r"|im (?:luon|ru|re)|di (?:toi|len) (?:\w+ )?(?:lui|xuong)|thieu (?:giay|mot|to|\w+ to)|doi giay|van doi|cung doi"
    r"|cham (?:ri|chap)|khong (?:cho dan|dua (?:bien|hoa)|co (?:cai )?quat|co bien lai|bao|lien lac|ai)|lam (?:kho"
    r"|sai|rach|ngo|viec qua)"
    r"|do (?:qua|ec|hay)|xai kho|kho (?:qua|cho)|buc (?:xuc|minh|lam)|uc (?:qua|long)|ruom ra|qua loa|tac trach"
    r"|quan lieu|nhung nhieu"
    r"|vo le|gat gong|trich thuong|ham ham|ban on|hon voi|to (?:chuyen|giac|ong)|day (?:xuong|qua|len)|dun day|gian"
    r"|an chia|chen lan"
    r"|mat day|bo mac|do cho|doi loi|khinh|ep (?:mua|dan)|chat chem|xu ly khong|an gian|khai khong|te (?:qua|hon"
    r"|hai)|lam mat"
    r"|di hop het|chua (?:keu|mo|het gio)|nguoi toi sau|cho (?:lau|dan|ba|4|3|5)|bac|nhau|ve sinh|hu|choi trong gio"
    r"|facebook"
    r"|(?:bat|de) (?:dan|toi|ma|ba|con|nguoi)|keu (?:mot|toi)|noi (?:giong|nang|mot duong)|bi tu choi|khong noi ly do"
    r"|useless|worst|terrible|shouted|rude|slow|shameful|twice|three times|ignored|nobody|no reply|money|laughed"
    r"|sent (?:me|home|away)|waited?)\b"
)
_GOOD = re.compile(
    r"\b(?:de thuong|nhiet tinh|tan tinh|vui ve|chu dao|le phep|lich su|tu te|nhe nhang|hien|tot bung|mau le"
    r"|nhanh gon"
    r"|rat tot|mang on|giup (?:\w+ ){0,3}(?:tan|tung|het)|kind|helpful|friendly|great)\b"
)
_BY_ITSELF = re.compile(
    r"\b(?:thai do (?:\w+ )?(?:qua )?(?:te|loi|kem|phuc vu)|te hai|qua te|hach(?: dich| qua)|hanh dan|an hoi lo"
    r"|goi (?:\w+ ){0,3}(?:\d+ )?(?:cuoc|lan|hoai|mai|miet|ca buoi) (?:\w+ )?(?:khong|chang) (?:\w+ )?(?:ai|ma)"
    r"|(?:khong|chang) (?:ai|ma nao|co ai) (?:bat may|boc may|nghe may|bat|boc)|cac nguoi coi dan"
    r"|lam an (?:gi )?(?:kieu gi|ky cuc|chan|nhu))\b"
)


_ASSISTANT = re.compile(
    r"\b(?:bot|ad|may|tro ly|ban|anh|chi|ong|quy co quan|co)(?: \w+){0,2} (?:tra loi|noi|tl)\b.{0,20}"
    r"\b(?:chung chung|vong|trat|lan|do|ngu|nhu|sai|dao ly|tung cai|gi (?:vay|ky|la))\b"
    r"|^(?:noi|tra loi) (?:gi )?(?:la |ky )?(?:vay|vong|chung chung|lung tung)\b|\bchua tra loi (?:\w+ ){0,3}cau\b"
    r"|\b(?:dang )?hoi (?!(?:chu (?:nha|tro|no|dat)|bac|me|can bo|nguoi ta"
    r"|hang xom|ho (?!so|khau|tich|chieu|kinh|ngheo)|chong (?!toi duoc))\b)"
    r".{2,60} (?:ma|tu nhien|lai)(?: \w+){0,2} (?:tra loi|chi qua|noi|dap)\b|\b(?:giang"
    r"|bot noi) dao ly\b"
    r"|\bnhu doc bai\b|^(?:dai|nhieu chu) qua\b|\bhoi (?:gi )?(?:ky|la) (?:vay|qua)\b"
    r"|\bnoi vay cung nhu khong\b|\b(?:dung|cu) (?:tra loi|noi) (?:vong|lap)\b"
)


def blames_the_assistant(text: str) -> bool:
    """Return whether somebody says that the assistant answers beside the point."""
    return _ASSISTANT.search(canonical(text)) is not None


def blames_an_office(text: str) -> bool:
    """Return whether a text blames or praises who serves people, or is meant to be put on record."""
    plain = canonical(text)
    if _ON_RECORD.search(plain) or _BY_ITSELF.search(plain):
        return True
    return _OFFICE.search(plain) is not None and (_WRONG.search(plain) or _GOOD.search(plain)) is not None
