"""`motcua chat`: a conversation in the terminal, through the same inbox, turn and outbox as on any platform."""

from __future__ import annotations

import asyncio
import sys
import threading
import uuid
from typing import TYPE_CHECKING, Any

import typer

from bot.app import App
from bot.clock import AsOf
from bot.commands.context import SETUP_ERRORS, fail, progress, read_settings
from bot.conversation.inbox import event_key
from bot.conversation.intake import IntakeUnavailable
from bot.conversation.messages import Inbound, Kind, PlatformName, Reply
from bot.conversation.understood import PRESSED, Understanding
from bot.db.events import OUTBOX
from bot.db.pool import INFRASTRUCTURE
from bot.embedded.system import EmbeddedSystem
from bot.logs import set_up
from bot.platforms.contract import RawRequest, RequestRefused
from bot.platforms.rendering import plain_text
from bot.platforms.terminal import USER_HEADER, TerminalPlatform
from bot.surfaces import for_terminal, json_line
from bot.understanding.clauses import ClauseReader

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.understanding.clauses import Clause

_LOOK_AGAIN = 2.0
_ANSWER_WITHIN = 30.0

_ANSWERED = """
SELECT i.id, i.understanding, o.id AS outbox_id, o.chat, o.body, o.in_reply_to, o.attempts
FROM inbox AS i LEFT JOIN outbox AS o ON o.inbox_id = i.id
WHERE i.event_key = %(event_key)s AND i.status <> 'open' ORDER BY o.position
"""


class NoAnswer(Exception):
    """A message was taken in but not answered in time."""


class Conversation:
    """One person at the terminal."""

    def __init__(self, app: App, user: str, calendar: AsOf | None) -> None:
        self._app = app
        self._user = user
        self._calendar = calendar
        self._platform = TerminalPlatform()
        self._woken = asyncio.Event()
        app.events.on(OUTBOX, self._notice)

    def _notice(self, payloads: set[str]) -> None:
        if not payloads or f"{PlatformName.TERMINAL}:{self._user}" in payloads:
            self._woken.set()

    async def say(self, line: str) -> tuple[Understanding, list[Reply]] | None:
        """Send a line and return what it was understood as and what is answered; None for an empty line."""
        inbounds = self._platform.receive(RawRequest({USER_HEADER: self._user}, line.encode()))
        return await self.deliver(inbounds[0]) if inbounds else None

    async def open(self) -> list[Reply]:
        """Open the conversation, as a page's first visit does."""
        start = Inbound(PlatformName.TERMINAL, uuid.uuid4().hex, self._user, self._user, Kind.START)
        return (await self.deliver(start))[1]

    async def deliver(self, inbound: Inbound) -> tuple[Understanding, list[Reply]]:
        """Take a message in and wait for its answers.

        Raises:
            NoAnswer: nothing came within half a minute.
        """
        moment = self._calendar.now() if self._calendar is not None else None
        await self._app.intake.accept(inbound, as_of=moment)
        key = event_key(self._app.settings.secret(), inbound)
        deadline = asyncio.get_running_loop().time() + _ANSWER_WITHIN
        while asyncio.get_running_loop().time() < deadline:
            rows = await self._app.database.fetch(_ANSWERED, {"event_key": key})
            if rows:
                replies = [Reply.from_json(row["body"]) for row in rows if row["body"] is not None]
                stored = rows[0]["understanding"]
                return Understanding.from_json(stored) if stored else PRESSED, replies
            try:
                async with asyncio.timeout(_LOOK_AGAIN):
                    await self._woken.wait()
            except TimeoutError:
                continue
            self._woken.clear()
        raise NoAnswer(f"no answer within {_ANSWER_WITHIN:.0f} s")


def as_json(
    line: str, understanding: Understanding, replies: list[Reply], clauses: Sequence[Clause] = ()
) -> dict[str, Any]:
    """Return the answer to one message as the interface promises it."""
    told = {one.start: one.unit for reply in replies for one in reply.told}
    return {
        "in": line,
        "intent": understanding.intent,
        "confidence": round(understanding.confidence, 4),
        "entities": understanding.to_json()["entities"],
        "clauses": [
            {
                "text": clause.text,
                "act": clause.act.value,
                "focus": clause.focus.value if clause.focus is not None else None,
                "topic": clause.topics[0] if clause.topics else None,
                "unit": told.get(clause.start),
            }
            for clause in clauses
        ],
        "replies": [
            {
                "text": reply.text,
                "choices": [{"label": c.label, "payload": c.payload} for c in reply.choices],
                "citations": [
                    {
                        "rule": c.rule,
                        "document": c.document,
                        "paragraph": c.paragraph,
                        "effective_from": c.effective_from,
                        "in_force": c.in_force,
                    }
                    for c in reply.citations
                ],
                **({"links": [{"label": link.label, "url": link.url} for link in reply.links]} if reply.links else {}),
                **({"file": {"name": reply.file.name, "text": reply.file.text}} if reply.file else {}),
            }
            for reply in replies
        ],
    }


async def _lines() -> AsyncIterator[str]:
    """Yield the lines of stdin, be it a terminal, a pipe or a file.

    They are read by a daemon thread, so that Ctrl-C need not wait for a line.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        while line := sys.stdin.buffer.readline():
            loop.call_soon_threadsafe(queue.put_nowait, line)
        loop.call_soon_threadsafe(queue.put_nowait, b"")

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while line := await queue.get():
        yield line.decode(errors="replace").rstrip("\r\n")


async def _talk(app: App, user: str, calendar: AsOf | None, *, json_lines: bool) -> None:
    async with app:
        conversation = Conversation(app, user, calendar)
        if not json_lines:
            _show(await conversation.open())
        async for line in _lines():
            try:
                answer = await conversation.say(line)
            except (NoAnswer, IntakeUnavailable, RequestRefused) as error:
                typer.echo(f"! {error}", err=True)
                continue
            if answer is None:
                continue
            understanding, replies = answer
            if json_lines:
                pressed = understanding.source == PRESSED.source
                read = () if pressed else ClauseReader.naming(app.guidance.current.search).read(line)
                typer.echo(json_line(as_json(line, understanding, replies, read)))
            else:
                _show(replies)


def _show(replies: list[Reply]) -> None:
    for reply in replies:
        typer.echo(for_terminal(plain_text(reply)).replace("\n│ ", "\n") + "\n")
    if sys.stdin.isatty():
        typer.echo("> ", nl=False)


def chat(
    as_of: str | None = typer.Option(None, "--as-of", help="Answer for that day or moment, like 2021-08-22T09:00."),
    user: str | None = typer.Option(None, "--user", help="Go on as that person; a new one each start otherwise."),
    *,
    json_lines: bool = typer.Option(False, "--json", help="A message per input line, a JSON object per answer."),
) -> None:
    """Talk with the assistant in the terminal."""
    settings = read_settings()
    set_up("ERROR")
    try:
        calendar = AsOf.parse(as_of) if as_of is not None else None
    except ValueError:
        fail("--as-of must be a day (2021-08-22), a moment (2021-08-22T09:00) or 'today'", code=2)
    try:
        with EmbeddedSystem(settings, progress if sys.stderr.isatty() else lambda _line: None) as system:
            filled = system.start(booking=True, nlu=True)
            system.tell(filled)
            person = user or f"khach-{uuid.uuid4().hex[:12]}"
            asyncio.run(_talk(App(filled), person, calendar, json_lines=json_lines))
    except SETUP_ERRORS as error:
        fail(str(error), code=4)
    except INFRASTRUCTURE as error:
        fail(f"the database cannot be reached: {str(error).strip()}", code=4)
    except KeyboardInterrupt:
        sys.exit(130)
