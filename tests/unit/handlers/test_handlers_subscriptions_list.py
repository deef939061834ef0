"""The list of what somebody is told of by itself also offers what they refused, or let pass, when it was fitting."""

from __future__ import annotations

from tests.unit.handlers.counter import NAME, PHONE, TAC_VAN, Counter
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads

BIRTH = "1.001193"
COPY = "2.000635"
"""A procedure whose fee is known: news are offered beside an answer, not where there is none."""
STATUS = ("xã Tắc Vân có phong tỏa không", "ask_area_status", {"admin_unit": "xã Tắc Vân"})


def standing(chat):
    return [(row["topic"], row["area_id"] or row["procedure_code"]) for row in chat.people.subscribed]


async def asked(chat):
    return [payload for payload in payloads(await chat.say("thông báo của tôi")) if payload.startswith("#sub.ask")]


async def test_a_procedure_that_was_refused():
    chat = Chat(TODAY)
    await chat.press(f"#ask.proc:{COPY}/ask_procedure_fee")
    await chat.press("Báo tôi khi cách nộp đổi")
    await chat.press("Không nhận")
    assert await asked(chat) == [f"#sub.ask:procedure/{COPY}"]
    await chat.press("Báo tôi khi cách nộp đổi")
    await chat.press("Đồng ý nhận")
    assert standing(chat) == [("procedure", COPY)]
    assert await asked(chat) == []


async def test_where_one_has_an_appointment():
    chat = Counter()
    await chat.say("chung thuc ban sao, ra xa luon", "ask_inperson_allowed", {"procedure": "chung thuc ban sao"})
    await chat.press("Đặt lịch đến quầy")
    for words in ("xa tac van", "sang mai", "2", "đồng ý", NAME, PHONE, "đúng rồi"):
        await chat.say(words)
    assert f"#sub.ask:service/{TAC_VAN}" in await asked(chat)
    await chat.press("Báo tôi khi nơi hẹn nghỉ, đổi giờ")
    await chat.press("Đồng ý nhận")
    assert standing(chat) == [("service", TAC_VAN)]
    assert f"#sub.ask:service/{TAC_VAN}" not in await asked(chat)


async def test_a_place_that_was_asked_about_by_somebody_who_has_not_said_where_they_live():
    chat = Chat(LETTER)
    await chat.say(*STATUS)
    chat.profile.area = None
    assert await asked(chat) == ["#sub.ask:rules/xa-tac-van_ca-mau"]


async def test_nothing_that_was_never_fitting():
    assert await asked(Chat(LETTER)) == []
