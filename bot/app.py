"""The composition root: settings in, wired parts out. Nothing else builds parts."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from starlette.applications import Starlette

from bot.background import Background
from bot.broadcasts.feeder import Feeder
from bot.broadcasts.means import rates_of, reach_of
from bot.content.reference import load_reference
from bot.content.texts_loader import load_texts
from bot.conversation.desk import Desk
from bot.conversation.erasures import Erasures
from bot.conversation.guidance_store import GuidanceStore
from bot.conversation.intake import Intake
from bot.conversation.messages import PlatformName
from bot.conversation.runner import TurnRunner
from bot.conversation.spool import Spool
from bot.conversation.turn import Remembered
from bot.conversation.worker import Worker
from bot.db.cleaning import clean_up_daily
from bot.db.events import Events
from bot.db.leadership import lead
from bot.db.pictures import StoredPictures
from bot.db.pool import Database
from bot.db.watch import Watch
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.following import Following
from bot.delivery.hearing import Hearing
from bot.delivery.held import Held
from bot.delivery.lock_news import LockNews
from bot.delivery.mailbox import DatabaseMailbox
from bot.delivery.notices import Notices, NoticeSpool
from bot.delivery.owed import Owed
from bot.delivery.reminders import Reminders
from bot.delivery.silence import Silence
from bot.delivery.upkeep import Upkeep
from bot.faults import Faults
from bot.handlers.registry import build_router
from bot.handlers.reminding import locked_words, papers_words
from bot.metrics import Metrics
from bot.outside import booking_of, rasa_of, telegram_of
from bot.platforms.webchat import WebChatConfig, build_routes
from bot.review.collecting import Collector
from bot.review.person_names import PlaceNames
from bot.staff.desk import record_clerk
from bot.understanding.directory import NluDirectory
from bot.understanding.ladder import Ladder
from bot.web.health import Health
from bot.web.pictures import picture_routes
from bot.web.webhooks import set_webhook, webhook_routes
from bot.zalo import bot_platform, official_account

if TYPE_CHECKING:
    from types import TracebackType

    from starlette.routing import Route

    from booking_client import BookingClient
    from bot.conversation.messages import Inbound
    from bot.conversation.state import Profile, State
    from bot.platforms.contract import Platform
    from bot.platforms.telegram import TelegramPlatform
    from bot.platforms.zalo_bot import ZaloBotPlatform
    from bot.platforms.zalo_oa import ZaloOaPlatform
    from bot.settings import Settings


class App:
    """One bot process: takes updates in, answers them, sends the answers.

    Args:
        settings: complete ones, with the addresses of all parts it shall use.

    Raises:
        ValueError: the settings name no database.
        SpoolUnwritable: updates could not be kept while the database is away.
        SettingsError: the secret key is missing.
    """

    def __init__(self, settings: Settings) -> None:
        if settings.database_url is None:
            raise ValueError("the settings name no database")
        self.settings = settings
        self.metrics = Metrics()
        faults = Faults(settings.fault_point)
        secret = settings.secret()
        url = settings.database_url.get_secret_value()
        self.database = Database(url, direct_url=settings.direct_url, size=settings.database_connections)
        self.events = Events(self.database.direct_url)
        self.spool = Spool(settings.spool)
        self.texts = load_texts()
        reference = load_reference()
        self.guidance = GuidanceStore(self.database, reference, self.events)
        self.collector = Collector(self.database, PlaceNames(reference.places))
        self.collector.watch(self.events)
        self.intake = Intake(
            self.database,
            self.spool,
            self.events,
            secret=secret,
            now=settings.calendar.now,
            texts=self.texts,
            most_open=settings.open_messages,
            on_refused=lambda platform: self.metrics.refused.labels(platform, "429").inc(),
            faults=faults,
        )
        self.watch = Watch(self.database)
        self.nlu = NluDirectory(self.database, self.events, self.watch, secret) if settings.nlu_url is None else None
        self.rasa = rasa_of(settings, self.nlu)
        self.booking = booking_of(settings)
        self.pictures = StoredPictures(self.database, settings.public_url)
        self.telegram = telegram_of(settings, self.pictures)
        self.background = Background()
        self.hearing = Hearing(self.background.once)
        self.zalo_oa = official_account(
            settings, self.database, secret=secret, on_notice=self.hearing.hear, pictures=self.pictures
        )
        self.notices = Notices(
            self.database,
            self.events,
            NoticeSpool(settings.spool / "notices"),
            by_hand_minutes=settings.zalo_by_hand_minutes,
            echo_settles=settings.zalo_echo_settles,
            on_revoked=self.zalo_oa.tokens.note_revocation if self.zalo_oa is not None else None,
        )
        self.zalo_bot = bot_platform(settings, self.pictures)
        self.mailbox = DatabaseMailbox(self.database, self.events)
        router = build_router(
            flood_burst=settings.flood_messages, flood_per_minute=settings.flood_per_minute, desk=settings.desk
        )
        runner = TurnRunner(
            self.database,
            router,
            lambda: self.guidance.current,
            self.texts,
            booking=self.booking,
            secret=secret,
            desk=Desk(settings.desk, self.texts, record_clerk) if settings.desk is not None else None,
            turn_seconds=settings.turn_seconds,
            erasures=Erasures(settings.erasures),
            newcomer_hours=settings.web_newcomer_hours,
            faults=faults,
        )
        self.dispatchers = {
            str(platform.name): Dispatcher(
                self.database,
                platform,
                self.metrics,
                most_tries=settings.delivery_tries,
                now=settings.calendar.now,
                faults=faults,
                on_moved=lambda name, idle: self.broadcasts.moved(name, idle=idle),
            )
            for platform in self._webhooks().values()
        }
        self.upkeep = Upkeep(
            self.database,
            self.events,
            self.texts,
            self.watch,
            resend_unknown=settings.resend_unknown,
            give_up_hours=settings.delivery_hours,
        )
        self.silence = Silence(
            self.database,
            self.events,
            self.texts,
            self.watch,
            answer_minutes=settings.staff_answer_minutes,
            end_minutes=settings.staff_end_minutes,
        )
        self.held = Held(self.database, self.events, self.watch, days=settings.delivery_held_days)
        self.worker = Worker(
            self.database,
            runner,
            Ladder(self.rasa, self.metrics, patience=settings.nlu_start_seconds),
            self.events,
            senders={name: dispatcher.lanes for name, dispatcher in self.dispatchers.items()},
            on_guidance=self.guidance.noticed,
            metrics=self.metrics,
            concurrency=settings.workers,
            faults=faults,
        )
        self.worker.watch(self.watch)
        self.reminders = Reminders(
            self.database,
            self.events,
            settings.calendar.now,
            booking=self.booking,
            as_of=lambda: None if settings.calendar.is_today else settings.calendar.now(),
            reachable=self.dispatchers.keys(),
            warn=lambda *visit: locked_words(self.guidance.current, self.texts, *visit),
            papers=self._papers_words,
        )
        self.lock_news = LockNews(
            self.database,
            self.events,
            lambda: self.guidance.current,
            self.texts,
            settings.calendar.now,
            reachable=self.dispatchers.keys(),
        )
        self.guidance.watch(self.lock_news.wake)
        self.broadcasts = Feeder(
            self.database,
            self.events,
            lambda: self.guidance.current,
            settings.calendar.now,
            rates=rates_of(settings),
            reach=reach_of(settings, self.dispatchers.keys()),
        )
        self.closing = asyncio.Event()
        self._session_key = secret
        self._stack = AsyncExitStack()

    def web(self) -> Starlette:
        """Return the HTTP application of this process."""
        health = Health(
            database=self.database,
            events=self.events,
            intake=self.intake,
            notices=self.notices,
            guidance=self.guidance,
            rasa=self.rasa,
            booking=self.booking,
            platforms=self._webhooks().values(),
            metrics=self.metrics,
            background=self.background,
            as_of=lambda: self.settings.calendar.now().isoformat(timespec="seconds"),
        )
        config = WebChatConfig(
            session_key=self._session_key,
            answers_for=self.settings.calendar.now,
            public_url=self.settings.public_url,
            streams=self.settings.web_streams,
            address_per_second=self.settings.web_address_per_second,
        )
        routes: list[Route] = [
            *build_routes(self.intake, self.mailbox, config, closing=self.closing),
            *webhook_routes(
                self._webhooks(),
                self.intake,
                self.metrics,
                accepted=self._accepted,
                told=self.hearing.into(self.notices),
            ),
            *picture_routes(self.pictures),
            *health.routes(),
        ]
        return Starlette(routes=routes)

    def _papers_words(self, procedure: str, profile: Profile, state: State) -> str | None:
        moment = self.settings.calendar.now()
        asker = Remembered(self.guidance.current, state, profile, moment, datetime.now(UTC))
        return papers_words(asker, self.texts, procedure)

    def _webhooks(self) -> dict[str, TelegramPlatform | ZaloOaPlatform | ZaloBotPlatform]:
        """Return the platforms that are set up, by their paths below /webhooks/."""
        account = self.zalo_oa.platform if self.zalo_oa is not None else None
        known: dict[str, TelegramPlatform | ZaloOaPlatform | ZaloBotPlatform | None]
        known = {"telegram": self.telegram, "zalo/oa": account, "zalo/bot": self.zalo_bot}
        return {path: platform for path, platform in known.items() if platform is not None}

    def _accepted(self, _platform: Platform, inbound: Inbound) -> None:
        if inbound.platform is PlatformName.TELEGRAM and self.telegram is not None:
            self.background.once(self.telegram.acknowledge(inbound))

    async def __aenter__(self) -> Self:
        await self.database.open()
        self._stack.push_async_callback(self.database.close)
        self._stack.callback(self.spool.close)
        self._stack.callback(self.notices.close)
        self._stack.push_async_callback(self.rasa.close)
        if self.booking is not None:
            self._stack.push_async_callback(self.booking.aclose)
        keep = self.background.keep
        keep("wake-up calls", self.events.run)
        if self.nlu is not None:
            await self.nlu.look()
        if not await self.guidance.first_load():
            keep("loading the guidance", self.guidance.load_later)
        keep("waiting for the model", self.worker.start_reading)
        keep("replaying updates", self.intake.run)
        keep("replaying notices", self.notices.run)
        keep("looking for what was missed", self.watch.run)
        keep("reminders", self.reminders.run)
        keep("news of lock-downs", self.lock_news.run)
        if self.booking is not None:
            self._follow_bookings(self.booking)
        keep("broadcasts", self.broadcasts.run)
        keep("collecting for the review", self.collector.run)
        keep("cleaning up", lambda: clean_up_daily(self.database, self.settings.periods, self.closing))
        if self.telegram is not None:
            await self.telegram.start()
            self._take_in(self.telegram)
        if self.zalo_bot is not None:
            self._take_in(self.zalo_bot)
        if self.zalo_oa is not None:
            self._stack.push_async_callback(self.zalo_oa.close)
            tokens = self.zalo_oa.tokens
            keep("renewing Zalo's tokens", lambda: tokens.keep_fresh(self.closing))
            self.metrics.login_seconds.labels(PlatformName.ZALO_OA).set_function(self.zalo_oa.login_seconds)
        return self

    def _follow_bookings(self, booking: BookingClient) -> None:
        """Keep up with what others change in the booking service, and find out what nobody knew."""
        calendar = self.settings.calendar
        following = Following(
            self.database,
            self.events,
            booking,
            guidance=lambda: self.guidance.current,
            texts=self.texts,
            now=calendar.now,
            as_of=lambda: None if calendar.is_today else calendar.now(),
            secret=self._session_key,
        )
        owed = Owed(
            self.database,
            self.events,
            booking,
            guidance=lambda: self.guidance.current,
            texts=self.texts,
            now=calendar.now,
        )
        url = self.database.direct_url
        self.background.keep("following bookings", lambda: lead(url, "motcua booking events", following.run))
        self.background.keep("owed answers", owed.run)

    def _take_in(self, platform: TelegramPlatform | ZaloBotPlatform) -> None:
        """Have a platform's updates come in: by webhook under a public address, else by polling in one process."""
        self._stack.push_async_callback(platform.close)
        public_url = self.settings.public_url
        if public_url is not None:
            self.background.keep(f"setting the webhook of {platform.name}", lambda: set_webhook(platform, public_url))
            return

        async def poll(stop: asyncio.Event) -> None:
            await platform.poll(self.intake.accept, stop)

        lock = f"motcua {platform.name} poll {platform.bot_id}"
        self.background.keep(f"polling {platform.name}", lambda: lead(self.database.direct_url, lock, poll))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        await self.worker.close()
        await asyncio.gather(*(dispatcher.close() for dispatcher in self.dispatchers.values()))
        await self.background.close()
        await self._stack.aclose()
