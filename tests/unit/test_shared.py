"""What the workers of a run share."""

from __future__ import annotations

import contextlib
import threading

from tests import shared


def test_the_first_is_alone_and_the_others_are_not():
    lock, inside, most, together = threading.Lock(), 0, [], threading.Barrier(3)

    def work() -> None:
        nonlocal inside
        with shared.first_alone("work"):
            with lock:
                inside += 1
                first = not most
                most.append(inside)
            if not first:
                together.wait(60)  # all three are in here at once
            with lock:
                inside -= 1

    with shared.folder_of_the_run():
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == [1, 1, 2, 3]


def test_who_fails_keeps_nobody_waiting():
    with shared.folder_of_the_run():
        for _ in range(2):
            with contextlib.suppress(LookupError), shared.first_alone("work"):
                raise LookupError
        with shared.first_alone("work"):
            pass
