"""The OA API, OAuth and ZBS as documented; refusals are HTTP 200 with a code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.forms import Upload
from tests.fakes.zalo.world import (
    APP_ID,
    APP_SECRET,
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
FILE_BYTES = 5_000_000
FILE_TYPES = frozenset({"pdf", "doc", "docx", "csv"})


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class OaApi:
    """Each method takes the call's body and returns ``data``, or raises a ``Refusal``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls_a_minute = 4000
        self._minute = (0, 0)
        self.methods: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "/v3.0/oa/message/cs": self.send,
            "/v3.0/oa/message/template": self.send_template,
            "/message/template": self.send_by_phone,
            "/v3.0/oa/quota/message": self.quota,
            "/v2.0/oa/getoa": self.about,
            "/v2.0/oa/upload/file": self.upload_file,
        }
        self.templates: set[str] = {"7895417"}
        self.files: dict[str, Upload] = {}

    def admit(self, token: str) -> None:
        """Check the access token and the calls of this minute."""
        minute = int(self.world.now() // 60)
        self._minute = (minute, self._minute[1] + 1 if self._minute[0] == minute else 1)
        if self._minute[1] > self.calls_a_minute:
            raise Refusal(-32, "App or OA reached limit call api")
        tokens = self.world.tokens
        if not token or token != tokens.access:
            raise Refusal(-216, "Access token is invalid")
        if self.world.now() >= tokens.access_until:
            raise Refusal(-220, "access_token is expired or removed")

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

    def send_template(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body)
        if str(body.get("template_id")) not in self.templates:
            raise Refusal(-249, "Template cannot be sent by UID")
        if person.blocked:
            raise Refusal(-213, "User has not followed OA")
        text = " ".join(str(value) for value in dict(body.get("template_data") or {}).values())
        seen = Seen(self.world.new_id("t"), text, from_office=True, template=str(body["template_id"]))
        self.world.show(person, seen)
        return {"message_id": seen.id}

    def send_by_phone(self, body: dict[str, Any]) -> dict[str, Any]:
        if not re.fullmatch(r"\+?84\d{9}", str(body.get("phone"))):
            raise Refusal(-108, "Phone number is invalid")
        if str(body.get("template_id")) not in self.templates:
            raise Refusal(-109, "Template ID is invalid")
        tracking = body.get("tracking_id")
        if not isinstance(tracking, str) or not re.fullmatch(r"[\w-]{1,48}", tracking):
            raise Refusal(-1122, "Missing parameter tracking_id")
        sent_time = str(self.world.milliseconds())
        return {"msg_id": self.world.new_id("z"), "sent_time": sent_time, "sending_mode": "1"}

    def upload_file(self, body: dict[str, Any]) -> dict[str, Any]:
        file = body.get("file")
        if not isinstance(file, Upload) or not file.content or len(file.content) > FILE_BYTES:
            raise Refusal(-201, "file is invalid!")
        if file.name.rpartition(".")[2].lower() not in FILE_TYPES or not self.world.files_work:
            raise Refusal(-201, "file type is invalid!")
        token = self.world.new_id("file")
        self.files[token] = file
        return {"token": token}

    def _person(self, fields: dict[str, Any]) -> Person:
        person = self.world.people.get(str(fields.get("user_id")))
        if person is None:
            raise Refusal(-201, "user_id is invalid!")
        return person

    def _seen(self, message: dict[str, Any]) -> Seen:
        text = message.get("text", "")
        attachment = message.get("attachment")
        if not isinstance(text, str) or units(text) > TEXT_UNITS or (not attachment and not text.strip()):
            raise Refusal(-201, "text is invalid!")
        text.encode()  # half pairs never arrive
        message_id = self.world.new_id("m")
        if attachment is None:
            return Seen(message_id, text, from_office=True)
        if attachment.get("type") == "file":
            file = self.files.get(str(attachment.get("payload", {}).get("token")))
            if file is None:
                raise Refusal(-201, "token is invalid!")
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
        if not self.world.request_info_works:
            raise Refusal(-201, "image_url is invalid!")
        if not isinstance(elements, list) or len(elements) != 1:
            raise Refusal(-201, "elements is invalid!")
        title, subtitle = elements[0].get("title", ""), elements[0].get("subtitle", "")
        if not 0 < len(title) <= TITLE or len(subtitle) > SUBTITLE:
            raise Refusal(-210, "title exceeds the allowable limit")
        return Seen(message_id, f"{title}\n{subtitle}", from_office=True, asks_contact=True)

    def _picture(self, message_id: str, text: str, elements: Any) -> Seen:
        """A picture by its address: one, JPG or PNG; Zalo fetches it, and refuses what it can't show."""
        if not isinstance(elements, list) or len(elements) != 1 or elements[0].get("media_type") != "image":
            raise Refusal(-201, "elements is invalid!")
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


class OauthApi:
    """``/v4/oa/access_token``; what goes wrong comes with HTTP 200 and without tokens."""

    def __init__(self, world: World) -> None:
        self.world = world

    def tokens(self, form: dict[str, str], secret: str) -> dict[str, Any]:
        tokens = self.world.tokens
        if secret != APP_SECRET or form.get("app_id") != APP_ID:
            return {"error": -14004, "error_name": "Invalid secret key", "error_description": "Invalid secret key"}
        if form.get("grant_type") == "authorization_code":
            until = tokens.codes.pop(form.get("code", ""), 0.0)
            if until <= self.world.now() or len(form.get("code_verifier", "")) != 43:
                return {"error": -14010, "error_name": "Invalid code", "error_reason": "used or expired"}
            return tokens.issue(self.world.now())
        given = form.get("refresh_token", "")
        if not given or given != tokens.refresh or self.world.now() >= tokens.refresh_until:
            return {"error": -14014, "error_name": "Invalid refresh token", "error_reason": "used or expired"}
        tokens.used.append(given)
        return tokens.issue(self.world.now())
