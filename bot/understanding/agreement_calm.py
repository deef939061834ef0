"""What denies, doubts or asks in a reply and means nothing of the kind, in the grammar of ``agreement``.

It is left out before ``agreement_limits`` are looked for; over canonical text with the marks of its words.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def either(*patterns: str) -> str:
    """Return a pattern that finds what any of ``patterns`` finds."""
    return "|".join(patterns)


RHETORIC = re.compile(
    either(
        r"\b(?:ma|sao) (?:gio )?(?:van )?chua (?:dat|huy|xoa|luu|lam|xong|chot)(?: (?:nua|xong|gi))* (?:hqa|ha|vay)\b",
        r"\bai (?:ma )?(?:khong|chang|lai khong) (?:cho|dong y|chiu|biet|co)\b",
        r"\bkhong (?:luu|giu|ghi|dat|xoa|huy|cho) (?:thi )?(?:lam )?(?:sao|cach nao) (?:ma )?\w+",
        r"\b(?:qho|qhu|cho) (?:qon )?(?:gi|sao)(?: khong| nua)?(?= \||$)|\bqon gi(?: nua)?(?= \||$)",
        r"\bhoi (?:chi|gi|hoai|lam gi|lam chi)(?: ma hoi)?(?: (?:hoi|hoai|du|than|mai|nua|vay))*",
        r"\bcu hoi(?: hoai| mai)?\b",
        r"\b(?:qe|de|giu) (?:lai )?(?:lam )?(?:chi|gi)(?= \||$)",
        r"\b(?:khong )?co gi (?:dau )?(?:ma )?(?:phai )?(?:giau|so|ngai|lo)\b(?: (?:het|ca|dau|diem|ai))*"
        r"|\bgi dau (?:ma )?(?:giau|so|ngai|lo)\b",
        r"\bmot thang (?:qho|qhu|cho|chu) may\b",
        r"\blam an gi ma \w+|\bsao (?:ma )?(?:cu )?hoi (?:hoai|mai|nua)|\bsao (?:lau|ky|dai|phien)(?: vay| qua)?",
        r"\bkhong le (?:giu|de|luu)(?: \w+)*",
        r"\b(?:(?:qho|qhu|chu) )?(?:qon )?(?:qoi|cho|doi|ban|hoi|noi|nghi|suy nghi|chan qho|chan chu|lan tan)"
        r" (?:chi|gi)(?: ma)?(?: (?:nua|them|cho met|cho lau))+",
        r"\bhoi (?:gi|chi)(?: ma)? hoi (?:hoai|mai|lam|qua|du|lam vay|nhieu)(?: vay| the| luon)?",
        r"\bmuon (\w+) (?:gi|sao|chi)(?: thi| cu)? \1\b",
        r"\bco gi (?:ma )?(?:quy|hay|quan trong|dang|ghe gom|nhieu|bi mat)(?: gia)?(?: (?:dau|gi|lam))*(?: ma (?:tiec"
        r"|giau|giu|so|ngai))?",
        r"\bco (?:mat mat|mat|hai|sao|so|thiet) gi (?:dau|het)\b|\b(?:qon|con) so gi\b(?: \w+){0,2}"
        r"|\bso chi\b(?: nua)?",
        r"\b(?:thi )?phai (?:luu|giu|co|ghi|dua|biet|cho)(?: \w+){0,3} (?:moi|thi moi) (?:\w+ )?(?:biet|goi|lien lac"
        r"|lien he|hen|dat|nhac|bao|lam)(?: (?:duoc|ai|toi|ma|hen|lich|nguoi ta|em|anh|con|chu)){0,4}",
    )
)
"""Questions and denials that ask and deny nothing: "ai mà hổng cho", "không lưu sao mà gọi được"."""

CALM = re.compile(
    either(
        # nothing is wrong, nothing is feared, nothing is to be altered
        r"\b(?:khong|chang|het|khoi|chua) (?:co |con |qon |thay |tqay |can )*(?:gi|van de|y kien|sao|ngai|lo|tiec"
        r"|hoi han"
        r"|phien|so|thac mac|cau hoi|phan doi|thay doi|doi|sua|sai|thieu|loi|an han|luyen tiec|ban khoan|ranh)\b"
        r"(?: (?:gi|het|ca|dau|chut|nao|lai|them|nua|qua))*",
        # of hands, eyes and telephones, not of the matter
        r"\b(?:khong|chang|chua) (?:co |can )?(?:biet|ranh|quen|tien|kip|noi|nghe|tqay|thay|doc|nhan|bam|viet|go"
        r"|xai|an|gioi|len)"
        r" (?:\w+ )?(?:nhan|bam|nut|chu|tieng|may|dien thoai|nhieu|ro|mang|zalo|an|viet|go|bai|duoc|tin)(?: nut"
        r"| tin| duoc| viet)*",
        r"\b(?:tieng viet|chu|may|nut|mang) (?:\w+ ){0,3}khong (?:gioi|ro|tqay|an|duoc|manh|tot)",
        r"\b(?:bam|go|an) (?:nut )?(?:hoai |mai )?khong (?:an|duoc|len|toi|vo|xong)",
        # thought over and done
        r"\b(?:hoi )?nay (?:toi |em |con |anh |chi )?(?:dinh|tinh|muon|qinh|tuong|so) (?:\w+ ){1,5}?(?=ma |nhung "
        r"|\||gio |coi |roi |$)",
        r"\b(?:nghi|suy nghi|can nhac|tinh|coi|xem|doc|kiem tra|do|hieu) (?:lai )?(?:ky|xong|het|cho ky"
        r"|can than)(?: lai)?(?: roi)?",
        r"\bqa (?:toi |em )?(?:xem|doc|coi|kiem tra|can nhac|suy nghi|nghi|hieu)(?: ky| lai| het| roi)*",
        r"\b(?:biet|hieu|doc|coi|xem) roi\b",
        r"\b(?:khong|khoi|qung) (?:can )?(?:phai )?(?:cho|doi|qoi)(?: (?:lau|nua|them|toi|em|anh|con|chau))+",
        r"\b(?:khi nao|bao gio|chung nao|luc nao|bua nao) (?:\w+ ){1,6}?(?:dat|dang ky|hen|lam|xin) lai\b",
        r"\bkhong (?:he )?doi y\b",
        r"\b(?:bam|xai|dung|nhan|viet|doc|mo|go|noi|nghe)(?: (?:nut|chu|may|dien thoai|tin|tin nhan|mang|tieng viet))*"
        r" (?:khong|chua) (?:co )?(?:quen|ranh|gioi|thao|kip|ro|nhanh|thao lam|duoc lau|xong)\b(?: lam)?",
        # it is to be told when it is done
        r"\b(?:khi nao|chung nao|bao gio|luc nao|khi|luc) (?:\w+ ){0,2}(?:xong|duoc|den|toi|tqoi|gan|sap|co gi|can)"
        r"(?: \w+){0,2} (?:thi )?(?:nho |cu )?(?:bao|nhan|goi|alo|nhac|hu|ho)\b",
        r"\b(?:bao|nhan|goi|alo|nhac|lien he)(?: \w+){0,3} (?:khi|luc)(?: nao)? (?:\w+ )?(?:co gi|xong|toi|tqoi|gan|can"
        r"|den)\b(?: (?:gio|ngay|hen))?",
        # the means suffice: "miễn đặt được lịch là mừng"
        r"\bqien (?:sao )?(?:le|nhanh|mau|som|gon|xong|khoe|tien)(?: \w+)? (?:la|thi) (?:mung|vui|duoc|ok"
        r"|tot)(?: roi)?",
        r"\bqien (?:sao )?(?:dat|co|giu|xong|duoc)(?: (?:duoc|lich|hen|cho|suat|xong|viec))* (?:la|thi) (?:mung|vui"
        r"|duoc"
        r"|ok|tot|on|khoe|yen tam)(?: roi)?",
        r"\b(?:lam|di|tiep|tiep tuc|chot|dat|hen|bat dau|trien|luu|huy|xoa)(?: (?:lich|hen|di|luon|tiep"
        r"|het))* thoi(?= \||$)",
        r"\bnhung (?:ma )?(?:sao )?(?:chu|man hinh|mang|nut)(?: \w+){0,3} (?:nho|mo|cham|yeu|lag|kho (?:doc|bam|coi))\b"
        r"(?: (?:qua|ghe|lam|hoai))*(?: doc muon mo (?:con )?mat)?",
        r"\bqien (?:la |sao )?(?:xong|tien|le|nhanh)(?: (?:viec|chuyen|cho|toi|em|anh|con))*(?= \||$)",
        r"\bnoi dung (?:tren|nay|o tren|qa nqeu)\b",
        # asked about afterwards, or about coming a little late
        r"\b(?:huy|xoa|dat|luu) xong(?: (?:roi|toi|em|con|anh|minh|thi|co|qon|van))* (?:nhan|bao|gui|goi|hoi|alo)\b",
        r"\b(?:di|toi|tqoi|len|ra|den|qua|ghe) (?:hoi )?tre(?: (?:chut|ti|xiu|hon|mot|it|5|10|15|phut))*"
        r" (?:co )?(?:sao|duoc) khong\b",
        r"\bkhong can nghi\b|\bkhong phan van\b|\bkhong do du\b|\bkhong suy nghi\b",
        r"\bsao cung (?:duoc|dang|ok)\b|\b(?:bua|ngay|gio|hom) nao cung (?:vay|duoc|dang|ok|the)(?: thoi| ca| het)?",
        r"\b(?:no problem|no worries|not a problem|don t worry|no need to (?:change|ask)|nothing to change"
        r"|no change|no changes|nothing is wrong|nothing wrong)\b",
    )
)
"""Denials and doubts that are over or of something else: "không biết bấm nút", "nghĩ kỹ rồi"."""

_NO_LONGER = r"\bdon t (?:need|want|use)(?: (?:it|thi|this|that|the app))* (?:anymore|any more|any longer)"
CALM_FOR: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "book": re.compile(r"(?!)"),
        "cancel": re.compile(
            either(
                _NO_LONGER,
                r"\b(?:qo |lo )?(?:dat|hen|dang ky|chon|ghi)(?: (?:lich|hen|ngay|gio|bua))* (?:nham|lon|trung|du"
                r"|hai lan"
                r"|2 lan)(?: (?:lich|hen|ngay|gio|bua|buoi|roi|cho|xa))*",
                r"\b(?:khoi|khong can|qung)(?: phai)? giu(?: (?:cho|lich|hen|gi))*(?: nua)?\b",
                r"\b(?:qhu|qho) (?:\w+ ){0,4}(?:bqan|ket|mac|vuong|di (?:bien|ghe|lam|hoc|xa|viec|vien)|benh|om|dqau"
                r"|khong di|mua|bao)\b",
                r"\bdoi y(?: roi)? (?:khong|khoi|thoi) (?:di|len|ra|dat|lam)\b(?: nua)?",
                r"\b(?:thoi )?khoi (?:di|len|ra|toi|tqoi)\b(?: nua)?",
            )
        ),
        "erase": re.compile(
            either(
                r"\bkhong (?:muon|thich|can) (?:dinh|dinh liu|lien quan|ai|bi|lo|phien|xai|choi)\b(?: \w+){0,5}",
                _NO_LONGER,
                r"\b(?:khong|khoi|qung|chang|het)(?: (?:can|muon|phai|de|cho|thich|nen|dam))*(?: (?:ai|nguoi ta))?"
                r" (?:giu|luu|chua)\b(?: (?:lai|gi|cai gi|so|ten|thong tin|cua toi|lam gi|ca|het|nua|them))*",
                r"\b(?:so |bi |dao nay |thoi nay |may ke )*lua dao(?: (?:nhieu|qua|tum lum|hoai|lam))*",
                r"\b(?:khong|khoi)(?: (?:can|muon))? (?:de lai|de sot)(?: (?:gi|cai gi|dau vet|ca|het))*",
                r"\b(?:mat|khong con|het|khong (?:lay lai|khoi phuc|phuc hoi) duoc)(?: (?:het|luon|sach"
                r"|nua))* thi thoi\b",
            )
        ),
        "consent": re.compile(
            either(
                r"\b(?:qhi )?(?:co )?(?:qhi )?(?:moi )?(?:cai )?ten (?:voi |va )?(?:cai )?(?:so dien thoai"
                r"|dien thoai|so)"
                r" thoi(?: (?:ma|qhu|qho|a))*(?= \||$)",
                r"\b(?:bua truoc |hom truoc |hoi truoc |bua hom )?(?:cho|noi|ben) khac khong (?:hoi|xin|bao|noi)"
                r"(?: \w+){0,5}",
                r"\b(?:xong|qua|sau|du|het|tqoi|toi|dung)?(?: |\b)(?:\d+|ba muoi|chin muoi) ngay(?: (?:thi|roi|la"
                r"|sau|nho|se|qa))*"
                r" (?:tu )?(?:xoa|huy|het han)",
                r"\b(?:het|qua)(?: thoi)? han(?: (?:thi|nho|roi|la))* (?:tu )?xoa\b",
                r"\btu (?:dong )?(?:xoa|huy)\b",
                # where no call gets through
                r"\b(?:goi|dien)(?: (?!khong|thi)\w+){0,3} khong (?:bat|nghe|lien lac)(?: (?:duoc|may))*\b",
                # folded, the clerk who shall call would be told to leave something out ("cán bộ", "cần bỏ")
                r"\b(?:keu|bieu|nho|noi|bao|de|cho|gap|xin|nhan) (?:\w+ )?can (?:bo|qb)\b",
            )
        ),
    }
)
"""The same of each question: an appointment made by mistake is a reason to cancel,
what may not be kept one to erase."""


def calm(text: str, asked: str) -> str:
    """Leave out denials and doubts that are rhetorical, over, or of something else."""
    own = CALM_FOR["book" if asked == "move" else asked]
    return CALM.sub(" ", RHETORIC.sub(" ", own.sub(" ", text)))
