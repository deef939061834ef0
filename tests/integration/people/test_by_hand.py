"""A clerk begins to answer in Zalo's own chat tool while answers of the bot still wait: it does not talk between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.zalo import Follower
    from tests.integration.people.conftest import Town

HAND = "Em là cán bộ một cửa đây ạ, cô cần gì ạ?"


@pytest.fixture
def held_up(town: Town) -> Iterator[Town]:
    """A town in which a test may let nothing go out on Zalo."""
    yield town
    let_go(town)


def hold_up(town: Town) -> None:
    """Let nothing go out on Zalo, as after a limit of its rate; turns go on."""
    town.rows(
        "UPDATE platforms SET blocked_since = now(), blocked_until = now() + interval '1 hour'"
        " WHERE platform = 'zalo_oa'"
    )


def let_go(town: Town) -> None:
    town.rows("UPDATE platforms SET blocked_since = NULL, blocked_until = NULL WHERE platform = 'zalo_oa'")
    town.rows("NOTIFY motcua_outbox, 'zalo_oa'")


def greeted(town: Town) -> Follower:
    """Somebody who has got the menu."""
    citizen = town.zalo.follower()
    citizen.type("xin chào")
    citizen.wait(lambda: citizen.last and citizen.last.labels)
    wait_until(lambda: set(statuses(town, citizen)) == {"delivered"})
    return citizen


def statuses(town: Town, citizen: Follower) -> list[str]:
    return [row["status"] for row in town.rows("SELECT status FROM outbox WHERE chat = %s ORDER BY id", citizen.id)]


def waiting(town: Town, citizen: Follower) -> int:
    """How many of a person's messages are held for more than a minute from now."""
    rows = town.rows(
        "SELECT 1 FROM outbox WHERE chat = %s AND status = 'waiting' AND not_before > now() + interval '1 minute'"
        " AND error LIKE '%%by hand%%'",
        citizen.id,
    )
    return len(rows)


def answered(town: Town, citizen: Follower, messages: int) -> int:
    """Wait until so many of a person's messages had their turn; return how many answers are queued by now."""
    done = (
        "SELECT 1 FROM inbox AS i JOIN conversations AS c ON c.id = i.conversation_id"
        " WHERE c.chat = %s AND i.status = 'done'"
    )
    wait_until(lambda: len(town.rows(done, citizen.id)) == messages)
    return statuses(town, citizen).count("queued")


def by_hand(town: Town, citizen: Follower) -> None:
    citizen.is_answered_by_hand(HAND)
    wait_until(lambda: town.rows("SELECT 1 FROM conversations WHERE chat = %s AND by_hand_until > now()", citizen.id))


def hour_has_come(town: Town, citizen: Follower) -> None:
    town.rows("UPDATE outbox SET not_before = now() WHERE chat = %s AND status = 'waiting'", citizen.id)


def said(citizen: Follower, before: int) -> list[str]:
    """What the bot has said since."""
    return [seen.text for seen in citizen.messages()[before:] if seen.text != HAND]


def test_an_answer_that_waited_does_not_come_between_the_clerks_words(held_up: Town) -> None:
    town, citizen = held_up, greeted(held_up)
    menu, before = citizen.last, len(citizen.messages())
    assert menu is not None
    hold_up(town)
    citizen.type("tui muốn làm giấy khai sinh cho con")
    asked = answered(town, citizen, 2)
    citizen.press(menu.labels[0], under=menu)
    pressed = answered(town, citizen, 3) - asked
    citizen.type("dữ liệu của tôi")
    rights = answered(town, citizen, 4) - asked - pressed
    assert min(asked, pressed, rights) > 0
    by_hand(town, citizen)
    let_go(town)
    citizen.wait(lambda: len(said(citizen, before)) == pressed + rights)  # meant for the bot: it passes what waits
    wait_until(lambda: waiting(town, citizen) == asked)

    citizen.type("dạ em hỏi giấy khai sinh")  # to the clerk
    answered(town, citizen, 5)
    hour_has_come(town, citizen)  # of the clerk's first words; by now there are others
    wait_until(lambda: waiting(town, citizen) == asked)
    assert len(said(citizen, before)) == pressed + rights

    town.rows("UPDATE conversations SET by_hand_until = now() WHERE chat = %s", citizen.id)
    hour_has_come(town, citizen)
    citizen.wait(lambda: len(said(citizen, before)) == pressed + rights + asked)
    wait_until(lambda: set(statuses(town, citizen)) == {"delivered"})


def test_a_clerks_words_through_the_bot_pass_and_a_reminder_does_not(held_up: Town) -> None:
    town, citizen = held_up, greeted(held_up)
    before = len(citizen.messages())
    hold_up(town)
    for text, useful in (
        ("Nhắc hẹn: 8 giờ.", "3 hours"),
        ("Nhắc hẹn: 5 phút nữa.", "5 minutes"),
        ("Cán bộ: dạ.", None),
    ):
        town.rows(
            "INSERT INTO outbox (conversation_id, platform, chat, body, expires_at)"
            " SELECT id, platform, chat, jsonb_build_object('text', %s::text), now() + %s::interval"
            " FROM conversations WHERE chat = %s",
            text, useful, citizen.id,
        )  # fmt: skip
    by_hand(town, citizen)
    let_go(town)
    citizen.wait(lambda: said(citizen, before) == ["Cán bộ: dạ."])
    wait_until(lambda: statuses(town, citizen)[-3:-1] == ["waiting", "failed"])
    (row,) = town.rows("SELECT error FROM outbox WHERE chat = %s AND status = 'failed'", citizen.id)
    assert "too late afterwards" in row["error"]


def test_danger_is_answered_whoever_is_answering(town: Town) -> None:
    citizen = greeted(town)
    before = len(citizen.messages())
    by_hand(town, citizen)
    citizen.type("cháy nhà")
    citizen.wait(lambda: any("114" in text for text in said(citizen, before)))
