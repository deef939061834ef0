"""Zalo's events and signature: what each means, and that nothing breaks the reader."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Kind
from bot.platforms.notices import AnsweredByHand, Echoed, Interacted, Left, PermissionRevoked, Receipts
from bot.platforms.zalo_bot.updates import read_update
from bot.platforms.zalo_oa.events import read_event
from bot.platforms.zalo_oa.signature import build_mac, is_signed
from tests.integration.platforms.strategies import json_values

OA, PERSON = "444", "2222222222222222222"
STAMP = "1787209817225"
AT = datetime.fromtimestamp(1787209817.225, UTC)
IDS = {"sender": {"id": PERSON}, "recipient": {"id": OA}}
ECHO = {"sender": {"id": OA}, "recipient": {"id": PERSON}}
RECEIVED = Receipts("zalo_oa", PERSON, ("a",), False, AT)


def event(name: str, **body: Any) -> dict[str, Any]:
    return {"app_id": "1", "event_name": name, "timestamp": STAMP, **body}


def said(kind: str, **message: Any) -> dict[str, Any]:
    return event(f"user_send_{kind}", **IDS, message={"msg_id": "m1", **message})


def attached(kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    return said(kind, attachments=[{"type": kind, "payload": payload}], **more)


def test_the_mac_is_the_documented_one() -> None:
    body = (
        '{"app_id":"1234567890123456789","sender":{"id":"1111111111111111111"},'
        '"recipient":{"id":"2222222222222222222"},"event_name":"user_send_text",'
        '"message":{"text":"Xin chào","msg_id":"m-0001"},"timestamp":"1760000000000"}'
    ).encode()
    mac = build_mac("1234567890123456789", body, "1760000000000", "oa-secret-for-tests")
    assert mac == "9c8156b924706b5c31e952b9e1faa5a6c28007566f52646e73cabbead64beb81"
    assert is_signed(f"mac={mac}", "1234567890123456789", body, "1760000000000", "oa-secret-for-tests")
    assert not is_signed(f"mac={mac}", "1234567890123456789", body, "1760000000001", "oa-secret-for-tests")


@pytest.mark.parametrize(
    ("given", "kind", "fields"),
    [
        (said("text", text="Alo"), Kind.TEXT, {"text": "Alo"}),
        (said("text", text="#menu.show"), Kind.CHOICE, {"payload": "#menu.show"}),
        (said("text", text=" #slot.take:1 \n"), Kind.CHOICE, {"payload": "#slot.take:1"}),
        (said("text", text="#tra cứu"), Kind.TEXT, {"text": "#tra cứu"}),
        (said("text", text="a\0b"), Kind.TEXT, {"text": "ab"}),
        (attached("image", {"url": "http://x"}), Kind.MEDIA, {"text": None}),
        (attached("image", {"url": "http://x"}, text="giấy của tui"), Kind.MEDIA, {"text": "giấy của tui"}),
        (attached("sticker", {"id": "1"}), Kind.MEDIA, {}),
        (attached("audio", {"url": "http://x"}), Kind.MEDIA, {}),
        (attached("file", {"url": "http://x", "size": "3"}), Kind.MEDIA, {}),
        (attached("business_card", {}), Kind.MEDIA, {}),
        (attached("link", {"url": "http://x"}), Kind.MEDIA, {}),
        (attached("link", {"url": "http://x"}, text="xem http://x"), Kind.TEXT, {"text": "xem http://x"}),
        (
            attached("location", {"coordinates": {"latitude": "9.18", "longitude": "105.15"}}),
            Kind.LOCATION,
            {"latitude": 9.18, "longitude": 105.15},
        ),
        (attached("location", {"coordinates": {"latitude": "x", "longitude": "1e999"}}), Kind.MEDIA, {}),
        (event("follow", oa_id=OA, follower={"id": PERSON}, source="oa_profile"), Kind.START, {}),
        (event("user_submit_info", **IDS, info={"phone": "84912345678"}), Kind.CONTACT, {"phone": "84912345678"}),
        (event("user_submit_info", **IDS, info={"phone": 84912345678}), Kind.CONTACT, {"phone": "84912345678"}),
    ],
)
def test_what_people_send(given: dict[str, Any], kind: Kind, fields: dict[str, Any]) -> None:
    found = read_event(given, OA)
    assert found.known
    assert found.inbound is not None
    assert (found.inbound.kind, found.inbound.sender, found.inbound.chat) == (kind, PERSON, PERSON)
    assert found.inbound.sequence == int(STAMP)
    assert {name: getattr(found.inbound, name) for name in fields} == fields
    assert found.notices == (Interacted("zalo_oa", PERSON, AT),)


@pytest.mark.parametrize(
    ("given", "notice"),
    [
        (event("unfollow", oa_id=OA, follower={"id": PERSON}), Left("zalo_oa", PERSON, AT)),
        (event("user_click_chatnow", oa_id=OA, user_id=PERSON), Interacted("zalo_oa", PERSON, AT)),
        (
            event("user_received_message", **IDS, message={"msg_id": "a"}),
            Receipts("zalo_oa", PERSON, ("a",), False, AT),
        ),
        (
            event("user_received_message", **ECHO, message={"msg_ids": ["a"]}),
            Receipts("zalo_oa", PERSON, ("a",), False, AT),
        ),
        (
            event("user_seen_message", **ECHO, message={"msg_ids": ["a", "b"]}),
            Receipts("zalo_oa", PERSON, ("a", "b"), True, AT),
        ),
        (event("oa_send_text", **ECHO, message={"msg_id": "a", "text": "Dạ"}), Echoed("zalo_oa", PERSON, "a", AT)),
        (
            event("oa_send_image", **ECHO | {"sender": {"id": OA, "admin_id": "7"}}, message={"msg_id": "a"}),
            AnsweredByHand("zalo_oa", PERSON, AT),
        ),
        (event("permission_revoked", oa_id=OA), PermissionRevoked("zalo_oa", AT)),
    ],
)
def test_what_else_is_told(given: dict[str, Any], notice: object) -> None:
    found = read_event(given, OA)
    assert found.inbound is None
    assert found.notices == (notice,)


@pytest.mark.parametrize(
    "given",
    [
        event("user_send_text", sender={"id": PERSON}, recipient={"id": "555"}, message={"msg_id": "m", "text": "x"}),
        event("oa_send_text", sender={"id": "555"}, recipient={"id": PERSON}, message={"msg_id": "m"}),
        event("follow", oa_id="555", follower={"id": PERSON}),
        event("permission_revoked", oa_id="555"),
        event("user_received_message", sender={"id": "555"}, recipient={"id": PERSON}, message={"msg_id": "a"}),
    ],
)
def test_other_accounts_of_the_same_app_mean_nothing(given: dict[str, Any]) -> None:
    found = read_event(given, OA)
    assert (found.inbound, found.notices) == (None, ())


@pytest.mark.parametrize("name", ["add_user_to_tag", "change_template_status", "user_send_group_text", "create_group"])
def test_known_events_without_a_meaning(name: str) -> None:
    found = read_event(event(name, **IDS), OA)
    assert (found.known, found.inbound, found.notices) == (True, None, ())


def test_an_unknown_event_says_so() -> None:
    assert not read_event(event("user_of_next_year", **IDS), OA).known


names = st.sampled_from(
    ["user_send_text", "user_send_location", "user_submit_info", "follow", "oa_send_text", "user_seen_message",
     "permission_revoked", "unfollow", "user_click_chatnow", "message.text.received", "message.unsupported.received"]
)  # fmt: skip
keys = st.sampled_from(
    ["sender", "recipient", "message", "follower", "info", "oa_id", "user_id", "result", "timestamp", "chat", "from"]
)
inner = st.dictionaries(
    st.sampled_from(["id", "msg_id", "msg_ids", "text", "attachments", "phone", "chat", "from", "message_id", "date"]),
    json_values,
)
bodies = st.builds(
    lambda name, rest: {"timestamp": STAMP, **rest, "event_name": name},
    names,
    st.dictionaries(keys, inner | json_values),
)


@settings(max_examples=300)
@given(bodies)
def test_no_body_breaks_the_readers(body: dict[str, Any]) -> None:
    body = json.loads(json.dumps(body))
    for inbound in (read_event(body, None).inbound, read_event(body, OA).inbound, read_update(body)):
        if inbound is not None:
            json.dumps(inbound.to_json()).encode()
            assert "\0" not in str(inbound.to_json())
