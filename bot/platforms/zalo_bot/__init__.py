"""Zalo Bot Platform (https://docs.zaloplatforms.com/docs/BOT): for pilots and for alerts to staff."""

from bot.platforms.zalo_bot.platform import API_URL, LIMITS, WEBHOOK_PATH, ZaloBotPlatform, webhook_secret

__all__ = ["API_URL", "LIMITS", "WEBHOOK_PATH", "ZaloBotPlatform", "webhook_secret"]
