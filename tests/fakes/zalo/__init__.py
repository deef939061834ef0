"""A Zalo of our own for tests: Official Account, OAuth, templates and Bot Platform, with their people.

    with FakeZalo() as zalo:
        citizen = zalo.follower("Nguyễn Văn Demo")
        ...start the bot with zalo.env(), set zalo.webhooks.url...
        citizen.type("làm giấy khai sinh cho con")
        citizen.wait(lambda: citizen.last and citizen.last.labels)
        citizen.press("Trực tuyến")

By hand: ``python -m tests.fakes.zalo --webhook http://127.0.0.1:8080/webhooks/zalo/oa``.
"""

from tests.fakes.zalo.people import BotUser, Follower
from tests.fakes.zalo.server import FakeZalo
from tests.fakes.zalo.world import Seen, Trouble

__all__ = ["BotUser", "FakeZalo", "Follower", "Seen", "Trouble"]
