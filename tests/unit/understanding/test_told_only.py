"""What only looks like a question: tales, feelings, sayings and address with a word that asks elsewhere."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from bot.understanding.clauses.told_only import tells_only
from bot.understanding.fold import strip_diacritics

MOST_LOST = 0.01
"""Share of labelled questions that may be taken for a tale."""
LEAST_TOLD = 0.45
"""Share of labelled tales that must be."""

TOLD = {
    "address": [
        "kính thưa quý cơ quan",
        "thưa các anh chị",
        "dạ thưa cán bộ",
        "kính gửi quý ban",
        "dạ chào anh chị",
        "thưa quý đơn vị",
        "alo cô chú ơi",
        "thưa ủy ban",
        "dạ em chào trung tâm",
        "kính chào lãnh đạo",
        "thưa thầy thưa cô",
        "chào bot nha",
    ],
    "counted": [
        "tui rầu mấy bữa nay",
        "má khóc mấy đêm",
        "chờ dài cổ mấy tháng nay",
        "ghé trụ sở mấy lần rồi",
        "con bệnh mấy bữa rày",
        "đem theo mấy đứa nhỏ lên đó",
        "mấy ông ngồi đó cười",
        "nhờ mấy anh khuân giùm lên gác rồi",
        "tiền xe ôm mấy chục ngàn thôi",
        "mấy dì bên ngoại lo hết rồi",
        "mất ngủ mấy đêm liền",
        "tui đi tới đi lui mấy tuần nay",
    ],
    "denied": [
        "nói hoài không ai nghe gì hết",
        "tới đó hổng thấy ai đâu",
        "nhà tui có được cái gì đâu",
        "chẳng ai chịu nói gì",
        "tui có biết chữ nghĩa gì đâu",
        "họ không ghi gì hết trơn",
        "mấy năm nay không lãnh được đồng nào hết",
        "xã không trả lời gì cả",
        "lúc đó đâu có giấy tờ gì",
        "cực khổ vậy mà không ai ngó tới",
        "có ai đoái hoài đâu",
        "ổng không nhìn nhận con cái gì hết",
    ],
    "whoever": [
        "xóm này nhà nào cũng vậy",
        "ai cũng nói khỏi cần làm",
        "gặp ai cũng làm thinh",
        "giấy gì cũng cháy sạch",
        "lên đâu cũng bị đuổi về",
        "năm nào cũng ngập",
        "bao nhiêu cũng ráng chịu",
        "hồi nào cũng vậy đó",
        "người nào cũng có phần",
        "sao cũng được miễn yên",
        "chỗ nào cũng đông nghẹt",
        "cái gì cũng lên giá",
        "tui cất chòi chỗ này mười mấy năm",
        "mất nửa chỉ vàng chứ ít gì",
        "hồi nào tui có ký vô đó đâu",
        "đồ cho nhau thì có giấy gì đâu trời",
    ],
    "said": [
        "bà chủ nhà trọ hỏi tui hoài",
        "tụi nhỏ trong lớp hỏi ba em làm nghề chi",
        "cán bộ hỏi tui đứng trân",
        "hàng xóm hỏi tui cứ ậm ừ",
        "hạn nộp của trường là thứ sáu",
        "lỗi đó không phải tại tui",
        "ở vùng sâu được giảm một nửa mà",
        "xe đó mua hồi chưa cưới",
        "tui già rồi lụm cụm lắm",
        "đồng tiền liền khúc ruột",
        "của đi thay người",
        "còn nước còn tát",
    ],
    "none of it": [
        "bốn tháng nay không đóng lời đồng nào",
        "trời mưa dầm chưa phơi được hột nào",
        "lên đó không hỏi được câu nào",
        "nhà cháy rồi không còn tờ nào",
        "hồ sơ giấy trắng mực đen thì không",
        "xe thì có, bằng thì chưa",
        "chị đâu có giấu giếm gì đâu",
    ],
    "nobody": [
        "mùa nước nổi có ai ra ngoài đâu",
        "tại xe hư chớ đâu phải tui bỏ hẹn",
        "cực vậy ai mà chịu nổi",
        "nằm chờ như vậy sao kham nổi",
        "con nhỏ đâu dám hó hé",
        "giá đó ai mua nổi",
        "bỏ con đỏ hỏn vậy nỡ lòng nào",
        "sóng lớn vậy ai dám chạy ra khơi nữa",
    ],
    "later": [
        "bữa nào xong việc đồng em ghé",
        "khi nào rảnh tay chị nhắn lại",
        "có gì nhắn số này giùm",
        "lúc nào tạnh mưa tui chạy ra",
        "hôm nào khỏe lại cô hỏi tiếp",
    ],
}
ASKED = [
    "mấy bữa thì có",
    "phải photo mấy bản mới đủ",
    "một buổi nhận được mấy người",
    "nhà em không có sổ thì lấy gì thay",
    "ai đi lãnh cũng được hả",
    "không biết nộp ở đâu",
    "có phải ra tòa không con",
    "có được hưởng không cô",
    "làm sao cho đúng luật",
    "nghe nói nộp qua mạng được mà",
    "không phải đích thân đến à",
    "cho tui xin cái mẫu đơn",
    "tui muốn sang tên cho thằng út",
    "anh hỏi là khai trễ có bị gì hông",
    "sáng mai còn mấy chỗ",
    "mấy tháng thì bà có tiền vậy em",
    "cán bộ xã có xuống tận nhà không",
    "khi nào tui được lãnh",
    "bữa nào có giấy vậy em",
    "khi nào có kết quả thì tui nhận ở đâu",
    "có ai biết nộp ở đâu không",
    "còn cần giấy nào",
    "không có sổ thì đem giấy nào",
    "cần giấy gì trời",
    "nộp cho ai",
    "ở đâu có mẫu đơn",
    "làm vậy thì được không",
    "có gì phải đóng thêm không",
    "giấy này có giá trị mấy tháng",
]


@pytest.mark.parametrize("text", [text for texts in TOLD.values() for text in texts])
def test_what_only_tells_asks_nothing(text):
    assert tells_only(text)


@pytest.mark.parametrize("text", [text for texts in TOLD.values() for text in texts])
def test_nor_does_it_without_accents(text):
    assert tells_only(strip_diacritics(text))


@pytest.mark.parametrize("text", ASKED)
def test_what_asks_is_no_tale(text):
    assert not tells_only(text)
    if not text.endswith("à"):  # bare it is "ạ"
        assert not tells_only(strip_diacritics(text))


def test_a_question_mark_asks_whatever_the_words():
    assert tells_only("ở vùng sâu được giảm một nửa")
    assert not tells_only("ở vùng sâu được giảm một nửa", marked=True)
    assert tells_only("thưa quý cơ quan", marked=True)


def test_hardly_a_labelled_question_is_lost_and_about_half_of_the_tales_are_known():
    clauses = [
        (label.split(":")[0], text.strip())
        for line in (files("bot.content") / "clauses.tsv").read_text(encoding="utf-8").splitlines()
        for label, text in re.findall(r"\[([^\]]+)\] ([^\[]+)", line)
    ]
    asked = [text for label, text in clauses if label.startswith("asks_")]
    told = [text for label, text in clauses if label == "tells"]
    assert len(asked) > 5000
    assert len(told) > 5000
    lost = [text for text in asked if tells_only(text, marked=text.endswith("?"))]
    assert len(lost) <= MOST_LOST * len(asked), lost
    assert sum(map(tells_only, told)) >= LEAST_TOLD * len(told)
