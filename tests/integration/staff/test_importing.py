"""Procedures out of files: compared, approved by a second person, found by every process, taken back by one."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from bot.conversation.guidance_store import GuidanceStore
from bot.db.events import Events
from bot.guidance.catalogue import FieldKind, How, Reason
from bot.guidance.catalogue.values import UNIT_WORDS
from bot.guidance.moments import VIETNAM
from bot.staff import catalogue
from bot.staff.catalogue import Confirming
from bot.staff.errors import NotAllowed, Refused
from bot.staff.importing import service
from bot.staff.roles import Role
from tests.integration.staff.conftest import TODAY
from tests.portal_files import HEADINGS, detail, lines, listed, table
from tests.unit.handlers.turns import Chat
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.db.pool import Database

HERD, CARD = "1.900001", "1.900002"
MOVING = "Thủ tục đăng ký chuyển chuồng trâu"
COPIES, COPY_FEE = "2.000815", "fees:a0-b0"
SAID = Confirming("Nguyễn Thị Thử, Phó Giám đốc", "Nghị quyết 1/2026/NQ-THỬ", dt.date(2026, 10, 1), dt.date(2030, 1, 1))


@asynccontextmanager
async def process(database: Database, reference) -> AsyncIterator[GuidanceStore]:
    """What another process knows: it reads the guidance anew when it is told to."""
    store = GuidanceStore(database, reference, Events(database.url))
    await store.reload()
    yield store


class Offices:
    """Who imports, who approves, and a process of the bot."""

    def __init__(self, desk, store):
        self.desk, self.store = desk, store

    async def __call__(self, role=Role.AUTHOR, name="Soạn"):
        made = await self.desk(role, now=TODAY, name=name)
        return type(made)(**{**{key: getattr(made, key) for key in made.__slots__}, "guidance": self.store.current})

    async def imported(self, *paths):
        office = await self()
        return await service.add(office, await service.prepare(office, paths))

    async def in_force(self, *paths):
        row = await self.imported(*paths)
        await service.approve(await self(Role.APPROVER, "Duyệt"), row.id, row.subject.code)
        await self.store.reload()
        return row

    def told(self, code, kind, at=TODAY):
        return self.store.current.fields.told(code, kind, at=at, known_at=dt.datetime.now(dt.UTC))

    def found(self, text):
        return [hit.code for hit in self.store.current.search.decide(text).hits]


@pytest.fixture
async def offices(lonely_desk, database, reference):
    async with process(database, reference) as store:
        yield Offices(lonely_desk, store)


async def test_names_are_found_once_another_person_has_approved_them(offices, tmp_path, audited):
    file = lines(tmp_path / "a.jsonl", [listed(HERD, MOVING), detail(CARD, "Cấp thẻ chuồng trâu")])
    row = await offices.imported(file)
    await offices.store.reload()
    assert not offices.found("chuyển chuồng trâu"), "nobody approved it yet"
    with pytest.raises(Refused, match="không tự duyệt được"):
        await service.approve(await offices(Role.APPROVER), row.id, row.subject.code)
    with pytest.raises(Refused, match="không phải nội dung có mã"):
        await service.approve(await offices(Role.APPROVER, "Duyệt"), row.id, "0123456789ab")
    await service.approve(await offices(Role.APPROVER, "Duyệt"), row.id, row.subject.code)

    await offices.store.reload()
    assert offices.found("tôi muốn chuyển chuồng trâu") == [HERD]
    procedure = offices.store.current.catalogue.get(HERD)
    assert (procedure.title, procedure.agency) == ("Đăng ký chuyển chuồng trâu", "")
    assert procedure.source_url.startswith("https://dichvucong.gov.vn/")
    for kind in FieldKind:
        assert not offices.told(CARD, kind).told, "what a file states is proposed, and told nobody"
    assert offices.told(CARD, FieldKind.FEE).why in {Reason.UNREAD, Reason.UNKNOWN}
    added, approved = audited("import.add")[0], audited("import.approve")[0]
    assert (added["actor"], approved["actor"]) == ("Soạn", "Duyệt")
    assert added["details"]["new"] == 2
    assert added["details"]["files"][0]["name"] == "a.jsonl"


async def test_another_process_finds_them_within_moments(offices, tmp_path, database, reference):
    events = Events(database.url)
    other = GuidanceStore(database, reference, events)
    await other.reload()
    await offices.in_force(lines(tmp_path / "a.jsonl", [listed(HERD, MOVING)]))
    other.noticed(offices.store.current.version)
    await until(lambda: [hit.code for hit in other.current.search.decide("chuyển chuồng trâu").hits] == [HERD])


async def test_a_dry_run_writes_nothing_and_the_same_again_changes_nothing(offices, tmp_path, query):
    head = (*HEADINGS, "Thời hạn giải quyết")
    first = table(tmp_path / "a.csv", [head, (1, HERD, MOVING, "Chăn nuôi", "5 ngày"), (2, "", "Không mã", "", "")])
    office = await offices()
    prepared = await service.prepare(office, [first])
    assert prepared.counts == {"taken": 1, "new": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert not query("SELECT 1 FROM catalogue_imports")
    await offices.in_force(first)
    assert await offices.imported(first) is None
    second = table(tmp_path / "b.csv", [head, (1, HERD, MOVING, "Thú y", "7 ngày")])
    again = await service.prepare(await offices(), [second])
    assert again.counts["changed"] == 1
    assert [part[1:] for part in again.compared.changes[0].parts] == [("Chăn nuôi", "Thú y"), ("5 ngày", "7 ngày")]


async def test_one_person_takes_a_wrong_import_back_and_what_was_before_counts_again(offices, tmp_path, audited):
    await offices.in_force(lines(tmp_path / "a.jsonl", [listed(HERD, MOVING)]))
    wrong = await offices.in_force(
        lines(tmp_path / "b.jsonl", [listed(HERD, "Bán đồ cũ"), listed(CARD, "Cấp thẻ trâu")])
    )
    assert offices.found("chuyển chuồng trâu") == []
    with pytest.raises(Refused, match="--reason"):
        await service.undo(await offices(), wrong.id, " ")
    await service.undo(await offices(), wrong.id, "nhầm tệp")
    await offices.store.reload()
    assert offices.found("chuyển chuồng trâu") == [HERD]
    assert CARD not in offices.store.current.catalogue
    assert audited("import.undo")[0]["details"]["why"] == "nhầm tệp"
    with pytest.raises(Refused, match="không đang dùng"):
        await service.undo(await offices(), wrong.id, "lần nữa")


async def test_a_returned_import_is_put_aside(offices, tmp_path):
    row = await offices.imported(lines(tmp_path / "a.jsonl", [listed(HERD, MOVING)]))
    await service.send_back(await offices(Role.APPROVER, "Duyệt"), row.id, "sai tệp")
    with pytest.raises(Refused, match="không đang chờ duyệt"):
        await service.approve(await offices(Role.APPROVER, "Duyệt"), row.id, row.subject.code)
    assert [one.state for one in await service.listed(await offices())] == ["returned"]


async def test_a_fee_that_a_file_says_otherwise_is_told_no_more_until_an_official_confirms_it(offices, tmp_path):
    before = {one.field.id for one in offices.told(COPIES, FieldKind.FEE, TODAY).told}
    wrong = detail(COPIES, "Chứng thực bản sao", ways={"DIRECT": (1, "DAY", 999_000)})
    office = await offices()
    prepared = await service.prepare(office, [lines(tmp_path / "a.jsonl", [wrong])])
    disputed = [field for field in offices.store.current.fields.get(COPIES).fields if field.kind is FieldKind.FEE]
    plain = {one.id for one in disputed if not one.condition and not one.case}
    assert bool(prepared.compared.changes[0].disputes) == bool(plain & before)
    assert COPY_FEE in before, "with its condition it speaks of a part, of which the file has no word"


async def test_page_and_data_that_differ_are_disputed_and_taking_the_file_back_settles_it(offices, tmp_path):
    code, field = next(
        (one.code, one)
        for procedure in offices.store.current.fields
        for one in procedure.fields
        if one.kind is FieldKind.TIME and not one.case and not one.condition and one.channel and one.value.number
        and offices.told(one.code, FieldKind.TIME, TODAY.replace(month=9)).told
        and one in [told.field for told in offices.told(one.code, FieldKind.TIME, TODAY.replace(month=9)).told]
    )  # fmt: skip
    at = TODAY.replace(month=9)
    way = {"online": "ONLINE", "postal": "POSTAL", "in_person": "DIRECT"}[field.channel]
    name = offices.store.current.catalogue.get(code).name
    unit = field.value.unit.upper()
    other = detail(code, name, ways={way: (field.value.number + 40, unit, 0)})
    row = await offices.in_force(lines(tmp_path / "a.jsonl", [other]))
    now = offices.told(code, FieldKind.TIME, at)
    assert (field.id, Reason.DISPUTED) in [(one.field.id, one.reason) for one in now.untold]
    (why,) = [one.field.reason for one in now.untold if one.field.id == field.id]
    assert f"ghi khác: {field.value.number + 40} {UNIT_WORDS[field.value.unit]}" in why
    known_then = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    then = offices.store.current.fields.told(code, FieldKind.TIME, at=at, known_at=known_then)
    assert field.id in {one.field.id for one in then.told}, "what was known then stays"
    await service.undo(await offices(), row.id, "tệp sai")
    await offices.store.reload()
    assert field.id in {one.field.id for one in offices.told(code, FieldKind.TIME, at).told}


async def confirmed(offices, code, field, said):
    row = await catalogue.confirm(await offices(), code, field, said)
    await catalogue.approve(await offices(Role.APPROVER, "Duyệt"), row.id, row.subject.code)
    await offices.store.reload()


async def test_what_officials_confirmed_no_file_writes_over(offices, tmp_path):
    first = detail(HERD, MOVING, ways={"DIRECT": (5, "WORKING_DAY", 8_000)})
    await offices.in_force(lines(tmp_path / "a.jsonl", [first]))
    fields = {one.id: one for one in await catalogue.imported(await offices(), HERD)}
    assert "api-fee-in_person" in fields
    await confirmed(offices, HERD, "api-fee-in_person", SAID)
    fee = offices.told(HERD, FieldKind.FEE).told
    assert [(one.field.value.amount, one.how) for one in fee] == [(8_000, How.PLAIN)]
    assert not offices.told(HERD, FieldKind.TIME).told

    changed = detail(HERD, MOVING, ways={"DIRECT": (9, "WORKING_DAY", 70_000)}, updatedAt=1_780_000_000_000)
    prepared = await service.prepare(await offices(), [lines(tmp_path / "b.jsonl", [changed])])
    assert any("8.000" in line for line in prepared.compared.changes[0].kept)
    await offices.in_force(tmp_path / "b.jsonl")
    assert [one.field.value.amount for one in offices.told(HERD, FieldKind.FEE).told] == [8_000]
    await catalogue.hide(await offices(), HERD, "api-fee-in_person", "mức đã đổi")
    await offices.in_force(
        lines(tmp_path / "c.jsonl", [{**changed["data"], "updatedAt": 1_785_000_000_000, "executionMethods": []}])
    )
    assert not offices.told(HERD, FieldKind.FEE).told


async def test_a_code_that_ended_is_found_by_the_one_that_took_its_place(offices, tmp_path):
    head = ("Mã", "Tên thủ tục", "Trạng thái", "Hết hiệu lực từ ngày", "Thay thế bởi", "Hiệu lực từ")
    rows = [
        head,
        (HERD, MOVING, "Hết hiệu lực", "01/07/2025", CARD, ""),
        (CARD, "Quản lý đàn gia súc", "Còn hiệu lực", "", "", "01/07/2025"),
        ("1.900003", "Cấp sổ trâu nghé", "Còn hiệu lực", "", "", "01/01/2099"),
    ]
    await offices.in_force(table(tmp_path / "a.csv", rows))
    assert offices.found("chuyển chuồng trâu") == [CARD]
    assert offices.found("cấp sổ trâu nghé") != ["1.900003"], "it is not in force yet"
    (repeal,) = offices.store.current.fields.get(HERD).repeals
    assert (repeal.since, repeal.replaced_by) == (dt.date(2025, 7, 1), (CARD,))
    assert offices.told(HERD, FieldKind.FEE).why is Reason.REPEALED


async def answered(offices, code):
    """What a citizen reads who asks for a procedure, and the links below."""
    chat = Chat(dt.datetime.now(VIETNAM))
    chat.guidance, chat.received = offices.store.current, dt.datetime.now(dt.UTC)
    return (await chat.press(f"#way.show:{code}"))[-1]


async def test_citizens_are_told_that_only_the_name_is_known_and_where_the_page_is(offices, tmp_path):
    row = listed(HERD, MOVING, state="ACTIVE")
    gone = {"ma_thu_tuc": CARD, "ten_thu_tuc": "Cấp thẻ chuồng trâu", "trang_thai": "Hết hiệu lực"}
    await offices.in_force(lines(tmp_path / "a.jsonl", [row, gone]))
    named = await answered(offices, HERD)
    assert "mới có tên việc này" in named.text
    assert [link.url for link in named.links] == [offices.store.current.catalogue.get(HERD).source_url]
    ended = await answered(offices, CARD)
    assert "không còn làm theo mã cũ" in ended.text
    assert "giấy tờ" not in ended.text


@pytest.mark.parametrize("count", [1_500, pytest.param(6_000, marks=pytest.mark.soak)])
async def test_six_thousand_rows_take_less_than_thirty_seconds_of_a_processor(offices, tmp_path, count):
    """And a quarter of them a quarter of that."""
    kinds = ("Cấp", "Cấp lại", "Gia hạn", "Thu hồi", "Điều chỉnh", "Chấm dứt")
    things = ("giấy phép", "chứng chỉ", "giấy chứng nhận", "sổ", "thẻ")
    rows = [
        detail(f"1.{800_000 + number}", f"{kinds[number % 6]} {things[number % 5]} ngành nghề số {number // 30}")
        for number in range(count)
    ]
    file = lines(tmp_path / "all.jsonl", rows)
    began = time.process_time()
    row = await offices.in_force(file)
    assert time.process_time() - began < count / 200
    assert row.counts["new"] == count
    assert len(offices.store.current.catalogue) > count


async def test_who_may_what(offices, tmp_path):
    file = lines(tmp_path / "a.jsonl", [listed(HERD, MOVING)])
    for role in (Role.OPERATOR, Role.READER, Role.UNIT):
        with pytest.raises(NotAllowed):
            await service.prepare(await offices(role, "Xem"), [file])
    row = await offices.imported(file)
    with pytest.raises(NotAllowed):
        await service.approve(await offices(Role.AUTHOR, "Soạn khác"), row.id, row.subject.code)
    assert (await service.shown(await offices(Role.READER, "Xem"), row.id))[1][0].code == HERD
