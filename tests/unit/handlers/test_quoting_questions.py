"""What is said back as unknown is a question, and a whole one: no tale, no address, no half of a sentence."""

from __future__ import annotations

import re

import pytest

from bot.handlers.quoting import questions_quoted
from bot.understanding.clauses import ClauseReader
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, said
from tests.unit.understanding.test_told_only import TOLD

BESIDE = [
    "giấy phép nuôi cá sấu xin ở đâu, {}",
    "{}. phơi lúa trên lộ có bị phạt không",
    "{}, treo bảng quảng cáo trước nhà có được không",
]
TALES = [text for texts in TOLD.values() for text in texts]


def quotes(answer):
    return re.findall(r"“([^”]*)”", answer)


@pytest.mark.parametrize("tale", TALES)
async def test_a_tale_is_never_said_to_be_unknown(tale):
    for number, frame in enumerate(BESIDE):
        for text in (frame.format(tale), strip_diacritics(frame.format(tale))):
            if strip_diacritics(text) == text and tale.endswith("à"):
                continue
            answer = said(await Chat(TODAY).say(text, "nlu_fallback", confidence=0.3))
            told = [strip_diacritics(quote) for quote in quotes(answer)]
            assert strip_diacritics(tale) not in told, (number, answer)


@pytest.mark.parametrize("tale", TALES)
async def test_nor_under_a_matter_that_is_talked_of(tale):
    chat = Chat(TODAY)
    await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
    answer = said(await chat.say(f"{tale}, có cần sổ hộ khẩu không", "ask_procedure_documents"))
    assert tale not in quotes(answer), answer


WHOLE = [
    (
        "tòa có xét chuyện tui làm công nhật mà ở nhà mướn không",
        "tòa có xét chuyện tui làm công nhật mà ở nhà mướn không",
    ),
    ("xã có coi cái vụ nhà tui ở cất trên kinh mà chưa có sổ không", "xã có coi cái vụ"),
    ("rồi tui tính để giỗ đầu xong ra xã hỏi coi chia làm sao cho êm", "chia làm sao cho êm"),
    ("ba đứa nó biểu tui lên hỏi thử phần của con gái tính sao", "phần của con gái tính sao"),
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "quote"), WHOLE)
def test_a_question_keeps_its_head(text, quote, bare):
    text, quote = (strip_diacritics(text), strip_diacritics(quote)) if bare else (text, quote)
    found = questions_quoted(text, ClauseReader().read(text))
    assert quote in found, found


DENIED = [
    "tui nghe nói luật mới không cho lãnh một lần nữa",
    "bữa hổm ấp nói năm nay không cấp gạo nữa",
    "chủ ghe làm lơ không chịu trả giấy tờ cho tui",
    "bên đó nói dịch này không giải quyết hồ sơ",
    "người ta đồn sang năm không thu thuế khoán nữa",
    "thằng em tui ở xa không ký giấy được",
    "họ kêu giấy mờ quá không nhận hồ sơ",
    "tui nghe mấy bà nói không phát tiền mặt nữa",
    "xã nói thiếu chữ ký không duyệt đơn",
    "bưu điện báo nghỉ lễ không giao giấy",
    "công an nói hình mờ không cấp thẻ",
    "bên thuế nói trễ rồi không miễn nữa",
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("text", DENIED)
def test_a_no_before_its_verb_denies_and_asks_nothing(text, bare):
    text = strip_diacritics(text) if bare else text
    clauses = ClauseReader().read(text)
    for quote in quotes(questions_quoted(text, clauses)):
        assert not re.search(r"(?:không|khong)$", quote), quote


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("text", DENIED)
async def test_nor_is_it_said_back_under_a_matter(text, bare):
    chat = Chat(TODAY)
    await chat.say("rút bảo hiểm xã hội một lần cần giấy gì", "ask_procedure_documents")
    text = strip_diacritics(text) if bare else text
    answer = said(await chat.say(f"{text}, họ rủ nhau nghỉ hết", "nlu_fallback", confidence=0.4))
    assert not [quote for quote in quotes(answer) if re.search(r"(?:không|khong)$", quote)], answer


OR_ELSE = [
    "người nuôi bệnh có được tiền gì không, hay chỉ người bệnh mới có",
    "con dâu đi ký được không, hay chỉ con ruột mới được",
    "nuôi vịt chạy đồng có phải khai không, hay chỉ nuôi trại mới khai",
    "phơi lúa trên lộ có bị phạt không, hay ai phơi cũng được",
    "bán hàng rong trước chợ có bị đuổi không, hay đóng tiền là xong",
    "dựng rạp ra đường có được không, hay chỉ dựng trong sân",
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("text", OR_ELSE)
async def test_the_other_half_of_a_question_is_never_quoted_alone(text, bare):
    text = strip_diacritics(text) if bare else text
    answer = said(await Chat(TODAY).say(text, "nlu_fallback", confidence=0.3))
    assert not [quote for quote in quotes(answer) if quote.startswith("hay ")], answer


DENIED_BY_DAU = [
    ("cho tui xin trễ một bữa được không, kẹt phà đâu phải tại tui", "phải tại tui"),
    ("có đơn mẫu không chớ tui đâu có biết viết", "có biết viết"),
    ("đất nội cho hồi nào giờ mà giấy chưa sang tên, giờ ai đứng đơn", "sang tên"),
]


@pytest.mark.parametrize(("text", "half"), DENIED_BY_DAU)
def test_what_is_denied_is_no_question_of_its_own(text, half):
    clauses = ClauseReader().read(text)
    assert half not in [clause.text for clause in clauses]
    assert not [quote for quote in quotes(questions_quoted(text, clauses)) if quote.endswith(("đâu", "chưa"))]


OF_WHAT_STANDS_BEFORE = [
    ("bảo hiểm, học bạ, sổ tiêm chủng sửa tên theo hết hả", "bảo hiểm, học bạ, sổ tiêm chủng sửa tên theo hết hả"),
    (
        "trạm xá không chịu ghi lại thì còn cách nào nữa",
        "trạm xá không chịu ghi lại thì còn cách nào nữa",
    ),
    (
        "quán kế bên mở loa tới khuya, cái đó ấp có xử không",
        "quán kế bên mở loa tới khuya, cái đó ấp có xử không",
    ),
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "quote"), OF_WHAT_STANDS_BEFORE)
def test_a_question_is_quoted_with_what_it_is_about(text, quote, bare):
    text, quote = (strip_diacritics(text), strip_diacritics(quote)) if bare else (text, quote)
    assert quotes(questions_quoted(text, ClauseReader().read(text))) == [quote]


TOLD_ALONE = [
    "thằng út chạy ra coi chừng nồi cá kho đi",
    "ông nhà tui bữa nào cũng ngóng ra bến đò",
    "ảnh qua bển làm theo diện kỹ sư ba năm",
    "tiền đó thà tui cất chòi lá ở cho khỏe",
]


@pytest.mark.parametrize("under_way", [False, True])
@pytest.mark.parametrize("text", TOLD_ALONE)
async def test_what_only_tells_is_not_said_back_as_if_it_were_asked(text, under_way):
    chat = Chat(TODAY)
    if under_way:
        await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
    answer = said(await chat.say(text, "nlu_fallback", confidence=0.3))
    assert text not in answer
