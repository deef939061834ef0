"""`motcua outbox`, `motcua pause` and `motcua resume` as processes: what they say, do and note."""

from __future__ import annotations

import pytest

from tests import commands


@pytest.fixture
def motcua(bot_database, tmp_path):
    settings = {"DATABASE_URL": bot_database, "DATA_DIR": str(tmp_path / "data"), "BOOKING_URL": "http://127.0.0.1:9"}

    def run(*arguments):
        return commands.run(*arguments, settings=settings)

    return run


def audited(rows):
    found = rows("SELECT actor, action, target, details FROM audit ORDER BY id")
    assert all(row["actor"] for row in found)
    return [(row["action"], row["target"], row["details"]) for row in found]


def test_messages_are_listed_shown_retried_and_dropped(motcua, rows):
    rows(
        "INSERT INTO outbox (platform, chat, body, status, error) SELECT p, '77',"
        " jsonb_build_object('text', 'gọi 0912000111 ' || s), s, CASE WHEN s = 'failed' THEN 'vì thử' END"
        " FROM unnest(ARRAY['telegram', 'telegram', 'zalo_oa', 'telegram'],"
        " ARRAY['queued', 'failed', 'queued', 'sent']) AS t (p, s)"
    )
    queued, failed, zalo, sent = (row["id"] for row in rows("SELECT id FROM outbox ORDER BY id"))

    listed = motcua("outbox", "list", "--json").json["messages"]
    assert [row["id"] for row in listed] == [zalo, failed, queued]
    assert "text" not in listed[0]
    assert "chat" not in listed[0]
    said = motcua("outbox", "list", "--status", "failed", "--platform", "telegram")
    assert said.code == 0
    assert "không gửi được" in said.out
    assert "vì thử" in said.out
    assert motcua("outbox", "list", "--status", "lost").code == 2
    assert audited(rows) == [], "a list tells nothing of anybody"

    shown = motcua("outbox", "show", str(failed))
    assert "gọi" in shown.out
    assert "0912000111" not in shown.out
    assert motcua("outbox", "show", "999999").code == 2
    again = motcua("outbox", "retry", str(failed), str(sent))
    assert again.code == 0
    assert f"Gửi lại 1 tin: {failed}" in again.out
    assert f"Không gửi lại được: {sent}" in again.out
    refused = motcua("outbox", "drop", "--platform", "zalo_oa")
    assert refused.code == 2
    assert "--why" in refused.err
    assert motcua("outbox", "drop", "--platform", "zalo_oa", "--why", "Sai nội dung", "--json").json == {
        "dropped": [zalo]
    }
    assert motcua("outbox", "drop", str(queued), "--why", "Thử", "--json").json == {"dropped": [queued]}
    statuses = [row["status"] for row in rows("SELECT status FROM outbox ORDER BY id")]
    assert statuses == ["stopped", "queued", "stopped", "sent"]
    assert audited(rows) == [
        ("outbox.show", str(failed), {}),
        ("outbox.retry", str(failed), {}),
        ("outbox.drop", "zalo_oa", {"why": "Sai nội dung", "messages": [zalo]}),
        ("outbox.drop", None, {"why": "Thử", "messages": [queued]}),
    ]


def test_a_platform_is_paused_and_resumed(motcua, rows):
    rows("INSERT INTO outbox (platform, chat, body) VALUES ('zalo_oa', '77', '{\"text\": \"Dạ\"}')")
    assert motcua("pause", "zalo-oa").code == 2
    assert motcua("pause", "zalo-oa", "--why", " ").code == 2
    paused = motcua("pause", "zalo-oa", "--why", "Sai giờ làm việc")
    assert (paused.code, "Đã tạm dừng zalo_oa" in paused.out) == (0, True)
    (row,) = rows("SELECT paused_at, paused_by, paused_why FROM platforms WHERE platform = 'zalo_oa'")
    assert row["paused_at"] is not None
    assert row["paused_by"]
    assert row["paused_why"] == "Sai giờ làm việc"
    assert motcua("pause", "zalo_oa", "--why", "Lần nữa").code == 2
    resumed = motcua("resume", "zalo_oa", "--why", "Đã sửa")
    assert resumed.code == 0
    assert "0 câu hỏi và 1 tin gửi đi đang chờ" in resumed.out
    assert motcua("resume", "zalo_oa", "--why", "Lần nữa").code == 2
    assert motcua("pause", "viber", "--why", "Thử").code == 2
    assert rows("SELECT 1 FROM platforms WHERE paused_at IS NOT NULL") == []
    assert audited(rows) == [
        ("pause", "zalo_oa", {"why": "Sai giờ làm việc"}),
        ("resume", "zalo_oa", {"why": "Đã sửa", "messages": 1, "questions": 0}),
    ]
