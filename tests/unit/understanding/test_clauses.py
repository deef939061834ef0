"""Messages clause by clause: the contract's own examples, people's messages, and what holds for any text."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.content.reference import load_reference
from bot.understanding.clauses import Act, Clause, ClauseReader, FactName, Focus, Mood
from bot.understanding.clauses.splitting import MOST
from bot.understanding.fold import strip_diacritics

CONTRACT = yaml.safe_load((Path(__file__).parents[3] / "nlu" / "acts.yml").read_text(encoding="utf-8"))
TOLD = {Mood.ASSERTS, Mood.DENIES}
READER = ClauseReader()


def cases(kind: str, key: str) -> list[tuple[str, str]]:
    entries = CONTRACT[kind].items()
    examples = [(text, name) for name, entry in entries for text in entry["examples"]]
    return examples + [(near["text"], near[key]) for _, entry in entries for near in entry["near"]]


def facts(text: str) -> set[str]:
    return {fact.name.value for clause in READER.read(text) for fact in clause.facts if fact.mood in TOLD}


def test_the_names_are_those_of_the_contract_and_no_more_than_it_may_have() -> None:
    assert set(CONTRACT["acts"]) == set(Act)
    assert set(CONTRACT["focuses"]) == set(Focus)
    assert set(CONTRACT["facts"]) == set(FactName)
    assert len(Act) <= 15
    assert len(Focus) <= 22
    assert len(FactName) <= 20
    for kind in ("acts", "focuses", "facts"):
        for name, entry in CONTRACT[kind].items():
            assert len(entry["examples"]) == len(entry["near"]) == 2, name


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "act"), cases("acts", "act"))
def test_the_acts_of_the_contracts_examples(text: str, act: str, bare: bool) -> None:
    read = READER.read(strip_diacritics(text) if bare else text)
    assert act in {clause.act.value for clause in read}


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "focus"), cases("focuses", "focus"))
def test_the_focuses_of_the_contracts_examples(text: str, focus: str, bare: bool) -> None:
    read = READER.read(strip_diacritics(text) if bare else text)
    assert (None if focus == "none" else focus) in {clause.focus for clause in read}


@pytest.mark.parametrize(
    ("text", "fact"), [(text, name) for name, entry in CONTRACT["facts"].items() for text in entry["examples"]]
)
def test_the_facts_of_the_contracts_examples(text: str, fact: str) -> None:
    assert fact in facts(text)
    assert fact in facts(strip_diacritics(text))


@pytest.mark.parametrize(
    ("text", "fact"), [(text, name) for name, entry in CONTRACT["facts"].items() for text in entry["near"]]
)
def test_what_only_looks_like_a_fact(text: str, fact: str) -> None:
    assert fact not in facts(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "làm khai sanh cần giấy gì, bao nhiêu tiền, mấy ngày, ở đâu",
            [("asks_which", "papers"), ("asks_how_much", "fee"), ("asks_when", "time"), ("asks_where", "place")],
        ),
        (
            "lam giay khai sinh can giay gi bao nhieu tien may ngay o dau",
            [("asks_which", "papers"), ("asks_how_much", "fee"), ("asks_when", "time"), ("asks_where", "place")],
        ),
        ("uh đồng ý. mà mấy giờ phải có mặt", [("accepts", None), ("asks_when", "appointment")]),
        (
            "hk phai c, y e hoi lanh tien that nghiep can giay j. e co so bh",
            [("corrects", None), ("corrects", "papers"), ("tells", None)],
        ),
        (
            "ko đồng ý. vậy tui cứ để giấy cũ bán tiếp có bị phạt ko",
            [("refuses", None), ("asks_whether", "consequence")],
        ),
    ],
)
def test_several_things_in_one_message(text: str, wanted: list[tuple[str, str | None]]) -> None:
    read = [(clause.act.value, clause.focus.value if clause.focus else None) for clause in READER.read(text)]
    assert read == wanted


def test_what_is_asked_is_not_told_and_what_is_said_before_a_question_is() -> None:
    asked = READER.read("không có giấy chứng sinh có làm được không")
    assert [fact.mood for clause in asked for fact in clause.facts if fact.name is FactName.LACKS] != [Mood.DENIES]
    told = READER.read("c oi e bi cty cho nghi 2 thang nay r gio e ve que e lanh tien that nghiep dc hk")
    values = {fact.name: (fact.value, fact.mood) for clause in told for fact in clause.facts}
    assert values[FactName.EVENT] == ("dismissal", Mood.ASSERTS)
    assert values[FactName.SINCE] == (60, Mood.ASSERTS)


def test_a_clause_names_its_procedure() -> None:
    reader = ClauseReader.naming(load_reference().search)
    first, second = reader.read("đăng ký khai sinh cần giấy gì. còn đăng ký kết hôn thì tốn bao nhiêu tiền")
    assert first.topics == ("1.001193",)
    assert second.topics == ("1.000894",)


ANY = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            "tui",
            "mất",
            "giấy",
            "khai",
            "sinh",
            "ko",
            "co",
            "giay",
            "gi",
            "?",
            ",",
            ".",
            "rồi",
            "mà",
            "sao",
            "bao",
            "nhiêu",
            "tiền",
            "12",
            "67",
            "tuổi",
            "😀",
            "\n",
            "nộp",
            "ở",
            "đâu",
        ]
    ),
    max_size=80,
).map(" ".join)


@given(text=ANY)
def test_clauses_lie_in_the_message_in_order_and_say_what_the_contract_says(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    read = READER.read(text)
    assert len(read) <= MOST
    behind = 0
    for clause in read:
        assert behind <= clause.start < clause.end <= len(composed)
        assert composed[clause.start : clause.end] == clause.text
        behind = clause.end
        holds(clause)


def holds(clause: Clause) -> None:
    written: dict[str, Any] = clause.to_json()
    assert sum(written["act"].values()) == pytest.approx(1.0)
    assert sum(written["focus"].values()) <= 1.0
    for fact in written["facts"]:
        assert clause.start <= fact["start"] < fact["end"] <= clause.end


@pytest.mark.parametrize("unit", ["khong co giay ", "a ", "1 ", "? ", "ma khong ", "giay so ", "ă", "tui o xa "])
def test_a_hostile_text_costs_no_more_than_it_is_long(unit: str) -> None:
    read = READER.read(unit * (2000 // len(unit)))
    assert len(read) <= MOST


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("làm khai sinh nộp trên mạng, được không", "channel"),
        ("lam khai sinh cho con o xa khac, dc hong chu", "territory"),
        ("em đi thay má em, được hông", "who_may_go"),
        ("khai sinh phai co mat cha me, phai khong", "must_come"),
        ("gửi bưu điện, vay co dc hem a", "channel"),
        ("hai vợ chồng đi chung, có phải không ta", None),
        ("nho con di thay, the co dc hom", "who_may_go"),
    ],
)
def test_a_tag_behind_a_comma_asks_about_what_stands_before_it(text: str, focus: str | None) -> None:
    (clause,) = READER.read(text)
    assert (clause.act, clause.focus) == (Act.ASKS_WHETHER, focus)


@pytest.mark.parametrize(
    "text",
    [
        "co can len khong",
        "2 dua e co can di chung hong",
        "vợ em có cần đi cùng không",
        "khoi di dc hong",
        "khỏi lên xã được không",
        "cho em hỏi có cần ra tận nơi hông",
        "co can toi tren do khong",
    ],
)
def test_whether_one_must_come_at_all(text: str) -> None:
    assert [(c.act, c.focus) for c in READER.read(text)] == [(Act.ASKS_WHETHER, Focus.MUST_COME)]


@pytest.mark.parametrize("text", ["co can ra cong chung khong", "co can di kham khong", "co can len lich truoc khong"])
def test_an_errand_is_no_question_whether_one_must_come(text: str) -> None:
    assert Focus.MUST_COME not in {c.focus for c in READER.read(text)}


@pytest.mark.parametrize("text", ["giấy đó không có", "cái đó không còn", "thoi khoi di, cam on"])
def test_what_only_ends_like_a_question_asks_nothing(text: str) -> None:
    assert Act.ASKS_WHETHER not in {c.act for c in READER.read(text)}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "cô không còn thì ai khai",
            "cô hông còn thì làm giấy gì",
            "cô Tư không còn thì chia đất sao",
            "nhà cô hông còn ai",
        ),
        *("chú không còn thì làm giấy gì", "bà ngoại hông còn thì ai đứng tên", "co khong con thi lam giay gi"),
    ],
)
def test_who_is_no_more_is_said_in_one_clause(text: str) -> None:
    assert [c.text for c in READER.read(text)] == [text]


@pytest.mark.parametrize(
    "text", ["giấy này có không còn phí bao nhiêu", "nộp mạng được không còn giấy tờ gì", "có không còn gì nữa"]
)
def test_what_else_is_asked_behind_whether_there_is_one_is_another_clause(text: str) -> None:
    assert [c.text.split()[0] for c in READER.read(text)][1:] == ["còn"]


def test_papers_in_the_name_of_a_parent_are_handed_in_by_another() -> None:
    (clause,) = READER.read("ho so dung ten me em thi em di nop dc hong")
    assert clause.focus is Focus.WHO_MAY_GO


@pytest.mark.parametrize(
    "text", ["tui hk co dt cam ung", "tôi không có điện thoại thông minh", "má tui hông có đt cảm ứng"]
)
def test_who_has_no_phone_for_it_cannot_use_the_internet_and_is_not_disabled(text: str) -> None:
    assert facts(text) == {"no_internet"}


CONDITIONS = (
    "lấy chồng Đài Loan cần điều kiện gì",
    "điều kiện để tách hộ là gì vậy",
    "điều kiện nhận con nuôi",
    "cho em hỏi điều kiện mua nhà ở xã hội",
    "điều kiện tách hộ ra sao",
    "what are the conditions for adopting a child",
)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("text", CONDITIONS)
def test_the_conditions_of_something_are_asked_for_by_name_alone(text: str, bare: bool) -> None:
    (clause,) = READER.read(strip_diacritics(text) if bare else text)
    assert clause.act.asks
    assert clause.focus is Focus.ELIGIBILITY


@pytest.mark.parametrize(
    "text",
    [
        "điều kiện gia đình em khó khăn",
        "em không có điều kiện đi xa",
        "điều kiện đi lại khó quá",
        "điều kiện thì đủ rồi",
    ],
)
def test_circumstances_that_are_told_are_no_question_for_conditions(text: str) -> None:
    assert all(clause.focus is not Focus.ELIGIBILITY for clause in READER.read(text))
