"""Which procedure a clause is about: what is left of it without the words that only ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.handlers import abroad
from bot.understanding.clauses import Act
from bot.understanding.clauses.denied import without_circumstances, without_denied
from bot.understanding.clauses.objects import OFFICIAL, SMALL, object_of
from bot.understanding.fold import canonical
from bot.understanding.search.evidence import is_likely, is_told, names_of, resembles
from bot.understanding.search.finder import ENOUGH, Outcome
from bot.understanding.search.fitting import FISHING, PARTS_LAND
from bot.understanding.search.synonyms import Synonyms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.guidance.answers import FactName
    from bot.guidance.procedures import Procedure
    from bot.understanding.search.finder import Hit, ProcedureSearch

_SPECIAL = (
    *("lai", "ban sao", "trich luc", "nuoc ngoai", "duoi 14", "doi", "xoa", "tach", "sua chua", "cham dut"),
    *("tam ngung", "thay doi", "bi mat", "gia han", "mat", "cai chinh", "chuyen", "thu hoi", "rut ho so"),
)
"""Parts of a procedure's name by which it is a variant of a plainer one: nobody means it without saying so."""
_ABROAD = " nuoc ngoai "
_BEFORE_PAPER = re.compile(
    r"^(.*?)\b(?:co )?(?:can(?! cuoc| ngheo)|phai (?:co|nop|dem|mang)|dem|mang|khong co|chua co|thieu|mat)\b"
)
_PAPER_FIRST = re.compile(
    r"^(?:(?:con|vay|roi|the|cai|to) )*(?:giay|so|ban|don|to khai|hop dong)(?: \w+){1,6} co (?:can|phai co|bat buoc)"
    r"(?: co| nop| thiet)? (?:khong|ha)\b"
)
"""The paper stands before what asks whether it is needed ("còn giấy an toàn thực phẩm có cần không")."""
_SOMEBODY = re.compile(
    r"\b(?:anh|chi|co|chu|bac|cau|di|em|duong|mo|thim|ong|ba) (?:hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut|ca|ruot)\b"
)
"""A relative by their place among the siblings ("chị hai có cần giấy ủy quyền không")."""
_BEHIND = re.compile(
    r"\b(?:lam duoc|thi|co|de|ma|gio|roi|khi|luc) (?:lam|dang ky|xin|cap|doi|sang ten|di lam|nop)\b.*$"
)
_WHERE = re.compile(
    r"\b(?:(?:ho khau|thuong tru|tam tru|bao hiem|bh|que)(?: \w+)? )?(?:o|ve|len|tai) [\w ]+?"
    r"(?= (?:duoc|hay|lam|nop|thi|cung)\b|$)"
)
"""Where somebody is or is registered, which is no procedure."""
_OF_TWO = re.compile(
    r"\b(?:lam )?o \w+(?: \w+){0,3} hay (?:la |phai )?(?:(?:ve |len |ra |xuong |qua )?o|(?:ve|len|ra|xuong|qua)) "
    r"\w+(?: \w+){0,5}$"
)
"""Two places of which one is asked for."""
_SENT = re.compile(
    rf"{_SOMEBODY.pattern}|\b(?:giay|to|van ban|don|hop dong) uy quyen\b"
    r"|\buy quyen (?:lai )?(?:cho|qua|nho) (?:\w{1,9} ){1,4}?(?=(?:xin|lam|di|nop|lay|ky|dung)\b)"
    r"|\buy quyen(?: (?:do|nay|thi|co)){0,3} (?:phai|can)(?: (?:co|di))? (?:cong chung|chung thuc|chung)\b"
    r"(?! (?:minh|sinh|tu)\b)"
)
"""Who goes instead, and the paper for it, which is called like what is certified."""
_AT_A_NOTARY = re.compile(
    r"\b(?:ra|len|toi|qua|den|di|o) (?:phong |van phong )?cong chung\b(?! (?:giay|ban|hop dong|chu))"
)
"""A notary's office as a place ("ra xã hay ra công chứng"), where nothing is said to be certified."""
_OR_THERE = re.compile(r"\w hay (?:la |phai )?(?:ra|len|toi|qua|den|di|o|ve)\b")
"""Another place to choose from, whatever the rest asks."""
_CERTIFIES = re.compile(r"\b(?:chung thuc|chung (?:chu|ho|giay)|sao y|ban sao|photo|chu ky|uy quyen|hop dong)\b")
_NUMBER = re.compile(r"\bso (?:may|nao|gi|bao nhieu)\b")
"""The number of a form, which is no book ("mẫu số mấy")."""
_DECIDER = re.compile(r"\b(?:ai|xa|phuong|noi nao|cho nao|co quan nao) (?:la nguoi |la noi )?quyet dinh\b")
"""Who decides, which is no decision to be had ("ai quyết định vậy")."""
_NO_NAMES: Mapping[Focus | None, re.Pattern[str]] = {
    Focus.WHO_MAY_GO: _SENT,
    Focus.PLACE: _AT_A_NOTARY,
    Focus.TERRITORY: _WHERE,
    Focus.FORM: _NUMBER,
    Focus.AUTHORITY: _DECIDER,
}
"""What a question of some focuses mentions and is no procedure: "ở Cà Mau" is no "tàu cá"."""
_ACTS_ON = re.compile(r"\b(?:lam|xin|dang ky|cap|doi|mo|thue|vay(?= (?:tien|von|ngan hang))|gia han|sang ten)\b (.+)$")
_PERMIT = re.compile(r"\b(?:giay phep|chung chi|visa)\b(.*)$")
"""What is a matter of its own however little is said of it ("giấy phép karaoke")."""
_LOAN = re.compile(r"\bvay (?:tien|von|ngan hang)\b")
_YOUNG = 14
_ADULT, _CHILD = "1.014061", "1.014062"
"""Identity cards from 14 years on, and below (Luật Căn cước 26/2023/QH15, Điều 19)."""
_COPIES = "2.000815"
_COPY_OF = re.compile(
    r"^(?:\w+ ){0,4}(?:giay|so|the|bang|hoc ba|ho chieu|ban) (?:\w+ ){1,5}(?:photo|photocopy|sao y)$"
    r"|\b(?:photo|photocopy) (?:\w+ ){0,2}(?:giay|so|the|bang|hoc ba|ho chieu|chung minh|can cuoc)\b"
    r"(?!.*\bcong chung\b)"
)
"""A copy of a paper: the name in it is the paper's, and whether the copy shall be certified is asked back."""
_MAY_OPEN = re.compile(
    r"\b(?:tiem|quan|cho|sap|shop|cua hang|ghe hang|xe day)\b.*\b(?:duoc|cho|dam) (?:mo|ban|buon ban|hoat dong)"
    r"(?: cua| lai| ban)* (?:khong|chua)\b"
)
"""Whether a shop may be open, where it is told to close; nobody registers it."""
_EXTRACTS = "2.000635"
_EXTRACT_OF = re.compile(
    r"\b(?:xin|lay|cap|muon|lam|can) (?:\w+ ){0,2}?(?:ban sao|trich luc) (?:(?:trich luc|giay|dang ky|chung nhan) )*"
    r"(?:ket hon|khai sinh|khai tu|ho tich)\b(?!.*\b(?:chung thuc|cong chung|sao y|photo)\b)"
)
"""A copy out of the civil register; what it is a copy of is no matter of its own (Luật Hộ tịch 2014, Điều 63)."""
_CARD_CHANGED = "1.014063"
_CARD_MENDED = re.compile(
    r"\b(?:sua|dinh chinh|cai chinh|chinh (?:lai|sua))"
    r"(?: (?:lai|cai|the|ten|dau|ngay sinh|nam sinh|chu|tren|trong)){0,4} (?:can cuoc|cccd)\b"
)
"""A card that is put right is exchanged (Luật Căn cước 26/2023/QH15, Điều 24)."""
_FROM_THE_REGISTER = "2.000908"
_DIPLOMA_LOST = re.compile(
    r"\b(?:mat|chay|rach|that lac|hu) (?:\w{1,9} ){0,3}?bang (?:cap [123]|tot nghiep|dai hoc|cao dang|trung cap)\b"
)
"""A diploma is given once, and copied from the register after (Nghị định 23/2015/NĐ-CP, Điều 2, 16)."""
_ACT_ALONE: dict[str, tuple[str, ...]] = {
    "sang ten": ("1.013831", "1.013076", "1.004002"),
    "gia han": (),
    "cap lai": (),
    "lam lai": (),
    "xin lai": (),
}
"""What is done to many things, said without the thing: land, a vehicle and a boat are transferred."""
_MONEY = re.compile(r"\b(?:tien|lanh|tro cap|che do|huong|phu cap)\b")
"""Who asks for money that one is given names it: the matter under way may give none."""
_GROUP_ALONE = re.compile(
    r"(?:(?:nha|ho|dien|thuoc|nguoi|con|em|toi|la|minh) )*(?:(?:can )?ngheo|gia|cao tuoi|khuyet tat|co cong"
    r"|thuong binh|tre em|dan toc|chinh sach)(?: (?:ma|do|thi|nay|tien|phi))*"
)
_CLEAR = 0.72
"""Least score of a name where a matter is under way, which a clause without a name is about."""
_AROUND_IT = re.compile(r" tren (?:ghe|tau|xuong|xe|giuong|be)(?: \w+)?$")
"""Where it is, said behind the name of a matter; over what is left of a clause without the words that only ask."""
_UNHEARD = 2
"""Words of an object that nothing is known of, from which on it is not taken for the matter under way."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a clause names.

    Attributes:
        code: the procedure, or None.
        offered: several that may be meant.
        unknown: it names something to be done that is none of the procedures.
    """

    code: str | None = None
    offered: tuple[str, ...] = ()
    unknown: bool = False

    @property
    def named(self) -> bool:
        """Whether the clause says itself what it is about."""
        return self.code is not None or bool(self.offered) or self.unknown


NOTHING = Topic()
A_TRANSFER = Topic(offered=_ACT_ALONE["sang ten"])
"""Something is transferred that is not named."""


def topic_of(
    search: ProcedureSearch,
    text: str,
    *,
    focus: Focus | None,
    act: Act,
    facts: Mapping[FactName, str | int | bool],
    under_way: bool,
) -> Topic:
    """Return which procedure a clause names.

    Args:
        search: finds procedures by what people call them.
        text: the clause.
        focus: what it asks.
        act: what it does.
        facts: what was told, which settles what the name leaves open.
        under_way: whether a matter is under way, which it may be about without naming it.
    """
    plainly = abroad.without(text)
    if act is Act.TELLS and abroad.says_who(text):
        return NOTHING
    found = _topic_of(search, text, focus=focus, act=act, facts=facts, under_way=under_way)
    if focus is Focus.ELIGIBILITY and found.code is None:
        found = _of_somebody(search, text) or found
    if plainly == canonical(text):
        return found
    if found.code is None:
        other = _topic_of(search, plainly, focus=focus, act=act, facts=facts, under_way=under_way)
        found = other if other.code is not None else found
    both = abroad.either(search.catalogue, text, found.code)
    return Topic(offered=both) if both else found


def _of_somebody(search: ProcedureSearch, text: str) -> Topic | None:
    """Return what somebody may do or be given at an age, where the rest of the clause is clearly one name; else None.

    The age, the household, a pregnancy say of whom it is asked: with them no name covers the clause.
    """
    plain = canonical(without_denied(text))
    told = _AGED.sub(_whoever, plain)
    if told == plain:
        return None
    for words in dict.fromkeys((object_of(_BEHIND_AN_AGE.sub(" ", told)), object_of(told), told.strip())):
        decision = search.decide(words)
        if words and decision.outcome is Outcome.ONE and decision.hits[0].score >= _CLEAR:
            code = decision.hits[0].code
            return None if code in {_ADULT, _CHILD} else Topic(code)  # which card it is hangs on the age itself
    return None


def _whoever(found: re.Match[str]) -> str:
    """Return who is of an age, as procedures call them; of no group where they are neither old nor anything else."""
    return " nguoi gia " if int(found["age"]) >= _OLD else " "


_OLD = 60
"""Years from which on somebody is old (Luật Người cao tuổi 39/2009/QH12, Điều 2)."""
_AGED = re.compile(
    r"(?:\b(?:me|ma|ba|cha|tia|bo|ong|noi|ngoai|chong|vo|con|anh|chi|em|chau|co|chu|bac|toi|minh|la|nam|nu|gai|trai"
    r"|nay|moi|duoc|da)\b ){0,5}(?<!\d)(?P<age>\d{1,3}) ?(?:tuoi|t)\b"
)
_BEHIND_AN_AGE = re.compile(r"\b(?:(?:thuoc |dien )*ho (?:can )?ngheo|co bau|mang thai|co thai|roi|muon|da)\b")


def _topic_of(
    search: ProcedureSearch,
    text: str,
    *,
    focus: Focus | None,
    act: Act,
    facts: Mapping[FactName, str | int | bool],
    under_way: bool,
) -> Topic:
    meant = without_denied(text)
    plain = _POLITE.sub("", canonical(meant))
    if focus is Focus.MISSING_PAPER or (focus is Focus.PAPERS and act is Act.ASKS_WHETHER):
        around = _around_the_paper(plain, under_way=under_way)
        if left := object_of(around):
            least = _CLEAR if under_way else ENOUGH
            return (
                Topic(offered=_ACT_ALONE[left]) if left in _ACT_ALONE else _decide(search, around, facts, least=least)
            )
        if under_way:
            return NOTHING
    if under_way:
        plain = _POLITE.sub("", canonical(without_circumstances(meant)))
    if focus in _NO_NAMES:
        plain = _NO_NAMES[focus].sub(" ", plain)
    if _OR_THERE.search(plain) and _CERTIFIES.search(plain) is None:
        plain = _AT_A_NOTARY.sub(" ", plain)
    of_a_group = under_way and focus is Focus.FEE and _GROUP_ALONE.fullmatch(object_of(plain)) is not None
    if of_a_group or not object_of(plain):
        return NOTHING  # of a group: what the poor or the old pay for the matter under way
    if (certain := by_its_words(plain)) is not None:
        return certain
    asks_money = focus is Focus.ELIGIBILITY and _MONEY.search(plain) is not None
    found = _named(search, plain, facts, under_way=under_way, least=_CLEAR if under_way and not asks_money else ENOUGH)
    other = not found.named and under_way and focus is not None and names_something_else(plain)
    return Topic(unknown=True) if other else found


_POLITE = re.compile(
    r"^(?:(?:da|thua|vang|alo|ok|oki|hello|hi|hey|chao|xin chao|admin|ad|shop)(?: oi)? )+(?=\w+ \w)"
    r"|(?<=\w\w)(?: (?:a|nha|nghen))+$"
)


def _around_the_paper(plain: str, *, under_way: bool) -> str:
    """Return what stands around a paper that is asked about, which may be called like a procedure ("sổ hộ khẩu")."""
    before = None if under_way and _PAPER_FIRST.match(plain) else _BEFORE_PAPER.match(plain)
    behind = _BEHIND.search(plain)
    around = " ".join(part for part in (before[1] if before else "", behind[0] if behind else "") if part.strip())
    return _SOMEBODY.sub(" ", around)


def _named(
    search: ProcedureSearch, plain: str, facts: Mapping[FactName, str | int | bool], *, under_way: bool, least: float
) -> Topic:
    """Return what a text names, if need be without the two places of which one is asked for."""
    found = _decide(search, plain, facts, least=least)
    if found.code is None and (elsewhere := _OF_TWO.sub(" ", plain)) != plain and object_of(elsewhere):
        named = _decide(search, elsewhere, facts, least=_CLEAR if under_way else ENOUGH)
        found = named if named.code is not None else found  # "khai tử ở Bình Dương hay ở Cái Nước"
    thing = transferred(plain) if found.code is None else None
    return found if thing is None else Topic(thing)


def by_its_words(plain: str) -> Topic | None:
    """Return what words say that the search would misread: copies, and an act without what it is done to."""
    if _COPY_OF.search(plain):
        return Topic(offered=(_COPIES,))
    if _MAY_OPEN.search(plain):
        return Topic(unknown=True)
    if _EXTRACT_OF.search(plain):
        return Topic(_EXTRACTS)
    if _CARD_MENDED.search(plain):
        return Topic(_CARD_CHANGED)
    if _DIPLOMA_LOST.search(plain):
        return Topic(_FROM_THE_REGISTER)
    left = object_of(plain)
    if "sang ten" in left and not any(words.search(left) for words, _ in _THINGS):
        left = "sang ten"  # to whom it goes says nothing of what it is
    return Topic(offered=_ACT_ALONE[left]) if left in _ACT_ALONE else None


def transferred(plain: str) -> str | None:
    """Return what a text says is transferred, parted or put right in a register, by its words; None of several."""
    if _CORRECTED.search(plain) is not None and _REGISTERED.search(plain) is not None:
        return _CORRECTION
    if "sang ten" not in plain:
        return _PARCEL if PARTS_LAND.search(plain) is not None else None
    if FISHING.search(plain) is not None:
        return _FISHING_BOAT
    found = {code for words, code in _THINGS if words.search(plain)}
    return found.pop() if len(found) == 1 else None


_CORRECTION = "1.004859"
_REGISTERED = re.compile(r"\bkhai s[ai]nh\b")
_CORRECTED = re.compile(
    r"\bghi (?:\w{1,9} ){1,6}?(?:ma|con) (?:\w{1,9} ){1,8}?ghi\b.*\bsua\b"
    r"|\b(?:ten|ho|chu lot|ngay sinh|nam sinh|thang sinh|dau nang) (?:\w{1,9} ){0,6}?sai\b.*\bsua\b"
)
"""What a register says differs from what another paper says ("khai sinh ghi Thị mà học bạ ghi Thi, sửa cái nào")."""
_PARCEL, _FISHING_BOAT = "1.012784", "1.003650"
_THINGS = (
    (re.compile(r"\b(?:dat|ruong|vuong|thua|so do|so hong|bang khoan|nen nha|cong dat|vuon)\b"), "1.013831"),
    (
        re.compile(
            r"\b(?:xe|honda|moto|mo to|o to|xe may|ca vet|bien so|vision|wave|sirius|exciter|air ?blade|dream|winner"
            r"|vario)\b"
        ),
        "1.013076",
    ),
    (re.compile(r"\b(?:tau|ghe|vo (?:lai|may)|xuong)\b(?! (?:qua|nhau))"), "1.004002"),
)
"""Words of what is transferred, with the procedure."""


def changed(search: ProcedureSearch, plain: str, current: Procedure) -> Topic:
    """Return the variant of the matter under way that a clause wants by its act alone ("giờ muốn đổi thì đi đâu").

    Args:
        search: finds procedures by what people call them.
        plain: the clause in plain form; it names nothing itself.
        current: the matter under way.
    """
    act = BARE_ACT.search(plain)
    if act is None:
        return NOTHING
    words = canonical(f"{'thay doi' if act[1] == 'doi' else act[1]} {current.title}")
    decision = search.decide(words)
    found = decision.outcome is Outcome.ONE and decision.hits[0].code != current.code
    return Topic(decision.hits[0].code) if found and is_told(search, words, decision.hits[0]) else NOTHING


BARE_ACT = re.compile(
    r"\b(?:muon|can|xin|phai|gio) (?:muon |xin )?(thay doi|doi|gia han|cap lai|cham dut|tam ngung)"
    r"(?= (?:thi|o|di|ra|sao|lam sao|can|phai|ton|het|bao|may|co)\b|$)"
)
"""Something is to be done with the matter that is talked of, which has no name of its own here."""


def _decide(search: ProcedureSearch, text: str, facts: Mapping[FactName, str | int | bool], *, least: float) -> Topic:
    """Return what a text names with at least that score."""
    left = object_of(text)
    for words in dict.fromkeys((left, canonical(text))):
        decision = search.decide(words)
        if decision.outcome is Outcome.ONE and decision.hits[0].score >= least:
            return _meant(search, words, decision.hits[0])
        if decision.outcome is Outcome.CLOSE and decision.hits[0].score >= least:
            if not any(is_likely(search, words, hit) for hit in decision.hits):
                continue  # "mai lên" has a word of "mai táng", and says nothing of it
            said = " ".join(Synonyms.packaged().apply(canonical(text).split()))
            topic = _settled([(hit.code, _title(hit)) for hit in decision.hits], said, facts)
            settled = next((hit for hit in decision.hits if hit.code == topic.code), None)
            return _meant(search, words, settled) if settled else topic
    return NOTHING


def _meant(search: ProcedureSearch, words: str, hit: Hit) -> Topic:
    """Return a hit where its name was said; what only resembles it is asked back, or is unknown.

    A unit of another procedure costs somebody a day. Where and when something is done stands behind its name and makes
    no other matter of it ("đăng ký thường trú *trên ghe*").
    """
    if (plainer := _plainer(search, words, hit)) is not None:
        return Topic(plainer)
    if is_told(search, words, hit):
        return Topic(hit.code)
    before = _AROUND_IT.sub(" ", words)
    if before != words and object_of(before) and is_told(search, before, hit):
        return Topic(hit.code)
    if is_likely(search, words, hit):
        return Topic(offered=(hit.code,))
    return NOTHING if resembles(search, words, hit) else Topic(unknown=True)


def _plainer(search: ProcedureSearch, words: str, hit: Hit) -> str | None:
    """Return the plainer procedure where nobody said that it is done again, and the plain one's name was said.

    "Làm khai sinh thế nào" is no registration anew, whatever it sounds like; "mất khai sinh rồi" may be.
    """
    title = f" {_title(hit)} "
    if " lai " not in title or _AGAIN.search(words):
        return None
    plain = title.replace(" lai ", " ").strip()
    codes = (one.code for one in search.catalogue if canonical(one.title) == plain)
    return next((code for code in codes if names_of(search).evidence(words, code).whole), None)


_AGAIN = re.compile(r"\b(?:lai|mat|hu|hong|rach|chay|troi|that lac|uot|mo|bo cu|goc|anew|again|lost)\b")
"""Words for which something is done again."""


def _title(hit: Hit) -> str:
    """Return a title in plain form, in which "đối tượng" is no "đổi"."""
    return canonical(hit.title).replace("doi tuong", "nguoi")


def _settled(hits: list[tuple[str, str]], plain: str, facts: Mapping[FactName, str | int | bool]) -> Topic:
    """Settle several: a variant is meant only by its own word, a child's card only by an age."""
    said = f" {plain} "
    plainer = [
        code
        for code, title in hits
        if not any(f" {part} " in f" {title} " and f" {part} " not in said for part in _SPECIAL)
    ]
    codes = plainer or [code for code, _ in hits]
    if _ABROAD in said:
        codes = [code for code, title in hits if _ABROAD in f" {title} "] or codes
    age = next((value for name, value in facts.items() if name.value == "age"), None)
    if isinstance(age, int) and {_ADULT, _CHILD} & set(codes):
        return Topic(_CHILD if age < _YOUNG else _ADULT)
    if _ADULT in codes and _CHILD in [code for code, _ in hits] and not re.search(r"\b(?:con|chau|be)\b", plain):
        codes = [_ADULT]
    return Topic(codes[0]) if len(codes) == 1 else Topic(offered=tuple(codes[:3]))


def act_on(plain: str) -> str:
    """Return what a clause says that something is to be done with ("muốn làm *khai sinh*"), or nothing."""
    done = _ACTS_ON.search(plain)
    return done[1] if done else ""


def names_an_act(plain: str) -> bool:
    """Return whether a clause says that something is to be done ("muốn làm …"); ``plain`` is its canonical text."""
    return bool(_ACTS_ON.search(plain))


_NO_OBJECT = re.compile(r"(?:duoc|thi|bi|ma|roi|o|tai|khong|luon|sao|gium|dum|giup|thay|ho|truoc|lien)\b")
"""What follows an act that has no object ("ở xã *làm được không* hay phải lên huyện")."""


def names_something_else(plain: str) -> bool:
    """Return whether a clause asks about doing something that nothing is known of."""
    permit = _PERMIT.search(object_of(plain))
    if permit is not None and any(word not in SMALL and word not in OFFICIAL for word in permit[1].split()):
        return True
    if _LOAN.search(plain):
        return True
    done = _ACTS_ON.search(plain)
    if done is None or _NO_OBJECT.match(done[1]):
        return False
    left = [word for word in object_of(done[1]).split() if word not in SMALL]
    return len(left) >= _UNHEARD
