"""What tells readings of today's code from readings of other code."""

from __future__ import annotations

import ast
import shutil
from typing import TYPE_CHECKING

from bot.embedded.parts import CHECKOUT
from bot.training import reader
from bot.training.measuring import Yardstick

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def imported(name: str) -> set[str]:
    """The modules of the bot that a module imports when it runs, itself included, and theirs."""
    found = {name}
    for statement in ast.parse((CHECKOUT / name).read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ImportFrom) and statement.module and statement.module.startswith("bot."):
            path = statement.module.replace(".", "/")
            whole = (CHECKOUT / path).is_dir()
            paths = [f"{path}/{each.name}.py" for each in statement.names] if whole else [f"{path}.py"]
            found |= {file for each in paths if each != name for file in imported(each)}
    return found


def test_all_that_a_text_goes_through_is_counted() -> None:
    whom_a_connection_believes = {"bot/certificates.py"}  # and nothing of how a text is read
    assert imported("bot/understanding/ladder.py") - whom_a_connection_believes == set(reader.MODULES)


def test_a_change_of_any_of_it_makes_kept_readings_useless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*reader.MODULES, "nlu/serve.py", "nlu/uv.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / name)
    shutil.copytree(CHECKOUT / "nlu" / "components", tmp_path / "nlu" / "components")
    monkeypatch.setattr(reader, "CHECKOUT", tmp_path)
    monkeypatch.setattr(reader, "NLU", tmp_path / "nlu")
    try:
        seen = {checksum()}
        for name in ("bot/understanding/keywords.py", "bot/understanding/rasa.py", "nlu/components/scorer.py"):
            with (tmp_path / name).open("a") as file:
                file.write("# changed\n")
            assert checksum() not in seen, name
            seen.add(checksum())
    finally:
        reader.reader_version.cache_clear()


def checksum() -> str:
    reader.reader_version.cache_clear()
    return Yardstick((), ()).checksum
