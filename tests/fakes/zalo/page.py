"""A page to play a Zalo user by hand: what they type and press, and messages as they are drawn there."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

    from tests.fakes.zalo.people import Follower
    from tests.fakes.zalo.world import Seen

_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Zalo thử</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{margin:0;font:16px/1.4 sans-serif;background:#e2e9f1;display:flex;flex-direction:column;height:100vh}
h1{font-size:1rem;margin:0;padding:.7rem 1rem;background:#0068ff;color:#fff}
ol{flex:1;overflow:auto;list-style:none;margin:0;padding:1rem}
li{background:#fff;border-radius:.6rem;padding:.5rem .8rem;margin:.4rem 0;max-width:34rem;white-space:pre-wrap}
li.mine{background:#d5e8ff;margin-left:auto}
li button,li a{display:block;width:100%;padding:.5rem;margin-top:.3rem;border:1px solid #c9d3df;border-radius:.4rem;
background:#f7f9fb;color:#0054cc;text-align:center;font:inherit;box-sizing:border-box;text-decoration:none}
form{display:flex;gap:.5rem;padding:.7rem;background:#fff}
input{flex:1;font:inherit;padding:.5rem}form button{font:inherit;padding:.5rem 1rem}
</style>
<h1>NAME · Zalo thử (không phải Zalo thật)</h1><ol id="chat" aria-live="polite"></ol>
<form id="form"><input id="text" autocomplete="off" aria-label="Tin nhắn" placeholder="Nhập tin nhắn…">
<button>Gửi</button><button type="button" data-act="follow">Quan tâm</button>
<button type="button" data-act="hand">Cán bộ trả lời</button></form>
<script>
const chat=document.getElementById('chat'),text=document.getElementById('text');let shown=-1;
async function act(kind,value){await fetch('/page/act',{method:'POST',body:new URLSearchParams({kind,value})});draw()}
function part(tag,label,act_){const e=document.createElement(tag);e.textContent=label;if(act_)e.onclick=act_;return e}
async function draw(){const all=await(await fetch('/page/messages')).json();if(all.length===shown)return;
shown=all.length;chat.replaceChildren(...all.map(m=>{const li=part('li',m.text);if(!m.from_office)li.className='mine';
for(const label of m.labels)li.append(part('button',label,()=>act('press',JSON.stringify([m.id,label]))));
for(const[label,url]of Object.entries(m.urls)){const a=part('a',label);a.href=url;a.target='_blank';a.rel='noopener';
li.append(a)}
if(m.asks_contact)li.append(part('button','Gửi thông tin',()=>act('contact','')));return li}));
chat.scrollTop=chat.scrollHeight}
document.getElementById('form').onsubmit=e=>{e.preventDefault();if(text.value.trim())act('type',text.value);text.value=''};
for(const b of document.querySelectorAll('[data-act]'))b.onclick=()=>{act(b.dataset.act,text.value);text.value=''};
setInterval(draw,400);draw()
</script></html>"""


class Page:
    """Routes of the page of one follower."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower

    def routes(self) -> list[Route]:
        return [
            Route("/", self._page),
            Route("/page/messages", self._messages),
            Route("/page/act", self._act, methods=["POST"]),
        ]

    async def _page(self, _request: Request) -> Response:
        return HTMLResponse(_PAGE.replace("NAME", html.escape(self._follower.person.name)))

    async def _messages(self, _request: Request) -> Response:
        return JSONResponse(
            [
                {
                    "id": seen.id,
                    "text": seen.text,
                    "from_office": seen.from_office,
                    "labels": seen.labels,
                    "urls": seen.urls,
                    "asks_contact": seen.asks_contact,
                }
                for seen in self._follower.messages(from_office=False)
            ]
        )

    async def _act(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode(), keep_blank_values=True)
        kind, value = form.get("kind", [""])[0], form.get("value", [""])[0]
        try:
            self._perform(kind, value)
        except (LookupError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"ok": True})

    def _perform(self, kind: str, value: str) -> None:
        person = self._follower
        if kind == "type" and value.strip():
            person.type(value)
        elif kind == "press":
            message_id, label = _pair(value)
            person.press(label, under=_named(person, message_id))
        elif kind == "contact":
            person.share_contact()
        elif kind == "follow":
            person.follow()
        elif kind == "hand" and value.strip():
            person.is_answered_by_hand(value)


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
