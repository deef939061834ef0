"""``python -m tests.fakes.telegram``: a Telegram to try the bot with by hand.

Lines typed here come from a demo citizen. ``!2`` presses the second button of the newest message, ``!phone`` shares
the phone, ``/start`` starts.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time

from tests.fakes.telegram import FakeTelegram, User


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake Telegram Bot API server.")
    parser.add_argument("--port", type=int, default=0, help="0 for any free one")
    port = parser.parse_args().port
    with FakeTelegram(port) as telegram:
        _write(f"TELEGRAM_API_URL={telegram.url} TELEGRAM_TOKEN={telegram.token}")
        citizen = telegram.user()
        threading.Thread(target=_show, args=(citizen,), daemon=True).start()
        for line in sys.stdin:
            _act(citizen, line.strip())
        threading.Event().wait()  # without a keyboard it serves until it is ended


def _act(citizen: User, line: str) -> None:
    try:
        if line == "!phone":
            citizen.share_contact()
        elif line.startswith("!") and line[1:].isdecimal() and citizen.last:
            citizen.press(citizen.last.labels[int(line[1:]) - 1])
        elif line:
            citizen.send(line)
    except (LookupError, IndexError) as error:
        _write(f"? {error}")


def _show(citizen: User) -> None:
    shown = 0
    while True:
        messages = citizen.messages()
        for seen in messages[shown:]:
            _write(f"\n🤖 {seen.text}", *(f"   [{i}] {label}" for i, label in enumerate(seen.labels, 1)))
            if citizen.reply_keyboard:
                _write(f"   (!phone) {citizen.reply_keyboard}")
        shown = len(messages)
        time.sleep(0.1)


def _write(*lines: str) -> None:
    sys.stdout.write("\n".join((*lines, "")))
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
