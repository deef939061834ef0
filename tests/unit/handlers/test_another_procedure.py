"""The matter that somebody is in is theirs: what they deny, point at or go back to says which one it is."""

from __future__ import annotations

import pytest

from bot.understanding.clauses.denied import denied_in
from bot.understanding.search.exact import exact_names
from bot.understanding.search.fitting import is_ruled_out
from tests.unit.handlers.turns import TODAY, Chat, about, reference, said

BIRTH, MARRIAGE, SINGLE, SIGNATURE = "1.001193", "1.000894", "1.004873", "2.000884"
PARCEL, WILL, SHARING = "1.012784", "2.001019", "2.001406"
HOUSEHOLD, FISHING_BOAT, CORRECTION, GUARDIANSHIP = "1.010038", "1.003650", "1.004859", "1.004837"
MARRIAGE_ABROAD, ADOPTION = "2.000806", "2.001263"


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
    chat.state.memo["unheard"] = 1  # the talk is about something already

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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tui muon tach cho thang con ut 1 cong dat vuon", HOUSEHOLD),
        ("gio di khai cai dang ky nuoi trong do", ADOPTION),
        ("dang ky nuoi tom sieu tham canh", ADOPTION),
        ("mua lai chiec ghe cau gio sang ten", "1.004002"),
        ("mai tang phi cua thuong binh", "1.001731"),
        ("giay an toan thuc pham cho quan tra sua", "2.001827"),
        ("Đăng ký xuống nhà thì gặp ai", "1.004088"),
        ("Nhà ở trong kinh, vô phải đi vỏ", "1.004088"),
        ("giay to goc chim theo xuong nam 1983", "1.004002"),
        ("Có xe nào chở về Cà Mau không", "1.013076"),
        ("di kham benh khong co xe cuu thuong, thue xe duoc khong", "1.013067"),
        ("xe dau ma di, con xin giay di duong cho me", "1.013086"),
        ("con xin giay di duong cho me", "1.013086"),
        ("ba em có tạm trú trên đó", "1.004194"),
        ("co tam tru dang hoang, chu nha tro co dang ki", "1.004194"),
        ("con tam tru o phuong 8 chu ho khau con o Dam Doi", "1.004194"),
        ("visa sap het han, lam the tam tru duoc khong", "1.004194"),
        ("visa exemption 5 years or temporary residence card", "1.004194"),
        ("mộ ông già vợ chưa tìm được. Xin xét nghiệm ADN ra sao", "1.001022"),
        ("We married in Netherlands, not here. Is our marriage certificate valid", "1.000894"),
        ("Ổng qua đời rồi thì lấy ai ký nữa", "1.000656"),
        ("chồng tôi mất rồi, tôi đi xin giùm được không", "1.000656"),
        ("Ra xã nộp được không? Hồi cưới đăng ký ở xã mà", "1.000894"),
        ("mất bằng cấp 3, xin cấp lại ở đâu", "1.012786"),
        ("thue truoc ba nhieu, xe wave 2012", "1.007277"),
        ("vệ sinh an toàn thực phẩm thì sao, quán có 6 cái bàn", "2.001827"),
        ("làm công nhựt không có hợp đồng, em thưa ở đâu", "1.012784"),
        ("em thua chu lo o dau", "1.012784"),
        ("con nhỏ 8 tháng, có tiền nuôi con không", ADOPTION),
        ("làm lại thẻ ở đâu", "1.002759"),
    ],
)
def test_what_a_text_speaks_of_rules_a_procedure_out(text, code):
    assert is_ruled_out(text, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tach ho khau ra rieng dat cua cha", HOUSEHOLD),
        ("tach ho", HOUSEHOLD),
        ("dang ky nuoi con nuoi", ADOPTION),
        ("sang ten chiec ghe o cho", "1.004002"),
        ("mai tang phi nguoi gia", "1.001731"),
        ("giay an toan thuc pham cho co so lam mam", "2.001827"),
        ("đăng ký xuồng máy", "1.004088"),
        ("dang ky xuong may", "1.004088"),
        ("mua vỏ mới đi vỏ đó chưa có giấy", "1.004088"),
        ("mua lại chiếc vỏ lãi chưa sang tên", "1.004002"),
        ("đi xe chưa sang tên, giờ muốn sang tên xe", "1.013076"),
        ("xin biển số tạm chạy xe về quê", "1.013086"),
        ("đăng ký tạm trú ở phường 8", "1.004194"),
        ("em có tạm trú ở quận 12 rồi, giờ ở trọ chỗ mới thì làm sao", "1.004194"),
        ("xét nghiệm ADN để nhận cha cho con", "1.001022"),
        ("we want to get married in Ca Mau", "1.000894"),
        ("ba tôi mất rồi thì ai đi khai tử được", "1.000656"),
        ("ba mới mất, nhờ người đi khai giùm được không", "1.000656"),
        ("hồi cưới chưa đăng ký, giờ đăng ký kết hôn ở đâu", "1.000894"),
        ("mất sổ đỏ với bằng cấp 3", "1.012786"),
        ("trước bạ nhà đất bao nhiêu", "1.007277"),
        ("em muốn tách thửa ở đâu", "1.012784"),
        ("tach thua cho con", "1.012784"),
        ("em thưa cán bộ, đất muốn tách làm hai", "1.012784"),
        ("xin nuôi con nuôi có tốn tiền không", ADOPTION),
        ("lam lai the bh o dau", "1.002759"),
        ("mất sổ rồi làm lại ở đâu", "1.002759"),
    ],
)
def test_what_fits_stays(text, code):
    assert not is_ruled_out(text, code)


@pytest.mark.parametrize(
    ("text", "intent", "not_meant"),
    [
        ("co tam tru dang hoang, chu nha tro co dang ki", "provide_info", "1.004194"),
        ("Đăng ký xuống nhà thì gặp ai, mà tốn tiền hông. Nhà ở trong kinh, vô phải đi vỏ.", "ask_must_appear", "vỏ"),
        ("Chừng nào mới được đem về? Có xe nào chở về Cà Mau không, em nghe nói quân đội chở", "find_procedure", "xe"),
        (
            "phải làm giấy tờ của bả trước hả, cái đó là ra công chứng hay là ra xã",
            "ask_procedure_documents",
            "bản sao",
        ),
    ],
)
async def test_what_is_only_by_the_way_opens_no_matter(text, intent, not_meant):
    chat = Chat(TODAY)

    answers = await chat.say(text, intent)

    assert chat.state.topic.procedure is None
    assert not any(not_meant in choice.label for answer in answers for choice in answer.choices)


async def test_a_boat_in_a_talk_about_fishing_is_no_inland_craft():
    chat = await about("1.004359")

    await chat.say("Tàu này tui mua lại của ông Tư giấy tay thôi chưa sang tên", "provide_info")

    assert chat.state.topic.procedure != "1.004002"
    assert is_ruled_out("tau nay mua lai chua sang ten", "1.004002", ("fishing",))
    assert not is_ruled_out("mua lai chiec vo lai chua sang ten", "1.004002", ("fishing",))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nhà có hai khách Pháp ở 2 đêm. Khai báo tạm trú cho người ta bằng cách nào nhanh nhứt", "1.000253"),
        ("đăng ký tạm trú cho chồng người Hàn Quốc ở đâu", "1.000253"),
        ("đăng ký tạm trú cho người ở trọ ở đâu", "1.004194"),
        ("Tức là sửa căn cước chứ không sửa khai sinh? Vậy em ra công an xã hay công an tỉnh?", "1.014063"),
    ],
)
async def test_whose_or_what_it_is_says_which_matter(text, code):
    chat = Chat(TODAY)

    await chat.say(text, "find_procedure", {"procedure": "tạm trú"} if "tạm trú" in text else {})

    assert chat.state.topic.procedure == code


async def test_a_lost_diploma_is_copied_from_the_register():
    chat = Chat(TODAY)

    answers = await chat.say(
        "mình mất bằng cấp 3, hồi đó thi ở trường huyện năm 2004, xin cấp lại ở đâu", "ask_procedure_authority"
    )

    assert "sổ gốc" in said(answers) + str([choice.label for answer in answers for choice in answer.choices])
    assert "sổ đỏ" not in said(answers)


async def test_a_greeting_before_a_name_is_no_part_of_it():
    chat = Chat(TODAY)

    await chat.say(
        "hello admin cho mình hỏi kết hôn vs ng Đài Loan thì làm ở xã hay phải lên tỉnh v ạ", "ask_procedure_authority"
    )

    assert chat.state.topic.procedure == MARRIAGE_ABROAD


async def test_a_right_that_lapses_is_no_paper_that_is_lost():
    chat = await about("1.014748")

    answers = await chat.say("so bao hiem chua chot ma qua 3 thang thi mat luon ha??", "find_procedure")

    assert chat.state.topic.procedure == "1.014748"
    assert not any("Cấp lại" in choice.label for answer in answers for choice in answer.choices)


async def test_a_boat_that_is_said_to_fish_changes_the_matter():
    chat = await about("1.004002")

    await chat.say("tàu cá nha hong phai tau cho hang", "provide_info", {"procedure": "tàu cá"})

    assert chat.state.topic.procedure == FISHING_BOAT


@pytest.mark.parametrize(
    "text",
    [
        "giấy xác nhận độc thân của ảnh làm hồi tháng 3, giờ hết hạn chưa ạ",
        "giấy độc thân của ảnh làm bên đó rồi",
    ],
)
async def test_a_paper_that_was_made_before_is_no_new_matter(text):
    chat = await about(MARRIAGE)

    await chat.say(text, "provide_info", {"procedure": "giấy xác nhận độc thân"} if "xác nhận" in text else {})

    assert chat.state.topic.procedure == MARRIAGE


async def test_what_a_paper_says_chooses_no_matter():
    chat = Chat(TODAY)
    await chat.say("căn cước ghi sai dấu so với khai sinh", "find_procedure", {"procedure": "khai sinh"})

    await chat.say("Khai sinh bản chính là dấu ngã, em coi kỹ rồi.", "provide_info", {"procedure": "Khai sinh"})

    assert chat.state.topic.procedure != BIRTH


async def test_what_nobody_did_in_those_days_is_no_wish():
    chat = Chat(TODAY)
    await chat.say("công an xuống nhà làm được hông", "ask_must_appear")

    await chat.say(
        "Rồi cái khai sanh của bả hông có, hồi đó ai mà làm khai sanh", "nlu_fallback", {"procedure": "khai sanh"}
    )

    assert chat.state.topic.procedure is None


async def test_who_decides_is_no_decision_to_be_had():
    chat = Chat(TODAY)

    answers = await chat.say("Năm nay bị gạch ra khỏi hộ nghèo. Ai quyết định vậy?", "ask_procedure_authority")

    assert not any("bảo hiểm xã hội" in choice.label for answer in answers for choice in answer.choices)
    assert chat.state.topic.procedure != "1.001710"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tốt nghiệp trường THPT Phan Ngọc Hiển", "Phan Ngọc Hiển"),
        ("khám ở bệnh viện Năm Căn", "Năm Căn"),
        ("nhà mặt tiền đường Phan Ngọc Hiển", "Phan Ngọc Hiển"),
    ],
)
async def test_what_is_called_like_a_place_is_nobodys_home(text, place):
    chat = Chat(TODAY)

    await chat.say(text, "provide_info", {"admin_unit": place})

    assert chat.profile.area is None


async def test_the_place_of_a_named_matter_is_no_other_one():
    chat = Chat(TODAY)

    told = said(
        await chat.say(
            "Khai tử làm ở quận 12 hay về xã em làm hả anh? ba em có tạm trú trên đó.", "ask_procedure_authority"
        )
    )

    assert "Đăng ký khai tử" in told


def test_a_talk_about_merit_rules_the_other_funeral_money_out():
    assert is_ruled_out("mai tang phi ai nhan", "1.014028", ("merit",))
    assert not is_ruled_out("mai tang phi ai nhan", "1.014028", ("court",))


@pytest.mark.parametrize(
    ("text", "marked", "code"),
    [
        ("Tui muốn tách cho thằng con út 1 công đất vườn cất nhà ra riêng. Thủ tục sao", None, PARCEL),
        ("qua mới mua lại chiếc ghe câu của thằng bạn, ghe dài chín thước, giờ sang tên làm sao", None, FISHING_BOAT),
        (
            "Khai sinh con e ghi chữ lót Thị mà học bạ vs căn cước ghi Thi ko dấu nặng, sửa cái nào z",
            "Khai sinh",
            CORRECTION,
        ),
    ],
)
async def test_the_thing_says_which_matter_it_is(text, marked, code):
    chat = Chat(TODAY)

    await chat.say(text, "find_procedure", {"procedure": marked} if marked else {})

    assert chat.state.topic.procedure == code


async def test_who_puts_right_what_is_written_wrong_may_deny_to_change_it():
    chat = await about(CORRECTION)

    await chat.say("ko phai doi ten, chi sai dau nang thoi", "deny", {"procedure": "doi ten"})

    assert chat.state.topic.procedure == CORRECTION


async def test_a_farm_is_no_adopted_child():
    chat = Chat(TODAY)

    told = said(await chat.say("giờ đi khai cái đăng ký nuôi trồng đó thì làm ở đâu", "ask_procedure_authority"))

    assert "con nuôi" not in told


async def test_a_matter_of_before_that_begins_a_question_is_gone_back_to():
    chat = await about(GUARDIANSHIP)
    await chat.say("xin lại bản sao khai sinh ở đâu", "ask_procedure_authority", {"procedure": "bản sao khai sinh"})
    assert chat.state.topic.procedure != GUARDIANSHIP

    await chat.say(
        "Vậy giấy giám hộ làm xong mấy ngày, mất phí không ạ", "ask_processing_time", {"procedure": "giấy giám hộ"}
    )

    assert chat.state.topic.procedure == GUARDIANSHIP


async def test_a_word_that_only_sounds_like_a_name_opens_no_matter():
    chat = Chat(TODAY)
    await chat.say("Hello, can you help me", "greet")

    await chat.say("How long after we submit? My visa is only 30 days.", "ask_processing_time", {"procedure": "visa"})

    assert chat.state.topic.procedure is None


async def test_going_back_to_what_nobody_knew_opens_it():
    chat = Chat(TODAY)
    await chat.say("I am an Australian citizen", "provide_info")

    await chat.say("Right. So going back to the marriage, can she submit the file alone", "ask_submission_channel")

    assert chat.state.topic.procedure in {MARRIAGE, MARRIAGE_ABROAD}
