"""Careless messages of several questions: none of them goes without a word, and none is taken for something else."""

from __future__ import annotations

import pytest

from bot.understanding.clauses import ClauseReader, FactName
from bot.understanding.clauses.denied import without_denied
from tests.unit.handlers.turns import TODAY, Chat, about, said, told

SINGLE, BUSINESS, CARD_LOST, LICENCE_LOST, INSURANCE_LOST = "1.004873", "1.001612", "1.014064", "3.000348", "1.002759"


def focuses(text):
    return [clause.focus.value if clause.focus else None for clause in ClauseReader().read(text)]


@pytest.mark.parametrize(
    ("text", "intent", "units"),
    [
        ("phi bn, may ngay co", "ask_processing_time", {"fee/here", "time/length"}),
        ("gửi bưu điện được hông, tốn bn", "ask_postal_service", {"channel/postal", "fee/here"}),
        ("ton bn z, bao lau co", "ask_procedure_fee", {"fee/here", "time/length"}),
    ],
)
async def test_every_question_of_a_message_is_answered(text, intent, units):
    chat = await about(BUSINESS)
    assert told(await chat.say(text, intent)) == {f"{BUSINESS}/{unit}" for unit in units}


@pytest.mark.parametrize(
    "text",
    [
        "bao lâu có, gửi về nhà luôn hông",
        "bao lau co, gui ve nha luon hk",
        "mấy ngày có, có giao tới nhà không",
        "may ngay co roi co tra ve tan nha khong",
    ],
)
async def test_the_way_home_of_a_result_is_a_question_of_its_own(text):
    chat = await about(SINGLE)
    replies = told(await chat.say(text, "ask_postal_service"))
    assert f"{SINGLE}/result/post" in replies
    assert len(replies) == 2


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("đổi có mất tiền không", "fee"),
        ("doi co mat phi k", "fee"),
        ("có mất bao nhiêu tiền không", "fee"),
        ("phải có mặt không", "must_come"),
        ("nộp mạng hay ra xã cái nào lẹ hơn", "time"),
        ("gui buu dien voi nop truc tiep cai nao nhanh hon", "time"),
        ("ra xã có rẻ hơn không", "fee"),
        ("so which one is faster", "time"),
        ("làm một ngày được luôn không", "time"),
        ("em tôi làm được không", "who_may_go"),
        ("con gai nop duoc hk", "who_may_go"),
        ("can she go alone to submit", "who_may_go"),
        ("ủa v xã ko làm bằng lái hả", "place"),
        ("xa co lam can cuoc khong", "place"),
        ("nghe nói phải 75 tuổi mà", "eligibility"),
    ],
)
def test_what_a_clause_asks(text, focus):
    assert focuses(text)[-1] == focus


@pytest.mark.parametrize("text", ["mà tôi làm được không", "co toi lam duoc khong", "em làm được không"])
def test_who_asks_for_themselves_sends_nobody(text):
    assert focuses(text) != ["who_may_go"]


@pytest.mark.parametrize(
    "text",
    [
        "làm thẻ bảo hiểm y tế cho bé mất mấy ngày",
        "the bao hiem y te cho be mat bao lau",
        "thẻ bảo hiểm y tế cho bé có mất tiền hông",
        "the bao hiem y te cho be mat bn tien",
    ],
)
async def test_what_something_takes_is_not_lost(text):
    chat = Chat(TODAY)
    await chat.say(text, "ask_processing_time", {"procedure": text[text.index("th") : text.index(" cho")]})
    assert chat.state.topic.procedure != INSURANCE_LOST


@pytest.mark.parametrize("text", ["mất thẻ bảo hiểm y tế", "mất tiền trong bóp", "mất máy tính"])
def test_what_is_lost_stays(text):
    assert without_denied(text) == text


def test_a_dish_is_no_broken_paper():
    facts = [fact.name for clause in ClauseReader().read("mở quán bán hủ tiếu trước nhà") for fact in clause.facts]
    assert FactName.LOST not in facts


@pytest.mark.parametrize("text", ["mat cccd roi lam lai o dau z shop", "mất căn cước rồi làm lại ở đâu vậy sếp"])
async def test_whom_one_speaks_to_is_no_part_of_a_name(text):
    chat = Chat(TODAY)
    replies = await chat.say(text, "find_procedure")
    assert chat.state.topic.procedure == CARD_LOST
    assert told(replies) == {f"{CARD_LOST}/place/desks"}


async def test_a_form_alone_names_no_matter():
    chat = Chat(TODAY)
    assert "cai nghiện" not in said(await chat.say("lam don o dau", "ask_form_download"))


async def test_whether_the_commune_does_it_is_answered_with_who_does():
    chat = await about(LICENCE_LOST)
    assert "Công an" in said(await chat.say("ủa v xã ko làm bằng lái hả", "ask_procedure_authority"))


async def test_of_two_ways_the_faster_is_told_by_their_times():
    chat = await about(BUSINESS)
    replies = await chat.say("nop tren mang hay ra xa cai nao le hon", "ask_submission_channel")
    assert told(replies) == {f"{BUSINESS}/time/length"}
