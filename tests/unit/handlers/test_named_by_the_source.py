"""What the source names beside other things is told to who asks for it: who declares, how one signs, on which basis."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said


async def amid(code: str) -> Chat:
    chat = Chat(TODAY)
    await chat.press(f"#way.show:{code}")
    return chat


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        ("1.000656", "vậy cháu kêu bằng cậu có được đứng ra khai không", "Người đi khai tử là vợ, chồng, con, cha, mẹ"),
        ("1.000656", "trong nhà ai được khai", "Người đi khai tử là vợ, chồng, con, cha, mẹ"),
        ("1.001193", "ai phải đi khai vậy em", "Người đi khai sinh cho con là cha hoặc mẹ"),
    ],
)
async def test_who_declares_is_told_as_the_source_names_them(code, text, told):
    assert told in said(await (await amid(code)).say(text, "nlu_fallback"))


async def test_who_asks_to_send_somebody_hears_of_the_authorisation():
    told = said(await (await amid("1.000656")).say("nhờ hàng xóm đi thay được không", "nlu_fallback"))
    assert "giấy ủy quyền" in told
    assert "Hòa giải" not in told, "a neighbour who goes is no party of a dispute"


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        ("2.001035", "bà cụ run tay quá, lăn tay được không", "Cổng ghi: không ký được thì lăn tay"),
        ("2.001019", "ông nội lú lẫn rồi có làm được không", "minh mẫn"),
        ("2.001406", "ba tôi mù chữ thì sao", "người làm chứng"),
        ("2.001016", "có cần người làm chứng không", "hai người làm chứng"),
    ],
)
async def test_how_one_signs_is_told_where_the_source_says_so(code, text, told):
    answer = said(await (await amid(code)).say(text, "nlu_fallback"))
    assert told in answer
    assert "căn cước" not in answer


async def test_where_the_source_says_nothing_of_signing_nothing_else_is_told_of_it():
    told = said(await (await amid("1.000656")).say("lăn tay thay chữ ký được không", "nlu_fallback"))
    assert "đích thân" not in told


@pytest.mark.parametrize(
    ("code", "text", "intent", "told"),
    [
        ("1.004194", "Công an xã, đúng không?", "ask_procedure_authority", "Được nộp ở Công an xã, phường"),
        ("1.001612", "có phải lên thuế hông hay một cửa làm luôn", "nlu_fallback", "Nộp ở cơ quan đăng ký kinh doanh"),
        ("1.013076", "lên xã hay lên tỉnh vậy", "nlu_fallback", "Công an tỉnh"),
    ],
)
async def test_an_office_alone_is_asked_of_the_matter_under_way(code, text, intent, told):
    chat = await amid(code)
    assert told in said(await chat.say(text, intent))
    assert chat.state.topic.procedure == code


@pytest.mark.parametrize("text", ["không rút tên ra thì bị gì không", "hạn chót là bữa nào"])
async def test_a_term_of_those_under_age_is_not_told_as_everybodys(text):
    told = said(await (await amid("1.004194")).say(text, "nlu_fallback"))
    assert "Cổng chỉ ghi một hạn, cho trường hợp này: 60 ngày" in told


@pytest.mark.parametrize("text", ["căn cứ văn bản nào mà thu", "luật nào quy định vậy"])
async def test_the_basis_of_a_matter_is_what_its_page_names(text):
    told = said(await (await amid("2.000815")).say(text, "ask_rule_source"))
    assert "Chứng thực bản sao từ bản chính” là: 264/2016/TT-BTC; 23/2015/NĐ-CP" in told


async def test_without_a_matter_the_basis_is_what_was_told_last():
    assert "căn cứ của việc" not in said(await Chat(TODAY).say("văn bản nào nói vậy", "ask_rule_source"))


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        ("1.001022", "xét nghiệm adn có bắt buộc không", "khi không có văn bản xác nhận của y tế, giám định"),
        ("1.000689", "phải có ADN mới được hả", "nếu không có thì thay bằng văn bản cam đoan của các bên"),
    ],
)
async def test_who_asks_whether_a_test_is_a_must_hears_what_goes_without_it(code, text, told):
    assert told in said(await (await amid(code)).say(text, "ask_procedure_documents"))


@pytest.mark.parametrize("text", ["tạm trú xin được không", "nộp ở nơi thường trú hay chỗ nào"])
async def test_where_one_lives_is_no_registration_of_it(text):
    chat = await amid("1.004873")
    assert "xã nơi thường trú hoặc tạm trú đều được" in said(await chat.say(text, "ask_procedure_authority"))
    assert chat.state.topic.procedure == "1.004873"


async def test_what_is_not_done_yet_is_not_what_is_wanted():
    chat = Chat(TODAY)
    text = "co em be 2 thang ma chua dang ky ket hon, ba em be di ghe. Em muon lam khai sanh cho con co ten cha thi sao"
    await chat.say(text, "find_procedure", {"procedure": ["dang ky ket hon", "khai sanh"]})
    assert chat.state.topic.procedure == "1.000689"


@pytest.mark.parametrize("text", ["dạ làm lần đầu ạ", "cấp mới em"])
async def test_that_it_is_the_first_time_names_nothing(text):
    chat = Chat(TODAY)
    await chat.say(text, "find_procedure")
    assert chat.state.topic.procedure is None
