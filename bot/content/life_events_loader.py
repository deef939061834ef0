"""Reading the life events that ship with the package."""

from __future__ import annotations

from importlib.resources import files

import yaml

from bot.content.safe_yaml import parse
from bot.guidance.life_events import LifeEvents, LifeEventsError


def load_life_events() -> LifeEvents:
    """The packaged life events.

    Raises:
        LifeEventsError: the file is no YAML, or names what is wrong by event and field.
    """
    return read_life_events((files("bot.content") / "life_events.yaml").read_text(encoding="utf-8"))


def read_life_events(text: str) -> LifeEvents:
    """The life events of a YAML text.

    Raises:
        LifeEventsError: as above.
    """
    try:
        plain = parse(text)
    except yaml.YAMLError as error:
        raise LifeEventsError(f"not YAML: {error}") from error
    if not isinstance(plain, dict):
        raise LifeEventsError("not a mapping with since and events")
    return LifeEvents.parse(plain)
