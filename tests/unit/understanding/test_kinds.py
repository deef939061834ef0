"""Kinds of messages: told by the text and the label, whatever the tags say."""

from __future__ import annotations

import pytest

from bot.understanding.kinds import Kind, kinds_of
from bot.understanding.scores import LabelledMessage


@pytest.mark.parametrize(
    ("text", "intent", "kinds"),
    [
        ("làm khai sinh cần giấy gì", "ask_procedure_documents", set()),
        ("làm khai sanh cần giấy gì dậy tui hổng rành", "ask_procedure_documents", {Kind.SOUTHERN}),
        ("lam khai sinh can giay gi", "ask_procedure_documents", {Kind.BARE}),
        ("lam khai sinh can j z", "ask_procedure_documents", {Kind.BARE, Kind.TEENCODE}),
        ("e hỏi cần j v =))", "ask_procedure_documents", {Kind.TEENCODE}),
        ("What papers do I need for my son?", "ask_procedure_documents", {Kind.ENGLISH}),
        ("tiệm tóc mai còn lịch hẹn mấy giờ", "out_of_scope", {Kind.BORROWED}),
        ("mai còn lịch hẹn mấy giờ", "ask_queue_capacity", set()),
        ("con mèo nhà kế bên kêu hoài", "out_of_scope", set()),
        (" ".join(["chuyện"] * 25), "find_procedure", {Kind.STORY}),
        ("👍", "affirm", set()),
        ("", "out_of_scope", set()),
    ],
)
def test_a_kind_is_told_by_text_and_label(text: str, intent: str, kinds: set[Kind]) -> None:
    assert kinds_of(LabelledMessage(text, intent)) == kinds


def test_a_tag_of_that_name_makes_a_message_of_the_kind() -> None:
    assert kinds_of(LabelledMessage("bữa đó", "provide_info", tags=("story", "angry"))) == {Kind.STORY, Kind.SOUTHERN}
