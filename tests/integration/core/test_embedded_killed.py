"""A killed embedded PostgreSQL starts again, though its processes notice only later that it is gone."""

from __future__ import annotations

import os
import signal
import threading

import psycopg


def test_a_start_waits_for_what_the_killed_server_left(own_postgres):
    with psycopg.connect(own_postgres.url()) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # as one that a busy machine lets wait
        own_postgres.child.kill()
        own_postgres.child.wait()
        goes_on = threading.Timer(2, os.kill, (backend, signal.SIGCONT))
        goes_on.start()
        own_postgres.start()
        goes_on.join()
    with psycopg.connect(own_postgres.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
