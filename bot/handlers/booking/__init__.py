"""Booking a slot at a counter: the dialogue and its parts; `dialogue` is where it begins."""
