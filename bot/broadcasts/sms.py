"""The same text for people on no platform: SMS, with its parts counted as networks bill them; and the loudspeaker."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.text import strip_diacritics
from bot.platforms.rendering import citation, vietnamese_date
from bot.platforms.text import utf16_length

if TYPE_CHECKING:
    from bot.broadcasts.model import Content

# 3GPP TS 23.038, 6.2.1: the default alphabet, and what its extension table writes with two septets.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "-", "₫": "d", "\u00a0": " "}
)

_ONE_GSM, _MANY_GSM = 160, 153
_ONE_UCS, _MANY_UCS = 70, 67
"""Characters of a lone message, and of each part of a longer one, whose header takes the rest (TS 23.040, 9.2.3.24)."""


@dataclass(frozen=True, slots=True)
class Sms:
    """A text as SMS.

    Attributes:
        text: as it is sent.
        encoding: ``GSM-7`` or ``UCS-2``.
        length: in septets or UTF-16 units.
        segments: how many messages it is billed as.
    """

    text: str
    encoding: str
    length: int
    segments: int


def count(text: str) -> Sms:
    """Return how a text goes out as SMS: in GSM-7 where all of it can be written so, else in UCS-2."""
    text = unicodedata.normalize("NFC", text)
    if all(character in _BASIC or character in _EXTENDED for character in text):
        septets = [2 if character in _EXTENDED else 1 for character in text]
        return Sms(text, "GSM-7", sum(septets), _segments(septets, _ONE_GSM, _MANY_GSM))
    units = [utf16_length(character) for character in text]
    return Sms(text, "UCS-2", sum(units), _segments(units, _ONE_UCS, _MANY_UCS))


def _segments(sizes: list[int], lone: int, part: int) -> int:
    """Count the parts; a character of two units is never cut in two."""
    if sum(sizes) <= lone:
        return 1
    parts, room = 1, part
    for size in sizes:
        if size > room:
            parts, room = parts + 1, part
        room -= size
    return parts


def without_diacritics(text: str) -> str:
    """Return a text as GSM-7 can hold it; what it has no sign for becomes ``?``."""
    plain = strip_diacritics(text.translate(_PLAIN))
    return "".join(sign if sign in _BASIC or sign in _EXTENDED else "?" for sign in plain)


def sms_text(content: Content) -> str:
    """Return what a broadcast says in an SMS: the text, its source in short, its links."""
    lines = [" ".join(content.text.split())]
    lines += [f"({citation_short})" for citation_short in (_short_source(content),) if citation_short]
    lines += [link.url for link in content.links]
    return " ".join(lines)


def _short_source(content: Content) -> str:
    if not content.sources:
        return ""
    source = content.sources[0]
    return source.document + (f" ngày {vietnamese_date(source.signed_on)}" if source.signed_on else "")


def loudspeaker_text(content: Content) -> str:
    """Return what a commune's loudspeaker reads: sentences to read aloud, said twice, without addresses to click.

    The title is the staff's own and is not read.
    """
    text = re.sub(r"https?://\S+", "", content.text)
    sentences = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    sources = "\n".join(f"Theo {citation(source)}." for source in content.sources)
    body = "\n".join(part for part in (sentences, sources) if part)
    again = f"Xin nhắc lại.\n{sentences}"
    thanks = "Xin cảm ơn bà con đã chú ý lắng nghe."
    return "\n\n".join(("THÔNG BÁO", f"Kính thưa bà con,\n{body}", again, thanks)) + "\n"
