"""Several questions of a message: each is tried on its matter, and what stays unknown is quoted by itself."""

from __future__ import annotations

import pytest

from bot.handlers.quoting import questions_quoted
from bot.understanding.clauses import ClauseReader
from tests.unit.handlers.turns import TODAY, Chat, said


async def test_a_paper_that_lacks_takes_no_question_from_the_matter_named_before_it():
    text = (
        "cho hỏi khai tử cần giấy gì, mẹ tui mất ở nhà không có giấy báo tử của bệnh viện thì lấy gì thay,"
        " trễ 2 tháng có bị phạt không, con dâu đi được không"
    )
    told = said(await Chat(TODAY).say(text, "ask_procedure_documents"))
    assert "Hạn là 15 ngày" in told
    assert "Được nhờ người khác đi thay" in told
    assert "chưa rõ là của việc nào" not in told


@pytest.mark.parametrize(
    "text",
    [
        "hộ khẩu 2 đứa khác xã thì làm ở đâu, mấy ngày lấy được",
        "ho khau 2 dua khac xa thi lam o dau, may ngay lay dc",
        "hai đứa khác tỉnh thì nộp ở đâu, có tốn tiền không",
    ],
)
async def test_what_differs_is_why_a_question_is_asked_and_no_other_matter(text):
    chat = Chat(TODAY)
    await chat.press("#way.show:1.000894")
    told = said(await chat.say(text, "ask_procedure_authority"))
    assert "phải không?" not in told
    assert "Việc: Đăng ký kết hôn" in told


@pytest.mark.parametrize(
    ("text", "known", "unknown"),
    [
        ("chủ nhà không chịu ký thì sao, có tốn tiền không", "7.000 đồng", "“chủ nhà không chịu ký thì sao”"),
        ("nếu không đăng ký thì bị phạt bao nhiêu, có tốn tiền không", "Trễ hạn có bị phạt không", ""),
        ("co ton tien k, giay do xin o dau", "7.000 đồng", "“giay do xin o dau”"),
    ],
)
async def test_none_goes_without_a_word(text, known, unknown):
    chat = Chat(TODAY)
    await chat.press("#way.show:1.004194")
    told = said(await chat.say(text, "ask_procedure_fee"))
    assert known in told
    assert unknown in told
    assert "chưa rõ là của việc nào" not in told


@pytest.mark.parametrize(
    "text",
    [
        "có cần giấy ủy quyền của vợ không, ủy quyền phải công chứng hả",
        "uy quyen co phai cong chung khong",
        "ủy quyền thì phải chứng thực hả em",
    ],
)
async def test_whether_an_authorisation_is_certified_is_asked_of_the_matter(text):
    chat = Chat(TODAY)
    await chat.press("#way.show:1.004873")
    told = said(await chat.say(text, "ask_must_appear"))
    assert "Việc: Giấy xác nhận tình trạng hôn nhân" in told
    assert "giấy không cần chứng thực" in told


async def test_who_is_authorised_names_no_matter():
    told = said(await Chat(TODAY).say("uỷ quyền cho vợ đi làm sổ đỏ giùm được không", "ask_must_appear"))
    assert "Việc: Cấp sổ đỏ lần đầu" in told


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("thue may phan tram, bao lau moi co so", "“thue may phan tram”, “bao lau moi co so”"),
        ("Trường hết chỗ thì sao, có trường nào nhận không", "“Trường hết chỗ thì sao”, “có trường nào nhận không”"),
        ("trường này ai lo, hỏi ai", "“trường này ai lo”"),
    ],
)
def test_questions_that_a_sign_parts_are_quoted_each_by_itself(text, quoted):
    assert questions_quoted(text, ClauseReader().read(text)) == quoted


async def test_a_bare_question_right_behind_an_answer_is_of_its_matter():
    chat = Chat(TODAY)
    await chat.say("đăng ký kết hôn cần giấy gì", "ask_procedure_documents")
    assert "Việc: Đăng ký kết hôn" in said(await chat.say("xin o dau", "ask_procedure_authority"))
