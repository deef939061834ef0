"""How people are spoken to: by how they call themselves, with a word at a death, a birth, a wedding; goodbyes that end.

What is read here changes the tone only: never what is answered, offered for a rule, or booked.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.conversation.turn import ADDRESS, Outcome
from bot.guidance.text import clean
from bot.handlers import contacts
from bot.handlers.booking.confirming import MEMO as BOOKED
from bot.handlers.booking.phrases import is_question
from bot.handlers.callback.reason import MEMO as CALL_REASON
from bot.handlers.callback.reason import because
from bot.handlers.finding import procedure_of
from bot.handlers.hotline import call_choice
from bot.handlers.questions.afterwards import in_fewer_words
from bot.handlers.questions.aims import wants_more
from bot.handlers.questions.listening import asks_nothing
from bot.handlers.questions.memory import Memory
from bot.handlers.questions.whose import OF_APPOINTMENTS
from bot.understanding.anger import is_angry
from bot.understanding.clauses.cues import SENDS
from bot.understanding.danger import read_danger
from bot.understanding.fold import canonical
from bot.understanding.reactions import (
    does_not_understand,
    ends_with_a_mistake,
    is_for_somebody_else,
    was_sent_by_mistake,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.turn import Handler, Turn

FELT = "felt"
"""Memo: which good words were said."""
GRIEF = "grief"
_SORRY = "sorry"

_CHILD = re.compile(
    r"\b(?:da|thua) (con|chau)(?= (?:hoi|xin|muon|chao|dat|gap|biet|cam on|la|o|khong|hong|can|voi)\b)"
    r"|\b(?:cho|giup|gium) (con|chau)(?= (?:hoi|xin|gap|biet|cam on)\b)"
    r"|^(?:\w+ oi )?(?:cho|giup|gium) (con|chau)(?= (?:dat|voi)\b)"
    r"|\b(?:da|thua) (con|chau)$|\b(?:noi|chi|ro|coi|xem) (?:giup|gium) (con|chau)$|^(?:giup|gium) (con|chau)$"
    r"|\b(?:ong|ba) (?:noi|ngoai) (con|chau)\b|\bcon la (chau)\b"
    r"|^(?:\w+ oi )?(con|chau) (?:chao|xin|cam on|muon (?:hoi|lam|dat|dang ky|xin|biet)|can (?:hoi|lam|xin)|hoi|la chau"
    r"|khong hieu)\b"
    r"|\b(?:thua|chao) (?:co chu|anh chi|chu|co|bac|quy vi|can bo) (con|chau)(?= (?:can|muon|hoi|xin|dinh|tinh|la)\b)"
)
_NOT_A_CHILD = re.compile(r"\b(?:con|chau) (?:toi|em|minh|gai|trai|nho|ut|chau|dau|re|noi|ngoai)\b")
_ELDER = re.compile(
    r"(?:^|[.,!?] ?|\b(?:dạ|để|cho|thì|mà|giùm|giúp|nhắc|của) )(chú|cô|bác) "
    r"(?=(?:muốn|hỏi|cần|ở|đi|nộp|đặt|làm|không|hông|chưa|già|lớn tuổi|mới|định|tính|xin|biết|gặp|hẹn|tên|là|ra|lên|về"
    r"|năm nay|\w+ đây|\d+ tuổi)\b)"
)
"""Typed with its accents: "co" is mostly "có"."""
_GRANDPARENT = re.compile(
    r"(?:^|[.,!?] ?|\b(?:dạ|để|cho|thì|mà|thôi|ừ|con|ơi|rồi|giờ|là) )(bà|ông) "
    r"(?=(?:nói|hỏi|muốn|cần|mù|già|bán|không|hông|nghe|đi|ở|biết|tên|có|đồng ý|cám ơn|cảm ơn|nhờ|tạm trú|lãnh|giữ)\b)"
)
_TO_A_GRANDCHILD = re.compile(
    r"\b(?:không|hông|hả|nghe|đó|nè|vậy|đi|ơi|mà|ơn|chi|rồi|gì) con\b(?! (?:tui|tôi|bà|ông|gái|trai|dâu|rể)\b)"
    r"|^con (?:ơi|à)\b|\bcon (?:ơi|nói (?:bà|ông))\b"
)
"""How they speak to the assistant: an old woman says "bà … con" of herself and to it."""
_STILL = re.compile(r"\bcòn\b", re.IGNORECASE)
"""Folded it would be a child: "bà nội còn sống"."""
_CALLED = r"(?:con|chau|anh chi|chu|co|bac|ong|ba)"
_OBJECTS = re.compile(
    rf"\b(?:chu|sao) (?:(?:khong phai|la|lai) )?{_CALLED} gi\b|^anh chi gi\b|\bkhong phai (?:con|chau) (?:dau|gi)\b"
    r"|\b(?:dung|khoi|sao|ai cho) (?:\w+ )?(?:keu|goi|xung) (?:toi |minh |em |chi |anh )?(?:la |bang )?"
    rf"{_CALLED}\b(?! (?:\w+ )?(?:khong|buoi|luc|gio|buoi))"
)
"""They do not want to be called so."""

_OLDER = (
    "ba|ma|me|cha|tia|chong|vo|ong|ong noi|ong ngoai|ba noi|ba ngoai|noi|ngoai|ong cu|ba cu|nguoi nha|nguoi than"
    "|ong xa|ba xa|ong co|ba co|cha vo|cha chong|me vo|me chong|ba chong|ba vo|ma chong|ma vo"
)
_NTH = "hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut"
_ANY_KIN = f"(?:{_OLDER}|anh|chi|em|con|chu|bac|co|cau|di|mo|thim|duong|chau|be)"
_KIN = (
    f"(?:(?:{_OLDER})|{_ANY_KIN} (?:toi|em|con|minh|chau|chu|co|bac|gai|trai|ca|nha|than sinh|dau|re|ruot|{_NTH}"
    r"|\w+ cua (?:toi|em|con))(?: (?:toi|em|con|minh|chau|ruot|ut|lon|nho))?)(?: \d{1,3} tuoi)?"
)
_SINCE = (
    "hom|bua|hoi|dau|cach|roi|luc|khi|o|sang|trua|chieu|toi|duoc|may|tuan|thang|vi|do|gio|nen|thi|ma|can|muon|trong"
    "|tai|vao|ngay|dem|khuya|sau|va|nay|dot ngot|"
    r"(?:da |duoc |moi |hon |gan )?(?:\d{1,3}|mot|hai|ba|bon|nam|may) (?:ngay|bua|hom|tuan|thang)"
    "(?! (?:de|moi|chay|di|len|lam|cho|ngoi|xep|nua|cong))"
)
_OF_WHAT = r"(?:bi |do |vi )?(?:covid|benh|tai nan|dot quy|ung thu|f0|dot tu|gia)(?: \w+)? "
_DEATH = re.compile(
    rf"\b{_KIN} (?:moi |vua |da |cung |moi vua |lai ){{0,2}}(?:{_OF_WHAT})?(?:moi |vua |da )?"
    rf"(?:qua doi|tu tran|ta the|mat(?= (?:{_SINCE})\b|$)"
    rf"|(?:bi )?chet(?: duoi| dot ngot| vi benh| vi covid)?(?= (?:{_SINCE})\b|$))"
    r"|\b(?:nha|trong nha)(?: toi| em)? (?:moi |vua )?co nguoi (?:moi |vua )?(?:mat|chet|qua doi)\b"
    r"|\bco nguoi (?:moi |vua )?(?:mat|chet|qua doi) trong nha\b"
    r"|\bnha (?:(?:toi|em|con|chau|minh|anh|chi) )?(?:dang |vua |moi )?"
    r"co (?:dam (?:tang|ma)|tang(?! (?:\d|mot|hai|tret|lau|ham|thuong)))\b"
    r"|\b(?:em|toi|con|chau|vo toi|vo em) (?:moi |vua )?bi (?:say thai|thai luu|hu thai)\b"
    r"|\b(?:dad|father|mother|mom|mum|husband|wife|son|daughter|brother|sister|grandfather|grandmother|grandma|grandpa)"
    r" (?:has |just |has just )?(?:died|passed away)\b"
)
_DIED = re.compile(
    r"\b(?:chong|vo|cha|tia|ong|me|ba (?:noi|ngoai|xa|cu|gia)|con (?:trai|gai)|anh|chi|em|bac|chu|cau|di)"
    r"(?: (?:toi|em|con|minh|chau|chi|anh|nha|noi|ngoai|xa|cu|hai|ba|tu|nam|sau|bay|tam|ut|ruot|trai|gai|no|cua)){0,3}"
    r"(?: (?:di|bien|ghe|tau|lam|danh|ca|khoi|bi|tai|nan|chim|dien|giat|benh|dot|quy|ung|thu|o|ngoai|duoi|nuoc|moi|vua"
    r"|da|lai|roi|xe|dung|covid)){0,6} chet\b"
    r"(?! (?:cha|me|ba|toi|em|con|vi|vi tien|met|cuoi|doi|dieng|ngat|tiet|duoc|luon|mat thoi|qua|gia|bo|giac|di duoc))"
)
"""Somebody of the family died, whatever comes behind it."""
_PART = re.compile(r"[,.;!?\n]")
_PAPERS = re.compile(
    r"\b(?:giay|the|bang|so|can cuoc|cccd|khai sinh|xe|ho chieu|cua|neu|lo|ghi|chung tu|khai tu|muon|doi|vi tien"
    r"|duoc huong)\b"
)
"""Beside these "mất" and "chết" at a part's end are mostly said of something else."""
_PRESENT = re.compile(r"\bc[oó] m[aặ]t\b", re.IGNORECASE)
"""Somebody is there, as typed; without their marks these words are nobody's death ("ny e co mat luc nop")."""
_SUPPOSED = re.compile(
    r"\b(?:neu|lo|gia su|vi du|chang may|rui|mai mot|coi (?:nhu|la))\b.*\b(?:mat|chet|qua doi)\b|\bif\b"
    r"|\b(?:khong|chua|dau|dau co|dau dam|chua chac)(?: (?:muon|dam|chiu|khai|nhan|co|phai|la|no)){1,3}"
    r"(?: (?!tu\b)\w+){0,2} (?:chet|mat|qua doi)\b"
)
"""It is only supposed, or not said to be so by those who wait for them."""
_LOST = re.compile(
    r"\bmat (?:\w+ ){0,3}(?:cai|can cuoc|bop|vi(?! (?:covid|benh|tai nan|gia|ung thu|dot|om|f0))|dien thoai|so|the"
    r"|bang|xe|tien|viec|sim|chung minh)\b"
    rf"|\b(?:giay|the|bang|so|can cuoc|cccd)(?: \w+){{0,3}}? cua {_ANY_KIN}(?: \w+)? (?:bi )?mat\b"
)
"""Something was lost, and nobody: "mất hôm qua cái căn cước"."""
_BIRTH = re.compile(
    r"\b(?:vo|chong|em|con|toi|chi|con gai|con dau)(?: (?:toi|em|minh|con))? (?:moi|vua) (?:sinh|de)\b"
    r"(?! (?:vien|doi|nhai))"
    r"|\bnha (?:em|toi|con|minh) (?:moi|vua) co (?:em be|con|chau noi|chau ngoai)\b"
    r"|\b(?:vo|con gai|con dau|chi|em gai)(?: (?:toi|em|minh|con))? (?:sinh|de) (?:hom|bua|hoi|sang|toi|em be)\b"
    r"|\b(?:moi|vua) co (?:em be|baby)\b|\b(?:be|em be|con)(?: (?:nha )?(?:toi|em|minh))? (?:moi|vua) "
    r"(?:sinh|de|chao doi|duoc (?:\d|may|mot|hai|ba) (?:ngay|bua|tuan))\b"
    r"|\b(?:moi|vua) (?:sinh|de) (?:em be|be|con|thang|dua|chau)\b|\b(?:my wife|we) just had a baby\b"
)
_PAIR = "tui|toi|tui em|tui con|minh|hai dua|em voi ban trai"
_WEDDING = re.compile(
    rf"\b(?:{_PAIR})(?: \w+){{0,2}} (?:sap|tinh|dinh|chuan bi|moi) cuoi\b|\bwe are getting married\b"
    rf"|\b(?:{_PAIR}|em|chau|con (?:gai|trai) (?:toi|em|minh)) (?:sap|chuan bi) "
    r"(?:cuoi|ket hon|lay (?:chong|vo)|len xe hoa)\b"
    rf"|\b(?:{_PAIR}) cuoi (?:vo|chong)\b"
    rf"|\b(?:{_PAIR}) (?:\w+ )?(?:tinh|dinh|sap|muon|chuan bi) (?:di )?(?:dang ky |lam giay )?(?:ket hon|hon thu)\b"
    rf"|\bthang (?:sau|toi|\d+)(?: (?:nay|la))? (?:{_PAIR}|em|con) (?:lam dam )?cuoi\b"
    rf"|\b(?:{_PAIR}|em) (?:tinh |sap |chuan bi )?(?:lam dam cuoi|cuoi thang|cuoi nhau)\b"
)
_LONG_AGO = re.compile(
    r"\b(?:nam ngoai|nam truoc|\d+ nam|may nam|lau roi|hoi (?:nam|xua)|ngay xua|hoi do|nam 19\d\d)\b"
)

_BYE = re.compile(
    r"^(?:(?:da|ua|u|um|noi|roi|ok|oke|troi|het|ma) )*thoi(?: vay)? (?:de |khoi )?(?:(?:mai|mot|bua khac) )?"
    r"(?:(?:em|toi|con|minh|chau|chu|co|anh|chi) )?(?:de )?(?:(?:ra|len|ve|chay|nho) \w+|tu \w+"
    r"|goi (?:so|tong dai|thu|\d+)|hoi (?:thang )?(?:can bo|xa|nguoi|hang xom|chong|vo|con|nha|gia dinh))\b"
    r"|^(?:(?:da|u|um|ok|oke|a) )*thoi (?:khoi|khong can|khong dat|khong lam)(?: (?!(?:gi|sao|dau|nao)\b)\w+){0,8}$"
    r"|^(?:(?:ok|oke|da|vang|u|roi) )*de (?:em|toi|con|minh|chau) (?:ra|len|ve|chay|goi) \w+"
    r"|^(?:da )?(?:cam on|thanks) (?:\w+ ){0,3}(?:chao|bye|tam biet)(?: \w+){0,2}$|^hen gap lai(?: \w+){0,3}$"
    r"|^(?:(?:da|u|ua|um|ok|oke) )*(?:thoi )+(?:(?:ba|ong|toi|em|con|minh|chu|co|bac|anh|chi) )?(?:cam on|thanks)\b"
    r"(?!.*\b(?:"
    r"dat lich|hoi them|cho (?:toi|em|con|minh|ba) (?:hoi|gap|xin)|huy|doi|gap can bo)\b)"
    r"|^(?:(?:da|u|ok|thoi) )*khoi (?:hoi|noi|tra loi)(?: (?:nua|gi|them|dau))*(?: (?:cam on|bye|chao)(?: \w+){0,3})?$"
    r"|^(?:da )?(?:cam on|thanks)(?: \w+){0,4} (?:huu ich|gioi|thong minh|nhiet tinh|tuyet voi|hieu qua)"
    r"(?: (?:ghe|qua|that|thiet|lam|luon|ha|nha|he))+$"
    r"|^thoi du roi\b|\bde mai (?:\w+ )?(?:ra|len|di|hoi|goi)\b|^thoi bo di\b"
    r"|^(?:(?:ok|oke|da|vang|roi|biet|hieu|vay|duoc|em|toi|con|thoi) )+"
    r"(?:cam on|thanks|chao|bye|tam biet|bai bai)(?: \w+){0,4}$|^(?:tam biet|bye|bai bai|good ?bye)(?: \w+){0,3}$"
)
_SELF = r"(?:toi|em|con|minh|chau|chu|co|bac|anh|chi|ba|ong|ma)"
_LEADS = r"^(?:(?:da|thoi|ok|oke|roi|u|vay) ){0,3}"
_OFF = re.compile(
    rf"{_LEADS}{_SELF} (?:(?:giao|vo|tan) ca|di (?:cho|lam|hoc|ngu|an com)|ve|ngu|ra (?:vuong|dong|cho)(?: coi \w+)?)"
    r" day(?: (?:nha|nghen|nhe|em|con|ad))?$"
    rf"|{_LEADS}de (?:(?:bua |hom |sang |chieu )?(?:mai|mot)|(?:bua|hom) khac|ranh|thu \w+|tuan sau)(?: {_SELF})?"
    r" (?:ghe|qua|ra|hoi|tinh)(?: (?:coi|lai|nha|nghen|nhe|em|con)){0,2}$"
)
"""Somebody goes off ("chị giao ca đây"), or puts it off ("thôi để mai chị ghé")."""
_JOKE = re.compile(rf"^(?:(?:hihi|haha|{_SELF}) ){{0,2}}(?:gion|dua|noi choi)(?: (?:a|thoi|chut|ma|xiu|nha)){{0,2}}$")
_THANKS = re.compile(r"^(?:\w+ ){0,2}(?:cam on|thanks)(?: \w+){0,2}$")
_SENDS = re.compile(SENDS)
_LONGEST_BYE = 30
"""Words: who tells more may want something yet."""
_CALL = "#call.start:"
_WHEN = r"(?:bua|khi|luc|chung|bao|hom|may|ngay) (?:nao|gio)"
_WHEN_CALLED = re.compile(
    rf"\b{_WHEN} (?:moi |thi |se |co |nguoi ta |can bo |ben do )*goi\b(?! (?:so|tong dai|cho (?:xa|cong an)|duoc))"
    rf"|\b(?:nguoi ta|can bo|ben do|co ai|ho) (?:\w+ )?goi (?:lai )?(?:{_WHEN}|khong|chua)\b"
)
_SMALL = frozenset(
    {"complaint_feedback", FALLBACK, "thank_bye", "out_of_scope", "affirm", "deny", "greet", "provide_info"}
)
"""Wishes that a message of nothing but anger reads as."""


_YOUNG = frozenset({"con", "cháu"})


def follow(turn: Turn) -> bool:
    """Note how a person calls themselves; a guard that answers nothing."""
    if turn.inbound.kind is Kind.TEXT:
        form = address_in(turn.text)
        if _OBJECTS.search(canonical(turn.text)):
            turn.state.memo[ADDRESS] = form if form not in _YOUNG and form is not None else ""
        elif form is not None and not (form in _YOUNG and turn.state.memo.get(ADDRESS) == ""):
            turn.state.memo[ADDRESS] = form
    return False


def address_in(text: str) -> str | None:
    """Return how a person who writes so is spoken to: "con", "cháu", "chú", "cô", "bác", "bà", "ông"; else None."""
    elder = _ELDER.search(clean(text).lower())
    if elder is not None:
        return elder[1]
    old = _GRANDPARENT.search(clean(text).lower())
    if old is not None and _TO_A_GRANDCHILD.search(clean(text).lower()):
        return old[1]
    plain = canonical(_STILL.sub("vẫn", clean(text)))
    found = _CHILD.search(plain)
    if found is None or _NOT_A_CHILD.match(plain, found.start(found.lastindex or 0)):
        return None
    return "con" if found[found.lastindex or 0] == "con" else "cháu"


def feeling_in(text: str) -> str | None:
    """Return what a message tells of somebody close: "grief", "birth", "wedding", or None."""
    plain = canonical(_PRESENT.sub("ở đó", clean(text)))
    if _LONG_AGO.search(plain):
        return None
    if (_DEATH.search(plain) or _tells_of_a_death(text)) and not _LOST.search(plain) and not _SUPPOSED.search(plain):
        return GRIEF
    if _BIRTH.search(plain):
        return "birth"
    return "wedding" if _WEDDING.search(plain) else None


def _tells_of_a_death(text: str) -> bool:
    """Return whether a part of a message, between its signs, tells that somebody of the family died."""
    parts = (canonical(_PRESENT.sub("ở đó", part)) for part in _PART.split(clean(text)))
    return any(
        (_DEATH.search(part) or _DIED.search(part)) is not None and _PAPERS.search(part) is None
        for part in parts
        if part
    )


def says_goodbye(text: str) -> bool:
    """Return whether a whole message ends the talk: "thôi em tự ra xã hỏi, cảm ơn", and asks nothing."""
    clauses = [canonical(clause) for clause in re.split(r"[.!\n]", text)]
    short = len(text.split()) <= _LONGEST_BYE and not wants_more(canonical(text))
    if not short or is_question(text):
        return False
    ends = any((_BYE.search(one) or _OFF.search(one)) and not _SENDS.search(one) for one in clauses)
    return ends or _jokes_and_thanks(text)


def _jokes_and_thanks(text: str) -> bool:
    """Return whether a message is a joke with thanks, and nothing else: "giỡn thôi, cám ơn cưng"."""
    joke, _, thanks = text.partition(",")
    return _JOKE.search(canonical(joke)) is not None and _THANKS.search(canonical(thanks)) is not None


async def kindly(turn: Turn) -> None:
    """Say a word of condolence, joy or apology before the answer, once; under grief nothing is offered besides."""
    felt = turn.state.memo.get(FELT, [])
    if turn.inbound.kind is Kind.TEXT and turn.replies and read_danger(turn.text) is None:
        feeling = feeling_in(turn.text)
        if feeling is not None and feeling not in felt:
            turn.state.memo[FELT] = felt = [*felt, feeling]
            _before_the_answer(turn, turn.words(f"courtesy.{feeling}"))
        elif is_angry(turn.text) and _SORRY not in felt:
            turn.state.memo[FELT] = felt = [*felt, _SORRY]
            way = "sorry_in_form" if turn.dialogue is not None and turn.dialogue.name != "which" else "sorry_first"
            _before_the_answer(turn, turn.words(f"courtesy.{way}"))
    if GRIEF in felt:
        turn.offer = None


def _before_the_answer(turn: Turn, words: str) -> None:
    """Put a sentence before the answer, behind the first contact's introduction."""
    introduction = turn.words("opening.machine")
    place = 1 if turn.replies[0].text.startswith(introduction) and len(turn.replies) > 1 else 0
    reply = turn.replies[place]
    turn.replies[place] = dataclasses.replace(reply, text=f"{words}\n{reply.text}")


def courteous(questions: Callable[[Turn], Awaitable[bool]]) -> Callable[[Turn], Awaitable[bool]]:
    """Wrap the answering of questions: goodbyes end, and anger is met by an apology and another route."""

    async def answer(turn: Turn) -> bool:
        if turn.dialogue is None and _is_aside(turn):
            return True
        if turn.dialogue is None and says_goodbye(turn.text):
            turn.say("opening.bye")
            return True
        if turn.dialogue is None and asks_when_called(turn):
            because(turn, turn.words("contacts.reason"), said=[*_said_before(turn), turn.text])
            turn.say("courtesy.when_called", choices=[call_choice(turn)])
            return True
        if await questions(turn):
            return True
        if turn.dialogue is not None or not is_angry(turn.text) or not _wants_nothing(turn):
            return False
        await _sorry(turn)
        return True

    return answer


def is_aside(turn: Turn) -> bool:
    """Return whether a message is for somebody else, was sent by mistake, or says that an answer was not understood."""
    if does_not_understand(turn.text) or ends_with_a_mistake(turn.text):
        return True
    if was_sent_by_mistake(turn.text):
        return asks_nothing(turn)
    of_a_visit = BOOKED in turn.state.memo and turn.understanding.intent in OF_APPOINTMENTS
    return is_for_somebody_else(turn.text) and not of_a_visit and not procedure_of(turn).named


def _is_aside(turn: Turn) -> bool:
    """Meet what is no part of the talk by one line; False where it is a part of it."""
    if not is_aside(turn):
        return False
    turn.outcome = Outcome.UNDERSTOOD
    if not does_not_understand(turn.text):
        mistaken = was_sent_by_mistake(turn.text) or ends_with_a_mistake(turn.text)
        turn.say("courtesy.mistake" if mistaken else "courtesy.for_another")
        return True
    memory = Memory.of(turn.state, turn.received_at)
    if memory.lines:
        in_fewer_words(turn, memory)
        memory.keep(turn.state)
    else:
        turn.say("courtesy.not_understood")
    return True


def asks_when_called(turn: Turn) -> bool:
    """Return whether somebody who was offered a call asks when it comes."""
    offered = CALL_REASON in turn.state.memo or any(one.payload.startswith(_CALL) for one in turn.state.menu)
    return offered and any(_WHEN_CALLED.search(canonical(clause.text)) for clause in turn.clauses)


def _said_before(turn: Turn) -> list[str]:
    return [str(text) for text in (turn.state.memo.get(CALL_REASON) or {}).get("said", ())][-2:]


def _wants_nothing(turn: Turn) -> bool:
    """Return whether an angry message has no wish of its own, or one that needs a name which it does not have."""
    read = turn.understanding
    unnamed = read.intent == "find_procedure" and not read.values("procedure")
    return read.intent in _SMALL or unnamed


async def _sorry(turn: Turn) -> None:
    """Apologise once and offer somebody to talk to, with what was asked; the second time, only whom to talk to."""
    felt = turn.state.memo.get(FELT, [])
    if _SORRY in felt:
        await contacts.talk_to_human(turn)
        return
    turn.state.memo[FELT] = [*felt, _SORRY]
    because(turn, turn.words("contacts.reason"), said=[turn.text])
    turn.say("courtesy.sorry", choices=[call_choice(turn)])


def both(first: Handler, second: Handler) -> Handler:
    """Return a handler that does one after the other."""

    async def handler(turn: Turn) -> None:
        await first(turn)
        await second(turn)

    return handler
