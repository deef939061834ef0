"""`motcua nlu serve` as a child of an embedded system: it owns the Rasa servers and changes the model."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from bot.db import nlu_servers
from bot.db.pool import INFRASTRUCTURE
from bot.embedded.parts import Child, PartError
from bot.settings import PREFIX, Settings
from pgkit.addresses import connect

if TYPE_CHECKING:
    from pathlib import Path


class NluKeeper(Child):
    """The keeper of this machine's Rasa servers.

    Args:
        folder: for its log.
        database_url: where it writes the live server down.
    """

    patience = 120.0

    def __init__(self, folder: Path, database_url: str) -> None:
        super().__init__("the keeper of the Rasa server", folder / "nlu.log")
        self._database_url = database_url
        self._secret = b""

    def start(self, settings: Settings) -> None:
        """Launch it; what an earlier one that was killed wrote down is struck out first."""
        self._secret = settings.secret()
        with connect(self._database_url) as connection:
            connection.execute("DELETE FROM nlu_servers WHERE machine = %s", [nlu_servers.this_machine()])
        self.launch([sys.executable, "-m", "bot", "nlu", "serve", "--end-with-rasa"], settings_env(settings))

    def wait(self) -> None:
        """Wait until the live model is loaded.

        Raises:
            PartError: it ended, or takes too long.
        """
        self.await_ready(self._serves)

    def _serves(self) -> bool:
        time.sleep(0.2)
        try:
            return nlu_servers.find_now(self._database_url, self._secret) is not None
        except INFRASTRUCTURE as error:
            raise PartError(f"the database went away: {str(error).strip()}") from error


def settings_env(settings: Settings) -> dict[str, str]:
    """Return the environment by which a child has the same settings."""
    return {
        f"{PREFIX}{name.upper()}": str(_plain(getattr(settings, name)))
        for name in Settings.model_fields
        if getattr(settings, name) is not None
    }


def _plain(value: object) -> object:
    reveal = getattr(value, "get_secret_value", None)
    return reveal() if reveal is not None else value
