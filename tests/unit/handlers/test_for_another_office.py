"""What a hospital or a school takes, and money that one is given, are told apart from papers and fees of a dossier."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said

MATERNITY = "2.000693"


@pytest.mark.parametrize(
    "text",
    [
        "bé mới sanh chưa có thẻ bảo hiểm đi viện được hông",
        "be moi sanh chua co the bao hiem di vien duoc hong",
        "con chưa có thẻ bảo hiểm đi khám bệnh được không",
    ],
)
async def test_whether_a_hospital_takes_a_child_is_said_to_be_unknown_and_no_procedure_is_named(text):
    chat = Chat(TODAY)

    told = said(await chat.say(text, "find_procedure", {"procedure": text[text.find("th") :][:11]}, confidence=0.85))

    assert text in told
    assert "chưa có thông tin" in told
    assert "Việc:" not in told
    assert not any(choice.payload.startswith("#ask.proc") for choice in chat.state.menu)


@pytest.mark.parametrize("text", ["nghỉ thai sản được nhiêu tiền", "nghi thai san duoc bao nhieu tien"])
async def test_money_that_one_is_given_is_no_fee(text):
    chat = Chat(TODAY)

    told = said(await chat.say(text, "ask_procedure_fee", {"procedure": text.split(" ", 1)[1][:8]}))

    assert "mức hưởng: trợ lý chưa biết" in told
    assert "lệ phí" not in told
    assert chat.state.topic.procedure == MATERNITY


@pytest.mark.parametrize("text", ["nghỉ sanh có tiền hk", "nghi sanh co tien hk"])
async def test_leave_at_a_birth_is_no_other_procedure(text):
    chat = Chat(TODAY)

    await chat.say(text, "find_procedure", confidence=0.5)

    assert chat.state.topic.procedure in {None, MATERNITY}


async def test_what_is_paid_stays_a_fee():
    told = said(await Chat(TODAY).say("khai sinh phải nộp bao nhiêu tiền", "ask_procedure_fee"))

    assert "mức hưởng" not in told
