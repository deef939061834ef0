"""How an Official Account is used: what Zalo leaves open has a safe default here and a setting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.platforms.zalo_oa.events import PHONE_FIELD
from bot.platforms.zalo_oa.rendering import Buttons, Count

if TYPE_CHECKING:
    from datetime import datetime

API_URL = "https://openapi.zalo.me"
OAUTH_URL = "https://oauth.zaloapp.com"
ZBS_URL = "https://business.openapi.zalo.me"


@dataclass(frozen=True, slots=True)
class Options:
    """How the account is used; what Zalo leaves open has a safe default.

    Attributes:
        app_id: of the app; in every webhook call.
        oa_id: of our account; None takes the events of any account that uses the app.
        secret_key: the "OA Secret Key" of the app's Webhook page.
        buttons: how choices are shown.
        pays: whether messages between 48 hours and seven days are sent, which Zalo bills.
        contact_image: picture on the request for contact.
        template: the approved template for messages outside the window; None lets them wait.
        template_field: name of its parameter that takes the message's text.
        zbs_url: root of the template API by phone.
        counts: how Zalo counts the length of texts.
        phone_field: where a shared contact holds the phone number.
    """

    app_id: str
    secret_key: str
    oa_id: str | None = None
    buttons: Buttons = Buttons.HIDE
    pays: bool = False
    contact_image: str | None = None
    template: str | None = None
    template_field: str = "noi_dung"
    zbs_url: str = ZBS_URL
    counts: Count = Count.UTF16
    phone_field: str = PHONE_FIELD


class ReplyWindows(Protocol):
    """Tells when a person last interacted with the account."""

    async def last_interaction(self, chat: str) -> datetime | None:
        """Return the moment, or None where nothing is known."""
        ...
