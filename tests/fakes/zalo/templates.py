"""ZBS Template Message, by user id (OA API) and by phone: approved templates, the night, the day's quota, the money."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.fakes.zalo.world import Refusal, Seen

if TYPE_CHECKING:
    from tests.fakes.zalo.world import World

PATH = "/message/template"
TEMPLATE = "7895417"
A_DAY = 500

_VIETNAM = timedelta(hours=7)
_NIGHT_FROM, _NIGHT_TO = 22, 6


class Templates:
    """Sends templates.

    Attributes:
        approved: their ids.
        not_at_night: those that are not sent from 22:00 to 6:00; which ones, Zalo decides.
        a_day: messages that the account may send in one day of Vietnam, by either way.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.approved = {TEMPLATE}
        self.not_at_night: set[str] = set()
        self.a_day = A_DAY
        self._day = ""
        self._sent = 0

    def by_user(self, body: dict[str, Any]) -> dict[str, Any]:
        person, template = self.world.people.get(str(body.get("user_id"))), str(body.get("template_id"))
        if person is None:
            raise Refusal(-201, "user_id is invalid!")
        if template not in self.approved:
            raise Refusal(-249, "Template cannot be sent by UID")
        if person.blocked:
            raise Refusal(-213, "User has not followed OA")
        if not self._awake(template):
            raise Refusal(-234, "This message type cannot be sent between 22:00 and 6:00")
        if not self.world.has_balance:
            raise Refusal(-321, "Zalo Cloud Account is out of money")
        if self._left() <= 0:
            raise Refusal(-211, "Out of quota")
        self._sent += 1
        text = " ".join(str(value) for value in dict(body.get("template_data") or {}).values())
        seen = Seen(self.world.new_id("t"), text, from_office=True, template=template)
        self.world.show(person, seen)
        return {"message_id": seen.id}

    def by_phone(self, body: dict[str, Any]) -> dict[str, Any]:
        template, tracking = str(body.get("template_id")), body.get("tracking_id")
        if not re.fullmatch(r"\+?84\d{9}", str(body.get("phone"))):
            raise Refusal(-108, "Phone number is invalid")
        if template not in self.approved:
            raise Refusal(-109, "Template ID is invalid")
        if not isinstance(tracking, str) or not re.fullmatch(r"[\w-]{1,48}", tracking):
            raise Refusal(-1122, "Missing parameter tracking_id")
        if not self._awake(template):
            raise Refusal(-133, "Template cannot be sent at night")
        if not self.world.has_balance:
            raise Refusal(-115, "Out of quota or balance")
        if self._left() <= 0:
            raise Refusal(-144, "OA has reached its daily limit")
        self._sent += 1
        quota = {"dailyQuota": str(self.a_day), "remainingQuota": str(self._left())}
        sent = {"sent_time": str(self.world.milliseconds()), "sending_mode": "1", "quota": quota}
        return {"msg_id": self.world.new_id("z"), **sent}

    def _awake(self, template: str) -> bool:
        return template not in self.not_at_night or _NIGHT_TO <= self._local().hour < _NIGHT_FROM

    def _left(self) -> int:
        today = f"{self._local():%Y-%m-%d}"
        if today != self._day:
            self._day, self._sent = today, 0
        return self.a_day - self._sent

    def _local(self) -> datetime:
        return datetime.fromtimestamp(self.world.now(), UTC) + _VIETNAM
