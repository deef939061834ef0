"""The commands as processes: exit codes, JSON on stdout, sentences on stderr."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.staff import members
from tests import commands
from tests.integration.staff.conftest import TAC_VAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.embedded.parts import BookingService
    from tests.commands import Answer
    from tests.integration.staff.conftest import Desk

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def motcua(bot_database: str, service: BookingService, tmp_path: Path) -> Callable[..., Answer]:
    """A function that runs `motcua` as of the day the letter was signed, with somebody's token."""

    def run(*arguments: str, token: str | None = None, **env: str) -> Answer:
        settings = {
            "DATABASE_URL": bot_database,
            "DATA_DIR": str(tmp_path / "data"),
            "BOOKING_URL": service.url,
            "BOOKING_STAFF_TOKEN": service.staff_token,
            **env,
        }
        return commands.run(*arguments, settings=settings, token=token)

    return run


async def test_a_day_at_the_counter(motcua: Callable[..., Answer], query: Callable[..., list[dict[str, Any]]]) -> None:
    numbers = ["--capacity", "3", "--people", "5"]
    opened = motcua("unit", "open", "xã Tắc Vân, TP Cà Mau", "mai", "morning", *numbers, "--json").json
    assert (opened["unit"]["id"], opened["places_left"], opened["locked_down"]) == (TAC_VAN, 3, False)
    caller = ["--name", "Nguyễn Văn Demo", "--phone", "0912 000 111"]
    visit = ["--unit", "tac van", "--date", "23/8", "--half", "morning"]
    booked = motcua("operator", "book", *visit, "--procedure", "2.000815", *caller, "--dossiers", "2", "--json").json
    assert booked["queue_number"] == 1
    assert booked["window"]["start"] == "2021-08-23T07:00:00+07:00"
    refused = motcua("operator", "book", *visit, "--procedure", "1.001193", *caller, "--json")
    assert (refused.code, refused.out) == (2, "")
    assert "4708/UBND-CCHC" in refused.err
    closed = motcua("unit", "close", "xã Tắc Vân", "--from", "23/8", "--to", "24/8")
    assert closed.code == 1
    assert booked["code"] in closed.out
    shown = motcua("unit", "today", "xã Tắc Vân", "--date", "mai")
    assert "•••••••111" in shown.out
    assert "0912000111" not in shown.out
    later = motcua("unit", "checkin", booked["code"], AS_OF="2021-08-23T07:05")
    assert later.code == 0
    assert "Đã điểm danh số 1" in later.out
    assert {row["actor"] for row in query("SELECT actor FROM audit")} == {"chủ máy (dữ liệu nhúng)"}


async def test_a_lock_down_while_the_service_is_away(motcua: Callable[..., Answer]) -> None:
    away = {"BOOKING_URL": "http://127.0.0.1:9"}
    locked = motcua("area", "lock", "TP Cà Mau", "--from", "22/8", "--to", "29/8", **away)
    assert locked.code == 4
    assert "phong tỏa từ 0:00 ngày 22/8/2021 đến hết ngày 29/8/2021" in locked.out
    assert "motcua area sync" in locked.err
    (told,) = motcua("area", "sync", "--json").json["synced"]
    assert (told["mirrored"], told["to"], len(told["units"])) == (True, "2021-08-30T00:00:00+07:00", 18)
    listed = motcua("area", "list", "--json").json["areas"]
    assert [(area["area"]["id"], area["in_force"], area["mirrored"]) for area in listed] == [("tp-ca-mau", True, True)]
    lifted = motcua("area", "unlock", "TP Cà Mau")
    assert (lifted.code, lifted.out.strip()) == (0, "Thành phố Cà Mau: đã gỡ phong tỏa.")


async def test_tokens_and_roles(motcua: Callable[..., Answer], lonely_desk: Desk) -> None:
    token = motcua("staff", "add", "Chị Trực Demo", "--role", "operator", "--json").json["token"]
    denied = motcua("unit", "open", "tắc vân", "mai", "morning", "--capacity", "3", token=token)
    assert denied.code == 3
    assert "Vai trò 'operator' không được làm việc này" in denied.err
    none = motcua("operator", "callbacks", "--json", token=token).json
    assert none == {"callbacks": [], "open": 0, "taken": 0, "after": None}
    await members.disable(await lonely_desk(), "Chị Trực Demo")
    refused = motcua("operator", "callbacks", token=token)
    assert refused.code == 3
    assert "MOTCUA_STAFF_TOKEN" in refused.err
    audit = motcua("staff", "audit", "--action", "staff", "--json").json["audit"]
    assert [row["action"] for row in audit] == ["staff.disable", "staff.add"]
    told = motcua("staff", "audit", "--action", "staff.add").out  # D17: it printed Python's dicts
    assert "role: operator" in told
    assert "{" not in told


async def test_offers_over_the_command_line(motcua: Callable[..., Answer]) -> None:
    said = [
        "offers",
        "set",
        "1.001193",
        "--offered",
        "no",
        "--from",
        "24/8",
        "--to",
        "25/8",
        "--basis",
        "Thông báo thử",
    ]
    written = motcua(*said, "--channel", "online")
    assert "từ 24/8/2021 đến hết ngày 25/8/2021" in written.out
    shown = motcua("offers", "show", "1.001193", "--at", "25/8", "--json").json
    assert shown["channels"]["online"] == {"offered": "no", "basis": "Thông báo thử", "note": None}
    wrong = motcua(*said, "--channel", "fax")
    assert wrong.code == 2
    assert "online, postal, in_person" in wrong.err
