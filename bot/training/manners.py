"""How a keeper of Rasa servers goes about its work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Manners:
    """How a keeper goes about it.

    Attributes:
        drain: seconds that an old server stays after bots were told.
        watch: how long a change is watched.
        end_with_server: raise ``ServerEnded`` instead of starting a server that died anew.
    """

    drain: float = 10.0
    watch: timedelta = timedelta(minutes=10)
    end_with_server: bool = False
