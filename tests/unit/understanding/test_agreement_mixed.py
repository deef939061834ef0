"""Agreements mixed with what spoils them, which never commits, and with what does not, which hardly ever keeps them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from bot.content.reference import load_reference
from bot.understanding.agreement import Asked, Means, read_agreement
from bot.understanding.fold import strip_diacritics

SHOWN = json.loads((Path(__file__).parents[2] / "data" / "replies_shown.json").read_text("utf-8"))
LEAST_TAKEN = 0.95
PLACES = load_reference().place_reader.named

_YES = (
    *("đồng ý", "dạ đồng ý nha em", "tui đồng ý", "vâng, tôi đồng ý", "nhất trí", "ok chốt", "uh đồng ý đi con"),
    *("Đồng ý ạ", "ừ đồng ý luôn", "tán thành", "chị chịu", "yes, please", "I agree", "sure, go ahead", "vậy đi con"),
)
FORMS = {
    "book": (
        *_YES,
        *("đặt đi em", "ừ đặt giùm chú", "chốt nghe con", "đúng rồi đặt đi", "dạ chuẩn rồi ạ, đặt giúp em"),
        *("lấy giờ đó đi", "ghi tên tui đi", "ok đặt lẹ đi", "giữ chỗ đó cho tui", "đúng hết rồi đó, làm đi"),
        *("8 giờ sáng thứ năm, đúng rồi", "Nguyễn Văn A, đúng rồi, đặt đi", "book it please", "chốt lẹ cho xong"),
        *("được nghen, đặt đi", "cứ vậy mà ghi", "Tôi đã xem kỹ, xin đặt giúp tôi", "dat lien di con", "lên đơn luôn"),
    ),
    "cancel": (
        *_YES,
        *(
            "hủy đi em",
            "ừ hủy giùm chú",
            "đúng rồi hủy đi",
            "dạ đúng, hủy giúp em ạ",
            "bỏ lịch đó đi",
            "cancel it please",
        ),
        *("Tôi xác nhận hủy.", "hủy lẹ giùm", "đúng vậy, hủy luôn", "trả chỗ đó đi", "ừ không đi nữa, hủy"),
    ),
    "erase": (
        *_YES,
        *(
            "xóa đi em",
            "ừ xóa hết đi",
            "dạ xóa giúp em ạ",
            "xóa sạch giùm chú",
            "cứ xóa đi",
            "delete everything please",
        ),
        *("Đồng ý xóa toàn bộ dữ liệu của tôi", "xóa lẹ giùm", "xóa trắng luôn", "ừ xóa cho sạch", "dọn hết đi"),
    ),
    "consent": (
        *_YES,
        *("lưu đi con", "ừ cứ lưu", "dạ lưu giúp em ạ", "cho lưu đó", "Tôi cho phép", "cứ ghi tên với số đi"),
        *("đồng ý cho lưu tên và số điện thoại", "lưu thoải mái", "ừ thì lưu", "you can save it", "được, lưu lẹ đi"),
    ),
}
"""What people write who agree, in whole messages that commit alone."""

DENIES = (
    *("không", "mà khoan", "à mà thôi", "thôi khỏi", "khoan đã", "từ từ đã", "để tui coi lại", "để mai tính"),
    *("chưa chắc", "tui chưa biết nữa", "để hỏi vợ cái đã", "chờ chút", "tui nghĩ lại rồi", "à không", "hổng chịu"),
    *("tui giỡn đó", "nói chơi thôi", "lộn rồi", "bấm nhầm", "wait", "let me check first", "not yet", "maybe later"),
    *("để suy nghĩ đã", "đổi ý rồi", "mai mốt rồi tính", "chưa quyết", "hình như không được", "ai nói vậy"),
)
CONDITIONS = (
    *("nếu trời không mưa", "nếu vợ tui chịu", "miễn là khỏi chờ", "với điều kiện không mất tiền", "trừ khi tui bận"),
    *(
        "chừng nào xong việc mới được",
        "if my wife agrees",
        "only if it is free",
        "khi nào có giấy đã",
        "lỡ bận thì thôi",
    ),
    *("phải có giấy mời mới được", "tùy bữa đó có bão không", "unless it rains", "as long as it is free"),
)
ASKS = (
    *("thì sao", "thì bị gì không", "là sao", "nghĩa là gì", "rồi có mất tiền hông", "có bị lừa không", "có nên không"),
    *("hay không", "hay thôi", "hả", "không ta", "có chắc không", "what does it mean", "is it safe"),
)
CHANGES = {
    "book": (
        *("9 giờ nha", "10h sáng", "thứ sáu nha", "ngày 4/12", "buổi chiều", "chiều nha", "chủ nhật", "lúc 9 rưỡi"),
        *("số 0912 345 678", "số điện thoại mới là 0987654321", "tên Trần Thị Bé", "tên là Lê Văn Tèo", "ngày mai nha"),
        *("ở xã Viên An", "ở Năm Căn nha", "xã Tân Ân", "qua phường Tân Thành", "tuần sau", "2 người", "cho ba người"),
        *("hai bộ hồ sơ", "at 9am", "on Friday", "in the afternoon", "mà đổi ngày", "nhưng mà giờ khác", "bữa khác"),
        *("dời qua chiều", "trễ hơn một tiếng", "sớm hơn được không", "name is John Smith", "tên sai rồi", "sai số"),
    ),
    "cancel": (
        *("lịch thứ sáu", "lịch ngày 5/12", "buổi chiều", "ở Năm Căn", "giữ cái thứ năm", "mà đổi qua chiều"),
        *("dời qua tuần sau", "nhưng giữ chỗ cho tui", "chỉ xin đổi giờ", "lịch của chồng tui thôi", "tui vẫn tới"),
    ),
    "erase": (
        *("số điện thoại thôi", "mỗi cái tên", "giữ lại lịch hẹn", "chừa cái lịch", "trừ lịch hẹn", "một nửa thôi"),
        *("của vợ tui", "nhưng để lịch lại", "only my phone number", "except my booking", "mà còn lịch thì giữ"),
    ),
    "consent": (
        *("tên thôi", "chỉ tên thôi", "số thì không", "7 ngày thôi", "trừ số điện thoại", "only my name"),
        *("nhưng đừng lưu số", "mà ghi tên giả", "not my number", "số của vợ tui", "trong 3 ngày"),
    ),
}
BEFORE = (
    *("không", "chưa", "đừng", "khoan", "nếu", "chừng nào", "khi nào", "ai nói", "nghe nói", "có nên", "đừng có"),
    *("tui đâu có", "chưa có", "hổng có", "not", "don't", "maybe", "if", "để mai", "chắc gì", "sao phải", "tại sao"),
    *("hồi nào mà", "ai biểu", "thử", "làm sao mà", "làm gì có chuyện", "why should I", "không phải", "ai cũng"),
)
HARMLESS = (
    *("cảm ơn em", "cảm ơn nhiều nha", "dạ", "thanks", "🙏", "😊👍", "hihi", "cảm ơn trợ lý đã giúp", "chúc em vui"),
    *("lẹ lẹ giùm", "làm nhanh giúp tui", "tui đang bận bán cá", "tui già rồi bấm nút hổng quen", "chờ gì nữa"),
    *(
        "mắt tui kém lắm",
        "trời nắng quá",
        "mạng chậm quá",
        "xong nhắn tui biết nha",
        "có gì gọi tui",
        "máy sắp hết pin",
    ),
    *("tới đó gặp ai vậy", "văn phòng mấy giờ mở cửa", "ở đó có chỗ gửi xe không", "hỏi gì hỏi hoài", "khỏi hỏi nữa"),
    *("chúc ngày mới tốt lành", "tui đọc kỹ rồi", "ok", "tui nhờ con tui nhắn", "em gái dễ thương ghê", "bye"),
    *("where is the office", "you are very kind", "sao cũng được", "vậy cho khỏe", "nói chuyện với máy mà vui ghê"),
)
"""What stands beside an agreement and takes nothing of it back."""
SIGNS = {"book": ", ", "cancel": ". ", "erase": "; ", "consent": "\n"}


ONLY_ACCENTED = ("hả", "đừng")
"""Without their accents these may be "ha" and "đúng"."""
SHARE = 6


def _some(forms, turn):
    """Every sixth form, others each turn, so that all stand beside most: the whole product takes minutes."""
    return forms[turn % SHARE :: SHARE]


def _committed(said, asked):
    return [
        text
        for typed in said
        for text in {typed, typed if set(typed.split()) & set(ONLY_ACCENTED) else strip_diacritics(typed)}
        if read_agreement(text, Asked(asked), SHOWN[asked], PLACES).means is Means.AGREES
    ]


@pytest.mark.parametrize("asked", FORMS)
def test_every_form_alone_commits(asked):
    read = [(form, read_agreement(form, Asked(asked), SHOWN[asked], PLACES).means) for form in FORMS[asked]]
    assert [each for each in read if each[1] is not Means.AGREES] == []


@pytest.mark.parametrize("asked", FORMS)
@pytest.mark.parametrize("spoilers", [DENIES, CONDITIONS, ASKS, "changes"], ids=["denies", "sets", "asks", "changes"])
def test_nothing_commits_with_what_spoils_it_behind_it(asked, spoilers):
    tails = CHANGES[asked] if spoilers == "changes" else spoilers
    said = (
        f"{form.rstrip('.')}{sign}{tail}"
        for turn, (tail, sign) in enumerate(itertools.product(tails, (" ", SIGNS[asked], " mà ")))
        if spoilers is not ASKS or sign == " "  # behind a sign it may ask something else
        for form in _some(FORMS[asked], turn)
    )
    assert _committed(said, asked) == []


@pytest.mark.parametrize("asked", FORMS)
def test_nothing_commits_with_what_spoils_it_before_it(asked):
    unsigned = [form for form in FORMS[asked] if not set(form) & set(".,")]
    said = [f"{word} {form}" for turn, word in enumerate(BEFORE) for form in _some(unsigned, turn)]
    said += [
        f"{word}{sign}{form}"
        for turn, (word, sign) in enumerate(itertools.product((*CONDITIONS, *CHANGES[asked]), (", ", " thì ")))
        for form in _some(FORMS[asked], turn)
    ]
    assert _committed(said, asked) == []


@pytest.mark.parametrize("asked", FORMS)
def test_what_stands_harmlessly_beside_an_agreement_hardly_ever_keeps_it(asked):
    said = [
        text
        for turn, more in enumerate(HARMLESS)
        for form in _some(FORMS[asked], turn)
        for text in (f"{form.rstrip('.')}{SIGNS[asked]}{more}", f"{more}{SIGNS[asked]}{form}")
    ]
    means = [read_agreement(text, Asked(asked), SHOWN[asked], PLACES).means for text in said]
    lost = [text for text, each in zip(said, means, strict=True) if each is not Means.AGREES]
    assert len(lost) <= (1 - LEAST_TAKEN) * len(said), lost[:20]
