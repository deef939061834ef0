"""Bodies that platforms post to the webhooks, and what becomes of them in a hostile world; for property tests."""

from __future__ import annotations

import copy
import itertools
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from bot.platforms.zalo_bot import webhook_secret as zalo_bot_secret
from tests.fakes.zalo.webhooks import SAMPLE, sign
from tests.fakes.zalo.world import APP_ID, BOT_TOKEN, OA_ID
from tests.updates import HEADERS as TELEGRAM_HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEOPLE = 40
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook call.

    Attributes:
        ours: it carries the platform's secret or signature.
    """

    path: str
    headers: dict[str, str]
    body: bytes
    ours: bool


def _telegram() -> list[dict[str, Any]]:
    """Updates of all kinds that the bot asks for, and some that it does not."""
    number = next(_numbers)
    person = {"id": 7_700_000 + number % PEOPLE, "is_bot": False, "first_name": "Demo", "language_code": "vi"}
    chat = {"id": person["id"], "type": "private", "first_name": "Demo"}
    group = {"id": -7_700_000 - number % PEOPLE, "type": "supergroup", "title": "Tổ dân phố Demo"}
    message = {"message_id": number, "date": 1629600000, "from": person, "chat": chat}
    mention = [{"type": "mention", "offset": 0, "length": 12}]
    contents: list[dict[str, Any]] = [
        {"text": "xin chào"},
        {"text": "/start area_12", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
        {"text": "1", "reply_to_message": {**message, "text": "?"}},
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "giấy của tui"},
        {"sticker": {"file_id": "a", "type": "regular", "width": 1, "height": 1}},
        {"location": {"latitude": 9.17, "longitude": 105.15}},
        {"contact": {"phone_number": "0912000111", "first_name": "Demo", "user_id": person["id"]}},
        {"voice": {"file_id": "a", "duration": 3}},
        {"new_chat_members": [person]},
        {"chat": group, "text": "@motcua_demo giấy khai sinh", "entities": mention},
        {"migrate_to_chat_id": -100123, "chat": group},
    ]
    query = {"id": "1", "from": person, "chat_instance": "1", "data": "#menu", "message": {**message, "text": "…"}}
    updates = [{"message": {**message, **content}} for content in contents]
    updates += [{"edited_message": {**message, "text": "xin chào", "edit_date": 1629600001}}, {"callback_query": query}]
    updates += [{"my_chat_member": {"chat": chat, "from": person, "new_chat_member": {"status": "kicked"}}}]
    return [{"update_id": number, **update} for update in updates]


def official_account() -> list[dict[str, Any]]:
    """Every event that docs/zalo.md lists, and one that is in no document."""
    number = next(_numbers)
    stamp = str(int(time.time() * 1000))
    person, account = f"24684588352919{number % PEOPLE:04d}", {"id": OA_ID}
    said = {"sender": {"id": person}, "recipient": account}
    echo = {"sender": account, "recipient": {"id": person}, "message": {"text": "Dạ", "msg_id": f"e{number}"}}
    attached = {
        "image": {"url": "https://x.example/a.jpg", "thumbnail": ""},
        "gif": {"url": "https://x.example/a.gif", "thumbnail": ""},
        "link": {"url": "https://x.example", "thumbnail": "", "description": "Trang"},
        "audio": {"url": "https://x.example/a.aac"},
        "video": {"url": "https://x.example/a.mp4", "thumbnail": "", "description": ""},
        "sticker": {"id": "1", "url": "https://x.example/s"},
        "location": {"coordinates": {"latitude": "9.17", "longitude": "105.15"}},
        "file": {"url": "https://x.example/a.pdf", "size": "12", "name": "a.pdf", "checksum": "0", "type": "pdf"},
        "business_card": {"phone": "84912000111"},
    }
    events: dict[str, dict[str, Any]] = {
        "user_send_text": {**said, "message": {"text": "xin chào", "msg_id": f"m{number}"}},
        **{
            f"user_send_{kind}": {
                **said, "message": {"msg_id": f"m{number}", "attachments": [{"type": kind, "payload": payload}]}
            }
            for kind, payload in attached.items()
        },
        "user_submit_info": {**said, "info": {"name": "Demo", "phone": "84912000111", "address": "Cà Mau"}},
        "user_seen_message": {"sender": account, "recipient": {"id": person}, "message": {"msg_ids": ["a", "b"]}},
        "user_received_message": {"sender": account, "recipient": {"id": person}, "message": {"msg_id": "a"}},
        "follow": {"follower": {"id": person}, "oa_id": OA_ID, "source": "oa_profile"},
        "unfollow": {"follower": {"id": person}, "oa_id": OA_ID, "source": "zalo"},
        "permission_revoked": {"data": {"user_id": person, "action": "revoked"}},
        "user_reacted_message": {**said, "message": {"msg_id": "a", "react_icon": "/-heart"}},
        "add_user_to_tag": {"oa_id": OA_ID, "tag": {"name": "Demo", "user_ids": [person]}},
        "user_click_response_button": {"oa_id": OA_ID, "msg_id": "a", "message": {"button_type": "response"}},
        "change_oa_daily_quota": {"oa_id": OA_ID, "quota": {"prev_quota": "1", "new_quota": "2"}},
        "create_group": {"oa_id": OA_ID, "group": {"id": "9"}},
        "user_join_group": {"oa_id": OA_ID, "group": {"id": "9"}, "members": [{"id": person}]},
        **{f"oa_send_{kind}": echo for kind in ("text", "image", "gif", "list", "file", "sticker", "template")},
        **{
            f"{who}_{kind}": {**said, "message": {"text": "xin chào", "msg_id": f"m{number}"}}
            for who in ("anonymous_send", "oa_send_anonymous", "user_send_group", "oa_send_group")
            for kind in ("text", "image", "sticker", "file")
        },
        **{
            name: {**said, "oa_id": OA_ID, "user_id": person}
            for name in (
                "user_click_chatnow", "user_call_oa", "user_feedback", "user_reply_consent", "user_asking_product",
                "widget_interaction_accepted", "oa_call_user", "oa_send_consent", "oa_reacted_message",
                "widget_failed_to_sync_user_external_id", "remove_user_from_tag", "update_user_info", "shop_has_order",
                "user_out_group", "change_template_status", "change_template_quality", "change_template_quota",
                "change_oa_template_tags", "a_name_of_tomorrow",
            )
        },
    }  # fmt: skip
    by_hand = {**echo, "sender": {**account, "admin_id": "5"}}
    named = [*events.items(), *((name, by_hand) for name in events if name.startswith("oa_send_"))]
    return [
        SAMPLE,
        *({"app_id": APP_ID, "event_name": name, "timestamp": stamp, **rest} for name, rest in named),
    ]


def _zalo_bot() -> list[dict[str, Any]]:
    number = next(_numbers)
    person = {"id": f"z{number % PEOPLE}", "display_name": "Demo", "is_bot": False}
    message = {
        "from": person,
        "chat": {"id": person["id"], "chat_type": "PRIVATE"},
        "message_id": f"b{number}",
        "date": int(time.time() * 1000),
    }
    events: dict[str, dict[str, Any]] = {
        "message.text.received": {"text": "xin chào"},
        "message.image.received": {"photo": "https://x.example/a.jpg", "caption": "giấy của tui"},
        "message.sticker.received": {"sticker": "a", "url": "https://x.example/s"},
        "message.unsupported.received": {},
    }
    return [
        {"ok": True, "result": {"event_name": name, "message": {**message, **rest}}} for name, rest in events.items()
    ]


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────

_ODD = st.sampled_from(
    [
        "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "0", "-1", "null", "9" * 400, "x" * 6000, "đ\u0301" * 300,
        "#book.go:1", "#" + "a" * 63, "#\n", "<b>&amp;</b>", "' OR 1=1 --", "%(id)s {0} %s", "../../etc/passwd",
        "079123456789", "0912000111", 0, -1, 1e308, 10**30, -(10**30), 2**63, 2**31, True, False, None, [], {}, [[]],
        {"id": None}, {"id": {"id": 1}}, float("nan"), float("inf"),
    ]
)  # fmt: skip
_LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30))
_VALUES = st.one_of(
    _ODD,
    st.text(st.characters(), max_size=300),
    st.recursive(
        _LEAVES,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=12), inner, max_size=4)),
        max_leaves=12,
    ),
)


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in ``value`` that holds something: (container, key)."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _spots(value[key])


@st.composite
def _damaged(draw: st.DrawFn, samples: Callable[[], list[dict[str, Any]]]) -> Any:
    """One of the samples, with up to three changes anywhere in it."""
    made = samples()
    body: Any = copy.deepcopy(made[draw(st.integers(0, len(made) - 1))])
    for _ in range(draw(st.integers(0, 3))):
        spots = list(_spots(body))
        if not spots:
            break
        container, key = spots[draw(st.integers(0, 10_000)) % len(spots)]
        how = draw(st.sampled_from(["replace", "replace", "drop", "wrap", "text"]))
        if how == "drop":
            del container[key]
        elif how == "wrap":
            container[key] = [container[key]]
        elif how == "text":
            container[key] = draw(st.text(max_size=200))
        else:
            container[key] = copy.deepcopy(draw(_VALUES))  # what is sampled is not to be changed by later damage
    return body


def _encoded(body: Any) -> bytes:
    return json.dumps(body).encode()


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A call of any platform's webhook; most carry its secret.

    Every call is a new event of the platform, so what is drawn must not depend on the events' numbers.
    """
    platform = draw(st.sampled_from(["telegram", "zalo/oa", "zalo/bot"]))
    samples = {"telegram": _telegram, "zalo/oa": official_account, "zalo/bot": _zalo_bot}[platform]
    shape = draw(st.integers(0, 19))
    if shape == 0:
        body = draw(st.binary(max_size=100))
    elif shape == 1:
        body = _encoded(draw(_VALUES))
    else:
        body = _encoded(draw(_damaged(samples)))
        if shape == 2:  # cut off, or with something in the middle
            at = draw(st.integers(0, 10_000)) % (len(body) + 1)
            body = body[:at] + draw(st.binary(max_size=4))
    ours = draw(st.integers(0, 9)) > 0
    return Call(f"/webhooks/{platform}", _headers(platform, body) if ours else {"x-nothing": "1"}, body, ours)


def _headers(platform: str, body: bytes) -> dict[str, str]:
    if platform == "telegram":
        return TELEGRAM_HEADERS
    if platform == "zalo/bot":
        return {"X-Bot-Api-Secret-Token": zalo_bot_secret(BOT_TOKEN)}
    return sign(body, _stamp(body))


def _stamp(body: bytes) -> str:
    """The moment that the signature covers, as it stands in the body."""
    try:
        stamp = json.loads(body)["timestamp"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return stamp if isinstance(stamp, str) and stamp.isascii() else ""
