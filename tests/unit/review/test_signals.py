"""What tells that a message was not understood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.turn import Outcome
from bot.conversation.understood import Reading, Understanding
from bot.review.grouping import Groups
from bot.review.signals import Reason, Seen, Signal, signals

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def read(intent: str, *others: str, source: str = "rasa") -> Understanding:
    ranking = tuple(Reading(name, 0.6 - 0.2 * at) for at, name in enumerate(others or (intent,)))
    return Understanding(intent, ranking[0].confidence, ranking=ranking, source=source)


def said(text: str, understanding: Understanding, seconds: float = 0, outcome: Outcome | None = None) -> Seen:
    asked = understanding.intent == "nlu_fallback"
    outcome = outcome or (Outcome.ASKED if asked else Outcome.UNDERSTOOD)
    return Seen(int(seconds) + 1, START + timedelta(seconds=seconds), outcome, text, understanding)


def pressed(payload: str, seconds: float = 20) -> Seen:
    return Seen(99, START + timedelta(seconds=seconds), Outcome.PRESSED, pressed=payload)


UNSURE = said("giấy đất hư", read("nlu_fallback", "find_procedure", "ask_must_appear"))
SURE = said("làm khai sinh ở đâu", read("find_procedure"))


def test_a_message_under_the_threshold_is_looked_at() -> None:
    assert signals(UNSURE, None) == [Signal(UNSURE, frozenset({Reason.UNSURE}))]
    assert signals(SURE, None) == []


def test_what_no_model_read_teaches_nothing() -> None:
    unread = said("giấy đất", read("nlu_fallback", source="none"))
    assert signals(unread, None) == []
    assert signals(said("không phải", read("deny"), 30), unread) == []


def test_the_other_reading_pressed() -> None:
    found = signals(pressed("#ask.intent:ask_must_appear"), UNSURE)
    assert found == [Signal(UNSURE, frozenset({Reason.OTHER_READING}), "ask_must_appear")]


def test_the_first_reading_pressed_is_a_hint_only() -> None:
    assert signals(pressed("#ask.proc:1.001193/find_procedure"), UNSURE) == [Signal(UNSURE, hint="find_procedure")]


@pytest.mark.parametrize("payload", ["#ask.none", "#ask.other"])
def test_none_of_them_pressed_is_a_no(payload: str) -> None:
    assert signals(pressed(payload), UNSURE) == [Signal(UNSURE, frozenset({Reason.SAID_NO}))]


def test_none_of_the_procedures_pressed_is_a_no_to_what_was_answered() -> None:
    assert signals(pressed("#ask.none"), SURE) == [Signal(SURE, frozenset({Reason.SAID_NO}))]


@pytest.mark.parametrize("payload", ["#ask.intent:book_appointment", "#ask.proc:1.001193/book_appointment"])
@pytest.mark.parametrize(
    "earlier",
    [UNSURE, said("thời tiết sao", read("nlu_fallback", "out_of_scope", "greet")), said("bla", read("nlu_fallback"))],
)
def test_an_item_of_the_menu_that_was_no_reading_is_a_wish_of_its_own(earlier: Seen, payload: str) -> None:
    assert signals(pressed(payload), earlier) == []


def test_a_reading_too_unlikely_to_be_offered_was_none() -> None:
    ranking = (Reading("out_of_scope", 0.5), Reading("find_procedure", 0.09))
    unlikely = said("giá vàng", Understanding("nlu_fallback", 0.5, ranking=ranking))
    assert signals(pressed("#ask.intent:find_procedure"), unlikely) == []


@pytest.mark.parametrize("payload", ["#ask.intent:ask_must_appear", "#ask.none"])
def test_a_press_after_a_press_is_about_that_ones_answer(payload: str) -> None:
    assert signals(pressed(payload), replace(UNSURE, followed=True)) == []


@pytest.mark.parametrize("earlier", [SURE, UNSURE, replace(UNSURE, followed=True)])
def test_a_human_asked_for_by_a_button_is_no_reading(earlier: Seen) -> None:
    assert signals(pressed("#ask.intent:talk_to_human"), earlier) == [Signal(earlier, frozenset({Reason.HUMAN}))]


def test_a_human_who_was_offered_as_a_reading_is_one() -> None:
    earlier = said("kêu ai đó giùm", read("nlu_fallback", "ask_hotline", "talk_to_human"))
    found = signals(pressed("#ask.intent:talk_to_human"), earlier)
    assert found == [Signal(earlier, frozenset({Reason.OTHER_READING}), "talk_to_human")]
    assert signals(pressed("#ask.intent:talk_to_human"), said("chào", read("greet"))) == []


@pytest.mark.parametrize("payload", ["#ask.intent:book_appointment", "#ask.other"])
def test_a_button_under_an_answer_is_a_wish_of_its_own(payload: str) -> None:
    assert signals(pressed(payload), SURE) == []


@pytest.mark.parametrize(
    "text", ["không phải", "hong phai cai do", "dạ ko phải v", "sai rồi", "ý tui là nộp lại", "hiểu sai rồi em"]
)
def test_a_no_in_words(text: str) -> None:
    (found,) = signals(said(text, read("deny"), 30), SURE)
    assert (found.about, found.reasons) == (SURE, {Reason.SAID_NO})


@pytest.mark.parametrize("text", ["có phải nộp ở xã không", "phải không em", "không cần đâu cảm ơn"])
def test_no_no(text: str) -> None:
    assert signals(said(text, read("deny"), 30), SURE) == []


def test_an_answer_to_a_dialogue_tells_nothing_of_the_message_before() -> None:
    assert signals(said("không phải", read("deny"), 30, Outcome.TAKEN), SURE) == []
    taken = said("An Xuyên", read("provide_info"), 0, Outcome.TAKEN)
    assert signals(said("không phải", read("deny"), 30), taken) == []


def test_asking_for_a_human() -> None:
    (found,) = signals(said("cho gặp cán bộ", read("talk_to_human"), 30), SURE)
    assert found.reasons == {Reason.HUMAN}


def test_the_same_in_other_words_within_a_minute() -> None:
    later = read("ask_procedure_documents")
    (found,) = signals(
        said("khai sinh cần giấy tờ gì để làm", later, 40), said("làm khai sinh cần gì", read("greet_x"))
    )
    assert (found.reasons, found.words) == ({Reason.REPHRASED}, "khai sinh cần giấy tờ gì để làm")
    assert found.hint is None, "the model that misread the one has read the other"
    assert signals(said("khai sinh cần giấy tờ gì để làm", later, 61), said("làm khai sinh cần gì", read("x"))) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("làm giấy khai sinh cho con cần giấy gì", "làm giấy khai sinh tốn bao nhiêu tiền"),
        ("đăng ký kết hôn nộp ở đâu vậy em", "đăng ký kết hôn bao lâu có giấy"),
        ("la sao con ko hiu. con la chau noi con nop dum ong dc ko", "vay la dc hay la khong dc"),
    ],
)
def test_the_next_question_about_the_same_procedure_is_no_rephrasing(first: str, second: str) -> None:
    assert signals(said(second, read("ask_procedure_fee"), 20), said(first, read("ask_procedure_documents"))) == []


def test_two_questions_that_are_surely_read_are_two() -> None:
    def sure(intent: str) -> Understanding:
        return Understanding(intent, 0.9, ranking=(Reading(intent, 0.9),))

    first, second = "làm khai sinh cần gì", "làm khai sinh cần bao nhiêu"
    assert signals(said(second, sure("ask_procedure_fee"), 20), said(first, sure("ask_procedure_documents"))) == []


def test_who_is_surely_and_rightly_turned_away_is_nothing_to_learn_from() -> None:
    def away(confidence: float) -> Seen:
        reading = Understanding("nlu_fallback", confidence, ranking=(Reading("out_of_scope", confidence),))
        return said("vé số trúng thì đổi ở đâu", reading)

    assert signals(away(0.97), None) == []
    assert signals(away(0.6), None) == [Signal(away(0.6), frozenset({Reason.UNSURE}))]
    (found,) = signals(said("không phải, hỏi chỗ nộp hồ sơ", read("deny"), 30), away(0.97))
    assert found.reasons == {Reason.SAID_NO}, "whoever contradicts is looked at"


def test_what_the_bot_found_nothing_for_is_looked_at() -> None:
    named = said("cái giấy gì mà chứng minh chưa vợ", read("provide_info"), outcome=Outcome.ASKED)
    assert signals(named, None) == [Signal(named, frozenset({Reason.UNFOUND}))]


def test_the_next_question_of_the_same_kind_is_no_rephrasing() -> None:
    assert signals(said("làm khai tử ở đâu", read("find_procedure"), 20), SURE) == []


def test_what_comes_much_later_tells_nothing() -> None:
    assert signals(said("không phải", read("deny"), 601), SURE) == []


def test_messages_alike_are_one_group() -> None:
    groups = Groups()
    groups.add("lam khai sinh can giay to gi", "documents", 1)
    groups.add("huy lich", "cancel", 2)
    assert groups.find("lam khai sinh can giay to gi a", "documents") == 1
    assert groups.find("lam khai sinh can giay to gi", "fee") is None
    assert groups.find("huy lich", "cancel") == 2
    assert groups.find("huy lit", "cancel") is None
