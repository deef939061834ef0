"""Stand-ins for the libraries that Rasa imports and we never use: TensorFlow, other channels, other stores, plotting.

They are two thirds of the time and of the memory of a start: importing them costs a server seven seconds of a core and
300 MB. Rasa wants their names while it is imported, to derive classes from and to decorate with; what it gets here is
empty classes, whatever it asks for. Nothing of ours reaches them afterwards: our pipeline is our own components, and a
server has no channel, no tracker store and no event broker.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

UNUSED = frozenset({
    "keras", "tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text",
    "aiogram", "fbmessenger", "mattermostwrapper", "rocketchat_API", "slack_sdk", "socketio", "twilio", "webexteamssdk",
    "boto3", "botocore", "confluent_kafka", "pymongo", "redis",
    "aio_pika", "matplotlib", "prompt_toolkit", "questionary",
    "apscheduler", "jwt", "sanic_jwt", "sentry_sdk", "scipy.stats",
})  # fmt: skip


class _Empty(type):
    """The kind of an empty class, which has whatever is asked of it: another empty class."""

    def __getattr__(cls, name: str) -> type:
        return _empty(name)

    def __call__(cls, *_given: object, **_named: object) -> _Empty:
        """Give another one, whatever it is made of."""
        return _empty(cls.__name__)


def _empty(name: str) -> _Empty:
    if name.startswith("__"):
        raise AttributeError(name)
    return _Empty(name, (), {})


class StandIns(MetaPathFinder, Loader):
    """Gives an empty module for each name of `UNUSED` and for everything below it."""

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Answer for what is unused only."""
        parts = fullname.split(".")
        unused = any(".".join(parts[:count]) in UNUSED for count in range(1, len(parts) + 1))
        return ModuleSpec(fullname, self, is_package=True) if unused else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make a module whose attributes are empty classes."""
        module = ModuleType(spec.name)
        module.__dict__["__getattr__"] = _empty
        return module

    def exec_module(self, _module: ModuleType) -> None:
        """Do nothing: there is nothing in it."""


def leave_out_the_unused() -> None:
    """Have the stand-ins imported from now on; does nothing a second time."""
    if not any(isinstance(finder, StandIns) for finder in sys.meta_path):
        sys.meta_path.insert(0, StandIns())
