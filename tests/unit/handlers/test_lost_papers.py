"""Who has lost a paper of the civil register mostly needs a copy; registering anew is for when the register is gone."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import Chat, payloads

COPY = "2.000635"


@pytest.mark.parametrize(
    ("text", "again"),
    [("rớt mất tờ kết hôn, bà cho vay đòi", "1.004746"), ("giay khai sinh bi moi an roi", "1.004884")],
)
async def test_the_copy_is_offered_before_registering_anew(text, again):
    chat = Chat()
    replies = await chat.say(text, "nlu_fallback", {"procedure": text}, ranking=[("ask_procedure_authority", 0.3)])
    offered = payloads(replies)
    assert f"#way.show:{COPY}" in offered
    assert offered.index(f"#way.show:{COPY}") < offered.index(f"#way.show:{again}")


@pytest.mark.parametrize("text", ["mất giấy khai tử", "mat giay chung tu", "xin lai giay khai tu"])
async def test_a_lost_death_certificate_is_no_death_to_register(text):
    replies = await Chat().say(text, "find_procedure", {"procedure": text})
    assert any(COPY in payload for payload in payloads(replies)) or COPY in str(replies)
