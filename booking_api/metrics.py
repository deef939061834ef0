"""The service's figures for Prometheus, in a registry of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from booking_api.database import Database
    from booking_api.housekeeping import Housekeeper

_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counts requests and refusals, times requests, shows the connection pool and the age of tidying up."""

    def __init__(self, database: Database, housekeeper: Housekeeper) -> None:
        self._registry = CollectorRegistry()
        self._database = database
        self._housekeeper = housekeeper
        self.seconds = Histogram(
            "booking_request_seconds",
            "Time to answer, by route and status.",
            ["method", "route", "status"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self.refusals = Counter(
            "booking_refusals", "Refused requests, by problem type.", ["type"], registry=self._registry
        )
        self.unknown_tokens = Counter(
            "booking_unknown_tokens",
            "Unknown tokens that were sent: looked up, remembered as unknown, or refused unseen.",
            ["what"],
            registry=self._registry,
        )
        self._tidied = Gauge(
            "booking_housekeeping_age_seconds",
            "Seconds since a part of tidying up was last done, by any process of this database.",
            ["step"],
            registry=self._registry,
        )
        self._pool = Gauge("booking_pool", "Connection pool, by state.", ["state"], registry=self._registry)

    def exposition(self) -> Response:
        """Return all figures in Prometheus' text format."""
        stats = self._database.stats()
        for state in ("pool_size", "pool_available", "requests_waiting"):
            self._pool.labels(state).set(stats.get(state, 0))
        for step, age in self._housekeeper.ages().items():
            self._tidied.labels(step).set(age)
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
