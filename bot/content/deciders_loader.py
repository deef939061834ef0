"""Reading the table of who decides what that ships with the package."""

from __future__ import annotations

from importlib.resources import files

import yaml

from bot.content.safe_yaml import parse
from bot.guidance.deciders import Deciders, DecidersError


def load_deciders() -> Deciders:
    """The packaged table.

    Raises:
        DecidersError: the file is no YAML, or names what is wrong by entry and field.
    """
    return read_deciders((files("bot.content") / "deciders.yaml").read_text(encoding="utf-8"))


def read_deciders(text: str) -> Deciders:
    """The table of a YAML text.

    Raises:
        DecidersError: as above.
    """
    try:
        return Deciders.parse(parse(text))
    except yaml.YAMLError as error:
        raise DecidersError(f"not YAML: {error}") from error
