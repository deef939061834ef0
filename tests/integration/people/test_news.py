"""Subscriptions on Zalo and on the web page, and of somebody who uses several platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.integration.people.test_linking import ask_telegram, ask_zalo, linked, on_zalo
from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.integration.people.conftest import Town

HOME = "xa-tac-van_ca-mau"
ASK = ("#ask.intent:ask_area_status", f"#area.pick:{HOME}", f"#sub.ask:rules/{HOME}")
MINE = "SELECT s.* FROM subscriptions AS s JOIN conversations AS c ON c.id = s.contact_id WHERE c.chat = ANY(%s)"


def mine(town: Town, *chats: object) -> list[dict[str, Any]]:
    return town.rows(MINE, [str(chat) for chat in chats])


def test_on_zalo_by_a_number_and_stopped_without_diacritics(town: Town) -> None:
    person = on_zalo(town)
    for payload in ASK:
        last = ask_zalo(person, payload)
    assert "Anh/chị có đồng ý nhận không?" in last
    assert mine(town, person.id) == []
    assert "từ giờ anh/chị nhận tin" in ask_zalo(person, "1")
    (row,) = mine(town, person.id)
    assert (row["area_id"], row["withdrawn_at"]) == (HOME, None)
    ask_zalo(person, "xã ngừng nhận hồ sơ hả")
    assert mine(town, person.id)[0]["withdrawn_at"] is None
    assert "không tự gửi" in ask_zalo(person, "ngung nhan")
    assert mine(town, person.id)[0]["withdrawn_at"] is not None


def test_on_the_page_by_its_buttons(town: Town) -> None:
    person = town.web_person()
    before = {row["id"] for row in town.rows("SELECT id FROM subscriptions")}
    for payload in ASK:
        count = len(person.said())
        person.press(payload)
        wait_until(lambda count=count: len(person.said()) > count)
    person.type("Đồng ý nhận")
    wait_until(lambda: "từ giờ anh/chị nhận tin" in person.said()[-1])
    (row,) = (row for row in town.rows("SELECT * FROM subscriptions") if row["id"] not in before)
    assert row["consent_text"] in person.said()
    person.press(f"#sub.stop:{row['id']}")
    wait_until(lambda: "thôi gửi" in person.said()[-1])


def test_what_one_account_asked_for_the_other_one_sees_and_ends(town: Town) -> None:
    telegram, zalo = linked(town)
    for payload in (*ASK, "1"):
        ask_zalo(zalo, payload)
    assert "quy định thay đổi ở Xã Tắc Vân" in ask_telegram(telegram, "thông báo của tôi")
    assert len(mine(town, telegram.id, zalo.id)) == 1
    assert "không tự gửi" in ask_telegram(telegram, "STOP")
    assert mine(town, telegram.id, zalo.id)[0]["withdrawn_at"] is not None
