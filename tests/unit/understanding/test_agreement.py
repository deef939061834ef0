"""What commits: replies that other hands wrote, near misses of our own, and politeness, which commits to nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.understanding.agreement import Asked, Means, read_agreement

DATA = Path(__file__).parents[2] / "data"
AGREEING = {"agree", "agree_and_more"}
LEAST_TAKEN = 0.95
POLITE = frozenset({Means.POLITE, Means.ONE_WORD})


def rows(name):
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def means(row):
    return read_agreement(row["text"], Asked(row["asked"])).means


def test_no_reply_of_other_hands_commits_where_it_does_not_mean_to():
    wrong = [row for row in rows("replies.jsonl") if means(row) is Means.AGREES and row["meaning"] not in AGREEING]
    assert wrong == []


def test_natural_agreements_of_other_hands_are_taken():
    """Politeness alone and the bare word are told apart by the grammar; a name is no consent (see ``why``)."""
    read = [means(row) for row in rows("replies.jsonl") if row["meaning"] in AGREEING and "why" not in row]
    assert read.count(Means.AGREES) / len(read) >= LEAST_TAKEN


def test_a_doubted_label_says_why_and_is_still_asked_about():
    doubted = [row for row in rows("replies.jsonl") if "why" in row]
    assert doubted
    assert {means(row) for row in doubted} <= POLITE | {Means.OTHER}


def test_our_own_near_misses_and_agreements():
    own = rows("replies_own.jsonl")
    wrong = [row for row in own if (means(row) is Means.AGREES) is not row["commits"]]
    assert wrong == []
    assert sum(not row["commits"] for row in own) > len(own) / 2


@pytest.mark.parametrize("asked", Asked)
@pytest.mark.parametrize("text", ["dạ", "ok", "ừ", "vâng ạ", "ok em", "dạ được", "uh", "oke oke", "dạ cảm ơn em"])
def test_politeness_is_politeness(text, asked):
    assert read_agreement(text, asked).means is Means.POLITE


@pytest.mark.parametrize(
    ("asked", "text"),
    [("cancel", "hủy"), ("cancel", "Hủy lịch."), ("erase", "xoa"), ("book", "đặt lịch"), ("cancel", "cancel")],
)
def test_the_bare_word_may_be_the_wish_once_more(asked, text):
    assert read_agreement(text, Asked(asked)).means is Means.ONE_WORD


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("book", "thôi khỏi, tui nhờ thằng con nộp cho lẹ"),
        ("cancel", "đừng đừng, để đó, mai con nước êm tui đi"),
        ("cancel", "không không không giữ nguyên"),
        ("erase", "thôi để đó, mai mốt còn có bằng chứng"),
        ("erase", "em không xóa"),
        ("consent", "hong"),
        ("consent", "không cho lưu đâu"),
    ],
)
def test_plain_refusals(asked, text):
    assert read_agreement(text, Asked(asked)).means is Means.REFUSES


def test_what_is_said_beside_is_kept_as_typed():
    read = read_agreement("Uh đồng ý. Mà mấy giờ mở cửa vậy?", Asked.BOOK)
    assert (read.means, read.besides) == (Means.AGREES, ("Mà mấy giờ mở cửa vậy",))
    read = read_agreement("dung roi ma con cho ba ma tui di chung duoc hong", Asked.BOOK)
    assert read.besides == ("ma con cho ba ma tui di chung duoc hong",)
    read = read_agreement("dong y. ten Sau Hung 0919 123 456 goi tui buoi trua nha", Asked.CONSENT)
    assert read.besides == ("ten Sau Hung 0919 123 456 goi tui buoi trua nha",)


def test_long_stories_commit_to_nothing():
    assert read_agreement("đồng ý " + "mà tui kể nghe " * 40, Asked.BOOK).means is Means.OTHER


@pytest.mark.parametrize("text", ["👍", "👌", "👍🏻", "👍👍"])
def test_a_thumb_agrees_to_what_can_be_taken_back(text):
    assert read_agreement(text, Asked.BOOK).means is Means.AGREES
    assert read_agreement(text, Asked.CONSENT).means is Means.AGREES
    assert read_agreement(text, Asked.CANCEL).means is Means.POLITE
    assert read_agreement(text, Asked.ERASE).means is Means.POLITE


@pytest.mark.parametrize("text", ["", " ", "👎", "...", "?", "ok?", "đồng ý?", "👍?"])
def test_nothing_and_doubt_agree_to_nothing(text):
    for asked in Asked:
        assert read_agreement(text, asked).means in (Means.OTHER, Means.POLITE)
