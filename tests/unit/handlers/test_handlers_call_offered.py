"""Plain words take an offered call-back; politeness, questions and other offers do not."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said


async def offered() -> Chat:
    chat = Chat(LETTER)
    replies = await chat.say("cho gặp cán bộ", "talk_to_human")
    assert payloads(replies)[0].startswith("#call.start")
    return chat


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("đồng ý", None),
        ("ừ gọi đi em, tui chờ", "nlu_fallback"),
        ("chốt luôn nha", "nlu_fallback"),
        ("thoi de so lai di", "deny"),
        ("để số đó rồi gọi lại cho tui", "provide_info"),
        ("so 0913 444 555", "provide_info"),
        ("0913444555", "nlu_fallback"),
        ("gặp cán bộ", None),
        ("Nguyễn Thị Lý", "provide_info"),
        ("tui ten Tran Van Demo", "nlu_fallback"),
        ("goi lai cho tui di", "talk_to_human"),
    ],
)
async def test_plain_words_lead_to_the_question_for_consent(text, intent):
    chat = await offered()
    replies = await chat.say(text, intent)
    assert [payload.split(":")[0] for payload in payloads(replies)] == ["#call.agree", "#call.refuse"]
    kept = str(chat.state.to_json()).replace(" ", "")  # four digits of it alone may stand in a random key, too
    assert not any(said_before in kept for said_before in ("0913444", "Lý", "Tran")), "nothing is kept yet"


@pytest.mark.parametrize(
    ("text", "intent"), [("dạ", None), ("ok", None), ("không", None), ("để số mấy vậy", "ask_hotline")]
)
async def test_politeness_and_questions_take_nothing(text, intent):
    chat = await offered()
    replies = await chat.say(text, intent)
    assert "#call.agree" not in str(payloads(replies))


async def test_where_no_call_was_offered_a_number_is_not_kept():
    chat = Chat(LETTER)
    await chat.say("5k là gì")
    assert "không lưu số này" in said(await chat.say("0913 444 555", "provide_info", {"phone": "0913 444 555"}))


async def test_a_yes_where_another_choice_comes_first_takes_no_call():
    chat = Chat(LETTER)
    await chat.say("làm lại thẻ căn cước", "find_procedure", {"procedure": "cấp lại thẻ căn cước"})
    assert not chat.state.menu[0].payload.startswith("#call")
    assert "#call.agree" not in str(payloads(await chat.say("đồng ý")))


async def test_a_number_that_nobody_could_read_is_offered_a_call_too():
    chat = Chat(LETTER)
    replies = await chat.say("0918000113", "nlu_fallback", {"phone": "0918000113"})
    assert "chưa hiểu" not in said(replies)
    assert payloads(replies) == ["#call.start:hotline/"]
    assert chat.profile.phone is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no ten Tam, so no la 0945 111 222, goi no nghen", "provide_info"),
        ("0945111222 gọi lại giùm em", "nlu_fallback"),
        ("goi lai cho tui di, ten Sau Hung 0888 777 666 tach thua dat", "talk_to_human"),
        ("có gì gọi số 0945 111 222", "provide_info"),
        ("0945 111 222 goi buoi chieu nha", "ask_hotline"),
    ],
)
async def test_who_gives_a_number_to_be_called_at_is_asked_for_consent_though_no_call_was_offered(text, intent):
    chat = Chat(TODAY)
    replies = await chat.say(text, intent)
    assert [payload.split(":")[0] for payload in payloads(replies)] == ["#call.agree", "#call.refuse"]
    await chat.say("đồng ý")
    assert chat.state.dialogue.slots["phone"]


@pytest.mark.parametrize(
    "text", ["số 0290 383 1234 gọi hoài không ai bắt máy", "gọi 0945 111 222 không được", "số 0945 111 222 là của ai"]
)
async def test_who_called_a_number_leaves_none(text):
    replies = await Chat(TODAY).say(text, "provide_info", {"phone": text})
    assert "#call.agree" not in str(payloads(replies))


async def test_a_thumb_takes_what_was_offered_beside_what_nobody_knows():
    chat = Chat(TODAY)
    await chat.say("đất của chùa hỏi khiếu nại lấn chiếm giải quyết sao", "ask_procedure_authority")
    replies = await chat.say("👍")
    assert [payload.split(":")[0] for payload in payloads(replies)] == ["#call.agree", "#call.refuse"]
