"""What a process counts, for Prometheus; each process has a registry of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from bot.conversation.understood import Understanding

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counters, gauges and histograms of one process; nothing in them names a person."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = Counter(
            "motcua_received_total", "Updates taken in, by platform.", ["platform"], registry=self.registry
        )
        self.refused = Counter(
            "motcua_refused_total",
            "Webhook calls refused, by platform and status.",
            ["platform", "status"],
            registry=self.registry,
        )
        self.acknowledge_seconds = Histogram(
            "motcua_acknowledge_seconds",
            "From a webhook's arrival to its 200.",
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.turns = Counter("motcua_turns_total", "Turns committed.", registry=self.registry)
        self.turn_seconds = Histogram(
            "motcua_turn_seconds", "One look for a turn, and the turn.", registry=self.registry, buckets=_SECONDS
        )
        self.readings = Counter(
            "motcua_readings_total",
            "Texts read, by intent and by what read them.",
            ["intent", "source"],
            registry=self.registry,
        )
        self.reading_seconds = Histogram(
            "motcua_reading_seconds", "One text through the ladder.", registry=self.registry, buckets=_SECONDS
        )
        self.sent = Counter(
            "motcua_sent_total",
            "Messages handed to a platform, by outcome.",
            ["platform", "outcome"],
            registry=self.registry,
        )
        self.outbox_seconds = Histogram(
            "motcua_outbox_seconds",
            "From a message's writing to its sending, by platform.",
            ["platform"],
            registry=self.registry,
            buckets=(*_SECONDS, 10.0, 30.0, 60.0, 300.0, 3600.0),
        )
        self.rate_limited = Counter(
            "motcua_rate_limited_total",
            "Times that a platform said: too many messages (429).",
            ["platform"],
            registry=self.registry,
        )
        self.paused = Gauge(
            "motcua_platform_paused", "1 while staff have paused it.", ["platform"], registry=self.registry
        )
        self.shut = Gauge(
            "motcua_platform_shut",
            "1 while nothing goes out: a demanded wait, or an open circuit.",
            ["platform"],
            registry=self.registry,
        )
        self.login_seconds = Gauge(
            "motcua_login_seconds",
            "Until a platform's tokens end and a person has to log in again; NaN while that is not known.",
            ["platform"],
            registry=self.registry,
        )
        self.spooling = Gauge("motcua_spooling", "1 while updates go to the disk.", registry=self.registry)
        self.database_away = Gauge(
            "motcua_database_away",
            "1 while the database cannot be asked; what is counted in it stays as it was last seen.",
            registry=self.registry,
        )
        self.background_failing = Gauge(
            "motcua_background_failing",
            "1 while work beside answering fails and is begun again; /readyz names it.",
            registry=self.registry,
        )
        self.open_messages = Gauge("motcua_inbox_open", "Messages waiting for their turn.", registry=self.registry)
        self.cleaned_up = Gauge(
            "motcua_cleaned_up_timestamp_seconds",
            "When a sort of rows that is no longer needed was last deleted, since 1970; NaN while it never was.",
            ["what"],
            registry=self.registry,
        )
        self.parked = Gauge("motcua_inbox_parked", "Messages parked after three tries.", registry=self.registry)
        self.queued = Gauge("motcua_outbox_waiting", "Messages waiting to be sent.", registry=self.registry)
        self.oldest = Gauge(
            "motcua_outbox_oldest_seconds", "Age of the oldest message waiting to be sent.", registry=self.registry
        )
        self.held = Gauge(
            "motcua_outbox_held",
            "Messages outside a reply window, waiting for their person's next word.",
            registry=self.registry,
        )
        self.tickets = Gauge(
            "motcua_tickets_open", "People who talk with a clerk, or wait for one.", ["state"], registry=self.registry
        )
        self.unknown = Gauge(
            "motcua_outbox_unknown",
            "Messages whose fate is unknown, and that were not said again.",
            registry=self.registry,
        )

    def platform_state(self, platform: str, *, paused: bool, shut: bool) -> None:
        """Take over how a platform is."""
        self.paused.labels(platform).set(paused)
        self.shut.labels(platform).set(shut)

    def read(self, understanding: Understanding) -> None:
        """Count a text that was read."""
        self.readings.labels(understanding.intent, understanding.source).inc()

    def render(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)
