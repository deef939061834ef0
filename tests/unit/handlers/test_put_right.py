"""The right matter for the person: somebody from abroad, a second loss, the province that was; no menu comes twice."""

from __future__ import annotations

import pytest

from bot.handlers.abroad import meant
from bot.understanding.clauses import Act, ClauseReader
from tests.unit.handlers.turns import TODAY, Chat, about, payloads, reference, said, told

BIRTH, MARRIAGE, MARRIAGE_ABROAD, CARD_LOST, COPY = "1.001193", "1.000894", "2.000806", "1.014064", "2.000635"
BUSINESS, DISABILITY = "1.001612", "1.001699"


@pytest.mark.parametrize(
    "text",
    [
        "tụi em muốn đăng ký kết hôn, chồng em là người Úc",
        "dang ky ket hon voi nguoi han thi can giay gi",
        "my wife is vietnamese, we want to register our marriage, I am from Australia",
    ],
)
async def test_who_marries_somebody_from_abroad_hears_of_that(text):
    chat = Chat(TODAY)
    marked = next(words for words in ("đăng ký kết hôn", "dang ky ket hon", "marriage") if words in text)
    await chat.say(text, "find_procedure", {"procedure": marked})
    assert chat.state.topic.procedure == MARRIAGE_ABROAD


async def test_who_says_so_later_is_put_right():
    chat = await about(MARRIAGE)
    replies = await chat.say("mà chồng em người Hàn Quốc", "provide_info", confidence=0.6)
    assert chat.state.topic.procedure == MARRIAGE_ABROAD
    assert "yếu tố nước ngoài" in said(replies)
    assert told(await chat.say("cần giấy gì", "ask_procedure_documents")) == {f"{MARRIAGE_ABROAD}/papers/list"}


@pytest.mark.parametrize(
    "text", ["chồng em là người lao động tự do", "em là người ngoài xã", "vợ em người Bạc Liêu", "người Pháp luật cử"]
)
def test_others_are_from_here(text):
    assert meant(reference().catalogue, text, MARRIAGE) == MARRIAGE


def test_what_has_no_twin_stays():
    assert meant(reference().catalogue, "chồng em người Hàn Quốc", CARD_LOST) == CARD_LOST


@pytest.mark.parametrize("text", ["can dem gi k, mat luon khai sinh r", "cần giấy gì, giấy khai sinh cũng mất rồi"])
async def test_a_second_loss_is_named_and_takes_no_matter_over(text):
    chat = await about(CARD_LOST)
    marked = "khai sinh"
    replies = await chat.say(text, "ask_procedure_documents", {"procedure": marked})
    assert chat.state.topic.procedure == CARD_LOST
    assert f"#way.show:{COPY}" in payloads(replies)


async def test_a_loss_alone_is_a_matter():
    chat = await about(BUSINESS)
    await chat.say("tui bị mất căn cước", "find_procedure", {"procedure": "căn cước"})
    assert chat.state.topic.procedure == CARD_LOST


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("bac lieu gop vo ca mau r ma, v la cung tinh hay khac tinh", "tỉnh Cà Mau gồm cả tỉnh Bạc Liêu cũ"),
        ("tỉnh Bạc Liêu nhập vô đâu rồi", "tỉnh Cà Mau gồm cả tỉnh Bạc Liêu cũ"),
        ("phường Bạc Liêu gồm những phường cũ nào nhập lại", "phường Bạc Liêu gồm"),
    ],
)
async def test_the_province_that_was_is_no_ward(text, answered):
    marked = text[text.lower().index("b") :][:8]
    marks = {"admin_unit": f"phường {marked}" if "phường" in text else marked}
    replies = await Chat(TODAY).say(text, "ask_admin_unit_change", marks)
    assert answered in said(replies)


async def test_who_names_nothing_is_asked_in_other_words_and_then_given_a_person():
    chat = Chat(TODAY)
    asked = [
        said(await chat.say(text, "ask_procedure_documents")) for text in ("cần giấy gì", "giấy tờ gì vậy", "giấy gì")
    ]
    assert len(set(asked)) == len(asked)
    assert any(payload.startswith("#call.start") for payload in payloads(await chat.say("cần giấy gì vậy em")))


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("nha toi thue chu khong phai cua toi", Act.TELLS),
        ("ba tôi mất ở nhà chứ không phải bệnh viện", Act.TELLS),
        ("tôi hỏi khai tử chứ không phải khai sinh", Act.CORRECTS),
        ("làm lại chứ không phải làm mới", Act.CORRECTS),
        ("con tui muốn làm khai sinh chứ không phải bản sao", Act.CORRECTS),
    ],
)
def test_a_contrast_of_ones_own_puts_nothing_right(text, act):
    assert ClauseReader().read(text)[0].act is act


async def test_a_contrast_of_ones_own_is_no_objection():
    chat = await about(BUSINESS)
    replies = said(await chat.say("nha toi thue chu khong phai cua toi", "nlu_fallback", confidence=0.44))
    assert "hiểu sai" not in replies


@pytest.mark.parametrize(
    "text", ["còn bà nhà tui bị tai biến nằm một chỗ thì có được tiền gì không", "con bị liệt có chế độ gì không"]
)
async def test_which_money_there_is_for_whom_is_told_as_what_follows(text):
    chat = await about("1.014027")
    replies = await chat.say(text, "nlu_fallback", confidence=0.33)
    assert f"#ans.ask:{DISABILITY}/papers" in payloads(replies)


@pytest.mark.parametrize(
    "text", ["lam tren vneid dc k khoi di", "nop tren dien thoai dc hk", "làm bằng VNeID được không"]
)
async def test_a_telephone_is_a_way_online(text):
    chat = await about(BIRTH)
    assert told(await chat.say(text, "ask_submission_channel")) == {f"{BIRTH}/channel/online"}


@pytest.mark.parametrize("text", ["trong luc cho co giay gi tam ko", "trong khi chờ có giấy gì để xài không"])
async def test_what_one_has_meanwhile_is_no_list_of_papers(text):
    chat = await about(CARD_LOST)
    replies = await chat.say(text, "nlu_fallback", confidence=0.47)
    assert told(replies) == set()
    assert "chưa biết" in said(replies)


async def test_whether_something_changes_anything_is_said_back_in_english():
    chat = await about(MARRIAGE)
    chat.profile.language = "en"
    text = "we already married in Australia, does that change anything"
    assert "does not know" in said(await chat.say(text, "change_appointment", confidence=0.41))
