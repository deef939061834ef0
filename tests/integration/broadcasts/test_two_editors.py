"""Two of the staff change the same draft: nobody's words are lost without a trace, nor without being told."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from bot.broadcasts import approving, drafting, store
from bot.staff import audit
from bot.staff.errors import Refused
from bot.staff.roles import Role
from tests.integration.broadcasts.conftest import approver, author, drafted, new_urgent
from tests.waiting import wait_until

ONE, OTHER = "Từ mai nhận hồ sơ theo lịch hẹn, sáng 7 giờ.", "Từ mai chỉ nhận hồ sơ buổi chiều, từ 13 giờ."


async def _at_the_same_moment(desk, rows, number: int, *wishes: drafting.Wish) -> list[drafting.Drafted]:
    """Let two people change it, both of whom have begun before either is done; the earlier change first."""
    with psycopg.connect(rows.url) as held:
        held.execute("SELECT 1 FROM broadcasts WHERE id = %s FOR NO KEY UPDATE", [number])
        offices = [await author(desk), await approver(desk)]
        doing = [
            asyncio.create_task(drafting.change(office, number, wish))
            for office, wish in zip(offices, wishes, strict=True)
        ]
        waiting = "SELECT count(*) AS n FROM pg_locks WHERE NOT granted"
        await asyncio.to_thread(wait_until, lambda: rows(waiting) == [{"n": 2}])
    done = await asyncio.gather(*doing)
    kept = await store.get(desk.database, number)
    return sorted(done, key=lambda one: one.broadcast.content == kept.content)


async def test_of_two_who_write_at_the_same_moment_the_later_is_told_and_the_earlier_is_kept(desk, rows):
    made = await drafted(desk)
    wishes = drafting.Wish(text=ONE), drafting.Wish(text=OTHER)
    earlier, later = await _at_the_same_moment(desk, rows, made.id, *wishes)
    assert {earlier.broadcast.content.text, later.broadcast.content.text} == {ONE, OTHER}
    noted = await audit.read(await desk(Role.ADMIN), action="broadcast.edit")
    assert [(row["actor"], row["details"]["was"]) for row in noted] == [
        (later.broadcast.author, {"text": earlier.broadcast.content.text}),
        (earlier.broadcast.author, {"text": made.content.text}),
    ]
    assert later.overwritten is not None
    assert later.overwritten.author == earlier.broadcast.author
    assert later.replaced == {"text": earlier.broadcast.content.text}
    assert earlier.broadcast.author != later.broadcast.author
    codes = [event.code for event in await approving.history(await author(desk), made.id) if event.act == "wrote"]
    assert codes == [approving.code_of(one) for one in (made, earlier.broadcast, later.broadcast)]


async def test_what_two_people_change_in_different_parts_both_stays(desk, rows):
    made = await drafted(desk)
    await _at_the_same_moment(desk, rows, made.id, drafting.Wish(text=ONE), drafting.Wish(title="Tên khác"))
    kept = (await store.get(desk.database, made.id)).content
    assert (kept.text, kept.title) == (ONE, "Tên khác")


async def test_who_names_what_they_read_changes_nothing_else(desk):
    made = await drafted(desk)
    read = approving.code_of(made)
    first = await drafting.change(await author(desk), made.id, drafting.Wish(text=ONE), read=read)
    assert first.overwritten is None, "one's own words"
    with pytest.raises(Refused, match=rf"Chị Soạn Demo .*sửa.*motcua broadcast show {made.id}"):
        await drafting.change(await approver(desk), made.id, drafting.Wish(text=OTHER), read=read)
    assert (await store.get(desk.database, made.id)).content.text == ONE


def test_the_commands_tell_whose_words_were_replaced(motcua, tokens, text_file):
    first, second = {"token": tokens["author"]}, {"token": tokens["approver"]}
    number = str(motcua(*new_urgent(text_file), "--json", **first).json["id"])
    read = motcua("broadcast", "show", number, "--json", **second).json["code"]
    text_file.write_text(ONE, encoding="utf-8")
    assert "!" not in motcua("broadcast", "edit", number, "--text-file", str(text_file), **first).out.split("Nơi")[0]
    text_file.write_text(OTHER, encoding="utf-8")
    edit = ["broadcast", "edit", number, "--text-file", str(text_file)]
    refused = motcua(*edit, "--code", read, **second)
    assert (refused.code, "author Demo" in refused.err) == (2, True)
    told = motcua(*edit, **second).out
    assert "! Bài này do author Demo sửa gần nhất" in told
    assert ONE in told
