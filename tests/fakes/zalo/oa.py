"""The OA API as documented; refusals are HTTP 200 with a code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.zalo import templates
from tests.fakes.zalo.admission import Admission
from tests.fakes.zalo.uploads import Uploads
from tests.fakes.zalo.world import (
    FREE_SECONDS,
    OA_ID,
    OA_NAME,
    WINDOW_SECONDS,
    Person,
    Refusal,
    Seen,
    World,
)

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT_UNITS = 2000
BUTTONS = 5
TITLE = 100
PAYLOAD = 1000
SUBTITLE = 500


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class OaApi:
    """Each method takes the call's body and returns ``data``, or raises a ``Refusal``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.count: Callable[[str], int] = units
        """How the length of a text is measured; Zalo does not say."""
        self.admission = Admission(world)
        self.uploads = Uploads(world)
        self.templates = templates.Templates(world)
        self.methods: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "/v3.0/oa/message/cs": self.send,
            "/v3.0/oa/message/template": self.templates.by_user,
            templates.PATH: self.templates.by_phone,
            "/v3.0/oa/quota/message": self.quota,
            "/v2.0/oa/getoa": self.about,
            "/v2.0/oa/upload/image": self.uploads.image,
            "/v2.0/oa/upload/gif": self.uploads.gif,
            "/v2.0/oa/upload/file": self.uploads.file,
        }

    def about(self, _body: dict[str, Any]) -> dict[str, Any]:
        return {"oa_id": OA_ID, "name": OA_NAME, "is_verified": True, "oa_type": 4, "package_name": "demo"}

    def quota(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body)
        return {"last_interaction": str(int((person.last_interaction or 0) * 1000))}

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        recipient = body.get("recipient")
        person = self._person(recipient if isinstance(recipient, dict) else {})
        message = body.get("message")
        seen = self._seen(message if isinstance(message, dict) else {})
        if person.blocked:
            raise Refusal(-213, "User has not followed OA")
        age = self.world.now() - (person.last_interaction or 0.0)
        if person.last_interaction is None or age > WINDOW_SECONDS:
            raise Refusal(-230, "User has not interacted with the OA in the past 7 days")
        if age > FREE_SECONDS and not self.world.has_balance:
            raise Refusal(-320, "Your app needs to connect with Zalo Cloud Account")
        self.world.show(person, seen)
        quota = {"quota": {"quota_type": "reply"}} if age <= FREE_SECONDS else {}
        sent_time = str(self.world.milliseconds())
        return {"message_id": seen.id, "user_id": person.id, "sent_time": sent_time, **quota}

    def _person(self, fields: dict[str, Any]) -> Person:
        person = self.world.people.get(str(fields.get("user_id")))
        if person is None:
            raise Refusal(-201, "user_id is invalid!")
        return person

    def _seen(self, message: dict[str, Any]) -> Seen:
        text = message.get("text", "")
        attachment = message.get("attachment")
        if not isinstance(text, str) or self.count(text) > TEXT_UNITS or (not attachment and not text.strip()):
            raise Refusal(-201, "text is invalid!")
        text.encode()  # half pairs never arrive
        message_id = self.world.new_id("m")
        if attachment is None:
            return Seen(message_id, text, from_office=True)
        if attachment.get("type") == "file":
            file = self.uploads.get("file", attachment.get("payload", {}).get("token"))
            return Seen(message_id, "", from_office=True, file=file)
        payload = attachment.get("payload", {}) if attachment.get("type") == "template" else {}
        if payload.get("template_type") == "request_user_info":
            return self._request(message_id, payload)
        if payload.get("template_type") == "media":
            return self._picture(message_id, text, payload.get("elements"))
        if "template_type" in payload or "buttons" not in payload or not text.strip():
            raise Refusal(-201, "attachment is invalid!")
        if not self.world.buttons_work:
            raise Refusal(-233, "Message type is unsupported")
        return self._with_buttons(message_id, text, payload["buttons"])

    def _request(self, message_id: str, payload: dict[str, Any]) -> Seen:
        elements = payload.get("elements")
        if not isinstance(elements, list) or len(elements) != 1:
            raise Refusal(-201, "elements is invalid!")
        picture = elements[0].get("image_url")
        if not self.world.request_info_works or (self.world.request_info_wants_picture and not picture):
            raise Refusal(-201, "image_url is invalid!")
        title, subtitle = elements[0].get("title", ""), elements[0].get("subtitle", "")
        if not 0 < len(title) <= TITLE or len(subtitle) > SUBTITLE:
            raise Refusal(-210, "title exceeds the allowable limit")
        return Seen(message_id, f"{title}\n{subtitle}", from_office=True, asks_contact=True, picture=picture)

    def _picture(self, message_id: str, text: str, elements: Any) -> Seen:
        """One picture, JPG or PNG: uploaded before, or by its address; Zalo refuses what it can't fetch or show."""
        if not isinstance(elements, list) or len(elements) != 1 or elements[0].get("media_type") != "image":
            raise Refusal(-201, "elements is invalid!")
        if "attachment_id" in elements[0]:
            uploaded = self.uploads.get("image", elements[0]["attachment_id"])
            if not self.world.pictures_work:
                raise Refusal(-201, "attachment is invalid!")
            return Seen(message_id, text, from_office=True, picture=uploaded.name)
        url = elements[0].get("url", "")
        if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+/\S*", url) or not self.world.pictures_work:
            raise Refusal(-201, "url is invalid!")
        return Seen(message_id, text, from_office=True, picture=url)

    def _with_buttons(self, message_id: str, text: str, buttons: Any) -> Seen:
        if not isinstance(buttons, list) or not 0 < len(buttons) <= BUTTONS:
            raise Refusal(-201, "buttons is invalid!")
        payloads: dict[str, str] = {}
        urls: dict[str, str] = {}
        for button in buttons:
            title, payload = button.get("title"), button.get("payload")
            if not isinstance(title, str) or not 0 < len(title) <= TITLE or not title.strip():
                raise Refusal(-210, "title exceeds the allowable limit")
            if button.get("type") in {"oa.query.hide", "oa.query.show"}:
                if not isinstance(payload, str) or not 0 < len(payload) <= PAYLOAD:
                    raise Refusal(-201, "payload is invalid!")
                payloads[title] = payload
            elif button.get("type") == "oa.open.url":
                if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", payload.get("url", "")):
                    raise Refusal(-201, "url is invalid!")
                urls[title] = payload["url"]
            else:
                raise Refusal(-201, "type is invalid!")
        return Seen(message_id, text, True, payloads, urls)
