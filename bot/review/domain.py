"""What a message can be labelled as: the names of the NLU project's domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import yaml

from bot.staff.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Domain:
    """Intents and entities by their names, in the domain's order."""

    intents: tuple[str, ...]
    entities: tuple[str, ...]

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the domain of the NLU project.

        Raises:
            Refused: it is not there, or is no domain.
        """
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            return cls(tuple(map(str, content["intents"])), tuple(map(str, content["entities"])))
        except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
            raise Refused(f"Không đọc được danh mục ý định ở {file}: {error}.") from error
