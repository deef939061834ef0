"""A stored picture in the web chat: a link to this very service, which the page opens."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from bot.conversation.messages import Outgoing, Picture, Reply
from bot.platforms.webchat.ports import StoredReply
from bot.platforms.webchat.wire import reply_to_wire

VIEW = Path(__file__).parents[4] / "bot/platforms/webchat/static/js/view.js"


def test_a_picture_is_a_link_to_this_very_service():
    picture = Picture("a" * 64, "image/jpeg", 1000, "Xem hình")
    reply = Reply("Lịch hẹn.", picture=picture)
    assert Reply.from_json(reply.to_json()) == reply
    wire = reply_to_wire(StoredReply(Outgoing(1, "c", reply), datetime.now(UTC), None))
    assert wire["links"] == [{"label": "Xem hình", "url": f"/pictures/{'a' * 64}.jpg"}]
    (pattern,) = re.findall(r"isPicture\(url\) .*?/\^(.+?)\$/\.test", VIEW.read_text(encoding="utf-8"))
    assert re.fullmatch(pattern.replace(r"\/", "/"), wire["links"][0]["url"]), "the page opens it"
