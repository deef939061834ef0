"""Whom a broadcast is for, counted on real rows: areas old and new, topics, visits, who can't be reached."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.audience_sql import Reach, compile_audience
from bot.broadcasts.previewing import preview
from bot.guidance.moments import VIETNAM
from bot.staff.errors import Refused
from tests.integration.broadcasts.conftest import RATES, SUNDAY, author, drafted, feeder, sent

NOW_2026 = datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
TAC_VAN, PHUONG_8, CAI_NUOC = "xa-tac-van_ca-mau", "phuong-8_ca-mau", "tt-cai-nuoc_cai-nuoc"


@pytest.fixture
def chosen(desk, rows):
    """A function that gives the ids of whom an audience is for."""

    async def ask(text: str, now: datetime = SUNDAY) -> list[int]:
        office = await desk(now=now)
        made = compile_audience(Audience.parse(text), office.guidance, now)
        query = f"SELECT contact_id FROM ({made.people}) AS p ORDER BY 1"
        with psycopg.connect(rows.url) as connection:
            return [row[0] for row in connection.execute(query.encode(), made.values_for(Reach()))]

    return ask


async def test_nobody_is_told_who_did_not_ask(chosen, crowd):
    asked = crowd(2)
    crowd(2, topic=None)
    crowd(1, notifications="off")
    crowd.leave(crowd(1))
    crowd(1, chats=["-4001"])
    crowd(1, platform="terminal")
    assert await chosen("topic=rules") == asked
    assert await chosen("topic=rules platform=telegram") == asked


async def test_topics_and_procedures(chosen, crowd):
    crowd(1)
    service = crowd(1, topic="service")
    birth = crowd(1, topic="procedure", procedure="1.001193")
    other = crowd(1, topic="procedure", procedure="2.000815")
    assert await chosen("topic=service") == service
    assert await chosen("topic=procedure") == [*birth, *other]
    assert await chosen("procedure=1.001193") == birth
    for text in ("platform=telegram", "procedure=1.001193 within=30"):
        with pytest.raises(Refused, match="đúng loại tin đã đăng ký"):
            await chosen(text)


async def test_an_area_takes_in_what_lies_in_it_and_the_subscriptions_own_area_counts(chosen, crowd):
    here, near, far = crowd(1, area=TAC_VAN), crowd(1, area=PHUONG_8), crowd(1, area=CAI_NUOC)
    crowd(1)
    moved = crowd(1, topic=None, area=CAI_NUOC)
    crowd.subscribe(moved, "rules", area=TAC_VAN)
    assert await chosen("topic=rules area='xã Tắc Vân, TP Cà Mau'") == [*here, *moved]
    assert await chosen("topic=rules area='TP Cà Mau'") == [*here, *near, *moved]
    assert await chosen("topic=rules area='TP Cà Mau' area='huyện Cái Nước'") == [*here, *near, *far, *moved]
    assert await chosen("topic=rules area='TP Cà Mau' -area='phường 8, TP Cà Mau'") == [*here, *moved]
    with pytest.raises(Refused):
        await chosen("topic=rules area='xã Không Có'")


async def test_old_names_reach_people_of_the_new_units_and_the_other_way(chosen, crowd, desk):
    places = (await desk()).guidance.places
    old = crowd(1, area=TAC_VAN)
    heir = places.at(places.get(TAC_VAN), NOW_2026)[0]  # it was divided; people of either part may be meant
    new = crowd(1, area=heir.id)
    far = crowd(1, area=CAI_NUOC)
    assert await chosen(f"topic=rules area={heir.id}", NOW_2026) == [*old, *new]
    assert await chosen(f"topic=rules area={TAC_VAN}") == [*old, *new]
    assert await chosen("topic=rules area=ca-mau-2025", NOW_2026) == [*old, *new, *far]


async def test_language_platform_and_who_got_another(chosen, crowd, desk, rows):
    english = crowd(2, language="en")
    zalo = crowd(1, platform="zalo_oa")
    assert await chosen("topic=rules language=en") == english
    assert await chosen("topic=rules -language=en") == zalo
    assert await chosen("topic=rules -platform=zalo_oa") == english
    first = await sent(desk, audience="topic=rules platform=zalo_oa")
    others = f"topic=rules -broadcast={first.id}"
    assert await chosen(others) == [*english, *zalo], "nobody got it yet"
    await feeder(desk, await author(desk)).look()
    rows("UPDATE outbox SET status = 'sent'")
    assert await chosen(others) == english


async def test_who_asked_about_a_procedure_or_booked_it(chosen, crowd, rows):
    lately, long_ago, booked = crowd(1), crowd(1), crowd(1)
    rows("INSERT INTO contact_procedures VALUES (%s, '1.001193', now())", lately[0])
    rows("INSERT INTO contact_procedures VALUES (%s, '1.001193', now() - interval '40 days')", long_ago[0])
    visit(rows, booked[0], "CM-1", "2021-08-24 08:00+07", procedure="1.001193")
    assert await chosen("topic=rules procedure=1.001193 within=30") == [*lately, *booked]
    assert await chosen("topic=rules procedure=1.001193 within=50") == [*lately, *long_ago, *booked]


async def test_who_has_to_do_with_a_procedure_can_be_left_out(chosen, crowd, rows):
    asked, booked, subscribed, linked, other = (crowd(1) for _ in range(5))
    rows("INSERT INTO contact_procedures VALUES (%s, '1.001193', now())", asked[0])
    visit(rows, booked[0], "CM-1", "2021-08-24 08:00+07", procedure="1.001193")
    crowd.subscribe(subscribed, "procedure", procedure="1.001193")
    crowd.subscribe(other, "procedure", procedure="2.000815")
    web = crowd(1, topic=None, platform="web")
    visit(rows, web[0], "CM-2", "2021-08-24 08:00+07", procedure="1.001193")
    person = "UPDATE conversations SET person = 'aaaaaaaa-0000-0000-0000-000000000005' WHERE id = ANY(%s)"
    rows(person, [*linked, *web])
    assert await chosen("topic=rules -procedure=1.001193") == other


async def test_of_those_with_an_appointment_the_procedure_is_the_appointments(chosen, crowd, rows):
    birth, copies = (crowd(1, topic=None)[0] for _ in range(2))
    visit(rows, birth, "CM-1", "2021-08-24 07:30+07", procedure="1.001193")
    visit(rows, copies, "CM-2", "2021-08-24 07:30+07")
    rows("INSERT INTO contact_procedures VALUES (%s, '1.001193', now())", copies)
    assert await chosen("unit='xã Tắc Vân, TP Cà Mau' day=24/8 procedure=1.001193") == [birth]
    assert await chosen("unit='xã Tắc Vân, TP Cà Mau' day=24/8 -procedure=1.001193") == [copies]


async def test_leaving_an_area_out_looks_at_the_subscriptions_own_area_first(chosen, crowd):
    lives, wants = crowd(1, topic=None, area=TAC_VAN), crowd(1, topic=None, area=CAI_NUOC)
    crowd.subscribe(lives, "rules", area=CAI_NUOC)
    crowd.subscribe(wants, "rules", area=TAC_VAN)
    assert await chosen("topic=rules -area='xã Tắc Vân, TP Cà Mau'") == lives


def visit(rows, contact: int, code: str, at: str, *, unit: str = TAC_VAN, procedure: str = "2.000815") -> None:
    rows("INSERT INTO contact_visits VALUES (%s, %s, %s, %s, %s::timestamptz)", contact, code, unit, procedure, at)


async def test_everybody_with_an_appointment_on_a_morning(chosen, crowd, rows):
    morning, noon, other_day, elsewhere = (crowd(1, topic=None)[0] for _ in range(4))
    visit(rows, morning, "CM-1", "2021-08-24 07:30+07")
    visit(rows, noon, "CM-2", "2021-08-24 13:00+07")
    visit(rows, other_day, "CM-3", "2021-08-25 07:30+07")
    visit(rows, elsewhere, "CM-4", "2021-08-24 07:30+07", unit=PHUONG_8)
    assert await chosen("unit='Một cửa xã Tắc Vân, TP Cà Mau' day=24/8 half=morning") == [morning]
    assert await chosen("unit='xã Tắc Vân, TP Cà Mau' day=24/8") == [morning, noon]


async def test_one_person_on_several_platforms_is_told_once_where_they_can_be_reached(chosen, crowd, rows):
    telegram, zalo, web = crowd(1), crowd(1, platform="zalo_oa"), crowd(1, platform="web", hours_silent=30)
    person = "UPDATE conversations SET person = 'aaaaaaaa-0000-0000-0000-000000000001' WHERE id = ANY(%s)"
    rows(person, [*telegram, *zalo, *web])
    rows("UPDATE conversations SET stopped_at = now() WHERE id = %s", telegram[0])
    assert await chosen("topic=rules") == zalo


async def test_what_a_linked_person_wants_counts_wherever_they_said_so(chosen, crowd, rows):
    subscribed, booked, also = crowd(1), crowd(1, topic=None), crowd(1, topic=None, platform="zalo_oa")
    rows("INSERT INTO contact_procedures VALUES (%s, '1.001193', now())", booked[0])
    visit(rows, booked[0], "CM-1", "2021-08-24 07:30+07")
    person = "UPDATE conversations SET person = 'aaaaaaaa-0000-0000-0000-000000000002' WHERE id = ANY(%s)"
    rows(person, [*subscribed, *booked, *also])
    rows("UPDATE conversations SET stopped_at = now() WHERE id = ANY(%s)", [*subscribed, *booked])
    assert await chosen("topic=rules") == also, "the only one where they can be reached"
    assert await chosen("unit='xã Tắc Vân, TP Cà Mau' day=24/8") == also
    assert await chosen("topic=rules procedure=1.001193 within=30") == also
    crowd.leave(subscribed)
    assert await chosen("topic=rules") == []


async def test_the_preview_counts_exactly_and_says_who_cannot_be_reached(desk, crowd, rows):
    crowd(40)
    crowd(9, platform="zalo_oa", language="en")
    crowd(6, platform="zalo_oa", hours_silent=72)
    rows("UPDATE conversations SET stopped_at = now() WHERE id = ANY(%s)", crowd(3))
    made = await drafted(desk, text_en="By appointment from tomorrow.", audience="topic=rules")
    found = (await preview(await author(desk), made.id, Reach(), RATES)).to_json()
    assert found["count"] == 58
    assert found["by_platform"] == {"telegram": 43, "zalo_oa": 15}
    assert found["unreachable"] == {"blocked": 3, "zalo_window": 6}
    assert found["reachable"] == 49
    assert found["seconds"] == pytest.approx(40 / 30, abs=0.1)
    assert {platform: len(people) for platform, people in found["samples"].items()} == {"telegram": 3, "zalo_oa": 3}
    texts = {message["text"] for people in found["samples"]["zalo_oa"] for message in people}
    assert texts == {"By appointment from tomorrow.", "Từ mai nhận hồ sơ tại Một cửa theo lịch hẹn."}
    started = await sent(desk, audience="topic=rules")
    fixed = rows("SELECT count(*) AS n FROM broadcast_recipients WHERE broadcast_id = %s", started.id)
    assert fixed == [{"n": 58}]


async def test_paid_messages_and_templates_widen_zalos_window(desk, crowd):
    crowd(1, platform="zalo_oa", hours_silent=72)
    crowd(1, platform="zalo_oa", hours_silent=24 * 9)
    made = await drafted(desk)
    office = await author(desk)
    for reach, closed in ((Reach(), 2), (Reach(zalo_pays=True), 1), (Reach(zalo_template=True), 0)):
        found = await preview(office, made.id, reach, RATES)
        assert found.unreachable.get("zalo_window", 0) == closed
