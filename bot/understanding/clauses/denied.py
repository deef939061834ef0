"""What a text says that is *not* meant ("không phải chứng thực", "tui có muốn làm căn cước đâu"): no name."""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

from bot.guidance.text import composed
from bot.understanding.clauses.objects import object_of
from bot.understanding.clauses.splitting import asked_at, split
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W_]+")
_BUT = frozenset({"ma", "chu", "cho"})
""""mà", "chứ", "chớ": what stands behind is meant, what "không phải" follows is not."""
_POLITE = frozenset({"da", "a", "u", "ua", "uh", "thi", "la", "em", "toi", "con", "chi", "anh", "minh", "thua"})
_POINTS = frozenset({"day", "do", "cai", "nay", "da", "noi", "su", "roi"})
"""What one points at, and "đã nói"."""
_DONE = frozenset(
    {"dong", "di", "len", "ra", "co", "dem", "mang", "tra", "ky", "ton", "cho", "dung", "vay", "the", "y"}
)
_IN_ENGLISH = re.compile(
    r"^((?:(?:nah|no|nope|hmm|sorry|well|oh|it|its|that|thats|s|i|m|im|am|is|was|asking|talking|said) )*)"
    r"not (?:a|an|the|about|my|for) (?:\w+ ){0,3}?\w+(?= (?:haha|lol|i|but|it|please|we|my)\b|$)"
)
"""What somebody says in English that they do not mean."""
_PARTICLES = frozenset({"a", "ha", "em", "chi", "anh", "ma", "ban", "ad", "nha", "nghen", "do", "vay", "dau"})
_ASKS = frozenset({"khong", "chua", "ha", "sao", "gi", "nao"})
_ACTS = frozenset({"lam", "hoi", "xin", "muon", "noi", "nho"})
_WANTS = frozenset({"muon", "hoi", "dinh", "can", "noi", "lam", "nop", "xin"})
_PLACES = frozenset({"o", "di", "ra", "len", "toi", "cho", "tai", "lay", "den", "nam", "ve", "qua", "tu", "gui", "goi"})
"""What "đâu" asks a place behind."""
_MOST_WORDS = 60
"""Words of a clause that are looked at."""


@functools.lru_cache(maxsize=64)  # a turn asks for its text's, and for those of its clauses, several times
def without_denied(text: str) -> str:
    """Return a text with blanks in place of what it denies or tells to be done; every other character stays.

    "mất" goes, too, where it says what something takes ("mất mấy ngày"): nothing is lost; and what a shop that is
    opened sells ("mở quán bán *hủ tiếu*"), unless that needs a licence of its own.
    """
    whole = composed(text)
    left = list(whole)
    for start, end in (
        *_denied(whole),
        *((start, end) for start, _, end in _answered_instead(whole)),
        *_done(whole),
        *_taken(whole),
        *_sold(whole),
        *_given(whole),
        *_nobody_did(whole),
        *_known(whole),
    ):
        left[start:end] = " " * (end - start)
    return "".join(left)


def _done(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text tells that something is done or there ("giấy khai tử có rồi"), beside what else it says."""
    spans = list(_told_whole(text))
    for (start, end), behind in itertools.pairwise([*spans, (len(text), len(text))]) if len(spans) > 1 else ():
        plain = canonical(text[start:end])
        lacks_another = _IS_THERE.match(plain) and _IS_LACKING.match(canonical(text[slice(*behind)]))
        if (_IS_DONE.search(plain) or lacks_another) and not asked_at(text, end):
            yield start, end


def _given(text: str) -> Iterator[tuple[int, int]]:
    """Yield what somebody got and did not ask for ("sao nói tách thửa *mà ra sang tên*")."""
    spans = list(split(text))
    for (start, end), behind in itertools.pairwise(spans):
        if _WONDERS.match(canonical(text[start:end])) and _GOT.match(canonical(text[slice(*behind)])):
            yield behind


def _nobody_did(text: str) -> Iterator[tuple[int, int]]:
    """Yield what a text says that nobody did in those days ("*hồi đó ai mà làm khai sanh*")."""
    for sentence in _SENTENCE.finditer(text):
        found, words = _words_of(text, sentence.start(), sentence.end())
        nobody = _IN_THOSE_DAYS.search(" ".join(words))
        if nobody is not None:
            first = len(nobody.string[: nobody.start()].split())
            if first < len(found):
                yield found[first][0], found[-1][1]


def _known(text: str) -> Iterator[tuple[int, int]]:
    """Yield what a text says that one knows already and asks nothing of ("*chớ xét nghiệm* thì tôi biết rồi")."""
    for start, end in split(text):
        found, words = _words_of(text, start, end)
        known = _KNOWS_THAT.match(" ".join(words))
        if known is not None and found and not asked_at(text, end):
            yield found[0][0], found[-1][1]


_KNOWS_THAT = re.compile(
    r"^(?:\w{1,9} ){1,8}?thi (?:toi|em|con|minh|chi|anh|chau)"
    r" (?:da )?(?:biet|hieu|ro|ranh|nam)(?: het| ca| het ca)? roi(?: (?:ma|a|do|nha|em|chi|anh))*$"
)
_IN_THOSE_DAYS = re.compile(
    r"\b(?:(?:hoi|thoi|luc) (?:do|xua|ay)|hoi truoc) (?:dau )?(?:co )?(?:ai|dau ai) (?:ma )?(?:\w{1,9} )?"
    r"(?:lam|di|co|khai|dang ky|xin|giu)\b(?!.*\b(?:khong|chua|gium|dum|cho)$)"
)
_WONDERS = re.compile(r"(?:ua |u |troi |da |em |chi |anh )*sao (?:lai )?(?:\w+ )?(?:noi|hoi)\b")
_GOT = re.compile(r"ma (?:lai )?(?:ra|thanh|noi|tra loi|dua)\b")


def _answered_instead(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where somebody says what they were answered with ("em hỏi kết hôn *mà chị trả lời khai sinh*").

    Yields:
        Where that begins, where what it was begins ("khai sinh"), and where it ends.
    """
    for sentence in _SENTENCE.finditer(text):
        found, words = _words_of(text, sentence.start(), sentence.end())
        instead = _INSTEAD.search(" ".join(words))
        if instead is not None:
            ends = tuple(itertools.accumulate(len(word) + 1 for word in words))
            # A word may have become two when it was written out.
            first, thing = (sum(end <= instead.start(group) for end in ends) for group in (1, 2))
            yield found[first][0], found[thing][0], found[-1][1]


_SENTENCE = re.compile(r"[^.?!,;\n]+")
_INSTEAD = re.compile(
    r"\bhoi (?:\w+ ){1,7}?(ma (?:(?:sao|lai|toan|cu|may|ben|nguoi|tro ly|chi|anh|em|con|co|chu|ad|bot|ban|minh) ){0,4}"
    r"(?:tra loi|noi (?:ve|qua|toi|sang)|chi (?:qua|sang))\b(?! (?:roi|xong|dum|gium|giup|sao|duoc|chua)\b) ?(.+))$"
)


def _taken(text: str) -> Iterator[tuple[int, int]]:
    """Yield where "mất" says that something takes time or money ("mất mấy ngày", "có mất tiền không")."""
    for start, end in split(text):
        found, words = _words_of(text, start, end)
        for place, word in enumerate(words):
            behind = " ".join(words[place + 1 : place + 3])
            costs = bool(words[:place]) and words[place - 1] in _COSTS and behind.startswith(("tien", "phi"))
            lapses = _LAPSES.search(" ".join(words[:place])) is not None
            if word == "mat" and (costs or lapses or _MEASURED.match(behind)):
                yield found[place]


_LAPSES = re.compile(r"\b(?:qua|tre|het|sau) (?:\w{1,9} ){1,5}thi(?: (?:bi|la|se|coi nhu))?$")
"""What is lost when a time is over is a right, and no paper ("quá 3 tháng thì *mất* luôn hả")."""
_COSTS = frozenset({"co", "phai", "khoi", "khong"})
_MEASURED = re.compile(r"(?:bao|bn|nhieu (?:tien|ngay|thoi)|may (?:ngay|bua|hom|tuan|thang|nam|tieng|gio|tien|dong))\b")


def _sold(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text says what a shop that is opened sells."""
    for start, end in split(text):
        found, words = _words_of(text, start, end)
        shop = _SHOP.search(" ".join(words))
        goods = shop[1].split() if shop is not None else []
        if shop is None or not goods or _LICENSED.intersection(goods):
            continue
        first = len(shop.string[: shop.start(1)].split())
        if words[first : first + len(goods)] == goods:  # no word became two when it was written out
            yield from found[first : first + len(goods)]


_SHOP = re.compile(
    r"\bmo (?:(?:cai|1|mot|them) )?(?:quan|tiem|sap|shop|cua hang)(?: nho)?(?: ban)? "
    r"((?:(?!(?:thi|co|can|phai|o|tai|truoc|ben|gan|trong|nho|khong|muon|lam|gio|duoc|ban)\b)\w+ ?){1,5})"
)
_LICENSED = frozenset(
    {
        "thuoc",
        "karaoke",
        "vang",
        "game",
        "net",
        "internet",
        "gas",
        "xang",
        "dau",
        "ruou",
        "bida",
        "spa",
        "khoa",
        "kham",
        "do",
        "massage",
        "bac",
    }
)
"""What may not be sold, or done, with a household's registration alone."""

_IS_DONE = re.compile(
    r"^(?!.*\b(?:muon|can|xin|phai)\b).*\b(?:co|xong|lam xong|xong xuoi|da co|lam) (?:lau |het )?roi$"
)


_IS_THERE = re.compile(r"^(?:(?!khong|chua|muon|can|phai)\w+ ){0,3}(?:da )?co (?!can\b|phai\b|duoc\b)\w+(?: \w+){0,3}$")
_IS_LACKING = re.compile(r"^(?:ma|nhung|con) (?:\w+ ){0,2}?(?:chua|khong) (?:co|lam)\b")
"""One paper is there and another is not: "có khai sinh mà chưa có thẻ bhyt"."""
_ACT = r"(?:dang ky|lam|cap|doi|xin|khai)"
_LONG_AGO = (
    r"(?:(?:hoi|luc) (?:truoc|xua|nam|do|lau|thang|dau)|(?:bua|hom|lan|nam|thang|tuan|dot) (?:truoc|ngoai|kia|roi)"
    r"|truoc day|truoc gio|ngay truoc|lau roi)"
)
_ENDED = r"(?: (?:het|lau|roi|luon|xuoi|ca|day|nha|nghen|a|em|chi|anh)){0,4}"
_NO_PAST = re.compile(r"\b(?:muon|can(?! cuoc)|phai|dinh|tinh(?! trang)|mat|chua|khong)\b")
_HAD_DONE = re.compile(rf"\b(?:co|{_ACT})\b")
_IS_PAST = re.compile(
    rf"\b{_LONG_AGO}\b|\b(?:moi|vua) (?:\w+ ){{0,2}}?{_ACT}\b|\b(?:xong|roi){_ENDED}(?: (?:hom|bua|hoi) \w+)?$"
)
"""A clause that tells what somebody has had done before: "hồi trước tui có đăng ký tạm trú rồi"."""
_GOES_ON_WITH_IT = re.compile(
    r"\b(?:sai|nham|hu|rach|mat(?! (?:may|bao|nhieu|tien|bn))|chua|khong (?:thay|biet sao|dung|giong)|sua|cai chinh"
    r"|gia han|cap lai|lam lai|huy|xoa|ket qua|chung nao|khi nao|bao gio|bao lau|may ngay|lanh|(?:toi|den) dau|tra"
    r"|lay (?:duoc|o|giay|the)|giay do|cai do|so do|ho so do|the do)\b"
)
"""Something is still wanted of what was done: then it is the matter."""


def tells_of_the_past(text: str) -> bool:
    """Return whether a text does nothing but tell what somebody has had done before."""
    return bool(canonical(text)) and not without_past(text).strip(" .,;:!…-\n")


def without_past(text: str) -> str:
    """Return a text with blanks in place of what it tells to have been done before, where nothing is wanted of that.

    "Mới làm căn cước xong" stands beside the matter under way, and takes its place only with a wish of its own.
    """
    whole = composed(text)
    left = list(whole)
    if not _GOES_ON_WITH_IT.search(canonical(whole)):
        for start, end in _told_whole(whole):
            plain = canonical(whole[start:end])
            asks = plain.split()[-1:] and (plain.split()[-1] in _ASKS or asked_at(whole, end))
            done = _HAD_DONE.search(plain) and _IS_PAST.search(plain) and not _NO_PAST.search(plain)
            if done and not asks:
                left[start:end] = " " * (end - start)
    return "".join(left)


def _told_whole(text: str) -> Iterator[tuple[int, int]]:
    """Yield the clauses of a text; what only ends one ("làm căn cước | xong hôm bữa") belongs to it."""
    spans: list[tuple[int, int]] = []
    for start, end in split(text):
        ends = spans and _ENDS_IT.fullmatch(canonical(text[start:end])) is not None
        spans.append((spans.pop()[0], end) if ends else (start, end))
    yield from spans


_ENDS_IT = re.compile(rf"xong{_ENDED}(?: (?:hom|bua|hoi|luc|nam|thang|tuan)(?: \w+){{0,2}})?{_ENDED}")


def without_circumstances(text: str) -> str:
    """Return a text with blanks in place of what it says is not there or not done yet, and asks something else about.

    "mẹ nó chưa đăng ký kết hôn thì sao" asks about the matter under way; "chưa có căn cước thì làm sao" may want it.
    """
    whole = composed(text)
    left = list(whole)
    for start, end in split(whole):
        found, words = _words_of(whole, start, end)
        span = _circumstance(words)
        if span is not None:
            first, last = found[span[0]][0], found[span[1] - 1][1]
            left[first:last] = " " * (last - first)
    return "".join(left)


def _circumstance(words: Sequence[str]) -> tuple[int, int] | None:
    """Return from which word up to before which one a clause tells what is not the case, where that is no wish."""
    if words and (group := _GROUP.match(" ".join(words))) is not None:
        before = len(group[1].split())
        return before, before + len(group[2].split())
    if (apart := _apart(words)) is not None:
        return 0, apart
    place = next((at for at, word in enumerate(words[:-1]) if word in {"chua", "khong"}), None)
    if place is None or words[place + 1] in _NO_CIRCUMSTANCE:
        return None
    divides = next((at for at in range(place + 2, len(words)) if words[at] in _DIVIDES), None)
    if divides is None:
        told = any(word in _SUPPOSES for word in words[:place]) and words[-1] not in _ASKS
        return (place, len(words)) if told else None
    asked = words[divides + 1 :] if words[divides] == "thi" else words[divides:]
    if not asked or asked[0] in _WISHES:
        return None
    return (place, divides) if any(word in _ASKS for word in asked) else None


def _apart(words: Sequence[str]) -> int | None:
    """Return before which word ends what differs, where a bare question stands behind it; None where nothing does.

    "Hộ khẩu 2 đứa khác xã thì làm ở đâu" asks where the matter under way is done, not about the household register.
    """
    divides = next((at for at, word in enumerate(words) if word == "thi"), None)
    if divides is None or _DIFFERS.isdisjoint(words[:divides]) or object_of(" ".join(words[divides + 1 :])):
        return None
    return divides


_DIFFERS = frozenset({"khac"})
_GROUP = re.compile(
    r"((?:neu |nha |la |thuoc |dien |nguoi )*)"
    r"(ho (?:can )?ngheo|can ngheo|khuyet tat|thuong binh|liet si|mo coi|don than|nguoi (?:gia|cao tuoi|dan toc))"
    r" (?:thi sao|co duoc|co (?:can|phai|duoc)|duoc (?:mien|giam|gi))\b"
)
"""Whoever belongs to a group asks about the matter under way; the group is no matter of theirs."""
_NO_CIRCUMSTANCE = frozenset({"biet", "hieu", "phai", "duoc", "can", "muon", "thay", "sao", "ro", "a", "em", "vay"})
_DIVIDES = frozenset({"thi", "co", "van"})
_SUPPOSES = frozenset({"neu", "lo", "ma", "tai", "vi", "do"})
_WISHES = frozenset({"lam", "phai", "gio", "di", "muon", "can", "xin", "nop", "o"})
"""Words by which the question is how to come by it."""


def denied_in(text: str) -> str:
    """Return only what a text denies."""
    whole = composed(text)
    instead = ((thing, end) for _, thing, end in _answered_instead(whole))
    return " ".join(whole[start:end] for start, end in (*_denied(whole), *instead))


_WAVED_OFF = re.compile(
    r"^(?:\w+ ){0,7}(?:cho ai (?:nua|gio|troi|day)|gi (?:troi|o day|o do|ma|vay troi|tam nay))"
    r"(?: (?:oi|a|ha|nua|day))*$"
)
"""Wonders at what was made of one's words ("bảo hiểm gì trời", "tui 57 tuổi rồi khai sinh cho ai nữa")."""


def _denied(text: str) -> Iterator[tuple[int, int]]:
    for start, end in split(text):
        found, words = _words_of(text, start, end)
        if found and _WAVED_OFF.match(" ".join(words)):
            yield found[0][0], found[-1][1]
            continue
        asked = asked_at(text, end)
        english = None if asked else _IN_ENGLISH.match(" ".join(words))
        if english is not None:
            first, last = len(english[1].split()), len(english[0].split())
            yield found[first][0], found[last - 1][1]
            continue
        for first, last in _spans(words, asked=asked):
            yield found[first][0], found[last - 1][1]


def _words_of(text: str, start: int, end: int) -> tuple[list[tuple[int, int]], list[str]]:
    """Return where the words of a clause stand, and each in plain form."""
    found = [(one.start() + start, one.end() + start) for one in _WORD.finditer(text[start:end])][:_MOST_WORDS]
    return found, [canonical(text[first:last]) or "-" for first, last in found]


def _spans(words: Sequence[str], *, asked: bool) -> Iterator[tuple[int, int]]:
    """Yield from which word up to before which one is denied."""
    end = len(words)
    while end and words[end - 1] in _PARTICLES - {"dau"}:
        end -= 1
    if not end:
        return
    if words[end - 1] == "dau" and end > 1 and words[end - 2] not in _PLACES and not asked:
        starts = [place for place, word in enumerate(words[: end - 1]) if word in {"co", "dau"}]
        if any(words[place + 1] in _WANTS | {"phai"} for place in starts):
            yield 0, end
            return
    if asked or words[end - 1] in _ASKS:
        yield from _set_apart(words, end)
        return
    for place in range(end - 1):
        opens = words[place] == "dau" and words[place + 1] == "phai"
        later = words[place] == "chua" and words[place + 1] == "hoi"  # "chưa hỏi thừa kế"
        if not (words[place] == "khong" or opens or later) or not _denies(words, place):
            continue
        stops = [other for other in range(place + 2, end) if words[other] in _BUT or _calls(words[place:other])]
        yield place, stops[0] if stops else end
        return


def _set_apart(words: Sequence[str], end: int) -> Iterator[tuple[int, int]]:
    """Yield what a question sets apart from what it means ("sửa căn cước *chứ không sửa khai sinh* hả")."""
    for place in range(1, end - 2):
        if words[place - 1] in _BUT and words[place] == "khong" and words[place + 1] in _ANOTHER_ACT:
            yield place, end
            return


_ANOTHER_ACT = frozenset({"sua", "lam", "doi", "xin", "hoi", "dang"})


def _calls(words: Sequence[str]) -> bool:
    """Return whether words end with a call ("con ơi"), where what is denied ends."""
    return len(words) > _FEWEST_DENIED and words[-1] == "oi" and words[-2] in _CALLED


_FEWEST_DENIED = 2
_CALLED = frozenset({"em", "con", "chi", "anh", "co", "chu", "chau", "ban", "ad", "bac", "cau"})


def _says_which(before: Sequence[str]) -> bool:
    """Return whether words say which thing is meant ("ý là giấy độc thân á"), so that what follows is not."""
    return _MEANS.match(" ".join(before)) is not None


_MEANS = re.compile(r"(?:da |khong |a )?y (?:\w+ )?(?:la|noi|hoi)\b(?: \w+){1,8}$")


def _denies(words: Sequence[str], place: int) -> bool:
    """Return whether "không" at a place denies what is named behind it, and not that something has to be done."""
    before = words[:place]
    opens = all(word in _POLITE for word in before) or before[-1] in _BUT
    following = words[place + 1]
    if following == "phai" and not opens and all(word in _POLITE | _POINTS for word in before):
        # "đây không phải nhà ở" denies what was made of it; "cái này không phải nộp phí" says what one need not do.
        return place + 2 < len(words) and words[place + 2] not in _ACTS | _WANTS | _DONE
    if following == "phai" and not opens and _says_which(before):
        return place + 2 < len(words) and words[place + 2] not in _DONE | _WANTS - {"hoi"}
    if following == "phai":
        return opens or (place + 2 < len(words) and words[place + 2] in _ACTS)
    return opens and following in {"hoi", "muon", "noi"}
