"""How much one person, one phone, one network and one platform may leave for people to do.

Sessions of the web cost nothing, so whoever wants to bury the office's lists begins new ones: what counts for a session
alone holds nobody off. The limits are far above what somebody with a real matter needs; a refusal says what to do.
"""

from __future__ import annotations

import enum

MOST_CALLBACKS = 3
"""Call-backs of one person that wait: a matter each, and the fourth can be told when they are rung up."""
MOST_CALLBACKS_OF_PHONE = 3
"""Call-backs that wait for one phone, whoever left them: the office rings a number once for all of them."""
MOST_CALLBACKS_OF_NETWORK = 20
"""Call-backs of a day from one network of the web: a village's café, not a script."""
MOST_CALLBACKS_OF_PLATFORM = {"web": 300}
"""Call-backs that wait, left on one platform; other platforms know their people."""
MOST_CALLBACKS_ELSEWHERE = 2000

MOST_TICKETS_OF_NEW = 3
"""Open tickets of web sessions that are younger than ``NEW_MINUTES``."""
NEW_MINUTES = 10
MOST_TICKETS_OF_PLATFORM = {"web": 10}
"""Open tickets of one platform: a few clerks answer so many at a time."""
MOST_TICKETS_ELSEWHERE = 30
MOST_TICKETS_IN_A_DAY = 5
"""Tickets of one person in a day: opened and ended again and again they fill the staff chat, too."""

MOST_SUBSCRIPTIONS = 20
"""Subscriptions of one person."""
MOST_SUBSCRIPTIONS_IN_A_DAY = 40
"""Those that a person began in a day, ended ones too: each stays as evidence of what was agreed to."""
MOST_SUBSCRIPTIONS_OF_PLATFORM = {"web": 500}
"""Subscriptions of a day on one platform. Sessions that a script made would be the audience of every broadcast."""
MOST_SUBSCRIPTIONS_ELSEWHERE = 10_000


class Cap(enum.StrEnum):
    """What is full."""

    PERSON = "person"
    PHONE = "phone"
    PLATFORM = "platform"
    """Also where it is the network: neither is for the person to mend."""
