"""What the tests of reports share."""

from __future__ import annotations

from datetime import date, timedelta

from bot.reports.difficulties import Callback, make
from bot.reports.suppression import Case
from bot.reports.words import Names

MONDAY, SUNDAY = date(2021, 8, 16), date(2021, 8, 22)
DAYS = (MONDAY, SUNDAY)
NAMES = Names(lambda code: f"Thủ tục <{code}>", lambda area: f"Xã {area}")


def minutes(*waits):
    return [timedelta(minutes=wait) for wait in waits]


def filled():
    """A report in which every part has something, and some groups are small."""
    many = [Case(f"p{n}", "online.no_network", "1.001193", "tan-thanh") for n in range(14)]
    many += [Case(f"q{n}", "online.no_network", "2.000815", "tac-van") for n in range(6)]
    many += [Case(f"r{n}", "postal.far", "2.000815", "tac-van") for n in range(5)]
    many += [Case(f"s{n}", "both.must_come", "1.000894", None) for n in range(2)]
    many += [Case(f"t{n}", "online.error", "1.001193", "tac-van") for n in range(7)]
    many += [Case(f"u{n}", "complaint", None, "tac-van") for n in range(3)]
    led = [Case(f"p{n}", way, "1.001193") for n, way in enumerate(["online"] * 12 + ["postal"] * 6 + ["in_person"] * 7)]
    waits = minutes(5, 12, 30, 45, 60, 200)
    callbacks = [
        Callback("hotline", "closed", wait, reason="both", procedure="1.001193", area="tac-van") for wait in waits
    ] + [Callback("hotline", "open", None, reason="both")]
    return make(DAYS, people=41, cases=many, led=led, callbacks=callbacks)
