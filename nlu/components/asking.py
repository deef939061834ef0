"""Words by which a part of a message can be told for a wish of its own: what asks, what joins, what is only politeness.

All of them are folded (`folding.fold_word`), since many people leave the diacritics out.
"""

from __future__ import annotations

from collections.abc import Sequence

from components.words import Word

# fmt: off
CONNECTIVES = frozenset(
    [
        "roi", "voi", "va", "ma", "con", "luon", "xong", "sau", "them", "nua", "thi", "nen", "ah", "and", "also", "then",
        "but", "hay", "vay", "nha", "nhe", "a", "ha",
    ]
)
"""Beside these a cut is likelier."""
ASKING = frozenset(
    [
        "khong", "ko", "k", "kh", "kg", "hong", "hok", "hem", "hon", "hg", "hk", "gi", "dau", "nao", "sao", "may", "bao",
        "nhieu", "nhiu", "lau", "chua", "ha", "hay", "ai", "duoc", "dc", "cho", "xin", "dat", "giu", "huy", "bo", "doi",
        "dum", "gium", "giup", "coi", "xem", "lay", "hen", "tra", "kiem", "goi", "gap", "gui", "chi", "huong", "hoi",
        "muon", "can", "noi", "xoa", "dung", "tai", "tim", "what", "how", "where", "when", "which", "does", "do", "is",
        "much", "long", "book", "cancel", "send", "tell", "please", "show",
    ]
)
"""Nearly every wish has one of these; a part without any tells the circumstances of the other one."""
QUESTION = frozenset(
    [
        "khong", "ko", "k", "kh", "kg", "hong", "hok", "hem", "hg", "hk", "gi", "dau", "nao", "sao", "may", "nhieu", "nhiu",
        "lau", "chua", "ai", "what", "how", "where", "when", "which", "who", "much", "long",
    ]
)
"""These make a question, while those of `ASKING` are in many a statement too ("em hủy lịch rồi, …")."""
TRAILING = frozenset(
    [
        "a", "da", "vay", "ha", "nha", "nhe", "nghe", "nghen", "em", "chi", "anh", "co", "chu", "cho", "ad", "ban", "ta",
        "day", "the", "ne", "oi", "con", "voi", "roi", "va", "luon", "san", "xong", "nua", "them", "tien", "and", "also",
        "then",
    ]
)
"""What may stand behind the last word of a question: politeness, or what leads to the next wish ("có gì không em, rồi …")."""
# fmt: on
EITHER = frozenset({"hay", "hoac"})
"""Between two answers to one question rather than between two questions."""
CONDITION = "thi"
"""Between an if and its wish rather than between two wishes."""


def asks(part: Sequence[Word]) -> bool:
    """Tell whether a part of a message has a word of `ASKING`."""
    return any(word.folded in ASKING for word in part)


def questions(part: Sequence[Word]) -> bool:
    """Tell whether a part of a message has a word of `QUESTION`."""
    return any(word.folded in QUESTION for word in part)


def ends_as_question(part: Sequence[Word]) -> bool:
    """Tell whether the last word, signs and `TRAILING` ones left aside, is one of `QUESTION`."""
    said = [word.folded for word in part if word.kind == "word"]
    while len(said) > 1 and said[-1] in TRAILING:
        said.pop()
    return bool(said) and said[-1] in QUESTION
