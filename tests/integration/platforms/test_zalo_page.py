"""The page on which one plays a Zalo user by hand."""

from __future__ import annotations

import json

import httpx

from tests.fakes.forms import Upload
from tests.fakes.zalo import FakeZalo, Seen
from tests.fakes.zalo.page import Page


def test_the_page_types_presses_and_shows() -> None:
    zalo = FakeZalo()
    citizen = zalo.follower("Nguyễn Văn <Demo>")
    zalo.page = Page(citizen)
    with zalo, httpx.Client(base_url=zalo.url, trust_env=False) as client:

        def act(kind: str, value: str = "") -> int:
            return client.post("/page/act", data={"kind": kind, "value": value}).status_code

        page = client.get("/").text
        assert r"Nguy\u1ec5n V\u0103n \u003cDemo>" in page
        assert "<Demo>" not in page
        assert act("type", "xin chào") == 200
        zalo.world.show(citizen.person, Seen("m1", "Chọn ạ:", True, {"Một": "#m.1"}, {"Cổng": "https://x.vn"}))
        first, second = client.get("/page/messages").json()
        assert (first["text"], first["from_office"]) == ("xin chào", False)
        assert (second["labels"], second["urls"]) == (["Một"], {"Cổng": "https://x.vn"})
        file = Upload("a.csv", "Loại\r\n".encode("utf-8-sig"))
        zalo.world.show(citizen.person, Seen("m2", "", True, picture="https://x.vn/a.png", file=file))
        third = client.get("/page/messages").json()[2]
        assert (third["picture"], third["file"]) == ("https://x.vn/a.png", {"name": "a.csv", "text": "Loại\r\n"})
        assert act("press", json.dumps(["m1", "Một"])) == 200
        assert act("press", json.dumps(["m1", "Hai"])) == 400
        assert act("press", "?") == 400
        assert act("contact") == 400
        assert act("hand", " ") == 400
        assert act("dance") == 400
        assert act("follow") == 200
        assert act("hand", "Em là cán bộ ạ") == 200
        said = [event.get("message", {}).get("text") for event in zalo.world.events]
        assert said == ["xin chào", "Chọn ạ:", None, "", None, "#m.1", None, "Em là cán bộ ạ"]


def test_a_clerk_has_a_phone_of_their_own() -> None:
    zalo = FakeZalo()
    citizen, clerk = zalo.follower(), zalo.bot_user()
    zalo.page = Page(citizen, clerk)
    with zalo, httpx.Client(base_url=zalo.url, trust_env=False) as client:
        assert client.post("/page/act", data={"who": "clerk", "kind": "type", "value": "#1 dạ"}).status_code == 200
        assert client.post("/page/act", data={"who": "clerk", "kind": "follow"}).status_code == 400
        assert client.post("/page/act", data={"who": "nobody", "kind": "type", "value": "x"}).status_code == 400
        (seen,) = client.get("/page/messages?who=clerk").json()
        assert (seen["text"], seen["from_office"]) == ("#1 dạ", False)
        assert client.get("/page/messages").json() == []
        assert zalo.world.updates[0]["message"]["text"] == "#1 dạ"
