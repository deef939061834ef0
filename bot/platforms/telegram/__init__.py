"""Telegram, through the Bot API (https://core.telegram.org/bots/api)."""

from bot.platforms.telegram.platform import API_URL, WEBHOOK_PATH, TelegramPlatform, webhook_secret

__all__ = ["API_URL", "WEBHOOK_PATH", "TelegramPlatform", "webhook_secret"]
