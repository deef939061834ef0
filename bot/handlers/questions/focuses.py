"""What a clause asks by its own words: its focus where these say more than the reader of clauses knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers import FactName, Focus
from bot.guidance.answers.named import SIGNS, of_signing
from bot.guidance.answers.papers import KINSHIP_TESTS
from bot.handlers.finding import ladder_of, topic_procedure
from bot.handlers.questions import aims, beyond
from bot.understanding.clauses import Act
from bot.understanding.clauses.objects import object_of
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

ANSWERED = frozenset(
    {
        Focus.PAPERS,
        Focus.MISSING_PAPER,
        Focus.FORM,
        Focus.FEE,
        Focus.TIME,
        Focus.PLACE,
        Focus.AUTHORITY,
        Focus.WHO_MAY_GO,
        Focus.MUST_COME,
        Focus.CHANNEL,
        Focus.ELIGIBILITY,
        Focus.DEADLINE,
        Focus.CONSEQUENCE,
        Focus.RESULT,
        Focus.TERRITORY,
    }
)
"""Focuses that units answer by themselves; the others only beside one of these, else by the handler of their wish."""
TOPICLESS = frozenset({Focus.VALIDITY, Focus.RULE})
"""Focuses whose units hold of all procedures: whether old papers hold, what a word of the law means."""
BESIDE = frozenset({Focus.HOURS, Focus.CONTACT, Focus.APPOINTMENT, Focus.VALIDITY})
BY_INTENT = {
    "ask_procedure_documents": Focus.PAPERS,
    "ask_procedure_fee": Focus.FEE,
    "ask_processing_time": Focus.TIME,
    "ask_procedure_authority": Focus.PLACE,
    "ask_form_download": Focus.FORM,
    "ask_must_appear": Focus.MUST_COME,
    "ask_result_delivery": Focus.RESULT,
}
"""Wishes that are questions though nothing in their words asks ("lệ phí khai sinh")."""
WISHES = {focus: intent for intent, focus in BY_INTENT.items()}
"""Focus → the wish that asks it."""
_LACKS = re.compile(r"\b(?:khong co|chua co|khong con|thieu|mat|bi mat)\b")
_PLACE_OF_A_PAPER = re.compile(
    r"\b(?:giay|to|don|ban|so) (?!to\b|gi\b)\w+(?: \w+){0,3}"
    r" (?:o dau (?:xin|lay|mua|co|cap)|(?:xin|lay|mua|kiem)(?: \w+)? (?:o )?dau)\b"
)
_MEANWHILE = re.compile(r"\b(?:luc|khi|thoi gian) (?:con )?cho\b|\bgiay (?:gi |nao )?tam\b(?! tru| vang)|\bdo tam\b")
_ANOTHER_WAY = re.compile(r"\bcach (?:nao |gi )?khac\b")
_WHOM = re.compile(r"\bhoi ai\b")
_HANDS_IN = re.compile(
    r"\b(?:nop|lam|dang ky|khai|xin|ho so|giay(?: to)?|thu tuc|cap|doi|chung|sang ten|uy quyen|dat lich|o dau|noi nao"
    r"|(?:xa|phuong|tinh|cho) nao|submit|apply|file|register|get)\b"
)
"""Something is to be done at an office, wherever that is."""
_AT_A_COUNTER = "ask_inperson_allowed"
_BOOKED_FIRST = re.compile(
    r"\b(?:phai|can|(?:bat )?buoc|khoi)(?: \w+){0,2}? (?:dat (?:lich|hen|cho|truoc)|hen (?:truoc|gio|lich)"
    r"|lay (?:hen|so)|dang ky(?= truoc)|goi(?: dien)?(?: thoai)?(?= truoc))(?: truoc)?\b"
    r"(?!.{0,40}\b(?:dau|nao|sao|may|bao|ai|gi)\b)"
    r"|\b(?:phai|can|buoc|khoi)(?: phai)? hen (?:duoc|khong|ha)\b"
    r"|\b(?:need|must|have)\b.{0,20}\b(?:book|appointment)\b"
)
"""Asks whether one has to book before one comes."""
_OPENS = re.compile(r"\b(?:mo|dong) cua\b")
"""What an office does at its hours; "mở cửa" alone would be a shop that is registered."""
_OFFICE = (
    r"(?:cong an|uy ban|ubnd|xa(?! hoi)|phuong|(?<!lay )tinh|mot cua|trung tam|(?:co quan |ben )?thue|toa(?: an)?"
    r"|so (?:tu phap|noi vu|xay dung|giao thong|nong nghiep|y te|tai chinh)|buu dien|ngan hang|bao hiem(?: xa hoi)?)"
)
_AT_OFFICE = (
    rf"(?:(?:o|ra|len|toi|den|qua|ve|ben|tai|ngoai|tren|duoi|cho) )*{_OFFICE}"
    r"(?: (?:nhan dan|xa(?! hoi)|phuong|tinh|hanh chinh cong|hanh chinh|phuc vu|cap|minh|nay|do|kia))*"
)
_ONLY_AN_OFFICE = re.compile(
    rf"^(?:(?:da|vay|z|la|thi|ma|a|u|phai|di|nop|lam|duoc) )*{_AT_OFFICE}"
    r"(?: (?:la|thoi|luon|lam|nhan|nop|duoc|co|dung|phai))*(?: (?:khong|ha|a|chua|hen))?"
    r"(?: (?:em|chi|anh|ad|vay|ban))*$"
)
"""Nothing but an office: whether it is there, of what is talked of ("công an xã, đúng không")."""
_ONE_OFFICE_OR_ANOTHER = re.compile(
    rf"\b{_AT_OFFICE}(?: \w+){{0,4}} hay (?:la |phai |cu |chi )?(?:di |nop |lam )?{_AT_OFFICE}\b"
)
"""Which of two offices ("có phải lên thuế không hay một cửa làm luôn")."""
_RESIDENCE = (
    r"\b(?:(?:o|noi|cho|tai|theo|ben) )+(?:dang ky )?(?:tam|thuong) tru\b"
    r"|^(?:(?:vay|thi|ma|neu|co) )*(?:tam|thuong) tru(?: (?:tren|duoi|o|ben) \w+)?"
    r"(?= (?:xin|nop|lam|khai)(?: \w+)? (?:duoc|co duoc|luon))"
)
_BY_RESIDENCE = re.compile(_RESIDENCE)
"""Where somebody lives, by the words of registering it ("tạm trú xin được không")."""
_KINSHIP = re.compile(rf"\b(?:{'|'.join(KINSHIP_TESTS)})\b")
_BY_ANOTHER = re.compile(r"\b(?:nho |keu |bieu |cho )?(?:hang xom|ban be|dong nghiep|to truong|truong ap|chu tro)\b")
"""Who goes for somebody, and no party of a dispute or a tenancy."""
NAMELESS = {
    Focus.HOURS: _OPENS,
    Focus.APPOINTMENT: _BOOKED_FIRST,
    Focus.PLACE: re.compile(rf"{_ONLY_AN_OFFICE.pattern}|{_RESIDENCE}"),
    Focus.WHO_MAY_GO: _BY_ANOTHER,
    Focus.MUST_COME: SIGNS,
}
"""Focus → words of it that name no procedure though they are like one's."""
_OLD_PAPER = re.compile(
    r"\b(?:giay|ten|dia chi|bang|so do|so ho|so hong|the|cccd|can cuoc|ban sao|ho khau|ho chieu|bao hiem|ca vet|hoc ba"
    r"|sap nhap|xa|phuong|(?<!duoc )(?<!co )tinh)\b"
)
"""What may still hold though its place is called otherwise now."""
TELLS_LATE = re.compile(r"\b(?:tre|qua han|lo) may (?:ngay|bua|hom|thang|nam)(?: nay)?(?: roi)?$")
"""A delay that is told, in the words of a question."""
ONLY_WHETHER = re.compile(
    r"^(?:(?:vay|z|gio|roi|thi|ma|co) )*(?:(?:lam|nop|di|dang ky|khai)(?: (?:cho|duoc))? )?(?:co )?"
    r"(?:duoc|sao|lam sao|phai lam sao)(?: (?:khong|chua|ha|sao|vay|em|chi|anh|a|luon))*$"
)
"""Words that ask whether it can be done at all, about what was told before them."""
_A_QUESTION = 4
"""Words from which on an unknown question is said back; fewer are a tag ("đúng hông", "z hả")."""
_WHY = re.compile(r"\b(?:vi sao|tai sao|sao (?:ma )?(?:lai|bi|phai|bat|doi|cu phai|khong duoc|khong cho)|why)\b")
_OF_US = re.compile(
    r"^(?:(?:thi|ma|vay|con|ai) )*(?:tro ly|bot|may|em|ban|ad)(?: no)? (?:co )?biet (?:khong|gi|chua)\b"
)
"""Asks the assistant whether it knows, and nothing besides."""
_OR_ELSE = re.compile(r"^hay (?:la )?(?:phai |van phai |chi )?(?:di|ra|len|nop|gui|lam|toi|den|qua|ve)\b")
"""The other half of a question before it ("gửi bưu điện được không, hay phải ra xã")."""
_GOES_WITH = re.compile(r"\b(?:lam|phai|tinh)? ?(?:sao|the nao)(?: gio| day| vay| a)?$")
"""Endings of what the question beside it asks in other words ("… thì làm sao, cần giấy gì")."""
_IF_SO = re.compile(r"^(?:\w{1,9} ){1,8}?(?:khong|chua|bi|het|lo)(?: \w{1,9}){1,8} thi sao\b(?! gio)")
"""What becomes of it if something is so ("chủ nhà không chịu ký thì sao"): a question of its own."""
_GIVEN_MONEY = re.compile(
    r"\b(?:lanh|nhan|huong|duoc|tro cap|phat|cho) (?:bao nhieu |\w+ )?(?:tien|che do)\b(?! (?:le phi|phi))"
)
_PAID = re.compile(r"\b(?:ton|mat|dong|tra|nop|phi|le phi|giam|mien)\b")
_USED_ELSEWHERE = re.compile(
    r"\b(?:di|nam|vo|nhap|toi) (?:benh )?vien\b|\bkham (?:benh|bao hiem|thai)\b|\b(?:di|nhap|vo) hoc\b"
    r"|\bdi (?:may bay|tau|thi)\b"
)
"""What people do with a paper elsewhere than at an office: whether that works without it, no procedure tells."""
_WHO_GOES = re.compile(
    r"\bai (?:(?:duoc|co the|se|phai) )?(?:di (?:khai|nop|lam|dang ky|xin)\b|(?:khai|nop|dang ky|xin) duoc$|di duoc$)"
    r"|\bai (?:duoc|co the|co quyen|phai|dung ra) (?:di |dung ra )?khai\b|\bdung (?:ra |ten )(?:di )?khai\b"
)
"""Asks who does it for somebody, and no office ("cha mẹ mất, ai đi khai")."""
_HERE_OR_THERE = re.compile(r"\bo (?!dau\b|may\b)\w+(?: \w+){0,3} hay (?:la |ve |phai ve )?o \w+")
"""Which of two places ("khai tử ở Bình Dương hay ở Cái Nước")."""
_FROM_AFAR = re.compile(r"\b(?:cach nao|lam sao)(?: \w+){0,2}? (?:khong|khoi)(?: phai| can)? ve\b(?! (?:viec|phan))")
"""How it is asked whether it works from far away ("có cách nào không về mà vẫn xin được")."""
_RESULT = re.compile(
    r"\b(?:ket qua|tra giay|(?:lay|nhan|lanh|tra) (?:giay|the|so|ho so|bang|ket|dum|gium|thay|giup)|giay hen"
    r"|phieu hen|gui ve|result|collect)\b"
)


_NAMES = (
    r"(?:do|nay|luon|nua|a|ad|em|vay|ha|sao|lam|cap|doi|xac nhan|dang ky|chung thuc|giay|the|so|nop|khai sinh|khai tu"
    r"|ket hon|ho chieu|can cuoc|tam tru|thuong tru|cu tru|sang ten|tach thua)"
)
_ALONE = (
    (Focus.FEE, r"(?:le phi|phi(?! vat the\b)|chi phi|tien phi)"),
    (Focus.TIME, r"(?:thoi gian|thoi han) (?:lam|giai quyet|xu ly|cho|tra)"),
    (Focus.PAPERS, r"(?:giay to|ho so) (?:can|phai (?:nop|dem)|gom)"),
)
_ALONE_WHOLE = tuple(
    (focus, re.compile(rf"(?:(?:da|con|va|voi|roi|the|vay|cai|ve|cho hoi) )*{name}(?: (?:{_NAMES})){{0,4}}"))
    for focus, name in _ALONE
)
"""A question's name and nothing else: "lệ phí", "phí xác nhận đó"."""


def named_alone(plain: str) -> Focus | None:
    """Return what a clause, in plain form, asks by its name alone; None where it says anything of it."""
    return next((focus for focus, pattern in _ALONE_WHOLE if pattern.fullmatch(plain)), None)


def speaks_of_result(text: str) -> bool:
    """Return whether a text has a word for what one gets at the end, or for getting it."""
    return bool(_RESULT.search(canonical(text)))


def asks_why(text: str) -> bool:
    """Return whether a text asks for a reason."""
    return bool(_WHY.search(canonical(text)))


def may_ask(focus: Focus, text: str) -> bool:
    """Return whether a text may ask a focus as which the model read it: money that one is given is no fee."""
    if focus is Focus.RESULT:
        return speaks_of_result(text)
    return focus is not Focus.FEE or not _GIVEN_MONEY.search(canonical(text))


def uses_elsewhere(text: str) -> bool:
    """Return whether a clause asks whether a hospital, a school or a carrier takes somebody who lacks a paper."""
    plain = canonical(text)
    return _LACKS.search(plain) is not None and _USED_ELSEWHERE.search(plain) is not None


def asks_from_afar(plain: str) -> bool:
    """Return whether a clause, in plain form, asks if it works from where somebody is, without coming home."""
    return _FROM_AFAR.search(plain) is not None


def asks_to_book_first(act: Act, plain: str) -> bool:
    """Return whether a clause, in plain form, asks whether one has to book before one comes."""
    return act is Act.ASKS_WHETHER and bool(_BOOKED_FIRST.search(plain))


def asks_something(clause: Clause) -> bool:
    """Return whether a clause that no question was made of asks something all the same, and not only for a yes."""
    plain = canonical(clause.text)
    goes_with = _GOES_WITH.search(plain) and not _IF_SO.search(plain)
    return asks_alone(clause) and not goes_with and not _OR_ELSE.match(plain) and not _OF_US.match(plain)


def asks_alone(clause: Clause) -> bool:
    """Return whether a clause asks something, where no other one beside it asks the same in other words."""
    plain = canonical(clause.text)
    asks = clause.act.asks and not ONLY_WHETHER.match(plain) and not TELLS_LATE.search(plain)
    says_of_what = bool(object_of(plain)) or _PLACE_OF_A_PAPER.search(plain) is not None
    # What comes of something is asked in few words that name nothing: it is quoted with what stands before it.
    of_what_was_told = clause.focus is Focus.CONSEQUENCE
    return asks and (of_what_was_told or (len(plain.split()) >= _A_QUESTION and says_of_what))


def asks_beyond(turn: Turn, plain: str) -> bool:
    """Return whether a clause, in plain form, asks what no matter tells: how long a paper holds, how money comes."""
    current = topic_procedure(turn)
    given = current is not None and beyond.gives_money(current)
    apart = beyond.asks_how_long_it_holds(plain) or beyond.asks_what_coming_costs(plain)
    return apart or beyond.asks_of_being_paid(plain, given=given)


def _of_no_term(turn: Turn, focus: Focus | None, plain: str) -> bool:
    """Return whether it is asked what comes of something where nobody spoke of being late: no unit tells that."""
    return focus is Focus.CONSEQUENCE and not aims.of_a_term(plain, canonical(turn.text))


def by_its_words(turn: Turn, clause: Clause, focus: Focus | None, *, under_way: bool) -> Focus | None:
    """Return what a clause asks, where its words and what is talked of say more than the reader of clauses knows."""
    plain = canonical(clause.text)
    if asks_to_book_first(clause.act, plain):
        return Focus.APPOINTMENT
    if (focus is not Focus.VALIDITY and asks_beyond(turn, plain)) or _of_no_term(turn, focus, plain):
        return None
    if aims.asks_the_term(plain, canonical(turn.text)):
        return Focus.DEADLINE
    if focus in {None, Focus.PROCEDURE, Focus.PAPERS}:
        lacks = (_LACKS.search(plain) and lacks_a_paper(clause)) or _lost(turn, clause)
        focus = Focus.MISSING_PAPER if lacks else focus
    if focus is Focus.MISSING_PAPER and uses_elsewhere(clause.text):
        return None  # whether a hospital or a school takes somebody without it is no question of a dossier
    if focus is Focus.FEE and _GIVEN_MONEY.search(plain) and not _PAID.search(plain):
        focus = Focus.ELIGIBILITY  # money that one is given is no fee
    if focus is Focus.CONTACT and under_way and _WHOM.search(plain):
        focus = Focus.PLACE  # who can be asked of a matter is where it is handed in
    if focus in {*_UNSETTLED, Focus.ELIGIBILITY} and _WHO_GOES.search(plain):
        focus = Focus.WHO_MAY_GO
    here_or_there = focus is None and clause.act is Act.ASKS_WHETHER and _HERE_OR_THERE.search(plain)
    if here_or_there or (focus in {None, Focus.PROCEDURE} and asks_from_afar(plain)):
        focus = Focus.TERRITORY
    return _of_what_is_under_way(turn, focus, plain) if under_way else _unless_of_another(turn, focus, plain)


def _of_what_is_under_way(turn: Turn, focus: Focus | None, plain: str) -> Focus | None:
    if asks_of_signing(turn, plain):
        return Focus.MUST_COME
    if _KINSHIP.search(plain) and focus in {*_UNSETTLED, Focus.ELIGIBILITY, Focus.MUST_COME, Focus.RULE}:
        return Focus.PAPERS
    of_an_office = focus in _UNSETTLED and _asks_of_an_office(plain)
    by_residence = focus in {*_UNSETTLED, Focus.TERRITORY} and _BY_RESIDENCE.search(plain) is not None
    return _unless_of_another(turn, Focus.PLACE if of_an_office or by_residence else focus, plain)


def _unless_of_another(turn: Turn, focus: Focus | None, plain: str) -> Focus | None:
    return None if _of_another(turn, focus, plain) or (focus is Focus.TERRITORY and _of_no_matter(turn)) else focus


_UNSETTLED = frozenset({None, Focus.PROCEDURE, Focus.AUTHORITY})
"""What the words of an office are read as where the reader of clauses makes nothing else of them."""


def _asks_of_an_office(plain: str) -> bool:
    return bool(_ONLY_AN_OFFICE.match(plain) or _ONE_OFFICE_OR_ANOTHER.search(plain))


def belongs(plain: str) -> bool:
    """Return whether a question, in plain form, is about whatever is talked of: who declares, or which office it is."""
    return bool(_WHO_GOES.search(plain) or _BY_RESIDENCE.search(plain) or _KINSHIP.search(plain)) or _asks_of_an_office(
        plain
    )


def asks_of_signing(turn: Turn, plain: str) -> bool:
    """Return whether a text, in plain form, asks how one signs what the matter under way tells of signing."""
    code = turn.state.topic.procedure
    if code is None or SIGNS.search(plain) is None:
        return False
    units = turn.guidance.answers.units_for(code, Focus.MUST_COME, {}, at=turn.moment, known_at=turn.received_at)
    return any(f" {phrase} " in f" {plain} " for unit in units if of_signing(unit) for phrase in unit.about)


def _of_no_matter(turn: Turn) -> bool:
    """Return whether a text wants nothing done at an office: "tui ở trọ, hộ khẩu Sóc Trăng, vậy có được không"."""
    return turn.state.topic.procedure is None and _HANDS_IN.search(canonical(turn.text)) is None


def _of_another(turn: Turn, focus: Focus | None, plain: str) -> bool:
    """Return whether what a clause asks by its words is no question about a matter."""
    if focus is Focus.PLACE:  # where a paper comes from, not where the dossier goes
        return _PLACE_OF_A_PAPER.search(plain) is not None or aims.misses(focus, plain)
    if focus is Focus.CHANNEL:  # where a rule binds counters, who may come all the same and how is told at length
        if _ANOTHER_WAY.search(plain):
            return True  # than those that were told
        return turn.understanding.intent == _AT_A_COUNTER and _binds(turn)
    if focus is Focus.PAPERS:  # what one has in hand until the result is there, or is given
        return _MEANWHILE.search(plain) is not None or aims.gives_a_paper(plain)
    return aims.misses(focus, plain) or (focus is Focus.VALIDITY and not _OLD_PAPER.search(plain))


def _binds(turn: Turn) -> bool:
    return ladder_of(turn, turn.state.topic.procedure).binding


def _lost(turn: Turn, clause: Clause) -> bool:
    """Return whether a paper was lost that is not what the matter under way gives, but one that it needs."""
    current = topic_procedure(turn)
    if current is None:
        return False
    names = [canonical(name) for name in (current.title, current.name, *current.names)]
    papers = (canonical(str(fact.value)) for fact in clause.facts if fact.name is FactName.LOST)
    return any(paper and not any(paper in name for name in names) for paper in papers)


def lacks_a_paper(clause: Clause) -> bool:
    """Return whether a clause tells that a paper is lacking."""
    return any(fact.name is FactName.LACKS for fact in clause.facts)
