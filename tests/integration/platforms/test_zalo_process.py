"""A bot process with a Zalo account and a Zalo bot: from the webhook to what people see."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from subprocess import PIPE
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.platforms.zalo_oa.oauth import challenge
from tests import forking
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo.webhooks import SAMPLE, encode, sign
from tests.processes import SECRET_KEY, BotProcess
from tests.rows import Rows
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.embedded.postgres import EmbeddedPostgres


@dataclass(frozen=True)
class House:
    """A Zalo, a bot process that talks with it, and its database."""

    zalo: FakeZalo
    bot: BotProcess
    rows: Rows


@pytest.fixture(scope="module")
def house(
    postgres: EmbeddedPostgres,
    bot_template: str,
    clone_database: Callable[[str], tuple[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """One process for all tests here: people are told apart by their ids."""
    name, url = clone_database(bot_template)
    with FakeZalo() as zalo:
        env = {**zalo.env(), "ZALO_BOT_CHAT_PER_SECOND": "0"}
        with BotProcess(url, tmp_path_factory.mktemp("zalo"), env).start() as running:
            zalo.webhooks.url = f"{running.url}/webhooks/zalo/oa"
            yield House(zalo, running, Rows(url))
    postgres.drop_database(name)


@pytest.fixture
def zalo(house: House) -> Iterator[FakeZalo]:
    yield house.zalo
    house.zalo.webhooks.copies, house.zalo.webhooks.ordered, house.zalo.webhooks.held = 1, True, False


@pytest.fixture
def bot(house: House) -> BotProcess:
    return house.bot


@pytest.fixture
def of(house: House) -> Callable[[str, str], list[Any]]:
    """A function that reads a column of one person's rows."""

    def read(chat: str, query: str) -> list[Any]:
        whose = "(SELECT id AS c FROM conversations WHERE chat = %s) AS person"
        return [row["value"] for row in house.rows(query.replace("PERSON", whose), chat)]

    return read


INBOX = "SELECT status AS value FROM inbox, PERSON WHERE conversation_id = c"
OUTBOX = "SELECT status AS value FROM outbox, PERSON WHERE conversation_id = c"
BY_HAND = "SELECT by_hand_until > now() AS value FROM conversations, PERSON WHERE id = c"
STOPPED = "SELECT stopped_at IS NOT NULL AS value FROM conversations, PERSON WHERE id = c"

type Of = Callable[[str, str], list[Any]]


def test_a_citizen_asks_presses_and_reads(bot: BotProcess, zalo: FakeZalo, of: Of) -> None:
    citizen = zalo.follower()
    zalo.webhooks.copies = 3
    citizen.follow()
    menu = citizen.wait(lambda: citizen.last and citizen.last.labels and citizen.last)
    citizen.press(menu.labels[0])
    citizen.wait(lambda: citizen.last.id != menu.id)
    wait_until(lambda: of(citizen.id, INBOX) == ["done"] * 2)
    wait_until(lambda: set(of(citizen.id, OUTBOX)) == {"delivered"})
    citizen.sees()
    wait_until(lambda: set(of(citizen.id, OUTBOX)) == {"seen"})
    assert citizen.id not in dict(zalo.world.doubles())
    assert set(zalo.webhooks.answers) == {200}
    secrets = (zalo.world.tokens.access, zalo.world.tokens.refresh, zalo.app_secret, zalo.oa_secret, zalo.bot_token)
    assert not any(secret in bot.log.read_text() for secret in secrets)


def test_events_that_overtake_each_other_are_answered_once_each(zalo: FakeZalo, of: Of) -> None:
    citizen = zalo.follower()
    zalo.webhooks.held, zalo.webhooks.ordered, zalo.webhooks.copies = True, False, 2
    for text in ("xin chào", "cảm ơn", "tạm biệt"):
        citizen.type(text)
    zalo.webhooks.held = False
    wait_until(lambda: of(citizen.id, INBOX) == ["done"] * 3)
    wait_until(lambda: set(of(citizen.id, OUTBOX)) == {"delivered"})
    assert len(citizen.messages()) == len(of(citizen.id, OUTBOX))


def test_the_bot_keeps_quiet_while_somebody_answers_by_hand(house: House, zalo: FakeZalo, of: Of) -> None:
    citizen = zalo.follower()
    citizen.type("xin chào")
    menu = citizen.wait(lambda: citizen.last and citizen.last.labels and citizen.last)
    citizen.is_answered_by_hand("Em là cán bộ một cửa đây ạ, cô cần gì ạ?")
    wait_until(lambda: of(citizen.id, BY_HAND) == [True])
    said = len(citizen.messages())
    citizen.type("tui muốn làm giấy khai sinh")
    wait_until(lambda: of(citizen.id, INBOX) == ["done"] * 2)
    assert len(citizen.messages()) == said
    citizen.press(menu.labels[0], under=menu)  # a button of the bot's own is meant for the bot
    citizen.wait(lambda: len(citizen.messages()) > said)
    said = len(citizen.messages())
    house.rows("UPDATE conversations SET by_hand_until = now()")
    citizen.type("xin chào")
    citizen.wait(lambda: len(citizen.messages()) > said)


def test_a_person_who_leaves_and_comes_back(zalo: FakeZalo, of: Of) -> None:
    citizen = zalo.follower()
    citizen.type("xin chào")
    citizen.wait(lambda: citizen.last)
    citizen.unfollow()
    wait_until(lambda: of(citizen.id, STOPPED) == [True])
    said = len(citizen.messages())
    citizen.type("xin chào")
    citizen.wait(lambda: len(citizen.messages()) > said)
    assert of(citizen.id, STOPPED) == [False]


def test_the_console_may_try_the_webhook(bot: BotProcess, house: House) -> None:
    body, url = encode(SAMPLE), f"{bot.url}/webhooks/zalo/oa"
    before = house.rows("SELECT count(*) AS n FROM conversations")
    assert httpx.post(url, content=body, headers=sign(body, SAMPLE["timestamp"]), trust_env=False).status_code == 200
    assert httpx.post(url, content=body, headers={"X-ZEvent-Signature": "mac=0"}, trust_env=False).status_code == 401
    assert httpx.post(url, content=b"{", headers=sign(b"{", ""), trust_env=False).status_code == 400
    assert house.rows("SELECT count(*) AS n FROM conversations") == before


def test_the_bot_platform_polls_and_answers(zalo: FakeZalo, of: Of) -> None:
    person = zalo.bot_user()
    person.type("xin chào")
    menu = person.wait(lambda: person.last)
    assert "1. " in menu.text
    person.type("1")
    person.wait(lambda: person.last.id != menu.id)
    wait_until(lambda: of(person.id, INBOX) == ["done"] * 2)
    wait_until(lambda: set(of(person.id, OUTBOX)) == {"sent"})
    assert len(person.messages()) == len(of(person.id, OUTBOX))


def test_lost_tokens_show_in_readyz_and_a_login_sends_what_waits(
    zalo: FakeZalo, bot: BotProcess, of: Of, tmp_path: Path
) -> None:
    citizen = zalo.follower()
    citizen.type("xin chào")
    citizen.wait(lambda: citizen.last)
    said = len(citizen.messages())
    zalo.world.tokens.revoke()
    citizen.type("xin chào")
    wait_until(lambda: "queued" in of(citizen.id, f"{OUTBOX} AND error IS NOT NULL"))
    parts = httpx.get(f"{bot.url}/readyz", trust_env=False).json()["parts"]
    assert "motcua zalo login" in parts["zalo_oa"]["reason"]
    assert "motcua_login_seconds" in httpx.get(f"{bot.url}/metrics", trust_env=False).text
    assert len(citizen.messages()) == said
    assert not json.loads(motcua(zalo, bot, tmp_path, "zalo", "status", "--json"))["logged_in"]
    code, told = log_in(zalo, bot, tmp_path)
    assert code == 0, told
    assert zalo.oa_id in told
    citizen.wait(lambda: len(citizen.messages()) > said, 30)
    told = motcua(zalo, bot, tmp_path, "zalo", "login", "--refresh-token", said=zalo.world.tokens.refresh)
    assert "Đã đăng nhập" in told
    assert json.loads(motcua(zalo, bot, tmp_path, "zalo", "status", "--json"))["logged_in"]


def test_a_login_whose_saved_challenge_is_another_ones_is_told_so(
    zalo: FakeZalo, bot: BotProcess, tmp_path: Path
) -> None:
    citizen = zalo.follower()
    zalo.oauth.saved_challenge = challenge("somebody-elses-verifier-of-forty-three-letters")
    try:
        code, told = log_in(zalo, bot, tmp_path)
    finally:
        zalo.oauth.saved_challenge = None
    assert code != 0
    assert "code_verifier does not match" in told
    assert "MOTCUA_SECRET_KEY" in told
    zalo.world.tokens.kill_access()  # the pair in use still gets the next one
    citizen.type("xin chào")
    citizen.wait(lambda: citizen.last)
    assert json.loads(motcua(zalo, bot, tmp_path, "zalo", "status", "--json"))["logged_in"]


def log_in(zalo: FakeZalo, bot: BotProcess, folder: Path) -> tuple[int, str]:
    """Run 'motcua zalo login' as a person does: open what it prints, agree, paste where the browser lands."""
    said = folder / "login.txt"
    with said.open("wb") as file:
        program = forking.start(
            "bot", "zalo", "login", env=own_settings(zalo, bot, folder), stdin=PIPE, stdout=file, stderr=file
        )
    address = wait_until(lambda: re.search(rf"{zalo.url}/v4/oa/permission\S+\n", said.read_text()))[0].strip()
    landed = httpx.get(address, trust_env=False).headers["location"]
    assert program.stdin is not None
    with program.stdin:
        program.stdin.write(f"{landed}\n".encode())
    return program.wait(60), said.read_text()


def own_settings(zalo: FakeZalo, bot: BotProcess, folder: Path) -> dict[str, str]:
    own = {"DATABASE_URL": bot.database_url, "DATA_DIR": str(folder), "SECRET_KEY": SECRET_KEY, **zalo.env()}
    return forking.environment({**own, "ZALO_CALLBACK_URL": zalo.oauth.callback_url})


def motcua(zalo: FakeZalo, bot: BotProcess, folder: Path, *arguments: str, said: str = "") -> str:
    """Run a command on the process' database and return what it prints."""
    done = forking.run("bot", *arguments, env=own_settings(zalo, bot, folder), said=f"{said}\n")
    assert done.returncode == 0, done.stderr
    assert (zalo.world.tokens.refresh or "none") not in done.stdout + done.stderr
    return done.stdout
