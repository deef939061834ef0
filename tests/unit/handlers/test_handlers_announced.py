"""What units have announced: openings and addresses come from the booking service; without it nothing is claimed."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest

from booking_client import BookingClient
from bot.conversation.state import Profile
from bot.guidance.rulebook.book import Rulebook
from tests.unit.handlers.turns import LETTER, Chat, cited, guidance, rulebook, said

TAC_VAN = "xa-tac-van_ca-mau"

UNIT = {
    "id": "xa-tac-van_ca-mau",
    "name": "Bộ phận Một cửa xã Tắc Vân",
    "level": "commune",
    "area_id": "xa-tac-van_ca-mau",
    "address": "Ấp Demo, xã Tắc Vân",
}


def opening(half_day, left, state):
    start = "07:00" if half_day == "morning" else "13:00"
    return {
        "id": 1,
        "unit_id": UNIT["id"],
        "unit_name": UNIT["name"],
        "date": "2021-08-23",
        "half_day": half_day,
        "start": f"2021-08-23T{start}:00+07:00",
        "end": "2021-08-23T17:00:00+07:00",
        "slot_minutes": 30,
        "capacity": 20,
        "places_left": left,
        "people_limit": 10,
        "state": state,
    }


class Service:
    """Answers what units and openings there are, or nothing while it is away."""

    def __init__(self) -> None:
        self.away = False
        self.openings = [opening("morning", 5, "open"), opening("afternoon", 0, "full")]
        self.asked: list[httpx.URL] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        if self.away:
            raise httpx.ConnectError("away")
        found = [UNIT] if request.url.path == "/v1/units" else self.openings
        return httpx.Response(200, content=json.dumps({"items": found}))


@pytest.fixture
async def service():
    return Service()


@pytest.fixture
async def chat(service):
    async with BookingClient("http://booking", "t", timeout=0.3, transport=httpx.MockTransport(service)) as client:
        yield Chat(LETTER, booking=client)


async def test_announced_half_days_are_told_with_their_places(chat):
    chat.profile.area = "xa-tac-van_ca-mau"
    replies = await chat.say("còn chỗ không", "ask_queue_capacity")
    assert "CM4708-R07" in cited(replies)
    assert "Sáng 23/08/2021: còn 5/20" in said(replies)
    assert "Chiều 23/08/2021: còn 0/20" in said(replies)


async def test_the_area_is_asked_where_it_is_not_known(chat):
    await chat.say("còn chỗ không", "ask_queue_capacity")
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert "còn 5/20" in said(replies)


async def test_a_linked_unit_needs_no_area(chat, service):
    chat.state.memo["unit"] = UNIT["id"]
    assert "còn 5/20" in said(await chat.say("còn chỗ không", "ask_queue_capacity"))
    assert [url.path for url in service.asked] == ["/v1/openings"]


async def test_where_nothing_is_announced_that_is_said(chat, service):
    chat.profile.area = "xa-tac-van_ca-mau"
    service.openings = []
    assert "chưa thông báo mở buổi nào" in said(await chat.say("còn chỗ không", "ask_queue_capacity"))


async def test_while_the_service_is_away_nothing_is_claimed(chat, service):
    chat.state.memo["unit"] = UNIT["id"]
    service.away = True
    text = said(await chat.say("còn chỗ không", "ask_queue_capacity"))
    assert "không xem được lịch" in text
    assert "còn" not in text.replace("còn chỗ", "")


async def test_a_published_address_is_told_and_hours_are_not_made_up(chat, service):
    chat.profile.area = "xa-tac-van_ca-mau"
    text = said(await chat.say("ở đâu, mấy giờ mở cửa", "ask_office_info"))
    assert "Ấp Demo, xã Tắc Vân" in text
    assert "không ghi giờ làm việc" in text
    service.away = True
    assert "Ấp Demo" not in said(await chat.say("ở đâu vậy", "ask_office_info"))


async def test_what_a_unit_published_of_itself_is_told_by_its_dates():
    plain = rulebook().to_plain()
    for number, (purpose, value, start) in enumerate(
        (
            ("unit_hours", "7 giờ đến 17 giờ", "2021-08-01"),
            ("unit_hours", "7 giờ đến 11 giờ", "2021-08-20"),
            ("unit_address", "Ấp Demo", "2021-08-01"),
            ("unit_phone", "0290 000 001", "2022-01-01"),
        )
    ):
        plain["contacts"].append(
            {
                "id": f"tac-van-{number}",
                "status": "published",
                "purpose": purpose,
                "unit": TAC_VAN,
                "label": "giờ nhận hồ sơ" if purpose == "unit_hours" else purpose,
                "value": value,
                "valid_from": start,
            }
        )
    chat = Chat(LETTER)
    chat.profile = Profile(introduced=True, area=TAC_VAN)
    chat.guidance = replace(guidance(), rulebook=Rulebook.parse({"x": plain}))
    text = said(await chat.say("ở đâu, mấy giờ mở cửa", "ask_office_info"))
    assert "giờ nhận hồ sơ: 7 giờ đến 11 giờ." in text
    assert "Ấp Demo" in text
    assert "17 giờ" not in text
    assert "0290 000 001" not in text
    elsewhere = Chat(LETTER)
    elsewhere.guidance = chat.guidance
    assert "Ấp Demo" not in said(await elsewhere.say("ở đâu, mấy giờ mở cửa", "ask_office_info"))
