"""Refusals of the booking service as HTTP answers."""

import datetime as dt

from booking_api.problems import TooManyTries


def test_who_must_wait_is_told_how_many_seconds_in_the_header_that_http_has_for_it() -> None:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    answer = TooManyTries("12 proofs failed", scope="code", retry_at=until.isoformat()).response()
    assert answer.status_code == 429
    assert 3590 < int(answer.headers["Retry-After"]) <= 3600
