"""What is told beside a question is told: it is not quoted back as a question that nobody can answer."""

from __future__ import annotations

import pytest

from bot.understanding.clauses import ClauseReader
from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

NOT_LET_IN = (
    "tui ra xã bảo vệ hk cho vô",
    "hôm qua ra xã bảo vệ không cho vô",
    "xã có chốt hk cho vô",
    "trạm không cho người lạ qua",
    "phường không cho em làm",
    "lên xã không ai nhận",
    "cán bộ không gọi lại",
    "nộp rồi mà người ta không nhận",
    "họ không cho nộp giùm",
)


@pytest.mark.parametrize("told", NOT_LET_IN)
@pytest.mark.parametrize("moment", [LETTER, TODAY])
async def test_a_denied_verb_is_no_question_of_its_own(told, moment):
    replies = await Chat(moment).say(f"{told}, giờ làm khai sinh cần giấy gì", "ask_procedure_documents")
    assert "giấy chứng sinh" in said(replies)
    assert "“" not in said(replies)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("mai nộp được không cho em hỏi", 2),
        ("xã mình có nhận hồ sơ không cho em hỏi với", 2),
        ("nộp giùm được hông cho tui biết", 2),
        ("có cần công chứng không xin giấy ở đâu", 2),
        ("hồ sơ có được không ai ký", 2),
        ("bảo vệ ủy ban không cho vô vì không có giấy hẹn", 1),
        ("em không xin được giấy", 1),
        ("mẹ tui không mang theo giấy", 1),
        ("hk cho vô", 1),
    ],
)
def test_a_question_ends_where_nothing_is_denied(text, clauses):
    assert len(ClauseReader().read(text)) == clauses
