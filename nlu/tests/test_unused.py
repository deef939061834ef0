"""What Rasa imports for others: empty classes to derive from and to decorate with; all else is itself."""

from __future__ import annotations

import importlib
import sys

import pytest

from unused import UNUSED, StandIns, leave_out_the_unused


@pytest.mark.parametrize("name", sorted(UNUSED))
def test_a_stand_in_can_be_derived_from_and_asked_for_anything(name: str) -> None:
    module = importlib.import_module(f"{name}.some.part")

    class Derived(module.layers.Layer):
        """As Rasa's are."""

    assert Derived()
    assert isinstance(sys.modules[name].__spec__.loader, StandIns)


def test_what_is_not_there_by_the_language_is_not_made_up() -> None:
    module = importlib.import_module("tensorflow")
    assert not hasattr(module, "__wrapped__")
    assert not hasattr(module.keras.Model, "__len__")


def test_what_is_used_is_itself() -> None:
    finder = StandIns()
    assert all(finder.find_spec(name) is None for name in ("sklearn.svm", "numpy", "sanic", "rasa.nlu", "tensorflowish"))


def test_a_second_call_changes_nothing() -> None:
    before = list(sys.meta_path)
    leave_out_the_unused()
    assert sys.meta_path == before
