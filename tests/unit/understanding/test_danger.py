"""Danger without an emergency word is recognised, by its kind where certain; its words elsewhere ring nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.understanding.danger import Danger, read_danger
from bot.understanding.ladder import Ladder

ROOT = Path(__file__).parents[3]
NEAR_MISSES = (ROOT / "tests" / "data" / "danger_near_misses.txt").read_text("utf-8").splitlines()


SITUATIONS = {
    Danger.AMBULANCE: """ba tui nằm im không thở nữa|ong ngoai toi tu nhien nga xuong khong tho
        |trời ơi ba tôi ngất xỉu rồi làm sao|bị rắn hổ cắn ngoài vuông|con em uong nham thuoc co
        |my dad is not breathing|vỡ ối rồi mà xe không vô được""",
    Danger.FIRE: """cháy nhà rồi|chay nha roi o ap 5|bình gas xì nồng nặc|có đứa nhỏ té sông|my house is on fire""",
    Danger.RESCUE: """nước lên tới mái rồi, mấy đứa nhỏ trên nóc nhà|nuoc dang len nhanh, con nit o tren noc nha
        |ghe chìm ngoài biển|water is rising and my kids are on the roof""",
    Danger.POLICE: """có thằng cầm dao đứng trước cửa nhà tui|co nguoi dan ong cam dao ngoai cua
        |trộm đang ở trong nhà tui|there is a man with a knife at the door|my husband is beating me
        |anh ấy đánh em, ban đêm em với con biết đi đâu|chong em nhau ve danh em hoai|tui bị chồng đánh hôm qua""",
    Danger.CHILDREN: "cha dượng đánh con|thằng cha đó xâm hại bé",
    Danger.DESPAIR: "tui không muốn sống nữa|em muon chet|muốn tự tử|I want to die",
    Danger.ANY: "cứu với|cuu toi voi|trời ơi cứu em với",
}


@pytest.mark.parametrize("kind", SITUATIONS)
def test_situations_and_their_kind(kind):
    texts = [text.strip() for text in SITUATIONS[kind].split("|")]
    assert {text: read_danger(text) for text in texts} == dict.fromkeys(texts, kind)


def test_near_misses_ring_nothing():
    assert len(NEAR_MISSES) >= 80
    assert [text for text in NEAR_MISSES if read_danger(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "đang cách ly mà đau bụng đẻ thì gọi ai",
        "con gái tui trong khu cách ly, lỡ chuyển dạ thì gọi số nào",
        "bầu 9 tháng đau bụng mà chốt không cho qua",
        "vo em sap sanh ra nuoc roi",
    ],
)
def test_a_birth_that_begins_where_nobody_can_leave(text):
    assert read_danger(text) is Danger.AMBULANCE


@pytest.mark.parametrize(
    "text",
    ["vợ em sắp sanh cần giấy gì", "hồi năm ngoái đau đẻ mà chốt không cho qua", "bầu 8 tháng mua bảo hiểm được không"],
)
def test_what_an_office_is_asked_about_a_birth_rings_nothing(text):
    assert read_danger(text) is None


def test_no_message_of_an_evaluation_that_means_something_else_rings():
    rows = [
        json.loads(line)
        for path in sorted((ROOT / "nlu" / "evaluation").glob("*.jsonl"))
        if "closed" not in path.name
        for line in path.read_text("utf-8").splitlines()
    ]
    others = [
        row["text"]
        for row in rows
        if "intent" in row and "emergency" not in (row["intent"], *map(str, row.get("secondary", ())))
    ]
    assert len(others) > 1000
    assert [text for text in others if read_danger(text)] == []


async def test_it_is_read_where_no_model_is():
    read = await Ladder(None).read("nước lên tới mái rồi, mấy đứa nhỏ trên nóc nhà")
    assert (read.intent, read.source) == ("emergency", "keywords")
