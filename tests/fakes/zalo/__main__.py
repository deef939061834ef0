"""``python -m tests.fakes.zalo``: a Zalo to try the bot with by hand.

Lines typed here come from a demo follower. ``!2`` presses the second button of the newest message, ``!phone`` answers a
request for the phone, ``!follow`` and ``!unfollow`` do so, ``!hand TEXT`` answers as somebody of the office.

``--run COMMAND…`` starts the bot with the settings for this Zalo and ends it again; ``make demo ZALO=fake`` is that.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time

from tests.fakes.zalo import FakeZalo, Follower
from tests.fakes.zalo.demo import run
from tests.fakes.zalo.page import Page


def main() -> int:
    parser = argparse.ArgumentParser(description="A fake Zalo: Official Account, OAuth, templates, Bot Platform.")
    parser.add_argument("--port", type=int, default=0, help="0 for any free one")
    parser.add_argument("--webhook", default="", help="where events of the account go")
    parser.add_argument("--run", nargs=argparse.REMAINDER, help="a command that runs the bot; comes last")
    arguments = parser.parse_args()
    zalo = FakeZalo(arguments.port)
    if arguments.run:
        return run(zalo, arguments.run)
    citizen = zalo.follower()
    zalo.page = Page(citizen)
    with zalo:
        zalo.webhooks.url = arguments.webhook
        _write(f"The page of a Zalo user: {zalo.url}/")
        _write(" ".join(f"MOTCUA_{name}={value}" for name, value in zalo.env().items()))
        threading.Thread(target=_show, args=(citizen,), daemon=True).start()
        for line in sys.stdin:
            _act(citizen, line.strip())
        threading.Event().wait()  # without a keyboard it serves until it is ended
    return 0


def _act(citizen: Follower, line: str) -> None:
    try:
        if line == "!phone":
            citizen.share_contact()
        elif line == "!follow":
            citizen.follow()
        elif line == "!unfollow":
            citizen.unfollow()
        elif line.startswith("!hand "):
            citizen.is_answered_by_hand(line.removeprefix("!hand "))
        elif line.startswith("!") and line[1:].isdecimal() and citizen.last:
            citizen.press(citizen.last.labels[int(line[1:]) - 1])
        elif line:
            citizen.type(line)
    except (LookupError, IndexError) as error:
        _write(f"? {error}")


def _show(citizen: Follower) -> None:
    shown = 0
    while True:
        messages = citizen.messages()
        for seen in messages[shown:]:
            _write(f"\n🤖 {seen.text}", *(f"   [{i}] {label}" for i, label in enumerate(seen.labels, 1)))
            _write(*(f"   → {label}: {url}" for label, url in seen.urls.items()))
        shown = len(messages)
        time.sleep(0.1)


def _write(*lines: str) -> None:
    sys.stdout.write("\n".join((*lines, "")) if lines else "")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
