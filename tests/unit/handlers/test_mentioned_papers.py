"""A paper that is only mentioned is no matter, a wish for it is; what an opening is likeliest about is asked back."""

from __future__ import annotations

import pytest

from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, payloads, said

BIRTH, MARRIAGE, UNMARRIED, BUSINESS = "1.001193", "1.000894", "1.004873", "1.001612"


async def about(asked: str) -> Chat:
    chat = Chat(TODAY)
    await chat.say(asked, "ask_procedure_documents")
    return chat


async def talking() -> Chat:
    """Return a talk that nobody knew an answer in, so that it has no matter."""
    chat = Chat(TODAY)
    assert "trợ lý chưa" in said(await chat.say("nhặt được chiếc thuyền trôi thì ai được giữ", "nlu_fallback"))
    assert chat.state.topic.procedure is None
    return chat


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    "text",
    ["Dạ giấy độc thân của ảnh cấp hôm 25/2", "em có sẵn giấy độc thân của ảnh"],
)
async def test_a_paper_that_is_there_takes_no_matter_over(text, bare):
    chat = await about("đăng ký kết hôn cần giấy gì")
    await chat.say(strip_diacritics(text) if bare else text, "provide_info")
    assert chat.state.topic.procedure == MARRIAGE


@pytest.mark.parametrize("text", ["giờ muốn làm giấy xác nhận độc thân", "xin giấy độc thân thì nộp ở đâu"])
async def test_a_wish_for_it_does(text):
    chat = await about("đăng ký kết hôn cần giấy gì")
    await chat.say(text, "find_procedure")
    assert chat.state.topic.procedure == UNMARRIED


@pytest.mark.parametrize(
    "text",
    [
        "chiếc xuồng với sổ đất đứng tên ảnh, ngân hàng nhắc nợ, em muốn bán không ai dám mua",
        "hồi trẻ tui có ở tù, có cần xin lý lịch tư pháp gì hông tui nghe người ta nói vậy",
        "Có cần bằng cấp không?",
        "dạ chưa báo tử",
    ],
)
async def test_amid_a_talk_without_a_matter_it_opens_none(text):
    chat = await talking()
    told = said(await chat.say(text, "nlu_fallback", confidence=0.4))
    assert chat.state.topic.procedure is None
    assert "Việc:" not in told
    assert "phải không?" not in told


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            (
                "mình sắp mở tiệm làm tóc + gội dưỡng sinh ở phường Lý Văn Lâm, thuê mặt bằng 6 triệu/tháng, có 2 ghế"
                " gội, mướn thêm 1 bé phụ. Mình cần xin những giấy nào ạ?"
            ),
            BUSINESS,
        ),
        (
            (
                "toi nam nay bay muoi bon, truoc lai do ngang vam cai nhap, mu mot con mat trai tu nam 86, nay do nghi"
                " roi vi co cau, khong luong khong con cai gi, nghe noi co tien cho nguoi tan tat, xin cho nao"
            ),
            "1.001776",
        ),
        (
            (
                "toi muon ban chiec ghe cao 12 met, giay to ghe dung ten ba nha toi, nguoi mua o ben rach gia ho doi"
                " sang ten lien moi dua het tien, vay toi phai lam giay gi truoc giay gi sau"
            ),
            "1.003650",
        ),
    ],
)
async def test_what_an_opening_is_likeliest_about_is_asked_back(text, code):
    chat = Chat(TODAY)
    told = await chat.say(text, "nlu_fallback", confidence=0.3)
    assert "phải không?" in said(told)
    assert any(code in payload for payload in payloads(told))
    assert chat.state.topic.procedure is None


async def test_an_opening_that_is_likely_about_nothing_is_said_back():
    text = "nha ke ben sen vuong no xa bun qua kinh nha tui, tom do than chet trang 2 dem. Lam sao bat no"
    assert "phải không?" not in said(await Chat(TODAY).say(text, "nlu_fallback", confidence=0.3))


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("không phải khai tử con ơi giấy báo tử hồi đó của huyện đội còn một tờ ố vàng", "khai tử"),
        ("khong phai hoi xe may", "xe may"),
    ],
)
async def test_what_was_never_said_is_put_right_in_a_line(text, thing):
    chat = await talking()
    told = said(await chat.say(text, "provide_info"))
    assert f"không phải {thing}" in told
    assert "\n" not in told
    assert chat.state.topic.procedure is None


async def test_a_paper_of_the_matter_is_put_right_in_a_line():
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say("Không chị, em đang nói giấy chứng sinh chớ không phải căn cước", "deny"))
    assert "giấy chứng sinh, không phải căn cước" in told
    assert chat.state.topic.procedure == BIRTH


@pytest.mark.parametrize(
    "text", ["Ủa, em hỏi kết hôn mà chị trả lời khai sinh", "toi hoi ket hon ma sao may cu noi ve khai sinh"]
)
async def test_who_was_answered_something_else_goes_back_to_what_they_asked(text):
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say(text, "complaint_feedback"))
    assert "kết hôn" in told.lower()
    assert chat.state.topic.procedure == MARRIAGE


async def test_what_is_asked_instead_is_no_line_but_said_back():
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say("khong phai e xin giay di duong, e hoi xe don", "deny"))
    assert "hiểu rồi" not in told
