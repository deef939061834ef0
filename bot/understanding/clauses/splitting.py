"""Where a message falls into clauses: at signs, at connectives between two parts that say something, behind a question.

People leave the signs out, so a question's last word ends a clause where what follows is a clause of its own.
What only asks whether the clause before it is so, or may be ("…, đúng không", "… mà, có thiệt không", "…, được hông"),
belongs to that clause.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.guidance.text import fold
from bot.understanding.clauses.cues import CONNECTIVES
from bot.understanding.fold import has_diacritics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 12


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TOKEN = re.compile(r"[^\W\d_]{0,3}\d+(?:[.,/:-]\d+)*|[^\W_]+|[.?!,;:\n…]")
_SIGNS = frozenset((*".?!;\n…", "..."))
_FEWEST_WORDS = 2
_MOST_TOKENS = 500
_LONGEST_TAG = 8
"""Words of what only asks whether the clause before it is so."""
_LOOKS_BACK = 20
"""Words before a place that say whether a clause ends there."""

_NO = frozenset({"khong", "ko", "k", "hk", "hok", "hong", "hom", "kg", "kh", "khg", "hog", "hem", "khum"})
_ASKING = _NO | {"gi", "j", "dau", "sao", "chua", "ha", "nao", "may", "nhieu", "lau", "ai"}
_ENDS = _NO | {"gi", "j", "dau", "sao", "chua", "ha", "tien", "lau"}
"""A question's last word; "nào", "ai" and "mấy giờ" mostly go on."""
_AFTER = _set_of("con# co# a ad ah anh ban c chi chu day do e em ha hen het luon nhi nua ong roi ta v vay z")
"""What may still stand behind a question's last word."""
_GETS = frozenset({"lay", "kiem", "moi", "dao", "tim", "o"})
_WRAPS = frozenset({"hoi", "la", "coi", "xem", "thu", "luon"})
"""The last words of what says that something is asked."""
_WHO_ASKS = _set_of("toi tui em anh chi con chau minh moi muon cho nen bac chu ba quen lo dinh")
"""Words before "hỏi" where somebody asks; behind others it is "hồi", "thu hồi"."""
_IS_NO_QUESTION = _set_of(
    "nua them gi ai dau lai vay xua do nam thang truoc nay hom nho tet sang trua chieu toi khuya luc dich moi qua han"
)
"""What stands behind "hỏi" and is not what is asked, or behind "hồi"."""
_FRAME, _LONG_FRAME = 4, 6
"""Words before a question, from which on they are its frame and not its beginning."""
_COUNTED = frozenset({"ngay", "bua", "thang", "gio", "tuan"})
_RATHER = frozenset({"chu", "cho"})
"""Words behind which "không" denies what somebody might want, and asks nothing."""
_WISHES = frozenset({"hoi", "muon", "noi"})
_THINGS = frozenset({"gi", "j", "nao"})
"""Behind a thing they stand for any of them, where it is said that there is none: "chữ ký số gì tôi không có"."""
_NONE_OF_IT = re.compile(
    r"(?:toi|tui|em|e|con|minh|chau|anh|chi|co|chu|bac|nha|ba|ma|ong) (?:cung )?(?:khong|ko|k|hk|hong|chua)"
    r" (?:he )?(?:co|con|ranh|xai|dung|lam)(?: het| ca| dau| tron| duoc| nua)*$"
)
_IS_DONE = _set_of("cho chuyen co dang de doi lam lay le nhan nop sang tach xin")
"""What "làm sao" asks how to do."""
_ENGLISH = frozenset({"what", "how", "where", "when", "which", "who"})
_CHILD = "con#"
_AUNT = "co#"
_KIN = {("con", "con"): _CHILD, ("ma", "má"): "ma#", ("co", "cô"): _AUNT}
"""Words of a text with accents that are somebody, a child, a mother, an aunt; and no "còn", "mà", "có"."""
_GONE_IF = frozenset({"thi", "nua"})
"""What stands behind "còn" only where somebody is no more, and no clause begins: "cô không còn thì …"."""
_BEFORE_KIN = frozenset({"cua", "cho", "nho", "cung", "giup", "gap", "nuoi", "thay", "gium", "dum"})
"""Words behind which a bare "ma" is a mother."""
_LENT = frozenset({"tien", "von", "ngan", "muon", "no"})
"""What stands behind "vay" where it is a loan, and no "vậy"."""
_ASKS_ANEW = frozenset({"o", "bao", "ai", "may", "can", "ton", "nop", "le", "phi"})
"""What another question begins with; behind "mấy ngày" and "bao lâu" most words go on with the same one."""
_GOES_ON = frozenset({"co", "phai", "di", "biet", "can", "ranh", "duoc", "dc", "lam", "nop", "ra", "dem", "gui", "hen"})
"""What "không" and "chưa" deny."""
_SO_BY_DAU = _set_of("biet can co dam duoc ho kip muon ngo noi phai the")
"""What "đâu" denies ("lỗi đâu phải tại em", "em đâu dám"), where no place is asked for before it."""
_WHERETO = _set_of(
    "ben chay chuyen dang dat dem den di dua gap goi gui hoi ke kiem lam lanh len mua nam nhan nop o ra theo tim toi tu"
    " vao ve vo xin"
)
"""Words before "đâu" where it asks for a place."""
_HAS_DONE = {"sang": _set_of("het ten tay xong")}
"""What "chưa" denies though a clause may begin with it, with what shows it: "giấy chưa sang hết"."""
_ONLY_DENIED = _set_of("ai bao goi hoi lay mang ton xin")
"""What they deny where nothing before them has begun a question ("có … không")."""
_ALLOWED = _set_of("ai dang di dk gap gui kham lam len mo nghi nhan nop qua ra vao vay ve vo xuong")
"""What "cho" lets somebody do: "không cho vô", and no "cho em hỏi"."""
_ASKS_LEAVE = _set_of("biet coi hoi xem xin")
_OPENS_QUESTION = _set_of("co da dc dk duoc duok dung phai xong")
_BEGINS = _set_of(
    "con# co# ai ba bao bua can cha chau chieu cho chong ck co con dat dem den di e em giay gio goi gui hen ho hoi ket"
    " khi lam lay le mai mang mat may me minh neu ngay nha nop o ong phai phi phuong ra sang thi thoi tia toi"
    " ton tui vk vo xa xin"
)
"""What a clause of its own begins with."""
_ONLY_WHETHER_SO = re.compile(
    rf"(?:(?:ma|ha|u|vay|the|nhu|thi|co|cung|em|chi|anh|con|chu|a) ){{0,8}}"
    rf"(?:dung|phai|that|thiet|that su|thiet tinh|duoc|dc|duok|ok|oke)"
    rf"(?: (?:la )?(?:vay|the))? (?:{'|'.join(sorted(_NO))}|hay khong|ha|chua|sao)(?: (?:{'|'.join(sorted(_AFTER))}))*"
)
"""Words that ask only whether what stands before them is so."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or sign of the message, folded, with its place."""

    plain: str
    start: int
    end: int

    @property
    def is_sign(self) -> bool:
        """Whether it is a sign and not a word."""
        return not self.plain[:1].isalnum()


def split(text: str) -> list[tuple[int, int]]:
    """Return where the clauses of a message begin and end; at most twelve, the last one takes all that is left.

    A message without any word has none. What stands behind the first five hundred words belongs to the last clause.
    """
    return list(_spans(text))


@functools.lru_cache(maxsize=16)  # a turn asks for its text's, and for those of its clauses, several times
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    words = [Word(fold(found.group()) or found.group(), found.start(), found.end()) for found in _words(text)]
    if has_diacritics(text):
        words = [
            replace(word, plain=_KIN.get((word.plain, text[word.start : word.end].lower()), word.plain))
            for word in words
        ]
    parts: list[list[Word]] = [[]]
    for index, word in enumerate(words):
        if parts[-1] and _cuts(words, index, parts[-1]):
            parts.append([])
        parts[-1].append(word)
    spans: list[tuple[int, int]] = []
    for part in parts:
        if said := _without_edges(part):
            begins = spans.pop()[0] if spans and _only_whether_so(said) else said[0].start
            spans.append((begins, said[-1].end))
    if len(spans) > MOST:
        spans = [*spans[: MOST - 1], (spans[MOST - 1][0], spans[-1][1])]
    return tuple(spans)


def asked_at(text: str, end: int) -> bool:
    """Return whether a clause of a composed text that ends at ``end`` is a question by how it is written.

    That is a question mark behind it, or "à" for its last word: without its accent that is "ạ" as well, which asks
    nothing.
    """
    return text[end : end + 2].strip().startswith("?") or _LAST_ASKS.search(text[max(end - 2, 0) : end]) is not None


_LAST_ASKS = re.compile(r"(?:^|\W)à$", re.IGNORECASE)


def _only_whether_so(said: Sequence[Word]) -> bool:
    words = [word.plain for word in said if not word.is_sign]
    return len(words) <= _LONGEST_TAG and _ONLY_WHETHER_SO.fullmatch(" ".join(words)) is not None


def _words(text: str) -> Iterator[re.Match[str]]:
    for count, found in enumerate(_TOKEN.finditer(text)):
        if count == _MOST_TOKENS:
            return
        yield found


def _cuts(words: Sequence[Word], index: int, before: Sequence[Word]) -> bool:
    """Return whether a clause begins with the word at ``index``."""
    last, word = words[index - 1], words[index]
    if last.is_sign and last.plain in _SIGNS:
        return True
    said = [one for one in before[-_LOOKS_BACK:] if not one.is_sign]
    left = _count(words, index)
    if len(said) < _FEWEST_WORDS or left < _FEWEST_WORDS or word.is_sign:
        return False
    wrapped = _is_wrapped(words, index, said) and _asks_ahead(words, index)
    if wrapped or last.plain == "," or (last.plain == "and" and word.plain in _ENGLISH):
        return True
    if word.plain == "ma" and last.plain in _BEFORE_KIN:
        return False
    if word.plain in CONNECTIVES and left > _FEWEST_WORDS and (_asks(said) or _asks_ahead(words, index)):
        behind = words[index + 1].plain
        goes_on = (word.plain, behind) == ("voi", "nguoi") or (word.plain == "vay" and behind in _LENT)
        goes_on = goes_on or (word.plain == "con" and _is_gone(said, behind))
        goes_on = goes_on or (word.plain == "xong" and _is_unfinished(said))
        return not goes_on and not (word.plain in {"roi", "hay", "con", "va"} and not _asks(said))
    gone = word.plain == "con" and _is_gone(said, words[index + 1].plain)
    return not gone and _ends_question(words, index, len(said)) and word.plain in _BEGINS


def _is_wrapped(words: Sequence[Word], index: int, said: Sequence[Word]) -> bool:
    """Return whether what stands before ``index`` only says at length that something is asked ("… nên em hỏi là")."""
    last, next_one = said[-1].plain, words[index].plain
    if last not in _WRAPS or next_one in _WRAPS or (last == "hoi" and next_one in _IS_NO_QUESTION):
        return False
    if (said[-2].plain, said[-1].plain) == ("quen", "hoi"):
        return True
    hoi = next((place for place in range(len(said) - 1, len(said) - 4, -1) if said[place].plain == "hoi"), 0)
    if said[0].plain == "y":
        return (said[-2].plain, last) == ("la", "hoi")  # "ý em hỏi là cần giấy gì" puts right what was read
    least = _LONG_FRAME if last == "hoi" else _FRAME
    return len(said) >= least and said[hoi - 1].plain in _WHO_ASKS


def _is_unfinished(said: Sequence[Word]) -> bool:
    """Return whether "xong" ends what is not done yet ("chưa ly hôn xong mà cưới người khác"), and begins nothing."""
    return any(word.plain in {"chua", "khong"} for word in said[-_UNFINISHED:])


_UNFINISHED = 5
"""Words before "xong" among which something is said not to be done."""


def _is_gone(said: Sequence[Word], behind: str) -> bool:
    """Return whether what ends so goes on with "còn" ("cô ấy không | còn khoản nào"), as "được không" does not."""
    last, before = said[-1].plain, said[-2].plain
    return last in _NO and (before not in _OPENS_QUESTION or behind in _GONE_IF)


def _rest(words: Sequence[Word], index: int) -> str:
    """Return the words from ``index`` to the next sign, at most eight."""
    rest = itertools.takewhile(lambda word: not word.is_sign, words[index : index + _LONGEST_TAG])
    return " ".join(word.plain for word in rest)


def _count(words: Sequence[Word], index: int) -> int:
    """How many words follow before the next sign."""
    count = 0
    for word in words[index : index + 4]:
        if word.is_sign:
            break
        count += 1
    return count


def _ends_question(words: Sequence[Word], index: int, said: int) -> bool:
    """Return whether a question ends right before ``index``, but for polite words; ``said`` words stand in it."""
    place = index - 1
    while place > 0 and words[place].plain in _AFTER and index - place <= 3:  # noqa: PLR2004 - two polite words at most
        place -= 1
    last, before = words[place].plain, words[place - 1].plain if place else ""
    if last in _NO or last == "chua":
        # "không có", "không phải", "chưa đi được" go on; "được không", "phải không" end.
        if words[index].plain == "ket" and index + 1 < len(words) and words[index + 1].plain == "hon":
            return place < index - 1  # "chưa kết hôn", and no "kết quả" of its own
        rather = before in _RATHER and words[index].plain in _WISHES  # "được hông chứ hông hỏi kết hôn"
        return not rather and (place < index - 1 or not _denied(words, place, said))
    how = (before, last) == ("lam", "sao") and words[index].plain in _IS_DONE  # "làm sao sang tên cho con"
    wonders = last == "dau" and before in _GETS and words[index].plain == "ra"  # "lấy đâu ra giấy đó"
    wonders = wonders or _tells_of_none(words, index, place)
    if wonders or (before, last) in {("ban", "sao"), ("chac", "gi")} or (how and not _asks_ahead(words, index)):
        return False  # "bản sao"; "chắc gì" doubts what follows
    if last in {"tien", "lau"}:
        whole = before in ({"nhieu", "nhiu", "may"} if last == "tien" else {"bao"})
        return whole and (said > _FEWEST_WORDS or words[index].plain in _ASKS_ANEW)
    if last in _COUNTED:
        return before == "may" and words[index].plain in _ASKS_ANEW
    return last in _ENDS


def _tells_of_none(words: Sequence[Word], index: int, place: int) -> bool:
    """Return whether what asks at ``place`` belongs to what begins at ``index``, which denies it."""
    last, before = words[place].plain, words[place - 1].plain if place else ""
    if last == "dau":
        return place == index - 1 and before not in _WHERETO and words[index].plain in _SO_BY_DAU
    return last in _THINGS and _NONE_OF_IT.match(_rest(words, index)) is not None


def _denied(words: Sequence[Word], place: int, said: int) -> bool:
    """Return whether the "không" or "chưa" at ``place`` denies the word behind it, ``said`` words into its clause."""
    denied, *behind_it = (word.plain for word in words[place + 1 : place + 3])
    if not _HAS_DONE.get(denied, frozenset()).isdisjoint(behind_it):
        return True
    if denied == "cho":
        behind = {word.plain for word in words[place + 2 : place + 6]}
        opened = words[place - 1].plain in _OPENS_QUESTION
        return not opened and not behind & _ASKS_LEAVE and not behind.isdisjoint(_ALLOWED)
    if denied in _ONLY_DENIED:
        return not any(word.plain in _OPENS_QUESTION for word in words[max(place - said + 1, 0) : place])
    return denied in _GOES_ON


def _asks(words: Sequence[Word]) -> bool:
    return any(word.plain in _ASKING for word in words)


def _asks_ahead(words: Sequence[Word], index: int) -> bool:
    return _asks(words[index : index + 15])


def _without_edges(part: Sequence[Word]) -> list[Word]:
    """Leave out the signs at both ends."""
    said = list(part)
    while said and said[0].is_sign:
        said.pop(0)
    while said and said[-1].is_sign:
        said.pop()
    return said
