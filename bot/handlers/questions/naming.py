"""Which matters a message names outside of its questions: what it wants done, lists, or tells to be lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers import FactName
from bot.handlers.finding import procedure_of
from bot.handlers.questions.topics import NOTHING, Topic, act_on, names_an_act, topic_of
from bot.understanding.clauses import Act
from bot.understanding.clauses.denied import tells_of_the_past, without_denied, without_past
from bot.understanding.fold import canonical, has_diacritics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

OBJECTS = frozenset({Act.DENIES, Act.COMPLAINS, Act.CORRECTS})
"""Acts of a clause that objects to what was said."""
_LISTING = frozenset({Act.TELLS, Act.COMMANDS})
_LONGEST_ENTRY = 9
_A_LIST = 2
_AND = re.compile(r"^\W*(?:với|voi|và|va|rồi|roi|còn|con) (?:là |la )?", re.IGNORECASE)
_ENTRY = re.compile(r"\b(?:giay|so|the|bang|ban|chung thuc|dang ky)\b")
_ALL_LOST = re.compile(
    r"\b(?:mat|chay|troi|hu) (?:het|sach|tieu|rui|toan bo|nguyen)\b|\bmat (?:\w+ ){0,3}vi (?:chay|lut|nuoc|hoa hoan)\b"
)
_LOST_LIST = re.compile(
    r"\b(?:lam |bi |danh )?(?:mat|rot|that lac|giat|moc tui|an cap)\b"
    r"(?! (?:bao|may|tien|thoi gian|cong|\d|mot|hai|ngay|hom|bua))"
)
"""Something was lost, and what is listed behind it was, too."""
_UP_TO_IT = re.compile(
    r"^.*\b(?:mất|mat|rớt|rot|thất lạc|that lac)\b"
    r"(?: (?:hết|het|luôn|luon|cả|ca(?! vet| vẹt)|tiêu|tieu|sạch|sach)\b)*[\s:]*",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"^.*\b(?:trong đó|trong do|gồm|gom)(?: có| co)?\b[\s:]*", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;/]| (?:với|voi|và|va|cùng|cung) ", re.IGNORECASE)
_OF_OTHERS = re.compile(r"\b(?:atm|ngan hang|tin dung|mastercard|coopmart|sieu thi|sim|dien thoai|vi|bop)\b")
"""Cards that no office gives."""
_BOOK = re.compile(r"(?:so |quyen )?ho khau(?: giay)?")
"""A household book that was lost: its owner wants no registration ended."""
_COMMAS = re.compile(r"[,;/]")
_LOST_TOO = re.compile(r"\b(?:mat|rot|that lac)(?: (?:luon|het|ca|them|tieu))|\b(?:cung|bi) (?:mat|rot)\b")
_DEMANDED = re.compile(
    r"\b(?:cong ty|cty|truong|co giao|ngan hang|benh vien|chu tro|sep|ben tuyen dung|vien chuc)(?: \w+){0,2}"
    r" (?:doi|bat|keu|yeu cau|bieu)\b"
)
"""Somebody else than the receiving office wants a paper ("công ty đòi bản sao bằng lái"): that is what is needed."""
_NAMING = frozenset({Act.TELLS, Act.CORRECTS, Act.COMMANDS, Act.ASKS_HOW, Act.COURTESY, Act.COMPLAINS})
_GOES_WITHOUT = re.compile(r"\bkhong (?:co|ky) (?:hop dong|bao hiem|luong|nghe|viec|dat|nha)\b")
"""What people live without, and no paper that they come for."""
_GETS = re.compile(
    r"\b(?:co|lam|xin|cap|dang ky|nhan|mua|sang ten) (?!(?:duoc|phai|can|sao|gi)\b)(?:\w+ ){1,8}duoc khong\b"
)
"""Asks whether one can have or do what is named."""
_PAPERS = frozenset({FactName.LACKS, FactName.HAS, FactName.LOST})
"""Facts that name papers, which are called like procedures."""
_OF_SOMEBODY = frozenset({FactName.EVENT, FactName.POOR, FactName.PENSION, FactName.DISABLED, FactName.CANNOT_GO})
"""Facts of a person or their house, of which some are called like what is given for them ("hộ cận nghèo")."""


def only_tells(clauses: Sequence[Clause]) -> bool:
    """Return whether a message does nothing but tell of a person, their house, or what they had done before."""
    said = [clause for clause in clauses if clause.act is not Act.COURTESY]
    if not said or any(clause.act is not Act.TELLS for clause in said):
        return False
    of_somebody = (any(fact.name in _OF_SOMEBODY for fact in clause.facts) for clause in said)
    return all(of_somebody) or tells_of_the_past(" ".join(clause.text for clause in said))


def matters_listed(turn: Turn, clauses: Sequence[Clause]) -> tuple[tuple[str, Topic], ...]:
    """Return the matters that a message lists ("khai sinh cho con, hộ khẩu, với chứng thực"); none where it is one."""
    meant = without_denied(turn.text)
    losses = _losses([clause for clause in clauses if meant[clause.start : clause.end].strip()])
    entries = [
        clause
        for clause in clauses
        if meant[clause.start : clause.end].strip()
        and clause.act in _LISTING
        and len(clause.text.split()) <= _LONGEST_ENTRY
        and not _only_tells(clause)
    ]
    if len(entries) < _A_LIST and len(losses) < _A_LIST:
        return ()  # most messages: nothing is searched for
    # What burned or was lost all at once is listed by its bare names, and wanted anew.
    all_lost = losses or any(_ALL_LOST.search(canonical(clause.text)) for clause in clauses)
    lost = ("mất " if has_diacritics(turn.text) else "mat ") if all_lost else ""
    texts = losses or [
        text
        for one in entries
        for text in (map(str.strip, _COMMAS.split(one.text)) if lost else [one.text])
        if not _ALL_LOST.search(canonical(text))
    ]
    named = [
        (
            text,
            NOTHING
            if lost and _OF_OTHERS.search(canonical(text))
            else topic_of(turn.guidance.search, f"{lost}{text}", focus=None, act=Act.TELLS, facts={}, under_way=True),
        )
        for text in texts
        if not (lost and _BOOK.fullmatch(canonical(text)))
    ]
    named += [(text, NOTHING) for text in texts if lost and _BOOK.fullmatch(canonical(text))]
    sure = {topic.code for _, topic in named if topic.code is not None}
    if len(sure) < _A_LIST:
        return ()
    return tuple((_AND.sub("", text), topic) for text, topic in named if topic.named or _is_entry(text) or lost)


def lists_losses(clauses: Sequence[Clause]) -> bool:
    """Return whether a message lists what was lost ("mất căn cước, bằng lái, cà vẹt")."""
    return bool(_losses(clauses))


def _losses(clauses: Sequence[Clause]) -> list[str]:
    """Return what a message tells to be lost, each as it was typed; nothing where it is one thing."""
    first = next((place for place, clause in enumerate(clauses) if _loses(clause)), None)
    if first is None:
        return []
    found = []
    for clause in clauses[first:]:
        if not _loses(clause) and not _lies_within(clause) and _DOES.match(canonical(clause.text)):
            break
        if clause.act.asks and not _loses(clause):
            continue
        listed = _WITHIN.sub("", _UP_TO_IT.sub("", clause.text)) if _loses(clause) else _WITHIN.sub("", clause.text)
        entries = (entry.strip() for entry in _BETWEEN.split(_ASKS_WHAT_THEN.sub("", listed)))
        found += [entry for entry in entries if entry and len(entry.split()) <= _LONGEST_LOSS]
    papers = [entry for entry in found if _IS_A_PAPER.search(canonical(entry)) and not _DOES.match(canonical(entry))]
    return papers if len(papers) >= _A_LIST else []


_ASKS_WHAT_THEN = re.compile(
    r"(?: (?:hết|het|rồi|roi|luôn|luon))* (?:thì|thi|giờ|gio)? ?(?:làm sao|lam sao|sao giờ|sao gio|sao|tính sao)\W*$",
    re.IGNORECASE,
)
_LONGEST_LOSS = 6
_DOES = re.compile(r"^(?:\w+ )?(?:co|con|chua|khong|can(?! cuoc)|xin|lam|dem|dung|lay|nop|muon|thi|neu|cam|doi)\b")
"""What is done with a paper that is there, or is wanted."""
_IS_A_PAPER = re.compile(
    r"\b(?:can cuoc|cccd|cmnd|chung minh|bang(?: lai)?|gplx|ca vet|dang ky xe|the|so|giay|ho chieu|khai sinh|bhyt"
    r"|bao hiem|bien so|ho khau)\b"
)


def _loses(clause: Clause) -> bool:
    return _LOST_LIST.search(canonical(clause.text)) is not None


def _lies_within(clause: Clause) -> bool:
    return _WITHIN.match(clause.text) is not None


def _is_entry(text: str) -> bool:
    """Return whether words beside listed matters are one more of them, which nobody makes out."""
    return bool(_ENTRY.search(canonical(text)))


def _only_tells(clause: Clause) -> bool:
    return any(fact.name in _PAPERS | _OF_SOMEBODY for fact in clause.facts)


def lost_beside(turn: Turn, clauses: Sequence[Clause]) -> dict[int, tuple[str, str]]:
    """Return what clauses only tell to be lost, too ("mất luôn khai sinh rồi"), by where they begin.

    It is no other matter of the questions beside it; what it may need is asked back.
    """
    found = {}
    for clause in clauses:
        if clause.act is not Act.TELLS or not _LOST_TOO.search(canonical(clause.text)):
            continue
        topic = topic_of(turn.guidance.search, clause.text, focus=None, act=clause.act, facts={}, under_way=False)
        code = next(iter((*((topic.code,) if topic.code else ()), *topic.offered)), None)
        procedure = turn.guidance.catalogue.get(code or "")
        if procedure is not None and procedure.code != turn.state.topic.procedure:
            copy = turn.guidance.catalogue.get(procedure.copies)
            found[clause.start] = clause.text, (copy or procedure).code
    return found


def asks_what(clause: Clause) -> bool:
    """Return whether a clause asks what is to be done ("thừa kế đất thì làm giấy gì trước")."""
    return clause.act.asks and _WHAT.search(canonical(clause.text)) is not None


_WHAT = re.compile(
    r"\b(?:lam|xin|khai|nop) (?:giay|thu tuc|don|ho so|viec)(?: to)? (?:gi|nao)\b|\bthu tuc (?:gi|nao|ra sao)\b"
    r"|\b(?:bat dau|khoi dau) (?:tu )?dau\b|\bphai lam (?:gi|viec gi)\b"
)


def of_the_whole(
    turn: Turn, clauses: Sequence[Clause], facts: Mapping[FactName, str | int | bool], *, under_way: bool
) -> Topic:
    """Return what the message names outside of its questions, else what the model marked in it."""
    corrects = any(clause.act in OBJECTS for clause in clauses)
    likely = NOTHING
    meant = without_denied(turn.text)
    meant = without_past(meant) if under_way or corrects else meant
    for clause in sorted(clauses, key=_only_told):
        if not meant[clause.start : clause.end].strip():
            continue
        # What somebody tells of themselves has words of procedures in it ("mắt", "mất"): where a matter is under way,
        # another one is named only by who says what they want done, or corrects.
        plain = canonical(clause.text)
        gets = (under_way and clause.act is Act.ASKS_WHETHER and _GETS.search(plain)) or asks_what(clause)
        demanded = _DEMANDED.search(plain) is not None
        wants = corrects or gets or demanded or names_an_act(plain)
        if (clause.act not in _NAMING and not gets) or (
            under_way and (not wants or any(fact.name in _PAPERS for fact in clause.facts))
        ):
            continue
        if (
            len(clauses) > 1
            and _GOES_WITHOUT.search(plain)
            and any(fact.name is FactName.LACKS for fact in clause.facts)
        ):
            continue  # "em không có hợp đồng" tells what somebody does not have, and wants none of it
        strict = under_way or not wants
        topic = topic_of(turn.guidance.search, clause.text, focus=None, act=clause.act, facts=facts, under_way=strict)
        asked_back = demanded and turn.state.topic.procedure not in topic.offered
        if topic.code is not None or (asked_back and topic.offered):
            return topic
        if wants and not under_way and topic.offered and not likely.offered:
            likely = topic
    marked = _marks(turn, clauses) if under_way else turn.understanding.values("procedure")
    if marked and (not under_way or any(len(value.split()) > 1 for value in marked)):
        found = procedure_of(turn)
        if found.named and found.procedure is not None:
            return Topic(found.procedure.code)
        if found.named and found.offered:
            return Topic(offered=tuple(procedure.code for procedure in found.offered))
    return likely


def _only_told(clause: Clause) -> bool:
    """Return whether a clause is told beside what somebody wants: what is asked for is named there first."""
    if clause.act in {Act.ASKS_HOW, Act.COMMANDS} or clause.act in OBJECTS or asks_what(clause):
        return False
    plain = canonical(clause.text)
    return not names_an_act(plain) or _NOT_DONE.search(plain) is not None


_NOT_DONE = re.compile(
    r"\b(?:khong|chua|chang|chua tung)(?: (?:co|he|kip|di|duoc|lam|ai|moi))* (?:lam|dang ky|xin|khai)\b"
)
"""Something was not done: "chị không có đăng ký kết hôn" is no wish for it where another is told."""


def marked_in(turn: Turn, clause: Clause) -> str | None:
    """Return the procedure that the model marked in a clause in more than a word; None where that is none for sure."""
    marks = [mark for mark in turn.understanding.entities if mark.entity == "procedure"]
    inside = [mark for mark in marks if clause.start <= mark.start < clause.end and len(mark.value.split()) > 1]
    if not inside or len(inside) < len(marks):
        return None
    found = procedure_of(turn)
    return found.procedure.code if found.named and found.procedure is not None else None


def _marks(turn: Turn, clauses: Sequence[Clause]) -> list[str]:
    """Return what the model marked as procedures in these clauses.

    What a question only mentions ("biển số có phải đổi không") is no matter of its own; what somebody wants done is.
    """
    meant = without_past(turn.text)
    return [
        mark.value
        for mark in turn.understanding.entities
        if mark.entity == "procedure" and meant[mark.start : mark.end].strip()
        for clause in clauses
        if clause.start <= mark.start < clause.end and _wants(clause, mark.value)
    ]


def _wants(clause: Clause, marked: str) -> bool:
    told = not clause.act.asks or clause.act is Act.ASKS_HOW
    return told or canonical(marked) in act_on(canonical(clause.text))
