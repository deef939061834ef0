"""What is asked of a matter is not answered with another thing about it; each question of a message has its line."""

from __future__ import annotations

import pytest

from bot.guidance.answers import Focus
from bot.handlers.questions import aims
from bot.handlers.questions.focuses import named_alone
from bot.understanding.clauses import Act, ClauseReader
from bot.understanding.fold import canonical
from tests.unit.handlers.turns import TODAY, Chat, said

BIRTH = "khai sinh cho con cần giấy gì"


async def _amid(matter: str, text: str, intent: str = "nlu_fallback", confidence: float = 0.6) -> str:
    chat = Chat(TODAY)
    await chat.say(matter, "ask_procedure_documents")
    assert chat.state.topic.procedure is not None
    return said(await chat.say(text, intent, confidence=confidence))


@pytest.mark.parametrize(
    ("matter", "text", "quote", "never"),
    [
        ("chứng thực chữ ký cần giấy gì", "xã có quyền từ chối không", "quyền từ chối", "Nơi giải quyết"),
        ("phiếu lý lịch tư pháp cần giấy gì", "số 1 khác số 2 chỗ nào vậy", "khác số 2", "nộp trực tiếp ở đâu"),
        ("hòa giải tranh chấp đất đai cần giấy gì", "xã hòa giải là bắt buộc hả", "bắt buộc", "Nơi giải quyết"),
        ("hòa giải tranh chấp đất đai cần giấy gì", "hòa giải không thành thì xã cho giấy gì", "cho giấy", "phải nộp"),
        ("đăng ký hộ kinh doanh cần giấy gì", "em nhỏ tuổi, hay để mẹ đứng tên hén", "đứng tên", "ủy quyền"),
        ("cấp hộ chiếu cần giấy gì", "hình chụp sao cho đúng", "chụp sao", "Giấy tờ phải nộp"),
    ],
)
async def test_another_aspect_is_said_back_as_unknown(matter, text, quote, never):
    told = await _amid(matter, text, "ask_procedure_documents")
    assert quote in told
    assert never not in told
    assert "chưa biết" in told or "chưa có thông tin" in told or "không có thông tin" in told


async def test_who_may_be_something_is_not_who_carries_the_dossier():
    chat = Chat(TODAY)
    told = said(await chat.say("hai đứa cháu ở với con, con làm người giám hộ được không", "ask_must_appear"))
    assert "người giám hộ được không" in told
    assert "giấy ủy quyền" not in told
    assert chat.state.topic.procedure == "1.004837"


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("có bị phạt không", True),
        ("hai tháng rồi, có bị phạt không", True),
        ("chưa đăng ký, có sao không", True),
        ("bị phạt chắc khoảng nhiêu", False),
        ("thằng bạn hộ khẩu Kiên Giang, ghe số bên đó, có sao không", False),
    ],
)
def test_what_comes_of_it_is_about_a_term_only_where_one_is_spoken_of(text, late):
    plain = canonical(text)
    assert aims.of_a_term(canonical(text.rsplit(", ", maxsplit=1)[-1]), plain) is late


async def test_nobody_hears_of_lateness_who_did_not_speak_of_it():
    told = await _amid("sang tên ghe cần giấy gì", "ghe số Kiên Giang chớ không phải Cà Mau, có sao không")
    assert "Trễ hạn" not in told
    assert "có sao không" in told


async def test_what_comes_of_it_is_not_dropped_beside_another_question():
    told = await _amid(BIRTH, "cái này ai ký, còn đám cưới thì sao có bị phạt không")
    assert "bị phạt không" in told
    assert "Trễ hạn" not in told


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("lệ phí, bao lâu nhận", ["tiền", "ngày làm việc"]),
        ("phí bao nhiêu, lỗi do xã có miễn không", ["tiền", "“lỗi do xã có miễn không”"]),
        ("bao lâu có, phí nhiêu", ["ngày làm việc", "tiền"]),
    ],
)
async def test_each_question_of_a_message_has_its_line(text, lines):
    told = await _amid(BIRTH, text, "ask_procedure_fee")
    assert all(line in told for line in lines), told


async def test_whom_it_falls_on_is_a_question_of_its_own():
    told = await _amid(
        "đăng ký tạm trú cần giấy gì", "ở năm tháng rồi, có bị phạt không, phạt em hay phạt chủ trọ", "nlu_fallback"
    )
    assert "“phạt em hay phạt chủ trọ”" in told


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("lệ phí", Focus.FEE),
        ("phí xác nhận đó", Focus.FEE),
        ("giấy tờ phải nộp", Focus.PAPERS),
        ("lệ phí tôi đóng rồi", None),
        ("phí cao quá", None),
    ],
)
def test_a_question_is_asked_by_its_name_alone(text, focus):
    assert named_alone(canonical(text)) is focus


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("tks ad nhìu", Act.COURTESY),
        ("cảm ơn ad nhiều nha", Act.COURTESY),
        ("con em 4 tuổi bị bại não", Act.TELLS),
        ("phí nhiêu", Act.ASKS_HOW_MUCH),
        ("2.000 một trang hay một bản", Act.ASKS_WHICH),
        ("phạt em hay phạt chủ trọ", Act.ASKS_WHICH),
        ("chụp não ở đâu vậy", Act.ASKS_WHERE),
    ],
)
def test_thanks_and_tales_ask_nothing_and_few_words_may(text, act):
    assert [one.act for one in ClauseReader().read(text)] == [act]


@pytest.mark.parametrize(
    "text",
    [
        "đất là đất của ông chủ vuông cho ở đậu, không giấy tờ gì",
        "ông thương binh 61% chứ không biết mấy phần tư",
        "bác sĩ ở bệnh viện có ghi bại não rồi, giấy ra viện em còn giữ",
    ],
)
async def test_what_is_told_is_not_thrown_back_as_a_question(text):
    told = await _amid("xin giấy xác nhận khuyết tật cần giấy gì", text)
    assert "“" not in told.replace("“Giấy xác nhận khuyết tật”", "")
    assert "chưa biết" not in told


async def test_who_says_what_they_ask_is_not_bidden_goodbye():
    told = await _amid(BIRTH, "đứa bốn tuổi thì tôi biết rồi tôi hỏi bà già kìa", "thank_bye", 0.9)
    assert "tôi hỏi bà già kìa" in told
    assert "Cần gì cứ nhắn lại" not in told


async def test_a_sum_is_asked_for_what_it_is():
    told = await _amid(
        "chứng thực bản sao cần giấy gì", 'Anh nói "2.000 đồng" là 2.000 một trang hay một bản?', "nlu_fallback"
    )
    assert "2.000 đồng mỗi trang" in told


async def test_a_goodbye_names_what_waits_by_its_own_words():
    chat = Chat(TODAY)
    await chat.say("ba mẹ cho đất, tách được hông", "nlu_fallback", confidence=0.5)
    told = said(await chat.say("cảm ơn nha, thôi tui hỏi sau", "thank_bye"))
    assert "mức hưởng" not in told
