"""The table of offers as staff keep it."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.rulebook_loader import load_rulebook, read_rows
from bot.db.guidance import import_content
from bot.guidance.channels import Channel, Offered, Presence
from bot.guidance.moments import VIETNAM
from bot.guidance.offers import Offers
from bot.staff import offers
from bot.staff.errors import NotAllowed, Refused
from bot.staff.offers import Period
from bot.staff.roles import Role
from tests.integration.staff.helpers import BIRTH

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.staff.office import Office
    from tests.integration.staff.conftest import Desk

FIRST = dt.date(2021, 8, 24)
AFTER = dt.date(2021, 8, 27)
BASIS = "Thông báo thử của tổ dự án"


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), VIETNAM)


async def say(office: Office, offered: Offered, period: Period, channel: Channel = Channel.ONLINE, **more: str) -> None:
    procedure = office.guidance.catalogue.get(BIRTH)
    assert procedure is not None
    await offers.set_offer(office, procedure, channel, offered, period, **{"basis": BASIS, **more})


async def online(desk: Desk, day: dt.date) -> Offered:
    return (await desk()).guidance.offers.at(at(day), BIRTH).online.offered


async def test_a_new_row_splits_the_one_it_lies_in(lonely_desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    office = await lonely_desk(Role.AUTHOR)
    version = office.guidance.version
    await say(office, Offered.NO, Period(FIRST, AFTER))
    days = [FIRST - dt.timedelta(days=1), FIRST, AFTER - dt.timedelta(days=1), AFTER]
    assert [await online(lonely_desk, day) for day in days] == [Offered.YES, Offered.NO, Offered.NO, Offered.YES]
    after = (await lonely_desk()).guidance
    assert after.version > version
    assert after.offers.at(at(FIRST), BIRTH).online.basis == BASIS
    assert after.offers.at(at(FIRST), BIRTH).postal.offered is Offered.YES
    (row,) = audited("offers.set")
    assert (row["actor"], row["target"]) == ("author Demo", BIRTH)
    assert len(row["details"]["after"]) == len(row["details"]["before"]) + 2
    assert "2021-10-15" in {entry["valid_to"] for entry in row["details"]["before"]}


async def test_without_an_end_it_holds_until_somebody_says_otherwise(lonely_desk: Desk) -> None:
    office = await lonely_desk()
    await say(office, Offered.NO, Period(FIRST))
    assert await online(lonely_desk, dt.date(2026, 8, 1)) is Offered.NO
    await say(office, Offered.YES, Period(AFTER))
    assert await online(lonely_desk, FIRST) is Offered.NO
    assert await online(lonely_desk, dt.date(2026, 8, 1)) is Offered.YES


async def test_the_same_again_leaves_one_row(lonely_desk: Desk, query: Callable[..., list[Any]]) -> None:
    office = await lonely_desk()
    for _ in range(2):
        await say(office, Offered.NO, Period(FIRST, AFTER))
    rows = query("SELECT 1 FROM offers WHERE code = %s AND channel = 'online' AND basis = %s", [BIRTH, BASIS])
    assert len(rows) == 1


async def test_unknown_is_an_answer_too(lonely_desk: Desk) -> None:
    await say(await lonely_desk(), Offered.UNKNOWN, Period(FIRST, AFTER))
    assert await online(lonely_desk, FIRST) is Offered.UNKNOWN
    assert await online(lonely_desk, AFTER) is Offered.YES


async def test_what_must_be_given(lonely_desk: Desk) -> None:
    office = await lonely_desk()
    with pytest.raises(Refused, match="--basis"):
        await say(office, Offered.NO, Period(FIRST), basis=" ")
    with pytest.raises(Refused, match="--note"):
        await say(office, Offered.LIMITED, Period(FIRST))
    with pytest.raises(Refused, match="--to"):
        await say(office, Offered.NO, Period(AFTER, FIRST))
    with pytest.raises(NotAllowed):
        await say(await lonely_desk(Role.OPERATOR), Offered.NO, Period(FIRST))


async def test_who_must_come(lonely_desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    office = await lonely_desk()
    procedure = office.guidance.catalogue.get(BIRTH)
    assert procedure is not None
    await offers.set_presence(
        office,
        procedure,
        Presence.CONDITIONAL,
        Period(FIRST, AFTER),
        basis=BASIS,
        note="Trường hợp thử.",
        question="Có phải trường hợp thử không?",
    )
    guidance = (await lonely_desk()).guidance
    assert guidance.offers.at(at(FIRST), BIRTH).duty.question == "Có phải trường hợp thử không?"
    assert guidance.offers.at(at(AFTER), BIRTH).duty.presence is Presence.NOT_REQUIRED
    assert len(audited("offers.presence")) == 1
    for presence, question in ((Presence.CONDITIONAL, ""), (Presence.REQUIRED, "Có không?")):
        with pytest.raises(Refused, match="--question"):
            await offers.set_presence(office, procedure, presence, Period(FIRST), basis=BASIS, question=question)


async def test_what_is_written_can_be_shown(lonely_desk: Desk) -> None:
    office = await lonely_desk(Role.READER)
    procedure = office.guidance.catalogue.get(BIRTH)
    assert procedure is not None
    ways, duties = await offers.history(office, procedure)
    assert {row["channel"] for row in ways} == {"online", "postal", "in_person"}
    assert all(row["set_by"] == "content" for row in (*ways, *duties))


def deploy(url: str, rows: list[dict[str, str]]) -> bool:
    """A deploy of the packaged content with these offers."""
    book = load_rulebook()
    with psycopg.connect(url) as connection:
        return import_content(
            connection,
            rulebook=book.to_plain(),
            content_hash=book.content_hash,
            offers=rows,
            duties=read_rows("presence.csv"),
        )


async def test_a_deploy_corrects_what_staff_have_not_written_about(lonely_desk: Desk, bot_database: str) -> None:
    office = await lonely_desk(Role.AUTHOR)
    await say(office, Offered.NO, Period(FIRST, AFTER))
    rows = read_rows("offers.csv")
    assert not deploy(bot_database, rows), "nothing is new"
    wrong = [
        {**row, "offered": "elsewhere", "note": "Nộp ở nơi khác."}
        if row["code"] == BIRTH and row["channel"] in ("online", "in_person")
        else row
        for row in rows
    ]
    before = (await lonely_desk()).guidance
    assert before.offers.at(at(dt.date(2026, 11, 30)), BIRTH).in_person.offered is Offered.YES
    assert deploy(bot_database, wrong)
    after = (await lonely_desk()).guidance
    today = after.offers.at(at(dt.date(2026, 11, 30)), BIRTH)
    assert (today.in_person.offered, today.in_person.note) == (Offered.ELSEWHERE, "Nộp ở nơi khác.")
    assert after.version > before.version, "running processes hear of it"
    assert today.online.offered is Offered.YES, "staff wrote about this way: it is theirs"
    assert await online(lonely_desk, FIRST) is Offered.NO
    assert deploy(bot_database, rows)
    assert not deploy(bot_database, []), "a deploy without offers takes none away"


async def test_elsewhere_is_a_way_to_go_and_names_the_place(lonely_desk: Desk) -> None:
    office = await lonely_desk(Role.AUTHOR)
    for channel, note in ((Channel.ONLINE, "Công an xã"), (Channel.IN_PERSON, " ")):
        with pytest.raises(Refused, match="elsewhere"):
            await say(office, Offered.ELSEWHERE, Period(FIRST, AFTER), channel, note=note)
    await say(office, Offered.ELSEWHERE, Period(FIRST, AFTER), Channel.IN_PERSON, note="Nộp tại Công an xã.")
    assert (await lonely_desk()).guidance.offers.at(at(FIRST), BIRTH).in_person.offered is Offered.ELSEWHERE


async def test_two_write_at_once_and_the_table_stays_readable(lonely_desk: Desk) -> None:
    offices = [await lonely_desk(Role.AUTHOR, name=f"Soạn {n} Demo") for n in range(4)]
    await asyncio.gather(
        *(
            say(office, Offered.NO, Period(FIRST + dt.timedelta(days=n), AFTER + dt.timedelta(days=n)))
            for n, office in enumerate(offices)
        )
    )
    assert await online(lonely_desk, FIRST) is Offered.NO
    assert await online(lonely_desk, AFTER + dt.timedelta(days=3)) is Offered.YES


_DAYS = st.integers(0, 60).map(lambda n: dt.date(2021, 8, 1) + dt.timedelta(days=n))
_WRITES = st.lists(
    st.tuples(
        st.sampled_from([o for o in Offered if o is not Offered.ELSEWHERE]),
        _DAYS,
        st.one_of(st.none(), st.integers(1, 30)),
    ),
    min_size=1,
    max_size=5,
)


@given(writes=_WRITES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_last_word_holds_and_all_others_stay(lonely_desk: Desk, writes: list[Any]) -> None:
    office = await lonely_desk()
    expected = {
        day: office.guidance.offers.at(at(day), BIRTH).online.offered
        for day in (dt.date(2021, 7, 25) + dt.timedelta(days=n) for n in range(110))
    }
    for offered, first, length in writes:
        end = first + dt.timedelta(days=length) if length is not None else None
        await say(office, offered, Period(first, end), note="Trường hợp thử.")
        expected = {
            day: offered if first <= day and (end is None or day < end) else before for day, before in expected.items()
        }
    rows = await office.database.fetch("SELECT * FROM offers WHERE code = %(code)s", {"code": BIRTH})
    table = Offers.parse(rows, ())
    assert {day: table.at(at(day), BIRTH).online.offered for day in expected} == expected
