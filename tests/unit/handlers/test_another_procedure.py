"""The matter that somebody is in is theirs: what they deny, point at or go back to says which one it is."""

from __future__ import annotations

import pytest

from bot.understanding.clauses.denied import denied_in
from bot.understanding.search.exact import exact_names
from tests.unit.handlers.turns import TODAY, Chat, about, reference, said

BIRTH, MARRIAGE, SINGLE, SIGNATURE = "1.001193", "1.000894", "1.004873", "2.000884"
PARCEL, WILL, SHARING = "1.012784", "2.001019", "2.001406"


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("ngoai hoi la ngoai di lam dum duoc hong chu hong hoi ket hon", "hong hoi ket hon"),
        ("tui hỏi tách thửa trước, chưa hỏi thừa kế", "chưa hỏi thừa kế"),
        ("ý là giấy độc thân á không phải đăng ký kết hôn", "không phải đăng ký kết hôn"),
        ("ý em là giấy này không phải nộp tiền hả", ""),
        ("em làm giấy này á không phải đóng tiền", ""),
        ("chưa hỏi ai hết", "chưa hỏi ai hết"),
    ],
)
def test_what_is_denied(text, denied):
    assert denied_in(text) == denied


async def test_a_matter_that_is_denied_behind_a_question_does_not_take_over():
    chat = await about(BIRTH)

    told = said(
        await chat.say(
            "hong phai, ngoai hoi la ngoai di lam dum duoc hong chu hong hoi ket hon",
            "ask_must_appear",
            {"procedure": "ket hon"},
        )
    )

    assert chat.state.topic.procedure == BIRTH
    assert "ủy quyền" in told


async def test_what_is_not_asked_yet_is_no_second_matter():
    chat = Chat(TODAY)

    told = said(
        await chat.say(
            "Tui hỏi tách thửa trước, chưa hỏi thừa kế. Diện tích nhỏ nhứt được tách là bao nhiêu?",
            "find_procedure",
            {"procedure": "tách thửa"},
        )
    )

    assert chat.state.topic.procedure == PARCEL
    assert "di sản" not in told


async def test_what_is_meant_instead_becomes_the_matter_though_nothing_is_asked():
    chat = await about(SIGNATURE)

    await chat.say("ý là giấy độc thân á k phải đkkh", "provide_info", {"procedure": "giấy độc thân"})

    assert chat.state.topic.procedure == SINGLE


@pytest.mark.parametrize("text", ["hong co di chuc", "không có di chúc", "khong lam ho chieu"])
def test_without_it_nothing_is_named(text):
    assert exact_names(reference().catalogue).named(text) is None


def test_with_a_question_behind_it_something_is():
    assert exact_names(reference().catalogue).named("di chuc khong lam o dau") in {WILL, None}
    assert exact_names(reference().catalogue).named("lam di chuc duoc khong") == WILL


async def test_who_has_no_will_comes_for_none():
    chat = Chat(TODAY)
    await chat.say("con oi dat cua ong noi de lai, 6 anh em muon sang ten cho 1 nguoi", "find_procedure", {})
    assert chat.state.topic.procedure is None

    await chat.say("hong co di chuc", "provide_info", {"procedure": "di chuc"})

    assert chat.state.topic.procedure is None


async def test_a_notary_as_a_place_is_no_matter():
    chat = Chat(TODAY)

    told = said(
        await chat.say(
            "ra xa lam hay ra cong chung, nghe noi xa chung duoc giay phan chia phai hong", "ask_procedure_authority"
        )
    )

    assert chat.state.topic.procedure == SHARING
    assert "bản sao" not in told


async def _asked_back():
    chat = Chat(TODAY)
    await chat.say(
        "vậy cần bản án hay giấy xác nhận độc thân",
        "ask_procedure_documents",
        {"procedure": "giấy xác nhận độc thân"},
        confidence=0.5,
    )
    assert chat.state.memo["asked_back"] == SINGLE
    assert chat.state.topic.procedure is None
    return chat


async def test_what_was_asked_back_is_meant_by_who_points_at_it():
    chat = await _asked_back()

    told = said(await chat.say("giấy đó xin ở đâu, bạn em đang làm Bình Dương", "ask_procedure_authority"))

    assert chat.state.topic.procedure == SINGLE
    assert "Nộp ở" in told


async def test_who_names_another_thing_behind_it_does_not_mean_it():
    chat = await _asked_back()

    await chat.say("cái đó thôi, còn hộ chiếu phổ thông gia hạn ở đâu", "ask_procedure_authority")

    assert chat.state.topic.procedure != SINGLE


async def test_whom_one_sends_is_no_signature_to_certify():
    chat = await about(SINGLE)

    told = said(await chat.say("uỷ quyền cho má ảnh xin dc k", "ask_must_appear"))

    assert chat.state.topic.procedure == SINGLE
    assert "ủy quyền" in told
