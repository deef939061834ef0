"""The clients of what lies outside a process, as the settings say: Rasa, the booking service, Telegram."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from booking_client import BookingClient
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.rendering import LIMITS as TELEGRAM_LIMITS
from bot.understanding.rasa import RasaClient, always

if TYPE_CHECKING:
    from bot.platforms.contract import Pictures
    from bot.settings import Settings
    from bot.understanding.directory import NluDirectory


def rasa_of(settings: Settings, directory: NluDirectory | None) -> RasaClient:
    """Return the client of the server that the settings name, else of the live ones that the database names."""
    if settings.nlu_url is None and directory is not None:
        return RasaClient(directory.addresses, deadline=settings.nlu_seconds, look_again=directory.look)
    given = settings.nlu_token.get_secret_value() if settings.nlu_token is not None else None
    return RasaClient(always(settings.nlu_url or "", given, plain=True), deadline=settings.nlu_seconds)


def booking_of(settings: Settings) -> BookingClient | None:
    """Return the booking service's client, or None where the settings name no service."""
    if settings.booking_url is None or settings.booking_token is None:
        return None
    return BookingClient(settings.booking_url, settings.booking_token.get_secret_value())


def telegram_of(settings: Settings, pictures: Pictures | None = None) -> TelegramPlatform | None:
    """Return Telegram within the limits of the settings, or None where they hold no token."""
    if settings.telegram_token is None:
        return None
    secret = settings.telegram_secret.get_secret_value() if settings.telegram_secret is not None else None
    limits = replace(
        TELEGRAM_LIMITS,
        per_second=settings.telegram_per_second,
        burst=int(settings.telegram_per_second),
        per_chat_per_second=settings.telegram_chat_per_second,
        per_group_per_minute=settings.telegram_group_per_minute,
    )
    return TelegramPlatform(
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        secret=secret,
        limits=limits,
        pictures=pictures,
    )
