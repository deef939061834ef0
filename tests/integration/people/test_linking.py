"""One person on Telegram, Zalo and the web: linked by a code, seen as one, unlinked and erased on either."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.db.events import Events
from bot.db.pool import Database
from bot.delivery.reminders import Reminders
from bot.guidance.moments import VIETNAM
from tests.waiting import wait_until

if TYPE_CHECKING:
    from tests.fakes.telegram import User
    from tests.fakes.zalo import Follower
    from tests.integration.people.conftest import Town, WebPerson

CODE = r"liên kết ([2-9B-Z]{4}-[2-9B-Z]{4})"
PERSON = "SELECT person FROM conversations WHERE chat = %s"


def on_telegram(town: Town) -> User:
    citizen = town.telegram.user()
    citizen.start()
    citizen.wait(lambda: citizen.last)
    return citizen


def on_zalo(town: Town) -> Follower:
    citizen = town.zalo.follower()
    citizen.type("xin chào")
    citizen.wait(lambda: citizen.last)
    return citizen


def new_code(citizen: User, words: str = "liên kết") -> str:
    before = len(citizen.messages())
    citizen.send(words)
    texts = citizen.wait(lambda: [seen.text for seen in citizen.messages()[before:] if "Mã liên kết" in seen.text])
    return re.findall(CODE, texts[0])[0]


def ask_telegram(citizen: User, text: str) -> str:
    return citizen.ask(text)[-1].text


def ask_zalo(citizen: Follower, text: str) -> str:
    before = len(citizen.messages())
    citizen.type(text)
    citizen.wait(lambda: len(citizen.messages()) > before)
    return citizen.messages()[before].text


def person(town: Town, chat: object) -> Any:
    rows = town.rows(PERSON, str(chat))
    return rows[0]["person"] if rows else None


def agreed(town: Town, host: User) -> None:
    """The one who made the code says that it was them who typed it."""
    host.wait(lambda: "Có phải anh/chị không" in host.last.text)
    host.press("Đúng, là tôi")
    host.wait(lambda: "Đã liên kết với" in host.last.text)


def grown(town: Town, page: WebPerson) -> WebPerson:
    """A web session that is a few minutes old."""
    page.type("xin chào")
    wait_until(page.said)
    town.rows("UPDATE conversations SET created_at = created_at - interval '4 minutes' WHERE platform = 'web'")
    return page


def linked(town: Town, words: str = "liên kết", code_words: str = "liên kết {}") -> tuple[User, Follower]:
    a, b = on_telegram(town), on_zalo(town)
    code = new_code(a, words)
    assert "mở lại Telegram" in ask_zalo(b, code_words.format(code))
    assert (person(town, a.id), person(town, b.id)) == (None, None)  # a code alone links nothing
    agreed(town, a)
    b.wait(lambda: "Đã liên kết với Telegram" in b.last.text)
    assert person(town, a.id) == person(town, b.id) is not None
    return a, b


@pytest.mark.parametrize(("words", "code_words"), [("liên kết", "liên kết {}"), ("Lien ket", "LIEN KET {} nhe")])
def test_a_code_links_two_platforms_once(town: Town, words: str, code_words: str) -> None:
    a, _ = linked(town, words, code_words)
    third = on_zalo(town)
    used = next(found for seen in a.messages() for found in re.findall(CODE, seen.text))
    assert "không đúng" in ask_zalo(third, f"liên kết {used}")
    assert person(town, third.id) is None


def test_a_code_alone_does_after_asking_for_a_link(town: Town) -> None:
    a, b = on_telegram(town), on_zalo(town)
    ask_zalo(b, "liên kết")
    code = new_code(a, "lien ket")
    assert "Mã đúng" in ask_zalo(b, code.lower().replace("-", " "))
    said = len(a.messages())
    a.send("đúng, là tôi")  # in words, without the button
    a.wait(lambda: any("Đã liên kết với Zalo" in seen.text for seen in a.messages()[said:]))


def asked(town: Town, host: int | str) -> list[dict[str, Any]]:
    """What the chat that made a code is asked; the town is shared with other tests."""
    return town.rows(
        "SELECT r.id FROM link_requests AS r JOIN conversations AS c ON c.id = r.host WHERE c.chat = %s", str(host)
    )


def test_a_guessed_code_opens_nothing_until_the_host_agrees(town: Town) -> None:
    """M1: whoever hit a code had everything of its maker exported and erased in the same second."""
    victim, thief = on_telegram(town), grown(town, town.web_person())
    victim.ask("tôi tên là Demo Nạn Nhân")
    code = new_code(victim)
    thief.type(f"liên kết {code}")
    wait_until(lambda: any("Mã đúng" in text for text in thief.said()))
    thief.press("#privacy.show")
    thief.type("dữ liệu của tôi")
    wait_until(lambda: any("Dữ liệu về anh/chị" in text for text in thief.said()))
    assert not any("Nạn Nhân" in text for text in thief.said())
    thief.type("xóa dữ liệu")
    wait_until(lambda: any("đồng ý xóa" in text for text in thief.said()))
    assert not any("nơi đã liên kết: Telegram" in text for text in thief.said())
    (request,) = asked(town, victim.id)
    thief.press(f"#link.yes:{request['id']}")  # a payload can be typed by anybody; it is not theirs to answer
    wait_until(lambda: any("đã xong hoặc đã quá giờ" in text for text in thief.said()))
    assert person(town, victim.id) is None
    victim.wait(lambda: "Có phải anh/chị không" in victim.last.text)


def test_not_me_ends_it_and_both_know(town: Town) -> None:
    a, b = on_telegram(town), on_zalo(town)
    ask_zalo(b, f"liên kết {new_code(a)}")
    a.wait(lambda: "Có phải anh/chị không" in a.last.text)
    a.press("Không phải tôi")
    a.wait(lambda: "không liên kết với ai" in a.last.text)
    b.wait(lambda: "không phải anh/chị" in b.last.text)
    assert asked(town, a.id) == []
    assert (person(town, a.id), person(town, b.id)) == (None, None)


def test_a_question_ends_by_itself_and_the_guest_takes_it_back(town: Town) -> None:
    a, b = on_telegram(town), on_zalo(town)
    ask_zalo(b, f"liên kết {new_code(a)}")
    a.wait(lambda: "Có phải anh/chị không" in a.last.text)
    town.rows("UPDATE link_requests SET expires_at = now()")
    a.press("Đúng, là tôi")
    a.wait(lambda: "đã xong hoặc đã quá giờ" in a.last.text)
    ask_zalo(b, f"liên kết {new_code(a)}")
    b.press("Thôi, không liên kết")
    b.wait(lambda: "Đã thôi" in b.last.text)
    a.wait(lambda: "đã thôi, không liên kết nữa" in a.last.text)
    assert (person(town, a.id), person(town, b.id)) == (None, None)


def test_a_web_session_that_is_new_uses_no_code_and_networks_are_counted(town: Town) -> None:
    town.rows("DELETE FROM link_tries")
    a, page = on_telegram(town), town.web_person()
    code = new_code(a)
    page.type(f"liên kết {code}")
    wait_until(lambda: any("mới mở nên chưa nhận mã" in text for text in page.said()))
    grown(town, page)
    # Five sessions of one network, four wrong codes each: twenty, and none of the five was held up by itself.
    pages = [grown(town, town.web_person()) for _ in range(5)]
    for one, host in zip((page, *pages), (7, 8, 9, 200, 201, 202), strict=True):
        one.client.headers["X-Forwarded-For"] = f"14.161.30.{host}"  # as a trusted proxy of this machine tells
    for one in pages:
        for number in range(4):
            one.type(f"liên kết 22{number}2-BCFG")
        wait_until(lambda one=one: sum("Mã này không đúng" in text for text in one.said()) == 4)
    page.type(f"liên kết {code}")
    wait_until(lambda: any("Mã sai nhiều lần quá" in text for text in page.said()))
    b = on_zalo(town)
    assert "Mã đúng" in ask_zalo(b, f"liên kết {code}")  # another platform is not held up by that
    town.rows("DELETE FROM link_tries")


def test_a_code_ends_and_a_new_one_replaces_it(town: Town) -> None:
    a, b = on_telegram(town), on_zalo(town)
    first, second = new_code(a), new_code(a)
    if first != second:
        assert "không đúng" in ask_zalo(b, f"liên kết {first}")
    town.rows(
        """UPDATE link_codes SET expires_at = now()
        WHERE conversation_id = (SELECT id FROM conversations WHERE chat = %s)""",
        str(a.id),
    )
    assert "không đúng" in ask_zalo(b, f"liên kết {second}")
    assert person(town, b.id) is None


def test_a_code_is_not_for_where_it_was_said(town: Town) -> None:
    a, b = on_telegram(town), on_zalo(town)
    code = new_code(a)
    assert "chính ứng dụng này" in ask_telegram(a, f"liên kết {code}")
    assert "Mã đúng" in ask_zalo(b, f"liên kết {code}")  # it was not spent by that


def test_wrong_codes_are_counted_even_through_an_erasure(town: Town) -> None:
    a, b = on_telegram(town), on_zalo(town)
    code = new_code(a)
    for left, number in zip((4, 3, 2, 1), ("2222-BCFG", "3333-BCFG", "482193", "BC2F GHJK"), strict=True):
        assert f"Còn thử được {left} lần" in ask_zalo(b, f"liên kết {number}")
    ask_zalo(b, "xóa dữ liệu")
    assert "Đã xóa" in ask_zalo(b, "đồng ý xóa")
    ask_zalo(b, "xin chào")
    assert "phải chờ 60 phút" in ask_zalo(b, "liên kết 4444-BCFG")
    assert "Mã sai nhiều lần quá" in ask_zalo(b, f"liên kết {code}")
    assert person(town, b.id) is None
    wrong = """INSERT INTO link_tries (who, platform)
        SELECT 'somebody ' || n, %s FROM generate_series(1, 100) AS n"""
    town.rows("DELETE FROM link_tries")
    town.rows(wrong, "zalo_oa")
    assert "Mã sai nhiều lần quá" in ask_zalo(b, f"liên kết {code}")
    town.rows("DELETE FROM link_tries")
    town.rows(wrong, "web")  # a crowd at the page holds nobody up on Zalo
    assert "Mã đúng" in ask_zalo(b, f"liên kết {code}")
    town.rows("DELETE FROM link_tries")


def test_codes_are_kept_as_hashes(town: Town) -> None:
    a = on_telegram(town)
    code = new_code(a)
    (row,) = town.rows(
        """SELECT k::text AS k FROM link_codes AS k
        JOIN conversations AS c ON c.id = k.conversation_id WHERE c.chat = %s""",
        str(a.id),
    )
    assert code.replace("-", "") not in row["k"]
    assert code not in town.bot.log.read_text()


def test_unlinking_parts_them_and_both_are_told(town: Town) -> None:
    a, b = linked(town)
    assert "Đã hủy liên kết với Telegram" in ask_zalo(b, "huy lien ket")
    a.wait(lambda: "đã hủy liên kết" in a.last.text)
    assert person(town, a.id) is None
    assert person(town, b.id) is None
    assert "chưa liên kết" in ask_telegram(a, "hủy liên kết")


def test_whoever_did_not_link_undoes_it_with_one_press(town: Town) -> None:
    a, b = linked(town)
    a.press("Hủy liên kết")
    a.wait(lambda: "Đã hủy liên kết với Zalo" in a.last.text)
    assert person(town, b.id) is None


def test_whoever_did_not_link_throws_out_just_the_stranger(town: Town) -> None:
    a, b = linked(town)
    stranger = grown(town, town.web_person())
    stranger.type(f"liên kết {new_code(a)}")
    agreed(town, a)  # talked into it
    wait_until(lambda: any("Đã liên kết với Telegram" in text for text in stranger.said()))
    button = a.last
    b.wait(lambda: "vừa liên kết thêm một nơi khác" in b.last.text)
    b.press("Hủy liên kết")
    wait_until(lambda: any("đã hủy liên kết" in text for text in stranger.said()))
    assert "Đã hủy liên kết với trang web" in b.wait(lambda: "Đã hủy" in b.last.text and b.last).text
    assert person(town, a.id) == person(town, b.id) is not None
    said = len(a.messages())
    a.press("Hủy liên kết", under=button)
    a.wait(lambda: len(a.messages()) > said)  # an old button: nothing more happens
    assert person(town, a.id) == person(town, b.id) is not None


def test_the_web_joins_in_and_no_more_than_six_may(town: Town) -> None:
    a, _ = linked(town)
    page = grown(town, town.web_person())
    page.type(f"liên kết {new_code(a)}")
    agreed(town, a)
    wait_until(lambda: any("Đã liên kết với Telegram" in text for text in page.said()))
    town.rows(
        "INSERT INTO conversations (platform, chat, sender, person) SELECT 'web', %s || n, 'x', %s"
        " FROM generate_series(1, 3) AS n",
        f"{a.id}-",
        person(town, a.id),
    )
    late = grown(town, town.web_person())
    late.type(f"liên kết {new_code(a)}")
    wait_until(lambda: any("nhiều nơi rồi" in text for text in late.said()))


def test_stopping_notifications_stops_them_everywhere(town: Town) -> None:
    a, b = linked(town)
    ask_zalo(b, "ngừng nhận tin")
    profile = "SELECT profile ->> 'notifications' AS wish FROM conversations WHERE chat = ANY(%s)"
    wait_until(lambda: [row["wish"] for row in town.rows(profile, [str(a.id), b.id])] == ["off", "off"])


def test_data_are_shown_and_erased_on_both(town: Town) -> None:
    a, b = linked(town)
    ask_telegram(a, "cảm ơn, tôi tên là Demo")
    ask_zalo(b, "dữ liệu của tôi")
    text = b.wait(lambda: next((seen.text for seen in b.messages() if "Dữ liệu về anh/chị" in seen.text), None))
    assert "Liên kết với: Telegram" in text
    assert "cảm ơn, tôi tên là Demo" in text
    assert "Xóa cả ở nơi đã liên kết: Telegram" in ask_zalo(b, "xoa du lieu")
    assert "Đã xóa hết" in ask_zalo(b, "đồng ý xóa")
    a.wait(lambda: "theo yêu cầu nhắn từ Zalo" in a.last.text)
    assert town.rows("SELECT 1 FROM conversations WHERE chat = ANY(%s)", [str(a.id), b.id]) == []
    kept = town.rows("SELECT body FROM outbox WHERE chat = ANY(%s)", [str(a.id), b.id])
    assert all("xóa" in row["body"]["text"] for row in kept)


async def test_a_reminder_comes_once_where_the_person_was_last(town: Town) -> None:
    a, b = linked(town)
    ask_zalo(b, "xin chào")
    text = f"Nhắc hẹn của {b.id}"
    town.rows(
        """INSERT INTO reminders (conversation_id, code, kind, due_at, visit_at, visit)
        SELECT id, 'AB12', 'soon', '2021-08-22 08:00+07', '2021-08-22 10:00+07', jsonb_build_object('text', %s::text)
        FROM conversations WHERE chat = %s""",
        text,
        str(a.id),
    )
    await queue_reminders(town)
    rows = town.rows("SELECT chat FROM outbox WHERE body ->> 'text' = %s", text)
    assert [row["chat"] for row in rows] == [b.id]
    town.rows("UPDATE reminders SET status = 'planned'")
    town.rows("UPDATE conversations SET stopped_at = now() WHERE chat = %s", b.id)
    await queue_reminders(town)
    rows = town.rows("SELECT chat FROM outbox WHERE body ->> 'text' = %s ORDER BY id", text)
    assert [row["chat"] for row in rows] == [b.id, str(a.id)]


async def queue_reminders(town: Town) -> None:
    database = Database(town.bot.database_url, size=4)
    await database.open()
    try:
        reminders = Reminders(
            database,
            Events(town.bot.database_url),
            lambda: datetime(2021, 8, 22, 9, tzinfo=VIETNAM),
            booking=None,
            as_of=lambda: None,
            reachable=["telegram", "zalo_oa"],
        )
        await reminders.look()
    finally:
        await database.close()


def test_nothing_links_in_a_group(town: Town) -> None:
    citizen, group = on_telegram(town), town.telegram.group()
    citizen.mention("liên kết", group)
    citizen.wait(lambda: any(seen.from_bot for seen in group.messages()))
    assert not any("Mã liên kết" in seen.text for seen in group.messages())
