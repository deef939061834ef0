"""The words by which the rules tell acts and focuses apart, over canonical text (bot.understanding.fold.canonical).

A table of patterns is tried from top to bottom; the first that fits decides. Clauses are short
(``reading.LONGEST``), which bounds what a pattern costs.
"""

from __future__ import annotations

import re

from bot.guidance.places.other_provinces import OTHER_PROVINCES
from bot.understanding.clauses.model import Act, Focus

_ME = r"(?:toi|tui|em|e|con|minh|chau|anh|chi|c|chu|co|bac|ba con)"
_POLITE = r"(?:da|vang|thua|ok|oke|okie|u|um|uh|uhm|a|ua|ad|ban|em|anh|chi|c|ha)"
SENDS = r"\bnho (?:\w+ ){1,5}(?:gium|dum|giup|thay|ho)\b"
"""Somebody else goes ("thôi em nhờ chị hai đi nộp giùm"): told of the matter under way, and no goodbye."""
_END = r"(?: (?:vay|z|v|a|ha|hen|nha|nghen|nhe|em|chi|anh|c|ad|ban|day|do|ta|he|luon|het))*$"

_TO_WHOM = r"\b(?:duoc|phai|dung|ok) khong (?:con|chu|bac|co|ban|noi|ong|ba|chau|thay)" + _END
"""A question's end with who is asked behind it; elsewhere "không có" and "không còn" tell."""

_ELSEWHERE = "|".join(OTHER_PROVINCES)

QUESTION = re.compile(
    r"\b(?:gi|nao|ai|dau|sao|bao nhieu|nhieu tien|bao lau|may|chung nao|bao gio|the nao)\b(?! het)"
    r"|\b(?:khong|chua|ha|phai khong|duoc khong)" + _END + "|" + _TO_WHOM
)
"""Something is asked."""

ASKS_WHETHER_NOT = re.compile(r"^(?:da )?khong (?:phai|can|duoc) (?!.*\b(?:ma|chu)\b)\w+")
"""Of what is written as a question: it asks whether something is not so ("không phải nộp qua mạng à")."""

NEVER = re.compile(
    r"\b(?:chua (?:tung|bao gio|he)|khong he)\b(?!.*\b(?:khong|ha|sao|thi)\b)"
    r"|\bkhong (?:muon|dam|thich) (?:\w+ ){1,2}ai$"
)
"""Says that something was never done, or to nobody: "lần nào" and "ai" behind it ask nothing."""

CONNECTIVES = frozenset({"voi", "ma", "con", "nhung", "roi", "va", "vay", "xong", "neu"})
"""Words at which one clause ends and the next begins, where both say something."""

_HEARD_SO = rf"^(?:(?:ma|sao|ua|da|{_ME}) )*(?:co )?(?:nghe|thay)(?: \w+){{0,3}}? (?:noi|don|ke|bao) .*\bma"
"""What others say is doubted by telling it with "mà" ("nghe nói gửi bưu điện được mà")."""

_ACTS: tuple[tuple[Act, str], ...] = (
    (
        Act.COURTESY,
        rf"^(?:{_POLITE} )*(?:xin )?(?:chao|alo|a lo|hello|hi|cam on|cam on nhieu|thanks|thank you)(?: \w+){{0,4}}$",
    ),
    (
        Act.COURTESY,
        (
            rf"^(?:{_POLITE} )*(?:tks|thks|tk|thank|cam on)"
            rf"(?: (?:{_POLITE}|(?:bao )?nhieu|lam|nha|nghen|nhe|ban|chi|anh|roi))*$"
        ),
    ),
    (
        Act.COURTESY,
        (
            rf"^{_POLITE}(?: {_POLITE})*$"
            r"|\bco gi (?:khong phai|sai sot|mao phep)\b.*\b(?:bo qua|thong cam|tha loi)\b"
        ),
    ),
    (
        Act.REFUSES,
        (
            r"\bkhong dong y\b(?! thi)|^(?:thoi )?khoi (?:dat|goi|gui|can|di|lam)\b(?!.*\b(?:khong|ha)$)|^thoi khoi\b"
            r"|^khong can(?: nua| dau)?$|^khong muon\b"
        ),
    ),
    (
        Act.LEAVES,
        (
            rf"^thoi (?!.*{SENDS})(?:de|bo|cam on|{_ME}|goi|tu|chao)\b|^(?:tam biet|bye|bai bai)"
            rf"|\bde mai (?:{_ME} )?(?:ra"
            r"|len|hoi)\b|^thoi$"
        ),
    ),
    (Act.ASKS_WHETHER, r"\bchac gi\b|" + _HEARD_SO + _END),
    (
        Act.TELLS,  # what people tell of their own by a contrast: nothing that was said is put right
        (
            r"^(?:nha|dat|con|ba|me|cha|tia|vo|chong|ong|be|xe|ghe|quan|tiem|mat bang)(?: \w+)?"
            r" (?:toi|tui|em|minh|chau)\b(?!.*\b(?:hoi|noi|muon|can|xin|dang ky|lam)\b.*\bchu\b)"
            r".*\bchu khong phai\b(?!.*\b(?:khong|ha|sao|chua)$)"
        ),
    ),
    (
        Act.CORRECTS,
        r"^(?:da )?khong phai (?!vay|y do|the|dau|cai do|may cai|roi|em|a\b)\w+(?!.*\b(?:khong|ha|chua)"
        + _END
        + r")|\bkhong phai \w+.*\b(?:ma|chu)\b|\bchu khong phai\b"
        r"|^y (?:toi|tui|em|con|minh|anh|chi) (?:la|noi|hoi|muon)\b|\bnham roi\b",
    ),
    (
        Act.DENIES,
        (
            r"^(?:(?:da|u|y|noi|em|chi|ban) ){0,3}(?:sai|sai bet|nham|lon) roi(?: (?:em|chi|anh|ban|a|do|oi))*$"
            r"|^(?:da )?khong phai(?: vay| y do| the| dau| cai do| may cai do| roi)?(?: em"
            r"| a| dau)*$|\b(?:nao|gi) dau(?: chi| em| anh)?$|\bco (?:hoi|noi|muon|dinh|can)\b.*\bdau$|^dau co\b"
        ),
    ),
    (Act.COMPLAINS, r"^(?:ua |u |troi |uh |da )*sao (?:lai |ma )?(?:noi|ra) (?!sao\b|gi\b|khong duoc\b)"),
    (
        Act.COMPLAINS,
        (
            r"\b(?:lam an kieu gi|lau qua|hoi nay gio|noi long vong|long vong|noi lon xon"
            r"|vo duyen|do qua|dot qua|chan qua|met qua|buc qua|ky vay|ra dc gi|duoc gi het"
            r"|lam sao (?:toi|tui|em|con|minh) biet|sao (?:lai )?hoi (?:dan|nguoc)"
            r"|tra loi (?:duoc )?gi|tra loi duoc gi|noi gi dau|chang ai|khong ai bat may)\b"
        ),
    ),
    (
        Act.ACCEPTS,
        (
            rf"^(?:{_POLITE} )*(?:thi )?(?:dong y|duoc roi|dung roi|dung vay|chac roi|xac nhan"
            r"|dat di|gui di|lam di|ok|oke|yes)(?! (?:thi|neu|khong|chua|sao))(?: (?:roi"
            r"|di|a|em|chi|anh|ad|nha|nghen|luon|do|nhe))*$"
        ),
    ),
    (
        Act.COMMANDS,
        rf"^(?:{_POLITE} )*(?:lam on )?(?:dat|huy|doi|gui|xoa|nhac|goi|chuyen|noi|giai thich"
        r"|tra|xem|coi|cho (?:toi|tui|em|con|minh) (?:gap|xin|dat|huy|doi|noi chuyen"
        r"|so))\b(?!.*(?:khong|chua|sao|dau|nao|gi|bao nhieu|may)"
        + _END
        + r")(?!.*\b(?:o dau|lam sao|the nao|bao nhieu|bao lau|nhieu tien|het nhieu|ton nhieu|may (?:tien|ngay|bua)"
        r"|giay gi|giay to gi|can gi|khi nao|chung nao)\b)",
    ),
    (
        Act.ASKS_HOW_MUCH,
        (
            r"\bbao nhieu\b(?! (?:lau|ngay|thang|bua|nam))|\b(?:nhieu|may) (?:tien|dong"
            r"|ngan|tram|ban|bo|to|cai|tam|quyen)\b|\b(?:ton|het) nhieu\b|\bgia (?:nhieu|sao)\b|\bhow much\b"
        ),
    ),
    (
        Act.ASKS_WHEN,
        (
            r"\bbao lau\b|\bbao nhieu (?:lau|ngay|thang|bua|nam)\b|\bmay (?:ngay|bua|thang"
            r"|gio|tuan|nam|hom)\b|\b(?:khi|luc|hom|bua|ngay|bao) nao\b|\bchung nao\b"
            r"|\bbao gio\b|\bthu may\b|\bthang may (?=(?:thi|moi|se|duoc|co|lanh|nhan|phat)\b)"
            r"|\b(?:han chot|den ngay) (?:bua )?nao\b"
        ),
    ),
    (Act.ASKS_WHETHER, r"\bduoc sao$|\bduoc khong khoi (?:di|len|ra|toi)\b"),
    (
        Act.ASKS_HOW,
        (
            r"\b(?:lam|phai|gui|ghi|nop|di|lam on) sao\b|\bthe nao\b|\bcach nao\b|\bkieu gi\b"
            r"|\bra sao\b|\bthi sao\b|(?<!ban )\bsao (?:day|vay|gio|ta|a|chi|em|anh)\b|(?<!ban )\bsao$|\bnhu nao\b"
            r"|\btinh sao\b"
        ),
    ),
    (
        Act.ASKS_WHERE,
        r"\b(?:o|di|ra|len|toi|den|qua|tai|cho|noi|trang|web|link|lay|mua|xin) (?:dau"
        r"|nao)\b|\b(?:cho|noi|trang|web|xa|phuong|co quan|phong|quay) nao\b(?! cung)"
        r"|\bdau (?:vay|z|a|day|em|chi)?" + _END,
    ),
    (
        Act.ASKS_WHETHER,
        r"\b(?:khong|chua|phai khong|duoc khong|dung khong)"
        + _END
        + "|"
        + _TO_WHOM
        + r"|\b(?:khong|chua) (?:vay|ta|a|em|chi|anh|ad|c|ha)\b"
        + r"|\bhay (?:khong|chua|phai|la|len|ve|o|ra|lam|nop|xin|(?:cho|noi) (?:cu|moi|nay|kia|khac))\b|\bha"
        + _END
        + r"|\bhen\b$|\bco .*\bkhong\b(?! (?:co|phai|biet|can|duoc|di|ranh))",
    ),
    (Act.ASKS_WHICH, r"\b(?:gi|nao|ai|may thu|nhung gi)\b"),
    (Act.ASKS_WHEN, r"\b(?:how (?:long|many (?:days|weeks))|when (?:will|is|do|can|must))\b"),
    (Act.ASKS_HOW_MUCH, r"\bhow (?:much|many)\b"),
    (Act.ASKS_WHERE, r"\bwhere\b"),
    (
        Act.ASKS_WHETHER,
        (
            r"^(?:and |so |but )?(?:can|may|do|does|must|should|will)"
            r" (?:i|we|my|you|it|somebody|someone|he|she|they|that|this)\b"
            r"|^(?:and |so |but )?(?:is|are) (?:it|there|the|they)\b"
        ),
    ),
    (Act.ASKS_HOW, r"\bhow (?:do|can|to|is)\b"),
    (Act.ASKS_WHICH, r"\b(?:what|which|who)\b"),
)

_CONDITIONS = re.compile(
    r"^(?!.*\b(?:giay to|ho so|thu tuc|phi|roi|kho|thieu|cung duoc)\b)"
    r"(?:(?:(?:da|vay|con|thi|ma|xin|cho|toi|tui|em|minh|chau|hoi|biet|muon|ve|cac|nhung) ){0,6}dieu kien"
    r" (?!(?:gia dinh|hoan canh|kinh te|suc khoe|nha|song|lam viec|cua|em|toi|con|minh|thi|khong)\b)\w"
    r"|(?:[\w.]{1,12} ){0,14}?dieu kien (?:gi|nao|la gi|ra sao|sao|(?:nhu )?the nao)\b(?! (?:het|ca|dau)\b))"
)
"""The question for the conditions of something: by name alone ("điều kiện tách hộ"), or for which they are."""
_SURELY: tuple[tuple[Act, re.Pattern[str]], ...] = (
    (
        Act.ASKS_HOW_MUCH,
        re.compile(
            r"^(?:(?:da|vay|z|roi|con|thi|ma) )*(?:le phi|phi|tien phi)(?: (?:do|lam|het))? nhieu"
            r"(?: (?:vay|a|ha|em|ad))*$"
        ),
    ),
    (
        Act.ASKS_WHICH,
        re.compile(
            r"^(?!.*\b(?:cung|deu|thi|mac ke)\b)(?:[\w.]{1,12} ){0,14}?"
            r"(phat|mot|1|moi|theo|hoi|tinh|cua|ten|do) (?:\w{1,9} ){1,3}hay (?:la )?\1 \w"
        ),
    ),
    (Act.ASKS_WHICH, _CONDITIONS),
)
"""How much in the fewest words ("phí nhiêu"), and which of two that begin alike ("một trang hay một bản"): no tale.
So is what the conditions of something are."""
_SUM_FOR_EACH = re.compile(r"\b(?:dong|ngan|nghin|\d+ ?k|\d{1,3}[ .]\d{3})\b.{0,60}\b(?:mot|1|moi|theo) \w{1,9} hay\b")

_BRINGS = (
    r"(?:can|(?:can|phai|khoi|khong) (?:co|nop|dua|dem|mang|kem|trinh|xuat trinh|chuan bi|gui))"
    r"(?: (?:xem|them|theo|ca|luon|du))?"
)
_PAPER = (
    r"(?:(?:\d+ )?(?:ban (?:chinh|sao|goc|ke|ve|cam ket|khai)|giay(?! (?:gi|j|nao|to (?:gi|nao)))|to khai|van ban|don"
    r"|bien (?:ban|lai)|quyet dinh|hop dong|so (?:ho khau|tam tru|do|hong)|ho khau|ho chieu|can cuoc|cccd|the|phieu"
    r"|(?:tam )?(?:anh|hinh)|chung (?:tu|nhan|chi|minh)|danh sach|bang|hoa don|so do|giam dinh|de an|bao cao"
    r"|du thao|trich luc|ket qua|thong tin|hoc ba))\b(?!.*\buy quyen\b)"
)
"""A certain paper, of which a question wants to know whether it has to be brought; an authorisation is asked about
with who may go."""

_CERTAIN_PAPER = re.compile(
    rf"^(?:(?:chac gi|nghe noi|co|khong) )?(?:can|phai (?:nop|dem|mang))(?: ca| them| theo)? {_PAPER}"
    r"(?!.*\b(?:lam (?:duoc|sao)|thi)\b)"
)
"""The question for one certain paper and nothing else; the names of papers are more than anybody wrote about."""

_RELATIVE = (
    r"(?:anh|chi|em|con|chau|vo|chong|me|ba|cha|tia|ong|chu|bac|cau|di) (?:toi|tui|em|con|minh|gai|trai|ruot|ut|noi"
    r"|ngoai|hai|ba|tu|nam|sau|bay|tam)"
)
"""Somebody of the family; "ma toi" and "co toi" are "mà" and "có" more often."""
_PARENT = r"(?:ba|ma|me|cha|tia|vo|chong|ong|con) (?:toi|em|con|minh|chau|noi|ngoai|gai|trai|cu|gia)"
_TOGETHER = (
    r"(?: (?:chung|cung|theo|luon|het|nua|truc tiep|do|day|(?:cho|noi|tren|duoi) (?:do|ay|day)|tan noi|xa|phuong|noi"
    r"|uy ban|trung tam|ca|hai|2|dua|nguoi|vo chong))*"
)
"""What stands between "có cần đi" and the question's last word, where it is asked whether one must come at all."""
_COMPARES = r"\b(?:nao|dau)(?: \w+){{0,2}} (?:{0}) hon\b|\b(?:{0}) hon (?:khong|ha|a|chua|phai khong)\b"
"""Of two ways one is wanted by what it takes: that is asked, and not which ways there are."""

_FOCUSES: tuple[tuple[Focus, str], ...] = (
    (Focus.TIME, _COMPARES.format("le|nhanh|mau|lau|som") + r"|\b(?:faster|quicker)\b"),
    (Focus.FEE, _COMPARES.format("re|mac|do ton|it tien|ton") + r"|\bcheaper\b"),
    (Focus.PROCEDURE, r"\b(?:lam (?:giay|thu tuc) gi|thu tuc gi|phai lam (?:sao|gi))\b"),
    (
        Focus.MISSING_PAPER,
        (
            r"\b(?:khong co|chua co|thieu|mat|hu|rach|that lac|lam mat)\b.*\b(?:giay|so"
            r"|to|ban|chung|ho khau|can cuoc|cccd)\b"
            r".*\b(?:thi sao|duoc khong|lay gi|thay|co lam|lam duoc|co duoc|nop duoc)\b"
        ),
    ),
    (
        Focus.VALIDITY,
        (
            r"\b(?:con (?:xai|dung|hieu luc|gia tri|su dung)|xai tiep|phai doi|can doi"
            r"|doi lai|co doi (?:het|dia chi|ten))\b.*\b(?:khong|ha|chua)\b"
            r"|\b(?:giay|ten|ban)\b.*\bcu\b(?! tru).*\b(?:con|xai|dung(?! khong| ha| vay| chua))\b"
            r"|\b(?:gio|nay) (?:la|thuoc) (?:xa|phuong|tinh) nao\b|\bsap nhap\b.*\b(?:doi"
            r"|con)\b"
        ),
    ),
    (Focus.PAPERS, rf"\bchac gi .*\b{_BRINGS} {_PAPER}|\b{_BRINGS} {_PAPER}.*\b(?:khong|ha|a|sao)" + _END),
    (
        Focus.CONSEQUENCE,
        (
            r"\b(?:bi (?:phat|cat|mat (?:luon|tien|quyen)|huy|sao)|phat (?:bao nhieu|khong)|co sao khong"
            r"|cat (?:luon|tien)|mat quyen)\b"
            r"|\b(?:tre|qua|lo|khong kip)(?: mat)? (?:han|\d+ (?:ngay|thang|nam)|ngay)\b"
            r".*\b(?:thi|co|phai|roi) (?:sao|lam sao|gi)\b"
        ),
    ),
    (
        Focus.DEADLINE,
        (
            r"\b(?:con kip|han chot|thoi han nop|het han nop|trong vong|tre nhat"
            r"|cham nhat|han nop|may ngay phai|nop trong may"
            r"|(?:may (?:ngay|bua|hom)|bao lau) nua (?:la |thi |moi )?(?:tre|het|qua|toi) ?(?:han)?)\b"
        ),
    ),
    (
        Focus.WHO_MAY_GO,
        (
            r"\b(?:di thay|nop thay|nop (?:gium|dum|giup|ho(?! so| khau| chieu| ngheo| kinh| tich))"
            r"|lam (?:gium|dum|giup|ho(?! so| khau| chieu| ngheo| kinh| tich| gia)|thay)"
            r"|nho (?:nguoi|con|chau|ai)|uy quyen|dai dien|di (?:gium|dum|giup|ho)"
            r"|(?<!lay )(?<!qua )(?:gium|dum|giup|thay)"
            r"(?: (?:toi|tui|em|con|me|ba|ong))? (?:duoc|co duoc))\b"
            rf"|\b(?:{_RELATIVE}) (?:di |len |ra )?(?:lam|nop|di|khai)(?: (?:cho|ho so|don))? (?:duoc|co duoc)"
            r" (?:khong|ha|chua)\b"
            rf"|\b(?:dung ten|ten|cua) (?:{_RELATIVE}|{_PARENT})\b.*\b(?:{_ME}) (?:di |len |ra )?(?:lam|nop|di)"
            r"(?: (?:duoc|co duoc)) (?:khong|ha|chua)\b"
        ),
    ),
    (
        Focus.RESULT,
        (
            r"\bbuu dien (?:co )?(?:dem|giao|mang|tra)\b.*\bnha\b"
            r"|\b(?:gui|giao|chuyen|tra)(?: (?:ket qua|giay|the|so|luon|no))? (?:ve|toi|tan|den)(?: tan)? nha\b"
            r"|\b(?:ket qua)\b.*\b(?:gui|ve nha|toi nha|tan nha|nhan|lay|tra|buu dien|o dau|ai)\b|\b(?:nhan"
            r"|lay|lanh) (?:ket qua|giay)\b.*\b(?:gium|dum|giup|thay|buu dien|o dau)\b"
            r"|\btra ket qua\b|\blay (?:gium|dum|giup)\b"
        ),
    ),
    (
        Focus.LATENESS,
        (
            r"\bho so (?:cua )?(?:toi|tui|em|minh|con|anh|chi)\b|\b(?:toi dau|den dau) roi\b"
            r"|\bqua (?:ngay )?hen\b|\bho so .*\b(?:tre|lau) qua\b"
            r"|\b(?:ho so|giay(?: to)?)(?: (?!(?:gi|nao)\b)\w+){0,3} (?:xong|toi dau|den dau)(?: roi)? chua\b"
        ),
    ),
    (
        Focus.TERRITORY,
        (
            r"\b(?:xa|phuong|noi|tinh|cho) nao cung\b|\b(?:o|tai) [\w ]{2,30} (?:lam|nop"
            r"|dang ky)(?: nay)? (?:duoc|dc) (?:khong|chua)\b|\b(?:phai|hay) (?:ve|len"
            r"|toi|ra) (?:que|tinh|noi|tren|duoi|lai)\b|\bkhoi (?:ve|len)\b"
            r"(?!(?: (?:xa|phuong|uy ban|noi|trung tam))?(?: duoc)? khong)"
            r"|\b(?:phai|hay)(?: phai)? (?:ve|len|xuong|tro ve|qua)"
            r" (?!day\b|sao\b|dau\b|bao\b|nop\b|khai\b|lay\b|lam\b|ky\b|gap\b|hoi\b)[\w ]{2,24}?"
            r"(?: (?:lam|nop|dang ky|khong|ha|hay|moi|vay|a))\b"
            r"|\b(?:phai|hay)(?: phai)? (?:ve|xuong|tro ve) (?!sao\b|dau\b)\w+(?: \w+)?$"
            r"|\b(?:khac tinh|ngoai tinh|tinh khac|xa khac|noi khac)\b"
            rf"|\bo (?:{_ELSEWHERE})\b.*\b(?:duoc|dc|nop|lam)\b.*\b(?:khong|ha|chua|hay|luon)\b"
            r"|\b(?:lam|nop|dang ky) o (?!xa |phuong|uy ban|cong an|tinh|trung tam|quay|mot cua|dau)"
            r"[\w ]{2,20}? (?:cung )?"
            r"(?:duoc|dc) (?:khong|ha|chua|hay|luon)\b"
        ),
    ),
    (
        Focus.ELIGIBILITY,
        (
            r"\b(?:tuoi|(?<!buu )dien|doi tuong|ho ngheo|can ngheo)\b.*\b(?:duoc|co) (?:tro cap"
            r"|huong|lanh|nhan|tien|che do)\b|\bduoc (?:huong|lanh|tro cap|nhan|cap) (?:bao nhieu"
            r"|may|khong|tien|tro cap)|\bdu (?:dieu kien|tuoi)\b"
            r"|\b(?:co|duoc) (?:duoc )?tien (?:gi|nao|nha nuoc|ho tro)\b|\b(?:co|duoc) duoc? ?(?:tro cap"
            r"|huong|lanh tien)\b|\bdieu kien\b|\bphai (?:du |toi |tu |tren )?\d{1,3} tuoi\b"
        ),
    ),
    (
        Focus.MUST_COME,
        (
            r"\b(?:bat buoc|phai (?:toi|den|di|co mat|len|ra)|can co mat"
            r"|co mat(?! (?:tien|phi|le phi|bao|may|nhieu|thoi gian|cong))|tan noi"
            r"|truc tiep toi|dich than|ky tai cho)\b.*\b(?:khong|ha|chua|sao|het)\b"
            rf"|\bco (?:can|phai)(?: \w+){{0,3}}? (?:di|len|ra|toi|den|xuong|ghe){_TOGETHER} (?:khong|ha|chua)"
            + _END
            + rf"|\bkhoi (?:phai )?(?:di|len|ra|toi|den|xuong){_TOGETHER}(?: duoc)? (?:khong|ha|phai khong)"
            + _END
            + r"|\bchac gi (?:bat buoc|phai (?:toi|den|di|co mat|len|ra))\b"
            r"|\b(?:phai|khoi|can|bat buoc) dich than\b(?!.*\b(?:gi|nao|dau|may|bao)\b)"
            r"|\b(?:phai|khoi|can) (?:toi|den|co mat)\b.* a$"
        ),
    ),
    (
        Focus.APPOINTMENT,
        (
            r"\b(?:hen truoc|dat lich|lich hen|dat hen|lay so|con cho|cho trong|so thu tu"
            r"|tre hen|toi co ai nhan|co ai nhan|lay hen|co hen|may gio .*\b(?:co mat"
            r"|toi|len))\b|\btoi (?:duoc|co) .*\bnhan\b"
        ),
    ),
    (
        Focus.HOURS,
        (
            r"\b(?:mo cua|dong cua|gio lam|lam viec|thu (?:bay|7|2|3|4|5|6|hai)|chu nhat"
            r"|ngay le|nghi le|truc(?! tuyen| tiep))\b.*\b(?:khong|chua|may gio|gio nao|luc nao|ha|den)\b"
            r"|\bmay gio (?:moi )?(?:mo|dong|lam viec|nghi|het gio|nhan (?:ho so|nguoi|khach))\b"
            r"|\bmay gio (?:lam|nhan)$"
            r"|\b(?:buoi )?(?:trua|toi|chieu|sang)(?: nay| mai)?(?: \w+)? (?:co )?(?:nghi|mo cua|lam viec)\b"
            r".*\b(?:khong|chua|ha|luc|may)\b"
            r"|\b(?:gio nay|luc nay|bay gio) (?:con )?(?:mo|lam viec|ai truc|ai lam)\b"
        ),
    ),
    (
        Focus.CONTACT,
        (
            r"^(?!.*\bde lai\b).*\b(?:so dien thoai|sdt|hotline|duong day|tong dai|goi (?:ai"
            r"|so|cho ai|dau)|lien he|lien lac|gap ai|hoi ai|so may)\b"
        ),
    ),
    (
        Focus.AUTHORITY,
        (
            r"\b(?:cap nao|ai (?:ky|duyet|xet|quyet|giai quyet|cap)|tham quyen|noi nao giai quyet"
            r"|co quan nao giai quyet)\b"
        ),
    ),
    (
        Focus.FORM,
        (
            r"\b(?:mau(?: don| to khai)?|to khai|(?<!nop )don)\b.*\b(?:o dau|lay|tai|ghi"
            r"|dien|viet|sao|link)\b|\b(?:ghi|dien|viet|tai) (?:don|mau|to khai)\b"
        ),
    ),
    (
        Focus.CHANNEL,
        (
            r"\b(?:qua mang|tren mang|(?:nop|lam|gui) mang"
            r"|(?:web|trang|link) nao|(?:gui|cho|xin) link|online|truc tuyen|buu dien|buu chinh|cong dich vu"
            r"|qua app|(?:tren|qua|bang) (?:vneid|dien thoai|app|ung dung)|tai nha)\b"
            r"|(?:(?<!phai )|(?<=khong phai ))\b(?:nop|lam) (?:ho so )?(?:truc tiep|(?:o|tai) quay)"
            r"(?: (?:o|tai) (?:quay|xa|phuong|trung tam))? (?:cung |van |co )?duoc\b(?!.*\bhen\b)"
            r"|\bnop (?:kieu|bang cach|the nao|sao|cach nao)\b|\bcach nop\b"
        ),
    ),
    (
        Focus.FEE,
        (
            r"\b(?:bao nhieu tien|nhieu tien|may tien|le phi|phi|ton (?:tien|bao nhieu"
            r"|nhieu|may)|het nhieu|mien phi|gia (?:bao nhieu|nhieu|may|ca|sao|the nao)|dong tien"
            r"|het bao nhieu|mat bao nhieu|(?:co|phai|khoi|khong) mat (?:tien|phi|le phi))\b"
        ),
    ),
    (
        Focus.TIME,
        (
            r"\b(?:bao lau|may (?:ngay|bua|tuan|thang|hom)"
            r"|(?:khi|chung|bua|hom|luc|bao) (?:nao|gio) (?:thi |moi |se |duoc )*(?:co|xong|lay|nhan|ra|lanh|phat|tra)"
            r"|thang may (?:thi |moi |se |duoc )*(?:co|lanh|nhan|phat)|(?<!con )kip (?:khong|chua)|lam gap|lay lien"
            r"|trong ngay|gia tri may|(?:lam|xong|lay) (?:trong )?(?:1|mot) (?:ngay|buoi)(?: (?:la|thi|co))?"
            r" (?:duoc|xong|lay|co))\b"
        ),
    ),
    (
        Focus.PLACE,
        r"\b(?:xa|phuong|cong an|uy ban|tinh)(?: nay| em| toi| minh)? (?:co |van |khong )*(?:lam|nhan|cap)\b.*"
        r"\b(?:khong|ha|a)$|\b(?:o dau|di dau|ra dau|cho nao|noi nao|len dau|toi dau|dia chi|co quan nao"
        r"|phong nao|(?:ra|toi|len) (?:co quan |cho )?(?:cong an|uy ban|xa|phuong|tinh|trung tam)\b.*\bhay"
        r"|nop o"
        r"|o xa hay|xa hay|nop (?:xa|phuong) nao|o xa nao|nop (?:xa|phuong|uy ban|cong an|tinh)"
        r"|(?:ra|len|toi) (?:xa|phuong|uy ban|cong an|tinh) (?:nop|lam)(?: cung)? (?:duoc|co duoc)"
        r"|o (?:xa|phuong|uy ban|cong an(?: xa)?|tinh) (?:duoc|co duoc|phai))\b|(?<!lan )\bdau" + _END,
    ),
    (
        Focus.PAPERS,
        (
            r"\b(?:giay (?:to )?(?:gi|j)|giay to|can (?:dem |mang |chuan bi )?(?:giay"
            r"|gi|nhung gi|may)|ho so (?:gom|can|gi|bao gom)|dem theo|mang theo|chuan bi gi"
            r"|may thu|(?:can|phai|nop|dem|mang|lay) (?:\w+ )?ban (?:chinh|sao)"
            r"|(?:giay|so|ban|don|to khai|hop dong)(?: \w+){1,6} co (?:can|phai co|bat buoc)"
            r"(?: co| nop| thiet)? (?:khong|ha)"
            r"|can (?!(?:bo|biet|cuoc|dang ky|lam|di|dat|hen|ra|len|toi|goi|bao|dong|mua|xin)\b)(?:\w+ ){1,12}"
            r"(?:khong|ha)|may to)\b"
        ),
    ),
    (
        Focus.RULE,
        (
            r"\b(?:van ban|quy dinh|nghi dinh|cong van|luat|thong tu|phong toa|giang day"
            r"|gian cach|vac ?xin|chich|(?<!mo )tiem(?! (?:thuoc tay|tap hoa))|khau trang|xet nghiem|5k|chi thi)\b"
        ),
    ),
    (
        Focus.PROCEDURE,
        (
            r"\b(?:lam (?:giay|thu tuc) gi|thu tuc gi|(?:gio|thi|roi) (?:phai )?lam (?:sao"
            r"|gi)|phai lam (?:sao|gi)|xin lai|lam (?:giay \w+(?: \w+)?|khai \w+) (?:sao"
            r"|the nao))\b"
        ),
    ),
)

_IN_ENGLISH: tuple[tuple[Focus, str], ...] = (
    (Focus.FEE, r"\b(?:how much|fees?|costs?|free of charge|price)\b"),
    (Focus.MISSING_PAPER, r"\b(?:without|(?:do not|don t|dont|does not|doesn t|doesnt) have) (?:a |the |my |any )?\w+"),
    (Focus.DEADLINE, r"\b(?:is it|is that|am i|are we) (?:already )?(?:too )?late$"),
    (Focus.CONSEQUENCE, r"\b(?:penalty|fined?|(?:if|am|be) (?:i am |it is )?(?:too )?late)\b"),
    (Focus.DEADLINE, r"\b(?:deadline|by when|until when|in time|how soon)\b"),
    (Focus.RESULT, r"\b(?:collect|pick up|delivered|the result)\b"),
    (
        Focus.WHO_MAY_GO,
        (
            r"\b(?:on behalf|(?:somebody|someone|anybody) else"
            r"|(?:my (?:wife|husband|son|daughter|mother|father)|can (?:he|she|they))"
            r" (?:go|do|apply|submit|file|come))\b"
        ),
    ),
    (
        Focus.MUST_COME,
        (
            r"\b(?:in person|come myself|both (?:of us|have)|(?:have|need) to (?:come|appear|be there)"
            r"|be present)\b"
        ),
    ),
    (Focus.FORM, r"\b(?:the form|a form|template|download)\b"),
    (Focus.TIME, r"\b(?:how long|how many (?:days|weeks)|when will|how fast|processing time)\b"),
    (
        Focus.PAPERS,
        (
            r"\b(?:papers?|documents?|paperwork|requirements|to bring"
            r"|what (?:do|does|should|must|will) (?:i|we|you|he|she|they|my \w+) (?:need|bring|have to bring))\b"
        ),
    ),
    (Focus.CHANNEL, r"\b(?:online|by post|by mail)\b"),
    (Focus.PLACE, r"\b(?:where|(?:which|what) (?:office|place|counter)|address)\b"),
    (Focus.MISSING_PAPER, r"\b(?:lost|missing) (?:a |the |my |her |his |our |their |any )?\w+"),
    (Focus.ELIGIBILITY, r"\b(?:conditions?|eligible|eligibility|qualify|qualifies|who (?:can|may) (?:adopt|marry))\b"),
)
"""Tried where none of the Vietnamese fits; words that Vietnamese without diacritics has, too, are not among them."""

ACTS = tuple((act, re.compile(pattern)) for act, pattern in _ACTS)
FOCUSES = tuple((focus, re.compile(pattern)) for focus, pattern in (*_FOCUSES, *_IN_ENGLISH))


def act_of(plain: str, *, asked: bool = False) -> Act:
    """Return what a clause does.

    Args:
        plain: its canonical text.
        asked: it is written as a question: with a question mark, or "à" for its last word.
    """
    found = next((act for act, pattern in ACTS if pattern.search(plain)), Act.TELLS)
    if asked and found is Act.CORRECTS and ASKS_WHETHER_NOT.match(plain):
        return Act.ASKS_WHETHER
    return Act.ASKS_WHETHER if asked and found in {Act.TELLS, Act.ACCEPTS} else found


def asks_surely(plain: str) -> Act | None:
    """Return what a clause, in plain form, asks by its form alone, however it sounds; None where it does not."""
    return next((act for act, pattern in _SURELY if pattern.search(plain)), None)


def asks_what_a_sum_is_for(plain: str) -> bool:
    """Return whether a clause, in plain form, asks for which of two each a sum is ("2.000 một trang hay một bản")."""
    return _SUM_FOR_EACH.search(plain) is not None


def asks_the_conditions(plain: str) -> bool:
    """Return whether a clause, in plain form, asks for the conditions of something, by these words."""
    return _CONDITIONS.search(plain) is not None


def asks_for_a_paper(plain: str) -> bool:
    """Return whether a clause asks whether one certain paper is needed, however it is called."""
    return _CERTAIN_PAPER.search(plain) is not None


def focus_of(plain: str) -> Focus | None:
    """Return what a clause is about, or None; ``plain`` is its canonical text."""
    return next((focus for focus, pattern in FOCUSES if pattern.search(plain)), None)
