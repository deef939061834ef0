"""Folding and writing out abbreviations."""

from __future__ import annotations

import json
import re
import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.guidance.syllables import is_syllable, plain_words
from bot.understanding.abbreviations import EVERYWHERE, RULES
from bot.understanding.fold import canonical, clean, fold, has_diacritics, strip_diacritics, words

EVALUATION = Path(__file__).parents[3] / "evaluation" / "queries_open.jsonl"
VIETNAMESE = (
    "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcdghklmnpqrstvx BĐĂƠƯỐỂ 0123456789,./?-"
)
ABBREVIATIONS = st.lists(
    st.sampled_from([*EVERYWHERE, *(rule.word for rule in RULES), "giay", "so", "8", "sau", "nay", "toi"]), max_size=8
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Tôi muốn ĐĂNG KÝ khai sinh", "toi muon dang ky khai sinh"),
        ("ddang kys", "dang ky"),
        ("lamf giaays tow", "lam giay to"),
        ("dduwowngf hoas ddown", "duong hoa don"),
        ("nguwowif daan", "nguoi dan"),
        ("Hoà Thành", "hoa thanh"),
        ("ngày 24/8, 8h30", "ngay 24/8, 8h30"),
        ("  một \n hai\tba ", "mot hai ba"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_what_is_left_out_for_speed_changes_nothing() -> None:
    """The steps of folding, each done to every text, over those that people would type, also in decomposed form."""
    rows = [json.loads(line) for line in EVALUATION.read_text(encoding="utf-8").splitlines()]
    typed = [f" {row['text']}\t " for row in rows]
    odd = [f"Aa {chr(code)} Bb" for code in (*range(0x250), *range(0x1E00, 0x2200), *range(0xFF00, 0xFFF0))]
    for text in [*typed, *(unicodedata.normalize("NFD", each) for each in typed), *odd]:
        assert fold(text) == plain_words(_in_full(text)), text
        assert clean(text) == _cleaned(text), text
        bare = _bare(text)
        assert (strip_diacritics(text), has_diacritics(text)) == (bare, bare != unicodedata.normalize("NFC", text))


def _in_full(text: str) -> str:
    for _ in range(4):
        text = _cleaned(_bare(unicodedata.normalize("NFKC", _cleaned(text)).lower()))
    return text


def _cleaned(text: str) -> str:
    seen = (" " if one in "\t\n\r\v\f" else "" if unicodedata.category(one)[0] == "C" else one for one in text)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", "".join(seen))).strip()


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", decomposed))


@pytest.mark.parametrize("text", ["how can i book", "zalo web online scan link", "yes ok", "cccd gks dkkh", "tax bus"])
def test_ordinary_words_and_abbreviations_are_not_taken_for_telex(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize("word", ["lam", "nghieng", "quyen", "giay", "khuya", "thuo", "oan", "yeu", "gi"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["kys", "ddang", "has", "web", "ngiay", "cing", "ke1", "zoo"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_fold_never_raises_and_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    fold(text).encode()


@given(st.text(alphabet=VIETNAMESE))
@settings(max_examples=300, deadline=None)
def test_typed_with_and_without_diacritics_fold_alike(text: str) -> None:
    assert fold(strip_diacritics(text)) == fold(text)


@given(st.text(alphabet=VIETNAMESE), st.sampled_from(["\x00", "\x1b", "\u200b", "\ufeff", "\u202e"]))
@settings(max_examples=100, deadline=None)
def test_control_and_invisible_characters_are_removed(text: str, intruder: str) -> None:
    assert clean(intruder.join(text)) == clean(text)


def test_a_surrogate_is_dropped() -> None:
    assert fold("a\ud800b") == "ab"


def test_whether_diacritics_were_typed() -> None:
    assert has_diacritics("đi")
    assert not has_diacritics("di ra xa 2 lan")


def test_words() -> None:
    assert words("Dạ, xã Tắc Vân (cũ)!") == ["da", "xa", "tac", "van", "cu"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hs gks p8 nộp đc hok", "ho so giay khai sinh phuong 8 nop duoc khong"),
        ("tui mần khai sanh", "toi lam khai sinh"),
        ("sổ hồng bị mất", "so hong bi mat"),
        ("được hông", "duoc khong"),
        ("hẹn t6 nha", "hen thu 6 nha"),
        ("sinh t6 nam 2020", "sinh t6 nam 2020"),
        ("tháng 6 hay t6", "thang 6 hay t6"),
        ("1 cửa", "mot cua"),
        ("24/8 mã 1.001193", "24/8 ma 1.001193"),
        ("k có mạng", "khong co mang"),
        ("50k", "50k"),
        ("ck dc k", "chuyen khoan duoc khong"),
        ("ck tui bệnh", "chong toi benh"),
        ("hành chánh nhứt", "hanh chinh nhat"),
        ("dìa quê", "ve que"),
        ("địa chính", "dia chinh"),
        ("con hs lớp 1", "con hoc sinh lop 1"),
        ("tách hk", "tach ho khau"),
        ("tpcm", "thanh pho ca mau"),
        ("lm bhyt lun dx hk", "lam bao hiem y te luon duoc khong"),
        ("cho hỏi đc ubnd", "cho hoi dia chi uy ban nhan dan"),
        ("dzậy hả", "vay ha"),
    ],
)
def test_canonical(typed: str, meant: str) -> None:
    assert canonical(typed) == meant


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_canonical_never_raises(text: str) -> None:
    canonical(text)


@given(ABBREVIATIONS)
@settings(max_examples=300, deadline=None)
def test_canonical_is_idempotent(tokens: list[str]) -> None:
    once = canonical(" ".join(tokens))
    assert canonical(once) == once


def test_no_abbreviation_is_written_out_as_another() -> None:
    keys = {*EVERYWHERE}
    assert not {word for value in EVERYWHERE.values() for word in value.split()} & keys


def test_every_key_is_folded() -> None:
    allowed = set(string.ascii_lowercase + string.digits)
    assert all(set(key) <= allowed for key in EVERYWHERE)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("doi dc hong", "doi duoc khong"),
        ("cho dc ko", "cho duoc khong"),
        ("đổi dc mới", "doi dia chi moi"),
        ("vậy dc hem a", "vay duoc khong a"),
        ("dc hom", "duoc khong"),
        ("dc hom nay", "duoc hom nay"),
        ("nhà trong hẻm", "nha trong hem"),
    ],
)
def test_whether_it_may_be_is_asked_in_short(typed: str, plain: str) -> None:
    assert canonical(typed) == plain
