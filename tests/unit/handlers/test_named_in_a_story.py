"""Which matter a story is about: what is asked for, and not what is told beside it or was never done."""

from __future__ import annotations

import pytest

from bot.guidance.answers import FactName
from bot.understanding.clauses import ClauseReader
from bot.understanding.clauses.denied import denied_in
from tests.unit.handlers.turns import TODAY, Chat, said


async def told(text, intent="find_procedure", confidence=0.95):
    return said(await Chat(TODAY).say(text, intent, confidence=confidence))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Bé chưa có tên. Chị không có đăng ký kết hôn, ba bé đi tàu. Giờ khai sanh cho bé làm sao, ai đi khai?",
            "Đăng ký khai sinh",
        ),
        ("chi khong co dang ky ket hon, gio lam khai sanh cho be the nao, ai di nop duoc", "Đăng ký khai sinh"),
        (
            "Cháu 6 tuổi chưa có giấy khai sinh. Cha mẹ mất cả rồi. Cháu làm khai sinh thế nào, ai đi khai?",
            "Đăng ký khai sinh",
        ),
        ("con lam khai sinh the nao, ai di khai duoc", "Đăng ký khai sinh"),
        ("À mà con cháu tui cần bản sao giấy khai sinh, xin ở đâu?", "Bản sao trích lục hộ tịch, bản sao khai sinh"),
        ("khai tử ở Bình Dương hay ở Cái Nước, ai khai được", "Đăng ký khai tử"),
        ("khai tu o binh duong hay o cai nuoc, ai di khai", "Đăng ký khai tử"),
    ],
)
async def test_what_is_asked_for_is_answered(text, title):
    assert f"Việc: {title}\n" in await told(text)


async def test_what_was_asked_before_another_matter_goes_with_the_other():
    chat = Chat(TODAY)
    await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
    replies = await chat.say(
        "Tôi hỏi việc khác. Khai tử ở Bình Dương hay ở Cái Nước, ai khai được, làm sao đưa tro cốt về", "find_procedure"
    )
    assert "Việc: Đăng ký khai tử\n" in said(replies)
    assert "khai sinh" not in said(replies)


@pytest.mark.parametrize(
    "text", ["Tôi người Đài Loan, vợ Việt Nam. Làm kết hôn trước hay con trước?", "chong toi nguoi han quoc"]
)
async def test_where_somebody_is_from_is_no_matter(text):
    assert "Khai báo tạm trú" not in await told(text, "nlu_fallback", 0.4)


@pytest.mark.parametrize(
    "text",
    [
        "Cháu chưa từng đăng ký khai sinh lần nào, không phải đăng ký lại. Vậy ai đi khai và nộp ở đâu?",
        "chau chua bao gio dang ky khai sinh lan nao, gio nop o dau",
    ],
)
async def test_what_was_never_done_is_not_done_again(text):
    answer = await told(text, "ask_procedure_authority")
    assert "Đăng ký khai sinh" in answer
    assert "Đăng ký lại" not in answer
    assert "lần nào" not in answer, "nothing is asked by it"


@pytest.mark.parametrize(
    "text", ["giờ làm sao sang tên cho ngoại hay các con cho kịp ạ", "sang ten cho con ut thi can giay gi"]
)
async def test_to_whom_something_goes_does_not_say_what_it_is(text):
    answer = await told(text)
    assert "Việc: Sang tên xe" not in answer


async def test_what_to_do_with_a_matter_that_is_named_is_asked_back_or_answered():
    answer = await told("Dạ thừa kế đất của ông ngoại thì làm giấy gì trước ạ", "ask_procedure_documents", 0.7)
    assert answer.startswith("Anh/chị muốn làm việc nào trong mấy việc này?")
    land = "đất 1.100m2 sổ đất đứng tên ông ngoại con mất 2014, giờ làm sao sang tên cho ngoại hay các con cho kịp ạ"
    assert "Việc: Sang tên đất" in await told(land, "ask_hotline", 0.49)


@pytest.mark.parametrize(
    "text", ["Em cảm ơn nhiều ạ", "em cam on", "ghe tui bi cam do hang khoi", "chú cầm giấy theo rồi"]
)
def test_thanks_and_bans_tell_of_no_disability(text):
    assert not [fact for clause in ClauseReader().read(text) for fact in clause.facts if fact.name is FactName.DISABLED]


@pytest.mark.parametrize("text", ["con tui câm điếc từ nhỏ", "chau bi cam bam sinh", "con em bị câm"])
def test_who_is_mute_is_heard(text):
    assert [fact for clause in ClauseReader().read(text) for fact in clause.facts if fact.name is FactName.DISABLED]


@pytest.mark.parametrize("text", ["Đất tui 1,2 héc ta vừa rừng vừa vuông", "mã H11.34-261006-00 còn đọc được"])
def test_a_number_with_its_signs_stays_whole(text):
    assert [clause.text for clause in ClauseReader().read(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Có cần giấy chứng sinh không? Nếu không có thì giấy gì thay?",
        "do co phai giay chung sinh khong, ma khong co thi lay gi thay",
    ],
)
async def test_what_replaces_a_paper_is_asked_of_the_one_just_named(text):
    chat = Chat(TODAY)
    await chat.say("làm khai sinh cho cháu", "find_procedure")
    assert "thay bằng văn bản của người làm chứng" in said(await chat.say(text, "ask_procedure_documents"))


@pytest.mark.parametrize(
    "text",
    ["sau đợt rà soát thì bà ấy không còn khoản trợ cấp nào", "bây giờ không còn huyện nữa thì cơ quan nào trả lời"],
)
def test_what_is_gone_stays_one_clause(text):
    assert [clause.text for clause in ClauseReader().read(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Con ơi, đây không phải nhà ở. Đây là sala của chùa. Sư lên xã nào xin, hay phải lên tỉnh?",
        "day khong phai nha o, day la sala cua chua, xin o xa hay phai len tinh",
        "Sư đã nói không phải nhà ở mà con, nộp ở đâu",
    ],
)
async def test_what_is_pointed_at_and_denied_is_no_matter_any_more(text):
    chat = Chat(TODAY)
    await chat.say("xin giấy phép xây dựng nhà ở", "find_procedure")
    assert chat.state.topic.procedure == "1.013225"
    replies = await chat.say(text, "ask_procedure_authority", confidence=0.7)
    assert "nhà ở" not in said(replies).replace("không phải nhà ở", "")
    assert "Ghi nợ" not in said(replies), "“sư” is no “sử dụng đất”"
    assert chat.state.topic.procedure != "1.013225"


async def test_an_english_no_bars_a_matter():
    chat = Chat(TODAY)
    await chat.say("how do I get a passport", "find_procedure")
    assert chat.state.topic.procedure == "1.001456"
    await chat.say("nah not a vietnamese passport haha i mean becoming a citizen", "nlu_fallback", confidence=0.4)
    replies = await chat.say(
        "where would i file the nationality application", "ask_procedure_authority", confidence=0.7
    )
    assert "passport" not in said(replies).lower()


@pytest.mark.parametrize("text", ["cái này không phải nộp phí", "đây không phải đi đâu hết", "it is not what I need"])
def test_what_one_need_not_do_is_no_matter_that_is_denied(text):
    assert denied_in(text) == ""


async def test_a_boat_that_was_bought_is_what_is_transferred():
    story = "em mua chiec ghe go cua ong Gia, ong dua the dang ky ghe cho em. gio muon sang ten cho em thi lam sao"
    assert "Việc: Sang tên ghe, vỏ lãi\n" in await told(story)


async def test_tomorrow_buries_nobody():
    replies = await Chat(TODAY).say(
        "cong an lap bien ban hen 4/12. mai len dem theo giay j", "nlu_fallback", confidence=0.4
    )
    assert "Mai táng" not in str([choice.label for reply in replies for choice in reply.choices])


@pytest.mark.parametrize(
    "text", ["Sư không muốn giận ai", "tui khong dam trach ai", "Sư hỏi chậm, con trả lời chậm cũng được"]
)
def test_what_is_said_in_politeness_asks_nothing(text):
    assert not any(clause.act.asks for clause in ClauseReader().read(text))
