"""“Có gì mới từ lần trước?” of what was told of a procedure: its fee, its papers, its days."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from bot.guidance.catalogue.changing import Act, Change, digest, packaged, with_changes
from bot.guidance.catalogue.field import Confirmation
from tests.unit.handlers.turns import TODAY, Chat, payloads, reference, said

COPIES, FEE = "2.000815", "fees:a0-b0"
KNOWN = dt.datetime(2026, 11, 24, 1, tzinfo=dt.UTC)


def changed(**more):
    field = packaged(reference().fields, COPIES, FEE)
    return Change(COPIES, FEE, more.pop("act"), digest(field), KNOWN, dt.date(2030, 1, 1), **more)


HIDDEN = changed(act=Act.HIDE, reason="sai")
DEARER = changed(
    act=Act.CONFIRM,
    amount=9_000,
    confirmation=Confirmation("Bà Thử", dt.date(2026, 11, 1), "Nghị quyết thử", dt.date(2026, 11, 1)),
)
AS_IT_WAS = dataclasses.replace(DEARER, amount=None)


async def told_the_fee():
    chat = Chat(TODAY)
    assert "2.000" in said(await chat.press(f"#ans.ask:{COPIES}/fee"))
    return chat


async def after(chat, change):
    chat.guidance = dataclasses.replace(chat.guidance, version=9, fields=with_changes(reference().fields, [change]))
    return await chat.say("có gì mới từ lần trước?")


async def test_a_fee_that_is_another_one_now_is_said_and_a_button_tells_it():
    chat = await told_the_fee()
    replies = await after(chat, DEARER)
    assert "lệ phí" in said(replies).lower()
    assert "khác với lần trước" in said(replies)
    assert payloads(replies) == [f"#ans.ask:{COPIES}/fee"]
    assert "9.000" in said(await chat.press(payloads(replies)[0])), "told anew, not as told already"
    assert "không có gì đổi" in said(await chat.say("có gì mới không")), "said once"


async def test_a_condition_that_is_taken_back_is_said_and_what_is_left_is_told_anew():
    chat = Chat(TODAY)
    adoption, condition = "2.001263", "requirements:a11-b11"
    assert "dưới 16 tuổi" in said(await chat.press(f"#ans.ask:{adoption}/eligibility"))
    field = packaged(reference().fields, adoption, condition)
    gone = dataclasses.replace(HIDDEN, code=adoption, field=condition, digest=digest(field))
    replies = await after(chat, gone)
    assert "khác với lần trước" in said(replies)
    assert payloads(replies) == [f"#ans.ask:{adoption}/eligibility"]
    again = said(await chat.press(payloads(replies)[0]))
    assert "hơn con nuôi từ 20 tuổi" in again
    assert "dưới 16 tuổi" not in again


async def test_confirming_what_was_told_changes_nothing_for_anybody():
    assert "không có gì đổi" in said(await after(await told_the_fee(), AS_IT_WAS))


async def test_what_was_taken_back_is_said_not_to_be_certain_any_more():
    chat = await told_the_fee()
    fields = reference().fields
    for field in fields.get(COPIES).fields:
        if field.kind.value == "fee":
            gone = dataclasses.replace(HIDDEN, field=field.id, digest=digest(field))
            fields = with_changes(fields, [gone])
    chat.guidance = dataclasses.replace(chat.guidance, version=9, fields=fields)
    replies = await chat.say("co gi moi khong")
    assert "không chắc nữa" in said(replies)
    assert f"#ans.ask:{COPIES}/fee" not in payloads(replies)


async def test_what_changed_of_a_procedure_that_was_not_asked_about_is_nothing_new():
    chat = Chat(TODAY)
    await chat.press("#ans.ask:1.001193/papers")
    assert "không có gì đổi" in said(await after(chat, DEARER))


@pytest.mark.parametrize("memo", [7, {"x": 1}, {"1.001193/of_another_version": "a"}, {"9.999999/fee": "a"}])
async def test_what_another_version_of_the_code_keeps_does_no_harm(memo):
    chat = await told_the_fee()
    chat.state.memo["fields"] = memo
    assert said(await chat.say("có gì mới không"))


async def test_who_erased_their_data_has_heard_nothing():
    chat = await told_the_fee()
    assert chat.state.memo["fields"]
    await chat.say("xóa dữ liệu của tôi")
    await chat.press(next(c.payload for c in chat.state.menu if c.payload.startswith("#privacy")))
    assert "fields" not in chat.state.memo
