"""Zalo's parts of one process: the Official Account with its tokens, and the bot."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.conversation.messages import PlatformName
from bot.db.contacts import ReplyWindows
from bot.db.platform_tokens import PlatformTokens
from bot.platforms import zalo_bot, zalo_oa
from bot.platforms.zalo_bot import ZaloBotPlatform
from bot.platforms.zalo_oa import Buttons, Count, OAuth, Options, TokenKeeper, Transport, ZaloOaPlatform
from bot.settings_zalo import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.db.pool import Database
    from bot.platforms.contract import Limits, Pictures
    from bot.platforms.notices import Notice
    from bot.settings import Settings


class OfficialAccount:
    """The account and what it works with.

    Args:
        settings: name the app and the account.
        database: holds the tokens and the reply windows.
        secret: MOTCUA_SECRET_KEY.
        on_notice: is told what comes in besides messages; must not block.
        pictures: the stored pictures.

    Raises:
        ValueError: the settings name no account.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        secret: bytes,
        on_notice: Callable[[Notice], None],
        pictures: Pictures | None = None,
    ) -> None:
        if settings.zalo_app_id is None or settings.zalo_app_secret is None:
            raise ValueError("the settings name no Official Account")
        if settings.zalo_oa_id is None or settings.zalo_oa_secret_key is None:
            raise ValueError("the settings name no Official Account")
        app_secret = settings.zalo_app_secret.get_secret_value()
        seed = settings.zalo_oa_refresh_token
        not_handled = numbers(settings.zalo_not_handled)
        self.oauth = OAuth(
            settings.zalo_oauth_url,
            settings.zalo_app_id,
            app_secret,
            busy=numbers(settings.zalo_oauth_busy),
            not_handled=not_handled,
        )
        self.store = PlatformTokens(database, secret, PlatformName.ZALO_OA, settings.zalo_oa_id)
        self.tokens = TokenKeeper(self.oauth, self.store, seed=seed.get_secret_value() if seed else None)
        self.platform = ZaloOaPlatform(
            Options(
                app_id=settings.zalo_app_id,
                secret_key=settings.zalo_oa_secret_key.get_secret_value(),
                oa_id=settings.zalo_oa_id,
                buttons=Buttons(settings.zalo_buttons),
                pays=settings.zalo_paid_messages,
                contact_image=settings.zalo_contact_image,
                template=settings.zalo_template,
                template_field=settings.zalo_template_field,
                zbs_url=settings.zalo_zbs_url,
                counts=Count(settings.zalo_text_count),
                phone_field=settings.zalo_phone_field,
            ),
            Transport(
                settings.zalo_api_url,
                app_secret=app_secret if settings.zalo_secret_proof else None,
                not_handled=not_handled,
            ),
            self.tokens,
            ReplyWindows(database, PlatformName.ZALO_OA),
            on_notice=on_notice,
            limits=_limits(zalo_oa.LIMITS, settings.zalo_per_second),
            pictures=pictures,
        )

    def login_seconds(self) -> float:
        """Return the seconds until a person has to log in again; NaN while that is not known here."""
        until = self.tokens.refresh_until
        return math.nan if until is None else (until - datetime.now(UTC)).total_seconds()

    async def close(self) -> None:
        """Close the connections."""
        await self.platform.close()
        await self.oauth.close()


def official_account(
    settings: Settings,
    database: Database,
    *,
    secret: bytes,
    on_notice: Callable[[Notice], None],
    pictures: Pictures | None = None,
) -> OfficialAccount | None:
    """Return the account of the settings, or None where they name none."""
    if settings.zalo_app_id is None:
        return None
    return OfficialAccount(settings, database, secret=secret, on_notice=on_notice, pictures=pictures)


def bot_platform(settings: Settings, pictures: Pictures | None = None) -> ZaloBotPlatform | None:
    """Return the bot of the settings, or None where they name none."""
    if settings.zalo_bot_token is None:
        return None
    secret = settings.zalo_bot_secret
    limits = _limits(zalo_bot.LIMITS, settings.zalo_bot_per_second)
    return ZaloBotPlatform(
        settings.zalo_bot_token.get_secret_value(),
        api_url=settings.zalo_bot_api_url,
        secret=secret.get_secret_value() if secret is not None else None,
        limits=replace(limits, per_chat_per_second=settings.zalo_bot_chat_per_second),
        poll_pause=settings.zalo_bot_poll_seconds,
        not_handled=numbers(settings.zalo_not_handled),
        pictures=pictures,
    )


def _limits(limits: Limits, per_second: float) -> Limits:
    return replace(limits, per_second=per_second, burst=max(1, int(per_second)))
