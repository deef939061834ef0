"""What a cell, or a value of JSON, says: a code, a text, a day, a number of days, an amount of money."""

from __future__ import annotations

import functools
import math
import re
from datetime import date, datetime, time, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from bot.guidance.catalogue.values import Fee, FeeKind, Time, TimeUnit
from bot.guidance.text import clean, fold
from bot.staff.importing.told import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable

CODE: Final = re.compile(r"[1-9]\.\d{6}")
MOST_DAYS, MOST_MONEY = 3_650, 500_000_000
"""Beyond these a number is a slip: ten years, and more than any fee."""
_YEARS = range(1945, 2100)
_SERIAL = (16_437, 73_050)
"""Days of Excel's count that lie in those years, where a cell lost its format of a day."""
_LONG_CODE = re.compile(
    r"(?:ma[^a-z0-9]+)?([1-9])[.,](\d{4,6})((?:\.\d{2,3}){1,4}(?:\.[a-z]\d{2})?|\.[a-z]\d{2})?", re.IGNORECASE
)
"""A code, also as older tables write it, with the place behind: "1.001193.000.00.00.H12"."""
_BARE_CODE = re.compile(r"[1-9]\d{6}")
_DIGITS = 6
_LEAST_DIGITS = 4
_NOTHING = frozenset(
    {"", "khong", "khong co", "khong co thong tin", "null", "none", "nan", "n/a", "na", "-", "--", "x"}
)
_MOST_NOTHING = 40
_SHORT = 300
_ERRORS = frozenset({"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"})
_FORMULA = re.compile(r"=\s*[A-Za-z@+\-(]")
_BLOCKS = frozenset({"p", "br", "div", "li", "tr", "td", "ul", "ol", "table"})
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z][^>]{0,2000}>|&(?:[a-zA-Z]{2,10}|#\d{1,6});")
UNITS: Final = (
    (TimeUnit.WORKING_DAY, r"(?:ngay|buoi) lam viec"), (TimeUnit.HOUR, r"gio(?: lam viec)?"),
    (TimeUnit.DAY, r"ngay(?: lich)?"), (TimeUnit.MONTH, r"thang"), (TimeUnit.YEAR, r"nam"),
)  # fmt: skip
_COUNTS_FROM = (
    r"(?:,? ?(?:ke )?tu (?:ngay|khi) (?:(?:tiep )?nhan|co) (?:duoc )?(?:du )?ho so"
    r"(?: (?:day du|hop le|dung quy dinh|,|va))*)?"
)
_TIME = re.compile(
    rf"(?:trong(?: thoi han)?|toi da|khong qua)? ?(\d{{1,18}})(?: ?\([^)]{{1,30}}\))? ?"
    rf"(?P<unit>{'|'.join(words for _, words in UNITS)})?{_COUNTS_FROM}\.?"
)
_SAME_DAY = re.compile(r"(?:giai quyet )?(?:ngay )?trong ngay(?: lam viec)?(?: tiep nhan(?: ho so)?)?\.?")
_MONEY = re.compile(
    r"(\d{1,3}(?:[.,]\d{3})+|\d+) ?(?:d|dong|vnd|viet nam dong|dong viet nam)?(?: ?/ ?[a-z ]{1,30})?\.?"
)
_BY_PROVINCE = re.compile(r"\bhdnd\b|hoi dong nhan dan")
_DAY_TEXT = re.compile(r"(?:ngay )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")


def plain(value: Any) -> str:  # noqa: ANN401 - any cell
    """Return the text of a cell: without HTML, control signs and what Excel writes where a formula fails."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date | time | timedelta):
        return value.isoformat() if not isinstance(value, timedelta) else str(value)
    if isinstance(value, dict | list | tuple):
        return ""
    text = str(value)
    return _short_text(text) if len(text) <= _SHORT else _cleaned(text)


def _cleaned(text: str) -> str:
    text = clean(without_html(text))
    return "" if text.casefold() in _ERRORS else text


_short_text = functools.lru_cache(maxsize=20_000)(_cleaned)
"""Agencies, laws and units come again in every other procedure."""


def is_nothing(text: str) -> bool:
    """Return whether a text says that there is nothing to say ("Không có thông tin")."""
    return len(text) <= _MOST_NOTHING and fold(text).strip(" .") in _NOTHING


def said(value: Any) -> str:  # noqa: ANN401 - any cell
    """Return the text of a cell; "" too where it says that there is nothing."""
    text = plain(value)
    return "" if is_nothing(text) else text


def texts(value: Any) -> list[str]:  # noqa: ANN401 - any value of JSON
    """Return the texts of a list, of its entries' names, or of a cell with a text on each line."""
    if isinstance(value, str):
        found = [said(part) for part in re.split(r"[\n;|]", value)]
    elif isinstance(value, list):
        found = [said(one.get("name") if isinstance(one, dict) else one) for one in value]
    else:
        found = [said(value)]
    return list(dict.fromkeys(one for one in found if one))


class _Words(HTMLParser):
    """Collects what a reader of a page sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in {"script", "style"}
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= self._silent > 0 and tag in {"script", "style"}
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def without_html(text: str) -> str:
    """Return what a reader sees of a text with HTML in it; any other text as it is ("tuổi < 18" stays)."""
    if not _TAG.search(text):
        return text
    reader = _Words()
    reader.feed(text)
    reader.close()
    seen = "".join(reader.parts)
    return unescape(seen) if _TAG.search(seen) else seen


def code_of(value: Any) -> tuple[str, str]:  # noqa: ANN401 - any cell
    """Return the national code that a cell means, and what to tell of how it was read ("" where it is as written).

    Raises:
        Unusable: the cell holds no code, several, or what Excel made of one.
    """
    if isinstance(value, datetime | date | time | timedelta):
        day = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
        raise Unusable(
            f"Excel đã đổi mã thủ tục thành ngày giờ ({day}): định dạng cột mã là Văn bản (Text), gõ lại mã rồi nhập"
            " lại."
        )
    if isinstance(value, bool):
        raise Unusable("Ô mã là đúng/sai (TRUE/FALSE), không phải mã: gõ lại mã, như 1.001193.")
    if isinstance(value, float):
        return _of_number(value)
    text = plain(value)
    if isinstance(value, int) or _BARE_CODE.fullmatch(text):
        return _of_digits(text)
    if not text or is_nothing(text):
        raise Unusable("Không có mã thủ tục: điền mã của Cổng Dịch vụ công (như 1.001193) rồi nhập lại.")
    if is_formula(text):
        raise Unusable("Ô mã là công thức: sao chép cột mã, dán lại bằng Dán giá trị (Paste Values), rồi nhập lại.")
    return _of_text(text)


def is_formula(text: str) -> bool:
    """Return whether a text would run as a formula in a spreadsheet."""
    return bool(_FORMULA.match(text))


def _of_number(value: float) -> tuple[str, str]:
    if not math.isfinite(value):
        raise Unusable("Ô mã không phải số (NaN): gõ lại mã, như 1.001193.")
    if value.is_integer():
        return _of_digits(str(int(value))) if abs(value) < 1e15 else _of_digits("")  # noqa: PLR2004 - no code is longer
    text = f"{value:.6f}"
    if abs(float(text) - value) > 1e-9 or not CODE.fullmatch(text):  # noqa: PLR2004 - as exact as Excel keeps it
        raise Unusable(f"“{value!r}” không phải mã thủ tục: mã có dạng 1.001193; định dạng cột mã là Văn bản, gõ lại.")
    return text, "Excel giữ mã như số, đã đọc lại thành mã"


def _of_digits(text: str) -> tuple[str, str]:
    if not _BARE_CODE.fullmatch(text):
        raise Unusable(f"“{text[:30]}” không phải mã thủ tục: mã có dạng 1.001193; gõ lại mã rồi nhập lại.")
    return f"{text[0]}.{text[1:]}", "mã thiếu dấu chấm, đã thêm"


def _of_text(text: str) -> tuple[str, str]:
    read = fold(text)
    found = list(_LONG_CODE.finditer(read))
    whole = _LONG_CODE.fullmatch(read.strip(" .'\"‘’“”"))
    if whole is not None:
        code = f"{whole[1]}.{whole[2].ljust(_DIGITS, '0')}"
        if len(whole[2]) < _DIGITS:
            return code, f"mã “{text}” thiếu số cuối (Excel bỏ số 0), đã đọc là {code}: xem lại"
        return code, f"mã “{text[:40]}” đọc là {code}" if whole[3] else ""
    codes = {f"{one[1]}.{one[2]}" for one in found if len(one[2]) == _DIGITS}
    if len(codes) > 1:
        raise Unusable(f"Một ô có {len(codes)} mã ({', '.join(sorted(codes))[:80]}): tách mỗi mã một dòng.")
    raise Unusable(f"“{text[:40]}” không phải mã quốc gia: mã có dạng 1.001193; tra mã trên Cổng Dịch vụ công rồi sửa.")


def codes_in(value: Any) -> list[str]:  # noqa: ANN401 - any cell
    """Return all codes that a cell names, like those that took another's place."""
    parts = value if isinstance(value, list) else re.split(r"[\s,;|/]+", plain(value))
    found = []
    for part in parts:
        try:
            found.append(code_of(part)[0])
        except Unusable:
            continue
    return list(dict.fromkeys(found))


def day_of(value: Any) -> date | None:  # noqa: ANN401 - any cell
    """Return the day that a cell names; None: it names none that can be.

    A number is milliseconds since 1970, as the portal's data has them, or a small one days of Excel's count.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_milliseconds(value)
    if isinstance(value, date):
        return _sane(value.date() if isinstance(value, datetime) else value)
    return _of_day_text(fold(plain(value)))


def _of_day_text(text: str) -> date | None:
    found = _DAY_TEXT.fullmatch(text)
    if found is None:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return _sane(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _of_milliseconds(value: float) -> date | None:
    if not math.isfinite(value):
        return None
    if _SERIAL[0] < value < _SERIAL[1]:
        return date(1899, 12, 30) + timedelta(days=int(value))
    try:
        return _sane(datetime.fromtimestamp(value / 1000).astimezone().date())
    except (ValueError, OverflowError, OSError):
        return None


def _sane(day: date) -> date | None:
    return day if day.year in _YEARS else None


def time_of(value: Any) -> Time | None:  # noqa: ANN401 - any cell
    """Return how long it takes, where a cell says just that; None where it says more, or nothing.

    Raises:
        Unusable: a number of days that cannot be, or a date in its place.
    """
    if isinstance(value, datetime | date | time | timedelta):
        raise Unusable("Excel đã đổi thời hạn thành ngày giờ: định dạng cột là Văn bản, gõ lại")
    if isinstance(value, float) and not math.isfinite(value):
        raise Unusable("thời hạn không phải số (NaN), bỏ mục này")
    text = fold(plain(value)).strip(" .")
    if _SAME_DAY.fullmatch(text):
        return Time(None, TimeUnit.SAME_DAY)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    number = int(found[1])
    if number > MOST_DAYS:
        raise Unusable(f"thời hạn {number} không thể có, bỏ mục này: xem lại nguồn")
    unit = next(
        (unit for unit, words in UNITS if found["unit"] and re.fullmatch(words, found["unit"])), TimeUnit.UNSAID
    )
    return Time(number, unit) if number else None


def fee_of(value: Any, what: str = "") -> Fee | None:  # noqa: ANN401 - any cell
    """Return what it costs, where a cell says just that; None where it says more, or nothing.

    "0" and "miễn phí" of a source may only mean that nobody entered an amount.

    Raises:
        Unusable: an amount that cannot be, or a date in its place.
    """
    if isinstance(value, datetime | date | time | timedelta):
        raise Unusable("Excel đã đổi mức phí thành ngày giờ: định dạng cột là Văn bản, gõ lại")
    if isinstance(value, float) and not math.isfinite(value):
        raise Unusable("mức phí không phải số (NaN), bỏ mục này")
    text = fold(plain(value)).strip(" .")
    if not text:
        return None
    if _BY_PROVINCE.search(text):
        return Fee(what, FeeKind.PROVINCE)
    if text in {"mien phi", "mien", "khong thu phi", "khong mat phi", "0", "0 dong", "0 d"} or text in _NOTHING:
        return Fee(what, FeeKind.UNSAID)
    found = _MONEY.fullmatch(text)
    if found is None:
        return None
    amount = int(re.sub(r"\D", "", found[1]))
    if amount > MOST_MONEY:
        raise Unusable(f"mức phí {amount} đồng không thể có, bỏ mục này: xem lại nguồn")
    return Fee(what, FeeKind.AMOUNT, amount) if amount else Fee(what, FeeKind.UNSAID)


def joined(parts: Iterable[str], most: int) -> str:
    """Return texts behind each other, as far as they have room."""
    text = ", ".join(part for part in parts if part)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
