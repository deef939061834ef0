"""The flow of a talk: anger is met once, nothing is said twice, a place or a refusal does not end what was asked."""

from __future__ import annotations

import pytest

from bot.understanding.anger import is_angry
from bot.understanding.clauses import ClauseReader, FactName
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

SINGLE, BIRTH, RESIDENCE = "1.004873", "1.001193", "1.004222"
SORRY = "xin lỗi"


def lines_of(replies):
    return [line for reply in replies for line in reply.text.splitlines()]


@pytest.mark.parametrize(
    "text",
    [
        "nhà nước thì phải biết chớ sao hỏi dân",
        "hỏi nãy giờ mà không ra được cái gì",
        "tui hỏi hoài chưa thấy trả lời được",
    ],
)
def test_people_who_are_fed_up_are_heard(text):
    assert is_angry(text)


async def test_anger_that_names_nothing_gets_an_apology_and_a_person():
    chat = Chat(TODAY)

    replies = await chat.say("nhà nước chia thì nhà nước phải biết chớ sao hỏi dân", "find_procedure")

    assert SORRY in said(replies)
    assert "không dám chỉ" not in said(replies)
    assert any(choice.payload.startswith("#call.start") for reply in replies for choice in reply.choices)


async def test_anger_beside_a_question_is_met_before_its_answer_and_once():
    chat = Chat(TODAY)

    first = said(await chat.say("trả lời lòng vòng quá, khai sinh cần giấy gì", "ask_procedure_documents"))
    second = said(await chat.say("nói lòng vòng hoài, khai sinh tốn bao nhiêu tiền", "ask_procedure_fee"))

    assert first.index(SORRY) < first.index("giấy chứng sinh")
    assert SORRY not in second


async def test_anger_inside_a_form_is_met_with_a_way_out_and_the_form_waits():
    chat = Counter(LETTER)
    await chat.until_dossiers()

    told = said(await chat.say("hỏi gì hỏi hoài vậy, phiền quá", "complaint_feedback"))

    assert SORRY in told
    assert "gặp cán bộ" in told
    assert chat.step == "dossiers"


async def test_a_line_is_said_once_in_a_turn():
    chat = Chat(TODAY)
    await chat.say("trợ cấp người khuyết tật", "find_procedure", {"procedure": "trợ cấp người khuyết tật"})

    replies = await chat.say(
        "đặt lịch giùm được không, ba con đi thay", "ask_inperson_allowed", secondary=["ask_must_appear"]
    )

    told = [line for line in lines_of(replies) if not line.endswith(":")]
    assert len(told) == len(set(told)), told


async def test_advice_on_going_out_is_given_once_a_day():
    chat = Chat(LETTER)
    first = said(await chat.say("mai tui lên được không", "ask_inperson_allowed"))
    second = said(await chat.say("vậy mai tui lên được hay không", "ask_inperson_allowed"))

    assert "10 người" in first
    assert "10 người" not in second
    assert "10 người" in said(await chat.say("giờ ra đường phải sao", "ask_epidemic_rules"))


async def test_what_a_handler_told_can_be_asked_for_plainly_and_again():
    chat = Chat(LETTER)
    await chat.say("mai tui lên được không", "ask_inperson_allowed")

    plainly = said(await chat.say("nói dài quá. được hay không nói một tiếng thôi", "nlu_fallback"))

    assert "hẹn" in plainly
    assert len(plainly.splitlines()) <= 2
    assert "hẹn" in said(await chat.say("nói lại coi", "nlu_fallback"))


async def test_a_question_that_says_what_it_asks_is_no_wish_for_a_plain_answer():
    chat = Chat(LETTER)
    await chat.say("khai sinh cần giấy gì", "ask_procedure_documents")

    told = said(await chat.say("mai tui lên xã được hay không", "ask_inperson_allowed"))

    assert "quầy không nhận" in told


async def test_a_place_that_is_told_goes_on_with_the_matter_under_way():
    chat = Chat(LETTER)
    await chat.say("xác nhận tình trạng hôn nhân", "find_procedure", {"procedure": "xác nhận tình trạng hôn nhân"})

    told = said(await chat.say("xã Khánh Bình Tây", "provide_info", {"admin_unit": "xã Khánh Bình Tây"}))

    assert "Khánh Bình Tây" in told
    assert "qua mạng" in told
    assert "hỏi gì về nơi này" not in told


async def test_a_portal_whose_address_no_document_gives_is_named():
    chat = Chat(LETTER)
    await chat.say("xác nhận tình trạng hôn nhân", "find_procedure", {"procedure": "xác nhận tình trạng hôn nhân"})

    told = said(await chat.say("trang web là trang nào, ấp phong tỏa nộp mạng được không", "ask_online_guide"))

    assert "Cổng Dịch vụ công" in told
    assert "không ghi" in told


async def test_after_a_list_of_matters_a_visit_is_for_none_of_them_until_it_is_said():
    chat = Counter(LETTER)
    await chat.say("khai sinh cho con thằng Tư, hộ khẩu con Bảy, với giấy chứng tử photo", "find_procedure")

    told = said(await chat.say("đặt lịch đi, mai nha", "book_appointment"))

    assert "việc gì" in told


async def test_a_copy_of_a_paper_is_asked_back_and_not_taken_for_the_paper():
    chat = Chat(LETTER)

    replies = await chat.say("khai sinh cho con thằng Tư, hộ khẩu con Bảy, với giấy chứng tử photo", "find_procedure")

    assert "có phải anh/chị cần “Chứng thực bản sao từ bản chính” không" in said(replies)
    assert "Đăng ký khai tử" not in said(replies)


async def test_a_visit_is_for_what_another_clause_of_the_message_names():
    chat = Counter(LETTER)

    told = said(await chat.say("cần photo công chứng cái bằng đh. đặt lịch mai giùm em nha", "book_appointment"))

    assert "việc gì" not in told
    assert "xã, phường nào" in told or "Chứng thực" in told


async def test_a_question_beside_a_refusal_is_answered():
    chat = Chat(TODAY)
    await chat.say("khai sinh cần giấy gì", "ask_procedure_documents")
    await chat.press("#call.start:hotline/")

    told = said(await chat.say("không đồng ý. vậy khai sinh tốn bao nhiêu tiền", "nlu_fallback"))

    assert "không lưu" in told
    assert "tiền" in told


def test_a_commune_that_is_named_is_no_distance():
    told = {fact.name for clause in ClauseReader().read("dat lich mai o xa tac van nha") for fact in clause.facts}
    far = {fact.name for clause in ClauseReader().read("nhà ở xa lắm, ghe đi nửa ngày") for fact in clause.facts}

    assert FactName.CANNOT_GO not in told
    assert FactName.CANNOT_GO in far


async def test_a_post_office_that_is_miles_away_is_a_way_that_cannot_be_used():
    chat = Chat(LETTER)
    await chat.say("đăng ký khai tử", "find_procedure", {"procedure": "khai tử"})

    told = said(await chat.say("bưu điện cách nhà 15 cây số, có cách nào khác không", "ask_submission_channel"))

    assert "như trợ lý nói ở trên" not in told
    assert "người nhà" in told or "gọi lại" in told or "qua mạng" in told


async def test_what_is_asked_for_counts_beside_what_is_told_of_somebody():
    chat = Chat(TODAY)

    replies = await chat.say(
        "ông ngoại con mắt mù gần hết rồi, nghe nói già có tiền nhà nước cho phải không", "find_procedure"
    )

    assert "Trợ cấp hưu trí xã hội" in "\n".join((said(replies), *(c.label for r in replies for c in r.choices)))


async def test_an_act_alone_is_done_with_the_matter_that_is_talked_of():
    chat = Chat(TODAY)
    await chat.say("đăng ký hộ kinh doanh cần giấy gì", "ask_procedure_documents")

    told = said(await chat.say("giờ muốn đổi thì đi đâu", "ask_procedure_authority"))

    assert "Thay đổi đăng ký hộ kinh doanh" in told


async def test_who_was_offered_a_call_hears_that_nobody_knows_its_hour_and_their_words_go_along():
    chat = Chat(LETTER)
    await chat.say("cho tui gặp người thật", "talk_to_human")

    told = said(await chat.say("khoảng bữa nào gọi, tui cần gấp trước 30/8", "ask_processing_time"))
    await chat.press("#call.start:hotline/")
    await chat.say("đồng ý")
    await chat.say("Trần Văn Demo", "provide_info")
    back = said(await chat.say("0912000111", "provide_info"))

    assert "lúc nào" in told
    assert "trước 30/8" in back


@pytest.mark.parametrize("text", ["e o phuong An Xuyen", "nhà em ở phường An Xuyên nha", "toi song o xa Dat Mui"])
async def test_where_somebody_lives_is_taken_though_nothing_read_it_so(text):
    chat = Chat(TODAY)
    replies = await chat.say(text, "nlu_fallback")
    assert "ghi nhớ nơi anh/chị ở" in said(replies)
    assert "chưa hiểu" not in said(replies)
    chat = Chat(TODAY)
    await chat.say("đăng ký kết hôn cần giấy gì", "ask_procedure_documents", {"procedure": "đăng ký kết hôn"})
    assert "Đăng ký kết hôn" in said(await chat.say(text, "nlu_fallback"))


@pytest.mark.parametrize("text", ["em o phuong An Xuyen lam khai sinh nop o dau vay chi", "em o nuoc ngoai"])
async def test_what_says_more_than_where_somebody_lives_is_read_on(text):
    assert "ghi nhớ nơi" not in said(await Chat(TODAY).say(text, "nlu_fallback"))
