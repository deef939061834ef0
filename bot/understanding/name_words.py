"""Words that names of people here are made of: surnames, what stands between, and given names.

They are compared as people type: with diacritics a word has to agree in them ("Hồng" is a name, "hông" is "không"),
without them the letters are enough.
"""

from __future__ import annotations

from bot.guidance.text import fold, tone_key

_SURNAMES = (
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý lâm danh thạch kim sơn châu trương"
    " đinh mai tô cao quách tăng thái hà tạ la lưu mã ông triệu từ vương diệp đoàn đào giang hứa khưu liêu nhan"
    " phùng trịnh văn lương chung hầu lục nghiêm tiêu tống trang trà thân bành bạch âu kiều kha mạc nông ninh sầm"
    " chu tôn lữ hàn"
)
_BETWEEN = "văn thị hữu đức ngọc minh thanh kim hồng thúy bá công đình gia hoài khắc mạnh mỹ như phi quang quốc tấn thế"
_GIVEN = (
    "ái an anh ánh ân bách bảo bằng bé bích bình bửu cẩm cảnh chánh châu chi chí chiến chinh chính chung công cúc"
    " cương cường danh diễm diện diệp diệu dịu duẩn dung dũng duy duyên dư dương đại đan đang đào đạt đăng đẹp đệ"
    " điềm điền điệp đính định đoan đoàn đô đông đức đực gấm gia giang giàu hà hải hào hảo hạnh hằng hân hận hậu"
    " hên hiền hiển hiếu hiệp hiệu hiên hoa hòa hoài hoàn hoàng hoanh hồng hợp huân huệ hùng huy huyền huỳnh hưng hương"
    " hường hướng hữu kha khả khải khang khánh khanh khiêm khiết khoa khoan khôi khương kiên kiệt kiều kim kỳ kỷ"
    " lài lam lan lành lãm lâm lê lệ lên liên liễu linh lĩnh loan lộc lớn lợi long luân luận luật lụa lực lượm"
    " lượng lưu lượt ly lý mai mãi mãnh mạnh mẫn mận mến miên minh mơ mười mừng mượt mỹ my muội na nam nết nga ngà"
    " ngân nghi nghị nghĩa nghiêm ngoan ngoãn ngọc ngôn nguyên nguyện nguyệt nhã nhàn nhạn nhân nhẫn nhật nhi"
    " nhiên nhiều nhớ như nhung nhựt ninh nở nương oanh pha phát pháp phấn phi phong phú phúc phụng phước phương"
    " phượng quân quang quế quốc quới quý quí quyên quyền quyết quỳnh sang sáng sen sĩ sơn sử sửu sương tài tâm"
    " tân tấn thạch thái thắm thắng thanh thành thảo thân thật thể thêm thi thiên thiện thiết thịnh thọ thoa thoại"
    " thơ thới thông thu thuần thuận thúy thùy thủy thuyên thư thương thức tiên tiến tiền tiết tín tính tình toại"
    " toàn trà trâm trân trang trí triển triết triều trinh trọng trung trúc trường tú tuân tuấn tuệ tùng tuyên"
    " tuyền tuyến tuyết tươi tường tỷ úc út uyên uyển vân vẹn vi việt viên viễn vinh vĩnh vĩ vũ vui vương vượng vy"
    " xinh xuân xuyên xuyến yên yến ý demo mẫu"
)


class _Words:
    def __init__(self, *lists: str) -> None:
        words = [word for words in lists for word in words.split()]
        self._typed = frozenset(map(tone_key, words))
        self._plain = frozenset(map(fold, words))

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str):
            return False
        return fold(word) in self._plain if word.isascii() else tone_key(word) in self._typed


SURNAMES = _Words(_SURNAMES)
"""The usual surnames here."""
NAME_WORDS = _Words(_SURNAMES, _BETWEEN, _GIVEN)
"""All of them, surnames too."""
BY_PLACE = _Words("hai ba tư năm sáu bảy bẩy tám chín mười út")
"""What people are called by their place among the siblings, the eldest "Hai" ("Tám", "Sáu Lúa")."""
NO_BYNAME = _Words(
    "giờ ngày tháng tuần năm bộ hồ sơ người thứ rưỡi chiều sáng trưa tối khuya mai nay qua tới sau trước này đó kia"
    " triệu trăm ngàn nghìn đồng tuổi cái tờ bản lần đứa số phút mươi mốt chục ruột tui tôi em con chồng vợ nội ngoại"
    " trú vắng chối từ túc phía bên rồi nữa luôn thôi không được quá khi đi ơi gì nào đâu sao chứ cho là"
)
"""What follows such a word where it is a number, a time, a parent, or another word without its accents."""
