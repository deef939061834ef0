"""What no setting says alone: which of them contradict each other, and by which of them real people are reached."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.addresses import is_address, leads_to_this_machine
from bot.conversation.messages import PlatformName

if TYPE_CHECKING:
    from bot.settings import Settings


def check(settings: Settings) -> None:
    """Find contradictions.

    Raises:
        ValueError: there is one; the message says what to do.
    """
    for name in _addresses(settings):
        value = getattr(settings, name)
        if value is not None and not is_address(value):
            raise ValueError(f"{name.upper()} is no web address: it begins with https:// (or http://) and names a host")
    if settings.log_level.upper() not in logging.getLevelNamesMapping():
        raise ValueError("LOG_LEVEL is one of DEBUG, INFO, WARNING, ERROR")
    real = " and ".join(reaching_people(settings))
    if real and not settings.calendar.is_today:
        raise ValueError(f"AS_OF answers for another day, but {real} reaches real people: unset one of them")
    if real and settings.fault_point is not None:
        raise ValueError(f"FAULT_POINT is for tests: unset it, or {real}")
    try:
        desk = settings.desk
    except ValueError as error:
        raise ValueError(f"STAFF_CHAT or STAFF_HOURS: {error}") from error
    tokens = {PlatformName.TELEGRAM: settings.telegram_token, PlatformName.ZALO_BOT: settings.zalo_bot_token}
    if desk is not None and tokens[desk.platform] is None:
        raise ValueError(f"STAFF_CHAT is on {desk.platform}, so its token must be set")
    account = {
        "ZALO_APP_SECRET": settings.zalo_app_secret,
        "ZALO_OA_ID": settings.zalo_oa_id,
        "ZALO_OA_SECRET_KEY": settings.zalo_oa_secret_key,
    }
    missing = [name for name, value in account.items() if value is None]
    if settings.zalo_app_id is not None and missing:
        raise ValueError(f"ZALO_APP_ID is set, so {' and '.join(missing)} must be (docs/zalo.md)")
    if settings.secret_key is not None and len(settings.secret_key.get_secret_value()) < 32:  # noqa: PLR2004
        raise ValueError("SECRET_KEY needs at least 32 characters; make one with: openssl rand -hex 32")


def _addresses(settings: Settings) -> list[str]:
    return [name for name in type(settings).model_fields if name.endswith("_url") and "database" not in name]


def reaching_people(settings: Settings) -> list[str]:
    """Return the settings by which real people can be reached: a platform's token, and not a server on this machine."""
    given = {
        "TELEGRAM_TOKEN": (settings.telegram_token, [settings.telegram_api_url]),
        "ZALO_APP_ID": (settings.zalo_app_id, [settings.zalo_api_url, settings.zalo_oauth_url, settings.zalo_zbs_url]),
        "ZALO_BOT_TOKEN": (settings.zalo_bot_token, [settings.zalo_bot_api_url]),
    }
    return [name for name, (value, urls) in given.items() if value and not all(map(leads_to_this_machine, urls))]
