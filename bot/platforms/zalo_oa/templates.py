"""ZBS Template Message: approved templates, for people who have not written for a week.

By user id (``v3.0/oa/message/template`` of the OA API; to be verified with a real account) or by phone
(``business.openapi.zalo.me/message/template``), which only a person's consent allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bot.platforms.contract import MessageRefused, Receipt
from bot.platforms.fields import identifier, mapping
from bot.platforms.zalo_oa.codes import oa_error, zbs_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.messages import Outgoing
    from bot.platforms.zalo_oa.transport import Transport

_BY_USER = "/v3.0/oa/message/template"
_BY_PHONE = "/message/template"
_VIETNAM = "84"


@dataclass(frozen=True, slots=True)
class Template:
    """A template with its data.

    Attributes:
        id: of the approved template.
        data: its parameters.
        chat: the person's user id.
        phone: goes there by phone where it is set.
        tracking: our id of the message, for Zalo's delivery event.
        zbs_url: root of the API by phone.
    """

    id: str
    data: Mapping[str, str]
    chat: str
    phone: str | None
    tracking: str
    zbs_url: str

    @classmethod
    def of(cls, given: Mapping[str, Any], message: Outgoing, zbs_url: str) -> Self:
        """Read ``extra["template"]`` of a message.

        Raises:
            MessageRefused: it names no template.
        """
        template_id = identifier(given.get("id"))
        if template_id is None:
            raise MessageRefused("the message's template has no id")
        data = {str(name): str(value) for name, value in mapping(given.get("data")).items()}
        phone = given.get("phone")
        normal = international(phone) if isinstance(phone, str) else None
        return cls(template_id, data, message.chat, normal, f"motcua-{message.id}", zbs_url.rstrip("/"))


async def send_template(transport: Transport, template: Template, token: str) -> Receipt:
    """Send a template.

    Raises:
        PlatformError: one of the typed errors.
    """
    body: dict[str, Any] = {"template_id": template.id, "template_data": dict(template.data)}
    if template.phone is None:
        data = await transport.post(_BY_USER, {"user_id": template.chat, **body}, token, errors=oa_error)
        return Receipt(identifier(data.get("message_id")))
    body |= {"phone": template.phone, "tracking_id": template.tracking}
    data = await transport.post(_BY_PHONE, body, token, root=template.zbs_url, errors=zbs_error)
    return Receipt(identifier(data.get("msg_id")))


def international(phone: str) -> str:
    """Return a phone as ZBS wants it: ``84…`` without a plus."""
    digits = "".join(character for character in phone if character.isascii() and character.isdecimal())
    if digits.startswith(_VIETNAM) and not phone.strip().startswith("0"):
        return digits
    return _VIETNAM + digits.lstrip("0")
