"""Reading the glossary that ships with the package."""

from __future__ import annotations

from importlib.resources import files

import yaml

from bot.content.safe_yaml import parse
from bot.guidance.glossary import Glossary, GlossaryError


def load_glossary() -> Glossary:
    """The packaged glossary.

    Raises:
        GlossaryError: the file is no YAML, or names what is wrong by its word.
    """
    try:
        return Glossary.parse(parse((files("bot.content") / "glossary.yaml").read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise GlossaryError(f"not YAML: {error}") from error
