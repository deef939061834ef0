"""What is kept for labelling holds no names, numbers or addresses; communes stay, whoever they are named after."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.reference import load_reference
from bot.conversation.understood import Entity
from bot.guidance.text import strip_diacritics
from bot.review.person_names import PlaceNames
from bot.review.redaction import leaks, redact

PLACES = PlaceNames(load_reference().places)
UNITS = sorted({unit.name for unit in load_reference().places})
SURNAMES = st.sampled_from(["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Lý", "Châu", "Trương", "Hồ"])
GIVEN = st.sampled_from(["An", "Bé", "Cúc", "Dũng", "Hạnh", "Lan", "Minh", "Ngọc", "Phúc", "Tuấn", "Út", "Yến"])
FULL = st.builds(lambda s, m, g: f"{s} {m} {g}", SURNAMES, st.sampled_from(["Văn", "Thị"]), GIVEN)
FRAMES = st.sampled_from(
    [
        "tui tên {} muốn đặt lịch",
        "{} hỏi làm khai sinh cần giấy gì",
        "hồ sơ của {} xong chưa",
        "cho em hỏi, em là {}, mai có làm việc không",
        "đặt cho {} sáng mai ở Tắc Vân",
        "chị {} ở Năm Căn",
        "{}",
    ]
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("tui tên Nguyễn Văn An muốn đặt lịch", "tui tên [tên] muốn đặt lịch"),
        ("toi ten nguyen thi be", "toi ten [tên]"),
        ("vo tui ten le thi hong gam lam giay khai sinh", "vo tui ten [tên] lam giay khai sinh"),
        ("con tui tên Phạm Gia Bảo sinh 2020", "con tui tên [tên] sinh 2020"),
        ("chị Lan ở Tắc Vân hỏi", "chị [tên] ở Tắc Vân hỏi"),
        ("em là Tuấn ở Năm Căn", "em là [tên] ở Năm Căn"),
        ("ho so cua do van dung toi dau", "ho so cua [tên] toi dau"),
        ("tui ten to van con o tac van", "tui ten [tên] o tac van"),
        ("To Van Con xin giay", "[tên] xin giay"),
        ("NGUYEN VAN BINH XIN CAP LAI GIAY KHAI SINH", "[tên] XIN CAP LAI GIAY KHAI SINH"),
        ("Trần Hoàng Nam, 0912345678, số nhà 12/3 đường Lý Bôn", "[tên], [sđt], [số nhà] đường Lý Bôn"),
        ("địa chỉ 45A khóm 3", "địa chỉ [số nhà] khóm 3"),
        ("ho so H12.40-260820-0009 toi dau roi", "ho so [mã] toi dau roi"),
        ("mã hẹn TV-0815 dời qua mai", "mã hẹn [mã] dời qua mai"),
        ("mail a.b@vi-du.vn cccd 096090012345", "mail [email] cccd [số giấy tờ]"),
        ("tui ten la Tran Van Thoi", "tui ten la [tên]"),  # introduced: a person, though a commune has this name
    ],
)
def test_masked(text: str, masked: str) -> None:
    assert redact(text, PLACES).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "xã Hồ Thị Kỷ có phong tỏa không",
        "o nguyen phich co nhan ho so khong",
        "Cho Em Hỏi Giờ Làm Việc Của Phường Lý Văn Lâm",
        "anh Hai tui đi làm ở Bình Dương",
        "ngày 24/8 đường Nguyễn Trãi có bị chặn không",
        "giấy tờ đứng tên chồng thì vợ đi được không",
        "phải tên trên khai sinh không",
        "tui là nông dân, ly hôn thì ra đâu",
        "tui la nguoi Tan Thanh",
        "2 bộ hồ sơ, 3 người, 8h30 mai",
        "thủ tục 1.001193 phí bao nhiêu",
        "mua xe may cu, giay to van ten chu cu nha",
        "giay to van con dung ten ba gia",
        "giay to van ghi ten cu",
        "so do van ten cha toi",
        "so do van dung ten ba noi",
        "chau van con nho, me di thay duoc khong",
    ],
)
def test_kept(text: str) -> None:
    assert redact(text, PLACES).text == text
    assert not leaks(text, PLACES)


@pytest.mark.parametrize("bare", [False, True])
def test_every_commune_of_all_times_stays(bare: bool) -> None:
    for name in UNITS:
        text = f"ở {name} có nhận hồ sơ không"
        text = strip_diacritics(text).lower() if bare else text
        assert redact(text, PLACES).text == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "tui tên Nguyễn Văn Bền ở số nhà 12 đường Lý Bôn, xã Tắc Vân",
            "tui tên [tên] ở [số nhà] đường Lý Bôn, xã Tắc Vân",
        ),
        ("Chị Trần Thị Hồng, địa chỉ 45 hẻm 3", "Chị [tên], địa chỉ [số nhà] hẻm 3"),
        ("số tui không chín một hai ba bốn năm sáu bảy tám", "số tui [sđt]"),
    ],
)
def test_masked_however_a_keyboard_writes_the_accents(text: str, masked: str) -> None:
    typed = unicodedata.normalize("NFD", text)
    assert redact(typed, PLACES).text == masked
    assert leaks(typed, PLACES)
    assert redact(text, PLACES).text == masked


def test_spans_move_with_accents_that_are_signs_of_their_own() -> None:
    typed = unicodedata.normalize("NFD", "chị Trần Thị Hồng ở xã Tắc Vân hỏi")
    start = typed.index("xa\u0303")
    end = typed.index(" ho\u0309i")
    found = redact(typed, PLACES, (Entity("admin_unit", typed[start:end], start, end),))
    assert found.text == "chị [tên] ở xã Tắc Vân hỏi"
    assert [found.text[one.start : one.end] for one in found.entities] == ["xã Tắc Vân"]


@given(frame=FRAMES, name=FULL, lower=st.booleans(), bare=st.booleans())
def test_full_names_go_however_they_are_typed(frame: str, name: str, lower: bool, bare: bool) -> None:
    typed = name.lower() if lower else name
    typed = strip_diacritics(typed) if bare else typed
    masked = redact(frame.format(typed), PLACES).text
    assert typed not in masked
    assert typed.split()[-1] not in masked.replace("Năm Căn", "").replace("sáng", "").split()
    assert "[tên]" in masked
    assert redact(masked, PLACES).text == masked


@given(name=st.builds(lambda s, g: f"{s} {g}", SURNAMES, GIVEN), lower=st.booleans())
def test_a_name_given_elsewhere_goes_however_it_is_typed(name: str, lower: bool) -> None:
    typed = strip_diacritics(name).lower() if lower else name
    assert redact(f"sao ho so {typed} chua xong", PLACES, known=[name]).text == "sao ho so [tên] chua xong"


@given(st.text(max_size=80))
def test_any_text_can_be_masked_and_masking_again_changes_nothing(text: str) -> None:
    once = redact(text, PLACES).text
    assert redact(once, PLACES).text == once


def test_marked_spans_move_with_their_words() -> None:
    text = "0912 000 111 hỏi làm khai sinh  ở Tắc Vân"
    marked = [
        Entity("phone", "0912 000 111", 0, 12),
        Entity("procedure", "khai sinh", 21, 30),
        Entity("admin_unit", "Tắc Vân", 34, 41),
    ]
    masked = redact(text, PLACES, marked)
    assert masked.text == "[sđt] hỏi làm khai sinh ở Tắc Vân"
    assert [(e.entity, masked.text[e.start : e.end]) for e in masked.entities] == [
        ("phone", "[sđt]"),
        ("procedure", "khai sinh"),
        ("admin_unit", "Tắc Vân"),
    ]
    assert all(masked.text[e.start : e.end] == e.value for e in masked.entities)


def test_a_span_whose_words_are_cut_is_dropped() -> None:
    marked = [Entity("admin_unit", "số nhà 12 khóm 3", 3, 19)]
    assert redact("tui số nhà 12 khóm 3", PLACES, marked).entities == ()


def test_what_is_nothing_but_personal_data_says_nothing() -> None:
    assert not redact("Nguyễn Văn An 0912345678", PLACES).says_anything
    assert redact("0912345678 làm khai sinh", PLACES).says_anything
