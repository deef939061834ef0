"""Who must come and cannot is not left with that they must: what a source allows, what is unknown, and whom to ask."""

from __future__ import annotations

import pytest

from bot.guidance.answers import FactName
from bot.understanding.clauses import ClauseReader, Mood
from bot.understanding.clauses.model import Holder
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

SIGNATURE, MARRIAGE = "2.000884", "1.000894"


async def ask(chat, text, intent="nlu_fallback", entities=None):
    return await chat.say(text, intent, entities)


def told_of_coming(text):
    return [
        (fact.value, fact.holder)
        for clause in ClauseReader().read(text)
        for fact in clause.facts
        if fact.name is FactName.CANNOT_GO and fact.mood is Mood.ASSERTS
    ]


@pytest.mark.parametrize(
    ("text", "why", "whose"),
    [
        ("ba tui nằm một chỗ", "ill", Holder.THEIRS),
        ("bà nội nằm liệt giường mấy năm rồi", "ill", Holder.THEIRS),
        ("tui đang nằm viện", "hospital", Holder.ME),
        ("má tui nằm bệnh viện tỉnh", "hospital", Holder.THEIRS),
        ("chồng em đang ở tù", "jail", Holder.THEIRS),
        ("ổng bị tạm giam", "jail", Holder.THEIRS),
        ("vợ tui đang ở Đài Loan", "abroad", Holder.THEIRS),
        ("chong em lam ben Han chua ve", "abroad", Holder.THEIRS),
        ("em đang ở nước ngoài", "abroad", Holder.ME),
        ("chồng em đi xuất khẩu lao động", "abroad", Holder.THEIRS),
        ("tui đang cách ly", "quarantine", Holder.ME),
        ("tay run quá ký không được", "sign", Holder.ME),
        ("má tui hông biết ký", "sign", Holder.THEIRS),
        ("ông nội đi không nổi", "other", Holder.THEIRS),
    ],
)
def test_why_somebody_cannot_come(text, why, whose):
    assert (why, whose) in told_of_coming(text)


@pytest.mark.parametrize(
    "text",
    [
        "em ở từ ngày 5 tới giờ",
        "em chuẩn bị đi xuất khẩu lao động Nhật",
        "thang con sap di xuat khau lao dong",
        "tui ở Mỹ Tho",
        "đi từ sáng",
        "nằm trong sổ đỏ",
        "giấy khai sinh ở nước ngoài cấp",
        "không đi làm",
        "có phải ký không",
    ],
)
def test_what_only_sounds_like_it(text):
    assert not told_of_coming(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ba tui nằm một chỗ, chứng thực chữ ký có phải tới không", "người phải đến bệnh, không đi được"),
        ("má tui đang nằm viện, chứng thực chữ ký có phải tới không", "người phải đến đang nằm viện"),
        ("chồng em đang ở tù, đăng ký kết hôn có phải tới không", "người phải đến đang bị giam"),
        ("vợ tui đang ở Nhật Bản, đăng ký kết hôn ai đi thay được", "người phải đến đang ở nước ngoài"),
        ("má tui không ký được, chứng thực chữ ký có phải tới không", "người phải đến không ký được"),
        ("chồng em đang cách ly, đăng ký kết hôn có phải tới không", "người phải đến đang cách ly"),
    ],
)
@pytest.mark.parametrize("moment", [LETTER, TODAY])
async def test_that_they_must_come_goes_on(moment, text, words):
    told = said(await ask(Chat(moment), text))
    assert words in told
    assert "mà việc này phải đích thân đến" in told
    assert "trợ lý chưa biết" in told
    assert told.count("Hỏi ") == 1


async def test_where_a_source_lets_somebody_else_go_that_is_said():
    told = said(await ask(Chat(TODAY), "ba tui nằm một chỗ, giấy độc thân ai đi thay được"))
    assert "Được nhờ người khác đi thay" in told
    assert "phải đích thân đến" not in told


async def test_it_leads_the_answer_to_another_question_once():
    chat = Chat(TODAY)
    told = said(await ask(chat, "chồng em đang ở tù, đăng ký kết hôn cần giấy gì"))
    assert told.splitlines()[1].startswith("• Anh/chị nói người phải đến đang bị giam")
    assert "Anh/chị nói" not in said(await ask(chat, "bao lâu có"))


async def test_told_in_one_message_it_turns_the_next_and_no_visit_is_offered():
    chat = Chat(TODAY)
    assert "trợ lý ghi nhớ rồi" in said(await ask(chat, "má tui đang nằm viện"))
    replies = await ask(chat, "chứng thực chữ ký", "find_procedure", {"procedure": "chứng thực chữ ký"})
    told = said(replies)
    assert told.index("đang nằm viện") < told.index("đến nộp trực tiếp")
    assert "vô bệnh viện làm giúp hay không thì trợ lý chưa biết" in told
    assert not [payload for payload in payloads(replies) if payload.startswith("#book.start")]
    assert f"#call.start:hotline/{SIGNATURE}" in payloads(replies)


async def test_told_after_the_answer_it_is_answered():
    chat = Chat(TODAY)
    await ask(chat, "đăng ký kết hôn cần giấy gì")
    told = said(await ask(chat, "mà chồng em đang ở Đài Loan"))
    assert "Ở nước ngoài thì làm bằng cách nào, trợ lý chưa biết" in told
    assert f"#book.start:{MARRIAGE}" not in str(chat.state.menu)


async def test_of_the_writer_it_is_said_once_and_not_that_they_should_go_and_ask():
    told = said(await ask(Chat(TODAY), "tui nằm liệt giường, chứng thực chữ ký có phải tới không"))
    assert told.count("Anh/chị nói") == 1
    assert "Gọi hỏi" in told


async def test_who_can_go_again_hears_the_plain_answer():
    chat = Chat(TODAY)
    await ask(chat, "tui nằm viện, chứng thực chữ ký cần giấy gì")
    await ask(chat, "giờ tui đi được rồi", "provide_info")
    told = said(await ask(chat, "chứng thực chữ ký có phải tới không"))
    assert "Anh/chị nói" not in told
    assert "Phải đích thân đến" in told


async def test_a_visit_at_home_that_a_source_names_is_not_called_unknown():
    told = said(await ask(Chat(TODAY), "ba tui nằm một chỗ, làm giấy xác nhận khuyết tật có phải chở ba tới không"))
    assert "ai không đi được thì Hội đồng đến nơi ở" in told
    assert "tận nhà làm giúp hay không thì trợ lý chưa biết" not in told


async def test_a_source_that_says_what_is_done_without_a_signature_is_quoted():
    told = said(await ask(Chat(TODAY), "má tui không ký được, làm di chúc có phải tới không"))
    assert "không ký được thì lăn tay" in told
    assert "Không ký được thì làm bằng cách nào" not in told
