"""Booking codes: ``CM-7K3P9QX``, six random characters and one that tells a mistyped code from a wrong one."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L and U: nothing that is misread on paper or misheard on the phone."""
_RANDOM = 6
_OLD = 5
"""Characters of codes that were given before; they have no check character and stay valid."""
_MODULUS = 31
"""A prime above the number of characters: with weights of their own any one character that is mistyped, and any two
that change places, give another check character. One value in 31 has no character; such codes are not given."""
_WRITTEN = re.compile(r"([A-Z]{1,4})-([0-9A-Z]+)")


class Mistyped(ValueError):
    """What was typed can be no code: its length, a character or the check character says so."""


def check_character(body: str) -> str | None:
    """Return the check character of the random ones, or None where there is none."""
    total = sum((place + 2) * ALPHABET.index(character) for place, character in enumerate(body))
    value = total % _MODULUS
    return ALPHABET[value] if value < len(ALPHABET) else None


def new_code(prefix: str) -> str:
    """Return a random booking code; the database decides whether it is free."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
        check = check_character(body)
        if check is not None:
            return f"{prefix}-{body}{check}"


def read_code(written: str, prefix: str) -> str:
    """Return a code as it is stored, from any case and spacing: ``cm 7k3p9qx`` → ``CM-7K3P9QX``.

    Args:
        written: as somebody typed it; without the prefix it may be one of ``prefix``.
        prefix: what codes begin with now.

    Raises:
        Mistyped: it can be no code.
    """
    tidy = re.sub(r"[^0-9A-Z-]", "", re.sub(r"[‐-―−]", "-", written.upper()))
    lengths = (_RANDOM + 1, _OLD)
    named = _WRITTEN.fullmatch(tidy)
    begins, body = named.groups() if named is not None else (prefix, tidy.replace("-", ""))
    if named is None and body.startswith(prefix) and len(body) - len(prefix) in lengths:
        body = body.removeprefix(prefix)
    if len(body) not in lengths or any(character not in ALPHABET for character in body):
        raise Mistyped("no code is written so")
    if len(body) != _OLD and check_character(body[:-1]) != body[-1]:
        raise Mistyped("the check character does not fit")
    return f"{begins}-{body}"
