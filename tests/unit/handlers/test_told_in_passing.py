"""What people tell in passing: what happened is a matter, what they are is none; a question beside it is answered."""

from __future__ import annotations

import pytest

from bot.guidance.answers import Focus
from bot.understanding.clauses import ClauseReader, FactName
from bot.understanding.clauses.denied import without_denied
from tests.unit.handlers.turns import LETTER, TODAY, Chat, about, payloads, said, told

BIRTH, DEATH, BUSINESS, OLD_AGE, RESIDENCE = "1.001193", "1.000656", "1.001612", "1.014027", "1.004222"
MENU = "Anh/chị muốn làm việc gì?"


def facts(text):
    return {fact.name: fact.value for clause in ClauseReader().read(text) for fact in clause.facts}


@pytest.mark.parametrize("text", ["ba toi mat hom thu 3 roi", "má tui mới qua đời", "ông nội em mất bữa qua"])
async def test_a_death_that_is_only_told_leads_to_what_has_to_be_done_in_time(text):
    chat = Chat(TODAY)
    replies = await chat.say(text, "provide_info")
    assert "chia buồn" in said(replies)
    assert "Đăng ký khai tử" in said(replies)
    assert "15 ngày" in said(replies)
    assert "#life.show:death" in payloads(replies)
    assert told(await chat.say("vay lam giay o dau", "ask_procedure_authority")) == {f"{DEATH}/place/desks"}


async def test_what_happened_is_what_a_later_question_without_a_name_is_about():
    chat = Chat(TODAY)
    await chat.say("ba toi mat hom thu 3 roi, gio roi qua", "talk_to_human")
    await chat.say("cam on", "thank_bye")
    assert told(await chat.say("can giay to gi", "ask_procedure_documents")) == {f"{DEATH}/papers/list"}


async def test_in_one_message():
    chat = Chat(TODAY)
    replies = await chat.say("má tui mất hôm qua, làm giấy tờ ở đâu, cần giấy gì", "ask_procedure_authority")
    assert told(replies) == {f"{DEATH}/place/desks", f"{DEATH}/papers/list"}


async def test_of_a_moment_before_the_copies_no_deadline_is_told():
    replies = await Chat(LETTER).say("ba tôi mới mất", "provide_info")
    assert "khai tử" in said(replies)
    assert "15 ngày" not in said(replies)


@pytest.mark.parametrize("text", ["cccd em mat roi", "em mất hôm qua cái căn cước", "bằng lái con tui mất rồi"])
def test_a_lost_thing_is_no_death(text):
    assert facts(text).get(FactName.EVENT) != "death"


async def test_what_happened_is_no_matter_of_a_question_that_names_one():
    chat = Chat(TODAY)
    await chat.say("ba tôi mất hôm thứ 3 rồi", "talk_to_human")
    await chat.say("làm căn cước cần giấy gì", "ask_procedure_documents", {"procedure": "căn cước"})
    assert chat.state.topic.procedure != DEATH


@pytest.mark.parametrize("text", ["tui khong co luong huu, ho can ngheo", "nhà tui hộ nghèo", "tui bị liệt"])
async def test_what_somebody_is_is_noted_and_is_no_other_matter(text):
    chat = await about(OLD_AGE)
    procedure = "ho can ngheo" if "can ngheo" in text else text.rsplit(" ", 2)[-1]
    replies = await chat.say(text, "find_procedure", {"procedure": procedure})
    assert chat.state.topic.procedure == OLD_AGE
    assert "ghi nhớ" in said(replies)
    assert all(payload.startswith(f"#ans.ask:{OLD_AGE}/") for payload in payloads(replies))


async def test_who_wants_the_paper_itself_gets_it():
    chat = await about(OLD_AGE)
    await chat.say("tui muốn làm sổ hộ nghèo", "find_procedure", {"procedure": "sổ hộ nghèo"})
    assert chat.state.topic.procedure == "1.011607"


async def test_what_is_told_turns_the_answer_before_it():
    chat = await about(RESIDENCE)
    await chat.say("tốn bao nhiêu tiền", "ask_procedure_fee")
    replies = await chat.say("nhà tui hộ nghèo", "provide_info")
    assert f"{RESIDENCE}/fee" in next(iter(told(replies)), "") or "ghi nhớ" in said(replies)


@pytest.mark.parametrize(
    "text",
    [
        "giay chung sinh benh vien dua e lam rot xuong nuoc mat tieu r gio sao",
        "giấy chứng sinh bị ướt hết rồi giờ sao",
        "mất giấy chứng sinh rồi thì làm sao",
    ],
)
async def test_a_paper_that_was_lost_is_a_missing_one(text):
    chat = await about(BIRTH)
    replies = await chat.say(text, "nlu_fallback", confidence=0.7)
    assert "người làm chứng" in said(replies)


async def test_a_paper_that_the_matter_gives_is_not_missing_for_it():
    chat = await about("1.014064")
    replies = await chat.say("căn cước bị mất rồi giờ sao", "nlu_fallback", confidence=0.6)
    assert not any("missing" in unit for unit in told(replies))


@pytest.mark.parametrize(
    "text",
    [
        "Toi muon mo quan ban hu tieu truoc nha, co phai xin giay phep gi khong",
        "mở tiệm bán bánh mì thì xin giấy gì",
        "em tinh mo quan nhau nho nho gan nha",
    ],
)
async def test_what_a_shop_sells_is_no_part_of_a_name(text):
    chat = Chat(TODAY)
    await chat.say(text, "find_procedure")
    assert chat.state.topic.procedure == BUSINESS


@pytest.mark.parametrize("text", ["mở tiệm thuốc tây", "mo quan karaoke o xa", "mở tiệm vàng"])
def test_goods_that_need_a_licence_of_their_own_stay(text):
    assert without_denied(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("xin ở dưới mình, chớ xét nghiệm thì tôi biết rồi", "xin ở dưới mình"),
        ("cái khai sinh thì em hiểu rồi ạ, còn hộ khẩu sao", "còn hộ khẩu sao"),
    ],
)
def test_what_one_knows_already_is_not_asked(text, left):
    assert without_denied(text).strip(" ,") == left


@pytest.mark.parametrize("text", ["khai sinh thì tui biết rồi sao nữa", "xét nghiệm thì em biết rồi hả anh?"])
def test_what_one_asks_of_stays(text):
    assert without_denied(text) == text


async def test_a_paper_that_is_asked_about_is_no_other_matter():
    chat = await about(BUSINESS)
    replies = await chat.say("còn giấy an toàn thực phẩm có cần không", "ask_procedure_documents")
    assert told(replies) == {f"{BUSINESS}/papers/other"}


async def test_whom_to_ask_is_who_takes_it():
    chat = await about(BUSINESS)
    replies = await chat.say("sao noi khong biet hoai vay, vay hoi ai", "check_dossier_status", confidence=0.82)
    assert told(replies) == {f"{BUSINESS}/place/desks"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("sai rồi, tôi hỏi tạm trú có dễ hơn thường trú không", "deny"),
        ("ok, mà chủ trọ không chịu ký tên thì sao", "affirm"),
        ("cảm ơn, con lấy họ cha được không vậy", "thank_bye"),
    ],
)
async def test_a_question_beside_a_no_or_thanks_is_said_back(text, intent):
    chat = await about(RESIDENCE)
    replies = said(await chat.say(text, intent, confidence=0.8))
    assert "chưa biết" in replies or "chưa có thông tin" in replies
    assert any(word in replies for word in ("dễ hơn", "chủ trọ", "lấy họ cha"))


async def test_who_wants_to_move_is_not_told_what_their_ward_was():
    chat = Chat(TODAY)
    text = "tôi tính chuyển hộ khẩu lên phường An Xuyên ở với con gái"
    marks = {"procedure": "chuyển hộ khẩu", "admin_unit": "phường An Xuyên"}
    replies = await chat.say(text, "ask_admin_unit_change", marks, confidence=0.45)
    assert chat.state.topic.procedure == RESIDENCE
    assert "1655" not in said(replies)


@pytest.mark.parametrize(
    "text", ["còn bảo hiểm y tế có phải đổi không", "vậy giấy tờ cũ ghi xã cũ có phải đổi hết không"]
)
async def test_whether_papers_hold_after_the_merger_is_answered_and_nothing_else(text):
    chat = Chat(TODAY)
    replies = said(await chat.say(text, "ask_admin_unit_change", confidence=0.99))
    assert "trợ lý chưa biết" in replies
    assert "64 xã" not in replies


async def test_what_changes_is_no_appointment():
    chat = await about("1.000894")
    text = "we already married in Australia, does that change anything"
    assert "appointment" not in said(await chat.say(text, "change_appointment", confidence=0.41))


async def test_a_line_that_another_one_has_whole_is_said_once():
    chat = await about(DEATH)
    lines = said(await chat.say("con may ngay nua la tre, tre co sao khong", "nlu_fallback", confidence=0.6))
    assert lines.count("15 ngày") == 1


async def test_an_age_that_people_speak_of_asks_who_may_have_it():
    chat = await about(OLD_AGE)
    replies = await chat.say("nghe noi phai 75 tuoi ma, noi sao ky vay", "find_procedure", confidence=0.4)
    assert MENU not in said(replies)
    assert any(Focus.ELIGIBILITY.value in unit for unit in told(replies))
