"""Zalo Official Account, through its OpenAPI (https://developers.zalo.me/docs/official-account)."""

from bot.platforms.zalo_oa.oauth import OAuth, Pair
from bot.platforms.zalo_oa.options import API_URL, OAUTH_URL, ZBS_URL, Options, ReplyWindows
from bot.platforms.zalo_oa.platform import WEBHOOK_PATH, ZaloOaPlatform
from bot.platforms.zalo_oa.rendering import LIMITS, Buttons, Count
from bot.platforms.zalo_oa.tokens import TokenKeeper, TokenStore
from bot.platforms.zalo_oa.transport import Transport

__all__ = [
    "API_URL",
    "LIMITS",
    "OAUTH_URL",
    "WEBHOOK_PATH",
    "ZBS_URL",
    "Buttons",
    "Count",
    "OAuth",
    "Options",
    "Pair",
    "ReplyWindows",
    "TokenKeeper",
    "TokenStore",
    "Transport",
    "ZaloOaPlatform",
]
