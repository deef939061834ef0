"""Nobody is held in a circle: who goes on asking is answered of what was asked back; a doubt or a loan is no matter."""

from __future__ import annotations

import pytest

from bot.handlers.supported import is_borne_out
from bot.understanding.clauses import Act, ClauseReader
from bot.understanding.clauses.denied import without_denied
from tests.unit.handlers.turns import TODAY, Chat, about, payloads, said, told

LICENCE, SPLIT, TRANSFER, POOR, BIRTH = "3.000347", "1.012784", "1.013831", "1.011607", "1.001193"


async def asked_back():
    chat = Chat(TODAY)
    text = "bang lai xe may cua ba em het han doi o dau"
    replies = await chat.say(text, "nlu_fallback", {"procedure": "bang lai xe"}, confidence=0.46)
    assert "phải không?" in said(replies)
    assert "Nộp ở" in said(replies), "where it is handed in was asked, and is told as far as it is meant"
    return chat


@pytest.mark.parametrize(
    ("text", "intent", "unit"),
    [
        ("bao nhieu tien", "ask_procedure_fee", "fee"),
        ("may ngay co", "ask_processing_time", "time"),
        ("nop online dc ko", "ask_submission_channel", "channel"),
    ],
)
async def test_who_goes_on_asking_is_answered_of_what_was_asked_back(text, intent, unit):
    chat = await asked_back()
    replies = await chat.say(text, intent)
    assert any(f"{LICENCE}/{unit}" in one for one in told(replies))
    assert "Nộp ở" not in said(replies), "what was told along with the asking back does not wait any more"
    assert "Đổi giấy phép lái xe" in said(replies)


async def test_what_nobody_knows_of_it_is_said_back():
    chat = await asked_back()
    replies = said(await chat.say("ba em 62 tuoi bi lang tai doi duoc ko", "nlu_fallback", confidence=0.2))
    assert "lang tai" in replies
    assert "chưa biết" in replies


@pytest.mark.parametrize("text", ["không phải, bao nhiêu tiền", "hông phải cái đó, tốn nhiêu tiền"])
async def test_who_denies_it_is_not_answered_of_it(text):
    chat = await asked_back()
    assert not any(LICENCE in one for one in told(await chat.say(text, "ask_procedure_fee")))


async def test_a_doubt_is_no_list_of_matters():
    chat = await about(SPLIT)
    text = "ủa sao nói tách thửa mà ra sang tên"
    marks = {"procedure": ["tách thửa", "sang tên"]}
    replies = said(await chat.say(text, "find_procedure", marks, confidence=0.42))
    assert "2 việc" not in replies
    assert chat.state.topic.procedure == SPLIT


async def test_who_got_something_else_is_answered_of_what_they_said():
    chat = Chat(TODAY)
    await chat.press(f"#ans.ask:{TRANSFER}/fee")
    await chat.say("ủa sao nói tách thửa mà ra sang tên", "find_procedure", {"procedure": "tách thửa"}, confidence=0.42)
    assert chat.state.topic.procedure == SPLIT


def test_what_was_got_is_not_meant():
    assert "sang tên" not in without_denied("ủa sao nói tách thửa mà ra sang tên")
    assert "hộ khẩu" in without_denied("nói tách thửa mà ra hộ khẩu là sao")


async def test_a_loan_is_no_question_about_the_matter_under_way():
    chat = await about(POOR)
    text = "con toi hoc dai hoc muon vay tien thi can giay gi"
    assert not any(POOR in one for one in told(await chat.say(text, "nlu_fallback", confidence=0.93)))


async def test_where_to_complain_is_not_where_it_is_handed_in():
    chat = await about(POOR)
    text = "nam nay xa xet roi ma ko co ten tui, khieu nai o dau"
    replies = await chat.say(text, "nlu_fallback", confidence=0.49)
    assert told(replies) == set()
    assert any(payload.startswith("#call.") for payload in payloads(replies))


@pytest.mark.parametrize(
    "text", ["ten be dat tieng anh dc hk", "tờ khai có bản tiếng Anh không", "giấy khai sinh dịch ra tiếng anh ở đâu"]
)
async def test_a_name_in_another_language_leaves_the_language_of_the_talk(text):
    chat = await about(BIRTH)
    await chat.say(text, "switch_language", {"language": "tieng anh"}, confidence=0.93)
    assert chat.profile.language == "vi"


@pytest.mark.parametrize("text", ["bạn nói tiếng anh được không", "tra loi tieng anh di", "can i ask in english"])
def test_who_wants_another_language_gets_it(text):
    assert is_borne_out("switch_language", text)


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("lo qua 60 ngay thi sao", "consequence"),
        ("trễ hạn 3 tháng rồi có sao không", "consequence"),
        ("ai xet", "authority"),
        ("cai nao mau hon", "time"),
    ],
)
def test_what_a_clause_asks(text, focus):
    clause = ClauseReader().read(text)[-1]
    assert clause.focus == focus
    assert clause.act.asks


def test_why_something_was_said_is_a_complaint():
    assert ClauseReader().read("ủa sao nói tách thửa")[0].act is Act.COMPLAINS
    assert ClauseReader().read("sao nói gì kỳ vậy")[0].act is Act.COMPLAINS
    assert ClauseReader().read("nộp sao")[0].act is Act.ASKS_HOW


async def test_a_circumstance_is_said_back_though_a_visit_was_offered():
    chat = Chat(TODAY)
    await chat.say("tui tính tách thửa", "find_procedure", {"procedure": "tách thửa"})
    replies = said(await chat.say("dat con the chap ngan hang lam dc hong", "nlu_fallback", confidence=0.53))
    assert "the chap" in replies
    assert chat.state.topic.procedure == SPLIT


async def test_a_leave_is_no_payment():
    chat = Chat(TODAY)
    text = "ck em co duoc nghi hk"
    assert "Đóng phí" not in said(await chat.say(text, "ask_online_payment", {"payment_method": "ck"}, confidence=0.55))


@pytest.mark.parametrize(
    ("text", "procedure"),
    [
        ("cty em doi ban sao cong chung bang lai, ra xa lam duoc ko", "2.000815"),
        ("ngân hàng kêu làm giấy xác nhận độc thân, nộp ở đâu", "1.004873"),
        ("trường đòi lý lịch tư pháp, bao nhiêu tiền", "3.000333"),
    ],
)
async def test_what_somebody_else_demands_is_what_is_asked_about(text, procedure):
    chat = await about(LICENCE)
    replies = await chat.say(text, "ask_procedure_authority")
    assert not any(LICENCE in one for one in told(replies))
    assert any(procedure in one for one in (*told(replies), *payloads(replies)))


async def test_what_the_office_demands_is_a_paper_of_the_matter():
    chat = await about(LICENCE)
    replies = await chat.say("xã kêu nộp giấy khám sức khỏe, nộp ở đâu", "ask_procedure_authority")
    assert any(LICENCE in one for one in told(replies))
