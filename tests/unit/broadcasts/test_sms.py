"""SMS as networks bill them, and the loudspeaker."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.model import Content
from bot.broadcasts.sms import count, loudspeaker_text, sms_text, without_diacritics
from bot.conversation.messages import Link, Source


@pytest.mark.parametrize(
    ("text", "encoding", "length", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("ộ" * 70, "UCS-2", 70, 1),
        ("ộ" * 71, "UCS-2", 71, 2),
        ("ộ" * 134, "UCS-2", 134, 2),
        ("ộ" * 135, "UCS-2", 135, 3),
        ("ộ" * 66 + "🙂" + "ộ" * 66, "UCS-2", 134, 3),
    ],
)
def test_parts_are_counted_as_the_standard_says(text, encoding, length, segments):
    found = count(text)
    assert (found.encoding, found.length, found.segments) == (encoding, length, segments)


@given(st.text(max_size=400))
def test_without_diacritics_everything_goes_as_gsm7(text):
    assert count(without_diacritics(text)).encoding == "GSM-7"


@given(st.text("aăâđêôơưỳ 0€", max_size=800))
def test_a_longer_text_never_costs_less(text):
    assert count(text).segments <= count(text + "a").segments


def test_vietnamese_reads_without_marks():
    assert without_diacritics("Đến Một cửa xã Tắc Vân – “đúng giờ”") == 'Den Mot cua xa Tac Van - "dung gio"'


def test_what_is_sent_and_what_is_read_aloud():
    source = Source("r", "Công văn 4708/UBND-CCHC", "mục 1", "2021-08-23", True, signed_on="2021-08-22")
    content = Content(
        title="Nộp hồ sơ",
        text="Từ mai nộp hồ sơ qua mạng.\nXem https://a.vn/x",
        sources=(source,),
        links=(Link("Cổng", "https://dichvucong.gov.vn"),),
    )
    sms = sms_text(content)
    assert "\n" not in sms
    assert "(Công văn 4708/UBND-CCHC ngày 22/8/2021)" in sms
    assert sms.endswith("https://dichvucong.gov.vn")
    aloud = loudspeaker_text(content)
    assert "https" not in aloud
    assert aloud.count("Từ mai nộp hồ sơ qua mạng.") == 2
