"""Serve a trained model: `python nlu/serve.py --model FILE --port N [--host 127.0.0.1]`.

This is Rasa's own HTTP API (what `rasa run --enable-api` serves: `POST /model/parse`, `GET /status`, …) without what the bot
does not need: the command line's imports, the REST chat channel (which knows no token), the sending of usage reports,
and the reading of "/intent" as an intent. The model is loaded and tried once before the port is opened, so whoever can
connect gets an answer. Nothing is written to the home directory.

Only what a bot asks is answered (`READS`): Rasa's calls that load another model, train or keep conversations are not there.

The token, if there is one, comes from the environment (`MOTCUA_NLU_TOKEN`), not from the command line that everybody on the
machine can read; callers send it as `Authorization: Bearer …`, or as Rasa's own callers do, as the query parameter `token`,
which stands in a proxy's log.

The server ends cleanly on SIGTERM and SIGINT, and by itself when the process that started it is gone (`--keep` turns
that off).

Exit codes: 0 ended as asked, 1 the port could not be opened, 2 wrong arguments, 3 the model could not be loaded (one line
says why).
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import hmac
import logging
import os
import signal
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from quiet import quiet  # noqa: E402 - found beside this file

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from sanic import Sanic
    from sanic.request import Request
    from sanic.response import HTTPResponse

TOKEN = "MOTCUA_NLU_TOKEN"  # noqa: S105 - the name of a variable
LAST_COMPONENT = "FoldedEntityExtractor"
TRIAL = "xin chào, cho hỏi làm khai sinh cần giấy tờ gì"
_PARENT_EVERY = 0.5
READS = frozenset({("POST", "/model/parse"), ("GET", "/status"), ("GET", "/")})
"""What is answered; the last one, that it lives, to everybody."""


def main(arguments: list[str] | None = None) -> int:
    """Serve as the arguments say, until a signal or the parent's end."""
    parser = argparse.ArgumentParser(description="Serve a trained NLU model over Rasa's HTTP API.")
    parser.add_argument("--model", type=Path, required=True, help="the model file, as train.py printed it")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--keep", action="store_true", help="stay when the parent process ends")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if not given.keep:
        die_with_parent()
    quiet()
    warnings.showwarning = _unheard
    try:
        agent = load(given.model)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the file, it is said and not raised
        print(f"nlu: cannot load {given.model}: {type(error).__name__}: {error}", file=sys.stderr)
        return 3
    return listen(agent, given.host, given.port)


def load(model: Path) -> Agent:
    """Load a model and have it read one message."""
    if not model.is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    import rasa.core.agent  # noqa: PLC0415 - seconds; after the environment is set
    import rasa.utils.log_utils  # noqa: PLC0415

    rasa.utils.log_utils.configure_structlog(logging.WARNING)
    logging.getLogger().setLevel(logging.WARNING)
    agent = rasa.core.agent.Agent.load(model)
    if not agent.is_ready():
        raise ValueError("the file holds no model that can parse")
    _take_texts_as_texts(agent)
    _name_the_model(agent, model.name.removesuffix(".tar.gz"))
    asyncio.run(agent.parse_message(TRIAL))
    return agent


def _take_texts_as_texts(agent: Agent) -> None:
    """Stop at our last component: Rasa's own last step would let a citizen who types "/affirm" name the intent himself."""
    metadata = agent.processor.model_metadata
    metadata.nlu_target = next(
        name for name, node in metadata.predict_schema.nodes.items() if node.uses.__name__ == LAST_COMPONENT
    )


def _name_the_model(agent: Agent, name: str) -> None:
    """Have each answer say which model read the text: while a new model takes over, both answer."""
    parse = agent.parse_message

    async def named(*arguments: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Rasa's own
        return {**await parse(*arguments, **more), "model": name}

    agent.parse_message = named


def _unheard(*_: object, **__: object) -> None:
    """Say nothing of what other people's packages think of each other's age while they load."""


def listen(agent: Agent, host: str, port: int) -> int:
    """Open the port and answer until a signal comes."""
    import rasa.core.run  # noqa: PLC0415
    from rasa.core.utils import AvailableEndpoints  # noqa: PLC0415

    app = rasa.core.run.configure_app(
        input_channels=[], auth_token=None, enable_api=True, port=port, endpoints=AvailableEndpoints()
    )
    app.ctx.agent = agent
    guard(app, os.environ.get(TOKEN) or None)
    for name in ("sanic.root", "sanic.error", "sanic.access"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        app.run(host=host, port=port, access_log=False, motd=False, workers=1)
    except OSError as error:
        print(f"nlu: cannot open {host}:{port}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def guard(app: Sanic, token: str | None) -> None:
    """Answer what bots ask, to those who know the token, and nothing else.

    Args:
        app: Rasa's.
        token: what callers must know, compared in constant time; None where anybody may ask.
    """
    from sanic.response import json  # noqa: PLC0415 - after the environment is set

    @app.middleware("request")  # type: ignore[untyped-decorator, no-untyped-call]  # sanic's
    async def only_known(request: Request) -> HTTPResponse | None:
        asked = (request.method, request.path)
        if asked not in READS:
            return json({"status": "failure", "reason": "NotFound"}, 404)
        if token is None or asked == ("GET", "/") or hmac.compare_digest(_given(request), token.encode()):
            return None
        return json({"status": "failure", "reason": "NotAuthenticated"}, 401)


def _given(request: Request) -> bytes:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return str(token if kind.lower() == "bearer" else request.args.get("token", "")).encode()


def die_with_parent() -> None:
    """End this process by SIGTERM soon after the process that started it is gone.

    A thread looks at the parent's id twice a second. Linux could send a signal by itself (PR_SET_PDEATHSIG), but does so
    when the *thread* that started us ends, and other systems cannot.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_EVERY)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
