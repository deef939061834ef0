"""A word of a question is no question: the stock answer comes only where its object is a thing of the matter."""

from __future__ import annotations

import pytest

from bot.handlers.supported import asks_it_of_something_else
from bot.understanding.fold import canonical
from tests.unit.handlers.turns import TODAY, Chat, said, told

BIRTH, DEATH, BOAT = "1.001193", "1.000656", "1.004002"

TERMS = [
    "15 ngày hả, tang gia bối rối vầy sao kịp",
    "15 ngay ha, dang tang khong kip dau",
    "15 ngày thôi hả, trễ thì kẹt lắm",
    "trong 15 ngày hả, con ở xa về hông kịp",
    "co 15 ngay thoi ha, so tre qua",
    "nghe nói 15 ngày hả, qua tuần nữa là trễ rồi",
    "chỉ 15 ngày sao, hổng kịp đâu em",
    "15 ngày phải không, lo chôn cất xong là trễ hạn mất",
    "15 ngày lận hả, vậy kịp",
    "phai trong 15 ngay ha, toi so qua han",
    "vậy là 15 ngày hả, nhà neo người sợ lỡ hạn",
    "15 ngày hả con, ngoại đi đứng vầy sao kịp",
]
NUMBERS = [
    "mã ngành bán nước mía là số mấy",
    "ma nganh tap hoa la so may",
    "mã ngành nuôi tôm ghi số nào",
    "mã số ngành tiệm tóc là số mấy vậy",
    "số máy ghe bị rỉ mờ thì sao",
    "so may bi troc het roi thi tinh sao",
    "xe cũ số máy bị tray nhìn hổng ra thì sao",
    "cà vẹt ghi sai số máy thì phải làm sao",
    "số khung số máy bị cạo thì sao",
    "máy ghe thay rồi, số máy lệch với giấy thì sao",
    "nghị định đó là số mấy",
    "tờ trình đó nộp quầy số mấy",
]
CONSENTS = [
    "ba nó có phải đồng ý không",
    "chồng cũ không đồng ý thì sao",
    "vợ có bắt buộc phải ký không",
    "co can ong noi ky dong y khong",
    "cha đứa nhỏ không chịu ký thì làm sao",
    "hai bên có phải cùng ký tên không",
    "có cần mẹ em lăn tay không",
    "bat buoc phai dat ten co dau khong",
    "có bắt buộc ghi dân tộc không",
    "ba mẹ không cho phép thì có làm được không",
    "phải dịch hả",
]
SIGNERS = [
    "ai ký cho ổng vậy",
    "ai ky thay ba toi vay",
    "ai dám ký cho nó",
    "ai chứng cho má tui",
    "ai ký giùm ông nội vậy",
    "ai đã ký thay anh đó",
    "ai ký tên cho bà ngoại",
    "nó ký giả chữ ký thì ai chịu",
    "người ta ký trộm chữ ký của tui thì ai giải quyết",
    "ai chung cho nguoi mu chu",
    "ai ký thế con tui được",
    "ai lại ký cho người đã mất",
]
REFUNDS = [
    ("ai trả lại tiền cho tui", "cancel_appointment"),
    ("tru tien hai lan roi ai tra lai tien", "report_online_error"),
    ("ngân hàng trừ tiền 2 lần, ai hoàn tiền cho em", "report_online_error"),
    ("đóng dư tiền, chỗ nào hoàn lại tiền", "ask_procedure_authority"),
    ("lỡ chuyển khoản hai lần, đòi lại ở đâu", "report_online_error"),
    ("xin lại tiền lệ phí ở đâu", "ask_procedure_authority"),
    ("momo trừ tiền hai lần ai chịu", "report_online_error"),
    ("ai trả lại tôi số đó", "cancel_appointment"),
    ("tiền đóng lộn lấy lại tiền chỗ nào", "ask_procedure_authority"),
    ("họ có trả lại tiền cho mình không", "change_appointment"),
    ("đóng nhầm hai lần thì lấy lại tiền ở đâu", "check_appointment"),
    ("nộp dư phí ai hoàn phí lại cho mình", "ask_procedure_fee"),
]
ERRANDS = [
    "giấy nước ngoài dịch ở đâu",
    "dich chu mien o cho nao",
    "photo ở đâu gần đây",
    "chụp hình thẻ ở đâu",
    "lấy đâu ra giấy đó",
    "giờ lấy đâu ra",
    "kiếm đâu ra người làm chứng",
    "moi dau ra giay chung sinh",
    "học lớp lái tàu ở đâu",
    "mua tờ khai ở đâu",
    "in ra ở đâu",
    "xét nghiệm cha con ở đâu",
]
HOLD = [
    "lời khai của bà mụ còn giá trị không",
    "giấy bán viết tay ba đời còn giá trị không",
    "giay chung sinh viet tay con gia tri khong",
    "giấy hẹn bị ướt còn dùng được không",
    "bản photo công chứng năm ngoái còn xài được không",
    "sổ cũ rách bìa còn xài được hông",
    "giấy khai sinh rách góc còn dùng được không",
    "giấy chứng tử viết bằng chữ nho còn hiệu lực không",
    "tờ giấy tay hồi đó còn giá trị gì không",
    "đăng ký bây giờ có được tính không",
    "giấy có tẩy xóa còn dùng được hả",
    "hợp đồng cũ thiếu mộc còn giá trị không",
]


async def _at(code: str, text: str, intent: str | None = "nlu_fallback"):
    chat = Chat(TODAY)
    chat.state.topic.procedure = code
    return await chat.say(text, intent, confidence=0.6)


@pytest.mark.parametrize("text", TERMS)
@pytest.mark.parametrize("intent", ["ask_processing_time", "nlu_fallback"])
async def test_so_many_days_of_which_one_is_late_are_the_term(text, intent):
    replies = await _at(DEATH, text, intent)
    assert "Hạn là 15 ngày" in said(replies)
    assert "Chờ 1 ngày" not in said(replies)


@pytest.mark.parametrize(
    ("text", "intent"),
    [(text, intent) for text in NUMBERS for intent in ("ask_hotline", "nlu_fallback")]
    + [(text, "ask_rule_source") for text in NUMBERS[:4]],
)
async def test_the_number_of_a_thing_is_nobodys_telephone(text, intent):
    replies = await _at(BOAT, text, intent)
    assert "số tổng đài" not in said(replies)
    assert "Công văn" not in said(replies)
    assert "Trễ hạn" not in said(replies)
    assert "chưa biết" in said(replies) or "chưa có thông tin" in said(replies) or "phải không" in said(replies)


@pytest.mark.parametrize("text", CONSENTS)
@pytest.mark.parametrize("intent", ["ask_must_appear", "nlu_fallback"])
async def test_who_must_agree_or_sign_is_not_who_must_come(text, intent):
    replies = await _at(BIRTH, text, intent)
    assert not any("/must_come/" in unit for unit in told(replies))
    assert "đích thân" not in said(replies)
    assert "chưa biết" in said(replies) or "chưa có thông tin" in said(replies)


@pytest.mark.parametrize("text", SIGNERS)
@pytest.mark.parametrize("intent", ["ask_procedure_authority", "nlu_fallback"])
async def test_who_signs_for_somebody_is_no_deciding_office(text, intent):
    replies = await _at(BIRTH, text, intent)
    assert "Nơi giải quyết" not in said(replies)
    assert "Nộp ở" not in said(replies)


@pytest.mark.parametrize(("text", "intent"), REFUNDS)
async def test_money_that_is_wanted_back_is_no_visit_and_no_place(text, intent):
    replies = await _at(BIRTH, text, intent)
    for stock in ("lịch", "Nộp ở", "Nơi giải quyết", "thử lại"):
        assert stock not in said(replies)
    assert "chưa biết" in said(replies) or "chưa có thông tin" in said(replies)


@pytest.mark.parametrize(
    "text",
    [
        "dời qua thứ hai được không",
        "đổi lại số thứ tự",
        "cho đổi sang thứ ba",
        "khoan, đổi lại thứ hai",
        "mất hai ngày",
    ],
)
def test_a_visit_that_is_moved_is_no_money(text):
    assert not asks_it_of_something_else("change_appointment", canonical(text))


@pytest.mark.parametrize("text", ERRANDS)
@pytest.mark.parametrize("intent", ["ask_procedure_authority", "ask_rule_source", "nlu_fallback"])
async def test_where_something_else_is_done_is_not_where_it_is_handed_in(text, intent):
    replies = await _at(BIRTH, text, intent)
    assert "Nộp ở" not in said(replies)
    assert intent != "ask_rule_source" or "đâu ra" not in text or "Công văn" not in said(replies)


@pytest.mark.parametrize("text", HOLD)
async def test_whether_something_holds_is_said_back_as_it_was_asked(text):
    replies = await _at(BIRTH, text)
    assert "Giấy cũ còn dùng được không" not in said(replies)
    assert text.split()[0] in said(replies) or " ".join(text.split()[1:3]) in said(replies)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("có phải ba mẹ ký tại chỗ không", "must_come"),
        ("hai vợ chồng có phải tới không", "must_come"),
        ("bắt buộc phải ra xã không", "must_come"),
        ("ai ký giấy này", "authority"),
        ("trễ hạn thì sao", "consequence"),
        ("nộp ở đâu", "place"),
    ],
)
async def test_of_the_matter_the_stock_answer_comes(text, unit):
    assert any(f"/{unit}/" in one for one in told(await _at(BIRTH, text)))
