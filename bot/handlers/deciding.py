"""Whose business a question is (``bot/content/deciders.yaml``), as far as somebody is known to decide it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.handlers.questions.beyond import asks_how_long_it_holds
from bot.understanding.clauses.denied import without_denied
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.deciding import DeciderReader
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.deciders import Business

_ACTS = re.compile(r"\b(?:nop|lam|khai|dang ky|gui|giay|ho so|don|xin|di thay|ky)\b")
"""What is done about a dossier."""
_BESIDE = frozenset(
    {
        *("be", "thang", "dong", "tra", "bi", "mat", "tien", "cua"),
        *("chau", "nha", "tuan", "sao", "hu", "qua", "gia", "goi", "hoai", "bao", "keu"),
    }
)
"""Words beside a body's business that name nothing else."""

_COMPLAINS = re.compile(
    r"\bthua (?:ai|dau|o dau|cho nao|kien|ra|len|voi ai|duoc|cong ty|chu|no|ngan hang|truong)\b"
    r"|\b(?:di|muon|dinh|tinh|nao|dau|cach|de|don) thua\b(?! ke)|\bkhieu nai\b|\bto cao\b|\bbat den\b"
    r"|(?<!dieu )(?<!buu )(?<!su )(?<!y )(?<!chung )(?<!van )\bkien (?:cong ty|chu|no|ai|o dau|duoc|ra|truong|benh vien"
    r"|ngan hang|ho)\b|\bdi kien\b"
)
_OF_OFFICIALS = re.compile(
    r"\b(?:bien ban|quyet dinh (?:xu )?phat|dia chinh|xa|phuong|can bo|cong an|ap|khom|uy ban|chu tich|tru so)\b"
)
_IS_THERE = re.compile(
    r"\b(?:mat|con|co|chua co|khong co|thieu|cam|dem|giu|quen|hu|rach|dang huong|dang lanh|huong|lanh)\b.{0,80}"
    r"\b(?:sao|ket|anh huong|can tro|tro ngai|gi) (?:khong|hong|ha)\b|\b(?:dang|da) (?:huong|lanh)\b"
)
"""Says that it is there, lost or drawn, and asks whether that matters."""
_WANTED = re.compile(r"\b(?:lam lai|cap lai|cap doi|doi|xin|dang ky|lam o dau|sua|cai chinh|xoa|nhap|tach|gia han)\b")
_SIGNS = re.compile(r"\blan tay\b")
"""A fingerprint stands for a signature, but where a card is made."""
_CARD = re.compile(r"\b(?:can cuoc|cccd|cmnd|chung minh|the|lay van tay)\b")

_REQUIRED = re.compile(
    r"\b(?:bat buoc|co can|can phai|phai co|co phai|co doi|khoi)\b.{0,80}"
    r"\b(?:kham suc khoe|xet nghiem|ho khau|can cuoc|so tam tru|ly lich|chung sinh)\b"
    r"|\b(?:giay kham|kham suc khoe|xet nghiem|ho khau|can cuoc|ly lich)\b.{0,80}\bbat buoc\b"
)
"""Asks whether a matter needs a paper that another body issues."""

_DEMANDED = re.compile(
    r"\b(?:can bo|xa|phuong|uy ban|mot cua|trung tam|ho|nguoi ta|co do|anh do|ben do)(?: (?!khong\b)\w{1,12}){0,2}? "
    r"(?:bat|doi|keu|bieu|yeu cau) .{0,60}\b(?:giay|so|ban sao|ban an|don|xac nhan|quyet dinh)\b.{0,60}"
    r"\b(?:co (?:can|dung|phai|bat buoc)|can thiet|dung|bat buoc|quy dinh)\b.{0,20}$"
)
"""Somebody who takes dossiers in wants a paper, and it is asked whether that is so."""

_WANTS_A_PAPER = re.compile(
    r"\b(?:bat|doi|keu|bieu|yeu cau|can|bao|noi)(?: (?!khong\b)\w{1,9}){0,4}?"
    r" (?:giay|ban sao|phieu|ly lich|xac nhan|so)\b"
)
"""Somebody wants a paper, who does not make it."""

_OUR_WORDS = (
    re.compile(
        r"^(?:(?:ua|gi|oi|da|tu nhien|ma|troi|vay|roi|the) ){0,3}(?:(?:tai |vi )?sao|mac gi|gi ma|lam gi(?: ma)?)"
        r"(?: (?:lai|phai|keu|bieu|bao|noi|chi|di|ma|toi|em|minh|con|anh|chi)){0,4} (?:hoi|lien he)"
        r"(?: (?:ben|toi|den|qua))? (?P<what>.+)$"
    ),
    re.compile(r"^(?P<what>.+?) (?:gi|nao) (?:o day|o do|o trong|vay|ta)$"),
    re.compile(r"\b(?:lien quan|dinh dang|dinh|mac mo) gi (?:toi |den |voi )?(?P<what>.+)$"),
    re.compile(r"^(?P<what>.+?)(?: thi)? (?:lien quan|dinh dang|mac mo) gi(?: (?:o day|toi day|vay|dau))?$"),
    re.compile(r"^(?:toi |em |minh |con )?(?:co|dau co) (?:hoi|noi)(?: gi)?(?: toi| den| ve)? (?P<what>.+?) dau$"),
    re.compile(r"^(?:toi |em |minh |con )?dau co (?:hoi|noi)(?: gi)?(?: toi| den| ve)? (?P<what>.+)$"),
    re.compile(r"^why (?:do i |should i |would i )?ask (?:the )?(?P<what>.+)$"),
)
"""Ask about the body that was named, or why ("sao hỏi kiểm lâm?"): that is no business of its own."""
_AT_THE_END = frozenset({"vay", "ha", "a", "ta", "troi", "nua", "chi", "chu", "em", "con"})
_MOST_WORDS = 14
"""Words of such a question."""


def business_of(turn: Turn, text: str) -> Business | None:
    """Return the business of another body that a text speaks of, at the turn's moment, or None."""
    deciders = turn.guidance.deciders
    if deciders is None:
        return None
    said = without_denied(text)
    if _NEXT_MATTER.search(canonical(turn.text)) and _IS_OVER.search(canonical(turn.text)):
        said = _DIVORCE.sub(" ", said)
    said = _REGISTERED.sub(" ", said) if _FILES.search(canonical(said)) else said
    if _of_a_demand(turn, said):
        return None
    found = DeciderReader.of(deciders).read(said, turn.moment)
    if found is not None and not found.theme and not found.dossiers and (asked := _behind_circumstance(said)):
        found = DeciderReader.of(deciders).read(asked, turn.moment)
    if found is not None and found.doers and not found.dossiers and _holds_what_they_want(canonical(text)):
        return None
    if found is None or not found.against or not (complains(text) or _is_refused(turn, text)):
        return found
    return deciders.get(found.against)


def _is_refused(turn: Turn, text: str) -> bool:
    """Return whether a message asks if somebody may refuse what they refused: whoever did it is the other side."""
    plain = canonical(turn.text)
    refused = _REFUSED.search(plain)
    return refused is not None and _RIGHT.search(plain, refused.end()) is not None and canonical(text) in plain


_REFUSED = re.compile(
    r"\b(?:khong|hong|khong chiu|tu choi|het) (?:nhan|cho|chiu (?:nhan|cho|tra|lam)|tra|cap|duyet|giai quyet|dong y)\b"
    r"|\btu choi\b|\bduoi (?:hoc|viec|ra)\b"
)
_RIGHT = re.compile(
    r"\b(?:dung|trai|sai|pham|vi pham|theo) (?:luat|phap luat|quy dinh)\b|\bco quyen\b|\bluat (?:nao|co)\b"
)
"""Asks whether somebody was within the law."""


def _holds_what_they_want(plain: str) -> bool:
    """Return whether it is asked how long a paper holds that somebody wants: who makes the paper knows that."""
    return asks_how_long_it_holds(plain) and _WANTS_A_PAPER.search(plain) is not None


def _of_a_demand(turn: Turn, text: str) -> bool:
    """Return whether a text is a part of what an office wants, and it is asked whether it may."""
    found = _DEMANDED.search(canonical(turn.text))
    return found is not None and (canonical(text) in found.group() or is_demanded(text))


_REGISTERED = re.compile(
    r"\b(?:hộ khẩu|ho khau|hk|thường trú|thuong tru)(?: (?:của|cua))?(?: \w{1,9})?"
    r" (?:ở|o|bên|ben|tại|tai|dưới|duoi|trên|tren|ngoài|ngoai|trong)\b"
    r"|\b(?:đang|dang) (?:dk |đk |đăng ký |dang ky )?(?:tạm trú|tam tru|ở trọ|o tro)\b",
    re.IGNORECASE,
)
"""Says where somebody is registered."""
_FILES = re.compile(
    r"^(?!.*\b(?:chuyen|nhap|tach|cat|xoa|doi|lam|dang ky lai|xin|mat|rut) (?:\w{1,9} )?"
    r"(?:ho khau|hk|thuong tru|tam tru)\b)"
    r".*\b(?:khai|nop|chung|sao y|ket hon|lam|xin|dang ky)\b"
)
"""Asks where something else is done, for which one's place of registration may count."""
_NEXT_MATTER = re.compile(
    r"\b(?:(?:lay|cuoi) (?:chong|vo|nguoi|lai)|ket hon|xin giay|lam giay"
    r"|doi (?:ten|ho)|theo ho|khai sinh|ho khau|doc than|dang ky|tach ho"
    r"|the|can cuoc)\b"
)
"""Says what is wanted beside a divorce that is over, or not yet: no court decides that."""
_IS_OVER = re.compile(
    r"\b(?:ly|li) (?:hon|di)(?: \w{1,9}){0,2}? (?:xong|roi)\b|\bchua (?:\w{1,9} ){0,2}?(?:ly|li) (?:hon|di)\b"
)
_DIVORCE = re.compile(r"\b(?:ly|li) (?:hôn|hon|dị|di)\b", re.IGNORECASE)


def _behind_circumstance(text: str) -> str:
    """Return what is asked behind a circumstance ("chờ hết giãn cách thì *có bị coi là trễ hạn không*").

    Empty where there is none, or what stands behind it names nothing: then it is asked about that.
    """
    found = _CIRCUMSTANCE.search(text)
    if found is None:
        return ""
    names = [word for word in object_of(found[1]).split() if word not in SMALL | _BESIDE]
    return found[1] if len(names) >= _FEWEST_NAMED or _OF_A_TERM.search(canonical(found[1])) else ""


_CIRCUMSTANCE = re.compile(
    r"^(?:\S+ ){0,4}?(?:chờ|cho(?= het\b)|đợi|doi(?= het\b)|hết|het|đang|dang|vì|vi|theo|trong lúc|trong luc|sau khi) "
    r".{1,80}? (?:thì|thi) (.+)$",
    re.IGNORECASE,
)
_OF_A_TERM = re.compile(r"\b(?:tre han|qua han|gia han|phat)\b")
"""What is asked of a term that somebody misses."""
_FEWEST_NAMED = 2


def complains(text: str) -> bool:
    """Return whether a text asks where somebody can be complained of or sued, who is the other side and not asked."""
    return _COMPLAINS.search(canonical(text)) is not None


def is_beside(text: str) -> bool:
    """Return whether a text only mentions a paper or a benefit that is there, or lost, and wants none of it."""
    plain = canonical(text)
    if _SIGNS.search(plain) and not _CARD.search(plain):
        return True
    return _IS_THERE.search(plain) is not None and not is_wanted(text)


def is_wanted(text: str) -> bool:
    """Return whether something is to be made, got again or put right."""
    return _WANTED.search(canonical(text)) is not None


def body_of(turn: Turn, text: str) -> str:
    """Return who decides what a text speaks of, as it stands behind "hỏi"; empty where nobody is known to."""
    business = business_of(turn, text)
    return "" if business is None else name_of(turn, business)


def is_required(text: str) -> bool:
    """Return whether a text asks whether a paper is needed, which who takes the matter in knows, not who issues it."""
    return _REQUIRED.search(canonical(text)) is not None


def is_demanded(text: str) -> bool:
    """Return whether it is asked if an office may want a paper: who issues the paper does not know that."""
    return _DEMANDED.search(canonical(text)) is not None


def complains_of_officials(text: str) -> bool:
    """Return whether a text complains of the commune, its police or its staff."""
    return complains(text) and _OF_OFFICIALS.search(canonical(text)) is not None


def name_of(turn: Turn, business: Business) -> str:
    """Return who decides a business, as it stands behind "hỏi"."""
    body = business.body(turn.moment)
    if body is None:
        return ""
    return body.ask_en if turn.profile.language == "en" else body.ask_vi


def line_of(turn: Turn, business: Business) -> str:
    """Return the sentence that says whose business something is."""
    english = turn.profile.language == "en"
    matter, note = (business.matter_en, business.note_en) if english else (business.matter_vi, business.note_vi)
    return f"{turn.words('elsewhere.line', matter=matter, ask=name_of(turn, business))} {note}".strip()


def asks_only_of(turn: Turn, text: str) -> bool:
    """Return whether a question is about a body's business and nothing beside it ("lương tháng này bao giờ có").

    What is to be done while or because of it ("đang cách ly thì nộp ở đâu") is about something else.
    """
    deciders = turn.guidance.deciders
    if deciders is None or business_of(turn, text) is None:
        return False
    left = DeciderReader.of(deciders).without(text, turn.moment)
    return not _ACTS.search(left) and all(word in SMALL | _BESIDE for word in object_of(left).split())


def asks_of_our_words(turn: Turn, text: str) -> bool:
    """Return whether a text asks why a body was named, and nothing else: naming it once more would be no answer."""
    deciders = turn.guidance.deciders
    words = canonical(text).split()
    if len(words) > _MOST_WORDS:
        return False
    while words and words[-1] in _AT_THE_END:
        words.pop()
    plain = " ".join(words)
    found = next((found for pattern in _OUR_WORDS if (found := pattern.search(plain))), None)
    if deciders is None or found is None:
        return False
    what = found["what"]
    if asks_only_of(turn, what):
        return True
    bodies = (business.body(turn.moment) for business in deciders)
    names = [canonical(name) for body in bodies if body is not None for name in (body.ask_vi, body.ask_en)]
    return any(f" {what} " in f" {name} " for name in names)
