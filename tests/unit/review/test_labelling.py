"""The parts of the screen that draw nothing: completion and marking; and what stands in for masked data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.labelling.choosing import completions
from bot.commands.labelling.marking import Marking
from bot.embedded.parts import NLU
from bot.review.domain import Domain
from bot.review.filling import fill
from bot.review.labels import Span, at_borders
from bot.review.meanings import load_meanings
from bot.review.redaction import PLACEHOLDERS

NAMES = {
    "ask_procedure_fee": "Lệ phí bao nhiêu",
    "ask_processing_time": "Bao lâu thì xong",
    "book_appointment": "Đặt lịch đến quầy",
    "cancel_appointment": "Hủy lịch hẹn",
    "ask_rule_source": "Văn bản nào quy định",
    "ask_epidemic_rules": "Quy định phòng, chống dịch",
}
TEXT = "làm khai sinh ngày 24/8, số tui [sđt]"
KEYS = st.lists(st.sampled_from(["left", "right", "extend", "back", "mark", "clear"]), max_size=30)


@pytest.mark.parametrize(
    ("typed", "first"),
    [("le phi", "ask_procedure_fee"), ("lệ ph", "ask_procedure_fee"), ("cancel", "cancel_appointment"),
     ("huy", "cancel_appointment"), ("fee", "ask_procedure_fee"), ("dat lich", "book_appointment"),
     ("ask_process", "ask_processing_time"), ("leejphi", "ask_procedure_fee"), ("quy dinh", "ask_epidemic_rules")],
)  # fmt: skip
def test_a_few_letters_find_an_intent(typed: str, first: str) -> None:
    assert completions(typed, NAMES)[0] == first


def test_an_intent_is_found_by_what_it_means() -> None:
    names = {**NAMES, "thank_bye": "Cảm ơn, tạm biệt", "find_procedure": "Cần làm thủ tục gì"}
    about = {"find_procedure": "sang tên xe, sửa giấy", "ask_rule_source": "ai có thẩm quyền ký"}
    assert completions("sang ten", names, about)[0] == "find_procedure"
    assert completions("tham quyen", names, about)[0] == "ask_rule_source"


def test_nothing_typed_shows_all_and_nonsense_none() -> None:
    assert completions("", NAMES) == list(NAMES)
    assert completions("xyzxyz", NAMES) == []


def test_words_are_marked_by_the_cursor() -> None:
    marking = Marking(TEXT)
    marking.move(1)
    marking.move(1, extend=True)
    marking.mark("procedure")
    marking.move(9)
    marking.mark("phone")
    assert [(TEXT[span.start : span.end], span.entity) for span in marking.spans] == [
        ("khai sinh", "procedure"),
        ("[sđt]", "phone"),
    ]
    marking.move(-99)
    marking.move(1)
    marking.clear()
    assert [span.entity for span in marking.spans] == ["phone"]


@given(st.text(max_size=40) | st.just(TEXT), KEYS)
def test_marks_never_overlap_and_hold_whole_words(text: str, keys: list[str]) -> None:
    marking = Marking(text)
    for key in keys:
        if key == "mark":
            marking.mark("x")
        elif key == "clear":
            marking.clear()
        else:
            marking.move({"left": -1, "back": -1}.get(key, 1), extend=key in {"extend", "back"})
    ends = 0
    for span in marking.spans:
        assert ends <= span.start < span.end <= len(text)
        assert at_borders(text, span.start, span.end)
        ends = span.end


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("tui tên [tên], số [sđt]", "tui tên Nguyễn Văn Demo, số 0945 000 222"),
        ("toi ten [tên] o [số nhà] ap 3", "toi ten nguyen van demo o so nha 12 ap 3"),
        ("hồ sơ [mã] tới đâu", "hồ sơ H12.40-260820-0009 tới đâu"),
        ("không có gì", "không có gì"),
    ],
)
def test_made_up_values_stand_where_data_was_masked(text: str, filled: str) -> None:
    assert fill(text)[0] == filled


def test_a_code_is_of_the_kind_that_was_marked() -> None:
    assert fill("mã [mã] dời", [Span(3, 7, "appointment_code")])[0] == "mã TV-0815 dời"


@given(
    st.lists(st.sampled_from([*(p for p in PLACEHOLDERS if "bí mật" not in p), "làm", "ở", "khai sinh"]), max_size=8)
)
def test_spans_stay_with_their_words(words: list[str]) -> None:
    text, spans = "", []
    for number, word in enumerate(words):
        spans.append(Span(len(text), len(text) + len(word), f"e{number}"))
        text += f"{word} "
    filled, moved = fill(text.strip(), spans)
    assert not any(placeholder in filled for placeholder in PLACEHOLDERS)
    for word, span in zip(words, moved, strict=True):
        assert filled[span.start : span.end] == (word if word not in PLACEHOLDERS else filled[span.start : span.end])
        assert filled[span.start : span.end].strip() == filled[span.start : span.end] != ""


def test_every_intent_is_explained_with_examples() -> None:
    domain = Domain.read(NLU / "domain.yml")
    found = load_meanings(domain, NLU / "data")
    assert set(found) == set(domain.intents)
    for intent, meaning in found.items():
        assert 0 < len(meaning.about) <= 80, intent
        assert len(meaning.examples) == (0 if intent == "nlu_fallback" else 3), intent
        assert not any("](" in example for example in meaning.examples), intent
