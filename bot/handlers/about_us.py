"""Questions about the assistant's own doings, which no procedure answers: appointments, calls back, linked chats, data.

Each is answered in a sentence, wherever it stands: beside other questions, amid a form, or where nothing is booked.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.linking import CODE_MINUTES
from bot.conversation.matters import moment_of
from bot.conversation.turn import Unanswered
from bot.guidance.answers import Focus
from bot.guidance.text import composed
from bot.handlers import exactly
from bot.handlers.appointments.none import MEMO as NONE
from bot.handlers.booking.confirming import MEMO as BOOKED
from bot.handlers.booking.words import phone_words
from bot.handlers.callback.carrying import keep_open
from bot.handlers.callback.waiting import tell_waiting
from bot.handlers.hotline import call_choice
from bot.understanding.clauses import Act
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.router import Router
    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

_APPOINTMENTS = frozenset({"cancel_appointment", "check_appointment", "change_appointment"})
_ACTS = frozenset({*_APPOINTMENTS, "book_appointment", "talk_to_human"})
_RECENTLY = timedelta(minutes=CODE_MINUTES)
_NO = r"(?:khong|ha|chua)"
_CHANGE = re.compile(r"\b(?:huy|doi|dat|xem|goi|gap)\b")

_OF_APPOINTMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "code_lost",
        _LOST_CODE := re.compile(
            r"\b(?:quen|mat|khong (?:nho|biet|con|co)|lac) (?:\w+ ){0,2}?ma\b(?! (?:so thue|dinh danh|ho so|qr))"
            r"|\bma (?:so|lich|hen)(?: \w+){0,2} (?:quen|mat|khong (?:nho|biet))\b"
        ),
    ),
    (
        "cancel_penalty",
        re.compile(
            rf"\b(?:huy|bo|khong (?:den|toi|di))\b.*\b(?:bi (?:phat|gi|sao|khoa|cam)|phat|co sao)\b.*{_NO}"
            rf"|\bphat\b.*\b(?:huy|bo) (?:lich|hen).*{_NO}"
        ),
    ),
    (
        "can_change",
        re.compile(
            rf"\b(?:neu|lo|nho|thi|mai mot)\b.*\bco (?:the )?(?:doi|huy)(?: (?:lai|lich|ngay|gio|hen|buoi))* duoc {_NO}"
            rf"|\b(?:doi|huy) (?:lich|hen|lich hen)(?: \w+){{0,2}} may lan\b"
        ),
    ),
    (
        "my_turn",
        re.compile(
            r"\b(?:may gio|bao gio|chung nao|khi nao|luc nao) (?:thi |moi )?(?:toi|den) (?:luot|phien)\b"
            r"|\bso (?:may|thu tu may)\b|\b(?:luot|phien) (?:toi|em|con|minh) (?:may gio|luc nao|chung nao)\b"
        ),
    ),
    (
        "booking_cost",
        re.compile(
            r"\b(?:dat|doi|huy|giu|lay) (?:lich|hen|cho|so)\b.*\b(?:ton|mat|tra|dong|thu) (?:\w+ )?(?:tien|phi)\b"
        ),
    ),
)
_OF_CALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "when_called",
        re.compile(
            r"\b(?:may gio|chung nao|khi nao|bao gio|luc nao|bua nao|hom nao|bao lau)(?: \w+){0,4} goi\b"
            r"|\bgoi(?: \w+){0,3} (?:may gio|chung nao|khi nao|bao gio|luc nao|bua nao|bao lau)\b"
        ),
    ),
    ("call_cost", re.compile(rf"^(?:\w+ ){{0,6}}(?:co )?(?:ton|mat|tra|tinh) (?:tien|phi|cuoc)\b.*{_NO}")),
)
_OTHER_LINE = re.compile(
    r"\b(?:viber|zalo|whatsapp|whats app|messenger|telegram|imo|skype|facetime|line)\b"
    r"|\bso (?:(?:dien thoai|may) )?(?:o |ben |cua )?(?:nuoc ngoai|nhat|han|my|dai loan|uc|malaysia|singapore|campuchia"
    r"|quoc te)\b|\bforeign (?:number|phone)\b"
)
_CAN_CALL = re.compile(
    rf"\b(?:goi|dien|lien lac|lien he)\b(?: \w+){{0,6}} (?:duoc|toi|co) (?:khong|hong|ha|chua)\b|\bco goi\b.*{_NO}"
    rf"|\bduoc khong\b.*\bgoi\b|\bgoi\b(?: \w+){{0,5}} {_NO}(?: \w+)?$|\bcan (?:you|they|staff) call\b"
)
_CALLED_BY_NOBODY = re.compile(
    r"\b(?:khong|chua) (?:thay |co )?ai (?:\w+ )?goi(?! duoc)\b|\b(?:cho|doi) (?:hoai|may ngay|ca ngay|nay gio)\b.*\b"
    r"(?:khong|chua) (?:thay )?(?:ai )?goi\b"
)
_IS_IT_THERE = re.compile(
    r"\blich(?: hen)?(?: (?:cua )?(?:toi|em|con|minh|chau|hom bua|cu|do|nay)){0,2} (?:thi sao|sao roi|con khong|con hay"
    r"|con do khong|co con khong|co bi (?:huy|mat|xoa)|bi sao)\b"
)
_LATE = re.compile(rf"\b(?:tre|muon) (?:\w+ ){{0,4}}(?:co sao|duoc|co nhan|con nhan|co giu|mat (?:cho|luot))\b.*{_NO}")
_OF_LINKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("link_what", re.compile(r"\b(?:lien ket|link)(?: \w+){0,3} (?:la gi|la sao|de lam gi|lam gi|de chi|duoc gi)\b")),
    (
        "link_lasts",
        re.compile(rf"\b(?:ma|lien ket|link)\b.*\b(?:het han|bao lau|may phut|con xai|con dung)\b|^co het han.*{_NO}"),
    ),
    (
        "link_shared",
        re.compile(
            rf"\b(?:lien ket|link)\b.*\b(?:thay|xem|dung chung|chung|mat)\b.*{_NO}"
            rf"|\b(?:lich|hen|tin nhan)\b.*\b(?:ben kia|ben do|cho kia|may kia)\b.*{_NO}"
        ),
    ),
)
_KIN = (
    r"(?:(?:chong|vo|cha|tia|me|ma|ba me|cha me|nguoi nha|gia dinh|hang xom|nguoi yeu|ong xa|ba xa)"
    r"(?: (?:toi|em|con|minh|chau))?)"
)
_OF_DATA: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "of_where",
        re.compile(
            r"^(?:\w+ ){0,2}(?:bot|tro ly|may(?: tra loi)?|app|trang)(?: nay)?(?: la)? (?:cua|o|ben|thuoc)(?: ben)? "
            r"(?:\w+ ){0,4}(?:hay(?: \w+){1,3}|dau|tinh nao|ai|noi nao)(?: (?:vay|z|v|a|ha|ta|day))*$"
        ),
    ),
    (
        "data_erase",
        re.compile(
            r"\b(?:sao|cach|the nao)\b(?: \w+){0,4} xoa\b(?: \w+){0,4} (?:tin|nhan|chat|noi|hoi)\b"
            r"|\bxoa\b(?: \w+){0,4} (?:tin|tin nhan|nhan|chat|noi)\b(?: \w+){0,4} (?:sao|cach nao|the nao|duoc khong)\b"
            r"|\b(?:nhan|noi|chat|hoi)\b(?: \w+){0,4} xoa (?:sao|lam sao|cach nao|the nao|duoc khong)\b"
            r"|\bhow (?:do|can|to)(?: \w+)? (?:delete|erase)(?: \w+){0,2} (?:wrote|typed|said|messages?|chat)\b"
        ),
    ),
    (
        "no_number",
        re.compile(
            r"\bkhong muon (?:cho |de )?(?:ai|nguoi ta|can bo|ho)(?: \w{1,9})? (?:biet|co|lay|hay) (?:duoc )?"
            r"(?:so(?! (?:do|hong|nha|nay|tien|can cuoc|cmnd|bao hiem)\b)|sdt|dien thoai)\b"
        ),
    ),
    (
        "sends_files",
        re.compile(
            r"\b(?:gui|up|dang|chuyen)(?: (?:len|cai|may|tam|doan|file))*"
            r"(?: (?:clip|hinh|anh|video|phim|file|tep|ghi am)(?: \w{1,9}){0,5}?)? (?:vo|vao|qua|len)"
            r" (?:day|trong nay|bot|chat)"
            r" (?:duoc|co duoc|co) (?:khong|ha|chua)\b"
        ),
    ),
    (
        "data_secret",
        re.compile(
            r"\b(?:dung|khoi|khong muon)(?: (?:co|noi|bao|cho|de)){0,3} "
            rf"(?:{_KIN}|ai)(?: \w+)? (?:biet|hay|thay)\b"
            rf"|\b{_KIN} (?:thi )?dung (?:\w+ )?(?:biet|hay|thay)\b"
            rf"|\b{_KIN} (?:\w+ )?(?:cam|giu|lay|muon) (?:may|dien thoai)\b"
            rf"|\b{_KIN} (?:co |se )?(?:biet|doc|coi|xem|thay)\b(?: \w+){{0,4}} (?:hoi|nhan|tin|chat)\b.*{_NO}"
            r"|\b(?:don t|do not) (?:let|tell) my (?:husband|wife|family|parents|mother|father)\b"
        ),
    ),
    (
        "data_read",
        re.compile(
            r"\bai (?:\w+ ){0,2}?(?:doc|xem|coi|thay)(?: duoc)?\b(?: \w+){0,3} (?:tin(?! tuc)|nhan|chat|doan chat)\b"
            r"|\b(?:tin(?! tuc)|nhan|chat|noi chuyen|hoi)\b(?: \w+){0,5} co ai (?:\w+ )?(?:doc|xem|coi|thay|biet)\b"
            rf"|\b(?:noi|nhan|hoi|chat)\b(?: \w+){{0,4}} co (?:\w+ )?(?:kin|bi mat|rieng tu|lo ra)\b.*{_NO}"
            r"|\b(?:can bo|xa|uy ban|cong an|nguoi ta)(?: \w+)? (?:co )?(?:biet|doc|xem|coi)\b(?: \w+){0,3} "
            rf"(?:nhan|tin nhan|chat)\b.*{_NO}"
            r"|\bwho (?:can |else |will )*(?:reads?|sees?)\b"
            r"|\b(?:can|will|does) (?:my |the )?\w+ (?:read|see)(?: \w+){0,2} (?:chat|messages?|conversation)\b"
            r"|\b(?:boss|husband|wife|police)(?: \w+){0,2} (?:read|see) (?:this|my|the)(?: \w+)? ?(?:chat|messages?)\b"
        ),
    ),
    (
        "texts_me",
        re.compile(
            r"\bco (?!(?:can|phai|nen)\b)(?:\w+ )?(?:nhan tin|nhan sms|gui tin|gui sms|sms|goi dien)\b"
            r"(?: \w+){0,6} (?:khong|ha)$"
            r"|\bco goi (?:\w+ )?(?:cho|ve|vo|vao|qua|toi) (?:\w+ )?(?:toi|em|con|minh|nha|may|so nay)"
            r"(?: \w+)? (?:khong|ha)$"
            r"|\b(?:will|do) (?:you|they)(?: \w+)? (?:text|call|phone|sms) me\b"
        ),
    ),
    (
        "data_who",
        re.compile(
            r"\b(?:co )?ai (?:\w+ ){0,2}?(?:xem|thay|doc|biet)(?: duoc)?\b.*\b(?:so|sdt|dien thoai|tin nhan|thong tin"
            r"|du lieu|ten)\b"
            r"|\b(?:dung|khong)(?: \w+)? (?:cho|noi|dua|de) (?:\w+ ){0,3}?(?:biet|xem|thay)\b.*\b(?:so|ten|thong tin)\b"
        ),
    ),
    (
        "data_why",
        re.compile(
            r"\b(?:ai cho|sao (?:lai |ma |phai |can ){0,2}(?:luu|giu|biet|co|lay|hoi)|lay dau ra|o dau ra"
            r"|lam gi ma (?:luu|giu))\b.*"
            r"\b(?:so|sdt|dien thoai|ten|thong tin|du lieu)\b"
        ),
    ),
    (
        "data_lasts",
        re.compile(
            r"\b(?:luu(?! dong| tru)|giu)\b.*\b(?:bao lau|may ngay|den khi nao|toi khi nao|toi chung nao)\b"
            r"|\b(?:chung nao|khi nao|bao lau) (?:\w+ )?(?:thi |moi )?xoa\b"
        ),
    ),
)


def first(questions: Callable[[Turn], Awaitable[bool]], router: Router) -> Callable[[Turn], Awaitable[bool]]:
    """Wrap the answering of questions: those about the assistant's own doings are answered, the others go on.

    Args:
        questions: answers the others.
        router: shows which appointments are made.
    """

    async def answer(turn: Turn) -> bool:
        if await _waited(turn):
            return True
        if turn.dialogue is None and _IS_IT_THERE.search(canonical(turn.text)):
            await router.answer_intent(turn, "check_appointment")
            return True
        if exactly.named(turn) is not None:
            return await questions(turn)
        asked = {clause.start: key for clause in turn.clauses if (key := _asked(turn, clause)) is not None}
        if not asked and _speaks_of_none(turn) and _LOST_CODE.search(canonical(turn.text)):
            asked = dict.fromkeys((clause.start for clause in turn.clauses), "code_lost")  # "hong biet | ma so …"
        if not asked:
            return await questions(turn)
        others = [clause for clause in turn.clauses if clause.start not in asked]
        rest, done = ". ".join(clause.text for clause in others if clause.act.asks), True
        if rest:
            with turn.reading(rest):
                done = await questions(turn)
        _tell(turn, asked)
        return done and not _wants(turn, others)

    return answer


async def _waited(turn: Turn) -> bool:
    """Tell who waited for a call in vain which request of theirs is known here; False where they say no such thing."""
    if turn.dialogue is not None or not _CALLED_BY_NOBODY.search(canonical(turn.text)):
        return False
    waiting = await turn.people.open_callbacks()
    if waiting:
        tell_waiting(turn, waiting, f"hotline/{turn.state.topic.procedure or ''}")
    elif any(clause.act.asks and clause.focus is not None for clause in turn.clauses):
        return False  # said in passing: what is asked comes first
    else:
        turn.say("about_us.no_call_waits", choices=[call_choice(turn)])
    return True


def asks_only(turn: Turn) -> bool:
    """Return whether a message asks about the assistant's own doings and says nothing else."""
    return bool(turn.clauses) and all(_asked(turn, clause) is not None for clause in turn.clauses)


def of_other_lines(turn: Turn) -> bool:
    """Return whether a message asks if a number abroad, or one of an app, can be called."""
    return any(_asked(turn, clause) == "other_line" for clause in turn.clauses)


def of_data(turn: Turn) -> bool:
    """Answer a question about what is kept of a person; False where the message asks nothing in particular."""
    keys = [key for clause in turn.clauses if (key := _found(_OF_DATA, _plain(clause))) is not None]
    for key in dict.fromkeys(keys):
        turn.reply(_words(turn, key))
    return bool(keys)


def of_links(turn: Turn) -> bool:
    """Answer a question about linked chats; False where the message asks none."""
    asked = (_found(_OF_LINKS, canonical(clause.text)) for clause in turn.clauses)
    keys = list(dict.fromkeys(key for key in asked if key is not None))
    if keys:
        turn.reply("\n".join(_words(turn, key) for key in keys))
    return bool(keys)


def _asked(turn: Turn, clause: Clause) -> str | None:
    plain = _plain(clause)
    dialogue = turn.dialogue.name if turn.dialogue is not None else ""
    if dialogue == "booking" and _LATE.search(plain):
        return "late"  # where nothing is under way, who is late is offered to move what is booked
    if _OTHER_LINE.search(canonical(turn.text)) and _CAN_CALL.search(plain):
        return "other_line"
    if (_appointments(turn, dialogue, plain) and (key := _found(_OF_APPOINTMENTS, plain)) is not None) or (
        dialogue == "callback" and (key := _found(_OF_CALLS, plain)) is not None
    ):
        return key
    if re.search(r"\b(?:lien ket|link)\b", canonical(turn.text)) or _recent(turn, turn.state.memo.get("link")):
        key = _found(_OF_LINKS, plain)
        if key is not None:
            return key
    return _found(_OF_DATA, plain)


def _plain(clause: Clause) -> str:
    """Return a clause in canonical form, in which "gởi" is "gửi" and no "gọi"."""
    return canonical(composed(clause.text).replace("gởi", "gửi").replace("Gởi", "gửi"))


def _appointments(turn: Turn, dialogue: str, plain: str) -> bool:
    """Return whether appointments are spoken of: in the clause, in the dialogue under way, or in what was said last."""
    return (
        dialogue in ("booking", "appointments")
        or BOOKED in turn.state.memo
        or turn.understanding.intent in _APPOINTMENTS
        or _speaks_of_none(turn)
        or re.search(r"\b(?:lich|hen)\b", plain) is not None
    )


def _speaks_of_none(turn: Turn) -> bool:
    """Return whether it was said just now that no appointment is there."""
    none = turn.state.memo.get(NONE)
    return _recent(turn, none.get("at") if isinstance(none, dict) else None)


def _recent(turn: Turn, when: object) -> bool:
    moment = moment_of(when)
    return moment is not None and turn.received_at - moment < _RECENTLY


def _found(table: tuple[tuple[str, re.Pattern[str]], ...], plain: str) -> str | None:
    return next((key for key, pattern in table if pattern.search(plain)), None)


def _wants(turn: Turn, others: list[Clause]) -> bool:
    """Return whether something is wanted to be done besides ("hủy giùm, mà hủy có bị phạt không")."""
    if turn.understanding.intent not in _ACTS or turn.dialogue is not None:
        return False
    return any(not clause.act.asks and _CHANGE.search(canonical(clause.text)) for clause in others) or any(
        clause.act is Act.COMMANDS for clause in others
    )


def _tell(turn: Turn, asked: dict[int, str]) -> None:
    keys = list(dict.fromkeys(asked.values()))
    if "cancel_penalty" in keys:
        start = next(start for start, key in asked.items() if key == "cancel_penalty")
        turn.unanswered.append(Unanswered(start, Focus.CONSEQUENCE.value))
    calls = "code_lost" in keys
    if "other_line" in keys and turn.dialogue is None:
        keep_open(turn, turn.text)
        calls = True
    choices = [call_choice(turn)] if calls else []
    turn.reply("\n".join(_words(turn, key) for key in keys), choices=choices)


def _words(turn: Turn, key: str) -> str:
    text = turn.words(f"about_us.{key}", minutes=CODE_MINUTES)
    if key != "data_why":
        return text
    phone = turn.profile.phone
    now = turn.words("about_us.data_now", phone=phone_words(phone)) if phone else turn.words("about_us.data_nothing")
    return f"{text} {now}"
