"""The fake Telegram as a process of its own, so that it shares no interpreter with whoever is measured.

Prints its address, then a line of JSON for each line on stdin: ``sent`` asks how many messages arrived so far, and how
many seconds lie between the first and the latest, which costs nothing; ``count`` what each person got; ``forget``
likewise, and begins anew.
"""

from __future__ import annotations

import json
import sys
from collections import Counter

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.rates import Rates


def main() -> None:
    """Serve until stdin ends. Arguments: messages a second (0 for no limit), people, token."""
    per_second, people, token = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rates = Rates(per_second=per_second, burst=per_second or 1.0, chat_per_second=1.0 if per_second else 0.0)
    with FakeTelegram(token=token, rates=rates) as telegram:
        citizens = [telegram.user() for _ in range(people)]
        for citizen in citizens:
            citizen.chat.open = True
        _tell({"url": telegram.url, "chats": [citizen.id for citizen in citizens]})
        before = 0
        for line in sys.stdin:
            if line.strip() == "sent":
                moments = telegram.statistics.sent_at[before:]
                seconds = moments[-1] - moments[0] if moments else 0.0
                _tell({"arrived": len(moments), "seconds": seconds})
                continue
            times = Counter(
                sum(message.from_bot for message in telegram.world.messages[citizen.id]) for citizen in citizens
            )
            arrived = sum(count * number for number, count in times.items())
            _tell({"arrived": arrived, "missing": times[0], "floods": telegram.floods, "doubled": doubled(times)})
            if line.strip() == "forget":
                before = telegram.statistics.sent
                for citizen in citizens:
                    telegram.world.messages[citizen.id].clear()


def doubled(times: Counter[int]) -> int:
    """Return how many people got it more than once."""
    return sum(count for number, count in times.items() if number > 1)


def _tell(data: object) -> None:
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
