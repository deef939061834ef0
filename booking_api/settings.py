"""What the service can be told from outside, checked at start."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from booking_api.kinds import MOST_PEOPLE
from booking_api.roles import Role


class ConfiguredToken(BaseModel):
    """A service token given by configuration instead of the database."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=64, description="Who it is for; stands in the audit.")
    role: Role = Field(description="What it may do.")
    token: SecretStr = Field(min_length=16, description="The bearer token itself.")
    units: tuple[str, ...] | None = Field(None, description="The only units it may act for; null means all.")


class Settings(BaseSettings):
    """Settings of the booking service, read from ``MOTCUA_BOOKING_…``."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_BOOKING_", frozen=True, extra="ignore")

    database_url: str = Field(
        repr=False,
        pattern=r"^postgres(ql)?://",
        description="Its own PostgreSQL database, as libpq takes it (postgresql://…); a login of role motcua_booking.",
    )
    database_owner_url: str | None = Field(
        None,
        repr=False,
        pattern=r"^postgres(ql)?://",
        description="The same as the login that owns the tables: for `migrate`, `token`, `end-audit`; not for `serve`."
        " Unset: DATABASE_URL.",
    )
    database_pooled: bool = Field(
        False,
        description="DATABASE_URL is a pooler's that lends connections for a transaction only (PgBouncer in transaction"
        " mode); then set DATABASE_OWNER_URL to the database itself.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8100, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    port_file: Path | None = Field(None, description="Where to write the address once it listens.")
    tokens: tuple[ConfiguredToken, ...] = Field((), description="Service tokens, as a JSON list.")
    allow_as_of: bool = Field(False, description="Accept X-As-Of; for demo and tests only.")
    hold_seconds: int = Field(600, ge=1, le=3600, description="How long a hold keeps its places, in seconds.")
    bot_most_dossiers: int = Field(
        5,
        ge=1,
        le=100,
        description="Dossiers, and people, in one booking through the assistant. Families bring one to three;"
        " whoever brings more is asked about it by an operator.",
    )
    owner_most_bookings: int = Field(
        3,
        ge=1,
        description="Appointments to come that one person may have through the assistant: their own and two for"
        " parents or neighbours who do not write themselves.",
    )
    owner_most_places: int = Field(
        10, ge=1, description="Dossiers (or people, where they are more) of one person in the days below."
    )
    caller_most_bookings: int = Field(
        10, ge=1, description="Appointments to come that operators may make for one phone number."
    )
    caller_most_places: int = Field(
        100, ge=1, description="Dossiers (or people) that operators may book for one phone number in the days below."
    )
    limit_days: int = Field(7, ge=1, le=90, description="Over how many days the dossiers above are counted.")
    newcomers_per_hour: int = Field(
        20,
        ge=0,
        description="Dossiers (or people) a unit gives to new web sessions in an hour. Ten people each half hour is"
        " what a counter may receive (letter 4708, point 1): strangers take its places no faster than it serves them.",
    )
    newcomers_per_day: int = Field(
        60, ge=0, description="The same in a day: what a small unit receives in a day and a half."
    )
    code_tries: int = Field(
        5,
        ge=1,
        description="Proofs by phone that may fail for one code in the hours below: one in 2,000 guesses the last four"
        " digits so. Its owner and staff can look all the time.",
    )
    code_tries_hours: int = Field(24, ge=1, description="Over how many hours they are counted.")
    asker_tries: int = Field(
        10, ge=1, description="Proofs by phone that may fail for one person in an hour: two codes, mistyped often."
    )
    all_tries: int = Field(
        300,
        ge=1,
        description="Proofs by phone that may fail for everybody together in ten minutes; a province has a handful.",
    )
    keep_events_days: int = Field(
        30, ge=1, description="How long those who follow may stay away and still learn of every change, in days."
    )
    code_prefix: str = Field("CM", pattern=r"^[A-Z]{1,4}$", description="What booking codes begin with.")
    morning_start: dt.time = Field(dt.time(7), description="When mornings begin where a unit does not say.")
    morning_end: dt.time = Field(dt.time(11), description="When mornings end where a unit does not say.")
    afternoon_start: dt.time = Field(dt.time(13), description="When afternoons begin where a unit does not say.")
    afternoon_end: dt.time = Field(dt.time(17), description="When afternoons end where a unit does not say.")
    slot_minutes: int = Field(30, ge=5, le=240, description="Length of a window where a unit does not say, in minutes.")
    people_limit: int = Field(
        50, ge=1, le=MOST_PEOPLE, description="People at once (in one window) where a unit does not say."
    )
    pool_size: int = Field(16, ge=2, le=100, description="Database connections of this process.")
    pool_timeout: float = Field(2.0, gt=0, description="Seconds a request waits for a connection before 503.")
    statement_timeout_ms: int = Field(5000, ge=100, description="The database ends a statement after so long.")
    lock_timeout_ms: int = Field(
        1000,
        ge=50,
        description="A statement waits so long for a lock, then 503; below what a client's attempt may take.",
    )
    transaction_idle_ms: int = Field(
        10_000,
        ge=100,
        description="The database ends a transaction whose process says nothing for so long: it is frozen or gone.",
    )
    token_cache_seconds: float = Field(5.0, ge=0, description="How long a token stays accepted after it is revoked.")
    housekeeping_seconds: float = Field(60.0, gt=0, description="Pause between two rounds of tidying up.")
    keep_keys_days: int = Field(7, ge=1, description="How long idempotency keys are kept, in days.")
    keep_visitors_days: int = Field(
        90,
        ge=1,
        le=90,
        description="How long a visitor's name and phone are kept after the visit, in days; no more than the"
        " assistant's consent text says.",
    )
    keep_audit_days: int = Field(
        1826, ge=365, description="What `end-audit` leaves in the audit, in days; nothing else ends its rows."
    )
    log_level: str = Field("INFO", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$", description="Least level that is logged.")

    @property
    def owner_url(self) -> str:
        """The address for what only the owner of the tables may do."""
        return self.database_owner_url or self.database_url
