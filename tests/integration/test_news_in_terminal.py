"""A notice, an offer, consent, the list and STOP in the terminal, as `motcua chat --json` tells them; without Rasa."""

from __future__ import annotations

import json

import pytest

from tests import forking
from tests.processes import SECRET_KEY
from tests.rows import Rows

HOME = "xa-tac-van_ca-mau"
SAID = [
    "xin chào",
    {"payload": "#ask.intent:ask_area_status"},
    {"payload": f"#area.pick:{HOME}"},
    {"payload": f"#sub.ask:rules/{HOME}"},
    "1",
    {"payload": "#call.start:hotline/"},
    "thong bao cua toi",
    "xã ngừng nhận hồ sơ hả",
    "NGUNG NHAN",
    "thông báo của tôi",
]


@pytest.fixture
def answers(bot_database, tmp_path):
    rows = Rows(bot_database)
    window = "'2021-08-22 00:00+07', '2021-08-23 00:00+07', 'Cán bộ Demo'"
    insert = "INSERT INTO notices (text_vi, area, starts_at, ends_at, set_by) VALUES (%s, %s, " + window + ")"
    rows(insert, "Mai nghỉ nhận hồ sơ.", None)
    rows(insert, "Sáng nay đông người.", HOME)
    own = {
        "DATABASE_URL": bot_database,
        "DATA_DIR": str(tmp_path / "data"),
        "SECRET_KEY": SECRET_KEY,
        "AS_OF": "2021-08-22T09:00",
        "NLU_URL": "http://127.0.0.1:9",
        "BOOKING_URL": "http://127.0.0.1:9",
        "BOOKING_TOKEN": "nobody-answers-there",
        "BOOKING_STAFF_TOKEN": "nobody-answers-there",
    }
    said = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in SAID)
    done = forking.run("bot", "chat", "--json", env=forking.environment(own), said=said)
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["replies"] for line in done.stdout.splitlines()]


def text(replies):
    return "\n".join(reply["text"] for reply in replies)


def test_a_conversation_about_news(answers, bot_database):
    hello, asked, status, consent, agreed, call, listed, half, stopped, last = answers
    assert ["trợ lý tự động" in hello[0]["text"], "Mai nghỉ nhận hồ sơ." in hello[1]["text"]] == [True, True]
    assert "đông người" not in text(hello) + text(asked)
    assert status[0]["text"].startswith("Thông báo cho Xã Tắc Vân, thành phố Cà Mau (đến hết ngày 22/8/2021)")
    assert status[-1]["choices"][-1]["payload"] == f"#sub.ask:rules/{HOME}"
    assert [choice["label"] for choice in consent[-1]["choices"]] == ["Đồng ý nhận", "Không nhận"]
    assert "từ giờ anh/chị nhận tin" in text(agreed)
    assert "quy định thay đổi ở Xã Tắc Vân" in text(listed)
    assert listed[-1]["choices"] == call[-1]["choices"]  # the dialogue goes on
    assert "có đồng ý không" in listed[-1]["text"]
    assert "không tự gửi" not in text(half)
    assert "không tự gửi" in text(stopped)
    assert "chưa đăng ký" in text(last)
    (row,) = Rows(bot_database)("SELECT * FROM subscriptions")
    assert (row["area_id"], row["consent_text"]) == (HOME, consent[-1]["text"])
    assert row["withdrawn_at"] is not None
    assert not any("Thông báo (" in text(replies) for replies in answers[1:])
