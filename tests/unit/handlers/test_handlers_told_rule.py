"""The button "Xem quy định" of a broadcast: where the rule stands that it told of, whatever was asked before."""

from __future__ import annotations

from datetime import timedelta

from bot.broadcasts.model import Content, Offer
from tests.unit.handlers.turns import LETTER, TODAY, Chat, cited, cited_past, rulebook, said

TOLD = "CM4708-R05"
TELEGRAM_TAKES = 64
"""Bytes of what a button says when it is pressed."""


def button(rule: str | None, language: str = "vi") -> str:
    """What is pressed under a broadcast that tells of a rule."""
    content = Content(title="Thử", text="Từ mai…", text_en="From tomorrow…", offers=(Offer.RULES,), rule=rule)
    (choice,) = content.reply(language).choices
    return choice.payload


async def test_it_tells_the_rule_of_the_broadcast_and_not_what_the_latest_answer_stood_on():
    chat = Chat(LETTER)
    before = cited(await chat.say("xã Tắc Vân có phong tỏa không", "ask_area_status", {"admin_unit": "xã Tắc Vân"}))
    replies = await chat.press(button(TOLD))
    assert TOLD not in before
    assert cited(replies) == {TOLD}
    assert "4708" in said(replies)
    assert chat.courses[-1]["wish"] in (None, "ask_rule_source")
    assert cited(await chat.say("văn bản nào nói vậy", "ask_rule_source")) == {TOLD}


async def test_before_its_first_day_and_after_its_last_it_is_told_as_such():
    early = await Chat(LETTER - timedelta(days=2)).press(button(TOLD))
    assert cited(early) == {TOLD}
    over = await Chat(TODAY).press(button(TOLD))
    assert cited_past(over) == {TOLD}


async def test_a_rule_that_is_gone_is_an_old_button():
    assert cited(await Chat(LETTER).press("#ask.rule:NO-SUCH-RULE")) == set()


async def test_without_a_rule_it_asks_for_the_source_of_the_latest_answer():
    assert button(None, "en") == "#ask.intent:ask_rule_source"


def test_every_rule_fits_into_a_button():
    assert max(len(button(rule.id).encode()) for rule in rulebook().content.rules) <= TELEGRAM_TAKES
