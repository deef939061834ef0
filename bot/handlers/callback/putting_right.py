"""What of a call-back's slip is put right, the matter above all, and what is to be noted on it."""

from __future__ import annotations

import re

from bot.handlers.booking.phrases import is_question
from bot.handlers.callback.carrying import hour_in, is_time
from bot.handlers.callback.wished import whose_number
from bot.handlers.called import bare_in, no_places
from bot.handlers.early import name_said
from bot.handlers.put_right import clauses_of, naming
from bot.understanding.agreement import Asked, Means, read_agreement
from bot.understanding.anger import is_weary
from bot.understanding.clauses.denied import denied_in, without_denied
from bot.understanding.fold import canonical
from bot.understanding.masking import mask
from bot.understanding.phones import find_phones

_LONGEST = 200
_LONGEST_NOTE = 120
_LONGEST_NOTES = 300
_LOOKS_AT = 600
_ME = "(?:toi|em|con|minh|chau|anh|chi|co|chu|bac|ba|ong)"
_OPENS = rf"(?:(?:da|a|u|ua|uh|ok|ma|thi|la|oi|troi|thoi|dung|roi|cho|no|but|and|{_ME}) ){{0,5}}"
_ENDS = rf"(?: (?:roi|lat|het|nha|nhe|nghen|a|ha|do|day|luon|trot|bet|ma|nua|{_ME}))*"
_FALSE = (
    "(?:sai|nham|lon|lam|trat|khong dung|chua dung|khong phai|hieu (?:sai|lam|nham)|(?:ghi|viet) (?:sai|nham|lon|lam))"
)
_NOUN = "(?:viec|chuyen|vu|van de|noi dung|muc dich|ly do|matter|subject|topic|reason)"
_KIND = rf"(?:(?:cai|muc|cho|phan) )?{_NOUN}"
_WRONG_MATTER = re.compile(
    rf"{_OPENS}(?:bi )?{_FALSE} (?:{_KIND}|ho so)(?: (?:nay|do|kia|ay))?{_ENDS}"
    rf"|{_OPENS}{_KIND}(?: (?:nay|do|kia|ay|cua|ghi|{_ME}))* (?:la |bi )?{_FALSE}{_ENDS}"
    rf"|{_OPENS}(?:that s |it s |this is |that is |it is )?(?:the )?wrong {_NOUN}"
)
_WRONG = re.compile(
    rf"{_OPENS}(?:bi )?{_FALSE}{_ENDS}|{_OPENS}(?:that s |it s |that is |it is )?(?:wrong|not (?:right|correct))"
)
_HELPS = "(?:lai|giup|gium|dum|cho|dung|ra|can bo|ho|toi|em|con|cai|thanh|la)"
_WRITE = re.compile(
    rf"{_OPENS}(?:cu )?(?:ghi|sua|doi|viet|chinh|note)(?: {_HELPS}){{0,6}}?"
    rf"(?P<noun> {_KIND}(?: (?:lai|giup|gium|cua|{_ME})){{0,4}})?(?P<is>(?: (?:la|thanh|qua|sang)){{1,2}}) (?=\w)"
)
_MATTER_IS = re.compile(
    rf"{_OPENS}{_KIND}(?: (?:dung|that|thiet|can|muon|hoi|goi|cua|{_ME})){{0,4}} (?:phai )?la (?=\w)"
)
_CUE = re.compile(
    rf"{_OPENS}(?:(?:ve|muon|can|tinh|dinh|goi|it s|it is|i mean|i ask|i want to ask|this is) ){{0,3}}"
    r"(?:viec|chuyen|vu|ho so|hoi|giay|lam|xin|dang ky|khieu nai|to cao|don|thu tuc|cap|doi|tach|sang ten|tro cap"
    r"|about)\b"
)
_NOT_ASKED = re.compile(
    rf"{_OPENS}(?:dau (?:co|phai)|khong(?: co)?|chua(?: he)?) (?:muon )?(?:hoi|noi|lam|xin|can)\b"
    r"(?! (?:ra|duoc|biet|gi))"
)
_WONDERS = re.compile(rf"{_OPENS}(?:tai |vi )?sao (?:lai |ma ){{0,2}}(?:ghi|noi|ra|thanh|de|viet)(?: la)? (?=\w)")
_NOT_ENGLISH = re.compile(r"(?:no )?(?:it s |it is |this is |i m )?not (?:asking )?(?:about )?(?=\w)")
_TURNS_DOWN = (_NOT_ASKED, _WONDERS, _NOT_ENGLISH)
_NOT_MEANT = re.compile(r"(?:khong|dau) (?:phai|hoi|muon|noi)(?: (?:la|ve|viec|chuyen|vu))*")
_POINTS = re.compile(rf"(?:khong|dau) phai (?:la )?(?:cai )?(?:{_NOUN}|cai)(?: (?:do|nay|kia|ay|dau))?")
_NO = re.compile(r"(?:(?:da|em|a) ){0,3}(?:khong|no)(?: (?:dau|em|phai|oi|a)){0,4}")
_ENGLISH_LEAD = re.compile(r"^(?:(?:it['’]?s|it is|this is|i mean|i ask)\s+)(?:about\s+)?|^about\s+", re.IGNORECASE)
_NO_MATTER = re.compile(r"\b(?:ten|so|gio|buoi|goi|dia chi|nha|nguoi|ai)\b")
_OF_A_PERSON = re.compile(rf"^(?:(?:da|a|u|ma) )*{_ME} (?:khong phai|dau phai)\b")
_READ_AGAIN = re.compile(r"(?:lam on |may )?(?:doc|coi|xem|nghe|hieu) (?:lai|ky|cho ky|ro)\b(?:(?! \w+ \w+ \w+).)*")
_POLITE = re.compile(r"\b(?:cam|lam) on\b")
_EMPTY = frozenset({
    "da", "a", "u", "ua", "uh", "ok", "roi", "nha", "nhe", "oi", "troi", "dung", "phai", "thoi", "vay", "no",
    "please", "giup", "gium", "gui", "di", "toi", "em", "con", "minh", "chau", "anh", "chi", "co", "chu", "bac",
    "ba", "ong",
})  # fmt: skip
_LEADS = frozenset({"da", "a", "u", "ua", "ma", "la", "thi", "but", "it", "s", "chu"})
_TRAILS = frozenset({"chu", "cho", "ma", "a", "nha", "nhe", "nghen", "do"})
_NAMED = r"(?:cai )?(?:ho )?(?:ten|so(?: dien thoai)?|viec|chuyen|vu|noi dung|name|number|phone|matter|subject)"
_TO_CHANGE = re.compile(
    rf"{_OPENS}(?:bi )?(?:{_FALSE}|sua|doi|ghi|xin|muon|change|wrong|correct|fix)"
    rf"(?: (?:sua|doi|lai|cai|giup|gium|the|my)){{0,4}} {_NAMED}(?: (?:lai|giup|gium|dum|di|nay|do|kia|cua))*{_ENDS}"
    rf"|{_OPENS}(?:cai )?{_NAMED}(?: (?:nay|do|kia|cua|ghi|{_ME}))* (?:la |bi )?{_FALSE}{_ENDS}"
)

_ADDS = re.compile(
    rf"{_OPENS}(?:(?:ghi|noi|nhan|viet|bo sung|note|dan) )?(?:them|kem|luu y|bo sung|note|dan|add)"
    r"(?: (?:vo|vao|la|nua|giup|gium|dum|cho|toi|em|con|ghi|them|can bo|rang|that)){0,5} (?=\w)"
)
_REMINDS = re.compile(
    rf"{_OPENS}(?:nho|nhac|dan)(?: (?:can bo|ho|nguoi ta|gium|giup|la|cho|em|anh|chi))* "
    r"(?=(?:noi|dung|khoi|nhan|bao)\b)"
)
_MANNER = re.compile(
    rf"\b(?:noi|doc|hoi|goi)(?: (?:chuyen|cho|voi|gium|giup|{_ME})){{0,3}} "
    r"(?:cham|lon|to|tu tu|ro rang|som|gap|tieng \w+)\b"
    r"|\bnhan (?:tin|zalo|sms|qua zalo)\b(?! cho (?:can bo|ho)\b)"
    r"|\bspeak(?: \w+)? (?:slowly|up|loudly)\b"
)
_HARD_OF_HEARING = re.compile(
    r"\b(?:lang|nang|diec) tai\b|\btai (?:lang|nang|diec|kem|yeu)\b|\bnghe khong (?:ro|duoc ro)\b"
)
_NOT_THEN = re.compile(
    r"\b(?:dung|khoi|khong)(?: (?:co|nen|can|ai|duoc)){0,2} (?:goi|dien|alo|call)\b(?: \w+){0,3} "
    r"(?:buoi|sang|trua|chieu|dem|luc|khi|gio|ngay|thu|chu nhat|cuoi tuan|vao|vo|toi|\d)"
    r"|\b(?:khong|dau|chua)(?: (?:co|he|duoc|phai)){0,2} (?:ranh|o nha|nghe may|bat may)\b(?: \w+){0,3} "
    r"(?:buoi|sang|trua|chieu|dem|luc|gio|ngay|thu|chu nhat|cuoi tuan|toi|\d)"
    r"|\b(?:dung|khoi) (?:goi|dien|noi)(?: \w+){0,2} (?:chong|vo|ba|me|ma|cha|nguoi nha|con)\b|\bdon t call\b"
)
_BY_THEN = re.compile(
    rf"{_OPENS}(?:(?:lam|xong|can|tra loi|goi|gap|phai|duoc|{_ME}) ){{0,3}}truoc (?:ngay|mung|thu|tet|\d|thang|cuoi)"
    r"|(?:by|before) (?:the )?\d"
)


def matter_put_right(text: str, kept: str = "") -> str | None:
    """Return the matter that a text says is meant instead, as typed; "" where it only says that the other is wrong.

    Args:
        text: as typed.
        kept: the words of the matter on the slip: what is denied of them is the matter.

    Returns:
        None where nothing of the matter is put right.
    """
    text = text[:_LOOKS_AT]
    kept_words = naming(kept)
    denied = _named_there(denied_in(text))
    turned_down = canonical(denied_in(text))
    wrong, unsure = _POINTS.fullmatch(turned_down) is not None, _NO.fullmatch(turned_down) is not None
    said: list[str] = []
    for clause in clauses_of(without_denied(text)):
        plain = canonical(clause)
        written = _written(clause, plain)
        if written is not None:
            said, wrong = [written], True
        elif _WRONG_MATTER.fullmatch(plain):
            wrong = True
        elif _WRONG.fullmatch(plain) or _NO.fullmatch(plain):
            unsure = True
        elif (found := next(filter(None, (each.match(plain) for each in _TURNS_DOWN)), None)) is not None:
            denied = denied or _named_there(plain[found.end() :])
        elif not _is_no_matter(clause, plain):
            said.append(clause)
    matter = _matter(said)
    cued = bool(said) and _CUE.match(canonical(said[0])) is not None
    drops = _is_denied(text, denied, kept_words, cued=cued and bool(matter))
    if wrong or drops or (unsure and matter and cued):
        return matter
    return None


def notes_in(text: str) -> list[str]:
    """Return what is to be noted for who calls: a day by which, how to speak, when not to call; masked, as typed."""
    notes = []
    for clause in clauses_of(text[:_LOOKS_AT]):
        plain = canonical(clause)
        if is_question(clause) or (_REMINDS.match(plain) is None and hour_in(clause) is not None):
            continue
        found = _ADDS.match(plain) or _REMINDS.match(plain)
        if found is not None:
            said = clause.split()[len(found.group().split()) :]
        elif any(each.search(plain) for each in (_MANNER, _HARD_OF_HEARING, _NOT_THEN)) or (
            _BY_THEN.match(plain) or whose_number(plain)
        ):
            said = clause.split()
        else:
            continue
        if said and not find_phones(clause):
            notes.append(mask(" ".join(said))[:_LONGEST_NOTE])
    return notes


def with_notes(before: str | None, text: str) -> str | None:
    """Return what is noted on the slip with what a text adds to it; None where it adds nothing."""
    kept = before.split("; ") if before else []
    new = [note for note in dict.fromkeys(notes_in(text)) if note not in kept]
    return "; ".join((*kept, *new))[:_LONGEST_NOTES] if new else None


def without_notes(text: str) -> str:
    """Return a text without the clauses that are only to be noted."""
    return ", ".join(clause for clause in clauses_of(text) if not notes_in(clause))


def without_written(text: str) -> str:
    """Return a text without what it says that the matter shall be: "ghi lại giùm là …" agrees to nothing."""
    return ". ".join(clause for clause in clauses_of(text) if _written(clause, canonical(clause)) is None)


def agrees_besides(text: str) -> bool:
    """Return whether a text that puts the matter right agrees by its other words to name and number being kept."""
    return read_agreement(without_written(text), Asked.CONSENT).means is Means.AGREES


def only_says_wrong(text: str) -> bool:
    """Return whether a text says that something is wrong and not what."""
    return _WRONG.fullmatch(canonical(text)) is not None and not is_question(text)


def says_wrong(text: str) -> bool:
    """Return whether a text says that what it names is wrong or to be changed ("sai tên rồi", "sửa số giùm")."""
    plain = canonical(text)
    return _TO_CHANGE.fullmatch(plain) is not None and not is_question(text) and not find_phones(text)


def _written(clause: str, plain: str) -> str | None:
    """Return what a clause says that the matter shall be ("ghi lại giùm là …", "việc đúng là …"), or None."""
    found = _MATTER_IS.match(plain) or _WRITE.match(plain)
    if found is None:
        return None
    said = " ".join(clause.split()[len(found.group().split()) :])
    named = found.re is _MATTER_IS or found["noun"] is not None or _CUE.match(canonical(said)) is not None
    if not named and (bare_in(said, no_places, beside_a_phone=False) is not None or _NO_MATTER.search(canonical(said))):
        return None
    return None if _is_no_matter(said, canonical(said)) else said


def _is_no_matter(clause: str, plain: str) -> bool:
    """Return whether a clause says nothing of a matter: a number, an hour, a name, thanks, what is only noted."""
    if find_phones(clause) or hour_in(clause) or is_time(clause) or is_weary(clause) or notes_in(clause):
        return True
    says_nothing = set(_POLITE.sub(" ", plain).split()) <= _EMPTY or _READ_AGAIN.fullmatch(plain) is not None
    return says_nothing or name_said(clause) is not None


def _matter(said: list[str]) -> str:
    """Return the clauses of a matter in one, without what only leads to it; "" where they name nothing."""
    words = _ENGLISH_LEAD.sub("", ", ".join(said)).split()
    while words and canonical(words[0]) in _LEADS and words[0] != "a":  # the English article
        del words[0]
    while words and canonical(words[-1]) in _TRAILS:
        del words[-1]
    matter = " ".join(words).strip(" ,.;")
    return mask(matter)[:_LONGEST] if naming(matter) else ""


def _named_there(denied: str) -> str:
    return _NOT_MEANT.sub("", canonical(denied)).strip()


def _is_denied(text: str, denied: str, kept: set[str], *, cued: bool) -> bool:
    """Return whether what is denied is the slip's matter, and no name, number, hour or what somebody is."""
    if not denied or _NO_MATTER.search(denied) or _OF_A_PERSON.match(canonical(text)):
        return False
    return bool(set(denied.split()) & kept) or cued
