"""Questions as of 24/11/2026: the letter is history, today's rules are unconfirmed, no hotline is published."""

from __future__ import annotations

import pytest

from tests.unit.handlers.test_handlers_letter import QUESTIONS as ASKED
from tests.unit.handlers.turns import TODAY, Chat, cited, cited_past, payloads, said

UNCONFIRMED = "Thông tin này cơ quan chưa xác nhận; anh/chị hỏi nơi nộp trước khi đi."

QUESTIONS = [
    ("nộp kiểu gì", "ask_submission_channel", {}, {"NOW-01"}, "nộp được qua mạng hay qua bưu điện"),
    ("nop o huyen duoc khong", "ask_inperson_allowed", {}, {"NOW-03"}, "không còn cấp huyện"),
    ("nop o huyen duoc khong", "ask_submission_channel", {}, {"NOW-03"}, "không còn cấp huyện"),
    ("nop o huyen duoc khong", "ask_procedure_authority", {}, {"NOW-03"}, "không còn cấp huyện"),
    ("nộp online ở đâu", "ask_online_guide", {}, {"NOW-01", "NOW-02"}, "dichvucong.gov.vn"),
    ("tiền thất nghiệp", "ask_unemployment_benefit", {}, {"NOW-08"}, "trong 3 tháng"),
    ("lệ phí", "ask_procedure_fee", {"procedure": "đổi căn cước"}, {"NOW-07"}, "thu một nửa"),
    ("nộp khai sinh cách nào", "ask_submission_channel", {"procedure": "khai sinh cho con"}, {"NOW-01"}, "qua mạng"),
    ("còn cấp huyện không", "ask_admin_unit_change", {}, {"NOW-03"}, "64 xã, phường"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "intent", "entities", "rules", "words"), QUESTIONS, ids=[case[0][:40] for case in QUESTIONS]
)
async def test_question_is_answered_by_todays_rules(text, intent, entities, rules, words):
    replies = await Chat(TODAY).say(text, intent, entities)
    assert words in said(replies)
    assert rules <= cited(replies)
    assert UNCONFIRMED in said(replies) or "cán bộ chưa xác nhận" in said(replies)
    assert all(not source.confirmed for reply in replies for source in reply.citations if source.in_force)


@pytest.mark.parametrize(
    ("text", "intent", "entities"), [case[:3] for case in ASKED], ids=[case[0][:40] for case in ASKED]
)
async def test_nothing_of_2021_is_told_as_current(text, intent, entities):
    replies = await Chat(TODAY).say(text, intent, entities)
    assert not any(rule.startswith(("CM4708", "REG-1615", "REG-CT16")) for rule in cited(replies))
    for line in said(replies).splitlines():
        history = "Quy định cũ, coi như hết hiệu lực" in line or "quy định cũ" in line
        assert history or "1022" not in line
        assert history or "tổng đài hành chính công" not in line.lower()
        assert "cổng dịch vụ công tỉnh" not in line.lower()
        assert "mức độ 3" not in line


@pytest.mark.parametrize("intent", ["ask_inperson_allowed", "ask_hotline"])
async def test_the_old_line_is_history_and_no_line_is_published(intent):
    replies = await Chat(TODAY).say("co phai goi 08.27.27.1022 dat lich khong", intent)
    assert "CM4708-R03" in cited_past(replies)
    assert "chưa có số tổng đài nào" in said(replies)
    assert (
        "Quy định cũ, coi như hết hiệu lực từ ngày 15/10/2021 (suy ra; chưa thấy văn bản bãi bỏ): hồi dịch năm 2021"
        in said(replies)
    )


async def test_whether_an_appointment_is_a_duty_is_unsaid():
    replies = await Chat(TODAY).say("phải hẹn trước không", "ask_inperson_allowed")
    assert "Có phải đặt lịch trước không thì trợ lý chưa biết" in said(replies)


async def test_the_letter_is_named_as_history():
    replies = await Chat(TODAY).say("4708 còn hiệu lực không", "ask_rule_source", {"doc_number": "4708"})
    assert "coi như hết hiệu lực từ ngày 15/10/2021" in said(replies)
    assert cited(replies) == set()
    assert cited_past(replies)


async def test_5k_is_history():
    replies = await Chat(TODAY).say("5k là gì")
    assert "CM4708-R10" in cited_past(replies)
    assert "không có quy định phòng, chống dịch nào đang áp dụng" in said(replies)


async def test_a_fee_is_told_only_where_the_catalogue_is_sure():
    chat = Chat(TODAY)
    known = await chat.say("lệ phí", "ask_procedure_fee", {"procedure": "chứng thực bản sao"})
    assert "2.000 đ" in said(known)
    assert "cán bộ chưa xác nhận" in said(known)
    unsure = await chat.say("lệ phí", "ask_procedure_fee", {"procedure": "đổi bằng lái"})
    assert "miễn phí" not in said(unsure).lower()
    assert "Theo Cổng Dịch vụ công" in said(unsure) or "chưa rõ mức" in said(unsure) or "chưa biết" in said(unsure)


async def test_the_portal_is_linked():
    replies = await Chat(TODAY).say("cần giấy gì", "ask_procedure_documents", {"procedure": "khai sinh cho con"})
    urls = [link.url for reply in replies for link in reply.links]
    assert any(url.startswith("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/") for url in urls)


async def test_an_announced_opening_may_be_booked_today():
    chat = Chat(TODAY)
    await chat.say("khai sinh", "find_procedure", {"procedure": "khai sinh cho con"})
    replies = await chat.press("Cách nộp hồ sơ")
    assert "#book.start:1.001193" in payloads(replies)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("xã Tắc Vân", "phường Hòa Thành; phường Tân Thành"),
        ("huyện Năm Căn", "không còn cấp huyện"),
        ("phường 2 tp Cà Mau", "An Xuyên"),
    ],
)
async def test_old_units_are_told_with_their_resolution(place, words):
    replies = await Chat(TODAY).say(f"{place} giờ là đâu", "ask_admin_unit_change", {"admin_unit": place})
    assert words in said(replies)
    assert "vn-1655-2025" in cited(replies)


async def test_a_name_of_an_old_and_a_new_unit_is_asked_back():
    chat = Chat(TODAY)
    replies = await chat.say("xã Nguyễn Việt Khái", "ask_admin_unit_change", {"admin_unit": "xã Nguyễn Việt Khái"})
    old = next(c for reply in replies for c in reply.choices if c.label.endswith("(cũ)"))
    assert "Cái Đôi Vàm" in said(await chat.press(old.payload))


async def test_a_hamlet_of_a_divided_place_leaves_the_choices_there():
    chat = Chat(TODAY)
    first = await chat.say("phường 6 tp cà mau cũ", "provide_info", {"admin_unit": ["phường 6", "tp cà mau"]})
    replies = await chat.say("khóm 3", "provide_info", {"admin_unit": "khóm 3"})
    assert "không có danh sách ấp, khóm" in said(replies)
    assert payloads(replies) == payloads(first)


async def test_whether_another_communes_centre_takes_it_is_told():
    replies = await Chat(TODAY).say("em ở xã này nộp ở xã khác được không", "ask_inperson_allowed")
    assert "không phụ thuộc nơi cư trú" in said(replies)
    assert "NOW-04" in cited(replies)
    assert UNCONFIRMED in said(replies)


async def test_who_asks_whether_another_may_go_is_told_what_is_known_and_not_that_nobody_knows():
    replies = await Chat(TODAY).say(
        "tui không đi được nhờ con đi thay được không", "ask_must_appear", {"procedure": "khai sinh cho con"}
    )
    assert "có giấy ủy quyền" in said(replies)
    assert "chứng thực" in said(replies)
    assert "chưa có quy định chung nào" not in said(replies)


async def test_a_document_is_told_without_what_nobody_knows_of_it():
    replies = await Chat(TODAY).say("luật 74/2025/QH15 nói gì", "ask_rule_source", {"doc_number": "74/2025/QH15"})
    assert "Luật Việc làm 74/2025/QH15, Quốc hội." in said(replies)
    assert "chưa rõ" not in said(replies)
    benefit = next(source for reply in replies for source in reply.citations if source.rule == "NOW-08")
    assert (benefit.effective_from, benefit.since) == ("2026-01-01", "suy ra")
