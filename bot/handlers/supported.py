"""Readings that a message's own words bear out: a guess of the model that nothing in the text speaks of is no wish.

A wish of these is seldom meant without one of its words, and answered wrongly it says something untrue ("trợ lý không
thấy lịch hẹn nào") or sends people away with a slip that they never got. What is left is the next wish of the message
that its words bear out, else nothing: the ladder of what is not understood is kinder than a wrong answer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.handlers.booking.confirming import MEMO as BOOKED
from bot.handlers.deciding import business_of
from bot.handlers.guards import URGENT
from bot.handlers.language import khmer, wishes
from bot.handlers.questions.aims import (
    gives_a_paper,
    numbers_a_thing,
    numbers_a_trade,
    wants_more,
)
from bot.handlers.questions.beyond import asks_of_being_paid
from bot.handlers.questions.whose import OF_APPOINTMENTS
from bot.understanding.fold import canonical
from bot.understanding.of_the_house import APPOINTMENT, HEARSAY, QUEUE, keeps_elsewhere, speaks_of_data
from bot.understanding.reactions import asks_that_instead

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.turn import Turn

_APPOINTMENT = (
    r"\b(?:lich|hen|dat|huy|doi|ma (?:so|hen|lich|[a-z]{1,3} ?\d)|phieu|luot|ghi nhan|lui|hoan|tri hoan|khat|rut"
    r"|so (?:thu tu|may|\d+|cua|cho|nay|do|sang|chieu|em|toi|minh)|(?:cai|lay|giu|bo|tra|nha|xoa|co|cho|duoc) so"
    r"|(?:gach|rut|xoa|co) ten|(?:may|lo|kip|sua|\d) gio|(?<!can )bo (?:lich|hen|cho|buoi|cai|di|nha|bua|so)|nha cho"
    r"|tra cho|giu cho|suat|chuyen|xep lai|sua lai|tre|nhac|kip|ket xe|ban (?:viec|roi|sang|dot xuat|qua)|sang|chieu"
    r"|(?:ngay|bua) (?:nao|khac)|thu (?:hai|ba|tu|nam|sau|bay|[2-7])|may (?:nguoi|gio)|khoi (?:di|len|ra|toi|lay)"
    r"|(?:di|den|len|qua(?! (?:mang|buu|dien))|ghe) .{0,20}\b(?:khong duoc|duoc khong|kip)"
    r"|khong (?:\w+ ){0,2}(?:di|den|len|qua)"
    r"|appointment|booking|booked|visit|cancel|reschedul\w*|move|slot|queue|late|delay\w*|instead"
    r"|change (?:my|the|it|to|day|date|time|appointment|booking))\b"
)
_FILED = (
    r"\b(?:ho so|giay hen|phieu hen|bien nhan|ma so|nop|gui|xong|toi dau|den dau|khau|tinh trang|tra cuu|xu ly|buoc nao"
    r"|giai quyet|ket qua|bo sung|tre|lau (?:qua|vay)|tra (?:gium|dum|giup)|chua (?:co|thay|ra|tra|ve)"
    r"|tu choi|tiep nhan|(?:co|ra|ve|in|ky|duyet|lam|len tinh) (?:chua|roi ha)|ra sao|toi tay|hen \d+"
    r"|giu giay|status|application|filed?"
    r"|track|papers|approved|news)\b|\bh12\b"
)
_PAID = (
    r"\b(?:tien|phi|thanh toan|chuyen khoan|dong|tra|momo|zalopay|vi dien tu|ngan hang|quet|qr|ma vach|bien lai|hoa don"
    r"|pay\w*|paid|fee|bank|card|money|cash)\b"
)
_MERGED = (
    r"\b(?:(?:sap|xa|phuong|tinh|huyen|dc|dia chi) nhap|nhap (?:xa|phuong|tinh|huyen|voi|vo|vao|lai|roi|xong|thanh)"
    r"|sap|gop|gom|tach|chia|doi|cu|moi|ten|thuoc|bo (?:huyen|cap)|huyen|thi xa|dia gioi|nay la|la xa"
    r"|truoc (?:day|kia)|hoi (?:do|xua|truoc)|bay gio|gio (?:la|ten|thanh|keu|goi|o)"
    r"|con (?:xa|phuong|tinh|cap)|(?:xa|phuong|tinh) (?:nao|gi|may)|may (?:xa|phuong)"
    r"|merg\w*|former\w*|old|new|district|renam\w*|now|belong\w*|become\w*|became)\b"
)
_BYE = (
    r"\b(?:(?:c|cam|com|doi|mang) on|thank\w*|thks|tks|bye|pp|tam biet|bai|chao|hen gap|chuc|du roi|het roi"
    r"|xong (?:roi|luon)|(?:biet|hieu|duoc|ro|thong) roi|ket thuc|tuyet|tot|ngon|ok\w*|hay qua|quy hoa|khoe|arkun|orkun"
    r"|sum lea|good night|khoi|vay thoi|(?:het|khong con|bot|xong) thac mac|ra la vay|te ra|mung|phien|nghi)\b|^thoi\b"
    r"|\b(?:vay|the|day|noi do) thoi\b"
)
_LANGUAGE = (
    r"\b(?:tieng|ngon ngu|ngu|chu|english|eng|en|vn|viet|vietnam\w*|khmer|kho ?me|mien|hoa|language|lang|translat\w*"
    r"|dich|speak|support|understand|read|chinese|korean|japanese|french|deutsch|francais|espanol|quoc te|bot|svp)\b"
)
_FAILS = (
    r"\b(?:loi|error|bao (?:sai|khong|qua|chua|thieu|dung|la|file|that|phien|giao dich|ho so|tai khoan|dia chi)|quay"
    r"|xoay|treo|khoa|hien (?:ra|chu|het|len|cai|bang)|hoai|sai|mo (?:tit|thui|cam)|bi mo|xam|trang (?:tinh|tron|den)"
    r"|nghen|cham|sap|that bai|tra ve"
    r"|cung vay|y (?:vay|chang)|het (?:luot|han|phien)|tru tien|qua tai|dong roi|nhay|ket|otp|mat khau|pass\w*|ma xac"
    r"|dung luong|lon qua|vang (?:ra|luon)|mat trang|logging|khong (?:vo|vao|ra|len|ve|qua|hien|chay|nhan|gui|goi|bam"
    r"|nop|tai|mo|load|dang nhap|ket noi|cai|tim|thay|duoc|khop|cho)"
    r"(?! (?:giay|ho so|nha|khai|con)\b)|(?<!co )(?<!la )khong duoc|chua (?:cho|gui|nhan|thay|xac)"
    r"|fail\w*|stuck|crash\w*|expired|cannot|can t|doesn t|does not|not work\w*)\b"
)
_BLAMED = (
    r"\b(?:can bo|cong chuc|nhan vien|bao ve|quay|(?<!o )(?<!ve )xa(?! (?:qua|lam|xoi)\b)|phuong|uy ban|ubnd|tong dai"
    r"|co quan|trung tam|mot cua|cong an|may nguoi|cac nguoi|may (?:ong|co|anh|chi)|nguoi ta|ho so|hen|doi"
    r"|bat may|nghe may|tra loi|cua (?:khoa|dong)|hanh dan|phan anh|gop y|khieu nai|to cao|khen|thai do|te|kem|ngam"
    r"|(?:lan|bua) (?:thu )?\d|mat thoi gian|xin loi|vo trach nhiem|thu tien|nhung nhieu|complain\w*|rude|staff)\b"
)
_OF: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(OF_APPOINTMENTS, re.compile(_APPOINTMENT)),
        "check_dossier_status": re.compile(_FILED),
        "ask_online_payment": re.compile(_PAID),
        "ask_admin_unit_change": re.compile(_MERGED),
        "thank_bye": re.compile(_BYE),
        "switch_language": re.compile(_LANGUAGE),
        "report_online_error": re.compile(_FAILS),
        "complaint_feedback": re.compile(_BLAMED),
        "ask_queue_capacity": QUEUE,
    }
)
"""Wish → words of which a message has one where it is meant; over canonical text."""
_A_STORY = 5
"""Words from which on thanks and goodbyes have a word that says so."""
_SURE = 0.7
"""Confidence from which on the model is believed without such a word."""
_SURE_OF_THEIRS = 0.9
"""The same for appointments and dossiers: who has none here is told something of what they never spoke of."""
_OF_THEIRS = OF_APPOINTMENTS | {"check_dossier_status", "ask_admin_unit_change", "ask_queue_capacity"}


_SOMEBODY_ELSE = (
    r"(?:ba|ma|me|cha|tia|ong|chong|vo|anh ay|chi ay|no|chau|con (?:gai|trai|dau|re)|bac|chu|co ay|ho"
    r"|nguoi (?:ta|yeu|nha))"
)
_NOT_HERE = re.compile(
    rf"\b{_SOMEBODY_ELSE}(?: (?!oi\b)\w+){{0,3}}? (?:khong|chua|it)(?: \w+){{0,2}}?"
    r" (?:ranh|biet|hieu|gioi|thao|noi|doc|viet)(?: \w+){0,3}? tieng (?:viet|kinh|anh)\b"
    r"|\b(?:phong van|bai thi|di thi|ky thi|hoi cung|ra toa|giam khao)\b.*\btieng \w+"
)
"""Somebody else does not know a language, or it is spoken where they go: nobody wants to be answered in another one."""
_OTHERS_VISIT = re.compile(
    r"\b(?:lich|hen)(?: (?:di|lam|de))? (?:nhuom|uon|goi dau|cat toc|lam (?:toc|mong|nail)|nha si|nho rang"
    r"|nieng rang|kham|tai kham|bac si|spa|massage|sua xe|rua xe|bao tri|chup (?:hinh|anh)|trang diem|giao hang"
    r"|lay hang|xem nha)\b"
)
"""A visit that no office gives."""
_THEIR_DELAY = re.compile(
    r"\b(?:thu|van ban|cong van|loi) xin loi\b|\bphai (?:gui |co |ra )?(?:\w+ )?xin loi\b"
    r"|\b(?:can bo|co quan|trung tam|ben (?:do|kia)|nguoi ta|xa|phuong|so|ho so)(?: \w+){0,3} tre hen\b"
)
"""An office is late, and nobody who comes to it."""
_VISIT = re.compile(r"\b(?:lich|hen|dat cho|giu cho|so thu tu|appointment|booking|booked|visit)\b")
_LANGUAGE_OF_A_PAPER = re.compile(
    r"\b(?:ten|giay|to khai|mau don|ban dich|dich|chung chi|khai sinh|ho chieu|bang tot nghiep)\b.*\b(?:tieng|chu) \w+"
    r"|\bbang (?:\w{1,9} ){0,3}?la (?:bang )?(?:tieng|chu) \w"
    r"|\b(?:tieng|chu) \w{1,9} (?:cua|do|ben) (?:truong|nuoc|dai hoc|hoc vien|cong ty|benh vien|toa)\b"
)
"""A language that something is written in ("tên bé đặt tiếng Anh được không"): nobody wants to be answered in it."""


_REFUND = re.compile(
    r"\b(?:tra lai|hoan(?: lai| tra)?|lay lai|doi lai)\b(?: \w+){0,4}? (?:tien|phi)\b"
    r"|\b(?:tra lai|hoan(?: lai| tra)?)\b(?: \w+){0,3}? (?:so do|khoan do)\b"
    r"|\b(?:tru|chuyen khoan|dong|thu|mat)(?: \w+){0,2}? (?:tien|phi)(?: \w+){0,3}? (?:hai|2|ba|3) lan\b"
    r"|\b(?:tru|chuyen khoan|dong tien|tra tien)(?: \w+){0,2}? (?:hai|2|ba|3) lan\b"
    r"|\b(?:dong|chuyen khoan|tra tien|nop tien) (?:nham|du|lon)\b|\bdoi lai (?:o )?(?:dau|cho nao)$"
)
"""Money that was taken wrongly: neither a visit that is cancelled nor a page that is to be tried again."""
_FROM_WHERE = re.compile(
    r"\b(?:lay|kiem|moi|dao) (?:o )?dau ra\b(?!.*\b(?:quy dinh|thong tin|cau do|dieu do|luat|cai do|noi)\b)"
)
"""Where on earth somebody would get a thing, and no source that is asked for."""
_NOT_A_WORD = re.compile(
    r"\b(?:khong|chang|cha|chua|dau) (?:\w+ ){0,2}?(?:noi|nghe|bao|len|hoi|thay) (?:mot |duoc )?tieng (?:nao|gi|het)\b"
    r"|\bnoi (?:mot|1) tieng\b(?! (?:anh|viet|khmer|hoa))|\b(?:\d|may|hai|ba|nua|ca) tieng(?: dong ho)?\b"
    r"(?! (?:anh|viet))"
)
"""Not a word was said, or hours went by: no language is spoken of."""


_OTHERS_NEWS = re.compile(
    r"\b(?:thong bao|gui tin|bao tin)(?: \w{1,9}){0,3}? (?:ve|cho|voi|qua|toi|den) (?:ben |co quan )?(?:ben nha )?"
    r"(?:bao hiem|nha (?:vo|chong|trai|gai)|cong ty|co quan|truong|ngan hang|uy ban|cong an|ho hang|ba con"
    r"|chu (?:no|tro|nha))\b"
)
"""News for somebody who is not in this talk."""
_OTHER_ALLOWANCE = re.compile(
    r"\b(?:nguoi gia|tien gia|khuyet tat|bai nao|mo coi|cao tuoi|bao tro|ho ngheo|mai tang|liet si|thuong binh"
    r"|lanh (?:gium|dum|the|thay))\b"
)
_TAKES_OUT = re.compile(r"\brut (?:(?:luon|het|bao hiem|bhxh|tien|xa hoi|so|ra) ){0,4}(?:1|mot) lan\b")
"""Social insurance that is taken out at once, which is no unemployment benefit."""
_STOPPED = re.compile(
    r"\b(?:lap bien ban|dinh chi|tam ngung|bat ngung|keu ngung|cho lam (?:lai|tiep)|duoc lam (?:lai|tiep))\b"
    r"|^ngung (?:toi|den)\b"
)
"""Somebody's work was stopped: until when that is says no opening hour."""
_LOST_WORK = re.compile(
    r"\b(?:that nghiep|that nghip|bhtn|mat viec|nghi viec|thoi viec|sa thai|duoi viec|cong ty|cty|tim viec|viec lam"
    r"|chot so|cho nghi|giai the|pha san|xuong|nha may|hop dong|bao hiem|bhxh|unemploy\w*|job|laid off|quit|fired)\b"
)
_IN_DANGER = re.compile(
    r"\b(?:cuu|chay|danh|giet|chet|nguy|cap cuu|khan cap|11[1-5]|tu (?:tu|sat|van)|bop|dam|ngat|mau|dao|chem|rinh|doa"
    r"|duoi nuoc|chim|bat coc|sung|te|dot quy|co giat|bao hanh|help|hurt|die|dying|fire|police|emergency)\b"
)
"""A word without which nobody is asked whether they are in danger."""
_OLD_NUMBER = re.compile(
    r"^(?!.*\b(?:xa|phuong|huyen|tinh|sap nhap|sat nhap|dia chi|cho o|ap|khom)\b).*\b(?:so (?:chung minh|cmnd|cu)"
    r"|chung minh (?:cu|9 so)|cmnd (?:cu|9 so)|can cuoc cu)\b"
)
"""An old number of a person, and no old unit."""
_TAKEN_ILL = re.compile(
    r"\b(?:bat|goi|ngo|quen|lo bi|toi qua|mac|bat cong|ky cuc|buc|uc|kieu gi|coi"
    r"|doi|an tien|hoi lo|lot tay|hach|hanh|quat|nat|vo ly|sai|thai do|te)\b"
)
"""Somebody who tells what they heard is displeased with it."""


def _is_hearsay(plain: str, but: re.Pattern[str] | None = None) -> bool:
    """Return whether a text only tells what somebody heard, without one of the words that would say otherwise."""
    return HEARSAY.search(plain) is not None and (but is None or but.search(plain) is None)


_OF_ANOTHER_VISIT = re.compile(f"{_REFUND.pattern}|{_OTHERS_VISIT.pattern}|{_THEIR_DELAY.pattern}")
_NEVER: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        **dict.fromkeys(
            OF_APPOINTMENTS,
            lambda plain: _OF_ANOTHER_VISIT.search(plain) is not None or _is_hearsay(plain, APPOINTMENT),
        ),
        "complaint_feedback": lambda plain: _is_hearsay(plain, _TAKEN_ILL),
        "ask_admin_unit_change": lambda plain: _OLD_NUMBER.search(plain) is not None,
        "ask_unemployment_benefit": lambda plain: (
            (_OTHER_ALLOWANCE.search(plain) is not None and _LOST_WORK.search(plain) is None)
            or _TAKES_OUT.search(plain) is not None
        ),
        "manage_notifications": lambda plain: _OTHERS_NEWS.search(plain) is not None,
        "privacy_request": keeps_elsewhere,
        "switch_language": lambda plain: _NOT_A_WORD.search(plain) is not None,
        "report_online_error": lambda plain: _REFUND.search(plain) is not None,
        "ask_rule_source": lambda plain: _FROM_WHERE.search(plain) is not None or numbers_a_trade(plain),
        "ask_office_info": lambda plain: _STOPPED.search(plain) is not None,
        "ask_hotline": numbers_a_thing,
        "thank_bye": lambda plain: wants_more(plain) or asks_that_instead(plain),
        "ask_procedure_documents": gives_a_paper,
        "ask_online_payment": asks_of_being_paid,
    }
)
"""Wish → what its words ask of something else, however sure the model is."""


def is_borne_out(intent: str, text: str) -> bool:
    """Return whether a message may mean a wish by its own words; wishes that need none always may."""
    words, plain = _OF.get(intent), canonical(text)
    named_only = _LANGUAGE_OF_A_PAPER.search(plain) or (_NOT_HERE.search(plain) and not khmer(text))
    if intent == "switch_language" and named_only and not wishes(text, apart=True):
        return False
    if asks_it_of_something_else(intent, plain):
        return False
    short = intent == "thank_bye" and len(plain.split()) < _A_STORY
    # Scripts that folding leaves nothing of (中文, ខ្មែរ) ask for their language by themselves.
    return words is None or short or not plain.isascii() or words.search(plain) is not None or not plain


def asks_it_of_something_else(intent: str, plain: str) -> bool:
    """Return whether a text, in plain form, has words of a wish and means another thing by them."""
    return intent in _NEVER and _NEVER[intent](plain)


def has_words(intent: str) -> bool:
    """Return whether a wish is seldom meant without one of its own words."""
    return intent in _OF


def speaks_of(intent: str, text: str) -> bool:
    """Return whether a text has one of a wish's own words; of wishes that need none it is not known."""
    words = _OF.get(intent)
    return words is not None and words.search(canonical(text)) is not None


def _is_of_another_body(turn: Turn) -> bool:
    """Return whether a question is another body's that has no dossiers here ("trường đòi 28/8, ai cho hoãn")."""
    if _VISIT.search(canonical(turn.text)):
        return False
    asked = [business_of(turn, clause.text) for clause in turn.clauses if clause.act.asks]
    return any(business is not None and not business.dossiers for business in asked)


def _needs_its_own(turn: Turn, intent: str, confidence: float) -> bool:
    """Return whether a wish of the house has no word of its own amid a matter, and the model is not sure of it either.

    "Lo cái đó nhứt" is no question what is kept, "late??" no appointment of who booked none.
    """
    if turn.state.topic.procedure is None or confidence >= _SURE_OF_THEIRS:
        return False
    if intent == "privacy_request":
        return not speaks_of_data(canonical(turn.text))
    if intent == "ask_unemployment_benefit":
        return not _is_of_work(turn)
    booked = BOOKED in turn.state.memo
    return intent in OF_APPOINTMENTS and not booked and APPOINTMENT.search(canonical(turn.text)) is None


def _is_of_work(turn: Turn) -> bool:
    """Return whether a message, or the matter under way, speaks of losing work, and not of any other allowance."""
    matter = turn.guidance.catalogue.get(turn.state.topic.procedure or "")
    of_matter = matter is not None and "that nghiep" in canonical(f"{matter.title} {matter.name}")
    return of_matter or _LOST_WORK.search(canonical(turn.text)) is not None


def only_borne_out(turn: Turn) -> bool:
    """Leave out of a reading what the model is not sure of and no word bears out; a guard that answers nothing."""
    read = turn.understanding
    if turn.inbound.kind is not Kind.TEXT or read.source != "rasa":
        return False
    booked = BOOKED in turn.state.memo

    def fits(intent: str, confidence: float) -> bool:
        of_appointments = intent in OF_APPOINTMENTS
        enough = _SURE_OF_THEIRS if intent in _OF_THEIRS else _SURE
        if of_appointments and confidence < enough and _is_of_another_body(turn):
            return False
        if intent == "switch_language" and not is_borne_out(intent, turn.text):
            return False  # however sure: the rest of the talk would be in the wrong language
        if asks_it_of_something_else(intent, canonical(turn.text)) or _needs_its_own(turn, intent, confidence):
            return False
        return confidence >= enough or (booked and of_appointments) or is_borne_out(intent, turn.text)

    others = tuple(one for one in read.secondary if fits(one.intent, read.confidence))
    ranking = tuple(
        one
        for one in read.ranking
        if fits(one.intent, one.confidence) and (one.intent != URGENT or _IN_DANGER.search(canonical(turn.text)))
    )
    if fits(read.intent, read.confidence):
        turn.understanding = replace(read, secondary=others, ranking=ranking)
    elif others:
        first, *rest = others
        turn.understanding = replace(
            read, intent=first.intent, confidence=first.confidence, secondary=tuple(rest), ranking=ranking
        )
    else:
        turn.understanding = replace(read, intent=FALLBACK, ranking=ranking)
    return False
