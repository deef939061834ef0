"""Every event that Zalo documents is handled or knowingly ignored, as docs/zalo.md says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.notices import AnsweredByHand, Interacted, Left, PermissionRevoked, Receipts
from bot.platforms.zalo_oa.events import read_event
from tests import webhook_bodies

PAGE = Path(__file__).parents[3] / "docs" / "zalo.md"
OA, PERSON = "444", "2222222222222222222"


def table() -> dict[str, str]:
    """Names of events → what the page says of them."""
    rows = re.search(r"^## Every event$(.*?)^## ", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert rows is not None
    found = {}
    for line in rows[1].splitlines():
        if not line.startswith("| `"):
            continue
        names, said = (cell.strip() for cell in line.strip("|").split("|"))
        found |= dict.fromkeys(re.findall(r"`([a-z_]+)`", names), said)
    return found


EVENTS = table()


def sent(name: str) -> dict[str, Any]:
    by_office = name.startswith(("oa_send_", "user_received", "user_seen"))
    sides = (OA, PERSON) if by_office else (PERSON, OA)
    return {
        "app_id": "1",
        "oa_id": OA,
        "event_name": name,
        "timestamp": "1787209817225",
        "sender": {"id": sides[0], **({"admin_id": "7"} if name.startswith("oa_send_") else {})},
        "recipient": {"id": sides[1]},
        "follower": {"id": PERSON},
        "message": {"text": "Alo", "msg_id": "m1"},
        "info": {"phone": "84912345678"},
    }


@pytest.mark.parametrize("name", EVENTS)
def test_the_page_and_the_reader_agree(name: str) -> None:
    read, said = read_event(sent(name), OA), EVENTS[name]
    assert read.known
    kinds = {type(notice) for notice in read.notices}
    if said.startswith("ignored"):
        assert read.inbound is None
        assert kinds == set()
    elif "is not answered" in said:
        assert read.inbound is None
        assert kinds == {Interacted}
    elif name.startswith("oa_send_"):
        assert kinds == {AnsweredByHand}
    elif name in {"user_received_message", "user_seen_message"}:
        assert kinds == {Receipts}
    elif name in {"unfollow", "permission_revoked"}:
        assert kinds == {{"unfollow": Left}.get(name, PermissionRevoked)}
    else:
        assert read.inbound is not None
        assert kinds == {Interacted}


def test_the_page_names_them_all() -> None:
    documented = {
        "user_send_text", "user_send_image", "user_send_gif", "user_send_link", "user_send_audio", "user_send_video",
        "user_send_sticker", "user_send_location", "user_send_file", "user_send_business_card", "oa_send_text",
        "oa_send_image", "oa_send_gif", "oa_send_list", "oa_send_file", "oa_send_sticker", "oa_send_template",
        "anonymous_send_text", "anonymous_send_image", "anonymous_send_file", "anonymous_send_sticker",
        "change_template_status", "change_template_quality", "change_template_quota",
        "follow", "unfollow", "user_submit_info", "add_user_to_tag", "user_received_message", "user_seen_message",
        "user_click_chatnow", "user_reacted_message", "oa_reacted_message", "user_feedback", "permission_revoked",
        "change_oa_daily_quota", "change_oa_template_tags", "user_call_oa", "oa_call_user", "oa_send_consent",
        "user_reply_consent", "create_group", "user_join_group", "user_out_group", "widget_interaction_accepted",
        "widget_failed_to_sync_user_external_id", "user_click_response_button", "oa_send_anonymous_text",
        "user_send_group_text", "oa_send_group_text",
    }  # fmt: skip
    assert documented <= EVENTS.keys()


def test_what_nobody_knows_is_told_so() -> None:
    assert not read_event(sent("something_of_next_year"), OA).known


def test_the_fuzz_posts_every_event_of_the_page() -> None:
    posted = {event["event_name"] for event in webhook_bodies.official_account()}
    assert set(EVENTS) <= posted
