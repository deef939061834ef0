"""Where a formal complaint goes is a question of authority, and no complaint about the service here."""

from __future__ import annotations

import pytest

from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, said

INTENTS = ["complaint_feedback", "nlu_fallback", "ask_procedure_authority", "ask_office_info"]
ABOUT_US = "Cảm ơn anh/chị đã nói"
OF_THE_POLICE = [
    *("tố cáo công an nộp ở đâu", "tố cáo công an xã gửi đơn cho ai", "khiếu nại công an xã lên đâu"),
    *("khiếu nại công an phường thì nộp chỗ nào", "where do I file a complaint against the police"),
]
UNKNOWN = [
    *("khiếu nại quyết định thu hồi đất gửi cho ai", "tố cáo cán bộ xã nhận tiền thì gửi đơn ở đâu"),
    *("muốn khiếu nại quyết định xử phạt thì nộp đơn cho ai", "ai giải quyết khiếu nại quyết định của chủ tịch xã"),
    *("đơn khiếu nại nộp chỗ nào", "tố cáo cán bộ địa chính lên cấp nào", "khiếu nại thái độ cán bộ một cửa ở đâu"),
    *("tố cáo công an tỉnh nộp ở đâu", "khiếu nại csgt phạt oan thì gửi đơn cho ai"),
]


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("text", [*OF_THE_POLICE, *map(strip_diacritics, OF_THE_POLICE[:4])])
async def test_what_the_catalogue_says_of_it_is_told(text, intent):
    told = said(await Chat(TODAY).say(text, intent))
    assert "Công an xã, phường" in told
    assert ABOUT_US not in told


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("text", [*UNKNOWN, *map(strip_diacritics, UNKNOWN)])
async def test_what_nothing_says_is_said_to_be_unknown_with_whom_to_ask(text, intent):
    told = said(await Chat(TODAY).say(text, intent))
    assert "trợ lý chưa có thông tin" in told
    assert "anh/chị hỏi" in told.lower()
    assert ABOUT_US not in told
    assert "của công an xã" not in told, "that is another body's"


@pytest.mark.parametrize("text", ["tui muốn khiếu nại cán bộ một cửa làm khó dễ", "tui tố cáo ông địa chính ăn tiền"])
async def test_a_complaint_that_asks_nothing_is_listened_to_and_is_not_the_police_s(text):
    for intent in ("complaint_feedback", "nlu_fallback"):
        told = said(await Chat(TODAY).say(text, intent))
        assert ABOUT_US in told
        assert "công an" not in told


async def test_what_people_only_call_a_complaint_stays_of_those_whose_business_it_is():
    told = said(await Chat(TODAY).say("khiếu nại điểm thi tốt nghiệp thì nộp đơn ở đâu", "ask_procedure_authority"))
    assert "Sở Giáo dục" in told
