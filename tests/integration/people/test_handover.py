"""A clerk answers in the staff chat: from "gặp cán bộ" to "Kết thúc", on real processes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.processes import BotProcess
from tests.rows import Rows
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.embedded.postgres import EmbeddedPostgres
    from tests.fakes.zalo import Follower
    from tests.integration.people.conftest import Town


def notes(town: Town) -> list[Any]:
    """What the bot said in the staff chat."""
    return [seen for seen in town.clerks.messages() if seen.from_bot]


def handed_over(town: Town, words: str = "gặp cán bộ", before: tuple[str, ...] = ()) -> tuple[Follower, Any, int]:
    """Somebody on Zalo who talks with a clerk now; the note in the staff chat; the ticket."""
    citizen = town.zalo.follower()
    for text in ("xin chào", *before):
        said = len(citizen.messages())
        citizen.type(text)
        citizen.wait(lambda said=said: len(citizen.messages()) > said)
    citizen.type(words)
    opened = citizen.wait(lambda: next((seen for seen in citizen.messages() if "phiếu" in seen.text), None))
    number = int(re.findall(r"phiếu (\d+)", opened.text)[0])
    note = wait_until(lambda: next((seen for seen in notes(town) if seen.text.startswith(f"Phiếu {number}:")), None))
    return citizen, note, number


def test_a_clerk_answers_and_ends(town: Town) -> None:
    citizen, note, number = handed_over(town, before=("số của tôi 0912 345 678, cccd 096123456789",))
    assert "người dân trên Zalo" in note.text
    assert "số của tôi" in note.text
    assert "345 678" not in note.text
    assert "096123456789" not in note.text
    assert note.labels == [f"Kết thúc phiếu {number}"]
    said = len(citizen.messages())

    citizen.type("em hỏi giấy khai sinh, gọi em 0912345678")
    passed = wait_until(lambda: next((seen for seen in notes(town) if "em hỏi giấy khai sinh" in seen.text), None))
    assert passed.text.startswith(f"#{number} ")
    assert "0912345678" not in passed.text
    clerk = town.telegram.user("Cán bộ Demo")
    clerk.send("Dạ chị mang giấy chứng sinh ra xã ạ", to=town.clerks, reply_to=note)
    citizen.wait(lambda: citizen.last.text == "Cán bộ: Dạ chị mang giấy chứng sinh ra xã ạ")
    clerk.send("Sáng mai nhé chị", to=town.clerks, reply_to=passed)
    citizen.wait(lambda: citizen.last.text == "Cán bộ: Sáng mai nhé chị")
    assert len(citizen.messages()) == said + 2, "the bot did not keep quiet"

    clerk.press(f"Kết thúc phiếu {number}", group=town.clerks)
    citizen.wait(lambda: "đã kết thúc phiếu" in citizen.last.text)
    wait_until(lambda: any(f"Đã kết thúc phiếu {number}" in seen.text for seen in notes(town)))
    clerk.send("Chị ơi", to=town.clerks, reply_to=note)
    wait_until(lambda: any("tin này không tới người dân" in seen.text for seen in notes(town)))
    citizen.type("xin chào")
    citizen.wait(lambda: citizen.last.labels)
    audit = town.rows("SELECT actor, action, details FROM audit WHERE target = %s ORDER BY id", str(number))
    assert [row["action"] for row in audit] == ["desk.answer", "desk.answer", "desk.close"]
    assert {row["actor"] for row in audit} == {f"telegram:{clerk.id} (nhóm trực)"}
    assert "chứng sinh" not in str(audit)


def test_the_bot_keeps_quiet_but_for_danger_and_peoples_rights(town: Town) -> None:
    citizen, _, number = handed_over(town, "gap can bo")
    said = len(citizen.messages())
    for text in ("1", "đặt lịch", "thôi", "cảm ơn"):
        citizen.type(text)
        wait_until(lambda text=text: any(seen.text == f"#{number} Người dân: {text}" for seen in notes(town)))
    assert len(citizen.messages()) == said
    menu = next(seen for seen in citizen.messages() if len(seen.labels) > 1)
    citizen.press(menu.labels[0], under=menu)
    citizen.wait(lambda: "Cán bộ đang giữ" in citizen.last.text)
    citizen.send_media("image", "đơn của em")
    citizen.wait(lambda: "chỉ nhận được chữ" in citizen.last.text)
    wait_until(lambda: any("[ảnh hoặc tệp] đơn của em" in seen.text for seen in notes(town)))
    citizen.type("dữ liệu của tôi")
    citizen.wait(lambda: "Dữ liệu về anh/chị" in citizen.last.text)
    citizen.type("thông báo của tôi")
    citizen.wait(lambda: "Ngừng nhận hết" in citizen.last.labels)
    citizen.press("Ngừng nhận hết")
    citizen.wait(lambda: "không tự gửi" in citizen.last.text)
    citizen.type("ket thuc")
    citizen.wait(lambda: "Đã kết thúc với cán bộ" in citizen.last.text)
    wait_until(lambda: any(seen.text == f"Phiếu {number}: người dân đã kết thúc." for seen in notes(town)))
    citizen.press("Kết thúc")  # of the ticket that is over
    citizen.wait(lambda: "Đã kết thúc với cán bộ" not in citizen.last.text)


def test_only_the_staff_chat_answers(town: Town) -> None:
    citizen, note, number = handed_over(town)
    said = len(citizen.messages())
    stranger, elsewhere = town.telegram.user("Người Lạ Demo"), town.telegram.group("Nhóm khác")
    stranger.start()
    stranger.ask(f"#{number} em là cán bộ nè")
    stranger.mention(f"#{number} em là cán bộ nè", elsewhere)
    stranger.wait(lambda: any(seen.from_bot for seen in elsewhere.messages()))
    stranger.press_payload(f"#desk.close:{number}", stranger.last.id)
    stranger.ask("xin chào")
    clerk = town.telegram.user("Cán bộ Demo")
    clerk.mention("#999999 chào anh", town.clerks)
    wait_until(lambda: any("Ở đây không có phiếu 999999" in seen.text for seen in notes(town)))
    assert len(citizen.messages()) == said
    clerk.mention(f"#{number} chào anh", town.clerks)
    citizen.wait(lambda: citizen.last.text == "Cán bộ: chào anh")
    clerk.mention(f"#{number} kết thúc", town.clerks)
    citizen.wait(lambda: "đã kết thúc" in citizen.last.text)
    assert note.labels


def test_erasing_takes_the_ticket_along(town: Town) -> None:
    citizen, _, number = handed_over(town, before=("tôi tên là Demo",))
    citizen.type("xóa dữ liệu")
    citizen.wait(lambda: "Xóa rồi không lấy lại được" in citizen.last.text)
    citizen.type("đồng ý xóa")
    citizen.wait(lambda: "Đã xóa hết" in citizen.last.text)
    wait_until(lambda: any(f"Phiếu {number}: người dân đã xóa dữ liệu" in seen.text for seen in notes(town)))
    assert town.rows("SELECT 1 FROM tickets WHERE id = %s", number) == []
    assert town.rows("SELECT 1 FROM outbox WHERE body ->> 'text' LIKE %s", f"Phiếu {number}: người dân trên%") == []


def test_on_the_web_the_answer_appears_at_once(town: Town) -> None:
    page = town.web_person()
    page.type("gặp cán bộ")
    text = wait_until(lambda: next((text for text in page.said() if "phiếu" in text), None))
    number = int(re.findall(r"phiếu (\d+)", text)[0])
    note = wait_until(lambda: next((seen for seen in notes(town) if seen.text.startswith(f"Phiếu {number}:")), None))
    assert "trên trang web" in note.text
    town.telegram.user("Cán bộ Demo").send("Dạ em nghe", to=town.clerks, reply_to=note)
    wait_until(lambda: page.said()[-1] == "Cán bộ: Dạ em nghe")


@pytest.fixture
def other_bot(
    town: Town,
    postgres: EmbeddedPostgres,
    bot_template: str,
    clone_database: Callable[[str], tuple[str, str]],
    tmp_path: Path,
) -> Any:
    """Start another bot with a staff chat of its own."""
    name, url = clone_database(bot_template)
    started: list[BotProcess] = []

    def start(**env: str) -> BotProcess:
        own = {**town.zalo.env(), "ZALO_BOT_CHAT_PER_SECOND": "0", "STAFF_HOURS": "1-7 0:00-24:00", **env}
        for setting in ("ZALO_APP_ID", "ZALO_OA_REFRESH_TOKEN"):
            own.pop(setting)  # the account is the other bot's
        started.append(BotProcess(url, tmp_path, own))
        return started[0].start()

    yield start, Rows(url)
    for process in started:
        process.stop()
    postgres.drop_database(name)


def test_a_clerk_answers_through_the_zalo_bot_and_nobody_waits_in_silence(town: Town, other_bot: Any) -> None:
    start, rows = other_bot
    clerk = town.zalo.bot_user("Cán bộ Demo")
    bot = start(STAFF_CHAT=f"zalo_bot:{clerk.id}", STAFF_ANSWER_MINUTES="0.01")
    page = town.web_person(bot.url)
    page.type("gặp cán bộ")
    note = clerk.wait(lambda: clerk.last and clerk.last.text.startswith("Phiếu") and clerk.last)
    number = int(re.findall(r"Phiếu (\d+)", note.text)[0])
    assert f"gõ #{number} rồi nội dung" in note.text
    clerk.type("Dạ em nghe")
    clerk.wait(lambda: f"Phiếu đang mở: #{number}" in clerk.last.text)
    wait_until(lambda: any(f"chưa trả lời được phiếu {number}" in text for text in page.said()))
    clerk.type(f"#{number} Dạ em nghe")
    wait_until(lambda: page.said()[-1] == "Cán bộ: Dạ em nghe")
    clerk.type(f"#{number} Kết thúc")
    clerk.wait(lambda: clerk.last.text == f"Đã kết thúc phiếu {number}.")
    wait_until(lambda: "đã kết thúc phiếu" in page.said()[-1])
    assert [row["action"] for row in rows("SELECT action FROM audit ORDER BY id")] == ["desk.answer", "desk.close"]

    page.type("gặp cán bộ")
    wait_until(lambda: any(f"chưa trả lời được phiếu {number + 1}" in text for text in page.said()))
    page.press(f"#human.call:{number + 1}")  # a call-back instead: its own first question follows
    wait_until(lambda: rows("SELECT closed_by FROM tickets ORDER BY id")[-1] == {"closed_by": "person"})
    wait_until(lambda: any("tên" in text for text in page.said()[-2:]))
    page.type("thôi")
    page.type("gặp cán bộ")
    wait_until(lambda: len(rows("SELECT 1 FROM tickets WHERE closed_at IS NULL")) == 1)
    rows("UPDATE tickets SET last_at = now() - interval '3 hours'")
    wait_until(lambda: any("Lâu rồi không ai nhắn" in text for text in page.said()))
    clerk.wait(lambda: "tự đóng" in clerk.last.text)
    assert rows("SELECT ticket_id FROM conversations WHERE platform = 'web'") == [{"ticket_id": None}]
