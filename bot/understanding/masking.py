"""Taking personal data and secrets out of text before it is logged or kept for training.

Typed placeholders stand instead, so that a masked sentence still reads. Masking twice changes nothing more. What
looks like somebody's number is masked rather than kept; ``allow`` names the few numbers that the bot itself prints.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from bot.guidance.text import composed
from bot.understanding.phones import SEPARATORS, find_spoken, local_number, plain_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

PHONE = "[sđt]"
DOCUMENT = "[số giấy tờ]"
HIDDEN = "[mã bí mật]"
EMAIL = "[email]"

_SECRETS = (
    re.compile(r"\d{5,12}:[A-Za-z0-9_-]{30,}"),  # a Telegram bot's token
    re.compile(r"(?i)(?<![a-z])bearer\s+(?!\[)[^\s\"',;]+"),
    re.compile(r"eyJ[\w-]{1,2000}\.[\w-]{1,2000}\.[\w-]{0,2000}"),  # a JSON web token
    re.compile(
        r"(?i)(?:access_token|refresh_token|token|secret|password|passwd|api_?key|secret_key)"
        r"[\"']?\s*[=:]\s*[\"']?(?!\[)[^\s\"'&,;]{6,}"
    ),
    re.compile(r"(?<=://)[^\s/@:]{1,200}:[^\s/@]{1,200}(?=@)"),  # user and password in an address
    re.compile(r"[A-Za-z0-9_-]{80,}"),  # the long opaque tokens of messaging platforms
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_CHUNK = re.compile(rf"\+?\d(?:{SEPARATORS}{{0,3}}\d)*")
_GROUP = re.compile(r"\d+")
_DATE = re.compile(
    r"(?<!\d)(?:[0-3]?\d(?P<mark>[.-])[01]?\d(?P=mark)(?:19|20)\d\d|(?:19|20)\d\d-[01]?\d-[0-3]?\d)(?!\d)"
)
_DOSSIER = re.compile(r"(?<![^\W_])[HhGg]\d{2}(?:[.-]?\d{1,3}){0,2}[.-]\d{6}(?:[.-]\d{0,4})?(?!\d)")
"""A dossier's code ("H11.34-261006-0012"), whole or as far as it can be read; it says nothing of a person."""
_OLD_ID = 9
_ID = 12
"""Digits of a CMND, and of a CCCD or căn cước."""
_FOREIGN = 8, 15
"""Digits of a number from abroad, behind its plus ("+855 12 345 678"); the relatives of many work there."""
_SHORTEST = min(_OLD_ID, _FOREIGN[0])
"""Digits of the shortest of all these."""
_MOST_GROUPS = 8
"""An identity number or phone is not written in more pieces than this; longer chunks are lists of numbers."""


def mask(text: str, allow: Collection[str] = ()) -> str:
    """Return ``text`` with phones, identity numbers, e-mail addresses and secrets replaced, every letter in one piece.

    Args:
        text: anything.
        allow: numbers to keep, as they are printed ("08.27.27.1022"); compared by their digits.
    """
    kept = {plain_digits(number) for number in allow}
    text = composed(text)  # digits spoken with accents that are signs of their own count as well
    # A placeholder can part digits that then read as another number: go on until nothing more is found.
    while (again := _mask_once(text, kept)) != text:
        text = again
    return text


def _mask_once(text: str, kept: Collection[str]) -> str:
    for secret in _SECRETS:
        text = secret.sub(HIDDEN, text)
    if "@" in text:
        text = _EMAIL.sub(EMAIL, text)
    for spoken in reversed(find_spoken(text)):
        kind = PHONE if local_number(spoken.digits) else DOCUMENT
        text = text[: spoken.start] + kind + text[spoken.end :]
    return _beside_dossiers(text, lambda chunk: _mask_around_dates(chunk, kept))


def mask_identity_numbers(text: str) -> str:
    """Return ``text`` with the numbers of CMND, CCCD and căn cước replaced, and nothing else.

    For what is kept while it is worked on: a phone has to stay readable there, also one with a digit too few or many.
    """
    return _beside_dossiers(text, lambda chunk: _mask_around_dates(chunk, (), only_identity=True))


def holds_id_number(text: str) -> bool:
    """Return whether ``text`` contains what looks like an identity number, so that the person can be told."""
    return mask_identity_numbers(text) != text


def _beside_dossiers(text: str, masked: Callable[[str], str]) -> str:
    """Return ``text`` with its chunks of digits masked, but for those of dossiers' codes."""
    pieces: list[str] = []
    position = 0
    for code in _DOSSIER.finditer(text):
        between = _CHUNK.sub(lambda match: masked(match.group()), text[position : code.start()])
        pieces += [between, code.group()]
        position = code.end()
    return "".join((*pieces, _CHUNK.sub(lambda match: masked(match.group()), text[position:])))


def _mask_around_dates(chunk: str, kept: Collection[str], *, only_identity: bool = False) -> str:
    pieces: list[str] = []
    position = 0
    for date in _DATE.finditer(chunk):
        pieces += [_mask_chunk(chunk[position : date.start()], kept, only_identity), date.group()]
        position = date.end()
    return "".join((*pieces, _mask_chunk(chunk[position:], kept, only_identity)))


def _mask_chunk(chunk: str, kept: Collection[str], only_identity: bool) -> str:
    """Mask the numbers among neighbouring groups of digits."""
    pieces: list[str] = []
    position = 0
    for start, end, placeholder in _numbers(chunk, kept, with_foreign=not only_identity):
        if only_identity and not _is_identity(plain_digits(chunk[start:end]), placeholder):
            continue
        pieces += [chunk[position:start], placeholder]
        position = end
    return "".join((*pieces, chunk[position:]))


def _numbers(chunk: str, kept: Collection[str], *, with_foreign: bool) -> Iterator[tuple[int, int, str]]:
    groups = list(_GROUP.finditer(chunk))
    each = [plain_digits(group.group()) for group in groups]
    index = 0
    while index < len(groups):
        taken = 1
        joined = list(itertools.accumulate(each[index : index + _MOST_GROUPS]))
        for last in range(index + len(joined), index, -1):
            digits = joined[last - index - 1]
            if len(digits) < _SHORTEST and digits not in kept:
                continue
            start, end = groups[index].start(), groups[last - 1].end()
            if digits in kept:
                taken = last - index
                break
            plus = start > 0 and chunk[start - 1] == "+"
            abroad = with_foreign and plus and _FOREIGN[0] <= len(digits) <= _FOREIGN[1]
            placeholder = _placeholder(chunk[start:end], digits, last - index) or (PHONE if abroad else None)
            if placeholder:
                yield (start - 1 if plus else start, end, placeholder)
                taken = last - index
                break
        index += taken


def _is_identity(digits: str, placeholder: str) -> bool:
    """Whether a number is surely one of a person's papers, and no phone that was mistyped."""
    if placeholder != DOCUMENT:
        return False
    return len(digits) >= _ID or (len(digits) == _OLD_ID and digits[0] != "0")


def _placeholder(written: str, digits: str, groups: int) -> str | None:
    """Return what to write instead of a number, None to keep it."""
    if groups == 1 and len(digits) < _OLD_ID:
        return None
    if local_number(digits):
        return PHONE
    if groups == 1 or len(digits) == _ID:
        return DOCUMENT
    money = "." in written and digits.endswith("000")
    return DOCUMENT if len(digits) == _OLD_ID and groups == 3 and not money else None  # noqa: PLR2004 - "381 234 567"
