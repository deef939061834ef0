"""How long a paper holds, and how money comes to somebody: said to be unknown, not answered by days or fees."""

from __future__ import annotations

import pytest

from bot.handlers.questions import beyond
from bot.understanding.fold import canonical
from bot.understanding.ordinals import choice_in
from tests.unit.handlers.turns import TODAY, Chat, said

HOLDS = (
    "giấy đó xài mấy tháng",
    "giay nay co thoi han ko",
    "phiếu lý lịch có giá trị trong bao lâu",
    "thẻ bhyt xài tới tháng mấy",
    "giay uy quyen co thoi han bao lau",
    "con han toi chung nao",
    "bản sao chứng thực xài được bao lâu",
    "tam tru dc bao lau phai gia han",
    "mấy năm đổi thẻ một lần",
    "giờ hết hạn chưa ạ",
    "how long is it good for",
)
TAKES = (
    "mấy ngày có giấy",
    "khai sinh có hạn mấy ngày không cháu",
    "nộp đúng hạn thì mấy ngày có",
    "thời hạn giải quyết hồ sơ bao lâu",
    "làm giấy phép có thời hạn không, mấy ngày",
    "cái visa của ảnh còn hạn 3 tháng thì nộp được không",
    "trễ hạn có bị phạt không",
    "4708 còn hiệu lực không",
    "công văn đó có hiệu lực tới khi nào",
)
PAID_OUT = (
    "tiền chuyển khoản vô tài khoản hả hay ra lãnh",
    "tien do vo the hay lanh tien mat",
    "nhan tien o dau",
    "tiền có ai đem tới nhà không hay phải có tài khoản",
    "tien co mang ve tan nha cho ba hong",
    "dua so tai khoan con duoc khong",
    "tiền đó có về thẻ ATM của má tui không",
    "tien ho ngheo lanh o dau",
)
PAYS = (
    "chuyển khoản đóng phí được không",
    "nộp lệ phí qua tài khoản ngân hàng được không",
    "đóng tiền bằng tiền mặt hay chuyển khoản",
    "đăng nhập tài khoản định danh không được",
    "nhan giay o dau",
)


@pytest.mark.parametrize("text", HOLDS)
def test_how_long_a_paper_holds_is_heard(text):
    assert beyond.asks_how_long_it_holds(canonical(text))


@pytest.mark.parametrize("text", TAKES)
def test_how_long_it_takes_is_no_question_how_long_it_holds(text):
    assert not beyond.asks_how_long_it_holds(canonical(text))


@pytest.mark.parametrize("text", PAID_OUT)
def test_how_money_comes_to_somebody_is_heard(text):
    assert beyond.asks_of_being_paid(canonical(text))


@pytest.mark.parametrize("text", PAYS)
def test_how_a_fee_is_paid_is_no_question_how_money_comes(text):
    assert not beyond.asks_of_being_paid(canonical(text), given=True)


@pytest.mark.parametrize(
    ("matter", "text", "intent"),
    [
        ("1.010041", "giấy đó xài được mấy tháng", "ask_processing_time"),
        ("2.001417", "phieu nay co thoi han ko", "ask_processing_time"),
        ("2.000635", "bản trích lục xài được bao lâu", "ask_procedure_documents"),
        ("1.014027", "chuyển khoản vô tài khoản được không", "ask_online_payment"),
        ("1.014027", "nhan tien o dau", "ask_online_payment"),
    ],
)
async def test_it_is_said_to_be_unknown_with_whom_to_ask(matter, text, intent):
    chat = Chat(TODAY)
    chat.state.topic.procedure = matter
    told = said(await chat.say(text, intent))
    assert f"“{text}”" in told
    assert "Chờ" not in told
    assert "Giấy tờ phải" not in told
    assert "phí" not in told
    assert "Nộp ở" not in told


async def test_what_is_asked_beside_it_is_answered():
    chat = Chat(TODAY)
    chat.state.topic.procedure = "2.000635"
    told = said(await chat.say("giấy đó xài mấy tháng, bao nhiêu tiền 1 bản", "ask_procedure_fee"))
    assert "8.000 đồng" in told
    assert "“giấy đó xài mấy tháng”" in told


def test_where_money_is_given_picks_no_choice():
    assert choice_in("nhan tien o dau") is None
    assert choice_in("nhấn cái đầu tiên") == 1
    assert choice_in("lựa chọn 2") == 2


@pytest.mark.parametrize(
    ("text", "office"),
    [
        (
            "ngân hàng đòi trích lục khai sinh mới cho vay, mà giấy đó có hạn mấy tháng vậy",
            "Trung tâm Phục vụ hành chính công",
        ),
        ("công ty bắt nộp lý lịch tư pháp, giấy đó còn hạn bao lâu thì họ nhận", "Công an tỉnh"),
        ("ngân hàng kêu đem giấy xác nhận cư trú, giấy đó có giá trị mấy tháng", "Công an xã, phường"),
    ],
)
async def test_how_long_a_paper_holds_is_known_where_it_is_made_and_not_where_it_is_wanted(text, office):
    told = said(await Chat(TODAY).say(text, "nlu_fallback"))
    assert f"trợ lý chưa biết nên không dám chỉ. Anh/chị hỏi {office}." in told


async def test_the_paper_that_is_named_is_asked_of_amid_another_matter():
    chat = Chat(TODAY)
    await chat.say("đăng ký kết hôn", "find_procedure")
    told = said(await chat.say("giấy xác nhận cư trú có giá trị mấy tháng", "nlu_fallback"))
    assert told.startswith("Việc Xác nhận thông tin về cư trú, câu")


@pytest.mark.parametrize(
    ("text", "of_coming"),
    [
        ("tới nhà thì tính thêm tiền k a", True),
        ("can bo xuong nha co lay tien ko", True),
        ("vô bệnh viện làm thì tốn bao nhiêu", True),
        ("gửi kết quả tới nhà tốn bao nhiêu tiền", False),
        ("buu dien giao toi nha mat phi bao nhieu", False),
        ("sang tên nhà tốn bao nhiêu tiền", False),
    ],
)
def test_what_it_costs_that_somebody_comes_is_no_fee_of_a_matter(text, of_coming):
    assert beyond.asks_what_coming_costs(canonical(text)) is of_coming
