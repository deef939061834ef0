"""When the booking service refuses, loses an answer, or is away: said plainly, nothing is claimed or done twice."""

from __future__ import annotations

import pytest

from booking_client import (
    BookingNotActive,
    BookingUnavailable,
    CircuitOpen,
    IdempotencyConflict,
    InvalidRequest,
    NotAllowed,
    NotAuthenticated,
    OpeningFull,
    UnexpectedAnswer,
)
from booking_client.errors import problem_classes
from bot.handlers.booking.problems import is_ours, problem_key
from tests.unit.handlers.counter import COPIES, TAC_VAN, Counter
from tests.unit.handlers.turns import payloads, said, texts

PROBLEMS = sorted(problem_classes().values(), key=lambda kind: kind.slug)
ERRORS = [
    *(kind("detail") for kind in PROBLEMS),
    OpeningFull("x", extra={"limit": "people"}),
    BookingNotActive("x", extra={"booking_status": "checked_in"}),
    BookingUnavailable("x"),
    BookingUnavailable("x", outcome_unknown=True),
    CircuitOpen(3.0),
    UnexpectedAnswer("x"),
]
ANYTHING = dict.fromkeys(("when", "unit", "left", "dossiers", "people"), "x")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_refusal_has_an_answer(error, language):
    key = problem_key(error)
    assert key in set(texts().keys(language))
    assert texts().get(language, key, **ANYTHING)


def test_faults_of_our_own_are_told_from_answers_to_a_wish():
    ours = {type(error).__name__ for error in ERRORS if is_ours(error)}
    assert {"NotAuthenticated", "NotAllowed", "IdempotencyConflict", "AsOfNotAllowed", "UnexpectedAnswer"} <= ours
    assert not {"OpeningFull", "HoldExpired", "BookingUnavailable", "CircuitOpen", "BookingNotFound"} & ours


AWAY = [BookingUnavailable("no route"), CircuitOpen(4.0), NotAuthenticated("x"), NotAllowed("x"), UnexpectedAnswer("x")]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
async def test_a_service_that_is_away_is_said_to_be_and_the_booking_goes_on_later(error):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    chat.book.down = error
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert "hệ thống đặt lịch" in said(replies)
    assert "08.27.27.1022" in said(replies)
    assert chat.step == "retry"
    assert f"#call.start:hotline/{COPIES}" in payloads(replies)
    chat.book.down = None
    await chat.choose("#book.retry")
    assert chat.step == "half_day"
    assert chat.profile.area == TAC_VAN


async def test_a_typed_answer_tries_again_too():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    chat.book.down = BookingUnavailable("x")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    await chat.say("thử lại", "provide_info")
    assert chat.step == "retry"
    chat.book.down = None
    await chat.say("sáng mai", "provide_info")
    assert chat.step == "dossiers"


async def test_without_a_booking_service_it_is_said_plainly():
    chat = Counter()
    chat.booking = None
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert "không dùng được" in said(replies)


async def test_a_service_away_at_the_hold_claims_nothing():
    chat = Counter()
    await chat.until_dossiers()
    chat.book.down = BookingUnavailable("x")
    replies = await chat.say("2")
    assert "chưa có lịch nào được đặt" in said(replies)
    assert chat.known["dossiers"] == 2
    chat.book.down = None
    await chat.choose("#book.retry")
    assert chat.step == "consent"


async def test_another_place_named_while_the_service_is_away_is_where_it_goes_on():
    chat = Counter()
    await chat.until_dossiers()
    chat.book.down = BookingUnavailable("x")
    await chat.say("2")
    assert chat.step == "retry"
    chat.book.down = None
    replies = await chat.say("phường 8 cà mau", "provide_info", {"admin_unit": "phường 8 cà mau"})
    assert chat.step == "half_day"
    assert "Một cửa phường 8" in said(replies)


async def test_a_service_away_when_giving_up_is_no_obstacle():
    chat = Counter()
    await chat.until_name()
    chat.book.down = BookingUnavailable("x")
    replies = await chat.say("thôi khỏi")
    assert chat.state.dialogue is None
    assert "tự hết" in said(replies)


async def test_a_service_away_at_the_confirmation_claims_nothing():
    chat = Counter()
    await chat.until_read_back()
    chat.book.down = BookingUnavailable("x")
    replies = await chat.say("đúng rồi")
    assert "CHƯA đặt" in said(replies)
    assert chat.step == "checking"
    chat.book.down = None
    replies = await chat.choose("#book.retry")
    assert len(chat.book.bookings) == 1
    assert next(iter(chat.book.bookings)) in said(replies)


async def test_an_unknown_outcome_is_never_claimed_and_checked_by_the_same_key():
    chat = Counter()
    await chat.until_read_back()
    chat.book.lose = {"confirm"}
    replies = await chat.say("đúng rồi")
    assert "CHƯA BIẾT" in said(replies)
    assert not any(code in said(replies) for code in chat.book.bookings)
    assert len(chat.book.bookings) == 1
    replies = await chat.say("thử lại", "provide_info")
    assert "CHƯA BIẾT" in said(replies)
    chat.book.lose = set()
    replies = await chat.choose("#book.retry")
    assert len(chat.book.bookings) == 1
    assert next(iter(chat.book.bookings)) in said(replies)
    keys = {key for name, key in chat.book.calls if name == "confirm"}
    assert len(keys) == 1


async def test_politeness_while_the_outcome_is_unknown_only_checks():
    chat = Counter()
    await chat.until_read_back()
    chat.book.lose = {"confirm"}
    await chat.say("đúng rồi")
    chat.book.lose = set()
    replies = await chat.say("dạ")
    assert next(iter(chat.book.bookings)) in said(replies)


async def test_changing_ones_mind_while_the_outcome_is_unknown_tells_of_the_booking():
    chat = Counter()
    await chat.until_read_back()
    chat.book.lose = {"confirm"}
    await chat.say("đúng rồi")
    chat.book.lose = set()
    replies = await chat.say("đổi ngày khác")
    assert next(iter(chat.book.bookings)) in said(replies)
    assert chat.state.dialogue is None


async def test_giving_up_while_the_outcome_is_unknown_tells_of_the_booking():
    chat = Counter()
    await chat.until_read_back()
    chat.book.lose = {"confirm"}
    await chat.say("đúng rồi")
    chat.book.lose = set()
    replies = await chat.say("thôi khỏi")
    assert next(iter(chat.book.bookings)) in said(replies)


async def test_giving_up_what_never_arrived_leaves_nothing():
    chat = Counter()
    await chat.until_read_back()
    chat.book.down = BookingUnavailable("x")
    await chat.say("đúng rồi")
    chat.book.down = None
    replies = await chat.say("thôi khỏi")
    assert chat.book.bookings == {}
    assert chat.book.kept == []
    assert "đã trả lại" in said(replies)


class Refusing:
    """The book, with one call that refuses."""

    def __init__(self, book, call, error):
        self._book, self._call, self._error = book, call, error

    def __getattr__(self, name):
        if name != self._call:
            return getattr(self._book, name)

        async def refuse(*_args, **_options):
            raise self._error

        return refuse


async def test_a_phone_the_service_does_not_take_is_asked_for_again():
    chat = Counter()
    await chat.until_read_back()
    chat.booking = Refusing(chat.book, "confirm", InvalidRequest("phone"))
    replies = await chat.say("đúng rồi")
    assert chat.step == "phone"
    assert "xem lại" in said(replies)


async def test_a_conflict_of_keys_is_no_dead_end():
    chat = Counter()
    await chat.until_read_back()
    chat.booking = Refusing(chat.book, "confirm", IdempotencyConflict("another body"))
    await chat.say("đúng rồi")
    assert chat.step == "retry"
    chat.booking = chat.book
    await chat.choose("#book.retry")
    assert chat.step == "confirm"
    await chat.choose("#book.confirm")
    assert len(chat.book.bookings) == 1


@pytest.mark.parametrize("kind", PROBLEMS, ids=lambda kind: kind.slug)
@pytest.mark.parametrize("call", ["hold", "confirm"])
async def test_whatever_the_service_refuses_the_person_gets_an_answer(kind, call):
    chat = Counter()
    await (chat.until_dossiers() if call == "hold" else chat.until_read_back())
    chat.booking = Refusing(chat.book, call, kind("detail", extra={"code": "CM-00001"}))
    replies = await chat.say("2" if call == "hold" else "đúng rồi")
    assert replies
    assert all(reply.text for reply in replies)
    assert "detail" not in said(replies)
    assert chat.book.bookings == {}


async def test_a_question_while_the_service_is_away_is_answered():
    """It was taken for one more try, and the person heard for the third time that booking does not work."""
    chat = Counter()
    await chat.until_dossiers()
    chat.book.down = BookingUnavailable("x")
    await chat.say("2")
    replies = await chat.say("làm hộ chiếu bao nhiêu tiền", "nlu_fallback")
    assert "Việc: Cấp hộ chiếu phổ thông" in said(replies)
    assert chat.step == "retry"
