"""What is checked of a broadcast before it may be approved: what can't be sent, and what somebody should look at."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.broadcasts.audience import Audience
from bot.broadcasts.pictures import ZALO_BYTES
from bot.broadcasts.rules import own_words
from bot.platforms.telegram.rendering import LIMITS as TELEGRAM
from bot.platforms.text import is_blank, presentable, utf16_length
from bot.platforms.webchat.wire import is_web_address
from bot.platforms.zalo_oa.rendering import LIMITS as ZALO
from bot.staff.errors import Refused
from bot.staff.words import number_words
from bot.understanding.dates.reading import DateFlag, read_when
from bot.understanding.masking import DOCUMENT, mask
from bot.understanding.phones import plain_digits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from bot.broadcasts.model import Content
    from bot.conversation.snapshot import Guidance
    from bot.guidance.rulebook.book import Rulebook

_SHORT = 700
"""Characters that people read to the end on a phone."""
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+")
_ABBREVIATION = re.compile(r"\b[A-ZĐ](?:[A-ZĐ&-]*[A-ZĐ])+\b")
_KNOWN = frozenset(
    {"TP", "TT", "SMS", "OK", "QR", "PDF", "CV", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "AM", "PM"}
)
_DAY = re.compile(r"(?<![\d./-])\d{1,2}([/.-])\d{1,2}(?:\1\d{4})?(?![/.-]?\d)")
_NUMBER_OF_DOCUMENT = re.compile(r"(?<!\d)\d{1,6}/(?:\d{4}/)?[A-ZĐ][A-ZĐ0-9-]*")
_TIMES = re.compile(
    r"\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|\d{1,2}(?:[:h]\d{0,2}|\s*giờ(?:\s*\d{1,2})?))", re.IGNORECASE
)
"""Weekdays and times of day, whose numbers beside a date would look like somebody's."""
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_NAMED = "|".join(_WEEKDAYS)
_ON = r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?"
_WEEKDAY_OF = re.compile(
    rf"(?P<name>{_NAMED})[ ,(]{{1,2}}(?:ngày )?(?P<day>{_ON})|(?P<day2>{_ON})[ ,]{{0,2}}\(?(?P<name2>{_NAMED})\)?",
    re.IGNORECASE,
)
"""A weekday and the date that it is said of, side by side."""
_WITH_YEAR = re.compile(r"\d{4}$")
_ELEVEN_MONTHS = timedelta(days=335)
_MARKUP = re.compile(r"<(?:b|i|a|br|p|strong|em)\b[^>]*>|\*\*[^*]+\*\*|\[[^\]]+\]\(https?:")


LATE = "late"
"""Code of the finding that the hour to send has passed."""
EVERYWHERE = "everywhere"
"""Code of the finding that no place is named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found.

    Attributes:
        code: stable name.
        blocks: it can't be approved like this.
        message: for staff.
    """

    code: str
    blocks: bool
    message: str

    def to_json(self) -> dict[str, Any]:
        """Return all fields."""
        return {"code": self.code, "blocks": self.blocks, "message": self.message}


def check(content: Content, now: datetime, *, known_numbers: Collection[str] = ()) -> list[Finding]:
    """Return all findings, those that block first.

    Args:
        content: of the broadcast.
        now: the moment by the calendar.
        known_numbers: phone numbers that are published for everybody.
    """
    found: list[Finding] = []
    for language, text in _texts(content):
        found += _length(text, language)
        found += _format(text, language)
        found += _personal(text, language, known_numbers)
        found += _abbreviations(text, language)
        found += _past(text, language, now)
        found += _weekdays(text, language, now)
    found += _links(content)
    if content.audience and Audience.parse(content.audience).is_everywhere:
        message = "Không ghi nơi nào (area=…): gửi cho cả tỉnh. Chỉ cho một nơi thì ghi area='xã …, huyện …'."
        found.append(Finding(EVERYWHERE, blocks=False, message=message))
    if content.at is not None and content.at <= now:
        found.append(Finding(LATE, blocks=False, message="Giờ hẹn gửi (--at) đã qua; bấm gửi là gửi ngay."))
    if not content.sources and content.corrects is None:
        found.append(
            Finding("source", blocks=False, message="Không có nguồn: ghi số, ngày văn bản ở cuối, hoặc soạn từ --rule.")
        )
    if content.text_en is None:
        found.append(
            Finding("english", blocks=False, message="Chưa có bản tiếng Anh: ai chọn tiếng Anh nhận bản tiếng Việt.")
        )
    return sorted(found, key=lambda finding: not finding.blocks)


def findings_at(content: Content, guidance: Guidance, now: datetime) -> tuple[Finding, ...]:
    """Check a content against the calendar at a moment, the published contacts, and the rule that it tells of."""
    contacts = guidance.rulebook.content.contacts
    known = {plain_digits(contact.value) for contact in contacts if contact.value}
    found = [*_wording(content, guidance.rulebook, now), *check(content, now, known_numbers=known)]
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def _wording(content: Content, rulebook: Rulebook, now: datetime) -> Iterator[Finding]:
    """Under a rule's source stand the rule's own words; whose words else are, is not for a citation to say."""
    if content.rule is None:
        return
    try:
        own = own_words(rulebook, content.rule, now)
    except Refused:
        return  # whether it may be told of at all is asked before anything is approved or sent
    if " ".join(content.text.split()) not in {" ".join(text.split()) for text in own}:
        message = (
            f"Nội dung không phải lời của quy định {content.rule}, nên không gửi kèm nguồn của quy định được.\n"
            f"    Lời của quy định: {own[0]}\n    Lời trong bài: {content.text}\n"
            f"    Giữ lời mình thì bỏ nguồn (edit --without rule); giữ nguồn thì lấy lại lời quy định (edit --rule"
            f" {content.rule})."
        )
        yield Finding("wording", blocks=True, message=message)
    if content.text_en is not None:
        message = (
            "Bản tiếng Anh là lời người soạn, không phải của văn bản, mà gửi kèm nguồn: người duyệt so kỹ hai bản."
        )
        yield Finding("translation", blocks=False, message=message)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that block."""
    return [finding for finding in findings if finding.blocks]


def _texts(content: Content) -> Iterator[tuple[str, str]]:
    yield "tiếng Việt", content.text
    if content.text_en is not None:
        yield "tiếng Anh", content.text_en


def _length(text: str, language: str) -> Iterator[Finding]:
    if is_blank(text):
        yield Finding("empty", blocks=True, message=f"Bản {language} trống.")
    length = utf16_length(unicodedata.normalize("NFC", text))
    for name, limit in (("Zalo", ZALO.text), ("Telegram", TELEGRAM.text)):
        if length > limit:
            longest = f"{name} chỉ nhận {number_words(limit)} ký tự một tin"
            message = f"Bản {language} dài {number_words(length)} ký tự; {longest}. Rút ngắn lại."
            yield Finding("length", blocks=True, message=message)
            return
    if length > _SHORT:
        message = (
            f"Bản {language} dài {number_words(length)} ký tự; nên dưới {_SHORT} ký tự để người dân đọc hết trên điện"
            " thoại."
        )
        yield Finding("long", blocks=False, message=message)


def _format(text: str, language: str) -> Iterator[Finding]:
    if presentable(text) != text.replace("\r", ""):
        message = f"Bản {language} có ký tự điều khiển hoặc ký tự đảo chiều chữ; dán lại từ văn bản thường."
        yield Finding("characters", blocks=True, message=message)
    if found := _MARKUP.search(text):
        message = f"“{found[0]}”: nền tảng nhắn tin không hiểu định dạng này, người dân sẽ thấy nguyên ký hiệu."
        yield Finding("markup", blocks=True, message=message)


def _personal(text: str, language: str, known: Collection[str]) -> Iterator[Finding]:
    plain = _NUMBER_OF_DOCUMENT.sub(" ", unicodedata.normalize("NFC", text))  # as ``mask`` gives it
    for harmless in (_URL, _DAY, _TIMES):
        plain = harmless.sub(" | ", plain)
    masked = mask(plain, known)
    if DOCUMENT in masked and DOCUMENT not in plain:
        message = f"Bản {language} có số giấy tờ của cá nhân (CCCD, CMND); bỏ đi."
        yield Finding("identity", blocks=True, message=message)
    elif masked != plain:
        message = (
            f"Bản {language} có số điện thoại, email hay mã không nằm trong danh sách liên hệ đã công bố; kiểm tra có"
            " phải của cá nhân không."
        )
        yield Finding("personal", blocks=False, message=message)


def _links(content: Content) -> Iterator[Finding]:
    for link in content.links:
        if not is_web_address(link.url) or not link.label.strip():
            message = f"Liên kết “{link.label}={link.url}” chưa đúng: cần nhãn, và địa chỉ bắt đầu bằng https://."
            yield Finding("link", blocks=True, message=message)
    if content.image is not None and content.picture is None:
        message = "Hình này chưa được tải về và lưu: ghi lại bằng edit --image, để người duyệt thấy đúng hình sẽ gửi."
        yield Finding("image", blocks=True, message=message)
    elif content.picture is not None and content.picture.size > ZALO_BYTES:
        message = "Hình lớn hơn 1 MB: Zalo không hiện, người dân ở đó chỉ thấy địa chỉ. Thu nhỏ lại thì hơn."
        yield Finding("picture", blocks=False, message=message)
    for _, text in _texts(content):
        for found in _URL.finditer(text):
            if not is_web_address(found[0].rstrip(".,;:)")):
                message = f"Địa chỉ “{found[0]}” trong bài không bắt đầu bằng https://."
                yield Finding("link", blocks=True, message=message)


def _abbreviations(text: str, language: str) -> Iterator[Finding]:
    unexplained = unexplained_abbreviations(text)
    if unexplained:
        message = (
            f"Bản {language} có chữ viết tắt chưa giải thích: {', '.join(unexplained)}. Viết đủ chữ, hoặc mở ngoặc ở"
            " lần đầu."
        )
        yield Finding("abbreviation", blocks=False, message=message)


def unexplained_abbreviations(text: str) -> list[str]:
    """Return the abbreviations that a text does not explain, in their order: "Ủy ban nhân dân (UBND)" explains one.

    Everyday ones ("SMS"), numbers of documents, and texts in capitals throughout are left alone.
    """
    bare = _NUMBER_OF_DOCUMENT.sub(" ", _URL.sub(" ", text))
    if bare.isupper():
        return []
    seen = dict.fromkeys(found[0] for found in _ABBREVIATION.finditer(bare))
    return [short for short in seen if short not in _KNOWN and f"({short})" not in bare and f"{short} (" not in bare]


def _past(text: str, language: str, now: datetime) -> Iterator[Finding]:
    bare = _NUMBER_OF_DOCUMENT.sub(" ", text)
    gone = [found[0] for found in _DAY.finditer(bare) if _is_past(found[0], now)]
    if gone:
        days = ", ".join(dict.fromkeys(gone))
        message = f"Bản {language} có ngày đã qua: {days}. Kiểm tra lại (ngày ký văn bản thì không sao)."
        yield Finding("past", blocks=False, message=message)


def _weekdays(text: str, language: str, now: datetime) -> Iterator[Finding]:
    """Dates that are said to be another day of the week than they are: one of the two is a slip."""
    for found in _WEEKDAY_OF.finditer(unicodedata.normalize("NFC", text)):
        name, written = found["name"] or found["name2"], found["day"] or found["day2"]
        day = read_when(written, now).day
        if day is not None and _WEEKDAYS[day.weekday()] != name.lower():
            right = f"{day.day}/{day.month}/{day.year} là {_WEEKDAYS[day.weekday()]}"
            message = f"Bản {language} ghi “{found[0]}”, nhưng {right}: sửa ngày hoặc thứ."
            yield Finding("weekday", blocks=False, message=message)


def _is_past(text: str, now: datetime) -> bool:
    when = read_when(text, now)
    if when.flags & {DateFlag.PAST}:
        return True
    if when.day is None:
        return False
    # Without its year "31/12" is read as the one to come; in January it is rather the one that has just been.
    just_been = not _WITH_YEAR.search(text) and when.day - now.date() > _ELEVEN_MONTHS
    return just_been or when.day < now.date()
