"""A town: people on Telegram, Zalo and the web who talk with one bot process, and a staff chat that answers them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.zalo import FakeZalo
from tests.processes import BotProcess
from tests.rows import Rows
from tests.updates import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.embedded.postgres import EmbeddedPostgres
    from tests.fakes.telegram.people import Group


@dataclass
class WebPerson:
    """Somebody at the web page."""

    base: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=20))
    seen: list[str] = field(default_factory=list)

    def type(self, text: str) -> None:
        self._post("/chat/messages", {"id": str(uuid.uuid4()), "text": text})

    def press(self, payload: str) -> None:
        self._post("/chat/messages", {"id": str(uuid.uuid4()), "payload": payload})

    def _post(self, path: str, body: dict[str, Any]) -> None:
        answer = self.client.post(self.base + path, json=body, headers={"Origin": self.base})
        assert answer.status_code == 202, answer.text

    def said(self) -> list[str]:
        """The bot's texts, oldest first."""
        answer = self.client.get(f"{self.base}/chat/poll?wait=0&after=0")
        if answer.status_code not in {401, 429}:  # whoever looks too often is told to wait, and has seen what they saw
            self.seen = [message["text"] for message in answer.json()["messages"]]
        return self.seen


@dataclass(frozen=True)
class Town:
    """One bot process and everybody who talks with it.

    Attributes:
        clerks: the staff chat, a group of Telegram.
    """

    telegram: FakeTelegram
    zalo: FakeZalo
    clerks: Group
    bot: BotProcess
    rows: Rows
    pages: list[WebPerson] = field(default_factory=list)

    def web_person(self, url: str | None = None) -> WebPerson:
        """Somebody at the page of the town's bot, or of another one."""
        person = WebPerson(url or self.bot.url)
        person.client.get(person.base)
        self.pages.append(person)
        return person


@pytest.fixture(scope="session")
def town(
    postgres: EmbeddedPostgres,
    bot_template: str,
    clone_database: Callable[[str], tuple[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    """One process for all tests here: people are told apart by their ids."""
    name, url = clone_database(bot_template)
    with FakeTelegram(token=TOKEN) as telegram, FakeZalo() as zalo:
        clerks = telegram.group("Cán bộ Demo")
        env = {
            **zalo.env(),
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_CHAT_PER_SECOND": "0",
            "TELEGRAM_GROUP_PER_MINUTE": "0",
            "STAFF_CHAT": f"telegram:{clerks.id}",
            "STAFF_HOURS": "1-7 00:00-24:00",
            "TURN_SECONDS": "30",  # on a busy machine a turn takes three, and is given up for good after the third time
        }
        env.pop("ZALO_BOT_TOKEN")  # its updates go to whoever asks first, and are for the other bot that a test starts
        with BotProcess(url, tmp_path_factory.mktemp("town"), env).start() as running:
            zalo.webhooks.url = f"{running.url}/webhooks/zalo/oa"
            made = Town(telegram, zalo, clerks, running, Rows(url))
            yield made
            for page in made.pages:
                page.client.close()
    postgres.drop_database(name)
