"""Inbox, turn, dialogue state and the routing of intents to handlers."""
