"""Who cannot use the internet hears the ways that need none, first and in the words of what they told."""

from __future__ import annotations

import pytest

from bot.guidance.answers import FactName
from bot.understanding.clauses import ClauseReader, Mood
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

BIRTH, COPIES, MARRIAGE = "1.001193", "2.000815", "1.000894"
ONLINE = ("#way.online", "#ask.intent:ask_online_guide")


async def ask(chat, text, intent="nlu_fallback", entities=None):
    return await chat.say(text, intent, entities)


def online(replies):
    portal = [link.url for reply in replies for link in reply.links]
    return [*(payload for payload in payloads(replies) if payload.startswith(ONLINE)), *portal]


def told_of_the_net(text):
    return [
        fact.value
        for clause in ClauseReader().read(text)
        for fact in clause.facts
        if fact.name is FactName.NO_INTERNET and fact.mood is Mood.ASSERTS
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tui xài cục gạch", "phone"),
        ("điện thoại cục gạch hà", "phone"),
        ("xai may bam thoi em oi", "phone"),
        ("điện thoại đen trắng", "phone"),
        ("nhà hong có điện thoại thông minh", "phone"),
        ("tui hổng có điện thoại", "phone"),
        ("ở đây hong có mạng", "net"),
        ("ko có wifi", "net"),
        ("không có 3G", "net"),
        ("hk vô mạng được", "net"),
        ("hong biết xài smartphone", "skill"),
        ("không biết lên mạng", "skill"),
        ("tui hông rành điện thoại", "skill"),
        ("mù công nghệ", "skill"),
        ("mắt mờ hông coi được", "sight"),
        ("mắt kém quá nhìn không ra, không coi được điện thoại", "sight"),
        ("tui không biết chữ", "letters"),
        ("mù chữ", "letters"),
        ("hong có mạng nộp được hông", "net"),
    ],
)
def test_the_many_ways_to_say_that_one_is_not_online(text, why):
    assert told_of_the_net(text)[0] == why


@pytest.mark.parametrize(
    "text",
    [
        "không có zalo",
        "mạng yếu quá gửi không được",
        "nộp mạng không được hả",
        "xây nhà bằng cục gạch ống",
        "không có số điện thoại của xã",
        "có phải nộp mạng không",
        "nếu không có mạng thì sao",
        "em mất điện thoại",
        "con mắt mờ làm giấy khuyết tật ở đâu",
    ],
)
def test_what_only_sounds_like_it(text):
    assert not told_of_the_net(text)


@pytest.mark.parametrize(
    "text",
    [
        "à con tui có điện thoại",
        "con gái tui biết xài mạng",
        "nhà mới gắn wifi rồi",
        "mượn được điện thoại hàng xóm rồi",
        "tui có điện thoại thông minh mà",
    ],
)
def test_it_is_taken_back(text):
    assert told_of_the_net(text) == [False]


@pytest.mark.parametrize("again", ["con tui có điện thoại không ta", "con tui cũng không có điện thoại"])
def test_a_question_or_a_denial_takes_nothing_back(again):
    assert False not in told_of_the_net(again)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tui xài điện thoại cục gạch, làm khai sinh cho con nộp ở đâu", "Anh/chị nói không có điện thoại vô mạng"),
        ("nhà hong có mạng, làm khai sinh nộp sao", "Anh/chị nói không có mạng"),
        ("không biết lên mạng thì làm khai sinh nộp cách nào", "Anh/chị nói không rành điện thoại, mạng"),
        ("mắt mờ hông coi được, làm khai sinh cần giấy gì", "Anh/chị nói mắt kém"),
        ("tui không biết chữ, làm khai sinh bao lâu có", "Anh/chị nói có người không biết chữ"),
    ],
)
async def test_the_ways_without_come_first_and_no_button_to_the_portal(text, words):
    replies = await ask(Chat(TODAY), text)
    told = said(replies)
    assert words in told
    assert told.index(words) < told.index("nộp qua bưu điện hoặc trực tiếp được")
    assert "nhờ người khác đi nộp thay, kèm giấy ủy quyền" in told
    assert "mượn máy người nhà" in told
    assert "Nộp qua mạng cũng được" not in told
    assert not online(replies)


async def test_told_in_one_message_it_turns_the_next():
    chat = Chat(TODAY)
    replies = await ask(chat, "tui xài máy bấm hà")
    assert "trợ lý ghi nhớ rồi" in said(replies)
    assert "cần làm giấy gì" in said(replies)
    replies = await ask(chat, "khai sinh cho con", "find_procedure", {"procedure": "khai sinh"})
    assert "Anh/chị nói không có điện thoại vô mạng: việc này nộp qua bưu điện hoặc trực tiếp" in said(replies)
    assert f"#way.post:{BIRTH}" in payloads(replies)
    assert not online(replies)
    assert "Anh/chị nói" not in said(await ask(chat, "bao lâu có"))


async def test_told_after_the_answer_it_turns_that_answer():
    chat = Chat(TODAY)
    await ask(chat, "khai sinh cho con", "find_procedure", {"procedure": "khai sinh"})
    replies = await ask(chat, "mà nhà hong có mạng", "complaint_feedback")
    assert "Anh/chị nói không có mạng: việc này nộp qua bưu điện" in said(replies)
    assert not online(replies)


async def test_taken_back_the_answer_changes_back():
    chat = Chat(TODAY)
    await ask(chat, "hong có điện thoại thông minh, làm khai sinh nộp ở đâu")
    replies = await ask(chat, "à con tui có điện thoại", "provide_info")
    assert "qua mạng" in said(replies)
    assert f"#way.online:{BIRTH}" in payloads(replies)
    assert "Anh/chị nói" not in said(replies)


async def test_what_must_be_done_at_the_counter_needs_no_internet():
    told = said(await ask(Chat(TODAY), "xài cục gạch, đăng ký kết hôn nộp sao"))
    assert "phải đích thân đến nộp trực tiếp, khỏi cần mạng" in told


async def test_who_cannot_leave_either_hears_only_what_works_from_inside_without_the_internet():
    told = said(await ask(Chat(TODAY), "ấp bị giăng dây, hong có mạng, làm khai sinh nộp sao"))
    assert "chỗ ở đang bị giăng dây, cũng không có mạng" in told
    assert "qua bưu điện" in told
    assert "nộp qua mạng" not in told


async def test_where_no_way_is_left_it_is_said_and_whom_to_ask():
    replies = await ask(Chat(TODAY), "ấp bị giăng dây, hong có mạng, chứng thực bản sao nộp sao")
    assert "trợ lý chưa biết cách nào làm việc này mà không ra ngoài" in said(replies)
    assert "ọi hỏi" in said(replies)


async def test_under_the_letter_the_post_is_told_and_no_visit_promised():
    replies = await ask(Chat(LETTER), "tui xài cục gạch, làm khai sinh nộp sao")
    assert "Anh/chị nói không có điện thoại vô mạng: việc này nộp qua bưu điện được" in said(replies)
    assert not online(replies)
    assert not [payload for payload in payloads(replies) if payload.startswith("#book.start")]


async def test_who_asks_for_the_portal_by_name_is_told_of_it():
    chat = Chat(TODAY)
    await ask(chat, "nhà hong có mạng, làm khai sinh cần giấy gì")
    replies = await ask(chat, "vậy nộp qua mạng làm sao", "ask_online_guide")
    assert "Nộp qua mạng: Đăng ký khai sinh" in said(replies)


async def test_in_english():
    chat = Chat(TODAY)
    told = said(await ask(chat, "Hello, I live here and I have no smartphone, what can I do"))
    assert "You said you have no smartphone" in told
    replies = await ask(chat, "birth registration", "find_procedure", {"procedure": "birth registration"})
    assert "You said you have no smartphone: this can be handed in" in said(replies)
    assert not online(replies)


@pytest.mark.parametrize(
    "intent",
    [
        "ask_submission_channel",
        "ask_online_guide",
        "ask_postal_service",
        "ask_must_appear",
        "find_procedure",
        "report_online_error",
        "out_of_scope",
    ],
)
@pytest.mark.parametrize(
    "text", ["tui xài cục gạch", "nhà hong có mạng thì nộp sao", "không biết lên mạng, nộp cách nào"]
)
async def test_whatever_wish_it_is_read_as(intent, text):
    chat = Chat(TODAY)
    await ask(chat, "làm khai sinh cần giấy gì")
    replies = await ask(chat, text, intent)
    assert "việc này nộp qua bưu điện hoặc trực tiếp được, khỏi cần mạng" in said(replies)
    assert not online(replies)


async def test_how_to_hand_in_without_a_matter_asks_for_it():
    chat = Chat(TODAY)
    told = said(await ask(chat, "nhà hong có mạng thì nộp sao", "find_procedure"))
    assert "cần làm giấy gì" in told
    assert "Nhắn tên giấy tờ, hoặc chọn" not in told


async def test_a_fault_of_the_portal_is_still_one():
    told = said(await ask(Chat(TODAY), "trang web báo lỗi hoài không vô mạng được", "report_online_error"))
    assert "không xem được bên trong cổng" in told


async def test_whose_letters_are_meant_is_left_open_and_can_be_put_right():
    chat = Chat(TODAY)
    await ask(chat, "ngoại con không biết chữ")
    told = said(await ask(chat, "đổi hộ chiếu nộp cách nào"))
    assert "có người không biết chữ" in told
    told = said(await ask(chat, "ngoại không biết chữ chứ con biết. gia hạn tạm trú nộp cách nào"))
    assert "không biết chữ:" not in told
