"""Which of several things is meant: by what stands beside it or is under way, and not by what was offered before."""

from __future__ import annotations

from tests.unit.handlers.turns import TODAY, Chat, about, payloads, said, told

LAND, VEHICLE, FAMILY = "1.013831", "1.013076", "1.001193"


async def test_a_transfer_alone_is_told_of_each_and_asked_back():
    replies = await Chat(TODAY).say("sang tên mấy ngày", "ask_processing_time")
    assert {LAND, VEHICLE} <= {payload.split(":")[1].split("/")[0] for payload in payloads(replies) if ":" in payload}
    assert said(replies).rstrip().endswith("?")


async def test_what_stands_beside_it_settles_it():
    replies = await Chat(TODAY).say("CHUYỂN NHƯỢNG ĐẤT. Sang tên bao nhiêu ngày?", "ask_processing_time")
    assert told(replies) == {f"{LAND}/time/length"}


async def test_the_matter_under_way_settles_it():
    chat = await about(VEHICLE)
    assert told(await chat.say("sang tên mấy ngày", "ask_processing_time")) == {f"{VEHICLE}/time/length"}


async def test_something_else_is_not_answered_of_what_was_offered():
    chat = Chat(TODAY)
    await chat.say("sang tên mấy ngày", "ask_processing_time")
    replies = await chat.say("xin phép bay drone phun thuốc thì nộp ở đâu", "nlu_fallback")
    assert not told(replies)
    assert "drone" in said(replies)


async def test_a_copy_out_of_the_register_is_not_what_it_is_a_copy_of():
    replies = await Chat(TODAY).say(
        "Chị ấy muốn xin bản sao giấy đăng ký kết hôn, có cần chồng đi cùng không ạ", "ask_must_appear"
    )
    assert all(unit.startswith("2.000635/") for unit in told(replies))
    assert told(replies)


async def test_a_matter_that_is_dropped_is_no_visit_to_cancel():
    chat = await about(LAND)
    replies = await chat.say(
        "thôi bỏ cái đó đi. bây giờ làm khai sinh cần giấy gì", "cancel_appointment", confidence=0.6
    )
    assert "lịch hẹn" not in said(replies)
    assert chat.state.topic.procedure == FAMILY


async def test_a_dropped_matter_is_not_under_way():
    chat = await about(LAND)
    assert "cứ nhắn" in said(await chat.say("thôi bỏ cái đó đi", "cancel_appointment", confidence=0.6))
    assert chat.state.topic.procedure is None


async def test_who_told_of_somebody_from_abroad_means_the_twin_later_too():
    chat = Chat(TODAY)
    await chat.say("I am from the Philippines and my boyfriend is from Ca Mau", "nlu_fallback")
    replies = await chat.say("đăng ký kết hôn cần giấy gì", "ask_procedure_documents")
    assert all(unit.startswith("2.000806/") for unit in told(replies))
    assert told(replies)
