"""Appointments that somebody has: looked up, moved, cancelled; `dialogue` is where it begins."""
