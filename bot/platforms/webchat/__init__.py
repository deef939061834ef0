"""The web chat: a page of our own, and the HTTP routes behind it."""
