"""The wish for a person at the end of a message is heard before the model reads it."""

from __future__ import annotations

import pytest

from bot.understanding.keywords import keyword_intent


@pytest.mark.parametrize(
    "text",
    [
        "Vậy là hệ thống chưa cập nhật… cho mình gặp cán bộ đi",
        "hoi hoai hong ra, cho noi chuyen voi nhan vien di",
        "muon gap can bo",
        "thôi cho tui gặp người thật đi",
        "xin được gặp cán bộ nha",
    ],
)
def test_a_wish_for_a_person_at_the_end_is_heard(text: str):
    assert keyword_intent(text) == "talk_to_human"


@pytest.mark.parametrize(
    "text",
    [
        "gặp cán bộ nào để nộp khai sinh",
        "khỏi gặp cán bộ, tui làm qua mạng",
        "muốn gặp cán bộ hộ tịch để nộp khai sinh thì thứ mấy",
        "hôm qua tui gặp cán bộ rồi",
        "cho hỏi có phải gặp cán bộ không",
    ],
)
def test_who_speaks_of_a_clerk_asks_for_none(text: str):
    assert keyword_intent(text) is None
