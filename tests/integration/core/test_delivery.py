"""What becomes of outgoing messages: sent once, waits obeyed, unknown where it cannot be known."""

from __future__ import annotations

import time

import pytest

from tests.fakes.telegram import FakeTelegram, Trouble
from tests.fakes.telegram.rates import Rates
from tests.integration.core.conftest import known
from tests.updates import TOKEN, Sender, post
from tests.waiting import wait_until


@pytest.fixture
def telegram():
    with FakeTelegram(token=TOKEN, rates=Rates(chat_per_second=0)) as server:
        yield server


def statuses(rows, chat):
    return [row["status"] for row in rows("SELECT status FROM outbox WHERE chat = %s ORDER BY id", str(chat))]


async def test_answers_reach_the_person_once_and_in_order(start_bot, rows, telegram, client):
    bot, citizen = start_bot(), known(telegram)
    for text in ("xin chào", "cảm ơn", "xin chào"):
        await post(client, bot.url, Sender(citizen.id).text(text))
    wait_until(lambda: rows("SELECT 1 FROM outbox") and set(statuses(rows, citizen.id)) == {"sent"})
    said = rows("SELECT body ->> 'text' AS text FROM outbox ORDER BY id")
    seen = [message.text for message in citizen.messages()]
    assert len(seen) == len(said)
    for row, text in zip(said, seen, strict=True):
        assert text.startswith(row["text"][:20])


async def test_a_demanded_wait_is_obeyed_and_stops_no_other_chat(start_bot, rows, telegram, client):
    bot, slow, quick = start_bot(), known(telegram), known(telegram)
    telegram.trouble("sendMessage", Trouble.error(429, "Too Many Requests: retry after 2", retry_after=2), chat=slow)
    await post(client, bot.url, Sender(slow.id).text("xin chào"))
    wait_until(lambda: rows("SELECT 1 FROM outbox WHERE not_before IS NOT NULL"))
    refused = time.monotonic()
    await post(client, bot.url, Sender(quick.id).text("xin chào"))
    wait_until(lambda: quick.last)
    assert slow.last is None, "the other chat was answered while this one waits"
    wait_until(lambda: slow.last)
    assert time.monotonic() - refused >= 1.5
    assert telegram.too_early == 0
    wait_until(lambda: set(statuses(rows, slow.id)) == {"sent"})


async def test_a_broken_answer_is_unknown_and_not_sent_again(start_bot, rows, telegram, client):
    bot, citizen = start_bot(), known(telegram)
    telegram.trouble("sendMessage", Trouble.cut(taken=True), chat=citizen)
    await post(client, bot.url, Sender(citizen.id).text("xin chào"))
    wait_until(lambda: "unknown" in statuses(rows, citizen.id))
    wait_until(lambda: not {"queued", "sending"} & set(statuses(rows, citizen.id)))
    texts = [message.text for message in citizen.messages()]
    assert len(texts) == len(set(texts)), "what may have arrived was sent again"


async def test_errors_of_the_platform_are_tried_again(start_bot, rows, telegram, client):
    bot, citizen = start_bot(), known(telegram)
    telegram.trouble("sendMessage", Trouble.page(502), times=2, chat=citizen)
    await post(client, bot.url, Sender(citizen.id).text("xin chào"))
    wait_until(lambda: citizen.last)
    wait_until(lambda: set(statuses(rows, citizen.id)) == {"sent"})
    assert rows("SELECT max(attempts) AS most FROM outbox")[0]["most"] == 3


async def test_somebody_who_blocked_the_bot_gets_nothing_more_until_they_write(start_bot, rows, telegram, client):
    bot, citizen = start_bot(), known(telegram)
    citizen.block()
    await post(client, bot.url, Sender(citizen.id).text("xin chào"))
    wait_until(lambda: set(statuses(rows, citizen.id)) == {"stopped"})
    assert rows("SELECT 1 FROM conversations WHERE stopped_at IS NOT NULL")
    citizen.unblock()
    await post(client, bot.url, Sender(citizen.id).text("xin chào"))
    wait_until(lambda: citizen.last)
    assert rows("SELECT 1 FROM conversations WHERE stopped_at IS NOT NULL") == []


async def test_a_lease_that_ran_out_is_unknown(start_bot, rows, telegram, client):
    bot, citizen = start_bot(), known(telegram)
    await post(client, bot.url, Sender(citizen.id).text("xin chào"))
    wait_until(lambda: citizen.last)
    seen = len(citizen.messages())
    rows(
        "INSERT INTO outbox (platform, chat, body, status, lease_until, attempts)"
        " VALUES ('telegram', %s, '{\"text\": \"của một tiến trình đã chết\"}', 'sending', now() - interval '1 s', 1)",
        str(citizen.id),
    )
    wait_until(lambda: rows("SELECT 1 FROM outbox WHERE status = 'unknown'"))
    assert len(citizen.messages()) == seen


async def test_everything_of_unknown_fate_is_said_again_where_that_is_wanted(start_bot, rows, telegram):
    citizen = known(telegram)
    rows(
        "INSERT INTO outbox (platform, chat, body, priority, status, finished_at) SELECT 'telegram', %s,"
        " jsonb_build_object('text', 'Tin ' || p), p, 'unknown', now() - interval '1 minute'"
        " FROM unnest(ARRAY[0, 2]) AS p",
        str(citizen.id),
    )
    start_bot(RESEND_UNKNOWN="all")
    wait_until(lambda: statuses(rows, citizen.id) == ["unknown", "unknown", "sent", "sent"])
    assert [message.text for message in citizen.messages()] == ["(gửi lại) Tin 0", "(gửi lại) Tin 2"]


async def test_pressing_a_button_answers_at_once_and_marks_what_was_pressed(start_bot, telegram):
    start_bot(PUBLIC_URL="")  # by polling: then Telegram knows the press
    citizen = telegram.user()
    citizen.send("xin chào")
    wait_until(lambda: citizen.last and citizen.last.labels)
    before = len(citizen.messages())
    citizen.press(citizen.last.labels[0])
    wait_until(lambda: len(citizen.messages()) > before)
    wait_until(lambda: not citizen.spinning)
    assert telegram.doubles() == []
