"""What is to be done for a matter is told in short; how to hand in at length only to who asks that."""

from __future__ import annotations

import pytest

from bot.handlers.menu import MOST_CHOICES
from tests.unit.handlers.turns import LETTER, TODAY, Chat, cited, payloads, reference, said

MOST_LINES = 6
AT_LENGTH = ("Có phải đặt lịch trước không thì trợ lý chưa biết", "việc này anh/chị nộp", "Nguồn:")
STORY = (
    "tui la tho moc, co mieng dat vuon 5x20 ong gia cho, muon cat cai nha cap 4 vua o vua dong ban ghe."
    " dat ghi CLN. co phai xin phep xay dung hong"
)


def at_length(replies):
    return any(words.lower() in said(replies).lower() for words in AT_LENGTH)


@pytest.mark.parametrize(
    "text",
    [
        "làm giấy khai sinh cho con",
        "con tui chưa có khai sinh giờ phải làm sao",
        "muon dang ky khai sinh thi lam gi truoc",
        "thủ tục đăng ký khai sinh thế nào",
        "làm khai sinh cho con được không",
    ],
)
async def test_who_names_a_matter_hears_what_most_ask_next(text):
    replies = await Chat(TODAY).say(text, "find_procedure")
    told = said(replies)
    assert not at_length(replies)
    assert "Nộp qua mạng, qua bưu điện hoặc trực tiếp ở Trung tâm Phục vụ hành chính công." in told
    assert "giấy chứng sinh" in told
    assert "chờ 1 ngày làm việc" in told
    assert told.count("chưa biết") == 1
    assert told.count("cán bộ chưa xác nhận") == 1
    assert payloads(replies) == ["#way.online:1.001193", "#ans.ask:1.001193/papers", "#way.show:1.001193"]
    assert {"1.001193/table", "NOW-01"} <= cited(replies)


async def test_in_2021_neither_fee_nor_days_are_told_and_its_steps_go_first():
    replies = await Chat(LETTER).say("làm giấy khai sinh cho con", "find_procedure")
    told = said(replies)
    assert "lúc này quầy không nhận trực tiếp" in told
    assert "Tiền, lệ phí, bao lâu có: trợ lý chưa biết" in told
    assert "lúc đó có thể khác" in told
    assert "đồng" not in told
    assert "ngày làm việc" not in told
    assert payloads(replies) == ["#way.online:1.001193", "#way.post:1.001193", "#way.stuck:1.001193"]


async def test_where_each_case_needs_other_papers_the_cases_are_the_choices():
    replies = await Chat(TODAY).say("đăng ký thường trú làm sao", "find_procedure")
    assert "mỗi trường hợp cần giấy khác nhau" in said(replies)
    assert [payload.split(":")[0] for payload in payloads(replies)] == ["#ans.case", "#ans.cases", "#way.show"]


@pytest.mark.parametrize("moment", [LETTER, TODAY])
async def test_every_matter_is_told_in_six_lines_and_three_choices(moment):
    for procedure in reference().catalogue:
        chat = Chat(moment)
        replies = await chat.press(f"#ask.proc:{procedure.code}/find_procedure")
        if at_length(replies) or procedure.imported or procedure.group == "unemployment":
            continue
        lines = [line for line in said(replies).splitlines() if "Sổ gốc" not in line]
        assert len(lines) <= MOST_LINES, procedure.code
        assert len(payloads(replies)) <= MOST_CHOICES, procedure.code


async def test_a_question_of_no_unit_is_said_to_be_unknown_and_the_ways_are_one_line():
    replies = await Chat(TODAY).say(STORY, "find_procedure")
    told = said(replies)
    assert "“co phai xin phep xay dung hong”: trợ lý chưa biết; hỏi" in told
    assert "Nộp qua mạng" in told
    assert not at_length(replies)
    assert "Giấy tờ:" not in told
    assert payloads(replies)[0].startswith("#call.start")


async def test_a_second_question_of_no_unit_is_said_back_without_the_ways_again():
    chat = Chat(TODAY)
    await chat.say(STORY, "find_procedure")
    replies = await chat.say("xây nhà trên đất vườn thì giấy phép xây dựng có bị bắt tháo dỡ không", "find_procedure")
    assert "chưa biết" in said(replies) or "chưa có thông tin" in said(replies)
    assert "Nộp qua mạng" not in said(replies)


@pytest.mark.parametrize(
    "text",
    [
        "em muốn ghi tên thánh vô giấy khai sinh thì có được không",
        "đăng ký khai sinh cho con mà hộ khẩu chồng em ngoài Nghệ An thì sao",
    ],
)
async def test_a_question_beside_the_name_is_not_answered_with_the_ways(text):
    chat = Chat(TODAY)
    replies = await chat.say(text, "find_procedure")
    assert "chưa biết" in said(replies) or "chưa có thông tin" in said(replies)
    assert not at_length(replies)


async def test_who_asks_whether_it_works_without_coming_home_hears_that():
    text = "que o Ngoc Hien, muon xin giay doc than. co cach nao khong ve ma van xin duoc"
    replies = await Chat(TODAY).say(text, "find_procedure")
    assert "Giấy xác nhận tình trạng hôn nhân" in said(replies)
    assert "Ở tỉnh khác" in said(replies)
    assert "Nộp qua mạng thì ở đâu cũng được" in said(replies)
    assert not at_length(replies)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("nộp khai sinh cách nào", "ask_submission_channel"),
        ("lam khai sinh nop o mang hay gui buu dien", "find_procedure"),
        ("đặt lịch làm khai sinh cho con được không", "find_procedure"),
    ],
)
async def test_who_asks_how_to_hand_in_is_told_at_length(text, intent):
    chat = Chat(TODAY)
    replies = await chat.say(text, intent, {"procedure": "khai sinh"})
    assert at_length(replies) or "qua mạng" in said(replies)
    assert "Giấy tờ:" not in said(replies)


async def test_the_choice_tells_how_to_hand_in_at_length():
    chat = Chat(TODAY)
    await chat.say("làm giấy khai sinh cho con", "find_procedure")
    replies = await chat.press("Cách nộp hồ sơ")
    assert at_length(replies)
    assert "#book.start:1.001193" in payloads(replies)


async def test_what_was_told_in_short_is_told_when_it_is_asked():
    chat = Chat(TODAY)
    await chat.say("đăng ký thường trú làm sao", "find_procedure")
    fee = said(await chat.say("bao nhiêu tiền", "ask_procedure_fee"))
    assert "10.000 đồng" in fee
    assert "ở trên" not in fee


async def test_it_is_not_told_twice_within_a_day():
    chat = Chat(TODAY)
    first = said(await chat.say("làm giấy khai sinh cho con", "find_procedure"))
    second = said(await chat.say("làm giấy khai sinh cho con", "find_procedure"))
    assert first != second
    assert "như trợ lý nói ở trên" in second
