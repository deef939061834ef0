"""Nothing is told twice within a day: units by question, the ways of a matter, the number of the line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

NUMBER = "08.27.27.1022"


async def ask(chat, text, intent="nlu_fallback", entities=None):
    return await chat.say(text, intent, entities)


async def test_as_said_above_is_said_only_of_what_was_said():
    chat = Chat(LETTER)
    await ask(chat, "làm hộ chiếu bao nhiêu tiền")
    assert "ở trên" not in said(await ask(chat, "bao lâu có"))
    for text in (
        "cần giấy gì",
        "mẫu đơn ở đâu",
        "nhờ người khác đi thay được không",
        "kết quả bưu điện đem về nhà không",
    ):
        told = said(await ask(chat, text))
        assert "ở trên" not in told, text
        assert "không có thông tin" not in told, text


@pytest.mark.parametrize("moment", [LETTER, TODAY])
async def test_the_ways_of_a_matter_are_told_once_then_what_else_is_known_then_a_person(moment):
    chat = Chat(moment)
    ways = {"procedure": "khai sinh"}
    told = [said(await ask(chat, "đăng ký khai sinh", "ask_submission_channel", ways)) for _ in range(3)]
    assert len(set(told)) == 3
    assert "như trợ lý nói ở trên" in told[1]
    assert any(payload.startswith("#call.start") for payload in [choice.payload for choice in chat.state.menu])
    chat.received += timedelta(hours=25)
    assert said(await ask(chat, "đăng ký khai sinh", "ask_submission_channel", ways)) == told[0]


async def test_who_wants_the_ways_again_presses_for_them():
    chat = Chat(TODAY)
    first = await ask(chat, "đăng ký khai sinh", "ask_submission_channel", {"procedure": "khai sinh"})
    again = await ask(chat, "đăng ký khai sinh", "ask_submission_channel", {"procedure": "khai sinh"})
    assert "#ask.proc:1.001193/find_procedure" in payloads(again)
    assert said(await chat.press("Nói lại")) == said(first)
    asked = await ask(chat, "nộp khai sinh cách nào", "ask_submission_channel", {"procedure": "khai sinh"})
    again = await ask(chat, "nộp khai sinh cách nào", "ask_submission_channel", {"procedure": "khai sinh"})
    assert "#way.show:1.001193" in payloads(again)
    assert said(await chat.press("Nói lại")) == said(asked)


async def test_what_changed_since_is_told():
    chat = Chat(TODAY)
    await ask(chat, "đăng ký khai sinh", "ask_submission_channel", {"procedure": "khai sinh"})
    told = said(await ask(chat, "nhà không có mạng", "ask_submission_channel"))
    assert "nói ở trên" not in told


async def test_the_number_of_the_line_is_told_once():
    chat = Chat(LETTER)
    assert said(await ask(chat, "làm khai sinh bao nhiêu tiền")).count(NUMBER) == 1
    assert NUMBER not in said(await ask(chat, "đăng ký kết hôn bao nhiêu tiền"))
    assert NUMBER in said(await ask(chat, "số tổng đài mấy", "ask_hotline"))


async def test_who_has_the_number_and_asks_when_it_is_answered_hears_that_nobody_knows():
    chat = Chat(LETTER)
    told = said(await ask(chat, f"biet roi {NUMBER} ma 6h co ai bat may hong", "ask_hotline"))
    assert NUMBER not in told
    assert "chưa biết" in told
    assert "chưa biết" in said(await ask(Chat(LETTER), "tổng đài mấy giờ làm việc", "ask_hotline"))


async def test_what_was_not_wanted_is_marked_and_not_said_again():
    chat = Chat(TODAY)
    first = said(await ask(chat, "làm khai sinh có cần giấy chứng sinh không"))
    rejected = list(chat.state.memo["answers"]["last"])
    await ask(chat, "có hỏi cái đó đâu", "deny")
    assert set(rejected) <= set(chat.state.memo["answers"]["rejected"])
    assert first != said(await ask(chat, "làm khai sinh có cần giấy chứng sinh không"))
    told = await ask(chat, "làm khai sinh cần giấy gì")
    assert not {one.unit for reply in told for one in reply.told} & set(rejected)


async def test_that_no_dossier_can_be_seen_is_said_once_and_then_what_was_asked():
    chat = Chat(TODAY)
    first = said(
        await chat.say("Hồ sơ sang tên đất nộp hôm 6/10, hẹn 27/10, nay chưa có gì hết", "check_dossier_status")
    )
    assert "không có dữ liệu hồ sơ" in first
    replies = await chat.say("Hỏi rồi. Vậy giờ nó nằm ở đâu, ai chịu trễ", "check_dossier_status")
    again = said(replies)
    assert "không có dữ liệu hồ sơ" not in again
    assert "“giờ nó nằm ở đâu”, “ai chịu trễ”" in again
    assert [payload.split(":")[1] for payload in payloads(replies)] == ["hotline/1.013831"]
