"""What the pages quote is there: commands with their options, targets, settings, files, and the places they link to."""

from __future__ import annotations

import ast
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


A_TEST = re.compile(r"((?:[\w-]+/)*test_\w+\.py)|::(test_\w+…?)")
"""In a row of docs/findings.md: a module of tests, or a test of the module that was named last."""


@functools.cache
def modules_of_tests() -> dict[str, set[str]]:
    """The names of all tests, by the path of their module."""
    found = {}
    for folder in ("tests", "nlu/tests"):
        for path in (CHECKOUT / folder).rglob("test_*.py"):
            nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
            found[path.relative_to(CHECKOUT).as_posix()] = functions
    return found


def gone_from(row: str) -> list[str]:
    """What a row of findings names that is no test (any more)."""
    gone, modules = [], []
    for module, test in A_TEST.findall(row):
        if module:
            modules = [names for path, names in modules_of_tests().items() if f"/{path}".endswith(f"/{module}")]
            gone += [] if modules else [module]
        elif not any(
            name == test or (name.startswith(test.rstrip("…")) and test[-1] == "…") for name in set().union(*modules)
        ):
            gone.append(test)
    return gone


FINDINGS = (CHECKOUT / "docs" / "findings.md").read_text(encoding="utf-8").splitlines()


def test_every_test_that_the_findings_name_is_there():
    assert {
        row.split("|")[1].strip(): gone for row in FINDINGS if row.startswith("|") and (gone := gone_from(row))
    } == {}


@pytest.mark.parametrize(
    ("row", "gone"),
    [
        ("| x | y | unit/test_docs.py::test_links_lead_somewhere, ::test_links_… | z |", []),
        ("| x | y | test_docs.py::test_that_is_none | z |", ["test_that_is_none"]),
        ("| x | y | tests/integration/test_docs.py | z |", ["tests/integration/test_docs.py"]),
    ],
)
def test_a_test_that_is_none_is_found(row, gone):
    assert gone_from(row) == gone


def test_what_make_soak_alone_runs_is_listed():
    """Each module that leaves something to the long run stands in the table of docs/tests.md."""
    text = (CHECKOUT / "docs" / "tests.md").read_text(encoding="utf-8")
    listed = text[text.index("## What is left to `make soak`") :]
    long_forms = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "tests").rglob("test_*.py")
        if "pytest.mark.soak" in path.read_text(encoding="utf-8") and path != Path(__file__)
    }
    assert len(long_forms) > 20
    assert {path for path in long_forms if f"`{path}`" not in listed} == set()


READ = {
    r"\bH": range(1, 4),
    r"\bM": range(1, 14),
    r"\bL": range(1, 12),
    r"\bC-": range(1, 16),
    r"\bA0-": range(1, 5),
    r"\bD": range(1, 18),
    r"(?:scale |§8-)": [*range(1, 10), *range(11, 16)],
    r"tests-": range(1, 9),
}
"""The numbers of the readings of security, the booking service, the rulebook, a clerk's walk, scale and the tests."""


@pytest.mark.parametrize("letter", READ)
def test_every_number_of_a_reading_has_a_row(letter):
    ours = FINDINGS[: FINDINGS.index("## A better model by an administrator")]  # another walk, with a D1 of its own
    ids = "|".join(row.split("|")[1] for row in ours if row.startswith("|"))
    named = {int(number) for number in re.findall(rf"{letter}(\d+)\b", ids)}
    assert set(READ[letter]) - named == set()


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
