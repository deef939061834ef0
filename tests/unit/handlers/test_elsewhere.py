"""Matters of other bodies, and of other provinces."""

from __future__ import annotations

import pytest

from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, payloads, said

OF = {
    "ly hôn nộp đơn ở đâu": "tòa án",
    "tui muốn ly hôn thì làm sao": "tòa án",
    "bị mất trộm xe thì báo ai": "công an",
    "bị phạt nguội nộp phạt ở đâu": "công an giao thông",
    "xin chuyển trường cho con thì nộp ở đâu": "nhà trường",
    "tiền điện tháng này đóng ở đâu": "điện lực",
}


DIFFER = [
    "khai sinh với căn cước khác tên, sửa cái nào trước",
    "khai sinh và căn cước khác năm sinh thì sửa giấy nào trước",
    "tên trong căn cước khác khai sinh giờ đổi giấy nào trước",
]


def units(replies):
    return [told.unit for reply in replies for told in reply.told]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope"])
@pytest.mark.parametrize(("text", "whose"), OF.items())
async def test_what_others_receive_is_said_in_one_line(text, whose, intent, bare):
    replies = await Chat(TODAY).say(strip_diacritics(text) if bare else text, intent)
    assert whose in said(replies)
    assert len(said(replies).splitlines()) == 1
    assert not [payload for payload in payloads(replies) if payload.startswith("#ask.proc:")]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("intent", ["nlu_fallback", "find_procedure"])
@pytest.mark.parametrize("text", DIFFER)
async def test_which_of_two_papers_is_mended_first_is_said_to_be_unknown_with_whom_to_ask(text, intent, bare):
    told = said(await Chat(TODAY).say(strip_diacritics(text) if bare else text, intent))
    assert "chưa có thông tin" in told
    assert "nơi nhận hồ sơ cải chính hộ tịch" in told
    assert "nộp qua mạng" not in told


@pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope"])
async def test_who_was_cheated_hears_what_to_do_at_once_and_who_takes_the_report(intent):
    told = said(await Chat(TODAY).say("bị lừa chuyển tiền qua mạng giờ báo ở đâu", intent))
    assert "gọi ngân hàng" in told
    assert "công an" in told


async def test_a_matter_of_ours_beside_such_a_word_is_answered():
    replies = await Chat(TODAY).say("ly hôn rồi, làm giấy xác nhận độc thân cần giấy gì", "ask_procedure_documents")
    assert "1.004873/papers/list" in units(replies)


async def test_where_a_passport_is_made_is_no_question_for_an_offices_address():
    replies = await Chat(TODAY).say("làm hộ chiếu ở đâu", "ask_office_info", {"procedure": "hộ chiếu"})
    assert units(replies) == ["1.001456/place/desks"]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("đổi căn cước ở bình dương được không", "Được nộp ở tỉnh khác"),
        ("khai sinh nộp ở tỉnh khác được không", "Ở tỉnh khác thì còn tùy"),
        ("đăng ký kết hôn ở sài gòn làm được không hay phải về cà mau", "Ở tỉnh khác thì còn tùy"),
        ("em ở bình dương nộp khai sinh ở bình dương được không", "Ở tỉnh khác thì còn tùy"),
    ],
)
async def test_another_province_is_a_proposition_of_its_own(text, starts, bare):
    replies = await Chat(TODAY).say(strip_diacritics(text) if bare else text, "ask_procedure_authority")
    assert said(replies).splitlines()[1].startswith(starts)
    assert units(replies)[0].endswith("/territory/elsewhere")


async def test_another_commune_of_the_province_is_not_another_province():
    replies = await Chat(TODAY).say("khai sinh nộp ở xã khác được không", "ask_procedure_authority")
    assert "NOW-04/territory" in units(replies)
