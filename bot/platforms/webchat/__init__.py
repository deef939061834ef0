"""The web chat: a page of our own, and the HTTP routes behind it."""

from bot.platforms.webchat.config import WebChatConfig
from bot.platforms.webchat.platform import WebPlatform
from bot.platforms.webchat.routes import build_routes

__all__ = ["WebChatConfig", "WebPlatform", "build_routes"]
