"""Finding a booking is a read; guesses run into a brake; those who follow learn of every change."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools

import psycopg
import pytest

from booking_client import BookingNotFound, CodeMistyped, SelectionChanged, TooManyTries
from tests.integration.booking.booking_serving import PROCEDURE, SUNDAY_NOON, TUESDAY

PHONE = "0912000222"
NOW = {"as_of": SUNDAY_NOON}
_owners = itertools.count(1)


def somebody() -> str:
    return f"owner-of-proofs-{next(_owners)}"


@pytest.fixture(autouse=True)
def no_tries(rows):
    rows("DELETE FROM failed_proofs RETURNING 1")


async def test_a_lookup_changes_nothing_whatever_happened_since(announce, book, callers):
    """A phone was proven by a trial move, which undid what an operator had moved meanwhile."""
    first, second = await announce(5), await announce(5, TUESDAY)
    booking = await book(first, owner=somebody(), phone=PHONE)
    await callers.operator.move(booking.code, opening_id=second.id, **NOW)
    seen = await callers.bot.look_up(booking.code, owner=somebody(), phone_last4="0222", **NOW)
    assert (seen.opening_id, seen.visitor, seen.owner) == (second.id, None, None)
    assert (await callers.admin.booking(booking.code)).opening_id == second.id


async def test_the_owner_sees_all_and_four_digits_prove_a_change(announce, book, callers):
    owner, opening = somebody(), await announce(5)
    booking = await book(opening, owner=owner, phone=PHONE)
    assert (await callers.bot.look_up(booking.code, owner=owner)).visitor.phone == PHONE
    assert (await callers.operator.look_up(booking.code)).visitor.phone == PHONE
    cancelled = await callers.bot.cancel(booking.code, owner=somebody(), phone_last4="0222", **NOW)
    assert cancelled.status == "cancelled"


async def told(call) -> tuple[type, str]:
    with pytest.raises((BookingNotFound, TooManyTries)) as refused:
        await call
    return type(refused.value), getattr(refused.value, "scope", "")


async def test_a_code_that_exists_and_one_that_does_not_are_answered_alike_until_the_brake(announce, book, callers):
    booking = await book(await announce(5), owner=somebody(), phone=PHONE)
    other = "CM-22222"
    for asks in (callers.bot.look_up, callers.bot.cancel):
        found = []
        for code in (booking.code, other):
            with pytest.raises(BookingNotFound) as refused:
                await asks(code, owner=somebody(), phone_last4="9999")
            found.append(refused.value.detail.replace(code, "CODE"))
        assert len(set(found)) == 1
    for code in (booking.code, other):
        answers = [await told(callers.bot.look_up(code, owner=somebody(), phone_last4="9998")) for _ in range(5)]
        assert answers == [(BookingNotFound, "")] * 3 + [(TooManyTries, "code")] * 2
    # Even the right digits, but neither the owner nor staff, are kept waiting.
    with pytest.raises(TooManyTries) as braked:
        await callers.bot.cancel(booking.code, owner=somebody(), phone_last4="0222", **NOW)
    assert dt.timedelta(hours=23) < braked.value.retry_at - dt.datetime.now(dt.UTC) <= dt.timedelta(hours=24)
    assert (await callers.operator.look_up(booking.code)).code == booking.code


async def test_guesses_sent_at_once_get_no_further(announce, book, callers):
    booking = await book(await announce(5), owner=somebody(), phone=PHONE)
    digits = [f"{number:04}" for number in range(40)]
    answers = await asyncio.gather(
        *(told(callers.bot.look_up(booking.code, owner=somebody(), phone_last4=guess)) for guess in digits)
    )
    assert answers.count((BookingNotFound, "")) == 5


async def test_who_walks_through_codes_is_braked_and_others_are_not(announce, book, callers):
    booking = await book(await announce(5), owner=somebody(), phone=PHONE)
    walker = somebody()
    codes = [f"CM-2222{letter}" for letter in "3456789ABCDEF"]
    answers = [await told(callers.bot.look_up(code, owner=walker, phone_last4="0222")) for code in codes]
    assert answers.count((BookingNotFound, "")) == 10
    assert set(answers[10:]) == {(TooManyTries, "asker")}
    assert (await callers.bot.look_up(booking.code, owner=somebody(), phone_last4="0222")).code == booking.code


async def test_a_refused_change_that_is_repeated_counts_once(announce, book, callers, rows):
    booking = await book(await announce(5), owner=somebody(), phone=PHONE)
    for _ in range(4):
        with pytest.raises(BookingNotFound):
            await callers.bot.cancel(booking.code, owner="o", phone="0912000999", key=f"again-{booking.code}")
    assert len(rows("SELECT 1 FROM failed_proofs WHERE code = %s", booking.code)) == 1


async def test_a_mistyped_code_is_told_as_such_and_is_no_try(announce, book, callers, rows):
    booking = await book(await announce(5), owner=somebody(), phone=PHONE)
    wrong = booking.code[:-1] + ("2" if booking.code[-1] != "2" else "3")
    for call in (callers.bot.look_up(wrong, phone_last4="0222"), callers.operator.cancel(wrong)):
        with pytest.raises(CodeMistyped):
            await call
    for _ in range(6):  # nor is a look at whether it is one's own
        with pytest.raises(BookingNotFound):
            await callers.bot.look_up(booking.code, owner=somebody())
    assert rows("SELECT 1 FROM failed_proofs") == []


async def test_everybody_who_follows_learns_of_every_change_once_and_in_order(announce, book, callers):
    _, begin = await callers.bot.events()
    first, second = await announce(5), await announce(5, TUESDAY)
    owner, stranger = somebody(), somebody()
    booking = await book(first, owner=owner, phone=PHONE)
    await callers.operator.move(booking.code, opening_id=second.id, **NOW)
    await callers.bot.cancel(booking.code, owner=stranger, phone_last4="0222", **NOW)
    found, number = await callers.bot.events(begin)
    mine = [event for event in found if event.code == booking.code]
    assert [(event.kind, event.owner, event.asker, event.role) for event in mine] == [
        ("booked", owner, owner, "bot"),
        ("moved", owner, None, "operator"),
        ("cancelled", owner, stranger, "bot"),
    ]
    assert (await callers.bot.events(number))[0] == ()
    await callers.bot.erase_owner(owner)
    again, _ = await callers.bot.events(begin)
    assert {event.owner for event in again if event.code == booking.code} == {None}


async def test_what_commits_late_is_not_missed(shared_url, callers):
    _, begin = await callers.bot.events()
    insert = "INSERT INTO events (kind, code, role, details) VALUES ('booked', %s, 'bot', '{}')"
    with psycopg.connect(shared_url) as slow, psycopg.connect(shared_url, autocommit=True) as quick:
        slow.execute(insert, ["CM-SLOW2"])
        quick.execute(insert, ["CM-QUICK"])
        found, number = await callers.bot.events(begin)
        assert [event.code for event in found] == ["CM-QUICK"]
        slow.commit()
    found, _ = await callers.bot.events(number)
    assert [event.code for event in found] == ["CM-SLOW2"]


async def test_many_are_cancelled_after_a_look_and_only_those(announce, book, callers, unit):
    opening, other_day = await announce(10), await announce(10, TUESDAY)
    script, citizen = somebody(), somebody()
    for place in (opening, opening, other_day):
        await book(place, owner=script, dossiers=2, phone=PHONE)
    kept = await book(opening, owner=citizen, phone=PHONE)
    seen = await callers.operator.select(owner=script, **NOW)
    assert (seen.count, seen.dossiers, seen.more) == (3, 6, False)
    assert {booking.visitor for booking in seen.items} == {None}
    await book(other_day, owner=script, phone=PHONE)
    with pytest.raises(SelectionChanged):
        await callers.operator.cancel_many(seen.token, owner=script, **NOW)
    assert (await callers.operator.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 5
    _, begin = await callers.bot.events()
    seen = await callers.operator.select(owner=script, **NOW)
    codes = await callers.operator.cancel_many(seen.token, owner=script, acting_staff="Trần Thị Demo", **NOW)
    assert len(codes) == 4
    assert (await callers.operator.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 9
    assert (await callers.operator.opening(other_day.id, as_of=SUNDAY_NOON)).places_left == 10
    assert (await callers.admin.booking(kept.code)).status == "booked"
    assert sorted(event.code for event in (await callers.bot.events(begin))[0]) == sorted(codes)
    now = dt.datetime.now(dt.UTC)
    by_time = {"created": (now - dt.timedelta(hours=1), now + dt.timedelta(minutes=1)), "unit": unit.id}
    assert [booking.code for booking in (await callers.operator.select(**by_time, **NOW)).items] == [kept.code]
    assert (await callers.operator.select(**by_time, newcomers_only=True, **NOW)).count == 0
    assert (await callers.operator.select(phone=PHONE, unit=unit.id, **NOW)).count == 1


async def test_a_hold_goes_through_while_many_are_cancelled(announce, book, callers):
    opening = await announce(60)
    script = somebody()
    for _ in range(20):
        await book(opening, owner=script, phone=PHONE)
    seen = await callers.operator.select(owner=script, **NOW)
    await asyncio.gather(
        callers.operator.cancel_many(seen.token, owner=script, **NOW),
        *(callers.bot.hold(opening.id, procedure=PROCEDURE, owner=somebody(), **NOW) for _ in range(5)),
    )
    assert (await callers.operator.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 55
