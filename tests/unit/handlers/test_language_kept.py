"""Who writes English is answered in English, menus, refusals and all, until they ask for Vietnamese."""

from __future__ import annotations

import re

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said

VIETNAMESE = re.compile(r"\b(?:Anh/chị|Dạ|Trợ lý|trợ lý|không)\b")


def all_of(replies):
    return "\n".join((said(replies), *(choice.label for reply in replies for choice in reply.choices)))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Who signs at the notary for my father's land?", "nlu_fallback"),
        ("This is useless, you answer nothing", "complaint_feedback"),
        ("I need to talk to a person please", "talk_to_human"),
        ("what can you do for me", "out_of_scope"),
        ("thank you, bye", "thank_bye"),
        ("You answer in Vietnamese again? Who must sign?", "switch_language"),
        ("is my application ready", "check_dossier_status"),
    ],
)
async def test_english_goes_on_in_english(text, intent):
    chat = Chat(TODAY)
    await chat.say("Hello, I need some help with the papers of my house", "nlu_fallback")

    assert not VIETNAMESE.search(all_of(await chat.say(text, intent)))


async def test_a_question_beside_the_wish_for_english_is_said_back():
    chat = Chat(TODAY)

    told = all_of(await chat.say("I asked how to stop the sale. Please answer in English", "switch_language"))

    assert "how to stop the sale" in told
    assert not VIETNAMESE.search(told)


async def test_vietnamese_is_spoken_where_it_is_asked_for():
    chat = Chat(TODAY)
    await chat.say("Please answer in English", "switch_language")

    assert "Dạ" in said(await chat.say("please speak Vietnamese with me", "switch_language"))
