"""Small numbers in digits or words, as spoken here: "hai mươi bốn", "hăm bốn", "mười lăm"; one to nine in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.text import fold, tone_key

if TYPE_CHECKING:
    from bot.guidance.tokens import Token, Tokens

_UNITS = {
    form: value
    for value, forms in enumerate(
        (
            ("một",),
            ("hai",),
            ("ba",),
            ("bốn", "tư"),
            ("năm", "lăm"),
            ("sáu",),
            ("bảy", "bẩy"),
            ("tám",),
            ("chín",),
        ),
        1,
    )
    for form in forms
}
_PLAIN_UNITS = {fold(form): value for form, value in _UNITS.items()}
_ACCENTED_UNITS = {tone_key(form): value for form, value in _UNITS.items()}
_ENGLISH = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
"""Ten is "tên" without its mark, and left out."""
_HUNDRED = 100


def read_number(tokens: Tokens, index: int) -> tuple[int, int]:
    """Read a number below 100 at ``index``.

    Returns:
        The number and how many tokens it takes; ``(0, 0)`` where there is none.
    """
    token = tokens[index]
    if token.plain.isascii() and token.plain.isdigit():
        value = int(token.plain) if len(token.plain) < len(str(_HUNDRED)) else _HUNDRED
        return (value, 1) if value < _HUNDRED else (0, 0)
    if token.plain in _ENGLISH:
        return (_ENGLISH[token.plain], 1)
    if token.says("hăm"):
        unit = _unit(tokens[index + 1])
        return (20 + unit, 2) if unit else (0, 0)
    tens = 1 if token.says("mười", "chục") else _leading(token)
    if not tens:
        return (0, 0)
    taken = 1
    if not token.says("mười", "chục"):
        if not tokens[index + 1].says("mươi", "chục"):
            return (tens, 1)
        taken = 2
    unit = 1 if tokens[index + taken].says("mốt") and tokens[index + taken].accented else _unit(tokens[index + taken])
    return (tens * 10 + unit, taken + 1) if unit else (tens * 10, taken)


def _leading(token: Token) -> int:
    """Read a unit that no ten precedes: "lăm" is said only behind one, and "lam giay" is "làm giấy"."""
    return _unit(token) if not token.says("lăm") or token.says("năm") else 0


def _unit(token: Token) -> int:
    """Read one to nine. Typed with diacritics it has to agree in them, as ``Token.says`` has it."""
    return _PLAIN_UNITS.get(token.plain, 0) if token.key is None else _ACCENTED_UNITS.get(token.key, 0)
