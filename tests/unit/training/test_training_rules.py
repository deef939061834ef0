"""The rules beside the gate: what counts as a jump, when the night's training is, what a program's last words mean."""

from __future__ import annotations

import resource
import runpy
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.nlu.steps import step_words
from bot.commands.nlu.train import progress_line
from bot.db.nlu_servers import NluServerRow, in_order
from bot.embedded.parts import NLU
from bot.training.nightly import seconds_until
from bot.training.records import Model
from bot.training.run import Clock, estimate, explain
from bot.training.watching import ENOUGH, Tally, jump
from bot.training.workshop import Workshop

USUAL = Tally(500, 2, 50)


@pytest.mark.parametrize(
    ("before", "after", "jumps"),
    [
        (USUAL, Tally(100, 0, 10), False),
        (USUAL, Tally(100, 0, 18), False),
        (USUAL, Tally(100, 0, 60), True),
        (USUAL, Tally(100, 15, 5), True),
        (USUAL, Tally(ENOUGH - 1, 19, 0), False),
        (USUAL, Tally(ENOUGH, 10, 0), True),
        (Tally(0, 0, 0), Tally(40, 0, 4), False),
        (Tally(0, 0, 0), Tally(40, 0, 30), True),
        (Tally(0, 0, 0), Tally(40, 20, 0), True),
        (Tally(500, 0, 400), Tally(100, 0, 80), False),
    ],
)
def test_a_jump_of_errors_or_fallbacks(before, after, jumps):
    assert (jump(before, after) is not None) is jumps


@given(st.integers(20, 500), st.integers(20, 500), st.floats(0, 1))
def test_the_same_share_is_no_jump(before, after, share):
    assert jump(Tally(before, 0, round(before * share)), Tally(after, 0, int(after * share))) is None


@pytest.mark.parametrize(
    ("at", "now", "seconds"),
    [
        ("02:30", datetime(2026, 11, 24, 18, 0, tzinfo=UTC), 1.5 * 3600),
        ("02:30", datetime(2026, 11, 24, 19, 30, tzinfo=UTC), 24 * 3600),
        ("00:00", datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), 1),
        ("23:59", datetime(2026, 11, 24, 17, 0, tzinfo=UTC), 24 * 3600 - 60),
    ],
)
def test_the_night_is_vietnams(at, now, seconds):
    assert seconds_until(at, now) == seconds


@pytest.mark.parametrize(
    "said",
    ["OSError: [Errno 28] No space left on device", "nlu: x\nOSError: [Errno 27] File too large: '/models/a'"],
)
def test_a_full_disk_is_said_plainly(said):
    assert explain(said).startswith("hết chỗ trên đĩa")


def test_a_full_disk_is_found_before_anything_is_trained(tmp_path):
    workshop = Workshop(tmp_path, tmp_path / "models", tmp_path, tmp_path, secret=b"only-for-tests")
    workshop.check_room()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as full:
            workshop.check_room()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert explain(str(full.value)).startswith("hết chỗ trên đĩa")
    assert not list(workshop.models.iterdir())


def test_otherwise_the_last_line_says_it():
    said = "nlu: training\nTraceback (most recent call last):\n  File x\nValueError: no data"
    assert explain(said) == "ValueError: no data"
    assert explain("") == ""


def test_the_estimate_follows_the_last_training():
    assert estimate(5000, None) > estimate(500, None)
    assert estimate(5000, 42.0) == 42.0


def test_the_time_left_is_what_the_program_measured():
    now = 0.0
    clock = Clock(60.0, lambda: now)
    assert clock.left("loading Rasa; about 50 s left") == 50, "the program knows better than what was expected"
    now = 20.0
    assert clock.left("loading Rasa; about 50 s left") == 30
    assert clock.left("scorer: done; about 240 s left") == 240, "a busy machine"
    now = 250.0
    assert clock.left("second wish: believed") == 10
    now = 900.0
    assert clock.left("second wish: believed") == 0, "never 'one second' for minutes on end"


def server(machine: str, url: str, *, fresh: bool = True) -> NluServerRow:
    return NluServerRow(machine, url, "a", "token", fresh)


def test_a_bot_asks_its_own_machines_server_first_and_never_another_ones_loopback():
    here, there = server("here", "http://127.0.0.1:5005"), server("there", "http://127.0.0.1:6005")
    reachable = server("zone", "http://10.0.0.5:5005")
    assert in_order([there, here, reachable], "here", "1") == [here, reachable]
    assert in_order([there, reachable], "here", "1") == [reachable]
    assert in_order([there], "here", "1") == []
    assert in_order([], "here", "1") == []


def test_bots_without_a_server_of_their_own_spread_over_those_of_others():
    servers = [server(f"nlu-{at}", f"http://10.0.0.{at}:5005") for at in range(1, 5)]
    firsts = Counter(in_order(servers, "bots", f"process {at}")[0].machine for at in range(400))
    assert min(firsts[one.machine] for one in servers) > 60, firsts
    orders = [in_order(servers, "bots", f"process {at}") for at in range(50)]
    for order in orders:
        assert in_order(servers[1:], "bots", f"process {orders.index(order)}") == [
            one for one in order if one is not servers[0]
        ], "only those of a server that goes move"


def test_who_has_not_said_lately_that_it_lives_is_asked_last():
    gone, alive = server("here", "http://127.0.0.1:5005", fresh=False), server("there", "http://10.0.0.5:5005")
    assert in_order([gone, alive], "here", "1") == [alive, gone]
    assert in_order([gone], "here", "1") == [gone], "the database may have been away"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(982, "khoảng 16 phút"), (59, "chưa tới 1 phút"), (0, "lâu hơn dự tính"), (None, "")],
)
def test_the_time_left_is_said_in_minutes_and_honestly(seconds, words):
    model = Model.of(
        {
            **dict.fromkeys(Model.__slots__),
            "id": 3,
            "version": "nlu-a",
            "state": "training",
            "step": "held-out fold 5 of 6",
            "seconds_left": seconds,
        }
    )
    line = progress_line(model)
    assert line.startswith("#3 đang huấn luyện: thử trên các câu để riêng")
    assert words in line
    assert "giây" not in line


def test_a_clock_that_is_over_says_so_instead_of_one_second():
    now = [0.0]
    clock = Clock(256, lambda: now[0])
    assert clock.left("loading Rasa") == 256
    now[0] = 700.0
    assert clock.left("loading Rasa") == 0


def test_every_step_of_a_training_is_told_in_vietnamese():
    steps = [begin for begin, _ in runpy.run_path(str(NLU / "train.py"))["SHARES"]]
    assert [step for step in steps if step_words(step) == step] == []
