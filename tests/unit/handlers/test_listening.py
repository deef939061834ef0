"""What is only told, beside a matter, is listened to: no menu, nothing claimed to be kept, nothing said twice."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, payloads, said

MENU = "chưa rõ anh/chị muốn hỏi việc gì"
TOLD = (
    "bằng hạng c",
    "mẹ mình 61 tuổi",
    "giấy gọi khám tới hôm qua",
    "toi 46 vo toi 44",
    "nó bỏ đi lên Sài Gòn hai năm",
    "nhà đó hồi xưa ba má tui tự xây, vách lá thôi",
)


async def _at_a_matter() -> Chat:
    chat = Chat(TODAY)
    await chat.say("tui muốn đổi bằng lái xe", "find_procedure")
    assert chat.state.topic.procedure is not None
    return chat


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("intent", ["provide_info", "nlu_fallback"])
async def test_beside_a_matter_no_menu_comes(told, intent):
    chat = await _at_a_matter()
    matter = chat.state.topic.procedure
    replies = await chat.say(told, intent)
    assert MENU not in said(replies)
    assert "chưa hiểu" not in said(replies)
    assert "Đổi giấy phép lái xe" in said(replies)
    assert all(payload.startswith(f"#ans.ask:{matter}/") for payload in payloads(replies))
    assert chat.state.topic.procedure == matter


async def test_whoever_goes_on_telling_does_not_hear_the_same_again():
    chat = await _at_a_matter()
    heard = [said(await chat.say(told, "provide_info")) for told in TOLD[:4]]
    assert len(set(heard)) == len(heard)
    assert len(heard[-1]) < len(heard[0])


@pytest.mark.parametrize(
    "told",
    ["xã nói khỏi xin, cứ đi khám", "trưởng ấp nói tui không có tên trong danh sách", "nghe nói xe thì xã làm được"],
)
async def test_what_others_said_is_for_whoever_takes_the_dossier_in(told):
    chat = await _at_a_matter()
    replies = await chat.say(told, "provide_info")
    assert "hỏi lại nơi nhận hồ sơ" in said(replies)
    assert payloads(replies), "nobody to ask is offered"


async def test_without_a_matter_it_is_asked_once_what_is_wanted():
    chat = Chat(TODAY)
    first = await chat.say("nó ba mươi mốt tuổi rồi", "provide_info")
    assert MENU in said(first)
    second = await chat.say("nó bập bẹ thôi", "provide_info")
    assert MENU not in said(second)


@pytest.mark.parametrize("text", ["U", "A", "dạ", "nha em"])
async def test_nobody_is_left_without_a_word(text):
    chat = await _at_a_matter()
    assert said(await chat.say(text, "provide_info"))
