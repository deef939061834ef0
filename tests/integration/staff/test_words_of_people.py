"""Words that would act, in every field that people fill, through every command that shows them: nothing acts."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from booking_client import BookingProblem
from bot.broadcasts import drafting
from bot.staff.roles import Role
from tests import commands
from tests.acting import COMMANDS, FORGED, HOSTILE, Tags
from tests.integration.broadcasts.conftest import approve
from tests.integration.staff.helpers import COPIES, announce

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from booking_client import BookingClient
    from bot.embedded.parts import BookingService
    from tests.commands import Answer
    from tests.integration.staff.conftest import Desk

    type Query = Callable[..., list[dict[str, Any]]]

WORDS = list(HOSTILE.values())
SEEN = HOSTILE["a formula in full width"]
"""One that is shown as it is."""
AUDIENCE = "unit='xã Tắc Vân, TP Cà Mau' day=23/8 half=morning"
SHOWING = [
    ("operator", "callbacks", "--closed"),
    ("operator", "callbacks", "--closed", "--json"),
    ("operator", "find", "0912000199"),
    ("unit", "today", "tac van", "--date", "23/8", "--full"),
    ("unit", "close", "tac van", "--from", "23/8", "--to", "23/8"),
    ("outbox", "list", "--limit", "200"),
    ("outbox", "list", "--limit", "200", "--json"),
    ("nlu", "review", "--list"),
    ("nlu", "unanswered"),
    ("staff", "list"),
    ("staff", "audit"),
    ("notice", "list"),
    ("area", "list"),
    ("rules", "at", "2021-08-23T09:00"),
]


@pytest.fixture
def motcua(bot_database: str, service: BookingService, tmp_path: Path) -> Callable[..., Answer]:
    settings = {
        "DATABASE_URL": bot_database,
        "DATA_DIR": str(tmp_path / "data"),
        "BOOKING_URL": service.url,
        "BOOKING_STAFF_TOKEN": service.staff_token,
    }
    return lambda *words: commands.run(*words, settings=settings)


def left_in_the_database(query: Query) -> None:
    """One row of each kind for each text, each field of theirs holding it."""
    (other,) = query("INSERT INTO conversations (platform, chat, sender) VALUES ('web', 'o', 'o') RETURNING id")
    for number, text in enumerate(WORDS):
        (one,) = query(
            "INSERT INTO conversations (platform, chat, sender, profile) VALUES ('web', %s, 'x', %s) RETURNING id",
            [f"chat-{number}", json.dumps({"name": text, "area_text": text})],
        )
        person = one["id"]
        query(
            "INSERT INTO callbacks (conversation_id, desk, reason, name, phone, details, outcome, status, taken_by,"
            " as_of) VALUES (%s, 'hotline', %s, %s, %s, %s, %s, %s, %s, now())",
            [person, text, text, text, json.dumps({"said": text}), text, ("open", "taken", "closed")[number % 3], text],
        )
        query(
            "INSERT INTO outbox (conversation_id, platform, chat, body, status, error)"
            " VALUES (%s, 'web', %s, %s, 'failed', %s)",
            [person, f"chat-{number}", json.dumps({"text": text}), text],
        )
        (group,) = query("INSERT INTO nlu_groups DEFAULT VALUES RETURNING id")
        reading = {"intent": "nlu_fallback", "confidence": 0.1, "ranking": [], "entities": []}
        query(
            "INSERT INTO nlu_reviews (group_id, conversation_id, text, key, reading, reasons, received_at)"
            " VALUES (%s, %s, %s, %s, %s, ARRAY['unsure'], now())",
            [group["id"], person, text, f"k{number}", json.dumps(reading)],
        )
        for asker in (person, other["id"]):
            query(
                "INSERT INTO unanswered (conversation_id, inbox_id, start, text, key) VALUES (%s, 0, 0, %s, %s)",
                [asker, text, f"k{number}"],
            )
        query(
            "INSERT INTO notices (text_vi, starts_at, ends_at, set_by) VALUES (%s, '2021-08-22', '2021-08-30', %s)",
            [text, text],
        )
        query(
            "INSERT INTO audit (actor, role, action, target, details) VALUES (%s, 'admin', 'x', %s, %s)",
            [text, text, json.dumps({text: text})],
        )
        query("INSERT INTO staff (name, role, token_hash) VALUES (%s, 'reader', sha256(%s))", [text, text.encode()])
    query(
        "INSERT INTO locked_areas (area, starts_at, ends_at, reason, set_by)"
        " VALUES (%s, '2021-08-22', '2021-08-30', %s, %s)",
        ["phuong-8_ca-mau", "\n".join(WORDS), WORDS[0]],
    )


async def booked(desk: Desk, client: BookingClient) -> int:
    """Book under each of the names that the service takes; returns how many those are."""
    office = await desk()
    opening = await announce(office, capacity=100, people=9)
    taken = 0
    for number, text in enumerate([*WORDS, SEEN]):
        phone = "0912000199" if text == SEEN else f"09120001{number:02}"
        held = await client.hold(opening.id, procedure=COPIES, **office.changing())
        try:
            await client.confirm(held.id, name=text, phone=phone, **office.changing())
            taken += 1
        except BookingProblem:
            await client.release(held.id, **office.changing())
    return taken


def acts(shown: str) -> str | None:
    """What of an output would act, or None."""
    if found := COMMANDS.search(shown):
        return f"obeyed: {found.group()!r} in {shown[max(0, found.start() - 40) : found.end() + 20]!r}"
    forged = [line for line in shown.split("\n") if line.strip().startswith(FORGED)]
    return f"a row of its own: {forged[0]!r}" if forged else None


async def test_no_command_lets_them_act(
    motcua: Callable[..., Answer], desk: Desk, client: BookingClient, query: Query
) -> None:
    left_in_the_database(query)
    assert await booked(desk, client) >= 5
    wrong = {}
    for words in SHOWING:
        told = motcua(*words)
        assert told.code in (0, 1), (words, told.err)
        if SEEN not in told.out:
            wrong[words] = "shows nothing of it"
        elif problem := acts(told.out) or acts(told.err):
            wrong[words] = problem
    shown = "UPDATE outbox SET body = %s WHERE id = (SELECT max(id) FROM outbox) RETURNING id"
    (whole,) = query(shown, [json.dumps({"text": "\n".join(WORDS)})])
    if problem := acts(motcua("outbox", "show", str(whole["id"])).out):
        wrong["outbox", "show"] = problem
    assert wrong == {}


async def test_nor_a_page_a_table_or_a_question(
    motcua: Callable[..., Answer], desk: Desk, client: BookingClient, tmp_path: Path
) -> None:
    await booked(desk, client)
    rude = HOSTILE["a script"]
    text = f"Sáng 23/8/2021 nghỉ. {rude} {HOSTILE['an attribute left']}\n{FORGED}"
    wish = drafting.Wish(title=f"{rude} {HOSTILE['a formula']}", text=text, audience=AUDIENCE)
    number = (await drafting.create(await desk(Role.AUTHOR), wish)).broadcast.id
    await approve(await desk(Role.APPROVER), number)
    asked = motcua("broadcast", "send", str(number))
    assert "Gửi đi?" in asked.err
    shown = motcua("broadcast", "show", str(number))
    assert (acts(asked.err), acts(shown.out)) == (None, None)

    page, numbers = tmp_path / "page.html", tmp_path / "numbers.csv"
    assert motcua("broadcast", "report", str(number), "--html", str(page)).code == 0
    tags = Tags()
    tags.feed(page.read_text(encoding="utf-8"))
    assert not {"script", "img", "iframe", "object"} & set(tags.seen)
    assert "<script src=//x.vn/a.js>" in tags.text

    told = motcua("broadcast", "numbers", str(number), "--to", str(numbers))
    assert told.code == 0, told.err
    with numbers.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) > 10
    assert [cell for cell in cells if cell.lstrip(" \n").startswith(("=", "+", "-", "@", "＝"))] == []
