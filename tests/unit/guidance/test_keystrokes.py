"""Keystrokes of Telex and VNI are undone where the text proves them, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.reference import load_reference
from bot.guidance.keystrokes import moved_back, without_keystrokes
from bot.understanding.fold import canonical

ROOT = Path(__file__).parents[3]
LEFT_OVER = [
    ("toi6 muon61 lam2 giay61 khai sinh", "toi muon lam giay khai sinh"),
    ("cho hoi lam2 khai sinh can62 giay61 to72 gi2", "cho hoi lam khai sinh can giay to gi"),
    ("Nha2 toi6 o73 xa4 Tac81 Van6", "Nha toi o xa Tac Van"),
    ("mat61 the3 can8 cuoc7", "mat the can cuoc"),
    ("ho6m nay nghi3 ko", "hom nay nghi ko"),
    ("lam khai sinh o73 d9a6u", "lam khai sinh o dau"),
    ("toi6 muon61 xin giay61 o73 ap5", "toi muon xin giay o ap5"),
    ("lafm khai sinh caafn giaasy gif", "lam khai sinh caafn giaasy gif"),
    ("xin caaps laji thẻ bhyt cura tui mats roofi", "xin caaps lai thẻ bhyt cua tui mats roofi"),
]
CANONICAL = [
    ("tui nawmf treen ghe owr Song Doc", "tui nằm trên ghe ở Sông Đốc"),
    ("lamf khai sinh caafn giaays gi", "làm khai sinh cần giấy gì"),
    ("lafm khai sinh caafn giaasy gif", "làm khai sinh cần giấy gì"),
    ("toi6 muon61 lam2 giay61 khai sinh", "tôi muốn làm giấy khai sinh"),
    ("dawng kys keets hoon can62 gi2", "đăng ký kết hôn can62 gi2"),
]
STAYS = [
    "lop 6a1 lop2 p8 quan1",
    "ap5 khom3 to2 lo61 thua 61",
    "nhà tui ở tổ5 ấp2, p8, hẻm61",
    "covid19 vitamin b12 mp3 test nhanh",
    "tờ A4 B5, CM-7K3P9, a1b2c3d4",
    "need form for passport after test, cost and first list",
    "mẫu số 61, điều2 khoản3 mục1",
    "gửi tui 2 bộ, 8h sáng mốt nha",
    "lafm sao",
    "visa của Lisa hết hạn, meets keeps noon this",
    "cho hỏi visa với virus ở Casa Rosa, book room noon",
]


@pytest.mark.parametrize(("typed", "undone"), LEFT_OVER)
def test_what_the_text_proves_is_undone(typed, undone):
    assert without_keystrokes(typed) == undone
    assert without_keystrokes(undone) == undone


@pytest.mark.parametrize(("typed", "meant"), CANONICAL)
def test_the_rules_read_what_was_meant(typed, meant):
    assert canonical(typed) == canonical(meant)


@pytest.mark.parametrize("text", STAYS)
def test_numbers_names_and_english_stay(text):
    assert without_keystrokes(text) == text


def test_names_places_and_our_own_texts_stay():
    content = load_reference()
    names = (ROOT / "tests" / "data" / "common_names.txt").read_text("utf-8").splitlines()
    texts = [*names, *(unit.name for unit in content.places), *(one.title for one in content.catalogue)]
    for file in (ROOT / "bot" / "content" / "texts").rglob("*.yaml"):
        texts += file.read_text("utf-8").splitlines()
    assert len(texts) > 3000
    assert [text for text in texts if without_keystrokes(text) != text] == []


def test_of_the_training_messages_only_those_typed_so_change():
    lines = [line for file in (ROOT / "nlu" / "data").glob("*.yml") for line in file.read_text("utf-8").splitlines()]
    texts = [re.sub(r"\[([^]]+)]\([^)]*\)", r"\1", line.strip(" -")) for line in lines]
    changed = [text for text in texts if without_keystrokes(text) != text]
    keys = re.compile(r"aa|ee|oo|[aou]w|dd|[aeiouy][fj]|[a-z][1-9]")
    assert all(len(keys.findall(text)) > 1 for text in changed), changed
    assert len(changed) < len(texts) / 1000


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from([word for typed, _ in LEFT_OVER for word in typed.split()] + ["ở", "p8", "2 bộ,"])))
def test_only_letters_of_words_change_and_places_are_found_back(words):
    typed = " ".join(words)
    undone = without_keystrokes(typed)
    assert len(undone.split()) == len(typed.split())
    for before, after in zip(re.finditer(r"\S+", typed), re.finditer(r"\S+", undone), strict=True):
        assert moved_back(typed, undone, after.start()) == before.start()
        assert moved_back(typed, undone, after.end(), ends=True) == before.end()
