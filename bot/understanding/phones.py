"""Reading telephone numbers of Việt Nam from messages.

Mobile numbers have ten digits and begin with 03, 05, 07, 08 or 09 (since the renumbering of 2018), landlines eleven
and begin with 02.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass

from bot.guidance.text import fold

SEPARATORS = r"[ .\-()\u00a0\u00ad\u200b-\u200f\u202f\u2060\ufeff]"
"""What people and phones put between the digits of one number."""

_CHUNK = re.compile(rf"\+?\d(?:{SEPARATORS}{{0,3}}\d)*")
_LOCAL = re.compile(r"0[35789]\d{8}|02\d{9}")
_COUNTRY = re.compile(r"(?:00)?84(?=[2-9])")
_FROM_ABROAD = re.compile(rf"(?:\+|00){SEPARATORS}{{0,3}}(?!8{SEPARATORS}{{0,3}}4)[1-9]")
"""How a number begins that is dialled into another country."""
_HERE = r"(?:viet ?nam|vn|trong nuoc|ben minh|o nha)"
_NONE = "(?:khong|hong|hok|hem|ko|k|kg|chua|dau)"
_LINE = "(?:so|sim|sdt)(?: dien thoai)?"
_NONE_HERE = re.compile(
    rf"\b{_NONE} (?:co |xai |con ){{1,2}}{_LINE}(?: nao)?(?: o| ben| cua)? {_HERE}\b"
    rf"|\b{_LINE} (?:o |ben |cua )?{_HERE} (?:thi )?{_NONE} co\b"
    rf"|\b(?:chi|co moi|moi) (?:co |xai )?{_LINE} (?:o |ben |cua )?"
    r"(?:nuoc ngoai|nhat|han|my|dai loan|uc|malaysia|singapore|campuchia|thai|trung quoc|duc|phap)\b"
    r"|\b(?:no|without a|don t have a|dont have a|only a? ?foreign) (?:viet ?nam(?:ese)?)? ?(?:number|phone)\b"
)
_LETTER_O = re.compile(r"(?<=\d)[oO](?=\d)|\b[oO](?=[35789]\d)")
_MOST_DIGITS = 15
"""A number has eleven digits, and 0084 before it instead of a 0 makes fourteen; each may be written apart."""
_SHORTEST = 7
"""Fewer digits are no attempt at a telephone number."""

_SPOKEN = {
    digit: value
    for value, digits in {
        "0": ("không", "khong", "zero"),
        "1": ("một", "mot", "mốt"),
        "2": ("hai",),
        "3": ("ba",),
        "4": ("bốn", "bon", "tư", "tu"),
        "5": ("năm", "nam", "lăm", "lam"),
        "6": ("sáu", "sau"),
        "7": ("bảy", "bẩy", "bay"),
        "8": ("tám", "tam"),
        "9": ("chín", "chin"),
    }.items()
    for digit in digits
}
_SPOKEN_LEAST = 9
"""So many digits one after another, each as a word, are a number of somebody and no ordinary sentence."""
_WORD = re.compile(r"[^\W_]+")


class PhoneProblem(enum.StrEnum):
    """Why no number could be taken."""

    NONE_FOUND = "none_found"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    UNKNOWN_PREFIX = "unknown_prefix"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number.

    Attributes:
        number: ten or eleven digits from 0 on, like "0912000111".
    """

    number: str

    @property
    def international(self) -> str:
        """With the country's code: "+84912000111"."""
        return f"+84{self.number[1:]}"

    @property
    def spaced(self) -> str:
        """For reading back: "0912 000 111"."""
        return f"{self.number[:4]} {self.number[4:7]} {self.number[7:]}"

    @property
    def is_mobile(self) -> bool:
        """Whether it can receive messages."""
        return self.number[1] != "2"

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """A number, or why there is none."""

    phone: Phone | None
    problem: PhoneProblem | None = None


def read_phone(text: str) -> PhoneReading:
    """Read the one telephone number that ``text`` gives, in digits or spoken one by one."""
    phones = find_phones(text)
    if phones:
        return PhoneReading(phones[0])
    chunks = [match.group() for match in _CHUNK.finditer(text)]
    longest = max(map(plain_digits, chunks), key=len, default="")
    if len(longest) < _SHORTEST:
        return PhoneReading(None, PhoneProblem.NONE_FOUND)
    if any(_FROM_ABROAD.match(chunk) and plain_digits(chunk) == longest for chunk in chunks):
        return PhoneReading(None, PhoneProblem.FOREIGN)
    local = "0" + longest.removeprefix("84") if longest.startswith("84") else longest
    if not re.match(r"0[235789]", local):
        return PhoneReading(None, PhoneProblem.UNKNOWN_PREFIX)
    wanted = 11 if local.startswith("02") else 10
    return PhoneReading(None, PhoneProblem.TOO_SHORT if len(local) < wanted else PhoneProblem.TOO_LONG)


def has_none_here(text: str) -> bool:
    """Return whether a text says that there is no number of Việt Nam ("ở Hàn không có số Việt Nam")."""
    return _NONE_HERE.search(fold(text)) is not None


def find_phones(text: str) -> list[Phone]:
    """Return all telephone numbers in ``text``, in order, each once."""
    found: dict[str, Phone] = {}
    for match in _CHUNK.finditer(_LETTER_O.sub("0", text)):
        groups = re.split(rf"{SEPARATORS}+", match.group().strip("+"))
        for number in _numbers(groups):
            found.setdefault(number, Phone(number))
    for spoken in find_spoken(text):
        said = local_number(spoken.digits)
        if said:
            found.setdefault(said, Phone(said))
    return list(found.values())


def local_number(digits: str) -> str | None:
    """Return the number from 0 on, when ``digits`` are one with or without the country's code, else None."""
    local = _COUNTRY.sub("0", digits, count=1) if _COUNTRY.match(digits) else digits
    return local if _LOCAL.fullmatch(local) else None


def plain_digits(text: str) -> str:
    """Return the digits of ``text`` as ASCII, whatever script they are of."""
    return "".join(str(unicodedata.digit(character)) for character in text if character.isdecimal())


@dataclass(frozen=True, slots=True)
class Spoken:
    """Digits given as words ("không chín một hai …"), and where they stand in the text."""

    start: int
    end: int
    digits: str


def in_digits(text: str) -> str:
    """Return a text with the numbers that are given as words written in digits."""
    for spoken in reversed(find_spoken(text)):
        text = f"{text[: spoken.start]}{spoken.digits}{text[spoken.end :]}"
    return text


def find_spoken(text: str) -> list[Spoken]:
    """Return the stretches of nine or more digits of which most are words."""
    found: list[Spoken] = []
    run: list[tuple[re.Match[str], str]] = []
    for match in (*_WORD.finditer(text), None):
        digit = _spoken_digit(match.group()) if match else ""
        if match and digit:
            run.append((match, digit))
            continue
        digits = "".join(each for _, each in run)
        if len(digits) >= _SPOKEN_LEAST and len(run) > len(digits) // 2:
            found.append(Spoken(run[0][0].start(), run[-1][0].end(), digits))
        run = []
    return found


def _spoken_digit(word: str) -> str:
    if word.isdecimal():
        return plain_digits(word)
    return _SPOKEN.get(word.lower()) or _SPOKEN.get(fold(word), "")


def _numbers(groups: list[str]) -> list[str]:
    """Return the telephone numbers that neighbouring groups of digits form."""
    numbers: list[str] = []
    digits = [plain_digits(group) for group in groups]
    start = 0
    while start < len(digits):
        number, taken = _longest_number(digits[start : start + _MOST_DIGITS])
        if number:
            numbers.append(number)
        start += taken
    return numbers


def _longest_number(groups: list[str]) -> tuple[str | None, int]:
    """Return the longest number that the first groups form, and how many groups are read."""
    found: tuple[str | None, int] = None, 1
    joined = ""
    for taken, digits in enumerate(groups, 1):
        joined += digits
        if len(joined) > _MOST_DIGITS:
            break
        if number := local_number(joined):
            found = number, taken
    return found
