"""Who decides what nobody here knows is named for each question, in place of the switchboard."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.deciders_loader import load_deciders
from bot.understanding.deciding import DeciderReader
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import LETTER, TODAY, Chat, about, payloads, said, told

NUMBER = "08.27.27.1022"
LONGEST_LINE = 260
DATA = Path(__file__).parents[2] / "data"


async def ask(text, moment=TODAY, intent="nlu_fallback", confidence=0.5):
    return await Chat(moment).say(text, intent, confidence=confidence)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("text", "moment", "body"),
    [
        ("nợ thuế thì đổi chủ được không", TODAY, "cơ quan thuế"),
        ("thẻ ATM mất thì đi đâu làm lại", TODAY, "ngân hàng"),
        ("xe đông lạnh chở tôm qua chốt cần giấy gì", LETTER, "Ban Chỉ đạo phòng, chống dịch"),
        ("test nhanh âm tính 8h sáng 16/8 còn xài được mấy ngày", LETTER, "trạm y tế"),
        ("thẻ luồng xanh hết hạn rồi gia hạn ở đâu", LETTER, "Sở Giao thông vận tải"),
        ("phù hiệu xe tải gia hạn ở đâu", TODAY, "Sở Xây dựng"),
        ("gia hạn visa cho chồng em ở đâu", TODAY, "xuất nhập cảnh"),
        ("phường kêu tụi em không có tên trong danh sách hỗ trợ thì sao", LETTER, "Ủy ban nhân dân xã, phường"),
    ],
)
async def test_the_body_is_named_and_not_the_switchboard(text, moment, body, bare):
    answer = said(await ask(strip_diacritics(text) if bare else text, moment))
    assert body in answer
    assert "chưa có thông tin" in answer
    assert "Tổng đài" not in answer


async def test_the_question_is_said_back_and_a_second_time_in_other_words():
    chat = Chat(TODAY)
    first = said(await chat.say("nợ thuế thì đổi chủ được không", "nlu_fallback", confidence=0.5))
    again = said(await chat.say("nợ thuế thì đổi chủ được không", "nlu_fallback", confidence=0.5))
    assert "“nợ thuế thì đổi chủ được không”" in first
    assert first != again
    assert "cơ quan thuế" in again


async def test_several_questions_get_a_line_each():
    text = "ghe em hết hạn đăng kiểm thì có được xuất bến không, ngân hàng cho giãn nợ không, mà ai ký giấy đi đường"
    lines = said(await ask(text, LETTER)).splitlines()
    assert len(lines) == 3
    assert [body for line, body in zip(lines, ("biên phòng", "ngân hàng", "Ban Chỉ đạo"), strict=True) if body in line]
    assert all("“" in line for line in lines)


async def test_a_question_of_nobody_beside_it_is_not_left_without_a_word():
    answer = said(await ask("nợ thuế thì bị gì, mà giấy phép nuôi cá sấu xin ở đâu", TODAY))
    assert "cơ quan thuế" in answer
    assert "giấy phép nuôi cá sấu" in answer


async def test_what_units_know_is_told_and_the_other_question_gets_its_body():
    chat = Chat(TODAY)
    text = "làm khai sinh cần giấy gì, còn vay ngân hàng 20 triệu có được không"
    replies = await chat.say(text, "ask_procedure_documents")
    assert told(replies) == {"1.001193/papers/list"}
    assert "“vay ngân hàng 20 triệu" in said(replies)
    assert "hỏi ngân hàng" in said(replies)


@pytest.mark.parametrize(
    "text",
    [
        "tui mới vay ngân hàng xong, giờ làm khai sinh cần giấy gì",
        "ba má ly hôn rồi, làm khai sinh cho con cần giấy gì",
        "bé mới chích ngừa hôm qua. làm khai sinh cần giấy gì",
    ],
)
async def test_a_word_of_the_story_turns_no_known_answer(text):
    replies = await ask(text, TODAY, "ask_procedure_documents", 0.9)
    assert told(replies) == {"1.001193/papers/list"}
    assert "là việc của" not in said(replies)


async def test_what_a_story_tells_is_not_what_another_question_is_about():
    answer = said(await ask("tui mới bị mất trộm, giờ xin giấy phép nuôi cá sấu ở đâu", TODAY))
    assert "công an" not in answer
    assert "cá sấu" in answer


async def test_what_is_told_right_before_a_bare_question_is_what_it_is_about():
    answer = said(await ask("bị mất trộm xe. giờ báo ai", TODAY))
    assert answer.startswith("Mất trộm")
    assert "113" in answer


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("thẻ bhyt của bé sanh ra mua hả", "cơ quan bảo hiểm xã hội"),
        ("viện phí của bé đóng ở đâu", "bệnh viện, nơi khám chữa bệnh"),
        ("làm thẻ lại thì có trả lại tiền viện phí không", "cơ quan bảo hiểm xã hội"),
        ("thợ tui 7 người, có phải đóng bảo hiểm cho tụi nó không", "cơ quan bảo hiểm xã hội"),
        ("lương tháng này bao giờ có", "công ty"),
    ],
)
@pytest.mark.parametrize("moment", [LETTER, TODAY])
async def test_beside_a_matter_under_way_too(text, body, moment):
    chat = await about("1.001193", moment)
    replies = await chat.say(text, "nlu_fallback", confidence=0.5)
    assert body in said(replies)
    assert NUMBER not in said(replies)
    assert not any(unit.startswith("1.001193/time") for unit in told(replies))


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("đang cách ly thì nộp ở đâu", "place"),
        ("con sắp nhập học thì bao lâu có giấy", "time"),
        ("cần gấp cho kịp tuyển sinh thì mất mấy ngày", "time"),
        ("bệnh viện chưa chịu cấp giấy chứng sinh thì sao", "missing_paper"),
    ],
)
async def test_why_and_where_somebody_asks_turns_no_known_answer(text, focus, bare):
    chat = await about("1.001193")
    replies = await chat.say(strip_diacritics(text) if bare else text, "nlu_fallback", confidence=0.5)
    assert any(unit.startswith(f"1.001193/{focus}") for unit in told(replies)), said(replies)


async def test_a_matter_that_is_named_is_answered_though_its_office_is_a_body():
    replies = await ask("làm căn cước cần giấy gì", TODAY, "ask_procedure_documents", 0.9)
    assert any(unit.startswith("1.01406") for unit in told(replies))
    replies = await ask("đăng ký tạm trú nộp ở đâu", TODAY, "ask_procedure_authority", 0.9)
    assert any("/place/" in unit for unit in told(replies))


async def test_a_body_of_2021_is_named_for_2021_only():
    text = "căn cước hết hạn mà chưa đổi thì ai phạt"
    assert "huyện" not in said(await ask(text, TODAY))
    assert "Ban Chỉ đạo" not in said(await ask("qua chốt cần giấy gì", TODAY))


async def test_hours_of_a_bank_are_no_offices_hours():
    answer = said(await ask("ngân hàng mấy giờ mở cửa", TODAY, "ask_office_info", 0.9))
    assert "việc của ngân hàng" in answer
    assert "xã, phường" not in answer


@pytest.mark.parametrize(
    ("text", "intent", "body"),
    [
        ("tiền điện tháng này đóng ở đâu", "ask_online_payment", "điện lực"),
        ("chợ mở cửa mấy giờ", "ask_office_info", "ban quản lý chợ"),
        ("bưu phẩm của tui tới đâu rồi", "check_dossier_status", "bưu cục"),
        ("mất sóng hoài thì gọi ai", "ask_hotline", "nhà mạng"),
        ("lương tháng này chừng nào có", "ask_result_delivery", "công ty"),
    ],
)
async def test_whatever_the_model_took_it_for(text, intent, body):
    answer = said(await ask(text, LETTER, intent, 0.95))
    assert body in answer
    assert NUMBER not in answer


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("đang cách ly thì nộp hồ sơ sao", "ask_submission_channel"),
        ("xóm em có bị phong tỏa không, gỡ phong tỏa chưa", "ask_area_status"),
        ("tổng đài số mấy", "ask_hotline"),
    ],
)
async def test_a_handler_keeps_what_is_its_own(text, intent):
    answer = said(await ask(text, LETTER, intent, 0.95))
    assert "là việc của" not in answer
    assert "hỏi Ban Chỉ đạo" not in answer


async def test_a_school_deadline_is_no_appointment():
    answer = said(await ask("trường đòi 28/8, hạn của trường thì ai cho hoãn", LETTER, "check_appointment", 0.6))
    assert "nhà trường" in answer
    assert "lịch hẹn" not in answer


async def test_what_was_offered_and_is_none_of_it_gets_its_body():
    chat = Chat(TODAY)
    await chat.say("thẻ ATM mất làm lại", "find_procedure", confidence=0.5)
    if "#ask.none" in [choice.payload for choice in chat.state.menu]:
        answer = said(await chat.press("#ask.none"))
        assert "ngân hàng" in answer


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    "text",
    ["sao hỏi kiểm lâm?", "ủa sao lại kêu hỏi kiểm lâm vậy", "kiểm lâm gì ở đây", "tui đâu có hỏi kiểm lâm"],
)
async def test_who_asks_why_a_body_was_named_does_not_hear_it_again(text, bare):
    chat = Chat(TODAY)
    assert "kiểm lâm" in said(await chat.say("rừng đước nhà tui ai quản lý", "nlu_fallback", confidence=0.5))
    answer = said(await chat.say(strip_diacritics(text) if bare else text, "nlu_fallback", confidence=0.5))
    assert "hiểu sai" in answer
    assert "kiểm lâm" not in answer


async def test_a_question_about_the_body_is_still_theirs():
    assert "kiểm lâm" in said(await ask("sao kiểm lâm không cho đốn tràm", TODAY))


async def test_a_man_called_like_a_tree_is_no_forest():
    assert "kiểm lâm" not in said(await ask("ông Mười Đước nộp giùm được không", TODAY))


async def test_in_english():
    answer = said(await ask("I lost my work permit, where do I get a new one", TODAY))
    assert "Department of Home Affairs" in answer
    assert "Department of Labour" in said(await ask("where do I renew my work permit", LETTER))
    assert "embassy" in said(await ask("can my embassy help with this paper", TODAY))


async def test_the_number_stands_once_in_an_answer_and_once_a_day_in_every_shape():
    chat = Chat(LETTER)
    first = said(await chat.say("ababab ewrwer", "nlu_fallback", confidence=0.2))
    assert first.count(NUMBER) == 1
    second = said(await chat.say("làm khai sinh bao nhiêu tiền", "nlu_fallback"))
    assert NUMBER not in second
    assert NUMBER not in said(await chat.say("ererwe qwqwe", "nlu_fallback", confidence=0.2))


async def test_who_asks_for_the_number_hears_it_once():
    chat = Chat(LETTER)
    for _ in range(2):
        assert said(await chat.say("số tổng đài mấy", "ask_hotline")).count(NUMBER) == 1


async def test_once_the_line_was_told_the_office_that_takes_it_in_is_named():
    chat = Chat(LETTER)
    assert NUMBER in said(await chat.say("số tổng đài mấy", "ask_hotline"))
    await chat.press("#ans.ask:1.003197/fee")
    answer = said([*await chat.say("cái này bao nhiêu tiền", "ask_procedure_fee")])
    assert NUMBER not in answer


@pytest.mark.parametrize(
    "text", ["xac nhan doc than vay ngan hang thì làm ở đâu", "sao y học bạ cho con thì làm ở đâu"]
)
async def test_what_it_is_for_does_not_keep_a_procedure_from_being_asked_back(text):
    answer = said(await ask(text, TODAY))
    assert "phải không" in answer or "Việc:" in answer
    assert "là việc của" not in answer


async def test_a_bare_name_of_what_the_catalogue_has_is_not_said_to_be_unknown():
    assert "chưa có thông tin" not in said(await ask("thẻ căn cước", TODAY, "out_of_scope"))


def _about(replies):
    return told(replies), payloads(replies)


@pytest.mark.parametrize("intent", ["nlu_fallback", "find_procedure"])
async def test_no_procedure_that_is_found_is_lost_to_a_body(intent):
    rows = [json.loads(line) for line in (DATA / "procedure_queries.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [(f"{row['text']} thì làm ở đâu", row["codes"]) for row in rows]
    reader = DeciderReader.of(load_deciders())
    theirs = [(text, codes) for text, codes in texts if reader.read(text, TODAY) is not None]
    assert len(theirs) >= 40
    lost = []
    for text, codes in theirs:
        now = str(_about(await Chat(TODAY).say(text, intent, confidence=0.4)))
        if any(code in now for code in codes):
            continue
        without = Chat(TODAY)
        without.guidance = replace(without.guidance, deciders=None)
        before = str(_about(await without.say(text, intent, confidence=0.4)))
        if any(code in before for code in codes):
            lost.append(text)
    assert not lost


async def test_no_body_is_offered_as_a_procedure():
    replies = await ask("muốn ly hôn thì nộp đơn ở đâu", TODAY, "ask_procedure_authority", 0.9)
    assert not [payload for payload in payloads(replies) if payload.startswith("#ask.proc:")]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_body_is_told_in_one_short_line(language):
    for business in load_deciders():
        moment = next(at for at in (TODAY, LETTER) if business.body(at) is not None)
        chat = Chat(moment)
        chat.profile.language = language
        text = f"{business.said[0].replace('&', '')} thì hỏi ai"
        answer = said(await chat.say(text, "out_of_scope"))
        body = business.body(moment)
        name = body.ask_en if language == "en" else body.ask_vi
        if name in answer:
            line = answer[answer.find(business.matter_en if language == "en" else business.matter_vi) :]
            assert len(line) <= LONGEST_LINE, answer
            assert "\n" not in line
        else:
            assert business.dossiers, (business.id, answer)  # a procedure of theirs is named instead
