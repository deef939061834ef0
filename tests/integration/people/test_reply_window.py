"""Outside Zalo's reply window nothing is tried: messages wait for the person's next word, and go out in order then."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import httpx

from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.fakes.zalo import Follower
    from tests.integration.people.conftest import Town

CS = "/v3.0/oa/message/cs"
WEEK = 8 * 86_400


def acquainted(town: Town) -> Follower:
    """Somebody who wrote eight days ago, by the bot's clock and by Zalo's."""
    citizen = town.zalo.follower()
    citizen.type("xin chào")
    citizen.wait(lambda: citizen.last)
    wait_until(lambda: statuses(town, citizen) and set(statuses(town, citizen)) <= {"sent", "delivered"})
    town.rows("UPDATE conversations SET interacted_at = now() - interval '8 days' WHERE chat = %s", citizen.id)
    town.rows(
        "UPDATE inbox SET received_at = now() - interval '8 days'"
        " WHERE conversation_id = (SELECT id FROM conversations WHERE chat = %s)",
        citizen.id,
    )
    citizen.person.last_interaction -= WEEK
    return citizen


def say(town: Town, citizen: Follower, text: str, *, priority: int = 1, useful: str | None = None) -> None:
    """Queue a message to somebody, as reminders and broadcasts do."""
    body: dict[str, Any] = {"text": text}
    if priority == 1:
        body["choices"] = [{"label": "Tôi vẫn đi", "payload": "#appt.coming:AB12"}]
    town.rows(
        "INSERT INTO outbox (conversation_id, platform, chat, priority, body, expires_at)"
        " SELECT id, platform, chat, %s, %s, now() + %s::interval FROM conversations WHERE chat = %s",
        priority, json.dumps(body), useful, citizen.id,
    )  # fmt: skip
    town.rows("NOTIFY motcua_outbox, 'zalo_oa'")


def statuses(town: Town, citizen: Follower) -> list[str]:
    return [row["status"] for row in town.rows("SELECT status FROM outbox WHERE chat = %s ORDER BY id", citizen.id)]


def test_what_waited_goes_out_in_order_before_the_new_answer(town: Town) -> None:
    citizen = acquainted(town)
    before = len(citizen.messages())
    calls = town.zalo.world.statistics.calls[CS]
    say(town, citizen, "Nhắc hẹn: sáng mai, 8 giờ.")
    say(town, citizen, "Thông báo: quy định mới.", priority=2)
    wait_until(lambda: statuses(town, citizen)[-2:] == ["waiting", "waiting"])
    assert town.zalo.world.statistics.calls[CS] == calls, "it was tried blindly"
    shown = httpx.get(f"{town.bot.url}/metrics", trust_env=False).text
    assert float(re.findall(r"^motcua_outbox_held (\S+)", shown, re.MULTILINE)[0]) >= 2
    assert len(citizen.messages()) == before

    citizen.type("cảm ơn")
    citizen.wait(lambda: len(citizen.messages()) >= before + 3)
    texts = [seen.text for seen in citizen.messages()[before:]]
    assert texts[:2] == ["Nhắc hẹn: sáng mai, 8 giờ.", "Thông báo: quy định mới."]
    assert len(texts) == 3
    assert citizen.messages()[before].labels == ["Tôi vẫn đi"]
    wait_until(lambda: set(statuses(town, citizen)) == {"delivered"})


def test_pressing_nothing_but_calling_opens_the_window_too(town: Town) -> None:
    citizen = acquainted(town)
    before = len(citizen.messages())
    say(town, citizen, "Nhắc hẹn: sáng mai, 8 giờ.")
    wait_until(lambda: statuses(town, citizen)[-1] == "waiting")
    citizen.call()
    citizen.wait(lambda: len(citizen.messages()) == before + 1)


def test_a_menu_that_nobody_has_seen_answers_no_number(town: Town) -> None:
    citizen = acquainted(town)
    menu = '[["Tôi vẫn đi", "#appt.coming:AB12"]]'
    town.rows(
        """UPDATE conversations SET state = state || jsonb_build_object('menu', %s::jsonb, 'menu_live', true)
        WHERE chat = %s""",
        menu, citizen.id,
    )  # fmt: skip
    say(town, citizen, "Nhắc hẹn: sáng mai, 8 giờ.")
    wait_until(lambda: statuses(town, citizen)[-1] == "waiting")
    (row,) = town.rows("SELECT state FROM conversations WHERE chat = %s", citizen.id)
    assert "menu" not in row["state"]


def test_what_is_of_no_use_any_more_fails_and_says_so(town: Town) -> None:
    citizen = acquainted(town)
    before = len(citizen.messages())
    say(town, citizen, "Nhắc hẹn: sáng nay, 8 giờ.", useful="-1 second")
    say(town, citizen, "Nhắc hẹn: chiều nay, 2 giờ.", useful="1 hour")
    wait_until(lambda: statuses(town, citizen)[-2:] == ["failed", "waiting"])
    (row,) = town.rows("SELECT error FROM outbox WHERE chat = %s AND status = 'failed'", citizen.id)
    assert row["error"] == "too late"
    town.rows(
        "UPDATE outbox SET expires_at = now() - interval '1 s' WHERE status = 'waiting' AND chat = %s", citizen.id
    )
    citizen.type("cảm ơn")
    citizen.wait(lambda: len(citizen.messages()) == before + 1)
    assert statuses(town, citizen)[-3:-1] == ["failed", "failed"]


def test_zalo_may_know_of_a_closed_window_before_the_bot(town: Town) -> None:
    citizen = acquainted(town)
    before = len(citizen.messages())
    town.rows("UPDATE conversations SET interacted_at = now() - interval '1 hour' WHERE chat = %s", citizen.id)
    say(town, citizen, "Nhắc hẹn: sáng mai, 8 giờ.")
    wait_until(lambda: statuses(town, citizen)[-1] == "waiting")
    assert (CS, -230) in town.zalo.world.statistics.refused
    citizen.type("cảm ơn")
    citizen.wait(lambda: len(citizen.messages()) == before + 2)


def test_somebody_who_leaves_is_kept_nothing(town: Town) -> None:
    citizen = acquainted(town)
    say(town, citizen, "Nhắc hẹn: sáng mai, 8 giờ.")
    wait_until(lambda: statuses(town, citizen)[-1] == "waiting")
    citizen.unfollow()
    wait_until(lambda: statuses(town, citizen)[-1] == "stopped")
