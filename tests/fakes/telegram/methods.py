"""The methods of the Bot API that a bot like ours uses, as documented at https://core.telegram.org/bots/api."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.fakes.forms import Upload
from tests.fakes.telegram import checks
from tests.fakes.telegram.errors import Refusal, bad_request
from tests.fakes.telegram.world import BOT_ID, QUERY_SECONDS, Chat, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.telegram.world import World

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current"
    " content and reply markup of the message"
)
_GROUP_GONE = "Forbidden: bot was kicked from the group chat"


class Methods:
    """Each method takes the call's parameters and returns ``result``, or raises a ``Refusal``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.table: dict[str, Callable[[dict[str, Any]], Any]] = {
            "getme": self.get_me,
            "sendmessage": self.send_message,
            "senddocument": self.send_document,
            "sendphoto": self.send_photo,
            "editmessagetext": self.edit_message_text,
            "editmessagereplymarkup": self.edit_message_reply_markup,
            "answercallbackquery": self.answer_callback_query,
            "sendchataction": self.send_chat_action,
        }

    def get_me(self, _parameters: dict[str, Any]) -> dict[str, Any]:
        abilities = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return self.world.bot | abilities

    def send_message(self, parameters: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(parameters)
        private = chat.type == "private"
        text = checks.clean_text(parameters.get("text"))
        if parameters.get("parse_mode"):
            raise bad_request("unsupported parse_mode (this fake reads entities only)")
        entities = checks.entities(parameters.get("entities"), text)
        markup = checks.reply_markup(parameters.get("reply_markup"), private=private)
        reply_to = self._reply_to(parameters, chat)
        self.world.flood.admit(chat.id, self.world.clock())
        content: dict[str, Any] = {"text": text}
        if entities:
            content["entities"] = entities
        if (preview := checks.link_preview(parameters.get("link_preview_options"))) is not None:
            content["link_preview_options"] = preview
        sent = self.world.add_message(chat, self.world.bot, content, markup=markup, reply_to=reply_to)
        self.world.statistics.sent += 1
        self.world.statistics.sent_at.append(self.world.clock())
        return sent.json()

    def send_document(self, parameters: dict[str, Any]) -> dict[str, Any]:
        chat = self._chat(parameters)
        given = parameters.get("document")
        document = parameters.get(given.removeprefix("attach://")) if isinstance(given, str) else given
        if not isinstance(document, Upload):
            raise bad_request("there is no document in the request")
        if not document.content:
            raise bad_request("file must be non-empty")
        markup = checks.reply_markup(parameters.get("reply_markup"), private=chat.type == "private")
        reply_to = self._reply_to(parameters, chat)
        self.world.flood.admit(chat.id, self.world.clock())
        about = {"file_id": "file", "file_unique_id": "file", "file_name": document.name}
        content = {"document": {**about, "file_size": len(document.content)}}
        sent = self.world.add_message(chat, self.world.bot, content, markup=markup, reply_to=reply_to, file=document)
        self.world.statistics.sent += 1
        return sent.json()

    def send_photo(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """A photo that is uploaded, or was before and is named by its id; the caption has 1,024 units."""
        chat = self._chat(parameters)
        given = parameters.get("photo")
        name = given if isinstance(given, str) and not given.startswith("attach://") else None
        attached = parameters.get(given.removeprefix("attach://")) if isinstance(given, str) else given
        photo = self.world.photos.get(name) if name is not None else attached
        if not isinstance(photo, Upload):
            raise bad_request("wrong file identifier/HTTP URL specified")
        if not self.world.photos_work or not photo.content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
            raise bad_request("IMAGE_PROCESS_FAILED")
        caption = checks.clean_text(parameters["caption"]) if parameters.get("caption") else ""
        if checks.units(caption) > checks.CAPTION_UNITS:
            raise bad_request("message caption is too long")
        entities = checks.entities(parameters.get("caption_entities"), caption)
        markup = checks.reply_markup(parameters.get("reply_markup"), private=chat.type == "private")
        reply_to = self._reply_to(parameters, chat)
        self.world.flood.admit(chat.id, self.world.clock())
        if name is None:
            name = f"photo-{len(self.world.photos) + 1}"
            self.world.photos[name] = photo
            self.world.statistics.uploads += 1
        size = {"file_id": name, "file_unique_id": name, "width": 1, "height": 1, "file_size": len(photo.content)}
        content: dict[str, Any] = {"photo": [size], "caption": caption}
        if entities:
            content["caption_entities"] = entities
        sent = self.world.add_message(chat, self.world.bot, content, markup=markup, reply_to=reply_to, file=photo)
        self.world.statistics.sent += 1
        self.world.statistics.sent_at.append(self.world.clock())
        return sent.json()

    def edit_message_text(self, parameters: dict[str, Any]) -> dict[str, Any]:
        message = self._own(parameters)
        text = checks.clean_text(parameters.get("text"))
        entities = checks.entities(parameters.get("entities"), text)
        markup = self._inline(parameters)
        if text == message.content["text"] and markup == message.markup:
            raise bad_request(_NOT_MODIFIED)
        message.content = {"text": text} | ({"entities": entities} if entities else {})
        message.markup, message.edited = markup, True
        return message.json()

    def edit_message_reply_markup(self, parameters: dict[str, Any]) -> dict[str, Any]:
        message = self._own(parameters)
        markup = self._inline(parameters)
        if markup == message.markup:
            raise bad_request(_NOT_MODIFIED)
        message.markup, message.edited = markup, True
        return message.json()

    def answer_callback_query(self, parameters: dict[str, Any]) -> bool:
        query = self.world.queries.get(str(parameters.get("callback_query_id")))
        if query is None or query.answered or self.world.clock() - query.asked_at > QUERY_SECONDS:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if checks.units(str(parameters.get("text") or "")) > checks.ANSWER_UNITS:
            raise bad_request("MESSAGE_TOO_LONG")
        query.answered = True
        return True

    def send_chat_action(self, parameters: dict[str, Any]) -> bool:
        chat = self._chat(parameters)
        if parameters.get("action") not in checks.CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        self.world.typing[chat.id] += 1
        return True

    def _chat(self, parameters: dict[str, Any]) -> Chat:
        given = parameters.get("chat_id")
        if given is None or given == "":
            raise bad_request("chat_id is empty")
        chat = self.world.chats.get(int(given)) if re.fullmatch(r"-?\d+", str(given)) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.moved_to is not None:
            raise Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.moved_to,
            )
        if chat.gone is not None:
            raise Refusal(403, chat.gone)
        if not chat.open:
            why = "bot can't initiate conversation with a user"
            raise Refusal(403, f"Forbidden: {why}" if chat.type == "private" else _GROUP_GONE)
        return chat

    def _own(self, parameters: dict[str, Any]) -> Message:
        chat = self._chat(parameters)
        message = self.world.message(chat.id, checks.integer(parameters, "message_id", 0) or 0)
        if message is None:
            raise bad_request("message to edit not found")
        if message.sender["id"] != BOT_ID or (message.markup and "inline_keyboard" not in message.markup):
            raise bad_request("message can't be edited")
        return message

    def _inline(self, parameters: dict[str, Any]) -> dict[str, Any] | None:
        return checks.reply_markup(parameters.get("reply_markup"), private=True, inline_only=True)

    def _reply_to(self, parameters: dict[str, Any], chat: Chat) -> int | None:
        given = parameters.get("reply_parameters")
        if not given:
            return None
        fields = json.loads(given) if isinstance(given, str) else given
        message_id = int(fields.get("message_id", 0))
        if self.world.message(chat.id, message_id) is not None:
            return message_id
        if fields.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
