"""Danger without an emergency word is recognised, by its kind where certain; its words elsewhere ring nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.understanding.danger import Danger, is_over, read_danger, speaks_of_danger
from bot.understanding.fold import strip_diacritics
from bot.understanding.ladder import Ladder

ROOT = Path(__file__).parents[3]
NEAR_MISSES = (ROOT / "tests" / "data" / "danger_near_misses.txt").read_text("utf-8").splitlines()


SITUATIONS = {
    Danger.AMBULANCE: """ba tui nằm im không thở nữa|ong ngoai toi tu nhien nga xuong khong tho
        |trời ơi ba tôi ngất xỉu rồi làm sao|bị rắn hổ cắn ngoài vuông|con em uong nham thuoc co
        |my dad is not breathing|vỡ ối rồi mà xe không vô được""",
    Danger.FIRE: """cháy nhà rồi|chay nha roi o ap 5|bình gas xì nồng nặc|có đứa nhỏ té sông|my house is on fire""",
    Danger.RESCUE: """nước lên tới mái rồi, mấy đứa nhỏ trên nóc nhà|nuoc dang len nhanh, con nit o tren noc nha
        |ghe chìm ngoài biển|water is rising and my kids are on the roof""",
    Danger.POLICE: """có thằng cầm dao đứng trước cửa nhà tui|co nguoi dan ong cam dao ngoai cua
        |trộm đang ở trong nhà tui|there is a man with a knife at the door|my husband is beating me
        |anh ấy đánh em, ban đêm em với con biết đi đâu|chong em nhau ve danh em hoai|tui bị chồng đánh hôm qua""",
    Danger.CHILDREN: "cha dượng đánh con|thằng cha đó xâm hại bé",
    Danger.DESPAIR: "tui không muốn sống nữa|em muon chet|muốn tự tử|I want to die",
    Danger.ANY: "cứu với|cuu toi voi|trời ơi cứu em với",
}


@pytest.mark.parametrize("kind", SITUATIONS)
def test_situations_and_their_kind(kind):
    texts = [text.strip() for text in SITUATIONS[kind].split("|")]
    assert {text: read_danger(text) for text in texts} == dict.fromkeys(texts, kind)


def test_near_misses_ring_nothing():
    assert len(NEAR_MISSES) >= 80
    assert [text for text in NEAR_MISSES if read_danger(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "đang cách ly mà đau bụng đẻ thì gọi ai",
        "con gái tui trong khu cách ly, lỡ chuyển dạ thì gọi số nào",
        "bầu 9 tháng đau bụng mà chốt không cho qua",
        "vo em sap sanh ra nuoc roi",
    ],
)
def test_a_birth_that_begins_where_nobody_can_leave(text):
    assert read_danger(text) is Danger.AMBULANCE


@pytest.mark.parametrize(
    "text",
    ["vợ em sắp sanh cần giấy gì", "hồi năm ngoái đau đẻ mà chốt không cho qua", "bầu 8 tháng mua bảo hiểm được không"],
)
def test_what_an_office_is_asked_about_a_birth_rings_nothing(text):
    assert read_danger(text) is None


def test_no_message_of_an_evaluation_that_means_something_else_rings():
    rows = [
        json.loads(line)
        for path in sorted((ROOT / "nlu" / "evaluation").glob("*.jsonl"))
        if "closed" not in path.name
        for line in path.read_text("utf-8").splitlines()
    ]
    others = [
        row["text"]
        for row in rows
        if "intent" in row and "emergency" not in (row["intent"], *map(str, row.get("secondary", ())))
    ]
    assert len(others) > 1000
    assert [text for text in others if read_danger(text)] == []


BEGUN = """
vợ tui vỡ nước ối trên ghe giữa sông
vợ tui bầu 9 tháng đau bụng từ sáng giờ, tối chở nó đi đẻ qua chốt được không
nó đau từng cơn rồi gọi 115 được không số nào
vo em dau bung de, nuoc oi ra roi
vợ em bể ối rồi
vo em be oi roi
nước ối ra rồi làm sao
vợ tui trở dạ rồi mà chốt không cho qua
vo toi tro da roi
con dâu tui đau bụng sanh từ khuya
con dau toi dau bung sanh
chị tui có thai 8 tháng ra máu
bầu 9 tháng rồi đau bụng dữ quá
bau 9 thang roi dau bung du qua
vợ em sắp đẻ tới nơi rồi
nó gò liên tục rồi
vợ tui gò dồn dập
vợ em đẻ giữa đường
đang chở vợ đi đẻ mà chốt chặn
vợ tui đau bụng đẻ rồi, vỡ ối rồi, giấy khai sinh làm sau được không
my wife is in labour
her water broke and the checkpoint does not let us pass
đầu em bé ra rồi
vợ đang nằm chờ sanh ở nhà, đau bụng đẻ rồi
vỡ ối mà xe không tới
vo em chuyen da ma chot khong cho qua
lỡ chuyển dạ thì gọi số nào
vợ tui rỉ ối rồi
nuoc oi ra roi
vợ tui bầu mà đau quá trời
con dau toi tro da sap de
""".strip().splitlines()
NO_LABOUR = """
Vợ tui trở dạ, cái hẹn đóng dấu giấy tờ tháng này tui hổng tới, con xếp lại cho tui qua mùng 10 tháng sau
đò cấm chạy rồi, tui hổng lên nữa đâu, để chỗ cho người ta
bấm vô đâu để đăng nhập
tháng sau vợ sanh
vợ mới sanh hôm qua
đau bụng xin nghỉ
đẻ rồi làm khai sinh
vợ đẻ rồi, đau bụng xin nghỉ được không
bé ơi chị nộp rồi
be oi chi nop roi
vợ ơi nộp rồi nha
vo oi anh nop ho so roi
anh Thái bị đau bụng, dời lịch giùm
bầu cử xong đau bụng quá
mai chở vợ đi sanh, xin giấy qua chốt ở đâu
vợ sắp sanh rồi, đăng ký kết hôn trước được không
vợ bầu 9 tháng, khai sinh cho con sau này cần gì
vợ em chuyển dạ hôm qua sanh rồi, làm khai sinh ở đâu
em đau răng từng cơn, dời lịch được không
em oi vo day con hoi
em oi ra uy ban lam gi
chuyen da roi thi sao
chuyen da xong chua
bau 8 thang nop o dau qua mang duoc khong
vợ bầu 7 tháng ra nước ngoài được không
dang ran ca ti nua tra loi
con go chu khong duoc
chi hai noi be oi nop chua
ối trời ơi giấy tờ gì nhiều vậy
no ke chuyen da nop roi
Our baby is coming in March. Can the baby have both nationalities?
""".strip().splitlines()
OVER = """
chong toi di ghe, hom mung 9 rot xuong song, hai bua sau nguoi ta moi vot duoc. Chon roi. Gio toi phai lam giay gi
gửi tiếp cho 15 người, có bà kia gửi đủ hôm trước trúng số, ông kia bỏ qua bị cháy nhà, tin hay không tùy bạn
chị em bị đột quỵ đang nằm hồi sức, giờ làm khai sinh cho bé sao
chị em bị đột quỵ, đang nằm hồi sức, ai làm khai sinh cho bé
chi em bi dot quy dang nam hoi suc gio lam khai sinh cho be sao
ba nhập viện cấp cứu hôm qua rồi, giờ xin giấy tạm trú ở đâu
ba nhap vien cap cuu hom qua roi, gio xin giay tam tru o dau
hồi năm ngoái nhà cháy
hoi nam ngoai nha chay
hôm qua nhà cháy, giờ giấy tờ cháy hết làm lại sao
hôm qua, nhà cháy rồi, làm lại giấy tờ ở đâu
hom qua nha chay roi lam lai giay to o dau
nhà tui cháy hôm kia rồi
tuần rồi ghe tui chìm ngoài biển, xóa đăng ký sao
ba tui té xỉu bữa trước, giờ khỏe lại rồi, đi làm căn cước được không
má em bị tai biến méo miệng đang nằm viện, ủy quyền được không
má em nằm viện, tai biến méo miệng, ủy quyền được không
con tui bị rắn cắn tuần trước, xuất viện rồi, bảo hiểm trả không
ba em đột quỵ mất tuần trước, khai tử ở đâu
vợ em vỡ ối tuần trước sanh rồi, khai sinh cần gì
vợ sanh hôm qua, lúc đó đau bụng đẻ mà chốt không cho qua
ông nội qua đời vì nhồi máu cơ tim rồi, giờ báo tử ở đâu
con té sông hồi nhỏ nên giờ chân yếu
ba tui đang nằm phòng cấp cứu, đổi lịch hẹn qua thứ 3 được không
""".strip().splitlines()
WORSE_NOW = """
má mới sanh 4 ngày ở nhà ra máu ướt hết ba cái băng rồi, mặt trắng bệch, chốt không cho xe qua
năm ngoái nhà cháy rồi, giờ cháy nhà nữa, cứu với
Năm ngoái vợ tui sanh ở bệnh viện tỉnh. Giờ nó lại đau bụng đẻ
vợ mới sanh hôm qua giờ ra máu nhiều quá
ba em nằm viện về, giờ khó thở quá
ba đột quỵ mới xuất viện hôm qua, sáng nay méo miệng lại
má mới xuất viện lại lên cơn co giật
ba tui khó thở quá từ hôm qua tới giờ
ba tui té xỉu rồi, chở đi bệnh viện rồi mà kẹt chốt
ba tui đột quỵ rồi, bệnh viện không nhận
tui bị chồng đánh hôm qua
hôm qua nhà cháy, giờ cháy nữa, cháy nhà rồi cứu với
đêm qua sốt, giờ con tui co giật
hom qua ong te, gio bat tinh roi
ghe vo nuoc may chet roi 4 nguoi, gan hon khoai
hồi đi lính bị thương, giờ tự nhiên khó thở quá
tối nay tui uống cái này là xong hết
""".strip().splitlines()
OVER_FOR_THE_MODEL = """
giấy chìm theo ghe rồi
giấy tờ cháy hết trơn rồi
sổ hộ khẩu trôi theo lũ luôn
mắt tôi bị miểng pháo hồi ở du kích ấp, không phải tai nạn đò
hồi còn nhỏ té gãy chân
anh tui bị tai nạn giao thông liệt hai chân thì có chế độ gì không
ba tui tai biến liệt nửa người, có được trợ cấp gì không
Tôi cựu chiến binh, bị cao huyết áp, thuốc bảo hiểm lãnh ở huyện mà chốt chặn, hết thuốc bốn hôm, hỏi ai phát
""".strip().splitlines()
NOT_OVER_FOR_THE_MODEL = """
giấy tờ trôi hết, tụi tui kẹt trên mái nhà
ghe chìm rồi, giấy tờ chìm theo ghe luôn
ngoại nằm từ hôm qua kêu hông dậy mà ngoại còn ấm
anh tui bị tai nạn nằm giữa đường, đang chảy máu, có bảo hiểm thì gọi ai
tai nan xe o cau ganh hao
""".strip().splitlines()


def of_each(texts: list[str]) -> dict[str, Danger | None]:
    """What is read of each, with its accents and without."""
    return {form: read_danger(form) for text in texts for form in (text, strip_diacritics(text))}


def test_a_birth_that_begins_has_the_ambulance():
    assert {text for text, kind in of_each(BEGUN).items() if kind is not Danger.AMBULANCE} == set()


def test_a_birth_to_come_or_over_and_what_only_sounds_like_one_ring_nothing():
    assert {text: kind for text, kind in of_each(NO_LABOUR).items() if kind} == {}
    assert read_danger("vợ tui đau bụng để tui nộp thay được không") is None


def test_what_is_over_or_in_a_hospitals_hands_rings_nothing():
    assert {text: kind for text, kind in of_each(OVER).items() if kind} == {}


def test_what_gets_worse_now_or_goes_on_still_rings():
    assert [text for text, kind in of_each(WORSE_NOW).items() if kind is None] == []


def test_what_the_model_alone_takes_for_danger_is_none_where_it_tells_of_papers_money_or_long_ago():
    forms = [form for text in OVER_FOR_THE_MODEL for form in (text, strip_diacritics(text))]
    assert [form for form in forms if read_danger(form) is not None or is_over(form) is None] == []
    assert [text for text in NOT_OVER_FOR_THE_MODEL if is_over(text) == ""] == []


def test_words_of_danger_count_as_they_are_typed():
    assert not speaks_of_danger("nặc danh được không")
    assert not speaks_of_danger("chớ hổng lẽ ở dưới sông")
    assert speaks_of_danger("nac danh duoc khong")
    assert speaks_of_danger("nó đánh tui")
    assert speaks_of_danger("thằng nhỏ đuối dưới sông")


async def test_it_is_read_where_no_model_is():
    read = await Ladder(None).read("nước lên tới mái rồi, mấy đứa nhỏ trên nóc nhà")
    assert (read.intent, read.source) == ("emergency", "keywords")
