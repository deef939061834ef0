"""What a clause tells of somebody, by rules over its bare letters (without diacritics, otherwise as typed)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.understanding.clauses import offline, stuck
from bot.understanding.clauses.model import Fact, FactName, Holder, Mood

if TYPE_CHECKING:
    from collections.abc import Callable

_NO = r"(?:khong|ko|k|hk|hok|hong|kg|kh|khg|hog|chua|chang|cha)"
_KIN = (
    r"(?:me|ma|ba|cha|tia|bo|ong|ong noi|ong ngoai|ba noi|ba ngoai|noi|ngoai|chong|vo|ck|vk|con|anh|chi|em|chau|co|chu"
    r"|bac|hang xom|nguoi nha|ban)"
)
_ME = r"(?:toi|tui|em|e|con|minh|mik|chau|nha(?: toi| tui| em)?|vo chong (?:toi|tui|em)|tui em|tui nha)"
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_DAYS = {"ngay": 1, "bua": 1, "hom": 1, "tuan": 7, "thang": 30, "nam": 365}
_PAPER = r"(?:giay|so|ban|the|bang|ho khau|can cuoc|cccd|cmnd|chung minh|ho chieu|hop dong|quyet dinh|qd|vneid)"
_PLACE = r"([\w .,]{2,40}?)(?=$|[,.?!;]| (?:ma|roi|gio|thi|nop|lam|duoc|dang|bi|can|co|muon|ko|khong|hong|la)\b)"

_LOOSE_ASK = re.compile(
    rf"\b(?:{_NO}|ha|sao|gi|dau|(?<!mui )nao|bao nhieu|may)(?: (?:vay|z|a|em|chi|anh|c|ad))*\s*\??$"
)
_ASKS_BESIDE = re.compile(
    r"^\W*(?:(?:roi|het|luon|ma|a|toi|den|tu|hom|bua|ngay|\d[\d/]*|em|chi|anh|nua) )*"
    r"(?:gio|thi|vay|z|phai|lam|nop|gui|ai|sao|r|s|co (?:cach|lam|nop|dang ky)|con cach)\b"
)
"""Words behind a fact that begin another question: what to do now, not whether it is so."""
_DENIED = re.compile(rf"\b{_NO} $")
_NEAR = 4
"""Words between a fact and the end of the question that asks it."""
_HEARD = re.compile(
    r"\b(?:nghe (?:noi|dau|ke|ban)|nguoi ta noi|hinh nhu|bao la"
    r"|(?<!toi )(?<!tui )(?<!em )(?<!con )(?<!minh )(?<!chi )(?<!anh )noi la)\b"
)
_SUPPOSED = re.compile(r"\b(?:neu|lo|gia su|rui|vi du)\b")


def facts_of(bare: str, start: int) -> list[Fact]:
    """Return what a clause tells.

    Args:
        bare: its letters in lower case without diacritics, one for each character of the message.
        start: where it begins in the message.
    """
    found = []
    for name, pattern, value in _TABLE:
        match = pattern.search(bare)
        if match is None:
            continue
        told = value(match)
        if told is not None and not (name is FactName.HAS and _DENIED.search(bare[: match.start()])):
            end = match.end()
            if name in _PAPERS and isinstance(told, str):
                end = bare.find(told, match.start()) + len(told)
            mood = _told_as(name, bare, match, end)
            found.append(Fact(name, told, _held_by(name, told, bare, match), mood, start + match.start(), start + end))
    return found


def _told_as(name: FactName, bare: str, match: re.Match[str], end: int) -> Mood:
    """Return how a fact is told: what is asked beside it is no doubt of it."""
    mood = _mood(bare, end)
    if mood is Mood.ASKS and _told_of_somebody(name, bare, match, end):
        return Mood.ASSERTS  # "em 19 tuổi cưới được hông": what may be at that age is asked, not the age
    if mood is Mood.ASKS and name is FactName.ACTS_FOR:
        return Mood.ASSERTS  # "con nộp giùm mẹ được không": whether it may be is asked, not for whom it is
    beside = name is FactName.NO_INTERNET or (name is FactName.CANNOT_GO and _WHAT_THEN.match(bare[end:]))
    if mood is Mood.ASKS and beside:
        return Mood.ASSERTS  # "hong có mạng nộp được hông", "đang nằm viện nhờ con đi được không"
    if name is FactName.CANNOT_GO and _CAN_AGAIN.fullmatch(match.group()) and mood is Mood.ASSERTS:
        return Mood.DENIES
    return mood


def _told_of_somebody(name: FactName, bare: str, match: re.Match[str], end: int) -> bool:
    """Return whether an age, or what stands behind one, is told beside what is asked: some verb comes after it."""
    if name not in _BEHIND_AN_AGE and name is not FactName.AGE:
        return False
    before = bare[: match.start()]
    told = not _ASKED_AGE.search(before) if name is FactName.AGE else _AGED.search(before) is not None
    return told and _MAY.search(bare[end:]) is not None


_BEHIND_AN_AGE = frozenset({FactName.POOR, FactName.PENSION, FactName.DISABLED})
_AGED = re.compile(r"\b\d{1,3} ?(?:tuoi|t)\b")
_ASKED_AGE = re.compile(r"\b(?:phai|la|hay|may|den|toi|cho|qua|moi|tren|duoi|du|tu)(?: (?:la|khi|luc|du))?\W*$")
_MAY = re.compile(r"\b(?:duoc|dc|dk|co|lanh|huong|nhan|lam|xin|di|cuoi|lay|can|khoi|dang ky|ket hon)\b")
"""Words of what is asked behind an age."""


def _held_by(name: FactName, told: str | int | bool, bare: str, match: re.Match[str]) -> Holder:
    """Return whose a fact is; who has no internet is whoever sends the dossier, and any telephone at hand will do."""
    holder = _holder(bare, match)
    if name is FactName.NO_INTERNET and (told is False or holder is Holder.THEIRS):
        return Holder.ME
    if name is FactName.CANNOT_GO and holder is Holder.ME and (told == "jail" or _SOMEBODY.search(bare)):
        return Holder.THEIRS
    return holder


_SOMEBODY = re.compile(
    r"^(?:\W|ma |roi |gio |thi |vay |con |ma gio )*(?:ong|ba|no|anh ay|chi ay|co ay|ong ay|ba ay|nguoi ay) "
)
"""Who is spoken of at the beginning of a clause, where it is not the writer: "ổng", "bả", "nó"."""
_WHAT_THEN = re.compile(
    r"^\W*(?:(?:thi|ma|vay|z|gio|roi|co|de) )*"
    r"(?:lam|nop|gui|khai|dang ky|xin|sao|di|ra|phai|nho|ai|cach|duoc|dc|uy quyen)\b"
)
"""What stands behind a hindrance and asks for the way round it."""


def _holder(bare: str, match: re.Match[str]) -> Holder:
    """Return whose a fact is: of the one a clause speaks of before it, else of the writer."""
    if _OTHERS.search(bare[: match.end()]) and not _ACTING.search(bare):
        return Holder.OTHERS
    theirs = _THEIRS.search(bare) or _ELDER.search(bare[: match.end()])
    return Holder.THEIRS if theirs else Holder.ME


_THEIRS = re.compile(rf"\b{_KIN} (?:toi|tui|em|con|minh|noi|ngoai)\b")
_ELDER = re.compile(r"\b(?:me|tia|ong (?:noi|ngoai|gia|cu)|ba (?:noi|ngoai|gia|cu)|noi con|ngoai con|chong|ck|vk)\b")
"""Words of kin that the writer does not call themselves by, and that are no other word without diacritics."""
_OTHERS = re.compile(
    r"\b(?:hang xom|nguoi ta|(?:xom|ap|nha|xa|ben) (?:ben|kia|canh)|nguoi khac"
    r"|(?:nguoi|dan|ba con|ai) (?:dang |song |o )*trong)\b"
)
_ACTING = re.compile(r"\b(?:gium|dum|giup|thay|nho)\b")


_PAPERS = frozenset({FactName.LACKS, FactName.HAS, FactName.LOST})
_CAN_AGAIN = re.compile(r"(?:di|ra)(?: ngoai)? (?:duoc|dc) (?:roi|lai)")


def _mood(bare: str, end: int) -> Mood:
    """Return how a fact is told that ends at ``end``: a question that follows far behind it asks something else."""
    if _SUPPOSED.search(bare):
        return Mood.SUPPOSES
    if _HEARD.search(bare):
        return Mood.HEARS
    near = len(bare[end:].split()) <= _NEAR and not _ASKS_BESIDE.match(bare[end:])
    return Mood.ASKS if near and _LOOSE_ASK.search(bare) else Mood.ASSERTS


def _days(match: re.Match[str]) -> int | None:
    if match["ago"]:
        return {"qua": 1, "kia": 2, "hom": 3, "truoc": 3}[match["ago"]]
    number = match["number"]
    count = int(number) if number.isdigit() else _NUMBERS.get(number, 0)
    return count * _DAYS[match["unit"]] or None


def _number(match: re.Match[str]) -> int | None:
    number = match["number"]
    return int(number) if number.isdigit() else _NUMBERS.get(number)


def _said(match: re.Match[str]) -> str | None:
    return match[1].strip(" .,") or None


def _paper(match: re.Match[str]) -> str | None:
    """The paper's name, without what is said or asked of it behind."""
    return _BEHIND_PAPER.split(next(group for group in match.groups() if group), maxsplit=1)[0].strip(" .,") or None


_BEHIND_PAPER = re.compile(
    r" (?:co|thi|lam|nop|duoc|dc|ma|roi|gio|nen|de|sao|hong|khong|ko|k|cho|het|nua|luon|nha|a|em|chi|anh|nao|gi|hay|va"
    r"|trong|tu|do|vi|bi|moi|con|phai|ve)\b"
)


def _always(value: str | int | bool) -> Callable[[re.Match[str]], str | int | bool]:
    return lambda _match: value


def _one_of(**words: str) -> Callable[[re.Match[str]], str | None]:
    return lambda match: next((name for name, pattern in words.items() if re.search(pattern, match.group())), None)


_WHAT_HAPPENED = _one_of(
    birth=r"sanh|sinh|\bde\b",
    death=r"\bmat\b|qua doi|chet|tu tran",
    marriage=r"cuoi|ket hon",
    divorce=r"ly hon",
    move=r"\bdon\b|chuyen|doi nha",
    purchase=r"mua",
    dismissal=r"nghi",
)
_THING = re.compile(
    r"\b(?:can cuoc|cccd|cmnd|chung minh|ho chieu|ho khau|bop|vi|dien thoai|sim|so|the|bang|xe|tien|ban chinh|gplx"
    r"|(?<!lam )(?<!can )(?<!nop )giay(?! (?:to )?(?:gi|j|nao)\b))\b"
)
"""What can be lost: beside it "em mất rồi" tells no death."""


def _event(match: re.Match[str]) -> str | None:
    happened = _WHAT_HAPPENED(match)
    lost = happened == "death" and re.search(r"\bmat\b", match.group()) and _THING.search(match.string)
    return None if lost else happened


_MUTE = r"cam(?= (?:diec|bam sinh|tu (?:nho|be|luc|hoi)|khong noi|roi)\b|$|[,.;!?])"
"""Mute; without accents "cam" thanks, forbids, holds and feels as well."""
_COUNT = r"(?P<number>\d{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
_ENTRIES: tuple[tuple[FactName, str, Callable[[re.Match[str]], str | int | bool | None]], ...] = (
    (FactName.AGE, r"(?<!du )(?<!tu )(?<!duoi )(?<!tren )\b(?P<number>\d{1,3}) tuoi\b(?! moi)", _number),
    (
        FactName.AGE,
        (
            r"\b(?:me|ma|ba|cha|tia|bo|ong|noi|ngoai|chong|vo|con|anh|chi|em|chau|co|chu|bac|toi|tui|minh)"
            r"(?: (?:toi|tui|em|con|minh|noi|ngoai|nay|nam nay|duoc|moi|da)){0,2} (?P<number>\d{2})t\b"
        ),
        _number,
    ),
    (
        FactName.ACTS_FOR,
        (
            rf"\b(?:gium|dum|giup|thay|ho)(?: cho)? ({_KIN})(?= (?:toi|tui|em|con|minh|ruot|gai|trai|chau)\b)"
            r"|\b(?:gium|dum|giup|thay)(?: cho)? (me|tia|ong(?: noi| ngoai)?|ba (?:noi|ngoai)|ba me|cha me|chong|vo"
            r"|ck|vk|hang xom|nguoi nha|ban)\b|\b(hang xom|nguoi nha) nho\b"
        ),
        lambda match: match[1] or match[2] or match[3],
    ),
    (
        FactName.EVENT,
        (
            r"\b(?:moi|vua) (?:sanh|sinh|de|mat|qua doi|chet|cuoi|ket hon|ly hon|don|chuyen"
            r"|doi nha|mua)\b|\bsanh (?:hom|o nha|doi)\b"
            rf"|\bda (?:mat|qua doi|ly hon)\b|\b{_KIN}(?: \w+)? mat(?: (?:hom|bua|hoi|roi))\b"
            r"|\bnha(?: \w+)? (?:moi )?co nguoi (?:moi )?(?:chet|mat|qua doi)\b"
            rf"|\b{_KIN}(?: (?:toi|tui|em|con|minh|chau|gia|cu))? "
            r"(?:qua doi|tu tran|chet(?! tiet)|mat(?=$|[,.;!?]| duoc \d))"
            r"|\b(?:bi|cong ty|cty)(?: \w+)? (?:cho )?nghi viec\b"
            r"|\bnghi viec (?:\d+|mot|hai|ba) |\bcho nghi\b|\bmua lai\b"
        ),
        _event,
    ),
    (
        FactName.SINCE,
        (
            rf"\b(?:nghi(?: viec)?|sanh|sinh|mat|cuoi|duoc|qua) (?P<any>)?{_COUNT} (?P<unit>ngay"
            r"|bua|tuan|thang|nam) (?:roi|nay|truoc)\b(?P<ago>)?"
        ),
        _days,
    ),
    (
        FactName.SINCE,
        r"\b(?:sanh|sinh|mat|cuoi|nghi|moi) (?:hom|bua) (?P<ago>qua|kia|hom|truoc)\b(?P<number>)?(?P<unit>)?",
        _days,
    ),
    (FactName.REGISTERED_IN, rf"\b(?:ho khau|thuong tru|bao hiem|bh|bhxh|que)(?: \w+)? (?:o|tai) {_PLACE}", _said),
    (FactName.LIVES_IN, rf"\b{_ME}(?: (?:dang|hien|song|nha))* o (?!tu\b){_PLACE}", _said),
    (FactName.LACKS, rf"\b{_NO} co ((?:{_PAPER})\b[\w ]{{0,25}})", _paper),
    (FactName.HAS, rf"\b(?:co|con giu|cam|giu) ((?:{_PAPER})\b[\w ]{{0,25}})", _paper),
    (
        FactName.LOST,
        (
            rf"\b(?:mat|lam mat|hu|that lac) ((?:{_PAPER})\b[\w ]{{0,20}})"
            rf"|\b((?:{_PAPER})\b[\w ]{{0,20}}?) (?:bi )?(?:rach|hu(?! tieu)|mat|chay)\b"
            rf"|\b((?:{_PAPER})\b(?: \w+){{0,2}})(?: \w+){{0,6}}? (?:mat (?:tieu|luon|roi)|that lac"
            r"|(?:bi|lam) (?:mat|rot|uot|chay)|rot (?:mat|xuong|dau)|(?:uot|chay|troi|hu) (?:het|mat|luon))\b"
        ),
        _paper,
    ),
    (FactName.CANNOT_GO, stuck.CANNOT_COME, lambda match: stuck.why_not(match.string)),
    (FactName.CANNOT_GO, r"\b(?:di|ra)(?: ngoai)? (?:duoc|dc) (?:roi|lai)\b", lambda _match: "other"),
    (FactName.NO_INTERNET, offline.CANNOT, lambda match: offline.cannot_be_online(match.string)),
    (FactName.NO_INTERNET, offline.CAN_AGAIN, _always(False)),
    (FactName.NO_ACCOUNT, rf"\b{_NO} co (?:vneid|tai khoan)\b", _always(True)),
    (
        FactName.DISABLED,
        (
            rf"\b{_KIN}(?: \w+)? (?:bi )?(?:mu(?! do)|liet|diec|{_MUTE}|tam than)\b"
            rf"|\bbi (?:mu|liet|diec|{_MUTE}|tam than)\b"
        ),
        _one_of(blind=r"\bmu\b", walking=r"\bliet\b", deaf=r"diec|cam", mind=r"tam than"),
    ),
    (
        FactName.POOR,
        r"(?<!so )(?<!nhan )(?<!giay )(?<!so ho )(?<!nhan ho )\b(?:can ngheo|ho ngheo)\b",
        _one_of(near_poor=r"can ngheo", poor=r"ho ngheo"),
    ),
    (
        FactName.PENSION,
        rf"\b({_NO} )?(?:co|lanh|huong) luong huu\b|\bkhong luong huu\b",
        lambda match: not re.match(rf"{_NO}\b", match.group()),
    ),
    (
        FactName.LOCKED_DOWN,
        (
            r"(?<!khong )(?<!ko )(?<!chua )(?<!het )\b(?:bi |dang )(?:bi )?(?:giang day|phong toa|rao|chot chan)\b"
            r"|\btrong (?:khu |vung |ap )?(?:bi )?(?:phong toa|giang day|cach ly)\b"
            r"|\b(?:ap|xom|khom|nha|xa|hem|khu|cho) (?:\w+ ){0,3}?(?<!het )(?:giang day|rao lai)\b"
            r"|\bgiang day (?:tu|hom|toi|den|may)\b"
        ),
        _always(True),
    ),
    (
        FactName.LOCKED_DOWN,
        (
            rf"\b(?:het|go|bo|thao|{_NO}(?: co)?(?: con)?) (?:bi )?(?:giang day|phong toa|rao|chot)\b"
            r"(?! (?:chua|khong|ko|hong))"
        ),
        _always(False),
    ),
    (
        FactName.VACCINATED,
        (
            rf"\b(?:chich|tiem)(?: duoc)? (?P<number>\d|mot|hai|ba) mui\b|\b{_NO} (?:chich"
            r"|tiem)(?: mui nao)?\b(?P<none>)"
        ),
        lambda match: 0 if match["number"] is None else _number(match),
    ),
    (FactName.BOOKED, rf"\b{_NO} (?:co )?(?:hen|dat lich|lich hen)\b", _always(False)),
    (FactName.BOOKED, r"\b(?:dat lich|hen|dat hen) roi\b|\bda (?:dat lich|hen)\b", _always(True)),
    (FactName.COUNT, rf"(?<!may )\b{_COUNT} (?:bo|ban|ho so|to)\b", _number),
    (
        FactName.WANTED_TIME,
        (
            r"\b((?:sang|trua|chieu|toi) (?:mai|mot|nay|thu \w+)|mai|mot|buoi (?:sang"
            r"|trua|chieu|toi)|thu \w+)(?: (?:toi|tui|em|con|minh))? (?:len|ra|toi|den"
            r"|qua)\b(?! roi)"
            r"|\bgoi (?:toi |tui |em |cho toi |cho tui )?((?:buoi |luc )?(?:sang|trua|chieu|toi)\b)"
        ),
        lambda match: match[1] or match[2],
    ),
)
_TABLE = tuple((name, re.compile(pattern), value) for name, pattern, value in _ENTRIES)


def bare_of(text: str) -> str:
    """Return one bare letter in lower case for each character of ``text``, whatever it is."""
    return "".join(_BARE.get(character, character) for character in text)


def _bare_table() -> dict[str, str]:
    """Latin letters with the marks of Vietnamese, and those of its neighbours in Unicode."""
    table = {}
    for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)):
        character = chr(code)
        plain = unicodedata.normalize("NFD", character.replace("đ", "d").replace("Đ", "D"))[0].lower()
        if len(plain) == 1:
            table[character] = plain
    return table


_BARE = _bare_table()
