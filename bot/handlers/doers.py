"""What somebody did that no office decides: a bank, a school, a landlord, an app. Whoever did it is asked.

"Trường thu tiền quỹ, có bắt buộc phải đóng hông" names nobody in its question, and the commune knows nothing of it.
What such a body wants a paper for is another matter: the paper is asked about where it is made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.handlers import elsewhere
from bot.handlers.booking.confirming import MEMO as BOOKED
from bot.handlers.deciding import business_of, complains
from bot.handlers.questions.whose import INSTEAD, OF_APPOINTMENTS
from bot.handlers.quoting import asks
from bot.understanding.deciding import DeciderReader
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.deciders import Business
    from bot.understanding.clauses import Clause

_PAPER = re.compile(
    r"\b(?:giay(?! (?:gi|no)\b)|ho so|to khai|thu tuc|can cuoc|ho khau|khai sinh|so (?:do|hong)|ly lich|tam tru"
    r"|thuong tru|cu tru|ma so thue|chung thuc|cong chung|sao y|bhyt|bao hiem|doc than|dang ky|chung minh|dong dau"
    r"|that nghiep|vneid|dinh danh|nghia vu)\b"
)
"""Speaks of a paper or a register: whoever wants it does not make it."""
_UNDONE = re.compile(
    r"\b(?:mo (?:lai|khoa|ra)|(?:ra|o|cho|len) (?:dau|cho nao) mo|mo (?:o )?dau|khoa (?:lai|hoai)"
    r"|doi (?:lai|ngay|lich|hen|bua|gio|tien)|tra (?:lai|tien|hang)|hoan (?:lai|tien|tra)|boi thuong|den (?:tien|bu)"
    r"|lay lai (?:tien|nick|tai khoan|xe|the|coc|duoc|sao)|bat buoc (?:phai )?(?:dong|nop tien|mua)"
    r"|(?:co |la )?phai dong (?:khong|ha|tien|du|het)|dung (?:gia|luat)|mac (?:vay|qua|du)|manh lai|chay lai"
    r"|co (?:nuoc|dien|mang|song) lai|(?:no|ho|ben do|nguoi ta) (?:\w{1,9} )?(?:co )?(?:cho|chiu|mo|tra|nhan|giam|den)"
    r"|rut (?:tien|duoc|ra)|giam (?:tien|lai|gia|hoc phi)|huy don|giao lai|gap doi)\b"
)
"""Asks whether or when they undo it, or whether it is right."""
_WHAT_TO_DO = re.compile(
    r"^(?:(?:vay|gio|roi|thi|ma|bay gio|toi|em|minh) ){0,4}(?:phai )?(?:lam sao|lam gi|tinh sao|xu sao|sao)"
    r"(?: (?:gio|day|bay gio|ha|a|vay|duoc))*$"
)
"""Asks what to do about it, and names nothing."""


def tell(turn: Turn) -> bool:
    """Say whose doing a message asks about, where all that it asks is of that; else False."""
    if turn.dialogue is not None or turn.ticket is not None or not _may_be(turn) or complains(turn.text):
        return False
    asking = [clause for clause in turn.clauses if asks(turn.text, clause)]
    found = [(clause, _doing_of(turn, clause)) for clause in asking]
    theirs = [(clause, business) for clause, business in found if business is not None]
    return bool(theirs) and len(theirs) == len(found) and elsewhere.tell_of(turn, theirs)


def _may_be(turn: Turn) -> bool:
    intent = turn.understanding.intent
    booked = BOOKED in turn.state.memo
    return intent in INSTEAD or intent == "report_online_error" or (intent in OF_APPOINTMENTS and not booked)


def _doing_of(turn: Turn, clause: Clause) -> Business | None:
    """Return whose doing a question is about: theirs whom it names itself, or who were told of before it."""
    deciders = turn.guidance.deciders
    if deciders is None:
        return None
    reader = DeciderReader.of(deciders)
    plain = canonical(clause.text)
    undone = _UNDONE.search(_behind_papers(plain)) is not None
    own = business_of(turn, clause.text)
    doer = reader.doer(clause.text, turn.moment)
    if doer is not None and (own is None or own is doer):
        return doer if undone or _PAPER.search(plain) is None else None
    before = _doer_before(turn, reader, clause)
    if before is None or (own is not None and own is not before):
        return None
    return before if undone or _WHAT_TO_DO.search(plain) else None


def _doer_before(turn: Turn, reader: DeciderReader, clause: Clause) -> Business | None:
    told: Sequence[Clause] = [one for one in turn.clauses if one.start < clause.start]
    found = (reader.doer(one.text, turn.moment) or _private(turn, one) for one in reversed(told))
    return next((business for business in found if business is not None), None)


def _private(turn: Turn, clause: Clause) -> Business | None:
    """Return the business that a clause speaks of, where it is nobody's but theirs who are named as doing it."""
    business = business_of(turn, clause.text)
    return business if business is not None and business.doers and not business.dossiers else None


def _behind_papers(plain: str) -> str:
    """Return what stands behind the last paper of a text: "bắt up giấy phép, nó khóa tài khoản, *giờ mở lại sao*"."""
    papers = [found.end() for found in _PAPER.finditer(plain)]
    return plain[papers[-1] :] if papers else plain
