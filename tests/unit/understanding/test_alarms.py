"""Violence that is not of this minute, numbers asked for, fraud: heard as people say it, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.alarms import Alarm, read_alarms, read_fraud
from bot.understanding.danger import Danger, read_danger
from bot.understanding.fold import strip_diacritics
from bot.understanding.ladder import Ladder

HURT = """
bị chồng đánh
tối nay chồng tới nữa thì gọi số nào
chồng đòi giết
bị nó hâm dọa hoài
Dạ... chị ấy đang ngủ nhờ ở trường, tối nay chồng có tới nữa thì gọi số nào ạ?
Dạ nếu chồng em tới đánh nữa thì gọi công an số mấy ạ cô
Dạ em cảm ơn cô nhiều, tối nay chồng em mà tới đánh thì em gọi số nào ạ
chong danh hoai muon ly hon
em hay bị chồng đánh, mà giấy khai sinh con ổng giữ hết thì xin bản sao ở đâu
ổng nhậu về là đánh em, em sợ lắm
ông xã tui hay uýnh tui
bạn trai cũ cứ bám theo em hoài
người yêu cũ rình trước nhà em mỗi tối
chủ nợ dọa chặt tay tui
bị xã hội đen đòi nợ hăm dọa
nó nhắn tin dọa giết cả nhà tui
chong khoa cua khong cho em vo nha
chồng đuổi em với con ra khỏi nhà, giờ em đăng ký tạm trú ở nhà má được không
chồng tát em trước mặt con
bị đánh thì gọi ai
em bị bạo hành
gia đình em bị bạo lực gia đình thì báo ai
vợ chồng em ly hôn rồi mà ổng tới quậy hoài
nếu nó lại tới nữa thì kêu ai
em trốn ở nhà chị, sợ chồng tới đánh nữa
my husband hit me last week, how do I get a copy of my marriage certificate?
if he comes again tonight who do I call
my ex is stalking me
tui bị con trai đánh đập, đòi sổ đỏ
má chồng với chồng đánh em hoài, làm giấy tạm trú ở đâu
chồng em hay thượng cẳng chân hạ cẳng tay với em
chồng e say xỉn đập em hoài
ổng đánh tui bầm mắt hôm qua
mỗi lần nhậu là ổng quýnh mẹ con tui
con dâu tui bị thằng con tui đánh, có cách nào không
chị hàng xóm bị chồng đánh suốt, báo ai
em gái tui bị người yêu nhốt trong phòng trọ
anh rể dọa đốt nhà má tui
thằng đó nó cứ nhắn hăm giết tui
bạn trai cũ đe dọa tung ảnh nóng
tui bị chồng cũ quấy rối miết
có người lạ cứ đi theo con gái tui
nó cứ đứng rình trước cổng nhà
chồng em giữ giấy tờ không cho em ra khỏi nhà
ông ta hăm chém tui vì tranh đất
em sợ chồng em tìm tới trường rồi đánh nữa
ảnh mà kiếm ra chỗ em ở thì em phải gọi cho ai
tối ổng về ổng đánh thì em làm sao
lỡ đêm nay nó phá cửa vô thì kêu ai
em bị chồng bạo hành 3 năm nay
má tui bị anh hai tui chửi mắng rồi đuổi ra khỏi nhà
tui 70 tuổi bị con trai xô té hoài
bi chong danh phai lam sao
chong cu doa giet
no toi nua thi goi ai
toi nay ong toi nua thi so may
my boyfriend threatens me
my stepfather beats my little brother
he locked me out of the house
chồng đập đồ trong nhà, em sợ
ổng bóp cổ em tối qua
vợ tui đánh tui hoài
bị chủ trọ khóa cửa không cho vô
bị chồng nhốt ngoài cửa
đường dây nóng bạo lực gia đình số mấy
""".strip().splitlines()
CHILDREN = """
con bị cha dượng đánh
con gái tui 8 tuổi bị cha ghẻ đánh bầm mình
thằng bé hàng xóm bị mẹ ghẻ bỏ đói đánh đập hoài
ba nó nhậu vô là đánh thằng nhỏ
cháu tui bị thầy đánh ở trường
con em bị ba nó đánh
mẹ kế hành hạ con bé 6 tuổi
bé gái kế bên bị dượng sờ mó
""".strip().splitlines()
QUIET = """
đất đứng tên một mình ba, anh tui đòi bán cho hàng xóm mà tui chưa ký
chong em doi ban nha
chồng tui đánh cá ngoài khơi, tui nộp giùm được không
anh ấy đánh máy đơn cho em rồi
bạn đánh giá em thái độ giùm
chồng đánh con số mấy vô tờ khai vậy
tui bị phạt vì không đội nón
bị đánh số nhà sai, sửa sao
hồ sơ bị đánh rớt
đội nhà bị đánh bại
em đánh mất căn cước
vợ chồng cãi nhau hoài, muốn ly hôn thì sao
chồng giận không thèm nói chuyện
chồng em đi biển tháng sau mới về nhà
chồng tới quầy nộp thay được không
cán bộ tới nhà thì gọi số nào
nó không cho em nộp hồ sơ
ông bí thư đánh số hồ sơ
chồng em Danh Sóc đứng tên
anh tui dành đất cho con
bị công an phạt xe
gọi công an xã số mấy
số điện thoại công an phường mấy giờ làm việc
hàng xóm lấn ranh đất nhà tui
bóng đá tối nay đội mình đánh tụi nó
chồng em về trễ, mai nộp được không
xin lý lịch tư pháp, hồi xưa đánh nhau
chốt không cho em về nhà
chồng không cho con theo họ mẹ
dọa mưa hoài mà đi không được
nó đánh dấu con vô ô nào
đánh thuế con đất nhiêu
chồng đập nhà cũ xây nhà mới xin phép sao
ba tát nước dưới ruộng
nhà nước theo dõi con cái sao
em theo dõi hồ sơ ở đâu
ông tới quầy nữa có được không
chồng qua quầy nộp, rồi về nhà
nếu chồng tới nộp thay thì cần giấy gì
lỡ chồng tới trễ thì sao
tối nay chồng tới nhà lấy hồ sơ
bị phạt 2 triệu vì xây nhà không phép thì đóng ở đâu
bị hàng xóm kiện thì làm sao
anh em tui cãi nhau chia đất
vợ chồng giận nhau, em về nhà má, tạm trú được không
nhờ chị đánh máy giùm đơn
đánh số nhà ở đâu
chồng em bị đánh giá không hoàn thành
tối nay có đá banh, đội mình đánh bại thái lan
bị thu hồi sổ đỏ
bị trả hồ sơ hoài
chồng chết rồi thì ai đứng tên
chồng bỏ đi mất tiêu, làm khai sinh cho con sao
em sợ trễ hẹn thì sao
ông xã tui tới lấy giùm được không
nó tới quầy mà không nhận hồ sơ
nếu ba tui tới thay thì gọi số nào để hẹn
con tui bị té, dời lịch
thằng em đánh bắt cá, đăng ký tàu
nó hăm he đòi kiện tui
bị ép ký giấy
công an gọi lên làm căn cước mấy giờ
mã OTP không gửi về máy
quên mã pin chữ ký số
nộp phí qua ngân hàng được không
cán bộ nói nộp thêm tiền, bao nhiêu
em chuyển khoản lệ phí rồi sao chưa thấy giấy
có người nộp giùm được không
họ nói phải có tài khoản ngân hàng mới lãnh được
ông trưởng ấp kêu nộp 50 ngàn quỹ, có đúng không
nó kêu nhập mật khẩu VNeID mà em quên
trang web kêu nhập mã OTP, lấy ở đâu
VNeID kêu quét khuôn mặt hoài không được
làm sao biết giấy này thật hay giả
số điện thoại công an xã Tân Ân là số nào
gọi cán bộ số mấy
số tổng đài là số nào
dịch vụ làm nhanh bao nhiêu tiền
nộp hồ sơ rồi bao lâu người ta gọi
có ai gọi cho tui chưa
khi nào cán bộ gọi
em không nhận được mã OTP
quên mật khẩu VNeID thì làm sao
kích hoạt VNeID ở đâu
VNeID mức 2 làm ở đâu
chuyển khoản lệ phí được không
đóng tiền ở đâu
cho em xin link cổng dịch vụ công
cán bộ gọi kêu bổ sung hồ sơ
cán bộ nhắn nộp thêm giấy, nộp ở đâu
làm lẹ được không em
ngân hàng kêu em làm giấy xác nhận cư trú
muốn lấy nhanh thì đóng thêm bao nhiêu
tải app VNeID ở đâu
bưu điện gọi báo lấy kết quả
sổ đỏ này thật hay giả
cổng kêu nhập mã xác nhận mà nhập hoài không được
nộp qua mạng nó bắt đóng tiền trước
mã hồ sơ của em là gì
đóng tiền trước hay sau khi nhận
công an kêu lên làm căn cước
mấy tháng nay chặn đường tôi không về quê lãnh được, lãnh cả hai nơi có bị bắt lỗi gì không
may thang nay chan duong toi khong ve que lanh duoc
bau ma nhot vo truong hoc chiu sao noi
gọi công an phường rồi mấy ổng tới thì nó tắt mấy ổng dìa nó mở
vneid máy mới nó đòi mã gửi về sim cũ mà sim mất rồi
bên Viettel nói hư cục pin
người ta nói vậy, có xin độc thân được không
có tên vợ chồng em mà không có tên đứa nhỏ hồi sanh, cho nên trường nói hai đứa không được tính
người Khánh Hội kẹt ở đây, tiền người già dưới quê ai nhận thay được
đối tác nuôi có đứng tên xin mã số cơ sở nuôi được không
nha co o que dau ma xin phep
lượm được cái bóp
con nít bỏ học
bé bị bỏ rơi không có chứng sinh, công an có lập biên bản rồi, xã đặt tên hả
tui lượm được đứa nhỏ nuôi tới giờ no 5 tuổi rồi
ba nó bỏ đi từ hồi em bầu, bé chưa khai sinh
""".strip().splitlines()
FRAUD = """
có ông kia gọi bà biểu đọc cái mã ngân hàng để chuyển tiền cho lẹ ổng là thiệt hay giả vậy con
có người gọi xưng công an kêu kích hoạt VNeID qua link
có số lạ nhắn tin kêu bấm link cập nhật căn cước, có nên bấm không
co nguoi goi bieu doc ma otp de lam can cuoc
ổng là thiệt hay giả
họ kêu chuyển khoản 500 ngàn để làm hồ sơ nhanh hơn
người ta gọi xin mật khẩu VNeID của tui
có cô kia nói đưa hai triệu thì có sổ liền, thiệt không
cán bộ gọi điện bắt chuyển tiền, lừa đảo phải không
tự nhiên có người gọi kêu cài app dịch vụ công giả
ngân hàng gọi hỏi mã pin thẻ, tui đọc cho họ được không
someone called and asked for my OTP code
có người gọi kêu đọc mã otp, mà làm lại căn cước ở đâu vậy em
công an phường gọi nói phải cập nhật định danh qua Zalo gửi link cho tui
Con ơi có đứa nó gọi biểu bà đọc sáu số trong điện thoại
có người gọi nói đóng tiền trước mới được lãnh tiền hỗ trợ
bác có nên đọc mã otp cho cán bộ không
tin nhắn này có phải lừa đảo không
có người xưng cán bộ xã xin số tài khoản với mã OTP để chuyển tiền trợ cấp
giả danh công an gọi cho tui, báo ai
có số lạ gọi kêu tui đọc mã 6 số vừa nhận được
người xưng là công an tỉnh bắt tui cài app VNeID mới
nhắn tin biểu tui vô link này để nhận tiền hỗ trợ
cán bộ nào mà gọi hỏi mật khẩu ngân hàng vậy
họ bảo nộp 2 triệu qua tài khoản thì tuần sau có sổ đỏ
zalo lạ kêu gửi hình căn cước với mã OTP
tui lỡ đọc mã OTP cho nó rồi làm sao
tui mới bị lừa chuyển 5 triệu làm giấy phép
ai đó gọi nói căn cước tui hết hạn, bấm link cập nhật
người ta đòi tiền cọc mới làm giấy nhanh được
nó nói chuyển phí trước thì mai có lý lịch tư pháp
tin nhắn nói tui trúng thưởng có phải lừa không
ông đó xưng cán bộ phường mà xin mã, tui nghi quá
số này gọi hoài kêu kích hoạt định danh, có phải công an thiệt không
co ai goi noi nop phi de mo khoa vneid
a man called me and wants my bank code
is this text message a scam
bà có nên cho nó số tài khoản với mã không con
gọi điện kêu khai số thẻ ngân hàng để nhận trợ cấp
tự xưng nhân viên bảo hiểm xã hội kêu bấm vô đường link
""".strip().splitlines()


def kind_of(text: str) -> str | None:
    """The number or the kind that is told first, by whichever reader hears it."""
    found = read_alarms(text)
    danger = read_danger(text)
    return found[0].kind.value if found else danger.value if danger is not None else None


def test_who_is_beaten_threatened_or_followed_has_the_police():
    assert {text: kind_of(text) for text in HURT} == dict.fromkeys(HURT, Alarm.POLICE.value)


def test_a_child_that_is_hurt_has_a_number_of_its_own():
    assert {text: kind_of(text) for text in CHILDREN} == dict.fromkeys(CHILDREN, Alarm.CHILDREN.value)


def test_who_wants_codes_or_money_is_heard():
    assert [text for text in FRAUD if Alarm.FRAUD not in [one.kind for one in read_alarms(text)]] == []


VISITORS = """
có mấy người mặc đồ cán bộ tới nhà đòi tiền làm giấy lẹ, đưa không
mấy ông mặc đồ công an vô quán tui nói kiểm tra rồi đòi đưa 2 triệu bỏ qua
hồi sáng có người xưng cán bộ đất đai tới nhà nói đưa 5 triệu thì sổ đỏ ra liền
có hai người tự xưng bên phường tới thu tiền làm lại căn cước tận nhà
một nhóm người đeo thẻ nói là đoàn kiểm tra an toàn thực phẩm, bắt đóng phạt tiền mặt tại chỗ hông có biên lai
mấy người lạ tới nhà biểu đưa sổ hộ khẩu với căn cước để họ làm vneid cho, đóng 200k
người ta mặc đồng phục cán bộ thuế vô tiệm biểu đưa 3 triệu để khỏi bị kiểm tra
mấy ông cán bộ tới nhà đòi tiền làm giấy lẹ, có nên đưa hông
có ông kia giả làm cán bộ xã đi thu tiền từng nhà
mấy đứa bận đồ bảo vệ dân phố xưng là công an xin tiền xăng
people dressed as police came and asked for money
hồi nãy có người mặc sắc phục quản lý thị trường vô tiệm tui đòi 5 triệu, hổng đưa thì phạt, giờ sao
""".strip().splitlines()
NO_VISITORS = """
công an xã tới nhà làm căn cước cho bà ngoại có thu tiền không
cán bộ tới nhà thu tiền rác hằng tháng là đúng hông
nhờ cò làm giấy đất có được hông, mắc mấy cũng chịu
phí làm lẹ là bao nhiêu, có đóng thêm tiền để lấy sớm không
chụp ảnh thẻ mặc áo sơ mi trắng thì đóng bao nhiêu tiền
mấy anh mặc đồ công an tới ấp làm căn cước không thu tiền
chủ nợ tới nhà đòi tiền hoài
ông cán bộ xã kêu tui đóng 20 ngàn tiền photo
mở tiệm bán đồ đồng phục công an có phải đóng tiền gì không
tui là người lạ mới tới xóm muốn đăng ký tạm trú đóng bao nhiêu tiền
đoàn kiểm tra nói là thiếu giấy phép, giờ làm giấy phép bao nhiêu tiền
người ta nói là xã thu tiền đường rồi mà
bà bán cá nói là xã thu tiền chỗ ngồi mỗi ngày
cán bộ nói là phường thu lệ phí 20 ngàn đúng hông
nhân viên điện lực tới nhà thu tiền điện
ông tổ trưởng nói là phường xin tiền làm đường, tự nguyện
""".strip().splitlines()


@pytest.mark.parametrize("text", VISITORS)
def test_who_stands_at_the_door_and_wants_money_is_warned_of(text):
    assert [Alarm.VISITORS in [one.kind for one in read_alarms(form)] for form in (text, strip_diacritics(text))] == [
        True,
        True,
    ]


def test_clerks_fees_debts_and_costumes_are_no_such_visitors():
    forms = [form for text in NO_VISITORS for form in (text, strip_diacritics(text))]
    assert [form for form in forms if read_alarms(form)] == []


def test_what_is_asked_beside_a_visitor_is_answered_and_what_they_say_to_come_for_is_not():
    (found,) = read_alarms("có hai người xưng cán bộ xã tới nhà đòi tiền, còn làm khai sinh cho con thì cần giấy gì")
    assert found.rest == "còn làm khai sinh cho con thì cần giấy gì"
    (found,) = read_alarms("có hai người tự xưng bên phường tới thu tiền làm lại căn cước tận nhà")
    assert found.rest == ""


LEFT_BEHIND = """
Có đứa nhỏ ai bỏ trước cửa chùa, ni cô ẵm qua biểu tui nuôi, được 12 bữa rồi
Có một cháu bé người ta bỏ trước cổng chùa tối hôm qua, còn cuống rốn, giờ phải trình báo ai trước?
sáng nay lượm được đứa nhỏ ngoài chợ
bé bị bỏ rơi trước cổng bệnh viện, bạn em muốn nhận nuôi
ai bỏ em bé trước nhà tui
I found a newborn in front of my house
""".strip().splitlines()


def test_a_child_that_was_left_is_heard():
    forms = [form for text in LEFT_BEHIND for form in (text, strip_diacritics(text))]
    assert [form for form in forms if not {Alarm.FOUND, Alarm.CHILDREN} & {one.kind for one in read_alarms(form)}] == []


def test_quarrels_fines_typing_football_and_errands_are_none_of_it():
    assert [text for text in QUIET if read_alarms(text)] == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("gọi công an số mấy", "113"),
        ("goi cong an so may", "113"),
        ("gọi công an số nào vậy con", "113"),
        ("số công an là số mấy", "113"),
        ("cần công an gấp thì gọi số mấy", "113"),
        ("cấp cứu gọi số mấy", "115"),
        ("cháy nhà gọi số nào", "114"),
        ("what is the number of the police", "113"),
    ],
)
def test_a_number_that_is_asked_for_is_no_danger(text, number):
    (found,) = read_alarms(text)
    assert (found.kind.value, found.told) == (number, False)


AMBULANCE = """
gọi 115 được không
nó mệt quá gọi 115 được không số nào
có gọi 115 được không vậy
115 có chạy vô ấp không
115 gọi được không
gọi 115 có tốn tiền không
khi nào thì gọi 115
gọi xe cấp cứu được không
kêu xe cứu thương ở đâu
xe cấp cứu gọi số nào
số nào gọi xe cứu thương
cho em xin số xe cấp cứu
số điện thoại cấp cứu
gọi cấp cứu số mấy vậy con
muốn kêu xe cấp cứu thì làm sao
cho hỏi số cấp cứu
xe cấp cứu số nào vậy
can I call 115
what is the ambulance number
tối nay nó đẻ, gọi 115 được không
""".strip().splitlines()
NO_AMBULANCE = """
nghị định 115 quy định gì
quyết định số 115 gọi là gì
thửa đất số 115 có sổ chưa
nhà số 115 đường Phan Ngọc Hiển nộp ở đâu
biên nhận số 115 chừng nào gọi
mua xe cấp cứu cho trạm y tế cần giấy gì
xe cứu thương đăng ký biển số sao
xin giấy của phòng cấp cứu ở đâu
số thứ tự 115 có gọi chưa
gọi tổng đài 1022 được không
gọi số nào để hẹn
tờ bản đồ số 113 có được không
""".strip().splitlines()


def test_who_asks_whether_to_call_an_ambulance_hears_its_number():
    forms = [form for text in AMBULANCE for form in (text, strip_diacritics(text))]
    heard = {form: [(one.kind.value, one.rest) for one in read_alarms(form)] for form in forms}
    assert {form: found for form, found in heard.items() if found != [("115", "")]} == {}


def test_other_things_of_that_number_and_of_ambulances_are_no_call():
    forms = [form for text in NO_AMBULANCE for form in (text, strip_diacritics(text))]
    assert [form for form in forms if read_alarms(form)] == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "Chị ấy bị chồng đánh rồi khóa cửa không cho vô nhà. Chồng giữ căn cước. Chị ấy làm lại được không cô?",
            "Chồng giữ căn cước. Chị ấy làm lại được không cô?",
        ),
        ("my husband hit me, how do I get a copy of my papers?", "how do I get a copy of my papers?"),
        (
            "chồng đuổi em ra khỏi nhà, giờ em đăng ký tạm trú ở nhà má được không",
            "giờ em đăng ký tạm trú ở nhà má được không",
        ),
        ("có người gọi kêu đọc mã otp, mà làm lại căn cước ở đâu vậy em", "mà làm lại căn cước ở đâu vậy em"),
        ("chồng đánh em hoài. nó tới nữa thì gọi số nào", ""),
        ("chồng đánh hoài muốn ly hôn", "chồng đánh hoài muốn ly hôn"),
        ("bị chồng đánh", ""),
    ],
)
def test_what_else_is_asked_is_left(text, rest):
    assert read_alarms(text)[-1].rest == rest


def test_danger_of_this_minute_stands_alone():
    text = "chồng em đang cầm dao rượt đánh em, còn giấy khai sinh của con thì xin ở đâu"
    assert read_danger(text) is Danger.POLICE
    assert read_alarms(text) == ()


async def test_it_is_read_where_no_model_is():
    read = await Ladder(None).read("tối nay chồng tới nữa thì gọi số nào")
    assert (read.intent, read.source) == ("emergency", "keywords")
    assert (await Ladder(None).read("bị chồng đánh, giờ làm lại căn cước ở đâu")).source == "none"


NEAR_MISSES = (Path(__file__).parents[2] / "data" / "danger_near_misses.txt").read_text("utf-8").splitlines()
BEATEN_ALL_THE_SAME = {"chồng đánh hoài muốn ly hôn", "con nó đánh con tôi ở trường thì báo ai"}


def test_what_only_sounds_like_danger_is_none_of_it_either():
    told = {text for text in NEAR_MISSES if any(one.told or one.kind is Alarm.FRAUD for one in read_alarms(text))}
    assert told == BEATEN_ALL_THE_SAME


@pytest.mark.parametrize(
    "text",
    [
        "số đó em gọi có tốn tiền hông anh chị, dt em gần hết pin rồi, mà hông có giấy báo tử thì có khai được hông",
        "so do goi co ton tien hong",
        "tôi chỉ lo cho cha tôi có tiền thuốc, ngân hàng đòi quay video mà cụ không nói được",
        "chủ lò đưa 5 triệu rồi thôi, nói làm công nhựt không có hợp đồng",
    ],
)
def test_a_flat_battery_the_cost_of_a_call_and_a_kiln_are_no_fraud(text):
    assert read_fraud(text) is None
