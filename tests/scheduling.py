"""Which worker runs what, and when: modules as a whole, the longest first, what reads with the model once it is there.

A module, or the folder whose tests share a running system, is one piece of work, so that what it sets up is set up
once. (xdist's own groups go by a test's name as pytest had it before 9.2, and are not heeded.)
"""

from __future__ import annotations

import fnmatch
import os
from pathlib import Path
from typing import TYPE_CHECKING, override

from xdist.scheduler.loadscope import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

TOGETHER = ("tests/e2e/", "tests/integration/training/", "tests/integration/webchat/")
"""Folders whose tests share a system for the run."""

PARTED = {
    "tests/e2e/": ("test_dialogue_[1-4]", "test_dialogue_[5-8]", "test_[pqrs]*", "*"),
    "tests/integration/webchat/": ("test_webchat_page", "*"),
}
"""Folders that are done in pieces, by the first pattern that a module's name matches: a system each costs less than a
worker that is left with all of them at the end."""

APART = (
    "tests/e2e/test_demo.py",
    "tests/e2e/test_demo_zalo.py",
    "tests/e2e/test_outages.py",
    "tests/e2e/test_starts.py",
)
"""Modules of those folders that start parts of their own."""

LONGEST = (
    "tests/integration/training/",
    "tests/e2e/",
    "tests/e2e/test_demo.py",
    "tests/integration/core/test_outage.py",
    "tests/integration/core/test_failover.py",
    "tests/integration/core/test_going_on.py",
    "tests/integration/core/test_faults.py",
    "tests/integration/webchat/",
    "tests/integration/broadcasts/test_sending.py",
    "tests/integration/core/test_rates.py",
    "tests/integration/core/test_fuzz.py",
    "tests/integration/booking/test_booking_contract.py",
    "tests/integration/core/test_silent_database.py",
    "tests/integration/core/test_inbox.py",
    "tests/integration/people/test_linking.py",
    "tests/integration/staff/test_importing.py",
    "tests/integration/staff/test_roles_and_services.py",
    "tests/integration/broadcasts/test_commands.py",
    "tests/integration/staff/test_importing_commands.py",
    "tests/integration/booking/test_booking_model.py",
    "tests/integration/review/test_applying.py",
    "tests/integration/people/test_handover.py",
    "tests/integration/test_booking_dialogue_real.py",
    "tests/integration/core/test_zalo_templates.py",
    "tests/integration/core/test_delivery_kills.py",
    "tests/integration/test_gentle_migrations.py",
    "tests/integration/broadcasts/test_commands_sending.py",
    "tests/integration/staff/test_broadcast_numbers.py",
    "tests/integration/core/test_delivery.py",
    "tests/integration/platforms/test_contract.py",
    "tests/integration/test_migrations.py",
    "tests/integration/review/test_screen.py",
    "tests/integration/core/test_platform_notices.py",
    "tests/integration/test_news_in_terminal.py",
    "tests/integration/core/test_storm.py",
    "tests/integration/",
)
"""What takes longest, in the order in which it begins: these, or what lies below; the rest comes as it is."""

WITH_THE_MODEL = ("tests/e2e/",)
"""What waits for the model of the present data, which is trained while other tests run."""

WITHOUT = ("tests/e2e/test_outages.py",)
"""What of it does not."""

NLU_FILE = "MOTCUA_TEST_NLU"
"""Names the file in which a run writes the address of its Rasa server once that answers."""


def scope(nodeid: str) -> str:
    """The piece of work that a test belongs to."""
    module = nodeid.partition("::")[0]
    if module in APART:
        return module
    folder = next((folder for folder in TOGETHER if module.startswith(folder)), None)
    if folder is None:
        return module
    name = Path(module).stem
    part = next((number for number, one in enumerate(PARTED.get(folder, ())) if fnmatch.fnmatch(name, one)), 0)
    return f"{folder}{part}" if folder in PARTED else folder


class Scheduling(LoadScopeScheduling):
    """Hands pieces of work out, each to one worker."""

    @override
    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)

    @override
    def schedule(self) -> None:
        """Begin; later calls go on."""
        self.config.option.loadscopereorder = False
        super().schedule()

    @override
    def _assign_work_unit(self, node: WorkerController) -> None:
        waiting = list(self.workqueue)
        able = waiting if _model_there() else [one for one in waiting if not _reads(one)]
        first = min(able or waiting, key=_rank)
        self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


def _rank(piece: str) -> int:
    if piece in LONGEST:
        return LONGEST.index(piece)
    return next((at for at, beginning in enumerate(LONGEST) if piece.startswith(beginning)), len(LONGEST))


def _reads(piece: str) -> bool:
    return piece.startswith(WITH_THE_MODEL) and piece not in WITHOUT


def _model_there() -> bool:
    file = os.environ.get(NLU_FILE)
    return file is None or Path(file).exists()
