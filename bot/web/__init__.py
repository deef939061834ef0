"""The HTTP face of a bot process: web chat, webhooks, health and metrics."""
