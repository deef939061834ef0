"""Where commands read texts: with the Rasa server that runs, or with one that they start."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from bot.commands.context import SETUP_ERRORS, fail, progress, read_settings
from bot.embedded.system import EmbeddedSystem
from bot.logs import set_up
from bot.understanding.ladder import Ladder
from bot.understanding.rasa import RasaClient, always

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

_PATIENCE = 10.0


def with_ladder(work: Callable[[Ladder], Coroutine[Any, Any, None]]) -> None:
    """Have ``work`` read with the Rasa server that runs, or with one that is started for it."""
    settings = read_settings()
    set_up("ERROR")

    async def go(url: str, token: str | None) -> None:
        client = RasaClient(always(url, token, plain=True), deadline=_PATIENCE)
        try:
            await work(Ladder(client))
        finally:
            await client.close()

    try:
        with EmbeddedSystem(settings, progress if sys.stderr.isatty() else lambda _line: None) as system:
            filled = system.start(nlu=True, database=False)
            if filled.nlu_url is None:
                fail("no Rasa server: set MOTCUA_NLU_URL", code=4)
            token = filled.nlu_token.get_secret_value() if filled.nlu_token is not None else None
            asyncio.run(go(filled.nlu_url, token))
    except SETUP_ERRORS as error:
        fail(str(error), code=4)
