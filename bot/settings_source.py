"""Settings from the environment, at the price of those that are set."""

from __future__ import annotations

from typing import Any, override

from pydantic_settings import EnvSettingsSource


class Environment(EnvSettingsSource):
    """The environment, for settings of one value each.

    pydantic-settings works out of every field at every start whether its value could be JSON, and once more for a file
    that we do not have: that took a third of what a command of staff costs after its imports.
    """

    @override
    def __call__(self) -> dict[str, Any]:
        """Return the fields that the environment names, as they stand there."""
        names = {name: f"{self.env_prefix}{name}".lower() for name in self.settings_cls.model_fields}
        return {name: self.env_vars[key] for name, key in names.items() if key in self.env_vars}
