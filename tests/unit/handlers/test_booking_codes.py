"""Codes of appointments in what people type, and words that only look like one."""

from __future__ import annotations

import pytest

from bot.handlers.appointments.reading import code_in


class Turn:
    """As much of a turn as the code is read from; the NLU marked nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.understanding = self

    def first(self, _entity: str) -> None:
        return None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hủy lịch CM-7K3P9", "CM-7K3P9"),
        ("huy lich cm-abcde giup", "cm-abcde"),
        ("mã cm 7k3p9 nha", "cm 7k3p9"),
        ("mã cm7k3p9", "cm7k3p9"),
        ("CM HJKMN", "CM HJKMN"),
        ("hủy CM-7K3P9QX giùm", "CM-7K3P9QX"),
        ("cm 7k3p9qx", "cm 7k3p9qx"),
        ("CM HJKMNPQ", "CM HJKMNPQ"),
        ("mã CM-7K3P9Q", "CM-7K3P9Q"),
        ("cm abcd2", "cm abcd2"),
    ],
)
def test_a_code_is_read_as_it_is_typed(text: str, code: str) -> None:
    assert code_in(Turn(text)) == code


@pytest.mark.parametrize(
    "text", ["huy lich o cm chieu mai", "doi lich ra cm thang sau", "lich hen o tp CM duong Ly Van Lam", "CM nhanh"]
)
def test_the_citys_short_name_before_a_word_is_no_code(text: str) -> None:
    assert code_in(Turn(text)) is None
