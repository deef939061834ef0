"""`ablate_clauses.py`: where it cuts, and the list of who wrote which message."""

from __future__ import annotations

import json

from ablate_clauses import HANDS, clauses, hands
from components.words import words
from datafiles import Line


def cut(text: str) -> list[str]:
    message = words(text)
    return [" ".join(word.typed for word in message[begin:end]) for begin, end in clauses(message)]


def test_a_clause_ends_at_a_sign_and_behind_a_question() -> None:
    assert cut("má em mất hôm kia, giờ làm khai tử cần giấy gì vậy em xã còn nhận buổi chiều không") == [
        "má em mất hôm kia ,",
        "giờ làm khai tử cần giấy gì vậy em",
        "xã còn nhận buổi chiều không",
    ]
    assert cut("má em không có giấy tờ chi hết") == ["má em không có giấy tờ chi hết"]
    assert cut("ạ") == ["ạ"]


def test_the_clauses_hold_every_word_once() -> None:
    for text in ("", "?", "a, b. c", "sao sao sao sao sao", "được không, được không, được không, vậy hả em"):
        message = words(text)
        spans = clauses(message)
        assert [at for begin, end in spans for at in range(begin, end)] == list(range(len(message)))


def test_hands_are_of_messages_that_are_learnt_with_wishes_that_there_are(messages: list[Line]) -> None:
    learnt = {line.text: line.intent for line in messages}
    written = hands()
    assert len(written) == len(HANDS.read_text(encoding="utf-8").splitlines())
    for text, by in written.items():
        assert text in learnt
        assert learnt[text] not in by.secondary
        assert set(by.secondary) <= set(learnt.values())
    assert json.loads(HANDS.read_text(encoding="utf-8").splitlines()[0]).keys() == {"hand", "text", "secondary"}
