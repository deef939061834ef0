"""What users see of a change is told: every fragment in changes/ has a kind that the list of changes knows."""

from __future__ import annotations

import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def test_every_fragment_is_of_a_known_kind():
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        kinds = {kind["directory"] for kind in tomllib.load(file)["tool"]["towncrier"]["type"]}
    fragments = [path.name for path in (CHECKOUT / "changes").glob("*.md")]
    assert not [name for name in fragments if name.split(".")[-2] not in kinds]
