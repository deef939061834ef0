"""The table of roles: every command has an entry, and every entry a command."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import typer

from bot.cli import ENTRIES
from bot.staff.actor import OWNER, SETUP, Actor
from bot.staff.errors import NotAllowed
from bot.staff.roles import ACTIONS, GIVEN, Role, may, require

KEPT = ("rulebook", "contacts")
"""Actions of `motcua rules`: what is done to drafts of rules, and to those that hold contacts of units alone."""
LOOKS = {"at", "check", "drafts", "export", "history", "diff"}
"""Commands of `motcua rules` for which it is enough that somebody may see the rulebook."""
ELSEWHERE = ("catalogue", "import")
"""Actions of commands in another group: what is confirmed of procedures, or imported, is `motcua procedures …`."""
GROUPS = ("rules", "staff", "unit", "area", "operator", "offers", "notice", "outbox", "broadcast", "zalo", "nlu", "db")
ALONE = {"pause", "report", "resume"}
"""Commands without a group."""
TOOLS = {"nlu.parse", "nlu.evaluate", "nlu.lint", "nlu.serve", "db.upgrade", "db.check", "db.adopt", "rules.at"}
"""Commands that neither look at the office's data nor change it; those of db work as the tables' owner besides."""
BOT = Path(__file__).resolve().parents[3] / "bot"
SERVICES = [
    path
    for folder in ("staff", "staff/rulebook", "staff/importing", "broadcasts", "training", "review")
    for path in (BOT / folder).glob("*.py")
]


def commands() -> set[str]:
    found = set()
    for group in GROUPS:
        app = importlib.import_module(f"bot.commands.{ENTRIES[group].module}").app
        click_group = typer.main.get_command(app)
        found |= {f"{group}.{name}" for name in click_group.commands}
    return found - TOOLS


def test_every_command_has_an_entry_and_every_entry_a_command() -> None:
    assert set(ENTRIES) >= ALONE
    others = {action for action in ACTIONS if action.partition(".")[0] not in (*KEPT, *ELSEWHERE)}
    assert {name for name in commands() if not name.startswith("rules.")} | ALONE == others


def test_every_command_of_the_rulebook_has_an_entry_for_rules_and_where_units_may_for_contacts() -> None:
    named = {name.partition(".")[2] for name in commands() if name.startswith("rules.")} - LOOKS
    kept = {kind: {action.partition(".")[2] for action in ACTIONS if action.startswith(f"{kind}.")} for kind in KEPT}
    assert named - {"retire"} == kept["rulebook"]  # to retire something is to draft its end
    assert kept["contacts"] == kept["rulebook"] - {"show", "told"}


@pytest.mark.parametrize("action", ACTIONS)
def test_a_service_asks_for_every_action(action: str) -> None:
    if action.startswith("db."):
        assert f'"{action}"' in (BOT / "commands" / "db.py").read_text()
        return
    name = action.partition(".")[2]
    asked = [f'require(office.actor, "{action}"']
    if action.partition(".")[0] in (*KEPT, *ELSEWHERE):  # asked by the kind of what is approved
        asked += [f'kind}}.{name}")', f'office, number, "{name}")']
    texts = [path.read_text() for path in SERVICES]
    assert any(words in text for words in asked for text in texts)


def test_an_admin_may_do_everything_and_a_reader_sees_nobody() -> None:
    assert all(may(OWNER, action) for action in ACTIONS)
    reader = Actor("Người đọc Demo", Role.READER)
    seen = {action for action in ACTIONS if may(reader, action)}
    assert seen == {
        "unit.list",
        "area.list",
        "notice.list",
        "notice.show",
        "offers.show",
        "report",
        "rulebook.show",
        "catalogue.show",
        "import.show",
        "nlu.report",
        "staff.renew",
    }


def test_who_sets_up_may_only_add_somebody_and_look_after_the_empty_database() -> None:
    assert {action for action in ACTIONS if may(SETUP, action)} == {
        "staff.add",
        "db.clean",
        "db.downgrade",
        "db.restored",
    }
    assert Role.SETUP not in GIVEN


def test_somebody_of_a_unit_is_bound_to_it() -> None:
    actor = Actor("Cán bộ Demo", Role.UNIT, frozenset({"xa-tac-van_ca-mau"}))
    require(actor, "unit.open", unit="xa-tac-van_ca-mau")
    with pytest.raises(NotAllowed, match="bộ phận một cửa của mình"):
        require(actor, "unit.open", unit="phuong-8_ca-mau")
    with pytest.raises(NotAllowed, match="vai trò: admin, operator"):
        require(actor, "operator.book")


def test_an_unknown_action_is_a_mistake_of_the_code() -> None:
    with pytest.raises(KeyError):
        may(OWNER, "unit.burn")


def test_every_command_has_vietnamese_help() -> None:
    vietnamese = set("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")
    for group in GROUPS:
        if group == "db":
            continue  # for whoever operates the machine
        click_group = typer.main.get_command(importlib.import_module(f"bot.commands.{ENTRIES[group].module}").app)
        for name, command in click_group.commands.items():
            if f"{group}.{name}" in TOOLS:
                continue
            texts = [command.help or ""]
            texts += [parameter.help or "" for parameter in command.params if parameter.name != "help"]
            for text in texts:
                assert set(text.lower()) & vietnamese or "JSON" in text or "conditional" in text, (group, name, text)
