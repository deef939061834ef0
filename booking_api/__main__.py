"""``python -m booking_api``: the same as ``motcua-booking-api``."""

from booking_api.cli import main

main()
