"""“Có gì mới từ lần trước?”: what began, ended or changed since rules were told last, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.changing import hidden
from bot.understanding.keywords import asks_news
from tests.unit.handlers.turns import LETTER, TODAY, Chat, guidance, rulebook, said


@pytest.mark.parametrize("text", ["Có gì mới từ lần trước?", "co gi moi khong", "quy định có gì mới không"])
def test_whole_messages_ask_it(text):
    assert asks_news(text)


@pytest.mark.parametrize("text", ["con tui mới sanh có gì không", "mới", "có gì mới về đất", ""])
def test_parts_of_messages_do_not(text):
    assert not asks_news(text)


async def test_who_was_told_nothing_has_nothing_to_compare():
    chat = Chat(TODAY)
    assert "chưa có gì để so" in said(await chat.say("có gì mới từ lần trước?"))


async def test_what_ended_and_began_meanwhile_is_told_once():
    chat = Chat(LETTER)
    await chat.say("nộp hồ sơ sao", "ask_submission_channel")
    assert "không có gì đổi" in said(await chat.say("có gì mới không"))
    await chat.say("nộp hồ sơ sao", "ask_submission_channel")
    chat.moment = LETTER + timedelta(days=60)
    later = said(await chat.say("có gì mới không"))
    assert "không còn áp dụng" in later
    assert "không có gì đổi" in said(await chat.say("có gì mới không"))


async def test_what_staff_changed_or_took_back_is_told():
    chat = Chat(TODAY)
    await chat.say("nộp hồ sơ sao", "ask_submission_channel")
    book = Rulebook.parse({"x": hidden(rulebook().to_plain(), {"NOW-03"})})
    chat.guidance = replace(guidance(), rulebook=book, rulebook_id=9, changed=((9, frozenset({"NOW-03", "NOW-01"})),))
    text = said(await chat.say("có gì mới không"))
    assert "điều mới" in text
    assert "dichvucong.gov.vn" in text
    assert "rút lại" in text


NUMBER = {"status": "published", "value": "0290 000 0000", "valid_from": "2026-01-01"}


def with_number(**fields):
    plain = rulebook().to_plain()
    contacts = [one | NUMBER | fields if one["id"] == "hotline-current" else one for one in plain["contacts"]]
    return Rulebook.parse({"x": {**plain, "contacts": contacts}})


async def test_a_number_that_staff_changed_or_took_back_is_told():
    chat = Chat(TODAY)
    chat.guidance = replace(guidance(), rulebook=with_number(), rulebook_id=2)
    await chat.say("nộp hồ sơ sao", "ask_submission_channel")
    changed = ((3, frozenset({"hotline-current"})),)
    chat.guidance = replace(chat.guidance, rulebook=with_number(value="0290 111 1111"), rulebook_id=3, changed=changed)
    assert "từ nay là: 0290 111 1111" in said(await chat.say("có gì mới không"))
    assert "không có gì đổi" in said(await chat.say("có gì mới không"))
    changed += ((4, frozenset({"hotline-current"})),)
    chat.guidance = replace(chat.guidance, rulebook=with_number(status="suspended"), rulebook_id=4, changed=changed)
    text = said(await chat.say("có gì mới không"))
    assert "rút lại" in text
    assert "0290" not in text
