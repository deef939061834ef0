"""All settings of the bot, in one validated object. docs/settings.md is generated from the descriptions here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, override

from pydantic import Field, PostgresDsn, SecretStr, TypeAdapter, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.clock import AsOf
from bot.conversation.handover import StaffChat
from bot.conversation.hours import Hours
from bot.conversation.inbox import MOST_OPEN
from bot.db.acting import acting
from bot.db.retention import Periods
from bot.embedded.sockets import leads_to
from bot.faults import FaultPoint
from bot.secret_key import kept_key
from bot.settings_check import check, reaching_people
from bot.settings_source import Environment
from bot.settings_zalo import ZaloSettings
from bot.staff.office import APPROVAL_DAYS

PREFIX = "MOTCUA_"
CHECKOUT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8080

Seconds = Annotated[float, Field(gt=0)]
Days = Annotated[int, Field(ge=1)]


class SettingsError(ValueError):
    """A setting is missing or contradicts another; the message names it and says what to do."""


class Settings(ZaloSettings):
    """Read from the environment (``MOTCUA_…``); every field has a safe default for development."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, env_ignore_empty=True)

    data_dir: Path = Field(
        CHECKOUT / ".motcua",
        description="Folder of the embedded parts' data: PostgreSQL, models, spool, keys. One owner at a time.",
    )
    port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description=f"Port of the web chat and the webhooks. Unset: {DEFAULT_PORT}, or the next free one. 0: any free.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on. Put a TLS proxy in front before widening it.")
    public_url: str | None = Field(
        None, description="https address under which people and platforms reach PORT; sets webhooks, secure cookies."
    )
    database_url: SecretStr | None = Field(
        None,
        description="postgresql:// address; of several hosts (h1:5432,h2:5432) the one that takes writes is used."
        " Unset: the embedded server in DATA_DIR.",
    )
    database_direct_url: SecretStr | None = Field(
        None,
        description="postgresql:// address of the database itself, where DATABASE_URL is that of a pooler (PgBouncer in"
        " transaction mode): what is listened to, locks and migrations go there.",
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses of the proxies before PORT (a list with commas, or networks) whose X-Forwarded-For is"
        " believed. A visitor's address limits what comes from it; a proxy that is not named here limits nobody.",
    )
    web_streams: int = Field(
        2_000,
        ge=1,
        description="Pages of the web chat that may wait for messages at a time, in one process; an open page takes"
        " about 40 kB. Further ones ask again after seconds. Twice as many connections are served at all.",
    )
    web_address_per_second: float = Field(
        60,
        gt=0,
        description="Calls of the web chat that one public address may make a second, ten times as many at once."
        " Mobile networks put thousands of people behind one address.",
    )
    database_owner_url: SecretStr | None = Field(
        None,
        description="Address of the login that owns the tables: 'motcua db' migrates, imports and goes back by it, and"
        " the first admin is added by it. Unset: DATABASE_URL.",
    )
    staff_database_url: SecretStr | None = Field(
        None,
        description="Address for staff commands, a login of role motcua_staff; straight to PostgreSQL, not through a"
        " pooler. Unset: DATABASE_URL.",
    )
    database_connections: int = Field(
        10, ge=4, le=200, description="Connections a process may use; half at most serve turns."
    )
    booking_url: str | None = Field(
        None, description="Address of a booking service. Unset: the embedded reference service."
    )
    booking_token: SecretStr | None = Field(None, description="The bot's token for BOOKING_URL (role bot).")
    booking_staff_token: SecretStr | None = Field(
        None,
        description="Token for staff commands on BOOKING_URL, of the role that this machine's people need: unit, bound"
        " to their unit; operator; admin only for the province. How to hand them out: docs/booking-api.md.",
    )
    nlu_url: str | None = Field(None, description="Address of a Rasa server. Unset: the embedded one, trained here.")
    nlu_token: SecretStr | None = Field(None, description="Rasa's --auth-token for NLU_URL.")
    nlu_seconds: Seconds = Field(1.5, description="Deadline of one reading; afterwards keywords must do.")
    nlu_start_seconds: float = Field(
        15,
        ge=0,
        description="How long free text waits for the model after a start; buttons and keywords are answered at once.",
    )
    nlu_host: str = Field(
        "127.0.0.1",
        description="Address on which the Rasa servers of 'motcua nlu serve' listen. Other than 127.0.0.1 only where"
        " nobody else hears what passes (a network of its own, a VPN) or behind a proxy with TLS (NLU_ADVERTISE_URL).",
    )
    nlu_advertise_url: str | None = Field(
        None,
        pattern=r"^https?://[^/{}\s]+:\{port\}$",
        description="Address at which bots of other machines reach those servers, as https://nlu-1.internal:{port};"
        " each change of the model opens a new port. Unset: NLU_HOST.",
    )
    nlu_data_dir: Path = Field(CHECKOUT / "nlu" / "data", description="Folder of training messages; machines share it.")
    nlu_models_dir: Path = Field(
        CHECKOUT / "nlu" / "models",
        description="Folder of trained models; one that all machines of 'motcua nlu serve' see.",
    )
    nlu_evaluation: Path = Field(
        CHECKOUT / "nlu" / "evaluation",
        description="Labelled messages by which a new model is compared with the live one: a file (JSONL), or a folder"
        " of them, of which those named …_closed.jsonl are left out.",
    )
    nlu_golden_dir: Path = Field(
        CHECKOUT / "bot" / "content" / "golden",
        description="Folder of the dialogues that every model must understand as written.",
    )
    nlu_train_at: str | None = Field(
        None,
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="Time of day (02:30, Vietnam) at which 'motcua nlu serve' trains changed data. Unset: by hand.",
    )
    nlu_keep_models: int = Field(
        5, ge=1, description="Trained models that are kept besides the live one and the one before it."
    )
    nlu_drain_seconds: Seconds = Field(
        10, description="How long an old Rasa server stays after traffic has moved; not shorter than NLU_SECONDS."
    )
    nlu_watch_minutes: float = Field(
        10, ge=0, description="Minutes after a change of the model in which a jump of errors or fallbacks undoes it."
    )
    as_of: str | None = Field(
        None,
        description="Answer as of this day (2021-08-22, at the real time of day) or this moment (2021-08-22T09:00,"
        " which stands still), Vietnam time. Unset or 'today': now. Refused together with a real platform's token.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="At least 32 characters; keys the hashes of event ids, of sessions and of persons. Unset: made"
        " once and kept in DATA_DIR, allowed on embedded data only.",
    )
    staff_token: SecretStr | None = Field(None, description="The personal token of whoever runs a staff command.")
    erasures_file: Path | None = Field(
        None,
        description="File of keyed hashes of people who were erased, for 'motcua db restored'; keep it apart from the"
        " database and its backups. Unset: in DATA_DIR.",
    )
    spool_dir: Path | None = Field(
        None, description="Where updates wait on disk while the database is away. Unset: DATA_DIR/spool."
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    workers: int = Field(4, ge=1, le=64, description="Turns that one process answers at a time.")
    turn_seconds: Seconds = Field(3.0, description="How long one turn may take before it counts as failed.")
    approval_days: Days = Field(
        APPROVAL_DAYS, description="Days an approval holds; what is sent later has to be read and approved again."
    )
    web_newcomer_hours: float = Field(
        72,
        ge=0,
        description="Hours in which a web session that is linked with nothing counts as new: all of them together get"
        " a small share of each unit (the booking service's NEWCOMERS_PER_HOUR). Three days are longer than a rush of"
        " made-up sessions stays unseen; who came to an appointment is new no more.",
    )
    flood_messages: int = Field(20, ge=1, description="Messages one person may send at once before a notice.")
    flood_per_minute: float = Field(20, gt=0, description="Messages a minute that are answered in the long run.")
    open_messages: int = Field(
        MOST_OPEN,
        ge=1,
        description="Messages of one person that may wait for an answer at a time; more are not taken, and they are"
        " told so.",
    )
    keep_messages_days: Days = Field(
        30,
        le=30,
        description="Days after which texts of messages and answers are deleted; no more than people are told.",
    )
    keep_callbacks_days: Days = Field(
        90,
        le=90,
        description="Days after a visit or a closed call-back until name, phone, matter, place and time go; no more"
        " than the consent text says.",
    )
    keep_review_days: Days = Field(
        90,
        le=90,
        description="Days that masked messages wait for labelling ('motcua nlu review') before they are deleted; no"
        " more than people are told.",
    )
    keep_event_keys_days: Days = Field(
        400, description="Days that hashes of event ids stay, against late duplicates; not shorter than messages."
    )
    keep_outcomes_days: Days = Field(
        365, description="Days that the rows behind 'motcua report' stay; they hold nobody's name or message."
    )
    keep_recipients_days: Days = Field(
        180,
        description="Days that it is known who got a broadcast, once it ended, and who was told a rule; counts stay.",
    )
    keep_audit_days: int = Field(
        1826, ge=365, description="What 'motcua db end-audit' leaves in the audit, in days; nothing else ends its rows."
    )
    staff_chat: str | None = Field(
        None,
        description="Where clerks answer people who want a person: telegram:<id of the group> (like telegram:-1001234)"
        " or zalo_bot:<id of the chat>. Everybody in that chat can answer. Unset: a call-back is offered instead.",
    )
    staff_hours: str = Field(
        "1-5 7:00-11:00 13:00-17:00",
        description="When STAFF_CHAT is looked at, Vietnam time: weekdays (1: Monday) and times, several parts by ';'.",
    )
    staff_answer_minutes: float = Field(
        10, gt=0, description="Minutes after which somebody whom no clerk has answered is told so, and offered a call."
    )
    staff_end_minutes: float = Field(
        120, gt=0, description="Minutes of silence after which a ticket is closed and the bot answers again."
    )
    telegram_token: SecretStr | None = Field(None, description="Bot token of BotFather. Unset: no Telegram.")
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="Root of the Bot API server; another one for tests or a local server."
    )
    telegram_secret: SecretStr | None = Field(
        None, description="secret_token of the webhook, 1-256 characters A-Za-z0-9_-. Unset: derived from the token."
    )
    telegram_per_second: float = Field(
        30,
        ge=0,
        description="Messages a second that Telegram allows the bot; 0: no limit. Other bots' allowances differ.",
    )
    telegram_chat_per_second: float = Field(
        1, ge=0, description="Messages a second that Telegram allows to one chat; 0: no limit."
    )
    telegram_group_per_minute: float = Field(
        20, ge=0, description="Messages a minute that Telegram allows to one group; 0: no limit."
    )
    delivery_tries: int = Field(8, ge=1, description="Tries after which a message that its platform fails is given up.")
    delivery_hours: float = Field(
        24, gt=0, description="Hours after which a message that was tried in vain is given up, whatever the cause."
    )
    delivery_held_days: Days = Field(
        30,
        description="Days that a message outside a platform's reply window waits for its person's next word; a"
        " reminder waits no longer than until its appointment.",
    )
    resend_unknown: Literal["none", "replies", "all"] = Field(
        "replies",
        description="What is said once more, marked as such, when nobody knows whether it arrived: none, replies, or"
        " all (reminders and broadcasts too).",
    )
    fault_point: FaultPoint | None = Field(
        None, description="For tests: kill the process at this point. Refused together with a real platform's token."
    )

    @classmethod
    @override
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, Environment(settings_cls)

    @field_validator("as_of")
    @classmethod
    def _as_of_is_readable(cls, value: str | None) -> str | None:
        try:
            AsOf.parse(value)
        except ValueError as error:
            raise ValueError("must be a day (2021-08-22), a moment (2021-08-22T09:00) or 'today'") from error
        return value

    @field_validator("database_url", "database_direct_url", "database_owner_url", "staff_database_url")
    @classmethod
    def _database_url_is_one(cls, value: SecretStr | None) -> SecretStr | None:
        # An address of a unix socket names no host before its path.
        if value is not None and "@/" not in value.get_secret_value():
            TypeAdapter(PostgresDsn).validate_python(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _no_contradictions(self) -> Settings:
        check(self)
        if self.database_direct_url is not None and self.database_url is None:
            raise ValueError("DATABASE_DIRECT_URL belongs to DATABASE_URL, the pooler's: set that too, or neither")
        return self

    @property
    def calendar(self) -> AsOf:
        """The calendar by which rules are answered."""
        return AsOf.parse(self.as_of)

    @property
    def real_platform(self) -> bool:
        """Whether real people can be reached: by a platform's token, and a server that is not this machine."""
        return bool(reaching_people(self))

    @property
    def desk(self) -> StaffChat | None:
        """The staff chat, or None where there is none."""
        hours = Hours.parse(self.staff_hours)
        return StaffChat.parse(self.staff_chat, hours) if self.staff_chat is not None else None

    @property
    def direct_url(self) -> str | None:
        """The address of the database itself, where that of a pooler is another."""
        return self.database_direct_url.get_secret_value() if self.database_direct_url is not None else None

    @property
    def embedded(self) -> bool:
        """Whether the data lies in the server that is embedded in DATA_DIR: told by its socket, not by how it looks."""
        return self.database_url is None or leads_to(self.database_url.get_secret_value(), self.data_dir)

    @property
    def owner_url(self) -> str | None:
        """The address for what only the owner of the tables may do; that of the bots where no other is set."""
        url = self.database_owner_url or self.database_direct_url or self.database_url
        return url.get_secret_value() if url is not None else None

    def staff_url(self) -> str | None:
        """Return the address for a staff command: that of staff with somebody's token, else that of the owner."""
        if self.staff_token is None:
            return self.owner_url
        url = self.staff_database_url or self.database_direct_url or self.database_url
        return acting(url.get_secret_value(), self.staff_token.get_secret_value()) if url is not None else None

    @property
    def periods(self) -> Periods:
        """How long things are kept."""
        return Periods(
            messages=self.keep_messages_days,
            callbacks=self.keep_callbacks_days,
            keys=self.keep_event_keys_days,
            outcomes=self.keep_outcomes_days,
            review=self.keep_review_days,
            recipients=self.keep_recipients_days,
        )

    @property
    def erasures(self) -> Path:
        """The file of keyed hashes of erased people."""
        return self.erasures_file or self.data_dir / "erasures"

    @property
    def spool(self) -> Path:
        """The folder of the spool."""
        return self.spool_dir or self.data_dir / "spool"

    def secret(self) -> bytes:
        """Return the secret key; makes one in DATA_DIR where none is set and the data is embedded.

        Raises:
            SettingsError: DATABASE_URL is set without SECRET_KEY.
        """
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        if not self.embedded:
            raise SettingsError(
                "MOTCUA_DATABASE_URL is set, so MOTCUA_SECRET_KEY must be: the very key that the other processes of"
                " this system have (ask whoever set it up); a new system gets one by 'openssl rand -hex 32'"
            )
        return kept_key(self.data_dir)
