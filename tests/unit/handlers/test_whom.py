"""Whom to ask what nobody here knows: by the question, its message, its matter, the talk, and last of all nobody."""

from __future__ import annotations

import re

import pytest

from bot.understanding.deciding import DeciderReader
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import LETTER, TODAY, Chat, guidance, said, texts

NOBODY = re.compile(r"cơ quan lo việc đó|nơi anh/chị định đến nộp|hỏi nơi định nộp|định đến nộp")
COMMUNE = "xã, phường"
MOST_UNNAMED = 10
"""Procedures of which no source says who takes them in or decides them."""


async def ask(text, intent="nlu_fallback", confidence=0.4):
    return said(await Chat(TODAY).say(text, intent, confidence=confidence))


UNDER_WAY = [
    ("1.001612", "Ủy ban nhân dân xã, phường"),
    ("1.014027", "Ủy ban nhân dân xã, phường"),
    ("1.001776", "Ủy ban nhân dân xã, phường"),
    ("1.012784", "Văn phòng đăng ký đất đai"),
    ("1.012786", "Văn phòng đăng ký đất đai"),
    ("3.000347", "Công an xã, phường hoặc Công an tỉnh"),
    ("1.014063", "Công an xã, phường"),
    ("1.004359", "cơ quan quản lý thủy sản của tỉnh"),
    ("2.000821", "cơ quan bảo hiểm xã hội"),
    ("1.002179", "cơ quan bảo hiểm xã hội"),
    ("1.014753", "Trung tâm Dịch vụ việc làm"),
    ("1.013133", "Ban chỉ huy quân sự xã, phường"),
    ("1.013076", "Công an xã, phường hoặc Công an tỉnh"),
    ("1.004845", "Trung tâm Phục vụ hành chính công"),
]
"""Procedures whose desks are several or not told, and who is named."""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_two_offices_are_joined_by_words_that_stand_apart(language):
    words = texts().get(language, "answers.either_office", one="A", other="B")
    assert words in {"A hoặc B", "A or B"}


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("code", "office"), UNDER_WAY)
async def test_what_is_unknown_of_a_matter_is_asked_at_who_takes_it_by_name(code, office, bare):
    chat = Chat(TODAY)
    chat.state.topic.procedure = code
    question = "có in thêm bản tiếng Anh được không"
    answer = said(await chat.say(strip_diacritics(question) if bare else question, "nlu_fallback", confidence=0.4))
    assert "chưa" in answer, answer
    assert office.lower() in answer.lower(), answer
    assert not NOBODY.search(answer)


def test_nearly_every_procedure_has_somebody_to_ask_by_name():
    known = guidance()
    reader = DeciderReader.of(known.deciders)
    unnamed = []
    for one in known.catalogue:
        offices = known.answers.offices_to_ask(one.code, at=TODAY, known_at=TODAY)
        single = known.answers.office_to_ask(one.code, at=TODAY, known_at=TODAY)
        assert single is None or offices == (single,), one.title
        agency = known.answers.agency_to_ask(one.code, at=TODAY)
        if not offices and not agency and reader.read(f"{one.title}. {one.name}", TODAY) is None:
            unnamed.append(one.title)
    assert len(unnamed) <= MOST_UNNAMED, unnamed


def test_a_moment_before_the_catalogues_day_has_no_agency_of_today():
    known = guidance()
    assert {known.answers.agency_to_ask(one.code, at=LETTER) for one in known.catalogue} == {""}


HOURS = ["mấy giờ mở cửa", "trưa có nghỉ không", "thứ bảy có làm không", "mấy giờ đóng cửa", "chủ nhật có làm không"]


@pytest.mark.parametrize("text", HOURS)
@pytest.mark.parametrize(("code", "office"), [("1.014063", "Công an xã, phường"), ("1.014027", "Ủy ban nhân dân")])
async def test_hours_are_asked_at_who_takes_the_matter_under_way(text, code, office):
    chat = Chat(TODAY)
    chat.state.topic.procedure = code
    answer = said(await chat.say(text, "ask_office_info", confidence=0.9))
    assert office in answer, answer
    assert not NOBODY.search(answer)


@pytest.mark.parametrize("text", HOURS)
async def test_without_a_matter_hours_are_asked_at_the_commune(text):
    answer = said(await Chat(TODAY).say(text, "ask_office_info", confidence=0.9))
    assert "Ủy ban nhân dân xã, phường" in answer, answer
    assert not NOBODY.search(answer)


OF_NOBODY = [
    "nuôi dế bán thì có phải xin ai không",
    "giăng bạt ngoài sân làm đám có bị phạt không",
    "phơi lúa trên lộ người ta có cho không",
    "treo băng rôn trước nhà thì ai cho phép",
    "dựng rạp cưới lấn lề đường có được không",
    "thả diều gần dây điện có bị gì không",
    "mở lớp dạy đờn ca tài tử có phải trình không",
    "chở đám ma bằng vỏ máy có cần xin không",
    "nấu rượu nếp bán lối xóm thì sao",
    "nuôi ong trong vườn nhà có bị cấm không",
    "đặt tên cho con hẻm mới mở thì sao",
    "gắn camera ngó ra lộ có được không",
]


@pytest.mark.parametrize("bare", [False, True])
async def test_nobody_in_particular_helps_and_is_never_said_twice_the_same(bare):
    chat = Chat(TODAY)
    heard = []
    for text in OF_NOBODY[:5]:
        answer = said(await chat.say(strip_diacritics(text) if bare else text, "nlu_fallback", confidence=0.3))
        heard.append(re.sub(r"“[^”]*”", "", answer))
        assert COMMUNE in answer, answer
        assert not NOBODY.search(answer)
        assert re.search(r"\bsố\b|gọi", answer), answer
    assert len(set(heard)) == len(heard), heard


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("text", OF_NOBODY)
async def test_what_nobody_decides_is_sent_to_the_commune_or_a_call(text, bare):
    answer = await ask(strip_diacritics(text) if bare else text)
    assert "Ủy ban nhân dân xã, phường nơi anh/chị ở, hoặc để lại số để cán bộ gọi lại" in answer, answer


BESIDE = [
    ("tui với ông xã đang ly hôn. mà cái nhà thì tính làm sao", "tòa án"),
    ("ba mất không để lại di chúc. rồi mấy anh em tính sao cho phải", "Trợ giúp pháp lý"),
    ("ghe cào nhà tui mười hai thước. vậy có bị bắt buộc gì thêm không", "thủy sản"),
    ("hàng xóm lấn ranh qua nửa thước. giờ tính sao cho êm", "Ủy ban nhân dân xã, phường"),
    ("nhà sạt lở mất cái bếp. giờ dọn đi đâu mới phải", "Ủy ban nhân dân xã, phường"),
    ("ông nội là liệt sĩ. cháu có được cộng gì hôn", "Ủy ban nhân dân xã, phường"),
    ("đóng thuế khoán ba năm rồi. giờ ế quá thì tính sao", "cơ quan thuế"),
    ("con tui khuyết tật nặng. vậy tui có được gì không", "Ủy ban nhân dân xã, phường"),
    ("thằng út có lệnh gọi nhập ngũ. mà nó đang đi làm xa thì tính sao", "Ban Chỉ huy quân sự"),
    ("vỏ lãi nhà tui mua tay ba. giờ chạy ra lộ lớn có sao không", "Sở Xây dựng"),
    ("nhà tui bị thu hồi đất. rồi cây trái tính sao đây", "cơ quan ký quyết định"),
    ("tụi em đang lo giải thể công ty. rồi nợ cũ tính sao đây", "đăng ký kinh doanh"),
]


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "body"), BESIDE)
async def test_what_the_message_is_about_names_the_body_of_its_question(text, body, bare):
    answer = await ask(strip_diacritics(text) if bare else text)
    assert body in answer, answer


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Chồng em đi ghe câu mực, gặp gió lớn không thấy nữa. Tới giờ chưa có tin. Em không biết làm sao", "thủy sản"),
        ("trước lái đò ngang, nay nghỉ rồi vì có cầu. giờ khổ quá biết hỏi ai", "Sở Xây dựng"),
        (
            (
                "toi ban chiec ghe cao 12 met, giay to ghe dung ten ba nha toi, nguoi mua ho doi lien. vay"
                " toi phai lam giay gi truoc giay gi sau"
            ),
            "Sở Xây dựng",
        ),
    ],
)
async def test_where_it_happened_and_what_was_long_ago_name_no_body(text, body, bare):
    answer = await ask(strip_diacritics(text) if bare else text)
    assert body not in answer, answer


@pytest.mark.parametrize(
    ("text", "moment", "body"),
    [
        ("Chờ hết giãn cách mới làm thì có bị coi là trễ hạn không", LETTER, "Ban Chỉ đạo"),
        ("trung tâm đóng cửa theo chỉ thị 16 thì ai gia hạn giấy kiểm định cho tui", LETTER, "Ban Chỉ đạo"),
    ],
)
async def test_a_circumstance_before_what_is_asked_names_no_body(text, moment, body):
    answer = said(await Chat(moment).say(text, "nlu_fallback", confidence=0.4))
    assert body not in answer, answer


async def test_what_is_told_right_before_is_not_of_the_body_before():
    chat = Chat(TODAY)
    assert "thuế" in said(await chat.say("cha ruột cho con mà có đóng thuế không anh", "nlu_fallback", confidence=0.4))
    text = "phiếu bảo hành máy xới của em hẹn mùng 5 mà tiệm đóng cửa, cái này xã có giải quyết hông ta"
    assert "thuế" not in said(await chat.say(text, "nlu_fallback", confidence=0.4))


@pytest.mark.parametrize(
    "text",
    [
        "tui đang ly hôn. giờ xin giấy phép nuôi cá sấu ở đâu",
        "hàng xóm lấn đất tui. mà chứng chỉ nuôi yến thì ai cấp",
        "nhà tui khuyết tật. giờ xin giấy phép chở khách thì gặp ai",
    ],
)
async def test_a_paper_of_its_own_is_not_of_the_body_that_the_story_speaks_of(text):
    answer = await ask(text)
    assert "tòa án" not in answer
    assert "nơi có đất" not in answer


BEFORE = [
    ("ly hôn nộp đơn ở đâu", "rồi bao lâu mới xong vậy ta", "tòa án"),
    ("đất bị thu hồi mà đền bù ít quá thì sao", "rồi họ có xuống coi không", "cơ quan ký quyết định"),
    ("ghe cào hết hạn đăng kiểm thì sao", "mà có bị phạt nặng không", "thủy sản"),
    ("nợ thuế hai năm thì sao", "vậy có bị tính lời không", "cơ quan thuế"),
    ("vay ngân hàng 20 triệu có được không", "rồi lời lãi ra sao", "ngân hàng"),
    ("chuyển trường cho con thì sao", "rồi có phải đóng gì không", "nhà trường"),
]


@pytest.mark.parametrize(("first", "then", "body"), BEFORE)
async def test_who_was_spoken_of_last_is_named_again_and_not_nobody(first, then, body):
    chat = Chat(TODAY)
    assert body in said(await chat.say(first, "nlu_fallback", confidence=0.4))
    answer = said(await chat.say(then, "nlu_fallback", confidence=0.3))
    if "chưa" in answer and "hỏi" in answer:
        assert body in answer, answer


async def test_a_matter_that_is_named_ends_what_was_spoken_of():
    chat = Chat(TODAY)
    await chat.say("ly hôn nộp đơn ở đâu", "nlu_fallback", confidence=0.4)
    await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
    answer = said(await chat.say("giăng bạt làm đám có sao không", "nlu_fallback", confidence=0.3))
    assert "tòa án" not in answer


@pytest.mark.parametrize("bare", [False, True])
async def test_what_belongs_to_the_matter_under_way_is_asked_where_that_goes(bare):
    chat = Chat(TODAY)
    chat.state.topic.procedure = "1.010041"
    question = "muốn coi cái giấy đó xài được mấy tháng"
    told = said(await chat.say(strip_diacritics(question) if bare else question, "find_procedure", confidence=0.9))
    assert "Công an xã, phường" in told, told


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "cán bộ xã bắt em về lấy giấy ly hôn của cha mẹ em, cái đó có cần thiệt không",
        "họ đòi quyết định ly hôn với giấy ra viện nữa, có đúng không",
        "ly hôn xong tui muốn lấy chồng khác thì có phải xin giấy gì ngoài xã nữa không",
    ],
)
async def test_whoever_issued_a_paper_that_an_office_wants_is_not_asked_whether_it_may(text, bare):
    told = await ask(strip_diacritics(text) if bare else text)
    assert "tòa án" not in told
    assert "bệnh viện" not in told


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("code", "text", "office", "never"),
    [
        ("2.000815", "giấy tay phải đem xã chứng hông hay khỏi", "Ủy ban nhân dân", "luật sư"),
        ("1.001456", "ma e dang dk tam tru Sai Gon hk o Tran Van Thoi thi nop o dau", "xuất nhập cảnh", "Công an xã"),
        ("1.004859", "sửa khai sinh theo học bạ cho lẹ được không", "", "nhà trường"),
        (
            "1.003677",
            "thẻ cũ hết hạn cuối tháng mười hai rồi đi bệnh viện có được tính không",
            "",
            "nơi khám chữa bệnh",
        ),
    ],
)
async def test_where_somebody_is_registered_or_goes_is_not_whom_to_ask(code, text, office, never, bare):
    chat = Chat(TODAY)
    chat.state.topic.procedure = code
    told = said(await chat.say(strip_diacritics(text) if bare else text, "nlu_fallback", confidence=0.4))
    assert office in told, told
    assert never not in told, told


async def test_what_is_told_not_to_have_been_is_no_business():
    chat = Chat(TODAY)
    chat.state.topic.procedure = "3.000333"
    assert "tòa án" not in said(await chat.say("bị phạt thôi chớ có ra toà đâu", "nlu_fallback", confidence=0.4))


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Công an có xuống tận nhà làm không?", "Hỏi Công an xã, phường"),
        ("cong an co vo tan nha lam cho ba khong vay", "Hỏi Công an xã, phường"),
        ("rồi xã có tới nhà đưa giấy ủy quyền không", "Hỏi Ủy ban nhân dân xã, phường"),
        ("giấy tay ra xã chứng được không", "Hỏi Ủy ban nhân dân xã, phường"),
    ],
)
@pytest.mark.parametrize(
    "before", ["làm căn cước cho má 88 tuổi cần giấy gì", "đóng 15 năm nghỉ hưu lãnh bao nhiêu", ""]
)
async def test_whether_somebody_does_it_is_asked_of_them(text, whom, before):
    chat = Chat(TODAY)
    if before:
        await chat.say(before, "ask_documents")
    told = said(await chat.say(text, "nlu_fallback", confidence=0.4))
    assert whom.lower() in told.lower()


OF_ANOTHER_THING = [
    ("1.004194", "cho hỏi chừng nào có tiền hỗ trợ vậy", "Công an"),
    ("1.004194", "mới xây thêm 3 phòng, giấy kinh doanh ghi 4 phòng, có phải sửa lại không em", "Công an"),
    ("1.004194", "được mấy đồng vậy chú", "Công an"),
    ("3.000333", "xong rồi đổi họ tên cho bé theo họ chồng tôi luôn được không", "Công an"),
    ("1.007277", "ảnh làm giấy bên Đài Loan gởi về có xài được không", "cơ quan thuế"),
    ("1.004359", "cống xả ông kế bên đổ bùn ra kinh công cộng chết tôm cả xóm, báo ai", "cơ quan quản lý thủy sản"),
    ("2.000908", "cái nào làm trước thì hợp lý, em đang ở nhờ nhà dì", "cơ quan giữ sổ gốc"),
    ("2.000908", "công an có cho cái biên bản cháy nhà, có xài được để xin hỗ trợ gì không", "cơ quan giữ sổ gốc"),
]
"""Amid a matter: what is asked of something else, and a word of the office that knows nothing of it."""


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("code", "text", "never"), OF_ANOTHER_THING)
async def test_the_office_of_a_matter_is_not_asked_about_another_thing(code, text, never, bare):
    chat = Chat(TODAY)
    chat.state.topic.procedure = code
    answer = said(await chat.say(strip_diacritics(text) if bare else text, "nlu_fallback", confidence=0.4))
    assert f"hỏi {never.lower()}" not in answer.lower(), answer
    assert "hỏi " in answer


OF_THE_MATTER = [
    ("1.004194", "vậy em tự đăng ký được không", "Công an xã, phường"),
    ("1.004194", "sợ đóng thuế nên chủ trọ không chịu. vậy em tự đăng ký được không", "Công an xã, phường"),
    ("1.004359", "xã làm được hay phải về Cà Mau tới chi cục", "thủy sản"),
    ("1.010038", "tại cần gấp cho bé vô lớp 1, kịp tháng 7 không", "Công an xã, phường"),
]
"""Amid a matter: aspects of it, whatever is told beside them."""


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("code", "text", "office"), OF_THE_MATTER)
async def test_an_aspect_of_the_matter_is_asked_where_that_goes(code, text, office, bare):
    chat = Chat(TODAY)
    chat.state.topic.procedure = code
    answer = said(await chat.say(strip_diacritics(text) if bare else text, "nlu_fallback", confidence=0.4))
    assert office.lower() in answer.lower(), answer


@pytest.mark.parametrize("bare", [False, True])
async def test_money_that_the_matter_does_not_give_is_no_aspect_of_it(bare):
    chat = Chat(TODAY)
    chat.state.topic.procedure = "1.004194"
    question = "nộp rồi chừng nào có tiền lận"
    told = said(await chat.say(strip_diacritics(question) if bare else question, "ask_processing_time"))
    assert "chung nao co tien lan" in strip_diacritics(told)
    assert "Đăng ký tạm trú" not in told
    assert "ngày làm việc" not in told


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("trường gần nhà nói không nhận, như vậy có đúng luật không chị", "nhà trường"),
        ("ngân hàng từ chối trả tiền, vậy có đúng quy định không", "hỏi ngân hàng"),
    ],
)
async def test_who_refused_is_not_asked_whether_they_may(text, never, bare):
    told = await ask(strip_diacritics(text) if bare else text)
    assert "hỏi" in told
    assert never not in told, told


async def test_the_office_of_the_talk_is_not_asked_about_a_complaint_of_officials():
    chat = Chat(TODAY)
    chat.state.topic.procedure = "1.001939"
    text = "thằng Ba nhà kia có đất 2 mẫu vuông mà được hộ nghèo là cháu trưởng ấp đó. Tố cáo được hông"
    told = said(await chat.say(text, "nlu_fallback", confidence=0.4))
    assert "bảo hiểm" not in told, told


@pytest.mark.parametrize("bare", [False, True])
async def test_what_does_instead_of_a_paper_and_who_cannot_sign_are_the_matters(bare):
    text = "bà không có giấy tờ gì ngoài cái căn cước với sổ hộ khẩu cũ, bà lăn tay được không, bà không biết chữ"
    chat = Chat(TODAY)
    chat.state.topic.procedure = "1.014027"
    told = said(await chat.say(strip_diacritics(text) if bare else text, "ask_procedure_documents"))
    assert "Công an" not in told, told


@pytest.mark.parametrize(
    ("text", "intent", "body"),
    [
        ("con tôi 3 tuổi, lúc ra có được chích ngừa bù ở trạm y tế không", "ask_epidemic_rules", "trạm y tế"),
        (
            "giấy hẹn của bệnh viện thì có. xuống tới chốt đưa cái đó ra là họ cho qua hả chú",
            "nlu_fallback",
            "Ban Chỉ đạo",
        ),
    ],
)
async def test_a_jab_and_a_checkpoint_are_asked_of_theirs(text, intent, body):
    told = said(await Chat(LETTER).say(text, intent, confidence=0.8))
    assert body in told, told


async def test_whether_a_jab_is_needed_at_a_counter_is_the_rules_business():
    told = said(
        await Chat(LETTER).say("đi nộp hồ sơ có cần phải chích ngừa chưa", "ask_epidemic_rules", confidence=0.9)
    )
    assert "tiêm vắc-xin" in told


async def test_another_school_is_asked_of_the_school():
    chat = Chat(TODAY)
    chat.state.topic.procedure = "2.000908"
    told = said(
        await chat.say(
            "thằng em học lớp 8 muốn chuyển qua trường gần nhà dì, giữa năm được không", "nlu_fallback", confidence=0.4
        )
    )
    assert "nhà trường" in told, told
