"""Every procedure as people of the delta would call it: found, or asked back, and never taken for another one.

``everyday_ways.tsv`` has the ways; what differs by a word alone is mended in ``bot/content/synonyms.csv``, by classes.
"""

from __future__ import annotations

import functools
import itertools
import re
from pathlib import Path

import pytest

from bot.guidance.answers import Focus
from bot.guidance.text import strip_diacritics
from bot.handlers import abroad
from bot.handlers.questions.topics import topic_of
from bot.understanding.clauses import Act
from tests.unit.handlers.turns import TODAY, Chat, payloads, reference, said

DATA = Path(__file__).parents[2] / "data" / "everyday_ways.tsv"
LEAST_TOLD = 0.89
"""Share of the ways that are answered at once."""
LEAST_HEARD = 0.985
"""Share of them that are answered at once or after one question back."""


def expanded(way):
    parts = [part[1:-1].split("|") if part.startswith("{") else [part] for part in re.split(r"(\{[^}]*\})", way)]
    return [" ".join("".join(chosen).split()) for chosen in itertools.product(*parts)]


ROWS = [line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
WAYS = [(text, codes.split("|")) for codes, way in ROWS for text in expanded(way)]


@functools.cache
def topic(text):
    search = reference().search
    asked = f"{text} cần giấy gì"
    found = topic_of(search, asked, focus=Focus.PAPERS, act=Act.ASKS_WHICH, facts={}, under_way=False)
    code = abroad.meant(search.catalogue, text, found.code) if found.code else None
    return code, found.offered


def test_there_are_ways_for_every_procedure():
    codes = {code for codes, _ in ROWS for code in codes.split("|")}
    assert {procedure.code for procedure in reference().catalogue} <= codes
    assert len(WAYS) >= 2000


def test_none_is_taken_for_another_procedure():
    found = [(text, codes, *topic(text)) for text, codes in WAYS]
    wrong = [(text, code) for text, codes, code, _ in found if code is not None and code not in codes]
    assert wrong == []
    told = sum(code in codes for _, codes, code, _ in found) / len(found)
    heard = sum(code in codes or not {*codes}.isdisjoint(offered) for _, codes, code, offered in found) / len(found)
    assert told >= LEAST_TOLD, (told, heard)
    assert heard >= LEAST_HEARD, (told, heard)


def test_without_diacritics_it_is_the_same():
    some = [text for text, _ in WAYS][::7]
    assert [text for text in some if topic(strip_diacritics(text)) != topic(text)] == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("cưới người Đài Loan cần giấy gì", "Kết hôn có yếu tố nước ngoài"),
        ("cuoi nguoi dai loan can giay gi", "Kết hôn có yếu tố nước ngoài"),
        ("lấy vợ Hàn Quốc cần giấy tờ gì", "Kết hôn có yếu tố nước ngoài"),
        ("cưới người Mỹ cần giấy gì", "Kết hôn có yếu tố nước ngoài"),
        ("thất lạc sổ hồng làm lại ở đâu", "Cấp lại sổ đỏ bị mất"),
        ("lãnh lương hưu giùm ba cần giấy gì", "Ủy quyền lãnh thay lương hưu, trợ cấp"),
        ("làm giấy ủy quyền cần giấy gì", "Chứng thực chữ ký"),
        ("ai ký giấy chứng nhận kết hôn", "Đăng ký kết hôn"),
        ("mướn nhà ở xã hội cần giấy gì", "Nhà ở xã hội"),
        ("ba mới mất đi khai cần giấy gì", "Đăng ký khai tử"),
        ("ong gia qua doi di khai can giay gi", "Đăng ký khai tử"),
        ("nhà mới có người mất đi khai ở đâu", "Đăng ký khai tử"),
        ("mới đẻ con gái đi khai ở đâu", "Đăng ký khai sinh"),
        ("cha người Hàn Quốc nhận con cần giấy gì", "Nhận cha, mẹ, con có yếu tố nước ngoài"),
        ("làm giám hộ cho cháu cần giấy gì, ba nó người Hàn", "Giám hộ có yếu tố nước ngoài"),
        ("nguoi nuoc ngoai chet o Viet Nam lam khai tu can giay gi", "Khai tử có yếu tố nước ngoài"),
        ("chồng tui người Hàn, ba tui mới mất làm khai tử cần giấy gì", "Đăng ký khai tử"),
        ("ghi chú khai sinh bên Hàn nộp ở đâu", "Ghi vào sổ việc hộ tịch đã làm ở nước ngoài"),
        ("nho xa xuong nha lam khai sinh nop o dau", "Khai sinh lưu động"),
        ("hien dat lam lo can giay gi", "Hiến đất làm đường (đất chưa có sổ)"),
        ("xin giay xac nhan xuat nhap canh nop o dau", "Xác nhận thông tin xuất nhập cảnh"),
        ("khiếu nại quyết định của công an nộp ở đâu", "Khiếu nại quyết định, việc làm của công an xã"),
        ("tổ an ninh bị thương khi làm nhiệm vụ cần giấy gì", "Tổ an ninh bị ốm, bị thương khi làm nhiệm vụ"),
        ("bị tai nạn lao động lãnh tiền ở đâu", "Tai nạn lao động, bệnh nghề nghiệp (lần đầu)"),
        ("lập tổ hợp tác nuôi tôm cần giấy gì", "Thành lập, thay đổi tổ hợp tác"),
        ("không nuôi nghêu nữa trả lại mặt biển nộp ở đâu", "Trả lại khu vực biển nuôi trồng thủy sản"),
        ("được nền tái định cư xin nợ tiền sử dụng đất cần giấy gì", "Ghi nợ tiền sử dụng đất"),
    ],
)
async def test_what_differs_by_a_word_is_answered_too(text, title):
    replies = await Chat(TODAY).say(text, "nlu_fallback")
    assert f"Việc: {title}" in said(replies)


@pytest.mark.parametrize(
    ("text", "plain", "abroad_"),
    [
        ("đăng ký khai tử cho mẹ của vợ người Campuchia cần giấy gì", "1.000656", "1.001766"),
        ("chong toi nguoi My dang ky khai tu cho ba toi can giay gi", "1.000656", "1.001766"),
        ("đăng ký lại khai sinh cho em của chồng người Mỹ cần giấy gì", "1.004884", "2.000522"),
    ],
)
async def test_whose_matter_it_is_is_asked_back_with_the_difference(text, plain, abroad_):
    replies = await Chat(TODAY).say(text, "nlu_fallback")
    assert "có người nước ngoài hay" in said(replies) or "chỉ có người trong nước hay" in said(replies)
    assert {plain, abroad_} <= {payload.split(":")[1].split("/")[0] for payload in payloads(replies)[:-1]}
