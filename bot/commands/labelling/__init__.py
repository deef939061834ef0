"""The terminal's screen for labelling: keys and what is drawn. All else is the service in bot/review."""
