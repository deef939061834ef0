"""The ladder: what is open, what may be booked, why not, what remains."""

from __future__ import annotations

import pytest

from bot.guidance.channels import Channel, Offered, Presence
from bot.guidance.moments import parse_moment
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.model import Appointment, Desk, Lock, Remedy, Situation, StepState, Why
from bot.guidance.steering.text import explain

THEN, NOW = parse_moment("2021-08-22T09:00"), parse_moment("2026-11-24T09:00")
LOCK = Lock(parse_moment("2021-08-20"), parse_moment("2021-08-27"))
BOTH = frozenset({Channel.ONLINE, Channel.POSTAL})
BIRTH, COPIES, MARRIAGE, UNEMPLOYED = "1.001193", "2.000815", "1.000894", "1.014748"


@pytest.fixture
def ladder(rulebook, offers):
    def build(code, moment=THEN, **situation):
        return steer(rulebook, offers, moment, code, situation=Situation(**situation))

    return build


def states(ladder):
    return [rung.state.value for rung in ladder.steps]


def rules_of(reasons):
    return {citation.rule for reason in reasons for citation in reason.citations}


def whys(reasons):
    return {reason.why for reason in reasons}


@pytest.mark.parametrize(
    ("code", "expected", "first", "may_book"),
    [
        (BIRTH, ["open", "open", "closed"], ["online", "postal"], False),
        (COPIES, ["closed", "closed", "duty"], ["in_person"], True),
        (MARRIAGE, ["open", "open", "duty"], ["online", "in_person"], True),
        ("2.001019", ["open", "open", "duty"], ["online", "in_person"], True),
        ("1.004222", ["open", "closed", "closed"], ["online"], False),
        ("1.011607", ["closed", "open", "unknown"], ["postal"], False),
        ("2.001023", ["closed", "closed", "open"], ["in_person"], True),
        ("1.001022", ["open", "open", "unknown"], ["online", "postal"], False),
        ("1.014064", ["open", "closed", "unknown"], ["online"], False),
        ("3.000347", ["open", "closed", "closed"], ["online"], False),
        ("1.013133", ["unknown", "unknown", "unknown"], [], False),
        ("1.014027", ["unknown", "unknown", "unknown"], [], False),
        (UNEMPLOYED, ["open", "open", "closed"], [], False),
        (None, ["open", "open", "unknown"], ["online", "postal"], False),
    ],
)
def test_under_the_letter(ladder, code, expected, first, may_book):
    built = ladder(code)
    assert built.binding
    assert states(built) == expected
    assert [channel.value for channel in built.first] == first
    assert built.may_book is may_book
    assert bool(built.why_not) is not may_book


@pytest.mark.parametrize(
    ("code", "expected", "first", "may_book"),
    [
        (BIRTH, ["open", "open", "open"], ["online", "postal", "in_person"], True),
        (COPIES, ["closed", "closed", "duty"], ["in_person"], True),
        (MARRIAGE, ["open", "open", "duty"], ["online", "in_person"], True),
        ("1.003197", ["open", "closed", "closed"], ["online"], False),
        ("1.013133", ["unknown", "unknown", "open"], ["in_person"], False),
        (UNEMPLOYED, ["open", "open", "open"], ["online", "in_person"], False),
    ],
)
def test_today_it_is_advice(ladder, code, expected, first, may_book):
    built = ladder(code, NOW)
    assert not built.binding
    assert built.appointment is Appointment.NOT_REGULATED
    assert states(built) == expected
    assert [channel.value for channel in built.first] == first
    assert built.may_book is may_book


def test_the_counter_stays_closed_where_another_way_is_open(ladder):
    built = ladder(BIRTH)
    assert whys(built.why_not) == {Why.OTHER_WAY_OPEN}
    assert rules_of(built.why_not) == {"CM4708-R01"}
    assert built.callback is None


def test_a_visit_is_by_appointment(ladder):
    built = ladder(COPIES)
    assert built.appointment is Appointment.COMPULSORY
    assert {"CM4708-R02", "CM4708-R03", "CM4708-R05", "CM4708-R19"} == rules_of(built.step(Channel.IN_PERSON).reasons)
    assert built.step(Channel.IN_PERSON).note == "Phải đem bản chính tới để đối chiếu."


def test_what_is_unknown_goes_to_the_hotline_and_a_call_back(ladder):
    built = ladder("1.013133")
    assert built.remains == (Remedy.HOTLINE, Remedy.CALLBACK)
    assert built.callback is Desk.HOTLINE


@pytest.mark.parametrize("code", ["1.014748", "1.014749", "1.014753"])
def test_the_labour_department_calls(ladder, rulebook, code):
    built = ladder(code)
    assert built.appointment is Appointment.AGENCY_CALLS
    assert not built.may_book
    assert rules_of(built.why_not) == {"CM4708-R15"}
    assert built.callback is Desk.LABOUR
    assert [silence.topic for silence in built.unsaid] == ["unemployment_waiting"]
    assert {citation.rule for citation in explain(built, rulebook).citations} == {"CM4708-R15"}


def test_today_unemployment_is_told_by_its_own_rule(ladder):
    assert "NOW-08" in {citation.rule for citation in ladder(UNEMPLOYED, NOW).citations}


@pytest.mark.parametrize(("lock", "why"), [("unit_lock", Why.UNIT_LOCKED), ("citizen_lock", Why.CITIZEN_LOCKED)])
@pytest.mark.parametrize("code", [BIRTH, COPIES, MARRIAGE])
def test_no_slot_in_or_from_a_locked_down_place(ladder, code, lock, why):
    built = ladder(code, **{lock: LOCK})
    assert not built.may_book
    assert built.step(Channel.IN_PERSON).state is StepState.CLOSED
    assert why in whys(built.why_not)
    assert "CM4708-R06" in rules_of(built.why_not)
    assert {"inside_lockdown", "locked_area_list"} <= {silence.topic for silence in built.unsaid}
    assert {Remedy.HOTLINE, Remedy.WAIT_FOR_UNLOCK, Remedy.CALLBACK} <= set(built.remains)
    assert (Remedy.ONLINE in built.remains) is (code != COPIES)


def test_a_slot_may_begin_when_the_lock_down_ends(ladder):
    assert ladder(COPIES, citizen_lock=LOCK).not_before == LOCK.until
    assert not ladder(COPIES, citizen_lock=LOCK, visit=parse_moment("2021-08-26T13:30")).may_book
    assert ladder(COPIES, citizen_lock=LOCK, visit=LOCK.until).may_book
    longer = Lock(LOCK.since, parse_moment("2021-08-30"))
    assert ladder(COPIES, citizen_lock=LOCK, unit_lock=longer).not_before == longer.until
    assert ladder(COPIES, citizen_lock=Lock(LOCK.since)).not_before is None
    assert ladder(BIRTH, citizen_lock=LOCK).not_before is None, "the end of the lock-down opens no slot here"


def test_staff_can_lock_a_place_without_the_letter(ladder):
    lock = Lock(parse_moment("2026-11-20"), parse_moment("2026-11-30"))
    built = ladder(BIRTH, NOW, unit_lock=lock)
    assert not built.may_book
    assert built.why_not[0].why is Why.UNIT_LOCKED
    assert built.why_not[0].citations == ()


def test_who_can_use_no_open_way_is_helped_a_step_further(ladder, rulebook):
    built = ladder(BIRTH, cannot=BOTH)
    assert built.no_exception
    assert not built.may_book
    assert built.remains == (Remedy.POST_PICKUP, Remedy.RELATIVE, Remedy.HOTLINE, Remedy.CALLBACK)
    assert built.callback is Desk.HOTLINE
    assert "no_exception" in {silence.topic for silence in built.unsaid}
    assert "không nêu ngoại lệ" in explain(built, rulebook).text


def test_without_a_net_there_is_still_the_post(ladder):
    built = ladder(BIRTH, cannot=frozenset({Channel.ONLINE}))
    assert not built.no_exception
    assert built.first == (Channel.POSTAL,)


def test_who_must_come_and_cannot_may_leave_a_call_back(ladder):
    built = ladder(COPIES, cannot=frozenset({Channel.IN_PERSON}))
    assert Remedy.IN_PERSON not in built.remains
    assert built.callback is Desk.HOTLINE


def test_a_duty_that_depends_is_asked_about(rulebook, offers):
    child = "1.014062"
    open_question = steer(rulebook, offers, NOW, child)
    assert open_question.question == "Bé đã đủ 6 tuổi chưa?"
    older = steer(rulebook, offers, NOW, child, situation=Situation(must_come=True))
    younger = steer(rulebook, offers, NOW, child, situation=Situation(must_come=False))
    assert older.step(Channel.IN_PERSON).state is StepState.DUTY
    assert younger.offering.duty.presence is Presence.NOT_REQUIRED
    assert older.question is younger.question is None


def test_the_answer_opens_or_closes_the_counter_under_the_letter(ladder):
    assert ladder("1.014064", must_come=True).may_book
    closed = ladder("1.014064", must_come=False)
    assert closed.step(Channel.IN_PERSON).state is StepState.CLOSED
    assert whys(closed.why_not) == {Why.OTHER_WAY_OPEN}


def test_on_the_day_before_the_letter_presence_has_no_rule_yet(ladder):
    built = ladder(MARRIAGE, parse_moment("2021-08-21T10:00"))
    assert built.step(Channel.IN_PERSON).state is StepState.UNKNOWN
    assert whys(built.why_not) == {Why.PRESENCE_UNRULED}


def test_the_visit_decides_which_rules_and_warnings_count(ladder):
    assert [warning.id for warning in ladder(COPIES).warnings] == ["REG-1615"]
    tuesday = ladder(COPIES, visit=parse_moment("2021-08-24T07:30"))
    assert [warning.id for warning in tuesday.warnings] == ["REG-CT16-AUG"]
    assert tuesday.may_book, "a regime warns; it deletes no one-stop rule"


def test_the_counter_is_open_only_by_the_letters_two_doors(rulebook, offers):
    for code in sorted(offers.codes):
        built = steer(rulebook, offers, THEN, code)
        neither = {built.offering.online.offered, built.offering.postal.offered} == {Offered.NO}
        must = built.offering.duty.presence is Presence.REQUIRED
        agency = built.appointment is Appointment.AGENCY_CALLS
        assert built.may_book is ((neither or must) and not agency), code
        if built.may_book:
            assert built.appointment is Appointment.COMPULSORY
            assert {"CM4708-R03", "CM4708-R05"} <= rules_of(built.step(Channel.IN_PERSON).reasons)
        else:
            assert built.why_not
