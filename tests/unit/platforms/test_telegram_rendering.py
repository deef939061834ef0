"""Replies as Telegram messages: limits, keyboards, entities."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.conversation.messages import Choice, Link, Reply, Source
from bot.platforms.telegram.rendering import LIMITS, SHARE_PHONE, Part, is_public_url, pressed_keyboard, render
from tests.fakes.telegram import checks
from tests.integration.platforms.strategies import replies


def checked(part: Part, *, private: bool) -> None:
    """Hold a message against the rules of the fake Bot API server."""
    text = part.text if part.file else checks.clean_text(part.text)
    assert (text == "") if part.file else (text == part.text)
    checks.entities([entity.to_dict() for entity in part.entities], text)
    checks.reply_markup(part.markup.to_json() if part.markup else None, private=private)


def labels(part: Part) -> list[list[str]]:
    assert isinstance(part.markup, InlineKeyboardMarkup)
    return [[button.text for button in row] for row in part.markup.inline_keyboard]


@settings(max_examples=150, deadline=None)
@given(replies, st.booleans())
def test_any_reply_is_within_the_limits(reply: Reply, private: bool) -> None:
    for part in render(reply, private=private):
        checked(part, private=private)


def test_the_fullest_keyboard_is_within_the_limits() -> None:
    choices = tuple(Choice("😀" * 60, f"#{number:063}") for number in range(60))
    for part in render(Reply("Chọn:", choices), private=True):
        checked(part, private=True)


def test_short_labels_stand_two_in_a_row() -> None:
    choices = tuple(Choice(label, f"#{i}") for i, label in enumerate(["Sáng mai", "Chiều mai", "Ngày khác"]))
    (part,) = render(Reply("Khi nào ạ?", choices), private=True)
    assert labels(part) == [["Sáng mai", "Chiều mai"], ["Ngày khác"]]


def test_long_labels_stand_alone() -> None:
    choices = (Choice("Trung tâm Phục vụ hành chính công", "#1"), Choice("Khác", "#2"))
    (part,) = render(Reply("Ở đâu ạ?", choices), private=True)
    assert labels(part) == [["Trung tâm Phục vụ hành chính công"], ["Khác"]]


def test_sources_are_folded_up_below_the_text() -> None:
    source = Source("R01", "Công văn 4708/UBND-CCHC", "mục 1", "2021-08-23", in_force=True)
    (part,) = render(Reply("😀 Nộp trực tuyến ạ.", citations=(source,)), private=True)
    (entity,) = part.entities
    assert entity.type == "expandable_blockquote"
    assert checks.cut_out(part.text, entity.to_dict()).startswith("Căn cứ:\n• Công văn 4708/UBND-CCHC, mục 1")


def test_sources_that_do_not_fit_follow_in_a_message_of_their_own() -> None:
    source = Source("R01", "Công văn", "", None, in_force=True, quote="lời văn " * 60)
    parts = render(Reply("x" * 4000, (Choice("Đã rõ", "#ok"),), (source,)), private=True)
    assert [part.text[:3] for part in parts] == ["xxx", "Căn"]
    assert labels(parts[-1]) == [["Đã rõ"]]
    assert isinstance(parts[0].markup, ReplyKeyboardRemove)


def test_public_links_are_buttons_and_others_are_text() -> None:
    links = (Link("Cổng DVC", "https://dichvucong.gov.vn"), Link("Trang thử", "http://127.0.0.1:8080/"))
    (part,) = render(Reply("Mời bấm:", links=links), private=True)
    assert labels(part) == [["Cổng DVC"]]
    assert part.text == "Mời bấm:\n\nTrang thử: http://127.0.0.1:8080/"


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("https://dichvucong.gov.vn/p/home?a=1#b", True),
        ("http://camau.gov.vn", True),
        ("ftp://camau.gov.vn", False),
        ("javascript:alert(1)", False),
        ("https://localhost/", False),
        ("https://10.0.0.1/", False),
        ("https://user@camau.gov.vn/", False),
        ("https://camau.gov.vn/a b", False),
        ("https://[camau", False),
        ("https://camau.gov.vn/" + "x" * 2000, False),
        ("https://cà-mau.vn/", False),
    ],
)
def test_which_urls_are_public(url: str, public: bool) -> None:
    assert is_public_url(url) is public


def test_the_phone_is_asked_for_by_a_keyboard_that_is_taken_away_again() -> None:
    (asked,) = render(Reply("Cho xin số điện thoại ạ.", request_contact=True), private=True)
    assert isinstance(asked.markup, ReplyKeyboardMarkup)
    ((button,),) = asked.markup.keyboard
    assert (button.text, button.request_contact) == (SHARE_PHONE, True)
    (after,) = render(Reply("Cảm ơn ạ."), private=True)
    assert isinstance(after.markup, ReplyKeyboardRemove)


def test_the_phone_and_choices_are_asked_for_in_two_messages() -> None:
    parts = render(Reply("Số điện thoại ạ?", (Choice("Thôi", "#leave"),), request_contact=True), private=True)
    assert labels(parts[0]) == [["Thôi"]]
    assert isinstance(parts[1].markup, ReplyKeyboardMarkup)


def test_a_group_is_neither_asked_for_a_phone_nor_given_keyboards_to_remove() -> None:
    (part,) = render(Reply("Số điện thoại ạ?", request_contact=True), private=False)
    assert part.markup is None


def test_a_reply_that_shows_nothing_is_no_message() -> None:
    assert render(Reply(" \n\u200b"), private=True) == []


def test_a_menu_without_words_still_shows() -> None:
    (part,) = render(Reply("", (Choice("Sáng", "#a"),)), private=True)
    assert (part.text, labels(part)) == ("👇", [["Sáng"]])


def test_a_pressed_menu_keeps_the_choice_ticked() -> None:
    markup = json.loads(pressed_keyboard("Sáng mai", "#a").to_json())
    assert markup == {"inline_keyboard": [[{"text": "✓ Sáng mai", "callback_data": "#a"}]]}


def test_the_limits_are_those_of_the_bot_api() -> None:
    assert LIMITS.text == checks.TEXT_UNITS
    assert (LIMITS.per_second, LIMITS.burst, LIMITS.per_chat_per_second) == (30, 30, 1)
