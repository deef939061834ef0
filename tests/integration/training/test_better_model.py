"""From a misread message to a model that understands it: labelled, trained, past the gate, live, without a restart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.guidance.moments import VIETNAM
from tests.e2e.citizens import WebCitizen
from tests.processes import BotProcess
from tests.rows import Rows
from tests.small_model import Command, SmallWorkshop, await_server, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.embedded.postgres import EmbeddedPostgres

pytestmark = [pytest.mark.soak, pytest.mark.timeout(900)]
"""Its parts are shown one by one in `make test` (docs/tests.md). The time-out is liveness only: a training and several
starts of Rasa, on a machine that may be busy."""

SAID = (
    "mốt nhà có đám, hổng qua được",
    "mai tui kẹt đám giỗ bên vợ",
    "ghe hư giữa sông, thôi bữa khác",
    "chân bó bột nằm nhà rồi",
)
"""People who do not come to their appointment, in words that the small model knows nothing of."""

MEANT = "cancel_appointment"


@dataclass
class Office:
    """A bot process, a keeper of a Rasa server, and their database.

    Attributes:
        bot: takes the web chat.
        keeper: serves, trains and changes the model.
    """

    url: str
    folder: Path
    env: dict[str, str]
    bot: BotProcess
    keeper: Command
    shop: SmallWorkshop
    now: datetime = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)

    @property
    def rows(self) -> Rows:
        """What lies in the bot's database."""
        return Rows(self.url)

    def understood(self) -> dict[str, Any]:
        """What the last message was understood as."""
        return self.rows("SELECT understanding FROM inbox ORDER BY id DESC LIMIT 1")[0]["understanding"]

    def motcua(self, *arguments: str, token: str | None = None) -> tuple[int, Any]:
        """Run a command to its end, as the machine's owner or as whose token it is; returns code and printed object."""
        log = self.folder / f"command-{len(list(self.folder.glob('command-*')))}.log"
        command = Command(
            [*arguments, "--json"], {**self.env, **({"STAFF_TOKEN": token} if token else {})}, log
        ).start()
        code = command.wait()
        printed = [line for line in command.said.splitlines() if line.startswith("{")]
        assert printed, command.said + self.keeper.said
        return code, json.loads(printed[-1])


@pytest.fixture
def office(
    bot_template: str,
    clone_database: Callable[[str], tuple[str, str]],
    postgres: EmbeddedPostgres,
    small_models: Path,
    tmp_path: Path,
) -> Iterator[Office]:
    shop = SmallWorkshop.make(tmp_path / "nlu", small_models)
    name, url = clone_database(bot_template)
    env = {**shop.env, "DATABASE_URL": url, "DATA_DIR": str(tmp_path / "data"), "AS_OF": "2021-08-22T09:00"}
    bot = BotProcess(url, tmp_path, env)
    with Command(["nlu", "serve"], env, tmp_path / "keeper.log") as keeper, bot:
        await_server(url, keeper)
        yield Office(url, tmp_path, env, bot, keeper, shop)
    postgres.drop_database(name)


def label(office: Office) -> list[str]:
    """Label what the queue holds, as somebody does with a file, and bring it to the data; returns the messages."""
    file = office.folder / "queue.jsonl"
    assert office.motcua("nlu", "review", "--export", str(file))[1]["exported"] >= 1
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        row["label"] = {"intent": MEANT, "entities": row["marks"]}
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assert office.motcua("nlu", "review", "--import", str(file))[1]["labelled"] == len(rows)
    # What the small model is sure of, and reads wrongly, takes a second person.
    second = office.motcua("staff", "add", "Người Gán Thứ Hai Demo", "--role", "author")[1]["token"]
    assert office.motcua("nlu", "review", "--import", str(file), token=second)[1]["labelled"] == len(rows)
    applied = office.motcua("nlu", "apply", "--data", str(office.shop.data))[1]
    return [row["text"] for row in applied["labels"] if row["outcome"] == "added"]


def said(office: Office, text: str) -> tuple[dict[str, Any], str]:
    """What a message is understood as by a bot that knows nothing of its writer, and the answer."""
    with WebCitizen(office) as citizen:  # type: ignore[arg-type]
        citizen.start()
        answer = citizen.say(text)
        return office.understood(), answer.text


def test_a_misread_message_is_understood_the_same_evening(office: Office) -> None:
    process, keeper = office.bot.process, office.keeper.pid
    first = {text: said(office, text) for text in SAID}
    misread = [text for text in label(office) if first[text][0]["intent"] != MEANT]
    assert misread, "the small model understands all of them: take others"

    code, trained = office.motcua("nlu", "train")
    assert (code, trained["state"]) == (0, "ready"), trained
    assert "tin thật gần đây: " in trained["reason"], "the gate looked at what people really wrote, too"
    stored = office.rows("SELECT readings FROM nlu_readings WHERE messages LIKE 'recent %%'")
    assert stored
    assert not [text for text in misread if text in str(stored)], "nobody's words are kept beside the review"
    before = office.rows("SELECT version FROM nlu_servers")[0]["version"]
    assert {read["model"] for read, _ in first.values()} == {before}
    code, done = office.motcua("nlu", "promote", str(trained["id"]), "--yes")
    assert (code, done["state"]) == (0, "moved"), done

    wait_until(lambda: office.rows("SELECT 1 FROM nlu_servers WHERE version = %s", trained["version"]))
    after, answer = said(office, misread[0])
    assert (after["intent"], after["model"]) == (MEANT, trained["version"])
    assert answer != first[misread[0]][1]
    assert trained["version"] != before
    assert office.bot.process is process
    assert office.bot.alive, "the bot was restarted"
    assert office.keeper.pid == keeper
