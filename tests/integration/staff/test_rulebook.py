"""The rulebook that staff keep: written, read by a second person, published, taken back; by the services and by SQL."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bot.content.rulebook_loader import load_rulebook
from bot.db import guidance as rows
from bot.db import roles
from bot.db.acting import acting
from bot.db.guidance import import_content
from bot.db.pool import Database
from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.changing import hidden, overlay
from bot.staff import members
from bot.staff.actor import OWNER
from bot.staff.approvable import State
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role
from bot.staff.rulebook import approving, drafting, publishing
from tests.integration.staff.conftest import TAC_VAN, TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.staff.conftest import Desk

FEE = """
title: "Phí từ năm 2027"
documents:
  - {id: "nq-9-2026", kind: "Nghị quyết", number: "9/2026/NQ-HĐND", signed_on: 2026-11-20}
rules:
  - id: "NOW-20"
    status: "published"
    document: "nq-9-2026"
    kind: "fee"
    audience: "citizen"
    effective_from: %s
    topics: ["fee"]
    why_vi: "%s"
    confidence: "high"
    confirmed: true
"""
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "rulebook.md").read_text(encoding="utf-8")
NEXT_YEAR = FEE % ("2027-01-01", "Từ năm 2027 làm qua mạng không phải đóng lệ phí của tỉnh.")
HOURS = f"""
title: "Giờ làm việc Tắc Vân"
contacts:
  - id: "{TAC_VAN}-hours"
    status: "published"
    purpose: "unit_hours"
    unit: "{TAC_VAN}"
    label: "Giờ nhận hồ sơ"
    value: "7 giờ đến 11 giờ, 13 giờ đến 17 giờ, thứ Hai đến thứ Sáu"
    valid_from: "2100-01-01"
"""


async def published(desk: Desk, source: str, **more: Any) -> publishing.Published:
    """A document that one wrote, another approved, and the first published."""
    writer, chief = await desk(Role.AUTHOR, now=TODAY, **more), await desk(Role.APPROVER, now=TODAY, **more)
    row = await drafting.write(writer, "moi.yaml", source)
    await approving.submit(writer, row.id)
    await approving.approve(chief, row.id, row.subject.code)
    return await publishing.publish(writer, row.id)


async def test_a_rule_is_told_once_a_second_person_has_read_it(
    lonely_desk: Desk, audited: Callable[[str], list[dict[str, Any]]]
) -> None:
    writer, chief = await lonely_desk(Role.AUTHOR, now=TODAY), await lonely_desk(Role.APPROVER, now=TODAY)
    row = await drafting.write(writer, "moi.yaml", NEXT_YEAR)
    assert (row.state, row.draft.ids, row.draft.correction) == (State.DRAFT, ("nq-9-2026", "NOW-20"), None)
    with pytest.raises(Refused, match="chưa được người khác duyệt"):
        await publishing.publish(writer, row.id)
    with pytest.raises(NotAllowed):
        await approving.approve(writer, row.id, row.subject.code)
    same = await lonely_desk(Role.APPROVER, now=TODAY, name=writer.actor.name)
    with pytest.raises(Refused, match="không tự duyệt"):
        await approving.approve(same, row.id, row.subject.code)
    await approving.submit(writer, row.id)
    await approving.send_back(chief, row.id, "Thiếu lý do")
    again = NEXT_YEAR.replace("của tỉnh", "do tỉnh đặt ra")
    changed = await drafting.write(writer, "moi.yaml", again, replace=row.id)
    with pytest.raises(Refused, match="không phải nội dung có mã"):
        await approving.approve(chief, row.id, row.subject.code)
    await approving.approve(chief, row.id, changed.subject.code)
    done = await publishing.publish(writer, row.id)
    assert [change.id for change in done.changes] == ["nq-9-2026", "NOW-20"]
    told = (await lonely_desk()).guidance
    assert told.rulebook_id == done.version
    assert "NOW-20" not in told.rulebook.at(TODAY).ids
    assert "NOW-20" in told.rulebook.at(datetime(2027, 1, 1, tzinfo=VIETNAM)).ids
    with pytest.raises(Refused, match="đã công bố"):
        await publishing.publish(writer, row.id)
    (noted,) = audited("rulebook.publish")
    assert noted["details"] | {"approved_by": "approver Demo", "alone": False} == noted["details"]
    assert [version.draft for version in await publishing.versions(writer)] == [row.id, None]
    assert await drafting.listed(writer) == []


async def test_what_is_wrong_is_said_by_line_field_and_allowed_value(lonely_desk: Desk) -> None:
    writer = await lonely_desk(Role.AUTHOR)
    wrong = NEXT_YEAR.replace('"citizen"', '"everybody"').replace('kind: "fee"', 'knd: "fee"')
    with pytest.raises(Refused) as caught:
        await drafting.write(writer, "moi.yaml", wrong)
    lines = caught.value.message.splitlines()
    assert lines[0] == "Chưa nhận tệp moi.yaml:"
    assert any(
        "moi.yaml, dòng 10: NOW-20: audience: 'everybody' không dùng được; chỉ có: citizen, staff" in line
        for line in lines
    )
    assert any("moi.yaml, dòng 6: NOW-20: không có trường knd" in line for line in lines)
    for source, said in (
        (
            NEXT_YEAR.replace('document: "nq-9-2026"', 'document: "nq-8"'),
            "dòng 8: NOW-20: document: không có văn bản 'nq-8'",
        ),
        (NEXT_YEAR.replace("    status", '    id: "X"\n    status'), "dòng 7: X: id: trường ghi hai lần"),
        ("rules: [", "không phải YAML"),
        ("- 1", "tài liệu phải gồm các phần"),
        ("title: x\nrules: &a []\ndocuments: *a", "dòng 3: không phải YAML: không dùng dấu *"),
        ("rules: []", "cần tên bản thảo"),
        ("title: x\nrules: []", "không có mục nào"),
    ):
        with pytest.raises(Refused) as caught:
            await drafting.write(writer, "moi.yaml", source)
        assert said in caught.value.message


async def test_the_example_of_the_page_for_newcomers_is_taken(lonely_desk: Desk) -> None:
    example = PAGE.partition("```yaml\n")[2].partition("```")[0]
    row = await drafting.write(await lonely_desk(Role.AUTHOR, now=TODAY), "moi.yaml", example)
    assert row.draft.ids == ("nq-9-2026", "CM-2026-09-1")
    assert drafting.corrections(load_rulebook().to_plain(), row.draft) == ()


async def test_a_scope_names_places_that_are_there(lonely_desk: Desk) -> None:
    for scope, said in (
        ('{province: "ca-mau"}', "scope.province: không có tỉnh 'ca-mau'; có: bac-lieu-2021, ca-mau-2021, ca-mau-2025"),
        ('{area_include: ["Xã Mây"]}', "scope.area_include: không có nơi nào tên hay mã 'Xã Mây'"),
    ):
        source = NEXT_YEAR.replace("    topics", f"    scope: {scope}\n    topics")
        writer = await lonely_desk(Role.AUTHOR, now=TODAY)
        with pytest.raises(Refused) as caught:
            await drafting.write(writer, "moi.yaml", source)
        assert f"moi.yaml, dòng 12: NOW-20: {said}" in caught.value.message


async def test_a_change_of_the_past_says_why(lonely_desk: Desk) -> None:
    writer = await lonely_desk(Role.AUTHOR, now=TODAY)
    late = FEE.replace("2026-11-20", "2025-12-20") % (
        "2026-01-01",
        "Từ đầu năm 2026 làm qua mạng không phải đóng lệ phí của tỉnh.",
    )
    row = await drafting.write(writer, "moi.yaml", late)
    with pytest.raises(Refused, match=r"đã qua \(NOW-20\).*correction:"):
        await approving.submit(writer, row.id)
    said = late.replace("documents:", 'correction: "Văn bản đến trễ."\ndocuments:', 1)
    before = datetime.now(VIETNAM)
    done = await published(lonely_desk, said)
    async with writer.database.intake.connection() as connection:
        earlier = await rows.load(connection, known_at=before)
        later = await rows.load(connection, known_at=done.known_from + timedelta(seconds=1))
        with pytest.raises(rows.NothingKnown):
            await rows.load(connection, known_at=datetime(2020, 1, 1, tzinfo=VIETNAM))
    then = datetime(2026, 2, 1, tzinfo=VIETNAM)
    assert "NOW-20" not in Rulebook.parse({"x": earlier.rulebook}).at(then).ids
    assert "NOW-20" in Rulebook.parse({"x": later.rulebook}).at(then).ids
    assert (await publishing.versions(writer))[0].correction == "Văn bản đến trễ."


async def test_nobody_publishes_over_what_somebody_else_changed_meanwhile(lonely_desk: Desk) -> None:
    writer, chief = await lonely_desk(Role.AUTHOR), await lonely_desk(Role.APPROVER)
    await published(lonely_desk, NEXT_YEAR)
    first = await drafting.write(writer, "a.yaml", FEE % ("2027-02-01", "Từ tháng 2."))
    second = await drafting.write(writer, "b.yaml", FEE % ("2027-03-01", "Từ tháng 3."))
    for row in (first, second):
        await approving.approve(chief, row.id, row.subject.code)
    await publishing.publish(writer, second.id)
    with pytest.raises(Refused, match="NOW-20 đã được đổi"):
        await publishing.publish(writer, first.id)
    ended = await drafting.retire(writer, "NOW-20", datetime(2028, 1, 1, tzinfo=VIETNAM), "Nghị quyết 9/2027")
    assert ended.draft.correction is None
    await approving.approve(chief, ended.id, ended.subject.code)
    (change,) = (await publishing.publish(writer, ended.id)).changes
    assert change.after is not None
    assert (change.fields, change.after["effective_to"]) == (("effective_to", "to_basis", "to_note"), "2028-01-01")


async def test_one_person_hides_what_is_wrong_at_once(
    lonely_desk: Desk, audited: Callable[[str], list[dict[str, Any]]]
) -> None:
    writer = await lonely_desk(Role.AUTHOR, now=TODAY)
    assert "NOW-01" in writer.guidance.rulebook.at(TODAY).ids
    for ids, why, said in (
        (["NOW-01"], " ", "--reason"),
        (["NOW-99"], "Sai", "NOW-99"),
        (["REG-2048"], "Sai", "never_applied"),
    ):
        with pytest.raises(Refused, match=said):
            await publishing.hide(writer, ids, why)
    done = await publishing.hide(writer, ["NOW-01"], "Sai địa chỉ")
    assert [change.id for change in done.changes] == ["NOW-01"]
    assert "NOW-01" not in (await lonely_desk()).guidance.rulebook.at(TODAY).ids
    (noted,) = audited("rulebook.suspend")
    assert (noted["target"], noted["details"]["why"]) == ("NOW-01", "Sai địa chỉ")
    (latest, _first) = await publishing.versions(writer)
    assert (latest.act, latest.hides, latest.correction) == ("hide", ("NOW-01",), "Sai địa chỉ")
    with pytest.raises(NotAllowed):
        await publishing.hide(await lonely_desk(Role.OPERATOR), ["NOW-02"], "Sai")


async def test_alone_it_takes_two_confirmations(lonely_desk: Desk) -> None:
    chief = await lonely_desk(Role.APPROVER)
    row = await drafting.write(chief, "moi.yaml", NEXT_YEAR)
    code = await approving.approve_alone(chief, row.id, None)
    assert code == row.subject.code
    assert isinstance(await approving.approve_alone(chief, row.id, row.subject.code), type(row))
    assert (await publishing.publish(chief, row.id)).version > 1


async def test_somebody_of_a_unit_keeps_its_contacts_and_nothing_else(lonely_desk: Desk) -> None:
    clerk = await lonely_desk(Role.UNIT, TAC_VAN)
    with pytest.raises(NotAllowed, match="liên hệ"):
        await drafting.write(clerk, "moi.yaml", NEXT_YEAR)
    with pytest.raises(NotAllowed):
        await drafting.write(clerk, "moi.yaml", HOURS.replace(TAC_VAN, "xa-ly-van-lam_ca-mau"))
    with pytest.raises(Refused, match="Không có đơn vị"):
        await drafting.write(await lonely_desk(Role.AUTHOR), "moi.yaml", HOURS.replace(TAC_VAN, "nowhere"))
    row = await drafting.write(clerk, "moi.yaml", HOURS)
    assert row.kind == "contacts"
    await approving.submit(clerk, row.id)
    with pytest.raises(NotAllowed):
        await approving.approve(clerk, row.id, row.subject.code)
    await approving.approve(await lonely_desk(Role.APPROVER), row.id, row.subject.code)
    await publishing.publish(clerk, row.id)
    book = (await lonely_desk()).guidance.rulebook
    when = datetime(2100, 1, 4, 9, tzinfo=VIETNAM)
    assert [contact.value[:5] for contact in book.contacts_of(TAC_VAN, when) if contact.value] == ["7 giờ"]
    assert book.contacts_of(TAC_VAN, TODAY) == ()
    assert f"{TAC_VAN}-hours" not in {contact.id for contact in book.at(when).contacts}
    await publishing.hide(clerk, [f"{TAC_VAN}-hours"], "Sai giờ")
    with pytest.raises(NotAllowed):
        await publishing.hide(clerk, ["NOW-01"], "Sai")


def deploy(url: str, **fields: str) -> bool:
    """A deploy of the packaged content with other fields in NOW-01."""
    body = load_rulebook().to_plain()
    body["rules"] = [{**entry, **fields} if entry["id"] == "NOW-01" else entry for entry in body["rules"]]
    book = Rulebook.parse({"new": body})
    with psycopg.connect(url) as connection:
        return import_content(
            connection, rulebook=book.to_plain(), content_hash=book.content_hash, offers=[], duties=[]
        )


async def test_a_deploy_proposes_and_never_overwrites(lonely_desk: Desk, bot_database: str) -> None:
    writer, chief = await lonely_desk(Role.AUTHOR), await lonely_desk(Role.APPROVER)
    assert deploy(bot_database, source="http://a")  # nobody of the staff keeps it yet
    await published(lonely_desk, NEXT_YEAR)
    kept = (await lonely_desk()).guidance.rulebook_id
    assert not deploy(bot_database, source="http://a")
    assert deploy(bot_database, why_vi="Cổng của tỉnh đã đóng.")
    assert not deploy(bot_database, why_vi="Cổng của tỉnh đã đóng.")
    assert (await lonely_desk()).guidance.rulebook_id == kept
    (row,) = await drafting.listed(writer)
    assert (row.packaged, row.author, row.state, row.draft.ids) == (True, "content", State.SUBMITTED, ("NOW-01",))
    assert row.draft.correction is not None
    assert deploy(bot_database, why_vi="Cổng của tỉnh đã đóng rồi.")
    (newer,) = await drafting.listed(writer)
    assert newer.id != row.id
    await approving.approve(chief, newer.id, newer.subject.code)
    (change,) = (await publishing.publish(chief, newer.id)).changes
    assert (change.id, change.fields) == ("NOW-01", ("source", "why_vi"))
    assert "NOW-20" in {rule.id for rule in (await lonely_desk()).guidance.rulebook.content.rules}


async def test_the_owner_of_a_new_machine_is_one_person(lonely_desk: Desk) -> None:
    owner = dataclasses.replace(await lonely_desk(), actor=OWNER)
    row = await drafting.write(owner, "moi.yaml", NEXT_YEAR)
    with pytest.raises(Refused, match="--urgent"):
        await approving.approve(owner, row.id, row.subject.code)


async def test_by_sql_nobody_publishes_more_than_was_approved(lonely_desk: Desk, bot_database: str) -> None:
    admin = dataclasses.replace(await lonely_desk(), actor=OWNER)
    tokens = {role: await members.add(admin, f"{role} SQL", role) for role in (Role.AUTHOR, Role.APPROVER)}
    before = load_rulebook().to_plain()
    book = hidden(before, {"NOW-01"})
    insert = (
        "INSERT INTO rulebooks (content_hash, body, published_by, act, hides, draft_id)"
        " VALUES ('x', %s, %s, %s, %s, %s) RETURNING published_at"
    )

    def publish(role: Role, body: Any, act: str, hides: list[str] | None = None, draft: int | None = None) -> None:
        url = acting(roles.as_role(bot_database, roles.STAFF), tokens[role])
        with psycopg.connect(url) as connection:
            connection.execute(insert.encode(), [json.dumps(body), f"{role} SQL", act, hides, draft])

    for body, act, hides in (
        (hidden(before, {"NOW-01", "NOW-02"}), "hide", ["NOW-01"]),
        (before, "publish", None),
        (before, "import", None),
        ({**book, "rules": []}, "hide", ["NOW-01"]),
    ):
        for role in tokens:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                publish(role, body, act, hides)
    publish(Role.AUTHOR, book, "hide", ["NOW-01"])
    opened = Database(acting(roles.as_role(bot_database, roles.STAFF), tokens[Role.AUTHOR]), size=2)
    await opened.open()
    try:
        own = dataclasses.replace(await lonely_desk(Role.AUTHOR, name=f"{Role.AUTHOR} SQL"), database=opened)
        row = await drafting.write(own, "moi.yaml", NEXT_YEAR)
    finally:
        await opened.close()
    made = overlay(book, row.draft.entries)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only an approved"):
        publish(Role.AUTHOR, made, "publish", draft=row.id)
    await approving.approve(await lonely_desk(Role.APPROVER), row.id, row.subject.code)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="just what was approved"):
        publish(Role.AUTHOR, {**made, "rules": made["rules"][1:]}, "publish", draft=row.id)
    publish(Role.AUTHOR, made, "publish", draft=row.id)
