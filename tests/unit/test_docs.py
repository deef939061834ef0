"""What the pages quote is there: commands with their options, targets, settings, files, and the places they link to."""

from __future__ import annotations

import functools
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.main import get_command

from booking_api.cli import app as booking_app
from booking_api.settings import Settings as BookingSettings
from bot.cli import ENTRIES, build
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
GENERATED = {"cli.md"}
PAGES = [
    CHECKOUT / "README.md",
    *(page for page in sorted((CHECKOUT / "docs").rglob("*.md")) if page.name not in GENERATED),
]
FENCED = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(?:\]\(|src=\")([^)\s\"]+)")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
A_FILE = re.compile(r"(?:bot|nlu|booking_api|booking_client|tests|benchmarks|docs|scripts|changes)/[\w./-]*")
MADE_HERE = {"nlu/models", "nlu/models/", "nlu/.venv/bin/python"}
"""What is there once something was installed or trained."""

pages = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)


def quoted(page: Path) -> Iterator[str]:
    """What stands in code on a page: the lines of its blocks, and what is quoted in its sentences."""
    text = page.read_text(encoding="utf-8")
    for block in FENCED.findall(text):
        yield from block.replace("\\\n", " ").splitlines()
    yield from QUOTED.findall(FENCED.sub("", text))


@functools.cache
def commands() -> dict[str, Any]:
    return {"motcua": get_command(build(ENTRIES)), "motcua-booking-api": get_command(booking_app)}


def wrong(line: str) -> str | None:
    """What is wrong with a quoted command; None where it is one."""
    words = [word for word in shlex.split(line, comments=True) if not re.match(r"[A-Z_]+=", word)]
    if not words or (name := words[0].removeprefix(".venv/bin/")) not in commands():
        return None
    command, rest = commands()[name], words[1:]
    while rest and hasattr(command, "commands") and not rest[0].startswith("-"):
        # "nlu review/promote" and "area …" name several.
        for each in rest[0].split("/"):
            if each != "…" and each not in command.commands:
                return f"no command {each}"
        command = command.commands.get(rest.pop(0).split("/")[0], command)
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    for word in rest:
        option = word.split("=")[0].rstrip(".,…")
        if option.startswith("--") and option not in known | {"--help"}:
            return f"{command.name} has no option {option}"
    return None


@pages
def test_quoted_commands_are_there(page):
    assert [(line, said) for line in quoted(page) if (said := wrong(line)) is not None] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("motcua brodcast list", "no command brodcast"),
        ("MOTCUA_STAFF_TOKEN=mcs_… .venv/bin/motcua nlu review/promte", "no command promte"),
        ("motcua unit close UNIT --form D", "close has no option --form"),
        ("motcua broadcast send 7   # sends --it", None),
        ("git motcua", None),
    ],
)
def test_a_command_that_is_none_is_found(line, said):
    assert wrong(line) == said


@pages
def test_quoted_targets_and_settings_are_there(page):
    text = page.read_text(encoding="utf-8")
    targets = set(TARGET.findall((CHECKOUT / "Makefile").read_text(encoding="utf-8")))
    assert {line.split()[1] for line in quoted(page) if line.startswith("make ")} <= targets
    known = {f"MOTCUA_{name.upper()}" for name in Settings.model_fields}
    known |= {f"MOTCUA_BOOKING_{name.upper()}" for name in BookingSettings.model_fields}
    assert set(re.findall(r"MOTCUA_[A-Z_]*[A-Z](?![A-Z_])", text)) <= known


def test_make_help_lists_every_target():
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^.PHONY: (.+)$", makefile, re.MULTILINE)
    listed = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    assert sorted(phony.split()) == sorted(listed) == sorted(TARGET.findall(makefile))


@pages
def test_links_lead_somewhere(page):
    text = QUOTED.sub("", FENCED.sub("", page.read_text(encoding="utf-8")))
    links = [link for link in LINK.findall(text) if ":" not in link]
    gone = [link for link in links if not _leads_somewhere(page, link)]
    assert gone == []


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = page.parent / name if name else page
    return target.exists() and (not heading or heading in _headings(target))


def _headings(page: Path) -> set[str]:
    """The addresses that a page's headings have."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\s-]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pages
def test_quoted_files_are_there(page):
    named = {found for line in quoted(page) for found in A_FILE.findall(line) if A_FILE.fullmatch(line)}
    assert [path for path in sorted(named - MADE_HERE) if not (CHECKOUT / path).exists()] == []
