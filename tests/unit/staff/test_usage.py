"""What is wrong with a command line is said to staff in Vietnamese, with the exit code that it always had."""

from __future__ import annotations

import sys

import pytest

from bot import cli


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("broadcast new", "thiếu --title"),
        ("broadcast new --title", "'--title' cần có giá trị đi kèm"),
        ("broadcast new --tittle x", "không có tùy chọn --tittle (có phải --title"),
        ("broadcast show", "thiếu ID"),
        ("broadcast show bảy", "ID phải là số nguyên"),
        ("broadcast show 1 2", "thừa: 2"),
        ("broadcast list --limit 0", "--limit phải từ 1 trở lên"),
        ("broadcast list --json=1", "'--json' không có giá trị đi kèm"),
        ("broadcast sendd 1", "không có lệnh 'sendd'"),
        ("brodcast", "không có lệnh 'brodcast'"),
        ("unit open x", "thiếu"),
        ("operator book", "thiếu --unit"),
        ("notice add", "thiếu"),
        ("staff add", "thiếu NAME"),
        ("area lock", "thiếu"),
        ("report --wek", "không có tùy chọn --wek"),
    ],
)
def test_it_is_said_in_vietnamese(line, said, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["motcua", *line.split()])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.startswith("Chưa đúng cách dùng: ")
    assert not {"Missing", "Invalid", "such", "Usage"} & set(told.split())


def test_a_group_alone_shows_its_help(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["motcua", "broadcast"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert "Thông báo hàng loạt" in shown.out + shown.err
