"""Which matter a message is about while one is under way: circumstances name none, a wish and a correction do."""

from __future__ import annotations

import unicodedata

import pytest

from tests.unit.handlers.turns import TODAY, Chat, payloads, said

BIRTH, MARRIAGE, DEATH, LAND = "1.001193", "1.000894", "1.000656", "1.013831"


async def about(asked: str) -> Chat:
    chat = Chat(TODAY)
    await chat.say(asked, "ask_procedure_documents")
    return chat


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("mẹ nó chưa đăng ký kết hôn thì sao", "kết hôn"),
        ("me no chua dang ky ket hon thi sao", "ket hon"),
        ("cha mẹ chưa cưới có được ghi tên cha không", "cưới"),
        ("ghi tên ba nó vô được hông nếu chưa kết hôn", "kết hôn"),
        ("cha mẹ chưa kết hôn có làm được hông", "kết hôn"),
    ],
)
async def test_what_is_not_done_yet_is_a_circumstance(text, marked):
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say(text, "find_procedure", {"procedure": marked}))
    assert chat.state.topic.procedure == BIRTH
    assert "Đăng ký kết hôn" not in told


@pytest.mark.parametrize(
    "text", ["chưa đăng ký kết hôn thì làm sao", "giờ muốn đăng ký kết hôn thì sao", "làm kết hôn cần giấy gì"]
)
async def test_what_is_wanted_is_another_matter(text):
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say(text, "find_procedure", {"procedure": "kết hôn"}))
    assert "kết hôn" in told
    assert chat.state.topic.procedure == MARRIAGE


async def test_who_denies_and_names_a_matter_is_answered_about_it():
    chat = await about("đăng ký kết hôn cần giấy gì")
    told = said(await chat.say("hông phải, tui hỏi khai sanh", "deny"))
    assert told.startswith("Việc: Đăng ký khai sinh")
    assert chat.state.topic.procedure == BIRTH


@pytest.mark.parametrize("marks", [["khai tử", "sổ đỏ"], []])
async def test_what_one_clause_wants_goes_before_the_words_of_the_story(marks):
    """Father's death and the land certificate together read like a certificate that was lost."""
    chat = Chat(TODAY)
    text = "ba tui mất chưa làm khai tử, muốn sang tên sổ đỏ cho tui thì sao"
    await chat.say(text, "find_procedure", {"procedure": marks})
    assert chat.state.topic.procedure == LAND


async def test_a_guess_that_no_word_bears_out_is_not_answered():
    chat = await about("sang tên sổ đỏ cần giấy gì")
    text = "sổ đỏ đang thế chấp ngân hàng có sang tên được hông"
    told = said(await chat.say(text, "ask_procedure_fee", confidence=0.38))
    assert "Bao nhiêu tiền" not in told
    assert "thế chấp ngân hàng" in told


@pytest.mark.parametrize(
    ("matter", "asked"),
    [
        ("cấp lại thẻ căn cước cần giấy gì", "thẻ ATM agribank thì khóa ở đâu, gọi số nào"),
        ("làm khai sanh cho con cần giấy gì", "ly hon vang mat lam o dau, may ngay co"),
    ],
)
async def test_a_bare_question_asks_of_the_thing_before_it_in_its_sentence(matter, asked):
    """ "Gọi số nào" after the bank's card is no question about the identity card."""
    chat = await about(matter)
    under_way = chat.state.topic.procedure
    replies = await chat.say(asked, "nlu_fallback", confidence=0.3)
    assert "trợ lý chưa" in said(replies)
    assert "Việc:" not in said(replies)
    assert not any(under_way in payload for payload in payloads(replies))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_a_question_in_a_sentence_of_its_own_is_of_the_matter(form):
    chat = await about("làm khai sanh cho con cần giấy gì")
    text = unicodedata.normalize(form, "Thẻ ngân hàng với sổ tiết kiệm khóa ở đâu vậy. Cần giấy gì, mấy ngày có?")
    told = said(await chat.say(text, "nlu_fallback", confidence=0.3))
    assert "1 ngày làm việc" in told


async def test_a_commune_or_the_district_is_a_question_of_where_and_no_other_matter():
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say("ở xã có làm được ko hay phải lên huyện", "ask_procedure_authority"))
    assert told.startswith("Việc: Đăng ký khai sinh")


async def test_an_obligation_is_no_paper():
    chat = await about("mở tiệm tạp hóa cần xin giấy gì")
    told = said(await chat.say("bán ở chợ có cần đăng ký hông", "nlu_fallback"))
    assert "cần giấy đó" not in told


@pytest.mark.parametrize("text", ["thôi khỏi, để tui hỏi chồng đã", "thoi khoi dat, bua khac"])
async def test_who_leaves_it_is_let_go(text):
    chat = await about("làm khai sanh cho con cần giấy gì")
    told = said(await chat.say(text, "deny"))
    assert "Cần gì cứ nhắn lại" in told


async def test_a_death_of_last_month_is_met_with_a_word():
    chat = Chat(TODAY)
    text = "chồng tui mất hồi tháng trước, giờ muốn nhận tiền tuất thì làm sao"
    assert "chia buồn" in said(await chat.say(text, "find_procedure", {"procedure": "tiền tuất"}))


@pytest.mark.parametrize(
    ("text", "answer"),
    [("khám sức khỏe ở đâu", "hỏi nơi đó"), ("chup hinh o dau", "chưa biết"), ("đóng tiền ở chỗ nào", "chưa biết")],
)
async def test_where_an_errand_is_run_is_not_where_the_dossier_goes(text, answer):
    chat = await about("đổi bằng lái xe cần giấy gì")
    told = said(await chat.say(text, "nlu_fallback"))
    assert "Nộp ở" not in told
    assert answer in told


async def test_an_officer_is_no_paper():
    chat = await about("trợ cấp hưu trí xã hội cần giấy gì")
    told = said(await chat.say("ba nằm một chỗ, cán bộ tới nhà được hông", "ask_must_appear"))
    assert "Giấy tờ" not in told


async def test_when_the_money_comes_is_a_question_of_time():
    chat = await about("trợ cấp hưu trí xã hội cần giấy gì")
    told = said(await chat.say("tháng mấy có tiền", "nlu_fallback"))
    assert told.startswith("Việc: Trợ cấp hưu trí xã hội")


async def test_whether_the_papers_are_ready_is_the_dossiers_state():
    chat = await about("đăng ký tạm trú cần giấy gì")
    told = said(await chat.say("làm sao biết giấy tờ tui xong chưa", "check_dossier_status"))
    assert "không xem được hồ sơ" in told


async def test_a_paper_that_only_some_need_is_not_the_whole_answer():
    """Residence: the one paper outside of the cases is for who has just become a citizen."""
    chat = Chat(TODAY)
    replies = await chat.say("đăng ký tạm trú cần giấy gì", "ask_procedure_documents")
    assert "nhập quốc tịch" not in said(replies)
    assert "Cá nhân, hộ gia đình" in [choice.label for reply in replies for choice in reply.choices]


async def test_the_code_of_a_dossier_is_no_identity_number():
    chat = Chat(TODAY)
    assert "căn cước" not in said(await chat.say("mã hồ sơ là H08-[số giấy tờ]", "check_dossier_status"))


async def test_how_long_a_paper_is_good_for_is_not_how_long_it_takes():
    chat = await about("giấy xác nhận tình trạng hôn nhân cần giấy gì")
    told = said(await chat.say("giấy đó xài được bao lâu", "ask_processing_time", confidence=0.7))
    assert "Bao lâu có" not in told
    assert "6 tháng" in told


async def test_the_group_that_somebody_belongs_to_is_no_matter_of_its_own():
    chat = await about("mua bảo hiểm y tế hộ gia đình cần giấy gì")
    before = chat.state.topic.procedure
    await chat.say("hộ nghèo thì sao", "find_procedure", {"procedure": "hộ nghèo"})
    assert chat.state.topic.procedure == before


async def test_a_question_between_two_places_is_not_answered_with_opening_hours():
    chat = await about("giấy xác nhận tình trạng hôn nhân cần giấy gì")
    told = said(await chat.say("xin ở chỗ cũ hay chỗ mới", "ask_office_info", confidence=0.7))
    assert "Giờ làm việc" not in told


async def test_who_sends_somebody_is_not_let_go_and_that_somebody_is_no_matter():
    chat = await about("làm hộ chiếu cần gì")
    told = said(await chat.say("thôi em nhờ chị hai đi nộp giùm", "ask_must_appear"))
    assert "Cần gì cứ nhắn lại" not in told
    told = said(await chat.say("chị hai có cần giấy ủy quyền hông", "ask_procedure_documents"))
    assert told.startswith("Việc: Cấp hộ chiếu phổ thông")


async def test_whether_it_is_there_in_time_is_answered_with_the_days_it_takes():
    chat = await about("làm căn cước cho con 15 tuổi cần gì")
    told = said(await chat.say("ngày 15 em cần căn cước rồi, có kịp hông", "ask_processing_time"))
    assert "ngày làm việc" in told


@pytest.mark.parametrize("text", ["con nit 5 tuoi lam duoc hong", "ma toi 75 tuoi lam rieng duoc hong"])
async def test_a_child_and_a_mother_are_quoted_too(text):
    chat = await about("làm hộ chiếu cần gì")
    told = said(await chat.say(text, "nlu_fallback"))
    assert f"“{text[:12]}" in told


async def test_where_one_may_file_is_a_rule_that_holds_of_all():
    told = said(
        await Chat(TODAY).say("tui ở bạc liêu nộp ở cà mau được hông", "ask_procedure_authority", confidence=0.55)
    )
    assert "không phụ thuộc nơi cư trú" in told


@pytest.mark.parametrize("text", ["sao lại phải nộp giấy chứng sinh", "vì sao phải nộp giấy chứng sinh vậy"])
async def test_who_asks_why_hears_that_the_source_gives_no_reason(text):
    chat = await about("đăng ký khai sinh nộp ở đâu")
    told = said(await chat.say(text, "ask_procedure_documents"))
    assert "Vì sao phải vậy thì nguồn không ghi." in told


async def test_no_reason_is_missed_where_none_was_asked_for():
    chat = await about("đăng ký khai sinh nộp ở đâu")
    assert "nguồn không ghi" not in said(await chat.say("có phải nộp giấy chứng sinh không", "ask_procedure_documents"))


PAST = (
    "hồi trước tui có đăng ký tạm trú rồi|mới làm căn cước xong|tui mới làm căn cước xong hôm bữa|"
    "đăng ký kết hôn năm ngoái rồi|ba tui làm giấy khai tử hồi năm ngoái rồi|bữa trước có đi đăng ký tạm trú|"
    "hoi truoc tui co dang ky tam tru roi|vợ chồng em đăng ký kết hôn xong hết rồi nha"
)
MARKS = ("đăng ký tạm trú", "làm căn cước", "đăng ký kết hôn", "giấy khai tử")


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("told", PAST.split("|"))
async def test_what_was_done_before_is_no_matter_of_now(told, marked):
    for beside, intent in (
        ("", "provide_info"),
        ("", "find_procedure"),
        (", giờ tốn bao nhiêu tiền", "ask_procedure_fee"),
    ):
        chat = Chat(TODAY)
        await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
        mark = next((one for one in MARKS if marked and one in told), None)
        replies = await chat.say(told + beside, intent, {"procedure": mark} if mark else {})
        assert chat.state.topic.procedure == BIRTH, told
        assert "Đăng ký khai sinh" in said(replies)


@pytest.mark.parametrize(
    ("text", "intent", "code"),
    [
        ("giờ muốn đăng ký tạm trú", "find_procedure", "1.004194"),
        ("hồi trước tui có đăng ký tạm trú rồi, giờ đăng ký kết hôn cần giấy gì", "ask_procedure_documents", MARRIAGE),
    ],
)
async def test_what_is_wanted_of_it_is(text, intent, code):
    chat = Chat(TODAY)
    await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
    await chat.say(text, intent)
    assert chat.state.topic.procedure == code


async def test_what_may_be_wanted_of_it_is_asked_back():
    chat = Chat(TODAY)
    await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
    told = await chat.say("năm ngoái có làm kết hôn ở xã rồi, mấy ngày thì có", "ask_processing_time")
    assert f"#ask.proc:{MARRIAGE}/ask_processing_time" in payloads(told)
    await chat.say("ừ", "affirm")
    assert chat.state.topic.procedure == MARRIAGE


@pytest.mark.parametrize(
    "between", [("giay chim theo ghe roi", "emergency"), ("giay chim theo ghe roi", "nlu_fallback")]
)
async def test_a_guess_is_forgotten_once_something_else_was_answered(between):
    """Who would have to be examined was guessed to be about moving a benefit; nobody said yes to it."""
    chat = Chat(TODAY)
    guessed = said(await chat.say("ai kham. phai len ca mau ha. toi say xe", "nlu_fallback", confidence=0.3))
    assert "phải không?" in guessed
    await chat.say(*between, confidence=0.3)
    assert "Việc:" not in said(await chat.say("duoc bao nhieu mot thang", "nlu_fallback", confidence=0.3))
    assert chat.state.topic.procedure is None


async def test_who_goes_on_asking_right_after_a_guess_means_it():
    chat = Chat(TODAY)
    await chat.say("ai kham. phai len ca mau ha. toi say xe", "nlu_fallback", confidence=0.3)
    assert "Việc:" in said(await chat.say("duoc bao nhieu mot thang", "nlu_fallback", confidence=0.3))


@pytest.mark.parametrize(
    "text", ["mất thì sao", "lỡ mất thì làm sao", "mat roi thi sao", "rủi mất giấy thì phải làm sao"]
)
@pytest.mark.parametrize("intent", ["nlu_fallback", "find_procedure", "ask_procedure_documents"])
async def test_what_is_lost_is_nobody_who_died(text, intent):
    chat = Chat(TODAY)
    told = said(await chat.say(text, intent, confidence=0.4))
    assert "khai tử" not in told
    assert chat.state.topic.procedure is None


async def test_of_whom_somebody_says_that_they_are_gone_is_dead():
    chat = Chat(TODAY)
    await chat.say("ba tui mất thì phải làm sao", "find_procedure")
    assert chat.state.topic.procedure == DEATH
