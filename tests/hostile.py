"""Texts that are made to cost a reader more than they cost their writer."""

from __future__ import annotations

import gc
import itertools
import random
import signal
import statistics
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

UNITS = {
    "digits apart": "1 ",
    "digits": "1",
    "zeros and nines": "0 9 ",
    "almost phones": "091200011 ",
    "phones": "0912000111 ",
    "country codes": "+84 ",
    "plus signs": "+1",
    "numbers with stops": "1.1.",
    "numbers with dashes": "1-1-",
    "dates": "24/8 ",
    "dates joined": "24/8/",
    "hours": "8h30 ",
    "wards": "p8 ",
    "house numbers": "1/1a ",
    "sixes": "123456-",
    "digits of another script": "១ ",
    "one letter": "a",
    "one letter apart": "a ",
    "one consonant": "w",
    "letters of Telex": "aw",
    "tones of Telex": "as",
    "doubled letters": "aabb",
    "a stretched word": "khôôông",
    "capitals": "A",
    "capitals apart": "A ",
    "names": "Nguyễn Văn ",
    "names bare": "nguyen thi be ",
    "names introduced": "tui tên ",
    "places": "xã Tắc Vân ",
    "places almost": "xã Tắk Vânn ",
    "levels": "xã ",
    "wards and hamlets": "ấp ",
    "streets": "số 1 đường ",
    "procedures": "khai sinh ",
    "procedures almost": "khai sihn ",
    "unknown words": "xqzvbg ",
    "digits spoken": "không chín ",
    "number words": "hai mươi ",
    "weekdays": "thứ ",
    "days": "mai mốt ",
    "agreement": "dạ ",
    "fillers": "cho tui hỏi ",
    "questions": "có phải ",
    "refusals": "không không ",
    "busy": "bận ",
    "link codes": "liên kết 1 ",
    "blanks": " ",
    "line breaks": "\n",
    "wide blanks": "\u3000",
    "invisible": "\u200b",
    "direction": "\u202e",
    "soft hyphens between digits": "1\u00ad",
    "stops": ".",
    "commas": ", ",
    "dashes": "-",
    "slashes": "/",
    "questions marks": "?",
    "underscores": "_",
    "apostrophes": "'",
    "quotes": '"',
    "colons": ":",
    "at signs": "a@",
    "addresses": "a.a@a.a",
    "web addresses": "://a:a",
    "tokens": "token=",
    "bearers": "bearer ",
    "web tokens": "eyJa.",
    "combining mark": "\u0301",
    "combining marks": "\u0323\u0302\u0301",
    "letters with marks": "a\u0323\u0302",
    "marks far apart": "\u0344",
    "opening brackets": "[",
    "closing brackets": "]",
    "round brackets": "(",
    "round brackets and digits": "(1)",
    "brackets inside": "[[]",
    "placeholders": "[sđt]",
    "markup": "<b>",
    "marks of training data": "[a](b)",
    "escapes": "\x1b[1A",
    "controls": "\x00\x08",
    "ligatures that grow": "\ufdfa",
    "wide letters": "\uff21",
    "Korean": "\ud55c",
    "Khmer": "ខ្មែរ",
    "emoji": "👍🏽",
    "half pairs": "\ud83d",
    "appointment codes": "CM-7K",
    "dossier codes": "000.01.12.H12-210822-",
    "document numbers": "4708/",
    "English": "where is the ",
}
"""What is said again and again."""

_MIXED_PIECES = (*UNITS.values(), "0", "9", "anh ", "Trần ", "xóa ", "đổi ", "hủy ", "tên là ", "số ", "24 tháng 8 ")


def repeated(unit: str, length: int) -> str:
    """Return at most ``length`` characters of ``unit`` after ``unit``, the last one whole."""
    return unit * (length // len(unit))


def mixed(seed: int, length: int) -> str:
    """Return ``length`` characters of pieces in an order that ``seed`` decides."""
    choose = random.Random(seed)
    text = ""
    while len(text) < length:
        text += choose.choice(_MIXED_PIECES) * choose.choice((1, 1, 2, 5))
    return text[:length]


def hostile_texts(length: int) -> dict[str, str]:
    """Return texts of ``length`` characters by the name of their kind."""
    texts = {kind: repeated(unit, length) for kind, unit in UNITS.items()}
    return texts | {f"mixed {seed}": repeated(mixed(seed, 250), length) for seed in range(3)}


def ended_texts(length: int) -> dict[str, str]:
    """Return texts whose last character makes a pattern go back over all that it has read."""
    return {f"{kind}, then {other}": _ended(unit, ending, length) for kind, unit, other, ending in _ENDINGS}


def endless(length: int) -> Iterator[str]:
    """Yield hostile texts for ever, each another one: two kinds after each other, or a mixture."""
    units = list(UNITS.values())
    for seed in itertools.count():
        choose = random.Random(seed)
        if seed % 3 == 0:
            yield mixed(seed, length)
            continue
        first, second = choose.choice(units), choose.choice(units)
        cut = choose.randrange(length)
        yield repeated(first, cut) + repeated(second if seed % 3 == 1 else first + second, length - cut)


def _ended(unit: str, ending: str, length: int) -> str:
    return repeated(unit, length - len(ending)) + ending


_ENDINGS = tuple(
    (kind, UNITS[kind], name, ending)
    for kind in ("digits", "digits apart", "one letter", "one letter apart", "blanks", "combining mark", "stops")
    for name, ending in (("a letter", "x"), ("a question mark", "?"), ("a digit", "7"))
)


class Frozen(Exception):
    """A reader took more than ``_PATIENCE`` of the processor for one text."""


def complaint(read: Callable[[str], object], short: str, long: str) -> str | None:
    """Return what is wrong with how a reader's cost grows from a text to one four times as long, or None.

    The thread's processor time is measured, so that a busy machine does not count. What is below ``_NOISE`` is no
    trouble and too little to compare; who fails at first sight is measured nine times, of which the median counts, and
    once again before anybody is accused.
    """
    spent = seconds(read, long)
    if spent < _NOISE or spent <= MOST * seconds(read, short):
        return None
    if spent >= _PATIENCE:
        return f"more than {_PATIENCE:.0f} s for {len(long)} characters"
    ratio = 0.0
    for _ in range(_TRIES):
        longs, shorts = [], []
        for _ in range(_MEASURED):
            longs.append(seconds(read, long))
            shorts.append(seconds(read, short))
        ratio = statistics.median(longs) / statistics.median(shorts)
        spent = statistics.median(longs)
        if ratio <= MOST or spent < _NOISE:
            return None
    return f"{1000 * spent:.0f} ms for {len(long)} characters, {ratio:.1f} times as much as for {len(short)}"


def seconds(read: Callable[[str], object], text: str) -> float:
    """Return the thread's processor seconds for one text, ``_PATIENCE`` and more where the reader had to be stopped.

    (The process's are coarse while the alarm is set.)
    """
    previous = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _PATIENCE)
    collected = gc.isenabled()
    gc.disable()  # what it costs hangs on all that lives in the process
    began = time.thread_time()
    try:
        read(text)
    except Frozen:
        return 10 * _PATIENCE
    finally:
        if collected:
            gc.enable()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
    return time.thread_time() - began


def _stop(signum: int, frame: FrameType | None) -> None:
    raise Frozen


MOST = 6.0
"""Four times the text may cost so many times as much; a square would be sixteen."""
_NOISE = 0.01
_PATIENCE = 2.0
_MEASURED = 9
_TRIES = 2
