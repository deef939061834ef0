"""Whether a question without a name belongs to the matter talked of: what was learned, and in which form it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.reference import load_reference
from bot.understanding.belonging import (
    OWN,
    SAME,
    Belonging,
    Example,
    Vocabulary,
    general_words,
    packaged_digest,
    packaged_examples,
)

BIRTH, DEATH, EXTRACTS, RESIDENCE = "1.001193", "1.000656", "2.000635", "1.004222"
BELONGS = (
    (BIRTH, "phí?"),
    (BIRTH, "bao nhiêu tiền vậy"),
    (BIRTH, "mấy ngày có"),
    (EXTRACTS, "em tui đi thay được không"),
    (DEATH, "giấy báo tử xin ở đâu"),
    (RESIDENCE, "cần đem theo giấy gì"),
    (RESIDENCE, "nộp ở đâu"),
)
OF_ITS_OWN = (
    (EXTRACTS, "ly hôn thì nộp ở tòa án nào"),
    (BIRTH, "nợ ngân hàng xin khoanh được không"),
    (RESIDENCE, "con lấy họ cha được không vậy"),
    (DEATH, "ghe dài mười hai thước có phải gắn máy giám sát không"),
)


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    reference = load_reference()
    return Vocabulary.of(reference.catalogue, reference.fields)


@pytest.mark.parametrize(("code", "text"), BELONGS)
def test_what_every_matter_is_asked_belongs_to_the_one_talked_of(words, code, text):
    assert not Belonging.packaged().is_own(words, code, text)


@pytest.mark.parametrize(("code", "text"), OF_ITS_OWN)
def test_what_speaks_of_something_else_does_not(words, code, text):
    assert Belonging.packaged().is_own(words, code, text)
    assert not Belonging.packaged().belongs(words, code, text)


def test_of_a_procedure_that_nobody_knows_nothing_is_said(words):
    assert not Belonging.packaged().is_own(words, "9.999999", "ly hôn thì nộp ở tòa án nào")
    assert not Belonging.packaged().belongs(words, "9.999999", "phí?")


def test_the_packaged_weights_are_those_of_the_packaged_questions():
    assert Belonging.packaged().digest == packaged_digest(), "run scripts/belonging.py"


def test_each_question_has_a_hand_a_label_and_a_matter_of_the_catalogue(words):
    examples = packaged_examples()
    assert {one.label for one in examples} == {OWN, SAME}
    assert all(one.hand and one.text.strip() for one in examples)
    assert [one for one in examples if one.code != "-" and not words.has(one.code)] == []
    assert [one for one in examples if one.label == SAME and one.code == "-"] == []


def test_words_of_one_hand_alone_are_not_general():
    examples = [
        Example("a", SAME, BIRTH, "mấy ngày"),
        Example("b", SAME, BIRTH, "mấy bữa"),
        Example("c", OWN, BIRTH, "mấy thửa ruộng"),
        Example("a", SAME, BIRTH, "ngày nào ngày nấy"),
    ]
    assert general_words(examples) == {"may"}
    assert general_words(examples, without="a") == frozenset()


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1), st.floats(-5, 5), min_size=1
    )
)
def test_what_is_packed_comes_out_again(weights):
    weights["#scale"] = 1.0
    packed = Belonging("digest", frozenset({"may", "ngay"}), weights)
    read = Belonging.unpack(packed.pack())
    assert (read.digest, read.general) == (packed.digest, packed.general)
    step = max(map(abs, weights.values())) / 127
    assert {name: pytest.approx(weight, abs=step) for name, weight in weights.items()} == dict(read.weights)
