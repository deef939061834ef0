"""An agreement beside an objection to a detail is no agreement; who says that nothing is wrong still agrees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.understanding.agreement import Asked, Means, read_agreement
from bot.understanding.fold import strip_diacritics

SHOWN = json.loads((Path(__file__).parents[2] / "data" / "replies_shown.json").read_text("utf-8"))
COMMITS = {Means.AGREES, Means.ONE_WORD, Means.ALLOWS}
LEAST_TAKEN = 0.95
OBJECTS = (
    *(
        "Đúng rồi mà tên tui ghi sai",
        "ừ đúng mà sai số điện thoại",
        "ok nhưng sai ngày",
        "phải rồi, mà chỗ đó không đúng",
    ),
    *(
        "dung roi ma ten sai roi",
        "ok ma so dien thoai khong dung",
        "đồng ý nhưng ngày ghi lộn rồi",
        "u dung ma sai sdt",
    ),
    *("dong y nhung ma ten cua con ghi thieu", "được, mà tên tôi viết sai chính tả", "chuẩn rồi, riêng cái tên là sai"),
    *("đúng rồi, có điều tên ghi thiếu chữ lót", "đúng rồi chỉ có cái số là trật", "ừ đúng, trừ cái số điện thoại"),
    *("đúng hết trừ ngày", "đúng hết, còn cái tên thì không phải", "ok em nhưng giờ đó không phải giờ tui chọn"),
    *("dạ đúng mà giờ thì trật rồi", "dạ phải mà xã thì hông đúng", "dạ đúng rồi mà hông phải xã đó", "ok nhg sai ten"),
    *("ừ, mà tên tui đâu phải vậy", "đúng rồi mà tên tui hông phải vậy", "đồng ý, số điện thoại thiếu một số"),
    *(
        "đồng ý mà số đt dư một số",
        "chốt nhưng mà sai tên",
        "chốt đi mà sửa cái tên lại",
        "ok chốt nhưng sửa giùm cái số",
    ),
    *(
        "ok mà đổi lại cái tên giùm",
        "xác nhận, nhưng tên bị sai",
        "xác nhận nhưng thông tin chưa đúng",
        "ok, sai tên rồi",
    ),
    *("đúng rồi nhưng còn thiếu họ", "ok nhưng ngày trật", "ừ đúng mà cái ngày coi lại giùm", "đúng rồi. sai tên"),
    *("đồng ý nhưng kiểm tra lại số điện thoại", "phai roi, ma cho do khong dung", "dung roi nhung ghi lon ten"),
    *(
        "đúng rồi, tên sai",
        "đồng ý, tên ghi sai",
        "đồng ý, số sai",
        "đồng ý. ngày không đúng",
        "ừ hủy đi mà ngày đó không phải",
    ),
    *("hủy đi mà sai ngày rồi", "hủy, nhưng lịch này không phải của tui", "đồng ý hủy mà lịch đó trật ngày"),
    *("đúng rồi mà họ tui là Trần mới đúng", "đúng rồi mà chữ lót ghi sai", "đồng ý mà việc đó ghi sai"),
    *("đồng ý mà không phải việc đó", "đúng rồi mà ghi nhầm số bộ", "ok nhưng mà nhầm xã", "đồng ý nhưng lộn phường"),
    *(
        "đồng ý mà tên không có dấu",
        "được rồi mà sai giờ",
        "được rồi nhưng ngày không đúng",
        "phải, nhưng mà cái số nó sai",
    ),
    *(
        "yes but my name is wrong",
        "yes, but the phone number is incorrect",
        "ok but wrong date",
        "correct, except the name",
    ),
    *("yes but you misspelled my name", "that's right but the number is not mine", "agree but the date is not right"),
)
NOTHING_WRONG = (
    *(
        "đồng ý, không có gì sai",
        "đúng hết rồi, không sai chỗ nào",
        "đồng ý, tên đúng số đúng",
        "chuẩn không sai, đồng ý",
    ),
    *("đồng ý nha, thông tin đúng rồi", "đồng ý, coi kỹ rồi không thiếu gì", "đồng ý mà nhớ ghi đúng tên nha"),
    *(
        "yes, nothing is wrong",
        "đồng ý, chưa thấy chỗ nào sai",
        "đồng ý, coi rồi, không trật chỗ nào",
        "đúng, số đúng luôn",
    ),
)
REASONS = {
    Asked.CANCEL: (
        *("hủy đi, tui đặt nhầm ngày", "hủy giùm, đặt sai xã rồi", "đồng ý hủy vì sai ngày", "ừ hủy đi, chọn sai ngày"),
        *("hủy luôn đi tại tui ghi sai tên", "đồng ý hủy, bữa đó không đi được", "hủy, số điện thoại tui đổi rồi"),
    ),
    Asked.ERASE: ("xóa đi, số đó tui bỏ rồi", "xóa hết đi vì ghi sai tên"),
}
"""Why something is given up."""


@pytest.mark.parametrize("asked", Asked)
def test_an_agreement_beside_an_objection_commits_to_nothing(asked):
    shown = ("", SHOWN.get(asked.value, SHOWN["book"]))
    committed = {
        text
        for each in OBJECTS
        for text in (each, strip_diacritics(each), each.upper())
        for question in shown
        if read_agreement(text, asked, question).means in COMMITS
    }
    assert committed == set()


def test_what_is_wrong_is_told_as_typed():
    assert read_agreement("Đúng rồi mà tên tui ghi sai", Asked.CANCEL).wrong == "mà tên tui ghi sai"
    assert read_agreement("phải rồi, mà chỗ đó không đúng", Asked.BOOK).wrong == "mà chỗ đó không đúng"
    assert read_agreement("đồng ý", Asked.BOOK).wrong == ""


@pytest.mark.parametrize("asked", Asked)
def test_who_says_that_nothing_is_wrong_agrees(asked):
    said = (*NOTHING_WRONG, *REASONS.get(asked, ()))
    lost = [text for text in said if read_agreement(text, asked).means is not Means.AGREES]
    assert len(lost) <= (1 - LEAST_TAKEN) * len(said), lost
