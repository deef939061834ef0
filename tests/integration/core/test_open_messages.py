"""A person who floods: so many of their messages wait at a time, no more are taken, and they are told so once."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import httpx

from tests.integration.core.conftest import known
from tests.updates import Sender, post
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.telegram import FakeTelegram
    from tests.processes import BotProcess
    from tests.rows import Rows

MOST = 5


async def test_a_flood_waits_outside(start_bot: Callable[..., BotProcess], rows: Rows, telegram: FakeTelegram) -> None:
    rows(
        """CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.retry_at := now() + interval '1 hour'; RETURN NEW; END $$"""
    )
    rows("CREATE TRIGGER held BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION hold()")
    bot = start_bot(OPEN_MESSAGES=str(MOST))
    citizen = known(telegram)
    person, other = Sender(citizen.id), Sender(known(telegram).id)
    updates = [person.text(f"tin {number}") for number in range(3 * MOST)]
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        # Telegram would send again what is not acknowledged; and it may repeat what was taken.
        assert {await post(client, bot.url, update) for update in (*updates, updates[0], *updates[-2:])} == {200}
        assert await post(client, bot.url, other.text("xin chào")) == 200
        waiting = "SELECT count(*) AS n FROM inbox AS i JOIN conversations AS c ON c.id = i.conversation_id"
        assert rows(f"{waiting} WHERE c.chat = %s", str(citizen.id)) == [{"n": MOST}]
        assert rows(waiting) == [{"n": MOST + 1}]
        wait_until(citizen.messages)
        assert ["chưa nhận thêm" in seen.text and "115" in seen.text for seen in citizen.messages()] == [True]
        assert rows("SELECT count(*) AS n FROM outbox") == [{"n": 1}]
        counted = (await client.get(f"{bot.url}/metrics")).text
        assert f'motcua_refused_total{{platform="telegram",status="429"}} {2 * MOST + 2}.0' in counted

        # A page is told to send it again, and does.
        page = (await client.get(bot.url)).headers["set-cookie"].split(";")[0]  # for https only, which this is not
        statuses = [await _type(client, bot.url, page) for _ in range(MOST + 1)]
        assert statuses == [202] * MOST + [429]

        # Once some are answered more are taken.
        rows("DROP TRIGGER held ON inbox")
        rows("UPDATE inbox SET retry_at = NULL")
        wait_until(lambda: rows.open() == 0)
        assert await post(client, bot.url, person.text("xin chào")) == 200
        assert await _type(client, bot.url, page) == 202
        wait_until(lambda: rows.open() == 0)


async def _type(client: httpx.AsyncClient, url: str, cookie: str) -> int:
    body = {"id": str(uuid.uuid4()), "text": "xin chào"}
    headers = {"Origin": url, "Cookie": cookie}
    return (await client.post(f"{url}/chat/messages", json=body, headers=headers)).status_code
