"""However many dialogues and handlers look at a message, its clauses are read once a turn, and kept no longer."""

from __future__ import annotations

import pytest

from bot.understanding.clauses import ClauseReader
from tests.unit.handlers.turns import LETTER, Chat


@pytest.fixture
def readings(monkeypatch):
    """The texts that were read, in order."""
    read: list[str] = []
    really = ClauseReader.read

    def counted(self, text):
        read.append(text)
        return really(self, text)

    monkeypatch.setattr(ClauseReader, "read", counted)
    return read


@pytest.mark.parametrize(
    "text",
    [
        "cần giấy gì, tốn bao nhiêu",
        "khong phai cai do, toi hoi viec khac ma",
        "làm giấy gì để nhận hàng cứu trợ bên Mỹ",
        "khai sinh cho con, hộ khẩu, với chứng thực",
    ],
)
async def test_a_text_is_read_once_whoever_looks_at_it(readings, text):
    chat = Chat(LETTER)
    await chat.say("tui muốn làm giấy", "find_procedure")
    del readings[:]

    await chat.say(text)

    assert readings == [text]
