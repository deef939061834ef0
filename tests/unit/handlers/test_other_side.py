"""Nobody is sent to the one they complain of, and what a matter only mentions names no other body."""

from __future__ import annotations

import pytest

from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, said


async def ask(text):
    return said(await Chat(TODAY).say(text, "nlu_fallback", confidence=0.4))


OF_AN_EMPLOYER = [
    "công ty không chịu chốt sổ bảo hiểm, thưa ở đâu",
    "làm sao cho công ty trả sổ bảo hiểm, có chỗ nào thưa không",
    "chủ xưởng quỵt lương hai tháng thì kêu ai",
    "công ty nợ lương ba tháng rồi thì tính sao",
    "xưởng không trả lương cho tụi em thì báo đâu",
    "công ty không đóng bảo hiểm cho em thì sao",
    "chủ ghe giữ căn cước bạn ghe không trả thì sao",
    "bị đuổi việc ngang mà không báo trước thì sao",
    "công ty làm khó không ký giấy nghỉ cho em, giờ hỏi ai",
    "công ty ép nghỉ việc thì có chỗ nào bênh mình không",
    "sa thải mà không có lý do thì làm sao",
    "lương tháng này công ty không trả, đi kiện được không hay thưa ai",
    "hợp đồng lao động hết hạn mà chủ không chịu thanh lý thì thưa ai",
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("text", OF_AN_EMPLOYER)
async def test_who_complains_of_the_employer_is_not_sent_to_the_employer(text, bare):
    answer = await ask(strip_diacritics(text) if bare else text)
    assert "công ty, nơi đang làm" not in answer, answer
    assert "việc của công ty" not in answer, answer


OF_OTHERS = [
    ("nhà trường không trả học bạ, muốn thưa ai", "hỏi nhà trường"),
    ("trường đòi tiền ngoài học phí thì khiếu nại ở đâu", "hỏi nhà trường"),
    ("bệnh viện tính viện phí sai thì khiếu nại với ai", "hỏi bệnh viện"),
    ("ngân hàng tự trừ tiền trong tài khoản ngân hàng, đi kiện ở đâu", "hỏi ngân hàng"),
    ("công ty bảo hiểm nhân thọ không bồi thường thì thưa ai", "công ty bán bảo hiểm"),
    ("điện lực tính tiền điện sai thì khiếu nại ai", "hỏi điện lực"),
    ("nhà mạng khóa sim vô cớ thì khiếu nại ở đâu", "hỏi nhà mạng"),
    ("shipper làm mất gói hàng thì thưa ai", "hỏi bưu cục"),
    ("hãng bay hủy chuyến bay không trả tiền thì kiện ở đâu", "hỏi hãng máy bay"),
    ("ban quản lý chợ lấy sạp trong chợ của tui thì thưa ai", "hỏi ban quản lý chợ"),
    ("thẻ atm bị rút sạch tiền thì thưa ngân hàng ở đâu", "hỏi ngân hàng"),
    ("nước máy hư mà tính tiền nước gấp đôi thì khiếu nại ai", "hỏi điện lực"),
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "body"), OF_OTHERS)
async def test_nor_is_anybody_sent_to_whom_they_complain_of(text, body, bare):
    answer = await ask(strip_diacritics(text) if bare else text)
    assert body not in answer, answer


OF_OFFICIALS = [
    "cán bộ xã hẹn tới hẹn lui hoài thì thưa ai",
    "công an xã đòi tiền mới chịu làm thì tố cáo ở đâu",
    "trưởng ấp ém cái đơn của tui thì khiếu nại ai",
    "phường làm mất hồ sơ của tui rồi chối thì kiện ở đâu",
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("text", OF_OFFICIALS)
async def test_who_complains_of_the_commune_is_not_sent_there(text, bare):
    answer = await ask(strip_diacritics(text) if bare else text)
    assert "hỏi Ủy ban nhân dân xã, phường nơi anh/chị ở" not in answer, answer


ASKED_PLAINLY = [
    ("bảng lương tháng này xin ở đâu", "công ty"),
    ("chuyển trường cho con thì sao", "nhà trường"),
    ("vay ngân hàng 20 triệu được không", "ngân hàng"),
    ("viện phí đóng ở đâu", "bệnh viện"),
    ("tiền điện tháng này đóng đâu", "điện lực"),
]


@pytest.mark.parametrize(("text", "body"), ASKED_PLAINLY)
async def test_who_only_asks_is_still_sent_to_them(text, body):
    assert body in await ask(text)


BESIDE = [
    ("1.000656", "cccd của bà nội rách rồi có sao hông", "Trung tâm Phục vụ hành chính công"),
    ("1.000656", "ổng còn cái hộ khẩu cũ có kẹt gì không", "Trung tâm Phục vụ hành chính công"),
    ("1.001193", "thẻ căn cước của mẹ quên ở nhà trọ có sao không", "Trung tâm Phục vụ hành chính công"),
    ("1.001193", "mẹ còn thiếu sổ tạm trú có kẹt gì không", "Trung tâm Phục vụ hành chính công"),
    ("1.000894", "chồng em thiếu giấy xác nhận cư trú có kẹt không", "Trung tâm Phục vụ hành chính công"),
    ("1.014027", "bà đang lãnh tiền tuất có kẹt gì không", "Ủy ban nhân dân xã, phường"),
    ("1.014027", "ông hưởng lương hưu rồi có kẹt gì không", "Ủy ban nhân dân xã, phường"),
    ("1.001776", "má có thẻ bảo hiểm y tế hộ nghèo rồi có sao không", "Ủy ban nhân dân xã, phường"),
    ("1.001776", "con bị mất hộ khẩu cũ rồi có kẹt không", "Ủy ban nhân dân xã, phường"),
    ("1.012784", "hộ khẩu của ba cắt mất rồi có kẹt gì không", "Văn phòng đăng ký đất đai"),
    ("1.012784", "bà nội quên căn cước ở quê có sao không", "Văn phòng đăng ký đất đai"),
    ("1.003650", "cà vẹt xe thiếu tên vợ có kẹt gì không", "cơ quan quản lý thủy sản"),
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("code", "text", "office"), BESIDE)
async def test_a_paper_that_the_matter_only_mentions_is_asked_where_the_matter_goes(code, text, office, bare):
    chat = Chat(TODAY)
    chat.state.topic.procedure = code
    answer = said(await chat.say(strip_diacritics(text) if bare else text, "nlu_fallback", confidence=0.4))
    others = ("Công an xã", "bảo hiểm xã hội", "đăng ký xe") if "bảo hiểm" not in office else ()
    if "chưa biết" in answer and "ỏi " in answer:
        assert not [other for other in others if f"ỏi {other}" in answer or f"ỏi cơ quan {other}" in answer], answer
