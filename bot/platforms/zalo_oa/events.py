"""Zalo's webhook events as ``Inbound``s and notices. Whatever an event looks like, reading it never raises.

Names and shapes: developers.zalo.me, "Webhook"; where the pages are silent both known forms are read. docs/zalo.md
lists what is to be verified with a real account.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Inbound, Kind, PlatformName, is_payload
from bot.platforms.fields import degrees, identifier, mapping, moment_ms, string
from bot.platforms.notices import AnsweredByHand, Echoed, Interacted, Left, PermissionRevoked, Receipts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.platforms.notices import Notice

NAME = PlatformName.ZALO_OA

PHONE_FIELD = "info.phone"
"""Where both known shapes of ``user_submit_info`` hold the phone number."""

SAMPLE_MESSAGE = "This is message id"
"""``msg_id`` of the sample that the console's check and Test button post; it is acknowledged and nothing else."""

log = logging.getLogger(__name__)

_SAID = "user_send_"
_MEDIA = frozenset({"image", "gif", "link", "audio", "video", "sticker", "file", "business_card"})
_ECHO = "oa_send_"
_ECHOED = frozenset({"text", "image", "gif", "list", "file", "sticker", "template"})

_OPENS_WINDOW = frozenset(
    {
        "user_asking_product", "user_call_oa", "user_click_chatnow", "user_feedback", "user_reacted_message",
        "user_reply_consent", "widget_interaction_accepted",
    }
)  # fmt: skip
"""What a person does without saying anything: it opens the reply window and is not answered."""

_NOTHING_TO_DO = frozenset(
    {
        "add_user_to_tag", "anonymous_send_file", "anonymous_send_image", "anonymous_send_sticker",
        "anonymous_send_text", "change_oa_daily_quota", "change_oa_template_tags", "change_template_quality",
        "change_template_quota", "change_template_status", "create_group", "oa_call_user", "oa_reacted_message",
        "oa_send_consent", "remove_user_from_tag", "shop_has_order", "update_user_info", "user_click_response_button",
        "user_join_group", "user_out_group", "widget_failed_to_sync_user_external_id",
    }
)  # fmt: skip
"""Known events that mean nothing to the bot. Anonymous people have no address that a later message could go to."""

_NOTHING_TO_DO_PREFIXES = ("user_send_group_", "oa_send_group_", "oa_send_anonymous_")


@dataclass(frozen=True, slots=True)
class Event:
    """What an event means to the bot.

    Attributes:
        name: as Zalo calls it; shortened.
        inbound: what a person said, where somebody did.
        notices: what else is to be noted.
        known: False for a name that is in no table here.
    """

    name: str
    inbound: Inbound | None = None
    notices: tuple[Notice, ...] = field(default=())
    known: bool = True


def is_sample(event: Mapping[str, Any]) -> bool:
    """Return whether this is the sample that the developer console posts to try an address."""
    return mapping(event.get("message")).get("msg_id") == SAMPLE_MESSAGE


def read_event(event: Mapping[str, Any], oa_id: str | None, phone_field: str = PHONE_FIELD) -> Event:
    """Return what a verified event means.

    Args:
        event: the call's body.
        oa_id: our Official Account; events of others that use the same app mean nothing. None takes any.
        phone_field: where ``user_submit_info`` holds the phone number, names with dots between them.
    """
    name = (string(event, "event_name") or "")[:80]
    milliseconds = moment_ms(event.get("timestamp"))
    if milliseconds is None or is_sample(event):
        return Event(name)
    at = _moment(milliseconds)
    if name.startswith(_ECHO) and name.removeprefix(_ECHO) in _ECHOED:
        return _echo(name, event, oa_id, at)
    if name in {"user_received_message", "user_seen_message"}:
        return _receipts(name, event, oa_id, at)
    if name == "permission_revoked":
        ours = oa_id is None or identifier(event.get("oa_id")) in {None, oa_id}
        return Event(name, notices=(PermissionRevoked(NAME, at),) if ours else ())
    if name in _NOTHING_TO_DO or name.startswith(_NOTHING_TO_DO_PREFIXES):
        return Event(name)
    return _of_person(name, event, oa_id, milliseconds, phone_field)


def _moment(milliseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def _of_person(name: str, event: Mapping[str, Any], oa_id: str | None, milliseconds: int, phone_field: str) -> Event:
    said = name.removeprefix(_SAID) if name.startswith(_SAID) else ""
    known = said in {*_MEDIA, "text", "location"} or name in {*_OPENS_WINDOW, "follow", "unfollow", "user_submit_info"}
    if not known:
        return Event(name, known=False)
    person = _person(event)
    addressed = identifier(mapping(event.get("recipient")).get("id")) or identifier(event.get("oa_id"))
    if person is None or (oa_id is not None and addressed != oa_id):
        return Event(name)
    at = _moment(milliseconds)
    if name == "unfollow":
        return Event(name, notices=(Left(NAME, person, at),))
    content, own_id = _content(name, said, event, phone_field)
    notices = (Interacted(NAME, person, at),)
    if content is None:
        return Event(name, notices=notices)
    inbound = Inbound(
        platform=NAME,
        event_id=own_id or f"{name}:{person}:{milliseconds}",
        sender=person,
        chat=person,
        sequence=milliseconds,
        **content,
    )
    return Event(name, inbound, notices)


def _person(event: Mapping[str, Any]) -> str | None:
    for holder in ("sender", "follower", "user"):
        found = identifier(mapping(event.get(holder)).get("id"))
        if found is not None:
            return found
    return identifier(event.get("user_id"))


def _content(
    name: str, said: str, event: Mapping[str, Any], phone_field: str
) -> tuple[dict[str, Any] | None, str | None]:
    """Return the fields of ``Inbound`` that say what a person sent, and the message's id where it has one."""
    if name == "follow":
        return {"kind": Kind.START}, None
    if name == "user_submit_info":
        return _contact(event, phone_field), None
    message = mapping(event.get("message"))
    own_id = identifier(message.get("msg_id"))
    if not said or own_id is None:
        return None, None
    text = string(message, "text")
    if said == "location":
        return _location(message), own_id
    if said == "text" or (said == "link" and text):
        return _text(text), own_id
    return {"kind": Kind.MEDIA, "text": text or None}, own_id


def _text(text: str | None) -> dict[str, Any] | None:
    """A pressed ``oa.query`` button arrives as a text that is its payload; anybody can type one too."""
    if not text:
        return None
    payload = text.strip()
    if is_payload(payload):
        return {"kind": Kind.CHOICE, "payload": payload}
    return {"kind": Kind.TEXT, "text": text}


def _location(message: Mapping[str, Any]) -> dict[str, Any]:
    attachments = message.get("attachments")
    first = attachments[0] if isinstance(attachments, list) and attachments else None
    coordinates = mapping(mapping(mapping(first).get("payload")).get("coordinates"))
    latitude, longitude = degrees(coordinates.get("latitude")), degrees(coordinates.get("longitude"))
    if latitude is None or longitude is None:
        return {"kind": Kind.MEDIA}
    return {"kind": Kind.LOCATION, "latitude": latitude, "longitude": longitude}


def _contact(event: Mapping[str, Any], phone_field: str) -> dict[str, Any] | None:
    found: object = event
    for name in phone_field.split("."):
        found = mapping(found).get(name)
    phone = identifier(found)
    if phone is None:
        log.warning("An answer to the request for a phone has none where it is looked for", extra={"at": phone_field})
    return None if phone is None else {"kind": Kind.CONTACT, "phone": phone}


def _echo(name: str, event: Mapping[str, Any], oa_id: str | None, at: datetime) -> Event:
    """Messages of the account itself: ours, or, with ``admin_id``, of somebody who answers in Zalo's chat tool."""
    sender = mapping(event.get("sender"))
    person = identifier(mapping(event.get("recipient")).get("id"))
    if person is None or (oa_id is not None and identifier(sender.get("id")) != oa_id):
        return Event(name)
    if identifier(sender.get("admin_id")) is not None:
        return Event(name, notices=(AnsweredByHand(NAME, person, at),))
    message_id = identifier(mapping(event.get("message")).get("msg_id"))
    return Event(name, notices=(Echoed(NAME, person, message_id, at),) if message_id is not None else ())


def _receipts(name: str, event: Mapping[str, Any], oa_id: str | None, at: datetime) -> Event:
    """Which side is the sender is not documented: the person is whoever is not the account."""
    message = mapping(event.get("message"))
    several = message.get("msg_ids")
    given = [*several] if isinstance(several, list) else []
    ids = tuple(found for value in (*given, message.get("msg_id")) if (found := identifier(value)) is not None)
    sides = [identifier(mapping(event.get(side)).get("id")) for side in ("recipient", "sender")]
    person = next((side for side in sides if side is not None and side != oa_id), None)
    if not ids or person is None or (oa_id is not None and oa_id not in sides):
        return Event(name)
    return Event(name, notices=(Receipts(NAME, person, ids, name == "user_seen_message", at),))
