"""What of a field of the catalogue may be told at a moment: every rule, over any field and any pair of moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guidance.catalogue import (
    AnotherMay,
    Confirmation,
    Deadline,
    Fee,
    FeeKind,
    Field,
    FieldCatalogue,
    FieldKind,
    Form,
    How,
    Law,
    Method,
    MustCome,
    Office,
    Paper,
    PaperRule,
    Post,
    Presence,
    ProcedureFields,
    Reading,
    Reason,
    Receiver,
    Repeal,
    Result,
    Source,
    State,
    Time,
    TimeUnit,
    Told,
)
from bot.guidance.catalogue.telling import COUNTED, judged, months_after
from bot.guidance.moments import VIETNAM

CODE = "9.000001"
COPY = date(2026, 7, 1)
NOW = datetime(2026, 11, 30, 9, tzinfo=VIETNAM)
IN_2021 = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
SEEN = Confirmation("Nguyễn Thị Thử", date(2026, 10, 5), "1/QĐ-THỬ", date(2026, 10, 1))

FEE = Fee("lệ phí", FeeKind.AMOUNT, 8_000)
DAYS = Time(3, TimeUnit.WORKING_DAY)
PAPER = Paper("Tờ khai", always=True)
CENTRE = Receiver(Office.COMMUNE_CENTRE)
VALUES = [
    FEE, Fee("", FeeKind.AMOUNT, 0), Fee("", FeeKind.FREE), Fee("", FeeKind.PROVINCE), Fee("", FeeKind.UNSAID),
    Fee("", FeeKind.AMOUNT, 10, "USD"), DAYS, Time(3, TimeUnit.UNSAID), Time(None, TimeUnit.SAME_DAY), PAPER,
    PaperRule("bản sao chứng thực"), CENTRE, Receiver(Office.COMMUNE_POLICE), Presence(MustCome.YES, AnotherMay.NO),
    Post("bản sao"), Form("Mẫu 1"), Result("Giấy"), Deadline("khai", 60, TimeUnit.DAY), Law("123/2015/NĐ-CP"),
]  # fmt: skip


def made(value: Any, state: State = State.AGREED, **other: Any) -> Field:
    source = Source("0" * 16, "thanh_phan_ho_so", 0, 9, other.pop("read_on", COPY), Method.PAGE)
    confirmation = SEEN if state is State.CONFIRMED else None
    review = months_after(source.day, 6)
    return Field(CODE, "x:a0-b0", value, source, ("a", "b"), state, review, confirmation=confirmation, **other)


days = st.dates(date(2020, 1, 1), date(2029, 12, 31))
moments = st.integers(0, 87_600).map(lambda hours: datetime(2020, 1, 1, tzinfo=VIETNAM) + timedelta(hours=hours))
fields = st.builds(
    made,
    st.sampled_from(VALUES),
    st.sampled_from(State),
    read_on=days,
    agency_gone=st.booleans(),
    other_province=st.booleans(),
    until=st.none() | days,
    known_from=st.none() | st.just(datetime(2026, 9, 1, tzinfo=VIETNAM)),
    known_to=st.none() | st.just(datetime(2027, 9, 1, tzinfo=VIETNAM)),
)


def asked(*fields: Field, at: datetime = NOW, known_at: datetime = NOW, **procedure: Any) -> Any:
    catalogue = FieldCatalogue([ProcedureFields(CODE, Reading.TWICE, fields, **procedure)])
    return catalogue.told(CODE, fields[0].kind if fields else FieldKind.FEE, at=at, known_at=known_at)


@given(fields, moments, moments)
def test_nothing_is_told_that_is_untrusted_gone_or_of_another_province(field, at, known_at):
    for one in asked(field, at=at, known_at=known_at).told:
        assert one.field.state in {State.AGREED, State.CONFIRMED}
        assert not one.field.agency_gone
        assert not (one.field.other_province and one.field.kind in {FieldKind.FEE, FieldKind.TIME, FieldKind.RECEIVER})
        assert (one.how is How.PLAIN) <= (one.field.state is State.CONFIRMED)


@given(fields, moments, moments)
def test_neither_money_nor_days_are_told_of_a_moment_before_they_were_known(field, at, known_at):
    for one in asked(field, at=at, known_at=known_at).told:
        before = at.date() < one.field.first_day
        assert not (before and one.field.kind in COUNTED)
        assert before == (one.how is How.LATER_COPY)


@given(fields, moments, moments)
def test_an_unconfirmed_fee_or_time_is_hidden_after_six_months_and_papers_say_that_they_may_have_changed(
    field, at, known_at
):
    old = max(at, known_at).date() >= months_after(field.source.day, 6) and field.state is not State.CONFIRMED
    for one in asked(field, at=at, known_at=known_at).told:
        assert not (old and one.field.kind in {FieldKind.FEE, FieldKind.TIME})
        assert (one.how is How.MAYBE_CHANGED) == (old and at.date() >= one.field.first_day)


@given(fields, moments, moments)
def test_a_fee_is_told_as_an_amount_above_nought_or_as_free_by_a_rule_and_days_with_their_unit(field, at, known_at):
    for one in asked(field, at=at, known_at=known_at).told:
        value = one.field.value
        if isinstance(value, Fee):
            assert value.level is FeeKind.FREE or (value.amount or 0) > 0
        if isinstance(value, Time | Deadline):
            assert value.unit is not TimeUnit.UNSAID


@given(fields, moments, moments)
def test_nothing_is_told_after_the_last_day_that_its_source_names(field, at, known_at):
    for one in asked(field, at=at, known_at=known_at).told:
        assert one.field.until is None or at.date() <= one.field.until


@given(fields, moments, moments)
def test_there_is_always_either_something_told_or_one_reason_why_not(field, at, known_at):
    telling = asked(field, at=at, known_at=known_at)
    assert bool(telling.told) != bool(telling.why)
    assert telling.whole == (bool(telling.told) and not telling.untold)


@given(fields, fields, moments, moments, moments)
def test_what_becomes_known_later_changes_no_answer_of_before(field, later, at, known_at, learned):
    since = max(learned, known_at + timedelta(seconds=1), datetime(2026, 9, 1, 0, 1, tzinfo=VIETNAM))
    before = FieldCatalogue([ProcedureFields(CODE, Reading.TWICE, (field,))])
    after = before.with_version(later, since)
    for kind in FieldKind:
        told = [catalogue.told(CODE, kind, at=at, known_at=known_at) for catalogue in (before, after)]
        seen = [
            (one.why, [(each.field.value, each.how) for each in one.told], [each.reason for each in one.untold])
            for one in told
        ]
        assert seen[0] == seen[1]


def test_an_official_confirms_a_field_from_a_moment_on_and_another_hides_it_again():
    catalogue = FieldCatalogue([ProcedureFields(CODE, Reading.TWICE, (made(FEE, State.DISPUTED),))])
    field = made(FEE, State.DISPUTED)
    confirmed = catalogue.with_version(field.confirmed_by(SEEN, date(2027, 10, 1)), NOW)
    hidden = confirmed.with_version(field.hidden_for("biểu phí mới"), NOW + timedelta(days=1))

    def told(known_at: datetime) -> Any:
        telling = hidden.told(CODE, FieldKind.FEE, at=NOW, known_at=known_at)
        return telling.why or [one.how for one in telling.told]

    assert told(NOW - timedelta(seconds=1)) is Reason.DISPUTED
    assert told(NOW) == [How.PLAIN]
    assert told(NOW + timedelta(days=1)) is Reason.HIDDEN
    with pytest.raises(ValueError, match="a later version is known"):
        hidden.with_version(field, NOW)


@given(fields, moments, moments, days)
def test_a_repealed_code_tells_nothing_from_its_day_on(field, at, known_at, since):
    told = asked(field, at=at, known_at=known_at, repeal=Repeal(since, ("9.000002",)))
    assert (told.why is Reason.REPEALED) == (at.date() >= since)


@pytest.mark.parametrize(
    ("field", "at", "how"),
    [
        (made(FEE), NOW, How.UNCONFIRMED),
        (made(FEE, State.CONFIRMED), NOW, How.PLAIN),
        (made(FEE, State.CONFIRMED), NOW.replace(year=2028), How.PLAIN),
        (made(PAPER), NOW.replace(year=2027), How.MAYBE_CHANGED),
        (made(PAPER), IN_2021, How.LATER_COPY),
        (made(Receiver(Office.COMMUNE_POLICE)), IN_2021, How.LATER_COPY),
        (made(FEE), IN_2021, Reason.BEFORE_KNOWN),
        (made(DAYS), IN_2021, Reason.BEFORE_KNOWN),
        (made(Deadline("khai", 60, TimeUnit.DAY)), IN_2021, Reason.BEFORE_KNOWN),
        (made(FEE, State.CONFIRMED), datetime(2026, 9, 30, tzinfo=VIETNAM), Reason.BEFORE_KNOWN),
        (made(CENTRE), IN_2021, Reason.AGENCY_NOT_YET),
        (made(DAYS), datetime(2027, 1, 1, tzinfo=VIETNAM), Reason.TOO_OLD),
        (made(DAYS), datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM), How.UNCONFIRMED),
        (made(Fee("", FeeKind.UNSAID)), NOW, Reason.UNKNOWN_HERE),
        (made(Fee("", FeeKind.PROVINCE)), NOW, Reason.UNKNOWN_HERE),
        (made(Fee("", FeeKind.AMOUNT, 0)), NOW, Reason.UNKNOWN_HERE),
        (made(Time(1, TimeUnit.UNSAID)), NOW, Reason.NO_UNIT),
        (made(CENTRE, agency_gone=True), NOW, Reason.AGENCY_GONE),
        (made(DAYS, other_province=True), NOW, Reason.OTHER_PROVINCE),
        (made(PAPER, other_province=True), NOW, How.UNCONFIRMED),
        (made(FEE, until=date(2026, 11, 29)), NOW, Reason.OVER),
        (made(FEE, until=date(2026, 11, 30)), NOW, How.UNCONFIRMED),
        (made(PAPER, State.PROPOSED), NOW, Reason.ONE_READER),
        (made(PAPER, State.DISPUTED), NOW, Reason.DISPUTED),
        (made(PAPER, State.HIDDEN), NOW, Reason.HIDDEN),
    ],
)  # fmt: skip
def test_one_field_at_one_moment(field, at, how):
    said = judged(field, at=at, known_at=NOW)
    assert (said.how if isinstance(said, Told) else said.reason) is how


def test_the_reason_says_whether_anybody_read_it():
    def why(reading: Reading, **other: Any) -> Reason | None:
        catalogue = FieldCatalogue([ProcedureFields(CODE, reading, **other)])
        return catalogue.told(CODE, FieldKind.FEE, at=NOW, known_at=NOW).why

    assert why(Reading.MISSING) is Reason.UNKNOWN
    assert why(Reading.NAMED) is Reason.UNREAD
    assert why(Reading.ONCE, refused={FieldKind.FEE: "không nêu"}) is Reason.UNREAD, "a second one did not look"
    assert why(Reading.ONCE, fields=(made(FEE, State.PROPOSED),)) is Reason.UNREAD
    assert why(Reading.TWICE) is Reason.UNKNOWN
    assert why(Reading.TWICE, refused={FieldKind.FEE: "không nêu"}) is Reason.REFUSED
    assert FieldCatalogue().told(CODE, FieldKind.FEE, at=NOW, known_at=NOW).why is Reason.UNKNOWN


def test_nobody_confirms_without_a_name_a_day_and_a_document():
    with pytest.raises(ValueError, match="confirmed by whom"):
        replace(made(FEE), state=State.CONFIRMED)
    with pytest.raises(ValueError, match="confirmed by whom"):
        replace(made(FEE, State.CONFIRMED), state=State.AGREED)
