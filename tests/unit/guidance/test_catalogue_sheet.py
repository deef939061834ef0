"""The sheet of what the office should confirm: its order, its words, and the command that prints it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from typer.testing import CliRunner

from bot.commands.procedures import app
from bot.guidance.catalogue import (
    AnotherMay,
    Confirmation,
    CopyOf,
    Deadline,
    Fee,
    FeeKind,
    Field,
    FieldCatalogue,
    FieldKind,
    Hand,
    Method,
    MustCome,
    Office,
    Paper,
    Presence,
    ProcedureFields,
    Reading,
    Reason,
    Receiver,
    Source,
    State,
    Time,
    TimeUnit,
)
from bot.guidance.catalogue.sheet import in_words, sheet
from bot.guidance.channels import Channel
from bot.guidance.moments import VIETNAM

NOW = datetime(2026, 11, 30, 9, tzinfo=VIETNAM)
RARE, OFTEN = "9.000001", "9.000002"


def made(code: str, value, due: date = date(2027, 1, 1), **other) -> Field:
    source = Source("0" * 16, "thanh_phan_ho_so", 0, 9, date(2026, 7, 1), Method.PAGE)
    return Field(code, f"{value.kind}:a0-b0", value, source, ("a", "b"), State.AGREED, due, **other)


PAPER = Paper("Tờ khai", Hand.HAND_IN, CopyOf.ORIGINAL, 1, 2)
FEE = Fee("lệ phí", FeeKind.AMOUNT, 8_000)


def lines(*procedures: ProcedureFields):
    return sheet(FieldCatalogue(procedures), {RARE: 3, OFTEN: 1}, known_at=NOW)


def test_the_most_asked_come_first_then_the_soonest_due_then_papers_before_the_rest() -> None:
    rare = ProcedureFields(RARE, Reading.TWICE, (made(RARE, PAPER, date(2026, 12, 1)),))
    soon = date(2026, 12, 31)
    often = ProcedureFields(
        OFTEN, Reading.TWICE, (made(OFTEN, FEE), made(OFTEN, PAPER), made(OFTEN, Time(3, TimeUnit.DAY), soon))
    )
    assert [(line.code, line.kind) for line in lines(rare, often)] == [
        (OFTEN, FieldKind.TIME), (OFTEN, FieldKind.PAPER), (OFTEN, FieldKind.FEE), (RARE, FieldKind.PAPER),
    ]  # fmt: skip


def test_what_an_official_confirmed_is_on_it_only_when_it_is_due_again() -> None:
    seen = Confirmation("Nguyễn Thị Thử", date(2026, 10, 5), "1/QĐ-THỬ", date(2026, 10, 1))
    confirmed = replace(made(RARE, FEE), state=State.CONFIRMED, confirmation=seen)
    due = replace(confirmed, id="fee:a1-b1", review_by=date(2026, 11, 30))
    found = lines(ProcedureFields(RARE, Reading.TWICE, (confirmed, due)))
    assert [line.id for line in found] == ["fee:a1-b1"]


def test_what_nobody_read_or_could_write_down_is_on_it_too() -> None:
    named = ProcedureFields(RARE, Reading.NAMED)
    refused = ProcedureFields(OFTEN, Reading.TWICE, refused={FieldKind.FEE: "trang không ghi"})
    assert [(line.code, line.kind, line.why, line.note) for line in lines(named, refused)] == [
        (OFTEN, FieldKind.FEE, Reason.REFUSED, "trang không ghi"),
        (RARE, None, Reason.UNREAD, ""),
    ]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (
            made(RARE, PAPER, case="trẻ bị bỏ rơi", condition="có ủy quyền", instead=("bản điện tử", "bản chụp")),
            (
                "Tờ khai (nộp) 1 bản chính và 2 bản sao; trường hợp: trẻ bị bỏ rơi; điều kiện: có ủy quyền; "
                "thay bằng: bản điện tử / bản chụp"
            ),
        ),
        (made(RARE, FEE, channel=Channel.ONLINE), "lệ phí: 8.000 đ; qua mạng"),
        (made(RARE, Fee("", FeeKind.AMOUNT, 10, "USD")), "10 USD"),
        (made(RARE, Fee("", FeeKind.PROVINCE)), "mức của HĐND tỉnh"),
        (made(RARE, Time(None, TimeUnit.SAME_DAY)), "trong ngày"),
        (made(RARE, Deadline("khai sinh", 60, TimeUnit.DAY)), "khai sinh: 60 ngày"),
        (made(RARE, Receiver(Office.COMMUNE_POLICE, "nơi ở")), "Công an xã, phường (nơi ở)"),
        (made(RARE, Presence(MustCome.YES, AnotherMay.NO)), "phải đến, không đi thay được"),
    ],
)
def test_no_condition_is_lost_in_words(field, said) -> None:
    assert in_words(field) == said


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["sheet", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_prints_a_table_for_a_spreadsheet_or_json() -> None:
    rows = list(csv.reader(io.StringIO(run("--code", "1.001193"), newline="")))
    assert {len(row) for row in rows} == {16}
    assert {row[1] for row in rows[1:]} == {"1.001193"}
    assert "không rõ ngày" in rows[1]
    untold = [json.loads(line) for line in run("--json", "--untold").splitlines()]
    assert untold == sorted(untold, key=lambda line: line["asked"])
    assert not any(line["told"] for line in untold)
    assert {"1.014748", "1.014173"} <= {line["code"] for line in untold}


def test_an_unknown_code_is_named() -> None:
    done = CliRunner().invoke(app, ["sheet", "--code", "9.999999"])
    assert done.exit_code == 2
    assert "9.999999" in done.output
