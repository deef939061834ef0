"""Fears, sighs, words for somebody else: what asks nothing and is no matter."""

from __future__ import annotations

import pytest

from bot.understanding import blame, reactions


@pytest.mark.parametrize("text", ["em sợ trễ hạn", "toi so bi phat", "lo quá anh ơi", "con so nguoi ta khong cho"])
def test_fears(text):
    assert reactions.fears(text)


@pytest.mark.parametrize(
    "text", ["so dien thoai may", "ho so bao hanh nop dau", "sổ bị mất", "ma so khong nho", "số nhà tui đổi rồi"]
)
def test_numbers_and_books_are_no_fears(text):
    assert not reactions.fears(text)


@pytest.mark.parametrize("text", ["6 triệu lấy đâu ra", "sao kịp", "vậy nhà tui ăn gì", "trời đất ơi"])
def test_sighs(text):
    assert reactions.only_sighs(text)


@pytest.mark.parametrize(
    "text", ["lấy giấy ở đâu", "làm sao đăng ký", "ăn tiền thai sản cần giấy gì", "lay dau van tay o dau"]
)
def test_questions_are_no_sighs(text):
    assert not reactions.only_sighs(text)


@pytest.mark.parametrize(
    "text",
    [
        "ba tui mất thì má ơi làm giấy gì",
        "con hai người biết chuyện mà lẫn rồi",
        "anh ơi cho em hỏi lấy giấy ở đâu",
        "ba nó còn sống sao không cho tui giám hộ",
        "cô Ba ở xã kêu tui đem giấy lên nha",
    ],
)
def test_the_assistant_is_not_somebody_else(text):
    assert not reactions.is_for_somebody_else(text)


@pytest.mark.parametrize("text", ["gõ lộn, vợ tui có bầu 6 tháng", "cán bộ ghi nhầm tên con tui", "nhập nhầm số"])
def test_what_was_written_wrongly_was_not_sent_by_mistake(text):
    assert not reactions.was_sent_by_mistake(text)


@pytest.mark.parametrize("text", ["dạ", "ờ", "không", "ok cảm ơn em nha", ""])
def test_bare_answers(text):
    assert reactions.is_a_bare_answer(text)


@pytest.mark.parametrize("text", ["đá tan rồi", "dạ nhớ số", "ok mai tui lên"])
def test_who_tells_something_gives_no_bare_answer(text):
    assert not reactions.is_a_bare_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "trời, mắc dữ thần",
        "gọi thì thuê bao, nó chặn zalo rồi",
        "đám tang mà nó cũng không thèm về",
        "30 ngày lâu quá",
        "vợ chồng sống với nhau 32 năm",
        "tôm nó chết chứ nó đâu chờ",
    ],
)
def test_grief_and_prices_blame_nobody(text):
    assert not blame.blames_an_office(text)


@pytest.mark.parametrize(
    "text",
    [
        "hỏi căn cước mà sao trả lời khai sinh",
        "bot trả lời chung chung quá",
        "noi gi la vay",
        "anh chưa trả lời câu tôi hỏi",
    ],
)
def test_who_blames_the_assistant(text):
    assert blame.blames_the_assistant(text)
