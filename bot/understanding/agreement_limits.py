"""What keeps a reply from committing in the grammar of ``agreement``; over canonical text with the marks of its words.

Each table is a list of stretches that are looked for; every pattern takes time linear in the text.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.understanding.agreement_calm import either

if TYPE_CHECKING:
    from collections.abc import Mapping


def _any(listed: str) -> str:
    """Return a pattern that finds one of the alternatives of ``listed``, which goes over several lines."""
    return rf"\b(?:{_one(listed)})\b"


def _one(listed: str) -> str:
    return "".join(line.strip() for line in listed.splitlines())


_COMMIT = "(?:dong y|xac nhan|chot|dat|huy|xoa|luu|giu|ghi|bo|cho phep|cho luu|lam|gui|bam)"
_AGREE = "(?:dong y|xac nhan|chap nhan|nhat tri|chot|bam|chiu|ung|cho phep)"
_ACTS: Mapping[str, str] = MappingProxyType(
    {
        "book": f"(?:{_AGREE}|dat|ghi|gui|lam|giu|lay|book)",
        "move": f"(?:{_AGREE}|dat|ghi|doi|chuyen|lam|move|change)",
        "cancel": f"(?:{_AGREE}|huy|xoa|bo|dep|cat|rut|cancel)",
        "erase": f"(?:{_AGREE}|huy|xoa|bo|don|del|delete|erase)",
        "consent": f"(?:{_AGREE}|luu|giu|ghi|lay|dua|xai|dung|keep|save|share)",
    }
)
_WHO = "(?:toi|em|anh|chi|con|minh|chau|tao|me|mai|ban|ong|ba)"
_SHORT = "(?:chut|ti|ty|xiu|may phut)"
_SAYS = "(?:keu|noi|bieu|bao|qoi|doi|hoi|xui|ep|bat|khuyen|muon|tinh|qinh)"
_OTHERS = _one(
    """(?:ai cung|nguoi ta|moi nguoi|may nguoi|may ong|hang xom|trong ap|trong xom|thang \\w+|con (?:no|nho|trai|gai)
    |no|nqo|v(?:o|qo)(?: toi| em| con)?|chong(?: toi| em)?|mqa(?: toi| em)?|me(?: toi| em)?|ong xa|ba xa|to truong
    |truong ap
    |can bo(?: ap| xa)?|ben [a-z]+ [a-z]+|my wife|my husband|they|he|she|everybody|everyone)"""
)

NEVER = re.compile(
    either(
        # a condition
        _any(
            """neu|qien|dieu kien|qo|gia su|gia nhu|tuy|if|unless|provided|only if|as long as|in case|tru khi|chung nao
                |khi nao|bao gio|mien la|mien sao|mien khong|mien qung|hua|tam thoi|qru
                |tru (?:so|ten|dien thoai|cai|lich|bua|ngay)|until|depends|after|once
                |first
                |when i|when my|as soon as|whatever|a question|co nen"""
        ),
        r"\b(?:thi|roi|xong|qon) (?:moi|hang|hay) \w+|\bhang (?:hay )?\w+|\bphai \w+ (?:\w+ )?(?:moi|qa)\b",
        rf"\b(?:xong|lanh|nhan|co) (?:\w+ ){{0,4}}(?:hay|hang|moi) {_COMMIT}",
        # a part only
        _any(
            r"(?:du lieu|thong tin|cai)(?: (?:cu|do|nay|kia|ay))+ thoi|(?:1|mot) nua|(?:sang|chieu|trua|cai|so|ten"
            r"|gio|ngay|cho|buoi|nay|tin nhan|\d\w*) thoi|moi (?:so|ten|cai)"
        ),
        # in fun, or another mind
        _any("gion|noi choi|noi dua|dua thoi|dua do|dua xiu|doi y|just kidding|kidding|joking|changed my mind"),
        r"\bma (?:a )?khong(?= \||$)|(?:^|\| |\bma )(?:a|ui|ua|e) khong(?= \||$)",
        # a doubt
        _any(
            r"""khoan|muon (?:\w+ ){1,4}(?:ma|nhung)|ma (?:so|ngai|lo)|suy nghi|nghi (?:lai|qa|da|cai|lam|toi|tqoi)
                |hinh nhu|co le|chac la|chac khong|chac gi|chac toi|phan van|do du|luong lu|ngai qua|hm+|gia bo
                |khong lo|lua dao
                |tin duoc|wait|hold on|hang on|not sure|maybe|perhaps|let me|later|not yet|do not|don t|dont
                |never mind|nope
                |hoi (?:\w+ ){0,4}(?:qa|da)|cai (?:qa|da)|tu tu|hen xui|bua khac tinh|tinh sau|roi tinh|moi tinh
                |rather not|would rather|nghi ngo|ngan lam|han qa|roi hay|truoc (?:khi|qa)|cho (?:toi|em|minh|con
                |bong|anh|chi) (?:hoi|coi|xem|suy)"""
        ),
        rf"(?:^|\| )qoi(?: \||$)|\bqoi (?:{_SHORT}|da|qa|toi|em|con|may|\d+ ?p|\d+ phut)\b",
        rf"\bdoi (?:{_SHORT}|da|toi|em|con|\d+ ?p|\d+ phut)\b|\bcho {_SHORT}\b|\bqa(?: \||$)",
        rf"\bde (?:{_WHO} )?(?:hoi|coi|xem|tinh|suy|nghi(?! (?:dat|huy|xoa|luu|trung|quy))|ban|kiem|sau|mai|tu tu"
        rf"|bua|hom|khi|lan)\b",
        r"\bchua (?:chac|biet|quyet|dong y|chiu|muon|hieu|ro|tin|tinh|dam|huy|xoa|dat)\b|\bthi chua\b|(?:^"
        r"|\| )chua(?= \||$)",
        r"\b(?:khong|chang|cha) (?:biet|chac|hieu|dong y|chiu|muon|dam|tin|cho|chot|phai dong y)\b",
        rf"\b(?:sang|chieu|toi|mai|mot|lat|bua|hom|tuan|thang) (?:\w+ ){{0,3}}(?:roi|moi|hang|hay) {_COMMIT}\b"
        rf"|\blat nua\b",
        # taken back
        r"(?:^|\| )(?:chac|phai chi|nghi|gia ma)(?: \||$)",
        r"\bma thoi\b(?! (?:chiu|cung duoc|danh|cung danh|duoc roi|huy|xoa|dat))|\| (?:a |thoi |ma |ua "
        r"|ui )*thoi(?: thoi| ke| khoi| qung| dung| khong| em| nha| no"
        r"| roi)*(?= \||$)",
        r"\bthoi (?:ke|khoi|qung|de do|de yen)\b",
        # what agreeing would lead to, or what it is
        r"\bthi sao\b|\bthi khong(?: \||$)|\bhay (?:khong|thoi|la)\b",
        r"\b(?:dong y|huy|xoa|luu|dat) (?:la sao|de lam|lam gi|lam chi|xong(?! (?:roi )?(?:nhan|bao|goi|gui|nho"
        r"|noi))|gi)\b",
        # the act itself is asked about: "xóa hết là xóa những gì vậy"
        rf"\b{_COMMIT} (?:\w+ ){{0,3}}la (?:\w+ ){{0,3}}(?:gi|sao|nao|ai)\b"
        rf"|\b{_COMMIT} (?:\w+ ){{0,2}}(?:nhung gi|nhung cai gi|cai gi|nhung cai nao)"
        r"(?: vay| the| a| ha| do| day)*(?= \||$)",
        rf"\bco phai (?:\w+ ){{0,3}}{_COMMIT}\b|\b(?:bat|ep) (?:\w+ )?{_COMMIT}\b",
        # what others say, want or did; mockery
        rf"\b{_OTHERS} (?:\w+ ){{0,2}}{_SAYS} (?:\w+ ){{0,4}}(?:{_COMMIT}|u|ok|da|vang|yes)\b|\bnghe (?:noi|dau"
        rf"|dong|qon)\b",
        r"\b(?:hoi bua|bua truoc|hoi do|lan truoc|hom truoc|hom bua|hom qua) (?:\w+ ){0,3}(?:dong y|huy|xoa|dat"
        r"|luu|u|ok)\b",
        r"\b(?:ai cung|nguoi ta|moi nguoi|hang xom|trong ap) (?:\w+ ){0,3}(?:dong y|huy|xoa|dat|luu|chiu)\b",
        r"\b(?:said|says|told me|wants me to)\b",
        r"\bchiu (?:het noi|khong noi|khong duoc|thoi|thua|chet)\b|\b(\w+) di \1 lai\b|\b(?:dong y|dat|huy|xoa"
        r"|luu|chot|ok|duyet) (?:cai )?(?:con (?:khi|cho|meo)|dau ma|cc|cl|qq|eo|deo)\b|\bxao\b",
        r"\bbo di ma lam nguoi\b",
        r"\bhay (?:qua |ghe )?(?:ha|gom)\b|\bhay du\b(?= \||$)",
        _any("nham|lon|lo tay|nghich|bam bay|bam lon|ai bam|ai noi|ai bieu|ai keu|hoi nao|dau co|deo|eo"),
    )
)
"""Whatever was asked, a message that says this commits to nothing."""
CONTRARY: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        asked: re.compile(
            rf"\b(?:khong|chua|khoi|thoi khoi|qung|dung|chang|cha|qha|not|never|no) (?:co |phai |muon |can |the "
            rf"|cho |toi |em |anh |con |minh )*(?:nen )?(?!dung\b){acts}\b"
            if asked not in ("cancel", "erase")
            else rf"\b(?:khong|chua|khoi|thoi khoi|qung|dung|chang|cha|qha|not|never|no) (?:co |phai |muon |the "
            rf"|cho |toi |em |anh |con |minh )*(?:nen )?(?!dung\b){acts}\b"
        )
        for asked, acts in _ACTS.items()
    }
)
"""The act that is asked about, denied."""
NOT_MOVED = re.compile(
    r"\b(?:khong|khoi|qung|chang|not)(?: (?:co|can|muon|phai|the|nen|cho|toi|em|con|anh)){0,4} "
    r"(?:doi|chuyen|move|change)\b(?! y\b)|\b(?:giu|de|lay|theo|di)\b(?: \w+){0,4}? (?:cu|nguyen)\b"
    r"|\bgiu\b(?!.*\bmoi\b)|\bkeep\b(?!.*\bnew\b)"
)
"""Of a move, said at its read-back: that it shall not be. At a booking's "khỏi đổi" has nothing to correct."""
ASKS_FOR = re.compile(r"\b(?:duoc|ok|on|tien) (?:khong|chua|ha|hqa)(?: \w+){0,2}$")
"""Of a booking or a move: another day or hour is asked for, and not only about ("chiều 26/8 được không")."""
AWAY = re.compile(
    r"\bdi vqang\b|\bdi vang\b|\b(?:vqang|vang) (?:mat|nha)\b|\bo tu\b"
    r"|\b(?:bua|hom|ngay|gio) (?:do|ay) (?:\w+ ){0,3}(?:bqan|mac|vuong|ket|di bien|di ghe|khong (?:duoc|di|ranh"
    r"|toi|tqoi))\b"
    r"|(?:^|\| )khong duoc (?:dau|roi|em|anh|con|nha)\b"
)
"""Of a booking: that they will be elsewhere."""
STILL_COMES = re.compile(r"\bvan (?:se )?(?:di|toi|tqoi|len|ra|qen|den|ghe|giu)\b")
"""Of a cancelling: that they come all the same."""

_BOTH = re.compile(r"\b(?:dong y|huy|xoa|dat) (?:roi )?(?:\w+ ){0,3}(?:khong dong y|khong huy|khong xoa|khong dat)\b")
_NO_HARM = re.compile(r"\b(?:qung|dung) (?:de sot|nhan|goi|lam phien|quen|co quen|tre|bat cho|hoi)\b")
_HOLDS = re.compile(
    r"\bqung\b|\bdung (?!(?:roi|y|vay|the|do|chuan|luon|het|a|nha|em|anh|dung|gio|hen|ten|boc|phoc|ngay|so|cho"
    r"|noi|khong)\b|\||$)"
)
_ASKS_ANEW = re.compile(r"\| (?:dat|doi|gui|nhac|cho) ")


def holds_back(whole: str) -> bool:
    """Return whether the message says "đừng" of what was asked; not "đừng quên", nor within another wish behind it."""
    before = _ASKS_ANEW.split(whole, maxsplit=1)[0]
    return _HOLDS.search(_NO_HARM.sub(" ", before)) is not None or _BOTH.search(whole) is not None


_POLITE_END = "(?: (?:vay|a|ha|hqa|hen|nha|nghen|nhe|em|anh|chi|con|ban|ad|day|do|ta|nhi|oi|bot))*$"
QUESTION = re.compile(
    _any(
        """gi|nao|ai|dau|sao|bao nhieu|bao lau|may gio|may ngay|chung nao|the nao|what|where|when|how|is there
        |can i|do i|hay la|hay ban|hay phai"""
    )
    + rf"(?! het)|\b(?:khong|chua|ha|hqa|nhi|phai khong|dung khong){_POLITE_END}|^(?:is|are|can|do|does|will"
    rf"|could|should) "
)
ENGLISH_QUESTION = re.compile(r"(?:is|are|can|do|does|will|could|should|what|where|when|how|why) ")
_ASKS_IT = (
    r"(?:(?:ma|vay|the|nhu vay|da|em|anh|oi|please|a|do|thi|hay|qho|qhu) ){0,5}(?:(?:nghia )?la )?"
    r"(?:sao|gi|the nao|khong|hqa|ha|chua)(?: (?:ta|vay|the|nhi|a|em|anh|con|ban|oi|do|day|ha|hqa|troi|nao"
    r"|la sao)){0,5}"
)
ASKS_IT = re.compile(_ASKS_IT)
"""Nothing but a question word behind an agreement: it asks about agreeing, or takes it back."""
CONSEQUENCE = re.compile(
    _any(
        """(?:lay|dat|xin|hen|lam|phuc hoi|khoi phuc) lai(?! (?:o dau|cho nao|luc nao|khi nao|may gio))
        |(?<!tu )mat(?! (?:khoang|chung|tam|bao lau|may|bao nhieu|cong))
        |bay|anh huong|bi|sao (?:ghi|lai|khong|phai|ten|gio|ngay)
        |dong y|huy|(?<!tu )xoa|luu|giu(?! xe)|ban(?! (?:chinh|sao|photo|goc|nao))|lo|coi|gui cho|gui ai|cho ai|erase
        |delete|keep|undo|lose|mean|means|safe|happen|happens"""
    )
    + rf"|^{_ASKS_IT}$"
)
"""Asked about what is being agreed to: it is answered first."""
ELSEWHERE = re.compile(r"\b(?:dat|hen|dang ky|lam) lai (?:\w+ )?(?:o dau|cho nao|luc nao|khi nao|may gio)\b")
"""Asked how to come back, not whether: "rồi tuần sau đặt lại ở đâu em"."""

_BUT = r"\b(?:nhung|qhu|qho|but|except|only|just|qien)\b"
_KEEPS = (
    r"giu|de (?:nguyen|yen|do(?! (?:nguoi ta|ai|lam|mat cong|roi bi|bi|thi bi))|lai|danh)|qhua|qru|qhi|(?:^|\| "
    r"|ma )qon (?:cai|lich|ngay|gio|ten|so|bua|buoi"
    r"|cua|toi|em|may)"
)
_THIS_ONLY = r"^thoi$|\bthi thoi$|\b(?:so|ten|cai|phan|mot|lich|bua|ngay|gio|xem|hoi|thu|coi|1)(?: \w+){0,3} thoi$"
"""Where "thôi" says that it is no more than that, or else nothing."""
DENIES_ALL = re.compile(r"\b(?:khong|chua|qung|cha|chang)(?: \w+){0,8} dau$")
"""Where "đâu" denies and asks nothing."""
_STATES: dict[str, re.Pattern[str]] = {
    "book": re.compile(
        r"\b(?:khong|khoi|huy|bo di|chang)\b(?! (?:sao|doi nua|van de|co gi|can gi"
        r"|thieu|bqan|ket|vuong|mac|qoi|so|ngai|quen|gioi|thao|ranh (?:nut|bam|chu|may|xai|duong)|co (?:tiet|lop|ca"
        r"|viec"
        r"|hoc)|di (?:hoc|lam|bien|ghe|day|truc)|hoc|truc|thi|gian|trach|phien|hoi|noi|ngu|them|ham|he|nho|tre|xa"
        r"|lau|kho"
        rf"|mat cong|lo|tiec|can hoi|phai hoi|y kien|thac mac|coi|xem|doc|nghi|suy nghi|cho|phan van)\b)|{_THIS_ONLY}"
        r"|\bchua (?:duoc|biet|chac|muon|chiu|ranh|kip|toi|tqoi|ve|xong|co|ro)\b"
        r"|\b(?:nhung|qhu|but|except)\b(?! (?:nho|ghi them|nhac|gui|cho|please|and))|\b(?:qhi|only|provided)\b"
        r"|\bma (?:\w+ ){0,3}(?:xa|tre|som|lau|mac|kho|cuc|phien|ngai|so) (?:qua|lam|ghe|du)\b"
        r"|\b(?:ban|bqan|mac|vuong) (?:\w+ )?(?:bua|hom|ngay|gio) (?:do|ay)\b"
        r"|\b(?:bua|hom|ngay|gio) (?:do|ay) (?:\w+ ){0,3}(?:ban|bqan|mac|vuong|di bien|di ghe)\b"
        r"|\b(?:cancel|skip|drop|delete)\b"
        r"|\bthi (?:thoi|ok|duoc|toi|tqoi)\b|\b(?:ket|trung lich|mac viec|not|no|never|cannot|can t|won t"
        r"|(?:qon|con|dang|qang) o|out of town|away that)\b"
    ),
    "cancel": re.compile(
        rf"{_BUT}(?! (?:nho|gui|nhan|cho toi|cho em|cho con|sao|gi|de lam))|\b(?:{_KEEPS})\b|{_THIS_ONLY}|\bvan (?:di"
        rf"|toi|tqoi|len|ra|qen)\b"
        rf"|\b{_WHO} (?:se |van )?(?:di|toi|tqoi|len|ra|den|ghe)(?= (?:dung|lien|nha|do)\b|$)|\b(?:see you"
        rf"|be there|coming|still want)\b"
    ),
    "erase": re.compile(
        rf"{_BUT}(?! (?:nho|gui|nhan|sao|gi|de lam))|\b(?:{_KEEPS}|chua (?:lai|so|ten|cai|lich)|lich hen"
        rf"|cai hen)\b|{_THIS_ONLY}"
    ),
    "consent": re.compile(
        rf"{_BUT}(?! khong (?:co|qon|con) cach)|\b(?:qhi|phai|xoa|go|bo|han|toi khi|tqoi khi)\b(?! khong)|{_THIS_ONLY}"
        r"|\b(?:khong|qung)\b(?! (?:sao|co gi|van de|(?:co|qon|con) cach"
        r"|so|ngai|phien|lo|giau|bqan|quen|gioi|hoi|noi|can hoi|y kien|tiec|thac mac|qoi|ranh|gian)\b)"
        r"|\btrong (?!30)(?:\d+|may) |\b(?:not|no"
        r"|never)\b"
    ),
}
STATES: Mapping[str, re.Pattern[str]] = MappingProxyType({**_STATES, "move": _STATES["book"]})
"""What, stated beside an agreement, limits it."""

_CHANGES: dict[str, re.Pattern[str]] = {
    "book": re.compile(
        _any(
            r"""(?:khi|bua|hom|ngay|gio|luc|lan|cho|xa|so) khac|doi|sua|lon|nham|sai|ghi lai|thay|lui
                |(?<!noi )(?<!cau )chuyen|instead
                |change|actually|rather|wrong|should be|qhu|khong phai|(?:som|tre|muon) hon|hon di|put|ghi (?:ten|so|la)
                |(?:ten|so|gio|ngay|xa) (?:\w+ ){0,3}(?:phai )?la(?! cua)|moi dung|different|another|them (?:ten
                |nguoi|so)
                |thu tuc la|(?:can|could|may) (?:we|i|you) (?:make|do|move|change|come)"""
        )
    ),
    "cancel": re.compile(
        r"^(?:doi|chuyen)\b|"
        + _any("""(?:doi|chuyen) (?:duoc|gio|ngay|buoi|lich|qua|sang|lai|xuong)|dung dong|qhi xin|reschedule|move
        |instead""")
    ),
    "erase": re.compile(r"\b(?:dung dong|instead|cua (?:ong|ba|thang|con|mqa|me|vo|vqo|chong|nguoi) \w+)\b"),
    "consent": re.compile(
        _any(
            r"""ghi so|lay so|so cua|so khac|(?<!goi )(?<!alo )so nay(?! (?:(?:toi|em|anh|con|cua toi|minh
            |chau) (?:xai|dung|van|hay)
            |la so (?:zalo|that|chinh|toi|em|anh|cua)))|doi|sua|instead|another|other|no|not|only|just|spam|so (?:vo
        |vqo|chong|mqa|me|con)
                |ten (?:gia|vo|vqo|chong)|trong \d ngay|\d+ ngay thoi"""
        )
    ),
}
CHANGES: Mapping[str, re.Pattern[str]] = MappingProxyType({**_CHANGES, "move": _CHANGES["book"]})
"""What, beside an agreement, wants something else than what was read back."""
ONLY_THIS = re.compile(
    r"^(?:qhi|only|just) |^(?:qon|con) (?:cai|ngay|gio|ten|so|lich|buoi)\b"
    r"|\b(?:cua|so|ten|cai|phan|bua|buoi) (?:\w+ ){1,3}thoi$"
)
ADDS = re.compile(r"^(?:(?:ma|nhung|roi|va) )?(?:nho|nhac|ghi them|gui|nhan|please|remember|remind)\b")
"""What polite words have added to them where they agree to a booking: "ok, nhớ nhắc tui"."""
ASIDE = re.compile(r"\b(?:day som|thuc som|quen roi|tan ca|nhan|nhac|goi|gui|bao lai|bao cho|remind|text me|call me)\b")
"""What is asked of the office besides, or told of oneself; a day or hour in it is of that."""
_FITS = (
    r"^(?:(?:toi|em|anh|con|co|minh|chau) )?(?:gio|bua|hom|ngay|buoi|sang|chieu|luc|thu \w+)(?: \w+){0,4}"
    r" (?:ranh|di duoc|tqoi duoc|duoc|hop|tien|ngon|ok|on|vua|trong)(?: \w+)?$"
)
_GOES = (
    r"di(?! (?:(?:cqho|hoc|bien|ngu|an|choi|ve|cong chuyen)\b|lam(?: (?:day|nha|nhe|a|roi|da|nghe|nghen|em|con))*$))"
)
"""Goes, but not off to work or to market, which is a goodbye."""
COMES = re.compile(
    rf"{_FITS}|\b(?:hen|gap|gap lai|thay|see you|co mat"
    rf"|(?:toi|{_WHO}) (?:se )?(?:ra|toi|tqoi|len|den|ghe|{_GOES}|co mat))\b"
)
"""Who says when they will come agrees to coming then."""
OF_THE_APPOINTMENT = re.compile(
    r"(?:(?:ma|nhung|la|roi|do|please|da|u|em|oi) ){0,3}(?:cai |cho )?(?:lich|hen|cuoc hen|buoi|bua|ngay|thu|sang|chieu"
    r"|o|xa|phuong|on)"
    r"(?: (?!(?:toi|em|anh|con|co|chau|minh|bqan|di|ve|ket|nha|khong)\b)\S+){1,6}"
)
"""What tells which appointment is meant, and nothing of oneself: "lịch thứ sáu"."""
CALL_ME = re.compile(r"\bco gi(?: thi)? (?:goi|alo|nhan|keu|lien he|lien lac)\b")
"""Who wants to be called agrees to the number's being kept."""
URGES = re.compile(r"\b(?:le|nhanh|mau|lien|gap)\b")
OF_AN_ELDER = re.compile(r"\b(?:nqoi|ngqoai)\b")
"""Whose appointment it is where a grandchild writes; only those whom the message shows agreeing."""
LOST = re.compile(r"\bkhong (?:lay lai|khoi phuc|phuc hoi|hoan lai|lay) duoc(?: nua)?\b")
"""What was explained of an erasure, said back."""
OTHERS = re.compile(rf"\b{_OTHERS}\b")
FOR_ANOTHER = re.compile(
    r"\b(?:dat|ghi|lay|giu|book) (?:lich |cho |ten |gium |giup |so )*(?:mqa|me|vqo|vo (?:toi|em|anh|con)|chong|ong xa"
    r"|ba xa|cha|tia|nqoi|ngqoai)\b(?! oi)"
    r"|\b(?:dat|ghi|lay|giu|chot|len|xep|book) (?:lich |so |gium |giup )*(?:cho|ten) (?:cho )?"
    r"(?:(?:anh|co|chu|em|ong|ba|con|chau) (?:hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut|gai|trai|nho|re|dau)"
    r"|thang|nho|dua|be|hang xom|ban (?:toi|em|con)|nguoi (?:ta|nha|khac))\b"
)
"""A name of somebody else than the one that was read back."""

_BEFORE = "(?:(?:da|thoi|troi|a|e|u|em|toi|con) ){0,4}"
_AFTER = _one(
    """(?: (?:em|anh|chi|con|chau|co|chu|ban|ad|oi|a|nha|nhe|nghen|di|dau|do|luon|nua|gium|giup|cho toi|toi|minh
    |het|da)){0,6}"""
)
_STAYS = _AFTER.replace("|di|", "|").replace("|nua|", "|")
"""Behind a no to a cancelling: "không đi nữa" is a reason for it."""
_NO = _one(
    """(?:khong|no|nope|thoi|khoi|thoi khoi|dep|qung|khong can|khong dong y(?: xoa| huy)?|khoan (?:xoa|huy)
    |khong muon|tu choi|xin tu choi|khong chiu|no thanks|no thank you)
    (?: (?:khong|khoi|qung)){0,4}"""
)
_NO_MORE = _NO.replace("|khong can|", "|").replace("|dep|", "|")
_KEEP = _one(
    """(?:khong ){0,4}(?:giu nguyen|giu lai|de nguyen|de yen|de do|qung (?:co )?(?:nen )?(?:huy|xoa|bam)
    |khoi (?:huy|xoa)|khong (?:huy|xoa)|don t|keep it)"""
)
_DROP = "(?:khong dat|khoi dat|qung dat|bo di|bo qua)"
_NO_MOVE = _one(
    """(?:(?:khong|khoi|qung|chang)(?: (?:can|muon|phai|co))* (?:doi|chuyen)
    (?: (?:lich|hen|ngay|buoi|gio|gi|qua|di|nua))*
    |(?:giu|de|lay|theo|di)(?: (?:lai|cai|lich|hen|ngay|buoi|y|nhu))* (?:cu|truoc|nguyen))"""
)
_NOT_KEPT = "(?:khong|khoi|qung|chang) (?:cho |co )?(?:luu|giu|ghi|dua|cho)"
REFUSAL: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "book": re.compile(f"{_BEFORE}(?:{_NO}|{_DROP}){_AFTER}"),
        "move": re.compile(f"{_BEFORE}(?:{_NO}|{_KEEP}|{_DROP}|{_NO_MOVE}){_AFTER}"),
        "cancel": re.compile(f"{_BEFORE}(?:{_NO_MORE}|{_KEEP}){_STAYS}"),
        "erase": re.compile(f"{_BEFORE}(?:{_NO_MORE}|{_KEEP}){_STAYS}"),
        "consent": re.compile(f"{_BEFORE}(?:{_NO}|{_NOT_KEPT}){_AFTER}|i do not agree|i don t agree"),
    }
)
"""Plain forms of what people type: folded, and with abbreviations and southern spellings written out."""
