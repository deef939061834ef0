"""What a text sounds like, learned from messages and everyday names."""

from __future__ import annotations

import re

import pytest

from bot.understanding.search import learning
from bot.understanding.search.acts import SPECIAL, told
from bot.understanding.search.spoken import Spoken, Weights
from bot.understanding.search.tokens import tokens

DOG, BOAT = "9.000001", "9.000002"
MESSAGES = (
    (DOG, "con chó nhà tui cắn người ta, giờ phải chích ngừa ở đâu"),
    (DOG, "nuoi may con cho giu nha thi co phai khai bao hong"),
    (BOAT, "ghe tui mới đóng xong, muốn có số để ra khơi"),
    (BOAT, "chiec ghe cau muc cua ong noi chua co giay to gi het"),
)
THINGS = (("nuôi ong lấy mật", "nuôi ong|thùng ong&vườn"),)
ABOUT = (
    ("nuôi ong lấy mật", "again", "giấy nuôi ong của tui mối ăn mất tiêu, xin lại tờ khác"),
    ("nuôi ong lấy mật", "new", "muốn gác kèo ong trong rừng tràm"),
)
SOURCES = learning.Sources(MESSAGES, THINGS, ABOUT)


@pytest.fixture(scope="module")
def spoken() -> Spoken:
    return Spoken(learning.learn(SOURCES))


def likeliest(spoken: Spoken, text: str) -> str:
    shares = spoken.likely(tokens(text))
    return (*spoken.codes, *spoken.things)[max(shares, key=lambda meaning: shares[meaning])]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("con cho ben hang xom can con tui", DOG),
        ("muốn chạy ghe câu ra khơi", BOAT),
        ("vuon co may thung ong", "nuôi ong lấy mật"),
        ("gac keo trong rung", "nuôi ong lấy mật"),
    ],
)
def test_a_new_message_sounds_like_what_was_said_before(spoken: Spoken, text: str, meant: str):
    assert likeliest(spoken, text) == meant


def test_shares_sum_up_to_one_and_unknown_words_sound_like_nothing(spoken: Spoken):
    assert sum(spoken.likely(tokens("ghe nào cũng phải khai")).values()) == pytest.approx(1.0)
    assert spoken.likely(tokens("zzzz qqqq")) == {}
    assert spoken.likely([]) == {}


def test_a_procedure_sounds_hardly_likelier_because_more_was_written_of_it():
    few = [(DOG, f"muốn khai chó số {number}") for number in range(10)]
    many = [(BOAT, f"muốn khai ghe số {number}") for number in range(60)]
    things = [(f"vật{number} kia", f"món{number} này|cái{number} đó") for number in range(500)]
    spoken = Spoken(learning.learn(learning.Sources((*few, *many), things)))
    shares = spoken.likely(tokens("muốn khai"))
    assert shares[0] == pytest.approx(0.5, abs=0.1)


def test_weights_are_read_as_they_were_written():
    weights = learning.learn(SOURCES, "digest")
    assert Weights.unpack(weights.pack()) == weights


def test_the_packaged_weights_are_of_the_packaged_messages():
    of = {Spoken.packaged().digest, Spoken.packaged_acts().digest}
    assert of == {learning.packaged_digest()}, "run 'python scripts/spoken.py'"


def test_messages_name_procedures_things_and_acts_and_none_is_there_twice():
    sources = learning.packaged_sources()
    assert len(set(sources.messages)) == len(sources.messages)
    assert all(re.fullmatch(r"\d\.\d{6}", code) for code, _ in sources.messages)
    assert all(official.strip() and said.strip() for official, said in sources.things)
    texts = [text for _, text, _ in sources.about]
    assert len(set(texts)) == len(texts)
    assert {official for official, _, _ in sources.about} <= {official for official, _ in sources.things}
    assert {act for _, _, act in sources.about} >= set(SPECIAL)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("may tuan nua la het thoi han roi, lam sao xai tiep", "extend"),
        ("giấy ướt nhẹp chữ lem hết, xin tờ khác", "exchange"),
        ("to giay bay mat tieu luc con bao, muon xin lai to khac", "again"),
    ],
)
def test_what_is_to_be_done_is_told_without_a_word_of_the_table(text: str, act: str):
    """Heard by how it sounds alone: what the table of naming hears is left out here."""
    assert act in told((), tokens(text), Spoken.packaged_acts())


def test_what_is_usual_is_no_act():
    assert told((), tokens("muốn mở quán cà phê bán ở đầu xóm"), Spoken.packaged_acts()) == frozenset()
