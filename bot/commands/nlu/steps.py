"""How far a training is, in words for people: its steps, and the time that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.training.records import State

if TYPE_CHECKING:
    from bot.training.records import Model

_STEPS = (
    ("loading Rasa", "khởi động chương trình huấn luyện"),
    ("entities: shown", "xem các từ được đánh dấu"),
    ("entities: learnt", "học đánh dấu từ"),
    ("messages:", "đếm từ của các câu"),
    ("scorer:", "học nhận ý định"),
    ("held-out", "thử trên các câu để riêng"),
    ("unknown", "thử trên ý định chưa học"),
    ("thresholds:", "chọn mức để trả lời hay hỏi lại"),
    ("second wish:", "học nhận ra câu có hai ý"),
    ("wishes among clauses:", "học tìm ý thứ hai trong câu kể dài"),
    ("trained in", "đóng gói mô hình"),
    ("the data is unchanged", "dữ liệu không đổi"),
)
"""How the lines of ``nlu/train.py`` begin, and what they mean."""
_MINUTE = 60


def step_words(step: str) -> str:
    """Return a step as people say it; one that is not known stays as it is."""
    return next((words for begins, words in _STEPS if step.startswith(begins)), step)


def left_words(model: Model) -> str:
    """Return how long a training still takes, in minutes; that it takes longer than thought where it does."""
    if model.state not in {State.TRAINING, State.TESTING} or model.seconds_left is None:
        return ""
    if model.seconds_left <= 0:
        return ", lâu hơn dự tính, vẫn đang chạy"
    if model.seconds_left < _MINUTE:
        return ", còn chưa tới 1 phút"
    return f", còn khoảng {round(model.seconds_left / _MINUTE)} phút"
