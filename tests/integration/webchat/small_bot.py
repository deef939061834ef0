"""A real server with the web chat and a bot that knows a few words, in a process that tests can kill.

It keeps what it accepted and said in a journal on disk, and looks into a file for the faults it is to show.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette

from bot.conversation.messages import Choice, File, Inbound, Kind, Link, Outgoing, Reply, Source
from bot.guidance.moments import VIETNAM
from bot.platforms.webchat.config import WebChatConfig
from bot.platforms.webchat.ports import (
    HistoryItem,
    IntakeUnavailable,
    MailboxUnavailable,
    StoredMessage,
    StoredReply,
)
from bot.platforms.webchat.routes import build_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import FrameType

    from starlette.types import ASGIApp, Receive, Scope, Send

LETTER = Source(
    rule="R05",
    document="Công văn 4708/UBND-CCHC",
    paragraph="mục 1",
    effective_from="2021-08-22",
    in_force=True,
    signed_on="2021-08-22",
    quote="chỉ tiếp nhận hồ sơ trực tiếp đối với các trường hợp có đặt lịch, hẹn giờ thông qua Tổng đài "
    "Hành chính công (08.27.27.1022)",
    url="https://example.org/4708",
)
LETTER_TOO = replace(LETTER, rule="R14", paragraph="mục 2", quote="khuyến khích và hướng dẫn")
OLD = Source("R00", "Công văn 4805/UBND-CCHC", "mục 2", "2020-08-12", False, quote="đặt lịch hẹn qua tổng đài")
COMING = Source("R99", "Chỉ thị demo", "mục 3", "2021-08-24T12:00", False, confirmed=False)
MENU = (
    Choice("Nộp hồ sơ trực tuyến", "#online"),
    Choice("Gửi hồ sơ qua bưu điện", "#post"),
    Choice("Đặt lịch đến nộp trực tiếp", "#book"),
)
XSS = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script> & <b>đậm</b>"
LONG_WORD = "Nghiêng" * 60


def answer(inbound: Inbound) -> list[Reply]:  # noqa: C901, PLR0911 - a table of replies
    """What this bot says."""
    if inbound.kind is Kind.START:
        hello = f"từ {inbound.text}" if inbound.text else "bà con"
        return [Reply(f"Dạ, xin chào {hello}! Tôi là máy trả lời tự động.\nAnh/chị muốn hỏi việc gì?", MENU)]
    if inbound.kind is Kind.CHOICE:
        under = f" (dưới tin {inbound.source_message})"
        return [Reply(f"Dạ, anh/chị chọn {inbound.payload}{under}.", (Choice("Xem căn cứ", "#why"), *MENU))]
    text = inbound.text or ""
    match text.split(maxsplit=1)[0].lower():
        case "căn":
            said = "Dạ, muốn nộp trực tiếp thì phải hẹn trước. Gọi 08.27.27.1022, việc khẩn cấp gọi 113/114/115."
            return [
                Reply(
                    said,
                    MENU,
                    (LETTER, LETTER_TOO, OLD, COMING),
                    (Link("Cổng dịch vụ công", "https://example.org/dvc"),),
                )
            ]
        case "menu":
            units = tuple(Choice(f"Bộ phận Một cửa xã {n} – sáng thứ {n}, 24/8", f"#unit:{n}") for n in range(2, 16))
            return [Reply("Dạ, mời anh/chị chọn nơi và buổi:", units)]
        case "xss":
            bad = Source("X", XSS, XSS, None, True, quote=XSS, url="javascript:alert(1)")
            links = (Link(XSS, "javascript:alert(1)"), Link(XSS, "https://example.org/<b>"))
            return [Reply(XSS, (Choice(XSS, "#xss"),), (bad,), links)]
        case "dài":
            return [Reply("\n".join(f"Dòng {n} của một câu trả lời dài. {LONG_WORD[: n * 9]}" for n in range(40)))]
        case "đặt":
            more = "\n".join(f"Điều {n} cần nhớ khi đi nộp hồ sơ." for n in range(40))
            return [Reply("Dạ, đã đặt lịch xong.\n• Mã lịch hẹn: CM-7K3P9"), Reply(more, MENU)]
        case "hai":
            return [Reply(f"Tin thứ nhất: {text}"), Reply(f"Tin thứ hai: {text}")]
        case "tệp":
            return [Reply("Dạ, tệp đây ạ.", file=File("du-lieu-cua-toi.csv", f"Loại,Nội dung\r\nTin,“{text}”\r\n"))]
        case "im":
            return []
    return [Reply(f"Dạ, anh/chị vừa nói: {text}")]


class Faults:
    """What the tests want to go wrong, read anew each time."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "faults.json"

    def get(self, name: str) -> Any:
        try:
            return json.loads(self._path.read_text()).get(name)
        except FileNotFoundError:
            return None


class Store:
    """Inbox, outbox and bot in one, on an append-only journal."""

    def __init__(self, folder: Path, answered_for: datetime | None) -> None:
        self._journal = folder / "journal.jsonl"
        self._faults = Faults(folder)
        self._answered_for = answered_for
        self._items: dict[str, list[HistoryItem]] = defaultdict(list)
        self._accepted: set[str] = set()
        self._open: list[Inbound] = []
        self._next_id = 1
        self._watchers: dict[str, set[Wakeup]] = defaultdict(set)
        self._work = asyncio.Event()
        for line in self._journal.read_text().splitlines() if self._journal.exists() else []:
            self._apply(json.loads(line))

    def _write(self, record: dict[str, Any]) -> None:
        record["at"] = datetime.now(UTC).isoformat()
        with self._journal.open("a") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._apply(record)

    def _apply(self, record: dict[str, Any]) -> None:
        at = datetime.fromisoformat(record["at"])
        if "in" in record:
            inbound = Inbound.from_json(record["in"])
            self._accepted.add(inbound.event_id)
            self._items[inbound.chat].append(StoredMessage(inbound, at))
            self._open.append(inbound)
        elif "turn" in record:
            self._open = [inbound for inbound in self._open if inbound.event_id != record["turn"]]
            for row in record["out"]:
                message = Outgoing(row["id"], record["chat"], Reply.from_json(row["reply"]))
                self._items[record["chat"]].append(StoredReply(message, at, self._answered_for))
                self._next_id = row["id"] + 1

    async def accept(self, inbound: Inbound) -> None:
        if self._faults.get("intake") == "unavailable":
            raise IntakeUnavailable("as the test wants")
        if inbound.event_id not in self._accepted:
            self._write({"in": inbound.to_json()})
            self._work.set()
        if self._faults.get("die_after_accepting") == inbound.text is not None:
            os._exit(9)

    async def run(self) -> None:
        while True:
            while self._open:
                await asyncio.sleep(self._faults.get("answer_after") or 0)
                while self._faults.get("silent"):  # noqa: ASYNC110 - a file says how long, by another process
                    await asyncio.sleep(0.02)
                inbound = self._open[0]
                replies = answer(inbound)
                rows = [{"id": self._next_id + n, "reply": reply.to_json()} for n, reply in enumerate(replies)]
                self._write({"turn": inbound.event_id, "chat": inbound.chat, "out": rows})
                for watcher in self._watchers[inbound.chat]:
                    watcher.event.set()
            self._work.clear()
            await self._work.wait()

    async def since(self, chat: str, after: int, limit: int) -> list[StoredReply]:
        self._check()
        replies = (item for item in self._items[chat] if isinstance(item, StoredReply))
        return [reply for reply in replies if reply.message.id > after][:limit]

    async def history(self, chat: str, limit: int) -> list[HistoryItem]:
        self._check()
        return self._items[chat][-limit:]

    async def acknowledge(self, chat: str, up_to: int) -> None:
        self._check()
        self._write({"ack": chat, "up_to": up_to})

    def _check(self) -> None:
        if self._faults.get("mailbox") == "unavailable":
            raise MailboxUnavailable("as the test wants")

    @contextlib.asynccontextmanager
    async def watch(self, chat: str) -> AsyncIterator[Wakeup]:
        wakeup = Wakeup()
        self._watchers[chat].add(wakeup)
        try:
            yield wakeup
        finally:
            self._watchers[chat].discard(wakeup)


class Wakeup:
    def __init__(self) -> None:
        self.event = asyncio.Event()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 - as the port has it
        try:
            await asyncio.wait_for(self.event.wait(), timeout)
        except TimeoutError:
            return False
        self.event.clear()
        return True


def breaking_streams(app: ASGIApp, faults: Faults) -> ASGIApp:
    """Return ``app`` behind a network that holds streams back or cuts them, when the test wants it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/chat/events" and faults.get("streams") == "held":
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        await app(scope, receive, send)

    return wrapped


class Server(uvicorn.Server):
    """Ends its streams when it is told to stop."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._closing.set()
        super().handle_exit(sig, frame)


async def serve(arguments: argparse.Namespace) -> None:
    closing = asyncio.Event()
    moment = datetime.fromisoformat(arguments.as_of).replace(tzinfo=VIETNAM) if arguments.as_of else None
    store = Store(arguments.folder, moment)
    config = WebChatConfig(
        session_key=b"a key for tests, of 32 bytes ....",
        answers_for=lambda: moment or datetime.now(VIETNAM),
        heartbeat=arguments.heartbeat,
        poll_seconds=5,
    )
    app = Starlette(routes=build_routes(store, store, config, closing=closing))
    settings = uvicorn.Config(
        breaking_streams(app, Faults(arguments.folder)), host="127.0.0.1", port=arguments.port, log_level="warning"
    )
    worker = asyncio.create_task(store.run())
    await Server(settings, closing).serve()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--as-of")
    parser.add_argument("--heartbeat", type=float, default=15.0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
