"""Broadcasts as staff look at them: the list, one in full, and its text for SMS and the loudspeaker."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.broadcasts import sms, store
from bot.broadcasts.audience_sql import ALL
from bot.broadcasts.callers import counted
from bot.broadcasts.rules import draft_of_rule
from bot.db.pictures import StoredPictures
from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from datetime import datetime

    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.model import Broadcast
    from bot.broadcasts.rules import RuleDraft
    from bot.broadcasts.sms import Sms
    from bot.conversation.messages import Picture
    from bot.staff.office import Office

UNAPPROVED = "CHƯA DUYỆT"
"""Stands over what is taken out of here before it was approved."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A broadcast's text for people on no platform.

    Attributes:
        plain: the SMS without diacritics, in the cheap encoding.
        full: the SMS with them.
        loudspeaker: what is read aloud.
        on_no_platform: people with an appointment whom no message reaches, without their phones; None where nobody
            could say.
        approved: whether just this content is approved; what is not says so in each text.
    """

    plain: Sms
    full: Sms
    loudspeaker: str
    on_no_platform: int | None
    approved: bool


@dataclass(frozen=True, slots=True)
class Tellable:
    """A published rule that a broadcast may tell of.

    Attributes:
        rule: its id.
        draft: what it gives a broadcast.
        begins: when it comes into force; None where it is already.
    """

    rule: str
    draft: RuleDraft
    begins: datetime | None


async def listed(office: Office, limit: int) -> list[Broadcast]:
    """Return the newest broadcasts, the newest first."""
    require(office.actor, "broadcast.list")
    return await store.latest(office.database, limit)


async def shown(office: Office, broadcast: int) -> Broadcast:
    """Return one broadcast.

    Raises:
        Refused: there is none of that number.
    """
    require(office.actor, "broadcast.show")
    return await store.get(office.database, broadcast)


async def exported(office: Office, broadcast: int, reach: Reach = ALL) -> Exported:
    """Return the text of a broadcast for SMS and the loudspeaker.

    Raises:
        Refused: there is none of that number.
    """
    require(office.actor, "broadcast.export")
    found = await store.get(office.database, broadcast)
    content = found.content
    text, loud = sms.sms_text(content), sms.loudspeaker_text(content)
    if not found.approved:
        text, loud = f"[{UNAPPROVED}] {text}", f"*** {UNAPPROVED} ***\n\n{loud}"
    plain = sms.count(sms.without_diacritics(text))
    return Exported(plain, sms.count(text), loud, await counted(office, content, reach), found.approved)


async def picture(office: Office, broadcast: int) -> tuple[Picture, bytes]:
    """Return the stored picture of a broadcast, which is the one that is sent.

    Raises:
        Refused: there is no broadcast of that number, or it has no picture.
    """
    require(office.actor, "broadcast.picture")
    found = (await store.get(office.database, broadcast)).content.picture
    content = await StoredPictures(office.database, None).content(found) if found is not None else None
    if found is None or content is None:
        raise Refused(f"Thông báo {broadcast} không có hình nào được lưu.")
    return found, content


async def rules(office: Office) -> list[Tellable]:
    """Return the published rules that a broadcast may tell of, in the database's own rulebook, in its order."""
    require(office.actor, "broadcast.rules")
    found = []
    for rule in office.guidance.rulebook.content.rules:
        with contextlib.suppress(Refused):
            draft = draft_of_rule(office.guidance.rulebook, rule.id, office.now)
            found.append(Tellable(rule.id, draft, draft.begins))
    return found
