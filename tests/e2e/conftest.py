"""The whole system, once for all tests of this folder, and citizens who talk with it."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from booking_client import HalfDay
from bot.guidance.moments import VIETNAM
from tests.e2e.citizens import TelegramCitizen, WebCitizen
from tests.e2e.citizens_terminal import TerminalCitizen
from tests.e2e.citizens_zalo import ZaloCitizen
from tests.e2e.flows import Spot
from tests.e2e.system import TODAY, Nlu, Seed, System, await_model, start_nlu

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from bot.embedded.postgres import EmbeddedPostgres
    from tests.e2e.citizens import Citizen

HERE = Path(__file__).resolve().parent

CITIZENS: tuple[type[Citizen], ...] = (TerminalCitizen, WebCitizen, TelegramCitizen, ZaloCitizen)
"""A citizen for every platform but Zalo's Bot Platform, which asks for updates once a second (test_numbers.py)."""

LOCKED_OPEN = Spot("xã Hòa Thành, TP Cà Mau", "xa hoa thanh")
"""Locked down until staff lift it."""

LOCKED_FOR_DAYS = Spot("xã Định Bình, TP Cà Mau", "xa dinh binh")
"""Locked down until 26/8."""


PLAYED: dict[str, tuple[type[Citizen], ...]] = {
    "test_dialogue_1": (TerminalCitizen,),
    "test_dialogue_2": (TelegramCitizen, ZaloCitizen),
    "test_dialogue_3": (WebCitizen,),
    "test_dialogue_4": (ZaloCitizen,),
    "test_dialogue_5": (TelegramCitizen,),
    "test_dialogue_6": (WebCitizen,),
    "test_dialogue_7": (WebCitizen,),
    "test_dialogue_8": (TerminalCitizen,),
    "test_privacy": (ZaloCitizen, TelegramCitizen),
    "test_safety": (TelegramCitizen, ZaloCitizen),
}
"""On which platforms a module's dialogues are played: a booking at the counter, danger and erasing on two, the others
on one, each platform in two at least; `make soak` plays them all on the others. What a platform does with texts,
choices and files is shown for each of them in tests/integration/platforms/test_contract.py."""

WITH_BUTTONS = WebCitizen
"""Who plays what is not about a platform at all; `make soak` has a person with Telegram do so too."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave a dialogue's other platforms to the long run."""
    for item in items:
        if HERE not in item.path.parents or not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
            continue
        kind, buttons = item.callspec.params.get("kind"), item.callspec.params.get("kind_with_buttons")
        played = PLAYED.get(item.path.stem, CITIZENS)
        if (kind is not None and kind not in played) or buttons not in {None, WITH_BUTTONS}:
            item.add_marker(pytest.mark.soak)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Wait for the run's model before the time of a test that reads with it counts; pytest asks for all tests."""
    if HERE in item.path.parents and "nlu" in getattr(item, "fixturenames", ()):
        await_model()
    return (yield)


@pytest.fixture(scope="session")
def nlu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nlu]:
    """The Rasa server of the run."""
    with ExitStack() as stack:
        yield start_nlu(stack, tmp_path_factory.mktemp("nlu"))


@pytest.fixture(scope="session")
def system(
    postgres: EmbeddedPostgres, bot_template: str, nlu: Nlu, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """The whole system as of 22 August 2021, nine in the morning."""
    with System(postgres, bot_template, nlu, tmp_path_factory.mktemp("system"), "e2e") as running:
        running.announce(
            Seed(LOCKED_OPEN.unit, running.day(1), HalfDay.MORNING, 6),
            Seed(LOCKED_FOR_DAYS.unit, running.day(1), HalfDay.MORNING, 6),
            Seed("xã Tân Thành, TP Cà Mau", running.day(1), HalfDay.MORNING, 6),
        )
        running.lock(LOCKED_OPEN.unit, running.now, None)
        running.lock(LOCKED_FOR_DAYS.unit, running.now, datetime(2021, 8, 26, tzinfo=VIETNAM))
        yield running


@pytest.fixture(scope="session")
def system_of_today(
    postgres: EmbeddedPostgres, bot_template: str, nlu: Nlu, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """The whole system on a day on which the letter is history."""
    with System(postgres, bot_template, nlu, tmp_path_factory.mktemp("today"), "e2e_today", TODAY) as running:
        running.announce(*(Seed("phường An Xuyên", running.day(day), HalfDay.MORNING, 10) for day in (1, 2)))
        yield running


@pytest.fixture(params=CITIZENS, ids=lambda kind: str(kind.platform))
def kind(request: pytest.FixtureRequest) -> type[Citizen]:
    """Each platform in turn."""
    return request.param


@pytest.fixture(params=[WebCitizen, TelegramCitizen], ids=lambda kind: str(kind.platform))
def kind_with_buttons(request: pytest.FixtureRequest) -> type[Citizen]:
    """The platforms that need no process of their own for each person."""
    return request.param


@pytest.fixture
def visitor(kind_with_buttons: type[Citizen], system: System) -> Iterator[Citizen]:
    """A new person on a platform with buttons, for what the eight dialogues have not shown on every wire."""
    with kind_with_buttons(system) as person:
        yield person


@pytest.fixture
def citizen(kind: type[Citizen], system: System) -> Iterator[Citizen]:
    """A new person on the platform."""
    with kind(system) as person:
        yield person


@pytest.fixture
def citizen_of_today(kind: type[Citizen], system_of_today: System) -> Iterator[Citizen]:
    """A new person on the platform, five years later."""
    with kind(system_of_today) as person:
        yield person


@pytest.fixture
def meet(system: System) -> Iterator[Callable[[type[Citizen]], Citizen]]:
    """A function that brings another new person."""
    with ExitStack() as stack:
        yield lambda kind: stack.enter_context(kind(system))
