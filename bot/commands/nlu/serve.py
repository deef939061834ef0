"""`motcua nlu serve`: the Rasa servers of a machine."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.context import SETUP_ERRORS, fail, look_at_pooler, progress, read_settings
from bot.db import revision
from bot.db.pool import INFRASTRUCTURE
from bot.embedded.system import EmbeddedSystem
from bot.logs import set_up
from bot.training.keeper import ServerEnded
from bot.training.service import AlreadyServed
from bot.training.service import serve as keep_serving
from bot.training.warming import WarmingFailed

if TYPE_CHECKING:
    from bot.settings import Settings

_ENDS = "--end-with-rasa"


def serve(
    *,
    end_with_rasa: Annotated[
        bool, typer.Option(_ENDS, help="Dừng khi máy chủ Rasa tự dừng, thay vì khởi động lại nó.")
    ] = False,
    trains: Annotated[
        bool, typer.Option("--train/--no-train", help="Có nhận việc huấn luyện trên máy này không.")
    ] = True,
) -> None:
    """Giữ máy chủ Rasa của máy này: chạy mô hình đang dùng, đổi mô hình không gián đoạn, huấn luyện theo hàng đợi."""
    settings = read_settings()
    set_up(settings.log_level)
    if settings.nlu_url is not None:
        fail(
            f"MOTCUA_NLU_URL names an outside Rasa server ({settings.nlu_url}): there is nothing to serve here, and no"
            " swap. Unset it to have 'motcua nlu serve' own the servers",
            code=2,
        )
    try:
        if settings.database_url is not None:
            look_at_pooler(settings)
            revision.check(settings.database_url.get_secret_value())
            asyncio.run(_until_signal(settings, end_with_rasa=end_with_rasa, trains=trains))
            return
        with EmbeddedSystem(settings, progress) as system:
            filled = system.start()
            system.tell(filled)
            asyncio.run(_until_signal(filled, end_with_rasa=end_with_rasa, trains=trains))
    except (*SETUP_ERRORS, AlreadyServed, ServerEnded, WarmingFailed) as error:
        fail(str(error), code=4)
    except INFRASTRUCTURE as error:
        fail(f"the database cannot be reached: {str(error).strip()}", code=4)


async def _until_signal(settings: Settings, *, end_with_rasa: bool, trains: bool) -> None:
    if settings.database_url is None:
        raise revision.SchemaMismatch("no database: set MOTCUA_DATABASE_URL")
    loop = asyncio.get_running_loop()
    work = asyncio.ensure_future(
        keep_serving(
            settings,
            settings.database_url.get_secret_value(),
            end_with_server=end_with_rasa,
            trains=trains,
            progress=progress,
        )
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await work
