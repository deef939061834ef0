"""Asking back between near twins: the question itself names what tells them apart."""

from __future__ import annotations

from tests.unit.handlers.turns import TODAY, Chat, payloads, said


async def test_the_question_says_exchange_or_replace():
    chat = Chat(TODAY)
    replies = await chat.say("bằng lái", "find_procedure", {"procedure": "bằng lái"})
    assert "Anh/chị muốn" in said(replies)
    assert "làm lại vì mất" in said(replies)
    assert "đổi vì cũ, hư" in said(replies)
    assert [payload for payload in payloads(replies) if payload.startswith("#ask.proc:3.0003")]
    assert "Đổi giấy phép lái xe" in said(await chat.press("Đổi giấy phép lái xe"))


async def test_others_than_twins_are_offered_by_their_titles():
    replies = await Chat(TODAY).say("sao y khai sinh", "find_procedure", {"procedure": "sao y khai sinh"})
    assert "Anh/chị muốn làm việc nào" in said(replies)
