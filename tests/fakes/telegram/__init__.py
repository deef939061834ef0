"""A Telegram of our own for tests: the Bot API over HTTP, with its limits, its refusals and its people.

    with FakeTelegram() as telegram:
        citizen = telegram.user("Nguyễn Văn Demo")
        ...start the bot with TELEGRAM_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url...
        citizen.send("làm giấy khai sinh cho con")
        citizen.wait(lambda: citizen.last and citizen.last.labels)
        citizen.press("Trực tuyến")

By hand: ``python -m tests.fakes.telegram --port 8081``.
"""

from tests.fakes.telegram.errors import Trouble
from tests.fakes.telegram.people import Group, User
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.world import Seen

__all__ = ["FakeTelegram", "Group", "Seen", "Trouble", "User"]
