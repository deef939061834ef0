""" "Lam giay" is "làm giấy", to make a paper, and no five papers: "lăm" is said only behind a ten."""

from __future__ import annotations

import pytest

from bot.understanding.counts import read_counts


@pytest.mark.parametrize(
    "text",
    [
        "dat lich lam giay ket hon",
        "lam giay khai sanh cho con",
        "tui muon lam ho so dat dai",
        "di lam giay to",
        "hen lam ban sao",
        "cho tui lam don",
        "dat lich lam thu tuc",
        "đặt lịch làm giấy",
    ],
)
def test_making_counts_nothing(text):
    assert read_counts(text).dossiers is None


@pytest.mark.parametrize(
    ("text", "dossiers"),
    [
        ("muoi lam bo", 15),
        ("mười lăm bộ", 15),
        ("hai muoi lam bo", 25),
        ("hăm lăm hồ sơ", 25),
        ("nam bo", 5),
        ("năm giấy", 5),
        ("5 giay khai sanh", 5),
        ("lam giay khai sanh 2 bo", 2),
    ],
)
def test_what_is_counted_stays_so(text, dossiers):
    assert read_counts(text).dossiers == dossiers
