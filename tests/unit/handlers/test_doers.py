"""What a bank, a school, a landlord, an app did is asked of them, and never of a public office by one of its words."""

from __future__ import annotations

import pytest

from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, payloads, said

THEIRS = [
    (
        "em bán shopeefood mà app nó bắt up giấy phép kinh doanh lên, nó khóa tài khoản em rồi giờ mở lại sao",
        "bên làm ứng",
    ),
    ("tui có hẹn tái khám bên bệnh viện đa khoa bữa thứ 5 mà bận, dời lại được không", "bệnh viện"),
    ("tòa hẹn tui bữa 12 lên hòa giải mà tui đi biển, xin dời ngày được hông", "tòa án nhân dân"),
    ("trường thu tiền quỹ 800 ngàn một đứa, có bắt buộc phải đóng hông", "nhà trường"),
    ("công ty giữ hợp đồng bản gốc của em, xin bản photo họ có cho không", "công ty, nơi đang làm"),
    ("nước máy nhà tui yếu xìu mấy bữa nay, chừng nào mạnh lại", "công ty cấp nước"),
    ("mua hàng trên tiktok giao sai, đòi trả lại tiền sao đây", "bên làm ứng dụng"),
    ("grab khóa nick chạy của tui vì lý lịch tư pháp hết hạn, mấy ngày nó mở lại vậy", "bên làm ứng dụng"),
    ("momo bắt xác thực căn cước hoài không được, làm sao giờ", "bên làm ứng dụng"),
    ("zalo em bị khóa mất, lấy lại sao", "bên làm ứng dụng"),
    ("tiệm vàng nó nói cân thiếu, ai bồi thường cho tui", "nơi bán"),
    ("chủ trọ không cho đăng ký tạm trú, rồi tiền cọc có lấy lại được không", "chủ trọ"),
    ("viettel cắt sim tui vì chưa chuẩn hóa, ra đâu mở", "nhà mạng"),
    ("phòng khám tư thu tiền siêu âm mắc quá, có đúng giá hông", "bệnh viện, nơi khám"),
    ("facebook đòi xác minh danh tính gửi căn cước có sao không", "bên làm ứng dụng"),
]
OURS = [
    "ngân hàng đòi giấy xác nhận độc thân mới cho vay, mà giấy đó có hạn mấy tháng vậy",
    "bác sĩ nói bé bị chậm, giờ xin giấy khuyết tật cho bé ở đâu",
    "trường kêu làm lại khai sinh cho bé, nộp ở đâu",
    "công ty bắt nộp lý lịch tư pháp số 2, mấy ngày có",
    "chủ trọ kêu đăng ký tạm trú, cần giấy gì",
    "bệnh viện ghi sai giấy chứng sinh, giờ làm khai sinh được không",
    "mở tiệm vàng có cần đăng ký hộ kinh doanh không",
]
OF_BODIES = ("bên làm ứng dụng", "nhà trường, ", "ngân hàng, anh", "chủ trọ, chủ nhà", "là việc của công ty")


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("intent", ["nlu_fallback", "find_procedure", "ask_procedure_fee"])
@pytest.mark.parametrize(("text", "whose"), THEIRS)
async def test_who_did_it_is_asked(text, whose, intent, bare):
    replies = await Chat(TODAY).say(strip_diacritics(text) if bare else text, intent)
    assert whose in said(replies)
    assert "Ủy ban nhân dân" not in said(replies)
    assert not [payload for payload in payloads(replies) if payload.startswith("#ask.proc:")]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("text", OURS)
async def test_what_they_want_a_paper_for_is_no_doing_of_theirs(text, bare):
    told = said(await Chat(TODAY).say(strip_diacritics(text) if bare else text, "nlu_fallback"))
    assert not [body for body in OF_BODIES if body in told]


@pytest.mark.parametrize("bare", [False, True])
async def test_who_is_told_to_act_is_asked_though_the_rest_denies(bare):
    text = "bên fe credit gọi đòi nợ hoài mà tui đâu có vay"
    assert "ngân hàng" in said(await Chat(TODAY).say(strip_diacritics(text) if bare else text, "nlu_fallback"))
