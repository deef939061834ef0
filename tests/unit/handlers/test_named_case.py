"""A case of a procedure's papers that is named in the message needs no question back."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, about, said, told

FARMED, GUARDIAN = "1.004692", "1.004837"


@pytest.mark.parametrize(
    "text",
    [
        "xác nhận đăng ký nuôi thủy sản cấp lần đầu cần giấy gì",
        "xac nhan dang ky nuoi thuy san lan dau giay to gom gi",
    ],
)
async def test_the_papers_of_the_named_case_are_told_at_once(text):
    replies = await Chat(TODAY).say(text, "ask_procedure_documents")
    assert "Nếu cấp lần đầu, phải nộp" in said(replies)
    assert "trường hợp nào" not in said(replies)


async def test_a_case_alone_is_of_the_matter_under_way():
    chat = await about(GUARDIAN)
    assert "Nếu giám hộ cử, thêm giấy phải nộp" in said(await chat.say("Giám hộ cử", "find_procedure"))


async def test_a_case_that_is_asked_about_after_the_list_is_told_without_the_list():
    chat = await about(GUARDIAN)
    await chat.say("cần giấy gì", "ask_procedure_documents")
    units = told(await chat.say("giám hộ cử thì cần thêm giấy gì", "ask_procedure_documents"))
    assert len(units) == 1
    assert f"{GUARDIAN}/papers/case" in str(units)
