"""A page to play Zalo users by hand: what they type and press, and messages as they are drawn there.

One phone is a citizen's, who talks with the Official Account; where there is a clerk, another one shows the staff
chat with the bot of the Bot Platform.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.fakes.zalo.people import Follower

if TYPE_CHECKING:
    from starlette.requests import Request

    from tests.fakes.zalo.people import BotUser
    from tests.fakes.zalo.world import Seen

_HTML = Path(__file__).with_name("page.html")
_CITIZEN, _CLERK = "citizen", "clerk"
_CITIZENS_ACTS = [
    ["follow", "Quan tâm"],
    ["unfollow", "Bỏ quan tâm"],
    ["sticker", "Gửi ảnh dán"],
    ["location", "Gửi vị trí"],
    ["hand", "Cán bộ trả lời thay (gõ chữ trước)"],
]


class Page:
    """Routes of the page.

    Args:
        citizen: talks with the Official Account.
        clerk: talks with the bot, where there is one.
    """

    def __init__(self, citizen: Follower, clerk: BotUser | None = None) -> None:
        self._phones: dict[str, Follower | BotUser] = {_CITIZEN: citizen}
        if clerk is not None:
            self._phones[_CLERK] = clerk

    def routes(self) -> list[Route]:
        return [
            Route("/", self._page),
            Route("/page/messages", self._messages),
            Route("/page/act", self._act, methods=["POST"]),
        ]

    async def _page(self, _request: Request) -> Response:
        subtitles = {_CITIZEN: "người dân nhắn với Official Account", _CLERK: "cán bộ trực, nhắn với Zalo Bot"}
        who = [
            {
                "who": name,
                "title": f"{phone.person.name} · Zalo thử",
                "subtitle": f"{subtitles[name]} (không phải Zalo thật)",
                "acts": _CITIZENS_ACTS if name == _CITIZEN else [],
            }
            for name, phone in self._phones.items()
        ]
        # Within a script element "</" must not appear, whatever somebody is called.
        return HTMLResponse(_HTML.read_text().replace("/*WHO*/[]", json.dumps(who).replace("<", "\\u003c")))

    async def _messages(self, request: Request) -> Response:
        phone = self._phones.get(request.query_params.get("who", _CITIZEN))
        return JSONResponse([] if phone is None else [_drawn(seen) for seen in phone.messages(from_office=False)])

    async def _act(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode(), keep_blank_values=True)
        who, kind, value = (form.get(name, [""])[0] for name in ("who", "kind", "value"))
        try:
            self._perform(self._phones[who or _CITIZEN], kind, value)
        except (LookupError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"ok": True})

    def _perform(self, person: Follower | BotUser, kind: str, value: str) -> None:
        if kind == "type" and value.strip():
            person.type(value)
        elif kind == "sticker":
            person.send_media("sticker")
        elif not isinstance(person, Follower):
            raise LookupError(f"the bot's chat knows no {kind}")
        elif kind == "press":
            message_id, label = _pair(value)
            person.press(label, under=_named(person, message_id))
        elif kind == "hand":
            if not value.strip():
                raise ValueError("Gõ chữ trước rồi bấm.")
            person.is_answered_by_hand(value)
        else:
            acts = {
                "contact": person.share_contact,
                "follow": person.follow,
                "unfollow": person.unfollow,
                "location": lambda: person.send_location(9.1769, 105.1524),
            }
            acts[kind]()


def _drawn(seen: Seen) -> dict[str, Any]:
    return {
        "id": seen.id,
        "text": seen.text,
        "from_office": seen.from_office,
        "labels": seen.labels,
        "urls": seen.urls,
        "picture": seen.picture,
        "file": {"name": seen.file.name, "text": seen.file.content.decode("utf-8-sig")} if seen.file else None,
        "asks_contact": seen.asks_contact,
        "note": f"mẫu ZBS {seen.template}" if seen.template else "",
    }


def _named(person: Follower, message_id: str) -> Seen:
    for seen in person.messages():
        if seen.id == message_id:
            return seen
    raise LookupError("no such message")


def _pair(value: str) -> tuple[str, str]:
    found: Any = json.loads(value)
    if not isinstance(found, list) or len(found) != 2:
        raise ValueError("not a message and a label")
    return str(found[0]), str(found[1])
