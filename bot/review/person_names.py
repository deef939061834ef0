"""Finding people's names in what citizens type, with diacritics or without, and leaving the names of places alone.

Half of Cà Mau's communes are named after people (Nguyễn Phích, Hồ Thị Kỷ, Trần Văn Thời), so a name of a place counts
as one unless somebody introduces it as a person's. Where it is doubtful a word is taken for a name: a masked sentence
still teaches, a leaked name harms.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from bot.guidance.places.gazetteer import Gazetteer


class _Words:
    """A set of words. Typed with diacritics a word has to agree in them; without, the letters are enough."""

    def __init__(self, words: str) -> None:
        self._typed = frozenset(words.split())
        self.plain = frozenset(map(fold, self._typed))

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, _Word):
            return False
        return word.plain in self.plain if word.typed.isascii() else word.typed.lower() in self._typed


@dataclass(frozen=True, slots=True)
class _Word:
    typed: str
    plain: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.typed[0].isupper()


_WORD = re.compile(r"[^\W\d_]+(?!\d)")
_SURNAMES = _Words(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm mai trịnh cao châu thạch kim"
    " sơn danh lưu hà vương thái tăng tạ quách lương trương diệp mạc âu ông phùng đào tiêu kiều lữ chu trang nghiêm"
    " nhâm hứa văn khưu giang tô"
)
_SURE_SURNAMES = _Words("nguyễn trần phạm huỳnh trịnh hoàng quách thạch phùng nghiêm khưu")
"""Surnames that mean nothing else when typed without diacritics in small letters."""
_MIDDLE = _Words("văn thị")
_GIVEN = _Words(
    "an anh ánh bảo bé bình châu chi chí chiến cường diễm diệp dung dũng duy giang giàu hà hải hạnh hân hằng hậu hiền"
    " hiếu hoa hòa hồng hùng hưng hương huy khang khánh khoa kiệt lan lành linh loan lộc long luân lượt ly mai mến minh"
    " mười mỹ nam nga ngân nghĩa ngọc nguyên nguyệt nhàn nhân nhi nhiên như nhung oanh phát phong phú phúc phước"
    " phượng phương quân quang quốc quý quyên quỳnh sang sáng sơn tài tâm tân thắng thanh thành thảo thi thiên thiện"
    " thịnh thọ thoa thu thuận thủy thúy tiên tiến tín toàn trang trí trinh trúc trung trọng tuấn tùng tuyền tuyết tỷ"
    " uyên vân vinh vũ vui vy xuân yến út cúc demo mẫu"
)
_KIN = _Words(
    "anh chị em cô chú bác ông bà dì cậu mợ thím tui tôi con cháu má mẹ cha tía bố nội ngoại vợ chồng bạn thầy bé"
    " thằng dượng"
)
_ORDER = _Words("hai ba tư năm sáu bảy tám chín mười út cả")
"""Kin are called by their order (anh Hai, dì Út): that names nobody."""
_BEFORE_PLACE = _Words("đường phố hẻm kiệt trường cầu ấp khóm kinh kênh rạch bến trạm xã phường huyện tỉnh tp vàm")
_INTRODUCES = re.compile(
    r"\b(?:(?:ho va ten|ho ten|ten day du)(?: (?:cua )?(?:toi|tui|minh|em|con|chau|vo|chong|nguoi nop))?(?: la)?"
    r"|(?:toi|tui|minh|em|con|chau|vo|chong|me|ma|cha|ba|anh|chi|ong) ten(?: la)?"
    r"|ten (?:toi|tui|minh|em|con|chau|vo tui|chong tui)(?: la)?|ten la|dung ten|nguoi ten|goi la"
    r"|(?:toi|tui|em|minh) la|my name is|i am|ky ten)$"
)
_STOPS = _Words(
    "là ở cho hỏi muốn cần làm đi đến tới tôi không ko k hông hok gì nào mấy bao nhiêu thế rồi chưa được đc dc nộp đăng"
    " ký xin cấp giấy hồ sơ thủ tục ngày mai nay sáng chiều giờ lúc và với của thì mà nhưng nếu số sdt dt cccd cmnd"
    " sinh năm người dân đại diện cán bộ nha nhé nghen a á ạ ah nè ơi vậy đó đây cũng trên dưới trong ngoài mới cũ ra"
    " vô về qua bị báo đặt đổi hủy lịch hẹn khai tử kết hôn có chọn sao tải ai chừng trả giảm phạt đúng xã mình lưu chủ"
    " minh thi"
)
_STILL = _Words(
    "tên còn ghi giữ mang nằm theo bị để xài sử thuộc phải chạy sống treo trả báo nói im đầy hết xin học đang"
).plain
"""What follows "vẫn" and "thì" and is next to never a given name; "dung" is one, but for "dung ten" (đứng tên)."""
_MOST_WORDS = 5
_MANY_CAPITALS = 0.6


class PlaceNames:
    """Knows which runs of words are the name of an administrative unit. Built once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        bare = {tuple(fold(unit.name.removeprefix(unit.kind.words)).split()) for unit in gazetteer}
        self._names = bare | {tuple(fold(unit.name).split()) for unit in gazetteer}  # "thị trấn Châu Hưng" is no Trần
        self._longest = max((len(name) for name in self._names), default=0)

    def at(self, words: Sequence[str], index: int) -> int:
        """Return how many words from ``index`` on are a place's name, the longest one; 0 for none."""
        for length in range(min(self._longest, len(words) - index), 0, -1):
            if tuple(words[index : index + length]) in self._names:
                return length
        return 0


def find_names(text: str, places: PlaceNames, known: Collection[str] = ()) -> list[tuple[int, int]]:
    """Return where names of people stand in ``text``: (start, end), in order, without overlaps.

    Args:
        text: as typed.
        places: names that stay, unless they are introduced as a person's.
        known: names that this person gave elsewhere; found however they are typed.
    """
    words = [_Word(match.group(), fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]
    return [(words[first].start, words[last - 1].end) for first, last in _Search(text, words, places, known).run()]


class _Search:
    """One pass over one text."""

    def __init__(self, text: str, words: list[_Word], places: PlaceNames, known: Collection[str]) -> None:
        self._text = text
        self._words = words
        self._plain = [word.plain for word in words]
        self._places = places
        self._known = [tuple(name) for name in (fold(full).split() for full in known) if len(name) > 1]
        capitals = sum(word.capital for word in words)
        self._capitals_tell = capitals <= _MANY_CAPITALS * len(words) or len(words) <= _MOST_WORDS

    def run(self) -> Iterator[tuple[int, int]]:
        index = 0
        while index < len(self._words):
            length = self._known_at(index) or self._introduced_at(index)
            if length:
                yield index, index + length
                index += length
                continue
            if place := self._places.at(self._plain, index):
                index += place
                continue
            length = self._full_name_at(index) or self._called_at(index)
            if length:
                yield index, index + length
            index += length or 1

    def _known_at(self, index: int) -> int:
        for name in self._known:
            if tuple(self._plain[index : index + len(name)]) == name:
                return len(name)
        return 0

    def _introduced_at(self, index: int) -> int:
        """Count the words of a name behind "tui tên …", where they look like one."""
        if index == 0 or not _INTRODUCES.search(" ".join(self._plain[max(0, index - 5) : index])):
            return 0
        first = self._words[index]
        surname = first in _SURNAMES

        def fits(word: _Word) -> bool:
            if word not in _STOPS or (self._capitals_tell and word.capital):
                return True
            return surname and (word in _MIDDLE or word in _GIVEN)

        length = self._run(index, fits)
        looks = (self._capitals_tell and first.capital) or surname
        sure = self._plain[index - 1] == "ten" or self._plain[index - 2 : index] == ["ten", "la"]
        return length if looks or (sure and first in _GIVEN and first not in _STOPS) else 0

    def _full_name_at(self, index: int) -> int:
        """Count the words of "Nguyễn Văn An", "nguyen thi be", "Trần Hoàng Nam"."""
        word = self._words[index]
        if word not in _SURNAMES or self._behind_place(index):
            return 0
        if self._adjacent(index, 3) and self._words[index + 1] in _MIDDLE:
            if _is_stop(self._words[index + 2]) or self._is_still(index):
                return 0
            by_capitals = self._capitals_tell and word.capital
            return 3 + self._run(index + 3, lambda w: w.capital if by_capitals else _is_given(w), most=1)
        if self._capitals_tell and word.capital:
            behind = self._run(index + 1, lambda w: w.capital, most=3)
            return 1 + behind if behind else 0
        if word in _SURE_SURNAMES:
            behind = self._run(index + 1, _is_given, most=3)
            return 1 + behind if behind else 0
        return 0

    def _is_still(self, index: int) -> bool:
        """Whether "to van ten" may be "(giấy) tờ vẫn (đứng) tên": bare, in small letters, no sure surname."""
        words = self._words[index : index + 3]
        if any(not word.typed.isascii() or word.capital for word in words) or words[0] in _SURE_SURNAMES:
            return False
        return words[2].plain in _STILL or self._plain[index + 2 : index + 4] == ["dung", "ten"]

    def _behind_place(self, index: int) -> bool:
        """Whether the word before says that a place follows ("đường Nguyễn Trãi")."""
        before = self._words[index - 1] if index else None
        return before is not None and before in _BEFORE_PLACE

    def _called_at(self, index: int) -> int:
        """Count the word of "anh Tuấn"; "anh Hai" names nobody."""
        word = self._words[index]
        if not self._capitals_tell or not word.capital or word in _KIN or word in _ORDER or index == 0:
            return 0
        before = self._words[index - 1]
        if before not in _KIN or not self._adjacent(index - 1, 2) or word not in _GIVEN:
            return 0
        return self._run(index, lambda w: w.capital, most=3)

    def _run(self, index: int, fits: Callable[[_Word], bool], most: int = _MOST_WORDS) -> int:
        """Count words from ``index`` on that fit and follow each other with nothing but spaces between."""
        length = 0
        while length < most and index + length < len(self._words):
            if not fits(self._words[index + length]):
                break
            if length and not self._adjacent(index + length - 1, 2):
                break
            length += 1
        return length

    def _adjacent(self, index: int, count: int) -> bool:
        """Whether so many words from ``index`` on have only spaces between them."""
        words = self._words[index : index + count]
        return len(words) == count and all(
            self._text[one.end : other.start].isspace() for one, other in itertools.pairwise(words)
        )


def _is_given(word: _Word) -> bool:
    return word in _GIVEN and word not in _STOPS


def _is_stop(word: _Word) -> bool:
    return word in _STOPS and word not in _GIVEN
