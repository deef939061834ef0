"""Everyday words for what readers wrote down short: abbreviations in full, citations of laws out of the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.guidance.catalogue.telling import Told
from bot.guidance.text import fold

if TYPE_CHECKING:
    from datetime import date

_IN_FULL: Final = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "CCCD": "căn cước công dân",
    "CMND": "chứng minh nhân dân",
    "CSDL": "cơ sở dữ liệu",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "BHTN": "bảo hiểm thất nghiệp",
    "BHTNLĐ": "bảo hiểm tai nạn lao động",
    "BNN": "bệnh nghề nghiệp",
    "DVC": "dịch vụ công",
    "LLTP": "lý lịch tư pháp",
    "TTYT": "trung tâm y tế",
    "DSPHSK": "dưỡng sức, phục hồi sức khỏe",
    "LPTB": "lệ phí trước bạ",
    "QSDĐ": "quyền sử dụng đất",
}
"""Abbreviations that readers wrote → what they stand for. Those within the number of a document stay."""
_ABBREVIATION: Final = re.compile(rf"(?<![\w/-])({'|'.join(_IN_FULL)})(?![\w/-])")

_EVERYDAY: Final = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"(?<![/\w-])NĐ (?=\d)", "Nghị định "),
        (r"(?<![/\w-])TT (?=\d)", "Thông tư "),
        (r"(?<![/\w-])QĐ (?=\d)", "Quyết định "),
        (r"\bXuất trình\b", "Đưa xem"),
        (r"\bxuất trình\b", "đưa xem"),
        (r"(?<!dịch vụ công )\btrực tuyến\b", "qua mạng"),
        (r"\bTrực tuyến\b", "Nộp qua mạng"),
        (r"(?<=[Qq]ua )bưu chính(?! công| khác| không)", "bưu điện"),
        (r"(?<=[Gg]ửi )bưu chính(?! công| khác| không)", "bưu điện"),
        (r"(?<=nhận )bưu chính(?! công| khác| không)", "bưu điện"),
        (r"\bđiểm chỉ\b", "lăn tay"),
        (r"\bcấp xã\b", "xã, phường"),
        (r"\bHĐ\b", "hợp đồng"),
    )
)
"""What offices say → what people say."""

_NUMBERED = r"\d+(?:[/.]\d+)*(?:/[A-ZĐ][\wĐ-]*)*"
_NAMED = r"[A-ZĐ][^\W\d_]+(?: [a-zà-ỹđ]+){0,5}?(?: (?:năm )?\d{4})?"
_DOCUMENT = (
    rf"(?:(?:Nghị định|Thông tư|Nghị quyết|Quyết định|Pháp lệnh)(?: số)? {_NUMBERED}|Luật (?:số {_NUMBERED}|{_NAMED}))"
)
_PARAGRAPH = (
    r"(?:điểm [a-zđ](?:(?:,| và) [a-zđ])*\s)?(?:khoản \d+(?:(?:,| và) \d+)*\s)?(?:[Đđ]iều \d+(?:(?:,| và) \d+)*)"
)
_CITATION = rf"(?:{_PARAGRAPH}(?:,? (?:của )?{_DOCUMENT})?|{_DOCUMENT})(?: \((?:được )?sửa bởi [^()]*\))?"
_BRACKETED: Final = re.compile(rf"(?<!\s)\s*\((?:theo )?({_CITATION})\)")
_AT_A_FORM: Final = re.compile(rf"(?<=\w),? (?:theo |của )?({_DOCUMENT})(?=\))")
_BY_LAW: Final = re.compile(
    rf"(?:^|(?<=[;.] ))[Tt]heo (?:quy định )?({_CITATION})(?:, (?!khoản|điểm|Điều)|(?=\s*(?:[;.)]|$)))"
)
_IN_PASSING: Final = re.compile(
    r"(?<!loại giấy)(?<!iấy tờ)(?<!tờ khác)(?<!trường hợp)(?<!đối tượng)(?<!diện)"
    rf",? theo (?:quy định )?({_CITATION})(?=\s*(?:[;,.)]|$))"
)
_ONLY_LAW: Final = re.compile(
    r"(?:^|(?<=[;.] ))[Tt]heo ((?:quy định(?: của)? ?)?(?:pháp luật|luật)?(?: (?:về )?(?:dân sự|đất đai))?)"
    r"(?=\s*(?:[;.]|$))"
)
"""A clause that says nothing but that there is a law ("theo luật dân sự"): nobody knows by it what to do."""
_DAYS: Final = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_UNTIL: Final = re.compile(r"(?:đến(?: hết)?(?: ngày)?|[–-])\s*\d{1,2}/\d{1,2}/\d{4}")


@dataclass(frozen=True, slots=True)
class Plain(Told):
    """A field in everyday words, with the laws that its conditions cite: these go to the answer's source."""

    laws: tuple[str, ...] = ()


def in_plain_words(told: Told) -> Plain:
    """Return a field with its conditions as people speak."""
    field = told.field
    laws: dict[str, None] = {}
    texts = []
    for text in (field.condition, field.case, *field.instead):
        said, cited = plain(text)
        texts.append(said)
        laws |= dict.fromkeys(cited)
    condition, case, *instead = texts
    return Plain(
        replace(field, condition=condition, case=case or field.case, instead=tuple(filter(None, instead))),
        told.how,
        tuple(laws),
    )


def plain_name(name: str) -> str:
    """Return the name of a paper, an office, a result as people say it."""
    return plain(name)[0] or name


@lru_cache(maxsize=8192)
def plain(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text in everyday words, and the laws that it cited in passing.

    A citation that says what is meant ("các trường hợp ở khoản 2 …") stays where it is: without it the condition would
    be another one.
    """
    said = text.strip().rstrip(".;")
    said = _ABBREVIATION.sub(lambda found: _IN_FULL[found[1]], said)
    for pattern, word in _EVERYDAY:
        said = pattern.sub(word, said)
    laws: list[str] = []

    def out(found: re.Match[str]) -> str:
        laws.append(found[1])
        return ""

    for pattern in (_BRACKETED, _AT_A_FORM, _BY_LAW, _IN_PASSING, _ONLY_LAW):
        said = pattern.sub(out, said)
    said = re.sub(r"\s+([;,.)])", r"\1", re.sub(r"(?:(?<=^)|(?<=[;.]))\s*[;,.]\s*", " ", said)).strip(" ;,.")
    return said[:1].upper() + said[1:] if text[:1].isupper() else said, tuple(laws)


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """Return a text of the catalogue folded; answers look at the same conditions in every turn."""
    return fold(text)


def clauses(text: str) -> list[str]:
    """Return the clauses of a condition: what stands between full stops and semicolons, outside of brackets."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign in ";." and text[place + 1 : place + 2] in {" ", ""}:
            found.append(text[start:place].strip())
            start = place + 1
    found.append(text[start:].strip())
    said: list[str] = []
    for clause in filter(None, found):
        if said and starts(clause, "tru"):
            said[-1] = f"{said[-1]}, {clause[:1].lower()}{clause[1:]}"  # an exception belongs to its rule
        else:
            said.append(clause)
    return said


def is_over(clause: str, day: date) -> bool:
    """Return whether a clause itself says that it holds no more on a day: "đến hết 31/12/2023"."""
    if not _UNTIL.search(clause):
        return False
    years = [(int(year), int(month), int(last)) for last, month, year in _DAYS.findall(clause) if year]
    return max(years) < (day.year, day.month, day.day)


def upper_first(text: str) -> str:
    """Return a text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def starts(text: str, *words: str) -> bool:
    """Return whether a text begins with one of some words, whatever its accents and capitals."""
    said = folded(text)
    return any(said == word or said.startswith((f"{word} ", f"{word},", f"{word}:")) for word in words)
