"""What is said back as unknown is what was asked, and not what was told beside it."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, about, said


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "Máy chết rồi hả. Tui hỏi khiếu nại quyết định bồi thường đất. Hạn tới chừng nào. Nộp ở đâu.",
            "Tui hỏi khiếu nại quyết định bồi thường đất",
        ),
        (
            "Chị nói nhanh nó ghi bậy, ông hàng xóm gãy xương ở nhà thương, mà ai ký tên cho ổng được em",
            "ai ký tên cho ổng được",
        ),
        ("con chó nhà tui ăn hết cá của hàng xóm, vậy có sao không", "con chó nhà tui ăn hết cá"),
    ],
)
async def test_the_question_is_quoted(text, quoted):
    assert quoted in said(await Chat(LETTER).say(text, "nlu_fallback", confidence=0.4))


async def test_anger_is_not_quoted():
    told = said(await Chat(TODAY).say("trời đất máy gì mà cái gì cũng không biết", "nlu_fallback", confidence=0.4))
    assert "“" not in told


async def test_what_is_unknown_of_a_matter_is_said_in_the_words_of_the_question():
    chat = await about("1.014748")
    told = said(await chat.say("công nhân mắc F0 có được lãnh tiền ốm đau không", "nlu_fallback"))
    assert "“công nhân mắc F0 có được lãnh tiền ốm đau" in told
    assert "mức hưởng" not in told


async def test_a_bare_question_is_called_by_what_it_asks():
    chat = await about("1.014748")
    told = said(await chat.say("cần giấy gì", "ask_procedure_documents"))
    assert "Giấy tờ" in told
    assert "“" not in told


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        # All that is asked is said back, and a short question with what was told right before it.
        ("giay nao moi qua chot duoc, ai cap", "“giay nao moi qua chot duoc”, “ai cap”"),
        (
            "con cá tai tượng nhà tui chết hôm qua, hàng xóm nói tại thuốc rầy. có phải đền không",
            "hàng xóm nói tại thuốc rầy. có phải đền không”",
        ),
        (
            "Tôi hỏi: lao động tự do bị sót danh sách hỗ trợ Covid làm đơn thế nào, ai ký xác nhận, hạn nộp ngày nào",
            "hạn nộp ngày nào”",
        ),
    ],
)
async def test_every_question_is_quoted(text, quoted):
    assert quoted in said(await Chat(LETTER).say(text, "nlu_fallback", confidence=0.4))


async def test_politeness_is_no_question():
    told = said(
        await Chat(LETTER).say(
            "Dạ em xin phép hỏi, có gì không phải mong anh chị bỏ qua. Lượm được vàng có được giữ không",
            "nlu_fallback",
        )
    )
    assert "bỏ qua" not in told
    assert "Lượm được vàng" in told


async def test_what_only_turns_to_something_else_is_not_quoted():
    told = said(await Chat(LETTER).say("tôi hỏi sang việc khác. lượm được vàng có được giữ không", "nlu_fallback"))
    assert "sang việc khác" not in told
    assert "lượm được vàng" in told


async def test_a_question_at_the_end_of_a_long_message_is_heard_by_itself():
    text = (
        "Dạ thưa anh chị, em hỏi thay má chồng em. Ba chồng em mất hôm 27 tháng 7, chôn sau nhà rồi. Chưa ai khai báo. "
        "Chồng em kẹt ở Bình Dương không về được. Ấp em bị giăng dây. Dạ đăng ký khai tử thì ai đi thay được, "
        "có gửi bưu điện được không?"
    )
    told = said(await Chat(LETTER).say(text, "nlu_fallback"))
    assert "Việc: Đăng ký khai tử" in told
    assert "qua bưu điện" in told
    assert "đi thay" in told


async def test_what_waited_for_its_matter_is_said_back_in_its_own_words():
    chat = Chat(TODAY)
    await chat.say("hồi giờ ở ghe, giờ muốn khai chỗ ở được hông, có ghe được hông", "nlu_fallback")
    told = said(await chat.say("đăng ký thường trú trên ghe được hông", "nlu_fallback"))
    assert "“đăng ký thường trú trên ghe được hông”" in told


async def test_who_gives_a_paper_is_asked_of_the_matter_that_is_named():
    told = said(await Chat(TODAY).say("sổ cận nghèo thì ai cấp", "ask_procedure_authority"))
    assert told.startswith("Việc: Công nhận hộ nghèo")


async def test_a_paper_of_a_mother_is_no_other_matter():
    told = said(
        await Chat(TODAY).say("the bao hiem y te cua ma ghi sai ten dem thi sua o dau", "ask_procedure_authority")
    )
    assert "sổ đỏ" not in told


async def test_an_identity_card_that_ran_out_is_exchanged():
    told = said(await Chat(TODAY).say("căn cước hết hạn rồi thì làm lại sao", "find_procedure"))
    assert "Cấp đổi thẻ căn cước" in told


async def test_whether_a_place_is_locked_down_is_told_beside_a_matter():
    chat = Chat(LETTER)
    await chat.say("đăng ký khai sinh nộp sao", "find_procedure", {"procedure": "khai sinh"})
    told = said(await chat.say("phuong 8 co bi phong toa k", "ask_area_status", {"admin_unit": "phuong 8"}))
    assert "“" not in told
    assert "Phường 8" in told
