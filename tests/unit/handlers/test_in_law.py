"""What a law answers and no page of the portal does."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bot.content.law_answers_loader import load_law_answers, read_law_answers
from bot.content.safe_yaml import parse
from bot.guidance.law_answers import LawAnswersError
from tests.unit.handlers.turns import LETTER, TODAY, Chat, reference, said, texts

ROWS = parse((files("bot.content") / "law_answers.yaml").read_text(encoding="utf-8"))
ASKED = [(row, question) for row in ROWS for question in row["asks"]]
SINGLE, BIRTH, CARD, ONCE = "1.004873", "1.001193", "1.014061", "1.001613"
ENTRY = "- {id: father, law: 60/2014/QH13, asked: [[tên cha]], asks: [tên cha ghi sao]}"


async def ask(question: str, *, about: str | None = None, moment=TODAY) -> str:
    chat = Chat(moment)
    chat.state.topic.procedure = about
    return said(await chat.say(question, confidence=0.3))


def answer(of: str, language: str = "vi") -> str:
    return texts().get(language, f"in_law.{of}")


@pytest.mark.parametrize(("row", "question"), ASKED, ids=[f"{row['id']}: {question}" for row, question in ASKED])
async def test_it_is_answered_however_it_is_asked(row, question):
    told = await ask(question, about=next(iter(row.get("matters", ())), None))
    assert any(answer(row["id"], language) in told for language in ("vi", "en"))


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("giấy độc thân bao lâu có", SINGLE),
        ("xin giấy độc thân cần giấy gì", SINGLE),
        ("tờ giấy này dùng để làm gì", SINGLE),
        ("khai sinh bao lâu có", BIRTH),
        ("tên cha bị ghi sai thì sửa ở đâu", BIRTH),
        ("khai sinh để trống tên cha, giờ ba nó chịu nhận thì làm sao", BIRTH),
        ("cha đi làm thay mẹ được không", BIRTH),
        ("bé sanh ở nhà thì khai sinh ở đâu", BIRTH),
        ("làm căn cước mấy ngày có", CARD),
        ("đổi căn cước bao nhiêu tiền", CARD),
        ("cccd ghi phường 9 cũ còn xài được không", CARD),
        ("rút bảo hiểm một lần cần giấy gì", ONCE),
        ("nhờ chồng rút bảo hiểm một lần giùm được không", ONCE),
        ("rút một lần mấy ngày có tiền", ONCE),
        ("giấy khai sinh xài được mấy tháng", None),
        ("có khách tây ngủ lại nhà thì báo ai", None),
        ("mai táng người già được bao nhiêu", None),
    ],
)
async def test_what_sounds_alike_and_asks_something_else_is_not_answered_so(question, about):
    told = await ask(question, about=about)
    assert not [row["id"] for row in ROWS if answer(row["id"]) in told]


async def test_it_is_told_with_its_law_and_as_not_confirmed():
    told = await ask("giấy độc thân xài được mấy tháng")
    assert "Điều 23 Nghị định 123/2015/NĐ-CP" in told
    assert "chưa xác nhận" in told
    assert "Theo Nghị định 168/2025/NĐ-CP" in await ask("bán hàng rong có phải đăng ký kinh doanh không")


async def test_how_long_an_office_takes_is_no_question_how_long_a_paper_holds():
    assert answer("stay_30") not in await ask("hết hạn tạm trú mấy ngày có")


async def test_of_a_day_before_its_law_nothing_is_told():
    assert answer("card_child") not in await ask("con nít 4 tuổi có bắt buộc làm căn cước không", moment=LETTER)
    assert answer("single_term") in await ask("giấy độc thân xài được mấy tháng", moment=LETTER)


async def test_asked_once_more_it_is_not_said_word_for_word_again():
    chat = Chat(TODAY)
    first = said(await chat.say("giấy độc thân xài được mấy tháng", confidence=0.3))
    again = said(await chat.say("giấy độc thân xài được mấy tháng vậy", confidence=0.3))
    assert answer("single_term") in first
    assert answer("single_term") not in again
    assert "6 tháng" in again
    choice = next(choice for choice in chat.state.menu if choice.payload == "#ans.again")
    assert answer("single_term") in said(await chat.press(choice.label))


async def test_what_a_law_answers_belongs_to_the_matter_under_way():
    chat = Chat(TODAY)
    chat.state.topic.procedure = BIRTH
    await chat.say("e voi ba cua be chua dki ket hon thi ten cha ghi sao", "find_procedure", confidence=0.7)
    again = said(
        await chat.say(
            "y la gio e lam khai sanh trc bo trong cho cha r mai mot anh vo bo sung hay doi anh lun cho chac?"
            " e so qua 60 ngay bi phat",
            "find_procedure",
        )
    )
    assert "Chuyện này: trợ lý chỉ biết như đã nói ở trên" in again
    assert "Hạn là 60 ngày" in again


async def test_what_is_asked_beside_it_is_answered_too():
    told = await ask("khai sinh cần giấy gì, tụi em chưa cưới thì tên cha ghi sao")
    assert answer("father") in told
    assert "tờ khai đăng ký khai sinh" in told


async def test_what_two_clauses_ask_alike_is_said_once():
    told = await ask("bà không ký được thì lăn tay được không, chứng thực chữ ký mà điểm chỉ thì sao")
    assert told.count(answer("sign_finger")) == 1


async def test_its_matter_is_talked_of_from_then_on():
    chat = Chat(TODAY)
    await chat.say("giấy độc thân xài được mấy tháng", confidence=0.3)
    assert chat.state.topic.procedure == SINGLE
    assert "tờ khai cấp Giấy xác nhận tình trạng hôn nhân" in said(await chat.say("cần giấy gì", confidence=0.3))


async def test_the_matter_under_way_stays():
    chat = Chat(TODAY)
    chat.state.topic.procedure = BIRTH
    await chat.say("chưa cưới thì tên cha ghi sao", confidence=0.3)
    assert chat.state.topic.procedure == BIRTH


def test_every_answer_has_its_words_and_every_matter_is_in_the_catalogue():
    keys = {key.removeprefix("in_law.") for key in texts().keys("vi") if key.startswith("in_law.")}
    assert keys == {one.id for one in load_law_answers()}
    for one in load_law_answers():
        assert all(code in reference().catalogue for code in one.matters), one.id


def test_each_has_five_ways_of_asking_and_one_in_english():
    for row in ROWS:
        assert len(row["asks"]) > 5, row["id"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "not YAML"),
        ("since: 2026", "not a list"),
        (ENTRY.replace("asks: [tên cha ghi sao]", "asks: []"), "father: asks missing or empty"),
        (ENTRY.replace("law:", "matter: [], law:"), "father: unknown field matter"),
        (ENTRY.replace("60/2014/QH13", "1/1900"), "father: law: '1/1900' is none of laws.csv"),
        (f"{ENTRY}\n{ENTRY}", "an answer stands twice"),
    ],
)
def test_what_is_wrong_with_the_file_is_named(text, named):
    with pytest.raises(LawAnswersError, match=named):
        read_law_answers(text)
